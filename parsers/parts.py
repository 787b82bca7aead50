"""Pieces of lines that may be a name, a post or an organisation, with their place on the card.

A *piece* is what stands together: a line, or the part of a line between separators, or two or three
lines of one type set closely under each other. Pieces overlap; ``roles`` chooses among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from parsers.companies import FILLERS
from parsers.contact import Span
from parsers.lines import Box, Line, Word, enclosing_box
from parsers.names import PARTICLES, is_titles

# A rule between two things on one line: a bar, a bullet, a wide dash, a slash with spaces.
STRONG_SEPARATOR = re.compile(
    r"\s*[|¦•●■▪]+\s*|\s+[·►»]+\s*|[·►»]+\s+|(?<=[^\W\d_lL])·(?=[^\W\d_])|\s{2,}"  # but "col·legi"
)
SEPARATOR = re.compile(
    STRONG_SEPARATOR.pattern + r"|\s+[-–—/]+\s+|\s*[;]\s*|\s*[,:]\s+"
    r"|\s+[Il]\s+(?=[a-zćłńśźż])"  # a bar read as a letter
)
EDGE = " \t,;:|/\\-–—_*•·●■▪►»«<>=~^\"“”„`'"
OPENING, CLOSING = frozenset('„“«"'), frozenset('”“»"')
WIDE_GAP = 2.5  # times the type size: what stands further apart is set apart
LOGO_SIZES = (1.3, 4.5)  # the large word of a logo against the small line under it
SIGN_GAP = 4.0  # type sizes between two words of a logo with its sign between them
MAX_CHARACTERS = 120  # no name, post or company is longer; a paragraph is


@dataclass(frozen=True, slots=True)
class Piece:
    """``text`` as printed, several lines joined by a space; ``size`` its type size in card pixels."""

    text: str
    spans: tuple[Span, ...]
    box: Box
    size: float
    confidence: float
    reader: str

    @property
    def lines(self) -> tuple[int, ...]:
        return tuple(span.line for span in self.spans)


def piece_of(lines: Sequence[Line], line: int, start: int, end: int) -> Piece | None:
    """The piece ``lines[line].text[start:end]`` without punctuation at its edges; None if nothing is left."""
    text = lines[line].text
    end = min(end, len(text))
    while start < end and (text[start] in EDGE or text[start] == "." or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in EDGE or text[end - 1].isspace()):
        end -= 1
    if text[end : end + 1] in CLOSING and any(char in OPENING for char in text[start:end]):
        end += 1
    elif text[start - 1 : start] in OPENING and any(char in CLOSING for char in text[start:end]):
        start -= 1
    if end - start < 2 or end - start > MAX_CHARACTERS:
        return None
    words = [word for word in lines[line].words_between(start, end) if word.text.strip()]
    if not words:
        return None
    return Piece(
        text[start:end],
        (Span(line, start, end),),
        enclosing_box(word.box for word in words),
        median(map(_type_size, words)),
        sum(word.confidence for word in words) / len(words),
        lines[line].reader_between(start, end),
    )


def _type_size(word: Word) -> float:
    """The height of a word's letters; of one that runs down the card its width."""
    runs_down = len(word.text) > 3 and word.box.height > 2 * word.box.width
    return word.box.width if runs_down else word.box.height


def _gaps(line: Line) -> Iterator[int]:
    """Character offsets at which a word begins that stands far from the word before it."""
    offset, last = 0, None
    for word in line.words:
        if word.text.strip():
            if last is not None and word.box.left - last.box.right > WIDE_GAP * max(
                word.box.height, last.box.height
            ):
                yield offset
            last = word
        offset += len(word.text) + 1


def _runs(text: str, separator: re.Pattern[str], cuts: Sequence[int] = ()) -> Iterator[tuple[int, int]]:
    start = 0
    stops = sorted([match.span() for match in separator.finditer(text)] + [(cut, cut) for cut in cuts])
    for left, right in [*stops, (len(text), len(text))]:
        if left > start:
            yield start, left
        start = max(start, right)


