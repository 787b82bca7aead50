"""What a QR code and the print say twice is given once."""

from __future__ import annotations

from dataclasses import replace

from parsers.code_over_print import settle
from parsers.contact import Field, Phone
from parsers.lines import Box

HERE = Box(0.0, 0.0, 10.0, 5.0)


def printed(kind: str, value: str, **more: object) -> Field:
    return replace(Field(kind, value, value, 0.8, HERE, "both", "rule"), **more)  # type: ignore[arg-type]


def coded(kind: str, value: str, **more: object) -> Field:
    return replace(printed(kind, value, **more), reader="qr", confidence=0.99, box=Box(0.0, 0.0, 0.0, 0.0))


def test_the_same_email_is_given_once_and_is_sure() -> None:
    """The print's place, the code's certainty."""
    (field,) = settle([printed("emails", "anna@polna.example"), coded("emails", "Anna@polna.example")])
    assert (field.reader, field.confidence, field.box) == ("qr", 0.99, HERE)


def test_a_number_with_and_without_country_code_is_one() -> None:
    """The print's form of the number stays."""
    a = printed("phones", "+48601555123", detail=Phone("mobile", "+48601555123", "601 555 123"))
    b = coded("phones", "601555123", detail=Phone("other", "", "601555123"))
    (field,) = settle([a, b])
    assert field.detail == a.detail


def test_a_misread_name_yields_to_the_code() -> None:
    """Letters come from the code where the print was read otherwise."""
    (field,) = settle([printed("name", "Anna Lls"), coded("name", "Anna Lis")])
    assert field.value == "Anna Lis"


def test_accents_of_the_print_stay() -> None:
    """Codes are often written without accents."""
    (field,) = settle([printed("name", "Łucja Żak"), coded("name", "Lucja Zak")])
    assert field.value == "Łucja Żak"


def test_accents_that_only_the_code_has_are_taken() -> None:
    """They were lost in reading."""
    (field,) = settle([printed("name", "LUCJA ZAK"), coded("name", "ŁUCJA ŻAK")])
    assert (field.value, field.reader) == ("ŁUCJA ŻAK", "qr")


def test_a_conflict_is_told() -> None:
    """Another firm in the code: the code wins and says so."""
    (field,) = settle([printed("company", "Polna S.A."), coded("company", "Grupa Rzeczna")])
    assert field.value == "Grupa Rzeczna"
    assert field.problem == "The QR code says 'Grupa Rzeczna', the print 'Polna S.A.'."


def test_what_only_the_code_has_is_added() -> None:
    """A second address of e-mail."""
    found = settle([printed("emails", "a@polna.example"), coded("emails", "b@polna.example")])
    assert [field.value for field in found] == ["a@polna.example", "b@polna.example"]
