"""Whose is a cell? The program's, as long as it holds just what the program wrote last; else a person's.

The program remembers what it wrote last into every cell (``Remembered``; the box keeps it, this package has
no store of its own). A cell that holds anything else, an emptied one too, is the person's, for good. Where
nothing is remembered of a row, any cell of it that is not empty is the person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from exports.columns import DATE_KEYS, numbered, split_key
from exports.table import Cells, parse_date

Remembered = Mapping[str, Mapping[str, str]]
"""Card id -> {column key: text that the program wrote last}. Under the card id "" stand the columns of the
table as last written (key -> heading). Text that begins with ``TYPED`` marks a cell as a person's."""

TYPED = "\ue000"  # a private-use character: no keyboard types it
TABLE = ""  # the entry of Remembered that tells of the table itself


@dataclass(slots=True)
class Row:
    """A row at work.

    place: its number in the table, from 0. memory: what was written into it last, None where that is
    not known. highest: of the whole table, base -> the highest number that a column of it has.
    """

    cells: Cells
    place: int
    highest: dict[str, int]
    memory: Mapping[str, str] | None = None
    ids: list[str] = field(default_factory=list)
    new: bool = False
    written: Cells = field(default_factory=dict)

    def text(self, key: str) -> str:
        return self.cells.get(key, "")

    def last_written(self, key: str) -> str:
        """What the program wrote last into this cell, "" where nothing."""
        if key in self.written:
            return self.written[key]
        return (self.memory or {}).get(key, "").removeprefix(TYPED)

    def is_typed(self, key: str) -> bool:
        """Whether the cell is a person's."""
        if key in self.written:
            return False
        text, remembered = self.text(key), (self.memory or {}).get(key)
        if remembered is None:
            return bool(text)
        return remembered.startswith(TYPED) or not same_text(key, text, remembered)

    def write(self, key: str, text: str) -> None:
        base, number = split_key(key)
        if number > self.highest.get(base, 0):
            self.highest[base] = number
        self.cells[key] = self.written[key] = text

    def is_free(self, key: str) -> bool:
        return not self.text(key) and not self.is_typed(key)

    def numbers(self, base: str) -> list[int]:
        """The numbers of the columns of ``base`` in which something stands or was once written."""
        keys = ((number, numbered(base, number)) for number in range(1, self.highest.get(base, 0) + 1))
        return [number for number, key in keys if self.text(key) or self.last_written(key)]


def highest_numbers(labels: Iterable[str]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for label in set(labels):
        base, number = split_key(label)
        if number > highest.get(base, 0):
            highest[base] = number
    return highest


def same_text(key: str, text: str, remembered: str) -> bool:
    """Whether a cell still holds what was written into it, spreadsheets' own changes forgiven.

    Forgiven are: white space, another way to write the same date, a number shown as 5.25E+09 or
    with .0 behind it, leading zeros lost. A person who means to change a cell changes more than that.
    """
    if text == remembered:
        return True
    text, remembered = " ".join(text.split()), " ".join(remembered.split())
    if text == remembered:
        return True
    if split_key(key)[0] in DATE_KEYS:
        date = parse_date(remembered)
        return date is not None and parse_date(text) == date
    return bool(remembered) and _is_mangled_number(text, remembered)


def _is_mangled_number(text: str, remembered: str) -> bool:
    digits = re.sub(r"[ +-]", "", remembered)
    if (
        not digits.isdecimal()
        or not digits.isascii()
        or not re.fullmatch(r"[0-9][0-9.,]{0,20}(E\+?[0-9]{1,2})?", text)
    ):
        return False
    number = text.replace(",", ".")
    if "E" in number:
        try:
            shown, true = float(number), float(digits)
        except ValueError:
            return False
        decimals = len(number.partition("E")[0].partition(".")[2])
        step = 10.0 ** (len(str(int(true))) - 1 - decimals)
        return abs(shown - true) <= 0.5001 * step
    number = number.removesuffix(".0")
    return number.isdecimal() and number == (digits.lstrip("0") or "0")
