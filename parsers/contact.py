"""What a parser makes: fields with their provenance, and the contact they add up to.

``Contact`` mirrors the public record (docs/contact-record.md) key for key. Everything here is frozen;
a list of the record is a tuple here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from parsers.lines import Box, Corners

SCHEMA = 1
NOTE_KEYS = (
    "event",
    "met_on",
    "talked_about",
    "needs",
    "can_offer",
    "next_step",
    "follow_up_on",
    "followed_up_on",
    "outcome",
    "tags",
)


@dataclass(frozen=True, slots=True)
class Span:
    """``lines[line].text[start:end]``: characters of one line that a field has claimed."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name taken apart. ``printed`` has no titles and keeps the printed order and case."""

    printed: str
    given: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """``kind`` is "work", "mobile", "fax", "home" or "other"; ``number`` is E.164 or ""."""

    kind: str
    number: str
    printed: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """``printed`` is one line, its parts joined by ", "; ``country`` is ISO 3166 alpha-2 or ""."""

    printed: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class TaxId:
    """``number`` is compact; ``valid`` is None where the kind has no checksum."""

    kind: str
    number: str
    printed: str
    valid: bool | None = None


Detail = PersonName | Phone | Address | TaxId


@dataclass(frozen=True, slots=True)
class Field:
    """One value found on a card, with where and how it was found.

    ``kind`` is the record's key ("name", "emails", "phones", ...); ``value`` the normalised form,
    ``printed`` the text as read; ``rule`` a short name of what found it; ``repairs`` the names of the
    repairs it went through; ``problem`` a plain sentence where something is wrong with it.
    ``corners`` (photo pixels) are filled in by the pipeline, which knows the photo.
    """

    kind: str
    value: str
    printed: str
    confidence: float
    box: Box
    reader: str
    rule: str
    spans: tuple[Span, ...] = ()
    detail: Detail | None = None
    repairs: tuple[str, ...] = ()
    problem: str | None = None
    needs_review: bool = True
    corners: Corners | None = None


STANDARD_INPUT = "standard input"  # ``Source.file`` of a photo that came through a pipe


@dataclass(frozen=True, slots=True)
class Source:
    """Where a card was seen. ``page`` and ``card`` count from 1; ``side``: front, back or both."""

    file: str = ""
    page: int = 1
    card: int = 1
    corners: Corners | None = None
    side: str = "front"
    taken_on: date | None = None
    event: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """One card: what stands on it, how sure that is, and where it was seen."""

    card_id: str = ""
    source: Source = Source()
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    name_prefix: str = ""
    name_suffix: str = ""
    other_names: tuple[str, ...] = ()
    job_titles: tuple[str, ...] = ()
    department: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    websites: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    phones: tuple[Phone, ...] = ()
    addresses: tuple[Address, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    language: str = ""
    fields: tuple[Field, ...] = ()
    text: tuple[str, ...] = ()
    leftover: tuple[str, ...] = ()
    needs_review: bool = False
    notes: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(NOTE_KEYS, ""))
    problem: str | None = None
