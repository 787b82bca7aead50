"""What the column ``check`` says, in English and in Polish."""

from __future__ import annotations

import re

import pytest

from exports import words
from exports.words import in_words, what_to_check
from parsers.contact import Contact, Field, TaxId
from parsers.lines import Box
from tests.exports.cards import card


def field(kind: str, value: str, problem: str | None = None, **more: object) -> Field:
    return Field(kind, value, value, 0.5, Box(0, 0, 1, 1), "both", "bare", problem=problem, **more)  # type: ignore[arg-type]


def test_problems_come_first_then_doubts_then_what_is_missing() -> None:
    contact = card(
        0,
        name="",
        needs_review=True,
        fields=(
            field("company", "Acrne"),
            field("phones", "+4812", "No country's numbering plan has this number: look at its digits."),
        ),
    )
    assert what_to_check(contact) == (
        "Phone +4812: no country's numbering plan has this number: look at its digits; "
        "read with doubt: Company Acrne; no name was found"
    )
    assert what_to_check(contact, "pl") == (
        "Telefon +4812: takiego numeru nie ma w planie numeracji żadnego kraju: sprawdź cyfry; "
        "niepewny odczyt: Firma Acrne; nie znaleziono nazwiska"
    )


def test_a_tax_number_is_called_by_its_kind() -> None:
    detail = TaxId("NIP", "1", "1", valid=False)
    told = field("tax_ids", "1", "The checksum of this NIP is wrong: look at its digits.", detail=detail)
    assert (
        what_to_check(card(0, fields=(told,)), "pl")
        == "NIP 1: błędna suma kontrolna numeru NIP: sprawdź cyfry"
    )


def test_a_sure_card_needs_no_check_and_a_failed_photo_says_why() -> None:
    assert what_to_check(card(0, fields=(field("name", "Zofia Żak", needs_review=False),))) == ""
    assert (
        what_to_check(Contact(problem="The photo is too dark.", needs_review=True)) == "the photo is too dark"
    )


def test_a_sentence_without_translation_is_said_as_it_is() -> None:
    assert in_words("Something new.", "pl") == "something new"
    assert in_words("NIP is odd.", "pl") == "NIP is odd"


@pytest.mark.parametrize("word", [word for word in words._table() if word != "problems"])
def test_both_languages_have_the_same_places_to_fill(word: str) -> None:
    told = words._table()[word]
    assert re.findall(r"\{\w+\}", told["en"]) == re.findall(r"\{\w+\}", told["pl"])
