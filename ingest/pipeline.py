"""PHOTOS -> READINGS -> CONTACTS, the straight-line program.

``read_photos`` needs the engines and is slow; ``understand`` needs only the text and is quick.
The box keeps what the first returns, so that a better parser can be run again without the engines.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.ocr import paddle, tesseract
from ingest.ocr.reconcile import line_of, reconcile
from ingest.ocr.strip_reading import StripReading, text_of
from ingest.reading import CardReading, PhotoReading
from ingest.settings import ParseSettings, ReadSettings
from ingest.sources import Photo
from ingest.vision import cards as card_finding
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
    turned,
)
from ingest.vision.reading_order import reading_order
from ingest.vision.strips import SHEET_STRIP_HEIGHT, Sheet, cut_strip, dark_on_light, stack
from ingest.vision.text_lines import common_direction, find_lines, lines_from_probability, read_along
from parsers.contact import Contact, Source
from parsers.lines import Box, Line

DETECTION_SIDE = 736  # pixels: longest side of the picture in which lines are looked for
LETTERS_SIDE = 1200  # pixels: the same without the second reader, where single letters must show
ZOOM_BELOW = 0.7  # of the photo's longest side: a smaller card is looked at again by itself
PROBED_LINES = 3  # of a card, read in both directions to tell up from down
PROBE_HEIGHT = 36  # pixels: enough to tell legible from not
LEAST_CONFIDENCE = 0.5  # mean of a strip's words below which it is a drawing, not print
SQUEEZE_ABOVE = 26  # pixels of a 48 pixel strip per letter: wider type is narrowed, at no loss
SQUEEZE_TO = 20
LARGEST_READ_RATIO = 45


@dataclass(frozen=True, slots=True)
class Readers:
    """Which engines take part."""

    languages: tuple[str, ...]
    first: bool
    second: bool


@dataclass(frozen=True, slots=True, eq=False)
class StraightCard:
    """A card found, upright, with its lines; ready to be read.

    outline: quad in photo pixels. lines: quads in photo pixels. boxes: their places in card pixels.
    """

    outline: Quad
    size: tuple[float, float]
    card_to_photo: Matrix
    lines: tuple[Quad, ...]
    boxes: tuple[Box, ...]
    qr_codes: tuple[str, ...] = ()


def open_readers(settings: ReadSettings) -> Readers:
    """The readers that ``settings`` ask for. Raises EngineMissing where one is not installed."""
    from ingest.errors import EngineMissing

    missing = paddle.why_unavailable()
    if settings.reader == "paddle" and missing:
        raise EngineMissing(missing)
    first = settings.reader != "paddle"
    if first:
        tesseract.require_languages(settings.languages)
    return Readers(settings.languages, first, settings.reader != "tesseract" and missing is None)


def read_photos(photos: Sequence[Photo], settings: ReadSettings) -> tuple[PhotoReading, ...]:
    """Find and read every card of every photo; one reading per photo, in order.

    All photos of one call share one start of Tesseract: hand over four to sixteen at a time.
    Raises EngineMissing where a reader or a language is not installed.
    """
    os.environ["OMP_THREAD_LIMIT"] = "1"
    readers = open_readers(settings)
    found = [straight_cards(photo.pixels, readers) for photo in photos]
    if not readers.second:
        found = on_their_feet(photos, found, readers)
    sheets = [sheet_of(photo.pixels, card) for photo, cards in zip(photos, found, strict=True) for card in cards]
    first = iter(tesseract.read_sheets(sheets, readers.languages) if readers.first
                 else [((),) * len(sheet.rows) for sheet in sheets])
    readings = []
    for photo, cards in zip(photos, found, strict=True):
        read = [read_card(photo, card, next(first), readers) for card in cards]
        # What looked like a card and has no print on it is a box, a phone, or the blank back of one.
        read = [card for card in read if card.lines or card.qr_codes]
        problem = None if read else "no print was found in this photo"
        readings.append(
            PhotoReading(photo.file, photo.page, photo.content_hash, photo.taken_on, tuple(read), problem))
    return tuple(readings)


def straight_cards(pixels: Pixels, readers: Readers) -> list[StraightCard]:
    """The cards of a photo (RGB), each upright, with its lines in the photo's own pixels."""
    lines = text_lines(pixels, readers)
    codes = find_qr_codes(pixels)
    cards = []
    seen = card_finding.find_cards(pixels, lines)
    for card in seen:
        own = [lines[i] for i in card.lines]
        outline = card.outline
        if not card.edges_seen and len(seen) > 1:
            own = faint_lines(pixels, card, seen, readers) or own
            outline = card_finding.around(own)
        elif max(quad_size(card.outline)) < ZOOM_BELOW * max(pixels.shape[:2]):
            own = lines_seen_closely(pixels, card.outline, readers) or own
        if own:
            found = upright(pixels, outline, own, readers)
            cards.append(replace(found, qr_codes=tuple(
                code.text for code in codes if card_finding.lies_on(code.outline, outline))))
    return cards


