"""Whatever stands on a card or is typed into a cell comes through every kind of file."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.table import clean_cell, guarded, parse_date, phone_text, without_guard
from exports.writers import read_table, write_table
from parsers.contact import Phone
from tests.exports.cards import card

TABLES = [".csv", ".xlsx"]
texts = st.text(max_size=40)
# What a person can type: no control characters, no half characters (no program saves them), no formula.
typed = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=30).filter(
    lambda text: not text.startswith("=")
)


@pytest.mark.parametrize("suffix", TABLES)
@settings(max_examples=40, deadline=None)
@given(company=texts, leftover=texts, job_title=texts)
def test_text_from_a_card_is_read_back(suffix: str, company: str, leftover: str, job_title: str) -> None:
    """As far as a cell can hold it, and with formulas guarded in a CSV file."""
    contact = replace(card(0), company=company, leftover=(leftover,), job_titles=(job_title,))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        first = write_table([contact], path, csv_dialect="excel-pl")
        (row,) = read_table(path).rows()
        for key, text in (("company", company), ("other_text", leftover), ("job_title", job_title)):
            wanted = clean_cell(text)
            assert row[key] == (guarded(wanted) if suffix == ".csv" else wanted)
            assert not row[key].startswith(("=", "@")) or suffix == ".xlsx"
        again = write_table([contact], path, remembered=first.remembered)
        assert (again.rows_added, again.rows_updated) == (0, 0)


@pytest.mark.parametrize("suffix", TABLES)
@settings(max_examples=40, deadline=None)
@given(note=typed, name=typed, own=typed)
def test_text_that_a_person_types_is_never_touched(suffix: str, note: str, name: str, own: str) -> None:
    """Not a space, not a quote, not a letter of any script."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        first = write_table([card(0)], path, csv_dialect="plain")
        if suffix == ".csv":
            header, row = csv.reader(path.open(encoding="utf-8", newline=""))
            row[header.index("Needs")], row[header.index("Name")] = note, name
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([[*header, "Mine"], [*row, own]])
        else:
            book = openpyxl.load_workbook(path)
            place = {cell.value: cell.column for cell in book.active[1]}
            for heading, text in (("Needs", note), ("Name", name), ("Mine", own)):
                book.active.cell(1, place.setdefault(heading, book.active.max_column + 1)).value = heading
                book.active.cell(2, place[heading]).value = text
            book.save(path)
        before = read_table(path).rows()[0]
        write_table([replace(card(0), name="Ktoś Inny"), card(1)], path, remembered=first.remembered)
        after = read_table(path).rows()[0]
        assert [after[key] for key in ("needs", "name", "Mine")] == [
            before[key] for key in ("needs", "name", "Mine")
        ]
        assert before["needs"] == note or suffix == ".xlsx"


@given(texts)
def test_a_guard_is_taken_back(text: str) -> None:
    assert guarded(guarded(text)) == guarded(text)
    if without_guard(text) == text:
        assert without_guard(guarded(text)) == text


@given(texts)
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    parse_date(text)


@pytest.mark.parametrize(
    ("phone", "text"),
    [
        (Phone("mobile", "+48601234567", "601234567"), "+48 601 234 567"),
        (Phone("work", "+48221234567", "(22) 123-45-67"), "+48 22 123 45 67"),
        (Phone("work", "+48221234567", "+48 (0)22 123 45 67 w. 12", "12"), "+48 22 123 45 67 ext. 12"),
        (Phone("work", "+493012345678", "+49 30 / 123 456-78"), "+49 30 123 456 78"),
        (Phone("work", "+12025550143", "202.555.0143"), "+1 202 555 0143"),
        (Phone("work", "+420601234567", "00420601234567"), "+420 601 234 567"),
        (Phone("work", "+3531234567", "x"), "+353 123 4567"),
        (Phone("other", "", "22-55 x7"), "22 55 x7"),
        (Phone("other", "", "---"), "---"),
    ],
)
def test_phones_are_written_in_groups(phone: Phone, text: str) -> None:
    """As printed, where the print has groups; else in threes."""
    assert phone_text(phone) == text
