"""The table as CSV, in the two forms that spreadsheets open right, and read back in any form they save.

Dialects: "plain" is UTF-8 with commas (machines, LibreOffice, Google); "excel-pl" is UTF-8 with a byte
order mark and semicolons, which Excel with Polish, German or French settings opens on double click. A
line "sep=;" is never written: together with a byte order mark it spoils the letters.
"""

from __future__ import annotations

import csv
import io
import locale
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from exports.errors import ExportError
from exports.table import Table, known_headings, label_headings, rows_to_frame

if TYPE_CHECKING:
    import pandas as pd

# A header row is one with at least this many headings of ours (or with all that it has).
HEADINGS_NEEDED = 3
_SEARCHED_ROWS = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written. encoding: "utf-8", "utf-8-sig", "utf-16" or "cp1250"."""

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
    told = os.environ.get("LC_ALL") or os.environ.get("LC_NUMERIC") or os.environ.get("LANG") or ""
    if not told:
        told = locale.getlocale()[0] or ""
    return "excel-pl" if told.casefold().startswith(("pl", "polish")) else "plain"


def read(path: Path) -> CsvTable:
    """Read a CSV file in whatever encoding and with whatever separator it was saved; every cell a string.

    Raises ExportError where it is no table of ours (fewer than three known headings in any early row).
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read ({error.strerror or error}).") from error
    text, encoding = _decode(content)
    line_end = "\r\n" if "\r\n" in text else "\n"
    best: tuple[int, str, list[list[str]], int] | None = None
    for delimiter in ",;\t":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error:
            continue
        for place, row in enumerate(rows[:_SEARCHED_ROWS]):
            known = known_headings(row)
            if best is None or known > best[0]:
                best = (known, delimiter, rows, place)
    if best is None or best[0] < HEADINGS_NEEDED:
        raise ExportError(
            f"{path} has no headings of a contact table; give another name, or put the headings back."
        )
    _, delimiter, rows, place = best
    width = max(len(row) for row in rows[place:])
    header = rows[place] + [""] * (width - len(rows[place]))
    labels, language = label_headings(header)
    body = [dict(zip(labels, row, strict=False)) for row in rows[place + 1 :]]
    table = Table(rows_to_frame(body, labels), dict(zip(labels, header, strict=True)), language)
    return CsvTable(
        table, Dialect(delimiter, encoding, line_end), tuple(map(tuple, rows[:place])), tuple(header)
    )


def to_bytes(
    frame: pd.DataFrame, headings: Sequence[str], dialect: Dialect, above: Sequence[Sequence[str]] = ()
) -> bytes:
    """The file's bytes. Letters that an old encoding lacks turn the whole file into UTF-8 with a mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator=dialect.line_end)
    writer.writerows(above)
    writer.writerow(headings)
    for cells in zip(*(frame[label].tolist() for label in frame.columns), strict=True):
        writer.writerow(cells if any(cells) else [])
    try:
        return out.getvalue().encode(dialect.encoding)
    except UnicodeEncodeError:
        return to_bytes(frame, headings, replace(dialect, encoding="utf-8-sig"), above)


def _decode(content: bytes) -> tuple[str, str]:
    """Text and encoding: UTF-8, UTF-16 (Excel's "Unicode text") or Windows-1250 (Polish Excel's "CSV")."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content.decode("utf-8-sig", errors="replace"), "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1250", errors="replace"), "cp1250"
