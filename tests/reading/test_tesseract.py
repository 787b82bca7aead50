"""The first reader: its table, its languages, and what is said where the program fails."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import EngineMissing, PhotoError
from ingest.ocr import tesseract
from ingest.ocr.strip_reading import StripReading, text_of
from ingest.vision.strips import SHEET_MARGIN, Sheet, stack
from tests.reading.pictures import LANGUAGES, needs_tesseract, printed

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
Program = Callable[[str], None]


def blank_sheet(strips: int, width: int = 200) -> Sheet:
    return stack([np.full((60, width), 255, np.uint8)] * strips)


def row(page: int, left: int, top: int, text: str, sure: float | str = 91.5, width: int = 50) -> str:
    return f"5\t{page}\t1\t1\t1\t1\t{left}\t{top}\t{width}\t40\t{sure}\t{text}\n"


def texts_of(read: list[tuple[StripReading, ...]]) -> list[list[str]]:
    """Per sheet, per strip, what it says."""
    return [[text_of(strip) for strip in sheet] for sheet in read]


@pytest.fixture
def languages_asked_again() -> Iterator[None]:
    """What is installed is asked once in a process; here it changes from test to test."""
    tesseract.installed_languages.cache_clear()
    yield
    tesseract.installed_languages.cache_clear()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, languages_asked_again: None) -> Program:
    """Puts a program called tesseract first on the PATH; it has Polish data and does as it is told."""

    def install(does: str) -> None:
        file = tmp_path / "bin" / "tesseract"
        file.parent.mkdir()
        languages = 'List of available languages in "x" (1):\\npol\\n'
        file.write_text(
            f"#!/bin/sh\ncase \"$*\" in\n*--list-langs*) printf '{languages}' ;;\n"
            f"*--version*) echo tesseract 5.3.0 ;;\n*) {does} ;;\nesac\n"
        )
        file.chmod(0o755)
        monkeypatch.setenv("PATH", f"{file.parent}{os.pathsep}{os.environ['PATH']}")

    return install


# Languages --------------------------------------------------------------------------------------------


def test_a_missing_language_is_named_with_what_installs_it(program: Program) -> None:
    """Only those that are missing are named, together with a command that names them too."""
    program("true")
    with pytest.raises(EngineMissing, match=r"no data for deu, ces; to mend: \S+.*ces.*deu") as error:
        tesseract.require_languages(["pol", "deu", "ces"])
    assert "\n" not in str(error.value)
    tesseract.require_languages(["pol"])
    with pytest.raises(EngineMissing, match=r"no data for polish: .*Polish pol"):
        tesseract.require_languages(["polish"])


def test_a_missing_program_is_said_with_what_installs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, languages_asked_again: None
) -> None:
    """A bare machine: no Tesseract anywhere on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineMissing, match=r"Tesseract is not installed; to mend: .*esseract"):
        tesseract.read_sheets([blank_sheet(1)], ["pol"])


# Failures ---------------------------------------------------------------------------------------------


def test_a_failing_engine_is_told_in_its_own_words(program: Program) -> None:
    """Whatever Tesseract complained of stands in the one error that is raised."""
    program("echo 'Image too small to scale!!' >&2; exit 1")
    with pytest.raises(PhotoError, match=r"Tesseract failed: .*too small to scale"):
        tesseract.read_sheets([blank_sheet(1)], ["pol"])


def test_an_engine_that_dies_silently_is_an_error_of_the_photo(program: Program) -> None:
    """Killed by the system for want of memory, say."""
    program("kill -9 $$")
    with pytest.raises(PhotoError, match=r"Tesseract failed"):
        tesseract.read_sheets([blank_sheet(1)], ["pol"])


