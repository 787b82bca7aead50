"""Where a contact goes: one writer per suffix, all with one signature, and the care for files of people's.

``write_table`` is what the command line calls, ``read_table`` what the reports read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from exports import csv_file, jsonl_file, vcard_file, xlsx_file
from exports.columns import heading
from exports.errors import ExportError
from exports.files import free_name_beside, keep_backup, why_not_changeable, write_whole
from exports.merge import Merged, merge
from exports.ownership import TABLE, Remembered
from exports.table import Table
from parsers.contact import Contact


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """How a file is written.

    headings: "en" or "pl", for a new table (an old one keeps its own). csv_dialect: "plain" or "excel-pl"
    for a new CSV file; None: by the system's locale. pictures: card id -> a small JPEG of the card.
    deleted_too: cards whose rows a person deleted come back.
    """

    headings: str = "en"
    csv_dialect: str | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    deleted_too: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a write.

    path: the file that now holds the contacts. refused: a plain sentence where the file that was asked
    for could not be changed and ``path`` is another one beside it; None where all went well.
    remembered: hand it to the box, to be given back next time. Keep it only AFTER this call returned: a
    run that is killed in between then loses nothing.
    backup: the copy made before the first change. notices: plain sentences for the summary.
    """

    path: Path
    rows_added: int = 0
    rows_updated: int = 0
    rows_kept: int = 0
    remembered: Remembered | None = None
    backup: Path | None = None
    notices: tuple[str, ...] = ()
    refused: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """The bytes of a file, and how they came about."""

    content: bytes
    merged: Merged | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a writer is given. into_existing: whether ``path`` holds a table that is to be merged into."""

    contacts: Sequence[Contact]
    path: Path
    into_existing: bool
    settings: WriteSettings
    remembered: Remembered


Writer = Callable[[Job], Made]
_MOST_PICTURES = 1_000  # rows of a table that shows pictures; more would make it slow to open and to change
_ATTEMPTS = 3  # at a file that changes while it is merged into


def write_table(
    contacts: Sequence[Contact],
    path: Path,
    *,
    headings: str = "en",
    csv_dialect: str | None = None,
    remembered: Remembered | None = None,
    pictures: Mapping[str, bytes] | None = None,
    deleted_too: bool = False,
) -> Written:
    """Write contacts to a file by its suffix; an .xlsx or .csv that exists is merged into, never overwritten.

    A file that is open in Excel or LibreOffice, or that is no table of ours, stays untouched: the contacts
    are written beside it (contacts-new.xlsx) and ``Written.refused`` says why. Before the first change to
    a file, a copy NAME.bak is kept. Where nothing changes, nothing is written.

    remembered: what an earlier call returned for this very file; None where there is none.
    pictures: card id -> a small JPEG of the card, for the rows of an .xlsx and for vCards. deleted_too: cards
    whose rows a person deleted come back.
    Raises ExportError where the suffix is unknown or nothing can be written.
    """
    path = Path(path)
    writer = WRITERS.get(path.suffix.casefold())
    if writer is None:
        raise ExportError(f"{path} has no suffix that can be written; use {', '.join(WRITERS)}.")
    settings = WriteSettings(headings, csv_dialect, pictures or {}, deleted_too)
    exists = path.exists()
    has_table = exists and path.stat().st_size > 0
    try:
        for _ in range(_ATTEMPTS):
            before = path.read_bytes() if exists else b""
            made = writer(Job(contacts, path, has_table, settings, (remembered or {}) if has_table else {}))
            if not exists or path.read_bytes() == before:
                break  # else somebody saved the file meanwhile: what they typed must be in it
        else:
            raise ExportError(f"{path} is being changed by another program; close it and run again.")
    except (ExportError, OSError) as problem:
        return _write_beside(path, writer, contacts, settings, remembered, str(problem))
    if exists and (told := why_not_changeable(path)):
        return _write_made(free_name_beside(path), made, remembered, refused=told)
    if exists and before == made.content:
        return _written(path, made, None, None)
    try:
        backup = keep_backup(path) if exists else None
        write_whole(path, made.content)
    except ExportError as problem:
        if not exists:
            raise
        return _write_made(free_name_beside(path), made, remembered, refused=str(problem))
    return _written(path, made, backup, None)


def read_table(path: Path, *, values: bool = True) -> Table:
    """The table of an .xlsx, .csv or .jsonl file. values: formulas as their last results.

    Raises ExportError where the file is none, or no table of ours.
    """
    path = Path(path)
    suffix = path.suffix.casefold()
    if not path.exists():
        raise ExportError(f"{path} does not exist.")
    if suffix == ".xlsx":
        return xlsx_file.read(path, values=values).table
    if suffix == ".csv":
        return csv_file.read(path).table
    if suffix == ".jsonl":
        frame = merge(None, jsonl_file.read(path)).frame
        return Table(frame, {str(label): str(label) for label in frame.columns}, "en")
    raise ExportError(f"{path} is no table that can be read; give an .xlsx, .csv or .jsonl file.")


def _write_beside(
    path: Path,
    writer: Writer,
    contacts: Sequence[Contact],
    settings: WriteSettings,
    remembered: Remembered | None,
    refused: str,
) -> Written:
    beside = free_name_beside(path)
    return _write_made(
        beside, writer(Job(contacts, beside, False, settings, {})), remembered, refused=refused
    )


def _write_made(path: Path, made: Made, remembered: Remembered | None, *, refused: str) -> Written:
    write_whole(path, made.content)
    return _written(path, made, None, f"{refused} The contacts are in {path}.", remembered)


def _written(
    path: Path, made: Made, backup: Path | None, refused: str | None, remembered: Remembered | None = None
) -> Written:
    merged = made.merged
    notices = list(made.notices)
    if merged and merged.deleted:
        notices.append(
            f"{len(merged.deleted)} cards were left out because their rows were deleted from {path.name}"
            " by hand; --deleted-too brings them back."
        )
    if merged and merged.homeless:
        headings = merged.remembered[TABLE]
        told = ", ".join(f"{headings[key]} ({count})" for key, count in sorted(merged.homeless.items()))
        notices.append(
            f"{path.name} has no column any more for some values of new cards, which were left out: {told}."
        )
    if backup:
        notices.append(f"The file as it was is kept as {backup}.")
    return Written(
        path=path,
        rows_added=merged.added if merged else 0,
        rows_updated=merged.updated if merged else 0,
        rows_kept=merged.kept if merged else 0,
        remembered=remembered if refused else merged.remembered if merged else None,
        backup=backup,
        notices=tuple(notices),
        refused=refused,
    )


def _csv(job: Job) -> Made:
    if job.into_existing:
        found = csv_file.read(job.path)
        merged = merge(
            found.table.frame,
            job.contacts,
            job.remembered,
            headings=found.table.language,
            guard=True,
            deleted_too=job.settings.deleted_too,
        )
        if not merged.added and not merged.updated:
            return Made(job.path.read_bytes(), merged)
        headings = [*found.header, *_new_headings(merged, found.table)]
        return Made(csv_file.to_bytes(merged.frame, headings, found.dialect, found.above), merged)
    name = job.settings.csv_dialect or csv_file.default_dialect()
    language = job.settings.headings
    merged = merge(None, job.contacts, headings=language, guard=True)
    headings = [heading(str(label), language) for label in merged.frame.columns]
    notice = f"{job.path.name} is written as --csv {name}."
    return Made(csv_file.to_bytes(merged.frame, headings, csv_file.DIALECTS[name]), merged, (notice,))


def _xlsx(job: Job) -> Made:
    if not job.into_existing:
        pictures = job.settings.pictures if len(job.contacts) <= _MOST_PICTURES else {}
        language = job.settings.headings
        merged = merge(None, job.contacts, headings=language, also=_picture_column(pictures))
        return Made(xlsx_file.new_workbook(merged.frame, language, job.path.parent, pictures), merged)
    found = xlsx_file.read(job.path)
    rows = len(found.table.frame) + len(job.contacts)
    pictures = job.settings.pictures if rows <= _MOST_PICTURES else {}
    language = found.table.language
    merged = merge(
        found.table.frame,
        job.contacts,
        job.remembered,
        headings=language,
        also=_picture_column(pictures),
        deleted_too=job.settings.deleted_too,
    )
    if not merged.added and not merged.updated:
        return Made(job.path.read_bytes(), merged)
    content = xlsx_file.changed_workbook(found, merged.frame, job.path.parent, pictures)
    notices = tuple(
        f"{job.path.name}: {feature} could not be kept; the copy {job.path.name}.bak may still have it."
        for feature in found.not_kept
    )
    return Made(content, merged, notices)


def _picture_column(pictures: Mapping[str, bytes]) -> tuple[str, ...]:
    return ("picture",) if pictures else ()


def _jsonl(job: Job) -> Made:
    return Made(jsonl_file.to_bytes(job.contacts))


def _vcf(job: Job) -> Made:
    return Made(
        vcard_file.to_bytes(job.contacts, headings=job.settings.headings, pictures=job.settings.pictures)
    )


def _new_headings(merged: Merged, earlier: Table) -> list[str]:
    labels = (str(label) for label in merged.frame.columns)
    return [heading(label, earlier.language) for label in labels if label not in earlier.headings]


WRITERS: Mapping[str, Writer] = {".xlsx": _xlsx, ".csv": _csv, ".jsonl": _jsonl, ".vcf": _vcf}
