"""Countries by what a card says."""

from __future__ import annotations

import pytest

from parsers.places import countries_on, country_in, has_city, is_city


@pytest.mark.parametrize(
    ("texts", "country"),
    [
        (["ul. Polna 5", "00-950 Warszawa"], "PL"),
        (["Polna sp. z o.o."], "PL"),
        (["100 Main St., Springfield, IL 62701"], "US"),
        (["STANWICK, CALIFORNIA 94305-9505", "DAVID LANE"], "US"),
        (["Muster GmbH", "www.muster.de"], "DE"),
        (["Calle Mayor 5", "41077 Sevilla"], "ES"),
        (["12 Baker Lane, Oxford OX1 2AB"], "GB"),
        (["Plot 5, Hyderabad - 500 029"], "IN"),
        (["2-7-7 Ueno Taito-ku, Tokyo", "JAPAN"], "JP"),
        (["Anna Lis", "Prezes"], ""),
        ([], ""),
    ],
)
def test_the_likeliest_country(texts: list[str], country: str) -> None:
    """Names, towns, postal codes, legal forms and domains vote; people's names do not."""
    assert next(iter(countries_on(texts)), "") == country


def test_names_of_places() -> None:
    """Countries in several languages, towns with and without their letters."""
    texts = ("Wien, Österreich", "Kraków, Polska", "Dakar, Senegal", "Anna Lis")
    assert [country_in(text) for text in texts] == ["AT", "PL", "SN", ""]
    assert is_city("Łódź")
    assert is_city("Lodz")
    assert is_city("Łódź City")
    assert not is_city("Anna City")
    assert has_city("biuro w Poznań Grunwald")
    assert not has_city("biuro w poznań")
