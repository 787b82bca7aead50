"""Where lines stand to one another, and fields made from spans of them.

All distances are in heights of the smaller of the two lines, so that nothing depends on pixels.
A finder sees lines in which claimed characters are blanked out: offsets hold, only words remain free.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parsers.contact import Detail, Field, Span
from parsers.lines import Box, Line, enclosing_box


def free_box(line: Line) -> Box:
    """The box of the words of ``line`` that nothing has claimed."""
    return enclosing_box(word.box for word in line.words if not word.text.isspace())


def beside(left: Box, right: Box, widest_gap: float = 12.0) -> bool:
    """Whether ``right`` stands on the same printed line as ``left``, to the right of it."""
    height = min(left.height, right.height)
    if height <= 0 or right.left < left.right - height:
        return False
    overlap = min(left.bottom, right.bottom) - max(left.top, right.top)
    return overlap > 0.5 * height and right.left - left.right < widest_gap * height


def below(upper: Box, lower: Box, widest_gap: float = 1.0) -> bool:
    """Whether ``lower`` starts a printed line under ``upper``, within the gap, and they share columns."""
    height = min(upper.height, lower.height)
    # Lines that run at a slant have boxes that overlap: a third of their height must be enough.
    if height <= 0 or lower.center[1] - upper.center[1] < 0.35 * height:
        return False
    shared = min(upper.right, lower.right) - max(upper.left, lower.left)
    return shared > 0 and lower.top - upper.bottom < widest_gap * height


def aligned(a: Box, b: Box, slack: float = 1.0) -> bool:
    """Whether two boxes share a left edge, a right edge or a centre."""
    reach = slack * min(a.height, b.height)
    return (
        abs(a.left - b.left) < reach
        or abs(a.right - b.right) < reach
        or abs(a.center[0] - b.center[0]) < reach
    )


def alike_in_size(a: Box, b: Box, ratio: float = 1.5) -> bool:
    """Whether two lines are printed in about the same size."""
    small, large = sorted((a.height, b.height))
    return large < ratio * small


def next_below(lines: Sequence[Line], index: int, widest_gap: float = 1.0) -> int | None:
    """The index of the nearest line under ``lines[index]`` in its column, if any."""
    box = lines[index].box
    candidates = [
        (line.box.top, i) for i, line in enumerate(lines) if i != index and below(box, line.box, widest_gap)
    ]
    return min(candidates)[1] if candidates else None


def claiming(field: Field, again: Field) -> Field:
    """``field``, which claims the spans of ``again`` too: the same value, printed a second time."""
    return replace(field, spans=tuple(dict.fromkeys((*field.spans, *again.spans))))


def make_field(
    lines: Sequence[Line],
    kind: str,
    value: str,
    printed: str,
    rule: str,
    strength: float,
    value_spans: Iterable[Span],
    claimed: Iterable[Span] = (),
    detail: Detail | None = None,
    repairs: Iterable[str] = (),
    problem: str | None = None,
) -> Field:
    """A field with box, reader and confidence taken from the words under ``value_spans``.

    ``strength`` is the chance (0..1) that the rule is right on well read words; ``claimed`` are the
    spans the field takes off the card where they are more than the value, its label for instance.
    """
    value_spans = tuple(value_spans)
    boxes, readers, words = [], set(), 1.0
    for span in value_spans:
        line = lines[span.line]
        boxes.append(line.box_between(span.start, span.end))
        readers.add(line.reader_between(span.start, span.end))
        words = min(words, line.confidence_between(span.start, span.end))
    return Field(
        kind=kind,
        value=value,
        printed=printed,
        confidence=round(strength * (0.5 + 0.5 * words), 4),
        box=enclosing_box(boxes),
        reader=readers.pop() if len(readers) == 1 else "both",
        rule=rule,
        spans=tuple(claimed) or value_spans,
        detail=detail,
        repairs=tuple(dict.fromkeys(repairs)),
        problem=problem,
    )
