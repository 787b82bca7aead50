"""What is to be done with the contacts of a table: who is due, whose notes are blank, what came of an event.

A collected card is the start of a process, not its result; these reports keep it from being forgotten.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from exports import words
from exports.columns import PHONE_KEYS, heading
from exports.content_lines import UNFOLDED, folded
from exports.meetings import meetings_of
from exports.table import Cells, Table, clean_cell, parse_date, without_guard
from parsers.contact import NOTE_KEYS

# Notes that a person writes; event and met_on may have been filled in by the program.
_OWN_NOTES = tuple(key for key in NOTE_KEYS if key not in ("event", "met_on"))
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:wizytownik:follow-up")
_MOST_BLANK = 10  # lines: after a fair, more would push what is due off the screen
MAKER = "-//wizytownik//follow-ups//EN"  # PRODID of the calendars
_HALF_A_YEAR = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One person to be contacted. row: number of the line in the table, from 2.

    on: the day in ISO form, or what the cell says where that is no day, or "". days_late: negative for
    days still to come, None without a day.
    """

    row: int
    name: str
    company: str
    phone: str
    email: str
    on: str
    days_late: int | None
    next_step: str
    talked_about: str
    met: str
    card_id: str


@dataclass(frozen=True, slots=True)
class Due:
    """What a person owes by a day, most urgent first.

    due: to be contacted by then, the longest overdue first. unclear: with something in "Follow up on" that
    is not understood as a day. undated: a next step or notes, but no day. blank: nothing noted yet, the
    oldest meeting first.
    """

    on: date
    due: tuple[FollowUp, ...]
    unclear: tuple[FollowUp, ...]
    undated: tuple[FollowUp, ...]
    blank: tuple[FollowUp, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """What came of an event. first, last: days of its meetings in ISO form, "" where unknown.

    noted: cards with notes of a person's own; followed_up: contacted; owing: planned and not yet
    contacted; outcomes: cards with an outcome.
    """

    name: str
    first: str
    last: str
    cards: int
    noted: int
    followed_up: int
    owing: int
    outcomes: int


def due(table: Table, on: date) -> Due:
    """Who is to be contacted by ``on`` and whose notes are still blank."""
    open_rows = [(number, row) for number, row in _people(table) if not row.get("followed_up_on")]
    late, unclear, undated, blank = [], [], [], []
    for number, row in open_rows:
        one = _follow_up(number, row, on)
        if one.days_late is not None:
            if one.days_late >= 0:
                late.append(one)
        elif one.on:
            unclear.append(one)
        elif any(row.get(key) for key in ("next_step", "talked_about", "needs", "can_offer")):
            undated.append(one)
        elif not any(row.get(key) for key in _OWN_NOTES):
            blank.append(one)
    late.sort(key=lambda one: (-(one.days_late or 0), one.row))
    blank.sort(key=lambda one: (one.met or "9999", one.row))
    return Due(on, tuple(late), tuple(unclear), tuple(undated), tuple(blank))


def due_text(found: Due, language: str = "en") -> str:
    """The report for a terminal, a line per person; of those without notes the first ten."""
    lines = [words.say("due_title", language, day=found.on.isoformat(), number=str(len(found.due)))]
    for one in found.due:
        lines.append(f"  {one.on}  {_how_late(one, language)}  {_person(one)}")
        lines += [f"      {text}" for text in _details(one, language)]
    if found.unclear:
        lines.append(words.say("unclear_title", language, number=str(len(found.unclear))))
        lines += [f"  {_person(one)}  {words.say('no_day', language, text=one.on)}" for one in found.unclear]
    for title, group, most in (
        ("undated_title", found.undated, len(found.undated)),
        ("blank_title", found.blank, _MOST_BLANK),
    ):
        if group:
            lines.append(words.say(title, language, number=str(len(group))))
        lines += [f"  {_person(one)}{f'  ({one.met})' if one.met else ''}" for one in group[:most]]
        if len(group) > most:
            lines.append(f"  {words.say('and_more', language, number=str(len(group) - most))}")
    return "\n".join(lines) + "\n"


def due_json(found: Due) -> str:
    """The report as one JSON object: on, due, unclear, undated, blank; nobody is left out."""
    told = asdict(found) | {"on": found.on.isoformat()}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def follow_ups_ics(table: Table, on: date) -> bytes:
    """A calendar (RFC 5545) with one all-day entry per open follow-up that has a day; on: today.

    The UID is made from the card id: importing the file again moves an entry instead of doubling it.
    """
    import vobject
    from vobject.icalendar import utc

    calendar = vobject.iCalendar()
    calendar.add("prodid").value = MAKER
    for number, row in _people(table):
        day = _day_of(row, on)
        if day is None or row.get("followed_up_on"):
            continue
        one = _follow_up(number, row, day)
        entry = calendar.add("vevent")
        entry.add("uid").value = str(
            uuid.uuid5(_NAMESPACE, one.card_id or f"{one.name}|{one.company}|{one.email}")
        )
        entry.add("dtstamp").value = datetime.combine(day, time(), utc)
        entry.add("dtstart").value = day
        entry.add("dtend").value = day + timedelta(days=1)
        entry.add("summary").value = words.say("contact_whom", table.language, who=_person(one))
        if told := _details(one, table.language):
            entry.add("description").value = "\n".join(told)
        entry.add("transp").value = "TRANSPARENT"
        alarm = entry.add("valarm")
        alarm.add("action").value = "DISPLAY"
        alarm.add("description").value = entry.summary.value
        alarm.add("trigger").value = timedelta(hours=9)
    if not calendar.contents.get("vevent"):
        return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{MAKER}\r\nEND:VCALENDAR\r\n".encode()
    return folded(calendar.serialize(lineLength=UNFOLDED))


def events(table: Table) -> tuple[Event, ...]:
    """What came of every event, the latest first; a person met twice counts at both."""
    rows_of: dict[str, list[tuple[str, Cells]]] = {}
    for _, row in _people(table):
        for day, name in meetings_of(row) or [("", "")]:
            rows_of.setdefault(name, []).append((day, row))
    found = []
    for name, met in rows_of.items():
        days = sorted(day for day, _ in met if parse_date(day))
        rows = [row for _, row in met]
        planned = [row for row in rows if row.get("follow_up_on") or row.get("next_step")]
        found.append(
            Event(
                name=name,
                first=days[0] if days else "",
                last=days[-1] if days else "",
                cards=len(rows),
                noted=sum(any(row.get(key) for key in _OWN_NOTES) for row in rows),
                followed_up=sum(bool(row.get("followed_up_on")) for row in rows),
                owing=sum(not row.get("followed_up_on") for row in planned),
                outcomes=sum(bool(row.get("outcome")) for row in rows),
            )
        )
    return tuple(sorted(found, key=lambda event: (event.last, event.name), reverse=True))


def events_text(found: Iterable[Event], language: str = "en") -> str:
    """The summary for a terminal, a line per event."""
    lines = []
    for event in found:
        span = event.first if event.first == event.last else f"{event.first} – {event.last}"
        name = event.name or words.say("no_event", language)
        counts = {
            key: str(getattr(event, key)) for key in ("cards", "noted", "followed_up", "owing", "outcomes")
        }
        lines.append(f"{name}{f' ({span})' if span else ''}: {words.say('event_line', language, **counts)}")
    return "\n".join(lines) + "\n" if lines else ""


def events_json(found: Iterable[Event]) -> str:
    return json.dumps([asdict(event) for event in found], ensure_ascii=False, indent=2) + "\n"


def _people(table: Table) -> list[tuple[int, Cells]]:
    """(line, cells) of the rows in which there is somebody."""
    rows = [
        (number, {key: without_guard(clean_cell(text)) for key, text in row.items()})
        for number, row in enumerate(table.rows(), start=2)
    ]
    keys = ("name", "given_name", "family_name", "company", "email", *PHONE_KEYS)
    return [(number, row) for number, row in rows if any(row.get(key) for key in keys)]


def _day_of(row: Cells, on: date) -> date | None:
    """The day to follow up on. One without a year comes after the meeting, else about the day ``on``."""
    return parse_date(
        row.get("follow_up_on", ""), after=parse_date(row.get("met_on", "")) or on - _HALF_A_YEAR
    )


def _follow_up(number: int, row: Cells, on: date) -> FollowUp:
    day = _day_of(row, on)
    phones = [row.get(key, "") for key in ("phone_mobile", "phone_work", "phone_other", "phone_home")]
    met = sorted(day for day, _ in meetings_of(row) if parse_date(day))
    return FollowUp(
        row=number,
        name=row.get("name", "")
        or " ".join(filter(None, (row.get("given_name", ""), row.get("family_name", "")))),
        company=row.get("company", ""),
        phone=next(filter(None, phones), ""),
        email=row.get("email", ""),
        on=day.isoformat() if day else row.get("follow_up_on", ""),
        days_late=(on - day).days if day else None,
        next_step=row.get("next_step", ""),
        talked_about=row.get("talked_about", ""),
        met=met[-1] if met else "",
        card_id=row.get("card_id", "").split(";")[0].strip(),
    )


def _how_late(one: FollowUp, language: str) -> str:
    if not one.days_late:
        return words.say("due_today", language)
    if one.days_late == 1:
        return words.say("day_late", language)
    return words.say("days_late", language, days=str(one.days_late))


def _person(one: FollowUp) -> str:
    return ", ".join(filter(None, (one.name, one.company))) or one.email or one.phone


def _details(one: FollowUp, language: str) -> list[str]:
    told = [
        (heading("next_step", language), one.next_step),
        (heading("talked_about", language), one.talked_about),
        (words.say("phone", language), one.phone),
        (heading("email", language), one.email),
    ]
    return [f"{name}: {text}" for name, text in told if text]
