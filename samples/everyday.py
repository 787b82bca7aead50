"""Polish cards by kind: sole traders, practices, public offices, schools, shops and farms.

``people.make_content`` combines freely and so draws mostly firms; here ``data/everyday.toml`` says, for each
kind of card that people in Poland hand out, what is printed on it, how often, and in what manner.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from samples.fictitious_numbers import TaxId, digits, fill, phone_number, tax_ids
from samples.people import Address, Content, Phone, without_accents

DATA = Path(__file__).with_name("data") / "everyday.toml"
BREAK = " // "  # in the data: here a name may run on in the next line
FREE_MAIL = ("poczta.example", "skrzynka.example", "list.example.com")  # as wp.pl or gmail.com would be
BOXES = ("biuro", "kontakt", "sekretariat", "info", "firma", "recepcja", "zapisy", "poczta")
BESIDE = ("{post}: {name}", "{name} – {post}", "{name}, {post}", "{name} | {post}", "{post} {name}")


@cache
def data() -> dict[str, Any]:
    """The lists of ``data/everyday.toml``."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Lots:
    """The lots of one card: its kind, its person, its town and how its numbers are written."""

    rng: Random
    kind: dict[str, Any]
    given: str
    family: str
    female: bool
    stem: str
    town: list[str]  # town, in the town, start of the postal code, area code, voivodeship
    style: int

    @property
    def full(self) -> str:
        return f"{self.given} {self.family}"

    def one(self, key: str) -> str:
        """One entry of the kind's list ``key``, in the person's gender and filled in."""
        chosen = self.rng.choice(self.kind.get(key) or [""])
        return self.filled(chosen.split("|")[-1 if self.female else 0])

    def filled(self, pattern: str) -> str:
        return pattern.format(
            full=self.full,
            name=self.family,
            given=self.given,
            stem=self.stem,
            town=self.town[0],
            towns=self.town[1],
            village=self.rng.choice(data()["villages"]),
            wsp=self.rng.choice(data()["surnames_of_firms"]),
            n=self.rng.randint(2, 40),
        )

    def has(self, feature: str) -> bool:
        return self.rng.random() < float(self.kind["chances"].get(feature, 0.0))

    def phone(self, kind: str, label: str) -> Phone:
        number = phone_number(self.rng, "pl", kind, self.town[3], self.style)
        return Phone(kind, self.rng.choice(data()["labels"][label]), number)


def everyday_content(rng: Random) -> Content:
    """Invent the content of one card of a kind drawn by weight."""
    lists = data()
    kind = rng.choices(lists["kinds"], [k["weight"] for k in lists["kinds"]])[0]
    female = rng.random() < 0.5
    given = rng.choice(lists["first_f" if female else "first_m"])
    if rng.random() < 0.03:
        given = f"{given} {rng.choice(lists['first_f' if female else 'first_m'])}"
    families = [entry.split("|")[-1 if female else 0] for entry in lists["last"]]
    family = rng.choice(families)
    if female and rng.random() < 0.15:
        family = f"{family}-{rng.choice([f for f in families if f != family])}"
    style = rng.choice((0, 0, 0, 1, 1, 1, 2, 3, 3, 4, 7)) + rng.choice((0, 0, 0, 10, 10, 20))
    stem, town = rng.choice(lists["stems"]), rng.choice(lists["towns"]).split("|")
    lots = _Lots(rng, kind, given, family, female, stem, town, style)
    return _content(lots, *_called(lots))


def _called(lots: _Lots) -> tuple[str, str]:
    """(the person's name as printed, or a first name alone, or ""; titles before it)."""
    rng, (whole, first) = lots.rng, lots.kind["person"]
    lot = rng.random()
    if lot >= whole + first:
        return "", ""
    if lot >= whole:
        return rng.choice(data()["short_f" if lots.female else "short_m"]), ""
    prefix = lots.one("prefixes")
    shape = rng.random()
    if shape < 0.05:
        return f"{lots.family.upper()} {lots.given}", prefix
    return (lots.full.upper() if shape < 0.17 else lots.full), prefix


