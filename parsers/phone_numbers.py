"""Telephone numbers by their digits: where one begins, where the next does, extension and range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers import repair

LEAST_DIGITS, MOST_DIGITS = 5, 15  # of what may be a number at all; E.164 has at most 15
_ZERO_FOR_O = re.compile(r"(?<=\d\s)0(?=\s?:\s?[+(\d])")  # "250.555.0138 0: 250.555.0130": O for office
AREA_CODE = re.compile(r"\+\d{1,3}\s?(?:\(0\)\s?)?\d{2,5}")  # all that stands before a slash
BRACKETED_ZERO = re.compile(r"[(\[]0[)\]]")
CUT_LEAST = 7  # digits that both sides must have where brackets or a spaced dash cut a run in two

WHOLE_NUMBER = 9  # digits, with the area's code
_EN_DASH = re.compile(r"(?<=\d)\s?–\s?(?=\d(?:[ .]?\d){6})")

_RUN = re.compile(r"(?:/(?=\d{2,3}/))?(?:\+\s?|(?<![\d\w])00\s?)?[(\[]{0,2}\+?\s?\d[\d ()\[\].\-/+~]{2,70}")
_AREA_IN_SLASHES = re.compile(r"/\d{2,3}/ ?\d")
_CODE_WITH_COLON = re.compile(r"(\+\d{1,3}):(?=\s?\d)")
_EXTENSION = re.compile(
    r"(?i)\s{0,3}[,;(\-]?\s{0,2}\(?(?:\b|(?<=\d)|(?=#))"
    r"(?:#(?=\d)|ext(?:ension|n)?|wewn?|wew|w|x|ex|int(?:erno|erne)?|loc(?:al)?|dw"
    r"|durchwahl(?=\W{0,3}[1-9]\d{0,4}(?![ /\-]?\d))"  # no label of a whole number
    r"|poste|toestel|linka|klapka|ramal|anexo|nebenstelle|доб)"
    r"(?:\.\s{0,2}|:\s{0,2}|\s{0,2})-?(\d{1,6})(?!\d)\)?"
)
# "... 6070 to 74", "568 38 28, 29"
_RANGE = re.compile(
    r"(?i)\s{0,2}(?:(?:to|do|bis|till|÷)\s{0,2}\d{1,4}(?![\d\-/])|,\s?\d{2}(?=\s*(?:$|[|;•·])))"
)
_HOURS_OR_DATE = re.compile(
    r"(?<!\d)(?:24\s?/\s?7|24\s?(?:h|hrs?|hours|godz)\b|\d{1,2}(?:\s?[-–]\s?\d{1,2})?\s?(?:hrs|hours|[ap]m)\b|"
    r"\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}"
    r"|(?:0?[1-9]|[12]\d|3[01])[./\-](?:0?[1-9]|1[0-2])[./\-](?:19|20)\d{2}"
    r"|(?:19|20)\d{2}[./\-](?:0[1-9]|1[0-2])[./\-][0-3]\d)(?!\d)"
)
_ACCOUNT = re.compile(r"(?<!\w)(?:[A-Z]{2}\s?)?\d{2}(?:\s?\d{4}){4,7}(?!\d)")  # a bank account
# Letters dialled as digits: "1-800-POLNA22", "1-877-555-GLUE", "(417) 555-GLUE".
_VANITY = re.compile(
    r"(?<![\w.\-])(?:(?:\+?1[ .\-])?\(?8\d{2}\)?[ .\-](?:[A-Z]|\d(?=[A-Z]{2}))[A-Z0-9\-]{4,9}"
    r"|(?:\+?1[ .\-])?\(?[2-9]\d{2}\)?[ .\-]\d{3}[ .\-][A-Z]{4}"
    r"|0[58]0[08][ .\-]\d{0,3}[ .\-]?[A-Z]{4,7})(?![\w\-])"  # Britain, New Zealand
)
_LETTERS_IN_DIGITS = re.compile(r"(?<![^\W\d_OoQlISB])(?=[OoQlI|SB]{0,3}\d)[\dOoQlI|SB]{2,12}(?![^\W\d_])")
# A line of nothing but groups of digits, some of them read as letters.
_DIGITS_ALONE = re.compile(r"\(?[\dOQlI|SB]{1,3}\)?(?:[ .\-][\dOQlI|SB]{2,3}){2,4}")
_COMMA = re.compile(r"(?<=\d),(?=\d{2,3}[ .\-]\d{2,3}(?!\d))")  # read for a full stop
_GROUPS_BEFORE = re.compile(r"[\d .\-()+]{1,30}$")
_GROUPS_BEHIND = re.compile(r"[\d .\-]{1,30}")
_OFFICE = re.compile(r"^\(0\.?\)\s?")  # "(O)" for office, read with a zero
# Also a remark on the number before: "555 01 23 (Anna), 555 01 24".
_BETWEEN = re.compile(
    r"(?:\s?\([^()\d]{1,24}\))?[\s,/;&|•·\-–]*(?:or|lub|and|i|oraz|und|et|y|e)?[\s,/;·]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """Digits of line ``line`` that may be a telephone number: ``text[start:end]``.

    ``printed`` has its extension or range, ``main`` has neither. ``sign`` is where a bracketed "(O)"
    before it begins, else ``start``. ``goes_on``: only a separator stands between it and the number before.
    """

    line: int
    start: int
    end: int
    printed: str
    main: str
    extension: str = ""
    sign: int = 0
    goes_on: bool = False
    repairs: tuple[str, ...] = ()

    @property
    def digits(self) -> str:
        return re.sub(r"\D", "", self.main)

    @property
    def is_vanity(self) -> bool:
        return _VANITY.fullmatch(self.main) is not None

    @property
    def international(self) -> bool:
        return self.main.lstrip("( ").startswith("+") or self.digits.startswith("00")


def international_form(printed: str) -> str:
    """A number printed with its country's code, as "+" and digits: "+48 (0)22 123 45 67" -> "+48221234567".

    The zero in brackets is dialled within the country only; but some plans keep it always (Italy's).
    """
    import phonenumbers

    kept = "+" + re.sub(r"\D", "", printed).removeprefix("00")
    dropped = "+" + re.sub(r"\D", "", BRACKETED_ZERO.sub("", printed)).removeprefix("00")
    try:
        number = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return dropped
    return kept if number.italian_leading_zero and phonenumbers.is_valid_number(number) else dropped


def numbers_in(text: str, line: int, phone_line: bool) -> Iterator[PrintedNumber]:
    """Every run of digits of ``text`` that may be a telephone number, left to right.

    ``phone_line``: a label on the line says that its digits are a number, so that letters among them
    were misread.
    """
    text = _CODE_WITH_COLON.sub(r"\1 ", repair.plain(_EN_DASH.sub(_parted, text)))
    text = _ZERO_FOR_O.sub("O", text)
    read = text
    if _DIGITS_ALONE.fullmatch(text.strip()) and _count(text) >= 6:
        text = repair.digits_for_letters(text)
    text = _COMMA.sub(lambda match: "." if _is_within(text, match.start()) else ",", text)
    if phone_line or "+" in text:
        text = _LETTERS_IN_DIGITS.sub(lambda match: repair.digits_for_letters(match[0]), text)
    for no_phone in (_HOURS_OR_DATE, _ACCOUNT):
        text = no_phone.sub(lambda match: " " * len(match[0]), text)
    for match in _VANITY.finditer(text):
        yield PrintedNumber(line, *match.span(), match[0], match[0], sign=match.start())
    text = _VANITY.sub(lambda match: " " * len(match[0]), text)
    last_end = -1
    for run in _RUN.finditer(text):
        for cut_start, cut_end in _cut(text, *run.span()):
            office = _OFFICE.match(text[cut_start:cut_end])
            start, end = _trimmed(text, cut_start + (office.end() if office else 0), cut_end)
            if _count(text[start:end]) < LEAST_DIGITS or "*" in (
                text[end : end + 1],
                text[start - 1 : start],
            ):
                continue
            main = _without_range(text[start:end])
            behind = _EXTENSION.match(text, end)
            tail = None if behind else _RANGE.match(text, end)
            end = behind.end() if behind else tail.end() if tail else end
            yield PrintedNumber(
                line,
                start,
                end,
                text[start:end],
                main,
                behind[1] if behind else "",
                cut_start if office else start,
                last_end >= 0 and _BETWEEN.fullmatch(text[last_end:start]) is not None,
                _mended(read[start:end], text[start:end]),
            )
            last_end = end


def _mended(read: str, text: str) -> tuple[str, ...]:
    """The names of what was mended in ``read``."""
    names = (
        ("comma for dot", "," in read and "," not in text),
        ("digits for letters", _letters(read) > _letters(text)),
    )
    return tuple(name for name, true in names if true)


def _letters(text: str) -> int:
    return sum(char.isalpha() or char in "|!" for char in text)


def _is_within(text: str, comma: int) -> bool:
    """Whether a comma stands within one number: too few digits on either side for two."""
    left, right = _GROUPS_BEFORE.search(text[:comma]), _GROUPS_BEHIND.match(text[comma + 1 :])
    before, behind = _count(left[0]) if left else 0, _count(right[0]) if right else 0
    return before >= 3 and behind < CUT_LEAST and 9 <= before + behind <= MOST_DIGITS


def _count(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _parted(dash: re.Match[str]) -> str:
    """A dash between two whole numbers as a semicolon: "22 555 01 23–22 555 01 24"."""
    before = _GROUPS_BEFORE.search(dash.string[: dash.start()])
    return dash[0].replace("–", ";") if before and _count(before[0]) >= WHOLE_NUMBER else dash[0]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without separators at its ends and without a bracket that has no partner."""
    while start < end and text[start] in " .-/)]~" and not _AREA_IN_SLASHES.match(text, start):
        start += 1
    while end > start and text[end - 1] in " .-/+([~":
        end -= 1
    part = text[start:end]
    opening, closing = part.count("(") + part.count("["), part.count(")") + part.count("]")
    if part.endswith((")", "]")) and opening < closing:
        return _trimmed(text, start, end - 1)
    if part.startswith(("(", "[")) and closing == 0:
        return _trimmed(text, start + 1, end)
    if opening > closing and not part.startswith(("(", "[")):  # "(1ab)" for "(lab)"
        return _trimmed(text, start, start + max(part.rfind("("), part.rfind("[")))
    return start, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of digits and separators, cut where one number ends and another begins."""
    for position in range(start + 1, end):
        if text[position] in "+/-([ " and _is_cut(text, start, position, end):
            yield start, position
            yield from _cut(text, position + (text[position] in " /"), end)
            return
    yield start, end


def _is_cut(text: str, start: int, position: int, end: int) -> bool:
    char, spaced = text[position], text[position - 1] == " "
    left, right = _count(text[start:position]), _count(text[position:end])
    if left < LEAST_DIGITS or right < LEAST_DIGITS:
        return False
    if char == "+":
        return True
    if char == "/" and AREA_CODE.fullmatch(text[start:position].rstrip()):
        return False  # "+49 (0) 7305 / 555-137"
    if char == "/":  # "67/68" is a range, "22 623 45 67/601 234 567" are two numbers
        return left > LEAST_DIGITS and _count(text[position + 1 : end].split("/")[0]) >= LEAST_DIGITS
    if char in "([" or spaced:
        return left >= CUT_LEAST and right >= CUT_LEAST
    if char == " " and left + right > MOST_DIGITS:  # two numbers with one space between
        return left == right or (9 <= left <= 13 and not _halves_later(text, start, position, end))
    return False


def _halves_later(text: str, start: int, position: int, end: int) -> bool:
    """Whether a space further on cuts the run into halves of equally many digits."""
    total = _count(text[start:end])
    spaces = (i for i in range(position + 1, end) if text[i] == " ")
    return any(_count(text[start:i]) * 2 == total for i in spaces)


def _without_range(printed: str) -> str:
    """The first number of "22 623 45 67/68"."""
    head, slash, tail = printed.rpartition("/")
    if slash and _count(tail) <= 4 and _count(head) > LEAST_DIGITS:
        return head.rstrip()
    return printed
