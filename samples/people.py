"""Fictitious people, companies, addresses and numbers: what stands on a card, before it is drawn.

Everything is combined at random from ``data/words.toml``. E-mail and web addresses end in ``.example`` or
``.example.com`` (RFC 2606), which nobody can register.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from samples.fictitious_numbers import TaxId, digits, fill, phone_number, tax_ids

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
    "home_phone",
    "two_people",
)
EXTENSIONS = {"pl": "wew.", "en": "ext.", "fr": "poste", "cs": "linka", "es": "ext.", "pt": "ext."}
SHARED_BOXES = {
    "pl": ("biuro", "info", "sekretariat", "kontakt", "handlowy"),
    "de": ("info", "kontakt"),
    "fr": ("contact", "info"),
    "en": ("info", "office", "sales"),
}
HANDLES = (
    "facebook.com/{key}.example",
    "fb.com/{key}.example",
    "@{key}.example",
    "instagram.com/{key}.example",
    "linkedin.com/company/{key}.example",
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
class Content:
    """Everything a card says. ``name_lines`` are the printed lines that hold prefix, name and suffix;
    ``post_beside``: how the first line and the only post stand together ("{name}, {post}"), "" where
    the post has its own line; ``company_lines``: the company's name as it is broken, where it is;
    ``claim``: what stands below the company's name in small type.
    """

    language: str
    name: str = ""
    name_prefix: str = ""
    name_suffix: str = ""
    name_lines: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    job_titles: tuple[str, ...] = ()
    post_beside: str = ""
    department: str = ""
    company: str = ""
    company_lines: tuple[str, ...] = ()
    claim: str = ""
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


# ---------------------------------------------------------------- names and companies
def _gendered(entry: str, female: bool) -> str:
    return entry.split("|")[-1 if female else 0]


@dataclass(frozen=True, slots=True)
class _Person:
    given: str
    family: str
    female: bool
    name: str
    prefix: str
    suffix: str
    lines: tuple[str, ...]

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"


def _family(rng: Random, w: dict[str, Any], female: bool, double: bool) -> str:
    family = _gendered(rng.choice(w["last"]), female)
    second = _gendered(rng.choice([x for x in w["last"] if "-" not in x and " " not in x]), female)
    if not double or second == family or "-" in family or " " in family:
        return family
    return f"{family}-{second}"


def _person(rng: Random, w: dict[str, Any], on: set[str], trade: dict[str, Any] | None) -> _Person:
    female = rng.random() < 0.5
    given = rng.choice(w["first_f" if female else "first_m"])
    family = _family(rng, w, female, "double_name" in on)
    titles = trade["prefixes"] if trade else [""]
    if "prefix" in on and not trade:
        titles = w.get("prefixes_scholar", w["prefixes"]) if "scholar" in on else w["prefixes"]
    prefix = _gendered(rng.choice(titles), female)
    suffix = rng.choice(w["suffixes"]) if "suffix" in on else ""
    name = f"{given} {family}"
    if "family_first" in on:
        name = f"{family.upper()} {given}"
    elif "capitals" in on:
        name = name.upper()
    tail = f", {suffix}" if suffix else ""
    lines = [f"{prefix} {name}{tail}".strip()]
    shape = rng.random()
    if prefix and shape < 0.3:
        lines = [prefix, name + tail]
    elif shape > 0.88 and not on & {"family_first", "two_people"} and " " not in given and not suffix:
        first, last = name.split(" ", 1)
        lines = [f"{prefix} {first}".strip(), last]
    return _Person(given, family, female, name, prefix, suffix, tuple(lines))


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
        postal = fill(rng, code + "###")
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
        parts = [rng.choice((house, f"{house}, Suite {rng.randint(2, 90)}0")), f"{city} 200{digits(rng, 2)}"]
    elif language == "en":
        letters = "".join(rng.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        extra = "V" if code.startswith("EC") else ""
        postal = f"{fill(rng, code.replace('#', rng.choice('12346789')))}{extra} {rng.randint(1, 9)}{letters}"
        parts = [f"{number} {street}", *([f"{city} {postal}"] if rng.random() < 0.6 else [city, postal])]
        parts += [country] if country else []
    elif language == "fr":
        parts = [f"{number}{rng.choice((',', '', ' bis,'))} {street}", f"{fill(rng, code)} {city}"]
        parts += [country] if country else []
    elif language in ("es", "pt"):
        flat = (
            rng.choice(("", ", 2º B", ", 1.º Dto.", ""))
            if language == "es"
            else rng.choice(("", ", 3.º Esq."))
        )
        parts = [f"{street}, {number}{flat}", f"{fill(rng, code)} {city}"]
    elif language == "cs":
        parts = [f"{street} {number}/{rng.randint(1, 30)}", f"{code}0{rng.randint(0, 9)} {city}"]
        parts += [country] if country else []
    else:
        town = f"{fill(rng, code)} {city}"
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
        "two_people": 0.03,
        "home_phone": 0.03,
    }
    if language != "pl":
        chances |= {"range": 0.0, "family_first": 0.0, "prefix": 0.2, "tax_ids": 0.15}
    return chances


@dataclass(frozen=True, slots=True)
class _Card:
    """What is settled about a card before its parts are invented; ``style``: how its numbers are written."""

    rng: Random
    language: str
    w: dict[str, Any]
    on: set[str]
    style: int

    @property
    def bare(self) -> bool:
        return "no_labels" in self.on

    def phone(self, kind: str, label: str, area: str) -> Phone:
        number = phone_number(self.rng, self.language, kind, area, self.style)
        if self.bare:
            return Phone("other", "", number)
        return Phone(kind, self.rng.choice(self.w["labels"][label]), number)


def make_content(
    rng: Random, language: str, want: frozenset[str] = frozenset(), avoid: frozenset[str] = frozenset()
) -> Content:
    """Invent one card's content in ``language`` (one of LANGUAGES).

    ``want`` names FEATURES that must be there, ``avoid`` those that must not; all others come by chance.
    """
    w = words()[language]
    on = {f for f, chance in _chances(language).items() if rng.random() < chance} - avoid | want
    if "no_person" in on:
        on -= {"scholar", "own_company", "profession", "two_people", "two_posts", "department"}
    style = rng.choice((0, 0, 0, 1, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9)) + rng.choice((0, 0, 0, 10, 10, 20))
    card = _Card(rng, language, w, on, style)
    stem = rng.choice(words()["companies"]["stems" if language == "pl" else "stems_abroad"])
    trade = rng.choice(w.get("professions", [None])) if "profession" in on and "scholar" not in on else None
    person = _person(rng, w, on, trade)
    company = _company(card, trade, person, stem)
    key = without_accents(stem if stem in company else person.family)
    domain = f"{key}.example" if rng.random() < 0.85 else f"{key}.example.com"
    city, code, area = rng.choice(w["cities"]).split("|")
    phones = _phones(card, area)
    addresses = [Address(_address(rng, language, w, city, code))] if rng.random() < 0.9 else []
    if "two_offices" in on:
        addresses, phones = _offices(card, city, code, phones)
    posts, department = _posts(card, trade, person)
    ids = tax_ids(rng, language) if "tax_ids" in on else ()
    web = rng.choice(("www.", "www.", "www.", "", "", "http://www.", "https://")) + domain
    most = min(5, len(w["services"]))
    content = Content(
        language=language,
        name=person.name,
        name_prefix=person.prefix,
        name_suffix=person.suffix,
        name_lines=person.lines,
        other_names=(_person(rng, w, set(), None).name,) if "two_people" in on else (),
        job_titles=posts,
        department=department,
        company=company,
        company_also=tuple(_bare(company, stem)),
        logo=stem if stem in company else "",
        phones=tuple(phones),
        emails=_emails(card, person, domain),
        email_label=rng.choice(w["labels"]["email"]),
        websites=(web,) if rng.random() < 0.8 else (),
        web_label=rng.choice(w["labels"]["web"]),
        addresses=tuple(addresses),
        tax_ids=ids,
        small_print=_small_print(card, ids, city),
        handles=(rng.choice(HANDLES).format(key=key),) if "handles" in on else (),
        slogan=rng.choice(w["slogans"]) if "slogan" in on else "",
        services=tuple(rng.sample(w["services"], rng.randint(3, most))) if "services" in on else (),
    )
    if "no_person" in on:
        content = replace(content, name="", name_prefix="", name_suffix="", name_lines=())
    return content


def _company(card: _Card, trade: dict[str, Any] | None, person: _Person, stem: str) -> str:
    if trade:
        patterns = trade["companies"]
    else:
        own = "companies_own" if "own_company" in card.on else "companies"
        patterns = card.w["schools" if "scholar" in card.on else own]
    pattern: str = card.rng.choice(patterns)
    kind = card.rng.choice(card.w["trades"])
    return pattern.format(stem=stem, trade=kind, full=person.full, name=person.family)


def _posts(card: _Card, trade: dict[str, Any] | None, person: _Person) -> tuple[tuple[str, ...], str]:
    """The posts and the department, "" for none."""
    rng, w, on = card.rng, card.w, card.on
    if "no_person" in on or (rng.random() < 0.08 and "two_posts" not in on):
        return (), ""
    scholar = "scholar" in on
    choices = trade["posts"] if trade else w["posts_scholar" if scholar else "posts"]
    posts = [p for p in [_gendered(rng.choice(choices), person.female)] if p]
    if "two_posts" in on and posts:
        extra = [_gendered(p, person.female) for p in w["posts"]]
        posts.append(rng.choice([p for p in extra if p not in posts]))
    if trade or not posts or not (scholar or "department" in on):
        return tuple(posts), ""
    unit = rng.choice(w["departments_scholar" if scholar else "departments"])
    said = any(word in posts[0] for word in unit.split()[:2])  # the post names the unit already
    return tuple(posts), "" if said else unit


def _phones(card: _Card, area: str) -> list[Phone]:
    rng, language, on = card.rng, card.language, card.on
    mobiles = language != "fr" and not (language == "en" and area != "202")  # no valid number of fiction
    phones = []
    if rng.random() < 0.75 or not mobiles or on & {"second_phone", "range", "extension"}:
        phones.append(_first_phone(card, area))
    if "second_phone" in on:
        phones.append(card.phone("work", "work", area))
    if "fax" in on and not card.bare:
        phones.append(card.phone("fax", "fax", area))
    if mobiles and (rng.random() < 0.8 or not phones):
        phones.append(card.phone("mobile", "mobile", area))
        if "second_mobile" in on:
            phones.append(card.phone("mobile", "mobile", area))
    if "home_phone" in on and "home" in card.w["labels"] and not card.bare:
        phones.append(card.phone("home", "home", area))
    if "toll_free" in on and language == "pl" and not card.bare:
        number = f"{rng.choice(('800', '801'))} {digits(rng, 3)} {digits(rng, 3)}"
        phones.append(Phone("work", rng.choice(card.w["labels"]["tollfree"]), number))
    if rng.random() < 0.3:
        rng.shuffle(phones)
    return phones if card.bare or rng.random() < 0.5 else _same_manner(phones, card.w["labels"])


def _first_phone(card: _Card, area: str) -> Phone:
    """The first line; with a range of lines or an extension where these are on."""
    rng = card.rng
    first = card.phone("work", "telfax" if "fax" not in card.on and rng.random() < 0.12 else "work", area)
    if "range" in card.on and card.language == "pl":
        last = rng.randint(10, 89)
        follow = rng.choice((f"/{last + 1}", f" do {last + 2}", f", {last + 1}"))
        return replace(first, printed=f"{first.printed[:-2]}{last}{follow}")
    word = EXTENSIONS.get(card.language)
    if "extension" in card.on and word and not card.bare:
        return replace(first, printed=f"{first.printed} {word} {rng.randint(10, 399)}")
    return first


def _same_manner(phones: list[Phone], labels: dict[str, list[str]]) -> list[Phone]:
    """The labels of one card in one manner, as the first has it: colon or none, letter or word."""
    if not phones:
        return phones

    def manner(label: str) -> tuple[bool, bool, bool]:
        return len(label.rstrip(":")) == 1, label.endswith(":"), label.isupper()

    out = []
    for phone in phones:
        group: list[str] = next((g for g in labels.values() if phone.label in g), [])
        fitting = [label for label in group if manner(label) == manner(phones[0].label)]
        out.append(replace(phone, label=fitting[0]) if fitting else phone)
    return out


def _offices(card: _Card, city: str, code: str, phones: list[Phone]) -> tuple[list[Address], list[Phone]]:
    """Two addresses, in some languages each with its own number, which then leaves the list of phones."""
    rng, language, w = card.rng, card.language, card.w
    other, other_code, other_area = rng.choice(w["cities"]).split("|")
    main = Address(_address(rng, language, w, city, code), rng.choice(w["head_office"]))
    branch = Address(
        _address(rng, language, w, other, other_code), rng.choice(w["branch"]).format(city=other)
    )
    if card.bare or language not in ("pl", "de", "cs") or rng.random() < 0.5:
        return [main, branch], phones
    own = card.phone("work", "work", other_area)
    return [replace(main, phones=tuple(phones[:1])), replace(branch, phones=(own,))], phones[1:]


def _emails(card: _Card, person: _Person, domain: str) -> tuple[str, ...]:
    rng = card.rng
    given, family = without_accents(person.given), without_accents(person.family)
    if "-" in person.family and rng.random() < 0.6:
        family = "-".join(without_accents(part) for part in person.family.split("-"))
    boxes = [
        f"{given}.{family}",
        f"{given}.{family}",
        f"{given[0]}.{family}",
        f"{given[0]}{family}",
        family,
        given,
    ]
    emails = [] if "no_person" in card.on else [f"{rng.choice(boxes)}@{domain}"]
    if card.on & {"no_person", "shared_email"}:
        emails.append(f"{rng.choice(SHARED_BOXES.get(card.language, ('info',)))}@{domain}")
    return tuple(emails) if rng.random() < 0.95 or "shared_email" in card.on else ()


def _small_print(card: _Card, ids: tuple[TaxId, ...], city: str) -> tuple[str, ...]:
    """What Polish companies of the court register print beside their numbers."""
    if card.language != "pl" or all(i.kind != "KRS" for i in ids):
        return ()
    capital = f"Kapitał zakładowy: {card.rng.randint(1, 90) * 5} 000 zł"
    return (card.rng.choice((capital, f"Sąd Rejonowy dla m. {city}")),)
