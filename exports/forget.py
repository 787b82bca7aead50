"""What a table keeps on one person, and how to take it out (the table's part of ``about`` and ``forget``).

Ground: GDPR art. 15 (a person may ask what is kept) and art. 17 (and ask for it to be erased). A copy
NAME.bak of the table is searched and cleaned as well.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from exports import csv_file, xlsx_file
from exports.errors import ExportError
from exports.files import why_not_changeable, write_whole
from exports.meetings import meetings_of
from exports.merge import split_ids
from exports.people import fold
from exports.table import Cells, Table, parse_date


@dataclass(frozen=True, slots=True)
class Match:
    """A row that a search found. place: its number below the header row, from 0."""

    place: int
    card_ids: tuple[str, ...]
    who: str
    met: str
    cells: Cells


def find_rows(
    table: Table, *, who: str = "", card_id: str = "", older_than: date | None = None
) -> tuple[Match, ...]:
    """The rows of a person, of a card, or of everybody last met before a day; no criterion finds none.

    who: a name (all its words must stand in the row's name, whatever their order, case and diacritics) or
    an e-mail. Rows whose meeting has no date are never too old.
    """
    found = []
    for place, row in enumerate(table.rows()):
        days = sorted(day for day, _ in meetings_of(row) if parse_date(day))
        if (
            (who and _is_called(row, who))
            or (card_id and card_id in split_ids(row.get("card_id", "")))
            or (older_than and days and days[-1] < older_than.isoformat())
        ):
            name = ", ".join(filter(None, (row.get("name", ""), row.get("company", ""))))
            ids = tuple(split_ids(row.get("card_id", "")))
            found.append(Match(place, ids, name or row.get("email", ""), days[-1] if days else "", row))
    return tuple(found)


def about(table: Table, who: str) -> str:
    """All that the table keeps on a person: "Heading: text", a line per cell, a blank line between rows."""
    told = []
    for match in find_rows(table, who=who):
        lines = [f"{table.headings.get(key, key)}: {text}" for key, text in match.cells.items() if text]
        told.append("\n".join(lines) + "\n")
    return "\n".join(told)


def remove_rows(
    path: Path, *, who: str = "", card_id: str = "", older_than: date | None = None
) -> tuple[Match, ...]:
    """Take the rows that ``find_rows`` finds out of a table and of its copy NAME.bak; all else is kept.

    Returns the rows that stood in the table or in the copy. No new copy is made: it would keep what is to be
    forgotten. Raises ExportError where a file is open elsewhere, is no table or cannot be written.
    """
    path = Path(path)
    if path.exists() and (told := why_not_changeable(path)):
        raise ExportError(told)
    removed: list[Match] = []
    for file in (path, path.with_name(path.name + ".bak")):
        if not file.exists():
            continue
        if path.suffix.casefold() == ".xlsx":
            sheet = xlsx_file.read(file)
            matches = find_rows(sheet.table, who=who, card_id=card_id, older_than=older_than)
            content = xlsx_file.without_rows(sheet, [match.place for match in matches]) if matches else b""
        elif path.suffix.casefold() == ".csv":
            found = csv_file.read(file)
            matches = find_rows(found.table, who=who, card_id=card_id, older_than=older_than)
            gone = {match.place for match in matches}
            kept = found.table.frame.iloc[[n for n in range(len(found.table.frame)) if n not in gone]]
            content = csv_file.to_bytes(kept, found.header, found.dialect, found.above)
        else:
            raise ExportError(f"Rows can be taken out of .xlsx and .csv tables, not out of {path}.")
        if matches:
            write_whole(file, content)
            removed += matches
    return tuple(removed)


def day_before(age: str, today: date) -> date:
    """The day that lies ``age`` before ``today``: "24m" (months), "2y" (years), "90d" (days), "6w" (weeks).

    Raises ExportError for any other form.
    """
    match = re.fullmatch(r"\s{0,3}(\d{1,4})\s{0,3}([dwmy])\s{0,3}", age.casefold())
    if not match:
        raise ExportError(
            f"{age!r} is no age; write 24m for months, 2y for years, 90d for days or 6w for weeks."
        )
    number, unit = int(match[1]), match[2]
    try:
        if unit in "dw":
            return date.fromordinal(today.toordinal() - number * (7 if unit == "w" else 1))
        months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError) as error:
        raise ExportError(f"{age!r} lies before the calendar begins.") from error


def card_ids_of(matches: Iterable[Match]) -> tuple[str, ...]:
    """The card ids of the rows, each once: what the box is to forget."""
    return tuple(dict.fromkeys(card_id for match in matches for card_id in match.card_ids))


def _is_called(row: Cells, who: str) -> bool:
    if "@" in who:
        wanted = who.strip().casefold()
        return any(text.strip().casefold() == wanted for key, text in row.items() if key.startswith("email"))
    asked: Sequence[str] = fold(who).split()
    name = row.get("name", "") or f"{row.get('given_name', '')} {row.get('family_name', '')}"
    words = [*fold(name).split(), *fold(row.get("other_names", "")).split()]
    return bool(asked) and all(word in words for word in asked)
