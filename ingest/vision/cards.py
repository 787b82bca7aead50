"""Find the cards in a picture: where each card's edges are and which lines of text stand on it.

A card is a four-sided patch that differs from what is round it on every side, has the proportions of
a card and cuts no line of text. Where no such patch shows (a scan whose card fills the picture, a white
card on white paper), the print itself says where the card is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.vision.quads import (
    Pixels,
    Quad,
    as_quad,
    center,
    direction,
    grown,
    homography,
    moved,
    quad_size,
    rectangle,
    reduced,
    side_length,
    signed_area,
)
from ingest.vision.text_lines import common_direction

SEARCH_SIDE = 640  # pixels: longest side of the reduced picture in which edges are looked for
LEVELS = 8  # thresholds per colour channel
SLOPES = (12, 18, 27, 40, 60)  # of colour, 8 to a CIELAB unit a pixel: what is less steep is no edge
GAP = 7  # reduced pixels: an edge with shorter gaps still parts a card from the table
MOST_PATCHES = 60  # of one colour, the largest; a chequered cloth has hundreds
LEAST_AREA, MOST_AREA = 0.006, 0.97  # of the picture: a card among twelve; the picture itself
PROPORTIONS = (1.25, 2.2)  # long side / short side; ISO 7810 cards are 1.59, 90 x 50 mm is 1.8
MOST_SIDES_CUT_OFF = 2  # a card may reach out of the picture at a corner; beyond that it is the picture
PROPORTIONS_CUT = (1.0, 2.2)  # and of a card that the picture's border cuts
SKEW, SKEW_CUT = 20.0, 4.0  # degrees between a side and the print's own directions, at most
LEAST_CONTRAST = 6.0  # CIELAB units between the two sides of an edge
CRISP = 12.0  # CIELAB units across 4 reduced pixels that make an edge fully crisp
SURELY_CRISP = 0.9  # of an outline so crisp, print beside it may run on into print on it
CRISP_CUT = 0.75  # of a side that is the picture's border: nothing speaks for it, nothing against it
CRISPER = 1.1  # ratio of crispness from which one outline of a thing is better than another
ONE_THING = 0.5  # of the area that two outlines cover together: above it they are of one thing
EDGE_SHOWN = 0.7  # of a side's length that must show contrast
EDGE_HALF_SHOWN = 0.4  # the same for one side in shadow of a patch with several lines, none of them cut
SEVERAL_LINES = 5
INSIDE = 0.8  # of a line's area on a card from which it belongs to it
INSIDE_CUT = 0.9  # the same where the picture cuts the patch, which may be a panel of a larger card
CUT = 0.25  # of a line's area: between this and INSIDE the card's edge cuts through the line
ALIKE = 2.5  # ratio of areas up to which cards of one photo are alike in size
SMALLEST = 0.2  # of the largest card's area; what is seen of one that is cut, or far from the camera
SAME_SIZE = 1.4  # ratio of sides up to which they may be: two formats, near and far under the camera
UNREAD = 0.5  # of the picture's longest side: the print of a card larger than this is always seen
LEAST_CUT = 0.4  # of their sides that is seen of a card that the picture's border cuts
ONE_WAY = 5.0  # degrees up to which long lines of one card depart from each other, perspective included
PARALLEL = 8.0  # degrees up to which print runs along a card's sides
MOST_LINES = 40  # of print on one card; more is a page or a newspaper on which cards lie
PRINT_WIPED = 9  # reduced pixels: dark strokes thinner than this are wiped off such a page
BAND = 0.4  # of a card's short side: the deepest band of another colour
NEAR = 0.25  # of a card's long side: lines nearer than this are on one card
MARGIN = 1.0  # line heights of ground kept round the print where no edge shows


@dataclass(frozen=True, slots=True, eq=False)
class FoundCard:
    """A card in a picture. ``outline`` is in the picture's pixels, in any of its four directions.

    lines: indices of the text lines on it. edges_seen: whether the outline follows real edges.
    """

    outline: Quad
    lines: tuple[int, ...]
    edges_seen: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Candidate:
    """A four-sided patch. ``cut_off``: how many of its sides are the picture's own border.

    lines: the text lines on it. crispness: 0..1, how much of its outline is an edge right there.
    """

    outline: Quad
    area: float
    cut_off: int
    lines: frozenset[int]
    crispness: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """One side of a patch, all 0..1.

    shown: share of its length along which the colours within and without differ. beyond: share that leaves
    the picture. crispness: how sharply the colour changes at the very line.
    """

    shown: float
    beyond: float
    crispness: float


def find_cards(pixels: Pixels, lines: Sequence[Quad]) -> list[FoundCard]:
    """Cards in a picture (RGB) with its text lines (quads in the same pixels), in reading order."""
    if not lines:
        return []
    height, width = pixels.shape[:2]
    scale = SEARCH_SIDE / max(height, width)
    small = reduced(pixels, max(8, round(width * scale)), max(8, round(height * scale)))
    small_lines = [as_quad(line * scale) for line in lines]
    chosen = chosen_outlines(candidates(small, small_lines), small_lines)
    cards = [FoundCard(as_quad(c.outline / scale), tuple(sorted(c.lines)), True) for c in chosen]
    rest = tuple(sorted(set(range(len(lines))) - {i for card in cards for i in card.lines}))
    if not cards and rest:
        cards.append(FoundCard(around([lines[i] for i in rest]), rest, False))
    elif 0 < len(rest) <= MOST_LINES:
        if len(cards) == 1:
            cards = [with_its_band(cards[0], lines, rest)]
        rest = tuple(i for i in rest if not any(i in card.lines for card in cards))
        cards += print_without_edges([lines[i] for i in rest], rest, cards)
    return sorted(cards, key=lambda card: _row_and_column(card, height))


def with_its_band(card: FoundCard, lines: Sequence[Quad], beside: Sequence[int]) -> FoundCard:
    """The card grown by a band of another colour at one of its sides, where print that goes on tells of one.

    Print goes on where it runs along the card's own, is set like it, keeps within the card's sides, and
    is little; and only if the whole then has the proportions of a card.
    """
    own = [lines[i] for i in card.lines]
    width, height = quad_size(card.outline)
    to_card = homography(card.outline, rectangle(width, height))
    slant = common_direction(own)
    going_on, left, top, right, bottom = [], 0.0, 0.0, width, height
    for i in beside:
        x, y = moved(lines[i], to_card).T
        within = (x.min() > 0 and x.max() < width) or (y.min() > 0 and y.max() < height)
        off = max(-x.min(), x.max() - width, -y.min(), y.max() - height)
        if within and off < BAND * min(width, height) and _runs_along(lines[i], slant, ONE_WAY):
            if not _set_like(lines[i], own):
                continue
            going_on.append(i)
            room = MARGIN * min(quad_size(lines[i]))
            left, top = min(left, x.min() - room), min(top, y.min() - room)
            right, bottom = max(right, x.max() + room), max(bottom, y.max() + room)
    corners = as_quad(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
    outline = as_quad(moved(corners, homography(rectangle(width, height), card.outline)))
    if not going_on or len(going_on) > 0.5 * len(own) or not _card_like(outline):
        return card
    return FoundCard(outline, tuple(sorted((*card.lines, *going_on))), card.edges_seen)


def lies_on(part: Quad, outline: Quad) -> bool:
    """Whether most of ``part`` (a QR code, a line) is on the card with this ``outline``."""
    return _share_inside(part, _clockwise(outline)) > 0.5


def _row_and_column(card: FoundCard, height: int) -> tuple[int, float]:
    x, y = center(card.outline)
    return int(4 * y / height), float(x)


# ---------------------------------------------------------------- candidates
def candidates(small: Pixels, lines: Sequence[Quad]) -> list[_Candidate]:
    """Every patch of the reduced picture (RGB) that could be a card, the largest first.

    A card of two colours is two patches; so patches that share a side are tried together too.
    """
    lab: Pixels = np.asarray(cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_RGB2LAB), dtype=np.uint8)
    patches = _patches(_masks(lab), small.shape)
    if len(lines) > MOST_LINES:
        wiped = cv2.morphologyEx(lab, cv2.MORPH_CLOSE, np.ones((PRINT_WIPED, PRINT_WIPED), np.uint8))
        patches += _patches(_masks(np.asarray(wiped, dtype=np.uint8)), small.shape)
    judged = [_judged(quad, lab, lines) for quad in [*patches, *_joined(patches)]]
    return sorted((c for c in judged if c is not None), key=lambda c: -c.area)


def _patches(masks: Sequence[Pixels], shape: tuple[int, ...]) -> list[Quad]:
    """Four-sided patches of one colour, each once, the largest first."""
    height, width = shape[:2]
    found: list[Quad] = []
    for mask in masks:
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            if 0.3 * LEAST_AREA * height * width < cv2.contourArea(contour) < MOST_AREA * height * width:
                quad = _four_sided(contour)
                if quad is not None:
                    found.append(quad)
    found.sort(key=signed_area, reverse=True)
    return _once(found)


def _once(quads: Sequence[Quad]) -> list[Quad]:
    """The first outlines, each once: its corners move by a few pixels from threshold to threshold."""
    once: list[Quad] = []
    for quad in quads:
        near = 0.02 * (side_length(quad, 0) + side_length(quad, 1))
        if not once or _corner_distances(quad, np.stack(once)).min() > near:
            once.append(quad)
        if len(once) == MOST_PATCHES:
            break
    return once


def _corner_distances(quad: Quad, others: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest distance in pixels of a quad's corners from the nearest ones of each other (n, 4, 2)."""
    apart = np.abs(quad[None, :, None] - others[:, None]).max(axis=3)
    return np.asarray(apart.min(axis=2).max(axis=1), dtype=np.float32)


