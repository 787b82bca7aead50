"""PHOTO -> CARDS: every card of a photo, turned upright, with its lines of text still unread.

*Photo pixels* are those of ``Photo.pixels``; *card pixels* those of a card that is straightened and upright,
with (0, 0) at its top left (see ``parsers.lines``). Quads are described in ``ingest.vision.quads``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.ocr import paddle, tesseract
from ingest.ocr.readers import Readers
from ingest.ocr.strip_reading import StripReading
from ingest.sources import Photo
from ingest.vision.cards import FoundCard, around, find_cards, lies_on
from ingest.vision.qr_codes import find_qr_codes
from ingest.vision.quads import (
    Matrix,
    Pixels,
    Quad,
    as_quad,
    cut_out,
    direction,
    grown,
    homography,
    moved,
    quad_size,
    rectangle,
    reduced,
    shared_area,
    signed_area,
    turned,
)
from ingest.vision.reading_order import reading_order
from ingest.vision.strips import (
    LOOK_HEIGHT,
    SHEET_STRIP_HEIGHT,
    Sheet,
    cut_strip,
    dark_on_light,
    looks_like_print,
    on_white,
    stack,
)
from ingest.vision.text_lines import (
    brightness,
    common_direction,
    find_lines,
    lines_from_probability,
    read_along,
    without_grain,
)
from parsers.lines import Box

DETECTION_SIDE = 736  # pixels: longest side of the picture in which the second reader looks for lines
LETTERS_SIDE = 1200  # pixels: longest side of the picture in which OpenCV looks for them, by single letters
LARGE_PRINT_SIDE = 480  # pixels: long side of the picture of a card in which wide logo words are seen whole
LEAST_LARGE = 0.03  # of a card's long side: least height of a line that only this small picture shows
ZOOM_BELOW = 0.7  # of the photo's longest side: a smaller card is looked at again by itself
EDGE_ROOM = 0.03  # of a card's long side: how far beyond its edges lines are looked for
PAGE_OF_TEXT = 450  # line heights of print, end to end: more, and no card's edges, is a page of text
MOSTLY = 0.75  # of a picture's area: print round which nothing more can stand
CAPTION = 2  # lines that a picture in a newspaper carries at most
SLANTED = 8.0  # degrees off level or plumb from which a card is looked at again, straightened
VOTING_LINES = 8  # lines of a card, the longest, that are asked which way is up
UNSURE_VOTE = 0.2  # a vote is from -0.5 to 0.5: if it is less than this from 0, the lines are read both ways
PROBED_LINES = 3  # lines of a card, the longest, that are read both ways to tell up from down
PROBE_HEIGHT = 36  # pixels: height of a strip that is enough to tell legible from not


@dataclass(frozen=True, slots=True, eq=False)
class StraightCard:
    """A card found, upright, with its lines; ready to be read.

    outline: quad in photo pixels, from the card's own top left.
    size: (width, height) of the card in card pixels.
    lines: quads in photo pixels, in reading order. boxes: their places in card pixels.
    qr_codes: what the QR codes on the card say.
    """

    outline: Quad
    size: tuple[float, float]
    lines: tuple[Quad, ...]
    boxes: tuple[Box, ...]
    qr_codes: tuple[str, ...] = ()

    @property
    def card_to_photo(self) -> Matrix:
        """The homography from card pixels to photo pixels."""
        return homography(rectangle(*self.size), self.outline)


def straight_cards(pixels: Pixels, readers: Readers) -> list[StraightCard]:
    """The cards of a photo (RGB, uint8), top to bottom, left to right; none without print or on a page.

    Raises EngineMissing where ``readers`` has the second one and it is not installed.
    """
    lines = text_lines(pixels, readers)
    found = [card for card in find_cards(pixels, lines) if not _is_page([lines[i] for i in card.lines])]
    on_print = _is_page(lines)
    if on_print and not any(card.edges_seen for card in found):
        return []
    codes = find_qr_codes(pixels)
    cards = []
    for card in found:
        outline, own, reads = seen_best(pixels, card, found, lines, readers)
        if own and readers.second:
            own = with_large_print(pixels, outline, own)
            if len(found) == 1 and not card.edges_seen:
                outline, own = with_print_beside(pixels, outline, own)
        elif own:
            own = without_grain(own)
        if own:
            on_it = tuple(code.text for code in codes if lies_on(code.outline, outline))
            cards.append(replace(upright(pixels, outline, own, reads, readers), qr_codes=on_it))
    return without_pictures(cards) if on_print else cards


def without_pictures(cards: list[StraightCard]) -> list[StraightCard]:
    """The cards on a newspaper without its pictures, which have edges too, but a caption at most."""
    return [card for card in cards if len(card.lines) > CAPTION or card.qr_codes] or cards


def seen_best(
    pixels: Pixels, card: FoundCard, found: Sequence[FoundCard], lines: Sequence[Quad], readers: Readers
) -> tuple[Quad, list[Quad], float]:
    """A card's outline, turned the way its print reads; its lines; the angle in radians at which they read.

    lines: all of the photo's. found: all its cards. A card that is small or lies aslant in it is looked at
    again, by itself and the right way up. Of one whose print was too small to be seen, only the edges are
    known at first.
    """
    outline, own = card.outline, [lines[i] for i in card.lines]
    if len(found) > 1 and not card.edges_seen:
        own = faint_lines(pixels, card, found, readers) or own
        outline = around(own)
        reads = reading_direction(pixels, own, readers)
        return turned_to(outline, reads), own, reads
    level, again = 0.0, _is_small(outline, pixels)
    if not own:
        own, level, again = lines_of_card(pixels, outline, readers), direction(outline), False
    reads = reading_direction(pixels, own, readers)
    if again or _is_off_level(reads - level, readers):
        close = lines_of_card(pixels, turned_to(outline, reads), readers)
        if close:
            own, reads = close, reading_direction(pixels, close, readers)
    return turned_to(outline, reads), own, reads


def _is_page(lines: Sequence[Quad]) -> bool:
    """Whether print, end to end, is longer than PAGE_OF_TEXT heights of its lines; a busy card has 200."""
    return sum(width / max(height, 1.0) for width, height in map(quad_size, lines)) > PAGE_OF_TEXT


def _is_small(outline: Quad, pixels: Pixels) -> bool:
    """Whether a card takes up so little of its photo that its print may not have been seen."""
    return bool(max(quad_size(outline)) < ZOOM_BELOW * max(pixels.shape[:2]))


def _is_off_level(reads: float, readers: Readers) -> bool:
    """Whether print that reads at an angle (radians) is seen better once it is level.

    The second reader's detector knows print that stands on its feet best; to OpenCV all quarter turns are
    alike.
    """
    alike = 360 if readers.second else 90
    return abs((math.degrees(reads) + alike / 2) % alike - alike / 2) > SLANTED


def text_lines(pixels: Pixels, readers: Readers) -> list[Quad]:
    """Text lines of a picture (RGB), looked for in a reduced copy, as quads in its own pixels."""
    height, width = pixels.shape[:2]
    small_width, small_height = _search_size(width, height, readers)
    stretch = np.array([width / small_width, height / small_height], np.float32)
    small = reduced(pixels, small_width, small_height)
    lines = [as_quad(quad * stretch) for quad in _lines_in(small, readers)]
    if readers.second:
        return lines
    # Texture beside a card would make a panel of it pass for the card; doubtful lines alone are kept.
    return print_alone(pixels, lines) or lines


def lines_of_card(pixels: Pixels, outline: Quad, readers: Readers) -> list[Quad]:
    """Lines on a card, looked for in a picture of it alone, which its outline turns upright."""
    # Edges are found to a few pixels; a line that ends at one must not lose its last letter.
    close = lines_seen_closely(pixels, grown(outline, EDGE_ROOM * max(quad_size(outline))), readers)
    return [line for line in close if lies_on(line, outline)]


def lines_seen_closely(pixels: Pixels, outline: Quad, readers: Readers) -> list[Quad]:
    """Lines of one card, looked for in a picture of the card alone; quads in photo pixels."""
    card = cut_out(pixels, outline, *_search_size(*quad_size(outline), readers))
    back = homography(rectangle(card.shape[1], card.shape[0]), outline)
    lines = [as_quad(moved(quad, back)) for quad in _lines_in(card, readers)]
    return lines if readers.second else print_alone(pixels, lines)


def _search_size(width: float, height: float, readers: Readers) -> tuple[int, int]:
    """The size at which lines are looked for; the second reader's detector needs multiples of 32."""
    scale = (DETECTION_SIDE if readers.second else LETTERS_SIDE) / max(width, height)
    return max(32, round(width * scale / 32) * 32), max(32, round(height * scale / 32) * 32)


