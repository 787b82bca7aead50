"""Fictitious contacts for the tests of the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from parsers.contact import Address, Contact, Phone, Source, TaxId

PEOPLE = (
    ("Zofia Żak", "Przykładowe Mosty sp. z o.o.", "mosty"),
    ("Jan Ćwiek", "Kuźnia Ćwieków s.c.", "kuznia"),
    ("Ewa Lis-Nowacka", "Gabinet Lisia Nora", "nora"),
    ("Łukasz Wąs", "Wąs i Wspólnicy S.A.", "was"),
    ("Maria Grün", "Grün & Söhne GmbH", "gruen"),
    ("Piotr Dąb", "Tartak Dębowy", "tartak"),
    ("Olga Śnieg", "Lodziarnia Śnieg", "lody"),
    ("Adam Brzeg", "Żegluga Brzegowa P.S.A.", "brzeg"),
)


def card(number: int = 0, **changes: Any) -> Contact:
    """The card of the ``number``-th person; ``changes`` are fields of Contact."""
    name, company, domain = PEOPLE[number % len(PEOPLE)]
    given, _, family = name.partition(" ")
    given_plain = given.translate(str.maketrans("ąćęłńóśźżŁ", "acelnoszzL")).lower()
    values: dict[str, Any] = {
        "card_id": f"card-{number:04}",
        "source": Source(file=f"IMG_{number:04}.jpg", taken_on=date(2026, 5, 1), event="Targi Łódź"),
        "name": name,
        "given_name": given,
        "family_name": family,
        "job_titles": ("Kierownik Działu",),
        "company": company,
        "emails": (f"{given_plain}{number}@{domain}.example",),
        "websites": (f"www.{domain}.example",),
        "phones": (
            Phone("work", f"+4822123{number:04}", f"(22) 123-{number:04}", "12"),
            Phone("mobile", f"+48601{number:06}", f"601{number:06}"),
        ),
        "addresses": (
            Address(
                f"ul. Prosta {number}, 00-001 Warszawa",
                f"ul. Prosta {number}",
                "00-001",
                "Warszawa",
                "",
                "PL",
            ),
        ),
        "tax_ids": (TaxId("KRS", f"{number:010}", f"{number:010}"),),
        "language": "pl",
    }
    return Contact(**(values | changes))