def _joined(patches: Sequence[Quad]) -> list[Quad]:
    """Pairs of patches that lie side by side and together are four-sided."""
    areas = [signed_area(patch) for patch in patches]
    middles = [center(patch) for patch in patches]
    reaches = [max(quad_size(patch)) for patch in patches]
    result = []
    for i, a in enumerate(patches):
        for j, b in enumerate(patches[:i]):
            if np.abs(middles[i] - middles[j]).max() > 0.6 * (reaches[i] + reaches[j]):
                continue
            hull = cv2.convexHull(np.concatenate([a, b]))
            if not 0.955 * cv2.contourArea(hull) < areas[i] + areas[j] < 1.1 * cv2.contourArea(hull):
                continue
            quad = _four_sided(hull.astype(np.int32))
            if quad is not None:
                result.append(quad)
    return _once(result)


def _masks(lab: Pixels) -> list[Pixels]:
    """Black and white pictures in one of which a card is likely to be one patch."""
    masks: list[Any] = []
    channels = cv2.split(lab)
    for channel in channels:
        low, high = np.percentile(channel, (2, 98))
        if high - low < 2 * LEAST_CONTRAST:
            continue
        for level in np.linspace(low, high, LEVELS + 2)[1:-1]:
            mask = (channel > level).astype(np.uint8)
            masks.append(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))
            masks.append(cv2.morphologyEx(1 - mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)))
    slope = _slope(channels)
    for most in SLOPES:
        calm = (slope < most).astype(np.uint8)
        masks += [calm, cv2.morphologyEx(calm, cv2.MORPH_OPEN, np.ones((GAP, GAP), np.uint8))]
    return masks


