"""The main job: photos -> readings -> contacts -> the person's tables, and what to tell about it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.batch import LOCAL, PhotoFile, Progress, Workers, read_batch
from ingest.box import Box
from ingest.errors import OutputError, UsageError
from ingest.reading import PhotoReading
from ingest.settings import ParseSettings, ReadSettings
from parsers.contact import STANDARD_INPUT, Contact, Source

if TYPE_CHECKING:
    from exports.ownership import Remembered


@dataclass(frozen=True, slots=True)
class Destination:
    """Where contacts go.

    files: what is written is told by the suffix: .xlsx, .csv, .jsonl or .vcf. to_standard_output: JSON Lines
    besides. headings: "en" or "pl", csv: "plain" or "excel-pl", both for new tables; None: by the system's
    language. deleted_too: whether cards whose rows a person deleted from a table come back.
    """

    files: tuple[Path, ...]
    to_standard_output: bool = False
    headings: str | None = None
    csv: str | None = None
    deleted_too: bool = False

    def check(self) -> None:
        """Raises UsageError or OutputError where a file cannot be written, before hours of reading."""
        from exports.writers import WRITERS

        for file in self.files:
            if file.suffix.casefold() not in WRITERS:
                raise UsageError(
                    f"{file}: name an output that ends in {', '.join(WRITERS)}, or - for JSON Lines."
                )
            if file.is_dir():
                raise OutputError(f"{file} is a folder; name a file in it.")
            folder = next(parent for parent in file.absolute().parents if parent.exists())
            if not os.access(folder, os.W_OK):
                raise OutputError(f"{file} cannot be written: you may not write into {folder}.")


@dataclass(slots=True)
class Summary:
    """What became of a stack of photos, filled in while it is read.

    pages: photos and pages looked at. cards: read from them. cards_to_check: of these, to be looked at by a
    person. to_check: kind of field -> number of cards on which it needs a look. failed: one plain sentence
    per page that gave nothing. written: one sentence per file. refused: whether a file of a person's could
    not be changed. details: what to look at, card by card, with what stands on the cards; only where asked
    for.
    """

    pages: int = 0
    cards: int = 0
    cards_to_check: int = 0
    to_check: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    refused: bool = False
    details: list[str] = field(default_factory=list)


def scan_into(
    destination: Destination,
    files: list[PhotoFile],
    read: ReadSettings,
    parse: ParseSettings,
    box: Box,
    *,
    workers: Workers = LOCAL,
    details: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    to_standard_output: Callable[[Iterable[str]], None] | None = None,
) -> Summary:
    """Read files and put the contacts into every destination; tables that exist are merged into.

    to_standard_output: takes the records, line by line; without files it gets each as soon as it is read.
    details: whether ``Summary.details`` is filled in. Raises what ``Destination.check`` does, EngineMissing
    where a reader or a language is not installed, and ExportError where a table cannot be read or written.
    """
    from exports.jsonl_file import to_text
    from exports.words import what_to_check

    destination.check()
    summary = Summary()
    found = read_stack(files, read, parse, box, summary, workers=workers, on_progress=on_progress)

    def noted(contacts: Iterable[Contact]) -> Iterator[Contact]:
        for contact in contacts:
            if details and contact.text and (said := what_to_check(contact)):
                summary.details.append(
                    f"{_place(contact)}, {contact.name or contact.company or 'no name'}: {said}"
                )
            yield contact

    if not destination.files:
        if to_standard_output:
            to_standard_output(to_text([contact]) for contact in noted(found))
        return summary
    contacts = list(noted(found))
    if destination.to_standard_output and to_standard_output:
        to_standard_output(to_text([contact]) for contact in contacts)
    for file in destination.files:
        _write(file, contacts, destination, box, summary)
    return summary


def _has_photo(contact: Contact) -> bool:
    """Whether a file stands behind a contact: a misspelt name gets a sentence, and no row."""
    file = contact.source.file
    return contact.problem is None or bool(contact.text) or file == STANDARD_INPUT or Path(file).is_file()


def _write(file: Path, contacts: list[Contact], destination: Destination, box: Box, summary: Summary) -> None:
    """Merge into one table while no other run can; what was written is remembered only once it is on disk."""
    from exports.writers import write_table

    if file.suffix.casefold() in (".xlsx", ".csv"):
        contacts = [contact for contact in contacts if _has_photo(contact)]
    with box.alone():
        written = write_table(
            contacts,
            file,
            headings=destination.headings or system_language(),
            csv_dialect=destination.csv,
            remembered=_remembered(file, box),
            deleted_too=destination.deleted_too,
            pictures=_pictures(contacts) if file.suffix.casefold() == ".xlsx" else None,
        )
        if written.remembered is not None and not written.refused:
            box.remember_written(file, written.remembered)
    if written.refused:
        summary.refused = True
        summary.written.append(written.refused)
    elif written.remembered is None:
        summary.written.append(f"Written: {written.path}")
    else:
        summary.written.append(
            f"Written: {written.path} ({written.rows_added} new row{'s' * (written.rows_added != 1)}, "
            f"{written.rows_updated} changed, "
            f"{written.rows_kept} as they were)"
        )
    summary.written.extend(written.notices)


def _remembered(file: Path, box: Box) -> Remembered | None:
    """What was written into a table last, also where it was renamed or moved since."""
    from exports.errors import ExportError
    from exports.merge import split_ids
    from exports.writers import read_table

    if (remembered := box.written(file)) or not file.is_file():
        return remembered or None
    with suppress(ExportError, OSError):
        frame = read_table(file).frame
        cells = frame["card_id"] if "card_id" in frame.columns else ()
        return box.written_before_it_moved({card_id for cell in cells for card_id in split_ids(cell)}) or None
    return None


def _pictures(contacts: Iterable[Contact]) -> Mapping[str, bytes]:
    """Small pictures of the cards, made as they are asked for."""
    from ingest.pictures import CardPictures, Place

    sources = {contact.card_id: contact.source for contact in contacts}
    return CardPictures(
        {
            card_id: Place(source.file, source.page, source.corners)
            for card_id, source in sources.items()
            if card_id and source.corners
        }
    )


def system_language() -> str:
    """The language of a new table's headings: "pl" where the system speaks Polish, else "en"."""
    told = next(filter(None, (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "pl" if told.casefold().startswith("pl") else "en"


def photo_files(paths: Iterable[str | Path]) -> list[PhotoFile]:
    """The files below these paths, in the order in which they are read."""
    from ingest.sources import find_files

    return [PhotoFile(str(path)) for path in find_files(paths)]


def read_stack(
    files: list[PhotoFile],
    read: ReadSettings,
    parse: ParseSettings,
    box: Box,
    summary: Summary,
    *,
    workers: Workers = LOCAL,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Contact]:
    """The contacts of a stack of files, in order; ``summary`` is complete when the last one is out."""
    readings = read_batch(files, read, box, workers=workers, on_progress=on_progress)
    for contact in contacts_of(_counted(readings, summary), parse, box):
        if contact.problem is not None and not contact.fields:
            summary.failed.append(_failure(contact))
        else:
            summary.cards += 1
        if contact.needs_review and contact.text:
            summary.cards_to_check += 1
            doubtful = {field.kind for field in contact.fields if field.needs_review}
            summary.to_check.update(doubtful or {"missing"})
        yield contact


def contacts_of(readings: Iterable[PhotoReading], parse: ParseSettings, box: Box) -> Iterator[Contact]:
    """What the readings mean; whoever is to stay forgotten is left out.

    With ``parse.pair_sides`` a front and its back are one contact, and the first contact comes when the last
    photo is read; without it they come as photos are read.
    """
    from ingest.pipeline import without_invention
    from parsers.pairs import pair_sides

    contacts = (contact for reading in readings for contact in _contacts_on(reading, parse, box))
    yield from map(without_invention, pair_sides(list(contacts)) if parse.pair_sides else contacts)


def _contacts_on(reading: PhotoReading, parse: ParseSettings, box: Box) -> Iterator[Contact]:
    forgotten = box.forgotten_cards(reading)
    if reading.cards and len(forgotten) == len(reading.cards):
        return
    contacts = box.contacts(reading, parse)
    if contacts is None:
        contacts = _understood(reading, parse)
        if reading.cards:
            box.keep_contacts(reading, parse, contacts)
    for contact in contacts:
        if contact.source.card in forgotten or box.is_forgotten(contact.card_id):
            continue
        yield replace(contact, notes={**contact.notes, "met_on": parse.met_on}) if parse.met_on else contact


def _understood(reading: PhotoReading, parse: ParseSettings) -> tuple[Contact, ...]:
    from ingest.pipeline import understand

    try:
        return understand(reading, parse)
    except ImportError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of ours on one card must not cost a night's work
        return (_not_understood(reading, parse, error),)


def _not_understood(reading: PhotoReading, parse: ParseSettings, error: Exception) -> Contact:
    """The text as it was read, so that nothing is lost, and the kind of the fault."""
    text = tuple(line.text for card in reading.cards for line in card.lines)
    return Contact(
        card_id=f"{reading.content_hash[:16]}-{reading.page}",
        source=Source(reading.file, reading.page, taken_on=reading.taken_on, event=parse.event),
        text=text,
        leftover=text,
        needs_review=True,
        problem=f"a fault of the program ({type(error).__name__}) kept it from understanding this photo",
    )


def _counted(readings: Iterable[PhotoReading], summary: Summary) -> Iterator[PhotoReading]:
    for reading in readings:
        summary.pages += 1
        yield reading


def _failure(contact: Contact) -> str:
    """The problem in a sentence that names the file."""
    from ingest.sources import printable

    name, problem = printable(contact.source.file), contact.problem or ""
    return problem if name in problem else f"{_place(contact)}: {problem}"


def _place(contact: Contact) -> str:
    from ingest.sources import printable

    source = contact.source
    page = f", page {source.page}" if source.page > 1 else ""
    return (
        f"{printable(source.file)}{page}, card {source.card}"
        if contact.text
        else f"{printable(source.file)}{page}"
    )
