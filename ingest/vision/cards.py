"""Find the cards in a picture: where each card's edges are and which lines of text stand on it.

A card is a four-sided patch that differs from what is round it on every side, has the proportions of
a card and cuts no line of text. Where no such patch shows (a scan whose card fills the picture, a white
card on white paper), the print itself says where the card is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.vision.candidates import INSIDE, MOST_LINES, ONE_WAY, SEARCH_SIDE, candidates, smoothed
from ingest.vision.choice import chosen_outlines, faint_outlines, of_size, set_like, usual_size
from ingest.vision.completion import completed, on_page
from ingest.vision.quads import (
    Pixels,
    Quad,
    as_quad,
    center,
    clockwise,
    direction,
    grown,
    homography,
    moved,
    overlap,
    quad_size,
    rectangle,
    rectangle_along,
    reduced,
    runs_along,
    share_inside,
)
from ingest.vision.text_lines import common_direction

LOOSE = 0.03  # of a card's long side by which print may reach beyond the side of a panel of it
WITH_BAND = 2.2  # long side / short side, at most, of a card with its band; a panel of one may be square
BAND = 0.4  # of a card's short side: the deepest band of another colour
NEAR = 0.25  # of a card's long side: lines nearer than this are on one card
SMALLER, LARGER = 0.25, 1.2  # of a card's long side: least and most that all print of one card takes up
ON_OTHER = 0.2  # of an outline's area that lies on a completed one: more, and it is a part of that card
LONG_LINE = 4.0  # width / height of a line whose direction is known to a degree
ASKEW = 3.0  # degrees by which the print of a card may be told from that of the page below it
MOST_ASKEW = 0.25  # of all print, end to end; the other page of an open book has half
MOST_BENT = 0.03  # of a page's long lines that may read at angles between its own and the card's
LEAST_ASKEW = 3  # lines of such a card; a picture in a newspaper has a caption of two
MARGIN = 1.0  # line heights of ground kept round the print of a card whose edges do not show
MARGIN_ON_PRINT = 0.2  # line heights of ground kept round the print of a card that lies on a printed page


@dataclass(frozen=True, slots=True, eq=False)
class FoundCard:
    """A card in a picture.

    outline: its corners in the picture's pixels; which of them is the card's own top left is not known yet.
    lines: indices of the text lines on it. edges_seen: whether the outline follows real edges;
    otherwise it is drawn round the print.
    """

    outline: Quad
    lines: tuple[int, ...]
    edges_seen: bool


def find_cards(pixels: Pixels, lines: Sequence[Quad]) -> list[FoundCard]:
    """Cards in a picture (RGB, uint8) by its text lines (quads in the same pixels), in reading order.

    That is row by row, each a quarter of the picture high, from left to right. None where there are no lines.
    """
    if not lines:
        return []
    height, width = pixels.shape[:2]
    scale = SEARCH_SIDE / max(height, width)
    small = reduced(pixels, max(8, round(width * scale)), max(8, round(height * scale)))
    small_lines = [as_quad(line * scale) for line in lines]
    lab = smoothed(small)
    found = candidates(lab, small_lines)
    chosen = chosen_outlines(found, small_lines)
    size = usual_size(chosen)
    more: list[Quad] = []
    if size is not None:
        whole = [c for c in chosen if c.cut_off or of_size(c, size)]
        more = completed(lab, small_lines, [c.outline for c in whole], size)
        chosen = [
            c for c in chosen if c in whole or not any(share_inside(c.outline, o) > ON_OTHER for o in more)
        ]
    elif not chosen and len(lines) > MOST_LINES and (card := on_page(lab, small_lines)) is not None:
        more = [card]
    cards = [FoundCard(as_quad(c.outline / scale), tuple(sorted(c.lines)), True) for c in chosen]
    cards += [FoundCard(as_quad(o / scale), lines_on(o, small_lines), True) for o in more]
    if len(lines) > MOST_LINES and all(len(card.lines) < LEAST_ASKEW for card in cards):
        askew = print_askew(lines, NEAR * max(height, width))
        cards += [card for card in askew if _is_apart(card.outline, cards)]
    rest = tuple(sorted(set(range(len(lines))) - {i for card in cards for i in card.lines}))
    if not cards and rest:
        cards.append(FoundCard(around([lines[i] for i in rest]), rest, False))
    elif 0 < len(rest) <= MOST_LINES:
        if len(cards) == 1:
            cards = [with_its_band(cards[0], lines, rest)]
        rest = tuple(i for i in rest if not any(i in card.lines for card in cards))
        beside = print_without_edges([lines[i] for i in rest], rest, cards)
        # Print that the picture's border cuts is seldom a card's; beside a single one it is a newspaper's.
        cards += [c for c in beside if len(cards) > 1 or _is_within(c.outline, width, height)]
    # Only where print has not shown a card already: it knows better where one ends than a faint outline.
    faint = faint_outlines(found, chosen, [as_quad(card.outline * scale) for card in cards])
    cards += [FoundCard(as_quad(c.outline / scale), tuple(sorted(c.lines)), True) for c in faint]
    return sorted(cards, key=lambda card: _row_and_column(card, height))


def with_its_band(card: FoundCard, lines: Sequence[Quad], beside: Sequence[int]) -> FoundCard:
    """The card grown by a band of another colour at one of its sides, where print that goes on tells of one.

    lines: all of the picture's. beside: indices of those that are on no card.

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
        loose = LOOSE * max(width, height)
        within = (x.min() > -loose and x.max() < width + loose) or (
            y.min() > -loose and y.max() < height + loose
        )
        off = max(-x.min(), x.max() - width, -y.min(), y.max() - height)
        if within and off < BAND * min(width, height) and runs_along(lines[i], slant, ONE_WAY):
            if not set_like(lines[i], own):
                continue
            going_on.append(i)
            room = MARGIN * min(quad_size(lines[i]))
            left, top = min(left, x.min() - room), min(top, y.min() - room)
            right, bottom = max(right, x.max() + room), max(bottom, y.max() + room)
    if going_on:  # then print that reaches out of the outline found is the card's, too
        printed = np.concatenate([moved(line, to_card) for line in own])
        (left, top), (right, bottom) = (
            np.minimum((left, top), printed.min(axis=0)),
            np.maximum((right, bottom), printed.max(axis=0)),
        )
    corners = as_quad(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
    outline = as_quad(moved(corners, homography(rectangle(width, height), card.outline)))
    long, short = sorted(quad_size(outline), reverse=True)
    if not going_on or len(going_on) > 0.5 * len(own) or long > WITH_BAND * short:
        return card
    return FoundCard(outline, tuple(sorted((*card.lines, *going_on))), card.edges_seen)


def lines_on(outline: Quad, lines: Sequence[Quad]) -> tuple[int, ...]:
    """Indices of the lines on an outline whose corners run clockwise."""
    return tuple(i for i, line in enumerate(lines) if share_inside(line, outline) >= INSIDE)


def lies_on(part: Quad, outline: Quad) -> bool:
    """Whether most of ``part`` (a QR code, a line) is on the card with this ``outline``."""
    return share_inside(part, clockwise(outline)) > 0.5


def _is_within(outline: Quad, width: int, height: int) -> bool:
    """Whether no corner lies beyond the picture."""
    return bool((outline >= 0).all() and (outline <= (width, height)).all())


def _row_and_column(card: FoundCard, height: int) -> tuple[int, float]:
    """What cards are sorted by: the quarter of the picture's height that the middle lies in, and its x."""
    x, y = center(card.outline)
    return int(4 * y / height), float(x)


# ---------------------------------------------------------------- cards without edges
def print_without_edges(
    lines: Sequence[Quad], names: Sequence[int], cards: Sequence[FoundCard]
) -> list[FoundCard]:
    """Print beside the cards found that looks like one more of them: of their size, with several lines.

    Its edges may not show because the card is of the colour of the table. names: the lines' indices in the
    picture, as ``FoundCard.lines`` has them.
    """
    long = float(np.median([max(quad_size(card.outline)) for card in cards]))
    found = []
    for group in _near_each_other(lines, NEAR * long, LARGER * long):
        outline = around([lines[i] for i in group])
        if len(group) >= 2 and _is_apart(outline, cards) and max(quad_size(outline)) > SMALLER * long:
            found.append(FoundCard(outline, tuple(sorted(names[i] for i in group)), False))
    return found


def _is_apart(outline: Quad, cards: Sequence[FoundCard]) -> bool:
    """Whether an outline is as good as clear of all cards."""
    return all(overlap(clockwise(outline), clockwise(card.outline)) < 0.05 for card in cards)


def print_askew(lines: Sequence[Quad], reach: float) -> list[FoundCard]:
    """The card on a page of print, told by its own print, which runs at another angle than the page's.

    reach: pixels up to which lines are near each other. The print of a page that bends takes every angle in
    between; that of a card does not.
    """
    sizes = np.array([quad_size(line) for line in lines])
    angles = np.degrees([direction(line) for line in lines])
    page = math.degrees(common_direction(list(lines)))
    long = sizes[:, 0] > LONG_LINE * sizes[:, 1]
    # A reader's detector calls what is nearly level level.
    off = np.minimum(_degrees_between(angles, page), _degrees_between(angles, 0))
    askew = np.flatnonzero(long & (off > ASKEW)).tolist()
    found: list[FoundCard] = []
    for group in _near_each_other([lines[i] for i in askew], reach, 4 * reach):
        near = np.array([askew[k] for k in group])
        slant = float(np.median(angles[near]))
        alike = near[_degrees_between(angles[near], slant) < ASKEW / 2]
        bends = long & (off > ASKEW / 2) & (_degrees_between(angles, slant) > ASKEW / 2)
        share = sizes[alike, 0].sum() / sizes[:, 0].sum()
        if len(alike) >= LEAST_ASKEW and share < MOST_ASKEW and bends.sum() < MOST_BENT * long.sum():
            outline = around([lines[i] for i in alike], MARGIN_ON_PRINT)
            found.append(FoundCard(outline, lines_on(clockwise(outline), lines), True))
    return found


def _degrees_between(angles: NDArray[np.float64], angle: float) -> NDArray[np.float64]:
    """How far directions are from another, a quarter turn being none: 0..45 degrees."""
    return np.asarray(np.abs((angles - angle + 45) % 90 - 45))


def _near_each_other(lines: Sequence[Quad], reach: float, most: float) -> list[list[int]]:
    """Indices of lines in groups, joined from the nearest on at up to ``reach`` pixels.

    No group becomes larger than ``most`` pixels: that would be the print of two cards side by side.
    """
    gaps = sorted((_gap(lines[i], lines[j]), i, j) for i in range(len(lines)) for j in range(i))
    groups = [[i] for i in range(len(lines))]
    for gap, i, j in gaps:
        first, second = (next(group for group in groups if k in group) for k in (i, j))
        if gap < reach and first is not second:
            joined = [*first, *second]
            if max(quad_size(around([lines[k] for k in joined]))) < most:
                groups = [group for group in groups if group is not first and group is not second] + [joined]
    return groups


def _gap(a: Quad, b: Quad) -> float:
    """Least distance in pixels between corners and side middles of two lines."""
    spots = [np.concatenate([quad, (quad + np.roll(quad, -1, axis=0)) / 2]) for quad in (a, b)]
    return float(np.linalg.norm(spots[0][:, None] - spots[1][None], axis=2).min())


def around(lines: Sequence[Quad], margin: float = MARGIN) -> Quad:
    """The least rectangle along the print that holds all ``lines``, with a ``margin`` in line heights."""
    height = float(np.median([min(quad_size(line)) for line in lines]))
    return grown(rectangle_along(lines, common_direction(list(lines))), margin * height)
