"""Who is due, whose notes are blank, what came of an event."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import icalendar
import pytest

from exports.follow_up import due, due_json, due_text, events, events_json, events_text, follow_ups_ics
from exports.table import Table, parse_date
from exports.writers import read_table, write_table
from parsers.contact import Source
from tests.exports.cards import card

TODAY = date(2026, 5, 10)


def notes(**told: str) -> dict[str, str]:
    return {"event": "Targi", "met_on": "2026-05-01", **told}


@pytest.fixture
def table(tmp_path: Path) -> Table:
    cards = [
        card(0, notes=notes(follow_up_on="2026-05-10", next_step="oferta")),
        card(1, notes=notes(follow_up_on="04.05.2026", talked_about="kuźnia; a, b")),
        card(2, notes=notes(follow_up_on="2026-05-10", followed_up_on="2026-05-09", outcome="umowa")),
        card(3, notes=notes(follow_up_on="2026-06-01", talked_about="później")),
        card(4, notes=notes(event="Kongres", met_on="2026-04-01")),
        card(5, notes=notes()),
        card(6, notes=notes(follow_up_on="w maju")),
        card(7, name="", given_name="", family_name="", company="", emails=(), phones=()),
    ]
    path = tmp_path / "contacts.xlsx"
    write_table(cards, path, headings="pl")
    return read_table(path)


def test_the_longest_overdue_comes_first(table: Table) -> None:
    found = due(table, date(2026, 5, 10))
    assert [(one.name, one.days_late) for one in found.due] == [("Jan Ćwiek", 6), ("Zofia Żak", 0)]
    assert found.due[0].phone == "+48 601 000 001" and found.due[0].on == "2026-05-04"


def test_who_was_contacted_or_is_for_later_is_not_due(table: Table) -> None:
    names = {one.name for one in due(table, date(2026, 5, 31)).due}
    assert "Ewa Lis-Nowacka" not in names and "Łukasz Wąs" not in names
    assert "Łukasz Wąs" in {one.name for one in due(table, date(2026, 6, 1)).due}


def test_blank_notes_are_told_the_oldest_meeting_first(table: Table) -> None:
    """Event and day may be the program's; they are no notes."""
    assert [one.name for one in due(table, date(2026, 5, 10)).blank] == ["Maria Grün", "Piotr Dąb"]


def test_a_date_that_is_none_is_not_forgotten(table: Table) -> None:
    found = due(table, date(2026, 5, 10))
    assert [(one.name, one.on) for one in found.unclear] == [("Olga Śnieg", "w maju")] and not found.undated
    assert "Olga Śnieg, Lodziarnia Śnieg  not understood as a day: «w maju»\n" in due_text(found, "en")
    assert "Olga Śnieg, Lodziarnia Śnieg  nie rozpoznano dnia: «w maju»\n" in due_text(found, "pl")


def test_the_report_is_readable_and_speaks_polish(table: Table) -> None:
    text = due_text(due(table, date(2026, 5, 10)), table.language)
    assert text.startswith(
        "Osoby, z którymi masz się skontaktować do 2026-05-10: 2\n"
        "  2026-05-04  6 dni po terminie  Jan Ćwiek, Kuźnia Ćwieków s.c.\n"
    )
    assert "Następny krok: oferta" in text and "Jeszcze bez notatek: 2" in text


def test_json(table: Table) -> None:
    told = json.loads(due_json(due(table, date(2026, 5, 10))))
    assert told["on"] == "2026-05-10" and [one["row"] for one in told["due"]] == [3, 2]
    assert json.loads(events_json(events(table)))[0]["name"] == "Targi"


def test_the_calendar_has_one_entry_per_open_follow_up(table: Table) -> None:
    """Read by another library; all-day, with a reminder, the same UID when the day is moved."""
    content = follow_ups_ics(table, TODAY)
    calendar = icalendar.Calendar.from_ical(content)
    entries = calendar.walk("VEVENT")
    assert [entry["SUMMARY"] for entry in entries] == [
        "Kontakt: Zofia Żak, Przykładowe Mosty sp. z o.o.",
        "Kontakt: Jan Ćwiek, Kuźnia Ćwieków s.c.",
        "Kontakt: Łukasz Wąs, Wąs i Wspólnicy S.A.",
    ]
    assert entries[1].decoded("DTSTART") == date(2026, 5, 4) and entries[1].decoded("DTEND") == date(
        2026, 5, 5
    )
    assert "O czym rozmawialiśmy: kuźnia; a, b\n" in entries[1]["DESCRIPTION"]
    assert len({str(entry["UID"]) for entry in entries}) == 3 and len(entries[0].walk("VALARM")) == 1
    assert max(len(line) for line in content.split(b"\r\n")) <= 75 and content.endswith(b"END:VCALENDAR\r\n")
    assert follow_ups_ics(table, TODAY) == content