def _slope(channels: Sequence[Any]) -> NDArray[np.float32]:
    """How steeply the colour changes at each pixel (height, width): 8 for a CIELAB unit a pixel."""
    slopes = [cv2.Sobel(channel, cv2.CV_32F, *axis) for channel in channels for axis in ((1, 0), (0, 1))]
    return np.asarray(np.sqrt(sum(slope * slope for slope in slopes)), dtype=np.float32)


def _four_sided(contour: NDArray[Any]) -> Quad | None:
    """The four corners of a patch; None where it is not four-sided and convex."""
    hull = cv2.convexHull(contour)
    hull_area = cv2.contourArea(hull)
    if hull_area <= 0 or cv2.contourArea(contour) < 0.8 * hull_area:
        return None
    perimeter = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * perimeter, True)
        if len(corners) == 4 and cv2.contourArea(corners) > 0.9 * hull_area:
            return _clockwise(as_quad(corners.reshape(4, 2)))
    box = cv2.boxPoints(cv2.minAreaRect(hull))
    if hull_area > 0.93 * abs(signed_area(as_quad(box))):
        return _clockwise(as_quad(box))
    return None


def _clockwise(quad: Quad) -> Quad:
    return quad if signed_area(quad) > 0 else as_quad(quad[::-1])


def _judged(quad: Quad, lab: Pixels, lines: Sequence[Quad]) -> _Candidate | None:
    """The candidate with what speaks for it; None where it cannot be a card."""
    height, width = lab.shape[:2]
    area = signed_area(quad)
    long, short = sorted(quad_size(quad), reverse=True)
    if not LEAST_AREA * height * width < area < MOST_AREA * height * width:
        return None
    least, most = PROPORTIONS_CUT if _leaves_picture(quad, width, height) else PROPORTIONS
    if not least < long / max(short, 1) < most:
        return None
    if min(side_length(quad, side) / max(side_length(quad, side + 2), 1) for side in (0, 1)) < 0.5:
        return None
    edges = [_edge_at(quad, side, lab) for side in range(4)]
    contrasts = [edge.shown + edge.beyond for edge in edges]
    cut_off = sum(edge.beyond > 0.5 for edge in edges)
    if min(contrasts) < EDGE_HALF_SHOWN or cut_off > MOST_SIDES_CUT_OFF:
        return None
    shares = [_share_inside(line, quad) for line in lines]
    inside = frozenset(i for i, share in enumerate(shares) if share >= INSIDE)
    cuts = sum(CUT < share < (INSIDE_CUT if cut_off else INSIDE) for share in shares)
    crispness = sum(edge.crispness for edge in edges) / 4
    if cuts > (0.5 if crispness > SURELY_CRISP and not cut_off else 0.15) * max(1, len(inside)):
        return None
    if min(contrasts) < EDGE_SHOWN and (cuts or cut_off or len(inside) < SEVERAL_LINES):
        return None
    slant = common_direction([lines[i] for i in inside])
    long_lines = [lines[i] for i in inside if quad_size(lines[i])[0] > 4 * quad_size(lines[i])[1]]
    if long_lines and _skew(quad, slant) > (SKEW_CUT if cut_off else SKEW):
        return None
    if sum(_runs_along(line, slant, ONE_WAY) for line in long_lines) < 0.8 * len(long_lines):
        return None  # print of two things
    return _Candidate(quad, area, cut_off, inside, crispness)


