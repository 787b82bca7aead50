"""Telephone and register numbers, as printed.

Telephone numbers come from the ranges kept free for fiction where a country has one (Great Britain: Ofcom;
United States: 555-01xx; Germany: Bundesnetzagentur; France: Arcep), as far as libphonenumber holds them for
valid. Poland, Czechia, Spain and Portugal keep none: their numbers are random ones of the right form, may by
chance be somebody's, and must not be called. The same holds for NIP, REGON and the other register numbers,
which have a right check digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class TaxId:
    """A number of a public register: its kind, its label as printed, the number as printed."""

    kind: str
    label: str
    printed: str


def digits(rng: Random, count: int, first: str = "0123456789") -> str:
    """``count`` random digits, the first of them out of ``first``."""
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def fill(rng: Random, pattern: str) -> str:
    """``pattern`` with a random digit for every #."""
    return "".join(rng.choice("0123456789") if c == "#" else c for c in pattern)


def _checked(
    rng: Random, length: int, weights: tuple[int, ...], ten: str | None, first: str = "123456789"
) -> str:
    """Digits and a check digit, their weighted sum modulo 11; ``ten`` stands for 10 (None: draw again)."""
    while True:
        body = digits(rng, length - 1, first)
        rest = sum(w * int(c) for w, c in zip(weights, body, strict=True)) % 11
        if rest < 10 or ten is not None:
            return body + (str(rest) if rest < 10 else str(ten))


def nip(rng: Random) -> str:
    """A Polish tax number, 10 digits with a right checksum."""
    return _checked(rng, 10, (6, 5, 7, 2, 3, 4, 5, 6, 7), None)


def regon(rng: Random) -> str:
    """A Polish statistical number, 9 digits with a right checksum; many look like telephone numbers."""
    return _checked(rng, 9, (8, 9, 2, 3, 4, 5, 6, 7), "0", "0123567")


def _german_vat(rng: Random) -> str:
    body = digits(rng, 8, "123456789")
    product = 10
    for c in body:
        total = (int(c) + product) % 10 or 10
        product = 2 * total % 11
    return "DE" + body + str((11 - product) % 10)