def on_their_feet(photos: Sequence[Photo], found: list[list[StraightCard]], readers: Readers
                  ) -> list[list[StraightCard]]:
    """Cards turned round that Tesseract reads better upside down, judged by their longest lines.

    Without the second reader nothing else knows up from down. All cards share one start of Tesseract.
    """
    probes = []
    for photo, cards in zip(photos, found, strict=True):
        for card in cards:
            longest = sorted(card.lines, key=lambda line: -quad_size(line)[0])[:PROBED_LINES]
            for quarters in (0, 2):
                probes.append(stack([dark_on_light(cut_strip(photo.pixels, turned(line, quarters), PROBE_HEIGHT))
                                     for line in longest], PROBE_HEIGHT))
    read = iter(tesseract.read_sheets(probes, readers.languages[-1:]))
    return [[card if _legibility(next(read)) >= _legibility(next(read)) else _turned_round(card) for card in cards]
            for cards in found]


def _legibility(strips: tuple[StripReading, ...]) -> float:
    """Letters and figures read, weighted by how sure the reader is of them."""
    return sum(word.confidence ** 2 * sum(c.isalnum() for c in word.text) for strip in strips for word in strip)


def _turned_round(card: StraightCard) -> StraightCard:
    return replace(_straight(turned(card.outline, 2), [turned(line, 2) for line in card.lines]),
                   qr_codes=card.qr_codes)


def text_lines(pixels: Pixels, readers: Readers) -> list[Quad]:
    """Text lines of a picture (RGB), looked for in a reduced copy, as quads in its own pixels."""
    height, width = pixels.shape[:2]
    scale = (DETECTION_SIDE if readers.second else LETTERS_SIDE) / max(height, width)
    small_width, small_height = (max(32, round(side * scale / 32) * 32) for side in (width, height))
    small = cut_out(pixels, rectangle(width, height), small_width, small_height)
    quads = (lines_from_probability(paddle.text_probability(small)) if readers.second
             else find_lines(np.asarray(small.mean(axis=2), dtype=np.uint8)))
    stretch = np.array([width / small_width, height / small_height], np.float32)
    return [as_quad(quad * stretch) for quad in quads]


def lines_seen_closely(pixels: Pixels, outline: Quad, readers: Readers) -> list[Quad]:
    """Lines of one card, looked for in a picture of the card alone; quads in photo pixels."""
    width, height = quad_size(outline)
    scale = min(1.0, 2 * LETTERS_SIDE / max(width, height))
    card = cut_out(pixels, outline, max(32, round(width * scale)), max(32, round(height * scale)))
    back = homography(rectangle(card.shape[1], card.shape[0]), outline)
    return [as_quad(moved(quad, back)) for quad in text_lines(card, readers)]


def faint_lines(pixels: Pixels, card: card_finding.FoundCard, seen: Sequence[card_finding.FoundCard],
                readers: Readers) -> list[Quad]:
    """All lines of a card whose edges do not show: those round the ones seen that are on no other card."""
    others = [other.outline for other in seen if other is not card]
    reach = float(np.median([max(quad_size(outline)) for outline in others])) / 2
    return [line for line in lines_seen_closely(pixels, grown(card.outline, reach), readers)
            if not any(card_finding.lies_on(line, outline) for outline in others)]


def upright(pixels: Pixels, outline: Quad, lines: list[Quad], readers: Readers) -> StraightCard:
    """The card turned the way its print reads."""
    slant = common_direction(lines)
    lines, across = read_along(lines, slant)
    outline = turned(outline, round((slant - direction(outline)) / (np.pi / 2)) % 4)
    if readers.second and _upside_down(pixels, lines) > 0:
        outline, lines = turned(outline, 2), [turned(line, 2) for line in lines]
    if readers.second:
        lines = [turned(line, 2) if crosses and _upside_down(pixels, [line]) > 0 else line
                 for line, crosses in zip(lines, across, strict=True)]
    return _straight(outline, lines)


