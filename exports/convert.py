"""A table into the file that another tool imports: by a profile (data, not code), as vCard, or as records.

A profile is a TOML file: title, encoding, delimiter; ``columns`` with the target's exact headers in their
order, each with a template; ``groups`` of numbered headers ("E-mail {n} - Value"); ``required`` groups of
headers of which one must be filled; ``needs`` (a filled header asks for another one); ``limits`` in
characters; ``allowed`` values; ``unplaced``, the header that takes every value without a place of its own:
nothing is dropped.

A template holds text and {key} with keys of ``exports.columns``; {a|b} is the first that is not empty;
{notes} are all notes as lines "Talked about: ...", with the columns that a person added. Days are given in
ISO form; what is no day is left to the notes.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from exports import csv_file, jsonl_file, vcard_file, xlsx_file
from exports.columns import (
    ADDRESS_KEYS,
    BY_KEY,
    CONTACT,
    DATE_KEYS,
    NOTE_KEYS,
    PHONE_KEYS,
    column_of,
    heading,
    in_order,
    numbered,
    split_key,
)
from exports.errors import ExportError
from exports.files import replace_whole
from exports.table import Cells, cells_to_contact, guarded, parse_date, without_guard
from exports.writers import read_table
from parsers.contact import Contact

PROFILES = Path(__file__).parent / "profiles"
TARGETS = ("google", "outlook", "hubspot", "salesforce", "pipedrive", "vcard3", "vcard4", "jsonl")
_SUFFIXES: Mapping[str | None, tuple[str, ...]] = {
    "vcard3": (".vcf",),
    "vcard4": (".vcf",),
    "jsonl": (".jsonl",),
    None: (".csv", ".tsv", ".txt"),  # a mapping of one's own
}

_PLACE = re.compile(r"\{([a-z0-9_|]{1,200})\}")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "phone": PHONE_KEYS,
    "address": ("address",),
    "website": ("website",),
    "handle": ("handle",),
    "job_title": ("job_title",),
    "tax_id": ("nip", "regon", "krs", "tax_id"),
}
_WHOLE_NAME = ("name", "given_name", "family_name")
# What a target has no use for when it has no column for it.
_LEFT_OUT = ("language", "other_text")


@dataclass(frozen=True, slots=True)
class Group:
    """Numbered columns of a target: ``columns`` are header -> template, with {n}, {value} and {label}."""

    of: str
    columns: Mapping[str, str]
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """How a target's file looks; see the module's text."""

    title: str
    columns: Mapping[str, str]
    encoding: str = "utf-8"
    delimiter: str = ","
    unplaced: str = ""
    tag_separator: str = ", "
    groups: tuple[Group, ...] = ()
    required: tuple[tuple[str, ...], ...] = ()
    needs: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A row that the target will not take as it is. row: number of the line in the table, from 2."""

    row: int
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What came of an export. path: None where nothing was written; content: the file's bytes.

    left_out: rows in which there is no person, firm or way to reach one. backup: the copy of what was there.
    """

    path: Path | None
    content: bytes
    rows: int
    lacking: tuple[Lacking, ...] = ()
    left_out: int = 0
    backup: Path | None = None


def export_table(
    table: Path,
    out: Path | None,
    *,
    to: str | None = None,
    profile: Path | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> Exported:
    """Write what a table holds for another tool: ``to`` one of TARGETS, or ``profile`` a mapping of your own.

    All rows are written, those that the target may refuse too; they are listed in ``lacking``.
    out: None writes nothing. pictures: card id -> JPEG bytes, for vCards. Raises ExportError for an unknown
    target, a table or profile that cannot be read, an output that ``check_output`` refuses or that cannot
    be written.
    """
    if out is not None:
        check_output(out, table, suffixes_of(to))
    found = read_table(table)
    rows = [(number, plain_row(row)) for number, row in enumerate(found.rows(), start=2)]
    filled = [(number, row) for number, row in rows if any(row.values())]
    people = [(number, row) for number, row in filled if _is_somebody(row)]
    lacking: tuple[Lacking, ...] = ()
    if profile is None and to in ("vcard3", "vcard4", "jsonl"):
        contacts = [_contact(row) for _, row in people]
        content = _machine_file(contacts, to, found.language, pictures)
    else:
        chosen = read_profile(profile) if profile else builtin_profile(to or "")
        content, lacking = fill_profile(chosen, people, found.language)
    backup = replace_whole(out, content) if out is not None else None
    return Exported(out, content, len(people), lacking, len(filled) - len(people), backup)


def suffixes_of(to: str | None) -> tuple[str, ...]:
    """How the name of a target's file may end; None is a mapping of one's own."""
    return _SUFFIXES.get(to, (".csv",))


def check_output(out: Path, table: Path, suffixes: Sequence[str]) -> None:
    """Raises ExportError where ``out`` is no place for what is made of ``table``.

    That is a name that ends otherwise than in ``suffixes``, the table itself under any name, and any other
    table that people type their notes into.
    """
    if out.exists() and out.samefile(table):
        raise ExportError(f"{out} is the table itself, and its notes would be lost; choose another name.")
    if out.suffix.casefold() not in suffixes:
        raise ExportError(f"{out} has the name of another kind of file; end it in {' or '.join(suffixes)}.")
    if out.exists() and _is_table(out):
        raise ExportError(f"{out} is a table of contacts, and its notes would be lost; choose another name.")


def _is_table(path: Path) -> bool:
    """Whether a file, whatever its name, is a table that this program wrote and people type into."""
    with suppress(ExportError):
        return "card_id" in xlsx_file.read(path, values=True).table.headings
    with suppress(ExportError):
        return "card_id" in csv_file.read(path).table.headings
    return False


def builtin_profile(name: str) -> Profile:
    if name not in TARGETS or name in ("vcard3", "vcard4", "jsonl"):
        raise ExportError(
            f"There is no target {name!r}; choose one of {', '.join(TARGETS)}, or give --profile FILE."
        )
    return read_profile(PROFILES / f"{name}.toml")


def read_profile(path: Path) -> Profile:
    """A profile from its file. Raises ExportError that says what is wrong with it."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(f"The profile {path} cannot be read ({error}).") from error
    except tomllib.TOMLDecodeError as error:
        raise ExportError(f"The profile {path} is no TOML: {error}.") from error
    try:
        profile = _profile(told, path)
        "".encode(profile.encoding)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ExportError(
            f"The profile {path} is not as exports/profiles/google.toml shows it ({error})."
        ) from error
    for template in profile.columns.values():
        for key in _keys(template):
            if split_key(key)[0] not in BY_KEY and key != "notes":
                raise ExportError(
                    f"The profile {path} names {{{key}}}, which is no column; see exports/columns.py."
                )
    return profile


