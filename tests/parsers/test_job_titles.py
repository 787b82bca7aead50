"""Posts by their words, in both genders and several languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.job_titles import read_post


@pytest.mark.parametrize(
    "text",
    [
        "Prezes Zarządu",
        "Dyrektorka ds. Sprzedaży",
        "Z-ca Dyrektora",
        "Senior Account Manager",
        "C.E.O.",
        "CEO & Founder",
        "Geschäftsführerin",
        "Directrice commerciale",
        "Director General",
        "obchodní ředitel",
        "Diretora Geral",
        "Amministratore Delegato",
    ],
)
def test_posts_have_a_head(text: str) -> None:
    """Every post has a word that names one."""
    assert read_post(text).heads >= 1


@pytest.mark.parametrize(
    "text",
    ["Jan Kowalski", "Brzozowit Sp. z o.o.", "Dział Sprzedaży", "Research & Development", ""],
)
def test_others_have_none(text: str) -> None:
    """Names, firms and departments have no head of a post."""
    assert read_post(text).heads == 0


def test_shares_add_up() -> None:
    """Heads and parts are counted once each."""
    read = read_post("Senior Regional Sales Manager")
    assert (read.heads, read.parts, read.words, read.ends_in_head) == (1, 3, 4, True)


@given(st.text(max_size=120))
def test_any_text_is_read_without_complaint(text: str) -> None:
    """No text raises, and never more words are counted than there are."""
    read = read_post(text)
    assert read.heads + read.parts <= read.words