def _luhn(rng: Random, length: int) -> str:
    body = digits(rng, length - 1, "3456789")
    total = sum(sum(divmod(int(c) * (2 if i % 2 == 0 else 1), 10)) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def _ico(rng: Random) -> str:
    body = digits(rng, 7, "2456")
    rest = sum(w * int(c) for w, c in zip(range(8, 1, -1), body, strict=True)) % 11
    return body + str((11 - rest) % 10)


def _grouped(digits: str, sizes: tuple[int, ...], gap: str) -> str:
    out, at = [], 0
    for size in sizes:
        out.append(digits[at : at + size])
        at += size
    return gap.join(out)


def tax_ids(rng: Random, language: str) -> tuple[TaxId, ...]:
    """One to three register numbers as the language's cards print them."""
    if language == "pl":
        number = nip(rng)
        form = rng.choice(((3, 3, 2, 2), (3, 2, 2, 3), (10,), (3, 3, 2, 2)))
        printed = rng.choice(("", "", "", "PL ", "PL")) + _grouped(number, form, "-")
        colon = rng.choice((":", "", ":"))
        ids = [TaxId("NIP", "NIP" + colon, printed)]
        if rng.random() < 0.7:
            ids.append(TaxId("REGON", "REGON" + colon, regon(rng)))
        if rng.random() < 0.5:
            ids.append(TaxId("KRS", "KRS" + colon, "0000" + digits(rng, 6, "123456789")))
        return tuple(ids)
    if language == "de":
        ids = [TaxId("USt-IdNr.", rng.choice(("USt-IdNr.", "USt-IdNr.:")), _german_vat(rng))]
        if rng.random() < 0.5:
            ids.append(TaxId("HRB", "HRB", digits(rng, 5, "123456789")))
        return tuple(ids)
    if language == "fr":
        siren = _luhn(rng, 9)
        return (TaxId("SIREN", rng.choice(("SIREN", "SIREN :")), _grouped(siren, (3, 3, 3), " ")),)
    if language == "cs":
        ico = _ico(rng)
        return (TaxId("IČO", "IČO:", ico), TaxId("DIČ", "DIČ:", "CZ" + ico))
    if language == "en":
        return (TaxId("Company No.", "Company No.", "0" + digits(rng, 7, "456789")),)
    if language == "es":
        return (TaxId("CIF", "CIF:", "B" + _cif(rng)),)
    return (TaxId("NIF", "NIF:", _portuguese_nif(rng)),)


def _cif(rng: Random) -> str:
    body = digits(rng, 7, "8")
    odd = sum(sum(divmod(2 * int(c), 10)) for c in body[::2])
    return body + str(-(odd + sum(int(c) for c in body[1::2])) % 10)


def _portuguese_nif(rng: Random) -> str:
    body = digits(rng, 8, "5")
    rest = 11 - sum(w * int(c) for w, c in zip(range(9, 1, -1), body, strict=True)) % 11
    return body + str(rest if rest < 10 else 0)


def _polish(rng: Random, style: int, kind: str, area: str) -> str:
    gap = " " if style < 10 else "-" if style < 20 else "."
    style %= 10
    if kind == "mobile":
        number = rng.choice(("50", "51", "53", "60", "66", "69", "72", "78", "79", "88")) + digits(rng, 7)
        body = _grouped(number, (3, 3, 3), gap)
        return {
            1: "+48 " + body,
            2: "+48 " + body,
            4: "(+48) " + body,
            5: "0 " + body,
            6: "0048 " + body,
        }.get(style, body)
    body = _grouped(digits(rng, 7, "2345678"), (3, 2, 2), gap)
    forms = {
        0: f"{area} {body}",
        1: f"+48 {area} {body}",
        2: f"+48 ({area}) {body}",
        3: f"({area}) {body}",
        4: f"(+48 {area}) {body}",
        5: f"(0-{area}) {body}",
        6: f"0048 {area} {body}",
        7: f"0{area} {body}",
        8: f"+48 (0) {area} {body}",
        9: f"/{area}/ {body}",
    }
    return forms[style]


def _british(rng: Random, style: int, area: str) -> str:
    if area == "20":
        city, body = "20", "7946 0" + digits(rng, 3)
    else:
        city, body = area, "496 0" + digits(rng, 3)
    return (f"+44 {city} {body}", f"0{city} {body}", f"+44 (0){city} {body}", f"(0{city}) {body}")[style % 4]


def _american(rng: Random, style: int) -> str:
    line = "01" + digits(rng, 2)
    forms = (
        f"(202) 555-{line}",
        f"202-555-{line}",
        f"202.555.{line}",
        f"+1 202 555 {line}",
        f"+1 (202) 555-{line}",
    )
    return forms[style % 5]


def _german(rng: Random, style: int, kind: str, area: str) -> str:
    if kind == "mobile":
        city, body = rng.choice((("171", f"39200{digits(rng, 2)}"), ("176", f"040690{digits(rng, 2)}")))
    else:
        trunk = {"30": "23125", "40": "66969", "69": "90009", "89": "99998", "221": "4710"}[area]
        city, body = area, trunk + rng.choice(("-", "-", " ", "")) + digits(rng, 3, "123456789")
    return (
        f"+49 {city} {body}",
        f"0{city} / {body}",
        f"0{city} {body}",
        f"+49 (0){city} {body}",
        f"(0{city}) {body}",
    )[style % 5]


def _french(rng: Random, style: int, area: str) -> str:
    block = {"1": "99 00", "2": "61 91", "3": "53 01", "4": "65 71", "5": "36 49"}[area]
    gap = "." if style % 4 == 1 else " "
    body = gap.join([*block.split(), digits(rng, 2), digits(rng, 2)])
    return (f"0{area} {body}", f"0{area}.{body}", f"+33 {area} {body}", f"+33 (0){area} {body}")[style % 4]


def phone_number(rng: Random, language: str, kind: str, area: str, style: int) -> str:
    """A number as printed; ``style`` chooses among the country's ways of writing (0..29)."""
    if language == "pl":
        return _polish(rng, style, kind, area)
    if language == "en":
        return _american(rng, style) if area == "202" else _british(rng, style, area)
    if language == "de":
        return _german(rng, style, kind, area)
    if language == "fr":
        return _french(rng, style, area)
    country = {"cs": "+420", "es": "+34", "pt": "+351"}[language]
    if kind == "mobile":
        number = {"cs": "60", "es": "61", "pt": "91"}[language] + rng.choice("1234") + digits(rng, 6)
    else:
        number = area + digits(rng, 9 - len(area), "2345678")
    body = _grouped(number, (3, 3, 3), " ")
    return f"{country} {body}" if style % 2 else body
