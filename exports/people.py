"""Is this the same person? Found by e-mail, mobile, or name with company; never by a switchboard.

Rules, from safe to unsafe:

* the same personal e-mail or the same mobile, and names that are alike (or one name missing): the same;
* the same name and much the same company, and no personal e-mails that contradict: the same;
* the same e-mail or mobile under another name, or the same name at another company: perhaps.

An address like info@ or a landline says nothing: many people share it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from exports.columns import numbered
from parsers.mailboxes import is_shared

# token_set_ratio (0..100) from which two companies count as the same: one may lack its legal form.
COMPANY_ALIKE = 85
# ratio (0..100) from which the differing words of two names under one e-mail or mobile are one, misread.
NAME_ALIKE = 70
# What more rows than this share is no sign of anybody.
_BLOCK_LIMIT = 200
_EMAIL_KEYS = tuple(numbered("email", number) for number in range(1, 10))
_MOBILE_KEYS = tuple(numbered("phone_mobile", number) for number in range(1, 10))
SAME, PERHAPS, OTHER = "same", "perhaps", "other"


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one person from another. Names and company folded: no case, no diacritics."""

    emails: frozenset[str]
    mobiles: frozenset[str]
    name: tuple[str, ...]
    company: str


def identity_of(cells: Mapping[str, str]) -> Identity:
    emails = {text.strip().casefold() for key in _EMAIL_KEYS if (text := cells.get(key))}
    mobiles = {phone_digits(text) for key in _MOBILE_KEYS if (text := cells.get(key))}
    name = cells.get("name") or f"{cells.get('given_name', '')} {cells.get('family_name', '')}"
    return Identity(
        frozenset(email for email in emails if "@" in email and not is_shared(email)),
        frozenset(digits for digits in mobiles if len(digits) >= 7),
        tuple(sorted(fold(name).split())),
        fold(cells.get("company", "")),
    )


def compare(one: Identity, other: Identity) -> str:
    """SAME, PERHAPS or OTHER."""
    names = compare_names(one.name, other.name)
    if one.emails & other.emails or one.mobiles & other.mobiles:
        return SAME if names != OTHER or _misread(one.name, other.name) else PERHAPS
    if names == OTHER or not one.name or not other.name:
        return OTHER
    companies_alike = (
        bool(one.company and other.company)
        and fuzz.token_set_ratio(one.company, other.company) >= COMPANY_ALIKE
    )
    if not companies_alike:
        return PERHAPS if names == SAME and len(one.name) > 1 else OTHER
    contradict = _contradict(one.emails, other.emails)
    if names == SAME and len(one.name) > 1:
        return PERHAPS if contradict else SAME
    return (
        PERHAPS
        if contradict or (one.mobiles and other.mobiles) or _has_initial(one.name, other.name)
        else SAME
    )


def compare_names(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """SAME: equal, or one has a further name; or one is missing. PERHAPS: one letter misread, or an initial.

    -ski and -ska, Daniel and Daniela are two people: a difference at a word's end is never a misreading.
    """
    if not one or not other or one == other:
        return SAME
    left, right = set(one), set(other)
    common = left & right
    if len(common) >= 2 and (left <= right or right <= left):
        return SAME
    rest_left, rest_right = sorted(left - common), sorted(right - common)
    if not common or len(rest_left) != 1 or len(rest_right) != 1:
        return OTHER
    a, b = rest_left[0], rest_right[0]
    if len(a) == 1 or len(b) == 1:
        return PERHAPS if a[0] == b[0] else OTHER
    misread = min(len(a), len(b)) >= 5 and a[-1] == b[-1] and Levenshtein.distance(a, b) == 1
    return PERHAPS if misread else OTHER


class People:
    """An index of the people of a table: who of them could a new card belong to?"""

    def __init__(self) -> None:
        self._identities: dict[int, Identity] = {}
        self._rows_of: dict[tuple[str, ...], dict[int, None]] = {}

    def add(self, row: int, identity: Identity) -> None:
        """Take row number ``row`` in; a row that is in already is then known by both identities."""
        self._identities[row] = identity
        for key in _keys(identity):
            self._rows_of.setdefault(key, {})[row] = None

    def find(self, identity: Identity) -> tuple[list[int], list[int]]:
        """The rows that are the same person, and those that perhaps are; each in the table's order."""
        candidates: set[int] = set()
        for key in _keys(identity):
            if len(rows := self._rows_of.get(key, {})) <= _BLOCK_LIMIT:
                candidates.update(rows)
        same: list[int] = []
        perhaps: list[int] = []
        for row in sorted(candidates):
            verdict = compare(identity, self._identities[row])
            if verdict != OTHER:
                (same if verdict == SAME else perhaps).append(row)
        return same, perhaps


def phone_digits(text: str) -> str:
    """The digits that tell numbers apart: the last nine, so that a country code may be missing."""
    digits = "".join(c for c in text.partition(" ext. ")[0] if c.isdecimal())
    return digits[-9:]


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """Words in lower case without diacritics and punctuation: "Łukasz Żak-Nowak" -> "lukasz zak nowak"."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _keys(identity: Identity) -> list[tuple[str, ...]]:
    keys: list[tuple[str, ...]] = [("email", email) for email in sorted(identity.emails)]
    keys += [("mobile", mobile) for mobile in sorted(identity.mobiles)]
    if len(identity.name) > 1:
        keys.append(("name", *identity.name))
    company = sorted({word for word in identity.company.split() if len(word) > 2})[:6]
    keys += [("at", name, word) for name in identity.name if len(name) > 1 for word in company]
    return keys


def _misread(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names share a word and are alike in the rest: two photos of one card, read differently."""
    common = set(one) & set(other)
    a, b = (" ".join(word for word in name if word not in common) for name in (one, other))
    return bool(common) and (Levenshtein.distance(a, b) <= 1 or fuzz.ratio(a, b) >= NAME_ALIKE)


def _contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Two different personal addresses at one domain are two people; at two domains they may be one."""
    domains = {email.partition("@")[2] for email in one} & {email.partition("@")[2] for email in other}
    return bool(domains) and not one & other


def _has_initial(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(len(word) == 1 for word in (*one, *other))
