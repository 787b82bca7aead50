"""Social names in their several spellings."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.handles import find
from parsers.lines import Hints

Cards = Callable[..., tuple]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("facebook.com/polna", "facebook.com/polna"),
        ("www.facebook.com/polna", "www.facebook.com/polna"),
        ("linkedin.com/in/anna-lis", "linkedin.com/in/anna-lis"),
        ("facebook. com/polna", "facebook.com/polna"),
        ("@polna_firma", "@polna_firma"),
        ("@polna.studio", "@polna.studio"),
        ("202.555.0143 @anna.polna", "@anna.polna"),
        ("IG: @polna.pl", "IG: @polna.pl"),
        ("etsy.com/shop/polna", "etsy.com/shop/polna"),
        ("f @polna", "@polna"),
        ("X@polna_firma", "@polna_firma"),
        ("skype: anna.lis", "skype: anna.lis"),
        ("/polnafirma", "/polnafirma"),
    ],
)
def test_a_handle_is_found(card: Cards, text: str, value: str) -> None:
    """With its network where that is printed, without the pictogram before it."""
    assert [field.value for field in find(card(text), Hints())] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "anna@polna",
        "@polna.com",
        "@polna.com.pl",
        "ul. Polna 5/12",
        "and/or",
        "NASDAQ:POLN",
        "/F.212.555.0188",
        "24/7",
    ],
)
def test_no_handle_where_none_is(card: Cards, text: str) -> None:
    """Halves of e-mail addresses, also of those cut off, house numbers and fax numbers are none."""
    assert find(card(text), Hints()) == ()


def test_a_page_may_have_a_name_of_several_words(card: Cards) -> None:
    """Behind its network's name, to the end of the line; of a person's posts nothing is taken."""
    (field,) = find(card("Facebook: Rivers of Grace Oakham"), Hints())
    assert field.value == "Facebook: Rivers of Grace Oakham"


def test_one_handle_once(card: Cards) -> None:
    """The same name twice is one value."""
    assert len(find(card("facebook.com/polna", "Facebook.com/polna"), Hints())) == 1
