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

# Letters that readers put for digits, and those digits.
DIGIT_LIKE = str.maketrans("OoQDlIi|!SsBZzGb", "0000111115582266")
# Shapes that readers take for one another; either side may be the true one, a blank is no sign at all.
SHAPES = (
    "rn m, vv w, cl d, ii n, li h, nn m, ri n, l 1, i 1, i l, 0 o, 5 s, 8 b, "
    "g q, 2 z, j i, u v, c e, t f, t r, 6 b"
)
NO_SIGN = frozenset({frozenset({".", ""}), frozenset({"-", ""})})
CONFUSABLE = frozenset(frozenset(pair.split()) for pair in SHAPES.split(", ")) | NO_SIGN
# Typographic punctuation and the plain sign that syntax asks for.
_PLAIN = str.maketrans("，：（）．。＠–—‐‑−／＋\u00a0×’‘·", ",:()..@-----/+ x''·")
_GLUED = ("www", "http", "tel", "fax", "mail")  # what stands behind a domain without a space
_COMMON_TLDS = ("com", "net", "org", "eu", "pl", "info", "de", "cz", "uk")
_SECOND_LEVEL = frozenset({"", "com", "net", "org", "edu", "gov", "co", "ac", "waw", "biz", "info"})
_ENDINGS = ("com.pl", "compl", "com", "org", "net", "info", "edu", "eu", "pl")


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
    """Digits for the letters that look like them, for text of digits alone: "6O1 S67" -> "601 567"."""
    return text.translate(DIGIT_LIKE)


def known_tld(domain: str) -> bool:
    """Whether the part after the last dot is a top-level domain."""
    return domain.rpartition(".")[2].lower() in word_list("tlds.txt")


def one_dot_at_a_time(text: str) -> str:
    return re.sub(r"\.{2,}", ".", text)


def cut_glued_tail(domain: str) -> str:
    """The domain without what stands behind it and is none of it: "firma.plwww" -> "firma.pl"."""
    glued = re.search(r"\.([a-z]{2,6})www\.", domain, re.IGNORECASE)
    if glued and known_tld(glued[1]):
        return domain[: glued.end(1)]
    host, dot, last = domain.rpartition(".")
    if not dot or known_tld(domain):
        return domain
    for tld in _COMMON_TLDS:
        head, rest = last[: len(tld)], last[len(tld) :]
        if head.lower() == tld and (
            rest.lower().startswith(_GLUED) or (rest[:1].isupper() and head.islower())
        ):
            return f"{host}.{head}"
    return domain


def dot_before_tld(domain: str) -> str:
    """The dot that the reader did not see: "firmapl" -> "firma.pl", "firma.compl" -> "firma.com.pl"."""
    if known_tld(domain):
        return domain
    host, _, last = domain.rpartition(".")
    for ending in _ENDINGS:
        stem = last[: len(last) - len(ending)]
        if last.lower().endswith(ending) and (stem in _SECOND_LEVEL if host else len(stem) >= 3):
            tld = "com.pl" if ending == "compl" else last[len(stem) :]
            return ".".join(part for part in (host, stem, tld) if part)
    return domain


def letters_in_tld(domain: str) -> str:
    """Letters for digits in the ending: "firma.p1" -> "firma.pl", "firma.c0m" -> "firma.com"."""
    host, dot, last = domain.rpartition(".")
    if not dot or known_tld(domain):
        return domain
    mended = (
        last.lower().translate(str.maketrans("015|!", "olsll")).replace("corn", "com").replace("conn", "com")
    )
    return f"{host}.{mended}" if known_tld(mended) else domain


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
    for tag, a0, a1, b0, b1 in SequenceMatcher(None, read, witness, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        swaps += 1
        changed = frozenset({read[a0:a1], witness[b0:b1]})
        with_sign_before = frozenset({read[max(a0 - 1, 0) : a1], witness[max(b0 - 1, 0) : b1]})
        if changed not in CONFUSABLE and with_sign_before not in CONFUSABLE:
            return False
    return swaps <= 2


def closer_domain(read: str, witnesses: Iterable[str]) -> str:
    """The witness that ``read`` is a misreading of, or ``read`` itself.

    For the cross-check of web sites and e-mail domains: both usually stand on the card.
    """
    known = [witness.lower() for witness in witnesses]
    if read.lower() in known:
        return read
    return next((witness for witness in known if confusable(read, witness)), read)


def span_in(text: str, other: str, start: int, end: int) -> tuple[int, int]:
    """Where ``other[start:end]`` stands in ``text``, another reading of the same line; (0, 0) if nowhere."""
    first, last = len(text), 0
    for _, a0, a1, b0, b1 in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if (b1 > start and b0 < end) or (b0 == b1 and start < b0 < end):
            same = a1 - a0 == b1 - b0
            first = min(first, a0 + max(start - b0, 0) if same else a0)
            last = max(last, a0 + min(end, b1) - b0 if same else a1)
    return (first, last) if first < last else (0, 0)
