"""Which of several readings of the same printed words is the likelier one.

Readers err differently: one keeps diacritics and breaks e-mail addresses, the other the other way
round. For words that no syntax checks, the likelier reading is the one with known words, and with
letters that the card's own addresses agree with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from parsers.companies import domain_agreement
from parsers.contact import Span
from parsers.lines import Line
from parsers.names import email_agreement, given_names, name_letters, surnames
from parsers.wording import FOREIGN_LETTERS, accented_names, accented_words, plain_names, vocabulary
from parsers.words import fold, word_list

SECOND_READING = "second reading"
CLEARLY = 1.2  # in words: what a second reading must have more than the first


def readings(lines: Sequence[Line], span: Span) -> tuple[str, ...]:
    """``span`` as read, then as the line's other readings have it; none twice."""
    line = lines[span.line]
    own = line.text
    found = {own[span.start : span.end]: None}
    for other in line.others[:3]:
        if not 0.6 * len(own) <= len(other) <= 1.6 * len(own) or len(other) > 300:
            continue  # another line's words got in
        if span.start == 0 and span.end >= len(own):
            found[other.strip()] = None
            continue
        piece = _counterpart(own, other, span.start, span.end).strip()
        if piece:
            found[piece] = None
    return tuple(found)


@lru_cache(maxsize=512)
def _alignment(own: str, other: str) -> tuple[tuple[str, int, int, int, int], ...]:
    return tuple(SequenceMatcher(None, own, other, autojunk=False).get_opcodes())


def _counterpart(own: str, other: str, start: int, end: int) -> str:
    """What ``other`` has where ``own`` has ``own[start:end]``."""
    first, last = len(other), 0
    for tag, a0, a1, b0, b1 in _alignment(own, other):
        if a1 > start and a0 < end:
            same = tag == "equal"
            first = min(first, b0 + max(start - a0, 0) if same else b0)
            last = max(last, b0 + min(end, a1) - a0 if same else b1)
    return other[first:last] if first < last else ""


def likeliest(texts: Sequence[str], worth: Callable[[str], float], accents: bool) -> str:
    """The text of greatest worth; the first, which the readers agreed on, unless another is clearly better.

    Of texts that differ in diacritics alone, the one with them where a list has it so,
    or where the card's language has them (``accents``).
    """
    best = texts[0]
    for text in texts[1:]:
        if text != best and fold(text) == fold(best):
            if _listed(text) != _listed(best):
                best = max(text, best, key=_listed)
            elif accents and _marks(text) > _marks(best):
                best = text
        elif worth(text) > worth(best) + CLEARLY:
            best = text
    return best


def _listed(text: str) -> int:
    """How many words stand so in the lists, where accents matter: "Woźniak" has some, "Marcin" has none."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return sum(
        word in accented_words()
        or word in plain_names()
        or any(word in accented_names(language) for language in FOREIGN_LETTERS)
        for word in words
    )


def _marks(text: str) -> int:
    return sum(not char.isascii() and char.isalpha() for char in text)


def name_worth(text: str, emails: Sequence[str]) -> float:
    words = re.findall(r"[^\W\d_]+", text)
    known = sum(
        1.0 if fold(w) in given_names() or fold(w) in surnames() else max(-0.5, min(0.5, name_letters(w) / 4))
        for w in words
        if len(w) > 1
    )
    return known + 2.0 * email_agreement(words, emails) + _cleanness(text)


def wording_worth(text: str, labels: Sequence[str]) -> float:
    words = re.findall(r"[^\W\d_]{2,}", text)
    known = sum(
        fold(w) in vocabulary()
        or fold(w) in word_list("common_words.txt")
        or fold(w) in given_names()
        or fold(w) in surnames()
        for w in words
    )
    return known - 0.3 * (len(words) - known) + 1.5 * domain_agreement(text, labels) + _cleanness(text)


def _cleanness(text: str) -> float:
    """Less for signs that stand in no name, digits among letters and capitals inside words."""
    odd = (
        len(re.findall(r"[^\w\s.,&'’()/:+-]", text))
        + len(re.findall(r"[^\W\d_]\d|\d[^\W\d_]", text))
        + len(re.findall(r"[a-z][A-Z]", text))
    )
    return -0.7 * odd
