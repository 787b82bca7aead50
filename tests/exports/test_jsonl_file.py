"""The contact record: every key always there, and a contact comes back as it went."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import jsonl_file
from exports.errors import ExportError
from exports.jsonl_file import contact_from_record, to_record, to_text
from parsers.contact import NOTE_KEYS, Contact, Field, Phone
from parsers.lines import Box
from tests.exports.cards import card

KEYS = [
    "schema", "card_id", "source", "name", "given_name", "family_name", "name_prefix", "name_suffix",
    "other_names", "job_titles", "department", "company", "emails", "websites", "handles", "phones",
    "addresses", "tax_ids", "language", "fields", "text", "leftover", "needs_review", "notes", "problem",
]  # fmt: skip
PHONE = Phone("mobile", "+48601000000", "601 000 000")
FIELD = Field(
    "phones", "+48601000000", "601 000 000", 0.9123456, Box(1, 2, 3, 4), "both", "labelled", detail=PHONE,
    repairs=("O for 0",), problem="It is short", corners=((0, 0), (9.04, 0), (9, 5), (0, 5)),
)  # fmt: skip


def test_the_record_has_all_keys_in_order_even_where_nothing_was_read() -> None:
    record = to_record(Contact(problem="The photo is too dark."))
    assert list(record) == KEYS and list(record["notes"]) == list(NOTE_KEYS)
    assert record["source"] == {
        "file": "", "page": 1, "card": 1, "corners": None, "side": "front", "taken_on": None, "event": "",
    }  # fmt: skip


def test_a_field_tells_where_it_stands_and_how_it_was_found() -> None:
    (told,) = to_record(card(0, phones=(PHONE,), fields=(FIELD,)))["fields"]
    assert told == {
        "field": "phones", "value": "+48601000000", "printed": "601 000 000", "confidence": 0.9123,
        "needs_review": True, "corners": [[0.0, 0.0], [9.0, 0.0], [9.0, 5.0], [0.0, 5.0]], "reader": "both",
        "rule": "labelled", "repairs": ["O for 0"], "problem": "It is short",
    }  # fmt: skip


def test_a_contact_comes_back() -> None:
    """All but the card pixels, which the record does not have."""
    contact = card(0, phones=(PHONE,), fields=(FIELD,), text=("a", "b"), needs_review=True)
    back = contact_from_record(json.loads(to_text([contact])))
    (field,) = back.fields
    assert field.detail == PHONE and field.corners == ((0, 0), (9, 0), (9, 5), (0, 5))
    assert replace(back, fields=()) == replace(contact, fields=())
    assert to_text([back]) == to_text([contact])


@given(st.text(), st.lists(st.text()))
def test_any_text_stays_on_one_line(name: str, lines: list[str]) -> None:
    text = jsonl_file.to_bytes([card(0, name=name, text=tuple(lines))]).decode()
    assert text.count("\n") == 1 and json.loads(text)["card_id"] == "card-0000"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1, is no JSON object"),
        ("[1]", "line 1, is no JSON object"),
        ('{"schema": 2}', "schema 2 cannot be read"),
        ('{"schema": 1}', "is not as docs/contact-record.md describes it"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ExportError, match=told):
        jsonl_file.read(path)


def test_notes_under_headings_of_a_persons_own_are_kept() -> None:
    """Behind the keys that are always there."""
    record = to_record(card(0, notes={"needs": "stal", "Wine": "Malbec"}))
    assert record["notes"]["needs"] == "stal" and list(record["notes"])[-1] == "Wine"
    assert contact_from_record(record).notes["Wine"] == "Malbec"
