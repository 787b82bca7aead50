"""From a photo to its text and its contact: what is on the card is read, what is no card is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from ingest.pipeline import is_print, read_photos, understand, without_invention
from ingest.reading import PhotoReading
from ingest.settings import ParseSettings, ReadSettings
from parsers.lines import Box, Line, Word
from tests.reading.pictures import (
    EACH_READER,
    LANGUAGES,
    Pixels,
    needs_second_reader,
    needs_tesseract,
    photo_of,
    printed,
    sample,
    squeezed,
    truth,
)

PROSE = (
    "It was a bright cold day and the clocks in the old town hall struck one",
    "after the other as they had done for as long as anybody could remember",
    "so that people on the square used to wait until the last had finished",
    "before they believed that the hour was over and went on with their work",
)


def read(images: list[str], reader: str = "auto") -> tuple[PhotoReading, ...]:
    return read_photos([sample(image) for image in images], ReadSettings(LANGUAGES, reader))


@pytest.mark.parametrize("text", ["-", "| .", "7"])
def test_a_sign_alone_is_print_only_where_it_is_sure(text: str) -> None:
    """A pattern is soon read as a dash or a single figure."""
    words = [Word(part, 0.81, Box(0, 0, 9, 9)) for part in text.split()]
    assert not is_print(Line(tuple(words)))
    assert is_print(Line(tuple(Word(word.text, 0.95, word.box) for word in words)))


def words_of(reading: PhotoReading) -> list[Word]:
    return [word for card in reading.cards for line in card.lines for word in line.words]


def true_values(image: str) -> Iterator[str]:
    """Names, e-mail addresses and telephone numbers printed on the cards of a photo."""
    for card in truth()[image]:
        yield from filter(None, (card["name"], *card["emails"], *(p["printed"] for p in card["phones"])))


def missed(reading: PhotoReading, image: str) -> list[str]:
    text = squeezed(" ".join(word.text for word in words_of(reading)))
    return [value for value in true_values(image) if squeezed(value) not in text]


# What is on the card ----------------------------------------------------------------------------------


@needs_tesseract
@needs_second_reader
def test_names_addresses_and_numbers_are_read() -> None:
    """A card on its side, one of two colours, one on a newspaper and an iPhone's HEIC, in one call."""
    images = ["05_quarter_turn.jpg", "09_dark_band.jpg", "20_newspaper.jpg", "28_iphone.heic"]
    readings = read(images)
    assert [reading.file.rpartition("/")[2] for reading in readings] == images
    assert {image: missed(reading, image) for image, reading in zip(images, readings, strict=True)} == {
        image: [] for image in images
    }


@needs_tesseract
def test_tesseract_alone_reads_names_and_numbers() -> None:
    """Without the second reader an @ may come out as another letter, but little else."""
    image = "02_english.jpg"
    (reading,) = read([image], "tesseract")
    assert [value for value in missed(reading, image) if "@" not in value] == []


@needs_tesseract
@needs_second_reader
def test_a_pdf_page_of_many_cards_is_read() -> None:
    """Eight scanned cards; at most one value in twenty is not in the text, letter by letter."""
    (reading,) = read(["27_page.pdf"])
    assert len(reading.cards) == len(truth()["27_page.pdf"])
    assert len(missed(reading, "27_page.pdf")) <= 0.05 * len(list(true_values("27_page.pdf")))


@needs_tesseract
def test_a_qr_code_is_decoded_with_its_card() -> None:
    """The code's text belongs to the card on which it is printed, and its name into the contact."""
    (reading,) = read(["14_qr_code.jpg"], "tesseract")
    (card,) = reading.cards
    assert len(card.qr_codes) == 1
    assert card.qr_codes[0].startswith("BEGIN:VCARD")
    (contact,) = understand(reading, ParseSettings())
    (true,) = truth()["14_qr_code.jpg"]
    assert squeezed(contact.name) == squeezed(true["name"])
    assert {field.reader for field in contact.fields if field.kind == "name"} == {"qr"}


