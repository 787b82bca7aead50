"""Telephone numbers: Polish traps first, kinds by label and place, E.164."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.contact import Phone
from parsers.lines import Box, Hints
from parsers.phones import find

Cards = Callable[..., tuple]


def phones(lines: tuple, hints: Hints = Hints()) -> list[Phone]:  # noqa: B008 - frozen
    return [field.detail for field in find(lines, hints)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Shop 22 555 01 23", Phone("work", "+48225550123", "22 555 01 23")),
        ("Cep: +90 532 555 01 48", Phone("mobile", "+905325550148", "+90 532 555 01 48")),
        ("Tel: +48 22 555 01 23 #127", Phone("work", "+48225550123", "+48 22 555 01 23 #127", "127")),
        ("tel. +48 22 555 01 23 wew. 12", Phone("work", "+48225550123", "+48 22 555 01 23 wew. 12", "12")),
        ("tel. (22) 555-01-23 w. 12", Phone("work", "+48225550123", "(22) 555-01-23 w. 12", "12")),
        ("tel. (0-22) 555 01 23", Phone("work", "+48225550123", "(0-22) 555 01 23")),
        ("tel. 0 601 555 123", Phone("work", "+48601555123", "0 601 555 123")),
        ("tel. +48 (0)22 555 01 23", Phone("work", "+48225550123", "+48 (0)22 555 01 23")),
        ("+39 (0)6 698 12345", Phone("work", "+390669812345", "+39 (0)6 698 12345")),
        ("+39 (0)331 123 4567", Phone("work", "+3903311234567", "+39 (0)331 123 4567")),
        ("tel. 22 555 01 23/24", Phone("work", "+48225550123", "22 555 01 23/24")),
        ("tel. 22 555 01 23 do 25", Phone("work", "+48225550123", "22 555 01 23 do 25")),
        ("tel. 22 555 01 23, 24", Phone("work", "+48225550123", "22 555 01 23, 24")),
        ("tel. 22 555 01 23-24", Phone("work", "+48225550123", "22 555 01 23-24")),
        ("tel. /41/ 255 01 23", Phone("work", "+48412550123", "/41/ 255 01 23")),
        ("tel. 0048 601 555 123", Phone("work", "+48601555123", "0048 601 555 123")),
        ("tel. kom. 601 555 123", Phone("mobile", "+48601555123", "601 555 123")),
        ("kom.601-555-123", Phone("mobile", "+48601555123", "601-555-123")),
        ("GSM: 601 555 123", Phone("mobile", "+48601555123", "601 555 123")),
        ("faks 22 555 01 24", Phone("fax", "+48225550124", "22 555 01 24")),
        ("tel./fax 22 555 01 23", Phone("work", "+48225550123", "22 555 01 23")),
        ("tel. dom. 22 555 01 23", Phone("home", "+48225550123", "22 555 01 23")),
        ("infolinia 801 555 123", Phone("work", "+48801555123", "801 555 123")),
        ("faksi 22 555 01 24", Phone("fax", "+48225550124", "22 555 01 24")),
        ("Txt 601 555 123", Phone("mobile", "+48601555123", "601 555 123")),
        ("601 555 123 – komórka", Phone("mobile", "+48601555123", "601 555 123")),
        ("22 555 01 23 (fax)", Phone("fax", "+48225550123", "22 555 01 23")),
        ("Poznań: 61 855 01 23", Phone("work", "+48618550123", "61 855 01 23")),
        ("kom 6O1 555 l23", Phone("mobile", "+48601555123", "601 555 123")),
        ("Tel. +44 (0)20 7946 0018", Phone("work", "+442079460018", "+44 (0)20 7946 0018")),
        ("M +91 98490 12345", Phone("mobile", "+919849012345", "+91 98490 12345")),
        ("Cell: 202.555.0143", Phone("mobile", "+12025550143", "202.555.0143")),
        ("Phone: 202-555-0143 ext 12", Phone("work", "+12025550143", "202-555-0143 ext 12", "12")),
        ("TEL +81-3-5555-0123", Phone("work", "", "+81-3-5555-0123")),
        ("Mobile France +33 6 39 98 01 23", Phone("mobile", "+33639980123", "+33 6 39 98 01 23")),
        ("Please call 202-555-0143 24 hrs. ahead", Phone("work", "+12025550143", "202-555-0143")),
        ("tel. 22 555 01 23 24/7", Phone("work", "+48225550123", "22 555 01 23")),
        ("Call 202-555-0143 2-4 pm", Phone("work", "+12025550143", "202-555-0143")),
        ("Freephone 0800 555 KAYAK", Phone("work", "", "0800 555 KAYAK")),
        ("Call 1-800-POLNAFI", Phone("work", "+18007656234", "1-800-POLNAFI")),
        ("Call 1-877-555-GLUE", Phone("work", "+18775554583", "1-877-555-GLUE")),
        ("Call 1-800-4MY-LIPS", Phone("work", "+18004695477", "1-800-4MY-LIPS")),
        ("(202) 555-GLUE", Phone("work", "+12025554583", "(202) 555-GLUE")),
        ("888-CALL-LIS", Phone("work", "+18882255547", "888-CALL-LIS")),
        ("DID 5550 4402", Phone("work", "", "5550 4402")),
        ("Shop 01632 960 155", Phone("work", "", "01632 960 155")),
        ("P O3 555O 0142", Phone("work", "", "03 5550 0142")),
        ("K0M: 601 555 123", Phone("mobile", "+48601555123", "601 555 123")),
        ("tel. służbowy 22 555 01 23", Phone("work", "+48225550123", "22 555 01 23")),
        ("kom. służb. 601 555 123", Phone("mobile", "+48601555123", "601 555 123")),
        ("zapisy: 22 555 01 23", Phone("work", "+48225550123", "22 555 01 23")),
        ("O SIO 555 123", Phone("work", "+48510555123", "0 510 555 123")),
        ("Direct: 55123", Phone("work", "", "55123")),
        ("Tel. 22 555 01 23 loc. 104", Phone("work", "+48225550123", "22 555 01 23 loc. 104", "104")),
        ("Tel. 22 555 01 23 - ramal 21", Phone("work", "+48225550123", "22 555 01 23 - ramal 21", "21")),
        ("tel. 22 555 01 23 interno 12", Phone("work", "+48225550123", "22 555 01 23 interno 12", "12")),
        (
            "Tel. 22 555 01 23 Durchwahl 7",
            Phone("work", "+48225550123", "22 555 01 23 Durchwahl 7", "7"),
        ),
        ("Durchwahl 22 555 01 23", Phone("work", "+48225550123", "22 555 01 23")),
        ("eFax: 202-555-0143", Phone("fax", "+12025550143", "202-555-0143")),
        ("H.P. 98490 12345", Phone("mobile", "+919849012345", "98490 12345")),
        ("Transport: 601 555 123", Phone("mobile", "+48601555123", "601 555 123")),
        ("202-555-0143 (1ab)", Phone("work", "+12025550143", "202-555-0143")),
        ("(00) 00000-0000", Phone("work", "", "(00) 00000-0000")),
        ("Ph: 221005 (R)", Phone("home", "", "221005")),
    ],
)
def test_one_number(card: Cards, text: str, expected: Phone) -> None:
    """Kind, E.164, extension, and the number as it is printed."""
    (phone,) = phones(card(text))
    if expected.printed.startswith("+81"):  # whether the plan has it changes with the plan
        assert (phone.kind, phone.printed) == (expected.kind, expected.printed)
    else:
        assert phone == expected


@pytest.mark.parametrize(
    "text",
    [
        "ul. Polna 5/12, 00-950 Warszawa",
        "czynne pn-pt 9.00-17.00",
        "12.05.2024",
        "konto 12 1020 5555 0000 1234 5678 9012",
        "Kapitał zakładowy 500 000 zł",
        "ISO 9001-2015",
        "4-7-339, Near Park",
        "2-10-14 Nishimachi",
        "Hyderabad-500 027",
        "Rok założenia 1995",
        "123-456-32-19",
        "Springfield, IL 62701-1234",
        "Sequim, WA 98382-0104",
        "Sequim WA 98382",
        "Item 0123 456 7890",
        "855 MARINER ST",
        "201812345K",
        "Head Office 2-10-14, Nishi",
        "ul. 3 Maja 14, IV p., 33-300 Nowy Sącz",
        "Nawada - 805110 (U.P.)",
        "Nawada 805110 (HP)",
        "M.P. 462001",
        "P.C.: 710065",
        "000 000 000",
    ],
)
def test_no_number_where_none_is(card: Cards, text: str) -> None:
    """Postal codes, house numbers, dates, hours, accounts and money are no telephone numbers."""
    assert phones(card(text)) == []


def test_several_numbers_on_a_line(card: Cards) -> None:
    """Each has its own label; one that only a separator parts from another has that one's."""
    line = "T: 22 555 01 23, 22 555 01 24 | M: 601 555 123 / 602 555 123 | F: 22 555 01 25"
    assert [(p.kind, p.number) for p in phones(card(line))] == [
        ("work", "+48225550123"),
        ("work", "+48225550124"),
        ("mobile", "+48601555123"),
        ("mobile", "+48602555123"),
        ("fax", "+48225550125"),
    ]


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("Phone (R) 22 555 01 23 (M) 601 555 123", ["home", "mobile"]),
        ("22 555 01 23 (office) 22 555 01 24 (fax)", ["work", "fax"]),
        ("TEL: 22 555 01 23 (Direct) FAX: 22 555 01 24", ["work", "fax"]),
        ("H/P: 601 555 123 (Anna), 602 555 123 (Jan)", ["mobile", "mobile"]),
        ("tel. 22 555 01 23, 601 555 123", ["work", "work"]),
    ],
)
def test_whose_a_bracket_is(card: Cards, line: str, kinds: list[str]) -> None:
    """A label in brackets is one number's only, a remark in brackets parts no list of numbers."""
    assert [p.kind for p in phones(card(line))] == kinds


