"""Who, what post, which organisation: decided together, by evidence, for the lines no finder has claimed.

Every piece of free text gets, for each role, the log odds that it plays that role: a sum of features
times weights (parsers/data/role_weights.json). The best person and organisation that do not
overlap are taken together; posts and departments follow, since they stand by the person.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.candidates import Candidate, Features, candidates
from parsers.companies import (
    MOST_LETTERS,
    WORD_BEGINNINGS,
    domain_agreement,
    domain_labels,
    is_generic,
    is_legal_form,
    is_misread_label,
    read_company,
    spelled_out,
)
from parsers.contact import Field, PersonName
from parsers.evidence import company_features, department_features, name_features, post_features
from parsers.job_titles import BETWEEN_POSTS, read_post, split_posts
from parsers.known import Known
from parsers.lines import Line
from parsers.names import (
    SCHOOL,
    NameReading,
    cut_degrees,
    email_agreement,
    given_names,
    is_full_name,
    is_titles,
    polish_title,
    read_name,
    surnames,
)
from parsers.parts import Piece, is_below, joined, near, overlap, piece_of, pieces_of_lines, subpieces
from parsers.words import DATA, fold, squeeze, tokens, word_list

ROLES = ("name", "job_titles", "company", "department")


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    loaded: Mapping[str, Mapping[str, float]] = json.loads(
        (DATA / "role_weights.json").read_text(encoding="utf-8")
    )["weights"]
    return loaded


def log_odds(role: str, features: Features) -> float:
    table = weights()[role]
    return sum(table.get(name, 0.0) * value for name, value in features.items())


def probability(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


OWNER = 0.8  # the chance that a name within the firm's is the card's person
DERIVED = "The card names no firm; this is the domain of its addresses."
Chosen = tuple[Candidate, float]


@dataclass(frozen=True, slots=True)
class Decision:
    """The chosen pieces with their probabilities. ``people``: the first is the card's person."""

    people: tuple[Chosen, ...] = ()
    posts: tuple[Chosen, ...] = ()
    company: Chosen | None = None
    departments: tuple[Chosen, ...] = ()


def decide(found: Sequence[Candidate], known: Known) -> Decision:
    """Choose person and organisation together, then posts, then departments."""
    if not found:
        return Decision()
    names = sorted(
        ((log_odds("name", name_features(c, known, found)), i) for i, c in enumerate(found) if c.name),
        reverse=True,
    )
    person, company = _person_and_company(found, names, known)
    people = _people(found, names, person, company, known)
    if people:
        person = people[0][0]
    taken = [c.piece for c, _ in people] + ([company[0].piece] if company else [])
    piece = person.piece if person else None
    named: Sequence[Piece | None] = [c.piece for c, _ in people] or [None]
    lone = company is not None and not any(
        c.post.heads and not any(overlap(c.piece, other) for other in taken) for c in found
    )

    def post_odds(candidate: Candidate, posts: Sequence[Chosen]) -> float:
        printed = [c.piece for c, _ in posts]
        return max(
            log_odds("job_titles", post_features(candidate, name, printed, taken, lone)) for name in named
        )

    posts = _several(found, taken, post_odds, 4)
    posts = tuple(chosen for chosen in posts if not _is_title_alone(chosen[0]))
    if len(posts) > 1:  # "CPA" under a name beside "Managing Director" is a degree
        posts = tuple(chosen for chosen in posts if not is_titles(chosen[0].text, after=True))

    def unit_odds(candidate: Candidate, units: Sequence[Chosen]) -> float:
        if is_titles(candidate.text, after=True):
            return -math.inf  # "BSc (Hons), MRICS" under a post
        beside = [c.piece for c, _ in (*posts, *units)]
        above = [c.piece for c, _ in units]
        return log_odds("department", department_features(candidate, piece, beside, taken, above))

    return Decision(people, posts, company, _several(found, taken, unit_odds, 3))


def _is_title_alone(candidate: Candidate) -> bool:
    """A title under a name ("Dipl.-Ing. (FH)") stands where posts do; "Doctor" is one."""
    return not candidate.post.heads and is_titles(SCHOOL.sub("", candidate.text).strip())


