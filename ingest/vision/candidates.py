"""Which four-sided patches of a picture could be cards, and what speaks for each of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.vision.patches import LEAST_AREA, LEAST_CONTRAST, MOST_AREA, pairs_of, patches_of_one_colour
from ingest.vision.quads import (
    Pixels,
    Quad,
    clockwise,
    direction,
    quad_size,
    share_inside,
    side_length,
    signed_area,
    within_sides,
)
from ingest.vision.text_lines import slant_of

SEARCH_SIDE = 640  # pixels: longest side of the reduced picture in which edges are looked for
# Long side / short side of a card, least and most; a card of ISO 7810 has 1.59, one of 90 x 50 mm 1.8.
PROPORTIONS = (1.25, 2.2)
PROPORTIONS_CUT = (1.0, 2.2)  # long side / short side of what the picture's border leaves of a card
MOST_SIDES_CUT_OFF = 2  # a card may reach out of the picture at a corner; beyond that it is the picture
SKEW = (20.0, 8.0, 4.0)  # most degrees between a side and the print, where 0, 1 or 2 sides are cut off
CRISP = 12.0  # CIELAB units across 4 reduced pixels that make an edge fully crisp (crispness 1)
SURELY_CRISP = 0.9  # crispness of an outline from which print beside it may run on into print on it
CRISP_CUT = 0.75  # crispness of a side that is the picture's border: nothing speaks for it or against it
EDGE_SHOWN = 0.7  # of a side's length that must show contrast
# Of a side's length that must show contrast, where it lies in shadow: of a whole card with SEVERAL_LINES that
# cuts none of them.
EDGE_HALF_SHOWN = 0.4
SEVERAL_LINES = 5  # lines of print that make a card likely although a side of it hardly shows
INSIDE = 0.8  # of a line's area that lies on a card, from which the line belongs to it
# Of a line's area: between CUT and this the edge cuts through the line, where the patch leaves the picture
# and so may be a panel of a larger card.
INSIDE_CUT = 0.9
CUT = 0.25  # of a line's area: between this and INSIDE the card's edge cuts through the line
MOST_CUTS = 3  # lines across the outline of a card that lies on a newspaper of its own tone
CRISP_ENOUGH = 0.5  # crispness of an outline of which something else is doubtful
LONG_LINE = 4.0  # width / height of a line whose direction is sure
ONE_WAY = 5.0  # degrees up to which long lines of one card depart from each other, perspective included
MOST_LINES = 40  # lines of print on one card; more is a page or a newspaper on which cards lie
PRINT_WIPED = 9  # reduced pixels: dark strokes thinner than this are wiped off such a page


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A four-sided patch of the reduced picture that could be a card.

    outline: its corners, clockwise, in reduced pixels. area: of the outline, in square pixels of the same.
    cut_off: how many of its sides are the picture's own border, 0..2. lines: indices of the text lines on it.
    crispness: 0..1, how sharply the colour changes along its outline, in the mean.
    colour, ground: the median colours just within and just without its outline, in CIELAB of 8 bits.
    faint: one of its sides hardly shows, or print runs across it; only among cards of its size is it one.
    """

    outline: Quad
    area: float
    cut_off: int
    lines: frozenset[int]
    crispness: float
    colour: tuple[float, ...]
    ground: tuple[float, ...]
    faint: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Print:
    """The text lines of a picture, measured once for all patches.

    corners: (n, 4, 2), clockwise. sizes: (n, 2), width and height. directions: (n,), radians.
    """

    corners: NDArray[np.float32]
    sizes: NDArray[np.float64]
    directions: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """The four sides of a patch; arrays (4,) of 0..1.

    shown: share of their length along which the colours within and without differ. beyond: share that
    leaves the picture. crispness: how sharply the colour changes at the very line.
    within, without: the colours some pixels off the line, (n, 3), in CIELAB of 8 bits.
    """

    shown: NDArray[np.float64]
    beyond: NDArray[np.float64]
    crispness: NDArray[np.float64]
    within: NDArray[np.float32]
    without: NDArray[np.float32]


def smoothed(small: Pixels) -> Pixels:
    """The reduced picture (RGB) in CIELAB, 8 bits a channel (OpenCV's scaling), smoothed."""
    return np.asarray(cv2.cvtColor(cv2.medianBlur(small, 5), cv2.COLOR_RGB2LAB), dtype=np.uint8)


def candidates(lab: Pixels, lines: Sequence[Quad]) -> list[Candidate]:
    """Every patch of the reduced picture that could be a card, the largest first.

    lab: the picture as ``smoothed`` gives it. lines: text lines, quads in its pixels.
    A card of two colours is two patches; so patches that share a side are tried together too.
    """
    patches = patches_of_one_colour(lab)
    if len(lines) > MOST_LINES:
        wiped = cv2.morphologyEx(lab, cv2.MORPH_CLOSE, np.ones((PRINT_WIPED, PRINT_WIPED), np.uint8))
        patches += patches_of_one_colour(np.asarray(wiped, dtype=np.uint8))
    measured = _Print(
        np.array([clockwise(line) for line in lines], np.float32).reshape(-1, 4, 2),
        np.array([quad_size(line) for line in lines]).reshape(-1, 2),
        np.array([direction(line) for line in lines]),
    )
    judged = [_judged(quad, lab, measured) for quad in [*patches, *pairs_of(patches)]]
    return sorted((c for c in judged if c is not None), key=lambda c: -c.area)


def card_like(quad: Quad) -> bool:
    """Whether a quad has the proportions of a whole card that lies flat."""
    long, short = sorted(quad_size(quad), reverse=True)
    return 1.35 < long / max(short, 1) < 2.0


