"""Repairs: each mends what it is for and leaves the rest alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import repair


@pytest.mark.parametrize(
    ("read", "witness", "possible"),
    [
        ("polna.example", "polna.example", True),
        ("po1na.example", "polna.example", True),
        ("poina.example", "polna.example", True),
        ("grnail.com", "gmail.com", True),
        ("polnaexample", "polna.example", True),
        ("polna-meble.example", "polnameble.example", True),
        ("lesna.example", "polna.example", False),
        ("firma1.example", "firma2.example", False),
        ("a.example", "polna.example", False),
    ],
)
def test_confusable(read: str, witness: str, possible: bool) -> None:
    """Only look-alike shapes are exchanged, never any letter for any other."""
    assert repair.confusable(read, witness) is possible


def test_closer_domain_takes_a_witness_or_nothing() -> None:
    """A misread domain becomes the one that stands elsewhere on the card; another domain stays."""
    assert repair.closer_domain("po1na.example", ["polna.example"]) == "polna.example"
    assert repair.closer_domain("lesna.example", ["polna.example"]) == "lesna.example"


def test_repairs_leave_their_names() -> None:
    """Only those that changed something."""
    assert repair.apply("polna..p1", repair.DOMAIN_REPAIRS) == (
        "polna.pl",
        ("doubled dot", "letters in ending"),
    )
    assert repair.apply("polna.pl", repair.DOMAIN_REPAIRS) == ("polna.pl", ())


@given(st.text(max_size=80))
def test_plain_keeps_the_length(text: str) -> None:
    """Offsets hold, control characters go, and a second time changes nothing."""
    plain = repair.plain(text)
    assert len(plain) == len(text)
    assert plain.isprintable()
    assert repair.plain(plain) == plain


@given(st.text(alphabet="ab1 .", min_size=1, max_size=30), st.text(alphabet="ab1 .", max_size=30), st.data())
def test_span_in_stays_inside(text: str, other: str, data: st.DataObject) -> None:
    """The place of a piece of another reading is a place in the line."""
    start = data.draw(st.integers(0, len(other)))
    end = data.draw(st.integers(start, len(other)))
    first, last = repair.span_in(text, other, start, end)
    assert 0 <= first <= last <= len(text)


def test_span_in_finds_the_same_words() -> None:
    """Equal text has an equal place, changed text the place of what it replaced."""
    text, other = "tel. 22 555 01 23 anna", "tel 22 555 O1 23 anna"
    start, end = repair.span_in(text, other, other.index("22"), other.index(" anna"))
    assert text[start:end] == "22 555 01 23"
