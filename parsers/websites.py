"""Web sites: with http, with www, or a bare domain; also "www,firma.pl" and "www firma pl".

E-mail addresses have been taken off the lines before. A bare domain needs a top-level domain, a host
that is no abbreviation, and a case that fits: "M.Tech", "St.No" and "z o.o." are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers import repair
from parsers.contact import Field, Span
from parsers.layout import make_field, next_below
from parsers.lines import Hints, Line
from parsers.words import word_list

HOST = r"[^\W_](?:[\w\-]{0,60}[^\W_])?"
PATH = r"(?:[/?#][\w\-./?=&%#~+!]{0,120})?"
SCHEME = r"h?t{1,2}ps?\s?[:;]?\s?[/1l|]{1,2}\s?"
WWW = r"(?:w{2,4}|W{2,4}|[vV]{2}(?:w|W|v|V){2,4}|(?:w\s){2}w|(?:W\s){2}W)\d?"
# "www.firma.pl", "www,firma.pl", "www firma.pl", "wwwfirma.pl", "www. firma. pl"
WITH_WWW = re.compile(
    rf"(?<![\w@])(?P<scheme>{SCHEME})?(?P<www>{WWW})(?P<dot>\s?[.,·:;\-]{{1,2}}\s?|\s|(?=[a-z0-9]))(?!\s?[wW]{{3}})(?P<host>{HOST}(?:\s?[.,]\s?{HOST}){{0,5}})(?P<path>{PATH})"
)
WITH_SCHEME = re.compile(
    rf"(?i)(?<![\w@])(?P<scheme>{SCHEME})(?P<host>{HOST}(?:[.,]{HOST}){{1,5}})(?P<path>{PATH})"
)
BARE = re.compile(rf"(?<![\w@.\-/&'])(?P<host>{HOST}(?:\.{HOST}){{1,5}})(?P<path>{PATH})(?![\w@])")
LABEL_BEFORE = re.compile(
    r"(?i)(?:\b(?:adres\s)?(?:visit\s(?:our\s)?|our\s)?(?:web\s?-?(?:site|page|seite)?|website|www|url|home\s?page|strona(?:\sinternetowa|\swww)?|internet|site|w|sklep(?:\sinternetowy)?)\b\.?)?"
    r"\s{0,3}[:;=>|•]?\s{0,3}$"
)
LABEL_AFTER = re.compile(r"(?i)^\s{0,2}\((?:web|www|website)\)")
IS_LABELLED = re.compile(
    r"(?i)\b(?:web\s?-?(?:site|page)?|website|www|url|home\s?page|strona|internet|w)\b\.?\s{0,3}[:;=]?\s{0,3}$"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    value: str
    start: int
    end: int
    rule: str
    repairs: tuple[str, ...]
    spare: int = 0


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every web site on the card, in reading order; the same site written twice is given once."""
    fields: dict[str, Field] = {}
    for index, line in enumerate(lines):
        if len(line.text) > 20_000 or line.text.isspace():
            continue
        tail = ""
        following = None
        if re.search(r"(?i)(?:w\s?w\s?w|http)\S{0,60}$", line.text.rstrip()):
            following = next_below(lines, index)
            tail = lines[following].text if following is not None else ""
        own = list(_candidates(line.text, tail))
        readings = [list(_candidates(other, tail)) for other in line.others[:4]]
        for candidate in own:
            rivals = [c for found in readings for c in found]
            agreed = any(c.value == candidate.value for c in rivals)
            near = [
                c
                for c in rivals
                if c.value != candidate.value and repair.confusable(candidate.value, c.value)
            ]
            better = next((c for c in near if candidate.repairs and not c.repairs), None)
            repairs = candidate.repairs
            if better:
                candidate, repairs = _replace(candidate, better), (*better.repairs, "second reading")
            strength = {"www": 0.97, "http": 0.97, "bare": 0.9, "labelled": 0.95}[candidate.rule]
            strength = (
                min(0.99, strength + 0.02)
                if agreed
                else strength - (0.08 if repairs else 0) - (0.1 if near else 0)
            )
            problem = (
                f"Another reading of the card has {near[0].value}."
                if near and not agreed and not better
                else None
            )
            _add(fields, lines, index, following, candidate, repairs, strength, problem)
        if not own and line.others:
            for other, found in zip(line.others, readings):
                candidate_or_none = next(iter(found), None)
                if candidate_or_none and candidate_or_none.rule != "bare":
                    c = candidate_or_none
                    start, end = repair.span_in(line.text, other, c.start, c.end)
                    if line.text[start:end].strip():
                        c = _Candidate(c.value, start, end, c.rule, c.repairs)
                        _add(fields, lines, index, None, c, (*c.repairs, "second reading"), 0.85, None)
                        break
    return tuple(fields.values())


def _replace(candidate: _Candidate, better: _Candidate) -> _Candidate:
    return _Candidate(
        better.value, candidate.start, candidate.end, candidate.rule, better.repairs, candidate.spare
    )


