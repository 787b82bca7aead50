"""Text that plays no role on a card: labels left alone, stamps, offices' names, the register's court."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.language import guess_language
from parsers.lines import Line
from parsers.words import all_words, fold, tokens, word_list

OFFICE_WORDS = frozenset("biuro office bureau buro standort kancelar oficina escritorio sede zaklad".split())
SAYS_E = frozenset({"pt", "it", "es"})  # languages in which "e" is a word
# The court that keeps a Polish firm's entry, as article 206 of its code of companies asks letters to name it.
REGISTER_COURT = re.compile(
    r"^sad rejonowy\b.*\b(?:wydzial|gospodarcz|krs)|\bgospodarczy (?:krs|krajowego rej)"
)


def is_noise(text: str) -> bool:
    """Whether ``text`` can be no name, post or firm: a label, stamp, invocation, address, no letters."""
    flat, said = _flat(text), " ".join(tokens(text))
    if re.fullmatch(r"[0o]\.\s?[0o]\.?", flat):
        return False  # "o.o.", the end of a legal form, read as figures
    return (
        sum(c.isalpha() for c in flat) < 2
        or is_label(text)
        or re.search(r"\w@\w", text) is not None  # an e-mail address of an unknown domain
        or any(stamp in said for stamp in word_list("noise.txt", "stamp inside"))
        or flat in word_list("noise.txt", "stamp")
        or flat in word_list("noise.txt", "invocation")
        or REGISTER_COURT.search(flat) is not None
    )


def is_label(text: str) -> bool:
    """Whether ``text`` says only what stands beside it, or would have: "Tel.", "e-mail", "Head Office"."""
    return _flat(text) in word_list("noise.txt", "label")


def _flat(text: str) -> str:
    return fold(text).strip(" .:-")


def is_office(text: str) -> bool:
    """Whether ``text`` says which office an address is: "Biuro Bydgoszcz", "London Office"."""
    words = tokens(text)
    if not 2 <= len(words) <= 3 or not {words[0], words[-1]} & OFFICE_WORDS:
        return False
    place = " ".join(word for word in words if word not in OFFICE_WORDS)
    return place in word_list("cities.txt") or place in all_words("countries.txt")


def with_bullets(lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` with the bullets back that readers took for a small e: "tax e audit" -> "tax • audit".

    Between two words, on a card in whose language "e" is none. Every offset stays where it is.
    """
    if not any(" e " in line.text for line in lines):
        return tuple(lines)
    if guess_language([line.text for line in lines], ()) in SAYS_E:
        return tuple(lines)
    return tuple(_with_bullets(line) if " e " in line.text else line for line in lines)


def _with_bullets(line: Line) -> Line:
    words = list(line.words)
    for n, (before, word, after) in enumerate(zip(words, words[1:], words[2:], strict=False), start=1):
        if (
            word.text == "e"
            and min(len(before.text), len(after.text)) > 1  # not in a logo set wide
            and before.text[-1:].isalpha()
            and after.text[:1].isalpha()
            and "@" not in after.text
        ):
            words[n] = replace(word, text="•")
    return replace(line, words=tuple(words))
