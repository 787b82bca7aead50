"""Two readings of one strip become one, character by character, by what each reader is good at.

Measured on real cards: PP-OCR alone reads 94 % of the values right, Tesseract alone 84 %, and they
err differently. PP-OCR reads e-mails and figures almost without fault and drops accents and spaces;
Tesseract keeps Polish letters and spaces, knows words ("Ian", not "lan"), and misreads @ and thin
type. So PP-OCR's reading stands, and Tesseract may amend it where it is the better witness.
"""

from __future__ import annotations

import math
import re
import unicodedata
from difflib import SequenceMatcher

from ingest.ocr import paddle
from ingest.ocr.strip_reading import StripReading, StripWord, text_of
from parsers.lines import Box, Line, Word

AGREED = 0.99  # confidence of a word that both readers read alike, where both are wholly sure of it
ONLY_SECOND = 0.93  # the highest confidence of a word that only the second reader (PP-OCR) read so
LETTERS_BELOW = 0.5  # confidence of Tesseract below which it amends nothing
STROKES = frozenset("Il1|i!")  # one upright stroke: only the word around it tells them apart
# What Tesseract reads where a rule or a pictogram stands ahead of a line.
BAR_AHEAD = re.compile(r"[|\[\](){}!'‘“\"«»©®]+ ")
POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")  # letters that Tesseract sees better than PP-OCR does
POLISH_NAMES_ON = ("pl", "en")  # languages of cards that may carry Polish names
OPENING_QUOTES = frozenset("„“")  # as Polish sets them
QUOTES = frozenset('”“"')  # what may close such a quotation
# How much likelier PP-OCR may find its own letter (difference of natural logarithms) and still be overruled
# by a Polish letter of Tesseract's, where Tesseract is wholly sure of the word; elsewhere this is multiplied
# by the square of Tesseract's confidence, 0..1.
ACCENT_COST = 20.0
# The same where Tesseract's letter is none of POLISH: PP-OCR drops accents, but seldom makes one up.
ACCENT_SEEN = 1.5
LOOSE_SPACE = 1e-3  # probability of a space in PP-OCR's own eyes from which Tesseract's space counts


