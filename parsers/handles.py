"""Social names: facebook.com/x, @x, skype: x, /x beside a network's sign.

Runs after e-mails, web sites and phones have been taken off the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers import repair
from parsers.contact import Field, Span
from parsers.layout import make_field
from parsers.lines import Hints, Line
from parsers.words import sections


@cache
def _patterns() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    lists = sections("social_sites.txt")
    hosts = "|".join(re.escape(host).replace(r"\.", r"\s?[.,]\s?") for host in lists["hosts"])
    labels = "|".join(re.escape(label) for label in lists["labels"])
    name = r"[^\W_][\w.\-]{1,60}"
    return (
        ("url", 0.97, re.compile(rf"(?i)(?<![\w@.])((?:https?://)?(?:www\.|[a-z]{{2}}\.)?(?:{hosts})\s?/\s?[\w.\-/=?@%]{{1,100}})")),
        ("at sign", 0.93, re.compile(rf"(?<![\w.])(?:[XxfF]\s?|in\s|ig\s)?(@{name})(?![\w@])")),
        ("labelled", 0.9, re.compile(rf"(?i)\b((?:{labels})\s?[:/]\s?@?{name}(?:/{name})?)")),
        ("slash", 0.8, re.compile(r"(?:^|(?<=\s))(?:[fF]\s?|in\s?)?(/[A-Za-z][\w.\-]{3,40})(?=\s|$)")),
    )  # fmt: skip


def find(lines: Sequence[Line], hints: Hints) -> tuple[Field, ...]:
    """Every social handle on the card, in reading order; none twice."""
    patterns = _patterns()
    fields: dict[str, Field] = {}
    for index, line in enumerate(lines):
        text = repair.plain(line.text)
        if len(text) > 20_000 or not any(sign in text for sign in "@/:"):
            continue
        taken: list[tuple[int, int]] = []
        for rule, strength, pattern in patterns:
            for match in pattern.finditer(text):
                start, end = match.span(1)
                printed = text[start:end].rstrip(".,;:-/")
                end = start + len(printed)
                digits = sum(c.isdigit() for c in printed)
                if digits > 4 and rule == "slash":
                    continue
                if any(start < e and s < end for s, e in taken) or not any(c.isalpha() for c in printed):
                    continue
                value = re.sub(
                    r"\s*([/:.,])\s*", lambda m: ":" if m[1] == ":" else "." if m[1] == "," else m[1], printed
                )
                value = value.replace(":", ": ") if rule == "labelled" and "/" not in value else value
                if value.lower() in fields:
                    continue
                taken.append((start, end))
                spans = (Span(index, start, end),)
                claimed = (Span(index, match.start(), end),)
                repairs = ("spaces",) if rule == "url" and " " in printed else ()
                fields[value.lower()] = make_field(lines, "handles", value, printed, rule, strength, spans, claimed,
                                                   repairs=repairs)  # fmt: skip
    return tuple(fields.values())