def _skew(quad: Quad, slant: float) -> float:
    """Degrees, 0..45, by which the quad's worst side departs from along or across the print."""
    worst = 0.0
    for side in range(4):
        dx, dy = quad[(side + 1) % 4] - quad[side]
        off = (math.degrees(math.atan2(float(dy), float(dx)) - slant) + 45) % 90 - 45
        worst = max(worst, abs(off))
    return worst


def _card_like(quad: Quad) -> bool:
    long, short = sorted(quad_size(quad), reverse=True)
    return 1.35 < long / max(short, 1) < 2.0


def _leaves_picture(quad: Quad, width: int, height: int) -> bool:
    near = 3
    return bool(
        (quad[:, 0] < near).any()
        or (quad[:, 1] < near).any()
        or (quad[:, 0] > width - near).any()
        or (quad[:, 1] > height - near).any()
    )


def _edge_at(quad: Quad, side: int, lab: Pixels) -> _Edge:
    height, width = lab.shape[:2]
    start, end = quad[side], quad[(side + 1) % 4]
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-6)
    outwards = np.array([along[1], -along[0]])  # clockwise corners, y down: the outside is on the left
    spots = start + (end - start) * np.linspace(0.08, 0.92, 40)[:, None]
    reaches = np.array([2.0, 4.0, 7.0])[:, None, None]
    outer, inner = spots + reaches * outwards, spots - reaches * outwards
    gone = ((outer < 0) | (outer > [width - 1, height - 1])).any(axis=2)
    difference = np.linalg.norm(_colours(lab, outer) - _colours(lab, inner), axis=2)
    beyond = gone[1:].any(axis=0)
    shown = (difference[1:] > LEAST_CONTRAST).any(axis=0) & ~beyond
    crispness = np.where(beyond, CRISP_CUT, np.minimum(difference[0] / CRISP, 1.0))
    return _Edge(float(shown.mean()), float(beyond.mean()), float(crispness.mean()))


