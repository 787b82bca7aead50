"""The table as an Excel workbook: text cells, frozen header, filter, dates that are dates.

A workbook that exists is opened and changed in place: only the cells that differ are written, new rows
and columns come behind the last ones, everything else of the person's stays. The look (order of the
columns, colours, print set-up) is given to a new workbook only; from then on it is the person's.
"""

from __future__ import annotations

import gc
import io
import os
import re
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from exports import words
from exports.columns import BY_KEY, DATE_KEYS, NOTE_KEYS, column_of, for_sheet, heading, key_of_heading
from exports.csv_file import HEADINGS_NEEDED
from exports.errors import ExportError
from exports.table import Table, clean_cell, known_headings, label_headings, parse_date, rows_to_frame

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_SEARCHED_ROWS = 20
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384  # of any worksheet
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP file can hold
_TITLES = {"en": "Contacts", "pl": "Wizytówki"}
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 (a fixed moment, so that equal tables are equal files)
_NOTE_COLOUR = "FFF8E1"
_HEADER_COLOUR = "DCE6F1"
_DOUBT_COLOUR = "FFEB9C"
_DATE_FORMAT = "yyyy-mm-dd"
_LINE_HEIGHT = 15  # points, of the usual 11 point letters
_TALLEST_ROW = 409  # points; Excel takes no more
_PICTURE_SIZE = (138, 80)  # width and height in screen pixels, inside a column of 20 characters
_EMU_PER_PIXEL = 9525  # Office measures in English Metric Units, 914,400 an inch, 96 pixels an inch


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A workbook taken in.

    header: the number of the header row (from 1). columns: label -> column number. not_kept: what a change
    would take out of the file, in plain words.
    """

    table: Table
    workbook: Workbook
    sheet: Worksheet
    header: int
    columns: Mapping[str, int]
    not_kept: tuple[str, ...] = ()


def read(path: Path, *, values: bool = False) -> Sheet:
    """Open a workbook and find the table in it; ``_find_table`` says on which sheet.

    values: formulas as their last results (for reports) rather than as formulas (for changing the file).
    A formula without a result stays a formula: openpyxl writes none, so after a run there is none until a
    spreadsheet has saved the file. Raises ExportError where the file is no workbook, holds no table of
    ours, or holds text boxes that would be lost.
    """
    from openpyxl import load_workbook

    try:
        content = path.read_bytes()
    except OSError as error:
        raise ExportError(f"{path} cannot be read ({error.strerror or error}).") from error
    if not values and (lost := _would_be_lost(content)):
        raise ExportError(f"{path} holds {lost}, which would be lost; take it out, or choose another name.")
    try:
        with _without_collector(), warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            workbook = load_workbook(io.BytesIO(content), data_only=values, rich_text=not values)
            formulas = load_workbook(io.BytesIO(content)) if values and _has_formulas(content) else None
    except Exception as error:  # openpyxl raises whatever the broken part of the file makes it stumble over
        raise ExportError(f"{path} cannot be opened as an Excel workbook; save it anew as .xlsx.") from error
    _give_print_areas(workbook, warned)
    not_kept = _not_kept(warned, content)
    if not values and _COMMENT in not_kept:
        raise ExportError(f"{path} holds {_COMMENT}, which would be lost; move it, or choose another name.")
    found = _find_table(workbook, formulas)
    if found is None:
        raise ExportError(
            f"{path} has no headings of a contact table; give another name, or put the headings back."
        )
    sheet, header, grid = found
    last_row = max(grid)
    width = max(max(row) for number, row in grid.items() if number >= header)
    headings = [grid[header].get(place, "") for place in range(1, width + 1)]
    labels, language = label_headings(headings)
    rows = [grid.get(number, {}) for number in range(header + 1, last_row + 1)]
    frame = rows_to_frame([{labels[place - 1]: text for place, text in row.items()} for row in rows], labels)
    table = Table(frame, dict(zip(labels, headings, strict=True)), language)
    columns = {label: place for place, label in enumerate(labels, start=1)}
    return Sheet(table, workbook, sheet, header, columns, not_kept)


def _find_table(workbook: Any, formulas: Any) -> tuple[Any, int, dict[int, dict[int, str]]] | None:
    """The sheet with the table, its header row and its texts; None where no sheet has enough headings.

    Where several have, copies and backups among them, it is the one with the title that we gave it; else
    the one that was in front when the file was saved; else the one with the most notes; else the first.
    """
    found: list[tuple[tuple[bool, bool, int], Any, int, dict[int, dict[int, str]]]] = []
    for sheet in workbook.worksheets:
        grid = _texts(sheet, formulas[sheet.title] if formulas else None)
        known = {row: known_headings(grid.get(row, {}).values()) for row in range(1, _SEARCHED_ROWS + 1)}
        header = max(known, key=known.__getitem__)
        if known[header] >= HEADINGS_NEEDED:
            noted = {place for place, text in grid[header].items() if key_of_heading(text) in NOTE_KEYS}
            notes = sum(len(noted & set(row)) for number, row in grid.items() if number > header)
            rank = (sheet.title in _TITLES.values(), sheet is workbook.active, notes)
            found.append((rank, sheet, header, grid))
    return max(found, key=lambda one: one[0])[1:] if found else None


def _not_kept(warned: Sequence[warnings.WarningMessage], content: bytes) -> tuple[str, ...]:
    """What openpyxl leaves out, in plain words: "data validation of newer Excel versions", ...

    warned: what openpyxl said when it opened ``content``; of comment threads it says nothing.
    """
    told = []
    for warning in warned:
        said = str(warning.message)
        if match := _EXTENSION.match(said):
            told.append(f"{match[1].lower()} of newer Excel versions")
        elif "image" in said and ("removed" in said or "dropped" in said):
            told.append("a picture of an unusual kind")
        elif "comment which will be removed" in said:
            told.append(_COMMENT)
        elif said.startswith("Print area cannot") and not _PRINT_AREA.fullmatch(said):
            told.append("a print area")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if any(map(_THREAD.fullmatch, archive.namelist())):
            told.append("comments as threads (their words stay, as plain notes)")
    return tuple(dict.fromkeys(told))


def _give_print_areas(workbook: Any, warned: Sequence[warnings.WarningMessage]) -> None:
    """Give the sheets the print areas of whole columns that openpyxl has left out, Contacts!$A:$R, again."""
    for warning in warned:
        if match := _PRINT_AREA.fullmatch(str(warning.message)):
            title, left, right = match[1].strip("'").replace("''", "'"), match[2], match[3]
            if title in workbook.sheetnames:
                workbook[title].print_area = f"{left}1:{right}{_LAST_ROW}"


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    """The cells of a sheet that its file has: (row, column), both from 1 -> cell.

    Asked through its public methods, openpyxl makes a cell for every empty place it is asked for, which
    takes more time and memory than the table itself.
    """
    cells: dict[tuple[int, int], Any] = sheet._cells  # noqa: SLF001
    return cells


def _texts(sheet: Any, formulas: Any = None) -> dict[int, dict[int, str]]:
    """What stands in a sheet: row number -> column number -> text, both from 1, empty cells left out.

    formulas: where ``sheet`` holds results, the same sheet with its formulas: they stand where there is none.
    """
    grid: dict[int, dict[int, str]] = {}
    written = _cells(formulas) if formulas is not None else {}
    for (row, column), cell in _cells(sheet).items():
        value = cell.value
        if value is None and cell.data_type == "n":  # an empty text that a formula gave has another type
            value = written[row, column].value if (row, column) in written else None
        if text := cell_text(value):
            grid.setdefault(row, {})[column] = text
    return grid


# What a person may have put on a sheet and openpyxl does not write again: text boxes and other shapes, and
# the threads of comments. Excel keeps the words of a thread a second time, as a note for older versions.
_DRAWING = re.compile(r"xl/drawings/[^/]{1,100}\.xml")
_EXTENSION = re.compile(r"(.{1,60}?) extension is not supported and will be removed")
_PRINT_AREA = re.compile(
    r"Print area cannot be set to Defined name: (.{1,100})!\$([A-Z]{1,3}):\$([A-Z]{1,3})\."
)
_COMMENT = "a comment inside merged cells"
_THREAD = re.compile(r"xl/threadedComments/[^/]{1,100}\.xml")
_NOTE = re.compile(r"xl/comments.{0,100}\.xml")
_FORMULA = re.compile(rb"<(?:[a-z0-9]{1,10}:)?f[ />]")
_LARGEST_DRAWING = 50_000_000  # bytes, unpacked
_SHAPE = re.compile(rb"<(?:[a-z0-9]{1,10}:)?(?:sp|cxnSp|grpSp)[ >]")


def _would_be_lost(content: bytes) -> str:
    """What in a workbook would not survive a change, in words; "" where all would."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            drawings = [entry for entry in archive.infolist() if _DRAWING.fullmatch(entry.filename)]
            small = [entry for entry in drawings if entry.file_size < _LARGEST_DRAWING]
            if len(small) < len(drawings) or any(_SHAPE.search(archive.read(entry)) for entry in small):
                return "a text box or a drawn shape"
            parts = archive.namelist()
            if any(map(_THREAD.fullmatch, parts)) and not any(map(_NOTE.fullmatch, parts)):
                return "comments that stand nowhere as plain notes"
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, zlib.error):
        pass  # no workbook: openpyxl will say so
    return ""


