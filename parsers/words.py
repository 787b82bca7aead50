"""Letters and words as parsers compare them, and the word lists in parsers/data.

A list is a text file, its entries parted by commas or line ends; ``#`` starts a comment, ``[section]``
a section. Lists are read once, on first use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
STROKES = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"}
)


UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "æ": "ae", "å": "aa"})


def spelled_plainly(text: str) -> str:
    """``text`` as an internet domain spells it in two letters each: "Hölscher" -> "hoelscher"."""
    return text.lower().translate(UMLAUTS)


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower case without diacritics: "Łódź" -> "lodz"; other scripts stay as they are."""
    if text.isascii():
        return text.lower()
    text = text.casefold().translate(STROKES)
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def fold_in_place(text: str) -> str:
    """``text`` folded letter by letter where one letter stays one, so that offsets hold."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(f if len(f := fold(char)) == 1 else char for char in text)


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Folded letters and digits only: "Sp. z o.o." -> "spzoo"."""
    return re.sub(r"[^0-9a-z]+", "", fold(text))


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """Folded words of letters and digits, in order."""
    return tuple(re.findall(r"[^\W_]+", fold(text)))


@cache
def sections(file: str) -> dict[str, tuple[str, ...]]:
    """The entries of parsers/data/``file`` by section; those before any section under ""."""
    found: dict[str, list[str]] = {"": []}
    section = ""
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line.isalpha():  # most lines of the long lists
            found[section].append(line)
            continue
        line = line.split("#", 1)[0].strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            found.setdefault(section, [])
        elif line:
            found[section].extend(entry for part in line.split(",") if (entry := part.strip()))
    return {name: tuple(entries) for name, entries in found.items()}


def _folded(entries: Iterable[str]) -> frozenset[str]:
    """``fold`` of all, past its cache, which the long lists would sweep out."""
    return frozenset(e.lower() if e.isascii() else fold.__wrapped__(e) for e in entries)


@cache
def word_list(file: str, section: str = "") -> frozenset[str]:
    """The folded entries of one section of parsers/data/``file``."""
    return _folded(sections(file).get(section, ()))


@cache
def all_words(file: str) -> frozenset[str]:
    """The folded entries of parsers/data/``file``, whatever their section."""
    return _folded(entry for entries in sections(file).values() for entry in entries)