def test_a_dash_parts_two_whole_numbers(card: Cards) -> None:
    """An en dash between them; between the groups of one, and before the end of a range, it parts nothing."""
    printed = [number.printed for number in phones(card("Tel.: (202) 3555 0141–3555 0142"))]
    assert printed == ["(202) 3555 0141", "3555 0142"]
    assert [number.printed for number in phones(card("tel. 0049 171–5551234"))] == ["0049 171-5551234"]


def test_a_letter_behind_a_bullet_is_a_label(card: Cards) -> None:
    """Numbers parted by a bullet keep their own kinds, and a range before it is part of the number."""
    first, second = phones(card("tel. 22 555 01 23, 24 • m. 601 555 123"))
    assert (first.kind, first.printed) == ("work", "22 555 01 23, 24")
    assert (second.kind, second.printed) == ("mobile", "601 555 123")


def test_two_numbers_with_a_space_between(card: Cards) -> None:
    """Eighteen digits are two numbers."""
    assert [p.printed for p in phones(card("tel. 601 555 123 602 555 123"))] == ["601 555 123", "602 555 123"]


def test_a_label_goes_on_below(card: Cards, at: Callable) -> None:
    """A number under another, alone on its line and in its column, has that one's label."""
    lines = (at("Mobile: 601 555 123"), at("602 555 123", left=80, top=25), at("Anna Lis", top=300))
    assert [p.kind for p in phones(lines)] == ["mobile", "mobile"]


