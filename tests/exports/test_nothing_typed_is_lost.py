"""A person and the program work on one table in turns, in any order: no typed cell is ever lost.

The person edits, sorts, deletes and adds rows and columns, and saves through other programs; the program
scans more photos, reads better, and is killed in the middle. ``WIZYTOWNIK_SEQUENCES`` sets how many
sequences are tried for each kind of file (a normal run takes few; the full thousand takes minutes).
"""

from __future__ import annotations

import contextlib
import csv
import os
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from exports import files
from exports.columns import key_of_heading
from exports.ownership import Remembered
from exports.writers import write_table
from parsers.contact import Contact, Phone
from tests.exports.cards import card

SEQUENCES = int(os.environ.get("WIZYTOWNIK_SEQUENCES", "30"))
STEPS = 10

Place = tuple[int, int]  # row (the header is 0) and column, from 0


class Killed(BaseException):
    """The program was ended from outside."""


class File:
    """A table on disk as another program sees it; it knows nothing of the package under test."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def cells(self) -> list[list[object]]:
        """All cells, None where empty, rows of equal length."""
        if self.path.suffix == ".csv":
            text = self.path.read_text(encoding="utf-8-sig")
            delimiter = ";" if text.partition("\n")[0].count(";") > 5 else ","
            grid: list[list[object]] = [
                [cell or None for cell in row]
                for row in csv.reader(text.splitlines(True), delimiter=delimiter)
            ]
        else:
            grid = [list(row) for row in openpyxl.load_workbook(self.path).active.iter_rows(values_only=True)]
        width = max(map(len, grid))
        return [[*row, *[None] * (width - len(row))] for row in grid]

    def save(self, grid: list[list[object]]) -> None:
        """Save as a program would that knows only values."""
        if self.path.suffix == ".csv":
            mark = "\ufeff" if self.path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
            with self.path.open("w", encoding="utf-8", newline="") as file:
                file.write(mark)
                csv.writer(file, delimiter=";" if mark else ",").writerows(grid)
        else:
            book = openpyxl.Workbook()
            for row in grid:
                book.active.append(row)
            book.save(self.path)

    def save_with_pandas(self) -> None:
        """As people do: read with guessed types, write back. Raises what pandas raises."""
        if self.path.suffix == ".csv":
            marked = self.path.read_bytes().startswith(b"\xef\xbb\xbf")
            separator = ";" if marked else ","
            frame = pd.read_csv(self.path, sep=separator, skip_blank_lines=False)
            frame.to_csv(self.path, index=False, sep=separator, encoding="utf-8-sig" if marked else "utf-8")
        else:
            pd.read_excel(self.path).to_excel(self.path, index=False)


class Person:
    """Who works in the table; remembers where they typed."""

    def __init__(self, file: File, chance: random.Random) -> None:
        self.file, self.chance = file, chance
        self.typed: set[Place] = set()
        self.words = 0

    def word(self) -> object:
        """Something never typed before, of the odd kinds that people type."""
        self.words += 1
        n = self.words
        number = 48_600_000_000 + n if self.file.path.suffix == ".xlsx" else str(48_600_000_000 + n)
        choices = [
            f"słowo {n}",
            f"a; b {n}\nc",
            f"+48 700 {n:06}",
            f"=A{n}+1",
            f"'@{n}",
            f"2026-{n % 12 + 1:02}-03",
            number,
        ]
        return self.chance.choice(choices)

    def edit(self) -> None:
        grid = self.file.cells()
        if len(grid) < 2:
            return
        row, column = self.chance.randrange(1, len(grid)), self.chance.randrange(len(grid[0]))
        if key_of_heading(str(grid[0][column] or "")) == "card_id":
            return  # tested by itself: a row without its card id is a row of the person's own
        old = grid[row][column]
        grid[row][column] = None if self.chance.random() < 0.2 else self.word()
        if grid[row][column] != old:
            self.typed.add((row, column))
        self.file.save(grid)

    def sort(self) -> None:
        grid = self.file.cells()
        column = self.chance.randrange(len(grid[0]))
        order = [0, *sorted(range(1, len(grid)), key=lambda row: str(grid[row][column] or ""))]
        self._keep_rows(grid, order)

    def delete_row(self) -> None:
        grid = self.file.cells()
        if len(grid) > 2:
            gone = self.chance.randrange(1, len(grid))
            self._keep_rows(grid, [row for row in range(len(grid)) if row != gone])

    def add_row(self) -> None:
        grid = self.file.cells()
        grid.append([None] * len(grid[0]))
        for column in self.chance.sample(range(len(grid[0])), 3):
            if key_of_heading(str(grid[0][column] or "")) != "card_id":
                grid[-1][column] = self.word()
                self.typed.add((len(grid) - 1, column))
        self.file.save(grid)

    def add_column(self) -> None:
        grid = self.file.cells()
        place = self.chance.randrange(len(grid[0]) + 1)
        for row, cells in enumerate(grid):
            cells.insert(place, f"własna {self.words}" if not row else None)
        self.words += 1
        self.typed = {(row, column + (column >= place)) for row, column in self.typed}
        self.file.save(grid)

    def delete_column(self) -> None:
        grid = self.file.cells()
        if len(grid[0]) < 12:
            return
        gone = self.chance.randrange(len(grid[0]))
        grid = [[cell for column, cell in enumerate(row) if column != gone] for row in grid]
        self.typed = {(row, column - (column > gone)) for row, column in self.typed if column != gone}
        self.file.save(grid)

    def save_with_pandas(self) -> None:
        """What pandas itself does to a typed cell is not the program's doing: a number is a number then."""
        before = self.file.path.read_bytes()
        try:
            self.file.save_with_pandas()
        except (ValueError, pd.errors.ParserError):
            self.file.path.write_bytes(before)
            return
        if any(len(set(map(str, row))) == 1 and row[0] is None for row in self.file.cells()[1:]):
            self.file.path.write_bytes(before)

    def _keep_rows(self, grid: list[list[object]], order: list[int]) -> None:
        now = {row: place for place, row in enumerate(order)}
        self.typed = {(now[row], column) for row, column in self.typed if row in now}
        self.file.save([grid[row] for row in order])


