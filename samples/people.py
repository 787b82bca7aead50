"""Fictitious people, companies, addresses and numbers: what stands on a card, before it is drawn.

Everything is combined at random from ``data/words.toml``. E-mail and web addresses end in ``.example`` or
``.example.com`` (RFC 2606), which nobody can register. Telephone numbers come from the ranges kept free for
fiction where a country has one (Great Britain: Ofcom; United States: 555-01xx; Germany: Bundesnetzagentur;
France: Arcep), as far as libphonenumber holds them for valid. Poland, Czechia, Spain and Portugal keep none:
their numbers are random ones of the right form, may by chance be somebody's, and must not be called. The same
holds for NIP, REGON and the other register numbers, which have a right checksum.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

WORDS = Path(__file__).with_name("data") / "words.toml"
LANGUAGES = ("pl", "en", "de", "fr", "cs", "es", "pt")
FEATURES = (
    "no_person",
    "scholar",
    "prefix",
    "suffix",
    "family_first",
    "capitals",
    "double_name",
    "two_posts",
    "department",
    "second_phone",
    "second_mobile",
    "fax",
    "range",
    "extension",
    "toll_free",
    "no_labels",
    "shared_email",
    "two_offices",
    "tax_ids",
    "handles",
    "slogan",
    "services",
    "own_company",
    "profession",
)


@dataclass(frozen=True, slots=True)
class Phone:
    """A number and its label ("" for none) as printed; ``kind``: work, mobile, fax, home or other."""

    kind: str
    label: str
    printed: str


@dataclass(frozen=True, slots=True)
class Address:
    """``parts``: the natural lines; ``label``: a line above them or ""; ``phones``: the office's own."""

    parts: tuple[str, ...]
    label: str = ""
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxId:
    """A number of a public register: its kind, its label as printed, the number as printed."""

    kind: str
    label: str
    printed: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a card says. ``name_lines`` are the printed lines that hold prefix, name and suffix."""

    language: str
    name: str = ""
    name_prefix: str = ""
    name_suffix: str = ""
    name_lines: tuple[str, ...] = ()
    job_titles: tuple[str, ...] = ()
    department: str = ""
    company: str = ""
    company_also: tuple[str, ...] = ()
    logo: str = ""
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    email_label: str = ""
    websites: tuple[str, ...] = ()
    web_label: str = ""
    addresses: tuple[Address, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    small_print: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    slogan: str = ""
    services: tuple[str, ...] = ()


@cache
def words() -> dict[str, Any]:
    """The word lists of ``data/words.toml``."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def without_accents(text: str) -> str:
    """Lower-case ASCII letters and digits only, as in an address: ``Łączyńska`` gives ``laczynska``."""
    table = str.maketrans({"ł": "l", "Ł": "l", "ß": "ss", "ø": "o", "ä": "ae", "ö": "oe", "ü": "ue"})
    plain = unicodedata.normalize("NFKD", text.casefold().translate(table))
    return "".join(c for c in plain if c.isascii() and c.isalnum())


# ---------------------------------------------------------------- numbers
def _digits(rng: Random, count: int, first: str = "0123456789") -> str:
    return rng.choice(first) + "".join(rng.choice("0123456789") for _ in range(count - 1))


def _fill(rng: Random, pattern: str) -> str:
    return "".join(rng.choice("0123456789") if c == "#" else c for c in pattern)


def _checked(
    rng: Random, length: int, weights: tuple[int, ...], ten: str | None, first: str = "123456789"
) -> str:
    """Digits and a check digit, their weighted sum modulo 11; ``ten`` stands for 10 (None: draw again)."""
    while True:
        body = _digits(rng, length - 1, first)
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
    body = _digits(rng, 8, "123456789")
    product = 10
    for c in body:
        total = (int(c) + product) % 10 or 10
        product = 2 * total % 11
    return "DE" + body + str((11 - product) % 10)


def _luhn(rng: Random, length: int) -> str:
    body = _digits(rng, length - 1, "3456789")
    total = sum(sum(divmod(int(c) * (2 if i % 2 == 0 else 1), 10)) for i, c in enumerate(reversed(body)))
    return body + str(-total % 10)


