"""The table as a workbook: text cells, and everything of the person's kept when it grows."""

from __future__ import annotations

import io
import re
import textwrap
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import PIL.Image
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from exports import xlsx_file
from exports.columns import COLUMNS, heading
from exports.errors import ExportError
from exports.forget import remove_rows
from exports.table import contacts_to_frame
from exports.writers import read_table, write_table
from parsers.contact import Source
from tests.exports.cards import card


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contacts.xlsx"


def column(sheet: Any, heading: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == heading)


def test_cells_are_text_and_dates_are_dates(path: Path) -> None:
    """A phone stays "+48 601 ...", a number keeps its zeros, a date can be sorted and filtered."""
    write_table([card(1)], path)
    sheet = openpyxl.load_workbook(path).active
    cells = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert cells["Mobile phone"].value == "+48 601 000 001" and cells["Mobile phone"].data_type == "s"
    assert cells["KRS"].value == "0000000001" and cells["KRS"].number_format == "@"
    assert cells["Met on"].value.date() == date(2026, 5, 1) and cells["Met on"].number_format == "yyyy-mm-dd"


def test_the_sheet_is_ready_to_work_in(path: Path) -> None:
    """Frozen header, filter, widths, dates checked as they are typed (with a warning, never a refusal)."""
    write_table([card(0), card(1)], path)
    sheet = openpyxl.load_workbook(path).active
    assert (
        sheet.freeze_panes == "B2"
        and sheet.auto_filter.ref.startswith("A1:")
        and sheet.auto_filter.ref.endswith("3")
    )
    assert sheet.column_dimensions["A"].width == 24
    (check,) = sheet.data_validations.dataValidation
    assert check.type == "date" and check.errorStyle == "warning"
    letters = {ref.coord.split(":")[0].rstrip("0123456789") for ref in check.sqref.ranges}
    assert {sheet[f"{letter}1"].value for letter in letters} == {"Met on", "Follow up on", "Followed up on"}


def test_what_people_work_with_stands_first_and_the_name_in_view(path: Path) -> None:
    """Who it is, what to check, the notes; then the details. The name and its picture stay in sight."""
    write_table([card(0), card(1)], path, pictures={"card-0000": jpeg("red")})
    sheet = openpyxl.load_workbook(path).active
    shown = [cell.value for cell in sheet[1]]
    assert shown[:10] == [
        "Name", "Picture", "Company", "Job title", "Mobile phone", "Work phone", "E-mail", "Check", "Event",
        "Met on",
    ]  # fmt: skip
    assert shown[17:20] == ["Tags", "Title before name", "First name"] and shown[-1] == "Card ID"
    assert sheet.freeze_panes == "C2"


def test_the_name_is_coloured_while_something_is_to_be_checked(path: Path) -> None:
    """By a rule for all rows, the ones to come too: a fill would stay behind when rows are sorted."""
    write_table([card(0)], path, headings="pl")
    sheet = openpyxl.load_workbook(path).active
    (marked,) = sheet.conditional_formatting
    letter = sheet.cell(1, column(sheet, "Do sprawdzenia")).column_letter
    assert str(marked.sqref) == f"A2:A1048576 {letter}2:{letter}1048576"
    assert marked.rules[0].formula == [f'${letter}2<>""'] and sheet["A2"].fill.fill_type is None


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_heading_is_clipped(language: str) -> None:
    """Each fits into two lines of its column; the third is for the button of the filter."""
    for one in COLUMNS:
        text = heading(one.key, language)
        lines = textwrap.wrap(text, one.width - 1, break_long_words=False, break_on_hyphens=False)
        assert len(lines) <= 2 and max(map(len, lines)) < one.width, text


def test_the_table_can_be_printed(path: Path) -> None:
    """Landscape, one page wide, headings on every page; what people work with, or it could not be read."""
    write_table([card(0), card(1)], path)
    sheet = openpyxl.load_workbook(path).active
    tags = sheet.cell(1, column(sheet, "Tags")).column_letter
    assert sheet.page_setup.orientation == "landscape" and sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0 and sheet.print_title_rows == "$1:$1"
    assert sheet.print_area.endswith(f"!$A$1:${tags}$1048576")
    assert sheet.row_dimensions[1].height == 45 and sheet["A1"].font.name == sheet["A2"].font.name


