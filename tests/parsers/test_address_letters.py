"""Letters of Polish addresses: what a reader lost comes back, what is printed plain stays plain."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.address_letters import place_accents, roman_two
from parsers.addresses import find
from parsers.lines import Hints


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("15-200 Białystok, ul. Żródlana 4", "15-200 Białystok, ul. Źródlana 4"),
        (
            "ul. Źwirki i Wigury 4, 66-600 Krosno Odrzańskie",
            "ul. Żwirki i Wigury 4, 66-600 Krosno Odrzańskie",
        ),
        ("ul. Tadeusza Kościuszki 9, 30-100 Krakow", "ul. Tadeusza Kościuszki 9, 30-100 Kraków"),
        ("ul. Sw. Wojciecha 9, 68-200 ŻARY", "ul. Św. Wojciecha 9, 68-200 ŻARY"),
        ("ul. Polna 9, 30-100 Krakow", "ul. Polna 9, 30-100 Krakow"),
        ("ul. Zabia 1, 05-500 Brąz", "ul. Żabia 1, 05-500 Brąz"),
        ("ul. Dworcowa 12, 90-666 Lódź", "ul. Dworcowa 12, 90-666 Łódź"),
        ("ul. Dworcowa 12, 90-666 Łódź, Połand", "ul. Dworcowa 12, 90-666 Łódź, Poland"),
        (
            "Żabno 1, 10-300 Olsztyn, woj. warminsko-mazurskie",
            "Żabno 1, 10-300 Olsztyn, woj. warmińsko-mazurskie",
        ),
        ("al. Róż, 60-100 Poznań", "al. Róż, 60-100 Poznań"),
    ],
)
def test_accents_of_towns_and_streets(read: str, mended: str) -> None:
    """One known spelling wins over another accent, and over none beside a word that has some."""
    assert place_accents(read) == mended


def test_accents_that_the_rest_of_the_card_keeps() -> None:
    """A card with Polish letters elsewhere writes its towns with them, unless it says Poland in English."""
    assert place_accents("ul. Polna 9, 30-100 Krakow", marked=True) == "ul. Polna 9, 30-100 Kraków"
    assert place_accents("Polna 9, 30-100 Krakow, Poland", marked=True) == "Polna 9, 30-100 Krakow, Poland"


def test_a_roman_two() -> None:
    """Readers take it for two letters; a word that begins so is left alone."""
    assert roman_two("al. Jana Pawła Il 12, Illinois") == "al. Jana Pawła II 12, Illinois"


def test_only_polish_addresses_are_mended(card: Callable[..., tuple]) -> None:
    """The repair is named in the field; an address of another country stays as it is read."""
    (field,) = find(card("ul. Ułańska 12, Il p.", "30-172 Kraków"), Hints())
    assert field.value == "ul. Ułańska 12, II p., 30-172 Kraków"
    assert field.repairs == ("Roman two",)
    (field,) = find(card("Via Il Prato 12", "20121 Milano", "Italia"), Hints())
    assert field.repairs == ()


@given(st.text(alphabet="aąZŻ Il,1-", max_size=30))
def test_length_and_letters_stay(text: str) -> None:
    """Accents apart, nothing changes."""
    assert len(place_accents(text)) == len(text)
    assert len(roman_two(text)) == len(text)
