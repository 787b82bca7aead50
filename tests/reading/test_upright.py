"""A card is read alike whichever way it lies: what it says decides which way is up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from ingest import finding, pipeline
from ingest.finding import StraightCard
from ingest.ocr.readers import Readers
from ingest.pipeline import read_photos
from ingest.reading import PhotoReading
from ingest.settings import ReadSettings
from ingest.sources import Photo
from ingest.vision.quads import Quad
from tests.reading.pictures import (
    EACH_READER,
    LANGUAGES,
    Pixels,
    needs_second_reader,
    needs_tesseract,
    on_table,
    photo_of,
    printed,
    readers,
    sample,
    turned,
)

IMAGE = "02_english.jpg"
COST = 0.02  # of the letters and digits that may be read otherwise


@cache
def reading(degrees: int, reader: str) -> PhotoReading:
    photo = photo_of(turned(sample(IMAGE).pixels, degrees))
    (read,) = read_photos([photo], ReadSettings(LANGUAGES, reader))
    return read


def text(degrees: int, reader: str) -> str:
    """All lines of the one card, in reading order."""
    (card,) = reading(degrees, reader).cards
    return "\n".join(line.text for line in card.lines)


@pytest.mark.parametrize("reader", EACH_READER)
@pytest.mark.parametrize("degrees", [90, 180, 270, 30])
def test_a_turned_photo_is_read_alike(degrees: int, reader: str) -> None:
    """Quarter turns and a slant change at most two letters in a hundred, nor the order of lines."""
    assert len(text(0, reader)) > 100
    assert Levenshtein.normalized_distance(text(0, reader), text(degrees, reader)) <= COST


@needs_tesseract
@pytest.mark.parametrize(("degrees", "asked"), [(0, 0), (180, 1)])
def test_up_and_down_are_asked_only_where_print_is_illegible(
    degrees: int, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Most photos are taken upright: a card that reads well is not probed for its direction."""
    probed = []
    probe = pipeline.on_their_feet

    def noted(cards: Sequence[tuple[Photo, StraightCard]], readers: Readers) -> list[StraightCard]:
        probed.extend(cards)
        return probe(cards, readers)

    monkeypatch.setattr(pipeline, "on_their_feet", noted)
    photo = photo_of(turned(sample(IMAGE).pixels, degrees))
    read_photos([photo], ReadSettings(LANGUAGES, "tesseract"))
    assert len(probed) == asked


@needs_tesseract
@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_corners_begin_at_the_cards_own_top_left(degrees: int) -> None:
    """The first corner turns with the photo, so that every word can be shown where it stands."""
    (card,) = reading(degrees, "tesseract").cards
    height, width = turned(sample(IMAGE).pixels, degrees).shape[:2]
    x, y = card.corners[0]
    at_left, at_top = {0: (True, True), 90: (False, True), 180: (False, False), 270: (True, False)}[degrees]
    assert (x < width / 2, y < height / 2) == (at_left, at_top)
    assert card.size[0] > card.size[1]


@needs_tesseract
@needs_second_reader
@pytest.mark.parametrize("degrees", [90, 180, 270, 30, 210])
def test_lines_are_looked_for_on_a_card_that_stands_upright(
    degrees: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The detector misses and cuts lines that stand on their heads: it gets the card as it reads."""
    seen: list[Pixels] = []
    look = finding._lines_in

    def noted(pixels: Pixels, readers: Readers) -> list[Quad]:
        seen.append(pixels)
        return look(pixels, readers)

    monkeypatch.setattr(finding, "_lines_in", noted)
    card = printed(["Jan Przykładowy", "Specjalista do spraw druku", "biuro@drukarnia.example"])
    card[-160:, 40:200] = (200, 0, 0)  # a seal, at the card's own lower left
    finding.straight_cards(turned(on_table(card), degrees), readers("auto"))
    assert len(seen) == 2
    reddest = seen[1][:, :, 0].astype(int) - seen[1][:, :, 1]
    y, x = (float(np.median(places)) for places in np.nonzero(reddest > 100))
    height, width = seen[1].shape[:2]
    assert y > 0.6 * height
    assert x < 0.4 * width
    assert width > height


@needs_tesseract
@pytest.mark.parametrize("reader", EACH_READER)
def test_print_too_small_for_the_whole_photo_is_looked_for_on_its_card(reader: str) -> None:
    """Of a small card among large ones only the edges may be seen at first; its print is still read."""
    rows = ["Jan Przykładowy", "Specjalista do spraw druku", "ul. Wzorcowa 7, 00-000 Wzorowo"]
    photo = np.full((2400, 4000, 3), (70, 60, 55), np.uint8)
    for left, top, size in ((300, 200, 44), (1700, 1400, 44), (2500, 200, 14)):
        photo[top : top + 640, left : left + 1000] = turned(printed(rows, type_size=size), 180)
    cards = finding.straight_cards(photo, readers(reader))
    assert [len(card.lines) for card in cards] == [3, 3, 3]
