"""Round trips through LibreOffice, as a person opens and saves a table there.

Skipped where LibreOffice is not installed (Debian and Ubuntu: apt-get install libreoffice-calc).
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from exports.writers import read_table, write_table
from parsers.contact import TaxId
from tests.exports.cards import card
from tests.exports.test_nothing_typed_is_lost import play

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed (libreoffice-calc)")

# Field separator, text mark, encoding (76 is UTF-8), first line, language (1045 is Polish).
# Source: LibreOffice help, "Filter Options for the CSV Filter".
OPENED = "CSV:{delimiter},34,76,1,,1045,false,true"
SAVED = "csv:Text - txt - csv (StarCalc):{delimiter},34,76,1,,0,false,true,false,false,false,-1"


def convert(path: Path, to: str, folder: Path, opened: str | None = None) -> Path:
    """Open a file in LibreOffice and save it as ``to`` (a suffix, or a suffix with a filter)."""
    assert OFFICE
    profile = path.parent / "office-profile"
    command = [OFFICE, f"-env:UserInstallation=file://{profile}", "--headless"]
    command += [f"--infilter={opened}"] if opened else []
    done = subprocess.run(
        [*command, "--convert-to", to, "--outdir", str(folder), str(path)],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    suffix = to.partition(":")[0]
    found = [*folder.glob(f"{path.stem}.{suffix}"), *folder.glob(f"{path.stem}-*.{suffix}")]
    assert found, done.stdout + done.stderr
    return found[0]


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    folder.mkdir()
    return folder


CARDS = [
    card(
        0, leftover=("=1+1",), tax_ids=(TaxId("REGON", "12345678512347", ""), TaxId("KRS", "0000000007", ""))
    ),
    card(1, handles=("@cwiek",), company='=HYPERLINK("http://x.example")'),
]


def test_a_workbook_saved_by_libreoffice_is_the_same_table(tmp_path: Path, saved: Path) -> None:
    """No phone, tax number, date or formula-like text changes; a second run finds nothing to do."""
    path = tmp_path / "contacts.xlsx"
    first = write_table(CARDS, path, headings="pl")
    before = read_table(path).rows()
    back = convert(path, "xlsx", saved)
    assert read_table(back).rows() == before
    result = write_table(CARDS, back, remembered=first.remembered)
    assert (result.rows_added, result.rows_updated, result.rows_kept) == (0, 0, 2)


def test_what_is_typed_in_libreoffice_stays(tmp_path: Path, saved: Path) -> None:
    """And the program goes on knowing its own cells."""
    path = tmp_path / "contacts.xlsx"
    first = write_table(CARDS, path, headings="pl")
    book = openpyxl.load_workbook(path)
    place = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, place["Potrzeby"]).value = "kawa"
    book.active.cell(2, place["Imię i nazwisko"]).value = "Zofia Żak-Nowa"
    book.save(path)
    back = convert(path, "xlsx", saved)
    better = [card(0, name="Zofia Żaq", company="Przykładowe Mosty S.A."), CARDS[1]]
    write_table(better, back, remembered=first.remembered)
    row = read_table(back).rows()[0]
    assert (row["needs"], row["name"], row["company"]) == ("kawa", "Zofia Żak-Nowa", "Przykładowe Mosty S.A.")


@pytest.mark.parametrize(("dialect", "delimiter"), [("plain", ","), ("excel-pl", ";")])
def test_a_csv_opened_and_saved_by_libreoffice(
    tmp_path: Path, saved: Path, dialect: str, delimiter: str
) -> None:
    """With Polish settings: phones stay, no formula runs, tax numbers without their zeros are mended."""
    path = tmp_path / "contacts.csv"
    first = write_table(CARDS, path, headings="pl", csv_dialect=dialect)
    before = read_table(path).rows()
    back = convert(
        path, SAVED.format(delimiter=ord(delimiter)), saved, OPENED.format(delimiter=ord(delimiter))
    )
    back = back.rename(saved / "contacts.csv")
    after = read_table(back).rows()
    spoilt = {"krs", "regon"}  # leading zeros
    for key in set(before[0]) - spoilt:
        assert [row[key] for row in after] == [row[key] for row in before], key
    assert write_table(CARDS, back, remembered=first.remembered).rows_added == 0
    assert [row["krs"] for row in read_table(back).rows()] == [row["krs"] for row in before]
    assert [row["regon"] for row in read_table(back).rows()] == [row["regon"] for row in before]


@pytest.mark.parametrize("seed", range(2))
def test_sequences_with_libreoffice_lose_no_typed_cell(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """As in test_nothing_typed_is_lost.py, with the table saved in LibreOffice between the turns."""

    def save(path: Path) -> None:
        shutil.move(convert(path, "xlsx", saved), path)

    play(seed, tmp_path / "contacts.xlsx", monkeypatch, save)


def test_a_workbook_saved_as_csv_runs_no_formula(tmp_path: Path, saved: Path) -> None:
    """Text that looks like a formula comes out as text."""
    path = tmp_path / "contacts.xlsx"
    write_table(CARDS, path)
    text = convert(path, SAVED.format(delimiter=44), saved).read_text(encoding="utf-8")
    (row,) = [row for row in csv.DictReader(text.splitlines()) if row["Name"] == "Jan Ćwiek"]
    assert row["Company"] == '=HYPERLINK("http://x.example")' and row["Mobile phone"] == "+48 601 000 001"
    assert row["Met on"] == "2026-05-01"