def _colours(lab: Pixels, spots: NDArray[np.floating]) -> NDArray[np.float32]:
    height, width = lab.shape[:2]
    x = np.clip(np.rint(spots[..., 0]).astype(int), 0, width - 1)
    y = np.clip(np.rint(spots[..., 1]).astype(int), 0, height - 1)
    return np.asarray(lab[y, x], dtype=np.float32)


def _share_inside(line: Quad, outline: Quad) -> float:
    """Share of a line's area that lies within ``outline``."""
    shared, _ = cv2.intersectConvexConvex(_clockwise(line), outline)
    return float(shared) / max(abs(signed_area(line)), 1e-6)


def _overlap(a: Quad, b: Quad) -> float:
    shared, _ = cv2.intersectConvexConvex(a, b)
    return float(shared) / max(signed_area(a) + signed_area(b) - float(shared), 1e-6)


# ---------------------------------------------------------------- the choice among them
def chosen_outlines(found: Sequence[_Candidate], lines: Sequence[Quad]) -> list[_Candidate]:
    """The candidates that are cards: of nested ones the outermost, unless it holds several cards.

    In a small picture of many cards the print of some may be too small to be seen; a blank patch counts
    as a card where it is as large as those with print.
    """
    single: list[_Candidate] = []
    for candidate in sorted(_crispest(found), key=lambda c: c.area):
        within = [
            c
            for c in single
            if c.area < 0.7 * candidate.area and _share_inside(c.outline, candidate.outline) > 0.9
        ]
        if not _holds_several(candidate, _apart(within)) and not _holds_one_wholly(candidate, within):
            single.append(candidate)
    chosen: list[_Candidate] = []
    for candidate in sorted(single, key=lambda c: (not c.lines, -c.area)):
        if any(
            _share_inside(candidate.outline, other.outline) > 0.3
            or _share_inside(other.outline, candidate.outline) > 0.3
            for other in chosen
        ):
            continue
        if chosen and candidate.area < SMALLEST * chosen[0].area:
            continue  # a check of the cloth
        if not candidate.lines and not _of_their_size(candidate, [c for c in chosen if c.lines]):
            continue
        chosen.append(candidate)
    return [] if _are_panels(chosen, lines) else chosen


def _crispest(found: Sequence[_Candidate]) -> list[_Candidate]:
    """Of outlines of one thing those that follow its edges: some take in a stripe of a patterned ground."""
    return [
        c
        for c in found
        if not any(
            d.crispness > CRISPER * c.crispness
            and c.lines <= d.lines
            and _overlap(c.outline, d.outline) > ONE_THING
            for d in found
        )
    ]


def _of_their_size(blank: _Candidate, printed: Sequence[_Candidate]) -> bool:
    """Whether a patch without print is as large as the cards of its photo; one that is cut may be smaller."""
    if len(printed) < 2 or max(quad_size(blank.outline)) > UNREAD * SEARCH_SIDE:
        return False
    own = np.array(sorted(quad_size(blank.outline)))
    theirs = np.median([sorted(quad_size(card.outline)) for card in printed], axis=0)
    least = LEAST_CUT if blank.cut_off else 1 / SAME_SIZE
    return bool((least * theirs < own).all() and (own < SAME_SIZE * theirs).all())


def _apart(found: Sequence[_Candidate]) -> list[_Candidate]:
    """The largest candidates of which none lies on another."""
    result: list[_Candidate] = []
    for candidate in sorted(found, key=lambda c: -c.area):
        if all(_share_inside(candidate.outline, other.outline) < 0.2 for other in result):
            result.append(candidate)
    return result


def _holds_several(outer: _Candidate, within: Sequence[_Candidate]) -> bool:
    """Whether the patches in an outline are cards of their own: alike in size, and all its print on them."""
    alike = [c for c in within if c.area * ALIKE > max(w.area for w in within)]
    bands = not all(_card_like(c.outline) for c in alike) and _card_like(outer.outline)
    if len(alike) < 2 or (bands and sum(c.area for c in alike) > 0.9 * outer.area):
        return False
    held = frozenset[int]().union(*(c.lines for c in alike))
    return len(held) >= 0.8 * len(outer.lines)