def test_labels_in_a_column_of_their_own(at: Callable) -> None:
    """A label to the left on the same printed line belongs to the number, and is claimed with it."""
    lines = (
        at("Tel:"),
        at("22 555 01 23", left=120),
        at("Fax:", top=30),
        at("22 555 01 24", left=120, top=30),
    )
    fields = find(lines, Hints())
    assert [(f.detail.kind, f.detail.number) for f in fields] == [
        ("work", "+48225550123"),
        ("fax", "+48225550124"),
    ]
    assert {span.line for span in fields[1].spans} == {2, 3}


def test_a_label_above(card: Cards) -> None:
    """A line that is nothing but a label holds for the number below it."""
    assert [p.kind for p in phones(card("Faks", "22 555 01 24"))] == ["fax"]


def test_a_pictogram(card: Cards) -> None:
    """A detected icon beside the number says its kind."""
    hints = Hints(icons=(("mobile", Box(-30, 0, -10, 20)),))
    assert [p.kind for p in phones(card("601 555 123"), hints)] == ["mobile"]


def test_without_labels_the_range_tells_both_sorts_apart(card: Cards) -> None:
    """One landline and one mobile, no label: the numbering plan says which is which."""
    assert [p.kind for p in phones(card("22 555 01 23", "601 555 123"))] == ["work", "mobile"]