def bare(character: str) -> str:
    """The letter without its accent: "ą" -> "a", "Ł" -> "L"."""
    if character in "łŁøØđĐ":
        return {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D"}[character]
    return unicodedata.normalize("NFD", character)[0]


def reconcile(first: StripReading, signs: paddle.StripSigns, language: str = "pl") -> StripReading:
    """One reading out of Tesseract's words and PP-OCR's probabilities for the same strip.

    language: the card's (ISO 639-1). Polish letters are expected on Polish and English cards alone; on a
    Spanish one "ń" is a misread "ñ", and on an English one "ó" may be a Swede's "ö".
    """
    second = paddle.read(signs)
    if not second or not first:
        return second
    amended = _amended(text_of(second), first, signs, language)
    return _with_places(_closed_up(amended, text_of(first)), second, first)


def _amended(text: str, first: StripReading, signs: paddle.StripSigns, language: str) -> str:
    """``text`` of the second reader with what the first knows better, Polish letters above all."""
    other = text_of(first)
    sure = _confidence_by_character(first)
    result = []
    for kind, i0, i1, j0, j1 in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        here, there = text[i0:i1], other[j0:j1]
        around = min(sure[max(0, j0 - 1) : j0 + 1], default=0.0)
        if kind == "delete" and around >= LETTERS_BELOW and _is_twin(text, i0, i1):
            continue
        if kind == "delete" and here == " " and text[i0 - 1 : i0] == "-" and around >= LETTERS_BELOW:
            continue  # PP-OCR sees a space behind the hyphen of "Kos-Bury"
        if not i0 and here in STROKES and text[i1 : i1 + 1].isalpha() and BAR_AHEAD.fullmatch(there):
            result.append(here + " ")
            continue
        trusted = kind != "equal" and min(sure[j0:j1], default=0.0) >= LETTERS_BELOW
        if not trusted:
            result.append(here)
        elif kind == "insert":
            space = there.isspace() and _may_be_space(text, i0, signs)
            lost = _is_overlooked(there, text[i0:]) or _is_lost_twin(there, text, i0)
            result.append(there if space or lost else here)
        elif len(there) == 1 and len(here) == 2 and all(_looks_like(a, there) for a in here):
            result.append(there)  # PP-OCR sees both "Ž" and "Z" where "Ź" stands
        elif len(here) == len(there):
            result.append(
                "".join(
                    b if _is_better(a, b, text, i0 + k, other, j0 + k, sure[j0 + k], signs, language) else a
                    for k, (a, b) in enumerate(zip(here, there, strict=True))
                )
            )
        else:
            result.append(here)
    return "".join(result)


def _closed_up(text: str, other: str) -> str:
    """``text`` of letters set wide, which PP-OCR takes for words, parted as Tesseract parts them.

    "B A K E RY SH OP" -> "BAKERY SHOP": only where both read the same letters.
    """
    letters = text.replace(" ", "")
    if len(text.split()) < 2 * len(other.split()) or len(letters) != len(other.replace(" ", "")):
        return text
    if [*map(bare, letters.casefold())] != [*map(bare, other.replace(" ", "").casefold())]:
        return text
    following = iter(letters)
    return "".join(" " if char == " " else next(following) for char in other)


def _is_overlooked(sign: str, following: str) -> bool:
    """Whether PP-OCR left out what it seldom sees: the "&" of a script, a Polish mark that opens a quote."""
    return sign.strip() == "&" or (sign.strip() in OPENING_QUOTES and any(c in QUOTES for c in following))


def _is_lost_twin(there: str, text: str, at: int) -> bool:
    """Whether PP-OCR left out a figure beside its like: it sees "55" in a narrow "555"."""
    return len(there) == 1 and there.isdigit() and there in (text[at - 1 : at], text[at : at + 1])


def _is_twin(text: str, start: int, end: int) -> bool:
    """Whether a letter stands beside itself with an accent: PP-OCR may see both ("USŁLUGI")."""
    near = text[start - 1 : start] + text[end : end + 1]
    return end - start == 1 and start > 0 and any(c != text[start] and bare(c) == text[start] for c in near)


def _confidence_by_character(reading: StripReading) -> list[float]:
    """For each character of ``text_of(reading)`` its word's confidence; for a space the lesser of two."""
    result: list[float] = []
    for number, word in enumerate(reading):
        if number:
            result.append(min(word.confidence, reading[number - 1].confidence))
        result.extend([word.confidence] * len(word.text))
    return result


def _is_better(
    a: str,
    b: str,
    text: str,
    i: int,
    other: str,
    j: int,
    sure: float,
    signs: paddle.StripSigns,
    language: str,
) -> bool:
    """Whether Tesseract's ``b`` (in a word it is ``sure`` of) should replace PP-OCR's ``a``.

    ``a`` stands at ``text[i]`` of PP-OCR's reading, ``b`` at ``other[j]`` of Tesseract's.
    """
    if a == b:
        return False
    own = POLISH if language in POLISH_NAMES_ON else frozenset()
    if b in own and a not in STROKES and not a.isascii() and (a in POLISH or language == "pl"):
        return True  # both see more than a plain letter, and PP-OCR mistakes "Ź" for "Ż", "Ń" for "Ñ" or "Ú"
    if b in own and not a.isascii() and a not in STROKES:
        return False  # "ö" is no "ó" on a card that is not Polish
    if _looks_like(a, b):
        if b.isupper() != a.isupper() and not _capitals_around(text, i):
            return False
        swapped = text[:i] + b + text[i + 1 :]
        loss = paddle.likelihood(signs, text) - paddle.likelihood(signs, swapped)
        return loss < (ACCENT_COST * sure**2 if b in own else ACCENT_SEEN)
    if a in STROKES and b in STROKES:
        return _fits_word(b, other, j) and not _fits_word(a, text, i)
    if a == "0" and b in "Oo":
        return _between_letters(other, j)
    return False


def _looks_like(a: str, b: str) -> bool:
    """Whether two letters differ only by an accent, or by the stroke through an "ł"."""
    return bare(a).casefold() == bare(b).casefold() or {a, b} in ({"t", "ł"}, {"t", "Ł"}, {"i", "ł"})


def _capitals_around(text: str, at: int) -> bool:
    """Whether the letters next to ``text[at]``, up to two on each side, are all capitals."""
    near = [c for c in text[max(0, at - 2) : at] + text[at + 1 : at + 3] if c.isalpha()]
    return bool(near) and all(c.isupper() for c in near)


def _fits_word(character: str, text: str, at: int) -> bool:
    """Whether a stroke reads as the letter that its neighbours ask for: capital first, small later."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if character in "1|!":
        return before.isdigit() or after.isdigit()
    if character == "I":
        return (not before.isalpha() and after.islower()) or before.isupper() or after.isupper()
    return before.islower() or (not before.isalpha() and not after.islower())


def _between_letters(text: str, at: int) -> bool:
    """Whether only letters, at least one, stand right before and behind: "0lsztyn", "K0M"."""
    near = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return any(c.isalpha() for c in near) and not any(c.isdigit() for c in near)


def _may_be_space(text: str, at: int, signs: paddle.StripSigns) -> bool:
    """Whether PP-OCR finds a space before ``text[at]`` possible; in an address of the web there is none."""
    if not 0 < at < len(text) or "@" in text or "www" in text.casefold():
        return False
    spaced = text[:at] + " " + text[at:]
    return paddle.likelihood(signs, spaced) - paddle.likelihood(signs, text) > math.log(LOOSE_SPACE)


def _with_places(text: str, second: StripReading, first: StripReading) -> StripReading:
    """Words of ``text`` with places from the second reader and confidence from how far both agree."""
    letters: list[tuple[float, float, float]] = []  # confidence, left, right of each character of ``old``
    for number, word in enumerate(second):
        if number:
            letters.append((word.confidence, second[number - 1].right, word.left))
        step = (word.right - word.left) / len(word.text)
        letters.extend(
            (word.confidence, word.left + k * step, word.left + (k + 1) * step) for k in range(len(word.text))
        )
    old = text_of(second)
    place: list[tuple[float, float, float]] = []
    for kind, i0, i1, j0, j1 in SequenceMatcher(None, text, old, autojunk=False).get_opcodes():
        if i1 - i0 == j1 - j0:
            place.extend(letters[j0:j1])
        elif kind != "delete" or i1 > i0:
            edge = letters[min(j0, len(letters) - 1)]
            place.extend([(edge[0], edge[1], edge[1])] * (i1 - i0))
    agreed = {_folded(word.text) for word in first}
    by_text = {_folded(word.text): word.confidence for word in first}
    words, start = [], 0
    for token in text.split(" "):
        if token:
            spots = place[start : start + len(token)] or letters[-1:]
            chance = min(spot[0] for spot in spots)
            if _folded(token) in agreed:
                chance = AGREED * (1 - (1 - chance) * (1 - by_text[_folded(token)]) * 0.5)
            else:
                chance = min(ONLY_SECOND, chance)
            words.append(StripWord(token, chance, spots[0][1], spots[-1][2]))
        start += len(token) + 1
    return tuple(words)


def _folded(text: str) -> str:
    """What two readings of a word are compared by: Tesseract's Polish data has no @ and reads © or Q."""
    return re.sub("[©®Q@]", "@", text.strip(".,;:|'\"()")).casefold()


def line_of(reading: StripReading, box: Box, first: StripReading, second: StripReading) -> Line:
    """A parser's line out of the agreed reading; ``box`` is the strip's place in card pixels.

    ``first`` and ``second`` are what Tesseract and PP-OCR read by themselves; empty where one did not.
    """
    readings = {"tesseract": {_folded(w.text) for w in first}, "paddle": {_folded(w.text) for w in second}}
    words = []
    for word in reading:
        readers = [name for name, texts in readings.items() if _folded(word.text) in texts]
        left = box.left + box.width * max(0.0, min(1.0, word.left))
        right = box.left + box.width * max(0.0, min(1.0, word.right))
        words.append(
            Word(
                word.text,
                round(word.confidence, 4),
                Box(left, box.top, max(right, left + 1), box.bottom),
                readers[0] if len(readers) == 1 else "both",
            )
        )
    text = text_of(reading)
    others = dict.fromkeys(other for other in (text_of(second), text_of(first)) if other and other != text)
    return Line(tuple(words), tuple(others))
