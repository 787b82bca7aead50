"""Whatever stands on a card, no finder raises, none hangs, and every span lies in its line."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import addresses, emails, handles, phones, tax_ids, websites
from parsers.contact import Field
from parsers.lines import Box, Hints, Line, Word

FINDERS = (emails, websites, handles, tax_ids, phones, addresses)
LONGEST_SECONDS = 2.0  # for one line of 10,000 characters, on a slow machine

PIECES = (
    "tel. fax e-mail: www. ul. Sp. z o.o. +48 NIP 601 555 123 @ anna@ polna.example 00-950 Warszawa (O) "
    "http:// Q / - , ext 12 wew. | · # KRS 0000123456 3rd Floor Suite 5 Main Street CA 92101 Poland . : ( ) 1"
)
pieces = st.sampled_from(PIECES.split())
texts = st.one_of(
    st.lists(pieces, max_size=14).map(" ".join),
    st.text(max_size=60),
    st.text(alphabet="0123456789 +-()/.", max_size=60),
    st.text(alphabet="aA1@._- ,", max_size=60),
    st.text(alphabet="אבגד مرحبا 你好 \x00\x07\u202e\u200b", max_size=40),
)


def line_of(text: str, others: tuple[str, ...] = (), top: float = 0.0) -> Line:
    return Line(
        tuple(
            Word(word, 0.9, Box(i * 50.0, top, i * 50.0 + 40, top + 20))
            for i, word in enumerate(text.split(" "))
        ),
        others,
    )


def check(fields: tuple[Field, ...], lines: tuple[Line, ...]) -> None:
    for field in fields:
        assert field.value
        assert 0 <= field.confidence <= 1
        assert field.spans
        for span in field.spans:
            assert 0 <= span.start <= span.end <= len(lines[span.line].text)


@pytest.mark.parametrize("finder", FINDERS, ids=lambda finder: finder.__name__)
@given(rows=st.lists(st.tuples(texts, st.lists(texts, max_size=2)), max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_card_is_survived(finder: ModuleType, rows: list[tuple[str, list[str]]]) -> None:
    """Values, confidences and spans are sound for any lines and any further readings."""
    lines = tuple(line_of(text, tuple(others), 25.0 * n) for n, (text, others) in enumerate(rows))
    check(finder.find(lines, Hints()), lines)


@pytest.mark.parametrize("finder", FINDERS, ids=lambda finder: finder.__name__)
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1 ",
        "1-",
        "a.",
        "a@",
        "@",
        "+4",
        "w",
        "w.",
        "(1)",
        "/1",
        "A ",
        "Av. 1, ",
        "http",
        "0O",
        "x 1",
        "no ",
        "\x00",
        "1.",
        "ł",
        "nip ",
    ],
)
def test_long_lines_do_not_hang(finder: ModuleType, unit: str) -> None:
    """No pattern blows up on repetition."""
    for length in (390, 1990, 10_000):
        lines = (line_of((unit * length)[:length]),)
        started = time.process_time()
        check(finder.find(lines, Hints()), lines)
        assert time.process_time() - started < LONGEST_SECONDS


def test_no_lines_no_fields() -> None:
    """An empty card has no values."""
    finders: tuple[Callable[..., tuple[Field, ...]], ...] = tuple(finder.find for finder in FINDERS)
    assert all(find((), Hints()) == () for find in finders)
