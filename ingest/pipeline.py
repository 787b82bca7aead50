"""PHOTOS -> READINGS -> CONTACTS, the straight-line program.

``read_photos`` needs the engines and is slow; ``understand`` needs only the text and is quick.
The box keeps what the first returns, so that a better parser can be run again without the engines.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ingest.finding import StraightCard, legibility, on_their_feet, sheet_of, straight_cards
from ingest.ocr import paddle, tesseract
from ingest.ocr.paddle import StripSigns
from ingest.ocr.readers import Readers, look_at_line, needs_tesseract, open_readers, read_line
from ingest.ocr.strip_reading import StripReading, text_of
from ingest.reading import CardReading, PhotoReading
from ingest.settings import ParseSettings, ReadSettings
from ingest.sources import Photo
from ingest.vision.pictograms import find_pictograms
from ingest.vision.quads import as_quad, moved
from parsers.contact import Contact, Field, Source
from parsers.language import guess_language, may_carry_polish
from parsers.lines import Box, Corners, Hints, Line
from parsers.resolve import resolve

LEAST_CONFIDENCE = 0.5  # mean confidence of a line's words below which it is a drawing, not print
LONG_WORD = 7  # letters and figures of a word that speaks for print
LEAST_FOR_LONG_WORD = 0.25  # LEAST_CONFIDENCE of a line with such a word
LEAST_FOR_ONE_SIGN = (
    0.9  # LEAST_CONFIDENCE of one letter or figure, or of signs alone; patterns look like one
)
# Mean confidence of a card's letters from which it stands on its feet. Measured on real cards: upright nine
# in ten have more, upside down all have less than 0.55.
LEGIBLE = 0.7
NO_PRINT = "No business card was found in this photo."
NO_CARD = "What is printed here does not look like a business card."
LETTERS_OF_A_CARD = 6  # letters and figures: fewer, and none of them a field, are a pattern read as print
PRINT_OF_A_CARD = 6  # lines: what has as many and says no way to reach anybody is no business card
PRINT_OF_A_NAMED_CARD = 9  # PRINT_OF_A_CARD of one that names person, post and firm: the rest may be cut off

CardOnPhoto = tuple[Photo, StraightCard]
FirstReading = tuple[StripReading, ...]  # of a card by Tesseract, line by line


def read_photos(photos: Sequence[Photo], settings: ReadSettings) -> tuple[PhotoReading, ...]:
    """Find and read every card of every photo; one reading per photo, in order.

    A photo without a card gives a reading whose ``problem`` says so. All photos of one call share one start
    of Tesseract: hand over four to sixteen at a time.
    Raises EngineMissing where a reader or a language is not installed, PhotoError where Tesseract fails.
    """
    os.environ["OMP_THREAD_LIMIT"] = "1"
    readers = open_readers(settings.languages, settings.reader)
    found = [straight_cards(photo.pixels, readers) for photo in photos]
    on_photos = [(photo, card) for photo, cards in zip(photos, found, strict=True) for card in cards]
    read = iter(read_by_both(on_photos, readers) if readers.second else read_by_tesseract(on_photos, readers))
    readings = []
    for photo, cards in zip(photos, found, strict=True):
        kept = tuple(card for card in [next(read) for _ in cards] if card.lines or card.qr_codes)
        problem = None if kept else NO_PRINT
        readings.append(
            PhotoReading(photo.file, photo.page, photo.content_hash, photo.taken_on, kept, problem)
        )
    return tuple(readings)


def read_by_both(cards: Sequence[CardOnPhoto], readers: Readers) -> list[CardReading]:
    """Every line read by the second reader, and by Tesseract too where it may know better; card by card."""
    seen = [[look_at_line(photo.pixels, quad) for quad in card.lines] for photo, card in cards]
    asked = [lines_for_tesseract(signs) if readers.first else () for signs in seen]
    sheets = [
        sheet_of(photo.pixels, [card.lines[i] for i in lines], readers)
        for (photo, card), lines in zip(cards, asked, strict=True)
    ]
    answers = tesseract.read_sheets(sheets, readers.languages)
    result = []
    for (photo, card), signs, lines, answer in zip(cards, seen, asked, answers, strict=True):
        first = dict(zip(lines, answer, strict=True))
        language = guess_language([text_of(paddle.read(s)) for s in signs], ())
        read = [
            read_line(box, first.get(i, ()), s, readers, language)
            for i, (box, s) in enumerate(zip(card.boxes, signs, strict=True))
        ]
        result.append(card_reading(photo, card, read))
    return result


def lines_for_tesseract(signs: Sequence[StripSigns]) -> tuple[int, ...]:
    """Indices of a card's lines that Tesseract is asked about too; signs: what PP-OCR saw, line by line."""
    polish = may_carry_polish([text_of(paddle.read(s)) for s in signs])
    return tuple(i for i, s in enumerate(signs) if needs_tesseract(s, polish))