def test_the_country_on_the_card_goes_before_the_region(card: Cards) -> None:
    """A Spanish card's number is not dialled in Poland, whatever --region says."""
    lines = card("Móv. 612 345 678", "Calle Mayor 5", "41077 Sevilla, España")
    assert [p.number for p in phones(lines)] == ["+34612345678"]


def test_the_region_decides_where_the_card_is_silent(card: Cards) -> None:
    """The same digits in two countries."""
    line = card("tel. 222 333 444")
    assert [phones(line, Hints(region=region))[0].number for region in ("PL", "CZ")] == [
        "+48222333444",
        "+420222333444",
    ]


def test_a_number_of_no_plan_is_kept_and_says_so(card: Cards) -> None:
    """A made-up number is a number on the card; it has no E.164 and a problem."""
    (field,) = find(card("Phone: 123-456-7890"), Hints())
    assert (field.detail.printed, field.detail.number) == ("123-456-7890", "")
    assert field.problem is not None


def test_the_reading_that_makes_a_number_wins(card: Cards) -> None:
    """A digit that one reader lost is taken from the other."""
    (field,) = find(card(("tel. 22 555 01 2", "tel. 22 555 01 23")), Hints())
    assert field.detail.number == "+48225550123"
    assert field.repairs == ("second reading",)


def test_digits_that_one_reader_took_for_letters(card: Cards) -> None:
    """An area code that is no number in one reading is one in the other."""
    (field,) = find(card(("(s6) 655-01-23", "'(56) 655-01-23")), Hints())
    assert (field.detail.number, field.detail.printed) == ("+48566550123", "(56) 655-01-23")


def test_a_town_with_its_code_is_no_number_in_any_reading(card: Cards) -> None:
    """A pictogram that one reader took for a digit makes no telephone number of a postal code."""
    assert phones(card("Centrala:", ("20-645 Lublin", "9 20-645 Lublin"))) == []


def test_a_comma_for_a_full_stop(card: Cards) -> None:
    """Within one number only; between two it parts them."""
    (field,) = find(card("biuro: 0048 33 855,01.23"), Hints())
    assert (field.detail.number, field.repairs) == ("+48338550123", ("comma for dot",))
    assert len(find(card("tel. 22 555 01 23,22 555 01 24"), Hints())) == 2


def test_a_landline_under_a_mobile(card: Cards) -> None:
    """Its plan says that the label above is not its own."""
    assert [p.kind for p in phones(card("kom. 601 555 123", "17 255 01 23"))] == ["mobile", "work"]


def test_a_number_without_its_area_code(card: Cards) -> None:
    """Brazilian cards print the local number alone, also behind an address."""
    lines = card("Av. Longa, 2994 - Centro - SP 3555-0123", "95555-0123", "São Paulo, Brasil")
    assert [p.printed for p in phones(lines)] == ["3555-0123", "95555-0123"]


def test_readers_that_differ_lower_the_confidence(card: Cards) -> None:
    """Two valid readings of one number: neither is believed without a look."""
    (field,) = find(card(("tel. 22 555 01 23", "tel. 22 555 07 23")), Hints())
    (agreed,) = find(card(("tel. 22 555 01 23", "tel 22 555 01 23")), Hints())
    assert field.confidence < 0.8 < agreed.confidence
    assert field.problem is not None