def _person_and_company(
    found: Sequence[Candidate], names: Sequence[tuple[float, int]], known: Known
) -> tuple[Candidate | None, Chosen | None]:
    """The person and organisation (or none) whose odds together are best, and that do not overlap."""
    largest = max(c.size for c in found)
    best: tuple[float, Candidate | None, Chosen | None] = (-math.inf, None, None)
    for name_odds, person in [*((odds, found[i]) for odds, i in names[:4]), (0.0, None)]:
        taken = [person.piece] if person else []
        owner = person.name if person else None
        # One more person's name is no firm.
        people = {
            i: odds
            for i, odds in _beside_a_person(found, names, person, known).items()
            if not _is_firm_like_a_name(found[i], owner)
        }
        options = [
            (odds, i)
            for i, c in enumerate(found)
            if not any(overlap(c.piece, piece) for piece in taken) and not is_legal_form(c.firm)
            for odds in (log_odds("company", company_features(c, owner, largest, taken)),)
            if odds > people.get(i, 0.0)
        ]
        odds, index = max(options, default=(-1.0, 0), key=lambda option: option[0])
        company = (found[index], probability(odds)) if odds >= 0 else None
        if name_odds + max(odds, 0.0) > best[0]:
            best = name_odds + max(odds, 0.0), person, company
    return best[1], best[2]


def _is_firm_like_a_name(candidate: Candidate, owner: NameReading | None) -> bool:
    """Whether what looks like a second person's name is a firm: after the first, of a kind, the domain.

    "Melo Bearing House" beside Ana Melo; "Surya Kendra"; "Baker Lane Howard" beside blh.example.
    """
    name, words = candidate.name, candidate.text.split()
    if name is None or owner is None:
        return False
    after_owner = set(owner.words) < set(words) or (name.common > 0 and owner.words[-1] in words)
    its_letters = candidate.domain == WORD_BEGINNINGS and candidate.email == 0
    return after_owner or its_letters or (candidate.company.kinds > 0 and not is_full_name(name))


def _beside_a_person(
    found: Sequence[Candidate],
    names: Sequence[tuple[float, int]],
    person: Candidate | None,
    known: Known,
) -> dict[int, float]:
    """Index -> log odds of being one more person's name.

    An e-mail address that is the first person's says nothing for a second.
    """
    if person is None or person.name is None:
        return {}
    first = person.name.words
    left = [email for email in known.emails if email_agreement(first, [email]) < 0.7]
    if len(left) == len(known.emails):
        return {i: odds for odds, i in names if found[i] is not person}
    weight = weights()["name"]["email"]
    return {
        i: odds - weight * (c.email - email_agreement(c.name.words, left))
        for odds, i in names
        if (c := found[i]) is not person and c.name is not None
    }


def _people(
    found: Sequence[Candidate],
    names: Sequence[tuple[float, int]],
    person: Candidate | None,
    company: Chosen | None,
    known: Known,
) -> tuple[Chosen, ...]:
    """The card's person, then others that are surely named; of people set alike the first printed leads."""
    if person is None:
        return ()
    taken = [person.piece] + ([company[0].piece] if company else [])
    chosen = [(odds, found[i]) for odds, i in names if found[i] is person]
    others = _beside_a_person(found, names, person, known)
    for odds, i in names:
        if (
            _stands_by_itself(found[i])
            and not _is_of_a_post(found[i], found)
            and others.get(i, -9.0) > (-2.0 if _is_twin(found[i], person) else 0.5)
            and not _is_firm_like_a_name(found[i], person.name)
            and not is_titles(found[i].text, after=True)
            and not found[i].company.unit
            and not any(overlap(found[i].piece, piece) for piece in taken)
        ):
            chosen.append((odds, found[i]))
            taken.append(found[i].piece)
    best = chosen[0][0]
    alike = [
        c
        for odds, c in chosen
        if c is person or _is_twin(c, person) or (odds > best - 2 and _set_alike(c.piece, person.piece))
    ]
    top = min(c.piece.box.center[1] for c in alike) + 0.6 * person.piece.size
    first = min((c for c in alike if c.piece.box.center[1] < top), key=lambda c: c.piece.box.left)
    chosen.sort(key=lambda item: item[1] is not first)
    return tuple((c, probability(odds)) for odds, c in chosen)


