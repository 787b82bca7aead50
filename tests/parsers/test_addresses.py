"""Postal addresses: their extent, their parts, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from parsers.address_parts import parse_address
from parsers.addresses import find
from parsers.contact import Address, Span
from parsers.lines import Box, Hints, Line, Word
from parsers.resolve import mask

Cards = Callable[..., tuple]


def addresses(lines: tuple) -> list[str]:
    return [field.value for field in find(lines, Hints())]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("Polna Meble Sp. z o.o. | ul. Długa 5/12 | 00-950 Warszawa", "ul. Długa 5/12, 00-950 Warszawa"),
        ("Firma Budowlana Lis | Zalesie 15 | 05-552 Lesznowola", "Zalesie 15, 05-552 Lesznowola"),
        (
            "Anna Lis | al. Jana Pawła II 12 lok. 3, 31-864 Kraków",
            "al. Jana Pawła II 12 lok. 3, 31-864 Kraków",
        ),
        ("os. Słoneczne 5/12 | 62-020 Swarzędz", "os. Słoneczne 5/12, 62-020 Swarzędz"),
        ("Rynek Główny 12 | 31-042 Kraków | Polska", "Rynek Główny 12, 31-042 Kraków, Polska"),
        (
            "plac Wolności 3, piętro II, pok. 204 | 90-001 Łódź",
            "plac Wolności 3, piętro II, pok. 204, 90-001 Łódź",
        ),
        ("Rondo ONZ 1 | 00-124 Warszawa", "Rondo ONZ 1, 00-124 Warszawa"),
        ("Adres: 80-001 Gdańsk, ul. Morska 4", "80-001 Gdańsk, ul. Morska 4"),
        ("u1. Polna 7, 60-100 Poznań", "u1. Polna 7, 60-100 Poznań"),
        (
            "Architekt wnętrz | ul. Mickiewicza 14a m. 6 | 30-059 Kraków",
            "ul. Mickiewicza 14a m. 6, 30-059 Kraków",
        ),
        ("Kancelaria Radcowska ul. Polna 5, 00-950 Warszawa", "ul. Polna 5, 00-950 Warszawa"),
        (
            "Stare Olszyny, ul. Polna 5 | 44-100 Gliwice",
            "Stare Olszyny, ul. Polna 5, 44-100 Gliwice",
        ),
        ("Anna Lis, ul. Polna 5 | 44-100 Gliwice", "ul. Polna 5, 44-100 Gliwice"),
        ("Piekarnia Lis, ul. Polna 5, 44-100 Gliwice", "ul. Polna 5, 44-100 Gliwice"),
        (
            "ul. Polna 5 | 19-300 Ełk | Zapraszamy codziennie 12-22",
            "ul. Polna 5, 19-300 Ełk",
        ),
        (
            "ul. Stefana Żeromskiego 79, bud. C, 02-764 Warszawa",
            "ul. Stefana Żeromskiego 79, bud. C, 02-764 Warszawa",
        ),
        ("Jakość i tradycja od 1989 | 85-427 Bydgoszcz, Jawczyce 64", "85-427 Bydgoszcz, Jawczyce 64"),
        ("Lipowiec 7 | 07-300 Ostrów | woj. podlaskie", "Lipowiec 7, 07-300 Ostrów, woj. podlaskie"),
        ("skr. poczt. 12, 00-950 Warszawa 1", "skr. poczt. 12, 00-950 Warszawa 1"),
        ("RADOM | ALEJA NIEPODLEGŁOŚCI 7", "RADOM, ALEJA NIEPODLEGŁOŚCI 7"),
        ("12 Baker Lane | Oxford OX1 2AB | United Kingdom", "12 Baker Lane, Oxford OX1 2AB, United Kingdom"),
        ("Acme Ltd | Unit 4, Kings Park | Reading RG1 4AA", "Unit 4, Kings Park, Reading RG1 4AA"),
        ("100 Main St., Suite 200 | Springfield, IL 62701", "100 Main St., Suite 200, Springfield, IL 62701"),
        ("978 LONG AVENUE | PALO ALTO, CA 92381", "978 LONG AVENUE, PALO ALTO, CA 92381"),
        ("Level 5, 10 Long Street | Sydney NSW 2000", "Level 5, 10 Long Street, Sydney NSW 2000"),
        (
            "# 74/23/1, Temple Street | Ashok Nagar | Vijayawada-520007",
            "# 74/23/1, Temple Street, Ashok Nagar, Vijayawada-520007",
        ),
        (
            "3rd Floor, 3-4-630, Padma Plaza | Opp. Ratna College | Hyderabad-44",
            "3rd Floor, 3-4-630, Padma Plaza, Opp. Ratna College, Hyderabad-44",
        ),
        ("Delta Tower | Long Road | Nairobi", "Delta Tower, Long Road, Nairobi"),
        ("Musterstraße 12 | 10115 Berlin | Deutschland", "Musterstraße 12, 10115 Berlin, Deutschland"),
        ("Muster GmbH · Hauptstr. 5 · 80331 München", "Hauptstr. 5 · 80331 München"),
        ("12, rue de la Paix | 75002 Paris | France", "12, rue de la Paix, 75002 Paris, France"),
        ("C/ Mayor 5, 2º A | 28013 Madrid", "C/ Mayor 5, 2º A, 28013 Madrid"),
        ("Dlouhá 5/12 | 110 00 Praha 1", "Dlouhá 5/12, 110 00 Praha 1"),
        ("Via Roma 12 | 20121 Milano (MI)", "Via Roma 12, 20121 Milano (MI)"),
        ("Rua das Flores 45 | 4050-265 Porto", "Rua das Flores 45, 4050-265 Porto"),
        (
            "Rua Longa, 1000 - Centro | São Paulo - SP - 01310-100",
            "Rua Longa, 1000 - Centro, São Paulo - SP - 01310-100",
        ),
        ("3-2-1 Nishi, Minato-ku | Tokyo 160-0023, Japan", "3-2-1 Nishi, Minato-ku, Tokyo 160-0023, Japan"),
        ("P.O. Box 731 | Kampala - Uganda", "P.O. Box 731, Kampala - Uganda"),
        ("Queens, NY | USA", "Queens, NY, USA"),
        # Villages, districts and provinces, with or without a postal code.
        ("Purok 4, Brgy. Mabolo, Cebu City, Cebu 6000", "Purok 4, Brgy. Mabolo, Cebu City, Cebu 6000"),
        (
            "Blk 3 Lot 7 Orchid St., | Brgy. Bulua, Iligan City",
            "Blk 3 Lot 7 Orchid St., Brgy. Bulua, Iligan City",
        ),
        ("The Rectory, Kilmore, Co. Sligo", "The Rectory, Kilmore, Co. Sligo"),
        ("Honghua Ind. Zone, Shilong Town, Guangdong", "Honghua Ind. Zone, Shilong Town, Guangdong"),
        ("Praia do Sol, Lages - SC", "Praia do Sol, Lages - SC"),
        ("Farm Doornkop 212, Nieuwrus 1050, Mpumalanga", "Farm Doornkop 212, Nieuwrus 1050, Mpumalanga"),
        ("Thapathali Road, Kathmandu 44600", "Thapathali Road, Kathmandu 44600"),
        ("Camí de la Font, s/n · 17800 Olot", "Camí de la Font, s/n · 17800 Olot"),
        ("Loc. Pian dei Fiori 12, Chiusa Alta (FI)", "Loc. Pian dei Fiori 12, Chiusa Alta (FI)"),
        # A street without a word for it, and its town.
        ("Lipowa 12, Białystok", "Lipowa 12, Białystok"),
        ("łódź, piotrkowska 88", "łódź, piotrkowska 88"),
        # Buildings.
        (
            "The Old Grain Exchange | Long Road | Ely CB7 4JU",
            "The Old Grain Exchange, Long Road, Ely CB7 4JU",
        ),
        ("Galeria Zielona, poziom 1, Kielce", "Galeria Zielona, poziom 1, Kielce"),
        ("Level 3, Block D2, Parcel E, 62000 Putrajaya", "Level 3, Block D2, Parcel E, 62000 Putrajaya"),
        ("1310, Metro Centre, Lake Road | Pune 411 045", "1310, Metro Centre, Lake Road, Pune 411 045"),
        (
            "2400 Lakeside Office Plaza, Ste. 210 | Denver, Colorado 80202",
            "2400 Lakeside Office Plaza, Ste. 210, Denver, Colorado 80202",
        ),
        # What designers print where an address will stand.
        ("12 Street Name, Your City, 12345", "12 Street Name, Your City, 12345"),
        ("Musterweg 1, Musterstadt", "Musterweg 1, Musterstadt"),
        ("Calle Ejemplo 12, Tu Ciudad", "Calle Ejemplo 12, Tu Ciudad"),
        # Labels.
        ("Bendigo 3 Long St, Bendigo VIC 3550", "3 Long St, Bendigo VIC 3550"),
        ("Kielce ul. Polna 5, 25-001 Kielce", "ul. Polna 5, 25-001 Kielce"),
        ("Kamionka 40, 08-100 Kamionka", "Kamionka 40, 08-100 Kamionka"),
        ("Factory Road 12, Pune 411045", "Factory Road 12, Pune 411045"),
        ("Loja 2: Rua Tupi, 90, Lages - SC", "Rua Tupi, 90, Lages - SC"),
        ("Unit - II : Plot 12, MIDC, Nashik - 422010", "Plot 12, MIDC, Nashik - 422010"),
        (
            "Zakład produkcyjny i magazyn: ul. Fabryczna 2, 42-200 Częstochowa",
            "ul. Fabryczna 2, 42-200 Częstochowa",
        ),
        # Lines of others above and below.
        (
            "Saint Ann Medical Centre | Rm. 5, Mill Bldg., Lake St. | Cebu City",
            "Rm. 5, Mill Bldg., Lake St., Cebu City",
        ),
        ("25-001 Kielce, ul. Polna 5, tel. 41 2", "25-001 Kielce, ul. Polna 5"),
        (
            "(A unit of Sunrise Trust) | 45, Lake Road, Karur - 639 002",
            "45, Lake Road, Karur - 639 002",
        ),
        ("Rua Tupi, 90 | 88501-010 Lages - SC | ramal 312", "Rua Tupi, 90, 88501-010 Lages - SC"),
    ],
)
def test_one_address(card: Cards, rows: str, expected: str) -> None:
    """All of the address and nothing else: no company, no label, no post."""
    assert addresses(card(*rows.split(" | "))) == [expected]


@pytest.mark.parametrize(
    "rows",
    [
        "Anna Lis | Dyrektorka Handlowa | Firma Transportowa Sp. z o.o.",
        "Usługi remontowe | Malowanie, tapetowanie, gładzie | Łazienki od A do Z",
        "Rok założenia 1995 | Ponad 20 lat doświadczenia",
        "Warsaw Cracow Gdansk Poznan",
        "Otwarte: pn-pt 9-17, sob 10-14",
        "Park Technologiczny | Anna Lis | Prezes Zarządu",
        "Regional Manager, Poland",
        "Head of Sales, Central Europe | Polna Poland",
        "Kapitał zakładowy 50 000 zł | Sąd Rejonowy dla m.st. Warszawy",
        "ISO 9001:2015 | Certified Company",
        "R. MACHADO | AUTO SERVICE",
        "Sąd Rejonowy w Pile | kapitał zakładowy 250 418 300 zł",
        "MC# 407315",
        "AL 205731/AL",
        "Expo Dubai 2020",
        "Wartung nach DIN 14406",
        "IS 700123 / ISO 27001",
        "odbiór tortów: wtorek - sobota 10-17",
        "R. J. Lane Badge #417",
        "5 min. from Oakham Station",
        "Julia Kent | Virginia Devon",
        "Print your photos anywhere, anytime",
        "Trunkline (035) 555-0142 loc. 117",
    ],
)
def test_no_address_where_none_is(card: Cards, rows: str) -> None:
    """Posts, services, hours and lists of towns are no addresses."""
    assert addresses(card(*rows.split(" | "))) == []


def test_letters_in_a_postal_code(card: Cards) -> None:
    """What can only be a postal code is mended, and the repair has a name."""
    (field,) = find(card("ul. Łąkowa 25", "25-82o Kielce"), Hints())
    assert (field.value, field.repairs) == ("ul. Łąkowa 25, 25-820 Kielce", ("digits for letters",))


def test_letters_in_a_code_of_five_digits(card: Cards) -> None:
    """Also where two digits alone were read as such."""
    assert addresses(card("Cuesta del Pozo 4, bajo", "28OIO Madrid")) == [
        "Cuesta del Pozo 4, bajo, 28010 Madrid"
    ]


def test_a_place_under_a_label_beside_a_full_address(at: Callable) -> None:
    """A street without a number is believed where a label stands above it."""
    full = (at("12 Long Road, Karur - 639 002", 0, 0),)
    street = at("Lake Road, Opp. Old Mill Gate", 500, 28)
    assert len(addresses((*full, at("Mon to Fri", 500, 0), street))) == 1
    assert addresses((*full, at("Chamber", 500, 0), street))[1:] == ["Lake Road, Opp. Old Mill Gate"]


def test_towns_that_head_their_offices(card: Cards) -> None:
    """On the line of the address, which names the town again: one office a line."""
    lines = card("Bendigo 3 Long St, Bendigo VIC 3550", "Ararat Suite 2, 6 Mill St, Ararat VIC 3377")
    assert addresses(lines) == ["3 Long St, Bendigo VIC 3550", "Suite 2, 6 Mill St, Ararat VIC 3377"]


def test_a_label_heads_one_address(at: Callable) -> None:
    """The line below it begins the address, the next line goes on."""
    lines = (
        at("Office", 0, 0),
        at("Mill Complex, II Floor,", 0, 28),
        at("Karur - 639 002", 0, 56),
        at("Residence", 500, 0),
        at("6/21, Gandhi Nagar,", 500, 28),
        at("Erode - 638 001", 500, 56),
    )
    assert addresses(lines) == [
        "Mill Complex, II Floor, Karur - 639 002",
        "6/21, Gandhi Nagar, Erode - 638 001",
    ]


def test_slanted_lines(at: Callable) -> None:
    """Lines that run at a slant overlap in height and are still two lines."""
    first, second = at("ul. Łąkowa 25", top=0), at("25-820 Kielce", top=9)
    assert addresses((first, second)) == ["ul. Łąkowa 25, 25-820 Kielce"]


def test_two_offices(card: Cards) -> None:
    """A label, or a finished address above, begins the next one."""
    lines = card(
        "Siedziba: ul. Leśna 2, 40-001 Katowice", "Oddział Gliwice:", "ul. Krótka 9", "44-100 Gliwice"
    )
    assert addresses(lines) == ["ul. Leśna 2, 40-001 Katowice", "ul. Krótka 9, 44-100 Gliwice"]
    finished = card("Long Road 5, Kapstadt, South Africa", "7 Short Street", "Oxford OX1 2AB")
    assert len(addresses(finished)) == 2


@pytest.mark.parametrize("label", ["Biuro w Siedlcach:", "Filia w Nowym Targu", "Magazyn:", ""])
def test_a_second_street_with_its_code_is_a_second_office(card: Cards, label: str) -> None:
    """Whole addresses end, whether or not a label of declined words stands between them."""
    rows = ["ul. Polna 7, 15-400 Białystok", label, "ul. Krótka 71A", "08-110 Siedlce"]
    assert addresses(card(*filter(None, rows))) == [
        "ul. Polna 7, 15-400 Białystok",
        "ul. Krótka 71A, 08-110 Siedlce",
    ]
    rows = ["87-100 Toruń", "ul. Lipowa 85", label, "08-110 Siedlce", "ul. Krótka 71A"]
    assert addresses(card(*filter(None, rows))) == [
        "87-100 Toruń, ul. Lipowa 85",
        "08-110 Siedlce, ul. Krótka 71A",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "Knocktopher, Co. Kilkenny, R95 TX40",
        "Ruta 5 km 214, (6600) Mercedes, Pcia. de Buenos Aires",
        "Post Office Box HP 218, Ho, Volta Region, Ghana",
        "1200 - 455 Alder Place, Vancouver, B.C. V6B 1A1",
        "Jl. Melati No. 12, Pekanbaru, Riau 28116",
        "Vicolo dei Gufi, 23 - 19018 Corniglia (SP)",
        "Ruta Nac. 14 Km 255, (E3280) Colón, Entre Ríos",
        "Oakham Post, Namakkal Dt. - 637 209, Tamil Nadu",
        "Knockbrack, Miltown Malbay, Co. Clare",
    ],
)
def test_addresses_of_more_countries(card: Cards, address: str) -> None:
    """Codes in brackets or of letters, provinces with full stops, boxes in full."""
    assert addresses(card(address)) == [address]


def test_a_suite_with_a_letter_is_no_legal_form(card: Cards) -> None:
    """The words "Suite C" end a line of an address, whose street needs no word for it."""
    assert addresses(card("27 El Paseo, Suite C", "Carpinteria, CA 93013")) == [
        "27 El Paseo, Suite C, Carpinteria, CA 93013"
    ]


def test_a_label_within_a_line_begins_another_address(card: Cards) -> None:
    """Swedish cards print the box and whom to visit on one line."""
    assert addresses(card("Box 418, 901 08 Umeå Besök: Storgatan 7, 903 26 Umeå")) == [
        "Box 418, 901 08 Umeå",
        "Storgatan 7, 903 26 Umeå",
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ["Level 3, 12 King Street, Adelaide SA 5000", "4 Peel Street, Renmark SA 5341"],
        ["Rua Azul, 12, Lages - SC", "Av. Verde, 90, Itajaí - SC"],
        ["12 Rue Haute, 67000 Strasbourg", "4 Quai Sud, 68000 Colmar"],
    ],
)
def test_lines_that_are_complete_are_two_offices(card: Cards, rows: list[str]) -> None:
    """A street, a town and its state or code on each of two lines."""
    assert addresses(card(*rows)) == rows


@pytest.mark.parametrize("branch", ["Mill Chowk Branch", "Oddział w Pile", "Sucursal Norte", "Filiale Köln"])
def test_a_branch_is_no_part(card: Cards, branch: str) -> None:
    """A branch's name above the street is a department: it stays free for the finder of those."""
    (field,) = find(card(branch, "Plot 12, Station Road", "Belagavi - 590 001"), Hints())
    assert field.value == "Plot 12, Station Road, Belagavi - 590 001"
    assert all(span.line for span in field.spans)


