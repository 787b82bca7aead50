"""Tax, register and licence numbers with their checksums."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.contact import TaxId
from parsers.lines import Hints
from parsers.tax_ids import find

Cards = Callable[..., tuple]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NIP: 123-456-32-18", TaxId("NIP", "1234563218", "123-456-32-18", True)),
        ("NIP PL 123 456 32 18", TaxId("NIP", "1234563218", "PL 123 456 32 18", True)),
        ("123-456-32-18", TaxId("NIP", "1234563218", "123-456-32-18", True)),
        ("NIP 123-456-32-19", TaxId("NIP", "1234563219", "123-456-32-19", False)),
        ("REGON: 123456785", TaxId("REGON", "123456785", "123456785", True)),
        ("Regon 12345678512347", TaxId("REGON", "12345678512347", "12345678512347", True)),
        ("KRS 0000123456", TaxId("KRS", "0000123456", "0000123456", None)),
        ("USt-IdNr.: DE136695976", TaxId("VAT", "DE136695976", "DE136695976", True)),
        ("VAT No. GB 980 7806 84", TaxId("VAT", "GB980780684", "GB 980 7806 84", True)),
        ("IČO: 25123891", TaxId("IČO", "25123891", "25123891", True)),
        ("CNPJ 11.222.333/0001-81", TaxId("CNPJ", "11222333000181", "11.222.333/0001-81", True)),
        ("Nr licencji 12345", TaxId("License", "12345", "12345", None)),
        ("License #M45678", TaxId("License", "M45678", "M45678", None)),
        ("Polna Pte. Ltd. (201812345K)", TaxId("Company No.", "201812345K", "201812345K", None)),
        ("OAB/RJ 41.207", TaxId("License", "41.207", "41.207", None)),
        ("OA n.º 031 447", TaxId("License", "031 447", "031 447", None)),
        ("CCB #POLNA771QX", TaxId("License", "POLNA771QX", "POLNA771QX", None)),
        ("Reg. No. 40718", TaxId("Registration No.", "40718", "40718", None)),
        ("GST: 07-11-2203-118-40", TaxId("GST", "07-11-2203-118-40", "07-11-2203-118-40", None)),
        ("GST 27AAPFU0939F1ZV", TaxId("GSTIN", "27AAPFU0939F1ZV", "27AAPFU0939F1ZV", True)),
        ("Reg. CK 1996/031207/23", TaxId("Company No.", "CK 1996/031207/23", "CK 1996/031207/23", None)),
        ("TP/318/07", TaxId("License", "TP/318/07", "TP/318/07", None)),
        ("MC# 731204", TaxId("License", "731204", "731204", None)),
        # A chamber's state or region, a register's acronym, a state's permit.
        ("CRO-RJ 31.207", TaxId("License", "31.207", "31.207", None)),
        ("CRN-3 20107734", TaxId("License", "20107734", "20107734", None)),
        ("CRC/RJ 031.207/O-4", TaxId("License", "031.207/O-4", "031.207/O-4", None)),
        ("PSIRA Reg. 3107742", TaxId("Registration No.", "3107742", "3107742", None)),
        ("QRSC Premises Reg. KN-03317", TaxId("Registration No.", "KN-03317", "KN-03317", None)),
        ("FL permit #V-3107", TaxId("License", "V-3107", "V-3107", None)),
        ("wpis KR-4071", TaxId("License", "KR-4071", "KR-4071", None)),
        ("T.P. 207731", TaxId("License", "207731", "207731", None)),
        ("AMI 20771", TaxId("License", "20771", "20771", None)),
        ("CHE-100.155.212 MWST", TaxId("VAT", "CHE100155212", "CHE-100.155.212", True)),
        ("CHE-100.155.213 MWST", TaxId("VAT", "CHE100155213", "CHE-100.155.213", False)),
    ],
)
def test_a_number_is_found_with_its_checksum(card: Cards, text: str, expected: TaxId) -> None:
    """Kind by the label or the form; a wrong checksum is kept and said."""
    (field,) = find(card(text), Hints())
    assert field.detail == expected
    assert (field.problem is not None) == (expected.valid is False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ZZRK No. 40718", [("ZZRK No.", "40718")]),
        ("ZZRK nº 40718", [("ZZRK nº", "40718")]),
        ("Zielarnia (QXR: TS0031207-K)", [("QXR", "TS0031207-K")]),
        ("Doradca - ZZRK/SP 031.207-F", [("ZZRK/SP", "031.207-F")]),
        ("QXR 40718 AVO 31207", [("QXR", "40718"), ("AVO", "31207")]),
        ("QxRe# 02155018", [("QxRe#", "02155018")]),
        ("QXR #40718 AVO #312070 EV chargers", [("QXR #", "40718"), ("AVO #", "312070")]),
    ],
)
def test_an_acronym_of_no_list(card: Cards, text: str, expected: list[tuple[str, str]]) -> None:
    """It names a register where it and its number stand by themselves; it is not trusted as a known one."""
    fields = find(card(text), Hints())
    assert [(field.detail.kind, field.detail.printed) for field in fields] == expected
    assert all(field.confidence < 0.75 for field in fields)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Org. nr. 918 255 047 MVA", ["918 255 047 MVA"]),
        ("C.U.I. RO18255014 Nr. Reg. Com. J33/418/2006", ["RO18255014", "J33/418/2006"]),
        ("M.N. 44712", ["44712"]),
        ("(JM0481127-K) Tyres", ["JM0481127-K"]),
        ("MST: 0312847705", ["0312847705"]),
    ],
)
def test_labels_of_more_countries(card: Cards, text: str, printed: list[str]) -> None:
    """With their full stops and spaces, and what Norway prints behind a number."""
    assert [field.printed for field in find(card(text), Hints())] == printed


def test_a_label_of_two_countries_keeps_its_checksum(card: Cards) -> None:
    """Spain's C.I.F. has one; Romania's C.U.I. is another label."""
    (field,) = find(card("C.I.F. B58378431"), Hints())
    assert isinstance(field.detail, TaxId)
    assert (field.detail.kind, field.detail.valid) == ("NIF", True)


def test_a_state_before_its_postal_code_is_no_register(card: Cards) -> None:
    """M.P. is Madhya Pradesh."""
    assert find(card("12 MG Road, Indore, M.P. 452001"), Hints()) == ()


def test_several_on_one_line(card: Cards) -> None:
    """Each label takes the number behind it, and no digit of the next."""
    fields = find(card("NIP 1234563218 REGON 123456785 KRS 0000123456 Kapitał zakładowy 50 000 zł"), Hints())
    assert [field.detail.number for field in fields] == ["1234563218", "123456785", "0000123456"]


def test_a_number_on_the_line_below_its_label(card: Cards) -> None:
    """A label at a line's end holds for the line below."""
    fields = find(card("NIP: 123-456-32-18 REGON:", "123456785"), Hints())
    assert [(f.detail.kind, f.spans[0].line) for f in fields] == [("NIP", 0), ("REGON", 1)]


