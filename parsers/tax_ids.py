"""NIP, REGON, KRS, VAT and other register and licence numbers, checked where a checksum exists.

Taken off the lines before phones: two in three REGONs pass for a Polish phone number. Checksums by
python-stdnum; a checksum also chooses between two readings of a line. The labels, the checksums and the
lengths are in parsers/data/tax_id_labels.txt.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers import repair
from parsers.contact import Field, Span, TaxId
from parsers.layout import alike_in_size, below, beside, free_box, make_field
from parsers.lines import Hints, Line
from parsers.words import fold, fold_in_place, sections

MAX_LINE = 2000  # characters; no printed line is as long
LIST = "tax_id_labels.txt"
SECOND_READING = "second reading"
VALID, AGREED, NO_CHECKSUM, WRONG = 0.995, 0.95, 0.85, 0.55  # the chance that a number is right
LEAST_DIGITS = 4  # of a licence; shorter numbers are too many other things

# What may stand between a label and its number, then digits in groups or a code of letters and digits.
_GAP = re.compile(
    r"(?:\s{0,2}(?:[:.#=№-]|no\b\.?|nr\b\.?|numer\b|number\b|\(\w{2,4}\))){0,3}\s{0,3}", re.IGNORECASE
)
_LIKE_DIGIT = "0-9OoQlI|SBZ"
_DIGITS = re.compile(rf"(?:[A-Z]{{2}}\s?)?[{_LIKE_DIGIT}](?:[\s.\-/]{{0,2}}[{_LIKE_DIGIT}]){{6,15}}(?!\w)")
_CODE = re.compile(r"(?:[A-Z]{1,4}[\s\-/.]{1,2})?[A-Z0-9](?:[A-Z0-9+./\-]|\s(?=\d{2,})){3,34}")
_COUNTRY = re.compile(r"[A-Z]{2}\s?")
_NO_EU_VAT = {
    "GB": "gb.vat",
    "CH": "ch.vat",
    "NO": "no.mva",
}  # print VAT too, and have checksums of their own
_COMPANY = "Company No."
# Numbers that their form tells; all but the last must also have a right checksum.
_BY_FORM = (
    ("NIP", re.compile(r"(?<![\w+.\-])PL\s?\d{3}-?\d{3}-?\d{2}-?\d{2}(?![\w\-])")),
    ("NIP", re.compile(r"(?<![\w+.\-])(?:\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3})(?![\w\-])")),
    ("CNPJ", re.compile(r"(?<![\w.])\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}(?!\w)")),
    ("GSTIN", re.compile(r"(?<!\w)\d{2}[A-Z]{5}\d{4}[A-Z]\d[A-Z][A-Z\d](?!\w)")),
    ("VAT", re.compile(r"(?<![\w.])CHE-\d{3}\.\d{3}\.\d{3}(?![\w.])")),
    # Malaysian and Singaporean firms print their register number in brackets behind the name.
    (_COMPANY, re.compile(r"(?<=\()(?:\d{5,7}-[A-Z]|(?:19|20)\d{7}[A-Z]|(?:19|20)\d{10})(?=\))")),
)


@dataclass(frozen=True, slots=True)
class _Kind:
    """``module``: of python-stdnum, "" where no checksum exists; ``lengths``: digits, none for any code."""

    name: str
    module: str
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number at ``text[start:end]`` whose label begins at ``label_start``."""

    detail: TaxId
    start: int
    end: int
    label_start: int
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
            if key not in fields:
                fields[key] = _field(lines, index, candidate, agreed)
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
            start, end = repair.span_in(line.text, other, candidate.label_start, candidate.end)
            known = any(start < c.end and c.label_start < end for c in own)
            if line.text[start:end].strip() and not known and candidate.detail.valid is not False:
                repairs = (*candidate.repairs, SECOND_READING)
                yield replace(candidate, start=start, end=end, label_start=start, repairs=repairs), False


def _field(lines: Sequence[Line], index: int, candidate: _Candidate, agreed: bool) -> Field:
    detail, problem = candidate.detail, None
    if detail.valid is False:
        problem = f"The checksum of this {detail.kind} is wrong: look at its digits."
    return make_field(
        lines,
        "tax_ids",
        detail.number or detail.printed,
        detail.printed,
        candidate.rule,
        WRONG if detail.valid is False else VALID if detail.valid else AGREED if agreed else NO_CHECKSUM,
        (Span(index, candidate.start, candidate.end),),
        (Span(index, candidate.label_start, candidate.end),),
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
                yield replace(found, start=found.start - shift, end=found.end - shift, label_start=0)
                return


# ---------------------------------------------------------------- one reading


def _candidates(text: str) -> Iterator[_Candidate]:
    text = repair.plain(text)
    taken = 0
    for label in _labels().finditer(fold_in_place(text)):
        found = _behind(text, label) if label.start() >= taken else None
        if found:
            taken = found.end
            yield found
    for name, pattern in _BY_FORM:
        for match in pattern.finditer(text):
            number, valid = _checked(match[0], _kind_named(name))
            if match.start() >= taken and (valid or name == _COMPANY):
                bracket = match.start() - (name == _COMPANY)
                detail = TaxId(name, number, match[0], valid)
                yield _Candidate(detail, match.start(), match.end(), bracket, "by its form")


def _behind(text: str, label: re.Match[str]) -> _Candidate | None:
    """The number that follows a label."""
    kind = _kinds()[label[0].strip()]
    gap = _GAP.match(text, label.end())
    start = gap.end() if gap else label.end()
    glued = start == label.end() and not label[0].endswith((".", ":", "#"))
    if glued and kind.lengths and text[start : start + 1].isalpha():
        return None
    match = (_DIGITS if kind.lengths else _CODE).match(text, start)
    if not match:
        return None
    printed = _first_whole(match[0].rstrip(" .-/+"), kind)
    if sum(char.isdigit() for char in printed) < LEAST_DIGITS:
        return None
    number, valid = _checked(printed, kind)
    repairs: tuple[str, ...] = ()
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
    detail = TaxId(kind.name, number, printed, valid)
    return _Candidate(detail, start, start + len(printed), label.start(), "labelled", repairs)


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
        if header:
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
