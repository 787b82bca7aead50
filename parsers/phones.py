"""Telephone and fax numbers with kind, extension and E.164.

A number is found by its digits (``phone_numbers``), its kind by the nearest label (``phone_labels``);
libphonenumber judges and normalises. What it refuses ("wew. 12", "0-22", "67/68", an old trunk 0) is
taken apart before. A number that no plan has is kept where it looks like one, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from parsers import places
from parsers.address_points import states
from parsers.contact import Field, Phone, Span
from parsers.layout import below, beside, claiming, make_field
from parsers.lines import Hints, Line
from parsers.phone_labels import (
    Label,
    Labelled,
    is_phone_line,
    kind_of_word,
    label_behind,
    label_elsewhere,
    label_in_line,
    stands_alone,
)
from parsers.phone_numbers import MOST_DIGITS, PrintedNumber, international_form, numbers_in
from parsers.words import fold

SECOND_READING = "second reading"
MAX_LINE = 2000  # characters; no printed line is as long
# A business card's number without a label is its owner's work number; most have a pictogram beside them.
UNLABELLED_KIND = "work"
VALID, POSSIBLE, UNKNOWN = 3, 2, 1  # what a numbering plan says of a number
FIVE_DIGITS = 5  # of the postal codes of many countries
UNLABELLED_LEAST = 7  # digits of a number that no label names
OLD_TRUNK_ZERO = ("48", "420", "421", "44", "49", "91", "33", "254")  # "+48 (22)" once was "+48 0 22"
NORTH_AMERICAN = re.compile(r"\+?(?:1[ .\-])?\(?\d{3}\)?[ .\-/]{0,3}\d{3}[ .\-]{1,3}\d{4}")
INDIAN_MOBILE = re.compile(r"[6-9]\d{4} ?\d{5}")
GROUPS = re.compile(r"\(?0?\d{1,4}\)?[ .\-/]{1,3}\d{2,4}[ .\-]\d{2,4}(?:[ .\-]\d{2,4}){0,2}")
AREA_FIRST = re.compile(r"\(?0\d{1,4}\)?[ .\-/]{1,3}\d{3,8}(?:[ .\-]\d{1,5}){0,2}")  # "0176 04069052"
ENDS_IN_FOUR = re.compile(r"\d{4,5}[.\- ]\d{4}$")
LOCAL = re.compile(
    r"\d{4}[ .\-]\d{4}|\d{3}[ .\-]\d{4}|\d{7,8}|9[. ]\d{4}[ .\-]\d{4}|\d{5}[ .\-]\d{4}"
    r"|\d{2,3}[ .\-]\d{2,3}[ .\-]\d{2,3}"
)
PLACEHOLDER = re.compile(r"\+?[\d ]*\(\d{2,3}\) ?\d{3,5}[ \-]\d{4}")  # a template's "(00) 00000-0000"
US_CODE = re.compile(r"\d{5}(?:-\d{4})?")
STATE_BEFORE = re.compile(r"[^\W\d_],?\s([A-Z]{2})[.,]?\s$")  # "Sequim, WA 98382-0104"
NAMED = re.compile(r"[^\W\d_]{3,16}[:.]?\s{1,2}")  # one word before a number: "Shop 01632 ..."
HOUSE_LIKE_VANITY = re.compile(r"\d{3} [A-Z]")  # "855 MARINER ST" is a house
LOCAL_IN = {"BR": re.compile(r"(?:9[ .]?)?\d{4}[ .\-]\d{4}")}  # without the area code, by country
POSTAL_CODE = re.compile(r"\d{5}-\d{4}|\d{5}-\d{3}|\d{3} \d{3}|\d{3}-\d{4}-\d{3}|\d{2}-\d{3}")
HOUSE_NUMBER = re.compile(r"\d{1,2}-\d{1,2}-\d{1,4}(?:[-/]\d{1,5}){0,3}")  # as Japan and Hyderabad write it
NIP_FORM = re.compile(r"\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}")  # a misread tax number
OLD_LOCAL = re.compile(r"\d{2}-\d{2}-\d{2}")
OWN_LABEL = frozenset({"labelled", "label behind", "label to the left", "icon", "label above"})


@dataclass(frozen=True, slots=True)
class _Dialled:
    """What a printed number dials: E.164 or "", what the plan says of it, and its sort where it says that."""

    number: str = ""
    level: int = 0
    sort: str = ""  # "mobile" or "work"


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What speaks for digits being a telephone number.

    ``near``: another one stands beside, above or below; ``goes_on``: it stands before, on the same line;
    ``local``: they have the form that the card's country gives a number without its area code.
    """

    text: str
    number: PrintedNumber
    label: Label | None
    dialled: _Dialled
    near: bool
    goes_on: bool
    local: bool

    @property
    def alone(self) -> bool:
        return stands_alone(self.text, self.number)


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every telephone and fax number of the card, in reading order; none twice."""
    countries = hints.countries or places.countries_on(line.text for line in lines)
    numbers = [
        number
        for index, line in enumerate(lines)
        if len(line.text) <= MAX_LINE and sum(c.isdigit() for c in line.text) >= 3
        for number in numbers_in(line.text, index, is_phone_line(line.text))
    ]
    regions = _regions(numbers, countries, hints.region)
    found: dict[PrintedNumber, tuple[Labelled, Field]] = {}
    # Twice: a number that says little by itself is believed beside a sure one, also one further down.
    for number in [*numbers, *numbers]:
        if number not in found:
            accepted = [labelled for labelled, _ in found.values()]
            pair = _read(lines, number, accepted, regions, hints)
            if pair:
                found[number] = pair
    placed = [found[number] for number in dict.fromkeys(numbers) if number in found]
    return _without_twins(_with_kinds(placed))


def _read(
    lines: Sequence[Line],
    number: PrintedNumber,
    accepted: Sequence[Labelled],
    regions: Sequence[str],
    hints: Hints,
) -> tuple[Labelled, Field] | None:
    """A number with its label and its field; None where it is no telephone number."""
    line = lines[number.line]
    town_behind = re.match(r"\s[^\W\d_]", line.text[number.end :])
    if town_behind and len(number.digits) < UNLABELLED_LEAST and POSTAL_CODE.fullmatch(number.main):
        return None
    state = STATE_BEFORE.search(line.text[: number.start])  # WA is no WhatsApp behind a town
    if state and US_CODE.fullmatch(number.main) and state[1] in states():
        return None
    before = [a for a in accepted if a.number.line == number.line and a.number.end <= number.start]
    label = label_in_line(line.text, number, before)
    if label and label.kind == "not":
        return None
    first = len(line.text[: number.start].strip(" .:-|•+()")) <= 3
    read, dialled, agreed = _by_other_readings(line, number, _dial(number, regions), regions)
    if (label is None or label.rule == "colon") and first:
        label = label_elsewhere(lines, number, accepted, hints, dialled.sort) or label
    if label and dialled.sort == "mobile" and label.rule in ("unknown label", "colon"):
        label = replace(label, kind="mobile")  # "Transport: 601 555 123"
    form = LOCAL_IN.get(regions[0])
    seen = _Evidence(
        line.text,
        read,
        label,
        dialled,
        near=any(_stand_near(lines, number, other.number) for other in accepted),
        goes_on=bool(before) and number.goes_on,
        local=form is not None and form.fullmatch(read.main) is not None,
    )
    strength = _strength(seen)
    if strength is None:
        return None
    labelled = Labelled(number, label, dialled.sort)
    return labelled, _field(lines, read, label, dialled, strength, agreed)


# ---------------------------------------------------------------- numbering plans


def _regions(numbers: Sequence[PrintedNumber], countries: Sequence[str], region: str) -> tuple[str, ...]:
    """Whose numbering plans are tried: of the international numbers on the card, of its text, --region."""
    import phonenumbers

    found: list[str] = []
    for number in numbers:
        code = re.match(r"(?:\+|00)\s?\(?(\d{1,3})", number.main)
        for length in (1, 2, 3) if code else ():
            regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code[1][:length]), ()) if code else ()
            found += [name for name in regions[:1] if name != "001"]
    return tuple(dict.fromkeys([*found, *countries, region.upper()]))[:4]


def _dial(number: PrintedNumber, regions: Sequence[str]) -> _Dialled:
    """What a printed number dials, tried as international, then in each region's own plan."""
    if number.is_vanity:
        return _parse(number.main, regions[0] if number.main.startswith("0") else "US")
    if len(number.digits) > MOST_DIGITS + 1:
        return _Dialled()
    best = _Dialled(level=UNKNOWN)
    for text, region in _dialling_forms(number, regions):
        dialled = _parse(text, region)
        if text.startswith("+") and not number.international and dialled.level < VALID:
            continue
        if dialled.level > best.level:
            best = dialled
        if best.level == VALID:
            break
    return best


