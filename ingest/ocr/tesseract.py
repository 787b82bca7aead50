"""The first reader: Tesseract through pytesseract, many sheets with one start of the program.

One start costs about 0.1 s per language before anything is read, so sheets are listed in a text file
that Tesseract takes in place of an image. One thread: on many photos processes pay, threads do not.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ingest.doctor import tesseract_command
from ingest.errors import EngineMissing, PhotoError
from ingest.ocr.strip_reading import StripReading, StripWord, text_of
from ingest.vision.strips import Sheet, stack

SECONDS_PER_SHEET = 30  # a card takes 0.2 s; far beyond that the engine hangs
BLOCK_OF_TEXT = 6  # page segmentation mode of Tesseract: one block of lines, which a sheet of strips is
WITHOUT_AT_SIGN = frozenset({"pol"})  # languages whose data (tessdata_fast) has no @
# An address with its @ seen, or with a sign or letter that Tesseract's Polish data reads in its place.
LIKE_AN_EMAIL = re.compile(r"@|mail|[\w.-]{2,40}[©®Q(&6][\w-]{2,40}\.\w{2,}", re.IGNORECASE)
THREE_LETTERS = re.compile(r"[a-z]{3}(?:_[a-z]+)?")  # ISO 639-2, "chi_sim" for one with two scripts
NOT_A_WORD = "-1"  # confidence that marks the rows of pages, blocks and lines in Tesseract's table
COLUMNS = 12  # of Tesseract's table; the last holds the word


@cache
def installed_languages() -> frozenset[str]:
    """Tesseract's codes of the languages that it has data for.

    Raises EngineMissing where the program is not there.
    """
    import pytesseract

    try:
        return frozenset(pytesseract.get_languages(config=""))
    except pytesseract.TesseractNotFoundError as error:
        raise EngineMissing(f"Tesseract is not installed; to mend: {tesseract_command()}") from error


def require_languages(languages: Sequence[str]) -> None:
    """Raises EngineMissing, naming the languages that are not installed and what installs them."""
    missing = [language for language in languages if language not in installed_languages()]
    if missing:
        names = ", ".join(missing)
        if not all(THREE_LETTERS.fullmatch(language) for language in missing):
            raise EngineMissing(
                f"Tesseract has no data for {names}: its names have three letters, Polish pol, German deu."
            )
        raise EngineMissing(f"Tesseract has no data for {names}; to mend: {tesseract_command(missing)}")


def read_sheets(sheets: Sequence[Sheet], languages: Sequence[str]) -> list[tuple[StripReading, ...]]:
    """Per sheet, per strip, the words read. One start of Tesseract for all of them; none if all are empty.

    languages: Tesseract's codes, the likeliest first, all of them read with at once.
    Raises EngineMissing without the program or a language, PhotoError where the engine fails or hangs.
    """
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        return [() for _ in sheets]
    require_languages(languages)
    with tempfile.TemporaryDirectory(prefix="wizytownik-") as folder:
        read = iter(_words_by_strip(_read_listed(filled, languages, Path(folder)), filled))
    return [next(read) if sheet.rows else () for sheet in sheets]


def _read_listed(sheets: Sequence[Sheet], languages: Sequence[str], folder: Path) -> str:
    """Tesseract's table (TSV) of all sheets, by way of a text file that lists their pictures."""
    import pytesseract

    os.environ["OMP_THREAD_LIMIT"] = "1"
    paths = []
    for number, sheet in enumerate(sheets):
        path = folder / f"{number:04}.pgm"
        height, width = sheet.pixels.shape
        path.write_bytes(b"P5 %d %d 255\n" % (width, height) + sheet.pixels.tobytes())
        paths.append(str(path))
    listing = folder / "sheets.txt"
    listing.write_text("\n".join(paths) + "\n", encoding="utf-8")
    try:
        table: str = pytesseract.image_to_data(
            str(listing),
            lang="+".join(languages),
            config=f"--psm {BLOCK_OF_TEXT} -c tessedit_do_invert=0",
            timeout=SECONDS_PER_SHEET * len(sheets),
            output_type=pytesseract.Output.STRING,
        )
    except pytesseract.TesseractError as error:
        said = str(error.message).strip().splitlines() or ["it said nothing"]
        raise PhotoError(f"Tesseract failed: {said[-1].rstrip('.')}.") from error
    except RuntimeError as error:
        raise PhotoError("Tesseract did not answer in time.") from error
    except OSError as error:
        raise PhotoError("Tesseract ended without an answer.") from error
    return table


def read_emails_again(
    sheets: Sequence[Sheet], readings: Sequence[tuple[StripReading, ...]], languages: Sequence[str]
) -> list[tuple[StripReading, ...]]:
    """``readings`` with the strips that look like e-mails read anew without Polish.

    Tesseract's Polish data does not know the sign @ and reads © or Q in its place. Measured on real cards:
    English alone reads 86 % of e-mails right, Polish and English together 68 %.
    languages: those that ``readings`` were made with. Raises as ``read_sheets`` does.
    """
    others = [language for language in languages if language not in WITHOUT_AT_SIGN]
    again = [
        (number, strip)
        for number, strips in enumerate(readings)
        for strip, reading in enumerate(strips)
        if LIKE_AN_EMAIL.search(text_of(reading))
    ]
    if not others or len(others) == len(languages) or not again:
        return list(readings)
    rows = [sheets[number].rows[strip] for number, strip in again]
    cut = [
        sheets[number].pixels[top:bottom, left:right]
        for (number, _), (top, bottom, left, right) in zip(again, rows, strict=True)
    ]
    (anew,) = read_sheets([stack(cut)], others)
    result = [list(strips) for strips in readings]
    for (number, strip), reading in zip(again, anew, strict=True):
        if "@" in text_of(reading):
            result[number][strip] = reading
    return [tuple(strips) for strips in result]


def _words_by_strip(table: str, sheets: Sequence[Sheet]) -> list[tuple[StripReading, ...]]:
    """Tesseract's TSV -> words; split by hand, as a typed reader takes "NA" or "0958" for no text."""
    found: list[list[list[StripWord]]] = [[[] for _ in sheet.rows] for sheet in sheets]
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < COLUMNS or cells[10] == NOT_A_WORD or not cells[11].strip():
            continue
        sheet_number = int(cells[1]) - 1
        if sheet_number >= len(sheets):
            continue
        left, top, width, height = (int(cell) for cell in cells[6:10])
        middle = top + height / 2
        rows = sheets[sheet_number].rows
        strip = min(range(len(rows)), key=lambda i: abs((rows[i][0] + rows[i][1]) / 2 - middle))
        _, _, start, end = rows[strip]
        span = max(1, end - start)
        found[sheet_number][strip].append(
            StripWord(
                cells[11].strip(),
                max(0.0, min(1.0, float(cells[10]) / 100)),
                (left - start) / span,
                (left + width - start) / span,
            )
        )
    return [tuple(tuple(sorted(strip, key=lambda word: word.left)) for strip in sheet) for sheet in found]
