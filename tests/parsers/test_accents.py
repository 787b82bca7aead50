"""Accents that a name lost come back from the rest of the card, and from nowhere else."""

from __future__ import annotations

import pytest

from parsers.accents import REPAIR, agree
from parsers.contact import Field, PersonName, Span
from parsers.lines import Box, Line, Word


def line(text: str, reader: str = "both") -> Line:
    return Line(tuple(Word(word, 0.97, Box(0, 0, 100, 20), reader) for word in text.split()))


def agreed(name: str, reader: str, *others: str) -> Field:
    """The field of a name on the first line, after the check."""
    given, family = name.split()
    detail = PersonName(name, given, family)
    box, span = Box(0, 0, 100, 20), Span(0, 0, len(name))
    field = Field("name", name, name, 0.9, box, reader, "name", (span,), detail)
    (checked,) = agree([field], [line(name, reader), *map(line, others)])
    return checked


MARKED = ("Dział Sprzedaży", "ul. Źródlana 5", "Główny Księgowy")


@pytest.mark.parametrize(
    ("name", "reader", "others", "expected"),
    [
        ("LUCYNA BRZEZINSKA", "paddle", MARKED, "LUCYNA BRZEZIŃSKA"),
        ("Lucyna Brzezinska", "both", MARKED, "Lucyna Brzezinska"),
        ("Lucyna Brzezinska", "paddle", ("Sales Department", "ul. Źródlana 5"), "Lucyna Brzezinska"),
        ("Robert Jozwiak", "tesseract", ("FIRMA ROBERT JÓŹWIAK",), "Robert Jóźwiak"),
        ("Robert Jozwiak", "tesseract", ("FIRMA ROBERT JÓŻWIAK",), "Robert Jóźwiak"),
        ("Ewa Bak", "paddle", MARKED, "Ewa Bak"),
        ("Jan Nowak", "paddle", MARKED, "Jan Nowak"),
    ],
)
def test_accents_of_the_card(name: str, reader: str, others: tuple[str, ...], expected: str) -> None:
    """Only what PP-OCR read alone on a card with Polish letters, or what the card has elsewhere with them."""
    field = agreed(name, reader, *others)
    assert field.value == expected
    assert isinstance(field.detail, PersonName)
    assert f"{field.detail.given} {field.detail.family}" == field.detail.printed == expected
    assert field.repairs == ((REPAIR,) if expected != name else ())
