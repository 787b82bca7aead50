"""An address printed in one line, taken apart: street, postal code, town, region, country."""

from __future__ import annotations

import re

from parsers import places
from parsers.address_points import WORDS, states, words_of
from parsers.contact import Address
from parsers.words import fold_in_place, sections

_CODE_FIRST = re.compile(
    r"(?<![\w\-])((?:[A-Z]{1,2}-)?\d{2}-\d{3}|\d{4}-\d{3}"
    r"|(?:CH|A|B|D|F|I|L|CZ|SK)-?\d{4,5}|\d{3} \d{2}|\d{4} ?[A-Z]{2}|\d{4,5})"
    r"\s+([^\W\d_][^\d]{1,40}(?:\s\d{1,2})?)$"
)
_STATE_CODE = re.compile(r"^(.*?)[\s,]*\b([A-Z]{2}|[A-Z][a-z]+(?: [A-Z][a-z]+)?)\.?\s?(\d{5}(?:-\d{4})?)\.?$")
_AUSTRALIAN = re.compile(r"^(.*?)[\s,]*\b(NSW|VIC|QLD|SA|WA|TAS|NT|ACT|[A-Z][a-z]+ Australia)\s(\d{4})$")
_BRAZILIAN = re.compile(r"^(.*?)\s?-\s?([A-Z]{2})\s?-\s?(?:CEP:?\s?)?(\d{5}-\d{3})$")
_LETTERED = re.compile(r"([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)$")  # Britain, Canada
_TOWN_FIRST = re.compile(
    r"^(.*?[^\W\d_]{3}\.?)[\s\-–.:]*(\d{3}-\d{4}|\d{2}-\d{3}|\d{5}-\d{3}|\d{3} ?\d{3})\.?(.*)$"
)
_TOWN_AND_CODE = re.compile(r"^([^\d]*[^\W\d_]{3})[\s\-–]+(\d{4,5})$")  # "Kathmandu 44600", "Aklan 5608"
_TOWN_AND_STATE = re.compile(r"^([^\d]*[^\W\d_]{3})\s?[-–/]\s?([A-Z]{2})$")  # "Lages - SC"
_CODE_PREFIX = re.compile(r"(PL|CH|CZ|SK|A|B|D|F|I|L)-?\d")
_COUNTRY_OF_PREFIX = {"A": "AT", "B": "BE", "D": "DE", "F": "FR", "I": "IT", "L": "LU"}
_EDGE = " ,.-–"
_VOIVODESHIP = re.compile(r"woj(?:ewodztwo)?\b\.?\s*", re.IGNORECASE)  # in folded text


def parse_address(printed: str, country: str = "") -> Address:
    """The parts of an address; what cannot be told stays in ``printed`` alone.

    What stands behind the town, a floor or a room, belongs to the street, unless it is a state.
    ``country`` (alpha-2) is the likeliest one by the rest of the card; the address's own words go before it.
    """
    parts = [part.strip() for part in re.split(r"\s*[,|·•]\s*", printed) if part.strip()]
    parts, named = _without_country(parts)
    code = city = region = street = ""
    for number, part in enumerate(parts):
        found = _code_and_town(part)
        if found:
            code, city, region, before = found
            ahead = parts[:number]
            if not city and ahead:
                city = ahead.pop()
            behind, state, abroad = _behind(parts[number + 1 :])
            region, named = region or state, named or abroad
            street = ", ".join([*ahead, *([before] if before else []), *behind])
            break
    if not code:
        street, city, region = _by_town(parts)
    city = city.strip(_EDGE)
    prefix = _CODE_PREFIX.match(code)
    told = _COUNTRY_OF_PREFIX.get(prefix[1], prefix[1]) if prefix else ""
    homes = places.countries_of_city(re.sub(r"\s\d+$", "", city))
    likely = homes[0] if len(homes) == 1 else country
    return Address(printed, street.strip(" ,"), code, city, region.strip(" ."), named or told or likely)


