"""The table as CSV: every spreadsheet opens it right, and whatever one saves is read back."""

from __future__ import annotations

import csv
import tempfile
from contextlib import nullcontext, suppress
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports import csv_file
from exports.columns import heading
from exports.errors import ExportError
from exports.table import contacts_to_frame, guarded, rows_to_frame, without_guard
from exports.writers import write_table
from parsers.contact import Phone, Source
from parsers.words import sections
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


def noted(path: Path, note: str, *, headings: str = "en", encoding: str = "utf-8") -> Path:
    """A table of two plain cards as somebody saved it, with a note in the row of the first one."""
    plain = {"company": "Mosty", "addresses": ()}
    cards = [card(n, name=f"Jan Lis {n}", family_name="Lis", given_name="Jan", **plain) for n in range(2)]
    frame = contacts_to_frame(cards, headings=headings)
    frame["event"] = ""
    frame["job_title"] = ""
    frame.loc[0, "needs"] = note
    labels = [heading(str(label), headings) for label in frame.columns]
    path.write_bytes(csv_file.to_bytes(frame, labels, csv_file.Dialect(",", encoding)))
    return path


def typed_in_an_editor(path: Path, old: str, new: str) -> bytes:
    """What stands in the file after somebody changed a piece of it in a text editor."""
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1
    path.write_bytes(text.replace(old, new).encode("utf-8"))
    return path.read_bytes()


def assert_left_alone(path: Path, before: bytes, told: str) -> None:
    """Reading says why, and new cards go beside the table, which keeps every byte."""
    with pytest.raises(ExportError, match=told):
        csv_file.read(path)
    result = write_table([card(2)], path)
    assert result.path == path.with_name("a-new.csv") and "a-new.csv" in (result.refused or "")
    assert path.read_bytes() == before and "Ewa Lis-Nowacka" in result.path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("language", "note"),
    [("en", "Kołodziej"), ("pl", "Kołodziej"), ("en", "Привет"), ("en", "株式"), ("en", "😀")],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_line_in_another_encoding_spoils_no_letter(
    tmp_path: Path, language: str, note: str, encoding: str
) -> None:
    """Something appended by an old program: the rest is UTF-8, and as cp1250 it would be spoilt for good."""
    path = noted(tmp_path / "a.csv", note, headings=language, encoding=encoding)
    before = path.read_bytes() + "Żółw,dopisek\r\n".encode("cp1250")
    path.write_bytes(before)
    assert_left_alone(path, before, r"a\.csv has letters in line 4 that cannot be read")


def test_a_torn_utf_16_file_is_left_alone(tmp_path: Path) -> None:
    """Half a letter at its end is no letter."""
    path = noted(tmp_path / "a.csv", "Kołodziej", encoding="utf-16")
    path.write_bytes(path.read_bytes()[:-5])
    assert_left_alone(path, path.read_bytes(), "has letters in line 3 that cannot be read")


@pytest.mark.parametrize("language", ["C", "pl_PL.UTF-8", "en_GB.UTF-8"])
@pytest.mark.parametrize(
    ("note", "encoding"),
    [
        ("très intéressé à Muñoz", "cp1252"),
        ("très intéressé à Muñoz", "mac_roman"),
        ("Müller schließt für Söhne", "mac_roman"),
        ("São Paulo, amanhã reunião", "cp1252"),
        ("café", "cp1252"),
        ("Kołodziej mówił: zadzwonić później", "cp1250"),
        ("Kołodziej mówił: zadzwonić później", "iso-8859-2"),
        ("Kołodziej mówił: zadzwonić później, wysłać ofertę", "mac_latin2"),
        ("„SPÓŁKA ŻÓŁW” – główny dyrektor…", "cp1250"),
    ],
)
def test_letters_of_old_encodings_are_told_by_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, note: str, encoding: str, language: str
) -> None:
    """Whatever this system's language; the next run writes the same letters."""
    monkeypatch.setenv("LC_ALL", language)
    path = noted(tmp_path / "a.csv", note, encoding=encoding)
    assert csv_file.read(path).table.rows()[0]["needs"] == note
    plain = {"name": "Jo Fox", "given_name": "Jo", "family_name": "Fox", "company": "", "job_titles": ()}
    write_table([card(2, **plain, source=Source("x.jpg"))], path)
    assert note in path.read_bytes().decode(encoding) and "Jo Fox" in path.read_bytes().decode(encoding)
    write_table([card(3, company="Łąka 株式会社")], path)
    text = path.read_bytes().decode("utf-8-sig")
    assert note in text and "Łąka 株式会社" in text