def _dialling_forms(number: PrintedNumber, regions: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """(number, region or None) in the order in which they are tried."""
    main, digits = number.main, number.digits
    if number.international:
        compact = international_form(main)
        yield compact, None
        for code in OLD_TRUNK_ZERO:
            if compact.startswith(f"+{code}0"):
                yield f"+{code}{compact[len(code) + 2 :]}", None
        return
    for region in regions:
        if region == "PL" and len(digits) == 10 and digits.startswith("0"):  # the trunk 0 that went in 2005
            yield digits[1:], region
        if region == "PL" and len(digits) == 11 and re.search(r"-\d{2}$", main) and digits[:2] != "48":
            yield digits[:9], region  # "22 623 45 67-68"
        yield digits, region
    if 10 <= len(digits) <= 13 and not digits.startswith("0"):  # the + was left out
        yield "+" + digits, None
    if NORTH_AMERICAN.fullmatch(main):
        yield digits, "US"
    if INDIAN_MOBILE.fullmatch(main):
        yield digits, "IN"


@lru_cache(maxsize=4096)
def _parse(text: str, region: str | None) -> _Dialled:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return _Dialled(level=UNKNOWN)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_valid_number(number):
        return _Dialled(e164, VALID, _sorts().get(phonenumbers.number_type(number), ""))
    possible = phonenumbers.is_possible_number(number)
    return _Dialled(e164 if possible and text.startswith("+") else "", POSSIBLE if possible else UNKNOWN)


@cache
def _sorts() -> dict[int, str]:
    from phonenumbers import PhoneNumberType as Type

    fixed = (Type.FIXED_LINE, Type.TOLL_FREE, Type.SHARED_COST, Type.PREMIUM_RATE)
    return {Type.MOBILE: "mobile", **dict.fromkeys(fixed, "work")}


# ---------------------------------------------------------------- judging


def _strength(seen: _Evidence) -> float | None:
    """The chance that this is a telephone number, read right; None where it should not be given."""
    number, label = seen.number, seen.label
    if number.is_vanity:
        house = HOUSE_LIKE_VANITY.match(number.main) is not None
        alone = not seen.text[number.end :].strip() and seen.dialled.level == VALID
        return 0.9 if label else 0.7 if alone or not house else None
    total = len(number.digits)
    if total > MOST_DIGITS + 1 or not _fits_in(seen):
        return None
    if len(set(number.digits)) < 2 and not PLACEHOLDER.fullmatch(number.main):
        return None
    valid, code = seen.dialled.level == VALID, POSTAL_CODE.fullmatch(number.main) is not None
    rule = label.rule if label else ""
    if rule in OWN_LABEL:
        if total < UNLABELLED_LEAST and rule != "labelled" and (code or _behind_a_town(seen)):
            return None
        if total == FIVE_DIGITS and rule == "labelled" and _is_short_label(seen):
            return None
        return 0.985 if valid else 0.93 if total >= UNLABELLED_LEAST else 0.85
    if rule == "label apart":
        return None if total < UNLABELLED_LEAST or (code and not valid) else 0.95 if valid else 0.8
    if seen.goes_on or rule == "goes on":
        again = seen.text[: number.start].rstrip().endswith("/")  # "(11) 95555-0143 / 95555-0144" is no code
        return None if total < 6 or (code and not again) else 0.96 if valid else 0.9
    if seen.local and not seen.text[number.end :].strip():
        return 0.85
    if total < UNLABELLED_LEAST or (code and not (seen.alone and seen.near and total >= 9)):
        return None
    return _unlabelled_strength(seen)


def _behind_a_town(seen: _Evidence) -> bool:
    """Whether a word that is no label stands before digits with a label behind: "Nawada - 221005 (H.P.)"."""
    words = re.findall(r"[^\W\d_]+", seen.text[: seen.number.start])
    behind = seen.label is not None and seen.label.rule == "label behind"
    return behind and bool(words) and kind_of_word(fold(words[-1])) == ""


def _is_short_label(seen: _Evidence) -> bool:
    """Whether one or two letters stand for the label: before a postal code they are "WA" or "C.P."."""
    label = seen.text[seen.label.start : seen.number.start] if seen.label else ""
    return sum(char.isalpha() for char in label) < 3


def _is_named(seen: _Evidence) -> bool:
    """Whether a line is one word and the number, the word no acronym: "Shop 01632 960 155"."""
    text, number = seen.text.strip(), seen.number
    before = seen.text[: number.start].lstrip()
    return text.endswith(number.printed) and NAMED.fullmatch(before) is not None and not before.isupper()


def _unlabelled_strength(seen: _Evidence) -> float | None:
    """As ``_strength``, of a number that only its form, its plan and its company can speak for."""
    main, total, valid = seen.number.main, len(seen.number.digits), seen.dialled.level == VALID
    near = seen.alone and seen.near
    if NIP_FORM.fullmatch(main) and not valid:
        return None
    if seen.number.international:
        return 0.96 if valid else 0.88
    if NORTH_AMERICAN.fullmatch(main):
        return 0.95 if valid else 0.9
    if INDIAN_MOBILE.fullmatch(main):
        return 0.94
    if main.startswith("(") and total >= 8:
        return 0.92
    grouped = GROUPS.fullmatch(main) is not None or AREA_FIRST.fullmatch(main) is not None
    if valid and total >= 9 and not re.fullmatch(r"\d{12,}", main):
        return 0.93 if seen.alone or grouped or total == 9 else 0.85
    if total >= 9 and ((grouped and (seen.alone or seen.label)) or ENDS_IN_FOUR.search(main)):
        return 0.85 if seen.alone else 0.75
    if total >= 9 and grouped and (main.startswith("0") or valid) and _is_named(seen):
        return 0.8
    if seen.label or (near and re.fullmatch(r"\d{9,11}", main)):
        return 0.75
    if seen.alone and LOCAL.fullmatch(main) and (near or total >= 8 or seen.dialled.level >= POSSIBLE):
        return 0.88 if near else 0.75
    return None


def _fits_in(seen: _Evidence) -> bool:
    """Whether the characters right before and behind the digits allow a telephone number."""
    number, total = seen.number, len(seen.number.digits)
    # "Tel 82-43-555-0131" is Korean; no house has nine digits
    own_label = seen.label is not None and seen.label.rule == "labelled" and total > 8
    if not own_label and HOUSE_NUMBER.fullmatch(number.main) and not OLD_LOCAL.fullmatch(number.main):
        return False
    glued = re.search(r"[^\W\d_]+$", seen.text[: number.start])
    misread = SECOND_READING in number.repairs  # then what stands before the digits may be one of them
    known = not glued or misread or kind_of_word(fold(glued[0])) != ""
    if not known and not (number.international and total > 8):
        return False
    sure = seen.label is not None or number.international or seen.dialled.level == VALID
    if seen.text[number.end : number.end + 1].isalpha() and not (total >= 9 and sure):
        return False
    before = seen.text[number.start - 1 : number.start]
    return seen.label is not None or seen.goes_on or before not in ("#", "№", "/", "_")


def _stand_near(lines: Sequence[Line], number: PrintedNumber, other: PrintedNumber) -> bool:
    a = lines[other.line].box_between(other.start, other.end)
    b = lines[number.line].box_between(number.start, number.end)
    return below(a, b, 1.5) or below(b, a, 1.5) or beside(a, b)


def _by_other_readings(
    line: Line, number: PrintedNumber, dialled: _Dialled, regions: Sequence[str]
) -> tuple[PrintedNumber, _Dialled, bool | None]:
    """The number as the line's readings have it together, and whether they agree (None: no other has it)."""
    agreed: bool | None = None
    broken = number.main.count("(") != number.main.count(")")  # a digit before the bracket was lost
    for other in line.others[:4]:
        rivals = list(numbers_in(other[:MAX_LINE], number.line, phone_line=True))
        if any(rival.digits == number.digits for rival in rivals):
            return number, dialled, True
        rival = next((rival for rival in rivals if _alike(rival.digits, number.digits)), None)
        if rival is None:
            continue
        judged = _dial(rival, regions)
        if judged.level > dialled.level - broken:
            return _as_read_in(number, rival), judged, None
        agreed = False
    return number, dialled, agreed


def _as_read_in(number: PrintedNumber, rival: PrintedNumber) -> PrintedNumber:
    """``number`` in its place, with the digits of another reading."""
    repairs = (*rival.repairs, SECOND_READING)
    return replace(number, printed=rival.printed, main=rival.main, extension=rival.extension, repairs=repairs)


def _alike(a: str, b: str) -> bool:
    """Whether two strings of digits are readings of one number: about as long, few digits differ."""
    if abs(len(a) - len(b)) > 2:
        return False
    ahead = sum(x == y for x, y in zip(a, b, strict=False))
    back = sum(x == y for x, y in zip(reversed(a), reversed(b), strict=False))
    return max(ahead, back) >= 0.6 * max(len(a), len(b))


# ---------------------------------------------------------------- fields


def _field(
    lines: Sequence[Line],
    number: PrintedNumber,
    label: Label | None,
    dialled: _Dialled,
    strength: float,
    agreed: bool | None,
) -> Field:
    problem = None
    strength -= 0.05 * len(number.repairs)
    if agreed:
        strength = min(0.995, strength + 0.02)
    elif agreed is False:
        strength, problem = strength - 0.2, "The readers do not agree on the digits of this number."
    elif dialled.level < VALID:
        problem = "No country's numbering plan has this number: look at its digits."
    text = lines[number.line].text
    elsewhere = label is not None and label.line is not None
    begin = number.sign if label is None or elsewhere else min(label.start, number.sign)
    behind = label_behind(text, number.end)
    claimed = [Span(number.line, begin, behind[1] if behind else number.end)]
    if label and label.line is not None:
        claimed.append(Span(label.line, 0, len(lines[label.line].text)))
    rule = label.rule if label else "unlabelled"
    return make_field(
        lines,
        "phones",
        dialled.number or number.printed,
        number.printed,
        rule if dialled.level == VALID else f"{rule}, no plan",
        strength,
        (Span(number.line, number.start, number.end),),
        claimed,
        Phone(label.kind if label else "other", dialled.number, number.printed, number.extension),
        number.repairs,
        problem,
    )


def _with_kinds(found: Sequence[tuple[Labelled, Field]]) -> Iterator[Field]:
    """The fields; those without a label get a kind: by range where the card has both sorts, else work."""
    sorts = {labelled.sort for labelled, _ in found if labelled.label is None and labelled.sort}
    for labelled, field in found:
        if labelled.label is None and isinstance(field.detail, Phone):
            kind = labelled.sort if len(sorts) > 1 and labelled.sort else UNLABELLED_KIND
            yield replace(field, detail=replace(field.detail, kind=kind))
        else:
            yield field


def _without_twins(fields: Iterator[Field]) -> tuple[Field, ...]:
    """One field per number and kind: a card may print one number twice."""
    kept: dict[tuple[str, str, str], Field] = {}
    for field in fields:
        assert isinstance(field.detail, Phone)
        digits = re.sub(r"\D", "", field.detail.number or field.detail.printed)
        key = (field.detail.kind, digits, field.detail.extension)
        kept[key] = claiming(kept.get(key, field), field)
    return tuple(kept.values())
