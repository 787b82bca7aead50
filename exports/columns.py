"""THE column list: what stands in a table of contacts, in which order, under which heading.

The order is that of every table but a new Excel sheet, where ``for_sheet`` puts what people work with first.

A column's ``key`` is its name everywhere in the program (the note keys are those of the contact
record). A column with ``several`` may be followed by numbered ones for further values, ``email_2``,
``email_3``, with the headings "E-mail 2", "E-mail 3": nothing is dropped.

Source of the note columns: docs/contact-record.md, key ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

CONTACT, NOTE, SOURCE, CHECK = "contact", "note", "source", "check"


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    en, pl: the heading in English and in Polish.
    kind: "contact" (read off the card), "note" (a person's own), "source" (where the card was seen)
    or "check" (what to look at).
    width: in characters. several: whether numbered columns may follow. always: whether a new table
    shows it even where it is empty.
    """

    key: str
    en: str
    pl: str
    kind: str = CONTACT
    width: int = 16
    several: bool = False
    always: bool = True


COLUMNS = (
    Column("name", "Name", "Imię i nazwisko", width=24),
    Column("name_prefix", "Title before name", "Tytuł przed nazwiskiem", width=15),
    Column("given_name", "First name", "Imię"),
    Column("family_name", "Last name", "Nazwisko"),
    Column("name_suffix", "Title after name", "Tytuł po nazwisku", width=12),
    Column("other_names", "Other names", "Inne osoby", always=False),
    Column("job_title", "Job title", "Stanowisko", width=24, several=True),
    Column("department", "Department", "Dział", width=24),
    Column("company", "Company", "Firma", width=28),
    Column("phone_mobile", "Mobile phone", "Telefon komórkowy", width=18, several=True),
    Column("phone_work", "Work phone", "Telefon służbowy", width=18, several=True),
    Column("fax", "Fax", "Faks", width=18, several=True),
    Column("phone_home", "Home phone", "Telefon domowy", width=18, several=True, always=False),
    Column("phone_other", "Other phone", "Inny telefon", width=18, several=True),
    Column("email", "E-mail", "E-mail", width=28, several=True),
    Column("website", "Website", "Strona WWW", width=24, several=True),
    Column("handle", "Social profile", "Profil społecznościowy", width=20, several=True),
    Column("address", "Address", "Adres", width=36, several=True),
    Column("street", "Street", "Ulica", width=24, several=True),
    Column("postal_code", "Postal code", "Kod pocztowy", width=13, several=True),
    Column("city", "City", "Miejscowość", several=True),
    Column("region", "Region", "Region", several=True, always=False),
    Column("country", "Country", "Kraj", width=11, several=True),
    Column("nip", "NIP", "NIP", width=12, several=True),
    Column("regon", "REGON", "REGON", width=12, several=True),
    Column("krs", "KRS", "KRS", width=12, several=True),
    Column("tax_id", "Other tax ID", "Inny numer podatkowy", several=True),
    Column("language", "Language", "Język", width=11),
    Column("other_text", "Other text on the card", "Inny tekst z wizytówki", width=28),
    Column("event", "Event", "Wydarzenie", NOTE, 20),
    Column("met_on", "Met on", "Data spotkania", NOTE, 12),
    Column("talked_about", "Talked about", "O czym rozmawialiśmy", NOTE, 32),
    Column("needs", "Needs", "Potrzeby", NOTE, 24),
    Column("can_offer", "What I can give", "Co mogę dać", NOTE, 24),
    Column("next_step", "Next step", "Następny krok", NOTE, 24),
    Column("follow_up_on", "Follow up on", "Kontakt do", NOTE, 12),
    Column("followed_up_on", "Followed up on", "Kontakt wykonany", NOTE, 12),
    Column("outcome", "Outcome", "Efekt", NOTE, 24),
    Column("tags", "Tags", "Etykiety", NOTE, 16),
    Column("meetings", "All meetings", "Wszystkie spotkania", SOURCE, 24),
    Column("picture", "Picture", "Obraz", SOURCE, 20, always=False),
    Column("photo", "Photo", "Zdjęcie", SOURCE, 24),
    Column("page", "Page", "Strona pliku", SOURCE, 9, always=False),
    Column("card_number", "Card number", "Nr wizytówki", SOURCE, 12),
    Column("card_id", "Card ID", "Id wizytówki", SOURCE, 20),
    Column("check", "Check", "Do sprawdzenia", CHECK, 40),
)

BY_KEY = {column.key: column for column in COLUMNS}
NOTE_KEYS = tuple(column.key for column in COLUMNS if column.kind == NOTE)
DATE_KEYS = ("met_on", "follow_up_on", "followed_up_on")
PHONE_KEYS = ("phone_mobile", "phone_work", "fax", "phone_home", "phone_other")
# What stands first on the sheet that people work in: who it is, what to look at, what they write.
_FIRST_ON_SHEET = (
    "name", "picture", "company", "job_title", "phone_mobile", "phone_work", "email", "check", *NOTE_KEYS,
)  # fmt: skip
ADDRESS_KEYS = ("address", "street", "postal_code", "city", "region", "country")

_NUMBERED = re.compile(r"(.{1,60}?)[ _](\d{1,3})")


def numbered(key: str, number: int) -> str:
    """The key of the ``number``-th value (from 1) of a column: email, email_2, email_3, ..."""
    return key if number == 1 else f"{key}_{number}"


@cache
def split_key(key: str) -> tuple[str, int]:
    """``email_3`` -> ("email", 3); a key without a number counts as the first."""
    match = None if key in BY_KEY else _NUMBERED.fullmatch(key)
    base = BY_KEY.get(match[1]) if match else None
    if match and base and base.several and int(match[2]) > 1:
        return base.key, int(match[2])
    return key, 1


def column_of(key: str) -> Column | None:
    """The column that ``key``, numbered or not, belongs to; None where it is none of ours."""
    return BY_KEY.get(split_key(key)[0])


def heading(key: str, language: str = "en") -> str:
    """The heading of a key in "en" or "pl"; a key that is none of ours is its own heading."""
    base, number = split_key(key)
    column = BY_KEY.get(base)
    if column is None:
        return key
    text = column.pl if language == "pl" else column.en
    return text if number == 1 else f"{text} {number}"


def key_of_heading(text: str) -> str | None:
    """The key of a heading in any of the languages, or of a key itself; None where it is unknown."""
    wanted = _plain(text)
    if wanted in _HEADINGS:
        return _HEADINGS[wanted]
    if match := _NUMBERED.fullmatch(wanted):
        base = _HEADINGS.get(match[1])
        if base and BY_KEY[base].several and int(match[2]) > 1:
            return numbered(base, int(match[2]))
    return None


def in_order(keys: set[str]) -> list[str]:
    """Keys of ours in the order of the list, numbered ones behind their first."""
    order = {column.key: place for place, column in enumerate(COLUMNS)}

    def place(key: str) -> tuple[int, int]:
        base, number = split_key(key)
        if base in ADDRESS_KEYS:  # a second address stands together, behind the whole first one
            return order["address"], number * len(COLUMNS) + order[base]
        return order[base], number

    return sorted(keys, key=place)


def for_sheet(labels: Iterable[str]) -> list[str]:
    """Labels in the order of a new sheet: those that people work with first, the others as they come."""
    given = list(labels)
    first = [key for key in _FIRST_ON_SHEET if key in given]
    return first + [label for label in given if label not in first]


def _plain(text: str) -> str:
    return " ".join(text.replace("\ufeff", "").split()).casefold()


_HEADINGS = {_plain(text): column.key for column in COLUMNS for text in (column.key, column.en, column.pl)}
