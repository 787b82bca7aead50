"""Words of firms and posts that a reader broke are mended, and nothing else is."""

from __future__ import annotations

import pytest

from parsers.repair import apply
from parsers.wording import COMPANY_REPAIRS, PERSON_REPAIRS


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("Acme MOBLE STORE", "Acme MOBILE STORE"),
        ("Polna Servces", "Polna Services"),
        ("Consultlng Group", "Consulting Group"),
        ("Polna Enterprišes", "Polna Enterprises"),
        ("Usługi Budowlańe", "Usługi Budowlane"),
        ("Nowy Świat", "Nowy Świat"),
        ("Kancelaria Wiśniewski", "Kancelaria Wiśniewski"),
        ("Marna Clnc", "Marna Clnc"),
        ("Žižka Pivovar", "Žižka Pivovar"),
        ("Firma 0.K. Sp. z 0.0.", "Firma 0.K. Sp. z o.o."),
    ],
)
def test_letters_of_a_firm(read: str, mended: str) -> None:
    """A look-alike, a thin letter that was lost, an accent that was made up: only towards a listed word."""
    assert apply(read, COMPANY_REPAIRS)[0] == mended


@pytest.mark.parametrize(
    ("read", "mended"),
    [
        ("STAGE DIRECTOR 6 COACH", "STAGE DIRECTOR & COACH"),
        ("Owner 8 Manager", "Owner & Manager"),
        ("Platoon 6 Leader", "Platoon 6 Leader"),
        ("Engineer 6", "Engineer 6"),
        ("Software Engineer Il", "Software Engineer II"),
    ],
)
def test_signs_and_grades_of_posts(read: str, mended: str) -> None:
    """A lone figure between two posts can only be "&", two strokes at the end a Roman two."""
    assert apply(read, PERSON_REPAIRS)[0] == mended
