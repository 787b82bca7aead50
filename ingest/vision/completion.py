"""Cards of which only some sides show, in photos whose other cards tell how large a card is.

Two straight edges at a right angle are a corner; a card's size then says where the other two sides must be,
and along a whole side even a faint step of colour is certain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.vision.quads import Pixels, Quad, as_quad, quad_size, share_inside, shared_area, signed_area

LEAST_EDGE = 0.35  # of a card's short side: the shortest straight edge that tells of a card
AT_CORNER = 0.3  # of a card's short side: how far from a corner an edge may begin, as corners may be round
SQUARE = 8.0  # degrees by which perspective makes a corner depart from a right angle, at most
BEYOND = 1.2  # of a side's length: the longest edge that may lie along it
# How far the two ends of a side may lie off where the size puts them, as shares of the sides beside it.
ROUGHLY = np.array(
    [(m - t, m + t) for m in np.arange(-0.16, 0.17, 0.02) for t in np.arange(-0.06, 0.07, 0.03)]
)
FINELY = np.stack(np.meshgrid(*2 * [np.arange(-0.03, 0.04, 0.01)]), axis=-1).reshape(-1, 2)
PIECES = 5  # parts of a side: in each the colours on its left and on its right are compared
SPOTS = 6  # spots along each such part, on either side, whose colours are averaged
BESIDE = 2.5  # pixels between the side and these spots
PLAIN = 8.0  # CIELAB units, in 8 bits, between the two means, from which a part is certainly an edge
SHARP = 24.0  # the same of the sharpest edges: it tells the better one of two outlines that both show plainly
CORNER_SHOWN = 0.5  # how certain, 0..1, each of the two sides must be that make a corner
# How certain the four sides together must be, 0..4: of an outline with print, and of one without. Measured on
# drawn cards: a card without print has 4.0; of what is no card a check of cloth has 3.75 at most, and a
# column of a newspaper, with print, 3.8.
SHOWN, SHOWN_BLANK = 3.4, 3.9
# The same of the only card on a newspaper. Measured on drawn cards: a card has 3.8 or more; what is printed
# on the page seldom has, and then less than the card.
SHOWN_ON_PAGE = 3.75
# Of the picture's longest side: the long sides of a card that are tried on a newspaper.
SIZES_ON_PAGE = (0.36, 0.46, 0.58, 0.72, 0.9)
PROPORTION = 1.65  # long side / short side of a card that is tried there; ROUGHLY reaches the other formats
ON_IT = 0.8  # of a line's area that lies on a card, from which it is the card's print
WHOLE = 0.95  # of a line's area that lies on a card, from which no letter of it is cut off
MOST_PRINT = 0.5  # of a card's area that its lines cover: 99 % have less, a newspaper's column has more
BUSY_CARD = 250  # line heights of print, end to end: a busy card has 200, a page of text several times that
OCCUPIED = 0.08  # of an outline's area: the most of it that may lie on other cards

Floats = NDArray[np.floating]


def completed(lab: Pixels, lines: Sequence[Quad], found: Sequence[Quad], size: Floats) -> list[Quad]:
    """Outlines of more cards, clockwise, on no place of those ``found``, the surest first.

    lab: the picture in CIELAB, 8 bits, smoothed. lines, found: quads in its pixels. size: of a card, the
    short and the long side in pixels.
    """
    outlines, shown = _outlines_of(lab, found, size[None])
    result: list[Quad] = []
    for i in np.argsort(-_certainty(lab, outlines)):
        outline = as_quad(outlines[i])
        area = signed_area(outline)
        if any(shared_area(outline, other) > OCCUPIED * area for other in result):
            continue
        least = SHOWN if _lines_on(outline, lines) else SHOWN_BLANK
        if shown[i] > least and not _covered(outline, lines) and not _cut_off(outline, lines):
            result.append(outline)
    return result


def on_page(lab: Pixels, lines: Sequence[Quad]) -> Quad | None:
    """Outline, clockwise, of the one card on a page of print whose edges show only in part; None without one.

    ``lab`` and ``lines`` as for ``completed``.
    """
    long = np.array(SIZES_ON_PAGE) * max(lab.shape[:2])
    outlines, shown = _outlines_of(lab, [], np.stack([long / PROPORTION, long], axis=1))
    for i in np.argsort(-_certainty(lab, outlines)):
        outline = as_quad(outlines[i])
        prints = shown[i] > SHOWN_ON_PAGE and _lines_on(outline, lines) > 1
        if prints and not _covered(outline, lines) and not _is_page(outline, lines):
            return outline
    return None


def _is_page(outline: Quad, lines: Sequence[Quad]) -> bool:
    """Whether more is printed on an outline than on a card: it is the page itself."""
    on_it = [quad_size(line) for line in lines if share_inside(line, outline) > ON_IT]
    return sum(width / max(height, 1.0) for width, height in on_it) > BUSY_CARD


def _outlines_of(lab: Pixels, found: Sequence[Quad], sizes: Floats) -> tuple[Floats, Floats]:
    """Outlines (n, 4, 2) of cards of some size (m, 2), and how much of their sides shows, 0..4 (n,)."""
    taken = np.zeros(lab.shape[:2], np.uint8)
    for outline in found:
        cv2.fillConvexPoly(taken, np.rint(outline).astype(np.int32), 1)
    edges = _straight_edges(lab, LEAST_EDGE * sizes.min())
    outlines = np.concatenate([_from_corners(edges, size.min(), size.max()) for size in sizes])
    outlines = outlines[_share_on(taken, outlines) < OCCUPIED]
    outlines = outlines[_sides(lab, outlines, (0, 3)).min(axis=1) > CORNER_SHOWN]
    outlines = _fitted(lab, outlines)
    outlines = outlines[_share_on(taken, outlines) < OCCUPIED]
    return outlines, _sides(lab, outlines).sum(axis=1)


def _certainty(lab: Pixels, outlines: Floats) -> Floats:
    """What to compare outlines (n, 4, 2) by: all sides show, the least one as well, and they are sharp."""
    sides = _sides(lab, outlines)
    return np.asarray(sides.sum(axis=1) + sides.min(axis=1) + _sides(lab, outlines, plain=SHARP).mean(axis=1))


def _lines_on(outline: Quad, lines: Sequence[Quad]) -> int:
    """How many lines are print of the card with this outline."""
    return sum(share_inside(line, outline) > ON_IT for line in lines)


def _cut_off(outline: Quad, lines: Sequence[Quad]) -> bool:
    """Whether an outline cuts the ends off more lines than it holds: the card is larger, or another."""
    shares = np.array([share_inside(line, outline) for line in lines])
    return bool(((shares > 0.5) & (shares < WHOLE)).sum() > (shares >= WHOLE).sum())


def _covered(outline: Quad, lines: Sequence[Quad]) -> bool:
    """Whether print covers more of an outline than of a card."""
    return sum(shared_area(line, outline) for line in lines) > MOST_PRINT * signed_area(outline)


def _straight_edges(lab: Pixels, least: float) -> Floats:
    """Straight edges at least so long in pixels, by their ends (n, 2, 2)."""
    detector = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, scale=1.0)
    found = [detector.detect(np.ascontiguousarray(channel))[0] for channel in cv2.split(lab)]
    edges = np.concatenate(
        [np.empty((0, 2, 2)), *(ends.reshape(-1, 2, 2) for ends in found if ends is not None)]
    )
    return np.asarray(edges[np.linalg.norm(edges[:, 1] - edges[:, 0], axis=1) > least])


def _from_corners(edges: Floats, short: float, long: float) -> Floats:
    """Outlines (n, 4, 2) of cards from the corners that edges (m, 2, 2) make, each lying both ways.

    Clockwise; the first corner is that of the edges, so the sides 0 and 3 are those that show.
    """
    along = edges[:, 1] - edges[:, 0]
    along = along / np.linalg.norm(along, axis=1, keepdims=True)
    square = np.abs(_cross(along[:, None], along[None])) > math.cos(math.radians(SQUARE))
    i, j = np.nonzero(np.triu(square))
    ahead = _cross(edges[j, 0] - edges[i, 0], along[j]) / _cross(along[i], along[j])
    corners = edges[i, 0] + ahead[:, None] * along[i]
    (first, near, far), (second, near_2, far_2) = (_rays(corners, edges[k], along[k]) for k in (i, j))
    begins = np.maximum(np.abs(near), np.abs(near_2)) < AT_CORNER * short
    lying = []
    for length, other in ((long, short), (short, long)):
        fits = begins & (far < BEYOND * length) & (far_2 < BEYOND * other)
        corner, one, two = corners[fits], length * first[fits], other * second[fits]
        clockwise = (_cross(one, two) > 0)[:, None]
        one, two = np.where(clockwise, one, two), np.where(clockwise, two, one)
        lying.append(np.stack([corner, corner + one, corner + one + two, corner + two], axis=1))
    return np.concatenate(lying)


def _cross(a: Floats, b: Floats) -> Floats:
    """The cross products (...) of vectors (..., 2)."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _rays(corners: Floats, edges: Floats, along: Floats) -> tuple[Floats, Floats, Floats]:
    """Directions (n, 2) from corners to the far ends of edges, and how far along them both ends lie (n,)."""
    ends = np.einsum("nkd,nd->nk", edges - corners[:, None], along)
    rows, last = np.arange(len(ends)), np.abs(ends).argmax(axis=1)
    sign = np.sign(ends[rows, last])
    return along * sign[:, None], ends[rows, 1 - last] * sign, np.abs(ends[rows, last])


