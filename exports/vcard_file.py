"""Contacts as vCards: 3.0 (RFC 2426), which every phone takes, or 4.0 (RFC 6350).

The UID is made from the card id, so a second import updates the contact and does not double it.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterable, Mapping

from exports.columns import NOTE_KEYS, heading
from exports.table import phone_text
from parsers.contact import Contact, Phone

# The types of TEL in RFC 2426, 3.3.1, and RFC 6350, 6.4.1.
_TYPES = {
    "mobile": ("CELL", "VOICE"),
    "work": ("WORK", "VOICE"),
    "fax": ("WORK", "FAX"),
    "home": ("HOME", "VOICE"),
    "other": ("VOICE",),
}
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
    cards = (
        to_vcard(c, version=version, headings=headings, picture=(pictures or {}).get(c.card_id))
        for c in contacts
    )
    return "".join(cards).encode("utf-8", errors="replace")


def uid_of(contact: Contact) -> str:
    """A stable UID: the same card, or the same person where there is no card id, gives the same."""
    told = contact.card_id or "|".join((contact.name, contact.company, *contact.emails))
    return f"urn:uuid:{uuid.uuid5(_NAMESPACE, told)}"


def note_of(contact: Contact, headings: str = "en") -> str:
    """The notes as lines "Talked about: ..."; "" where all are blank."""
    return "\n".join(
        f"{heading(key, headings)}: {text}" for key in NOTE_KEYS if (text := contact.notes.get(key, ""))
    )


def to_vcard(
    contact: Contact, *, version: str = "3.0", headings: str = "en", picture: bytes | None = None
) -> str:
    """One vCard; "" for a card on which nothing was read."""
    import vobject
    from vobject.vcard import Address, Name

    shown = (
        contact.name
        or contact.company
        or next(iter(contact.emails), "")
        or next((p.printed for p in contact.phones), "")
    )
    if not shown:
        return ""
    card = vobject.newFromBehavior("VCARD")

    def add(name: str, value: object, *types: str, **params: str) -> None:
        line = card.add(name)
        line.value = value
        if types:
            line.params["TYPE"] = list(types)
        for key, text in params.items():
            line.params[key] = [text]

    four = version == "4.0"
    add("version", version)
    add("fn", shown)
    given, family = contact.given_name, contact.family_name
    if not given and not family:
        given, _, family = contact.name.rpartition(" ")
    add("n", Name(family=family, given=given, prefix=contact.name_prefix, suffix=contact.name_suffix))
    if contact.company or contact.department:
        add("org", [part for part in (contact.company, contact.department) if part or contact.department])
    for title in contact.job_titles:
        add("title", title)
    for phone in contact.phones:
        types = _TYPES.get(phone.kind, _TYPES["other"])
        if four:
            types = tuple(text.lower() for text in types)
        if four and phone.number:
            add("tel", _tel_uri(phone), *types, VALUE="uri")
        else:
            add("tel", phone.printed if not phone.number else phone_text(phone), *types)
    for email in contact.emails:
        add("email", email, *(("work",) if four else ("INTERNET", "WORK")))
    for website in contact.websites:
        add("url", website)
    for handle in contact.handles:
        add("x-socialprofile", handle)
    for address in contact.addresses:
        parts = Address(
            street=address.street or address.printed,
            city=address.city,
            region=address.region,
            code=address.postal_code,
            country=address.country,
        )
        add("adr", parts, "work" if four else "WORK")
    for tax_id in contact.tax_ids:
        add("x-tax-id", f"{tax_id.kind} {tax_id.number or tax_id.printed}".strip())
    if tags := [
        tag.strip() for tag in contact.notes.get("tags", "").replace(";", ",").split(",") if tag.strip()
    ]:
        add("categories", tags)
    note = [note_of(contact, headings)]
    if len(contact.other_names) > 0:
        note.append(f"{heading('other_names', headings)}: {', '.join(contact.other_names)}")
    note += [f"{t.kind}: {t.number or t.printed}" if t.kind else t.printed for t in contact.tax_ids]
    if text := "\n".join(filter(None, note)):
        add("note", text)
    if picture:
        encoded = base64.b64encode(picture).decode("ascii")
        if four:
            add("photo", f"data:image/jpeg;base64,{encoded}")
        else:
            line = card.add("photo")
            line.value, line.params["ENCODING"], line.params["TYPE"] = picture, ["b"], ["JPEG"]
    add("uid", uid_of(contact))
    return str(card.serialize(lineLength=75))


def _tel_uri(phone: Phone) -> str:
    """RFC 3966: tel:+48221234567;ext=12."""
    return f"tel:{phone.number};ext={phone.extension}" if phone.extension else f"tel:{phone.number}"
