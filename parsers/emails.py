"""E-mail addresses, also those that a reader broke: "jan.kowalski Q firma,pl".

Found at their @ rather than by one pattern, because what stands around the @ tells how far the
address reaches. Syntax by RFC 5321/5322 as ``email_validator`` reads them; no look-up on any network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parsers import repair
from parsers.contact import Field, Span
from parsers.layout import claiming, make_field, next_below
from parsers.lines import Hints, Line
from parsers.mailboxes import is_shared
from parsers.words import fold, sections, word_list

MAX_LINE = 4000  # characters; no printed line is as long
LOCAL_LENGTH, DOMAIN_LENGTH = 64, 120
# The sign read as itself and as a letter of its shape: "@dgmail.com".
SIGN_TWICE = re.compile(r"(?i)[adoq](?:gmail|hotmail|outlook|yahoo|icloud)\.com")
PROVIDERS, SOCIAL = "mail_domains.txt", "social_sites.txt"
SECOND_READING, NO_AT = "second reading", "@ put for another sign"

_LOCAL = re.compile(r"[^\W]|[.%+&'\-]")
_DOMAIN = re.compile(r"[^\W_]|[.,\-]")
_LABEL_BEFORE = re.compile(
    r"(?i)(?:\b(?:adres\s)?(?:e|elektr)?[\s.\-]{0,2}"
    r"(?:e-?mail|mailto|mail|maii|poczta|courriel|correo|mel|e|m)(?:[\s-]?id)?\b\.?)?"
    r"\s{0,3}[:;=>|•\-]?\s{0,3}$"
)
_LABEL_BEHIND = re.compile(r"(?i)^\s{0,2}\((?:e-?mail|mail)\)")
# "E-mailjan@...", "Emailjan@...": a label that the reader glued on; "emailjan" may be a name.
_GLUED_LABEL = re.compile(r"^.{0,4}(?:[Ee]-[Mm]ail|E-MAIL|E[Mm]ail|EMAIL(?=[a-z]))[.\-]?(?=[^\W_]{2})")
_IS_LABEL = re.compile(r"(?i)^(?:e?[.\-]?mail|e|m|tel|fax|www|web)[.:\-]*$")
_MAIL_LABEL = re.compile(r"(?i)\be[\s.\-]{0,2}mail")
_HOST = r"([a-z0-9\-]{2,40}(?:[.,][a-z0-9\-]{2,20}){1,3})"
_SURE_NO_AT = (
    re.compile(
        rf"(?i)(?<![\w.])([a-z0-9._\-]{{2,40}})\s{{0,2}}[(\[{{](?:at|a|malpa|@)[)\]}}]\s{{0,2}}{_HOST}"
    ),
    re.compile(rf"(?i)(?<![\w.])([a-z0-9._\-]{{2,40}})\s?[©®€¢]\s?{_HOST}"),
)
_LETTER_FOR_AT = re.compile(rf"(?<![\w.])([a-z0-9._\-]{{2,40}})[QG]{_HOST}")
_SITE = re.compile(r"(?i)(?:www[.,]|https?://)\s?(?:www\.)?([a-z0-9\-]{2,60}(?:\.[a-z0-9\-]{2,20}){1,3})")
_SECOND_LEVEL = frozenset({"com", "co", "org", "net", "edu", "gov", "ac"})
_LONG_ENDING = re.compile(r"(?i)(?<=[a-z0-9]{3})(?:com|org|net|info|edu|gov)$")
_NUMBER = re.compile(r"[\d.\-]{3,}")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An address in one reading of a line; ``spare`` is how much of the line below it takes."""

    value: str
    start: int
    end: int
    repairs: tuple[str, ...]
    spare: int = 0

    @property
    def domain(self) -> str:
        return self.value.partition("@")[2]


def _dot_before_a_long_ending(domain: str) -> str:
    """Of a domain of several parts: "students.polnaedu" -> "students.polna.edu"."""
    host, dot, last = domain.rpartition(".")
    if not dot or repair.known_tld(domain):
        return domain
    return host + dot + _LONG_ENDING.sub(r".\g<0>", last)