def test_a_print_area_of_whole_columns_is_kept(path: Path) -> None:
    """As Excel and LibreOffice write it; openpyxl reads it only with row numbers."""
    write_table([card(0)], path)

    def whole_columns(name: str, content: bytes) -> bytes:
        return re.sub(rb"(\$A)\$1:(\$[A-Z]+)\$1048576", rb"\1:\2", content) if "workbook" in name else content

    change_parts(path, whole_columns)
    assert not write_table([card(1)], path).notices[1:]
    assert openpyxl.load_workbook(path).active.print_area.endswith("$1048576")


def test_a_row_is_high_enough_for_what_is_to_be_checked(path: Path) -> None:
    """A row with a picture has a height of its own, which does not grow with its text."""
    photo = {"card-0000": jpeg("red"), "card-0001": jpeg("red")}
    write_table([card(0), card(1, problem="Much is to be said of it. " * 12)], path, pictures=photo)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.row_dimensions[2].height == 63 and sheet.row_dimensions[3].height > 120


def test_the_columns_of_a_table_that_exists_are_not_moved(path: Path) -> None:
    """A table of an earlier version keeps its order and gets no colours."""
    first = write_table([card(0)], path)
    book = openpyxl.Workbook()
    cells = contacts_to_frame([card(0)])
    book.active.append([heading(label) for label in cells.columns])
    book.active.append(cells.iloc[0].tolist())
    book.save(path)
    write_table([card(0), card(1)], path, remembered=first.remembered)
    sheet = openpyxl.load_workbook(path).active
    assert [cell.value for cell in sheet[1]] == [heading(label) for label in cells.columns]
    assert (
        not list(sheet.conditional_formatting) and not sheet.print_area and sheet["A3"].value == "Jan Ćwiek"
    )


