"""The language of a card: a best guess from its letters, its words and its country."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from parsers.contact import Address, Field, Phone
from parsers.wording import POLISH_LETTERS, only_spelling
from parsers.words import fold, sections, tokens

# Letters that only one of our languages has; ń, ś and ż are left out, as readers see them in others too.
LETTERS = {
    "pl": "ąęł", "cs": "ěřůť", "sk": "ľĺŕ", "de": "äß", "es": "ñ¿", "pt": "ãõ", "fr": "èêëîïûœ", "it": "ìò",
    "sv": "å", "da": "øæ", "hu": "őű", "ro": "țșţ", "tr": "ğış",
}  # fmt: skip
COUNTRIES = {
    "PL": "pl", "DE": "de", "AT": "de", "CZ": "cs", "SK": "sk", "FR": "fr", "ES": "es", "MX": "es",
    "AR": "es", "PT": "pt", "BR": "pt", "IT": "it", "NL": "nl", "SE": "sv", "DK": "da", "NO": "da",
    "HU": "hu", "RO": "ro", "TR": "tr",
}  # fmt: skip
DIALLING = {
    "+48": "pl", "+49": "de", "+43": "de", "+420": "cs", "+421": "sk", "+33": "fr", "+34": "es",
    "+351": "pt", "+55": "pt", "+39": "it", "+31": "nl", "+46": "sv", "+45": "da", "+47": "da",
    "+36": "hu", "+40": "ro", "+90": "tr",
}  # fmt: skip
ABROAD = re.compile("|".join(rf"(?<!\w){re.escape(code)}(?=[\s()\d-])" for code in DIALLING))
ENDING = re.compile(r"(?<=\w)\.([a-z]{2})(?![\w.-])")  # of an internet domain
OF_POLAND = re.compile(r"\+48|\.pl\b|\bul\.|\b(?:poland|polska|nip)\b", re.IGNORECASE)
NAME = re.compile(r"[^\W\d_]{4,30}")  # a word that is looked up; a shorter one is too many other things
DOMAINS = {country.lower(): language for country, language in COUNTRIES.items()}


@cache
def _words() -> dict[str, frozenset[str]]:
    """Words of posts by language, those left out that several languages share."""
    by_language: dict[str, set[str]] = {}
    for section, entries in sections("job_titles.txt").items():
        if "." in section:
            by_language.setdefault(section.split(".")[1], set()).update(
                w for e in entries for w in tokens(e) if len(w) > 2
            )
    shared = Counter(word for words in by_language.values() for word in words)
    return {
        language: frozenset(w for w in words if shared[w] == 1) for language, words in by_language.items()
    }


def guess_language(text: Sequence[str], fields: Sequence[Field]) -> str:
    """ISO 639-1 code of the language of ``text``; English where nothing speaks for another."""
    joined = "\n".join(text)[:5000]
    votes: dict[str, float] = {"en": 1.0} | dict.fromkeys([*LETTERS, *_words()], 0.0) | {"en": 1.0}
    lower = joined.lower()
    for language, letters in LETTERS.items():
        votes[language] += min(3.0, 1.2 * sum(lower.count(letter) for letter in letters))
    for word in tokens(joined):
        for language, words in _words().items():
            votes[language] += word in words
    if not fields:  # the readers ask before anything is understood
        for language in {DIALLING[code] for code in ABROAD.findall(joined)}:
            votes[language] += 1.0
        for language in {DOMAINS[ending] for ending in ENDING.findall(lower) if ending in DOMAINS}:
            votes[language] += 1.0
    for field in fields:
        if isinstance(field.detail, Address) and field.detail.country in COUNTRIES:
            votes[COUNTRIES[field.detail.country]] += 1.5
        if isinstance(field.detail, Phone) and field.printed.lstrip("( ").startswith(("+", "00")):
            for code, language in DIALLING.items():
                votes[language] += field.detail.number.startswith(code)
        if field.kind in ("emails", "websites"):
            ending = re.search(r"\.([a-z]{2})(?:/|$)", fold(field.value))
            if ending and ending.group(1) in DOMAINS:
                votes[DOMAINS[ending.group(1)]] += 1.0
    return max(votes, key=lambda language: votes[language])


def may_carry_polish(text: Sequence[str]) -> bool:
    """Whether words with Polish letters may stand on a card, of which a reader that drops them read ``text``.

    Its language, its country, a letter that was not dropped or a name such as "Lukasz" says so.
    """
    joined = "\n".join(text)
    return (
        guess_language(text, ()) == "pl"
        or OF_POLAND.search(joined) is not None
        or not POLISH_LETTERS.isdisjoint(joined)
        or any(word.isascii() and only_spelling(word) for word in NAME.findall(joined))
    )
