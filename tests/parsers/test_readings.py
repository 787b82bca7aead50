"""Which of two readings of the same words is taken."""

from __future__ import annotations

import pytest

from parsers.readings import likeliest


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("Marciń Wójcik", "Marcin Wójcik", "Marcin Wójcik"),
        ("Jan Lewandówski", "Jan Lewandowski", "Jan Lewandowski"),
        ("Jan Wozniak", "Jan Woźniak", "Jan Woźniak"),
        ("Iwona Bak", "Iwona Bąk", "Iwona Bąk"),
        ("Grabół", "Grabol", "Grabół"),
    ],
)
def test_accents_as_the_lists_have_them(first: str, second: str, taken: str) -> None:
    """Of readings that differ in accents alone the known spelling wins, else the one with more of them."""
    assert likeliest((first, second), lambda _: 0.0, accents=True) == taken
    assert likeliest((second, first), lambda _: 0.0, accents=True) == taken
