"""New cards into a table that somebody works in. Nothing that a person typed is ever lost.

A row is known by its card id, wherever it stands and whatever else was changed. A row whose card
id is remembered and which is no longer in the table was deleted by a person and stays deleted (while a
table that has lost its column of card ids, or knows none of the remembered ones, tells nothing of
deletions). A column that the program once wrote and that is gone was deleted and stays so too, but
for the card ids, without which no row is known again.

A cell that only the program wrote is refreshed by a better reading; whose a cell is, ``exports.ownership``
says. New rows and columns are put behind the last ones: no cell moves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exports import words
from exports.columns import COLUMNS, CONTACT, column_of, heading, in_order
from exports.ownership import TABLE, TYPED, Remembered, Row, highest_numbers
from exports.people import People, identity_of
from exports.placing import rows_by_id
from exports.rereading import combined, join, refresh
from exports.table import Cells, contact_to_cells, frame_to_rows, guarded, rows_to_frame, without_guard
from parsers.contact import Contact

if TYPE_CHECKING:
    import pandas as pd

_DOUBTS_TOLD = 3  # pairs of a row that ``check`` names


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """The table after the merge, and what happened.

    frame: the earlier rows and columns in their places, new ones behind them.
    remembered: to be kept for the next merge, once the table is written.
    added, updated, kept: numbers of rows; kept are those in which nothing changed.
    deleted: card ids that were left out because a person deleted their rows. homeless: key of a column that
    is no longer in the table (or has a heading of the person's own) -> how many values of new rows lack it.
    """

    frame: pd.DataFrame
    remembered: dict[str, dict[str, str]]
    added: int = 0
    updated: int = 0
    kept: int = 0
    deleted: tuple[str, ...] = ()
    homeless: Mapping[str, int] = field(default_factory=dict)


def merge(
    earlier: pd.DataFrame | None,
    contacts: Iterable[Contact],
    remembered: Remembered | None = None,
    *,
    headings: str = "en",
    guard: bool = False,
    also: Iterable[str] = (),
    deleted_too: bool = False,
) -> Merged:
    """Put new cards into an earlier table.

    earlier: string columns labelled with keys, as ``table.Table.frame``; None for a new table.
    remembered: what the last merge into this table returned; None where that is not known.
    headings: the language of the words in ``check``. guard: whether the file is one that a spreadsheet
    reads as if typed (CSV), so that text which looks like a formula must be guarded. also: columns
    that are wanted though nothing stands in their cells. deleted_too: cards whose rows a person deleted
    come back.
    """
    remembered = remembered or {}
    labels = [str(label) for label in earlier.columns] if earlier is not None else []
    rows = _rows(earlier, labels, remembered)
    before = [dict(row.cells) for row in rows]
    people = People()
    for row in rows:
        people.add(row.place, identity_of(row.cells))
    present = {card_id for row in rows for card_id in row.ids}
    known = {card_id for card_id in remembered if card_id != TABLE}
    speaks_of_deletion = "card_id" in labels and (not rows or bool(known & present))
    gone = {key for key in remembered.get(TABLE, {}) if labels and key not in labels and key != "card_id"}

    cards = [(contact, _cells_of(contact, headings, guard)) for contact in contacts]
    of_id = {contact.card_id: (contact, cells) for contact, cells in cards if contact.card_id}
    row_of = rows_by_id(
        rows,
        [(card_id, cells) for card_id, (_, cells) in of_id.items()],
        people,
        by_photo="card_id" not in labels,
    )
    deleted = []
    touched: dict[int, Row] = {}
    for contact, cells in cards:
        own = row_of.get(contact.card_id)
        if own is None and contact.card_id in known - present and speaks_of_deletion and not deleted_too:
            deleted.append(contact.card_id)
            continue
        if own is None and (same := people.find(identity_of(cells))[0]):
            own = rows[same[0]]
            join(own, cells, headings, is_new_card=True)
        elif own is None:
            own = Row({}, len(rows), {}, {}, new=True)
            rows.append(own)
            for key, text in cells.items():
                own.write(key, text)
        elif not own.ids:  # a row known by its photo, in a table that has lost its card ids
            own.memory = remembered.get(contact.card_id)
            refresh(own, cells, headings, whole=contact.problem is None)
        elif not all(card_id in of_id for card_id in own.ids):
            join(own, cells, headings, is_new_card=False)
        elif own.place not in touched:
            every = [of_id[card_id] for card_id in own.ids]
            whole = all(card.problem is None for card, _ in every)
            refresh(own, combined([told for _, told in every], headings), headings, whole=whole)
        if contact.card_id and contact.card_id not in own.ids:
            own.ids.append(contact.card_id)
            own.write("card_id", "; ".join(own.ids))
            row_of[contact.card_id] = own
        people.add(own.place, identity_of(own.cells))
        touched[own.place] = own
    _tell_doubts(rows, people, touched.values(), headings)

    new_keys = {key for row in rows for key, text in row.written.items() if text}
    new_keys = new_keys.union(also) - set(labels)
    if earlier is None:
        new_keys |= {column.key for column in COLUMNS if column.always}
    new_keys -= gone
    labels = labels + in_order(new_keys)
    renamed = present - {
        card_id for row in rows for card_id in row.ids
    }  # by the program: nobody deleted them
    added = sum(row.new for row in rows)
    updated = sum(not row.new and _differs(before[row.place], row.cells, gone) for row in rows)
    return Merged(
        frame=rows_to_frame([row.cells for row in rows], labels),
        remembered=_remember(
            rows,
            labels,
            gone,
            {card_id: cells for card_id, cells in remembered.items() if card_id not in renamed},
            headings,
            speaks_of_deletion,
        ),
        added=added,
        updated=updated,
        kept=sum(any(row.cells.values()) for row in rows) - added - updated,
        deleted=tuple(deleted),
        homeless=Counter(
            key for row in rows if row.new for key in gone if row.written.get(key) and _is_read(key)
        ),
    )


def _is_read(key: str) -> bool:
    column = column_of(key)
    return column is not None and column.kind == CONTACT


def split_ids(cell: str) -> list[str]:
    """The card ids of a row: "a; b" -> ["a", "b"]."""
    return [text for part in cell.split(";") if (text := part.strip())]


def _rows(earlier: pd.DataFrame | None, labels: Sequence[str], remembered: Remembered) -> list[Row]:
    """The earlier rows, each with what is remembered of it."""
    if earlier is None:
        return []
    highest = highest_numbers([*labels, *(key for cells in remembered.values() for key in cells)])
    rows = [Row(cells, place, highest) for place, cells in enumerate(frame_to_rows(earlier))]
    for row in rows:
        row.ids = split_ids(row.text("card_id"))
        row.memory = next((remembered[card_id] for card_id in row.ids if card_id in remembered), None)
    return rows


def _cells_of(contact: Contact, language: str, guard: bool) -> Cells:
    cells = contact_to_cells(contact, language)
    return {key: guarded(text) for key, text in cells.items()} if guard else cells


def _tell_doubts(rows: Sequence[Row], people: People, touched: Iterable[Row], language: str) -> None:
    """Pairs that may be one person are told in ``check``, on the row whose card id comes later.

    So every pair is told once, and the same way in whatever order the cards come and the rows stand.
    """
    others_of: dict[int, list[Row]] = {}

    def others(row: Row) -> list[Row]:
        if row.place not in others_of:
            same, perhaps = people.find(identity_of(row.cells))
            others_of[row.place] = [rows[place] for place in (*same, *perhaps) if place != row.place]
        return others_of[row.place]

    tellers: dict[int, Row] = {}
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


def _who(row: Row) -> str:
    who = [row.text("name") or row.text("email"), row.text("company")]
    return without_guard(", ".join(filter(None, who))).replace(";", ",")


def _differs(before: Cells, after: Cells, gone: set[str]) -> bool:
    return any(text != before.get(key, "") for key, text in after.items() if key not in gone)


def _remember(
    rows: Iterable[Row],
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
