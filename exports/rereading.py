"""A card into its row: the same card read again (``refresh``), or a further card of the person (``join``).

Both write only into cells that are not a person's (``exports.ownership``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from exports import words
from exports.columns import ADDRESS_KEYS, COLUMNS, NOTE_KEYS, PHONE_KEYS, heading, numbered, split_key
from exports.meetings import meetings_of, meetings_text, same_meeting
from exports.ownership import Row
from exports.people import fold, phone_digits
from exports.table import Cells, parse_date, without_guard

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
MEETING_KEYS = frozenset({"event", "met_on", "meetings"})


def refresh(row: Row, new: Cells, language: str, *, whole: bool) -> None:
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
            if key not in MEETING_KEYS:
                _add_note(row, key, text)
            elif row.is_free(key):  # a later scan, on another event, does not move a meeting
                row.write(key, text)
    _warn_of_parts(row, language)


def _refresh_cell(row: Row, key: str, text: str, whole: bool) -> None:
    if not row.is_typed(key) and (text or whole) and (text or row.text(key)):
        row.write(key, text)


def _refresh_list(row: Row, base: str, values: list[str], whole: bool) -> None:
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


def combined(cards: Sequence[Cells], language: str) -> Cells:
    """The row that several cards of one person make, as if it were made anew."""
    if len(cards) == 1:
        return cards[0]
    row = Row({}, 0, {}, {})
    for key, text in cards[0].items():
        row.write(key, text)
    row.ids.append(cards[0]["card_id"])
    for cells in cards[1:]:
        join(row, cells, language, is_new_card=True)
    return row.cells


def join(row: Row, new: Cells, language: str, *, is_new_card: bool) -> None:
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
    if is_new_card or not meetings_of(row.cells):
        _join_meetings(row, new)
    for key in NOTE_KEYS:
        if (text := new.get(key, "")) and key not in MEETING_KEYS:
            _add_note(row, key, text)
    if is_new_card:
        _join_pages(row, new)
        for key in ("photo", "card_number"):
            if (text := new.get(key, "")) and not row.is_typed(key):
                row.write(key, "; ".join(filter(None, (row.text(key), text))))
    remark(row, [*filter(None, new.get("check", "").split("; ")), *remarks])
    _warn_of_parts(row, language)


def _join_addresses(row: Row, new: Cells) -> None:
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


def _join_pages(row: Row, new: Cells) -> None:
    """A page for each photo of the row; none at all where every card is on the first one of its file."""
    photos = [photo for photo in row.text("photo").split("; ") if photo]
    before = row.text("page").split("; ") if row.text("page") else ["1"] * len(photos)
    pages = [*before, new.get("page", "") or "1"]
    if set(pages) != {"1"} and not row.is_typed("page"):
        row.write("page", "; ".join(pages))


def _join_meetings(row: Row, new: Cells) -> None:
    """One contact, several meetings: the first stays in event and met_on, all are listed in meetings."""
    day, event = new.get("met_on", ""), new.get("event", "")
    if not day and not event:
        return
    if row.is_free("met_on") and row.is_free("event") and not row.text("meetings"):
        row.write("met_on", day)
        row.write("event", event)
        return
    listed = meetings_of(row.cells)
    if any(same_meeting((day, event), meeting) for meeting in listed) or row.is_typed("meetings"):
        return
    row.write("meetings", meetings_text([*listed, (day, event)]))


def _is_newer(row: Row, new: Cells) -> bool:
    day = parse_date(new.get("met_on", ""))
    others = [date for told, _ in meetings_of(row.cells) if (date := parse_date(told))]
    return day is not None and bool(others) and day > max(others)


def _alike(one: str, other: str) -> bool:
    return not one or fuzz.token_set_ratio(fold(one), fold(other)) >= _SAME_VALUE


def remark(row: Row, said: Iterable[str]) -> None:
    if row.is_typed("check"):
        return
    parts = list(dict.fromkeys([*filter(None, row.text("check").split("; ")), *filter(None, said)]))
    if (text := "; ".join(parts)) != row.text("check"):
        row.write("check", text)


def _add_value(row: Row, base: str, value: str) -> None:
    number = 1
    while not row.is_free(numbered(base, number)):
        number += 1
    row.write(numbered(base, number), value)


def _add_note(row: Row, key: str, text: str) -> None:
    """A note of another record is put behind what stands there; nothing is taken away."""
    if row.is_free(key):
        row.write(key, text)
    elif text not in row.text(key) and text != row.last_written(key):
        row.cells[key] = f"{row.text(key)}\n{text}" if row.text(key) else text


def _warn_of_parts(row: Row, language: str) -> None:
    """A name corrected as a whole leaves its parts as they were read, and the other way round."""
    parts = [row.is_typed(key) and bool(row.last_written(key)) for key in ("given_name", "family_name")]
    whole = row.is_typed("name") and bool(row.last_written("name"))
    read_parts = row.last_written("given_name") or row.last_written("family_name")
    if whole and read_parts and not any(parts):
        remark(row, [words.say("parts_of_name", language)])


def _stands(row: Row, base: str, value: str) -> bool:
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


def _typed_elsewhere(row: Row, base: str) -> set[str]:
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