def test_an_engine_that_hangs_is_given_up(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    """Time is allowed per sheet; after it the program is ended, not waited for."""
    program("exec sleep 20")
    monkeypatch.setattr(tesseract, "SECONDS_PER_SHEET", 0.2)
    with pytest.raises(PhotoError, match="did not answer in time"):
        tesseract.read_sheets([blank_sheet(1)] * 2, ["pol"])


def test_nothing_to_read_starts_nothing(program: Program) -> None:
    """No card in any photo: the program is not even asked for."""
    program("exit 1")
    assert tesseract.read_sheets([], ["pol"]) == []
    assert tesseract.read_sheets([blank_sheet(0)] * 2, ["pol"]) == [(), ()]


# The table --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["NA", "None", "null", "0958", "+48", "1e5", "-1", "#", '"', "Ł", "TRUE"])
def test_a_word_is_text_whatever_it_looks_like(text: str) -> None:
    """A typed reader of tables makes nothing of "NA", 958 of "0958" and trips over a lone quote."""
    table = HEADER + row(1, SHEET_MARGIN, 40, text)
    assert texts_of(tesseract._words_by_strip(table, [blank_sheet(1)])) == [[text]]


def test_words_come_to_their_sheet_and_strip() -> None:
    """The page is the sheet, the height on it the strip; within a strip words go left to right."""
    sheets = [blank_sheet(2), blank_sheet(1)]
    upper, lower = (rows[0] + 10 for rows in sheets[0].rows)
    table = HEADER + row(1, 90, upper, "Kos") + row(2, 12, upper, "Las") + row(1, 12, lower, "tel.")
    table += row(1, 12, upper, "Jan")
    read = tesseract._words_by_strip(table, sheets)
    assert texts_of(read) == [["Jan Kos", "tel."], ["Las"]]
    jan, kos = read[0][0]
    assert (jan.left, jan.right) == (0.0, 50 / 200)
    assert kos.left == (90 - SHEET_MARGIN) / 200
    assert jan.confidence == 0.915


def test_rows_that_are_no_words_are_passed_over() -> None:
    """Pages, blocks and lines have confidence -1; Tesseract also finds words made of spaces."""
    table = HEADER + row(1, 0, 0, "", "-1") + row(1, 12, 40, " ", 95) + row(3, 12, 40, "beyond") + "5\t1\t1\n"
    assert tesseract._words_by_strip(table, [blank_sheet(1)]) == [((),)]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 300), st.integers(0, 400), st.text(max_size=5))))
def test_any_table_gives_one_reading_per_strip(rows: list[tuple[int, int, int, str]]) -> None:
    """Whatever words Tesseract reports, every strip of every sheet has a reading, sure from 0 to 1."""
    sheets = [blank_sheet(1), blank_sheet(3)]
    read = tesseract._words_by_strip(HEADER + "".join(row(*r) for r in rows), sheets)
    assert [len(sheet) for sheet in read] == [1, 3]
    assert all(0 <= word.confidence <= 1 for sheet in read for strip in sheet for word in strip)


# The engine itself ------------------------------------------------------------------------------------


@needs_tesseract
def test_sheets_are_read_in_one_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three sheets, one of them empty, one start; each strip's words stand where they are printed."""
    import pytesseract

    starts = []
    run = pytesseract.image_to_data
    monkeypatch.setattr(pytesseract, "image_to_data", lambda *a, **k: starts.append(a) or run(*a, **k))
    strips = [printed([text], (420, 140), 46)[64:124, :, 0] for text in ("Jan Kos", "tel. 0958", "Maria Las")]
    read = tesseract.read_sheets([stack(strips[:2]), stack([]), stack(strips[2:])], LANGUAGES)
    assert texts_of(read) == [["Jan Kos", "tel. 0958"], [], ["Maria Las"]]
    assert len(starts) == 1
    jan, kos = read[0][0]
    assert 69 / 420 - 0.02 < jan.left < jan.right < kos.left < kos.right < 0.7
    assert min(jan.confidence, kos.confidence) > 0.8


@needs_tesseract
def test_a_blank_sheet_says_nothing() -> None:
    """No words, and no error."""
    assert tesseract.read_sheets([blank_sheet(2)], LANGUAGES) == [((), ())]
