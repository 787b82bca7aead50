"""Which letters the bytes of a text file are: UTF-8, UTF-16, or one of the old encodings of a byte a letter.

An old encoding is told by what its letters make: headings that are known, or else words as languages spell
them. Where that leaves a doubt an ExportError is raised, for a wrong guess would be written back for good.
"""

from __future__ import annotations

import locale
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from math import log
from pathlib import Path

from exports.errors import ExportError

LINE_END = re.compile(r"\r\n?|\n")
# Letters that UTF-8 keeps in two to four bytes. Old encodings hardly ever have these bytes side by side (but
# "SPÓŁKA" in Windows-1250 looks like a Cyrillic letter: beyond U+017F three in a row are asked for).
_UTF_8_LETTERS = re.compile(
    rb"[\xc2-\xc5][\x80-\xbf]|(?:[\xc6-\xdf][\x80-\xbf]){3}"
    rb"|[\xe1-\xef][\x80-\xbf]{2}|\xf0[\x90-\xbf][\x80-\xbf]{2}"
)
# Encodings of one byte a letter that spreadsheets save (Windows, Mac, Linux, "MS-DOS"), from usual to rare.
# All likelihoods are natural logarithms; here, how likely each is before its letters are looked at.
_ONE_BYTE: Mapping[str, float] = {
    "cp1252": 0, "cp1250": 0, "mac_roman": -2, "iso-8859-2": -4, "mac_latin2": -8, "cp852": -8, "cp850": -8
}  # fmt: skip
_HOME = 3.0  # how much likelier the encoding is that Windows uses in this system's language
_MARGIN = 3.0  # by which the likeliest must lead: 20 to 1
_WORST_MEAN = -10.0  # per letter; words of 13 languages lie about -6, other alphabets below -10
_SIGN, _RARE, _ODD = -5.0, -10.0, -14.0  # signs where they are usual, where they are rare, anywhere else
_SIGNS = frozenset("–—„”“’‘‚…€£§°«»©®™•½¼¾²³·×±÷¶µªº¿¡\xa0")
_BEFORE_WORDS = frozenset("–—„“‘’‚…€£§«»•¿¡\xa0")
_BEHIND_WORDS = frozenset("–—“”‘’…«»®™•²³·½ªº\xa0")
_IN_WORDS = frozenset("’–—")
_CENTRAL = ("pl", "polish", "cs", "czech", "sk", "slovak", "hu", "hungarian", "hr", "croatian", "sl")
_ACCENTED_WORDS = Path(__file__).parent / "data" / "accented_words.txt"

Spot = tuple[str, str, str]


def decode(content: bytes, path: Path, headings_in: Callable[[str], int]) -> tuple[str, str]:
    """Text and encoding: UTF-8, UTF-16 (Excel's "Unicode text"), or one that keeps a letter in a byte.

    headings_in: how many known headings a text has. Raises ExportError where a byte is no letter, or it is
    not certain which one.
    """
    encoding = "utf-8"
    if content.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    elif content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if encoding == "utf-8" and not _UTF_8_LETTERS.search(content):
            return _decode_bytes_as_letters(content, path, headings_in)
        before = error.object[: error.start].decode(error.encoding, errors="replace")
        line = len(LINE_END.findall(before)) + 1
        raise ExportError(
            f'{path} has letters in line {line} that cannot be read; mend them and save it as "CSV UTF-8".'
        ) from error