def test_a_place_without_street_beside_a_full_address(card: Cards) -> None:
    """What is surely a place counts beside another address, a town alone does not."""
    clinic, room = "Flat 2, Lake Road, Pune 411051", "Above Sai Medical, Main Road, Wai, Dist. Satara"
    assert addresses(card(clinic, "Morning 10 to 1", room)) == [clinic, room]
    labelled = card(clinic, "Fax", "Factory: Honghua Ind. Zone, Dongguan")
    assert addresses(labelled) == [clinic, "Honghua Ind. Zone, Dongguan"]
    assert addresses(card(clinic, "Morning 10 to 1", "Pune, India")) == [clinic]


def test_offices_in_two_columns(at: Callable) -> None:
    """Lines of one column belong together, not lines of one height."""
    left = [at("ul. Leśna 2", top=0), at("40-001 Katowice", top=30)]
    right = [at("ul. Krótka 9", left=500, top=5), at("44-100 Gliwice", left=500, top=35)]
    lines = (left[0], right[0], left[1], right[1])
    assert sorted(addresses(lines)) == ["ul. Krótka 9, 44-100 Gliwice", "ul. Leśna 2, 40-001 Katowice"]


def test_towns_as_labels_to_the_left(at: Callable) -> None:
    """A town before its office, in a column of its own, is no part of the address."""
    lines = (
        at("Gdynia", top=0), at("ul. Leśna 2, 81-001 Gdynia", left=120, top=0),
        at("Gliwice", top=30), at("ul. Krótka 9, 44-100 Gliwice", left=120, top=30),
    )  # fmt: skip
    assert addresses(lines) == ["ul. Leśna 2, 81-001 Gdynia", "ul. Krótka 9, 44-100 Gliwice"]


