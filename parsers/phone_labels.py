"""What a telephone number is for, by the words beside it.

A label stands before its number, behind it in brackets, to its left or above it in another line; one
label may hold for several numbers. The words are in parsers/data/phone_labels.txt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers import repair
from parsers.layout import aligned, below, beside, free_box
from parsers.lines import Box, Hints, Line
from parsers.names import given_names
from parsers.phone_numbers import PrintedNumber
from parsers.words import fold, sections

LIST = "phone_labels.txt"
UNNAMED = "work"  # the kind under a label that says none: "Warszawa: 22 ..."
REACH = 48  # characters before a number in which its label may stand
MOST_UNKNOWN = 2  # words between label and number that are no label: "Cell France +33 ..."
_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])|[^\W\d_]+(?:'[^\W\d_]+)?|24h")
_BEHIND = re.compile(r"^\s{0,3}[(\[]\s?([^()\[\]\d]{1,24})[)\]]")
_BEHIND_BARE = re.compile(r"^\s{1,3}(?:[-–—]\s)?([^\W\d_]{2,12})\.?\s{0,3}(?:$|[|,;•])")
_COLON_AT_END = re.compile(r"[:=]\s{0,3}$")
_ZERO_IN_WORD = re.compile(r"(?<=[^\W\d_])0(?=[^\W\d_])")  # "K0M:"
_ONLY_COLON = re.compile(r"\s*[:.]\s?$")
_SINGLE_LABEL = re.compile(r"[PTMFCDH][.:]?\s{1,2}[(+\dOQlISB|]")  # "P 03 ...", "M. O491 ..."
_STEMS = ("telefon", "tel", "phone", "mobile", "mob", "cell", "fax")  # "telkom", "phoneno"


@dataclass(frozen=True, slots=True)
class Label:
    """``kind`` as in ``Phone.kind``, or "not": what follows is no telephone number.

    ``start`` is where it begins in its line; ``line`` is set where that is not the number's line.
    Rules, surest first: "labelled", "label behind", "label to the left", "icon", "label above",
    "label apart" (unknown words between), "goes on" (of the number before), "unknown label", "colon".
    """

    kind: str
    start: int
    rule: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A number that was taken for a telephone number, and its label."""

    number: PrintedNumber
    label: Label | None
    sort: str = ""  # "mobile" or "work" where the numbering plan says which


def is_phone_line(text: str) -> bool:
    """Whether a label of three letters or more stands on a line, or digits and nothing but labels.

    Letters read for digits are words here, too: "P O3 555O 0142 M O491 570 110".
    """
    words = [(word, kind_of_word(word)) for word, _ in _words(text[:200])]
    if any(len(word) > 2 and kind in ICON_KINDS - {"other"} for word, kind in words):
        return True
    marked = _SINGLE_LABEL.match(text) is not None and sum(char.isdigit() for char in text) > 6
    return marked and all(len(word) == 1 for word, _ in words)


def label_in_line(text: str, number: PrintedNumber, before: Sequence[Labelled]) -> Label | None:
    """The label of a number in its own line; ``before`` are the numbers to its left there."""
    earlier = before[-1].label if before else None
    least = before[-1].number.end if before else 0
    own_bracket = label_behind(text, least) if earlier and earlier.rule == "label behind" else None
    label = _label_before(text, own_bracket[1] if own_bracket else least, number.sign)
    in_front = text[: number.start].rstrip().endswith((")", "]"))
    behind = label_behind(text, number.end)
    # of "(R) 555-0123 (M) 555-0124" each bracket is its right neighbour's
    if behind and behind[0] and not (in_front and re.match(r"\s?[+\d]", text[behind[1] :])):
        return Label(behind[0], number.start, "label behind")
    if label:
        return label
    if number.sign < number.start:
        return Label("work", number.sign, "labelled")
    if before and number.goes_on and own_bracket is None:
        return replace(earlier, start=number.start, rule="goes on") if earlier else None
    bare = _BEHIND_BARE.match(text[number.end :])
    kind = kind_of_word(fold(bare[1])) if bare else ""
    return Label(kind, number.start, "label behind") if kind in ("mobile", "fax", "work", "home") else None


def label_behind(text: str, end: int) -> tuple[str, int] | None:
    """(kind or "", where it ends) of words in brackets behind a number that are nothing but a label."""
    match = _BEHIND.match(text[end:])
    kind = _kind_of_all(match[1]) if match else ""
    if match is None or kind in ("", "not"):
        return None
    return kind if kind != "filler" else "", end + match.end()


FORM_ENDS = re.compile(r"(?:[^\W\d_]\.){2,4}")  # "O.O.": a firm's legal form goes on in it, no office's label


def label_elsewhere(
    lines: Sequence[Line], number: PrintedNumber, accepted: Sequence[Labelled], hints: Hints, sort: str
) -> Label | None:
    """The label in another line, or a pictogram, of a number that is the first thing in its line.

    ``sort`` is "mobile" or "work" where the numbering plan says which, else "".
    """
    box = lines[number.line].box_between(number.start, number.end)
    alone = [
        (n, line)
        for n, line in enumerate(lines)
        if n != number.line
        and 0 < len(line.text.strip()) <= 40
        and not FORM_ENDS.fullmatch(line.text.strip())
    ]
    labels = [(n, free_box(line), kind) for n, line in alone if (kind := _kind_of_line(line.text))]
    left = [(place.right, kind, n) for n, place, kind in labels if beside(place, box, 10.0)]
    if left:
        _, kind, index = max(left)
        return Label(kind, 0, "label to the left", index)
    icon = _icon(box, hints)
    if icon in ICON_KINDS:
        return Label(icon, number.start, "icon")
    # A number with a pictogram of its own, though nobody knows it, is not what the number above it is.
    if not icon and stands_alone(lines[number.line].text, number):
        above = _number_above(lines, box, [a for a in accepted if a.number.line != number.line])
        if (
            above and sort and above.sort and sort != above.sort
        ):  # a landline under a mobile goes on from nothing
            return None
        if above:
            return (
                replace(above.label, start=number.start, rule="goes on", line=None) if above.label else None
            )
    for index, place, kind in labels:
        own_line = stands_alone(lines[number.line].text, number)  # not "20354 Hamburg" under "Zentrale:"
        if len(lines[index].text.strip()) > 2 and own_line and below(place, box, 0.8):
            return Label(kind, 0, "label above", index)
    return None