def _ico(rng: Random) -> str:
    body = _digits(rng, 7, "2456")
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
            ids.append(TaxId("KRS", "KRS" + colon, "0000" + _digits(rng, 6, "123456789")))
        return tuple(ids)
    if language == "de":
        ids = [TaxId("USt-IdNr.", rng.choice(("USt-IdNr.", "USt-IdNr.:")), _german_vat(rng))]
        if rng.random() < 0.5:
            ids.append(TaxId("HRB", "HRB", _digits(rng, 5, "123456789")))
        return tuple(ids)
    if language == "fr":
        siren = _luhn(rng, 9)
        return (TaxId("SIREN", rng.choice(("SIREN", "SIREN :")), _grouped(siren, (3, 3, 3), " ")),)
    if language == "cs":
        ico = _ico(rng)
        return (TaxId("IČO", "IČO:", ico), TaxId("DIČ", "DIČ:", "CZ" + ico))
    if language == "en":
        return (TaxId("Company No.", "Company No.", "0" + _digits(rng, 7, "456789")),)
    if language == "es":
        return (TaxId("CIF", "CIF:", "B" + _cif(rng)),)
    return (TaxId("NIF", "NIF:", _portuguese_nif(rng)),)


def _cif(rng: Random) -> str:
    body = _digits(rng, 7, "8")
    odd = sum(sum(divmod(2 * int(c), 10)) for c in body[::2])
    return body + str(-(odd + sum(int(c) for c in body[1::2])) % 10)


def _portuguese_nif(rng: Random) -> str:
    body = _digits(rng, 8, "5")
    rest = 11 - sum(w * int(c) for w, c in zip(range(9, 1, -1), body, strict=True)) % 11
    return body + str(rest if rest < 10 else 0)


def _polish(rng: Random, style: int, kind: str, area: str) -> str:
    gap = " " if style < 10 else "-" if style < 20 else "."
    style %= 10
    if kind == "mobile":
        number = rng.choice(("50", "51", "53", "60", "66", "69", "72", "78", "79", "88")) + _digits(rng, 7)
        body = _grouped(number, (3, 3, 3), gap)
        return {
            1: "+48 " + body,
            2: "+48 " + body,
            4: "(+48) " + body,
            5: "0 " + body,
            6: "0048 " + body,
        }.get(style, body)
    body = _grouped(_digits(rng, 7, "2345678"), (3, 2, 2), gap)
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
        city, body = "20", "7946 0" + _digits(rng, 3)
    else:
        city, body = area, "496 0" + _digits(rng, 3)
    return (f"+44 {city} {body}", f"0{city} {body}", f"+44 (0){city} {body}", f"(0{city}) {body}")[style % 4]


def _american(rng: Random, style: int) -> str:
    line = "01" + _digits(rng, 2)
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
        city, body = rng.choice((("171", f"39200{_digits(rng, 2)}"), ("176", f"040690{_digits(rng, 2)}")))
    else:
        trunk = {"30": "23125", "40": "66969", "69": "90009", "89": "99998", "221": "4710"}[area]
        city, body = area, trunk + rng.choice(("-", "-", " ", "")) + _digits(rng, 3, "123456789")
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
    body = gap.join([*block.split(), _digits(rng, 2), _digits(rng, 2)])
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
        number = {"cs": "60", "es": "61", "pt": "91"}[language] + rng.choice("1234") + _digits(rng, 6)
    else:
        number = area + _digits(rng, 9 - len(area), "2345678")
    body = _grouped(number, (3, 3, 3), " ")
    return f"{country} {body}" if style % 2 else body


# ---------------------------------------------------------------- names and companies
def _gendered(entry: str, female: bool) -> str:
    return entry.split("|")[-1 if female else 0]


def _person(rng: Random, w: dict[str, Any], on: set[str], trade: dict[str, Any] | None) -> dict[str, Any]:
    female = rng.random() < 0.5
    given = rng.choice(w["first_f" if female else "first_m"])
    family = _gendered(rng.choice(w["last"]), female)
    if "double_name" in on:
        second = _gendered(rng.choice([x for x in w["last"] if "-" not in x and " " not in x]), female)
        if second != family and "-" not in family and " " not in family:
            family = f"{family}-{second}"
    titles = w["prefixes"]
    if trade or "prefix" in on:
        titles = (
            trade["prefixes"] if trade else w.get("prefixes_scholar", titles) if "scholar" in on else titles
        )
        prefix = _gendered(rng.choice(titles), female)
    else:
        prefix = ""
    suffix = rng.choice(w["suffixes"]) if "suffix" in on else ""
    if "family_first" in on:
        name = f"{family.upper()} {given}"
    elif "capitals" in on:
        name = f"{given} {family}".upper()
    else:
        name = f"{given} {family}"
    tail = f", {suffix}" if suffix else ""
    shape = rng.random()
    lines: tuple[str, ...]
    if prefix and shape < 0.3:
        lines = (prefix, name + tail)
    elif shape > 0.88 and " " not in given and "family_first" not in on and not suffix:
        first, last = name.split(" ", 1)
        lines = (f"{prefix} {first}".strip(), last)
    else:
        lines = (f"{prefix} {name}{tail}".strip(),)
    return {
        "given": given,
        "family": family,
        "female": female,
        "name": name,
        "name_prefix": prefix,
        "name_suffix": suffix,
        "name_lines": lines,
    }