def test_what_others_claimed_is_no_part(card: Cards) -> None:
    """A phone on the address's line was blanked before, with its label."""
    lines = card("ul. Leśna 2, 40-001 Katowice tel. 32 555 01 23")
    blanked = mask(lines, [Span(0, 29, 46)])
    assert addresses(blanked) == ["ul. Leśna 2, 40-001 Katowice"]


def test_the_label_is_claimed(card: Cards) -> None:
    """A label in front, or on a line of its own, leaves nothing over."""
    (field,) = find(card("Adres:", "ul. Leśna 2", "40-001 Katowice"), Hints())
    assert {span.line for span in field.spans} == {0, 1, 2}
    assert field.printed == "ul. Leśna 2, 40-001 Katowice"


def test_size_of_type_parts_lines(at: Callable, card: Cards) -> None:
    """A town in the logo's large letters above is no part of the address."""
    lines = card("Gdynia Park Tower", "ul. Leśna 2", "40-001 Katowice")
    words = (Word(w.text, 0.97, Box(3 * w.box.left, -60, 3 * w.box.right, 0)) for w in lines[0].words)
    large = Line(tuple(words))
    assert addresses((large, *lines[1:])) == ["ul. Leśna 2, 40-001 Katowice"]


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("ul. Długa 5/12, 00-950 Warszawa", ("ul. Długa 5/12", "00-950", "Warszawa", "", "PL")),
        ("80-001 Gdańsk, ul. Morska 4", ("ul. Morska 4", "80-001", "Gdańsk", "", "PL")),
        ("100 Main St., Springfield, IL 62701", ("100 Main St.", "62701", "Springfield", "IL", "")),
        ("Rue Haute 3, B-1000 Brussels, Belgium", ("Rue Haute 3", "B-1000", "Brussels", "", "BE")),
        ("Ringstraße 3, A-1010 Wien", ("Ringstraße 3", "A-1010", "Wien", "", "AT")),
        ("12 Baker Lane, Oxford OX1 2AB, United Kingdom", ("12 Baker Lane", "OX1 2AB", "Oxford", "", "GB")),
        ("Rua Longa 5, São Paulo - SP - 01310-100", ("Rua Longa 5", "01310-100", "São Paulo", "SP", "BR")),
        ("10 Long Street, Sydney NSW 2000, Australia", ("10 Long Street", "2000", "Sydney", "NSW", "AU")),
        ("Purok 4, Malay, Aklan 5608", ("Purok 4", "5608", "Malay", "Aklan", "")),
        ("Lake Road 5, Salem, Tamil Nadu 636007", ("Lake Road 5", "636007", "Salem", "Tamil Nadu", "")),
        ("Lake Road 5, Kathmandu 44600, Nepal", ("Lake Road 5", "44600", "Kathmandu", "", "NP")),
        ("Rua Tupi, 90, Centro, Lages - SC", ("Rua Tupi, 90, Centro", "", "Lages", "SC", "BR")),
        ("Warszawa, ul. Wolska 88", ("ul. Wolska 88", "", "Warszawa", "", "PL")),
        (
            "ul. Długa 5, 00-001 Warszawa, III piętro, pok. 312",
            ("ul. Długa 5, III piętro, pok. 312", "00-001", "Warszawa", "", "PL"),
        ),
        (
            "ul. Długa 5, 00-001 Warszawa, woj. mazowieckie, Polska",
            ("ul. Długa 5", "00-001", "Warszawa", "mazowieckie", "PL"),
        ),
        (
            "00-001 Warszawa, Polska, ul. Długa 5, mazowieckie",
            ("ul. Długa 5", "00-001", "Warszawa", "mazowieckie", "PL"),
        ),
        (
            "12 Baker Lane, Oxford OX1 2AB, 3rd Floor, United Kingdom",
            ("12 Baker Lane, 3rd Floor", "OX1 2AB", "Oxford", "", "GB"),
        ),
        ("Rua Longa 5, Lisboa, 2º andar", ("Rua Longa 5, 2º andar", "", "Lisboa", "", "PT")),
        ("Rua Longa 5, Lisboa, Estremadura", ("Rua Longa 5", "", "Lisboa", "Estremadura", "PT")),
        ("", ("", "", "", "", "")),
    ],
)
def test_parts(printed: str, parts: tuple[str, ...]) -> None:
    """Street, postal code, town, region and country; what is not told stays empty."""
    street, code, city, region, country = parts
    found = parse_address(printed)
    if printed.startswith("100 Main"):  # the state alone does not name the country
        assert (found.street, found.postal_code, found.city, found.region) == parts[:4]
    elif printed.startswith("Warszawa"):  # a town of that name is known in one country only, or in several
        assert (found.street, found.city) == (street, city)
    else:
        assert found == Address(printed, street, code, city, region, country)
