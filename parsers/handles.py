"""Social names: facebook.com/x, @x, skype: x, /x beside a network's sign.

Runs after e-mails and web sites have been taken off the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers import repair
from parsers.contact import Field, Span
from parsers.layout import make_field
from parsers.lines import Hints, Line
from parsers.words import sections, word_list

MAX_LINE = 4000  # characters; no printed line is as long
_NAME = r"[^\W_][\w.\-]{1,60}"
_AT_SIGN = re.compile(rf"(?<![\w.])(?:[XxfF]\s?|in\s|ig\s)?(@{_NAME})(?![\w@])")
_SLASH = re.compile(r"(?:^|(?<=\s))(?:[fF]\s?|in\s?)?(/[A-Za-z][\w.\-]{3,40})(?=\s|$)")
FIRMS_ENDINGS = frozenset({"com", "net", "org", "edu", "gov", "info", "biz"})
_SPACED_SIGN = re.compile(r"\s*([/:.,])\s*")


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every social handle on the card, in reading order; none twice."""
    fields: dict[str, Field] = {}
    for index, line in enumerate(lines):
        text = repair.plain(line.text)
        if len(text) > MAX_LINE or not any(sign in text for sign in "@/:"):
            continue
        taken: list[Span] = []
        for rule, strength, pattern in _patterns():
            for match in pattern.finditer(text):
                printed = match[1].rstrip(".,;:-/")
                span = Span(index, match.start(1), match.start(1) + len(printed))
                if any(span.start < known.end and known.start < span.end for known in taken):
                    continue
                if not any(char.isalpha() for char in printed) or (
                    rule == "slash" and (_is_number(printed) or printed.isupper())  # "Director /C.E.O."
                ):
                    continue
                if rule == "at sign" and match.start() == match.start(1) and _ends_as_a_firms(printed):
                    continue
                taken.append(span)
                value = _SPACED_SIGN.sub(lambda sign: sign[1].replace(",", "."), printed)
                if rule == "labelled" and "/" not in value:
                    value = value.replace(":", ": ")
                claimed = Span(index, match.start(), span.end)
                field = make_field(
                    lines,
                    "handles",
                    value,
                    printed,
                    rule,
                    strength,
                    (span,),
                    (claimed,),
                    repairs=("spaces",) if rule == "url" and " " in printed else (),
                )
                fields.setdefault(value.lower(), field)
    return tuple(fields.values())


def _is_number(printed: str) -> bool:
    """Whether "/F.212.555.0188" is a fax number rather than a handle."""
    return sum(char.isdigit() for char in printed) > 4


def _ends_as_a_firms(printed: str) -> bool:
    """Whether "@polna.com.pl" is the end of an e-mail whose start is cut off; "@polna.art" is a handle."""
    _, dot, ending = printed.lower().rpartition(".")
    words = word_list("bare_domains.txt", "words")
    of_a_country = len(ending) == 2 and ending not in words and repair.known_tld(printed)
    return dot != "" and (ending in FIRMS_ENDINGS or of_a_country)


@cache
def _patterns() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    """(rule, the chance that it is right, pattern whose first group is the handle), surest first."""
    lists = sections("social_sites.txt")
    hosts = "|".join(re.escape(host).replace(r"\.", r"\s?[.,]\s?") for host in lists["hosts"])
    labels = "|".join(re.escape(label) for label in lists["labels"])
    url = rf"(?i)(?<![\w@.])((?:https?://)?(?:www\.|[a-z]{{2}}\.)?(?:{hosts})\s?/\s?[\w.\-/=?@%]{{1,100}})"
    page = (
        r"(?-i:(?:\s(?:of|and|de|&|i|w|z))?\s[^\W\d_a-z][\w'’&-]*){1,4}$"  # a page may have a name of words
    )
    labelled = rf"(?i)\b((?:{labels})\s?[:/]\s?@?{_NAME}(?:/{_NAME}|{page})?)"
    return (
        ("url", 0.97, re.compile(url)),
        ("at sign", 0.93, _AT_SIGN),
        ("labelled", 0.9, re.compile(labelled)),
        ("slash", 0.8, _SLASH),
    )
