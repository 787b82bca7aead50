"""Telephone and fax numbers with kind, extension and E.164.

A number is found by its digits, its kind by the nearest label: before it, behind it, to its left on
the same printed line, above it, or that of the number it goes on from. libphonenumber judges and
normalises; what it refuses ("wew. 12", "0-22", "67/68", an old trunk 0) is taken apart before.
A number with no label is "work": it stands on a business card, mostly beside a pictogram.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers import places, repair
from parsers.contact import Field, Phone, Span
from parsers.layout import aligned, below, beside, free_box, make_field
from parsers.lines import Box, Hints, Line
from parsers.words import fold, sections

MAX_LINE = 2000
UNLABELLED_KIND = "work"
LEAST_DIGITS, LEAST_LABELLED, MOST_DIGITS = 7, 5, 15
RUN = re.compile(r"(?:/(?=\d{2,3}/))?(?:\+\s?|(?<![\d\w])00\s?)?[(\[]{0,2}\+?\s?\d[\d ()\[\].\-/+~]{2,70}")
CODE_WITH_COLON = re.compile(r"(\+\d{1,3}):(?=\s?\d)")
EXTENSION = re.compile(
    r"(?i)\s{0,3}[,;(]?\s{0,2}\(?(?:\b|(?<=\d))(?:ext(?:ension|n)?|wewn?|wew|w|x|ex|int|dw|poste|linka|klapka|ramal|anexo|nebenstelle|доб)"
    r"(?:\.\s{0,2}|:\s{0,2}|\s{0,2})(\d{1,6})(?!\d)\)?"
)
RANGE_TAIL = re.compile(r"(?i)\s{0,2}(?:to|do|bis|till|÷)\s{0,2}\d{1,4}(?![\d\-/])")
HOURS_OR_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}|(?:0?[1-9]|[12]\d|3[01])[./\-](?:0?[1-9]|1[0-2])[./\-](?:19|20)\d{2}"
    r"|(?:19|20)\d{2}[./\-](?:0[1-9]|1[0-2])[./\-][0-3]\d)(?!\d)"
)
OFFICE_SIGN = re.compile(r"^\(0\.?\)\s?")  # "(O)" read with a zero
AFTER = re.compile(r"^\s{0,3}[(\[]\s?([^()\[\]\d]{1,24})[)\]]")
AFTER_BARE = re.compile(r"^\s{1,3}([^\W\d_]{2,12})\.?\s{0,3}(?:$|[|,;•])")
LETTERS_IN_DIGITS = re.compile(r"(?<![^\W\d_OoQlISB])(?=[OoQlI|SB]{0,3}\d)[\dOoQlI|SB]{2,12}(?![^\W\d_])")
ACCOUNT = re.compile(r"(?<!\w)(?:[A-Z]{2}\s?)?\d{2}(?:\s?\d{4}){4,7}(?!\d)")  # a bank account, not a telephone
SHAPES = {  # digit groups of numbers that are telephone numbers even where no plan says so
    "US": re.compile(r"\+?(?:1[ .\-])?\(?\d{3}\)?[ .\-/]{0,3}\d{3}[ .\-]{1,3}\d{4}"),
    "IN": re.compile(r"\d{5} ?\d{5}"),
    "": re.compile(r"\(?0?\d{1,4}\)?[ .\-/]{1,3}\d{2,4}[ .\-]\d{2,4}(?:[ .\-]\d{2,4}){0,2}"),
}
LOCAL_SHAPE = re.compile(r"\d{4}[ .\-]\d{4}|\d{3}[ .\-]\d{4}|\d{7,8}|9[. ]\d{4}[ .\-]\d{4}|\d{5}[ .\-]\d{4}|\d{2,3}[ .\-]\d{2,3}[ .\-]\d{2,3}")
NOT_A_PHONE = re.compile(r"\d{5}-\d{4}|\d{5}-\d{3}|\d{3} \d{3}|\d{3}-\d{4}-\d{3}|\d{2}-\d{3}")
HOUSE_NUMBER = re.compile(r"\d{1,2}-\d{1,2}-\d{1,4}(?:[-/]\d{1,5}){0,3}")  # as Japan and Hyderabad write it
PAIRS = re.compile(r"\d{2}-\d{2}-\d{2}")  # a local number of old
VANITY = re.compile(r"(?<![\w.\-])(?:\+?1[ .\-])?\(?8\d{2}\)?[ .\-][A-Z][A-Z0-9\-]{4,9}(?![\w])")
MOBILE, FIXED = "mobile", "work"


@dataclass(frozen=True, slots=True)
class _Number:
    """A run of digits in one line that may be a telephone number."""

    line: int
    start: int
    end: int
    printed: str
    main: str  # without extension and range
    extension: str
    continues: bool  # only a separator between it and the number before
    sign: int  # where a bracketed "(O)" that was read as a zero stands before it; else ``start``


@dataclass(frozen=True, slots=True)
class _Label:
    kind: str
    start: int  # where it starts in its line
    rule: str
    line: int | None = None  # where it stands, if in another line


@dataclass(frozen=True, slots=True)
class _Dialled:
    """What libphonenumber says: ``level`` 3 valid, 2 possible, 1 neither, 0 no telephone number at all."""

    number: str = ""
    level: int = 0
    sort: str = ""  # MOBILE, FIXED or ""


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every telephone and fax number of the card, in reading order; none twice."""
    countries = hints.countries or places.countries_on(line.text for line in lines)
    numbers: list[_Number] = []
    for index, line in enumerate(lines):
        if len(line.text) <= MAX_LINE and sum(c.isdigit() for c in line.text) >= 4:
            numbers += _numbers(index, line.text)
    regions = _regions(numbers, countries, hints.region)
    found: dict[_Number, Field] = {}
    accepted: list[tuple[_Number, _Label | None, str]] = []  # number, label, sort
    # Twice: a number that says little by itself is believed beside one that is sure, also one further down.
    for number in [*numbers, *numbers]:
        if number in found:
            continue
        text = lines[number.line].text
        same_line = [a for a in accepted if a[0].line == number.line and a[0].end <= number.start]
        label = _label_in_line(text, number, same_line)
        if label is not None and label.kind == "not":
            continue
        if (label is None or label.rule == "colon") and _first_of_its_line(text, number):
            label = _label_elsewhere(lines, number, accepted, hints) or label
        dialled = _dial(number.main, regions)
        goes_on = bool(same_line) and number.continues and same_line[-1][0].end <= number.start
        strength = _strength(lines, number, label, dialled, accepted, goes_on)
        if strength is None:
            continue
        accepted.append((number, label, dialled.sort))
        mended = ("digits for letters",) if re.search(r"[OoQlI|SB]", text[number.start : number.end].split("w")[0]) and number.main != text[number.start : number.end] else ()
        read, dialled, repairs, agreed = _by_other_readings(lines[number.line], number, dialled, regions)
        found[number] = _field(lines, read, label, dialled, strength - 0.05 * len(mended), (*mended, *repairs), agreed)
    settled = _settle_unlabelled(list(found.values()), accepted)
    order = {number: place for place, number in enumerate(numbers)}
    placed = sorted(zip(found, settled, strict=True), key=lambda pair: order[pair[0]])
    return _without_twins([field for _, field in placed])