def _lines_in(small: Pixels, readers: Readers) -> list[Quad]:
    """Lines of a reduced picture, by the second reader's detector, or by OpenCV without it."""
    if readers.second:
        return lines_from_probability(paddle.text_probability(small))
    return find_lines(brightness(small))


def with_large_print(pixels: Pixels, outline: Quad, lines: list[Quad]) -> list[Quad]:
    """The lines of a card, and those that its detector sees only in a smaller picture: large, wide words.

    Of a word of which some letters were found before, the whole takes their place.
    """
    seen = grown(outline, EDGE_ROOM * max(quad_size(outline)))
    width, height = quad_size(seen)
    scale = LARGE_PRINT_SIDE / max(width, height)
    small_width, small_height = (max(32, round(side * scale / 32) * 32) for side in (width, height))
    card = cut_out(pixels, seen, small_width, small_height)
    back = homography(rectangle(card.shape[1], card.shape[0]), seen)
    kept = list(lines)
    for quad in lines_from_probability(paddle.text_probability(card)):
        line = as_quad(moved(quad, back))
        wide, tall = quad_size(line)
        if wide < 1.5 * tall or tall < LEAST_LARGE * max(width, height) or not lies_on(line, outline):
            continue
        shared = [shared_area(other, line) for other in kept]
        if sum(shared) < 0.5 * wide * tall:
            within = [part > 0.5 * abs(signed_area(other)) for part, other in zip(shared, kept, strict=True)]
            kept = [other for other, is_within in zip(kept, within, strict=True) if not is_within] + [line]
    return kept