def _decode_bytes_as_letters(
    content: bytes, path: Path, headings_in: Callable[[str], int]
) -> tuple[str, str]:
    """Text and encoding, one of ``_ONE_BYTE``: the one that makes most headings of ours, or likely words.

    Of several in which the file reads the same, the one of this system's language, then the more usual one.
    """
    language = system_language()
    home = ("cp1250" if language.startswith(_CENTRAL) else "cp1252") if language else ""
    prior = {encoding: _ONE_BYTE[encoding] + _HOME * (encoding == home) for encoding in _ONE_BYTE}
    encodings: dict[str, str] = {}
    for encoding in sorted(prior, key=prior.__getitem__, reverse=True):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x80-\x9f]", text):  # control characters: nobody types them
            encodings.setdefault(text, encoding)
    known = {text: headings_in(text) for text in encodings}
    readings = [text for text in encodings if known[text] == max(known.values())]
    if len(readings) == 1 < len(encodings):
        return readings[0], encodings[readings[0]]
    words = [word for word in set(re.findall(rb"[A-Za-z\x80-\xff]+", content)) if not word.isascii()]
    letters = sum(byte >= 0x80 for word in words for byte in word)
    likely = []
    for text in readings:
        encoding = encodings[text]
        total = sum(_likelihood(word.decode(encoding)) for word in words)
        likely.append((total + prior[encoding], total >= letters * _WORST_MEAN, text))
    likely.sort(reverse=True)
    best, are_words, text = likely[0]
    if not are_words or (len(likely) > 1 and best - likely[1][0] < _MARGIN):
        raise ExportError(
            f'{path} does not tell which letters its text is in; save it as "CSV UTF-8" and run again.'
        )
    return text, encodings[text]


def _likelihood(word: str) -> float:
    """How likely a word is, by its letters beyond A to Z in the language that they fit best, and its signs.

    Hardly any word has a sign between its letters, or a capital behind a small letter.
    """
    spots = _spots(word)
    of_letters = [_fits(spot) for spot in spots if _is_letter(spot[1])]
    of_signs = [_sign(*spot) for spot in spots if not _is_letter(spot[1])]
    capitals = [a + b for a, b in pairwise(word) if a.islower() and b.isupper()]
    total = max(map(sum, zip(*of_letters, strict=True)), default=0.0) + sum(of_signs)
    return total + _RARE * sum(not pair.isascii() for pair in capitals)


def _spots(word: str) -> list[Spot]:
    """A word's letters beyond A to Z, each between its neighbours; a blank stands for the word's ends."""
    word = f" {word.lower()} "
    threes = zip(word, word[1:], word[2:], strict=False)
    return [(before, letter, behind) for before, letter, behind in threes if not letter.isascii()]


def _is_letter(char: str) -> bool:
    return char.isalpha() and char not in _SIGNS


def _sign(before: str, sign: str, behind: str) -> float:
    """How likely a sign stands where it does."""
    leads, follows = (char.isalpha() or not (char.isascii() or char.isspace()) for char in (behind, before))
    if leads and follows:
        return _RARE if sign in _IN_WORDS else _ODD
    usual = _BEFORE_WORDS if leads else _BEHIND_WORDS if follows else _SIGNS
    return _SIGN if sign in usual else _ODD


@lru_cache(maxsize=65_536)
def _fits(spot: Spot) -> tuple[float, ...]:
    """How likely a letter stands between two others, in each language of the list."""
    before, letter, behind = (char if _is_letter(char) else " " for char in spot)
    found = []
    for counts in _letter_counts():
        of_letter = counts[letter]
        found.append(
            log((of_letter + 0.1) / (counts[""] + 10))
            + log((counts[before, letter, ""] + 0.3) / (of_letter + 9))
            + log((counts["", letter, behind] + 0.3) / (of_letter + 9))
        )
    return tuple(found)


@cache
def _letter_counts() -> tuple[Counter[str | Spot], ...]:
    """By language: the number of letters beyond A to Z (""), of each, and of each beside another letter."""
    found: list[Counter[str | Spot]] = []
    for line in _ACCENTED_WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            found.append(Counter())
        elif not line.startswith("#"):
            for before, letter, behind in (spot for word in line.split() for spot in _spots(word)):
                found[-1].update(("", letter, (before, letter, ""), ("", letter, behind)))
    return tuple(found)


def system_language() -> str:
    """The system's language as it says, in small letters ("pl_pl.utf-8", "polish_poland"); "" for none."""
    told = os.environ.get("LC_ALL") or os.environ.get("LC_NUMERIC") or os.environ.get("LANG") or ""
    told = (told or locale.getlocale()[0] or "").casefold()
    return "" if told.partition(".")[0] in ("c", "posix") else told