def _runs_along(line: Quad, slant: float, degrees: float) -> bool:
    return abs(math.sin(direction(line) - slant)) < math.sin(math.radians(degrees))


def _holds_one_wholly(outer: _Candidate, within: Sequence[_Candidate]) -> bool:
    """Whether an outline that leaves the picture is only the ground of a card that lies on it."""
    return any(len(c.lines) >= 0.9 * len(outer.lines) and c.cut_off < outer.cut_off for c in within)


def _are_panels(chosen: Sequence[_Candidate], lines: Sequence[Quad]) -> bool:
    """Whether the patches are panels of one larger card whose own edges do not show.

    Then print beside them runs along them. On a newspaper there is far more of such print than a card
    carries; and several patches of one size that each carry several lines are cards whatever lies round.
    """
    held = frozenset[int]().union(*(c.lines for c in chosen))
    beside = [line for i, line in enumerate(lines) if i not in held]
    if not chosen or not 0.2 * len(lines) <= len(beside) <= MOST_LINES:
        return False
    like = beside
    if len(held) >= len(beside):  # where most print is on the patches, the rest may be the grain of a table
        like = [line for line in beside if _set_like(line, [lines[i] for i in held])]
        if len(like) < 0.2 * len(held):
            return False
    alike = [c for c in chosen if ALIKE * c.area > max(c.area for c in chosen)]
    if len(alike) > 2 or (len(alike) == 2 and float(np.mean([len(c.lines) for c in alike])) >= 3):
        return False
    slants = [common_direction([lines[i] for i in c.lines]) for c in chosen]
    along = [any(_runs_along(line, slant, PARALLEL) for slant in slants) for line in like]
    return sum(along) >= 0.5 * len(like)


def _set_like(line: Quad, others: Sequence[Quad]) -> bool:
    """Whether a line is long and of a type size near the others': print, not the grain of a table."""
    width, height = quad_size(line)
    size = float(np.median([quad_size(other)[1] for other in others])) if others else height
    return width > 3 * height and 0.5 * size < height < 2 * size


# ---------------------------------------------------------------- cards without edges
def print_without_edges(
    lines: Sequence[Quad], names: Sequence[int], cards: Sequence[FoundCard]
) -> list[FoundCard]:
    """Print beside the cards found that looks like one more of them: of their size, with several lines.

    Its edges may not show because the card is of the colour of the table.
    """
    long = float(np.median([max(quad_size(card.outline)) for card in cards]))
    groups: list[list[int]] = []
    for i, line in enumerate(lines):
        near = [group for group in groups if any(_gap(line, lines[j]) < NEAR * long for j in group)]
        groups = [group for group in groups if group not in near] + [
            [i, *(j for group in near for j in group)]
        ]
    found = []
    for group in groups:
        outline = around([lines[i] for i in group])
        apart = all(_overlap(_clockwise(outline), _clockwise(card.outline)) < 0.05 for card in cards)
        if len(group) >= 2 and apart and 0.25 * long < max(quad_size(outline)) < 1.2 * long:
            found.append(FoundCard(outline, tuple(sorted(names[i] for i in group)), False))
    return found


def _gap(a: Quad, b: Quad) -> float:
    """Least distance in pixels between corners and side middles of two lines."""
    spots = [np.concatenate([quad, (quad + np.roll(quad, -1, axis=0)) / 2]) for quad in (a, b)]
    return float(np.linalg.norm(spots[0][:, None] - spots[1][None], axis=2).min())


def around(lines: Sequence[Quad]) -> Quad:
    """The least rectangle along the print that holds all ``lines``, with a margin."""
    slant = common_direction(list(lines))
    turn = np.array([[math.cos(slant), math.sin(slant)], [-math.sin(slant), math.cos(slant)]])
    points = np.concatenate(lines) @ turn.T
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) @ turn
    height = float(np.median([min(quad_size(line)) for line in lines]))
    return grown(as_quad(corners), MARGIN * height)
