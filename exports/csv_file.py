"""The table as CSV, in the two forms that spreadsheets open right, and read back in any form they save.

Dialects: "plain" is UTF-8 with commas (machines, LibreOffice, Google); "excel-pl" is UTF-8 with a byte
order mark and semicolons, which Excel with Polish, German or French settings opens on double click. A
line "sep=;" is never written: together with a byte order mark it spoils the letters.

What people save is read to the letter or not at all: where bytes, quotation marks or columns leave a doubt
about what was typed, an ExportError names the line, and the caller leaves the file as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from exports.encodings import LINE_END, decode, system_language
from exports.errors import ExportError
from exports.table import Table, known_headings, label_headings, rows_to_frame

if TYPE_CHECKING:
    import pandas as pd

# A header row is one with at least this many headings of ours (or with all that it has).
HEADINGS_NEEDED = 3
_SEARCHED_ROWS = 20
_LONGEST_CELL = 2**31 - 1  # characters; the most that csv.field_size_limit takes on every system
_CARD_ID = re.compile(r"(?!\d{4}-\d\d-)[\w-]{8,}(?:\s*;.*)?", re.DOTALL)  # not a date, nor a card's number
_WIDE = 8  # columns; in narrower tables a note of several lines may have as many commas as rows have


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written. encoding: "utf-8", "utf-8-sig", "utf-16", or an old one's name."""

    delimiter: str
    encoding: str
    line_end: str = "\r\n"


DIALECTS: Mapping[str, Dialect] = {
    "plain": Dialect(",", "utf-8"),
    "excel-pl": Dialect(";", "utf-8-sig"),
}


@dataclass(frozen=True, slots=True, eq=False)
class CsvTable:
    """A CSV file taken in: the table, how it was written, and what stands above its header row."""

    table: Table
    dialect: Dialect
    above: tuple[tuple[str, ...], ...] = ()
    header: tuple[str, ...] = ()


def default_dialect() -> str:
    """The dialect for this system: excel-pl where its language is Polish, else plain."""
    return "excel-pl" if system_language().startswith(("pl", "polish")) else "plain"


def read(path: Path) -> CsvTable:
    """Read a CSV file in whatever encoding and with whatever separator it was saved; every cell a string.

    Raises ExportError where it is no table of ours (fewer than three known headings in any early row), and
    where its letters, quotation marks or columns do not tell for certain what was typed.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read ({error.strerror or error}).") from error
    text, encoding = decode(content, path, lambda text: _header(text)[0])
    known, delimiter, place = _header(text)
    if known < HEADINGS_NEEDED:
        raise ExportError(
            f"{path} has no headings of a contact table; give another name, or put the headings back."
        )
    numbered_rows = _rows(text, delimiter, path)
    rows = [row for _, row in numbered_rows]
    _check_columns(numbered_rows[place + 1 :], rows[place], delimiter, path)
    width = max(len(row) for row in rows[place:])
    header = rows[place] + [""] * (width - len(rows[place]))
    labels, language = label_headings(header)
    body = [dict(zip(labels, row, strict=False)) for row in rows[place + 1 :]]
    table = Table(rows_to_frame(body, labels), dict(zip(labels, header, strict=True)), language)
    first_end = LINE_END.search(text)
    line_end = first_end[0] if first_end else "\r\n"
    return CsvTable(
        table, Dialect(delimiter, encoding, line_end), tuple(map(tuple, rows[:place])), tuple(header)
    )


def to_bytes(
    frame: pd.DataFrame, headings: Sequence[str], dialect: Dialect, above: Sequence[Sequence[str]] = ()
) -> bytes:
    """The file's bytes. Letters that an old encoding lacks turn the whole file into UTF-8 with a mark."""
    rows = zip(*(frame[label].tolist() for label in frame.columns), strict=True)
    lines = (_line(row, dialect) for row in (*above, headings, *rows))
    try:
        return "".join(lines).encode(dialect.encoding)
    except UnicodeEncodeError:
        return to_bytes(frame, headings, replace(dialect, encoding="utf-8-sig"), above)


def _line(cells: Sequence[str], dialect: Dialect) -> str:
    """A row as RFC 4180 writes it; a blank one as a blank line.

    Not by csv.writer: where lines end in a line feed, it leaves a carriage return in a cell without
    quotation marks, and every reader begins a new row there.
    """
    if not any(cells):
        return dialect.line_end
    marks = ('"', "\r", "\n", dialect.delimiter)
    quoted = [
        '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in marks) else cell for cell in cells
    ]
    return dialect.delimiter.join(quoted) + dialect.line_end


def _header(text: str) -> tuple[int, str, int]:
    """The likeliest header row: how many headings of ours it has, its delimiter, its place from 0."""
    csv.field_size_limit(_LONGEST_CELL)  # else a long note raises csv.Error
    best = (0, ",", 0)
    for delimiter in ",;\t":
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for place, row in enumerate(islice(rows, _SEARCHED_ROWS)):
            if (known := known_headings(row)) > best[0]:
                best = (known, delimiter, place)
    return best


def _rows(text: str, delimiter: str, path: Path) -> list[tuple[int, list[str]]]:
    """All rows, each with the number of the line, from 1, on which it begins.

    Raises ExportError where a cell begins with a quotation mark and does not end with one.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for row in reader:
            rows.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ExportError(_open_quote(path, line)) from error
    return rows


def _check_columns(
    rows: Iterable[tuple[int, Sequence[str]]], header: Sequence[str], delimiter: str, path: Path
) -> None:
    """Raise ExportError where a row's cells do not stand under their headings.

    A row may be longer than the header row, for people write beside a table; but where no card id stands in
    its place, a comma in a note may have moved it.
    """
    width = len(header)
    labels, _ = label_headings(header)
    id_place = labels.index("card_id") if "card_id" in labels else width
    for line, row in rows:
        for place, cell in enumerate(row):
            if width >= _WIDE and ("\n" in cell or "\r" in cell):
                counts = [part.count(delimiter) for part in LINE_END.split(cell)]
                rest, before = width - 1 - place, place + width - len(row)
                if counts == [rest, *[width - 1] * (len(counts) - 2), before]:  # it holds whole rows
                    raise ExportError(_open_quote(path, line))
        moved = len(row) > width and not _CARD_ID.fullmatch(row[id_place])
        if moved and any((row[id_place], *row[width:])):
            raise ExportError(
                f"{path} has more cells than headings in line {line}; put quotation marks round the text that"
                f' has "{delimiter}" in it.'
            )


def _open_quote(path: Path, line: int) -> str:
    return (
        f"{path} has a quotation mark in the row of line {line} that leaves open where the text ends; take it"
        " out, or save the table from a spreadsheet."
    )