def with_print_beside(pixels: Pixels, outline: Quad, lines: list[Quad]) -> tuple[Quad, list[Quad]]:
    """A card without edges, grown by the large words beside all the print that was seen; its lines."""
    height, width = pixels.shape[:2]
    if abs(signed_area(outline)) > MOSTLY * height * width:
        return outline, lines
    reads = direction(outline)
    everywhere = with_large_print(pixels, turned_to(rectangle(width, height), reads), [outline])
    beside = [line for line in everywhere if not lies_on(line, outline)]
    return (turned_to(around([*lines, *beside]), reads), [*lines, *beside]) if beside else (outline, lines)


def print_alone(pixels: Pixels, lines: list[Quad]) -> list[Quad]:
    """The lines of a card without texture and drawings, which cost as much to read as print does."""
    strips = [dark_on_light(cut_strip(pixels, line, LOOK_HEIGHT)) for line in lines]
    return [line for line, strip in zip(lines, strips, strict=True) if looks_like_print(strip)]


def faint_lines(pixels: Pixels, card: FoundCard, found: Sequence[FoundCard], readers: Readers) -> list[Quad]:
    """All lines of a card whose edges do not show: those round the ones seen that are on no other card."""
    others = [other.outline for other in found if other is not card]
    reach = float(np.median([max(quad_size(outline)) for outline in others])) / 2
    lines = lines_seen_closely(pixels, grown(card.outline, reach), readers)
    return [line for line in lines if not any(lies_on(line, outline) for outline in others)]


def reading_direction(pixels: Pixels, lines: list[Quad], readers: Readers) -> float:
    """Radians at which a card's lines read; without the second reader it may be half a turn off."""
    slant = common_direction(lines)
    if readers.second and _stands_on_its_head(pixels, read_along(lines, slant)[0]):
        return slant + math.pi
    return slant


def turned_to(outline: Quad, angle: float) -> Quad:
    """The same outline, its first side the one that runs along ``angle`` (radians) best."""
    return turned(outline, round((angle - direction(outline)) / (np.pi / 2)) % 4)


def upright(pixels: Pixels, outline: Quad, lines: list[Quad], reads: float, readers: Readers) -> StraightCard:
    """The card whose print reads at an angle of ``reads`` radians, and so its outline."""
    lines, across = read_along(lines, reads)
    if readers.second:
        lines = [
            turned(line, 2) if crosses and _upside_down(pixels, [line]) > 0 else line
            for line, crosses in zip(lines, across, strict=True)
        ]
    return _in_reading_order(outline, lines)


