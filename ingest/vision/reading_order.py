"""In which order a person reads the lines of a card: column by column, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from parsers.lines import Box, enclosing_box

SAME_ROW = 0.5  # of the height of the less high line: overlap from which two lines stand side by side
ROW_GAP = 2.0  # line heights: lines side by side and nearer than this are one row (a label and its number)
WORD_GAP = 0.3  # line heights: nearer than this, even the lines of two columns are one row cut in two
LABEL_WIDTH = 4.0  # line heights: a line less wide than this is the label of the one beside it
BLOCK_GAP = 0.9  # line heights: most white between lines of one block
SAME_TYPE = 1.8  # ratio of line heights up to which lines belong to one block
BESIDE = 0.3  # of the height of the less high block: overlap from which blocks are columns


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """Indices of ``boxes`` (lines, card pixels) in reading order.

    Lines that follow each other closely are a column; lines side by side are one row (a label and its
    number), unless both belong to columns of their own. Columns and rows that hang together are a block;
    blocks side by side are read left to right, the others top to bottom.
    """
    columns = _linked(range(len(boxes)), lambda a, b: _follows(boxes[a], boxes[b]))
    alone = {column[0] for column in columns if len(column) == 1}

    def related(a: int, b: int) -> bool:
        return _follows(boxes[a], boxes[b]) or _beside(boxes[a], boxes[b], a in alone or b in alone)

    blocks = _linked(range(len(boxes)), related)
    ordered = _top_down([(enclosing_box(boxes[i] for i in block), block) for block in blocks])
    return [i for block in ordered for i in _by_rows(block, boxes)]


def _of_one_type(a: Box, b: Box) -> bool:
    """Whether two lines are printed in about the same size."""
    low, high = sorted((a.height, b.height))
    return 0 < high <= SAME_TYPE * low


def _side_by_side(a: Box, b: Box) -> bool:
    """Whether two lines stand at the same height, however far apart."""
    return _overlap(a.top, a.bottom, b.top, b.bottom) > SAME_ROW * min(a.height, b.height)


def _beside(a: Box, b: Box, one_alone: bool) -> bool:
    """Whether two lines are one row: near each other, and no two columns of text."""
    low = min(a.height, b.height)
    if not _of_one_type(a, b) or not _side_by_side(a, b):
        return False
    gap = max(a.left, b.left) - min(a.right, b.right)
    label = min(a.width, b.width) < LABEL_WIDTH * low
    return gap < (ROW_GAP if one_alone or label else WORD_GAP) * low


def _follows(a: Box, b: Box) -> bool:
    """Whether two lines stand under each other as in a paragraph."""
    if not _of_one_type(a, b) or _side_by_side(a, b):
        return False
    upper, lower = (a, b) if a.top < b.top else (b, a)
    # Detected boxes reach about a quarter of their height beyond the print on either side.
    if lower.top - upper.bottom > BLOCK_GAP * min(a.height, b.height):
        return False
    return _overlap(a.left, a.right, b.left, b.right) > 0.3 * min(a.width, b.width)


def _overlap(a0: float, a1: float, b0: float, b1: float) -> float:
    """What two stretches share; negative: the gap between them."""
    return min(a1, b1) - max(a0, b0)


def _linked(items: Sequence[int] | range, related: object) -> list[list[int]]:
    """Groups of items that are related directly or through others."""
    groups: list[list[int]] = []
    for item in items:
        touching = [group for group in groups if any(related(item, other) for other in group)]  # type: ignore[operator]
        for group in touching:
            groups.remove(group)
        groups.append(sorted([item, *(other for group in touching for other in group)]))
    return sorted(groups)


def _top_down(blocks: list[tuple[Box, list[int]]]) -> list[list[int]]:
    """Blocks top to bottom, columns left to right: always the first that no other must precede."""
    left = list(blocks)
    ordered = []
    while left:
        first = min(
            (b for b in left if not any(_precedes(o[0], b[0]) for o in left if o is not b)),
            key=lambda b: (b[0].left, b[0].top),
            default=min(left, key=lambda b: (b[0].top, b[0].left)),
        )
        ordered.append(first[1])
        left.remove(first)
    return ordered


def _precedes(a: Box, b: Box) -> bool:
    """Whether block ``a`` is to be read before ``b``."""
    beside = _overlap(a.top, a.bottom, b.top, b.bottom) > BESIDE * min(a.height, b.height)
    if beside:
        return a.center[0] < b.center[0]
    return a.center[1] < b.center[1] and _overlap(a.left, a.right, b.left, b.right) > 0


def _by_rows(block: list[int], boxes: Sequence[Box]) -> list[int]:
    """The lines of a block row by row, each from left to right."""
    height = median(boxes[i].height for i in block)
    rows: list[list[int]] = []
    for i in sorted(block, key=lambda i: boxes[i].center[1]):
        if rows and abs(boxes[i].center[1] - boxes[rows[-1][0]].center[1]) < 0.5 * height:
            rows[-1].append(i)
        else:
            rows.append([i])
    return [i for row in rows for i in sorted(row, key=lambda i: boxes[i].left)]
