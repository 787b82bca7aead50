"""Web sites with and without www, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.lines import Hints
from parsers.websites import find

Cards = Callable[..., tuple]


@pytest.mark.parametrize(
    ("text", "value", "repairs"),
    [
        ("www.polna.example", "www.polna.example", ()),
        ("WWW.POLNA.EXAMPLE", "www.polna.example", ()),
        ("http://www.polna.example/kontakt.", "http://www.polna.example/kontakt", ()),
        ("polna.example", "polna.example", ()),
        ("strona: polna.com.pl", "polna.com.pl", ()),
        ("sklep.polna.example (web)", "sklep.polna.example", ()),
        ("/ polna.example", "polna.example", ()),
        ("/polna.example", "polna.example", ()),
        ("www: www.polna.example", "www.polna.example", ()),
        ("www,polna.example", "www.polna.example", ("www mended",)),
        ("www polna.example", "www.polna.example", ("www mended",)),
        ("wwwpolna.example", "www.polna.example", ("www mended",)),
        ("vvww.polna.example", "www.polna.example", ("www mended",)),
        ("www. polna. com", "www.polna.com", ("www mended", "spaces")),
        ("www.polna,com", "www.polna.com", ("comma for dot",)),
        ("www.polnapl", "www.polna.pl", ("missing dot",)),
        ("http:/polna.example", "http://polna.example", ("http mended",)),
    ],
)
def test_a_site_is_found_and_mended(card: Cards, text: str, value: str, repairs: tuple[str, ...]) -> None:
    """The address as it is printed, without a scheme that is not there."""
    (field,) = find(card(text), Hints())
    assert (field.value, field.repairs) == (value, repairs)


@pytest.mark.parametrize(
    "text",
    [
        "Polna sp. z o.o. sp.j.",
        "M.Tech, Ph.D",
        "St.No.5, Dist.Nowa",
        "A.V.RATNA",
        "ul.Polna 5",
        "Sr.PRODUCT Manager",
        "mgr inż.arch.Anna Lis",
        "tel.pl",
        "facebook.com/polna",
        "now.in stock",
    ],
)
def test_no_site_where_none_is(card: Cards, text: str) -> None:
    """Abbreviations, initials and social networks are no web sites."""
    assert find(card(text), Hints()) == ()


def test_two_sites_on_a_line_are_two(card: Cards) -> None:
    """A comma between whole addresses joins nothing."""
    assert [f.value for f in find(card("www.polna.example, www.lesna.example"), Hints())] == [
        "www.polna.example",
        "www.lesna.example",
    ]


def test_two_sites_with_a_full_stop_between_are_two(card: Cards) -> None:
    """Whose spaces a reader lost: the second www begins another."""
    found = find(card("Website:www.polna.com.www.lesna.com"), Hints())
    assert [field.value for field in found] == ["www.polna.com", "www.lesna.com"]


def test_a_site_twice_is_one(card: Cards) -> None:
    """The firm's name as a domain and its address are one site, given as it is fullest."""
    (field,) = find(card("POLNA.EXAMPLE", "www.polna.example"), Hints())
    assert (field.value, field.spans[0].line) == ("www.polna.example", 1)


def test_a_logo_with_a_gap_is_no_second_site(card: Cards) -> None:
    """The end of a domain that the logo breaks in two is not given beside the whole one."""
    assert [f.value for f in find(card("PO LNA.EXAMPLE", "www.polna.example"), Hints())] == [
        "www.polna.example"
    ]


def test_a_site_over_two_lines(card: Cards) -> None:
    """The part on the line below is no site of its own."""
    (field,) = find(card("www.bardzodluga-", "nazwa.example"), Hints())
    assert field.value == "www.bardzodluga-nazwa.example"


def test_the_second_reading_helps(card: Cards) -> None:
    """A site that one reader broke is taken from the other."""
    (field,) = find(card(("wvw polna example", "www.polna.example")), Hints())
    assert (field.value, field.repairs) == ("www.polna.example", ("second reading",))
