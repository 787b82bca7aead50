"""New cards into a table that somebody works in. Nothing that a person typed is ever lost.

Whose is a cell? The program remembers what it wrote last into every cell (``Remembered``; the box
keeps it, this package has no store of its own). A cell that still holds just that is the program's and
is refreshed by a better reading. A cell that holds anything else, an emptied one too, is the
person's, for good. Where nothing is remembered, any cell that is not empty is the person's.

A row is known by its card id, wherever it stands and whatever else was changed. A row whose card
id is remembered and which is no longer in the table was deleted by a person and stays deleted (while a
table that has lost its column of card ids, or knows none of the remembered ones, tells nothing of
deletions). A column that the program once wrote and that is gone was deleted and stays so too, but
for the card ids, without which no row is known again.

New rows and columns are put behind the last ones: no cell moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from exports import words
from exports.columns import (
    ADDRESS_KEYS,
    COLUMNS,
    DATE_KEYS,
    NOTE_KEYS,
    PHONE_KEYS,
    column_of,
    heading,
    in_order,
    numbered,
    split_key,
)
from exports.people import People, fold, identity_of, phone_digits
from exports.table import (
    Cells,
    contact_to_cells,
    frame_to_rows,
    guarded,
    parse_date,
    rows_to_frame,
    without_guard,
)
from parsers.contact import Contact

if TYPE_CHECKING:
    import pandas as pd

Remembered = Mapping[str, Mapping[str, str]]
"""Card id -> {column key: text that the program wrote last}. Under the card id "" stand the columns of the
table as last written (key -> heading). Text that begins with ``TYPED`` marks a cell as a person's."""

TYPED = "\ue000"  # a private-use character: no keyboard types it
TABLE = ""  # the entry of Remembered that tells of the table itself

_LISTS = ("job_title", *PHONE_KEYS, "email", "website", "handle", "nip", "regon", "krs", "tax_id")
# Columns with one value, which a re-reading of the same card refreshes and a further card fills.
_SINGLES = tuple(
    column.key
    for column in COLUMNS
    if column.kind == "contact" and column.key not in (*_LISTS, *ADDRESS_KEYS, "other_text")
)
# Below this likeness (0..100) a new value is another value, not a better reading of the old one.
_BETTER_READING = 70
_SAME_VALUE = 85
_DOUBTS_TOLD = 3


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """The table after the merge, and what happened.

    frame: the earlier rows and columns in their places, new ones behind them.
    remembered: to be kept for the next merge, once the table is written.
    added, updated, kept: numbers of rows; kept are those in which nothing changed.
    deleted: card ids that were left out because a person deleted their rows.
    """

    frame: pd.DataFrame
    remembered: dict[str, dict[str, str]]
    added: int = 0
    updated: int = 0
    kept: int = 0
    deleted: tuple[str, ...] = ()


@dataclass(slots=True)
class _Row:
    """A row at work.

    place: its number in the table, from 0. memory: what was written into it last, None where that is
    not known. highest: of the whole table, base -> the highest number that a column of it has.
    """

    cells: Cells
    place: int
    highest: dict[str, int]
    memory: Mapping[str, str] | None = None
    ids: list[str] = field(default_factory=list)
    new: bool = False
    written: Cells = field(default_factory=dict)

    def text(self, key: str) -> str:
        return self.cells.get(key, "")

    def last_written(self, key: str) -> str:
        """What the program wrote last into this cell, "" where nothing."""
        if key in self.written:
            return self.written[key]
        return (self.memory or {}).get(key, "").removeprefix(TYPED)

    def is_typed(self, key: str) -> bool:
        """Whether the cell is a person's."""
        if key in self.written:
            return False
        text, remembered = self.text(key), (self.memory or {}).get(key)
        if remembered is None:
            return bool(text)
        return remembered.startswith(TYPED) or not same_text(key, text, remembered)

    def write(self, key: str, text: str) -> None:
        base, number = split_key(key)
        if number > self.highest.get(base, 0):
            self.highest[base] = number
        self.cells[key] = self.written[key] = text

    def is_free(self, key: str) -> bool:
        return not self.text(key) and not self.is_typed(key)

    def numbers(self, base: str) -> list[int]:
        """The numbers of the columns of ``base`` in which something stands or was once written."""
        keys = ((number, numbered(base, number)) for number in range(1, self.highest.get(base, 0) + 1))
        return [number for number, key in keys if self.text(key) or self.last_written(key)]


