"""Front and back of one card, photographed one after the other, as one contact."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from parsers.companies import MOST_LETTERS, domain_agreement, domain_labels
from parsers.contact import Contact, Field
from parsers.mailboxes import is_shared
from parsers.resolve import contact_of
from parsers.words import squeeze, tokens

SIDE = re.compile(r"(?i)^(.*?)[\s_.-]*(?:\b|_)(front|back|przod|przód|tyl|tył|recto|verso)$")
FRONTS = frozenset({"front", "przod", "przód", "recto"})
SINGLE = frozenset({"name", "name_prefix", "name_suffix", "company", "department"})  # one in a contact
MAIN = ("name", "emails", "phones", "websites", "addresses", "tax_ids", "company")


def pair_sides(contacts: Sequence[Contact]) -> tuple[Contact, ...]:
    """``contacts`` in photo order, with every front and its back made one contact of side "both".

    Two contacts of two photos belong together where their files are named so ("x_front", "x_back"), or
    where they follow each other, one of them names no person (or the same one), and company, domain or
    name agree. A photo with several cards is left alone: its cards have no backs in the next photo.
    The front is the side with the person; what the back repeats is dropped, what it adds is added.
    """
    alone = _photos_of_one_card(contacts)
    by_stem: dict[str, list[int]] = {}
    for index in alone:
        stem = _stem(contacts[index])
        if stem:
            by_stem.setdefault(stem, []).append(index)
    partner: dict[int, int] = {}
    for pair in by_stem.values():
        if len(pair) == 2:
            partner[pair[0]], partner[pair[1]] = pair[1], pair[0]
    for index in range(len(contacts) - 1):
        free = index in alone and index + 1 in alone and index not in partner and index + 1 not in partner
        if free and belong_together(contacts[index], contacts[index + 1]):
            partner[index], partner[index + 1] = index + 1, index
    joined = []
    for index, contact in enumerate(contacts):
        other = partner.get(index)
        if other is None:
            joined.append(contact)
        elif index < other:
            front, back = sorted((contact, contacts[other]), key=_is_back)
            joined.append(merge_sides(front, back))
    return tuple(joined)


def _photos_of_one_card(contacts: Sequence[Contact]) -> frozenset[int]:
    pages = [(contact.source.file, contact.source.page) for contact in contacts]
    cards = Counter(pages)
    return frozenset(
        index for index, page in enumerate(pages) if cards[page] == 1 and contacts[index].problem is None
    )


def _stem(contact: Contact) -> str:
    """The file's name without its side, with its folder; "" where it names no side."""
    path = PurePath(contact.source.file.replace("\\", "/"))
    match = SIDE.match(path.stem)
    return f"{path.parent}/{match.group(1)}" if match and match.group(1) else ""


def _is_back(contact: Contact) -> tuple[bool, int]:
    """Sorts the front first: the side that its file's name says, else the one that says more of a person."""
    match = SIDE.match(PurePath(contact.source.file.replace("\\", "/")).stem)
    named_back = bool(match and match.group(2).casefold() not in FRONTS)
    return named_back, -(2 * bool(contact.name) + sum(field.kind in MAIN for field in contact.fields))


def belong_together(first: Contact, second: Contact) -> bool:
    """Whether two sides say the same: one person at most, and a company, domain, name or number in common.

    Two photos of one side are no pair (their words are the same), nor are the cards of two colleagues
    (a side without a person that has an e-mail address or a mobile number of its own is a front unread).
    """
    if not first.text or not second.text or _alike(first, second):
        return False
    names = {squeeze(contact.name) for contact in (first, second) if contact.name}
    if len(names) != 1:
        return False
    values = [
        {f.value for f in contact.fields if f.kind in ("emails", "websites", "phones", "tax_ids")}
        for contact in (first, second)
    ]
    same_value = values[0] & values[1]
    if first.name and second.name:  # two languages of one card
        return bool(same_value)
    person, other = (first, second) if first.name else (second, first)
    own_mail = any(not is_shared(email) and email not in person.emails for email in other.emails)
    own_mobile = any(
        phone.kind == "mobile" and phone.number not in {p.number for p in person.phones}
        for phone in other.phones
    )
    if own_mail or own_mobile:
        return False
    labels = [domain_labels(contact.emails, contact.websites) for contact in (first, second)]
    if set(labels[0]) & set(labels[1]) or same_value:
        return True
    companies = [contact.company for contact in (first, second)]
    if companies[0] and companies[1]:
        a, b = sorted((squeeze(company) for company in companies), key=len)
        return len(a) > 2 and b.startswith(a)
    return any(
        bool(company) and domain_agreement(company, label) >= MOST_LETTERS
        for company, label in ((companies[0], labels[1]), (companies[1], labels[0]))
    )


def _alike(first: Contact, second: Contact) -> bool:
    """Whether most words are the same: two photos of one side."""
    a, b = (set(tokens(" ".join(contact.text)[:5000])) for contact in (first, second))
    return len(a & b) > 0.5 * max(1, min(len(a), len(b))) and len(a & b) > 3


def merge_sides(front: Contact, back: Contact) -> Contact:
    """One contact of both sides: the front's values, and the back's where they add something.

    Of the back's other values (the post in another language, another firm's name) the text is kept among
    what is left over, a person's name as another name. Its places are on another photo, and not told.
    """
    fields: list[Field] = list(front.fields)
    left: list[str] = []
    for field in (replace(field, corners=None) for field in back.fields):
        known = [f for f in fields if f.kind == field.kind]
        translated = field.kind in ("job_titles", "addresses") and known and bool(front.name and back.name)
        if any(_same(f, field) for f in known):
            continue
        if field.kind == "name" and known:
            fields.append(replace(field, kind="other_names"))
        elif translated or (known and field.kind in SINGLE):
            left.append(field.printed)
        else:
            fields.append(field)
    both = contact_of(fields, (*front.text, *back.text), (*front.leftover, *back.leftover, *left))
    return replace(
        both,
        card_id=front.card_id,
        source=replace(front.source, side="both"),
        language=front.language,
        notes=front.notes,
        problem=front.problem,
    )


def _same(a: Field, b: Field) -> bool:
    if a.kind == "websites":
        return re.sub(r"^(https?://)?(www\.)?|/$", "", a.value.casefold()) == re.sub(
            r"^(https?://)?(www\.)?|/$", "", b.value.casefold()
        )
    x, y = squeeze(a.value), squeeze(b.value)
    return x == y or (
        a.kind == "phones"
        and len(min(x, y, key=len)) > 6
        and (x.endswith(y[-7:]) or y.endswith(x[-7:]))
        and a.rule == b.rule
    )