# ---------------------------------------------------------------- finding digits


def _numbers(index: int, text: str) -> Iterator[_Number]:
    """The digit runs of a line, cut into single numbers, with extension or range behind them."""
    text = CODE_WITH_COLON.sub(r"\1 ", repair.plain(text))
    if _label_words(text) or "+" in text:
        text = LETTERS_IN_DIGITS.sub(lambda m: repair.digits_for_letters(m[0]), text)
    blanked = HOURS_OR_DATE.sub(lambda m: " " * len(m[0]), text)
    blanked = ACCOUNT.sub(lambda m: " " * len(m[0]), blanked)
    last_end = -1
    for vanity in VANITY.finditer(blanked):
        yield _Number(index, *vanity.span(), vanity.group(), vanity.group(), "", False, vanity.start())
        blanked = blanked[: vanity.start()] + " " * len(vanity.group()) + blanked[vanity.end() :]
    for run in RUN.finditer(blanked):
        for start, end in _cut(blanked, *run.span()):
            printed = blanked[start:end]
            office, sign = OFFICE_SIGN.match(printed), start
            if office:
                start, printed = start + office.end(), printed[office.end() :]
            start, end = _trimmed(blanked, start, end)
            sign = sign if office else start
            printed = blanked[start:end]
            if sum(c.isdigit() for c in printed) < LEAST_LABELLED or blanked[end : end + 1] == "*" or blanked[start - 1 : start] == "*":
                continue
            main, extension = _without_range(printed), ""
            behind = EXTENSION.match(blanked, end)
            if behind:
                extension, end = behind.group(1), behind.end()
            else:
                tail = RANGE_TAIL.match(blanked, end)
                if tail:
                    end = tail.end()
            between = blanked[last_end:start] if last_end >= 0 else "x"
            continues = re.fullmatch(r"[\s,/;&|•\-–]*(?:or|lub|and|i|oraz|und|et|y|e)?[\s,/;]*", between, re.IGNORECASE) is not None
            yield _Number(index, start, end, text[start:end].strip(), main, extension, continues, sign)
            last_end = end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without separators at its ends and without a bracket that has no partner."""
    while start < end and text[start] in " .-/)]~" and not re.match(r"/\d{2,3}/ ?\d", text[start:end]):
        start += 1
    while end > start and text[end - 1] in " .-/+([~":
        end -= 1
    part = text[start:end]
    if part.endswith((")", "]")) and part.count("(") + part.count("[") < part.count(")") + part.count("]"):
        return _trimmed(text, start, end - 1)
    if part.startswith(("(", "[")) and part.count(")") + part.count("]") == 0:
        return _trimmed(text, start + 1, end)
    return start, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A run of digits and separators cut where one number ends and another begins."""
    def digits(a: int, b: int) -> int:
        return sum(c.isdigit() for c in text[a:b])

    for position in range(start + 1, end):
        char = text[position]
        left, right = digits(start, position), digits(position, end)
        if left < LEAST_LABELLED or right < LEAST_LABELLED:
            continue
        spaced = text[position - 1] == " "
        cut = (
            char == "+"
            or (char == "/" and left >= 6 and _digits_until(text, position + 1, end, "/") >= 5)
            or (char == "-" and spaced and left >= 7 and right >= 7)
            or (char in "([" and left >= 7 and right >= 7)
            or (char == " " and spaced and left >= 7 and right >= 7)
        )
        if not cut and char == " " and left + right > MOST_DIGITS:
            cut = left == right or (9 <= left <= 13 and not _same_groups_later(text, start, position, end))
        if cut:
            yield start, position
            yield from _cut(text, position + (char in " /"), end)
            return
    yield start, end