def merge(
    earlier: pd.DataFrame | None,
    contacts: Iterable[Contact],
    remembered: Remembered | None = None,
    *,
    headings: str = "en",
    guard: bool = False,
    also: Iterable[str] = (),
) -> Merged:
    """Put new cards into an earlier table.

    earlier: string columns labelled with keys, as ``table.Table.frame``; None for a new table.
    remembered: what the last merge into this table returned; None where that is not known.
    headings: the language of the words in ``check``. guard: whether the file is one that a spreadsheet
    reads as if typed (CSV), so that text which looks like a formula must be guarded. also: columns
    that are wanted though nothing stands in their cells.
    """
    remembered = remembered or {}
    labels = [str(label) for label in earlier.columns] if earlier is not None else []
    highest = _highest_numbers([*labels, *(key for cells in remembered.values() for key in cells)])
    found = frame_to_rows(earlier) if earlier is not None else []
    rows = [_Row(cells, place, highest) for place, cells in enumerate(found)]
    before = [dict(row.cells) for row in rows]
    row_of: dict[str, _Row] = {}
    people = People()
    for row in rows:
        row.ids = split_ids(row.text("card_id"))
        row.memory = next((remembered[card_id] for card_id in row.ids if card_id in remembered), None)
        for card_id in row.ids:
            row_of.setdefault(card_id, row)
        people.add(row.place, identity_of(row.cells))
    known = {card_id for card_id in remembered if card_id != TABLE}
    speaks_of_deletion = "card_id" in labels and (not rows or any(card_id in row_of for card_id in known))
    gone = {key for key in remembered.get(TABLE, {}) if labels and key not in labels and key != "card_id"}
    by_photo = _rows_by_photo(rows) if "card_id" not in labels else {}

    deleted = []
    touched: dict[int, _Row] = {}
    cards = [(contact, _cells_of(contact, headings, guard)) for contact in contacts]
    of_id = {contact.card_id: (contact, cells) for contact, cells in cards if contact.card_id}
    for contact, cells in cards:
        own = row_of.get(contact.card_id) or by_photo.get(_place_of(cells))
        if own is None and contact.card_id in known and speaks_of_deletion:
            deleted.append(contact.card_id)
            continue
        if own is not None and not own.ids:
            own.memory = remembered.get(contact.card_id)
        if own is None and (same := people.find(identity_of(cells))[0]):
            own = rows[same[0]]
            _join(own, cells, headings, is_new_card=True)
        elif own is None:
            own = _Row({}, len(rows), highest, {}, new=True)
            rows.append(own)
            for key, text in cells.items():
                own.write(key, text)
        elif own.ids and all(card_id in of_id for card_id in own.ids):
            if own.place not in touched:
                every = [of_id[card_id] for card_id in own.ids]
                whole = all(card.problem is None for card, _ in every)
                _refresh(own, _combined([told for _, told in every], headings), headings, whole=whole)
        elif own.ids:
            _join(own, cells, headings, is_new_card=False)
        else:
            _refresh(own, cells, headings, whole=contact.problem is None)
        if contact.card_id and contact.card_id not in own.ids:
            own.ids.append(contact.card_id)
            own.write("card_id", "; ".join(own.ids))
        if contact.card_id:
            row_of.setdefault(contact.card_id, own)
        people.add(own.place, identity_of(own.cells))
        touched[own.place] = own
    _tell_doubts(rows, people, touched.values(), headings)

    new_keys = {key for row in rows for key, text in row.written.items() if text}
    new_keys = new_keys.union(also) - set(labels)
    if earlier is None:
        new_keys |= {column.key for column in COLUMNS if column.always}
    new_keys -= gone
    labels = labels + in_order(new_keys)
    added = sum(row.new for row in rows)
    updated = sum(not row.new and _differs(before[row.place], row.cells, gone) for row in rows)
    return Merged(
        frame=rows_to_frame([row.cells for row in rows], labels),
        remembered=_remember(rows, labels, gone, remembered, headings, speaks_of_deletion),
        added=added,
        updated=updated,
        kept=len(rows) - added - updated,
        deleted=tuple(deleted),
    )