def _stands_by_itself(candidate: Candidate) -> bool:
    """A line, or a part of one with a given name in it: of a post's words none is one more person."""
    return candidate.rest is None or (candidate.name is not None and candidate.name.given > 0)


def _is_of_a_post(candidate: Candidate, found: Sequence[Candidate]) -> bool:
    """Whether it is a part of a line that is a post all over: names of "Truong Phong Kinh Doanh"."""
    return candidate.rest is not None and any(
        other.rest is None
        and other.post.heads > 0
        and other.post.heads + other.post.parts == other.post.words
        and overlap(other.piece, candidate.piece)
        for other in found
    )


def _is_twin(other: Candidate, person: Candidate) -> bool:
    """Whether one more name, though no list has it, stands on a row with the first, each over its number."""
    one_row = abs(other.piece.box.center[1] - person.piece.box.center[1]) < 0.5 * person.piece.size
    both = other.phone_near and person.phone_near
    plain = other.rest is None and other.name is not None and not other.name.common and len(other.words) < 4
    return one_row and both and plain and _set_alike(other.piece, person.piece)


def _set_alike(a: Piece, b: Piece) -> bool:
    """Whether two names stand as equals: in one size, under each other or on one row."""
    one_row = abs(a.box.center[1] - b.box.center[1]) < 0.5 * max(a.size, b.size)
    return 0.8 < a.size / max(b.size, 1e-6) < 1.25 and (one_row or near(a, b))


def _several(
    found: Sequence[Candidate],
    taken: list[Piece],
    odds_of: Callable[[Candidate, Sequence[Chosen]], float],
    most: int,
) -> tuple[Chosen, ...]:
    """The best candidates that do not overlap ``taken`` (which grows), in printed order.

    Each is weighed knowing those chosen before it.
    """
    chosen: list[Chosen] = []
    while len(chosen) < most:
        free = [(i, c) for i, c in enumerate(found) if not any(overlap(c.piece, piece) for piece in taken)]
        odds, index = max(((odds_of(c, chosen), i) for i, c in free), default=(-1.0, 0))
        if odds <= 0:
            break
        chosen.append((found[index], probability(odds)))
        taken.append(found[index].piece)
    return tuple(sorted(chosen, key=lambda item: _printed_order(item[0].piece)))


def _printed_order(piece: Piece) -> tuple[float, float, int]:
    return piece.box.top, piece.box.left, piece.spans[0].start


def find_roles(free: Sequence[Line], read: Sequence[Line], fields: Sequence[Field]) -> tuple[Field, ...]:
    """Names, posts, company and department of ``free``, the masked lines; ``read`` are the lines as read."""
    known = Known.of(fields, [line.text for line in read])
    found, known = candidates(free, known, read)
    decision = decide(found, known)
    made: list[Field] = []
    for index, (candidate, chance) in enumerate(decision.people):
        assert candidate.name is not None
        name, titles = candidate.name.name, tuple[Field, ...]()
        if not index:
            name, titles = _with_titles(candidate, [c.piece for c, _ in decision.posts], free)
        made += titles
        made.append(
            _field(
                "other_names" if index else "name",
                name.printed,
                candidate.piece,
                chance,
                "name",
                name,
                candidate.person_repairs,
            )
        )
    if not decision.people and decision.company and (owner := _owner(decision.company[0], free)):
        piece, owners = owner
        made.append(_field("name", owners.name.printed, piece, OWNER, "in the firm's name", owners.name))
    for candidate, chance in decision.posts:
        post, degrees = cut_degrees(candidate.text)
        made += [
            _field("job_titles", one, piece, chance, "post", repairs=candidate.repairs)
            for one, piece in _one_by_one(post, candidate.piece, free)
        ]
        if degrees and not any(field.kind == "name_suffix" for field in made):
            made.append(_field("name_suffix", degrees, candidate.piece, chance, "title after a post"))
    derived = _from_domain(fields, decision.people[0][0]) if decision.people else ()
    housed = _in_address(read, fields, known)
    if housed and (
        decision.company is None
        or (decision.company[0].domain < 0.6 and not decision.company[0].company.legal_form)
    ):
        made.append(_field("company", housed.text, housed, 0.85, "in the address"))
    elif decision.company and not _is_part_of(decision.company[0], derived):
        candidate, chance = decision.company
        made.append(
            _field(
                "company",
                candidate.firm,
                candidate.piece,
                chance,
                "organisation",
                repairs=candidate.firm_repairs,
            )
        )
    else:
        made += derived
    if decision.departments:
        whole = joined([c.piece for c, _ in decision.departments])
        made.append(
            _field(
                "department",
                ", ".join(c.firm for c, _ in decision.departments),
                whole,
                min(chance for _, chance in decision.departments),
                "unit",
            )
        )
    return tuple(made)