def _same_groups_later(text: str, start: int, position: int, end: int) -> bool:
    """Whether a cut later on makes two halves of equal length."""
    total = sum(c.isdigit() for c in text[start:end])
    count = 0
    for i in range(start, end):
        count += text[i].isdigit()
        if i > position and text[i] == " " and count * 2 == total:
            return True
    return False


def _digits_until(text: str, start: int, end: int, stop: str) -> int:
    count = 0
    for char in text[start:end]:
        if char == stop:
            break
        count += char.isdigit()
    return count


def _without_range(printed: str) -> str:
    """"22 623 45 67/68" -> "22 623 45 67"."""
    head, slash, tail = printed.rpartition("/")
    if slash and len(re.sub(r"\D", "", tail)) <= 4 and sum(c.isdigit() for c in head) >= 6:
        return head.rstrip()
    return printed


# ---------------------------------------------------------------- labels


@cache
def _kinds() -> dict[str, str]:
    """Kind by folded label word; "filler" and "not" among the kinds."""
    return {fold(word): kind for kind, words in sections("phone_labels.txt").items() if kind for word in words}


def _label_words(text: str) -> bool:
    """Whether a label of three letters or more stands in ``text``."""
    return any(len(word) > 2 and _kind_of_token(word) in ("work", "mobile", "fax", "home") for word, _ in _words(text[:200]))


def _label_in_line(text: str, number: _Number, before: Sequence[tuple[_Number, _Label | None, str]]) -> _Label | None:
    """The label of a number in its own line: behind it in brackets, before it, or that of the number before."""
    behind = AFTER.match(text[number.end :])
    if behind:
        label = _kind_of_words(_words(behind.group(1)))
        if label and label not in ("filler", "not"):
            return _Label(label, number.start, "label behind")
    previous = before[-1][0].end if before else 0
    label = _label_ending(text, previous, number.sign)
    if label:
        return label
    if number.sign < number.start:
        return _Label("work", number.sign, "labelled")
    if before and number.continues:
        earlier = before[-1][1]
        return replace(earlier, start=number.start, rule="goes on") if earlier else None
    after = AFTER_BARE.match(text[number.end :])
    if after:
        kind = _kinds().get(fold(after.group(1)), "")
        if kind in ("mobile", "fax", "work", "home"):
            return _Label(kind, number.start, "label behind")
    return None