def fill_profile(
    profile: Profile, rows: Sequence[tuple[int, Cells]], language: str
) -> tuple[bytes, tuple[Lacking, ...]]:
    """The target's file and the rows that it will not take. rows: (number in the table, plain cells)."""
    sizes = [max((len(_group_values(group, row)) for _, row in rows), default=1) for group in profile.groups]
    headers = list(profile.columns)
    for group, size in zip(profile.groups, sizes, strict=True):
        headers += [_numbered_header(name, n) for n in range(1, max(size, 1) + 1) for name in group.columns]
    filled: list[dict[str, str]] = []
    lacking: list[Lacking] = []
    for number, row in rows:
        values = _fill(profile, row, language)
        filled.append(values)
        reasons = [*_problems(profile, values), *_unclear_days(profile, row, language)]
        lacking += [Lacking(number, _who(row), why) for why in reasons]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=profile.delimiter, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([_guarded(values.get(name, "")) for name in headers] for values in filled)
    return out.getvalue().encode(profile.encoding, errors="replace"), tuple(lacking)


def plain_row(row: Mapping[str, str]) -> Cells:
    """A row as the targets see it: no guards, the name in whole and in parts."""
    cells = {key: without_guard(text.strip()) for key, text in row.items()}
    given, family = cells.get("given_name", ""), cells.get("family_name", "")
    if not cells.get("name"):
        cells["name"] = " ".join(filter(None, (given, family)))
    elif not given and not family:
        cells["given_name"], _, cells["family_name"] = cells["name"].rpartition(" ")
    return cells