def _cells_of(contact: Contact, language: str, guard: bool) -> Cells:
    cells = contact_to_cells(contact, language)
    return {key: guarded(text) for key, text in cells.items()} if guard else cells


def _combined(cards: Sequence[Cells], language: str) -> Cells:
    """The row that several cards of one person make, as if it were made anew."""
    if len(cards) == 1:
        return cards[0]
    row = _Row({}, 0, {}, {})
    for key, text in cards[0].items():
        row.write(key, text)
    row.ids.append(cards[0]["card_id"])
    for cells in cards[1:]:
        _join(row, cells, language, is_new_card=True)
    return row.cells


def split_ids(cell: str) -> list[str]:
    """The card ids of a row: "a; b" -> ["a", "b"]."""
    return [text for part in cell.split(";") if (text := part.strip())]


def same_text(key: str, text: str, remembered: str) -> bool:
    """Whether a cell still holds what was written into it, spreadsheets' own changes forgiven.

    Forgiven are: white space, another way to write the same date, a number shown as 5.25E+09 or
    with .0 behind it, leading zeros lost. A person who means to change a cell changes more than that.
    """
    if text == remembered:
        return True
    text, remembered = " ".join(text.split()), " ".join(remembered.split())
    if text == remembered:
        return True
    if split_key(key)[0] in DATE_KEYS:
        date = parse_date(remembered)
        return date is not None and parse_date(text) == date
    return bool(remembered) and _is_mangled_number(text, remembered)


def _is_mangled_number(text: str, remembered: str) -> bool:
    digits = re.sub(r"[ +-]", "", remembered)
    if (
        not digits.isdecimal()
        or not digits.isascii()
        or not re.fullmatch(r"[0-9][0-9.,]{0,20}(E\+?[0-9]{1,2})?", text)
    ):
        return False
    number = text.replace(",", ".")
    if "E" in number:
        try:
            shown, true = float(number), float(digits)
        except ValueError:
            return False
        decimals = len(number.partition("E")[0].partition(".")[2])
        step = 10.0 ** (len(str(int(true))) - 1 - decimals)
        return abs(shown - true) <= 0.5001 * step
    number = number.removesuffix(".0")
    return number.isdecimal() and number == (digits.lstrip("0") or "0")


def _refresh(row: _Row, new: Cells, language: str, *, whole: bool) -> None:
    """The same card, read again. whole: whether the reading can be trusted to have found all there is;
    then what the program once wrote and the card no longer says is taken back.
    """
    for key in (*_SINGLES, "other_text", "photo", "page", "card_number", "check"):
        _refresh_cell(row, key, new.get(key, ""), whole)
    for base in ADDRESS_KEYS:
        for number in sorted({*row.numbers(base), *(n for k, n in map(split_key, new) if k == base)}):
            key = numbered(base, number)
            _refresh_cell(row, key, new.get(key, ""), whole)
    for base in _LISTS:
        _refresh_list(row, base, _values(new, base), whole)
    for key in (*NOTE_KEYS, "meetings"):
        if text := new.get(key, ""):
            if key in ("event", "met_on", "meetings") and not row.is_typed(key):
                row.write(key, text)
            elif key not in ("event", "met_on", "meetings"):
                _add_note(row, key, text)
    _warn_of_parts(row, language)


def _refresh_cell(row: _Row, key: str, text: str, whole: bool) -> None:
    if not row.is_typed(key) and (text or whole) and (text or row.text(key)):
        row.write(key, text)