def _bare(company: str, stem: str) -> list[str]:
    """Shorter forms of a company's name that a reader may take for it: without legal form, the stem alone."""
    endings = (
        " sp. z o.o.",
        " Sp. z o.o.",
        " S.A.",
        " sp.j.",
        " Sp. z o.o. Sp. k.",
        " s.c.",
        " P.S.A.",
        " Ltd",
        " Ltd.",
        " Limited",
        " PLC",
        " LLP",
        " Inc.",
        " LLC",
        " GmbH & Co. KG",
        " GmbH",
        " AG",
        " KG",
        " e.K.",
        " UG (haftungsbeschränkt)",
        " SA",
        " SAS",
        " SARL",
        ", s.r.o.",
        " s.r.o.",
        " a.s.",
        ", S.L.",
        ", S.L.U.",
        ", Lda.",
        ", S.A.",
        " sp.k.",
    )
    ending = max((e for e in endings if company.endswith(e)), key=len, default="")
    forms = [company.removesuffix(ending)] if ending else []
    if stem and stem in company:
        forms.append(stem)
    return [f for f in dict.fromkeys(forms) if f != company]


def _address(rng: Random, language: str, w: dict[str, Any], city: str, code: str) -> tuple[str, ...]:
    street, number = rng.choice(w["streets"]), rng.randint(1, 180)
    country = rng.choice(w["country"])
    if language == "pl":
        postal = _fill(rng, code + "###")
        flat = rng.choice(
            (
                "",
                "",
                "",
                f"/{rng.randint(1, 60)}",
                f" lok. {rng.randint(1, 40)}",
                "A",
                f" m. {rng.randint(1, 20)}",
            )
        )
        house = f"{street} {number}{flat}"
        if rng.random() < 0.12:
            house += rng.choice((", bud. A", ", piętro II", ", IV p.", ", pok. 204"))
        if rng.random() < 0.07:
            house = f"{rng.choice(w['villages'])} {number}"
        town = f"{postal} {city}"
        parts = [town, house] if rng.random() < 0.3 else [house, town]
        if country and parts[-1] != house:
            parts.append(country)
    elif language == "en" and code == "200":
        house = f"{rng.randint(100, 2400)} {street} NW"
        parts = [rng.choice((house, f"{house}, Suite {rng.randint(2, 90)}0")), f"{city} 200{_digits(rng, 2)}"]
    elif language == "en":
        letters = "".join(rng.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        extra = "V" if code.startswith("EC") else ""
        postal = (
            f"{_fill(rng, code.replace('#', rng.choice('12346789')))}{extra} {rng.randint(1, 9)}{letters}"
        )
        parts = [f"{number} {street}", *([f"{city} {postal}"] if rng.random() < 0.6 else [city, postal])]
        parts += [country] if country else []
    elif language == "fr":
        parts = [f"{number}{rng.choice((',', '', ' bis,'))} {street}", f"{_fill(rng, code)} {city}"]
        parts += [country] if country else []
    elif language in ("es", "pt"):
        flat = (
            rng.choice(("", ", 2º B", ", 1.º Dto.", ""))
            if language == "es"
            else rng.choice(("", ", 3.º Esq."))
        )
        parts = [f"{street}, {number}{flat}", f"{_fill(rng, code)} {city}"]
    elif language == "cs":
        parts = [f"{street} {number}/{rng.randint(1, 30)}", f"{code}0{rng.randint(0, 9)} {city}"]
        parts += [country] if country else []
    else:
        town = f"{_fill(rng, code)} {city}"
        parts = [f"{street} {number}", rng.choice((town, town, f"D-{town}"))]
        parts += [country] if country else []
    return tuple(parts)


def _chances(language: str) -> dict[str, float]:
    chances = dict.fromkeys(FEATURES, 0.1)
    chances |= {
        "no_person": 0.06,
        "prefix": 0.28,
        "suffix": 0.07,
        "family_first": 0.05,
        "capitals": 0.15,
        "double_name": 0.12,
        "two_posts": 0.08,
        "department": 0.25,
        "second_phone": 0.2,
        "fax": 0.3,
        "range": 0.05,
        "extension": 0.08,
        "toll_free": 0.05,
        "tax_ids": 0.3,
        "slogan": 0.2,
        "services": 0.15,
        "two_offices": 0.1,
    }
    if language != "pl":
        chances |= {"range": 0.0, "family_first": 0.0, "prefix": 0.2, "tax_ids": 0.15}
    return chances


def make_content(
    rng: Random, language: str, want: frozenset[str] = frozenset(), avoid: frozenset[str] = frozenset()
) -> Content:
    """Invent one card's content in ``language`` (one of LANGUAGES).

    ``want`` names FEATURES that must be there, ``avoid`` those that must not; all others come by chance.
    """
    w, labels = words()[language], words()[language]["labels"]
    on = {f for f, chance in _chances(language).items() if rng.random() < chance} - avoid | want
    stem = rng.choice(words()["companies"]["stems" if language == "pl" else "stems_abroad"])
    named = "no_person" not in on
    scholar = "scholar" in on and named
    trade = (
        rng.choice(w["professions"])
        if "profession" in on and named and not scholar and "professions" in w
        else None
    )
    person = _person(rng, w, on, trade)
    own = "own_company" in on and not scholar and named
    full = f"{person['given']} {person['family']}"
    pattern = rng.choice(
        trade["companies"] if trade else w["schools" if scholar else "companies_own" if own else "companies"]
    )
    company = pattern.format(stem=stem, trade=rng.choice(w["trades"]), full=full, name=person["family"])
    logo = stem if stem in company else ""
    key = without_accents(stem if stem in company else person["family"])
    domain = f"{key}.example" if rng.random() < 0.85 else f"{key}.example.com"

    city, code, area = rng.choice(w["cities"]).split("|")
    style = rng.choice((0, 0, 0, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9)) + rng.choice((0, 0, 0, 10, 10, 20))
    bare = "no_labels" in on

    def phone(kind: str, label: str) -> Phone:  # the area is that of the office at hand
        number = phone_number(rng, language, "mobile" if kind == "mobile" else "work", area, style)
        return Phone("other" if bare else kind, "" if bare else rng.choice(labels[label]), number)

    mobiles = language != "fr" and not (language == "en" and area != "202")
    phones = []
    if rng.random() < 0.75 or not mobiles or on & {"second_phone", "range", "extension"}:
        first = phone("work", "telfax" if "fax" not in on and rng.random() < 0.12 else "work")
        if "range" in on and language == "pl":
            first = replace(first, printed=first.printed[:-2] + str(rng.randint(10, 89)))
            last = int(first.printed[-2:])
            follow = rng.choice((f"/{last + 1}", f" do {last + 2}", f", {last + 1}"))
            first = replace(first, printed=first.printed + follow)
        elif "extension" in on and not bare:
            word = {"pl": "wew.", "en": "ext.", "fr": "poste", "cs": "linka", "es": "ext.", "pt": "ext."}.get(
                language
            )
            if word:
                first = Phone(first.kind, first.label, f"{first.printed} {word} {rng.randint(10, 399)}")
        phones.append(first)
    if "second_phone" in on:
        phones.append(phone("work", "work"))
    if "fax" in on and not bare:
        phones.append(phone("fax", "fax"))
    if mobiles and (rng.random() < 0.8 or not phones):
        phones.append(phone("mobile", "mobile"))
        if "second_mobile" in on:
            phones.append(phone("mobile", "mobile"))
    if "toll_free" in on and language == "pl" and not bare:
        phones.append(
            Phone(
                "work",
                rng.choice(labels["tollfree"]),
                f"{rng.choice(('800', '801'))} {_digits(rng, 3)} {_digits(rng, 3)}",
            )
        )
    if rng.random() < 0.3:
        rng.shuffle(phones)
    if phones and not bare and rng.random() < 0.5:  # one hand sets all labels: T and M, or tel. and kom.
        phones = _same_manner(phones, labels)

    given, family = without_accents(person["given"]), without_accents(person["family"])
    if "-" in person["family"]:
        family = (
            "-".join(without_accents(p) for p in person["family"].split("-"))
            if rng.random() < 0.6
            else family
        )
    boxes = (
        f"{given}.{family}",
        f"{given}.{family}",
        f"{given[0]}.{family}",
        f"{given[0]}{family}",
        family,
        given,
    )
    shared = rng.choice(
        {
            "pl": ("biuro", "info", "sekretariat", "kontakt", "handlowy"),
            "de": ("info", "kontakt"),
            "fr": ("contact", "info"),
            "en": ("info", "office", "sales"),
        }.get(language, ("info",))
    )
    emails = [] if "no_person" in on else [f"{rng.choice(boxes)}@{domain}"]
    if "no_person" in on or "shared_email" in on:
        emails.append(f"{shared}@{domain}")
    if rng.random() < 0.05:
        emails = []
    websites = []
    if rng.random() < 0.8:
        websites.append(rng.choice(("www.", "www.", "www.", "", "", "http://www.", "https://")) + domain)
    address = Address(_address(rng, language, w, city, code))
    addresses = [address] if rng.random() < 0.9 or "two_offices" in on else []
    if "two_offices" in on:
        other, other_code, other_area = rng.choice(w["cities"]).split("|")
        addresses = [
            Address(address.parts, rng.choice(w["head_office"])),
            Address(
                _address(rng, language, w, other, other_code), rng.choice(w["branch"]).format(city=other)
            ),
        ]
        if (
            not bare and rng.random() < 0.5 and language in ("pl", "de", "cs")
        ):  # each office with its own number
            area = other_area
            addresses = [
                replace(addresses[0], phones=tuple(phones[:1])),
                replace(addresses[1], phones=(phone("work", "work"),)),
            ]
            phones = phones[1:]

    posts: list[str] = []
    department = ""
    if "no_person" not in on and (rng.random() < 0.92 or "two_posts" in on):
        choice = rng.choice(trade["posts"] if trade else w["posts_scholar" if scholar else "posts"])
        posts = [_gendered(choice, person["female"])] if choice else []
        if "two_posts" in on and posts:
            extra = [_gendered(p, person["female"]) for p in w["posts"]]
            posts.append(rng.choice([p for p in extra if p not in posts]))
    if "no_person" not in on and posts and ("department" in on or scholar) and not trade:
        unit = rng.choice(w["departments_scholar" if scholar else "departments"])
        department = "" if any(word in posts[0] for word in unit.split()[:2]) else unit
    ids = tax_ids(rng, language) if "tax_ids" in on else ()
    small = []
    if ids and language == "pl" and any(i.kind == "KRS" for i in ids):
        small.append(
            rng.choice((f"Kapitał zakładowy: {rng.randint(1, 90) * 5} 000 zł", f"Sąd Rejonowy dla m. {city}"))
        )
    handles = []
    if "handles" in on:
        handles.append(
            rng.choice(
                (
                    f"facebook.com/{key}.example",
                    f"fb.com/{key}.example",
                    f"@{key}.example",
                    f"instagram.com/{key}.example",
                    f"linkedin.com/company/{key}.example",
                )
            )
        )
    return Content(
        language=language,
        name="" if "no_person" in on else person["name"],
        name_prefix="" if "no_person" in on else person["name_prefix"],
        name_suffix="" if "no_person" in on else person["name_suffix"],
        name_lines=() if "no_person" in on else person["name_lines"],
        job_titles=tuple(posts),
        department=department,
        company=company,
        company_also=tuple(_bare(company, stem)),
        logo=logo,
        phones=tuple(phones),
        emails=tuple(emails),
        email_label=rng.choice(labels["email"]),
        websites=tuple(websites),
        web_label=rng.choice(labels["web"]),
        addresses=tuple(addresses),
        tax_ids=ids,
        small_print=tuple(small),
        handles=tuple(handles),
        slogan=rng.choice(w["slogans"]) if "slogan" in on else "",
        services=tuple(rng.sample(w["services"], rng.randint(3, min(5, len(w["services"])))))
        if "services" in on
        else (),
    )


def _same_manner(phones: list[Phone], labels: dict[str, list[str]]) -> list[Phone]:
    """The labels of one card in one manner, as the first has it: colon or none, letter or word."""
    lead = phones[0].label

    def alike(label: str) -> bool:
        return (len(label.rstrip(":")) == 1, label.endswith(":"), label.isupper()) == (
            len(lead.rstrip(":")) == 1,
            lead.endswith(":"),
            lead.isupper(),
        )

    out = []
    for p in phones:
        group = next((g for g in ("work", "mobile", "fax", "telfax", "tollfree") if p.label in labels[g]), "")
        fitting = [x for x in labels.get(group, []) if alike(x)]
        out.append(Phone(p.kind, fitting[0], p.printed) if fitting else p)
    return out
