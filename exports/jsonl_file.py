"""The contact record: one JSON object per card and line, as docs/contact-record.md describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from exports.errors import ExportError
from parsers.contact import NOTE_KEYS, SCHEMA, Address, Contact, Detail, Field, Phone, Source, TaxId
from parsers.lines import Box, Corners

_PLAIN = (
    "name", "given_name", "family_name", "name_prefix", "name_suffix", "other_names", "job_titles",
    "department", "company", "emails", "websites", "handles",
)  # fmt: skip


def to_record(contact: Contact) -> dict[str, Any]:
    """The record of one contact: every key always there, in the documented order."""
    source = contact.source
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "card_id": contact.card_id,
        "source": {
            "file": source.file,
            "page": source.page,
            "card": source.card,
            "corners": _corners(source.corners),
            "side": source.side,
            "taken_on": source.taken_on.isoformat() if source.taken_on else None,
            "event": source.event,
        },
    }
    for key in _PLAIN:
        value = getattr(contact, key)
        record[key] = list(value) if isinstance(value, tuple) else value
    record["phones"] = [
        {"kind": p.kind, "number": p.number, "extension": p.extension, "printed": p.printed}
        for p in contact.phones
    ]
    record["addresses"] = [
        {
            "printed": a.printed, "street": a.street, "postal_code": a.postal_code, "city": a.city,
            "region": a.region, "country": a.country,
        }
        for a in contact.addresses
    ]  # fmt: skip
    record["tax_ids"] = [
        {"kind": t.kind, "number": t.number, "valid": t.valid, "printed": t.printed} for t in contact.tax_ids
    ]
    record["language"] = contact.language
    record["fields"] = [
        {
            "field": f.kind, "value": f.value, "printed": f.printed, "confidence": round(f.confidence, 4),
            "needs_review": f.needs_review, "corners": _corners(f.corners), "reader": f.reader,
            "rule": f.rule, "repairs": list(f.repairs), "problem": f.problem,
        }
        for f in contact.fields
    ]  # fmt: skip
    record["text"] = list(contact.text)
    record["leftover"] = list(contact.leftover)
    record["needs_review"] = contact.needs_review
    record["notes"] = {**dict.fromkeys(NOTE_KEYS, ""), **contact.notes}
    record["problem"] = contact.problem
    return record


def contact_from_record(record: Mapping[str, Any]) -> Contact:
    """A contact from its record. The record has no card pixels: boxes come back empty, spans too.

    Raises ExportError where the schema is another one or a value is of another type than documented.
    """
    if record.get("schema") != SCHEMA:
        raise ExportError(
            f"A contact record of schema {record.get('schema')!r} cannot be read; schema {SCHEMA} can."
        )
    try:
        return _contact(record)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ExportError(
            f"A contact record is not as docs/contact-record.md describes it ({error})."
        ) from error


def to_text(contacts: Iterable[Contact]) -> str:
    """The records, one a line."""
    return "".join(json.dumps(to_record(contact), ensure_ascii=False) + "\n" for contact in contacts)


def to_bytes(contacts: Iterable[Contact]) -> bytes:
    return to_text(contacts).encode("utf-8", errors="replace")


def read(path: Path) -> tuple[Contact, ...]:
    """The contacts of a file of records. Raises ExportError that names the line."""
    contacts = []
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if line.strip():
                try:
                    contacts.append(contact_from_record(json.loads(line)))
                except (json.JSONDecodeError, AttributeError) as error:
                    raise ExportError(f"{path}, line {number}, is no JSON object.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(f"{path} cannot be read as a file of contact records.") from error
    return tuple(contacts)


def _contact(record: Mapping[str, Any]) -> Contact:
    source = record["source"]
    plain: dict[str, Any] = {
        key: tuple(v) if isinstance(v := record[key], list) else str(v) for key in _PLAIN
    }
    phones = tuple(Phone(p["kind"], p["number"], p["printed"], p["extension"]) for p in record["phones"])
    addresses = tuple(
        Address(a["printed"], a["street"], a["postal_code"], a["city"], a["region"], a["country"])
        for a in record["addresses"]
    )
    tax_ids = tuple(TaxId(t["kind"], t["number"], t["printed"], t["valid"]) for t in record["tax_ids"])
    details: dict[tuple[str, str], Detail] = {("phones", p.number or p.printed): p for p in phones}
    details |= {("addresses", a.printed): a for a in addresses}
    details |= {("tax_ids", t.number or t.printed): t for t in tax_ids}
    fields = tuple(
        Field(
            kind=f["field"], value=f["value"], printed=f["printed"], confidence=float(f["confidence"]),
            box=Box(0.0, 0.0, 0.0, 0.0), reader=f["reader"], rule=f["rule"],
            detail=details.get((f["field"], f["value"])), repairs=tuple(f["repairs"]), problem=f["problem"],
            needs_review=bool(f["needs_review"]), corners=_read_corners(f["corners"]),
        )
        for f in record["fields"]
    )  # fmt: skip
    return Contact(
        card_id=record["card_id"],
        source=Source(
            file=source["file"],
            page=int(source["page"]),
            card=int(source["card"]),
            corners=_read_corners(source["corners"]),
            side=source["side"],
            taken_on=date.fromisoformat(source["taken_on"]) if source["taken_on"] else None,
            event=source["event"],
        ),
        phones=phones,
        addresses=addresses,
        tax_ids=tax_ids,
        language=record["language"],
        fields=fields,
        text=tuple(record["text"]),
        leftover=tuple(record["leftover"]),
        needs_review=bool(record["needs_review"]),
        notes={key: str(text) for key, text in {**dict.fromkeys(NOTE_KEYS, ""), **record["notes"]}.items()},
        problem=record["problem"],
        **plain,
    )


def _corners(corners: Corners | None) -> list[list[float]] | None:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in corners] if corners else None


def _read_corners(corners: list[list[float]] | None) -> Corners | None:
    return cast(Corners, tuple((float(x), float(y)) for x, y in corners)) if corners else None
