"""Which row of the table a card belongs to, by what the table says of where it was seen.

A row says its cards' ids. But an id says photo, page and number of the card in it, and a better reading may
find more cards in a photo, or fewer: then the numbers shift, and the rows are told by who is on the cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from exports.columns import CONTACT, column_of
from exports.ownership import Row
from exports.people import OTHER, People, compare, identity_of
from exports.table import Cells
from parsers.contact import STANDARD_INPUT

Place = tuple[str, str, str]  # photo, page, number of the card in it
NO_FILE = frozenset({"", STANDARD_INPUT})  # photos that no name tells apart


def rows_by_id(
    rows: Sequence[Row], cards: Sequence[tuple[str, Cells]], people: People, *, by_photo: bool
) -> dict[str, Row]:
    """Card id -> its row, for the cards whose row is in the table; ids of rows that were mixed up are mended.

    cards: (card id, cells), all that were read this time. people: knows ``rows`` by their places. by_photo:
    whether the table has lost its card ids, so that photo, page and number must do.
    """
    row_of: dict[str, Row] = {}
    for row in rows:
        for card_id in row.ids:
            row_of.setdefault(card_id, row)
    if by_photo:
        row_of |= _rows_by_photo(rows, cards)
    photos: dict[tuple[str, str], list[tuple[str, Cells]]] = {}
    for card_id, cells in cards:
        photos.setdefault(place_of(cells)[:2], []).append((card_id, cells))
    for on_photo in photos.values():
        _mend(row_of, rows, on_photo, people)
    unread = {row.text("photo"): row for row in rows if row.ids and not _is_read(row.cells)}
    for card_id, cells in cards:  # the photo was copied anew, or is read better
        photo = cells.get("photo", "")
        if card_id not in row_of and photo in unread and photo not in NO_FILE and _is_read(cells):
            failed = row_of[card_id] = unread.pop(photo)
            failed.ids = [card_id]
            failed.write("card_id", card_id)
    return row_of


def _is_read(cells: Mapping[str, str]) -> bool:
    """Whether cells say anything that stands on a card, not only why the photo could not be read."""
    return any(text and (column := column_of(key)) and column.kind == CONTACT for key, text in cells.items())


def place_of(cells: Mapping[str, str]) -> Place:
    return cells.get("photo", ""), cells.get("page", ""), cells.get("card_number", "")


def _mend(
    row_of: dict[str, Row], rows: Sequence[Row], on_photo: Sequence[tuple[str, Cells]], people: People
) -> None:
    """The cards of one photo to the rows of who is on them, where their numbers have shifted."""
    ids = {card_id for card_id, _ in on_photo}
    known = {card_id: row_of[card_id] for card_id in ids if card_id in row_of}
    sure = {
        card_id: row
        for card_id, cells in on_photo
        if (row := known.get(card_id)) and compare(identity_of(row.cells), identity_of(cells)) != OTHER
    }
    moved: dict[str, Row] = {}
    for card_id, cells in on_photo:
        if not known or card_id in sure:
            continue
        taken = {row.place for row in (*sure.values(), *moved.values())}
        for place in people.find(identity_of(cells))[0]:
            row = rows[place]
            of_this_photo = bool(ids & set(row.ids)) or row.text("photo") == cells.get("photo", "")
            if row.ids and of_this_photo and place not in taken:
                moved[card_id] = row
                break
    if not moved:
        return
    mixed_up = {row.place: row for row in (*known.values(), *moved.values())}
    for card_id in ids - set(sure) - set(moved):
        if card_id in known and known[card_id] in moved.values():
            del row_of[card_id]  # its row is another card's: it gets one of its own
    row_of |= moved
    for row in mixed_up.values():
        of_other_photos = [card_id for card_id in row.ids if card_id not in ids and len(row.ids) > 1]
        own = of_other_photos + [card_id for card_id in sorted(ids) if row_of.get(card_id) is row]
        if own != row.ids:
            row.ids = own
            row.write("card_id", "; ".join(own))


def _rows_by_photo(rows: Iterable[Row], cards: Iterable[tuple[str, Cells]]) -> dict[str, Row]:
    """For a table without card ids: rows by photo and place in it, unless somebody else is there.

    Every camera counts its photos from 1 again.
    """
    found: dict[Place, Row] = {}
    for row in rows:
        if row.text("photo") not in NO_FILE and row.text("card_number"):
            found.setdefault(place_of(row.cells), row)
    places = {card_id: (found.get(place_of(cells)), cells) for card_id, cells in cards}
    return {
        card_id: row
        for card_id, (row, cells) in places.items()
        if row and compare(identity_of(row.cells), identity_of(cells)) != OTHER
    }
