"""The language of a card, from its letters, its words, its numbers and its domains."""

from __future__ import annotations

import pytest

from parsers.language import guess_language, may_carry_polish


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kierownik sprzedaży", "pl"),
        ("Sales Manager", "en"),
        ("Leiter Einkauf", "de"),
        ("Inköpschef, Åsö", "sv"),
        ("Daglig leder, Sjøgata 3", "da"),
        ("daňová poradkyňa, Hlavná 44", "sk"),
        ("zaakvoerder, algemeen directeur", "nl"),
        ("Müdürü, Ağaçlı Sok.", "tr"),
    ],
)
def test_words_and_letters_tell(text: str, language: str) -> None:
    assert guess_language([text], ()) == language


def test_numbers_and_domains_tell_before_anything_is_understood() -> None:
    """The readers ask while there is only text: a dialling code, a country's domain."""
    assert guess_language(["Adam Malik", "+48 601 204 118", "a.malik@sosna.pl"], ()) == "pl"
    assert guess_language(["Sven Berg", "+46 70 555 18 27", "sven@berg.se"], ()) == "sv"
    assert guess_language(["1+48 601", "acme.plus"], ()) == "en"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kierownik sprzedazy", True),
        ("Lukasz Kowal", True),
        ("Sales Manager, ul. Lesna 5", True),
        ("+48 601 204 118", True),
        ("Maria Nowak, Żory", True),
        ("John Smith, Sales Manager, Nippon Plaza", False),
        ("john@acme.plus", False),
        ("José Peña, Gerente", False),
    ],
)
def test_where_polish_letters_may_stand(text: str, expected: bool) -> None:
    """What the reader that drops accents left of the language, the country and the names tells."""
    assert may_carry_polish([text]) is expected