def _stands_on_its_head(pixels: Pixels, lines: Sequence[Quad]) -> bool:
    """By the direction model's vote on the longest lines; where it is unsure, by what reads better."""
    longest = sorted(lines, key=lambda line: -quad_size(line)[0])[:VOTING_LINES]
    vote = _upside_down(pixels, longest)
    if abs(vote) > UNSURE_VOTE:
        return vote > 0
    up, down = (
        sum(_read_confidence(pixels, turned(line, quarters)) for line in longest[:PROBED_LINES])
        for quarters in (0, 2)
    )
    return down > up


def _read_confidence(pixels: Pixels, line: Quad) -> float:
    """How many characters the second reader reads, each counted by the square of its word's confidence."""
    words = paddle.read(paddle.look_at(cut_strip(pixels, line, paddle.STRIP_HEIGHT)))
    return sum(word.confidence**2 * len(word.text) for word in words)


def _upside_down(pixels: Pixels, lines: Sequence[Quad]) -> float:
    """Vote from -0.5 (the lines stand on their feet) to 0.5 (on their heads), long lines counting more."""
    votes = weights = 0.0
    for line in lines:
        strip = cut_strip(pixels, line, paddle.STRIP_HEIGHT, columns=paddle.DIRECTION_WIDTH)
        votes += (paddle.upside_down(strip) - 0.5) * strip.shape[1]
        weights += strip.shape[1]
    return votes / max(weights, 1.0)


def _in_reading_order(outline: Quad, lines: Sequence[Quad]) -> StraightCard:
    """The card with its lines (photo pixels) sorted as a person reads them."""
    size = quad_size(outline)
    to_card = homography(outline, rectangle(*size))
    boxes = []
    for line in lines:
        corners = moved(line, to_card)
        left, top = corners.min(axis=0)
        right, bottom = corners.max(axis=0)
        boxes.append(Box(float(left), float(top), float(right), float(bottom)))
    order = reading_order(boxes)
    return StraightCard(outline, size, tuple(lines[i] for i in order), tuple(boxes[i] for i in order))


def sheet_of(pixels: Pixels, lines: Sequence[Quad], readers: Readers) -> Sheet:
    """Lines of a card (photo pixels), dark on light, on one sheet for Tesseract.

    Their ground is made white where Tesseract reads alone. Measured on real cards: it then reads 2 percentage
    points more of the values; beside the second reader, which reads shaded print anyway, nothing is gained.
    """
    strips = [dark_on_light(cut_strip(pixels, line, SHEET_STRIP_HEIGHT)) for line in lines]
    return stack(strips if readers.second else [on_white(strip) for strip in strips])


def on_their_feet(cards: Sequence[tuple[Photo, StraightCard]], readers: Readers) -> list[StraightCard]:
    """The cards, each turned round if Tesseract reads it better upside down.

    Judged by their longest lines; without the second reader nothing else knows up from down. All cards
    share one start of Tesseract.
    """
    probes = [_probe(photo.pixels, card, quarters) for photo, card in cards for quarters in (0, 2)]
    legible = [legibility(strips) for strips in tesseract.read_sheets(probes, readers.languages[-1:])]
    return [
        card if up >= down else _turned_round(card)
        for (_, card), up, down in zip(cards, legible[0::2], legible[1::2], strict=True)
    ]


def _probe(pixels: Pixels, card: StraightCard, quarters: int) -> Sheet:
    """A card's longest lines on one sheet, each turned by quarter turns."""
    longest = sorted(card.lines, key=lambda line: -quad_size(line)[0])[:PROBED_LINES]
    strips = [dark_on_light(cut_strip(pixels, turned(line, quarters), PROBE_HEIGHT)) for line in longest]
    return stack(strips, PROBE_HEIGHT)


def legibility(strips: Sequence[StripReading]) -> float:
    """How many letters and figures were read, each counted by the square of its word's confidence."""
    words = [word for strip in strips for word in strip]
    return sum(word.confidence**2 * sum(c.isalnum() for c in word.text) for word in words)


def _turned_round(card: StraightCard) -> StraightCard:
    round_ = _in_reading_order(turned(card.outline, 2), [turned(line, 2) for line in card.lines])
    return replace(round_, qr_codes=card.qr_codes)