def _refresh_list(row: _Row, base: str, values: list[str], whole: bool) -> None:
    """Values of one kind (e-mails, mobiles, ...) into their numbered columns, around what is typed."""
    numbers = row.numbers(base)
    if not numbers and not values:
        return
    keys = {number: numbered(base, number) for number in numbers}
    typed = [number for number in numbers if row.is_typed(keys[number])]
    moved = _typed_elsewhere(row, base)
    left = [value for value in values if _plain(base, value) not in moved]
    if not typed:
        for number in range(1, max(len(left), max(numbers, default=0)) + 1):
            _refresh_cell(row, numbered(base, number), left[number - 1] if number <= len(left) else "", whole)
        return
    of_number: dict[int, str] = {}
    for number in numbers:  # the same value as last time, or just what the person typed
        for told in (row.last_written(keys[number]), row.text(keys[number])):
            match = next(
                (value for value in left if told and _plain(base, value) == _plain(base, told)), None
            )
            if match is not None and number not in of_number:
                of_number[number] = match
                left.remove(match)
    for number in numbers:  # a better reading of the same value
        told = row.last_written(keys[number])
        if number not in of_number and told and left:
            likeness, best = max(
                (fuzz.ratio(_plain(base, value), _plain(base, told)), value) for value in left
            )
            if likeness >= _BETTER_READING:
                of_number[number] = best
                left.remove(best)
    for number in numbers:
        if number not in typed:
            _refresh_cell(row, keys[number], of_number.get(number, ""), whole)
    for value in left:
        _add_value(row, base, value)


def _join(row: _Row, new: Cells, language: str, *, is_new_card: bool) -> None:
    """A further card of the same person: what is new is added, what contradicts is told in ``check``."""
    remarks: list[str] = []

    def tell(word: str, key: str, value: str) -> None:
        if not row.ids:  # a row that a person typed needs no telling what its card says
            return
        remarks.append(words.say(word, language, heading=heading(key, language), value=value))

    newer = is_new_card and _is_newer(row, new)
    moved = newer and not _alike(new.get("company", ""), row.text("company"))
    for key in _SINGLES:
        text = new.get(key, "")
        if not text or fold(text) == fold(row.text(key)):
            continue
        if row.is_free(key):
            row.write(key, text)
        elif not is_new_card or key not in ("name", "company", "department"):
            continue
        elif key == "name":
            tell("other_card_says", key, text)
        elif newer and not row.is_typed(key) and not _alike(text, row.text(key)):
            tell("earlier_card_said", key, row.text(key))
            row.write(key, text)
        elif not _alike(text, row.text(key)):
            tell("other_card_says", key, text)
    if moved and (titles := _values(new, "job_title")):  # a post belongs to its company
        for number in row.numbers("job_title"):
            key = numbered("job_title", number)
            if not row.is_typed(key) and row.text(key) not in titles:
                tell("earlier_card_said", "job_title", row.text(key))
                row.write(key, titles.pop(0) if titles else "")
    for base in _LISTS:
        if base == "job_title" and not is_new_card and row.numbers(base):
            continue  # which post is the present one was settled when the card came in
        for value in _values(new, base):
            if not _stands(row, base, value):
                _add_value(row, base, value)
    _join_addresses(row, new)
    if (text := new.get("other_text", "")) and not row.is_typed("other_text"):
        lines = list(dict.fromkeys([*filter(None, row.text("other_text").split(" | ")), *text.split(" | ")]))
        row.write("other_text", " | ".join(lines))
    _join_meetings(row, new)
    for key in NOTE_KEYS:
        if (text := new.get(key, "")) and key not in ("event", "met_on"):
            _add_note(row, key, text)
    if is_new_card:
        for key in ("photo", "card_number"):
            if (text := new.get(key, "")) and not row.is_typed(key):
                row.write(key, "; ".join(filter(None, (row.text(key), text))))
    _remark(row, [*filter(None, new.get("check", "").split("; ")), *remarks])
    _warn_of_parts(row, language)


def _alike(one: str, other: str) -> bool:
    return not one or fuzz.token_set_ratio(fold(one), fold(other)) >= _SAME_VALUE


def _join_addresses(row: _Row, new: Cells) -> None:
    for number in sorted({n for k, n in map(split_key, new) if k in ADDRESS_KEYS}):
        parts = {key: text for key in ADDRESS_KEYS if (text := new.get(numbered(key, number), ""))}
        told = fold(parts.get("address", ""))
        standing = [fold(row.text(numbered("address", n))) for n in row.numbers("address")]
        standing += [fold(row.last_written(numbered("address", n))) for n in row.numbers("address")]
        if any(text and fuzz.token_sort_ratio(told, text) >= _SAME_VALUE for text in standing):
            continue
        place = 1
        while not all(row.is_free(numbered(key, place)) for key in ADDRESS_KEYS):
            place += 1
        for key, text in parts.items():
            row.write(numbered(key, place), text)


