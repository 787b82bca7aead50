"""NIP, REGON, KRS, VAT and other register and licence numbers, checked where a checksum exists.

Taken off the lines before phones: two in three REGONs pass for a Polish phone number. Checksums by
python-stdnum; a checksum also chooses between two readings of a line. The labels, the checksums and the
lengths are in parsers/data/tax_id_labels.txt; no list has every register of every country, so that an
acronym with a number of its own, and nothing beside them, is one too ("ZZRK No. 55017").
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers import repair
from parsers.contact import Field, Span, TaxId
from parsers.layout import alike_in_size, below, beside, claiming, free_box, make_field
from parsers.lines import Hints, Line
from parsers.phone_labels import kind_of_word
from parsers.words import all_words, fold, fold_in_place, sections, word_list

MAX_LINE = 2000  # characters; no printed line is as long
LIST = "tax_id_labels.txt"
SECOND_READING = "second reading"
# The chance that a number is right.
VALID, AGREED, NO_CHECKSUM, UNLISTED_LABEL, WRONG = 0.995, 0.95, 0.85, 0.7, 0.55
LEAST_DIGITS = 4  # of a licence; shorter numbers are too many other things
UNLISTED = "label of no list"

# What may stand between a label and its number, then digits in groups or a code of letters and digits.
_GAP = re.compile(
    r"(?:/[A-Z]{2}(?![^\W_]))?"  # a chamber's state: "OAB/RJ 12.345"
    r"(?:\s{0,2}(?:[:.#=№-]|no\b\.?|nr\b\.?|n\.?[°ºo]|numer\b|number\b|\(\w{2,4}\))){0,3}\s{0,3}",
    re.IGNORECASE,
)
# A chamber's state or region behind its label: "CRO-RJ 31.207", "CRN-3 20107734".
_CHAMBER = re.compile(r"\s?[/\-]\s?(?:[A-Z]{2}(?=[\s:.]{1,2}\d)|\d{1,2}(?:ª|a)?(?=:?\s\d))")
# Whose register it is, a state or an acronym and one word more: "FL permit", "QRSC Premises Reg.".
_WHOSE = re.compile(r"(?:^|[\-–|•·,(]\s?)(?P<whose>[A-Z]{2,6}(?:\s[A-Z][a-z]{3,})?\s)$")
_OF_SOMEBODY = ("permit", "licen", "reg")  # labels before which that stands
_ZERO_FOR_O = re.compile(r"(?<=\d/)0(?=-\d(?!\d))")  # "123.456/O-7", as Brazil's accountants have it
_LIKE_DIGIT = "0-9OoQlI|SBZ"
_DIGITS = re.compile(rf"(?:[A-Z]{{2}}\s?)?[{_LIKE_DIGIT}](?:[\s.\-/]{{0,2}}[{_LIKE_DIGIT}]){{6,15}}(?!\w)")
_CODE = re.compile(r"(?:[A-Z]{1,4}[\s\-/.]{1,2})?[A-Z0-9](?:[A-Z0-9+./\-]|\s(?=\d{2,})){3,34}")
_MVA = re.compile(r"\s?MVA\b")
_LONG_CODE = re.compile(r"(?=.*[A-Z])[A-Z0-9]{6,}")  # "ABC123"
_COUNTRY = re.compile(r"[A-Z]{2}\s?")
_NO_EU_VAT = {
    "GB": "gb.vat",
    "CH": "ch.uid",
    "NO": "no.mva",
}  # print VAT too, and have checksums of their own
_COMPANY = "Company No."
# Numbers that their form tells: kind, whether it does so without a right checksum, the form. A group is the
# number, what stands before it its label.
_BY_FORM = (
    ("NIP", False, re.compile(r"(?<![\w+.\-])PL\s?\d{3}-?\d{3}-?\d{2}-?\d{2}(?![\w\-])")),
    (
        "NIP",
        False,
        re.compile(r"(?<![\w+.\-])(?:\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3})(?![\w\-])"),
    ),
    ("CNPJ", True, re.compile(r"(?<![\w.])\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}(?!\w)")),
    ("GSTIN", True, re.compile(r"(?<!\w)\d{2}[A-Z]{5}\d{4}[A-Z]\d[A-Z][A-Z\d](?!\w)")),
    ("VAT", True, re.compile(r"(?<![\w.])(CHE-\d{3}\.\d{3}\.\d{3})(?![\w.])(?:\s(?:MWST|TVA|IVA))?")),
    # Malaysian and Singaporean firms print their register number in brackets behind the name.
    (_COMPANY, True, re.compile(r"\(((?:[A-Z]{2})?\d{5,7}-[A-Z]|(?:19|20)\d{7}[A-Za-z]|(?:19|20)\d{10})\)")),
    # South Africa's companies, Poland's sworn translators, Portugal's lodgings, carriers of the United States
    # and electricians of Australia.
    (_COMPANY, True, re.compile(r"(?<![\w/])(?:CK\s?)?(?:19|20)\d{2}/\d{6}/\d{2}(?![\w/])")),
    ("License", True, re.compile(r"(?<![\w/])TP/\d{1,5}/\d{2}(?![\w/])")),
    ("License", True, re.compile(r"(?<![\w/])(?:AL\s)?(\d{2,6}/AL)(?![\w/])")),
    ("License", True, re.compile(r"(?<!\w)(?:MC|DOT|EC)\s?#?\s?(\d{6,8})(?!\w)")),
)
_PART = re.compile(r"(?:(?!\s-\s)[^|•·;()\[\]])+")  # of a line, between brackets, bars, bullets
# An acronym of no list and its number. What is more than a word before a number: "No.", a chamber's state, or
# no vowel in it, for "PUNE 411001" is a town with its code.
_UNLISTED = re.compile(
    r"[\s,\-]*(?P<label>(?P<acronym>[A-Z]{2,6})(?P<state>/[A-Z]{2}\b)?"
    r"(?P<sign>\s?(?i:(?:(?:reg|lic)\b\.?\s?)?(?:no\b|nr\b|n[°º]|№|#|id\b))\.?)?)(?:\s?:\s?|\s|(?<=[.#№°º]))"
    r"(?P<number>(?:[A-Z]{1,3}[\s\-./])?[A-Z0-9](?:[./\-]?[A-Z0-9]){3,24})(?![^\W_])"
)
# The same in small letters too, or longer, where a "#" tells: "CalDRE# 02155018", "CWI #08115537".
_WITH_A_SIGN = re.compile(
    r"(?<![^\W_])(?P<label>(?P<acronym>[A-Z](?=[A-Za-z]*[A-Z])[A-Za-z]{1,7})\s?#)\s?(?P<number>[A-Z]{0,2}\d{5,10})(?!\w)"
)
_NO_WORD = re.compile(r"[B-DF-HJ-NP-TV-XZ]{3,5}")
# What no telephone prints: one run of digits, thousands, a check digit, slashes, or letters among the digits.
_NO_PHONE = re.compile(
    r"\d{5,7}|\d{1,3}(?:\.\d{3}){1,2}(?:[\-/]\w{1,2})?|\d{6,9}-\w|\d{2,8}(?:/\d{2,8}){1,3}"
    r"|(?=.*[A-Z])(?=(?:.*\d){4}).*"
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """``module``: of python-stdnum, "" where no checksum exists; ``lengths``: digits, none for any code."""

    name: str
    module: str
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number at ``text[start:end]``; ``claimed`` is that with its label, or the bracket about it."""

    detail: TaxId
    start: int
    end: int
    claimed: tuple[int, int]
    rule: str
    repairs: tuple[str, ...] = ()


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every tax, register and licence number, in reading order; none twice."""
    fields: dict[tuple[str, str], Field] = {}
    for index, line in enumerate(lines):
        if len(line.text) > MAX_LINE or line.text.isspace():
            continue
        for candidate, agreed in _agreed(lines, index):
            key = (candidate.detail.kind, candidate.detail.number)
            field = _field(lines, index, candidate, agreed)
            fields[key] = claiming(fields.get(key, field), field)
    return tuple(fields.values())


def _agreed(lines: Sequence[Line], index: int) -> Iterator[tuple[_Candidate, bool]]:
    """The numbers of a line by all its readings, and whether two readings have the same."""
    line = lines[index]
    others = [(other, list(_candidates(other[:MAX_LINE]))) for other in line.others[:4]]
    own = list(_candidates(line.text)) or list(_elsewhere(lines, index))
    for candidate in own:
        rivals = [c for _, found in others for c in found if c.detail.kind == candidate.detail.kind]
        chosen = candidate
        if candidate.detail.valid is False:
            valid = next((rival for rival in rivals if rival.detail.valid), None)
            if valid:
                chosen = replace(candidate, detail=valid.detail, repairs=(*candidate.repairs, SECOND_READING))
        yield chosen, any(rival.detail.number == chosen.detail.number for rival in rivals)
    for other, found in others:
        for candidate in found:
            start, end = repair.span_in(line.text, other, *candidate.claimed)
            known = any(start < c.claimed[1] and c.claimed[0] < end for c in own)
            if line.text[start:end].strip() and not known and candidate.detail.valid is not False:
                repairs = (*candidate.repairs, SECOND_READING)
                yield replace(candidate, start=start, end=end, claimed=(start, end), repairs=repairs), False


def _field(lines: Sequence[Line], index: int, candidate: _Candidate, agreed: bool) -> Field:
    detail, problem = candidate.detail, None
    if detail.valid is False:
        problem = f"The checksum of this {detail.kind} is wrong: look at its digits."
    strength = AGREED if agreed else NO_CHECKSUM
    if detail.valid is not None:
        strength = VALID if detail.valid else WRONG
    elif candidate.rule == UNLISTED:
        strength = UNLISTED_LABEL
    return make_field(
        lines,
        "tax_ids",
        detail.number or detail.printed,
        detail.printed,
        candidate.rule,
        strength,
        (Span(index, candidate.start, candidate.end),),
        (Span(index, *candidate.claimed),),
        detail,
        candidate.repairs,
        problem,
    )


def _elsewhere(lines: Sequence[Line], index: int) -> Iterator[_Candidate]:
    """A number whose label stands to its left in a line of its own, or at the end of the line above."""
    text = lines[index].text
    if not text[:1].isalnum() or sum(char.isdigit() for char in text) < 7:
        return
    box = free_box(lines[index])
    for other, line in enumerate(lines):
        if other == index or not 2 < len(line.text) <= MAX_LINE:
            continue
        labels = _labels().finditer(fold_in_place(line.text))
        last = next((label for label in labels if not line.text[label.end() :].strip(" :.-")), None)
        if last is None:
            continue
        whole = not line.text[: last.start()].strip()
        if not alike_in_size(line.box, box, 2.0):
            continue  # a logo ("LIC") is no label
        if (whole and beside(line.box, box)) or below(line.box, box):
            label = line.text[last.start() :].strip() + " "
            found = next((c for c in _candidates(label + text) if c.start >= len(label)), None)
            if found:
                shift = len(label)
                end = found.end - shift
                yield replace(found, start=found.start - shift, end=end, claimed=(0, end))
                return


# ---------------------------------------------------------------- one reading


def _candidates(text: str) -> Iterator[_Candidate]:
    text = repair.plain(text)
    taken = 0
    free = text
    for label in _labels().finditer(fold_in_place(text)):
        found = _behind(text, label) if label.start() >= taken else None
        if found:
            taken = found.end
            free = _without(free, found)
            yield found
    for name, telling, pattern in _BY_FORM:
        for match in pattern.finditer(free):
            start, end = match.span(pattern.groups)
            number, valid = _checked(text[start:end], _kind_named(name))
            if telling or valid:
                detail = TaxId(name, number, text[start:end], valid)
                by_form = _Candidate(detail, start, end, match.span(), "by its form")
                free = _without(free, by_form)
                yield by_form
    yield from _unlisted(free)


def _without(text: str, candidate: _Candidate) -> str:
    """``text`` with blanks for what a candidate claims."""
    start, end = candidate.claimed
    return text[:start] + " " * (end - start) + text[end:]


def _behind(text: str, label: re.Match[str]) -> _Candidate | None:
    """The number that follows a label."""
    kind = _kinds()[label[0].strip()]
    behind = label.end()
    if not kind.module and not kind.lengths and (chamber := _CHAMBER.match(text, behind)):
        behind = chamber.end()
    gap = _GAP.match(text, behind)
    start = gap.end() if gap else behind
    glued = start == label.end() and not label[0].endswith((".", ":", "#"))
    if glued and kind.lengths and text[start : start + 1].isalpha():
        return None
    match = (_DIGITS if kind.lengths else _CODE).match(text, start)
    if not match:
        return None
    printed = _first_whole(match[0].rstrip(" .-/+"), kind)
    ahead = re.match(r"[A-Z]+(?=[\s.])", printed)
    if ahead and fold(ahead[0]) in word_list(LIST, "no register"):  # "REG. OFF. 2210 ..."
        return None
    digits = sum(char.isdigit() for char in printed)
    if digits < LEAST_DIGITS and not (digits == LEAST_DIGITS - 1 and _LONG_CODE.fullmatch(printed)):
        return None
    if not kind.module:
        forms = (name for name, telling, form in _BY_FORM if telling and form.fullmatch(printed))
        kind = next(map(_kind_named, forms), kind)
    end = start + len(printed)
    repairs: tuple[str, ...] = ()
    if not kind.lengths and _ZERO_FOR_O.search(printed):
        printed, repairs = _ZERO_FOR_O.sub("O", printed), ("letter for digit",)
    number, valid = _checked(printed, kind)
    if kind.lengths and valid is not True:
        country = _COUNTRY.match(printed)
        body = printed[country.end() :] if country else printed
        mended = repair.digits_for_letters(body)
        if mended != body:
            number, valid = _checked(mended, kind)
            repairs = ("digits for letters",)
    count = sum(char.isdigit() for char in number)
    if kind.lengths and count not in kind.lengths:
        if not kind.module or abs(count - kind.lengths[0]) > 1:
            return None
        valid = False
    if behind_it := _MVA.match(text, end):  # of a Norwegian firm that pays it
        end, printed = behind_it.end(), text[start : behind_it.end()]
    detail = TaxId(kind.name, number, printed, valid)
    whose = _WHOSE.search(text, 0, label.start()) if fold(label[0]).startswith(_OF_SOMEBODY) else None
    titled = whose is not None and fold(whose["whose"].strip()) in all_words("academic_titles.txt")
    begin = whose.start("whose") if whose and not titled else label.start()
    return _Candidate(detail, start, end, (begin, end), "labelled", repairs)


def _unlisted(text: str) -> Iterator[_Candidate]:
    """Acronyms of no list with a number each: behind "#", or where they are all that a part of a line says.

    ``text`` has the numbers that were found otherwise blanked.
    """
    for signed in _WITH_A_SIGN.finditer(text):
        if _names_a_register(signed):
            detail = TaxId(signed["label"], signed["number"], signed["number"])
            yield _Candidate(detail, *signed.span("number"), signed.span(), UNLISTED)
    text = _WITH_A_SIGN.sub(lambda match: " " * len(match[0]), text)
    for part in _PART.finditer(text):
        found, start, telling = [], part.start(), False
        while text[start : part.end()].strip():
            match = _UNLISTED.match(text, start, part.end())
            if match is None or not _names_a_register(match) or not _NO_PHONE.fullmatch(match["number"]):
                break
            printed = match["number"]
            telling |= bool(match["sign"] or match["state"] or _NO_WORD.fullmatch(match["acronym"]))
            detail = TaxId(match["label"], printed, printed)
            found.append(_Candidate(detail, *match.span("number"), match.span(), UNLISTED))
            start = match.end()
        else:
            yield from found if telling else ()


def _names_a_register(match: re.Match[str]) -> bool:
    """Whether a label is none of a telephone's, a room's, a standard's or a currency's."""
    acronym = fold(match["acronym"])
    return kind_of_word(acronym) == "" and acronym not in word_list(LIST, "no register")


def _first_whole(printed: str, kind: _Kind) -> str:
    """``printed`` up to where a number of the right length ends: two may stand in a row."""
    if not kind.lengths:
        return printed.split("  ")[0]
    count, longest = 0, 0
    for end, char in enumerate(printed, 1):
        count += char.isdigit() or (end > 2 and char in "OoQlI|SB")
        if count in kind.lengths and not printed[end : end + 1].isalnum():
            longest = end
            if count == max(kind.lengths):
                break
    return printed[:longest] if longest else printed


def _checked(printed: str, kind: _Kind) -> tuple[str, bool | None]:
    """(compact number, whether its checksum is right; None where none exists)."""
    if not kind.module and not kind.lengths:
        return printed.strip(), None
    compact = re.sub(r"[^0-9A-Za-z+]", "", printed).upper()
    if not kind.module:
        return compact, None
    name = _NO_EU_VAT.get(compact[:2], kind.module) if kind.name == "VAT" else kind.module
    if kind.lengths and compact[:2].isalpha():
        compact = compact[2:]
    try:
        return compact, bool(importlib.import_module(f"stdnum.{name}").is_valid(compact))
    except Exception:  # noqa: BLE001 - a checker's own trouble with odd text is no trouble of the card
        return compact, False


# ---------------------------------------------------------------- the list


@cache
def _kinds() -> dict[str, _Kind]:
    """Kind by folded label."""
    kinds = {}
    for header, labels in sections(LIST).items():
        if ";" in header:
            name, module, lengths = (part.strip() for part in header.split(";"))
            kind = _Kind(name, module, tuple(int(n) for n in lengths.split()))
            kinds.update({fold(label): kind for label in labels})
    return kinds


def _kind_named(name: str) -> _Kind:
    return next(kind for kind in _kinds().values() if kind.name == name)


@cache
def _labels() -> re.Pattern[str]:
    longest_first = sorted(_kinds(), key=len, reverse=True)
    return re.compile(r"(?<![^\W_])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![^\W\d_])")