def _fill(profile: Profile, row: Cells, language: str) -> dict[str, str]:
    """One row of the target's file: header -> value."""
    typed = row
    row = {**typed, **_days(typed), "notes": "\n".join(_note_lines(typed, language))}
    if tags := [tag for tag in re.split(r"\s*[,;]\s*", row.get("tags", "")) if tag]:
        row["tags"] = profile.tag_separator.join(tags)
    placed: set[str] = set()
    values: dict[str, str] = {}
    for name, template in profile.columns.items():
        value, used = _fill_template(template, row)
        if name in profile.allowed and value not in profile.allowed[name]:
            value, used = "", set()
        values[name] = value
        placed |= used
    for group in profile.groups:
        for n, (key, value) in enumerate(_group_values(group, row), start=1):
            base, number = split_key(key)
            told = {**row, "value": value, "label": group.labels.get(base, heading(base, "en")), "n": str(n)}
            if group.of == "address":
                told |= {part: row.get(numbered(part, number), "") for part in ADDRESS_KEYS}
                placed |= {numbered(part, number) for part in ADDRESS_KEYS}
            for name, template in group.columns.items():
                values[_numbered_header(name, n)] = _fill_template(template, told)[0]
            placed.add(key)
    if profile.unplaced:
        lines = [values.get(profile.unplaced, ""), *_unplaced(typed, placed, language)]
        values[profile.unplaced] = "\n".join(filter(None, lines))
    return values


def _fill_template(template: str, row: Mapping[str, str]) -> tuple[str, set[str]]:
    """The template filled in, and the keys whose values stand in it."""
    used: set[str] = set()
    lacks = False

    def fill(match: re.Match[str]) -> str:
        nonlocal lacks
        key = next((key for key in match[1].split("|") if row.get(key, "")), "")
        used.add(key)
        lacks = lacks or not key
        return row.get(key, "")

    text = _PLACE.sub(fill, template)
    if lacks and _PLACE.fullmatch(template) is None:  # no separator is left hanging
        text = text.strip(" ,;:|-")
    return text, used - {""}


def _unplaced(row: Cells, placed: set[str], language: str) -> Iterable[str]:
    """Lines "Fax 2: ..." for the values of a contact that the target has no column for."""
    if "name" in placed or {"given_name", "family_name"} & placed:
        placed = placed | set(_WHOLE_NAME)
    for key in [key for key in placed if split_key(key)[0] in ADDRESS_KEYS]:
        number = split_key(key)[1]
        if {numbered("city", number), numbered("address", number)} & placed:
            placed = placed | {numbered(part, number) for part in ADDRESS_KEYS}
    ours = {
        key
        for key, text in row.items()
        if text and (column := BY_KEY.get(split_key(key)[0])) and column.kind == CONTACT
    }
    for key in in_order(ours - placed):
        base, number = split_key(key)
        if base in _LEFT_OUT or (base in ADDRESS_KEYS[1:] and row.get(numbered("address", number))):
            continue
        yield f"{heading(key, language)}: {row[key]}"
    if "notes" not in placed:
        yield from _note_lines({key: text for key, text in row.items() if key not in placed}, language)


def _days(row: Cells) -> Cells:
    """The days of a row in ISO form; "" where a cell holds none."""
    met_on = parse_date(row.get("met_on", ""))
    days = {key: parse_date(row.get(key, ""), after=met_on) for key in DATE_KEYS}
    return {key: day.isoformat() if day else "" for key, day in days.items()}


def _unclear_days(profile: Profile, row: Cells, language: str) -> Iterable[str]:
    """What is said of cells that the target has a column for and that hold no day."""
    asked = {key for template in profile.columns.values() for key in _keys(template)}
    for key, day in _days(row).items():
        if key in asked and row.get(key) and not day:
            yield f"“{heading(key, language)}” is not understood as a day; write it as 2026-05-31"


def _keys(template: str) -> list[str]:
    """The keys that a template names."""
    return [key for place in _PLACE.findall(template) for key in place.split("|")]


