"""E-mail addresses, whole, broken, and read in two ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.emails import find
from parsers.lines import Hints

Cards = Callable[..., tuple]


@pytest.mark.parametrize(
    ("text", "value", "repairs"),
    [
        ("anna.lis@polna.example", "anna.lis@polna.example", ()),
        ("E-mail: Anna.Lis@Polna.EXAMPLE", "anna.lis@polna.example", ()),
        ("E-mailanna@polna.example", "anna@polna.example", ()),
        ("Emailanna@polna.example", "anna@polna.example", ()),
        ("emailaddress@polna.example", "emailaddress@polna.example", ()),
        ("anna.lis @ polna.example", "anna.lis@polna.example", ("spaces",)),
        ("anna. lis@polna.com.pl", "anna.lis@polna.com.pl", ("spaces",)),
        ("anna@polna. com. pl", "anna@polna.com.pl", ("spaces",)),
        ("anna@polna,pl", "anna@polna.pl", ("comma for dot",)),
        ("anna@polnapl", "anna@polna.pl", ("missing dot",)),
        ("anna@students.polnaedu", "anna@students.polna.edu", ("missing dot",)),
        ("rinfo@polna.example", "info@polna.example", ("sign before it",)),
        ("E-mailrinfo@polna.example", "info@polna.example", ("sign before it",)),
        ("Jan rinfo@polna.example", "rinfo@polna.example", ()),
        ("anna@polna.p1", "anna@polna.pl", ("letters in ending",)),
        ("anna@polna..pl", "anna@polna.pl", ("doubled dot",)),
        ("anna@polna.plwww.polna.pl", "anna@polna.pl", ("glued text cut off",)),
        ("anna@grnai1.com", "anna@gmail.com", ("mail provider",)),
        ("anna@dgmail.com", "anna@gmail.com", ("mail provider",)),
        ("święcka@polna.example", "swiecka@polna.example", ("diacritics",)),
        ("anna(at)polna.example", "anna@polna.example", ("@ put for another sign",)),
        ("e-mail: annaQpolna.example", "anna@polna.example", ("@ put for another sign",)),
        ("anna©polna.example", "anna@polna.example", ("@ put for another sign",)),
    ],
)
def test_an_address_is_found_and_mended(card: Cards, text: str, value: str, repairs: tuple[str, ...]) -> None:
    """Whatever broke it, the address is whole again, and every repair has left its name."""
    (field,) = find(card(text), Hints())
    assert (field.value, field.repairs) == (value, repairs)


@pytest.mark.parametrize(
    "text",
    [
        "@polna",
        "Anna Lis",
        "10 @ 5",
        "anna@",
        "IQ test.pl",
        "anna@polna",
        "202.555.0143 @polna.studio",
        "Instagram @polna.studio",
    ],
)
def test_no_address_where_none_is(card: Cards, text: str) -> None:
    """A sign alone, or a letter that looks like one, makes no address."""
    assert find(card(text), Hints()) == ()


def test_several_addresses_on_a_line(card: Cards) -> None:
    """Each is given once, in order, also where the other reader has them too."""
    both = "anna@polna.example, biuro@polna.example"
    assert [field.value for field in find(card((both, both)), Hints())] == both.split(", ")


@pytest.mark.parametrize("below", ["linkedin.com/in/annalis", "polna.com", "info@polna.com"])
def test_a_site_below_is_no_rest_of_an_address(card: Cards, below: str) -> None:
    """An address that only lost its dot takes nothing of the line below, which has its own value."""
    field = find(card("anna@mail.polnaedu", below), Hints())[0]
    assert (field.value, {span.line for span in field.spans}) == ("anna@mail.polna.edu", {0})
    assert field.confidence < 0.9


def test_a_networks_sign_is_no_mailbox(card: Cards) -> None:
    """The pictogram before a handle, which only the other reader took for a letter."""
    assert find(card(("@polna.studio", "a@polna.studio")), Hints()) == ()


def test_an_address_over_two_lines(card: Cards) -> None:
    """The part on the line below is claimed with the first."""
    (field,) = find(card("anna.lis@bardzodluga-", "nazwa.example", "www.polna.example"), Hints())
    assert field.value == "anna.lis@bardzodluga-nazwa.example"
    assert [(span.line, span.start, span.end) for span in field.spans] == [(0, 0, 21), (1, 0, 13)]


def test_the_label_is_claimed_but_not_printed(card: Cards) -> None:
    """What stands before the value goes with it, so that nothing but the name is left of the line."""
    (field,) = find(card("E-mail: anna@polna.example"), Hints())
    assert (field.printed, field.spans[0].start) == ("anna@polna.example", 0)


def test_a_reading_with_a_known_domain_wins(card: Cards) -> None:
    """The web site on the card decides between two readings of the address."""
    (field,) = find(card(("anna@po1na.example", "anna@polna.example"), "www.polna.example"), Hints())
    assert field.value == "anna@polna.example"
    assert "second reading" in field.repairs
    assert field.problem is not None
    assert "anna@po1na.example" in field.problem


def test_agreement_makes_surer(card: Cards) -> None:
    """Two readers that agree are believed more than one, one more than two that do not."""
    text = "anna@polna.example"
    agreed, alone, disputed = (
        find(card(row), Hints())[0].confidence for row in ((text, text), text, (text, "ama@polna.example"))
    )
    assert agreed > alone > disputed


def test_an_address_that_only_the_second_reader_saw(card: Cards) -> None:
    """It is given with its place in the first reader's line."""
    (field,) = find(card(("anna lis polna example", "anna.lis@polna.example")), Hints())
    assert (field.value, field.rule) == ("anna.lis@polna.example", "second reading")
