"""NIP, REGON, KRS, VAT and other register and licence numbers, checked where a checksum exists.

Taken off the lines before phones: two in three REGONs pass for a Polish phone number. Checksums by
python-stdnum; a checksum also chooses between two readings of a line.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers import repair
from parsers.contact import Field, Span, TaxId
from parsers.layout import below, beside, free_box, make_field
from parsers.lines import Hints, Line
from parsers.words import fold, sections

MAX_LINE = 2000
# The number behind a label: what may stand between, then digits in groups or one code of letters and digits.
GAP = r"(?:\s{0,2}(?:[:.#=№-]|no\b\.?|nr\b\.?|numer\b|number\b|\(\w{2,4}\))){0,3}\s{0,3}"
DIGITS = r"(?:[A-Z]{2}\s?)?[0-9OoQlI|SBZ](?:[\s.\-/]{0,2}[0-9OoQlI|SBZ]){6,15}(?![\w])"
CODE = r"(?:[A-Z]{1,4}[\s\-/.]{1,2})?[A-Z0-9](?:[A-Z0-9+./\-]|\s(?=\d{2,})){3,34}"
UNLABELLED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("NIP", re.compile(r"(?<![\w+.\-])(?:PL\s?\d{3}-?\d{3}-?\d{2}-?\d{2}|\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3})(?![\w\-])")),
    ("CNPJ", re.compile(r"(?<![\w.])\d{2}\.?\d{3}\.?\d{3}/\d{4}-?\d{2}(?!\w)")),
    ("GSTIN", re.compile(r"(?<!\w)\d{2}[A-Z]{5}\d{4}[A-Z]\d[A-Z][A-Z\d](?!\w)")),
    # Malaysian and Singaporean companies print their register number behind the name.
    ("Company No.", re.compile(r"(?<=\()(?:\d{5,7}-[A-Z]|(?:19|20)\d{7}[A-Z]|(?:19|20)\d{10})(?=\))")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    module: str
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
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
        own = list(_candidates(line.text)) or list(_elsewhere(lines, index))
        others = [(other, list(_candidates(other))) for other in line.others[:4]]
        for candidate in own:
            rivals = [c for _, found in others for c in found if c.detail.kind == candidate.detail.kind]
            chosen, repairs = candidate.detail, candidate.repairs
            if chosen.valid is False:
                better = next((c.detail for c in rivals if c.detail.valid), None)
                if better:
                    chosen, repairs = better, (*repairs, "second reading")
            agreed = any(c.detail.number == chosen.number for c in rivals)
            _add(fields, lines, index, candidate, chosen, repairs, agreed)
        if not own:
            for other, found in others:
                for candidate in found:
                    start, end = repair.span_in(line.text, other, candidate.label_start, candidate.end)
                    if line.text[start:end].strip() and candidate.detail.valid is not False:
                        moved = _Candidate(candidate.detail, start, end, start, candidate.rule)
                        _add(fields, lines, index, moved, candidate.detail, ("second reading",), False)
    return tuple(fields.values())


def _add(
    fields: dict[tuple[str, str], Field], lines: Sequence[Line], index: int,
    candidate: _Candidate, detail: TaxId, repairs: Sequence[str], agreed: bool,
) -> None:  # fmt: skip
    strength, problem = 0.85, None
    if detail.valid:
        strength = 0.995
    elif detail.valid is False:
        strength, problem = 0.55, f"The checksum of this {detail.kind} is wrong: look at its digits."
    elif agreed:
        strength = 0.95
    spans = (Span(index, candidate.start, candidate.end),)
    claimed = (Span(index, candidate.label_start, candidate.end),)
    key = (detail.kind, detail.number)
    if key not in fields:
        fields[key] = make_field(lines, "tax_ids", detail.number or detail.printed, detail.printed, candidate.rule,
                                 strength, spans, claimed, detail, repairs, problem)  # fmt: skip


def _elsewhere(lines: Sequence[Line], index: int) -> Iterator[_Candidate]:
    """A number whose label stands to its left in a line of its own, or at the end of the line above."""
    text = lines[index].text
    if not text[:1].isalnum() or sum(c.isdigit() for c in text) < 7:
        return
    box = free_box(lines[index])
    for line in lines:
        if line is lines[index] or not 2 < len(line.text) <= MAX_LINE:
            continue
        ending = next(
            (m for m in _labels().finditer(_folded(line.text)) if not line.text[m.end() :].strip(" :.-")),
            None,
        )
        whole = ending is not None and not line.text[: ending.start()].strip()
        if ending and ((whole and beside(line.box, box)) or below(line.box, free_box(lines[index]))):
            label = line.text[ending.start() :].strip()
            for candidate in _candidates(f"{label} {text}"):
                shift = len(label) + 1
                if candidate.start >= shift:
                    yield replace(
                        candidate, start=candidate.start - shift, end=candidate.end - shift, label_start=0
                    )
                    return


def _candidates(text: str) -> Iterator[_Candidate]:
    text = repair.plain(text)
    folded = _folded(text)
    taken = 0
    for label in _labels().finditer(folded):
        if label.start() < taken:
            continue
        kind = _kinds()[label.group().strip()]
        found = _behind(text, label.start(), label.end(), kind)
        if found:
            taken = found.end
            yield found
    for name, pattern in UNLABELLED:
        for match in pattern.finditer(text):
            if match.start() >= taken:
                kind = next(kind for kind in _kinds().values() if kind.name == name)
                number, valid = _checked(match.group(), kind)
                if valid or name == "Company No.":
                    detail = TaxId(name, number, match.group(), valid)
                    edge = 1 if name == "Company No." else 0
                    yield _Candidate(detail, match.start(), match.end(), match.start() - edge, "by its form")


def _behind(text: str, label_start: int, label_end: int, kind: _Kind) -> _Candidate | None:
    """The number that follows a label."""
    gap = re.compile(GAP, re.IGNORECASE).match(text, label_end)
    start = gap.end() if gap else label_end
    if (
        start == label_end
        and not text[start - 1 : start + 1].strip().endswith((".", ":", "#"))
        and text[start : start + 1].isalpha()
        and kind.lengths
    ):
        return None
    pattern = DIGITS if kind.lengths else CODE
    match = re.compile(pattern).match(text, start)
    if not match:
        return None
    printed = match.group().rstrip(" .-/+")
    printed = _first_whole(printed, kind)
    if sum(c.isdigit() for c in printed) < 4:
        return None
    repairs: tuple[str, ...] = ()
    number, valid = _checked(printed, kind)
    if kind.lengths and valid is not True:
        country = re.match(r"[A-Z]{2}\s?", printed)
        body = printed[country.end() :] if country else printed
        mended = repair.digits_for_letters(body)
        if mended != body:
            number, valid = _checked(mended, kind)
            repairs = ("digits for letters",)
    if kind.lengths and len(re.sub(r"\D", "", number)) not in kind.lengths:
        if not kind.module or abs(len(re.sub(r"\D", "", number)) - kind.lengths[0]) > 1:
            return None
        valid = False
    return _Candidate(
        TaxId(kind.name, number, printed, valid),
        start,
        start + len(printed),
        label_start,
        "labelled",
        repairs,
    )


def _first_whole(printed: str, kind: _Kind) -> str:
    """``printed`` cut where a number of the right length ends: "525-22-33-444 REGON 14..." or two numbers in a row."""
    if not kind.lengths:
        return printed.split("  ")[0]
    count, longest = 0, 0
    for position, char in enumerate(printed):
        count += char.isdigit() or (char in "OoQlI|SBZ" and position > 1)
        if count in kind.lengths and (position + 1 == len(printed) or not printed[position + 1].isalnum()):
            longest = position + 1
            if len(kind.lengths) == 1 or (
                _checked(printed[:longest], kind)[1] and not printed[longest:].strip()
            ):
                break
    return printed[:longest] if longest else printed


def _checked(printed: str, kind: _Kind) -> tuple[str, bool | None]:
    """(compact number, whether its checksum is right; None where none exists)."""
    compact = (
        re.sub(r"[^0-9A-Za-z+]", "", printed).upper() if kind.module or kind.lengths else printed.strip()
    )
    if not kind.module:
        return compact, None
    outside = {"GB": "gb.vat", "CH": "ch.vat", "NO": "no.mva"}.get(
        compact[:2]
    )  # print VAT, are not in the EU
    module = importlib.import_module(f"stdnum.{outside if kind.name == 'VAT' and outside else kind.module}")
    if kind.lengths and compact[:2].isalpha():
        compact = compact[2:]
    try:
        valid = bool(module.is_valid(compact))
    except Exception:  # noqa: BLE001 - a checker's own trouble with odd text is no trouble of the card
        valid = False
    return compact, valid


def _folded(text: str) -> str:
    """``text`` folded where folding keeps its length, so that offsets hold."""
    folded = fold(text)
    return folded if len(folded) == len(text) else text.lower() if len(text.lower()) == len(text) else text


@cache
def _kinds() -> dict[str, _Kind]:
    """Kind by folded label."""
    kinds = {}
    for header, labels in sections("tax_id_labels.txt").items():
        if header:
            name, module, lengths = (part.strip() for part in header.split(";"))
            kind = _Kind(name, module, tuple(int(n) for n in lengths.split()))
            kinds.update(dict.fromkeys((fold(label) for label in labels), kind))
    return kinds


@cache
def _labels() -> re.Pattern[str]:
    longest_first = sorted(_kinds(), key=len, reverse=True)
    return re.compile(
        r"(?<![^\W_])(?:" + "|".join(re.escape(label) for label in longest_first) + r")(?![^\W\d_])"
    )