@pytest.mark.parametrize("encoding", ["cp1250", "iso-8859-2", "mac_latin2", "cp852"])
@pytest.mark.parametrize("note", ["ąę", "Łł", "ńoń", "žć"])
def test_polish_headings_tell_the_encoding(tmp_path: Path, note: str, encoding: str) -> None:
    """However odd the notes are."""
    path = noted(tmp_path / "a.csv", note, headings="pl", encoding=encoding)
    assert csv_file.read(path).table.rows()[0]["needs"] == note


@pytest.mark.parametrize(("language", "is_read"), [("C", False), ("pl_PL.UTF-8", True)])
def test_a_single_word_is_told_by_the_language_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, *, is_read: bool
) -> None:
    """In cp1252 the same bytes are "miêta": without any hint nothing is guessed."""
    monkeypatch.setenv("LC_ALL", language)
    path = noted(tmp_path / "a.csv", "mięta", encoding="cp1250")
    if is_read:
        assert csv_file.read(path).table.rows()[0]["needs"] == "mięta"
    else:
        assert_left_alone(path, path.read_bytes(), "does not tell which letters .*CSV UTF-8")


@pytest.mark.parametrize(("note", "encoding"), [("Привет из Москвы", "cp1251"), ("Νίκος", "cp1253")])
def test_letters_of_another_alphabet_are_not_guessed(tmp_path: Path, note: str, encoding: str) -> None:
    """An encoding that is not known here."""
    path = noted(tmp_path / "a.csv", note, encoding=encoding)
    assert_left_alone(path, path.read_bytes(), "does not tell which letters")


@pytest.mark.parametrize(
    "typed", ['"wants the big machine', '"Best" offer', '"wants a, b" and c', '"never ""closed""']
)
def test_a_quotation_mark_typed_in_a_text_editor_moves_nothing(tmp_path: Path, typed: str) -> None:
    """Read as CSV it would swallow the next row, or vanish."""
    path = noted(tmp_path / "a.csv", "MARK")
    before = typed_in_an_editor(path, "MARK", typed)
    assert_left_alone(path, before, r"a\.csv has a quotation mark in the row of line 2")


def test_two_open_quotation_marks_do_not_make_one_note_of_two_rows(tmp_path: Path) -> None:
    """A quotation mark that begins a note and one that ends the note below: good CSV, with a row too few."""
    path = noted(tmp_path / "a.csv", "MARK")
    lines = path.read_text(encoding="utf-8").splitlines()
    place = lines[1].split(",").index("MARK")
    cells = lines[2].split(",")
    cells[place] = 'screen of 19"'
    lines = [lines[0], lines[1].replace("MARK", '"big'), ",".join(cells)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert_left_alone(path, path.read_bytes(), "has a quotation mark in the row of line 2")


@pytest.mark.parametrize("typed", ['a 19" screen', 'he said "maybe"', '"Tea, coffee"', '"two\nlines, here"'])
def test_quotation_marks_that_leave_no_doubt_are_kept(tmp_path: Path, typed: str) -> None:
    """Within a note, or round the whole of it."""
    path = noted(tmp_path / "a.csv", "MARK")
    typed_in_an_editor(path, "MARK", typed)
    wanted = typed[1:-1] if typed.startswith('"') else typed
    assert csv_file.read(path).table.rows()[0]["needs"] == wanted
    write_table([card(2)], path)
    assert csv_file.read(path).table.rows()[0]["needs"] == wanted


@pytest.mark.parametrize("typed", ["tea, coffee", "one, two, three"])
def test_a_comma_without_quotation_marks_moves_no_card_id(tmp_path: Path, typed: str) -> None:
    """It would put the number of the card under the heading of its id."""
    path = noted(tmp_path / "a.csv", "MARK")
    before = typed_in_an_editor(path, "MARK", typed)
    assert_left_alone(path, before, r'a\.csv has more cells than headings in line 2; .* that has ","')


@pytest.mark.parametrize("more", [",beside", ",,beside", ",", ",,,"])
def test_what_is_typed_beside_the_table_is_kept(tmp_path: Path, more: str) -> None:
    """Rows may be longer than the header row where the card id stands in its place."""
    path = noted(tmp_path / "a.csv", "tea")
    first = path.read_text(encoding="utf-8").splitlines()[1]
    before = typed_in_an_editor(path, first, first + more)
    assert write_table([card(2)], path).rows_added == 1
    assert first + more.rstrip(",") in path.read_text(encoding="utf-8") and before


@pytest.mark.parametrize("dialect", csv_file.DIALECTS)
def test_a_note_may_be_long(tmp_path: Path, dialect: str) -> None:
    """Longer than the 131,072 characters at which Python's csv stops unless it is told otherwise."""
    csv.field_size_limit(131_072)
    path = written(tmp_path / "a.csv", dialect)
    found = csv_file.read(path)
    found.table.frame.loc[0, "needs"] = long = "zażółć " * 40_000
    path.write_bytes(csv_file.to_bytes(found.table.frame, found.header, found.dialect))
    csv.field_size_limit(131_072)
    assert csv_file.read(path).table.rows()[0]["needs"] == long


def test_line_ends_of_old_macs_are_kept(tmp_path: Path) -> None:
    """Excel's "CSV (Macintosh)" ends lines with a carriage return alone."""
    path = noted(tmp_path / "a.csv", "tea")
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))
    assert write_table([card(2)], path).rows_added == 1
    assert path.read_bytes().count(b"\r") == 4 and b"\n" not in path.read_bytes()