def test_a_note_cannot_add_lines_to_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    hostile = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\rATTACH:file:///etc\n"
    write_table([card(0, notes=notes(follow_up_on="2026-05-10", next_step=hostile))], path)
    lines = follow_ups_ics(read_table(path), TODAY).replace(b"\r\n ", b"").split(b"\r\n")
    assert lines.count(b"BEGIN:VEVENT") == 1 and not any(line.startswith(b"ATTACH") for line in lines)


def test_a_calendar_without_follow_ups_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_table([card(0)], path)
    assert icalendar.Calendar.from_ical(follow_ups_ics(read_table(path), TODAY)).walk("VEVENT") == []


def test_events(table: Table) -> None:
    """Per event: cards, notes filled, followed up, owing, outcome; the latest first."""
    targi, kongres = events(table)
    assert (targi.name, targi.cards, targi.noted, targi.followed_up, targi.owing, targi.outcomes) == (
        "Targi",
        6,
        5,
        1,
        4,
        1,
    )
    assert (kongres.name, kongres.cards, kongres.noted, kongres.first) == ("Kongres", 1, 0, "2026-04-01")
    assert "Targi (2026-05-01): cards 6, with notes 5" in events_text(events(table))


def test_a_person_met_twice_counts_at_both_events(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    first = write_table([card(0)], path)
    later = card(0, card_id="later", source=Source("b.jpg", taken_on=date(2026, 10, 9), event="Kongres"))
    write_table([later], path, remembered=first.remembered)
    assert [(event.name, event.cards) for event in events(read_table(path))] == [
        ("Kongres", 1),
        ("Targi Łódź", 1),
    ]


DAYS = (
    "2026-06-05 14:00", "2026-06-05 14:00:00", "2026-06-05T14:00:00", "5.6.2026 r.", "5 czerwca 2026 roku",
    "5 June 2026", "June 5, 2026", "5th June 2026", "5. 6. 2026", "05-06-26", "piątek 2026-06-05",
    "pt. 5.06.2026, godz. 14:30", "5 VI 2026", "5.VI.2026", "5-cze-26", "46178", "46178.5833", "5.06",
    "5 czerwca", "5/6", "2026/06/05",
)  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_understood_as_people_and_spreadsheets_write_it(tmp_path: Path, text: str) -> None:
    """Without a year it is the first such day after the meeting."""
    path = tmp_path / "a.csv"
    write_table([card(0, notes=notes(follow_up_on=text))], path)
    (one,) = due(read_table(path), date(2026, 6, 6)).due
    assert (one.on, one.days_late) == ("2026-06-05", 1)
    assert b"DTSTART;VALUE=DATE:20260605" in follow_ups_ics(read_table(path), TODAY)


@pytest.mark.parametrize(
    ("met_on", "text", "on", "day"),
    [
        ("2026-12-20", "5.01", date(2027, 1, 10), "2027-01-05"),
        ("", "5.06", date(2026, 11, 27), "2026-06-05"),
        ("", "5.01", date(2026, 11, 27), "2027-01-05"),
    ],
)
def test_a_day_without_a_year(tmp_path: Path, met_on: str, text: str, on: date, day: str) -> None:
    """After the meeting; where no meeting is known, the one that is nearest to today."""
    path = tmp_path / "a.csv"
    one = card(0, source=Source("a.jpg"), notes={"met_on": met_on, "follow_up_on": text})
    write_table([one], path)
    assert f"DATE:{day.replace('-', '')}".encode() in follow_ups_ics(read_table(path), on)


def test_the_month_goes_first_only_where_it_must() -> None:
    assert [parse_date(text) for text in ("06/05/2026", "06/25/2026", "25/06/2026", "06-25-26")] == [
        date(2026, 5, 6), date(2026, 6, 25), date(2026, 6, 25), date(2026, 6, 25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["jutro", "w maju", "maj 2026", "10.30", "14.30", "5-6", "12 30", "99999", "601 000 001", "5 marek 2026"],
)
def test_what_is_no_day_is_none(text: str) -> None:
    """An hour, a span, a month, a phone."""
    assert parse_date(text, after=TODAY) is None


def test_of_those_without_notes_ten_are_listed(tmp_path: Path) -> None:
    """After a fair they would push what is due off the screen."""
    path = tmp_path / "a.csv"
    write_table([card(number, card_id=f"c{number}", name=f"Osoba {number:02}") for number in range(45)], path)
    found = due(read_table(path), TODAY)
    text = due_text(found, "en")
    assert len(found.blank) == 45 and text.endswith("… and 35 more\n") and text.count("  Osoba") == 10
    assert due_text(found, "pl").endswith("… i jeszcze 35\n")
