"""Which candidates of a picture are its cards: of outlines of one thing the best, and no parts of a card."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.vision.candidates import MOST_LINES, SEARCH_SIDE, Candidate, card_like
from ingest.vision.quads import (
    Quad,
    overlap,
    quad_size,
    rectangle_along,
    runs_along,
    share_inside,
    shared_area,
    signed_area,
)
from ingest.vision.text_lines import common_direction

CRISPER = 1.1  # ratio of crispness from which one outline of a thing is better than another
ONE_THING = 0.5  # of the area that two outlines cover together: where they share more, they are of one thing
ALIKE = 2.5  # ratio of areas up to which cards of one photo are alike in size
SMALLEST = 0.2  # of the largest card's area: the least of a card, which may be cut or far from the camera
SAME_SIZE = 1.4  # ratio of sides up to which two cards of a photo differ: by format, and near or far
UNREAD = 0.5  # of the picture's longest side: the print of a card larger than this is always seen
SEVERAL_BLANK = 2  # patches without print from which they are cards too, beside a single card with print
LEAST_CUT = 0.4  # of a card's sides: the least that is seen of one that the picture's border cuts
LINES_SEEN = 6.0  # lines on a card of a photo, in the mean, from which print would be seen on all its cards
SAME_COLOUR = 12.0  # CIELAB units, in 8 bits, up to which a patch without print may be the table
CRISP_BLANK = 0.6  # least crispness of a patch without print that has nearly the table's colour
MANY = 3  # whole cards with print from which their median size is taken for that of all cards of the photo
ON_A_SHEET = 0.4  # of an area on which a card lies alone; a panel with all of a card's print is larger
COVERED = 0.9  # of an outline's area: patches that cover more are all of it
# Of all lines, and of the area that print takes up: a patch that has less of both is a logo, not a card.
A_LOGO = 0.2
PARALLEL = 8.0  # degrees up to which print runs along a card's sides

Size = NDArray[np.floating]  # (2,): the short and the long side in reduced pixels


def chosen_outlines(found: Sequence[Candidate], lines: Sequence[Quad]) -> list[Candidate]:
    """The candidates that are cards: of nested ones the outermost, unless it holds several cards.

    lines: the picture's text lines, quads in the reduced pixels of the candidates.
    In a small picture of many cards the print of some may be too small to be seen; a blank patch counts
    as a card where it is as large as those with print. Once the size of most cards is known, what has it
    is a card rather than a part of one, or several.
    """
    chosen = _chosen(found, lines, None)
    size = usual_size(chosen)
    return chosen if size is None else _chosen(found, lines, size)


def usual_size(cards: Sequence[Candidate]) -> Size | None:
    """Short and long side in pixels of a photo's cards; None where few whole ones with print show."""
    whole = [c for c in cards if c.lines and not c.cut_off]
    return _median_size(whole) if len(whole) >= MANY else None


def _chosen(found: Sequence[Candidate], lines: Sequence[Quad], size: Size | None) -> list[Candidate]:
    """``chosen_outlines``, of which some are of the usual ``size``, if that is known."""
    clear = [c for c in found if not c.faint]
    sized = [c for c in clear if size is not None and of_size(c, size)]
    crispest = _crispest([c for c in clear if c in sized or not _gives_way(c, sized)])
    single: list[Candidate] = []
    for candidate in sorted(crispest, key=lambda c: c.area):
        is_sized = candidate in sized
        if not is_sized and _runs_across_several(candidate, crispest):
            continue
        within = [
            c
            for c in single
            if c.area < 0.7 * candidate.area and share_inside(c.outline, candidate.outline) > 0.9
        ]
        if is_sized or not (
            _holds_several(candidate, _apart(within)) or _holds_one_wholly(candidate, within)
        ):
            single.append(candidate)
    # Of outlines of one size the crisper one is the card's, if it is not much smaller.
    sharp = 0 if size is None else 2
    chosen: list[Candidate] = []
    for candidate in sorted(single, key=lambda c: (not c.lines, -c.area * c.crispness**sharp)):
        if any(
            share_inside(candidate.outline, other.outline) > 0.3
            or share_inside(other.outline, candidate.outline) > 0.3
            for other in chosen
        ):
            continue
        if chosen and candidate.area < SMALLEST * chosen[0].area:
            continue  # a check of the cloth
        if not candidate.lines and not _looks_like(candidate, [c for c in chosen if c.lines], len(lines)):
            continue
        chosen.append(candidate)
    printed = [c for c in chosen if c.lines]
    if len(printed) == 1 and len(chosen) < 1 + SEVERAL_BLANK:
        chosen = printed
    return [] if _are_panels(chosen, lines) else chosen


