"""When a person was met: the first meeting stands in event and met_on, all of them in ``meetings``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from exports.people import fold
from exports.table import parse_date


def meetings_of(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """All meetings of a row as (day, event), day in ISO form or ""; none where nothing is known of any."""
    found = []
    for part in filter(None, (text.strip() for text in cells.get("meetings", "").split(";"))):
        day, _, event = part.partition(" ")
        date = parse_date(day)
        found.append((date.isoformat(), event.strip()) if date else ("", part))
    first = (cells.get("met_on", ""), cells.get("event", ""))
    date = parse_date(first[0])
    first = (date.isoformat() if date else first[0].strip(), " ".join(first[1].replace(";", ",").split()))
    if any(first) and not any(same_meeting(first, meeting) for meeting in found):
        found.insert(0, first)
    return found


def meetings_text(meetings: Sequence[tuple[str, str]]) -> str:
    return "; ".join(
        " ".join(filter(None, (day, event.replace(";", ",")))) for day, event in sorted(meetings)
    )


def same_meeting(one: tuple[str, str], other: tuple[str, str]) -> bool:
    if one[0] and other[0] and parse_date(one[0]) != parse_date(other[0]):
        return False
    if one[1] and other[1]:
        return fold(one[1]) == fold(other[1])
    return one[0] == other[0]
