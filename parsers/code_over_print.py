"""A card's QR code and its print say the same things twice: each value once, the code's word final.

A code that was decoded is right to the letter (Reed-Solomon guards it), print that was read may not be.
But a code's text is often a poorer form of what is printed, without accents or the legal form's dots;
so where both are one value the print's form stays and the code vouches for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from parsers.contact import Address, Field, Phone
from parsers.phone_numbers import BRACKETED_ZERO

ONE_OF_A_KIND = frozenset({"name", "name_prefix", "name_suffix", "company", "department"})
TEXT_ALIKE = 88  # per cent of likeness from which two readings of a text are one text
ADDRESS_ALIKE = 75  # the same for addresses, whose parts a code puts in an order of its own
DIGITS_SHARED = 7  # last digits by which two telephone numbers are one


def settle(fields: Sequence[Field]) -> tuple[Field, ...]:
    """``fields`` with each value of a QR code that is printed too given once; conflicts are told."""
    codes = [field for field in fields if field.reader == "qr"]
    if not codes:
        return tuple(fields)
    result = [field for field in fields if field.reader != "qr"]
    for code in codes:
        printed = next((field for field in result if _same_value(code, field)), None)
        if printed is not None:
            result[result.index(printed)] = _vouched(printed, code)
        elif code.kind in ONE_OF_A_KIND and any(field.kind == code.kind for field in result):
            said = next(field for field in result if field.kind == code.kind)
            problem = f"The QR code says {code.value!r}, the print {said.printed!r}."
            result[result.index(said)] = replace(code, problem=problem, box=said.box, spans=said.spans)
        else:
            result.append(code)
    return tuple(result)


def _same_value(code: Field, field: Field) -> bool:
    if field.kind != code.kind or field.reader == "qr":
        return False
    if isinstance(code.detail, Phone) and isinstance(field.detail, Phone):
        return _same_number(code.detail, field.detail)
    if isinstance(code.detail, Address):
        return fuzz.token_set_ratio(_folded(code.value), _folded(field.printed)) >= ADDRESS_ALIKE
    if code.kind == "emails":
        return code.value.casefold() == field.value.casefold()
    if code.kind in ("websites", "handles"):
        return _bare_site(code.value) == _bare_site(field.value)
    return fuzz.ratio(_folded(code.value), _folded(field.value)) >= TEXT_ALIKE


def _same_number(a: Phone, b: Phone) -> bool:
    short, long = sorted((_digits(a), _digits(b)), key=len)
    return len(short) >= DIGITS_SHARED and long.endswith(short)


def _digits(phone: Phone) -> str:
    return re.sub(r"\D", "", BRACKETED_ZERO.sub("", phone.number or phone.printed)).lstrip("0")


def _bare_site(site: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", site.casefold()).rstrip("/")


def _folded(text: str) -> str:
    flat = unicodedata.normalize("NFD", text.casefold().replace("ł", "l"))
    return re.sub(r"[\W_]+", " ", "".join(c for c in flat if not unicodedata.combining(c))).strip()


def _accents(field: Field) -> int:
    return sum(char.isalpha() and not char.isascii() for char in field.value)


def _vouched(printed: Field, code: Field) -> Field:
    """The printed value, sure because the code has it too.

    The code's letters where the print is unlike, or has lost accents that the code has.
    """
    alike = _folded(printed.value) == _folded(code.value) and _accents(printed) >= _accents(code)
    same = alike or printed.kind in ("phones", "addresses", "websites")
    base = printed if same else replace(printed, value=code.value, printed=code.printed, detail=code.detail)
    return replace(base, reader="qr", confidence=max(code.confidence, printed.confidence), problem=None)