def test_a_formula_on_a_card_is_only_text(path: Path) -> None:
    """Marked as quoted text, so that it does not run when the cell is edited either."""
    write_table([card(0, company='=HYPERLINK("http://x")', handles=("@zofia",))], path)
    sheet = openpyxl.load_workbook(path).active
    cell = sheet.cell(2, column(sheet, "Company"))
    assert cell.data_type == "s" and cell.quotePrefix and cell.value == '=HYPERLINK("http://x")'
    again = write_table([card(1)], path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet.cell(2, column(sheet, "Company")).data_type == "s" and again.rows_added == 1


def test_control_characters_do_not_break_the_file(path: Path) -> None:
    """What a workbook cannot hold is left out."""
    write_table([card(0, company="A\x00B\x0bC\ud800D", leftover=("x" * 40_000,))], path)
    assert read_table(path).rows()[0]["company"] == "ABCD"


def test_equal_tables_are_equal_files(tmp_path: Path) -> None:
    """Byte for byte, whenever they are written."""
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    for file in (one, other):
        write_table([card(0), card(1)], file)
    assert one.read_bytes() == other.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_everything_of_the_persons_survives_a_second_run(path: Path) -> None:
    """Colours, widths, comments, formulas, own columns, rows and sheets, filters, heights, order."""
    first = write_table([card(0), card(1)], path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    last = sheet.max_column
    sheet.cell(1, last + 1, "VIP")
    sheet.cell(2, last + 1, "tak").fill = PatternFill("solid", fgColor="FF0000")
    sheet.cell(3, last + 1, "=A2&A3")
    sheet.cell(2, 1).font = Font(bold=True, color="00FF00")
    sheet.cell(2, 1).comment = Comment("zadzwonić", "ja")
    sheet.cell(5, 1, "Mój wiersz")
    sheet.column_dimensions["C"].width = 55
    sheet.row_dimensions[2].height = 44
    sheet.freeze_panes = "C2"
    sheet.conditional_formatting.add("A2:A9", openpyxl.formatting.rule.FormulaRule(formula=["A2=1"]))
    book.create_sheet("Notatki")["B2"] = "bez zmian"
    chart = openpyxl.chart.BarChart()
    chart.add_data(openpyxl.chart.Reference(sheet, min_col=1, min_row=1, max_row=3))
    book["Notatki"].add_chart(chart, "D4")
    book.save(path)

    result = write_table([card(0), card(1), card(2)], path, remembered=first.remembered)
    assert (result.rows_added, result.rows_updated) == (1, 0)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert (
        sheet.cell(2, last + 1).fill.fgColor.rgb == "00FF0000" and sheet.cell(3, last + 1).value == "=A2&A3"
    )
    assert sheet.cell(2, 1).font.bold and sheet.cell(2, 1).comment.text == "zadzwonić"
    assert sheet.cell(5, 1).value == "Mój wiersz" and sheet.cell(6, 1).value == "Ewa Lis-Nowacka"
    assert sheet.column_dimensions["C"].width == 55 and sheet.row_dimensions[2].height == 44
    assert sheet.freeze_panes == "C2" and "A2:A9" in [ranges.sqref for ranges in sheet.conditional_formatting]
    assert book["Notatki"]["B2"].value == "bez zmian" and len(book["Notatki"]._charts) == 1
    assert len(sheet.data_validations.dataValidation) == 1


def test_bold_words_in_a_typed_cell_stay_bold(path: Path) -> None:
    """Rich text is kept, not flattened."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    first = write_table([card(0)], path)
    book = openpyxl.load_workbook(path)
    place = column(book.active, "Needs")
    book.active.cell(2, place).value = CellRichText("kawa ", TextBlock(InlineFont(b=True), "dziś"))
    book.save(path)
    write_table([card(0), card(1)], path, remembered=first.remembered)
    rich = openpyxl.load_workbook(path, rich_text=True).active.cell(2, place).value
    assert isinstance(rich, CellRichText) and str(rich) == "kawa dziś"


def test_a_filter_and_an_excel_table_grow_with_the_rows(path: Path) -> None:
    write_table([card(0)], path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    ref = sheet.auto_filter.ref
    sheet.auto_filter.ref = None
    sheet.add_table(openpyxl.worksheet.table.Table(displayName="Kontakty", ref=ref))
    book.save(path)
    write_table([card(1), card(2)], path)
    assert openpyxl.load_workbook(path).active.tables["Kontakty"].ref.endswith("4")


def test_the_table_is_found_on_any_sheet_and_below_a_title(path: Path) -> None:
    """People move tables."""
    write_table([card(0)], path)
    book = openpyxl.load_workbook(path)
    book.active.insert_rows(1, 3)
    book.active["A1"] = "Moje kontakty"
    book.create_sheet("Pierwszy", 0)["A1"] = "co innego"
    book.save(path)
    assert write_table([card(1)], path).rows_added == 1
    sheet = openpyxl.load_workbook(path).worksheets[1]
    assert sheet["A1"].value == "Moje kontakty" and sheet["A6"].value == "Jan Ćwiek"


@pytest.mark.parametrize("merged", ["A4:R6", "A3:A9", "C4:XFD6"])
def test_new_rows_stand_below_merged_cells(path: Path, merged: str) -> None:
    """A remark over several columns, a name over several rows: what is written into their midst is lost."""
    first = write_table([card(0), card(1)], path)
    book = openpyxl.load_workbook(path)
    start = merged.partition(":")[0]
    book.active[start] = book.active[start].value or "wszyscy z targów"
    book.active.merge_cells(merged)
    book.save(path)
    result = write_table([card(0), card(1), card(2)], path, remembered=first.remembered)
    row = read_table(path).rows()[-1]
    assert (result.rows_added, row["name"], row["phone_mobile"]) == (1, "Ewa Lis-Nowacka", "+48 601 000 002")
    sheet = openpyxl.load_workbook(path).active
    assert sheet.max_row == int(merged.rpartition(":")[2].lstrip("ARXFD")) + 1
    assert str(sheet.merged_cells) == merged and sheet.auto_filter.ref.startswith("A1:")
    again = write_table([card(0), card(1), card(2)], path, remembered=result.remembered)
    assert (again.rows_added, again.rows_updated, again.rows_kept) == (0, 0, 3 + (start != "A3"))


@pytest.mark.parametrize("place", [0, 1])
def test_a_new_column_stands_behind_merged_cells(path: Path, place: int) -> None:
    """The last heading merged with the cells beside it, or a remark of several cells beside the table."""
    first = write_table([card(0)], path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    last, row = sheet.max_column + place, 1 + place
    sheet.cell(row, last).value = sheet.cell(row, last).value or "uwaga"
    sheet.merge_cells(start_row=row, end_row=row, start_column=last, end_column=last + 2)
    book.save(path)
    more = card(0, emails=(*card(0).emails, "zofia@dom.example"))
    write_table([more], path, remembered=first.remembered)
    sheet = openpyxl.load_workbook(path).active
    assert read_table(path).rows()[0]["email_2"] == "zofia@dom.example"
    assert column(sheet, "E-mail 2") == last + 3


def test_a_sheet_that_is_merged_to_its_end_is_left_alone(path: Path) -> None:
    """There is no row below it; the cards are written beside."""
    write_table([card(0)], path)
    book = openpyxl.load_workbook(path)
    book.active.merged_cells.add("C2:C1048576")
    book.save(path)
    before = path.read_bytes()
    result = write_table([card(1)], path)
    assert path.read_bytes() == before and result.path.name == "contacts-new.xlsx"
    assert "merged cells up to its very end" in (result.refused or "")


@pytest.mark.parametrize("title", ["Wizytówki", "Kontakty"])
@pytest.mark.parametrize("taken", ["copy first", "backup"])
def test_a_copy_of_the_sheet_is_not_taken_for_the_table(path: Path, title: str, taken: str) -> None:
    """The title that we gave decides, then the sheet in front; not the place, nor the number of headings."""
    first = write_table([card(0)], path, headings="pl")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    copied = book.copy_worksheet(sheet)
    copied.title = "Wizytówki (2)" if taken == "copy first" else "Kopia 2025"
    if taken == "copy first":
        book.move_sheet(copied, -1)
    else:
        sheet.delete_cols(column(sheet, "KRS"))
    sheet.title = title
    book.active = copied if title == "Wizytówki" else sheet
    sheet.cell(2, column(sheet, "Potrzeby")).value = "kawa"
    book.save(path)
    write_table([card(0), card(1)], path, remembered=first.remembered)
    assert [row["needs"] for row in read_table(path).rows()] == ["kawa", ""]
    book = openpyxl.load_workbook(path)
    assert book[title]["A3"].value == "Jan Ćwiek" and book[copied.title]["A3"].value is None


def test_of_two_sheets_neither_ours_nor_in_front_the_one_with_notes_is_taken(path: Path) -> None:
    write_table([card(0)], path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    sheet.title = "Ludzie"
    book.move_sheet(book.copy_worksheet(sheet), -1)
    book.active = book.create_sheet("Zestawienie")
    sheet.cell(2, column(sheet, "Needs")).value = "kawa"
    book.save(path)
    assert read_table(path).rows()[0]["needs"] == "kawa"


def test_a_formula_without_a_result_is_told_as_it_is(path: Path) -> None:
    """A run leaves formulas without results: what they reckon must not look blank until Excel saves it."""
    write_table([card(0), card(1), card(2)], path)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    place = column(sheet, "Follow up on")
    for row in (2, 3, 4):
        sheet.cell(row, place).value = "=J2+14"
        sheet.cell(row, place).number_format = "yyyy-mm-dd"
    book.save(path)

    def results(name: str, content: bytes) -> bytes:
        """As Excel saves them: a day, an empty text; the third formula has none."""
        for row, kind, result in ((2, b"", b"46157"), (3, b' t="str"', b"")):
            start = rb'(<c r="%s%d"[^>]*)(><f>[^<]*</f>)<v ?/?>(?:</v>)?' % (
                sheet.cell(1, place).column_letter.encode(), row,
            )  # fmt: skip
            content = re.sub(start, rb"\1%s\2<v>%s</v>" % (kind, result), content)
        return content

    change_parts(path, results)
    assert [row["follow_up_on"] for row in read_table(path).rows()] == ["2026-05-15", "", "=J2+14"]
    write_table([card(3)], path)
    assert [row["follow_up_on"] for row in read_table(path).rows()] == ["=J2+14"] * 3 + [""]


@pytest.mark.parametrize("with_notes", [True, False])
def test_threads_of_comments_are_told_or_left_alone(path: Path, with_notes: bool) -> None:
    """Excel keeps their words as notes too; where only the thread has them, the file is not changed."""
    write_table([card(0)], path)
    book = openpyxl.load_workbook(path)
    if with_notes:
        book.active["A2"].comment = Comment("[Threaded comment]\n\nComment:\n    oddzwonić", "tc={1}")
    book.save(path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/threadedComments/threadedComment1.xml", "<ThreadedComments/>")
    before = path.read_bytes()
    result = write_table([card(1)], path)
    if with_notes:
        assert "comments as threads (their words stay, as plain notes) could not be kept" in result.notices[0]
        assert "oddzwonić" in openpyxl.load_workbook(path).active["A2"].comment.text
        assert not write_table([card(2)], path).notices
    else:
        assert path.read_bytes() == before and "comments that stand nowhere as plain" in (
            result.refused or ""
        )


def test_the_row_links_to_its_photo(path: Path, tmp_path: Path) -> None:
    """Beside the table or in another folder, with any letters in its name."""
    photo = tmp_path / "zdjęcia z targów" / "wizytówka 1.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"")
    write_table([card(0, source=Source(file=str(photo))), card(1)], path)
    sheet = openpyxl.load_workbook(path).active
    place = column(sheet, "Photo")
    assert sheet.cell(2, place).hyperlink.target == "zdj%C4%99cia%20z%20targ%C3%B3w/wizyt%C3%B3wka%201.jpg"
    assert sheet.cell(3, place).hyperlink is None


def test_a_pandas_user_loses_nothing(path: Path) -> None:
    """Read and written back by pandas, which turns numbers of tax into quantities: they are mended."""
    first = write_table([card(0), card(1)], path)
    frame = pd.read_excel(path)
    frame["Needs"] = ["kawa", None]
    frame.to_excel(path, index=False)
    assert read_table(path).rows()[1]["krs"] == "1"
    result = write_table([card(0), card(1)], path, remembered=first.remembered)
    assert result.rows_added == 0
    assert read_table(path).rows()[0]["needs"] == "kawa" and read_table(path).rows()[1]["krs"] == "0000000001"


@pytest.mark.parametrize("content", [b"no zip", b"PK\x03\x04 broken"])
def test_a_broken_workbook_is_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ExportError, match=r"contacts\.xlsx cannot be opened as an Excel workbook"):
        xlsx_file.read(path)
    result = write_table([card(0)], path)
    assert path.read_bytes() == content and result.path.name == "contacts-new.xlsx"


def change_parts(path: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Write a workbook again, each of its files changed: (name, content) -> content."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, change(name, content))


def jpeg(colour: str, size: tuple[int, int] = (300, 180)) -> bytes:
    out = io.BytesIO()
    PIL.Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def test_a_small_picture_of_the_card_stands_in_its_row(path: Path) -> None:
    """Tied to its cell; kept by later runs; a new row brings its own."""
    first = write_table([card(0), card(1)], path, pictures={"card-0000": jpeg("red")})
    write_table([card(2)], path, remembered=first.remembered, pictures={"card-0002": jpeg("blue", (90, 400))})
    sheet = openpyxl.load_workbook(path).active
    place = column(sheet, "Picture")
    anchors = [image.anchor for image in sheet._images]
    assert [(mark._from.row, mark.to.row, mark._from.col, mark.editAs) for mark in anchors] == [
        (1, 1, place - 1, "twoCell"),
        (3, 3, place - 1, "twoCell"),
    ]
    assert sheet.row_dimensions[2].height > 50 and sheet.row_dimensions[3].height is None
    assert remove_rows(path, who="Zofia Żak") and len(openpyxl.load_workbook(path).active._images) == 1
    assert (
        b"".join(zipfile.ZipFile(path).read(n) for n in zipfile.ZipFile(path).namelist()).count(b"JFIF") == 1
    )


def test_pictures_do_not_make_files_differ(tmp_path: Path) -> None:
    one, other = tmp_path / "one.xlsx", tmp_path / "other.xlsx"
    for file in (one, other):
        write_table([card(0)], file, pictures={"card-0000": jpeg("red")})
    assert one.read_bytes() == other.read_bytes()


def test_a_workbook_with_a_text_box_is_not_changed(path: Path) -> None:
    """The library that writes workbooks would drop it, with the words in it."""
    write_table([card(0)], path, pictures={"card-0000": jpeg("red")})
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            if name.startswith("xl/drawings/drawing"):
                content = content.replace(b"</wsDr>", b"<sp macro=''/></wsDr>").replace(
                    b"</xdr:wsDr>", b"<xdr:sp macro=''/></xdr:wsDr>"
                )
            archive.writestr(name, content)
    before = path.read_bytes()
    result = write_table([card(1)], path)
    assert path.read_bytes() == before and "holds a text box or a drawn shape" in (result.refused or "")
    assert read_table(path).rows()[0]["name"] == "Zofia Żak"


def test_what_the_library_leaves_out_is_told(path: Path) -> None:
    """Excel's newer kinds of drop-downs and the like are said to be gone, not dropped in silence."""
    write_table([card(0)], path)
    parts = {name: zipfile.ZipFile(path).read(name) for name in zipfile.ZipFile(path).namelist()}
    extension = (
        b'<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        b'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/></extLst></worksheet>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"</worksheet>", extension))
    result = write_table([card(1)], path)
    assert result.notices[0] == (
        "contacts.xlsx: data validation of newer Excel versions could not be kept; the copy contacts.xlsx.bak"
        " may still have it."
    )
    assert result.backup and not write_table([card(1)], path).notices