def _words(text: str) -> list[tuple[str, int]]:
    """(folded word, offset) of the letters in ``text``."""
    return [(fold(match.group()).strip("'"), match.start()) for match in re.finditer(r"[^\W\d_]+(?:'[^\W\d_]+)?|24h", text)]


def _label_ending(text: str, least: int, end: int) -> _Label | None:
    """The label that ends at ``text[end]``, looking back no further than ``least``."""
    begin = max(least, end - 48)
    part = repair.plain(text[begin:end])
    words = _words(part)
    kinds: list[str] = []
    start, unknown, nearest_unknown = end, 0, ""
    for word, offset in reversed(words):
        gap = part[offset + len(word) : start - begin]
        if re.search(r"[|•;,]|\s{4,}|\d", gap) and kinds:
            break
        if not kinds and re.search(r"[|•;]|\d", gap):
            break
        kind = _kind_of_token(word)
        if len(word) == 1 and (gap == "-" or unknown or (kind and offset and part[offset - 1] not in " .,:;|/(-•&+") ):
            kind = ""
        if kind == "not":
            if not kinds:
                return _Label("not", begin + offset, "not a phone")
            break
        if not kind:
            if kinds:
                break
            unknown += 1
            if unknown == 1:
                nearest_unknown = gap
            if unknown > 2 or "," in gap:
                break
            continue
        kinds.append(kind)
        start = begin + offset
    if [kind for kind in kinds if kind != "filler"] and not (unknown and start == end):
        return _Label(_combined(kinds), _with_bracket(text, start, least), "labelled" if not unknown else "label apart")
    if unknown and re.search(r"[:=]\s{0,3}$", part) and words:
        word, offset = words[-1]
        return _Label(UNLABELLED_KIND, begin + offset, "unknown label")
    if re.match(r"\s*[:.]\s?$", part) and begin == least:
        return _Label(UNLABELLED_KIND, begin, "colon")  # the label itself was not read
    return None


def _with_bracket(text: str, start: int, least: int) -> int:
    while start > least and text[start - 1] in "([ ":
        start -= 1
    return start


def _kind_of_token(word: str) -> str:
    """The kind a label word gives: also of words read as one ("telkom", "phoneno")."""
    kinds = _kinds()
    if word in kinds:
        return kinds[word]
    for label in ("telefon", "tel", "phone", "mobile", "mob", "cell", "fax"):
        rest = word.removeprefix(label)
        if rest != word and rest in kinds and len(rest) > 1:
            return kinds[rest] if kinds[rest] not in ("filler", "not") else kinds[label]
    return ""


def _combined(kinds: Sequence[str]) -> str:
    """Tel/Fax is work; mobile and home win over tel."""
    real = [kind for kind in kinds if kind not in ("filler", "not")]
    for kind in ("mobile", "home"):
        if kind in real:
            return kind
    if set(real) == {"fax"}:
        return "fax"
    return "other" if set(real) == {"other"} else "work"


def _kind_of_words(words: Sequence[tuple[str, int]]) -> str:
    """The kind of words that are nothing but a label, or ""."""
    kinds = [_kind_of_token(word) for word, _ in words]
    if not kinds or not all(kinds):
        return ""
    return _combined(kinds) if any(kind not in ("filler", "not") for kind in kinds) else kinds[0]


def _first_of_its_line(text: str, number: _Number) -> bool:
    before = text[: number.start].strip(" .:-|•+()")
    return len(before) <= 3


