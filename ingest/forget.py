"""What the program keeps on one person, and how to let it go: in the box and in the tables it wrote.

The tables' part is `exports.forget`; here is the box's part, and the order in which both are done: the box
forgets first, so that a run which ends in between brings nobody back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.box import Box
from ingest.reading import PhotoReading
from ingest.settings import ParseSettings
from parsers.contact import Contact
from parsers.lines import Corners

if TYPE_CHECKING:
    from exports.table import Table


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to look for, by one of three: ``who``, a name or an e-mail; a card; all last met before a day."""

    who: str = ""
    card_id: str = ""
    older_than: date | None = None


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A card whose reading the box keeps; ``corners`` in photo pixels, ``page`` from 1."""

    contact: Contact
    content_hash: str
    page: int
    corners: Corners


@dataclass(frozen=True, slots=True)
class Trace:
    """Where somebody is kept. rows: (table, who, when met, card ids) of each row, copies NAME.bak too."""

    rows: tuple[tuple[Path, str, str, tuple[str, ...]], ...]
    cards: tuple[KeptCard, ...]

    @property
    def card_ids(self) -> tuple[str, ...]:
        """The ids of all cards in the rows and in the box, each once."""
        ids = [card_id for _, _, _, card_ids in self.rows for card_id in card_ids]
        return tuple(dict.fromkeys([*ids, *(card.contact.card_id for card in self.cards)]))

    @property
    def photos(self) -> tuple[str, ...]:
        """The files that the cards in the box are on, each once."""
        return tuple(dict.fromkeys(card.contact.source.file for card in self.cards))


def tables_of(box: Box, named: Sequence[Path]) -> tuple[Path, ...]:
    """The tables to look through: those named, else those that the box remembers and that are still there."""
    return tuple(named) or tuple(table for table in box.tables() if table.exists())


def find(wanted: Wanted, tables: Iterable[Path], box: Box) -> Trace:
    """Everything that is kept on those wanted. Raises ExportError where a table cannot be read."""
    from exports.forget import find_rows

    rows = []
    for table in tables:
        for file in (table, table.with_name(table.name + ".bak")):
            if not file.exists():
                continue
            content = _table_in(file, table.suffix)
            found = find_rows(content, who=wanted.who, card_id=wanted.card_id, older_than=wanted.older_than)
            rows += [(file, match.who, match.met, match.card_ids) for match in found]
    ids = {card_id for _, _, _, card_ids in rows for card_id in card_ids}
    return Trace(tuple(rows), tuple(_kept_cards(wanted, ids, box)))


def _table_in(file: Path, suffix: str) -> Table:
    """The table in a file of this kind, whatever the file's own name."""
    from exports import csv_file, xlsx_file

    return (
        xlsx_file.read(file, values=True).table if suffix.casefold() == ".xlsx" else csv_file.read(file).table
    )


def forget(wanted: Wanted, trace: Trace, tables: Iterable[Path], box: Box) -> None:
    """Let go of ``trace``, for good. Raises ExportError where a table cannot be written; run again then."""
    from exports.forget import remove_rows

    box.forget(trace.card_ids, [(card.content_hash, card.page, card.corners) for card in trace.cards])
    for table in tables:
        remove_rows(table, who=wanted.who, card_id=wanted.card_id, older_than=wanted.older_than)


def _kept_cards(wanted: Wanted, card_ids: set[str], box: Box) -> list[KeptCard]:
    """Cards in the box, whatever version read them; every reading is parsed anew: slow, and complete."""
    from exports.forget import find_rows
    from exports.table import Table, contacts_to_frame
    from ingest.scan import contacts_of

    one_by_one = ParseSettings(pair_sides=False)
    kept = [
        KeptCard(contact, reading.content_hash, reading.page, reading.cards[contact.source.card - 1].corners)
        for reading in sorted(box.readings(), key=_as_photographed)
        for contact in contacts_of([reading], one_by_one, box)
        if contact.text
    ]
    contacts = [card.contact for card in kept]
    table = Table(contacts_to_frame(contacts), {}, "en")
    found = {
        match.place
        for match in find_rows(table, who=wanted.who, card_id=wanted.card_id, older_than=wanted.older_than)
    }
    found |= {
        place
        for place, contact in enumerate(contacts)
        if contact.card_id in card_ids or _stands_on(wanted.who, contact)
    }
    found |= _other_sides(contacts, found)
    return [kept[place] for place in sorted(found)]


def _as_photographed(reading: PhotoReading) -> tuple[list[tuple[int, str]], int]:
    """Sorts IMG_2 before IMG_10, as the stack was walked, so that a back comes behind its front."""
    parts = re.split(r"([0-9]{1,18})", reading.file)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], reading.page


def _other_sides(contacts: Sequence[Contact], found: set[int]) -> set[int]:
    """The backs of the fronts in ``found``, and the fronts of the backs."""
    from parsers.pairs import pair_sides

    joined = pair_sides(contacts)
    left = {contact.card_id for contact in joined}
    place_of = {contact.card_id: place for place, contact in enumerate(contacts)}
    backs = {contact.text: place for place, contact in enumerate(contacts) if contact.card_id not in left}
    others: set[int] = set()
    for contact in joined:
        front = place_of[contact.card_id]
        back = backs.get(contact.text[len(contacts[front].text) :])
        if contact.source.side == "both" and back is not None and {front, back} & found:
            others |= {front, back}
    return others


def _stands_on(who: str, contact: Contact) -> bool:
    """Whether a line of the card says the name or the address, even where no parser took it for one."""
    from exports.people import fold

    asked = set(fold(who).split())
    return bool(asked) and any(asked <= set(fold(line).split()) for line in contact.text)