def _one_by_one(post: str, piece: Piece, lines: Sequence[Line]) -> list[tuple[str, Piece]]:
    """The posts that share a piece, each with its own place on the line."""
    posts, span = split_posts(post), piece.spans[0]
    printed = lines[span.line].text[span.start : span.end]
    cuts = [match.span() for match in BETWEEN_POSTS.finditer(printed)]
    if len(posts) < 2 or len(piece.spans) > 1 or len(cuts) != len(posts) - 1:
        return [(post, piece)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(printed)]
    parts = [
        piece_of(lines, span.line, span.start + start, span.start + end)
        for start, end in zip(starts, ends, strict=True)
    ]
    return [(one, part or piece) for one, part in zip(posts, parts, strict=True)]


def _owner(firm: Candidate, lines: Sequence[Line]) -> tuple[Piece, NameReading] | None:
    """Who a firm is named after, given name and family name: "Usługi Hydrauliczne Jan Kowalski".

    Beside what the firm does; a trader's card seldom says the name twice.
    """
    if not (firm.company.kinds or firm.company.marked):
        return None
    for span in firm.piece.spans:
        words = list(re.finditer(r"\S+", lines[span.line].text[span.start : span.end]))
        for count in (3, 2):
            for run in (words[:count], words[-count:]):
                if len(run) < count or (len(words) == count and len(firm.piece.spans) == 1):
                    continue
                piece = piece_of(lines, span.line, span.start + run[0].start(), span.start + run[-1].end())
                name = read_name(piece.text) if piece else None
                if piece and name and len(name.words) == count and _is_owner(name):
                    return piece, name
    return None


def _is_owner(name: NameReading) -> bool:
    """A given name first, and a family name that is listed, or no word and spelt like one."""
    first, *others = name.words
    return (
        len(first) > 2  # "El Zorzal"
        and fold(first) in given_names()
        and fold(first) not in word_list("common_words.txt")
        and not name.particles
        and name.lower == name.common == name.place == 0
        and all(fold(word) in given_names() or word[0].isupper() for word in others)
        and not read_company(name.name.printed).kinds
        and (fold(others[-1]) in surnames() or name.letters > 0)
    )


def _from_domain(fields: Sequence[Field], person: Candidate) -> tuple[Field, ...]:
    """The last help for a card that names no firm: the domain that site and personal e-mail address share.

    Derived, and marked so; never from a shared mail provider, nor from a domain called after the person.
    """
    assert person.name is not None
    sites = domain_labels((), [field.value for field in fields if field.kind == "websites"])
    for field in fields:
        if field.kind == "emails" and email_agreement(person.name.words, [field.value]) >= 0.8:
            for label in domain_labels([field.value], ()):
                words = (part for word in person.name.words for part in word.split("-"))
                own = any(squeeze(word) in squeeze(label) for word in words if len(word) > 3)
                if label in sites and not own:
                    derived = replace(
                        field,
                        kind="company",
                        value=spelled_out(label),
                        confidence=0.3,
                        rule="from-domain",
                        spans=(),
                    )
                    return (replace(derived, detail=None, repairs=(), problem=DERIVED),)
    return ()