def _share_on(taken: Pixels, outlines: Floats) -> Floats:
    """Share of outlines' areas (n, 4, 2) that is taken (a mask) or beyond the picture."""
    unit = np.linspace(0.06, 0.94, 8)
    across, down = np.meshgrid(unit, unit)
    weights = np.stack([(1 - across) * (1 - down), across * (1 - down), across * down, (1 - across) * down])
    spots = np.rint(np.einsum("nkd,kij->nijd", outlines, weights)).astype(int)
    height, width = taken.shape
    beyond = ((spots < 0) | (spots >= [width, height])).any(axis=3)
    return np.asarray((beyond | (_at(taken, spots) > 0)).mean(axis=(1, 2)))


def _at(picture: Pixels, spots: NDArray[np.integer]) -> Pixels:
    """The picture's values at spots (..., 2: x, y), of which those beyond it are moved to its border."""
    height, width = picture.shape[:2]
    return np.asarray(picture[spots[..., 1].clip(0, height - 1), spots[..., 0].clip(0, width - 1)])


def _fitted(lab: Pixels, outlines: Floats) -> Floats:
    """The outlines (n, 4, 2) with the two sides that did not show, and then all of them, moved to edges."""
    for side in (1, 2):
        outlines = _side_moved(lab, outlines, side, ROUGHLY)
    for side in range(4):
        outlines = _side_moved(lab, outlines, side, FINELY)
    return outlines


