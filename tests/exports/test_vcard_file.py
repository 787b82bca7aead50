"""vCards that phones and address books take, read back by another library than the one that wrote them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from exports.vcard_file import to_bytes, to_vcard
from parsers.contact import Contact, Phone
from tests.exports.cards import card

VERSIONS = ["3.0", "4.0"]
HARD = replace(
    card(4),
    name_prefix="mgr inż.",
    company="Grün; Söhne, GmbH \\ Co.",
    department="Dział Żółty",
    phones=(*card(4).phones, Phone("fax", "+48221230009", "")),
    handles=("linkedin.com/in/maria",),
    notes={"talked_about": "długi tekst ąęśż, " * 12 + "\nlinia druga; koniec", "tags": "targi, hel"},
)


def read(contact: Contact, version: str, **more: Any) -> Any:
    """The card as the second library reads it."""
    return icalendar.Component.from_ical(to_vcard(contact, version=version, **more))


def texts(value: Any) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]


@pytest.mark.parametrize("version", VERSIONS)
def test_another_library_reads_every_value(version: str) -> None:
    """Letters, commas, semicolons, backslashes and line ends come through."""
    found = read(HARD, version)
    assert found.name == "VCARD" and str(found["VERSION"]) == version
    assert (found["N"].fields.family, found["N"].fields.given, found["N"].fields.prefix) == (
        "Grün",
        "Maria",
        "mgr inż.",
    )
    (back,) = vobject.readComponents(to_vcard(HARD, version=version).decode())
    assert back.org.value == ["Grün; Söhne, GmbH \\ Co.", "Dział Żółty"]
    phone = "" if version == "4.0" else "Phone: +48 22 123 0004 ext. 12\n"
    notes = f"Talked about: {HARD.notes['talked_about']}\nTags: targi, hel\n"
    assert back.note.value == f"{notes}{phone}KRS 0000000004"
    assert found["ADR"].fields.postal_code == "00-001" and found["ADR"].fields.locality == "Warszawa"
    assert sorted(texts(found["CATEGORIES"].cats)) == ["hel", "targi"]


def test_phones_keep_their_kind_in_3_0() -> None:
    """A fax is no voice line."""
    kinds = {str(tel): tel.params["TYPE"] for tel in read(HARD, "3.0")["TEL"]}
    assert kinds["+48 22 123 0004"] == ["WORK", "VOICE"]
    assert kinds["+48 601 000 004"] == ["CELL", "VOICE"] and kinds["+48 221 230 009"] == ["WORK", "FAX"]


def test_phones_are_uris_in_4_0() -> None:
    """RFC 6350, 6.4.1, with the extension of RFC 3966."""
    assert texts(read(HARD, "4.0")["TEL"])[:2] == ["tel:+48221230004;ext=12", "tel:+48601000004"]


@pytest.mark.parametrize("version", VERSIONS)
def test_no_line_is_longer_than_75_octets_and_version_comes_first(version: str) -> None:
    lines = to_vcard(HARD, version=version, picture=b"\xff\xd8" * 200).split(b"\r\n")
    assert lines[:2] == [b"BEGIN:VCARD", f"VERSION:{version}".encode()]
    assert max(map(len, lines)) <= 75 and all(line.decode() is not None for line in lines)


def test_the_uid_is_that_of_the_card_whatever_was_corrected() -> None:
    """A second import updates the contact and does not double it."""
    one, other = read(card(0), "3.0"), read(replace(card(0), name="Zofia Żak-Nowa"), "4.0")
    assert str(one["UID"]) == str(other["UID"]) != str(read(card(1), "3.0")["UID"])


@pytest.mark.parametrize("version", VERSIONS)
def test_a_picture_comes_through(version: str) -> None:
    photo = str(read(card(0), version, picture=b"\xff\xd8jpeg")["PHOTO"])
    assert photo == {"3.0": "/9hqcGVn", "4.0": "data:image/jpeg;base64,/9hqcGVn"}[version]


def test_a_card_on_which_nothing_was_read_makes_no_vcard() -> None:
    assert to_bytes([Contact(problem="The photo is too dark.")]) == b""


@pytest.mark.parametrize("version", VERSIONS)
@given(text=st.text(min_size=1, max_size=60))
def test_no_text_breaks_out_of_its_line(version: str, text: str) -> None:
    """A value with line ends cannot add a property or another card."""
    hostile = f"{text}\r\nTEL:666\nEND:VCARD\r\nBEGIN:VCARD"
    contact = replace(
        card(0), name=hostile, websites=(hostile,), handles=(hostile,), phones=(Phone("work", "", hostile),)
    )
    lines = to_bytes([contact], version=version).decode().replace("\r\n ", "").split("\r\n")
    assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") == 1
    assert not any(line.startswith("TEL:666") for line in lines)


@pytest.mark.parametrize("printed", ["58 891 28 30 wew. 134", "+48 58 891 28 30 ext. 134"])
def test_an_extension_stands_in_the_note_of_3_0(printed: str) -> None:
    """As part of TEL, phones would dial it as part of the number."""
    found = read(replace(card(0), phones=(Phone("work", "+48588912830", printed, "134"),)), "3.0")
    assert str(found["TEL"]) == "+48 58 891 28 30"
    assert "Phone: +48 58 891 28 30 ext. 134" in str(found["NOTE"])


@pytest.mark.parametrize("version", VERSIONS)
def test_a_web_site_is_a_uri(version: str) -> None:
    """Cards leave the scheme out; where they print it, it stays."""
    contact = replace(card(0), websites=("www.mosty.example", "http://mosty.example/pl"))
    assert texts(read(contact, version)["URL"]) == ["https://www.mosty.example", "http://mosty.example/pl"]


@pytest.mark.parametrize(("headings", "name"), [("en", "Poland"), ("pl", "Polska")])
def test_a_country_is_named(headings: str, name: str) -> None:
    """An address book shows the text as it stands; what a person typed stays."""
    assert read(card(0), "3.0", headings=headings)["ADR"].fields.country == name
    (address,) = card(0).addresses
    typed = replace(card(0), addresses=(replace(address, country="Rzeczpospolita"),))
    assert read(typed, "3.0", headings=headings)["ADR"].fields.country == "Rzeczpospolita"
