"""Contacts in QR codes: vCard 2.1, 3.0 and 4.0, MECARD, mailto:, tel: and web addresses.

An own tolerant reader, because codes on cards are seldom quite what RFC 2426, RFC 6350 or NTT DoCoMo's
MECARD say: lines not folded, "TEL:" without types, a missing END. What is no contact gives nothing.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from parsers import repair
from parsers.contact import Address, Detail, Field, PersonName, Phone
from parsers.lines import Box, Hints, Line
from parsers.phone_numbers import international_form
from parsers.places import country_in
from parsers.words import squeeze, word_list

NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
SURE = 0.99
LINK_ONLY = 0.7  # a link alone often leads to a service that counts visits, not to the firm's site
MAX_PAYLOAD = 8000
PHONE_KINDS = (
    ("fax", "fax"),
    ("cell", "mobile"),
    ("mobile", "mobile"),
    ("home", "home"),
    ("work", "work"),
    ("voice", "work"),
)


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """The fields of every QR code of the card; boxes are empty, reader "qr". None twice."""
    fields: dict[tuple[str, str], Field] = {}
    for payload in hints.qr_codes:
        for field in _fields(payload[:MAX_PAYLOAD].strip("\ufeff \r\n\t\0")):
            if field.value and (field.kind, field.value.lower()) not in fields:
                fields[field.kind, field.value.lower()] = field
    return tuple(fields.values())


def _fields(payload: str) -> Iterator[Field]:
    start = payload[:12].upper()
    if "BEGIN:VCARD" in payload[:40].upper():
        yield from _from_properties(_vcard_properties(payload), "vcard")
    elif start.startswith("MECARD:"):
        yield from _from_properties(_mecard_properties(payload[7:]), "mecard")
    elif start.startswith("MAILTO:"):
        address = unquote(payload[7:].split("?")[0]).strip()
        if "@" in address:
            yield _field("emails", address.lower(), "mailto", SURE)
    elif start.startswith("MATMSG:"):
        to = re.search(r"(?i)TO:([^;]{3,100});", payload)
        if to and "@" in to.group(1):
            yield _field("emails", to.group(1).strip().lower(), "mailto", SURE)
    elif start.startswith(("TEL:", "SMSTO:", "SMS:")):
        number = payload.split(":", 1)[1].split(":")[0].split("?")[0]
        yield from _phone(number, () if start.startswith("TEL") else ("cell",), "tel")
    elif re.fullmatch(r"(?i)(?:https?://|www\.)\S{4,300}", payload):
        host = re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", payload).split("/")[0].lower()
        social = ".".join(host.split(".")[-2:]) in word_list("social_sites.txt", "hosts")
        yield _field("handles" if social else "websites", payload, "link", LINK_ONLY)


def _from_properties(properties: Iterator[tuple[str, tuple[str, ...], str]], rule: str) -> Iterator[Field]:
    """Fields of (name, lower-case types, value) triples."""
    name: PersonName | None = None
    full = firm = ""
    for key, types, value in properties:
        if key == "N":
            name = _person(value, rule)
        elif key == "FN":
            full = _unescaped(value)
        elif key == "ORG":
            firm, *units = [_unescaped(part) for part in _split(value, ";")]
            yield _field("company", firm, rule, SURE)
            yield _field("department", ", ".join(unit for unit in units if unit), rule, SURE)
        elif key in ("TITLE", "ROLE"):
            yield _field("job_titles", _unescaped(value), rule, SURE)
        elif key == "EMAIL" and "@" in value:
            yield _field("emails", _unescaped(value).lower().removeprefix("mailto:"), rule, SURE)
        elif key == "TEL":
            yield from _phone(_unescaped(value), types, rule)
        elif key == "URL":
            yield _field("websites", _unescaped(value), rule, SURE)
        elif key == "ADR":
            yield from _address(value, rule)
    if full and squeeze(full) == squeeze(firm):
        return  # a firm's own card has no person
    if name is None and full:
        given, _, family = full.rpartition(" ")
        name = PersonName(full, given, family)
    if name and (name.printed or full):
        printed = full if full and not name.prefix and not name.suffix else name.printed or full
        detail = PersonName(printed, name.given, name.family, name.prefix, name.suffix)
        yield _field("name", printed, rule, SURE, detail)
        yield _field("name_prefix", name.prefix, rule, SURE)
        yield _field("name_suffix", name.suffix, rule, SURE)


def _person(value: str, rule: str) -> PersonName:
    if rule == "mecard":
        parts = [part.strip() for part in value.split(",")]
        family, given = parts[0], " ".join(parts[1:]).strip()
        return PersonName(" ".join(part for part in (given, family) if part), given, family)
    parts = [_unescaped(part) for part in _split(value, ";")] + [""] * 5
    family, given, middle, prefix, suffix = parts[:5]
    given = " ".join(part for part in (given, middle) if part)
    return PersonName(" ".join(part for part in (given, family) if part), given, family, prefix, suffix)


def _phone(number: str, types: Sequence[str], rule: str) -> Iterator[Field]:
    number = re.sub(r"(?i)^tel:", "", number.strip())
    number, _, extension = number.partition(";ext=")
    if len(re.sub(r"\D", "", number)) < 5:
        return
    kind = next((kind for word, kind in PHONE_KINDS if any(word in t for t in types)), "other")
    international = international_form(number) if number.startswith(("+", "00")) else ""
    e164 = international if re.fullmatch(r"\+\d{8,15}", international) else ""
    yield _field("phones", e164 or number, rule, SURE, Phone(kind, e164, number, extension))


def _address(value: str, rule: str) -> Iterator[Field]:
    """ADR: box; extended; street; town; region; postal code; country. MECARD often has one plain text."""
    parts = [_unescaped(part) for part in _split(value, ";" if ";" in value else ",")]
    if len(parts) < 7:
        text = ", ".join(part for part in parts if part)
        yield _field("addresses", text, rule, SURE, Address(text) if text else None)
        return
    box, extended, street, city, region, postal_code, country = parts[:7]
    where = " ".join(part for part in (postal_code, city) if part)
    printed = ", ".join(part for part in (box, extended, street, where, region, country) if part)
    code = country.upper() if len(country) == 2 else country_in(country)
    detail = Address(printed, ", ".join(p for p in (street, extended) if p), postal_code, city, region, code)
    yield _field("addresses", printed, rule, SURE, detail)


def _field(kind: str, value: str, rule: str, confidence: float, detail: Detail | None = None) -> Field:
    value = " ".join(repair.printable(value).split())
    return Field(kind, value, value, confidence, NOWHERE, "qr", rule, detail=detail)


def _vcard_properties(payload: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    payload = re.sub(r"=\r?\n", "", payload) if "QUOTED-PRINTABLE" in payload.upper() else payload
    payload = re.sub(r"\r?\n[ \t]", "", payload)
    for line in re.split(r"[\r\n]+", payload):
        head, colon, value = line.partition(":")
        if not colon:
            continue
        key, *types = head.split(";")
        key = key.rpartition(".")[2].strip().upper()  # "item1.TEL"
        kinds = tuple(
            part for t in types for part in re.sub(r"(?i)^type=", "", t).strip('"').lower().split(",")
        )
        if any(t.upper().endswith("QUOTED-PRINTABLE") for t in types):
            charset = next((t.split("=", 1)[1] for t in types if t.upper().startswith("CHARSET=")), "utf-8")
            value = _decoded(quopri.decodestring(value.encode("utf-8", "replace")), charset)
        elif any(t.upper() in ("ENCODING=B", "ENCODING=BASE64", "BASE64") for t in types):
            try:
                value = _decoded(binascii.a2b_base64(value.encode("ascii", "replace")), "utf-8")
            except (binascii.Error, ValueError):
                continue
        yield key, kinds, value.strip()


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")


def _mecard_properties(payload: str) -> Iterator[tuple[str, tuple[str, ...], str]]:
    for part in _split(payload, ";"):
        key, colon, value = part.partition(":")
        if colon:
            name = key.strip().upper()
            plain = value.strip() if name in ("ADR", "N") else value.replace("\\", "").strip()
            yield ("TEL" if name.startswith("TEL") else name), ("fax",) if name == "FAX" else (), plain


def _split(text: str, separator: str) -> list[str]:
    """``text`` at separators that no backslash guards."""
    return re.split(rf"(?<!\\){re.escape(separator)}", text)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([,;:\\])", r"\1", re.sub(r"\\[nN]", ", ", text)).strip()
