"""Cards for the finders' tests: lines of text with places, all fictitious."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from parsers.lines import Box, Line, Word

LETTER, HEIGHT, GAP = 10.0, 20.0, 10.0  # of a letter, of a line, between lines, in card pixels

Lines = tuple[Line, ...]


def line_at(
    text: str, left: float = 0.0, top: float = 0.0, others: Sequence[str] = (), sure: float = 0.97
) -> Line:
    """One printed line; every letter is as wide as the next."""
    words, offset = [], 0
    for word in text.split(" "):
        start = left + LETTER * offset
        words.append(Word(word, sure, Box(start, top, start + LETTER * len(word), top + HEIGHT)))
        offset += len(word) + 1
    return Line(tuple(words), tuple(others))


def card_of(*rows: str | tuple[str, ...], left: float = 0.0) -> Lines:
    """A column of lines; a tuple is one line with its further readings behind the first."""
    lines = []
    for number, row in enumerate(rows):
        text, *others = (row,) if isinstance(row, str) else row
        lines.append(line_at(text, left, number * (HEIGHT + GAP), others))
    return tuple(lines)


@pytest.fixture
def card() -> Callable[..., Lines]:
    return card_of


@pytest.fixture
def at() -> Callable[..., Line]:
    return line_at
