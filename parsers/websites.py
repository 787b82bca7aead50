"""Web sites: with http, with www, or a bare domain; also "www,firma.pl" and "www firma pl".

E-mail addresses have been taken off the lines before. A bare domain needs a top-level domain, a host
that is no abbreviation, and a case that fits: "M.Tech", "St.No" and "z o.o." are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from parsers import repair
from parsers.contact import Field, Span
from parsers.layout import claiming, make_field, next_below
from parsers.lines import Hints, Line
from parsers.words import fold, word_list

MAX_LINE = 4000  # characters; no printed line is as long
WORDS = "bare_domains.txt"
SECOND_READING = "second reading"
# The chance that a site is right, by what shows that it is one.
STRENGTH = {"www": 0.97, "http": 0.97, "labelled": 0.95, "bare": 0.9}

_HOST = r"[^\W_](?:[\w\-]{0,60}[^\W_])?"
_PATH = r"(?P<path>(?:[/?#][\w\-./?=&%#~+!]{0,120})?)"
_SCHEME = r"(?P<scheme>h?t{1,2}ps?\s?[:;]?\s?[/1l|]{1,2}\s?)"
_THREE_W = r"(?P<www>(?:w{2,4}|W{2,4}|[vV]{2}[wWvV]{2,4}|(?:w\s){2}w|(?:W\s){2}W)\d?)"
_DOT = r"(?P<dot>\s?[.,·:;\-]{1,2}\s?|\s|(?=[a-z0-9]))"
_WWW = re.compile(
    rf"(?<![\w@]){_SCHEME}?{_THREE_W}{_DOT}(?!\s?[wW]{{3}})"
    rf"(?P<host>{_HOST}(?:\s?[.,]\s?{_HOST}){{0,5}}){_PATH}"
)
_HTTP = re.compile(rf"(?i)(?<![\w@]){_SCHEME}(?P<host>{_HOST}(?:[.,]{_HOST}){{1,5}}){_PATH}")
_BARE = re.compile(
    rf"(?<![\w@.\-&'])(?<![\w/]/)(?P<host>{_HOST}(?:\.{_HOST}){{1,5}}){_PATH}(?!\w|@[\w\-]{{1,60}}\.)"
)
_NAMES = (
    r"web\s?-?(?:site|page|seite)?|website|www|url|home\s?page|strona(?:\sinternetowa|\swww)?"
    r"|internet|site|w|sklep(?:\sinternetowy)?"
)
_LABEL_BEFORE = re.compile(
    rf"(?i)(?:\b(?:adres\s)?(?:visit\s(?:our\s)?|our\s)?(?:{_NAMES})\b\.?)?\s{{0,3}}[:;=>|•]?\s{{0,3}}$"
)
_LABELLED = re.compile(rf"(?i)\b(?:{_NAMES})\b\.?\s{{0,3}}[:;=]?\s{{0,3}}$")
# Between two sites: "www.polna.pl.www.lesna.pl".
_BEFORE_WWW = re.compile(r"(?i)(?<=\.[a-z]{2})[.,;](?=www\.)|(?<=\.[a-z]{3})[.,;](?=www\.)")
_LABEL_BEHIND = re.compile(r"(?i)^\s{0,2}\((?:web|www|website)\)")
_GOES_ON = re.compile(r"(?i)(?:w\s?w\s?w|http)\S{0,60}$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A site in one reading of a line; ``spare`` is how much of the line below it takes."""

    value: str
    start: int
    end: int
    rule: str
    repairs: tuple[str, ...] = ()
    spare: int = 0


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every web site on the card, in reading order; a site written twice is given once, as it is fullest."""
    fields: dict[str, Field] = {}
    carried: dict[int, int] = {}  # by line: how much of its start the line above has taken
    for index, line in enumerate(lines):
        if len(line.text) > MAX_LINE or line.text.isspace():
            continue
        following = next_below(lines, index) if _GOES_ON.search(line.text.rstrip()) else None
        tail = lines[following].text if following is not None else ""
        for candidate, strength, problem in _agreed(line, tail):
            if candidate.start < carried.get(index, 0):
                continue
            if candidate.spare and following is not None:
                carried[following] = candidate.spare
            field = _field(lines, index, following, candidate, strength, problem)
            key = re.sub(r"^(?:https?://)?(?:www\d?\.)?", "", candidate.value).rstrip("/")
            known = fields.get(key, field)
            fuller = known.rule == "bare" and field.rule != "bare"
            fields[key] = claiming(field, known) if fuller else claiming(known, field)
    return tuple(
        field
        for key, field in fields.items()
        if not _is_tail(key, field, fields) and not _is_logo(key, field, fields, lines)
    )


def _is_logo(key: str, field: Field, fields: Mapping[str, Field], lines: Sequence[Line]) -> bool:
    """Whether a bare domain with diacritics is the firm's name ("mrówka.ai"), printed without elsewhere."""
    if field.rule != "bare" or key.isascii():
        return False
    return fold(key) in fields or any("@" + fold(key) in line.text.lower() for line in lines)