@pytest.mark.parametrize(
    ("reader", "named"),
    [
        pytest.param("tesseract", {"tesseract"}, marks=needs_tesseract),
        pytest.param("paddle", {"paddle"}, marks=needs_second_reader),
        pytest.param("auto", {"tesseract", "paddle", "both"}, marks=[needs_tesseract, needs_second_reader]),
    ],
)
def test_every_word_says_who_read_it_and_where(reader: str, named: set[str]) -> None:
    """Each word has its reader, how sure it is, and a place on its card."""
    (reading,) = read(["02_english.jpg"], reader)
    (card,) = reading.cards
    words = words_of(reading)
    assert len(words) > 12
    assert {word.reader for word in words} <= named
    assert all(0 < word.confidence <= 1 for word in words)
    width, height = card.size
    tall = height / 10
    for word in words:
        assert -tall <= word.box.left < word.box.right <= width + tall
        assert -tall <= word.box.top < word.box.bottom <= height + tall


# What is no card --------------------------------------------------------------------------------------


def blank() -> Pixels:
    """A desk, evenly lit but for a vignette and grain."""
    y, x = np.mgrid[-1:1:900j, -1:1:1200j]
    grain = np.random.default_rng(1).normal(0, 2, (900, 1200))
    light = 190 - 40 * (x**2 + y**2) + grain
    return np.clip(light[:, :, None] * np.array([1.0, 0.96, 0.9]), 0, 255).astype(np.uint8)


def page() -> Pixels:
    """Half a page of a book that fills the picture: no more lines than a crowded card."""
    return printed(PROSE * 4, (1300, 800), 23)


def two_pages() -> Pixels:
    """An opened book: more lines than any card has."""
    return np.concatenate([printed(PROSE * 13, (1300, 1900), 19)] * 2, axis=1)


def face() -> Pixels:
    """Something like a face: soft round shapes, hair of thin strokes."""
    image = Image.new("RGB", (900, 1200), (120, 140, 160))
    draw = ImageDraw.Draw(image)
    draw.ellipse((220, 220, 680, 860), (224, 188, 160))
    for x in range(240, 670, 9):
        draw.line((x, 240 + abs(x - 450) // 2, 450 + (x - 450) * 1.3, 120), (70, 45, 30), 4)
    for x in (340, 510):
        draw.ellipse((x, 460, x + 60, 500), (250, 250, 250))
        draw.ellipse((x + 20, 462, x + 42, 496), (40, 60, 50))
    draw.arc((350, 600, 550, 740), 20, 160, (170, 70, 70), 14)
    draw.rectangle((300, 900, 600, 1200), (40, 50, 90))
    return np.array(image.filter(ImageFilter.GaussianBlur(2)))


@pytest.mark.parametrize("reader", EACH_READER)
@pytest.mark.parametrize("picture", [blank, page, two_pages, face])
def test_what_is_no_card_gives_no_contact(picture: Callable[[], Pixels], reader: str) -> None:
    """One empty record with a plain reason."""
    (reading,) = read_photos([photo_of(picture())], ReadSettings(LANGUAGES, reader))
    contact = without_invention(*understand(reading, ParseSettings()))
    assert contact.fields == ()
    assert not (contact.name or contact.company or contact.emails or contact.phones or contact.addresses)
    assert contact.needs_review
    assert contact.problem is not None
    assert contact.problem.endswith(".")
    assert "\n" not in contact.problem


@needs_tesseract
def test_a_photo_without_a_card_does_not_disturb_its_neighbours() -> None:
    """Photos share one start of Tesseract: each reading stays with its own photo."""
    images = [photo_of(blank(), "blank.png"), sample("02_english.jpg"), photo_of(face(), "face.png")]
    readings = read_photos(images, ReadSettings(LANGUAGES, "tesseract"))
    assert [len(words_of(reading)) > 12 for reading in readings] == [False, True, False]
    assert readings[0].problem
    assert readings[1].problem is None
    assert read_photos([], ReadSettings(LANGUAGES, "tesseract")) == ()