def _is_part_of(firm: Candidate, derived: Sequence[Field]) -> bool:
    """Whether all that was read of a logo is a word of the name that the domain has ("Bakery", "Bakcry")."""
    whole = {word for field in derived for word in tokens(field.value)}
    if len(firm.words) == 1 and any(is_misread_label(firm.words[0], word) for word in whole):
        return True
    return set(firm.words) < whole and is_generic(firm.words)


def _in_address(read: Sequence[Line], fields: Sequence[Field], known: Known) -> Piece | None:
    """The organisation that stands as a line of its address, if the domain is its.

    "12 Mill Road, Stonefield University, Oregon" beside stonefield.example.
    """
    for found in fields:
        if found.kind != "addresses":
            continue
        for span in found.spans:
            whole = piece_of(read, span.line, span.start, span.end)
            for piece in (whole, *(subpieces(read, whole) if whole else ())):
                if piece and not any(char.isdigit() for char in piece.text):
                    says = read_company(piece.text)
                    if (
                        (says.kinds or says.legal_form)
                        and not says.unit
                        and domain_agreement(piece.text, known.labels) >= MOST_LETTERS
                    ):
                        return piece
    return None


def _titles_of(piece: Piece, lines: Sequence[Line], after: bool) -> str:
    """The first reading of ``piece`` that is titles before a name, or ``after`` one; "" if none is."""
    line = lines[piece.spans[0].line]
    texts = (piece.text, *(line.others if piece.text == line.text.strip() else ()))
    titles = (text for text in texts if is_titles(text, after) and not (after and _names_a_post(text)))
    return polish_title(next(titles, ""))


def _names_a_post(text: str) -> bool:
    """Whether a word of ``text`` is a post and no degree: "Q.C. Manager"."""
    return any(read_post(word).heads and not is_titles(word, after=True) for word in text.split())


def _is_title_type(other: Piece, piece: Piece) -> bool:
    """Whether ``other`` is set as a title of ``piece``; capitals alone ("LIC", "MSC") may be a logo.

    Unless they are the line under the name, in smaller type.
    """
    return other.size < 1.3 * piece.size and (
        "." in other.text
        or not other.text.isupper()
        or piece.text.isupper()
        or (other.size < 0.9 * piece.size and is_below(piece, other))
    )


def _is_later(other: Piece, piece: Piece) -> bool:
    """Whether ``other`` is read after ``piece``: below it, or to its right."""
    return other.box.center[1] > piece.box.center[1] + 0.4 * piece.size or other.box.left > piece.box.right


def _with_titles(
    candidate: Candidate, posts: Sequence[Piece], free: Sequence[Line]
) -> tuple[PersonName, tuple[Field, ...]]:
    """The name with its titles, also those on a line of their own above, beside or below it, or its posts."""
    assert candidate.name is not None
    name, piece = candidate.name.name, candidate.piece
    others = [other for other in pieces_of_lines(free) if not overlap(other, piece)]
    beside = [other for other in others if near(other, piece)]
    below_posts = [other for other in others if any(is_below(post, other) for post in posts)]
    made = []
    for kind, own, after in (("name_prefix", name.prefix, False), ("name_suffix", name.suffix, True)):
        place, value = piece, own
        if not own and after and candidate.rest and is_titles(candidate.rest, after):
            value = candidate.rest
        elif not own:
            fitting = (
                (other, titles)
                for other in (*beside, *(below_posts if after else ()))
                if _is_later(other, piece) == after
                and _is_title_type(other, piece)
                and (titles := _titles_of(other, free, after))
            )
            place, value = next(fitting, (piece, ""))
        if value:
            made.append(_field(kind, value, place, 0.95, "title of a name"))
    values = {field.kind: field.value for field in made}
    return replace(name, prefix=values.get("name_prefix", ""), suffix=values.get("name_suffix", "")), tuple(
        made
    )


def _field(
    kind: str,
    value: str,
    piece: Piece,
    chance: float,
    rule: str,
    detail: PersonName | None = None,
    repairs: tuple[str, ...] = (),
) -> Field:
    confidence = round(chance * (0.5 + 0.5 * piece.confidence), 4)
    return Field(
        kind, value, piece.text, confidence, piece.box, piece.reader, rule, piece.spans, detail, repairs
    )