def read_by_tesseract(cards: Sequence[CardOnPhoto], readers: Readers) -> list[CardReading]:
    """Every line read by Tesseract alone; a card comes out turned round if that is how it reads."""
    straight = [card for _, card in cards]
    sheets = [sheet_of(photo.pixels, card.lines, readers) for photo, card in cards]
    readings = tesseract.read_sheets(sheets, readers.languages)
    illegible = [i for i, reading in enumerate(readings) if not is_legible(reading)]
    upright = on_their_feet([cards[i] for i in illegible], readers)
    turned = {i: card for i, card in zip(illegible, upright, strict=True) if card is not straight[i]}
    sheets_turned = [sheet_of(cards[i][0].pixels, card.lines, readers) for i, card in turned.items()]
    anew = tesseract.read_sheets(sheets_turned, readers.languages)
    for (i, card), sheet, reading in zip(turned.items(), sheets_turned, anew, strict=True):
        if legibility(reading) > legibility(readings[i]):  # the probe saw three lines, this is the whole card
            straight[i], sheets[i], readings[i] = card, sheet, reading
    readings = tesseract.read_emails_again(sheets, readings, readers.languages)
    return [
        card_reading(
            photo,
            card,
            [read_line(box, words, None, readers) for box, words in zip(card.boxes, reading, strict=True)],
        )
        for (photo, _), card, reading in zip(cards, straight, readings, strict=True)
    ]


def is_legible(reading: FirstReading) -> bool:
    """Whether Tesseract is sure of most letters and figures of a card, as of one that stands on its feet."""
    letters = [(sum(c.isalnum() for c in word.text), word.confidence) for strip in reading for word in strip]
    total = sum(count for count, _ in letters)
    return sum(count * confidence for count, confidence in letters) >= LEGIBLE * max(total, 1)


def card_reading(photo: Photo, card: StraightCard, lines: Sequence[Line]) -> CardReading:
    """A card with its ``lines`` as read, drawings left out; its place in the pixels of the photo's file."""
    to_file = np.diag([photo.scale, photo.scale, 1.0]) @ card.card_to_photo
    return CardReading(
        corners=_corners(card.outline * np.float32(photo.scale)),
        size=card.size,
        card_to_photo=tuple(tuple(float(v) for v in row) for row in to_file),  # type: ignore[arg-type]
        lines=tuple(line for line in lines if is_print(line)),
        qr_codes=card.qr_codes,
        icons=find_pictograms(photo.pixels, card.lines, card.boxes, lines),
    )


def is_print(line: Line) -> bool:
    """Whether a line is print, not a drawing or a pattern taken for it.

    A drawing is read as short pieces without confidence; a blurred address is a long one.
    """
    confidence = float(np.mean([word.confidence for word in line.words])) if line.words else 0.0
    lengths = [sum(c.isalnum() for c in word.text) for word in line.words]
    longest = max(lengths, default=0)
    if sum(lengths) <= 1:
        return confidence >= LEAST_FOR_ONE_SIGN
    return confidence >= (LEAST_CONFIDENCE if longest < LONG_WORD else LEAST_FOR_LONG_WORD)


def understand(reading: PhotoReading, settings: ParseSettings) -> tuple[Contact, ...]:
    """The contacts of one photo, one per card; one empty contact with ``problem`` where none was read."""
    source = Source(file=reading.file, page=reading.page, taken_on=reading.taken_on, event=settings.event)
    contacts = []
    for number, card in enumerate(reading.cards, start=1):
        hints = Hints(region=settings.region, size=card.size, qr_codes=card.qr_codes, icons=card.icons)
        contact = resolve(card.lines, hints)
        to_photo = np.array(card.card_to_photo)
        contacts.append(
            replace(
                contact,
                card_id=card_id(reading.content_hash, reading.page, number),
                source=replace(source, card=number, corners=card.corners),
                fields=tuple(replace(field, corners=_on_photo(field, to_photo)) for field in contact.fields),
            )
        )
    if not contacts:
        identity = card_id(reading.content_hash or reading.file, reading.page, 1)
        contacts.append(Contact(identity, source, needs_review=True, problem=reading.problem or NO_PRINT))
    return tuple(contacts)


def without_invention(contact: Contact) -> Contact:
    """The contact, or an empty one with the text where the print is not that of a business card.

    A page, a certificate, a menu: many lines, and no way to reach anybody among them. To be asked when
    front and back are one contact: a back may well be a list of services.
    """
    if not contact.fields and sum(c.isalnum() for line in contact.text for c in line) < LETTERS_OF_A_CARD:
        return _not_a_card(contact, contact.problem or NO_PRINT)
    reachable = contact.emails or contact.phones or contact.websites or contact.addresses or contact.handles
    named = contact.name and contact.job_titles and contact.company
    most = PRINT_OF_A_NAMED_CARD if named else PRINT_OF_A_CARD
    if reachable or contact.problem or len(contact.text) < most:
        return contact
    return _not_a_card(contact, NO_CARD)


def _not_a_card(contact: Contact, problem: str) -> Contact:
    """An empty contact with the text that was read, all of it left over."""
    return Contact(
        contact.card_id,
        contact.source,
        language=contact.language,
        text=contact.text,
        leftover=contact.text,
        needs_review=True,
        notes=contact.notes,
        problem=problem,
    )


def _on_photo(field: Field, card_to_photo: np.ndarray) -> Corners | None:
    """The field's corners in photo pixels; None for one that stands in no line (a QR code's)."""
    box: Box = field.box
    if box.width <= 0 or box.height <= 0:
        return None
    corners = [[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]]
    return _corners(moved(as_quad(corners), card_to_photo))


def _corners(quad: np.ndarray) -> Corners:
    """A quad as plain numbers, to a tenth of a pixel."""
    a, b, c, d = ((round(float(x), 1), round(float(y), 1)) for x, y in quad)
    return a, b, c, d


def card_id(content_hash: str, page: int, card: int) -> str:
    """16 hexadecimal digits, the same for the same photo (by its bytes), page and card, whatever its name."""
    return hashlib.sha256(f"{content_hash}/{page}/{card}".encode()).hexdigest()[:16]
