"""E-mail addresses, also those that a reader broke: "jan.kowalski Q firma,pl".

Found at their @ rather than by one pattern, because what stands around the @ tells how far the
address reaches. Syntax by RFC 5321/5322 as ``email_validator`` reads them; no look-up on any network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from parsers import repair
from parsers.contact import Field, Span
from parsers.layout import make_field, next_below
from parsers.lines import Hints, Line
from parsers.words import fold, word_list

LOCAL = re.compile(r"[^\W]|[.%+&'\-]")
DOMAIN = re.compile(r"[^\W_]|[.,\-]")
LOCAL_LENGTH, DOMAIN_LENGTH = 64, 120
LABEL_BEFORE = re.compile(
    r"(?i)(?:\b(?:adres\s)?(?:e|elektr)?[\s.\-]{0,2}(?:e-?mail|mailto|mail|maii|poczta|courriel|correo|mel|e|m)(?:[\s-]?id)?\b\.?)?"
    r"\s{0,3}[:;=>|•\-]?\s{0,3}$"
)
LABEL_AFTER = re.compile(r"(?i)^\s{0,2}\((?:e-?mail|mail)\)")
GLUED_LABEL = re.compile(r"^.{0,4}(?:E[Mm]ail|EMAIL(?=[a-z]))[.\-]?(?=[^\W_]{2})")
HYPHEN_LABEL = re.compile(r"(?i)^.{0,4}e-mail[.:\-]?(?=[^\W_]{2})")
IS_LABEL = re.compile(r"(?i)^(?:e?[.\-]?mail|e|m|tel|fax|www|web)[.:\-]*$")
STANDS_FOR_AT = (
    re.compile(
        r"(?i)(?<![\w.])([a-z0-9._\-]{2,40})\s{0,2}(?:[\(\[\{](?:at|a|malpa|@)[\)\]\}])\s{0,2}([a-z0-9\-]{2,40}(?:\.[a-z0-9\-]{2,20}){1,3})"
    ),
    re.compile(
        r"(?i)(?<![\w.])([a-z0-9._\-]{2,40})\s?[©®€¢]\s?([a-z0-9\-]{2,40}(?:[.,][a-z0-9\-]{2,20}){1,3})"
    ),
    re.compile(r"(?<![\w.])([a-z0-9._\-]{2,40})[QG]([a-z0-9\-]{2,40}(?:[.,][a-z0-9\-]{2,20}){1,3})"),
)
WITNESS = re.compile(r"(?i)(?:www[.,]|https?://|@)\s?(?:www\.)?([a-z0-9\-]{2,60}(?:\.[a-z0-9\-]{2,20}){1,3})")
SECOND_LEVEL = frozenset({"com", "co", "org", "net", "edu", "gov", "ac"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An address in one reading of a line; ``spare`` is the start of the next line it goes on to."""

    value: str
    start: int
    end: int
    repairs: tuple[str, ...]
    spare: int = 0


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every e-mail address on the card, in reading order; none twice."""
    witnesses = {
        m.group(1).lower() for line in lines for m in WITNESS.finditer(repair.plain(line.text[:400]))
    }
    fields: dict[str, Field] = {}
    for index, line in enumerate(lines):
        if len(line.text) > 20_000 or line.text.isspace():
            continue
        following = next_below(lines, index) if _goes_on(line.text) else None
        tail = lines[following].text if following is not None else ""
        for candidate, rule, strength, problem in _best(line, tail, witnesses):
            spans = [Span(index, candidate.start, candidate.end)]
            if candidate.spare and following is not None:
                spans.append(Span(following, 0, candidate.spare))
            claimed = [Span(index, *_with_label(line.text, candidate)), *spans[1:]]
            printed = "".join(lines[s.line].text[s.start : s.end] for s in spans).strip()
            field = make_field(lines, "emails", candidate.value, printed, rule, strength, spans, claimed,
                               repairs=candidate.repairs, problem=problem)  # fmt: skip
            if candidate.value not in fields or fields[candidate.value].confidence < field.confidence:
                fields[candidate.value] = field
    return tuple(fields.values())


def _best(line: Line, tail: str, witnesses: set[str]) -> Iterator[tuple[_Candidate, str, float, str | None]]:
    """The address each @ of the line stands for, by all readings of it: (candidate, rule, strength, problem)."""
    own = list(_candidates(line.text, tail, witnesses))
    readings = [(other, list(_candidates(other, tail, witnesses))) for other in line.others[:4]]
    taken: list[tuple[int, int]] = []
    for first in own:
        rivals = [c for _, found in readings for c in found if _alike(c.value, first.value)]
        ranked = sorted([first, *rivals], key=lambda c: -_worth(c, [first, *rivals], witnesses))
        best = ranked[0]
        taken.append((first.start, first.end))
        different = next((c.value for c in rivals if c.value != best.value), None)
        if best is not first:
            different = first.value
            best = _Candidate(
                best.value, first.start, first.end, (*best.repairs, "second reading"), first.spare
            )
        if any(c.value == best.value for c in rivals if c is not ranked[0]) or (rivals and different is None):
            yield best, "agreed", 0.995, None
        elif different:
            yield best, "disputed", 0.8, f"Another reading of the card has {different}."
        elif "@ put for another sign" in best.repairs:
            yield best, "no @", 0.75, "The @ was not read clearly."
        else:
            yield best, "repaired" if best.repairs else "plain", 0.88 if best.repairs else 0.985, None
    for text, found in readings:
        for candidate in found:
            start, end = repair.span_in(line.text, text, candidate.start, candidate.end)
            if line.text[start:end].strip() and not any(start < e and s < end for s, e in taken):
                taken.append((start, end))
                names = (*candidate.repairs, "second reading")
                yield _Candidate(candidate.value, start, end, names), "second reading", 0.85, None


def _worth(candidate: _Candidate, all_readings: Sequence[_Candidate], witnesses: set[str]) -> float:
    domain = candidate.value.partition("@")[2]
    known = domain in witnesses or domain in word_list("mail_domains.txt")
    votes = sum(c.value == candidate.value for c in all_readings)
    return votes + 1.5 * known - 0.4 * len(candidate.repairs)


def _alike(a: str, b: str) -> bool:
    return a == b or SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.7


def _candidates(text: str, tail: str, witnesses: set[str]) -> Iterator[_Candidate]:
    text = repair.plain(text)
    ends = 0
    for at in re.finditer("@", text):
        found = _around(text, at.start(), tail, max(ends, 0))
        if found:
            ends = found.end
            yield found
    if "@" not in text:
        labelled = re.search(r"(?i)\be[\s.\-]{0,2}mail", text) is not None
        for pattern in STANDS_FOR_AT:
            for match in pattern.finditer(text):
                domain, repairs = repair.apply(match.group(2).replace(",", "."), repair.DOMAIN_REPAIRS)
                trusted = domain.lower() in witnesses or domain.lower() in word_list("mail_domains.txt")
                value = _valid(f"{match.group(1)}@{domain}")
                if value and (labelled or trusted or pattern is not STANDS_FOR_AT[2]):
                    yield _Candidate(value, match.start(), match.end(), ("@ put for another sign", *repairs))
                    return


def _around(text: str, at: int, tail: str, least: int) -> _Candidate | None:
    """The address whose @ is ``text[at]``."""
    repairs: list[str] = []
    left = at
    while left > least and text[left - 1] == " " and at - left < 2:
        left -= 1
    stop = left
    while left > least and stop - left < LOCAL_LENGTH and LOCAL.match(text[left - 1]):
        left -= 1
    local = text[left:stop]
    before = text[max(least, left - 40) : left]
    if before.endswith(" ") and before.strip():  # "jan. kowalski@", "jan .kowalski@"
        word = before.split()[-1]
        if (
            (word[-1] in "._" or local[:1] in "._")
            and not IS_LABEL.match(word)
            and word[0].isalnum()
            and ":" not in word
        ):
            if re.fullmatch(r"[\w.\-]{2,40}", word):
                left -= len(before) - before.rindex(word)
                local = word + local
                repairs.append("spaces")
    if stop != at:
        repairs.append("spaces")
    label = HYPHEN_LABEL.match(local) or GLUED_LABEL.match(local)
    if label:
        left, local = left + label.end(), local[label.end() :]
    stripped = local.lstrip(".-'+&%").rstrip(".")
    left, local = left + local.index(stripped) if stripped else left, stripped
    if not local:
        return None
    domain, right, spare = _domain(text, at + 1, tail if stop == at else "", repairs)
    if not domain:
        return None
    domain, mended = repair.apply(domain, repair.DOMAIN_REPAIRS)
    if "glued text cut off" in mended:
        right = at + 1 + len(text[at + 1 : right]) - max(0, len(text[at + 1 : right].strip()) - len(domain))
    repairs += mended
    provider = repair.closer_domain(domain, sorted(word_list("mail_domains.txt")))
    if provider != domain and domain.lower() not in word_list("mail_domains.txt"):
        domain = provider
        repairs.append("mail provider")
    value = _valid(f"{local}@{domain}")
    if value is None:
        return None
    if not local.isascii() and fold(local).isascii():
        value = fold(local) + "@" + value.partition("@")[2]
        repairs.append("diacritics")
    return _Candidate(value, left, right, tuple(repairs), spare)


def _domain(text: str, start: int, tail: str, repairs: list[str]) -> tuple[str, int, int]:
    """(domain, where it ends in ``text``, how much of ``tail`` it takes)."""
    right = start
    while right < len(text) and text[right] == " " and right - start < 2:
        right += 1
    spaced = right > start
    domain, end = "", right
    while right < len(text) and len(domain) < DOMAIN_LENGTH:
        char = text[right]
        if char == " ":
            rest = text[right:].lstrip()
            gap = len(text[right:]) - len(rest)
            whole = repair.known_tld(domain) and "." in domain
            dotted = domain.endswith(".") or rest[:1] in (".", ",")
            second = domain.rstrip(".").rpartition(".")[2].lower() in SECOND_LEVEL
            ending = re.match(r"[.,]?\s?([A-Za-z]{2,4})\b", rest)
            joins = ending is not None and ending.group(1).lower() in word_list("tlds.txt")
            if dotted and gap <= 2 and joins and (not whole or (second and domain.endswith("."))):
                spaced = True
                right += gap
                continue
            break
        if not DOMAIN.match(char):
            break
        if char == ",":
            following = text[right + 1 : right + 2]
            if (repair.known_tld(domain) and "." in domain) or not (
                following.isalnum() or (following == " " and "." not in domain)
            ):
                break
            ending = re.match(r"\s?([A-Za-z0-9\-]{2,24})", text[right + 1 :])
            if not ending or (following == " " and ending.group(1).lower() not in word_list("tlds.txt")):
                break
            repairs.append("comma for dot")
            char = "."
        domain += char
        right += 1
        end = right
    trimmed = domain.rstrip(".-")
    end -= len(domain) - len(trimmed) if not text[end - 1 : end].isspace() else 0
    spare = 0
    if tail and right >= len(text.rstrip()) and not repair.known_tld(trimmed if "." in trimmed else ""):
        more = re.match(r"[A-Za-z0-9.\-]{2,60}", tail)
        starts = more is not None and more.group().lower().startswith(("www", "http"))
        if more and not starts and repair.known_tld((domain + more.group()).rstrip(".")):
            spare = more.end()
            domain, end = domain + more.group().rstrip("."), len(text.rstrip())
            repairs.append("two lines")
            return domain, end, spare
    if spaced:
        repairs.append("spaces")
    return trimmed, end, spare


def _goes_on(text: str) -> bool:
    """Whether the line ends within an address."""
    last = text.rstrip().rpartition(" ")[2]
    if "@" not in last:
        return False
    domain = last.rpartition("@")[2]
    return (
        "." not in domain.rstrip(".")
        or not repair.known_tld(domain.rstrip("."))
        or domain.endswith((".", "-"))
    )


def _valid(address: str) -> str | None:
    """The address in normal form, or None where it cannot be one."""
    from email_validator import EmailNotValidError, validate_email

    local, _, domain = address.partition("@")
    if "." not in domain or not repair.known_tld(domain):
        return None
    try:
        return validate_email(f"{local}@{domain}", check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        return None
    except (UnicodeError, ValueError):
        return None


def _with_label(text: str, candidate: _Candidate) -> tuple[int, int]:
    """The span of the address with its label before or after."""
    start, end = candidate.start, candidate.end
    label = LABEL_BEFORE.search(text[max(0, start - 24) : start])
    if label:
        start = max(0, start - 24) + label.start()
    after = LABEL_AFTER.match(text[end:])
    return start, end + (after.end() if after else 0)
