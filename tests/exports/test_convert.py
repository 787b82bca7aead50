"""The table into the files that other tools import."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from exports.convert import TARGETS, Exported, export_table, read_profile, suffixes_of
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
    text = exported.content.decode("utf-8-sig")
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
    assert exported.content.startswith(b"\xef\xbb\xbf") and len(first) == 88
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
    out = tmp_path / f"out{suffixes_of(target)[0]}"
    export_table(table, out, to=target)
    text = out.read_text(encoding="utf-8")
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
    frame = pd.read_csv(tmp_path / "out.csv", sep=";", dtype=str)
    assert exported.path == tmp_path / "out.csv"
    assert list(frame.columns) == ["Kto", "Tel.", "Uwagi"] and frame["Kto"][0] == "Żak, Zofia"
    assert "E-mail: zofia0@mosty.example" in frame["Uwagi"][0]
    assert "O czym rozmawialiśmy: most" in frame["Uwagi"][0]


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


def typed_table(path: Path, *rows: dict[str, str]) -> Path:
    """A table with columns that its person added, and what they typed."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, headings)
        writer.writeheader()
        writer.writerows(rows)
    return path


ANNA = {"Name": "Anna Lis", "Company": "Lisia Nora", "E-mail": "anna@nora.example", "Card ID": "card-1"}


@pytest.mark.parametrize("target", TARGETS)
def test_columns_that_a_person_added_reach_the_notes(tmp_path: Path, target: str) -> None:
    """A second column of one heading and a heading like a word of ours, too; headings as they were typed."""
    table = typed_table(
        tmp_path / "a.csv",
        {**ANNA, "Wine he likes": "Malbec; dry", "notes": "late", "Talked about": "bridges", "value": "9"},
    )
    content = export_table(table, None, to=target).content.decode("utf-8-sig").replace("\r\n ", "")
    plain = content.replace("\\;", ";").replace("\\,", ",")
    for heading, text in (
        ("Talked about", "bridges"), ("Wine he likes", "Malbec; dry"), ("notes", "late"), ("value", "9"),
    ):  # fmt: skip
        if target == "jsonl":
            notes = json.loads(content)["notes"]
            assert text in (notes.get(heading), notes["talked_about"])
        else:
            assert f"{heading}: {text}" in plain, target


def test_own_columns_reach_an_own_mapping_without_notes(tmp_path: Path) -> None:
    """By ``unplaced``, as all that has no column of its own."""
    profile = tmp_path / "my.toml"
    profile.write_text(
        "unplaced = 'Rest'\n[columns]\nWho = '{name}'\nWhat = '{talked_about}'\nRest = ''\n", encoding="utf-8"
    )
    notes = {"Wine": "Malbec", "Talked about": "most", "Needs": "stal"}
    table = typed_table(tmp_path / "a.csv", ANNA | notes)
    (row,) = rows(export_table(table, None, profile=profile))
    assert row["What"] == "most"
    assert row["Rest"].splitlines() == [
        "Company: Lisia Nora", "E-mail: anna@nora.example", "Needs: stal", "Wine: Malbec",
    ]  # fmt: skip


def test_days_are_exported_as_days_or_not_at_all(tmp_path: Path) -> None:
    """In whatever form they were typed; what is no day is told and stays in the notes."""
    table = typed_table(
        tmp_path / "a.csv",
        {**ANNA, "Met on": "5 czerwca 2026", "Talked about": "x"},
        {**ANNA, "Met on": "jutro", "Talked about": "x"},
        {**ANNA, "Met on": "", "Talked about": "x", "Follow up on": "2031-01-01"},
    )
    exported = export_table(table, None, to="hubspot")
    assert [row["Activity date"] for row in rows(exported)] == ["2026-06-05", "", ""]
    assert "Met on: jutro" in rows(exported)[1]["Note body"]
    why = "HubSpot asks for Activity date beside Note body"
    assert [(one.row, one.why) for one in exported.lacking] == [
        (3, why), (3, "“Met on” is not understood as a day; write it as 2026-05-31"), (4, why),
    ]  # fmt: skip


def test_pipedrive_has_a_column_for_every_type_of_phone(table: Path) -> None:
    first = rows(export_table(table, None, to="pipedrive"))[0]
    assert (first["Phone - Mobile"], first["Phone - Work"]) == ("+48 601 000 000", "+48 22 123 0000 ext. 12")
    assert "Telefon służbowy 2: +48 221 239 999" in first["Note"] and "Faks: +48 221 237 777" in first["Note"]


@pytest.mark.parametrize(
    ("target", "name"),
    [("google", "g.xlsx"), ("google", "v.vcf"), ("vcard3", "e.xlsx"), ("vcard4", "e"), ("jsonl", "e.json")],
)
def test_a_name_of_another_kind_is_refused(table: Path, tmp_path: Path, target: str, name: str) -> None:
    """Nothing is written, and what is there stays."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(ExportError, match="end it in"):
        export_table(table, tmp_path / name, to=target)
    assert (tmp_path / name).read_text() == "mine"


def test_no_table_is_replaced_by_an_export(tmp_path: Path) -> None:
    """Neither the one that is exported, by any name, nor another one; an earlier export is."""
    one = typed_table(tmp_path / "one.csv", ANNA)
    other = typed_table(tmp_path / "other.csv", ANNA)
    (tmp_path / "link.csv").symlink_to(one)
    (tmp_path / "hard.csv").hardlink_to(one)
    (tmp_path / "workbook.xlsx").write_bytes(b"")
    write_table([card(0)], tmp_path / "workbook.xlsx")
    (tmp_path / "disguised.csv").symlink_to(tmp_path / "workbook.xlsx")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for name in ("one.csv", "link.csv", "hard.csv"):
        with pytest.raises(ExportError, match=f"{name} is the table itself"):
            export_table(one, tmp_path / name, to="google")
    for path in (other, tmp_path / "disguised.csv"):
        with pytest.raises(ExportError, match="is a table of contacts"):
            export_table(one, path, to="google")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    for _ in range(2):
        assert export_table(one, tmp_path / "google.csv", to="google").backup is None


def test_what_an_export_replaces_is_kept_each_time(tmp_path: Path) -> None:
    """Each copy is the only one of another file. What a copy holds is not copied again."""
    out = tmp_path / "out.csv"
    made = []
    for name in ("Anna", "Ewa", "Ida", "Anna", "Ewa"):
        table = typed_table(tmp_path / "a.csv", {**ANNA, "Name": name})
        made.append(export_table(table, out, to="google").backup)
    names = [path.name if path else None for path in made]
    assert names == [None, "out.csv.bak", "out.csv.bak-2", "out.csv.bak-3", "out.csv.bak"]
    assert "Ida" in (tmp_path / "out.csv.bak-3").read_text()