def _side_moved(lab: Pixels, outlines: Floats, side: int, steps: Floats) -> Floats:
    """The outlines (n, 4, 2) with one side where it is an edge best.

    steps: (m, 2), how far outwards the side's two ends may move, as shares of the sides beside it.
    """
    before, start, end, after = (outlines[:, None, (side + k) % 4] for k in (-1, 0, 1, 2))
    starts = start + steps[:, :1] * (start - before)
    ends = end + steps[:, 1:] * (end - after)
    best = _edge_strength(lab, starts, ends).argmax(axis=1)
    rows = np.arange(len(outlines))
    moved = outlines.copy()
    moved[:, side], moved[:, (side + 1) % 4] = starts[rows, best], ends[rows, best]
    return moved


def _sides(lab: Pixels, outlines: Floats, which: Sequence[int] = range(4), plain: float = PLAIN) -> Floats:
    """How certain it is, 0..1, that sides of outlines (n, 4, 2) are edges; (n, sides)."""
    return np.stack(
        [_edge_strength(lab, outlines[:, s], outlines[:, (s + 1) % 4], plain) for s in which], axis=1
    )


def _edge_strength(lab: Pixels, starts: Floats, ends: Floats, plain: float = PLAIN) -> Floats:
    """How certain it is, 0..1, that lines from starts to ends (..., 2) are edges.

    Part by part, the mean colours to its left and right are compared, in which grain and print are lost.
    plain: CIELAB units between them that are certain. Returns (...), the mean of the parts.
    """
    side = ends - starts
    across = np.stack([side[..., 1], -side[..., 0]], axis=-1)
    across = BESIDE * across / np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-6)
    unit = np.linspace(0.06, 0.94, PIECES * SPOTS)[:, None]
    spots = starts[..., None, :] + unit * side[..., None, :]
    left, right = (
        _at(lab, np.rint(spots + hand * across[..., None, :]).astype(np.int32)).astype(np.float32)
        for hand in (1, -1)
    )
    pieces = (left - right).reshape(*side.shape[:-1], PIECES, SPOTS, 3).mean(axis=-2)
    return np.asarray(np.minimum(np.linalg.norm(pieces, axis=-1) / plain, 1.0).mean(axis=-1))