def _without_country(parts: list[str]) -> tuple[list[str], str]:
    """The parts without the country at their end, and its code."""
    named = places.country_in(parts[-1]) if parts else ""
    if not named or len(parts) < 2:
        return parts, named
    words = parts[-1].split()
    start = next(n for n in range(len(words)) if places.country_in(" ".join(words[n:])) == named)
    while start + 1 < len(words) and places.country_in(" ".join(words[start + 1 :])) == named:
        start += 1
    longer = next((n for n in range(start) if is_country(" ".join(words[n:]))), start)
    kept = " ".join(words[:longer]).strip(_EDGE)
    return [*parts[:-1], kept] if kept else parts[:-1], named


def _behind(parts: list[str]) -> tuple[list[str], str, str]:
    """What stands behind a town: (more of the street, the state, the country's code)."""
    street, state, named = [], "", ""
    for part in parts:
        prefix = _VOIVODESHIP.match(fold_in_place(part))
        if not state and (prefix or _is_state(part)):
            state = part[prefix.end() :] if prefix else part
        elif not named and is_country(part):
            named = places.country_in(part)
        else:
            street.append(part)
    return street, state, named


def is_country(text: str) -> bool:
    return " ".join(re.findall(r"[^\W_]+", fold_in_place(text))) in places.country_names()


def _by_town(parts: list[str]) -> tuple[str, str, str]:
    """(street, town, region) of an address without a postal code."""
    last = _TOWN_AND_STATE.match(parts[-1]) if parts else None
    if last and last[2] in sections(WORDS)["state BR"]:
        return ", ".join(parts[:-1]), last[1].strip(), last[2]
    towns = [n for n, part in enumerate(parts) if places.is_city(re.sub(r"[\d.\-–]+$", "", part).strip())]
    if towns:
        n = towns[-1]
        town = re.sub(r"[\s\d.\-–]+$", "", parts[n]).strip()
        behind, state, _ = _behind(parts[n + 1 :])
        if n and not state and behind and not _is_inside_a_house(behind[-1]):
            state = behind.pop()
        return ", ".join([*parts[:n], *behind]), town, state
    return (parts[0] if parts and any(c.isdigit() for c in parts[0]) else ""), "", ""


def _code_and_town(part: str) -> tuple[str, str, str, str] | None:
    """(postal code, town, state, what stands before) of "00-001 Warszawa", "San Diego, CA 92101" ..."""
    if found := _CODE_FIRST.search(part):
        before = part[: found.start()].strip(" -–")
        return found[1], re.split(r"\s[-–]\s?", found[2])[0].strip(), "", before
    found = _STATE_CODE.match(part)
    if found and (found[2] in states() or words_of("state").fullmatch(fold_in_place(found[2]))):
        return found[3], found[1].strip(), found[2], ""
    if found := _AUSTRALIAN.match(part) or _BRAZILIAN.match(part):
        return found[3], found[1].strip(), found[2], ""
    if found := _LETTERED.search(part):
        return found[1], part[: found.start()].strip(), "", ""
    if found := _TOWN_FIRST.match(part):
        named, region = found[1].strip(_EDGE), found[3].strip(" .()")
        return (found[2], "", named, "") if _is_state(named) else (found[2], named, region, "")
    if (found := _TOWN_AND_CODE.match(part)) and (_is_state(found[1]) or places.is_city(found[1])):
        return (found[2], "", found[1], "") if _is_state(found[1]) else (found[2], found[1], "", "")
    return None


def _is_inside_a_house(text: str) -> bool:
    """A floor, a flat, a room: what has a number or a word for such."""
    return any(c.isdigit() for c in text) or words_of("unit").search(fold_in_place(text)) is not None


def _is_state(text: str) -> bool:
    return words_of("state").fullmatch(fold_in_place(text)) is not None and not places.is_city(text)