def _content(lots: _Lots, name: str, prefix: str) -> Content:
    rng, stem = lots.rng, lots.stem
    firm = lots.one("companies")
    company, firm_lines = firm.replace(BREAK, " "), tuple(firm.split(BREAK))
    if rng.random() < 0.3:
        firm_lines = (company,)
    key = _key(lots, company)
    posts = _posts(lots) if name else ()
    beside = rng.choice(BESIDE) if len(posts) == 1 and len(posts[0]) < 25 and lots.has("beside") else ""
    head = f"{prefix} {name}".strip()
    lines = (prefix, name) if prefix and rng.random() < 0.25 and not beside else (head,)
    addresses, phones = _addresses(lots), _phones(lots)
    if lots.has("two_offices") and addresses:
        addresses = _offices(lots, addresses[0])
    ids = _ids(lots)
    handle = (
        rng.choice(
            ("facebook.com/{}.example", "fb.com/{}.example", "@{}.example", "instagram.com/{}.example")
        ),
    )
    offer = lots.kind.get("services", ())
    return Content(
        language="pl",
        name=name,
        name_prefix=prefix,
        name_lines=lines if name else (),
        job_titles=posts,
        post_beside=beside,
        department=lots.one("departments") if name and lots.has("department") else "",
        company=company,
        company_lines=firm_lines,
        company_also=_also(company, firm_lines, stem, lots.full),
        logo=stem if stem in company else "",
        claim=lots.one("claims") if lots.has("claim") else "",
        phones=phones,
        emails=_emails(lots, name, key),
        email_label=rng.choice(data()["labels"]["email"]),
        websites=(rng.choice(("www.", "www.", "")) + f"{key}.example",) if rng.random() < 0.6 else (),
        web_label=rng.choice(data()["labels"]["web"]),
        addresses=addresses,
        tax_ids=ids,
        small_print=_small_print(lots, ids),
        handles=tuple(h.format(key) for h in handle) if lots.has("handle") else (),
        services=tuple(rng.sample(offer, rng.randint(3, min(6, len(offer)))))
        if offer and lots.has("services")
        else (),
    )


def _key(lots: _Lots, company: str) -> str:
    """What the domain is called: the invented word, the owner, or a public body's initials and its town."""
    if lots.stem in company or lots.family in company or not company:
        return without_accents(lots.stem if lots.stem in company else lots.family)
    initials = "".join(word[0] for word in company.split() if word[0].isupper() and word not in lots.town[1])
    short = without_accents(initials)
    return (
        f"{short}-{without_accents(lots.town[0])}"
        if len(short) > 2
        else f"{without_accents(company.split()[0])}{without_accents(lots.family)}"
    )


def _also(company: str, lines: tuple[str, ...], stem: str, full: str) -> tuple[str, ...]:
    """Forms of the company's name that are right as well: without legal form or owner, the stem alone."""
    forms = [stem] if stem in company else []
    for ending in (" Sp. z o.o.", " sp. z o.o.", " Sp. k.", " sp.k.", " S.A.", " P.S.A.", " s.c."):
        company_without = company.removesuffix(ending)
        if company_without != company:
            forms.append(company_without)
            company = company_without
    if company.endswith(f" {full}"):
        forms.append(company.removesuffix(f" {full}"))
    if len(lines) > 1 and lines[1] == full:
        forms.append(lines[0])
    return tuple(dict.fromkeys(forms))


def _posts(lots: _Lots) -> tuple[str, ...]:
    if lots.has("two_posts"):
        return tuple(lots.one("two_posts").split(BREAK))
    post = lots.one("posts")
    return (post,) if post else ()


def _phones(lots: _Lots) -> tuple[Phone, ...]:
    rng, bare = lots.rng, lots.rng.random() < 0.12
    mobile_first = lots.kind["phone"] == "shop" or lots.kind["mail"].get("free", 0) > 1
    phones = []
    if rng.random() < (0.45 if mobile_first else 0.9):
        first = lots.phone("work", lots.kind["phone"])
        if lots.has("extension"):
            first = Phone("work", first.label, f"{first.printed} wew. {rng.randint(10, 399)}")
        phones.append(first)
        if lots.has("fax"):
            phones.append(lots.phone("fax", "fax"))
    if rng.random() < (0.9 if mobile_first else 0.7) or not phones:
        phones.append(lots.phone("mobile", "mobile"))
    if lots.has("mobile2"):
        phones.append(lots.phone("mobile", "mobile"))
    if rng.random() < 0.2:
        phones.reverse()
    if bare:
        return tuple(Phone("other", "", phone.printed) for phone in phones)
    return tuple(Phone("work", p.label, p.printed) if p.label.startswith("tel./") else p for p in phones)


