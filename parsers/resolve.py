"""LINES -> CONTACT: the finders in order, the roles, the cross-checks, the record.

A character belongs to one field. Before each finder the characters already claimed are blanked in
the lines (offsets hold), so the order of FINDERS runs from what is safe to what is not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from parsers import accents, addresses, emails, handles, phones, qr_codes, tax_ids, websites
from parsers.calibration import calibrate
from parsers.code_over_print import settle
from parsers.contact import Address, Contact, Field, PersonName, Phone, Span, TaxId
from parsers.domains import agree
from parsers.language import guess_language
from parsers.lines import Hints, Line, Word
from parsers.names import email_agreement, local_is_of, local_part_of
from parsers.noise import is_label, with_bullets
from parsers.parts import EDGE
from parsers.places import countries_on
from parsers.roles import find_roles
from parsers.words import fold

Finder = Callable[[Sequence[Line], Hints], tuple[Field, ...]]
FINDERS: tuple[Finder, ...] = (
    qr_codes.find,
    emails.find,
    websites.find,
    handles.find,
    tax_ids.find,
    phones.find,
    addresses.find,
)
MAX_LINES = 400  # a card has a tenth of that; a photographed page of text need not be understood


def resolve(lines: Sequence[Line], hints: Hints) -> Contact:
    """The contact that ``lines`` add up to, without its source and id; never raises on any text."""
    lines = tuple(lines)
    read = lines[:MAX_LINES]
    found, free = find_fields(read, hints)
    text = tuple(line.text for line in lines if line.text.strip())
    left = tuple(part for line in free for part in _left(line.text))
    return contact_of(calibrate(found, read), text, (*left, *(line.text for line in lines[MAX_LINES:])))


def find_fields(lines: Sequence[Line], hints: Hints) -> tuple[tuple[Field, ...], tuple[Line, ...]]:
    """Every field with its finder's own trust, and the lines with all that is claimed blanked."""
    if not hints.countries:  # of all the text: later finders see no internet domains any more
        hints = replace(hints, countries=countries_on(line.text for line in lines))
    fields: list[Field] = []
    lines = with_bullets(lines)
    free = lines
    for find in FINDERS:
        found = tuple(_on_free_text(field, free) for field in find(free, hints))
        fields += found
        free = mask(free, (span for field in found for span in field.spans))
    fields = list(agree(fields, lines))
    roles = find_roles(free, lines, fields)
    roles = tuple(accents.agree(roles, lines))
    fields = [_spelt_as_named(field, roles) for field in fields]
    return settle((*roles, *fields)), mask(free, (span for field in roles for span in field.spans))


def _spelt_as_named(field: Field, roles: Sequence[Field]) -> Field:
    """An e-mail address with the letter mended that only the person's name tells from its look-alike."""
    person = next((role.detail for role in roles if role.kind == "name"), None)
    local, _, domain = field.value.partition("@")
    if field.kind != "emails" or field.reader == "qr" or not isinstance(person, PersonName):
        return field
    better = local_part_of(local, person.printed.split())
    if better == local:
        better = _without_sign(local, person)
    if better == local:
        return field
    problem = field.problem or f"It was read as {local}; the name says {better}."
    repairs = (*field.repairs, "name as witness")
    return replace(field, value=f"{better}@{domain}", repairs=repairs, problem=problem)


def _without_sign(local: str, person: PersonName) -> str:
    """``local`` without the label's letter read as its first ("epriscilla"), or with "1." as a letter.

    The first only where the rest is the person's name, the second where the given name begins so.
    """
    words = person.printed.split()
    if local[:1] in ("e", "m") and email_agreement(words, [local]) < 1 and local_is_of(local[1:], words):
        return local[1:]
    initial = fold(words[0])[:1] if words else ""
    return initial + local[1:] if re.match(r"[1|]\.", local) and initial in "lij" else local


def mask(lines: Sequence[Line], spans: Iterable[Span]) -> tuple[Line, ...]:
    """``lines`` with the characters of ``spans`` blanked; every offset and box stays where it is."""
    by_line: dict[int, list[Span]] = {}
    for span in spans:
        by_line.setdefault(span.line, []).append(span)
    return tuple(_mask_line(line, by_line[i]) if i in by_line else line for i, line in enumerate(lines))


def _on_free_text(field: Field, free: Sequence[Line]) -> Field:
    """``field`` with its spans cut back where they reach into blanks, which another field has claimed."""
    spans = []
    for span in field.spans:
        text = free[span.line].text[span.start : span.end]
        left, right = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
        if text.strip():
            spans.append(Span(span.line, span.start + left, span.end - right))
    return field if tuple(spans) == field.spans else replace(field, spans=tuple(spans))


def _mask_line(line: Line, spans: Sequence[Span]) -> Line:
    words, offset = [], 0
    for word in line.words:
        text = "".join(
            " " if any(span.start <= offset + i < span.end for span in spans) else char
            for i, char in enumerate(word.text)
        )
        words.append(word if text == word.text else Word(text, word.confidence, word.box, word.reader))
        offset += len(word.text) + 1
    return Line(tuple(words), line.others)


def _left(text: str) -> tuple[str, ...]:
    """What stands in a masked line outside the blanks; labels and lone signs are dropped."""
    parts = (part.strip(EDGE) for part in text.split("  "))
    return tuple(part for part in parts if sum(c.isalnum() for c in part) > 1 and not is_label(part))


def contact_of(fields: Sequence[Field], text: Sequence[str], leftover: Sequence[str]) -> Contact:
    """The record of ``fields``: each value under its key."""

    def values(kind: str) -> tuple[str, ...]:
        return tuple(field.value for field in fields if field.kind == kind)

    names = [field for field in fields if field.kind == "name"]
    detail = names[0].detail if names else None
    name = detail if isinstance(detail, PersonName) else PersonName("")
    language = guess_language(text, fields)
    return Contact(
        name=names[0].value if names else "",
        given_name=name.given,
        family_name=name.family,
        name_prefix=next(iter(values("name_prefix")), ""),
        name_suffix=next(iter(values("name_suffix")), ""),
        other_names=values("other_names"),
        job_titles=values("job_titles"),
        department=next(iter(values("department")), ""),
        company=next(iter(values("company")), ""),
        emails=values("emails"),
        websites=values("websites"),
        handles=values("handles"),
        phones=tuple(f.detail for f in fields if f.kind == "phones" and isinstance(f.detail, Phone)),
        addresses=tuple(f.detail for f in fields if f.kind == "addresses" and isinstance(f.detail, Address)),
        tax_ids=tuple(f.detail for f in fields if f.kind == "tax_ids" and isinstance(f.detail, TaxId)),
        language=language,
        fields=tuple(fields),
        text=tuple(text),
        leftover=tuple(leftover),
        needs_review=any(field.needs_review for field in fields) or _lacks(fields),
    )


def _lacks(fields: Sequence[Field]) -> bool:
    """Whether a card lacks what every card has: somebody or some firm, and a way to reach them."""
    kinds = {field.kind for field in fields}
    return not kinds & {"name", "company"} or not kinds & {"emails", "phones", "websites", "addresses"}