def _judged(quad: Quad, lab: Pixels, lines: _Print) -> Candidate | None:
    """The candidate with what speaks for it; None where it cannot be a card."""
    height, width = lab.shape[:2]
    area = signed_area(quad)
    if not LEAST_AREA * height * width < area < MOST_AREA * height * width:
        return None
    long, short = sorted(quad_size(quad), reverse=True)
    least, most = PROPORTIONS_CUT if _leaves_picture(quad, width, height) else PROPORTIONS
    if not least < long / max(short, 1) < most:
        return None
    if min(side_length(quad, side) / max(side_length(quad, side + 2), 1) for side in (0, 1)) < 0.5:
        return None
    edges = _edges_of(quad, lab)
    contrast = float((edges.shown + edges.beyond).min())
    cut_off = int((edges.beyond > 0.5).sum())
    if contrast < EDGE_HALF_SHOWN or cut_off > MOST_SIDES_CUT_OFF:
        return None
    shares = _shares_inside(lines.corners, quad)
    inside = shares >= INSIDE
    count = int(inside.sum())
    cuts = int(((shares > CUT) & (shares < (INSIDE_CUT if cut_off else INSIDE))).sum())
    crispness = float(edges.crispness.mean())
    crossed = cuts > (0.5 if crispness > SURELY_CRISP and not cut_off else 0.15) * max(1, count)
    hidden = contrast < EDGE_SHOWN and (cuts > 0 or cut_off > 0 or count < SEVERAL_LINES)
    faint = crossed or hidden
    if faint and (cut_off or cuts > MOST_CUTS or crispness < CRISP_ENOUGH):
        return None
    slant = slant_of(lines.sizes[inside], lines.directions[inside])
    long_lines = lines.directions[inside & (lines.sizes[:, 0] > LONG_LINE * lines.sizes[:, 1])]
    seen = (edges.beyond <= 0.5) | (cut_off > 1)
    if len(long_lines) and _skew(quad, seen, slant) > SKEW[cut_off]:
        return None
    along = np.abs(np.sin(long_lines - slant)) < math.sin(math.radians(ONE_WAY))
    if along.sum() < 0.8 * len(long_lines):
        return None  # print of two things
    colour, ground = (tuple(np.median(side, axis=0).tolist()) for side in (edges.within, edges.without))
    on_it = frozenset(np.flatnonzero(inside).tolist())
    return Candidate(quad, area, cut_off, on_it, crispness, colour, ground, faint)


def _shares_inside(lines: NDArray[np.float32], outline: Quad) -> NDArray[np.float64]:
    """Share of each line's area that lies within ``outline``; lines (n, 4, 2), all clockwise.

    Most lines lie wholly on one side of an edge, which is told at once for all of them.
    """
    within = within_sides(lines, outline)  # line, its corner, side of the outline
    wholly = np.all(within, axis=(1, 2))
    astride = ~wholly & np.all(np.any(within, axis=1), axis=1)
    shares = np.asarray(wholly, dtype=np.float64)
    shares[astride] = [share_inside(line, outline) for line in lines[astride]]
    return shares


def _skew(quad: Quad, seen: NDArray[np.bool_], slant: float) -> float:
    """Degrees, 0..45, by which the worst of the sides ``seen`` departs from along or across the print."""
    sides = (np.roll(quad, -1, axis=0) - quad)[seen]
    off = (np.degrees(np.arctan2(sides[:, 1], sides[:, 0]) - slant) + 45) % 90 - 45
    return float(np.abs(off).max(initial=0.0))


def _leaves_picture(quad: Quad, width: int, height: int) -> bool:
    """Whether a corner lies on the picture's border or beyond it."""
    near = 3
    return bool((quad < near).any() or (quad > (width - near, height - near)).any())


def _edges_of(quad: Quad, lab: Pixels) -> _Edges:
    """How the sides of a quad show, by the colours 2, 4 and 7 pixels off it at 40 spots along each."""
    height, width = lab.shape[:2]
    sides = np.roll(quad, -1, axis=0) - quad
    along = sides / np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-6)
    # Clockwise corners, y down: the outside is on the left.
    outwards = np.stack([along[:, 1], -along[:, 0]], axis=1)[:, None]
    spots = quad[:, None] + sides[:, None] * np.linspace(0.08, 0.92, 40)[:, None]  # side, spot, (x, y)
    reaches = np.array([2.0, 4.0, 7.0])[:, None, None, None]
    outer, inner = spots + reaches * outwards, spots - reaches * outwards
    gone = ((outer < 0) | (outer > [width - 1, height - 1])).any(axis=3)
    without, within = _colours(lab, outer), _colours(lab, inner)
    difference = np.linalg.norm(without - within, axis=3)
    beyond = gone[1:].any(axis=0)
    shown = (difference[1:] > LEAST_CONTRAST).any(axis=0) & ~beyond
    crispness = np.where(beyond, CRISP_CUT, np.minimum(difference[0] / CRISP, 1.0))
    seen = ~beyond
    return _Edges(
        shown.mean(axis=1), beyond.mean(axis=1), crispness.mean(axis=1), within[-1][seen], without[-1][seen]
    )


def _colours(lab: Pixels, spots: NDArray[np.floating]) -> NDArray[np.float32]:
    """The picture's colours (..., 3) at spots (..., 2: x, y); one beyond it has its border's."""
    height, width = lab.shape[:2]
    x = np.clip(np.rint(spots[..., 0]).astype(int), 0, width - 1)
    y = np.clip(np.rint(spots[..., 1]).astype(int), 0, height - 1)
    return np.asarray(lab[y, x], dtype=np.float32)
