"""Countries and towns by name, and the countries a card speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from parsers.words import fold, sections, tokens, word_list

MAX_LINE = 400
MAX_WORDS = 4  # of a country's or a town's name
# Postal codes that only one country prints so.
_US_STATE = "|".join(sorted(sections("address_words.txt")["state US"]))
CODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("PL", re.compile(r"(?<![\d\-])\d{2}-\d{3}\s+[^\W\d_]{3}")),
    ("US", re.compile(rf"\b(?:{_US_STATE})\.?,?\s?\d{{5}}(?:-\d{{4}})?\b")),
    ("US", re.compile(r"[^\W\d_]{2}\.?,?\s\d{5}-\d{4}\b")),
    ("GB", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b")),
    ("CA", re.compile(r"\b[A-Z]\d[A-Z]\s\d[A-Z]\d\b")),
    ("IN", re.compile(r"[A-Za-z]\s?[-–]\s?\d{3}\s?\d{3}(?!\d)")),
    ("JP", re.compile(r"(?:-(?:ku|cho|shi|ken|chome)\b|\b\d{3}-\d{4}\s+japan)", re.IGNORECASE)),
    ("BR", re.compile(r"\b\d{5}-\d{3}\b|\bCNPJ\b|[-,]\s?(?:SP|RJ|MG|PR|SC|RS|BA)\b")),
    ("CZ", re.compile(r"\b\d{3}\s\d{2}\s+(?:Praha|Brno|Ostrava)")),
)
# Legal forms that one country has, or nearly so.
LEGAL_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(rf"(?i)(?<!\w)(?:{forms})(?!\w)"))
    for code, forms in (
        ("PL", r"sp\.?\s?z\s?[o0]\.?\s?[o0]\.?|sp\.\s?[jk]\.|s\.c\.|p\.?\s?[hp]\.?\s?u\.?"),
        ("DE", r"gmbh|(?-i:AG|KG)|ohg|e\.\s?k\.|ug \(haftungsbeschränkt\)"),
        ("CZ", r"s\.\s?r\.\s?o\.|spol\. s r\.\s?o\."),
        ("IN", r"(?:pvt|\(p\)|private)\.?\s(?:ltd|limited)\.?"),
        ("US", r"inc\.?|l\.?l\.?c\.?"),
        ("FR", r"s\.?a\.?r\.?l\.?|eurl|sas"),
        ("IT", r"s\.?r\.?l\.?|s\.p\.a\."),
        ("BR", r"ltda\.?|eireli"),
        ("PT", r"lda\.?"),
        ("ES", r"s\.l\.u?\.?"),
        ("AU", r"pty\.?\s(?:ltd|limited)\.?"),
        ("SG", r"pte\.?\s(?:ltd|limited)\.?"),
        ("MY", r"sdn\.?\sbhd\.?"),
    )
)
CCTLD = re.compile(r"[a-z0-9\-]\.([a-z]{2})(?![\w.@])", re.IGNORECASE)
NO_COUNTRY = frozenset(
    {"io", "co", "me", "tv", "ai", "cc", "eu", "ly", "fm", "st", "is", "no", "to", "am", "at", "in"}
)
TLD_COUNTRIES = {"uk": "GB"}


@cache
def country_names() -> dict[str, str]:
    """Alpha-2 code by folded country name, words joined by one space."""
    return {
        " ".join(tokens(name)): code for code, names in sections("countries.txt").items() for name in names
    }


@cache
def city_countries() -> dict[str, tuple[str, ...]]:
    """Alpha-2 codes of the countries that have a town of that folded name."""
    found: dict[str, tuple[str, ...]] = {}
    for code, names in sections("cities.txt").items():
        for name in names:
            key = " ".join(tokens(name))
            found[key] = (*found.get(key, ()), code)
    return found


def _word_runs(text: str) -> Iterator[tuple[str, bool]]:
    """(one to four words joined by spaces, whether they end the text)."""
    words = tokens(text[:MAX_LINE])
    for start in range(len(words)):
        for length in range(min(MAX_WORDS, len(words) - start), 0, -1):
            yield " ".join(words[start : start + length]), start + length == len(words)


def country_in(text: str) -> str:
    """The country named at the end of ``text``, or ""."""
    words = tokens(text[-60:])
    for length in range(min(MAX_WORDS, len(words)), 0, -1):
        code = country_names().get(" ".join(words[-length:]))
        if code:
            return code
    return ""


def countries_of_city(name: str) -> tuple[str, ...]:
    """Alpha-2 codes of the countries with a town of that name; empty where none is known."""
    return city_countries().get(" ".join(tokens(name)), ())


def is_city(text: str) -> bool:
    """Whether ``text`` is a town's name, with or without "City" behind it: "Cebu City"."""
    words = tokens(text)
    if len(words) > 1 and words[-1] == "city":
        return " ".join(words) in city_countries() or " ".join(words[:-1]) in city_countries()
    return " ".join(words) in city_countries()


def has_city(text: str) -> bool:
    """Whether a town's name stands in ``text``, written with a capital."""
    words = re.findall(r"[^\W\d_][^\W\d_'’.\-]*", text[:MAX_LINE])
    for start in range(len(words)):
        if not words[start][0].isupper():
            continue
        for length in range(min(3, len(words) - start), 0, -1):
            if fold(" ".join(words[start : start + length])) in city_countries():
                return True
    return False


def countries_on(texts: Iterable[str]) -> tuple[str, ...]:
    """The countries that ``texts`` speak of, likeliest first: by name, postal code and internet domain."""
    votes: Counter[str] = Counter()
    for text in texts:
        text = text[:MAX_LINE]
        for code, pattern in CODES:
            if pattern.search(text):
                votes[code] += 3
        for code, pattern in LEGAL_FORMS:
            if pattern.search(text):
                votes[code] += 1
        for run, at_end in _word_runs(text):
            code = country_names().get(run, "")
            if code and (len(run) > 3 or run in ("usa", "uae")):
                votes[code] += 4 if at_end else 1
            homes = city_countries().get(run, ()) if len(run) > 3 else ()
            if len(homes) == 1 and run not in word_list("given_names.txt"):  # David is in Panama
                votes[homes[0]] += 1
        for match in CCTLD.finditer(text):
            tld = match.group(1).lower()
            code = TLD_COUNTRIES.get(tld, tld.upper())
            if code in sections("countries.txt"):
                votes[code] += 1 if tld in NO_COUNTRY else 2
    return tuple(code for code, _ in votes.most_common(3))
