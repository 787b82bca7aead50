"""Named repairs of what readers get wrong, each a function str -> str that leaves its name behind.

A finder applies the repairs that make sense for its kind of value, and lists the names of those that
changed something in ``Field.repairs``. No repair makes text of nothing: each turns what is printed
badly, or read badly, into what such a value can only have been.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher

from parsers.words import word_list

Repair = tuple[str, Callable[[str], str]]

# Letters that readers put for digits.
DIGIT_LIKE = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "|": "1", "i": "1", "!": "1",
                            "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2", "G": "6", "b": "6"})  # fmt: skip
# Shapes that readers take for one another; either side may be the true one.
CONFUSABLE = ("rn|m", "vv|w", "cl|d", "ii|n", "li|h", "l|1", "i|1", "i|l", "0|o", "5|s", "8|b", "g|q", "2|z", "nn|m",
              "ri|n", "j|i", "u|v", "c|e", "t|f", "6|b", ".|", "-|")  # fmt: skip
PUNCTUATION = {"，": ",", "：": ":", "（": "(", "）": ")", "．": ".", "。": ".", "＠": "@", "–": "-", "—": "-", "‐": "-",
               "‑": "-", "−": "-", "／": "/", "＋": "+", "\u00a0": " ", "×": "x", "’": "'", "‘": "'", "·": "·"}  # fmt: skip
_PLAIN = str.maketrans(PUNCTUATION)


def plain(text: str) -> str:
    """``text`` with typographic punctuation made plain and control characters blanked; same length."""
    return printable(text.translate(_PLAIN))


def printable(text: str) -> str:
    """``text`` with control characters blanked; same length."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def apply(text: str, repairs: Iterable[Repair]) -> tuple[str, tuple[str, ...]]:
    """``text`` after ``repairs``, and the names of those that changed it."""
    names = []
    for name, mend in repairs:
        mended = mend(text)
        if mended != text:
            names.append(name)
            text = mended
    return text, tuple(names)


def digits_for_letters(text: str) -> str:
    """ "6O1 234 S67" -> "601 234 567": for text that can only hold digits."""
    return text.translate(DIGIT_LIKE)


def known_tld(domain: str) -> bool:
    """Whether the part after the last dot is a top-level domain."""
    return domain.rpartition(".")[2].lower() in word_list("tlds.txt")


def one_dot_at_a_time(text: str) -> str:
    return re.sub(r"\.{2,}", ".", text)


def cut_glued_tail(domain: str) -> str:
    """ "firma.plwww" -> "firma.pl": what follows a common top-level domain without a space."""
    host, dot, last = domain.rpartition(".")
    if not dot or last.lower() in word_list("tlds.txt"):
        return domain
    for tld in ("com", "net", "org", "eu", "pl", "info", "de", "cz", "uk"):
        rest = last[len(tld) :]
        if last[: len(tld)].lower() == tld and (rest.lower().startswith(("www", "http", "tel", "fax", "mail")) or
                                                (rest[:1].isupper() and last[: len(tld)].islower())):  # fmt: skip
            return f"{host}.{last[: len(tld)]}"
    return domain


def dot_before_tld(domain: str) -> str:
    """ "firmapl" -> "firma.pl", "firma.compl" -> "firma.com.pl": a dot the reader did not see."""
    if known_tld(domain):
        return domain
    host, _, last = domain.rpartition(".")
    for tld in ("com.pl", "compl", "com", "org", "net", "info", "edu", "eu", "pl"):
        if last.lower().endswith(tld) and len(last) - len(tld) >= (3 if not host else 0):
            ending = "com.pl" if tld == "compl" else last[len(last) - len(tld) :]
            stem = last[: len(last) - len(tld)]
            return ".".join(part for part in (host, stem, ending) if part)
    return domain


def letters_in_tld(domain: str) -> str:
    """ "firma.p1" -> "firma.pl", "firma.c0m" -> "firma.com"."""
    host, dot, last = domain.rpartition(".")
    if not dot or last.lower() in word_list("tlds.txt"):
        return domain
    fixed = (
        last.lower().translate(str.maketrans("015|!", "olsll")).replace("corn", "com").replace("conn", "com")
    )
    return f"{host}.{fixed}" if fixed in word_list("tlds.txt") else domain


DOMAIN_REPAIRS: tuple[Repair, ...] = (
    ("doubled dot", one_dot_at_a_time),
    ("glued text cut off", cut_glued_tail),
    ("letters in ending", letters_in_tld),
    ("missing dot", dot_before_tld),
)


def confusable(read: str, witness: str) -> bool:
    """Whether ``read`` can be ``witness`` misread: equal but for one or two look-alike shapes."""
    read, witness = read.lower(), witness.lower()
    if read == witness:
        return True
    if abs(len(read) - len(witness)) > 2:
        return False
    swaps = 0
    for op, a0, a1, b0, b1 in SequenceMatcher(None, read, witness, autojunk=False).get_opcodes():
        if op == "equal":
            continue
        swaps += 1
        pair = {read[a0:a1], witness[b0:b1]}
        around = {read[max(a0 - 1, 0) : a1], witness[max(b0 - 1, 0) : b1]}
        if not any(set(shape.split("|")) in (pair, around) for shape in CONFUSABLE):
            return False
    return swaps <= 2


def closer_domain(read: str, witnesses: Iterable[str]) -> str:
    """The witness that ``read`` is a misreading of, or ``read`` itself.

    For the cross-check of web sites and e-mail domains: both usually stand on the card.
    """
    witnesses = [w.lower() for w in witnesses]
    if read.lower() in witnesses:
        return read
    return next((w for w in witnesses if confusable(read, w)), read)


def span_in(text: str, other: str, start: int, end: int) -> tuple[int, int]:
    """Where ``other[start:end]`` stands in ``text``, another reading of the same line."""
    first, last = len(text), 0
    for _, a0, a1, b0, b1 in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if (b1 > start and b0 < end) or (b0 == b1 and start < b0 < end):
            same = a1 - a0 == b1 - b0
            first = min(first, a0 + max(start - b0, 0) if same else a0)
            last = max(last, a0 + min(end, b1) - b0 if same else a1)
    return (first, last) if first < last else (0, 0)
