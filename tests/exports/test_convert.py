"""The table into the files that other tools import."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from exports.convert import TARGETS, Exported, export_table, read_profile
from exports.errors import ExportError
from exports.writers import write_table
from parsers.contact import Phone
from tests.exports.cards import card

CSV_TARGETS = [name for name in TARGETS if name not in ("vcard3", "vcard4", "jsonl")]
NOTES = {
    "event": "Targi",
    "met_on": "2026-05-01",
    "talked_about": "most",
    "next_step": "oferta",
    "tags": "vip, hel",
}

EVERYTHING = (
    "Zofia", "Żak", "mgr inż.", "Kierownik Działu", "zofia0@mosty.example", "www.mosty.example", "@zofia",
    "+48 601 000 000", "+48 22 123 0000 ext. 12", "+48 221 239 999", "+48 221 238 888", "+48 221 237 777",
    "ul. Prosta 0", "Warszawa", "0000000000", "O czym rozmawialiśmy: most", "Następny krok: oferta",
)  # fmt: skip


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.xlsx"
    more = (
        *card(0).phones,
        Phone("work", "+48221239999", ""),
        Phone("work", "+48221238888", ""),
        Phone("fax", "+48221237777", ""),
    )
    write_table(
        [
            card(0, notes=NOTES, phones=more, name_prefix="mgr inż.", handles=("@zofia",)),
            card(1, emails=(), phones=()),
            card(2, name="", given_name="", family_name="", company="", emails=()),
            card(3, name="", given_name="", family_name="", company="", emails=(), phones=()),
        ],
        path,
        headings="pl",
    )
    return path


def rows(exported: Exported) -> list[dict[str, str]]:
    text = exported.path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(True)))


@pytest.mark.parametrize("target", CSV_TARGETS)
def test_every_value_of_a_contact_reaches_the_target(table: Path, tmp_path: Path, target: str) -> None:
    """In a column of its own or in the notes: nothing is dropped, notes included."""
    exported = export_table(table, tmp_path / "out.csv", to=target)
    first = "\n".join(rows(exported)[0].values())
    for value in EVERYTHING:
        assert value in first, f"{target} lacks {value}"


@pytest.mark.parametrize("target", CSV_TARGETS)
def test_a_row_without_anybody_is_left_out_and_counted(table: Path, tmp_path: Path, target: str) -> None:
    exported = export_table(table, tmp_path / "out.csv", to=target)
    assert (exported.rows, exported.left_out) == (3, 1) and len(rows(exported)) == 3


def test_google_has_the_headers_of_its_own_export(table: Path, tmp_path: Path) -> None:
    """Groups repeat as often as a contact needs."""
    first = rows(export_table(table, tmp_path / "out.csv", to="google"))[0]
    assert list(first)[:3] == ["First Name", "Middle Name", "Last Name"]
    assert first["Labels"] == "* myContacts ::: vip ::: hel"
    assert (first["Phone 1 - Label"], first["Phone 1 - Value"]) == ("Mobile", "+48 601 000 000")
    assert [first[f"Phone {n} - Label"] for n in (2, 3, 4, 5)] == ["Work", "Work", "Work", "Work Fax"]
    assert first["Address 1 - City"] == "Warszawa" and first["Custom Field 1 - Label"] == "KRS"
    second = rows(export_table(table, tmp_path / "out.csv", to="google"))[1]
    assert second["Labels"] == "* myContacts" and second["Phone 1 - Value"] == ""


def test_outlook_has_its_88_headers_and_a_mark(table: Path, tmp_path: Path) -> None:
    """The courtesy title is Title, the post is Job Title."""
    exported = export_table(table, tmp_path / "out.csv", to="outlook")
    first = rows(exported)[0]
    assert exported.path.read_bytes().startswith(b"\xef\xbb\xbf") and len(first) == 88
    assert (first["Title"], first["Job Title"], first["Business Phone 2"]) == (
        "mgr inż.",
        "Kierownik Działu",
        "+48 221 239 999",
    )
    assert first["Categories"] == "vip;hel" and "Telefon służbowy 3: +48 221 238 888" in first["Notes"]


def test_salesforce_takes_only_its_own_salutations(table: Path, tmp_path: Path) -> None:
    first = rows(export_table(table, tmp_path / "out.csv", to="salesforce"))[0]
    assert first["Salutation"] == "" and "Tytuł przed nazwiskiem: mgr inż." in first["Description"]
    assert first["LeadSource"] == "Targi"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("google", []),
        ("salesforce", ["Salesforce asks for LastName", "Salesforce asks for Company"]),
        ("pipedrive", ["Pipedrive asks for Name"]),
        ("hubspot", ["HubSpot asks for First Name or Last Name or Email"]),
    ],
)
def test_rows_that_lack_what_the_target_requires_are_listed(
    table: Path, tmp_path: Path, target: str, told: list[str]
) -> None:
    """With the line of the table, so that they can be filled in."""
    lacking = export_table(table, tmp_path / "out.csv", to=target).lacking
    assert [(one.row, one.why) for one in lacking] == [(4, why) for why in told]


@pytest.mark.parametrize("target", ["vcard3", "vcard4", "jsonl"])
def test_machine_files(table: Path, tmp_path: Path, target: str) -> None:
    text = export_table(table, tmp_path / "out", to=target).path.read_text(encoding="utf-8")
    assert "Zofia" in text and "most" in text
    if target == "jsonl":
        record = json.loads(text.splitlines()[0])
        assert record["notes"]["talked_about"] == "most" and record["phones"][0]["number"] == "+48601000000"
    else:
        assert text.count("BEGIN:VCARD") == 3


def test_an_own_mapping(table: Path, tmp_path: Path) -> None:
    """A file of one's own says which column goes where."""
    profile = tmp_path / "my.toml"
    profile.write_text(
        'title = "Moje"\ndelimiter = ";"\nunplaced = "Uwagi"\nrequired = [["Kto"]]\n'
        '[columns]\n"Kto" = "{family_name}, {given_name}"\n"Tel." = "{phone_mobile|phone_work}"\n'
        '"Uwagi" = ""\n',
        encoding="utf-8",
    )
    exported = export_table(table, tmp_path / "out.csv", profile=profile)
    frame = pd.read_csv(exported.path, sep=";", dtype=str)
    assert list(frame.columns) == ["Kto", "Tel.", "Uwagi"] and frame["Kto"][0] == "Żak, Zofia"
    assert "E-mail: zofia0@mosty.example" in frame["Uwagi"][0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no toml", "is no TOML"),
        ("title = 'x'", "is not as exports/profiles/google.toml shows it"),
        ("[columns]\nA = '{nonsense}'", r"names \{nonsense\}, which is no column"),
        ("unplaced = 'B'\n[columns]\nA = '{name}'", "is none of its columns"),
        ("encoding = 'klingon'\n[columns]\nA = '{name}'", "unknown encoding"),
        ("delimiter = ''\n[columns]\nA = '{name}'", "delimiter is not one character"),
        ("[columns]\nA = '{name}'\n[[groups]]\nof = 'cars'\ncolumns = {}", "is none of email, phone"),
    ],
)
def test_a_wrong_mapping_is_told(tmp_path: Path, text: str, told: str) -> None:
    profile = tmp_path / "my.toml"
    profile.write_text(text, encoding="utf-8")
    with pytest.raises(ExportError, match=told):
        read_profile(profile)


def test_an_unknown_target_is_told(table: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="no target 'fax'; choose one of google, outlook"):
        export_table(table, tmp_path / "out.csv", to="fax")


def test_a_guarded_formula_comes_out_guarded_and_a_phone_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table([card(0, company="=1+1", phones=(Phone("work", "", "+48-22-1"),))], path)
    first = rows(export_table(path, tmp_path / "out.csv", to="google"))[0]
    assert first["Organization Name"] == "'=1+1" and first["Phone 1 - Value"] == "+48 22 1"