def _is_tail(key: str, field: Field, fields: Mapping[str, Field]) -> bool:
    """Whether a bare domain is the end of another that a logo breaks: "PO LNA.PL" beside www.polna.pl."""
    ends = (other.removesuffix(key) for other in fields if other != key and other.endswith(key))
    return field.rule == "bare" and any(not start.endswith(".") for start in ends)


def _agreed(line: Line, tail: str) -> Iterator[tuple[_Candidate, float, str | None]]:
    """The sites of a line by all its readings: (candidate, strength, problem)."""
    own = list(_candidates(line.text, tail))
    others = [
        _moved(candidate, line.text, other)
        for other in line.others[:4]
        for candidate in _candidates(other[:MAX_LINE], tail)
    ]
    for first in own:
        rivals = [other for other in others if other.start < first.end and first.start < other.end]
        best = next((r for r in rivals if first.repairs and r.repairs == (SECOND_READING,)), first)
        best = first if best.value == first.value else replace(best, start=first.start, end=first.end)
        different = next((rival.value for rival in rivals if rival.value != best.value), None)
        strength = STRENGTH[best.rule]
        if any(rival.value == best.value for rival in rivals if rival is not best):
            yield best, min(0.99, strength + 0.02), None
        elif different and best is first:
            yield best, strength - 0.15, f"Another reading of the card has {different}."
        else:
            yield best, strength - (0.08 if best.repairs else 0.0), None
    for other in others:
        free = line.text[other.start : other.end].strip() and not own
        if other.rule != "bare" and free:
            yield other, 0.85, None
            break


def _moved(candidate: _Candidate, text: str, other: str) -> _Candidate:
    """A candidate of another reading with its place in ``text``."""
    start, end = repair.span_in(text, other, candidate.start, candidate.end)
    return replace(candidate, start=start, end=end, repairs=(*candidate.repairs, SECOND_READING), spare=0)


def _field(
    lines: Sequence[Line],
    index: int,
    following: int | None,
    candidate: _Candidate,
    strength: float,
    problem: str | None,
) -> Field:
    text, rule = lines[index].text, candidate.rule
    spans = [Span(index, candidate.start, candidate.end)]
    if candidate.spare and following is not None:
        spans.append(Span(following, 0, candidate.spare))
    reach = max(0, candidate.start - 28)
    before = text[reach : candidate.start]
    label, behind = _LABEL_BEFORE.search(before), _LABEL_BEHIND.match(text[candidate.end :])
    if rule == "bare" and (_LABELLED.search(before) or behind):
        rule, strength = "labelled", max(strength, STRENGTH["labelled"])
    start = reach + label.start() if label else candidate.start
    return make_field(
        lines,
        "websites",
        candidate.value,
        "".join(lines[span.line].text[span.start : span.end] for span in spans),
        rule,
        strength,
        spans,
        [Span(index, start, candidate.end + (behind.end() if behind else 0)), *spans[1:]],
        repairs=candidate.repairs,
        problem=problem,
    )


# ---------------------------------------------------------------- one reading


def _candidates(text: str, tail: str) -> Iterator[_Candidate]:
    text = _BEFORE_WWW.sub(" ", repair.plain(text))
    taken: list[_Candidate] = []
    for pattern, rule in ((_WWW, "www"), (_HTTP, "http"), (_BARE, "bare")):
        for match in pattern.finditer(text):
            if any(match.start() < known.end and known.start < match.end() for known in taken):
                continue
            found = _bare(match) if rule == "bare" else _mended(match, rule, text, tail)
            if found:
                taken.append(found)
                yield found


