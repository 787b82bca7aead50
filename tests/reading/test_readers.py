"""Which reader is asked about a line, and whose word stands."""

from __future__ import annotations

import numpy as np
import pytest

from ingest.ocr import paddle
from ingest.ocr.paddle import StripSigns
from ingest.ocr.readers import Readers, look_at_line, needs_tesseract, read_line
from ingest.ocr.strip_reading import text_of
from ingest.vision.quads import as_quad, rectangle
from parsers.lines import Box
from tests.reading.readings import seen, tesseract

BOX = Box(100, 20, 500, 60)
BOTH = Readers(("pol", "eng"), first=True, second=True)
CERTAIN = 0.999


@pytest.mark.parametrize(
    "text", ["Sales Manager", "+48 601 204 318", "jan.kos@sosna.example", "www.sosna.example"]
)
def test_what_the_second_reader_sees_without_a_doubt_is_not_read_twice(text: str) -> None:
    """Most lines of most cards; on a Polish card all but words, which may have lost accents."""
    assert not needs_tesseract(seen(text, sure=CERTAIN), polish=False)
    assert needs_tesseract(seen(text, sure=CERTAIN), polish=True) == (text == "Sales Manager")


@pytest.mark.parametrize(
    ("text", "at", "other"),
    [
        ("Sales Manager", 3, "c"),
        ("SalesManager", 4, " "),
        ("jan.kos@sosna.example", 0, "i"),
    ],
)
def test_a_letter_or_space_in_doubt_is(text: str, at: int, other: str) -> None:
    """One chance in fifty of another letter, or of a space between two, is enough."""
    assert needs_tesseract(seen(text, {at: (other, 0.02)}, CERTAIN), polish=False)
    assert not needs_tesseract(seen(text, {at: (other, 0.001)}, CERTAIN), polish=False)


@pytest.mark.parametrize("text", ["www.riijo.example", "Tel", "AB 1"])
def test_strokes_side_by_side_and_a_few_letters_always_are(text: str) -> None:
    """Of "iii" the second reader may see two without a doubt."""
    assert needs_tesseract(seen(text, sure=CERTAIN), polish=False)


def test_who_was_not_asked_does_not_count() -> None:
    """The word says who read it, and is as sure as that reader was."""
    (alone,) = read_line(BOX, (), seen("Kos", sure=0.97), BOTH).words
    assert (alone.text, alone.reader, alone.confidence) == ("Kos", "paddle", pytest.approx(0.97, abs=1e-3))
    (alone,) = read_line(BOX, tesseract("Kos", 0.91), None, BOTH).words
    assert (alone.text, alone.reader, alone.confidence) == ("Kos", "tesseract", 0.91)


def test_tesseract_stands_where_it_is_sure_in_its_own_languages() -> None:
    """Its spaces and letters, on a Polish card; on a German one it does not know the umlauts."""
    signs = seen("Glowny Inzynier")
    sure = tesseract("Główny Inżynier", 0.96)
    assert read_line(BOX, sure, signs, BOTH, "pl").text == "Główny Inżynier"
    assert read_line(BOX, tesseract("Jorg Kos", 0.96), seen("Jörg Kos"), BOTH, "de").text == "Jörg Kos"


@pytest.mark.parametrize(
    ("looks", "read"),
    [
        ([seen("Kos", sure=0.9)], "Kos"),
        ([seen("Kas", sure=0.6), seen("Kos", sure=0.9)], "Kos"),
        ([seen("Kas", sure=0.6), seen("Kos", sure=0.4)], "Kas"),
    ],
)
def test_an_unsure_line_is_looked_at_again(
    looks: list[StripSigns], read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At more of the ground above and below; the surer look counts, and a sure one is the only one."""
    strips: list[np.ndarray] = []

    def look_at(strip: np.ndarray) -> StripSigns:
        strips.append(strip)
        return looks[len(strips) - 1]

    monkeypatch.setattr(paddle, "look_at", look_at)
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[39] = 255  # just above the line
    line = as_quad(rectangle(60, 20) + np.float32([20, 40]))
    assert text_of(paddle.read(look_at_line(picture, line))) == read
    assert len(strips) == len(looks)
    assert [strip[:8].max() > 128 for strip in strips] == [False, True][: len(looks)]
