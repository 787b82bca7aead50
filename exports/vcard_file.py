"""Contacts as vCards: 3.0 (RFC 2426), which every phone takes, or 4.0 (RFC 6350).

The UID is made from the card id, so a second import updates the contact and does not double it.
"""

from __future__ import annotations

import base64
import re
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from exports import words
from exports.columns import NOTE_KEYS, heading
from exports.content_lines import UNFOLDED, folded, on_one_line
from exports.table import phone_text, split_name
from parsers.contact import Contact, Phone

# The types of TEL in RFC 2426, 3.3.1, and RFC 6350, 6.4.1.
_TYPES = {
    "mobile": ("CELL", "VOICE"),
    "work": ("WORK", "VOICE"),
    "fax": ("WORK", "FAX"),
    "home": ("HOME", "VOICE"),
    "other": ("VOICE",),
}
_COUNTRIES = Path(__file__).parent / "data" / "countries.toml"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:wizytownik:card")


def to_bytes(
    contacts: Iterable[Contact],
    *,
    version: str = "3.0",
    headings: str = "en",
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """One vCard per contact that has a name, a company or a way to reach it; UTF-8, CRLF, folded.

    pictures: card id -> JPEG bytes, put in as PHOTO. headings: language of the words in NOTE.
    """
    known = pictures or {}
    return b"".join(
        to_vcard(contact, version=version, headings=headings, picture=known.get(contact.card_id))
        for contact in contacts
    )


def uid_of(contact: Contact) -> str:
    """A stable UID: the same card, or the same person where there is no card id, gives the same."""
    told = contact.card_id or "|".join((contact.name, contact.company, *contact.emails))
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, told)}"


def note_of(contact: Contact, headings: str = "en") -> str:
    """The notes as lines "Talked about: ...", those under headings of a person's own last; "" for none."""
    notes = {**dict.fromkeys(NOTE_KEYS, ""), **contact.notes}
    return "\n".join(f"{heading(key, headings)}: {text}" for key, text in notes.items() if text)


def to_vcard(
    contact: Contact, *, version: str = "3.0", headings: str = "en", picture: bytes | None = None
) -> bytes:
    """One vCard; nothing for a card on which nothing was read."""
    import vobject
    from vobject.vcard import Address, Name

    names = (contact.name, contact.company, *contact.emails, *(phone.printed for phone in contact.phones))
    shown = next(filter(None, names), "")
    if not shown:
        return b""
    four = version == "4.0"
    card = vobject.newFromBehavior("VCARD")

    def add(name: str, value: object, *types: str, **params: str) -> Any:
        line = card.add(name)
        line.value = value
        if types:
            line.params["TYPE"] = [kind.lower() for kind in types] if four else list(types)
        line.params.update((key, [text]) for key, text in params.items())
        return line

    def add_uri(name: str, value: str, *types: str, **params: str) -> None:
        add(name, on_one_line(value), *types, **params).behavior = None  # a URI is not escaped

    add("version", version)
    add_uri("uid", uid_of(contact))
    add("fn", shown)
    person = split_name(contact)
    add(
        "n",
        Name(person.family_name, person.given_name, prefix=person.name_prefix, suffix=person.name_suffix),
    )
    if contact.department:
        add("org", [contact.company, contact.department])
    elif contact.company:
        add("org", [contact.company])
    for title in contact.job_titles:
        add("title", title)
    for phone in contact.phones:
        types = _TYPES.get(phone.kind, _TYPES["other"])
        if four and phone.number:
            add_uri("tel", _tel_uri(phone), *types, VALUE="uri")
        else:
            add("tel", _dialled(phone), *types)
    for email in contact.emails:
        add("email", email, *(("WORK",) if four else ("INTERNET", "WORK")))
    for website in contact.websites:
        add_uri("url", _uri(website))
    for handle in contact.handles:
        add("x-socialprofile", handle)
    for a in contact.addresses:
        country = _country_name(a.country, headings)
        parts = Address(a.street or a.printed, a.city, a.region, a.postal_code, country)
        add("adr", parts, "WORK")
    tags = re.split(r"[,;]", contact.notes.get("tags", ""))
    if tags := [tag.strip() for tag in tags if tag.strip()]:
        add("categories", tags)
    if text := _note_text(contact, headings, four=four):
        add("note", text)
    if picture and four:
        add_uri("photo", f"data:image/jpeg;base64,{base64.b64encode(picture).decode('ascii')}")
    elif picture:
        add("photo", picture, ENCODING="b")
        card.photo.params["TYPE"] = ["JPEG"]
    return folded(card.serialize(lineLength=UNFOLDED))


def _note_text(contact: Contact, headings: str, *, four: bool) -> str:
    """NOTE: the notes, and what a vCard has no other place for."""
    lines = [note_of(contact, headings)]
    if not four:
        extended = [phone_text(phone) for phone in contact.phones if phone.extension]
        lines += [f"{words.say('phone', headings)}: {text}" for text in extended]
    if contact.other_names:
        lines.append(f"{heading('other_names', headings)}: {', '.join(contact.other_names)}")
    lines += [" ".join(filter(None, (t.kind, t.number or t.printed))) for t in contact.tax_ids]
    return "\n".join(filter(None, lines))


def _dialled(phone: Phone) -> str:
    """A number as it goes into TEL of 3.0: without its extension, which goes into the note.

    Android's importer keeps the digits alone, so "ext. 12" and ",12" would be dialled as part of the number,
    and others show the backslash that RFC 2426 puts before the comma.
    """
    if not phone.extension:
        return phone_text(phone)
    return phone_text(replace(phone, extension="", printed=phone.printed.partition(" ext. ")[0]))


def _uri(website: str) -> str:
    """A web site as a URI (RFC 2426, 3.6.8; RFC 6350, 6.7.8): cards leave the scheme out."""
    return website if "://" in website else f"https://{website}"


def _country_name(country: str, headings: str) -> str:
    """The name of an ISO 3166 alpha-2 code in "en" or "pl"; what is no code stays as it is."""
    english, polish = _countries().get(country, (country, country))
    return polish if headings == "pl" else english


@cache
def _countries() -> dict[str, tuple[str, str]]:
    return tomllib.loads(_COUNTRIES.read_text(encoding="utf-8"))


def _tel_uri(phone: Phone) -> str:
    """RFC 3966: tel:+48221234567;ext=12."""
    return f"tel:{phone.number};ext={phone.extension}" if phone.extension else f"tel:{phone.number}"