any_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
any_mark = st.text("\"',;\t\r\n a1Łé=", max_size=12)
cells = st.lists(st.tuples(*[any_text | any_mark] * 4), max_size=4)
FORMS = [
    *csv_file.DIALECTS.values(),
    *(
        csv_file.Dialect(delimiter, encoding, line_end)
        for delimiter in ",;\t"
        for encoding in ("utf-8-sig", "utf-16", "cp1250")
        for line_end in ("\n", "\r\n", "\r")
    ),
]


def read_back(cells: list[tuple[str, ...]], language: str, form: csv_file.Dialect) -> csv_file.CsvTable:
    """Cells written in a form, and read again: they are the same, and so are the bytes of the next time."""
    labels = ["name", "needs", "talked_about", "card_id"]
    rows = [dict(zip(labels, row, strict=True)) for row in cells]
    headings = [heading(label, language) for label in labels]
    content = csv_file.to_bytes(rows_to_frame(rows, labels), headings, form)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        found = csv_file.read(path)
    assert found.table.rows() == rows
    assert csv_file.to_bytes(found.table.frame, found.header, found.dialect) == content
    return found


@settings(max_examples=300, deadline=None)
@given(form=st.sampled_from(FORMS), cells=cells)
def test_whatever_stands_in_cells_is_read_back(form: csv_file.Dialect, cells: list[tuple[str, ...]]) -> None:
    """Quotation marks, line ends, separators, letters of any script: what is written is what is read."""
    with suppress(ExportError) if form.encoding == "cp1250" else nullcontext():
        read_back(cells, "pl", form)


OF_LANGUAGES = [
    *(("pl", "cp1250"), ("cs", "cp1250"), ("de", "cp1252"), ("fr", "cp1252"), ("es", "cp1252")),
    *(("de", "mac_roman"), ("fr", "mac_roman"), ("es", "mac_roman")),
]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
def test_words_of_old_encodings_are_read_back_or_refused(data: st.DataObject) -> None:
    """Names of five languages under English headings, which tell nothing; few of them are in our list."""
    language, encoding = data.draw(st.sampled_from(OF_LANGUAGES))
    names = [name.capitalize() for name in sections("accented_names.txt")[language]]
    drawn = data.draw(st.lists(st.sampled_from(names), min_size=8, max_size=24, unique=True))
    cells = [("", *three) for three in zip(drawn[::3], drawn[1::3], drawn[2::3], strict=False)]
    with suppress(ExportError):
        read_back(cells, "en", csv_file.Dialect(";", encoding))