def _gives_way(candidate: Candidate, sized: Sequence[Candidate]) -> bool:
    """Whether an outline of unusual size meets one of the usual size, and is larger or no crisper."""
    return any(
        (c.crispness >= candidate.crispness or candidate.area > SAME_SIZE * c.area)
        and shared_area(c.outline, candidate.outline) > ONE_THING * min(c.area, candidate.area)
        for c in sized
    )


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


def _runs_across_several(outer: Candidate, others: Sequence[Candidate]) -> bool:
    """Whether an outline takes in several cards, wholly or in part, that have sharper outlines of their own.

    Of two touching cards it follows half the edges and crosses the rest, so each counts by its area and by
    how crisp it is. It may also be a newspaper under few cards: no card has three panels like cards on it.
    """
    cards = [
        c
        for c in others
        if c.lines
        and c.area < 0.7 * outer.area
        and (c.cut_off or card_like(c.outline))
        and share_inside(c.outline, outer.outline) > 0.3
    ]
    alike = _alike(_apart(cards))
    if sum(c.crispness > CRISPER * outer.crispness for c in alike) > 2:
        return True
    if len(alike) < 2 or _are_bands(alike, outer):
        return False
    evidence = sum(shared_area(c.outline, outer.outline) * c.crispness**2 for c in alike)
    return evidence > outer.area * outer.crispness**2


def _are_bands(patches: Sequence[Candidate], outer: Candidate) -> bool:
    """Whether an outline is a card of several colours, which are its ``patches``."""
    if not card_like(outer.outline) or all(card_like(c.outline) for c in patches):
        return False
    return sum(shared_area(c.outline, outer.outline) for c in patches) > COVERED * outer.area


def _looks_like(blank: Candidate, printed: Sequence[Candidate], lines: int) -> bool:
    """Whether a patch without print is as large as the cards of its photo, in which so many lines are seen.

    One that is cut may be smaller; but between cards, and between them and the picture's border, the table
    has edges too, which are the cards'. It has the colour that is round them. And a newspaper has pictures.
    """
    if not printed or max(quad_size(blank.outline)) > UNREAD * SEARCH_SIDE:
        return False
    if blank.cut_off > (1 if len(printed) > 1 else 0):
        return False
    held = sum(len(card.lines) for card in printed)
    if blank.cut_off and (held > LINES_SEEN * len(printed) or lines - held > MOST_LINES):
        return False
    on_ground = min(math.dist(blank.colour, card.ground) for card in printed) < SAME_COLOUR
    if on_ground and (blank.cut_off or blank.crispness < CRISP_BLANK):
        return False
    return of_size(blank, _median_size(printed))


def of_size(candidate: Candidate, size: Size) -> bool:
    """Whether a candidate is as large as cards of that size are; of one that is cut, a part of it."""
    own = np.array(sorted(quad_size(candidate.outline)))
    least = LEAST_CUT if candidate.cut_off else 1 / SAME_SIZE
    return bool((least * size < own).all() and (own < SAME_SIZE * size).all())


def _median_size(cards: Sequence[Candidate]) -> Size:
    """The medians of the short and of the long sides."""
    return np.median([sorted(quad_size(card.outline)) for card in cards], axis=0)