_DOMAIN_REPAIRS = (*repair.DOMAIN_REPAIRS, ("missing dot", _dot_before_a_long_ending))


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every e-mail address on the card, in reading order; none twice."""
    sites = {match[1].lower() for line in lines for match in _SITE.finditer(repair.plain(line.text[:400]))}
    fields: dict[str, Field] = {}
    for index, line in enumerate(lines):
        if len(line.text) > MAX_LINE or line.text.isspace():
            continue
        following = next_below(lines, index) if _goes_on(line.text) else None
        tail = lines[following].text if following is not None else ""
        for candidate, rule, strength, problem in _agreed(line, tail, sites):
            spans = [Span(index, candidate.start, candidate.end)]
            if candidate.spare and following is not None:
                spans.append(Span(following, 0, candidate.spare))
            field = make_field(
                lines,
                "emails",
                candidate.value,
                "".join(lines[span.line].text[span.start : span.end] for span in spans).strip(),
                rule,
                strength,
                spans,
                [Span(index, *_with_label(line.text, candidate)), *spans[1:]],
                repairs=candidate.repairs,
                problem=problem,
            )
            known = fields.get(candidate.value, field)
            better, worse = (known, field) if known.confidence >= field.confidence else (field, known)
            fields[candidate.value] = claiming(better, worse)
    return tuple(fields.values())


# ---------------------------------------------------------------- several readings


def _agreed(line: Line, tail: str, sites: set[str]) -> Iterator[tuple[_Candidate, str, float, str | None]]:
    """The addresses of a line by all its readings: (candidate, rule, strength, problem)."""
    own = list(_candidates(line.text, tail, sites))
    others = [
        _moved(candidate, line.text, other)
        for other in line.others[:4]
        for candidate in _candidates(other[:MAX_LINE], tail, sites)
    ]
    for first in own:
        readings = [first, *(other for other in others if _overlap(first, other))]
        values = [reading.value for reading in readings]
        best = max(readings, key=lambda reading: _worth(reading, values, sites))
        if best is not first and best.value != first.value:
            best = replace(best, start=first.start, end=first.end, spare=first.spare)
        else:
            best = first
        different = next((value for value in values if value != best.value), None)
        if values.count(best.value) > 1:
            yield best, "agreed", 0.995 if different is None else 0.97, None
        elif different:
            yield best, "disputed", 0.8, f"Another reading of the card has {different}."
        elif NO_AT in best.repairs:
            yield best, "no @", 0.75, "The @ was not read clearly."
        elif best.repairs:
            yield best, "repaired", 0.88, None
        else:
            yield best, "plain", 0.985, None
    taken = list(own)
    for other in others:
        # "a@polna.art" for "@polna.art": the letter is a network's sign
        sign = line.text.lstrip(" .:").startswith("@") and other.value.index("@") < 3
        free = line.text[other.start : other.end].strip() and not any(_overlap(other, t) for t in taken)
        if free and not sign:
            taken.append(other)
            yield other, SECOND_READING, 0.85, None


def _moved(candidate: _Candidate, text: str, other: str) -> _Candidate:
    """A candidate of another reading with its place in ``text``."""
    start, end = repair.span_in(text, other, candidate.start, candidate.end)
    return replace(candidate, start=start, end=end, repairs=(*candidate.repairs, SECOND_READING))


def _overlap(a: _Candidate, b: _Candidate) -> bool:
    return min(a.end, b.end) - max(a.start, b.start) > 0.5 * min(a.end - a.start, b.end - b.start)


def _worth(candidate: _Candidate, values: Sequence[str], sites: set[str]) -> float:
    """How much speaks for a reading: how often it was read, a domain that is known, how little was mended."""
    known = candidate.domain in sites or candidate.domain in word_list(PROVIDERS)
    mended = len(set(candidate.repairs) - {SECOND_READING})
    return values.count(candidate.value) + 1.5 * known - 0.4 * mended


# ---------------------------------------------------------------- one reading


def _candidates(text: str, tail: str, sites: set[str]) -> Iterator[_Candidate]:
    text = repair.plain(text)
    end = 0
    for at in re.finditer("@", text):
        found = _around(text, at.start(), tail, end)
        if found:
            end = found.end
            yield found
    if "@" not in text:
        yield from _without_at(text, sites)


def _without_at(text: str, sites: set[str]) -> Iterator[_Candidate]:
    """An address whose @ was printed "(at)" or read as another sign; as a letter where more speaks for it."""
    labelled = _MAIL_LABEL.search(text) is not None
    for pattern in (*_SURE_NO_AT, _LETTER_FOR_AT):
        for match in pattern.finditer(text):
            domain, repairs = repair.apply(match[2].replace(",", "."), repair.DOMAIN_REPAIRS)
            trusted = domain.lower() in sites or domain.lower() in word_list(PROVIDERS)
            value = _valid(f"{match[1]}@{domain}")
            if value and (labelled or trusted or pattern is not _LETTER_FOR_AT):
                yield _Candidate(value, match.start(), match.end(), (NO_AT, *repairs))
                return


def _around(text: str, at: int, tail: str, least: int) -> _Candidate | None:
    """The address whose @ is ``text[at]``, beginning no further left than ``least``."""
    repairs: list[str] = []
    local, left, spaced = _local(text, at, least, repairs)
    domain, right, spare = _domain(text, at + 1, "" if spaced else tail, repairs)
    if not local or not domain:
        return None
    whole = len(domain)
    domain, mended = repair.apply(domain, _DOMAIN_REPAIRS)
    repairs += mended
    if "glued text cut off" in mended:
        right -= whole - len(domain)
    if SIGN_TWICE.fullmatch(domain):
        domain = domain[1:]
        repairs.append("mail provider")
    provider = repair.closer_domain(domain, sorted(word_list(PROVIDERS)))
    if provider != domain and domain.lower() not in word_list(PROVIDERS):
        domain = provider
        repairs.append("mail provider")
    if local.lower().startswith(domain.lower()) and len(local) > len(domain):
        left += len(domain)  # a site in front, run on: "polna.pl" and "info@polna.pl"
        local = local[len(domain) :]
        repairs.append("site before it")
    value = _valid(f"{local}@{domain}")
    if value is None:
        return None
    if not local.isascii() and fold(local).isascii():  # readers put diacritics on letters that have none
        value = fold(local) + "@" + value.partition("@")[2]
        repairs.append("diacritics")
    return _Candidate(value, left, right, tuple(repairs), spare)


def _local(text: str, at: int, least: int, repairs: list[str]) -> tuple[str, int, bool]:
    """(what stands before the @, where it starts, whether a space stands between)."""
    stop = at
    while stop > least and text[stop - 1] == " " and at - stop < 2:
        stop -= 1
    left = stop
    while left > least and stop - left < LOCAL_LENGTH and _LOCAL.match(text[left - 1]):
        left -= 1
    local = text[left:stop]
    before = text[max(least, left - 40) : left]
    word = before.split()[-1] if before.endswith(" ") and before.strip() else ""
    # "jan. kowalski@", "jan .kowalski@": a dot beside the space says that both belong together.
    dotted = word[-1:] in ("_", ".") or (word and local[:1] in ("_", "."))
    if dotted and not _IS_LABEL.match(word) and re.fullmatch(r"[^\W_][\w.\-]{1,39}", word):
        left -= len(before) - before.rindex(word)
        local = word + local
        repairs.append("spaces")
    if stop != at:
        if _NUMBER.fullmatch(local) or local.lower() in sections(SOCIAL)["labels"]:
            return "", stop, True  # "555.0123 @polna.art", "Instagram @polna.art"
        repairs.append("spaces")
    label = _GLUED_LABEL.match(local)
    if label:
        left, local = left + label.end(), local[label.end() :]
    if (left == 0 or label) and len(local) > 4 and is_shared(local[1:]) and not is_shared(local):
        left, local = left + 1, local[1:]  # the sign of an envelope or a colon, read as a letter: "rinfo@"
        repairs.append("sign before it")
    kept = local.lstrip(".-'+&%")
    return kept.rstrip("."), left + len(local) - len(kept), stop != at


def _domain(text: str, start: int, tail: str, repairs: list[str]) -> tuple[str, int, int]:
    """(domain, where it ends in ``text``, how much of ``tail`` it takes)."""
    right = start
    while right < len(text) and text[right] == " " and right - start < 2:
        right += 1
    spaced, domain, end = right > start, "", right
    while right < len(text) and len(domain) < DOMAIN_LENGTH:
        char = text[right]
        if char == " ":
            gap = _gap_within(domain, text[right:])
            if not gap:
                break
            spaced = True
            right += gap
            continue
        if not _DOMAIN.match(char) or (char == "," and not _comma_for_dot(domain, text[right + 1 :])):
            break
        if char == ",":
            repairs.append("comma for dot")
        domain += "." if char == "," else char
        right += 1
        end = right
    if spaced:
        repairs.append("spaces")
    kept = domain.rstrip(".-")
    whole = "." in kept and repair.known_tld(kept)
    if tail and not whole and right >= len(text.rstrip()):
        more = re.match(r"(?!www|http)[A-Za-z0-9.\-]{2,60}(?![\w.\-/@])", tail)
        if more and repair.known_tld((domain + more[0]).rstrip(".")) and not _is_whole(domain, more[0]):
            repairs.append("two lines")
            return domain + more[0].rstrip("."), len(text.rstrip()), more.end()
    return kept, end - (len(domain) - len(kept)), 0


def _is_whole(domain: str, following: str) -> bool:
    """Whether a domain at a line's end only lost its dot, so that the next line's domain is another."""
    mended, _ = repair.apply(domain, _DOMAIN_REPAIRS)
    own = following.rstrip(".")
    return repair.known_tld(mended) and "." in own.lstrip(".") and repair.known_tld(own)


def _gap_within(domain: str, rest: str) -> int:
    """The spaces at the start of ``rest`` if the domain goes on behind them, else 0: "yahoo. com"."""
    following = rest.lstrip()
    gap = len(rest) - len(following)
    ending = re.match(r"[.,]?\s?([A-Za-z]{2,4})\b", following)
    if gap > 2 or not ending or not repair.known_tld(ending[1]):
        return 0
    if "." in domain and repair.known_tld(domain):
        return 0
    second = domain.rstrip(".").rpartition(".")[2].lower() in _SECOND_LEVEL
    stem = domain.rstrip(".")
    whole = "." in stem and repair.known_tld(stem)
    dotted = domain.endswith(".") or following[:1] in (".", ",")
    return gap if dotted and (second or not whole) else 0


def _comma_for_dot(domain: str, following: str) -> bool:
    """Whether a comma behind ``domain`` was a dot: "firma,pl", but not "firma.pl,www"."""
    if "." in domain and repair.known_tld(domain):
        return False
    ending = re.match(r"(\s?)([A-Za-z0-9\-]{2,24})", following)
    return ending is not None and (not ending[1] or ("." not in domain and repair.known_tld(ending[2])))


def _goes_on(text: str) -> bool:
    """Whether the line ends within an address."""
    domain = text.rstrip().rpartition(" ")[2].partition("@")
    if not domain[1]:
        return False
    return (
        "." not in domain[2].rstrip(".") or domain[2].endswith((".", "-")) or not repair.known_tld(domain[2])
    )


def _valid(address: str) -> str | None:
    """The address in normal form, or None where it cannot be one."""
    domain = address.partition("@")[2]
    if "." not in domain or not repair.known_tld(domain):
        return None
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(address, check_deliverability=False).normalized.lower()
    except (EmailNotValidError, UnicodeError, ValueError):
        return None


def _with_label(text: str, candidate: _Candidate) -> tuple[int, int]:
    """The span of the address with its label before or behind."""
    reach = max(0, candidate.start - 24)
    label = _LABEL_BEFORE.search(text[reach : candidate.start])
    behind = _LABEL_BEHIND.match(text[candidate.end :])
    start = reach + label.start() if label else candidate.start
    return start, candidate.end + (behind.end() if behind else 0)