class Program:
    """The program with its box, which may be killed before or after the file is in place."""

    def __init__(self, file: File, chance: random.Random, patch: pytest.MonkeyPatch) -> None:
        self.file, self.chance, self.patch = file, chance, patch
        self.remembered: Remembered = {}
        self.box_is_behind = False  # then an emptied cell cannot be told from one never filled

    def scan(self) -> None:
        self.remembered = self._write() or {}
        self.box_is_behind = False

    def scan_without_box(self) -> None:
        self.remembered, self.box_is_behind = {}, True
        self._write()

    def be_killed_before_the_file_is_in_place(self) -> None:
        def killed(*_: object) -> None:
            raise Killed

        before = self.file.path.read_bytes()
        with self.patch.context() as patch:
            patch.setattr(files.Path, "replace", killed)
            with contextlib.suppress(Killed):
                self._write()
        assert self.file.path.read_bytes() == before

    def be_killed_before_the_box_knows(self) -> None:
        self._write()
        self.box_is_behind = True

    def _write(self) -> Remembered | None:
        numbers = self.chance.sample(range(8), self.chance.randrange(1, 6))
        contacts = [self._read(number) for number in numbers]
        written = write_table(contacts, self.file.path, headings="pl", remembered=self.remembered)
        assert written.refused is None
        return written.remembered

    def _read(self, number: int) -> Contact:
        """A card as this or that version of the program reads it, now and then a second card."""
        contact = card(number)
        kind = self.chance.randrange(5)
        if kind == 1:
            contact = replace(contact, name=contact.name.replace("i", "l"), phones=contact.phones[:1])
        elif kind == 2:
            more = (*contact.phones, Phone("other", f"+4871333{number:04}", ""))
            contact = replace(contact, emails=(*contact.emails, f"x{number}@x.example"), phones=more)
        elif kind == 3:
            contact = replace(contact, company="", emails=(), leftover=("=1+1", "motto"))
        elif kind == 4:
            contact = card(number, card_id=f"second-{number}")
        return contact


def play(
    seed: int, path: Path, patch: pytest.MonkeyPatch, save_elsewhere: Callable[[Path], None] | None = None
) -> None:
    """One sequence; after every turn of the program all typed cells are where they were.

    save_elsewhere: opens and saves the file in another program.
    """
    chance = random.Random(seed)
    file = File(path)
    person, program = Person(file, chance), Program(file, chance, patch)
    program.remembered = (
        write_table(
            [card(n) for n in range(4)],
            path,
            headings=chance.choice(["en", "pl"]),
            csv_dialect=chance.choice(["plain", "excel-pl"]),
        ).remembered
        or {}
    )
    turns: list[Callable[[], None]] = [
        person.edit, person.edit, person.edit, person.sort, person.delete_row, person.add_row,
        person.add_column, person.delete_column, person.save_with_pandas,
        program.scan, program.scan, program.scan, program.scan_without_box,
        program.be_killed_before_the_file_is_in_place, program.be_killed_before_the_box_knows,
    ]  # fmt: skip
    for _ in range(STEPS):
        turn = chance.choice(turns)
        if save_elsewhere and chance.random() < 0.3:
            save_elsewhere(path)
        if getattr(turn, "__self__", None) is person:
            turn()
            continue
        before = file.cells()
        was_behind = program.box_is_behind
        turn()
        if was_behind or turn == program.scan_without_box:
            person.typed = {place for place in person.typed if before[place[0]][place[1]] is not None}
        after = file.cells()
        assert len(after) >= len(before), f"seed {seed}: rows are gone"
        for row, column in person.typed:
            assert after[row][column] == before[row][column], f"seed {seed}: {turn}, {row}, {column}"
        for row, cells in enumerate(before):
            for column, cell in enumerate(cells):
                ours = key_of_heading(str(before[0][column] or ""))
                if row == 0 or ours is None:
                    assert after[row][column] == cell, f"seed {seed}: a heading or an own column changed"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_sequence_loses_a_typed_cell(suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random sequences of edits and runs; the seed of a failing one is told."""
    for seed in range(SEQUENCES if suffix == ".csv" else max(1, SEQUENCES // 2)):
        folder = tmp_path / str(seed)
        folder.mkdir()
        play(seed, folder / f"contacts{suffix}", monkeypatch)