def _mended(match: re.Match[str], rule: str, text: str, tail: str) -> _Candidate | None:
    """The site that http or www shows, its breaks mended; None where it has no top-level domain."""
    parts = match.groupdict()
    repairs = _scheme_repairs(match, parts)
    if repairs is None:
        return None
    host, length, joined = _joined_host(parts["host"])
    repairs += joined
    end, path = match.end(), parts["path"]
    if length < len(parts["host"]):
        end, path = match.start("host") + length, ""
    spare = 0
    if tail and not path and end >= len(text.rstrip(" .-")) and not ("." in host and repair.known_tld(host)):
        more = re.match(r"[A-Za-z0-9.\-]{2,60}", tail)
        last = text.rstrip()[-1]
        longer = (host + (last if last in ".-" else "") + more[0]).rstrip(".") if more else ""
        if more and repair.known_tld(longer):
            host, spare = longer, more.end()
            repairs.append("two lines")
    host, names = repair.apply(host, repair.DOMAIN_REPAIRS)
    if "." not in host or not repair.known_tld(host) or (len(host.split(".")[-2]) < 2 and len(host) < 4):
        return None
    kept = path.rstrip(".,;:-")
    if _social(host) and kept.strip("/"):
        return None
    scheme = ("https://" if "s" in parts["scheme"].lower() else "http://") if parts["scheme"] else ""
    value = (scheme + ("www." if rule == "www" else "") + host).lower() + kept
    return _Candidate(value, match.start(), end - (len(path) - len(kept)), rule, (*repairs, *names), spare)


def _scheme_repairs(match: re.Match[str], parts: dict[str, str]) -> list[str] | None:
    """The names of what was mended before the host; None where "www" is no www after all."""
    repairs = []
    if "www" in parts and (parts["dot"] != "." or parts["www"].lower().rstrip("0123456789") != "www"):
        if not parts["dot"] and not re.fullmatch(r"(?i)www", parts["www"]):
            return None
        if parts["dot"].isspace() and "." not in parts["host"]:
            return None
        repairs.append("www mended")
    if parts["scheme"] and re.sub(r"\s", "", parts["scheme"].lower()) not in ("http://", "https://"):
        repairs.append("http mended")
    return repairs


def _joined_host(printed: str) -> tuple[str, int, list[str]]:
    """(host, how much of ``printed`` it takes, repairs): spaces and commas join until the host is whole."""
    pieces = re.split(r"(\s?[.,]\s?)", printed)
    host, length, repairs = pieces[0], len(pieces[0]), []
    for glue, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if glue != ".":
            if ("." in host and repair.known_tld(host)) or piece.lower().startswith("www"):
                break
            repairs.append("comma for dot" if "," in glue else "spaces")
        host += "." + piece
        length += len(glue) + len(piece)
    return host, length, repairs


def _bare(match: re.Match[str]) -> _Candidate | None:
    """A domain that only its own form shows."""
    host = match["host"]
    *_, name, tld = labels = host.split(".")
    no_hosts = word_list(WORDS, "not a host")
    if not repair.known_tld(host) or _social(host) or not tld.isalpha():
        return None
    if len(name) < 2 or not any(char.isalpha() for char in name):
        return None
    if labels[0].lower() in no_hosts or (len(labels) == 2 and name.lower() in no_hosts):
        return None
    # "Dist.Gandhinagar": a capital behind the dot begins a word, unless all is in capitals.
    if tld[0].isupper() and not host.isupper():
        return None
    if len(labels) > 2 and any(len(label) == 1 for label in labels):
        return None
    path = match["path"].rstrip(".,;:-")
    if tld.lower() in word_list(WORDS, "words") and (len(name) < 4 or (host[0].isupper() and not path)):
        return None
    if len(labels) == 2 and len(name) < 3 and (name[0].isupper() or len(tld) > 3):
        return None
    end = match.end() - len(match["path"]) + len(path)
    return _Candidate(
        host.lower() + path, match.start(), end, "www" if labels[0].lower() == "www" else "bare"
    )


def _social(host: str) -> bool:
    return ".".join(host.lower().split(".")[-2:]) in word_list("social_sites.txt", "hosts")
