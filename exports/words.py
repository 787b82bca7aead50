"""The words that a table says to a person, in English and in Polish."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from exports.columns import BY_KEY, COLUMNS, heading
from parsers.contact import Contact, Field, TaxId

_DATA = Path(__file__).parent / "data" / "words.toml"
_COLUMN_OF_FIELD = {
    "job_titles": "job_title",
    "emails": "email",
    "websites": "website",
    "handles": "handle",
    "addresses": "address",
    "tax_ids": "tax_id",
}


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def say(word: str, language: str, **values: str) -> str:
    """The sentence ``word`` of data/words.toml, its {places} filled in."""
    entry = _table()[word]
    return entry.get(language, entry["en"]).format(**values)


def language_of(headings: Sequence[str]) -> str:
    """The language of a header row: "pl" where more headings are Polish than English, else "en"."""
    shown = {" ".join(text.split()).casefold() for text in headings}
    polish = sum(column.pl.casefold() in shown for column in COLUMNS if column.pl != column.en)
    english = sum(column.en.casefold() in shown for column in COLUMNS if column.pl != column.en)
    return "pl" if polish > english else "en"


def what_to_check(contact: Contact, language: str = "en") -> str:
    """What a person should look at on this card and why, in words; "" where nothing.

    Problems come first, each with its value; then the values that were read with doubt; then what a
    card should have and this one lacks.
    """
    said = [in_words(contact.problem, language)] if contact.problem else []
    unsure = []
    for field in contact.fields:
        if field.problem:
            value = field.value or field.printed
            said.append(f"{_label(field, language)} {value}: {in_words(field.problem, language)}")
        elif field.needs_review:
            unsure.append(f"{_label(field, language)} {field.value or field.printed}".strip())
    if unsure:
        said.append(say("unsure", language, values=", ".join(unsure)))
    if contact.needs_review and not contact.problem:
        if not contact.name:
            said.append(say("no_name", language))
        if not contact.emails and not contact.phones:
            said.append(say("no_way_to_reach", language))
    return "; ".join(dict.fromkeys(text.rstrip(". ") for text in said if text))


def in_words(problem: str, language: str) -> str:
    """A problem's sentence in ``language``, where a translation is kept, as it goes on after a colon."""
    text = problem.strip().rstrip(".")
    if language != "en":
        for pattern, translated in _problems():
            if match := pattern.fullmatch(text):
                return translated.replace("{1}", match[1]) if match.groups() else translated
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


@cache
def _problems() -> tuple[tuple[re.Pattern[str], str], ...]:
    listed = _table()["problems"].items()
    return tuple(
        (re.compile(re.escape(said).replace(re.escape("{1}"), "(.{1,500})")), translated)
        for said, translated in listed
    )


def _label(field: Field, language: str) -> str:
    if field.kind == "phones":
        return say("phone", language)
    if isinstance(field.detail, TaxId):
        return field.detail.kind
    key = _COLUMN_OF_FIELD.get(field.kind, field.kind)
    return heading(key, language) if key in BY_KEY else field.kind
