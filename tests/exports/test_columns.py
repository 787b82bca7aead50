"""The column list and its headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports import csv_file
from exports.columns import (
    BY_KEY,
    COLUMNS,
    NOTE_KEYS,
    heading,
    in_order,
    key_of_heading,
    numbered,
    split_key,
)
from exports.table import label_headings
from parsers.contact import NOTE_KEYS as RECORD_NOTE_KEYS


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("key", [column.key for column in COLUMNS])
def test_every_heading_is_understood_in_both_languages(key: str, language: str) -> None:
    """In any case and spacing, and the key itself too."""
    text = heading(key, language)
    assert key_of_heading(text) == key_of_heading(f"  {text.upper()} ") == key_of_heading(key) == key
    if BY_KEY[key].several:
        assert key_of_heading(heading(numbered(key, 12), language)) == numbered(key, 12)


def test_the_notes_are_those_of_the_record_and_stand_together() -> None:
    assert NOTE_KEYS == RECORD_NOTE_KEYS
    kinds = [column.kind for column in COLUMNS]
    assert kinds == sorted(kinds, key=["contact", "note", "source", "check"].index)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("E-mail 2", "email_2"),
        ("email_3", "email_3"),
        ("Adres 2", "address_2"),
        ("Name 2", None),
        ("E-mail 1", None),
        ("VIP", None),
        ("", None),
    ],
)
def test_numbered_headings(text: str, key: str | None) -> None:
    """Only columns that may hold several values are numbered, from 2 on."""
    assert key_of_heading(text) == key


def test_a_second_address_stands_together_behind_the_first() -> None:
    keys = {"city", "address_2", "street_2", "address", "email", "email_2", "nip"}
    assert in_order(keys) == ["email", "email_2", "address", "city", "address_2", "street_2", "nip"]


def test_headings_that_a_person_added_keep_their_names_apart() -> None:
    """Two columns of one name, one without a name, one that repeats a heading of ours."""
    labels, language = label_headings(["Imię i nazwisko", "VIP", "VIP", "", "name", "Firma"])
    assert labels == ["name", "VIP", "VIP (column 3)", "(column 4)", "name (column 5)", "company"]
    assert language == "pl"


@given(st.lists(st.text(max_size=20), max_size=12))
def test_labels_are_unique_and_split_keys_never_fail(headings: list[str]) -> None:
    labels, _ = label_headings(headings)
    assert len(set(labels)) == len(headings)
    assert all(split_key(label)[1] >= 1 for label in labels)


def test_labels_are_unique_whatever_the_headings(tmp_path: Path) -> None:
    """A heading may say what the label of another column is made of."""
    headings = ["Name", "Company", "E-mail", "X (column 5)", "X", "X", "X (column 7)", "X", ""]
    labels, _ = label_headings(headings)
    assert len(set(labels)) == len(headings)
    path = tmp_path / "a.csv"
    path.write_text(f"{','.join(headings)}\n1,2,3,4,5,6,7,8,9\n", encoding="utf-8")
    (row,) = csv_file.read(path).table.rows()
    assert list(row.values()) == list("123456789")