def _join_meetings(row: _Row, new: Cells) -> None:
    """One contact, several meetings: the first stays in event and met_on, all are listed in meetings."""
    day, event = new.get("met_on", ""), new.get("event", "")
    if not day and not event:
        return
    if row.is_free("met_on") and row.is_free("event") and not row.text("meetings"):
        row.write("met_on", day)
        row.write("event", event)
        return
    listed = meetings_of(row.cells)
    if any(_same_meeting((day, event), meeting) for meeting in listed) or row.is_typed("meetings"):
        return
    row.write("meetings", meetings_text([*listed, (day, event)]))


def meetings_of(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """All meetings of a row as (day, event), day in ISO form or ""; none where nothing is known of any."""
    found = []
    for part in filter(None, (text.strip() for text in cells.get("meetings", "").split(";"))):
        day, _, event = part.partition(" ")
        date = parse_date(day)
        found.append((date.isoformat(), event.strip()) if date else ("", part))
    first = (cells.get("met_on", ""), cells.get("event", ""))
    date = parse_date(first[0])
    first = (date.isoformat() if date else first[0].strip(), " ".join(first[1].replace(";", ",").split()))
    if any(first) and not any(_same_meeting(first, meeting) for meeting in found):
        found.insert(0, first)
    return found


def meetings_text(meetings: Sequence[tuple[str, str]]) -> str:
    return "; ".join(
        " ".join(filter(None, (day, event.replace(";", ",")))) for day, event in sorted(meetings)
    )


def _same_meeting(one: tuple[str, str], other: tuple[str, str]) -> bool:
    if one[0] and other[0] and parse_date(one[0]) != parse_date(other[0]):
        return False
    if one[1] and other[1]:
        return fold(one[1]) == fold(other[1])
    return one[0] == other[0]


def _is_newer(row: _Row, new: Cells) -> bool:
    day = parse_date(new.get("met_on", ""))
    others = [date for told, _ in meetings_of(row.cells) if (date := parse_date(told))]
    return day is not None and bool(others) and day > max(others)


def _add_value(row: _Row, base: str, value: str) -> None:
    number = 1
    while not row.is_free(numbered(base, number)):
        number += 1
    row.write(numbered(base, number), value)


def _add_note(row: _Row, key: str, text: str) -> None:
    """A note of another record is put behind what stands there; nothing is taken away."""
    if row.is_free(key):
        row.write(key, text)
    elif text not in row.text(key) and text != row.last_written(key):
        row.cells[key] = f"{row.text(key)}\n{text}" if row.text(key) else text


def _remark(row: _Row, said: Iterable[str]) -> None:
    if row.is_typed("check"):
        return
    parts = list(dict.fromkeys([*filter(None, row.text("check").split("; ")), *filter(None, said)]))
    if (text := "; ".join(parts)) != row.text("check"):
        row.write("check", text)


def _tell_doubts(rows: Sequence[_Row], people: People, touched: Iterable[_Row], language: str) -> None:
    """Pairs that may be one person are told in ``check``, on the row whose card id comes later.

    So every pair is told once, and the same way in whatever order the cards come and the rows stand.
    """
    others_of: dict[int, list[_Row]] = {}

    def others(row: _Row) -> list[_Row]:
        if row.place not in others_of:
            same, perhaps = people.find(identity_of(row.cells))
            others_of[row.place] = [rows[place] for place in (*same, *perhaps) if place != row.place]
        return others_of[row.place]

    tellers: dict[int, _Row] = {}
    for row in touched:
        for one in (row, *others(row)):
            tellers[one.place] = one
    opening = words.say("maybe_same", language, who="")
    for row in tellers.values():
        if row.is_typed("check") or not row.ids:
            continue
        doubts = sorted({_who(other) for other in others(row) if other.ids[:1] < row.ids[:1]})
        parts = [part for part in row.text("check").split("; ") if part and not part.startswith(opening)]
        parts += [words.say("maybe_same", language, who=who) for who in doubts[:_DOUBTS_TOLD]]
        if (text := "; ".join(parts)) != row.text("check"):
            row.write("check", text)


def _warn_of_parts(row: _Row, language: str) -> None:
    """A name corrected as a whole leaves its parts as they were read, and the other way round."""
    parts = [row.is_typed(key) and bool(row.last_written(key)) for key in ("given_name", "family_name")]
    whole = row.is_typed("name") and bool(row.last_written("name"))
    read_parts = row.last_written("given_name") or row.last_written("family_name")
    if whole and read_parts and not any(parts):
        _remark(row, [words.say("parts_of_name", language)])


def _stands(row: _Row, base: str, value: str) -> bool:
    """Whether a row has this value already, or a person has rejected it."""
    told = _plain(base, value)
    bases = PHONE_KEYS if base in PHONE_KEYS else (base,)
    for other in bases:
        for number in row.numbers(other):
            for text in (row.text(numbered(other, number)), row.last_written(numbered(other, number))):
                plain = _plain(base, text)
                if plain == told or (base == "job_title" and fuzz.ratio(plain, told) >= _SAME_VALUE):
                    return True
    return False


def _typed_elsewhere(row: _Row, base: str) -> set[str]:
    """Phones that a person moved to another kind, or took out of it: they are not written again."""
    if base not in PHONE_KEYS:
        return set()
    found = set()
    for other in PHONE_KEYS:
        for number in row.numbers(other) if other != base else ():
            key = numbered(other, number)
            if row.is_typed(key):
                found |= {_plain(base, row.text(key)), _plain(base, row.last_written(key))}
    return found - {""}


def _plain(base: str, value: str) -> str:
    """A value as it is compared with others of its kind."""
    value = without_guard(value)
    if base in PHONE_KEYS:
        return phone_digits(value) + value.partition(" ext. ")[2] or value
    if base == "website":
        value = re.sub(r"^(https?://)?(www\.)?", "", value.strip().casefold()).rstrip("/")
    return " ".join(value.split()).casefold()


def _values(cells: Cells, base: str) -> list[str]:
    found = []
    number = 1
    while text := cells.get(numbered(base, number), ""):
        found.append(text)
        number += 1
    return found


def _place_of(cells: Mapping[str, str]) -> tuple[str, str, str]:
    """Where a card was seen: photo, page, number of the card."""
    return cells.get("photo", ""), cells.get("page", ""), cells.get("card_number", "")


def _rows_by_photo(rows: Iterable[_Row]) -> dict[tuple[str, str, str], _Row]:
    """For a table that has lost its card ids: the row of a card, by photo and place in it."""
    found: dict[tuple[str, str, str], _Row] = {}
    for row in rows:
        if row.text("photo") and row.text("card_number"):
            found.setdefault(_place_of(row.cells), row)
    return found


def _highest_numbers(labels: Iterable[str]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for label in set(labels):
        base, number = split_key(label)
        if number > highest.get(base, 0):
            highest[base] = number
    return highest


def _who(row: _Row) -> str:
    who = [row.text("name") or row.text("email"), row.text("company")]
    return without_guard(", ".join(filter(None, who))).replace(";", ",")


def _differs(before: Cells, after: Cells, gone: set[str]) -> bool:
    return any(text != before.get(key, "") for key, text in after.items() if key not in gone)


def _remember(
    rows: Iterable[_Row],
    labels: Sequence[str],
    gone: set[str],
    earlier: Remembered,
    language: str,
    speaks_of_deletion: bool,
) -> dict[str, dict[str, str]]:
    """What is now the program's in every row that has a card id, and what is a person's.

    Of a row that a person deleted only the card id is kept.
    """
    ours = [label for label in labels if column_of(label)]
    remembered = {card_id: {} if speaks_of_deletion else dict(cells) for card_id, cells in earlier.items()}
    remembered[TABLE] = {key: heading(key, language) for key in (*ours, *sorted(gone))}
    seen: set[str] = set()
    for row in rows:
        if not row.ids or row.ids[0] in seen:  # a copied row: the first one speaks for the card
            continue
        memory: dict[str, str] = {}
        for key in ours:
            if key == "card_id":
                continue
            if row.is_typed(key):
                memory[key] = TYPED + row.last_written(key)
            elif key in row.written:
                if row.written[key]:
                    memory[key] = row.written[key]
            elif last := (row.memory or {}).get(key):
                memory[key] = last
        for card_id in row.ids:
            if card_id not in seen:
                remembered[card_id] = memory
                seen.add(card_id)
    return remembered