def _label_elsewhere(
    lines: Sequence[Line], number: _Number, accepted: Sequence[tuple[_Number, _Label | None, str]], hints: Hints
) -> _Label | None:
    """The label to the left on the same printed line, an icon there, the label above, or that of the number above."""
    line = lines[number.line]
    box = line.box_between(number.start, number.end)
    left: list[tuple[float, str, int]] = []
    for index, other in enumerate(lines):
        if index == number.line or not other.text.strip() or len(other.text) > 40:
            continue
        other_box = free_box(other)
        if beside(other_box, box, 10.0):
            kind = _kind_of_words(_words(other.text))
            if kind and kind not in ("filler", "not") and not any(c.isdigit() for c in other.text):
                left.append((-other_box.right, kind, index))
    if left:
        _, kind, index = min(left)
        return _Label(kind, 0, "label to the left", index)
    icon = _icon(box, hints)
    if icon:
        return _Label(icon, number.start, "icon")
    above = [(lines[a[0].line].box_between(a[0].start, a[0].end), a[1]) for a in accepted if a[0].line != number.line]
    near = [(b.bottom, label) for b, label in above if below(b, box, 0.8) and aligned(b, box) and _alone(line.text, number)]
    if near:
        label = max(near, key=lambda pair: pair[0])[1]
        if label is not None and label.rule != "icon":
            return _Label(label.kind, number.start, "goes on")
        return None
    for index, other in enumerate(lines):
        if index != number.line and 1 < len(other.text.strip()) <= 30 and below(free_box(other), box, 0.8):
            kind = _kind_of_words(_words(other.text))
            if kind and kind not in ("filler", "not") and not any(c.isdigit() for c in other.text) and len(other.text.strip()) > 2:
                return _Label(kind, 0, "label above", index)
    return None


def _icon(box: Box, hints: Hints) -> str:
    near = [(box.left - place.right, kind) for kind, place in hints.icons if beside(place, box, 3.0)]
    kind = min(near)[1] if near else ""
    return kind if kind in ("work", "mobile", "fax", "home", "other") else ""


def _alone(text: str, number: _Number) -> bool:
    """Whether nothing but numbers, and a remark in brackets, stands in its line."""
    rest = text[: number.start] + re.sub(r"^\s*\([^()]{1,24}\)", "", text[number.end :])
    return sum(c.isalpha() for c in rest) <= 2


# ---------------------------------------------------------------- judging


def _regions(numbers: Sequence[_Number], countries: Sequence[str], region: str) -> tuple[str, ...]:
    """Countries whose numbering plans are tried, likeliest first: international numbers on the card, its text, --region."""
    import phonenumbers

    found: list[str] = []
    for number in numbers:
        code = re.match(r"(?:\+|00)\s?\(?(\d{1,3})", number.main)
        if code:
            for length in (1, 2, 3):
                for name in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code.group(1)[:length]), ())[:1]:
                    if name != "001":
                        found.append(name)
    return tuple(dict.fromkeys([*found, *countries, region.upper()]))[:4]


@cache
def _sorts() -> dict[int, str]:
    from phonenumbers import PhoneNumberType as Type

    return {Type.MOBILE: MOBILE, Type.FIXED_LINE: FIXED, Type.TOLL_FREE: FIXED, Type.SHARED_COST: FIXED, Type.PREMIUM_RATE: FIXED}


def _dial(main: str, regions: Sequence[str]) -> _Dialled:
    """What a printed number dials, tried as international, then in each region's own plan."""
    if re.search(r"[A-Z]{2}", main):  # 1-888-FLOWERS
        return _parse(main, "US")
    digits = re.sub(r"\D", "", main)
    if not LEAST_LABELLED <= len(digits) <= MOST_DIGITS + 1:
        return _Dialled()
    best = _Dialled(level=1)
    for text, region in _dialling_forms(main, digits, regions):
        dialled = _parse(text, region)
        if dialled.level == 3:
            return dialled
        if dialled.level > best.level:
            best = dialled
    return best