def _addresses(lots: _Lots) -> tuple[Address, ...]:
    rng, lists = lots.rng, data()
    if rng.random() < 0.1:
        return ()
    postal = fill(rng, lots.town[2] + "###")
    if lots.has("village"):
        village, number = (
            rng.choice(lists["villages"]),
            f"{rng.randint(1, 190)}{rng.choice(('', '', '', 'A', 'b'))}",
        )
        shapes = [
            [f"{village} {number}", f"{postal} {lots.town[0]}"],
            [f"{postal} {village} {number}"],
            [f"{village} {number}", f"{postal} {lots.town[0]}", f"woj. {lots.town[4]}"],
            [f"{postal} {lots.town[0]}", f"{village} {number}"],
            [f"{village}, {rng.choice(lists['streets'])} {number}", f"{postal} {lots.town[0]}"],
        ]
        return (Address(tuple(rng.choice(shapes))),)
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
    slip = rng.choice(lists["slips"]) if not flat else ""
    house = f"{rng.choice(lists['streets'])} {rng.randint(1, 180)}{flat}{slip}"
    town = f"{postal} {lots.town[0]}"
    parts = [town, house] if rng.random() < 0.35 else [house, town]
    return (Address((*parts, *(["Polska"] if rng.random() < 0.06 and parts[-1] == town else []))),)


def _offices(lots: _Lots, first: Address) -> tuple[Address, ...]:
    rng = lots.rng
    other = rng.choice(data()["towns"]).split("|")
    house = f"{rng.choice(data()['streets'])} {rng.randint(1, 99)}"
    branch = Address(
        (house, f"{fill(rng, other[2] + '###')} {other[0]}"),
        rng.choice((f"Oddział {other[0]}:", "Filia:", "Magazyn:", f"Biuro w {other[1]}:")),
    )
    return Address(first.parts, rng.choice(("Siedziba:", "Biuro:", "Centrala:"))), branch


def _emails(lots: _Lots, name: str, key: str) -> tuple[str, ...]:
    rng, ways = lots.rng, lots.kind["mail"]
    way = rng.choices(list(ways), list(ways.values()))[0]
    given, family = (
        without_accents(lots.given.split()[0]),
        "-".join(without_accents(p) for p in lots.family.split("-")),
    )
    if way == "none":
        return ()
    if way == "free":
        own = (f"{given}.{family}", f"{family}{rng.randint(60, 99)}", f"{given}{family[:3]}")
        box = rng.choice((f"{key}{rng.randint(1, 99)}", key, *(own if " " in name else ())))
        return (f"{box}@{rng.choice(FREE_MAIL)}",)
    if way == "box" or " " not in name:
        return (f"{rng.choice(BOXES)}@{key}.example",)
    first = given[0]
    boxes = (f"{given}.{family}", f"{given}.{family}", f"{first}.{family}", f"{first}{family}", family)
    return (f"{rng.choice(boxes)}@{key}.example",)


def _ids(lots: _Lots) -> tuple[TaxId, ...]:
    rng = lots.rng
    ids = list(tax_ids(rng, "pl")) if lots.has("tax_ids") else []
    if ids and lots.kind["name"] in ("sole trader", "farm or guest house"):
        ids = [i for i in ids if i.kind != "KRS"]  # these stand in another register
    if ids and rng.random() < 0.15:
        ids.append(TaxId("BDO", rng.choice(("BDO", "BDO:", "nr BDO")), "000" + digits(rng, 6)))
    if lots.kind["name"] == "doctor" and rng.random() < 0.15:
        ids.append(TaxId("PWZ", rng.choice(("PWZ", "PWZ:", "nr PWZ")), digits(rng, 7, "123456789")))
    return tuple(ids)


def _small_print(lots: _Lots, ids: tuple[TaxId, ...]) -> tuple[str, ...]:
    rng, lines = lots.rng, []
    if lots.has("hours"):
        lines.append(lots.one("hours"))
    if any(i.kind == "KRS" for i in ids) and rng.random() < 0.5:
        capital = f"Kapitał zakładowy: {rng.randint(1, 90) * 5} 000 zł"
        court = f"Sąd Rejonowy w {lots.town[1]}, {rng.choice(('VIII', 'IX', 'XII'))} Wydział Gospodarczy KRS"
        lines.append(rng.choice((capital, court)))
    return tuple(lines)
