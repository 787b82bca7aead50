"""Letters of addresses as they can only have been printed: "Krakow", "Żródlana", "piętro Il", "2™d Floor"."""

from __future__ import annotations

import re
from functools import cache

from parsers.repair import Repair
from parsers.words import fold, sections

POLISH_CODE = re.compile(r"(?<![\w-])\d{2}-\d{3}(?![\w-])")
MARKS = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
TWO = re.compile(r"\b(?:Il|lI)\b")  # a Roman two, which readers take for letters


def roman_two(text: str) -> str:
    """Mend a two of Roman digits: "Jana Pawła Il" -> "Jana Pawła II"."""
    return TWO.sub("II", text)


JALAN = re.compile(r"\bJ[I1](?=\.\s?[A-Z])")  # "street" in Indonesia


def jalan(text: str) -> str:
    """Mend the street of an Indonesian address: "JI. Sudirman 4" -> "Jl. Sudirman 4"."""
    return JALAN.sub("Jl", text)


# The small letters of an English ordinal, which readers see as signs: "2™d Floor", "1º Floor", "4* floor".
ORDINAL = re.compile(r"(?<!\w)(\d{0,2}?(1?\d))\s?(?:™d?|[º°*'\"]|t)\s?(?= floor\b| ?fl\.)", re.IGNORECASE)


def floor_ordinals(text: str) -> str:
    """Mend the ordinal of an English floor: "2™d Floor" -> "2nd Floor"."""
    return ORDINAL.sub(lambda m: m[1] + {"1": "st", "2": "nd", "3": "rd"}.get(m[2], "th"), text)


def place_accents(text: str, marked: bool = False) -> str:
    """Mend words of towns, streets and regions that have one spelling: "Żródlana" -> "Źródlana".

    A word without accents gets them only beside words that kept theirs, or where the card is ``marked``, that
    is, keeps them elsewhere: "Krakow, Poland" may be printed so.
    """
    marked = (marked and not ENGLISH.search(text)) or not MARKS.isdisjoint(text)
    return re.sub(r"[^\W\d_]{2,24}", lambda match: _accents(match.group(), marked), text)


def _accents(word: str, marked: bool) -> str:
    forms = _spellings().get(fold(word), frozenset())
    if not word.isascii():  # "Lódź": a wrong accent stands for one that is right
        forms = frozenset(form for form in forms if not form.isascii() or form in COUNTRY) or forms
    if (word.isascii() and not marked) or word.casefold() in forms or len(forms) != 1:
        return word
    (right,) = forms
    if not word[0].isupper() and right not in _regions():
        return word
    if len(right) != len(word) or (right.isascii() and right not in COUNTRY):
        return word
    return right.upper() if word.isupper() else right if word.islower() else right.capitalize()


@cache
def _spellings() -> dict[str, frozenset[str]]:
    """All spellings of words of Polish towns, streets and regions, in small letters, by folded letters."""
    entries = (*sections("cities.txt")["PL"], *sections("polish_streets.txt")[""], *_regions(), *COUNTRY)
    found: dict[str, set[str]] = {}
    for word in (word for entry in entries for word in re.findall(r"[^\W\d_]+", entry.casefold())):
        found.setdefault(fold(word), set()).add(word)
    return {letters: frozenset(forms) for letters, forms in found.items()}


@cache
def _regions() -> frozenset[str]:
    """Words of the voivodeships: the states of the word list that end as Polish adjectives do."""
    entries = (entry.casefold() for entry in sections("address_words.txt")["state"])
    return frozenset(word for entry in entries if entry.endswith("kie") for word in entry.split("-"))


COUNTRY = ("polska", "poland")
ENGLISH = re.compile(r"(?i)\bpo[lł]and\b")


def address_repairs(text: str, marked: bool) -> tuple[Repair, ...]:
    """What may be mended in the address ``text``; ``marked``: the card keeps Polish accents elsewhere."""
    repairs: tuple[Repair, ...] = (("ordinal of a floor", floor_ordinals),)
    if POLISH_CODE.search(text):
        repairs += (
            ("Roman two", roman_two),
            ("accents of a place", lambda read: place_accents(read, marked)),
        )
    return repairs
