"""Which candidates of a picture are its cards."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.vision.candidates import MOST_LINES, SEARCH_SIDE, Candidate, card_like
from ingest.vision.quads import Quad, overlap, quad_size, runs_along, share_inside
from ingest.vision.text_lines import common_direction

CRISPER = 1.1  # ratio of crispness from which one outline of a thing is better than another
ONE_THING = 0.5  # of the area that two outlines cover together: above it they are of one thing
ALIKE = 2.5  # ratio of areas up to which cards of one photo are alike in size
SMALLEST = 0.2  # of the largest card's area; what is seen of one that is cut, or far from the camera
SAME_SIZE = 1.4  # ratio of sides up to which they may be: two formats, near and far under the camera
UNREAD = 0.5  # of the picture's longest side: the print of a card larger than this is always seen
LEAST_CUT = 0.4  # of their sides that is seen of a card that the picture's border cuts
PARALLEL = 8.0  # degrees up to which print runs along a card's sides


def chosen_outlines(found: Sequence[Candidate], lines: Sequence[Quad]) -> list[Candidate]:
    """The candidates that are cards: of nested ones the outermost, unless it holds several cards.

    In a small picture of many cards the print of some may be too small to be seen; a blank patch counts
    as a card where it is as large as those with print.
    """
    single: list[Candidate] = []
    for candidate in sorted(_crispest(found), key=lambda c: c.area):
        within = [
            c
            for c in single
            if c.area < 0.7 * candidate.area and share_inside(c.outline, candidate.outline) > 0.9
        ]
        if not _holds_several(candidate, _apart(within)) and not _holds_one_wholly(candidate, within):
            single.append(candidate)
    chosen: list[Candidate] = []
    for candidate in sorted(single, key=lambda c: (not c.lines, -c.area)):
        if any(
            share_inside(candidate.outline, other.outline) > 0.3
            or share_inside(other.outline, candidate.outline) > 0.3
            for other in chosen
        ):
            continue
        if chosen and candidate.area < SMALLEST * chosen[0].area:
            continue  # a check of the cloth
        if not candidate.lines and not _of_their_size(candidate, [c for c in chosen if c.lines]):
            continue
        chosen.append(candidate)
    return [] if _are_panels(chosen, lines) else chosen


def _crispest(found: Sequence[Candidate]) -> list[Candidate]:
    """Of outlines of one thing those that follow its edges: some take in a stripe of a patterned ground."""
    return [
        c
        for c in found
        if not any(
            d.crispness > CRISPER * c.crispness
            and c.lines <= d.lines
            and overlap(c.outline, d.outline) > ONE_THING
            for d in found
        )
    ]


def _of_their_size(blank: Candidate, printed: Sequence[Candidate]) -> bool:
    """Whether a patch without print is as large as the cards of its photo; one that is cut may be smaller."""
    if len(printed) < 2 or max(quad_size(blank.outline)) > UNREAD * SEARCH_SIDE:
        return False
    own = np.array(sorted(quad_size(blank.outline)))
    theirs = np.median([sorted(quad_size(card.outline)) for card in printed], axis=0)
    least = LEAST_CUT if blank.cut_off else 1 / SAME_SIZE
    return bool((least * theirs < own).all() and (own < SAME_SIZE * theirs).all())


def _apart(found: Sequence[Candidate]) -> list[Candidate]:
    """The largest candidates of which none lies on another."""
    result: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: -c.area):
        if all(share_inside(candidate.outline, other.outline) < 0.2 for other in result):
            result.append(candidate)
    return result


def _holds_several(outer: Candidate, within: Sequence[Candidate]) -> bool:
    """Whether the patches in an outline are cards of their own: alike in size, and all its print on them."""
    alike = [c for c in within if c.area * ALIKE > max(w.area for w in within)]
    bands = not all(card_like(c.outline) for c in alike) and card_like(outer.outline)
    if len(alike) < 2 or (bands and sum(c.area for c in alike) > 0.9 * outer.area):
        return False
    held = frozenset[int]().union(*(c.lines for c in alike))
    return len(held) >= 0.8 * len(outer.lines)


def _holds_one_wholly(outer: Candidate, within: Sequence[Candidate]) -> bool:
    """Whether an outline that leaves the picture is only the ground of a card that lies on it."""
    return any(len(c.lines) >= 0.9 * len(outer.lines) and c.cut_off < outer.cut_off for c in within)


def _are_panels(chosen: Sequence[Candidate], lines: Sequence[Quad]) -> bool:
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
        like = [line for line in beside if set_like(line, [lines[i] for i in held])]
        if len(like) < 0.2 * len(held):
            return False
    alike = [c for c in chosen if ALIKE * c.area > max(c.area for c in chosen)]
    if len(alike) > 2 or (len(alike) == 2 and float(np.mean([len(c.lines) for c in alike])) >= 3):
        return False
    slants = [common_direction([lines[i] for i in c.lines]) for c in chosen]
    along = [any(runs_along(line, slant, PARALLEL) for slant in slants) for line in like]
    return sum(along) >= 0.5 * len(like)


def set_like(line: Quad, others: Sequence[Quad]) -> bool:
    """Whether a line is long and of a type size near the others': print, not the grain of a table."""
    width, height = quad_size(line)
    size = float(np.median([quad_size(other)[1] for other in others])) if others else height
    return width > 3 * height and 0.5 * size < height < 2 * size