def _upside_down(pixels: Pixels, lines: list[Quad]) -> float:
    """Votes that the lines stand on their heads (above 0) or on their feet (below 0)."""
    votes = 0.0
    for line in lines:
        strip = cut_strip(pixels, line, paddle.STRIP_HEIGHT)
        votes += (paddle.upside_down(strip) - 0.5) * min(strip.shape[1], paddle.DIRECTION_WIDTH)
    return votes


def _straight(outline: Quad, lines: list[Quad]) -> StraightCard:
    width, height = quad_size(outline)
    to_card = homography(outline, rectangle(width, height))
    boxes = []
    for line in lines:
        corners = moved(line, to_card)
        boxes.append(Box(*(float(v) for v in (*corners.min(axis=0), *corners.max(axis=0)))))
    order = reading_order(boxes)
    return StraightCard(outline, (width, height), homography(rectangle(width, height), outline),
                        tuple(lines[i] for i in order), tuple(boxes[i] for i in order))


def sheet_of(pixels: Pixels, card: StraightCard) -> Sheet:
    """All lines of a card, dark on light, on one sheet."""
    return stack([dark_on_light(cut_strip(pixels, line, SHEET_STRIP_HEIGHT)) for line in card.lines])


def read_card(photo: Photo, card: StraightCard, first: tuple[StripReading, ...], readers: Readers) -> CardReading:
    """The card's lines, read by both readers where both are there; places are those in the file's own pixels."""
    to_file = np.diag([photo.scale, photo.scale, 1.0]) @ card.card_to_photo
    lines = []
    for quad, box, words in zip(card.lines, card.boxes, first, strict=True):
        line = read_line(photo.pixels, quad, box, words, readers)
        if line.words and np.mean([word.confidence for word in line.words]) >= LEAST_CONFIDENCE:
            lines.append(line)
    return CardReading(
        corners=tuple((float(x), float(y)) for x, y in card.outline * photo.scale),  # type: ignore[arg-type]
        size=card.size,
        card_to_photo=tuple(tuple(float(v) for v in row) for row in to_file),  # type: ignore[arg-type]
        lines=tuple(lines),
        qr_codes=card.qr_codes)


def read_line(pixels: Pixels, quad: Quad, box: Box, first: StripReading, readers: Readers) -> Line:
    if not readers.second:
        return line_of(first, box, first, ())
    letters = len(text_of(first))
    width, height = quad_size(quad)
    pitch = width / max(height, 1) * paddle.STRIP_HEIGHT / max(letters, 1)
    squeeze = max(0.5, SQUEEZE_TO / pitch) if letters >= 3 and pitch > SQUEEZE_ABOVE else 1.0
    signs = paddle.look_at(cut_strip(pixels, quad, paddle.STRIP_HEIGHT, squeeze))
    return line_of(reconcile(first, signs), box, first, paddle.read(signs))


def understand(reading: PhotoReading, settings: ParseSettings) -> tuple[Contact, ...]:
    """The contacts of one photo, one per card; one empty contact with ``problem`` where none was read."""
    from parsers.lines import Hints
    from parsers.resolve import resolve

    contacts = []
    for number, card in enumerate(reading.cards, start=1):
        contact = resolve(card.lines, Hints(region=settings.region, size=card.size, qr_codes=card.qr_codes))
        source = Source(file=reading.file, page=reading.page, card=number, corners=card.corners,
                        taken_on=reading.taken_on, event=settings.event)
        to_photo = np.array(card.card_to_photo)
        fields = tuple(replace(field, corners=_corners(field.box, to_photo)) for field in contact.fields)
        contacts.append(replace(contact, source=source, fields=fields,
                                card_id=card_id(reading.content_hash, reading.page, number)))
    if not contacts:
        contacts.append(Contact(card_id=card_id(reading.content_hash, reading.page, 1),
                                source=Source(file=reading.file, page=reading.page, taken_on=reading.taken_on,
                                              event=settings.event),
                                needs_review=True, problem=reading.problem))
    return tuple(contacts)


def _corners(box: Box, card_to_photo: Matrix) -> tuple[tuple[float, float], ...]:
    quad = as_quad([[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]])
    return tuple((round(float(x), 1), round(float(y), 1)) for x, y in moved(quad, card_to_photo))


def card_id(content_hash: str, page: int, card: int) -> str:
    """Stable: the same photo by content, page and card give the same id, whatever the file's name."""
    return hashlib.sha256(f"{content_hash}/{page}/{card}".encode()).hexdigest()[:16]
