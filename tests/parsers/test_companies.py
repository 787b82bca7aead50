"""Organisations: legal forms, kinds, domains."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.companies import (
    domain_agreement,
    domain_labels,
    is_legal_form,
    legal_form_at_end,
    read_company,
    spelled_out,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brzozowit Sp. z o.o.", "Brzozowit"),
        ("BRZOZOWIT SP.Z O.O", "BRZOZOWIT"),
        ("Brzozowit spółka z o.o. sp.k.", "Brzozowit"),
        ("Stalmira S.A.", "Stalmira"),
        ("Trawento P.S.A.", "Trawento"),
        ("Hoshikawa Co., Ltd.", "Hoshikawa"),
        ("Rheinquell GmbH & Co. KG", "Rheinquell"),
        ("Oceledar s.r.o.", "Oceledar"),
        ("Pontalegra S.L.", "Pontalegra"),
        ("LARKMOOR,INC.", "LARKMOOR"),
        ("Lotus Builders (P) LTD.", "Lotus Builders"),
        ("Beaulvert SARL", "Beaulvert"),
    ],
)
def test_the_legal_form_ends_the_name(text: str, name: str) -> None:
    """Whatever its stops, spaces and case, the form is found where it begins."""
    assert text[: legal_form_at_end(text)].rstrip(" ,(") == name


@pytest.mark.parametrize(
    "text", ["Jan Kowalski", "Costa", "sales and services", "CASA", "the mobile company"]
)
def test_no_form_where_there_is_none(text: str) -> None:
    """Ends of plain words are no legal form."""
    assert legal_form_at_end(text) == -1


def test_a_form_on_a_line_of_its_own() -> None:
    """The second line of a long name may be the form alone."""
    assert is_legal_form("Sp. z o.o. Sp. k.")
    assert not is_legal_form("Stalmira S.A.")


def test_telling_labels_of_domains() -> None:
    """Country and second-level endings, free mail and sub-domains are left out."""
    assert domain_labels(
        ["jan@eu.acme.co.uk", "jan@gmail.com"], ["https://www.brightlow.com.pl/kontakt"]
    ) == ("acme", "brightlow")


@pytest.mark.parametrize(
    ("label", "spelled"),
    [
        ("cshomebakery", "CS Home Bakery"),
        ("thebodyshop", "The Body Shop"),
        ("kancelariaprawna", "Kancelaria Prawna"),
        ("brzozowit", "brzozowit"),
        ("therapist", "therapist"),
    ],
)
def test_a_label_of_known_words_is_parted(label: str, spelled: str) -> None:
    """Initials may stand before the words; what is no chain of words stays whole."""
    assert spelled_out(label) == spelled


@pytest.mark.parametrize(
    ("text", "label", "least", "most"),
    [
        ("Akademia Sztuk Pięknych w Zielonej Górze", "asp-zielonagora", 0.9, 0.9),
        ("Akademia Nauk Stosowanych w Kielcach", "ans-kielce", 0.9, 0.9),
        ("Brzozowit Sp. z o.o.", "brzozowit", 1.0, 1.0),
        ("Fenwicke & Vane Ltd", "fenwicke-vane", 1.0, 1.0),
        ("Pacific Harbour Tools Inc.", "pht", 0.9, 0.9),
        ("Stonefield University of Art", "stonefield", 0.8, 0.9),
        ("Polish Chamber of Trade", "polcham", 0.9, 0.9),
        ("Insurance", "brightinsurance", 0.0, 0.4),
        ("Larkmoor Inc.", "acme", 0.0, 0.0),
    ],
)
def test_agreement_with_a_domain(text: str, label: str, least: float, most: float) -> None:
    """The same letters, an acronym, beginnings of words; a plain word inside a domain is weak evidence."""
    assert least <= domain_agreement(text, [label]) <= most


def test_kinds_and_units() -> None:
    """A university is an organisation, a division is part of one."""
    assert read_company("University of Lowenthor").kinds == 1
    assert read_company("Sensor Systems Division").unit
    assert read_company("PPHU Trawento").marked


@given(st.text(max_size=200), st.text(alphabet="abcdefghij-", max_size=30))
def test_any_text_is_read_without_complaint(text: str, label: str) -> None:
    """No text raises; agreement is a share."""
    read_company(text)
    assert 0 <= domain_agreement(text, [label]) <= 1