def _dialling_forms(main: str, digits: str, regions: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    compact = re.sub(r"[^\d+]", "", re.sub(r"[(\[]0[)\]]", "", main) if re.match(r"\s*\(?(?:\+|00)", main) else main)
    if compact.startswith("00") and len(compact) > 9:
        compact = "+" + compact[2:]
    if compact.startswith("+"):
        compact = "+" + compact[1:].lstrip("+").replace("+", "")
        yield compact, None
        for code in ("48", "420", "421", "44", "49", "91", "33", "254"):  # an old trunk 0 kept behind the code
            if compact[1:].startswith(code + "0"):
                yield "+" + code + compact[1 + len(code) + 1 :], None
        return
    for region in regions:
        if region == "PL" and len(digits) == 10 and digits.startswith("0"):
            yield digits[1:], region
        if region == "PL" and len(digits) == 11 and re.search(r"-\d{2}$", main) and not digits.startswith(("48", "0")):
            yield digits[:9], region
        yield compact, region
    if 10 <= len(digits) <= 13 and not digits.startswith("0"):
        yield "+" + digits, None
    if SHAPES["US"].fullmatch(main):
        yield compact, "US"
    if SHAPES["IN"].fullmatch(main) and digits[0] in "6789":
        yield compact, "IN"


@cache
def _parse(text: str, region: str | None) -> _Dialled:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return _Dialled(level=1)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        return _Dialled(e164, 3, _sorts().get(phonenumbers.number_type(number), ""))
    return _Dialled(e164 if text.startswith("+") else "", 2 if phonenumbers.is_possible_number(number) else 1, "")


def _strength(
    lines: Sequence[Line], number: _Number, label: _Label | None, dialled: _Dialled,
    accepted: Sequence[tuple[_Number, _Label | None, str]], goes_on: bool,
) -> float | None:  # fmt: skip
    """The chance that this is a telephone number, read right; None where it should not be given."""
    text, main = lines[number.line].text, number.main
    digits = re.sub(r"\D", "", main)
    if VANITY.fullmatch(main):
        return 0.9 if label else 0.7
    total, international = len(digits), main.lstrip("( ").startswith("+") or digits.startswith("00")
    if total > MOST_DIGITS + 1 or len(set(digits)) < 2 or (HOUSE_NUMBER.fullmatch(main) and not PAIRS.fullmatch(main)):
        return None
    glued = re.search(r"[^\W\d_]+$", text[: number.start])
    glued_label = bool(glued and _kind_of_token(fold(glued.group())))
    if glued and not glued_label and not (international and total > 8):
        return None
    follows = text[number.end : number.end + 1]
    if follows.isalpha() and not (total >= 9 and (label or international or dialled.level == 3)):
        return None
    if text[number.start - 1 : number.start] in ("#", "№", "/", "_") and label is None and not goes_on:
        return None
    if label is not None and label.rule in ("labelled", "label behind", "label to the left", "icon", "label above"):
        if total < LEAST_DIGITS and NOT_A_PHONE.fullmatch(main) and label.rule != "labelled":
            return None
        return 0.985 if dialled.level == 3 else 0.93 if total >= LEAST_DIGITS else 0.85
    if label is not None and label.rule == "label apart":
        if total < LEAST_DIGITS or (NOT_A_PHONE.fullmatch(main) and dialled.level < 3):
            return None
        return 0.95 if dialled.level == 3 else 0.8
    if goes_on or (label is not None and label.rule == "goes on"):
        if total < 6 or NOT_A_PHONE.fullmatch(main):
            return None
        return 0.96 if dialled.level == 3 else 0.9
    alone = _alone(text, number)
    near = any(_near(lines, number, other) for other, _, _ in accepted) if alone else False
    if total < LEAST_DIGITS or (NOT_A_PHONE.fullmatch(main) and not (near and total >= 9)):
        return None
    if international:
        return 0.96 if dialled.level == 3 else 0.88
    if SHAPES["US"].fullmatch(main):
        return 0.95 if dialled.level == 3 else 0.9
    if SHAPES["IN"].fullmatch(main) and digits[0] in "6789":
        return 0.94
    if main.startswith("(") and total >= 8:
        return 0.92
    if dialled.level == 3 and total >= 9 and not re.fullmatch(r"\d{12,}", main):
        return 0.93 if alone or SHAPES[""].fullmatch(main) or total == 9 else 0.85
    if total >= 9 and ((SHAPES[""].fullmatch(main) and (alone or label)) or re.search(r"\d{4,5}[.\- ]\d{4}$", main)):
        return 0.85 if alone else 0.75
    if label is not None and total >= LEAST_DIGITS:  # "Recepcja 2: ..."
        return 0.75
    if near and re.fullmatch(r"\d{9,11}", main):
        return 0.75
    if alone and LOCAL_SHAPE.fullmatch(main):
        if near or total >= 8 or dialled.level >= 2:
            return 0.88 if near else 0.75
    return None


def _near(lines: Sequence[Line], number: _Number, other: _Number) -> bool:
    a = lines[other.line].box_between(other.start, other.end)
    b = lines[number.line].box_between(number.start, number.end)
    return below(a, b, 1.5) or below(b, a, 1.5) or beside(a, b)


def _by_other_readings(
    line: Line, number: _Number, dialled: _Dialled, regions: Sequence[str]
) -> tuple[_Number, _Dialled, tuple[str, ...], bool | None]:
    """The number as the other readings of its line have it: (number, dialled, repairs, agreed or None)."""
    digits = re.sub(r"\D", "", number.main)
    agreed: bool | None = None
    for other in line.others[:4]:
        flat = re.sub(r"\D", "", other)
        if digits in flat:
            return number, dialled, (), True
        rivals = [n for n in _numbers(number.line, other) if abs(len(re.sub(r"\D", "", n.main)) - len(digits)) <= 2]
        rivals = [n for n in rivals if _alike(re.sub(r"\D", "", n.main), digits)]
        if rivals:
            agreed = False
            judged = _dial(rivals[0].main, regions)
            if judged.level > dialled.level:
                chosen = replace(number, printed=rivals[0].printed, main=rivals[0].main, extension=rivals[0].extension)
                return chosen, judged, ("second reading",), None
    return number, dialled, (), agreed


def _alike(a: str, b: str) -> bool:
    """Whether two digit strings are readings of one number: few digits differ."""
    same = sum(x == y for x, y in zip(a, b)) if len(a) == len(b) else 0
    from_end = sum(x == y for x, y in zip(reversed(a), reversed(b)))
    return max(same, from_end) >= 0.6 * max(len(a), len(b))


def _field(
    lines: Sequence[Line], number: _Number, label: _Label | None, dialled: _Dialled,
    strength: float, repairs: Sequence[str], agreed: bool | None,
) -> Field:  # fmt: skip
    kind = label.kind if label else "other"
    problem = None
    if agreed:
        strength = min(0.995, strength + 0.02)
    elif agreed is False:
        strength, problem = strength - 0.2, "The readers do not agree on the digits of this number."
    elif dialled.level < 3:
        problem = "No country's numbering plan has this number: look at its digits."
    detail = Phone(kind, dialled.number, number.printed, number.extension)
    spans = (Span(number.line, number.start, number.end),)
    text = lines[number.line].text
    behind = AFTER.match(text[number.end :])
    label_behind = behind is not None and _kind_of_words(_words(behind.group(1))) not in ("", "not")
    end = number.end + (behind.end() if behind and label_behind else 0)
    begin = number.start if label is None or label.line is not None else min(label.start, number.start)
    claimed = [Span(number.line, min(begin, number.sign), end)]
    if label is not None and label.line is not None:
        claimed.append(Span(label.line, 0, len(lines[label.line].text)))
    rule = label.rule if label else "unlabelled"
    rule = rule if dialled.level == 3 else f"{rule}, no plan"
    value = dialled.number or number.printed
    return make_field(lines, "phones", value, number.printed, rule, strength, spans, claimed, detail, repairs, problem)


def _settle_unlabelled(
    fields: Sequence[Field], accepted: Sequence[tuple[_Number, _Label | None, str]]
) -> list[Field]:
    """Kinds of the numbers without any label: by range where the card has both sorts, else UNLABELLED_KIND."""
    sorts = {sort for _, label, sort in accepted if label is None and sort}
    settled = []
    for field, (_, label, sort) in zip(fields, accepted):
        detail = field.detail
        if label is None and isinstance(detail, Phone):
            kind = sort if len(sorts) > 1 and sort else UNLABELLED_KIND
            field = replace(field, detail=replace(detail, kind=kind))
        settled.append(field)
    return settled


def _without_twins(fields: Sequence[Field]) -> tuple[Field, ...]:
    """One field per number and kind: a card may print one number twice."""
    seen: dict[tuple[str, str], Field] = {}
    kept = []
    for field in fields:
        detail = field.detail
        assert isinstance(detail, Phone)
        key = (detail.kind, re.sub(r"\D", "", detail.number or detail.printed) + "x" + detail.extension)
        if key in seen:
            first = seen[key]
            kept[kept.index(first)] = seen[key] = replace(first, spans=(*first.spans, *field.spans))
        else:
            seen[key] = field
            kept.append(field)
    return tuple(kept)