def _add(
    fields: dict[str, Field], lines: Sequence[Line], index: int, following: int | None,
    candidate: _Candidate, repairs: Sequence[str], strength: float, problem: str | None,
) -> None:  # fmt: skip
    text = lines[index].text
    spans = [Span(index, candidate.start, candidate.end)]
    if candidate.spare and following is not None:
        spans.append(Span(following, 0, candidate.spare))
    before = text[max(0, candidate.start - 28) : candidate.start]
    label = LABEL_BEFORE.search(before)
    start = candidate.start - (len(before) - label.start() if label else 0)
    after = LABEL_AFTER.match(text[candidate.end :])
    claimed = [Span(index, start, candidate.end + (after.end() if after else 0)), *spans[1:]]
    printed = "".join(lines[s.line].text[s.start : s.end] for s in spans)
    rule = candidate.rule
    if rule == "bare" and (IS_LABELLED.search(before) or after):
        rule, strength = "labelled", max(strength, 0.95)
    field = make_field(lines, "websites", candidate.value, printed, rule, strength, spans, claimed,
                       repairs=repairs, problem=problem)  # fmt: skip
    key = re.sub(r"^(?:https?://)?(?:www\d?\.)?", "", candidate.value).rstrip("/")
    if key not in fields or (fields[key].rule == "bare" and rule != "bare"):
        fields[key] = field


def _candidates(text: str, tail: str) -> Iterator[_Candidate]:
    text = repair.plain(text)
    taken: list[tuple[int, int]] = []
    for pattern, rule in ((WITH_WWW, "www"), (WITH_SCHEME, "http"), (BARE, "bare")):
        for match in pattern.finditer(text):
            if any(match.start() < e and s < match.end() for s, e in taken):
                continue
            found = _mended(match, rule, text, tail)
            if found:
                taken.append((found.start, found.end))
                yield found


def _mended(match: re.Match[str], rule: str, text: str, tail: str) -> _Candidate | None:
    parts = match.groupdict()
    repairs: list[str] = []
    host, path, end, spare = parts["host"], parts["path"] or "", match.end(), 0
    if rule == "bare":
        return _bare(match, host, path)
    # Spaces and commas join only until the host is whole: "www.firma.pl, www.inna.pl".
    pieces = re.split(r"(\s?[.,]\s?)", host)
    whole = pieces[0]
    for glue, piece in zip(pieces[1::2], pieces[2::2]):
        plain_dot = glue == "."
        if not plain_dot and ((repair.known_tld(whole) and "." in whole) or piece.lower().startswith("www")):
            break
        if not plain_dot:
            repairs.append("comma for dot" if "," in glue else "spaces")
        whole += "." + piece
    if len(whole.split(".")) < len(pieces[::2]):
        end, path = match.start("host") + _length_of(pieces, whole), ""
    host = whole
    www = "www." if parts.get("www") else ""
    if rule == "www" and parts["dot"] != ".":
        repairs.append("www mended")
        if not parts["dot"] and not re.match(r"(?i)w{3}[^w]", text[match.start("www") :]):
            return None
        if parts["dot"].isspace() and "." not in host:
            return None
    elif rule == "www" and parts["www"].lower().rstrip("0123456789") != "www":
        repairs.append("www mended")
    scheme = ""
    if parts["scheme"]:
        scheme = "https://" if "s" in parts["scheme"].lower() else "http://"
        if re.sub(r"\s", "", parts["scheme"].lower()) != scheme:
            repairs.append("http mended")
    if not path and tail and end >= len(text.rstrip()) and not ("." in host and repair.known_tld(host)):
        more = re.match(r"[A-Za-z0-9.\-]{2,60}", tail)
        joined = (
            host + (text.rstrip()[-1] if text.rstrip()[-1] in ".-" else "") + more.group() if more else ""
        )
        if more and repair.known_tld(joined.rstrip(".")):
            host, spare = joined.rstrip("."), more.end()
            repairs.append("two lines")
    host, mended = repair.apply(host, repair.DOMAIN_REPAIRS)
    repairs += mended
    if "." not in host or not repair.known_tld(host) or (len(host.split(".")[-2]) < 2 and len(host) < 4):
        return None
    path = path.rstrip(".,;:-")
    trailing = len(parts["path"] or "") - len(path) if end == match.end() else 0
    if _social(host) and path.strip("/"):
        return None
    value = (scheme + www + host).lower() + path
    return _Candidate(value, match.start(), end - trailing, rule, tuple(dict.fromkeys(repairs)), spare)


def _length_of(pieces: Sequence[str], whole: str) -> int:
    """How many characters of the split host make up ``whole``."""
    count = len(whole.split("."))
    return sum(len(piece) for piece in pieces[: 2 * count - 1])


def _bare(match: re.Match[str], host: str, path: str) -> _Candidate | None:
    labels = host.split(".")
    tld, name = labels[-1], labels[-2]
    stem = labels[0].lower()
    no_hosts = word_list("bare_domains.txt", "not a host")
    if not repair.known_tld(host) or any(not label for label in labels):
        return None
    if _social(host):
        return None
    if not tld.isalpha() or not any(c.isalpha() for c in name) or len(name) < 2:
        return None
    if stem in no_hosts or (name.lower() in no_hosts and len(labels) == 2):
        return None
    # "Dist.Gandhinagar", "St.No": a capital after the dot starts a word, unless all is in capitals.
    if tld[0].isupper() and not host.isupper():
        return None
    if len(labels) > 2 and any(len(label) == 1 for label in labels):
        return None
    if tld.lower() in word_list("bare_domains.txt", "words") and (
        len(name) < 4 or (host[0].isupper() and not path)
    ):
        return None
    if len(name) < 3 and len(labels) == 2 and (name[0].isupper() or len(tld) > 3):
        return None
    path = path.rstrip(".,;:-")
    end = match.end() - (len(match.group("path") or "") - len(path))
    return _Candidate(host.lower() + path, match.start(), end, "bare", ())


def _social(host: str) -> bool:
    labels = host.lower().split(".")
    return ".".join(labels[-2:]) in word_list("social_sites.txt", "hosts")