def _has_formulas(content: bytes) -> bool:
    """Whether a formula stands in any sheet. content: of a workbook that openpyxl has opened."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


def cell_text(value: Any) -> str:
    """What a cell holds, as text: a date in ISO form, a whole number without a decimal point."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = getattr(value, "text", None)  # an array formula
    return str(text if text is not None else value)


def new_workbook(
    frame: pd.DataFrame, language: str, folder: Path, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """A fresh workbook of the table: who it is, what to check and the notes first, the details behind.

    folder: where it will stand, for the links to the photos. pictures: card id -> a small JPEG or PNG.
    """
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.properties.creator = "wizytownik"
    workbook.properties.created = _CREATED
    sheet = workbook.active
    assert sheet is not None
    sheet.title = _TITLES.get(language, _TITLES["en"])
    labels = for_sheet(str(label) for label in frame.columns)
    columns = {label: place for place, label in enumerate(labels, start=1)}
    for label, place in columns.items():
        _put_heading(sheet.cell(1, place), label, language)
        _set_up_column(sheet, place, label)
    _write_rows(sheet, frame, columns, 2, folder, pictures or {})
    sheet.row_dimensions[1].height = 3 * _LINE_HEIGHT  # two lines, and one for the button of the filter
    sheet.freeze_panes = "C2" if "picture" in labels[:2] else "B2"
    sheet.auto_filter.ref = f"A1:{_letter(len(labels))}{max(len(frame) + 1, 2)}"
    _mark_doubts(sheet, columns)
    _explain_dates(sheet, columns, language)
    _set_up_print(sheet, columns)
    return to_bytes(workbook)


def _put_heading(cell: Any, label: str, language: str) -> None:
    from openpyxl.styles import Alignment, PatternFill

    _put_text(cell, heading(label, language))
    column = column_of(label)
    own = column is not None and column.kind in ("note", "check")
    font = copy(cell.font)  # a font made anew has no name, and LibreOffice takes one of its own for it
    font.bold = True
    cell.font = font
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.fill = PatternFill("solid", fgColor=_NOTE_COLOUR if own else _HEADER_COLOUR)


def _mark_doubts(page: Worksheet, columns: Mapping[str, int]) -> None:
    """Colour the name wherever something stands in ``check``.

    By a rule rather than a fill: it stays right when rows are sorted, and goes when the cell is emptied.
    """
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles import PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    if {"name", "check"} <= columns.keys():
        check = _letter(columns["check"])
        colour = DifferentialStyle(fill=PatternFill(bgColor=_DOUBT_COLOUR))
        rule = Rule(type="expression", formula=[f'${check}2<>""'], dxf=colour)
        ranges = f"{_below_heading(columns['name'])} {_below_heading(columns['check'])}"
        page.conditional_formatting.add(ranges, rule)


def _explain_dates(page: Worksheet, columns: Mapping[str, int], language: str) -> None:
    """Say how a date is written when its cell is chosen, and warn of what is none; nothing is refused."""
    from openpyxl.worksheet.datavalidation import DataValidation

    dates = DataValidation(
        type="date", operator="greaterThan", formula1="1", allow_blank=True, errorStyle="warning",
        showErrorMessage=True, errorTitle=words.say("date_title", language),
        error=words.say("date_prompt", language),
        showInputMessage=True, promptTitle=words.say("date_title", language),
        prompt=words.say("date_example", language),
    )  # fmt: skip
    for key in DATE_KEYS:
        if key in columns:
            dates.add(_below_heading(columns[key]))
    if dates.sqref:
        page.add_data_validation(dates)


def _set_up_print(page: Worksheet, columns: Mapping[str, int]) -> None:
    """Landscape A4, one page wide, the heading on every page.

    Only what people work with is printed: with the details, a page wide, nobody could read it.
    """
    from openpyxl.worksheet.properties import PageSetupProperties

    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0  # as many pages as it takes
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"
    if notes := [columns[key] for key in NOTE_KEYS if key in columns]:
        page.print_area = f"A1:{_letter(max(notes))}{_LAST_ROW}"  # a print ends with the last row in use
    margins = page.page_margins
    margins.left = margins.right = margins.top = margins.bottom = 0.4  # inches


def _below_heading(place: int) -> str:
    return f"{_letter(place)}2:{_letter(place)}{_LAST_ROW}"


def _letter(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(place)


def changed_workbook(
    sheet: Sheet, frame: pd.DataFrame, folder: Path, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The workbook of ``sheet`` with the table ``frame`` in it (earlier rows and columns first, in order).

    folder, pictures: as for ``new_workbook``; pictures are put into new rows only.
    """
    columns = dict(sheet.columns)
    page, earlier = sheet.sheet, sheet.table.frame
    width = max(columns.values(), default=0)
    new_labels = [label for label in map(str, frame.columns) if label not in columns]
    first, end = sheet.header + 1, sheet.header + len(earlier)
    written = {sheet.header} if new_labels else set()
    for label in new_labels:
        written |= {first + place for place, text in enumerate(frame[label].iloc[: len(earlier)]) if text}
    last_column = _last_column_taken(page, width, written)
    last_row = _last_row_taken(page, end, last_column + len(new_labels))
    added = len(frame) - len(earlier)
    if last_column + len(new_labels) > _LAST_COLUMN or (added and last_row + added > _LAST_ROW):
        raise ExportError(
            f"The sheet {page.title} has merged cells up to its very end, so that nothing fits behind them;"
            " part them, or choose another name."
        )
    header_like = page.cell(sheet.header, width) if width else None
    for label in new_labels:
        last_column += 1
        columns[label] = last_column
        cell = page.cell(sheet.header, last_column)
        _put_text(cell, heading(label, sheet.table.language))
        if header_like is not None and header_like.has_style:
            for part in ("font", "fill", "border", "alignment", "protection"):
                setattr(cell, part, copy(getattr(header_like, part)))
        _set_up_column(page, last_column, label)
    for label, place in columns.items():
        before = earlier[label].tolist() if label in earlier.columns else [""] * len(earlier)
        for number, (old, new) in enumerate(zip(before, frame[label].tolist()[: len(earlier)], strict=True)):
            if old != new:
                _put(page.cell(first + number, place), label, new)
    _write_rows(page, frame.iloc[len(earlier) :], columns, last_row + 1, folder, pictures or {})
    _end_ranges_at(page, sheet.header, end, last_row + added - end if added else 0, last_column - width)
    return to_bytes(sheet.workbook)


def _last_row_taken(page: Worksheet, last_row: int, last_column: int) -> int:
    """The row below which new rows fit: what is written into the covered part of merged cells is lost."""
    ends: list[int] = [cells.max_row for cells in page.merged_cells.ranges if cells.min_col <= last_column]
    return max([last_row, *ends])


def _last_column_taken(page: Worksheet, last_column: int, rows: Collection[int]) -> int:
    """The column behind which new ones fit. rows: those in which something is to be written there."""
    ends: list[int] = [
        cells.max_col
        for cells in page.merged_cells.ranges
        if any(cells.min_row <= row <= cells.max_row for row in rows)
    ]
    return max([last_column, *ends])


def without_rows(sheet: Sheet, places: Sequence[int]) -> bytes:
    """The workbook without some rows of its table. places: numbers below the header row, from 0.

    Where formulas or merged cells stand in the sheet, the rows are emptied instead of taken out: openpyxl
    moves cells without mending what points at them.
    """
    page = sheet.sheet
    gone = sorted((sheet.header + 1 + place for place in places), reverse=True)
    has_formulas = any(
        cell.data_type == "f" for other in sheet.workbook.worksheets for cell in _cells(other).values()
    )
    for number in gone:
        for cell in page[number]:
            if isinstance(cell, _cell_class()):
                cell.value, cell.hyperlink, cell.comment = None, None, None
    pictures = getattr(page, "_images", [])
    pictures[:] = [picture for picture in pictures if _row_of(picture) not in gone]
    if not has_formulas and not page.merged_cells.ranges:
        for number in gone:
            _take_row_out(page, number)
        _end_ranges_at(page, sheet.header, sheet.header + len(sheet.table.frame), -len(gone), 0)
    return to_bytes(sheet.workbook)


def _end_ranges_at(page: Worksheet, header: int, last_row: int, rows: int, columns: int) -> None:
    """Let the filter and the tables of our rows end so many rows later, the filter so many columns too."""
    from openpyxl.utils.cell import range_boundaries

    def moved(ref: str, more_columns: int) -> str:
        left, top, right, bottom = range_boundaries(ref)
        if not left or not right or not bottom or top != header or bottom < last_row:
            return ref
        return f"{_letter(left)}{top}:{_letter(right + more_columns)}{max(bottom + rows, top + 1)}"

    if page.auto_filter.ref:
        page.auto_filter.ref = moved(page.auto_filter.ref, columns)
    for table in page.tables.values():
        if not table.totalsRowCount:
            table.ref = moved(table.ref, 0)
            if table.autoFilter is not None:
                table.autoFilter.ref = table.ref


def _row_of(picture: Any) -> int:
    """The row (from 1) in which a picture is anchored; 0 where it is anchored to no cell."""
    mark = getattr(picture.anchor, "_from", None)
    return mark.row + 1 if mark is not None else 0


def _cell_class() -> type[Cell]:
    from openpyxl.cell.cell import Cell

    return Cell


def _take_row_out(page: Worksheet, number: int) -> None:
    """``delete_rows``, with what openpyxl leaves behind: heights, links, pictures."""
    page.delete_rows(number)
    heights = {n: page.row_dimensions[n] for n in sorted(page.row_dimensions)}
    for n in heights:
        del page.row_dimensions[n]
    for n, dimension in heights.items():
        if n != number:
            dimension.index = n - (n > number)
            page.row_dimensions[dimension.index] = dimension
    for row in page.iter_rows(min_row=number):
        for cell in row:
            if cell.hyperlink:
                cell.hyperlink.ref = cell.coordinate
    for picture in getattr(page, "_images", []):
        for corner in ("_from", "to"):
            mark = getattr(picture.anchor, corner, None)
            if mark is not None and mark.row >= number - 1:
                mark.row -= 1


def to_bytes(workbook: Workbook) -> bytes:
    """The workbook's bytes; the same workbook gives the same bytes at any time."""
    from openpyxl.writer.excel import ExcelWriter

    saved = io.BytesIO()
    with _without_collector():
        ExcelWriter(workbook, zipfile.ZipFile(saved, "w", zipfile.ZIP_STORED)).save()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":  # openpyxl puts the present time here
                content = re.sub(
                    rb"(<dcterms:modified[^>]{0,80}>)[^<]{0,40}", rb"\g<1>2000-01-01T00:00:00Z", content
                )
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, content)
    return out.getvalue()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Let openpyxl make its hundreds of thousands of cells unchecked: that saves a quarter of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _write_rows(
    page: Worksheet,
    frame: pd.DataFrame,
    columns: Mapping[str, int],
    first: int,
    folder: Path,
    pictures: Mapping[str, bytes],
) -> None:
    """New rows from row ``first`` on, where no cells are merged. columns: label -> column number."""
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment

    for label, place in columns.items():
        model: Any = Cell(page, row=1, column=place)  # a style is looked up once a column, not once a cell
        model.number_format = _format_of(label)
        model.alignment = Alignment(vertical="top", wrap_text=True)
        for number, text in enumerate(frame[label].tolist(), start=first):
            if text:
                cell: Any = page.cell(number, place)
                cell._style = copy(model._style)  # noqa: SLF001
                _put(cell, label, text)
            if label == "photo" and text and (link := _link(text, folder)):
                page.cell(number, place).hyperlink = link
    if pictures and "picture" in columns:
        checks = frame["check"].tolist() if "check" in columns else [""] * len(frame)
        for number, (ids, check) in enumerate(zip(frame["card_id"].tolist(), checks, strict=True), first):
            if picture := pictures.get(ids.partition(";")[0]):
                _put_picture(page, number, columns["picture"], picture)
                # A row with a height of its own grows no more with its text.
                lines = len(check) // (BY_KEY["check"].width - 6) + 1
                height = max(_PICTURE_SIZE[1] * 0.75 + 3, lines * _LINE_HEIGHT)  # points
                page.row_dimensions[number].height = min(height, _TALLEST_ROW)


def _put_picture(page: Worksheet, row: int, column: int, picture: bytes) -> None:
    """A small picture inside one cell, tied to it so that it moves when the rows are sorted."""
    from openpyxl.drawing.image import Image
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    image = Image(io.BytesIO(picture))
    scale = min(_PICTURE_SIZE[0] / image.width, _PICTURE_SIZE[1] / image.height)
    edge = _EMU_PER_PIXEL
    right, bottom = (edge + max(1, round(side * scale)) * edge for side in (image.width, image.height))
    image.anchor = TwoCellAnchor(
        editAs="twoCell",
        _from=AnchorMarker(column - 1, edge, row - 1, edge),
        to=AnchorMarker(column - 1, right, row - 1, bottom),
    )
    page.add_image(image)


def _set_up_column(page: Worksheet, place: int, label: str) -> None:
    """Width, and a format by which what people type later stays text, or becomes a date."""
    from openpyxl.styles import Alignment

    column = column_of(label)
    dimension = page.column_dimensions[_letter(place)]
    dimension.width = column.width if column else 16
    dimension.number_format = _format_of(label)
    dimension.alignment = Alignment(vertical="top", wrap_text=True)


def _format_of(label: str) -> str:
    return _DATE_FORMAT if label in DATE_KEYS else "@"


def _put(cell: Cell | MergedCell, label: str, text: str) -> None:
    """Write one cell of ours: a date as a date, all else as text."""
    from openpyxl.cell.cell import Cell

    if not isinstance(cell, Cell):  # the covered part of cells that a person merged holds nothing
        return
    if label in DATE_KEYS and (day := parse_date(text)):
        cell.value = day
    elif text:
        _put_text(cell, text)
    else:
        cell.value = None
    if column_of(label) and cell.number_format == "General":
        cell.number_format = _format_of(label)


def _put_text(cell: Cell | MergedCell, text: str) -> None:
    """Text that stays text: what looks like a formula gets the mark that Excel gives to quoted text."""
    text = clean_cell(text)
    cell.value = text
    if cell.data_type != "s":
        cell.data_type = "s"
    if text[:1] in tuple("=+-@"):
        cell.quotePrefix = True


def _link(photo: str, folder: Path) -> str:
    """A link from the table's folder to a photo that is there; "" where there is none."""
    first = Path(photo.split("; ")[0])
    try:
        if not first.is_file():
            return ""
        link = Path(os.path.relpath(first.resolve(), folder.resolve())).as_posix()
    except (OSError, ValueError):
        return ""
    return quote(link)
