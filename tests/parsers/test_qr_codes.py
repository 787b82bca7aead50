"""Contacts in QR codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.contact import Address, PersonName, Phone
from parsers.lines import Hints
from parsers.qr_codes import find

VCARD_3 = """BEGIN:VCARD
VERSION:3.0
N:Lis;Anna;Maria;dr;MBA
FN:dr Anna Maria Lis
ORG:Polna Sp. z o.o.;Dział Sprzedaży
TITLE:Dyrektorka
TEL;TYPE=CELL,VOICE:+48 601 555 123
item1.TEL;TYPE=WORK,FAX:+48 22 555 01 24
EMAIL;TYPE=INTERNET:Anna.Lis@polna.example
URL:https\\://polna.example
ADR;TYPE=WORK:;;ul. Polna 5\\, lok. 2;Warszawa;;00-950;PL
END:VCARD"""


def values(*payloads: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for field in find((), Hints(qr_codes=payloads)):
        found.setdefault(field.kind, []).append(field.value)
    return found


def test_a_vcard_gives_every_field() -> None:
    """Names, firm, phones with kinds, address with parts."""
    fields = {(field.kind, field.value): field for field in find((), Hints(qr_codes=(VCARD_3,)))}
    assert {key for key, _ in fields} == {
        "name", "name_prefix", "name_suffix", "company", "department", "job_titles", "phones", "emails",
        "websites", "addresses",
    }  # fmt: skip
    assert fields["name", "Anna Maria Lis"].detail == PersonName(
        "Anna Maria Lis", "Anna Maria", "Lis", "dr", "MBA"
    )
    assert fields["phones", "+48601555123"].detail == Phone("mobile", "+48601555123", "+48 601 555 123")
    assert fields["phones", "+48225550124"].detail == Phone("fax", "+48225550124", "+48 22 555 01 24")
    printed = "ul. Polna 5, lok. 2, 00-950 Warszawa, PL"
    assert fields["addresses", printed].detail == Address(
        printed, "ul. Polna 5, lok. 2", "00-950", "Warszawa", "", "PL"
    )
    assert ("emails", "anna.lis@polna.example") in fields
    assert ("websites", "https://polna.example") in fields
    assert all(field.reader == "qr" and field.spans == () for field in fields.values())


def test_quoted_printable_of_vcard_2() -> None:
    """Old phones write letters as bytes."""
    payload = (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=81=C4=85cka;Ewa\nEND:VCARD"
    )
    assert values(payload) == {"name": ["Ewa Łącka"]}


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (
            "MECARD:N:Lis,Anna;TEL:+48601555123;EMAIL:a@polna.example;URL:http\\://polna.example;;",
            {
                "name": ["Anna Lis"],
                "phones": ["+48601555123"],
                "emails": ["a@polna.example"],
                "websites": ["http://polna.example"],
            },
        ),
        ("mailto:anna@polna.example?subject=x", {"emails": ["anna@polna.example"]}),
        ("tel:+48601555123", {"phones": ["+48601555123"]}),
        ("https://polna.example", {"websites": ["https://polna.example"]}),
        ("https://www.linkedin.com/in/anna", {"handles": ["https://www.linkedin.com/in/anna"]}),
        ("WIFI:S:polna;T:WPA;P:x;;", {}),
        ("BEGIN:VCARD\nTEL:+48601555123", {"phones": ["+48601555123"]}),
        ("BEGIN:VCARD\nFN:Polna Meble\nORG:Polna Meble\nEND:VCARD", {"company": ["Polna Meble"]}),
        ("", {}),
    ],
)
def test_other_codes(payload: str, expected: dict[str, list[str]]) -> None:
    """Every common kind of code; what is no contact gives nothing."""
    assert values(payload) == expected


@given(
    st.text(max_size=300), st.sampled_from(["", "BEGIN:VCARD\n", "MECARD:", "tel:", "mailto:", "https://"])
)
def test_any_code_is_survived(text: str, start: str) -> None:
    """No payload raises, and no field is empty."""
    assert all(field.value for field in find((), Hints(qr_codes=(start + text,))))


def test_the_zero_that_a_plan_keeps() -> None:
    """Italian numbers are dialled with their zero from abroad too, Polish ones never had any."""
    card = "BEGIN:VCARD\nFN:Anna Lis\nTEL:+39 (0)6 698 12345\nTEL:+48 (0)22 555 01 23\nEND:VCARD"
    assert values(card)["phones"] == ["+390669812345", "+48225550123"]


def test_a_country_by_its_name() -> None:
    """The record has the country's code, the code of the card its name."""
    card = "BEGIN:VCARD\nFN:Anna Lis\nADR:;;ul. Polna 5;Warszawa;;00-950;Polska\nEND:VCARD"
    (address,) = [field.detail for field in find((), Hints(qr_codes=(card,))) if field.kind == "addresses"]
    assert isinstance(address, Address)
    assert address.country == "PL"