def faint_outlines(
    found: Sequence[Candidate], chosen: Sequence[Candidate], taken: Sequence[Quad]
) -> list[Candidate]:
    """Patches with a doubtful outline, of the size of the cards chosen and on none of the places taken."""
    printed = [c for c in chosen if c.lines]
    result: list[Candidate] = []
    for candidate in sorted((c for c in found if c.faint), key=lambda c: -c.crispness):
        others = [*taken, *(c.outline for c in result)]
        beside = all(shared_area(candidate.outline, o) < 0.1 * abs(signed_area(o)) for o in others)
        if len(printed) > 1 and beside and of_size(candidate, _median_size(printed)):
            result.append(candidate)
    return result


def _alike(found: Sequence[Candidate]) -> list[Candidate]:
    """Those that are about as large as the largest."""
    return [c for c in found if ALIKE * c.area > max(other.area for other in found)]


def _apart(found: Sequence[Candidate]) -> list[Candidate]:
    """The largest candidates of which none lies on another."""
    result: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: -c.area):
        if all(share_inside(candidate.outline, other.outline) < 0.2 for other in result):
            result.append(candidate)
    return result


def _holds_several(outer: Candidate, within: Sequence[Candidate]) -> bool:
    """Whether the patches in an outline are cards of their own: alike in size, and all its print on them."""
    alike = _alike(within)
    if len(alike) < 2 or _are_bands(alike, outer):
        return False
    held = frozenset[int]().union(*(c.lines for c in alike))
    return len(held) >= 0.8 * len(outer.lines)


def _holds_one_wholly(outer: Candidate, within: Sequence[Candidate]) -> bool:
    """Whether an outline is only the ground of a card that lies on it: a tray, a sheet, a part of the table.

    It leaves the picture, or is so large in it that all its print is seen, and none is beside a small card.
    What is as good as covered by patches is a card of several colours.
    """
    if sum(c.area for c in _apart(within)) > COVERED * outer.area:
        return False
    holding_all = [c for c in within if len(c.lines) >= 0.9 * len(outer.lines)]
    if any(c.cut_off < outer.cut_off for c in holding_all):
        return True
    large = max(quad_size(outer.outline)) > UNREAD * SEARCH_SIDE
    return large and any(c.area < ON_A_SHEET * outer.area and card_like(c.outline) for c in holding_all)


def _are_panels(chosen: Sequence[Candidate], lines: Sequence[Quad]) -> bool:
    """Whether the patches are panels of one larger card whose own edges do not show.

    Then print beside them runs along them, and all of it has the proportions of a card. On a newspaper there
    is far more of such print than a card carries; and several patches of one size that each carry several
    lines are cards whatever lies round.
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
    alike = _alike(chosen)
    if len(alike) > 2 or (len(alike) == 2 and float(np.mean([len(c.lines) for c in alike])) >= 3):
        return False
    whole = rectangle_along([*(c.outline for c in chosen), *like], common_direction(list(lines)))
    area = sum(abs(signed_area(c.outline)) for c in chosen)
    a_logo = len(held) <= A_LOGO * len(lines) and area < A_LOGO * abs(signed_area(whole))
    if all(card_like(c.outline) for c in chosen) and not card_like(whole) and not a_logo:
        return False
    slants = [common_direction([lines[i] for i in c.lines]) for c in chosen]
    if a_logo:  # of which a few words or pictograms, set aslant or upright, are all the print
        slants = [slant + turn for slant in slants for turn in (0, math.pi / 2)]
    along = [any(runs_along(line, slant, PARALLEL) for slant in slants) for line in like]
    return sum(along) >= 0.5 * len(like)


def set_like(line: Quad, others: Sequence[Quad]) -> bool:
    """Whether a line is long and of a type size near the others': print, not the grain of a table."""
    width, height = quad_size(line)
    size = float(np.median([quad_size(other)[1] for other in others])) if others else height
    return width > 3 * height and 0.5 * size < height < 2 * size