def stands_alone(text: str, number: PrintedNumber) -> bool:
    """Whether nothing but numbers, and a remark in brackets, stands in the number's line."""
    rest = text[: number.start] + re.sub(r"^\s*\([^()]{1,24}\)", "", text[number.end :])
    return sum(char.isalpha() for char in rest) <= 2


def kind_of_word(word: str) -> str:
    """The kind that a folded word gives, "filler" or "not" for words of those sections, "" for others.

    The letters of "h.p" belong together: "u.p" and "m.p" are states of India.
    """
    kinds = _kinds()
    word = word if word in kinds else word.replace(".", "")
    if word in kinds:
        return kinds[word]
    for stem in _STEMS:
        rest = word.removeprefix(stem)
        if rest != word and len(rest) > 1 and rest in kinds:
            return kinds[stem] if kinds[rest] in ("filler", "not") else kinds[rest]
    return ""


@cache
def _kinds() -> dict[str, str]:
    return {fold(word): kind for kind, words in sections(LIST).items() if kind for word in words}


def _words(text: str) -> list[tuple[str, int]]:
    """(folded word, offset) of every word of letters."""
    return [(fold(match[0]), match.start()) for match in _WORD.finditer(text)]


def _kind_of_all(text: str) -> str:
    """The kind of words that are nothing but a label; "filler" or "not" where they are only that; else ""."""
    kinds = [kind_of_word(word) for word, _ in _words(text)]
    if not kinds or "" in kinds:
        return ""
    return _combined(kinds) if set(kinds) - {"filler", "not"} else kinds[0]


def _kind_of_line(text: str) -> str:
    """The kind of a line that is nothing but a label."""
    kind = "" if any(char.isdigit() for char in text) else _kind_of_all(text)
    return "" if kind in ("filler", "not") else kind


def _combined(kinds: Sequence[str]) -> str:
    """One kind of several words: mobile and home win over tel, fax with tel is work."""
    real = set(kinds) - {"filler", "not"}
    for kind in ("mobile", "home"):
        if kind in real:
            return kind
    return real.pop() if real in ({"fax"}, {"other"}) else "work"


def _label_before(text: str, least: int, end: int) -> Label | None:
    """The label that ends before ``text[end]``, looking back no further than ``least``."""
    begin = max(least, end - REACH)
    part = _ZERO_IN_WORD.sub("o", repair.plain(text[begin:end]))
    words = _words(part)
    kinds: list[str] = []
    start, unknown = len(part), 0
    for word, offset in reversed(words):
        gap = part[offset + len(word) : start]
        if re.search(r"[|•;,]|\s{4,}|\d" if kinds else r"[|•;]|\d", gap):
            break
        kind = kind_of_word(word)
        if word == "cep" and TURKISH_MOBILE.match(text, end):
            kind = "mobile"
        if len(word) == 1 and kind and not _single_letter_counts(part, offset, gap, unknown):
            kind = ""
        if kind == "not":
            if kinds:
                break
            return Label("not", begin + offset, "no phone")
        if kind:
            kinds.append(kind)
            start = offset
            continue
        if kinds:
            break
        unknown += 1
        if unknown > MOST_UNKNOWN or "," in gap:
            break
    if set(kinds) - {"filler"}:
        while start > 0 and part[start - 1] in "([ ":
            start -= 1
        return Label(_combined(kinds), begin + start, "label apart" if unknown else "labelled")
    if words and unknown and _COLON_AT_END.search(part):
        person = len(words) == 2 and words[0][0] in given_names()  # "Raju Hegde : 99001 73326"
        start = words[-1][1] + len(words[-1][0]) if person else words[-1][1]
        return Label(UNNAMED, begin + start, "unknown label")
    if begin == least and _ONLY_COLON.match(part):
        return Label(UNNAMED, begin, "colon")  # the label itself was not read
    return None


def _single_letter_counts(part: str, offset: int, gap: str, unknown: int) -> bool:
    """Whether one letter is a label: right before the number, and not the end of something else."""
    return gap != "-" and not unknown and (offset == 0 or part[offset - 1] in " .,:;|/(-•·&+")


TURKISH_MOBILE = re.compile(  # after "Cep", which in Brazil precedes a postal code
    r"[\s:.]*(?!\d{5}-\d{3}\b)\(?(?:\+\s?90|0)[\s(]*5\d\d"
)
ICON_KINDS = frozenset({"work", "mobile", "fax", "home", "other"})


def _number_above(lines: Sequence[Line], box: Box, others: Sequence[Labelled]) -> Labelled | None:
    """The nearest number above in the same column."""
    found: list[tuple[float, int, Labelled]] = []
    for other in others:
        place = lines[other.number.line].box_between(other.number.start, other.number.end)
        if below(place, box, 0.8) and aligned(place, box):
            found.append((place.bottom, len(found), other))
    return max(found)[2] if found else None


def _icon(box: Box, hints: Hints) -> str:
    """What the pictogram beside the number stands for; "" where there is none."""
    near = [(box.left - place.right, kind) for kind, place in hints.icons if beside(place, box, 3.0)]
    return min(near)[1] if near else ""
