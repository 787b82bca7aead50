"""Accents that a name lost while it was read: a cross-check of names with the rest of the card.

What is printed on a card with Polish letters is printed with them throughout. So a name without any, that
Polish spells in one way only, lost some, if the one reader that drops accents read it alone; and so it did
if the card has the same name elsewhere with accents ("Jozwiak" over "FIRMA ... JÓŹWIAK").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.contact import Field, PersonName
from parsers.lines import Line
from parsers.wording import POLISH_LETTERS, only_spelling
from parsers.words import fold

MARKED_WORDS = 3  # words with Polish letters, elsewhere on the card, that say how it is printed
REPAIR = "accents of the card"
WORD = re.compile(r"[^\W\d_]{4,30}")  # a word that is mended; a shorter one is too many other things


def agree(fields: Iterable[Field], lines: Sequence[Line]) -> Iterator[Field]:
    """``fields``, names among them with the accents that the card's other words say were printed."""
    for field in fields:
        yield _agreed(field, lines) if field.kind in ("name", "other_names") else field


def _agreed(field: Field, lines: Sequence[Line]) -> Field:
    own = {span.line for span in field.spans}
    others: list[str] = [
        word
        for n, line in enumerate(lines)
        if n not in own
        for word in WORD.findall(line.text)
        if not POLISH_LETTERS.isdisjoint(word)
    ]
    if not others or not isinstance(field.detail, PersonName):
        return field
    marked = len(set(map(fold, others))) >= MARKED_WORDS
    alone = {
        word.text.strip(".,")
        for span in field.spans
        for word in lines[span.line].words_between(span.start, span.end)
        if word.reader == "paddle"
    }
    elsewhere = {fold(word): word.casefold() for word in others}

    def mend(match: re.Match[str]) -> str:
        word = match[0]
        if not word.isascii():
            return word
        right: str = elsewhere.get(fold(word), "")
        if right or (marked and word in alone):
            right = only_spelling(word) or right
        if len(right) != len(word):
            return word
        return right.upper() if word.isupper() else right.capitalize() if word[0].isupper() else right

    value = WORD.sub(mend, field.value)
    if value == field.value:
        return field
    detail = replace(
        field.detail,
        printed=WORD.sub(mend, field.detail.printed),
        given=WORD.sub(mend, field.detail.given),
        family=WORD.sub(mend, field.detail.family),
    )
    return replace(field, value=value, detail=detail, repairs=(*field.repairs, REPAIR))