def pieces_of_lines(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """Whole lines cut only where a strong separator, a claimed value or a wide gap stands."""
    found = []
    for number, line in enumerate(lines):
        text = line.text
        if len(text) > 20 * MAX_CHARACTERS:
            continue
        for start, end in _runs(text, STRONG_SEPARATOR, tuple(_gaps(line))):
            piece = piece_of(lines, number, start, end)
            if piece:
                found.append(piece)
    return tuple(found)


def subpieces(lines: Sequence[Line], piece: Piece) -> tuple[Piece, ...]:
    """The parts of a piece between commas, dashes and slashes, and the whole less its first or last part."""
    span = piece.spans[0]
    text = lines[span.line].text[span.start : span.end]
    runs = list(_runs(text, SEPARATOR))
    if not 1 < len(runs) <= 8:
        return ()
    cuts = {(start, end) for start, end in runs} | {(runs[0][0], runs[-2][1]), (runs[1][0], runs[-1][1])}
    found = (piece_of(lines, span.line, span.start + start, span.start + end) for start, end in sorted(cuts))
    return tuple(part for part in found if part and part.spans != piece.spans)


def joined(pieces: Sequence[Piece]) -> Piece:
    """Pieces that stand under each other (or side by side) as one."""
    return Piece(
        " ".join(piece.text for piece in pieces),
        tuple(span for piece in pieces for span in piece.spans),
        enclosing_box(piece.box for piece in pieces),
        median(piece.size for piece in pieces),
        min(piece.confidence for piece in pieces),
        pieces[0].reader if len({piece.reader for piece in pieces}) == 1 else "both",
    )


def is_below(upper: Piece, lower: Piece) -> bool:
    """Whether ``lower`` is set as the next line of ``upper``: close beneath, of like size, aligned."""
    size = max(upper.size, lower.size)
    if not 0.6 <= lower.size / max(upper.size, 1e-6) <= 1.7:
        return False
    gap = lower.box.top - upper.box.bottom
    if not -0.5 * size <= gap <= 0.9 * size or lower.box.center[1] - upper.box.center[1] < 0.5 * size:
        return False
    near = 0.8 * size
    return (
        abs(upper.box.left - lower.box.left) < near
        or abs(upper.box.right - lower.box.right) < near
        or abs(upper.box.center[0] - lower.box.center[0]) < near
    )


def is_logo_over(upper: Piece, lower: Piece) -> bool:
    """Whether ``lower`` is set as the small line under the large word of a logo."""
    if not LOGO_SIZES[0] <= upper.size / max(lower.size, 1e-6) <= LOGO_SIZES[1]:
        return False
    gap = lower.box.top - upper.box.bottom
    shared = min(upper.box.right, lower.box.right) - max(upper.box.left, lower.box.left)
    return (
        -max(0.6 * lower.size, 0.35 * upper.size) < gap < max(0.9 * lower.size, 0.35 * upper.size)
        and lower.box.center[1] - upper.box.center[1] > 0.2 * (upper.size + lower.size)
        and shared > 0.5 * min(upper.box.width, lower.box.width)
    )


def is_beside(left: Piece, right: Piece) -> bool:
    """Whether ``right`` goes on where ``left`` ends, on one base line and in one type size.

    A sign between two words of a logo keeps them further apart; then size and case are the same.
    """
    gap, size = right.box.left - left.box.right, max(left.size, right.size)
    ratio = right.size / max(left.size, 1e-6)
    if (
        not 0 <= gap < SIGN_GAP * size
        or not 0.7 <= ratio <= 1.4
        or abs(left.box.center[1] - right.box.center[1]) >= 0.5 * size
        or left.spans[0].line == right.spans[0].line
    ):
        return False
    return gap < 2.0 * size or (0.78 <= ratio <= 1.28 and case_of(left.text) == case_of(right.text))


LISTED = re.compile(r"\s*[|¦•·●■▪►]")  # what parts the things of a list on one line


def is_listed(piece: Piece, lines: Sequence[Line]) -> bool:
    """Whether a piece is one of several things in a row, between bars or bullets: "Tax | Audit"."""
    return any(
        LISTED.match(text[span.end :]) or LISTED.match(text[: span.start][::-1])
        for span in piece.spans
        for text in (lines[span.line].text,)
    )


def stacks(pieces: Sequence[Piece], most: int = 3) -> tuple[Piece, ...]:
    """Two to ``most`` pieces that read on from one to the next."""
    follows = {
        index: [
            other
            for other, lower in enumerate(pieces)
            if other != index
            and (is_below(upper, lower) or is_beside(upper, lower))
            and not ("." in lower.text and is_titles(lower.text))  # "dr hab. inż." over a name
        ]
        for index, upper in enumerate(pieces)
    }
    for index, upper in enumerate(pieces):
        below = [o for o in follows[index] if is_below(upper, pieces[o])]
        hidden = {o for o in below if any(is_below(pieces[between], pieces[o]) for between in below)}
        followers = [o for o in follows[index] if o not in hidden]
        # "Academy of Sciences" / "in Oakham": what goes on in small letters below is no other column's.
        going_on = [o for o in followers if o in below and GOES_ON.match(pieces[o].text)]
        follows[index] = going_on or followers
    found = []
    rows = [[index] for index in range(len(pieces))]
    for _ in range(most - 1):
        rows = [[*row, follower] for row in rows for follower in follows[row[-1]][:2] if follower not in row]
        found += [
            joined([pieces[index] for index in row])
            for row in rows
            if sum(len(pieces[i].text) for i in row) <= MAX_CHARACTERS
        ]
    return tuple(found)


GOES_ON = re.compile(
    r"(?:of|and|for|in|at|w|we|z|i|im\.?|pw\.?|ds\.?|und|für|et|de|du|des|da|do|y|e|v|og|och|&|\+"
    r"|a(?!\s(?:non|not|member|division|subsidiary|company|partner|unit|brand|proud|family|new|better|world"
    r"|place|service|project|part|charity|registered|licensed|leading|full)\b))\s+\S"  # Czech "and"
)
SMALL_WORD = re.compile(GOES_ON.pattern.removesuffix(r"\S"))
DANGLING = re.compile(
    r"^(?:of|and|de|for|i|to|with|w|z|e|y|und|et|OF|AND|DE|FOR|[^\w(])\s|[^\w)”»\"®™©]\s*$(?<![.!?])|"
    r"\s(?:of|and|de|for|the|i|to|in|at|do|da|und|et|ds\.?|w|z|e|y"
    r"|na|nr|im\.?|OF|AND|DE|FOR|THE|TO|IN|DO|DA|W|Z|NA|NR|DS\.?|IM\.?|-)$"
)

BREAKS_OFF = re.compile(r"(?:&|\b(?:of|and|for|und|et|i|y|de|ds\.?))$", re.IGNORECASE)


def breaks_off(text: str) -> bool:
    """Whether ``text`` ends in a word that must go on: "Chief Agronomist &", "Head of"."""
    return BREAKS_OFF.search(text) is not None


POSSESSIVE = re.compile(r"(?<=[^\W\d_])['’]s\b")
CAMEL = re.compile(r"^[a-z]+[A-Z]")


@lru_cache(maxsize=2048)
def case_of(text: str) -> str:
    if text.isupper():
        return "capitals"
    if text.islower():
        return "lower"
    words = [
        word
        for word in re.findall(r"[^\W\d_]+", POSSESSIVE.sub("", text))
        if (word.lower() not in FILLERS and word.lower() not in PARTICLES)
        or (len(word) < 2 and word.isupper())
    ]
    # "eOak" and "oakWorks" are marks of firms, written so on purpose.
    return "title" if words and all(word[0].isupper() or CAMEL.search(word) for word in words) else "mixed"


def near(a: Piece, b: Piece) -> bool:
    """Whether two pieces stand under one another, closely, or on one line; and do not overlap."""
    if set(a.lines) & set(b.lines):
        spans = [(x, y) for x in a.spans for y in b.spans if x.line == y.line]
        return all(x.end <= y.start or y.end <= x.start for x, y in spans)
    size = max(a.size, b.size)
    gap = max(a.box.top, b.box.top) - min(a.box.bottom, b.box.bottom)
    shared = min(a.box.right, b.box.right) - max(a.box.left, b.box.left)
    if gap < -0.5 * size:  # side by side
        return -shared < 8 * size
    return gap < 1.2 * size and shared > 0


def overlap(a: Piece, b: Piece) -> bool:
    return any(x.line == y.line and x.start < y.end and y.start < x.end for x in a.spans for y in b.spans)