def _problems(profile: Profile, values: Mapping[str, str]) -> Iterable[str]:
    for group in profile.required:
        if not any(values.get(name) for name in group):
            yield f"{profile.title} asks for {' or '.join(group)}"
    for name, other in profile.needs.items():
        if values.get(name) and not values.get(other):
            yield f"{profile.title} asks for {other} beside {name}"
    for name, limit in profile.limits.items():
        if len(values.get(name, "")) > limit:
            yield f"{name} is longer than the {limit} characters that {profile.title} takes"


def _group_values(group: Group, row: Cells) -> list[tuple[str, str]]:
    """(key, value) of every filled column that the group takes in."""
    if group.of == "address":
        numbers = sorted(
            {n for key, text in row.items() if text for k, n in [split_key(key)] if k in ADDRESS_KEYS}
        )
        return [(numbered("address", n), row.get(numbered("address", n), "")) for n in numbers]
    keys = {key for key, text in row.items() if text and split_key(key)[0] in _GROUPS[group.of]}
    return [(key, row[key]) for key in in_order(keys)]


def _numbered_header(name: str, number: int) -> str:
    return name.replace("{n}", str(number))


def _guarded(text: str) -> str:
    """As ``table.guarded``, but a phone is left alone in any form: the target must get it as it is."""
    return text if re.fullmatch(r"[+\d ()./-]{1,60}", text) else guarded(text)


def _note_lines(row: Cells, language: str) -> list[str]:
    """Lines "Talked about: ..." of all notes, then of the columns that a person added."""
    keys = (*NOTE_KEYS, "meetings", *_own_columns(row))
    return [f"{heading(key, language)}: {row[key]}" for key in keys if row.get(key)]


def _own_columns(row: Cells) -> list[str]:
    return [label for label in row if column_of(label) is None]


def _contact(row: Cells) -> Contact:
    """A row as a contact, whose notes hold the columns that a person added, too."""
    contact = cells_to_contact(row)
    own = {key: row[key] for key in ("meetings", *_own_columns(row)) if row.get(key)}
    return replace(contact, notes={**contact.notes, **own})


def _is_somebody(row: Cells) -> bool:
    keys = ("name", "company", "email", *PHONE_KEYS)
    return any(row.get(key) for key in keys)


def _who(row: Cells) -> str:
    return next(
        filter(None, (row.get(key, "") for key in ("name", "company", "email", "photo"))),
        "a row without a name",
    )


def _machine_file(
    contacts: list[Contact], to: str, language: str, pictures: Mapping[str, bytes] | None
) -> bytes:
    if to == "jsonl":
        return jsonl_file.to_bytes(contacts)
    version = "4.0" if to == "vcard4" else "3.0"
    return vcard_file.to_bytes(contacts, version=version, headings=language, pictures=pictures)


def _profile(told: Mapping[str, Any], path: Path) -> Profile:
    groups = tuple(
        Group(_known_group(group["of"]), dict(group["columns"]), dict(group.get("labels", {})))
        for group in told.get("groups", [])
    )
    profile = Profile(
        title=str(told.get("title", path.stem)),
        columns={str(name): str(template) for name, template in told["columns"].items()},
        encoding=str(told.get("encoding", "utf-8")),
        delimiter=str(told.get("delimiter", ",")),
        unplaced=str(told.get("unplaced", "")),
        tag_separator=str(told.get("tag_separator", ", ")),
        groups=groups,
        required=tuple(tuple(map(str, names)) for names in told.get("required", [])),
        needs={str(name): str(other) for name, other in told.get("needs", {}).items()},
        limits={str(name): int(limit) for name, limit in told.get("limits", {}).items()},
        allowed={str(name): tuple(map(str, values)) for name, values in told.get("allowed", {}).items()},
    )
    if profile.unplaced and profile.unplaced not in profile.columns:
        raise ValueError(f"unplaced = {profile.unplaced!r} is none of its columns")
    if len(profile.delimiter) != 1:
        raise ValueError("delimiter is not one character")
    return profile


def _known_group(of: str) -> str:
    if of not in _GROUPS:
        raise ValueError(f"of = {of!r} is none of {', '.join(_GROUPS)}")
    return of
