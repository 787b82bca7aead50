"""The table as CSV: every spreadsheet opens it right, and whatever one saves is read back."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from exports import csv_file
from exports.errors import ExportError
from exports.table import guarded, without_guard
from exports.writers import write_table
from parsers.contact import Phone
from tests.exports.cards import card


def written(path: Path, dialect: str = "plain", **changes: object) -> Path:
    write_table([card(0, **changes), card(1)], path, headings="pl", csv_dialect=dialect)
    return path


@pytest.mark.parametrize(
    ("dialect", "mark", "delimiter"), [("plain", b"", ","), ("excel-pl", b"\xef\xbb\xbf", ";")]
)
def test_dialects(tmp_path: Path, dialect: str, mark: bytes, delimiter: str) -> None:
    """Excel with Polish settings needs a mark and semicolons; a "sep=" line would spoil the letters."""
    content = written(tmp_path / "a.csv", dialect).read_bytes()
    assert content.startswith(mark + f"Imię i nazwisko{delimiter}".encode())
    assert b"sep=" not in content


def test_a_phone_survives_pandas_with_guessed_types(tmp_path: Path) -> None:
    """Spaces and hyphens keep a number from becoming 4.86E+10."""
    frame = pd.read_csv(written(tmp_path / "a.csv"))
    assert list(frame["Telefon komórkowy"]) == ["+48 601-000-000", "+48 601-000-001"]
    assert list(frame["Telefon służbowy"]) == ["+48 22 123 0000 ext. 12", "+48 22 123 0001 ext. 12"]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("x")'])
def test_what_looks_like_a_formula_is_guarded(tmp_path: Path, text: str) -> None:
    """Text from a card must not run in the spreadsheet of who opens the table."""
    path = written(tmp_path / "a.csv", leftover=(text,))
    cells = [cell for row in csv.reader(path.read_text(encoding="utf-8").splitlines()) for cell in row]
    assert f"'{text}" in cells and text not in cells
    assert without_guard(guarded(text)) == text


def test_phones_are_kept_as_they_are(tmp_path: Path) -> None:
    """No apostrophe before a phone; one that is printed with hyphens gets spaces, or Excel would subtract."""
    path = written(tmp_path / "a.csv", phones=(Phone("work", "", "+48-22-555-01-02"),))
    assert "+48 22 555 01 02" in path.read_text(encoding="utf-8") and "'+48" not in path.read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_form_that_a_spreadsheet_saves_is_read_and_kept(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    """The next run writes it in the form in which it was saved."""
    path = tmp_path / "a.csv"
    rows = list(csv.reader(written(path).read_text(encoding="utf-8").splitlines()))
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows) + "\r\n"
    path.write_bytes(text.encode(encoding))
    found = csv_file.read(path)
    assert [row["name"] for row in found.table.rows()] == ["Zofia Żak", "Jan Ćwiek"]
    result = write_table([card(2)], path)
    assert result.rows_added == 1 and result.refused is None
    back = path.read_bytes().decode(encoding)
    assert "Ewa Lis-Nowacka" in back and back.count(delimiter) > 40


def test_an_old_encoding_that_lacks_a_letter_becomes_utf_8(tmp_path: Path) -> None:
    """Nothing turns into a question mark."""
    path = tmp_path / "a.csv"
    path.write_bytes(written(path).read_text(encoding="utf-8").encode("cp1250"))
    write_table([card(2, company="Søren ÷ 株式会社")], path)
    assert "Søren ÷ 株式会社" in path.read_bytes().decode("utf-8-sig")


def test_lines_above_the_header_and_ragged_rows_are_kept(tmp_path: Path) -> None:
    """People write titles above a table and notes beside it."""
    path = tmp_path / "a.csv"
    header, first, second = written(path).read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(["Moje kontakty", "", header, first + ",dopisek", second]), encoding="utf-8")
    write_table([card(2)], path)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("Moje kontakty") and "dopisek" in text and "Ewa Lis-Nowacka" in text


def test_a_file_that_is_no_table_of_ours_is_refused_and_left(tmp_path: Path) -> None:
    """The contacts are written beside it, and a sentence says so."""
    path = tmp_path / "a.csv"
    path.write_text("produkt,cena\nmłotek,12\n", encoding="utf-8")
    with pytest.raises(ExportError, match=r"a\.csv has no headings of a contact table"):
        csv_file.read(path)
    result = write_table([card(0)], path)
    assert result.path == tmp_path / "a-new.csv" and "a-new.csv" in (result.refused or "")
    assert path.read_text(encoding="utf-8") == "produkt,cena\nmłotek,12\n"


@pytest.mark.parametrize(
    ("language", "dialect"), [("pl_PL.UTF-8", "excel-pl"), ("en_GB.UTF-8", "plain"), ("C", "plain")]
)
def test_the_default_dialect_is_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch, language: str, dialect: str
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    assert csv_file.default_dialect() == dialect
