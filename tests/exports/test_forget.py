"""What is kept on a person, and how it goes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from exports.errors import ExportError
from exports.forget import about, card_ids_of, day_before, find_rows, remove_rows
from exports.writers import read_table, write_table
from parsers.contact import Source
from tests.exports.cards import card

TABLES = [".csv", ".xlsx"]


def make(tmp_path: Path, suffix: str = ".xlsx") -> Path:
    path = tmp_path / f"a{suffix}"
    old = Source("old.jpg", taken_on=date(2024, 1, 5), event="Dawno")
    write_table([card(0), card(1, source=old)], path, headings="pl")
    write_table([card(2), card(3)], path)
    return path


@pytest.mark.parametrize("who", ["Zofia Żak", "zak zofia", "ŻAK", "zofia0@mosty.example"])
def test_a_person_is_found_by_name_or_mail(tmp_path: Path, who: str) -> None:
    (match,) = find_rows(read_table(make(tmp_path)), who=who)
    assert match.who == "Zofia Żak, Przykładowe Mosty sp. z o.o." and match.card_ids == ("card-0000",)


@pytest.mark.parametrize("who", ["", " ", "Zofia Kowalska", "Zof", "@"])
def test_nobody_else_is_found(tmp_path: Path, who: str) -> None:
    assert find_rows(read_table(make(tmp_path)), who=who) == ()


def test_about_prints_every_cell(tmp_path: Path) -> None:
    text = about(read_table(make(tmp_path)), "Zofia Żak")
    assert (
        "Imię i nazwisko: Zofia Żak\n" in text and "Id wizytówki: card-0000" in text and "Ćwiek" not in text
    )


@pytest.mark.parametrize("suffix", TABLES)
@pytest.mark.parametrize(
    ("how", "left"),
    [
        ({"who": "Zofia Żak"}, ["Jan Ćwiek", "Ewa Lis-Nowacka", "Łukasz Wąs"]),
        ({"card_id": "card-0002"}, ["Zofia Żak", "Jan Ćwiek", "Łukasz Wąs"]),
        ({"older_than": date(2025, 1, 1)}, ["Zofia Żak", "Ewa Lis-Nowacka", "Łukasz Wąs"]),
        ({"who": "Nikt Taki"}, ["Zofia Żak", "Jan Ćwiek", "Ewa Lis-Nowacka", "Łukasz Wąs"]),
    ],
)
def test_rows_go_and_the_others_stay(
    tmp_path: Path, suffix: str, how: dict[str, object], left: list[str]
) -> None:
    """From the table and from its copy."""
    path = make(tmp_path, suffix)
    removed = remove_rows(path, **how)
    assert [row["name"] for row in read_table(path).rows()] == left
    backup = tmp_path / f"copy{suffix}"
    backup.write_bytes(path.with_name(path.name + ".bak").read_bytes())
    assert {row["name"] for row in read_table(backup).rows()} <= set(left)
    assert set(card_ids_of(removed)).isdisjoint(row["card_id"] for row in read_table(path).rows())


def test_what_the_person_made_of_the_sheet_stays_with_its_row(tmp_path: Path) -> None:
    """Colours, heights, comments and links move up with their rows."""
    path = make(tmp_path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.row_dimensions[3].height = 50
    sheet.cell(3, 1).hyperlink = "https://kuznia.example"
    sheet.cell(3, 1).comment = openpyxl.comments.Comment("uwaga", "ja")
    book.save(path)
    remove_rows(path, who="Zofia Żak")
    sheet = openpyxl.load_workbook(path).active
    assert sheet.cell(2, 1).value == "Jan Ćwiek" and sheet.row_dimensions[2].height == 50
    assert sheet.cell(2, 1).hyperlink.target == "https://kuznia.example"
    assert sheet.cell(2, 1).comment.text == "uwaga" and sheet.auto_filter.ref.endswith("4")


def test_where_formulas_point_at_rows_the_row_is_emptied_in_place(tmp_path: Path) -> None:
    """A formula of the person's must not point at another row afterwards."""
    path = make(tmp_path)
    book = openpyxl.load_workbook(path)
    book.active.cell(5, 60).value = "=A3"
    book.save(path)
    remove_rows(path, who="Zofia Żak")
    sheet = openpyxl.load_workbook(path).active
    assert (
        sheet.cell(2, 1).value is None
        and sheet.cell(3, 1).value == "Jan Ćwiek"
        and sheet.cell(5, 60).value == "=A3"
    )


def test_an_open_table_is_refused(tmp_path: Path) -> None:
    path = make(tmp_path)
    (tmp_path / "~$a.xlsx").touch()
    with pytest.raises(ExportError, match="is open in another program"):
        remove_rows(path, who="Zofia Żak")


@pytest.mark.parametrize(
    ("age", "day"),
    [
        ("24m", date(2024, 5, 31)),
        ("1m", date(2026, 4, 30)),
        ("2y", date(2024, 5, 31)),
        ("31d", date(2026, 4, 30)),
        ("1w", date(2026, 5, 24)),
    ],
)
def test_ages(age: str, day: date) -> None:
    assert day_before(age, date(2026, 5, 31)) == day


@pytest.mark.parametrize("age", ["", "m", "24", "24 months", "-1m", "9999y", "1.5y"])
def test_what_is_no_age_is_told(age: str) -> None:
    with pytest.raises(ExportError):
        day_before(age, date(2026, 5, 31))