def test_letters_among_digits(card: Cards) -> None:
    """A letter that a reader put for a digit is mended, and the checksum says that it was right."""
    (field,) = find(card("NIP 123-456-32-l8"), Hints())
    assert (field.detail.number, field.detail.valid, field.repairs) == (
        "1234563218",
        True,
        ("digits for letters",),
    )


def test_a_zero_for_the_letter_o(card: Cards) -> None:
    """Brazil's accountants have a letter between the slash and the check digit."""
    (field,) = find(card("CRC/RJ 031.207/0-4"), Hints())
    assert (field.detail.printed, field.repairs) == ("031.207/O-4", ("letter for digit",))


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("Insured - FL permit #V-3107", 10),
        ("QRSC Premises Reg. KN-03317", 0),
        ("Doradca | QXAR Licence 40718", 10),
        ("POLNA LTD Reg. No. 40718", 10),
        ("ANNA LIS Reg. 40718", 9),
    ],
)
def test_whose_register_it_is_belongs_to_the_label(card: Cards, text: str, begins: int) -> None:
    """So that the state or the acronym before it is no part of an address or a firm."""
    (field,) = find(card(text), Hints())
    assert field.spans[0].start == begins


def test_the_checksum_chooses_the_reading(card: Cards) -> None:
    """Of two readings the one with a right checksum is taken."""
    (field,) = find(card(("NIP 123-456-82-18", "NIP 123-456-32-18")), Hints())
    assert (field.detail.number, field.repairs) == ("1234563218", ("second reading",))


@pytest.mark.parametrize(
    "text",
    [
        "601 555 123",
        "licencjonowany pośrednik",
        "NIP:",
        "ISO 9001:2015",
        "ISO 14001",
        "00-950 Warszawa",
        "PUNE 411001",
        "NSW 2640",
        "OH 45810",
        "P.O. BOX 41011",
        "HALL 12345",
        "SHOP NO. 11345",
        "EST. 1987",
        "PH 2345678",
        "TEL NO. 5550123",
        "H/P 0125550148",
        "MB: 98490 12345",
        "QXR: 555-0123",
        "QXR 02 555 0123",
        "PLN 500000",
        "BLK 12345 Polna Street",
        "REG. OFF. 2210 LONG STREET",
        "Permit holder since 1999",
    ],
)
def test_no_number_where_none_is(card: Cards, text: str) -> None:
    """Phones, postal codes and words that only begin like a label are left alone."""
    assert find(card(text), Hints()) == ()
