"""Who, what post, which organisation: decided together, by evidence, for the lines no finder has claimed.

Every piece of free text gets, for each role, the log odds that it plays that role: a sum of features
times weights (parsers/data/role_weights.json). The best person and organisation that do not
overlap are taken together; posts and departments follow, since they stand by the person.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from parsers.candidates import Candidate, Features, Known, candidates
from parsers.companies import domain_agreement, read_company
from parsers.contact import Field, PersonName
from parsers.evidence import company_features, department_features, name_features, post_features
from parsers.lines import Line
from parsers.names import is_titles
from parsers.parts import Piece, joined, near, overlap, piece_of, pieces_of_lines, subpieces
from parsers.words import DATA

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


@dataclass(frozen=True, slots=True)
class Decision:
    """The chosen pieces with their probabilities. ``people``: the first is the card's person."""

    people: tuple[tuple[Candidate, float], ...] = ()
    posts: tuple[tuple[Candidate, float], ...] = ()
    company: tuple[Candidate, float] | None = None
    departments: tuple[tuple[Candidate, float], ...] = ()


def decide(found: Sequence[Candidate], known: Known) -> Decision:
    """Choose person and organisation together, then posts, then departments."""
    if not found:
        return Decision()
    largest = max(c.size for c in found)
    names = sorted(
        ((log_odds("name", name_features(c, known, found)), i) for i, c in enumerate(found) if c.name),
        reverse=True,
    )
    best: tuple[float, int | None, int | None] = (-1e9, None, None)
    for name_odds, n in [*names[:4], (0.0, None)]:
        owner = found[n].name if n is not None else None
        companies = sorted(
            (
                (
                    log_odds(
                        "company",
                        company_features(c, owner, largest, [found[n].piece] if n is not None else []),
                    ),
                    i,
                )
                for i, c in enumerate(found)
                if n is None or not overlap(c.piece, found[n].piece)
            ),
            reverse=True,
        )
        company_odds, k = companies[0] if companies else (0.0, None)
        if company_odds < 0:
            company_odds, k = 0.0, None
        best = max(best, (name_odds + company_odds, n, k), key=lambda option: option[0])
    _, n, k = best
    person = found[n] if n is not None else None
    name_odds = next((odds for odds, i in names if i == n), 0.0)
    if person:  # of people who stand alike, the first printed is the card's
        for odds, i in names:
            first = found[i]
            if (
                odds > 0
                and odds > name_odds - 2
                and not overlap(first.piece, person.piece)
                and (k is None or not overlap(first.piece, found[k].piece))
            ):
                alike = 0.8 < first.piece.size / max(person.piece.size, 1e-6) < 1.25 and near(
                    first.piece, person.piece
                )
                if alike and (first.piece.box.top, first.piece.box.left) < (
                    person.piece.box.top - 0.3 * first.piece.size,
                    person.piece.box.left,
                ):
                    person, name_odds, n = first, odds, i
    people = [(person, probability(name_odds))] if person else []
    organisation = found[k] if k is not None else None
    taken = [c.piece for c in (person, organisation) if c]
    for odds, i in names:
        if person and odds > 0.5 and not any(overlap(found[i].piece, piece) for piece in taken):
            people.append((found[i], probability(odds)))
            taken.append(found[i].piece)
    posts: list[tuple[Candidate, float]] = []
    for _ in range(4):
        options = [
            (
                log_odds(
                    "job_titles",
                    post_features(c, person.piece if person else None, [p.piece for p, _ in posts], taken),
                ),
                i,
            )
            for i, c in enumerate(found)
            if not any(overlap(c.piece, piece) for piece in taken)
        ]
        odds, i = max(options, default=(-1.0, 0))
        if odds <= 0:
            break
        posts.append((found[i], probability(odds)))
        taken.append(found[i].piece)
    departments: list[tuple[Candidate, float]] = []
    for _ in range(3):
        options = [
            (
                log_odds(
                    "department",
                    department_features(
                        c, person.piece if person else None, [p.piece for p, _ in posts + departments], taken
                    ),
                ),
                i,
            )
            for i, c in enumerate(found)
            if not any(overlap(c.piece, piece) for piece in taken)
        ]
        odds, i = max(options, default=(-1.0, 0))
        if odds <= 0:
            break
        departments.append((found[i], probability(odds)))
        taken.append(found[i].piece)
    company = None
    if organisation is not None:
        company = (
            organisation,
            probability(
                log_odds(
                    "company",
                    company_features(
                        organisation,
                        person.name if person else None,
                        largest,
                        [person.piece] if person else [],
                    ),
                )
            ),
        )
    order = lambda item: (item[0].piece.box.top, item[0].piece.box.left)  # noqa: E731
    return Decision(
        tuple(people), tuple(sorted(posts, key=order)), company, tuple(sorted(departments, key=order))
    )


def find_roles(free: Sequence[Line], read: Sequence[Line], fields: Sequence[Field]) -> tuple[Field, ...]:
    """Names, posts, company and department of ``free``, the masked lines; ``read`` are the lines as read."""
    known = Known.of(fields, [line.text for line in read])
    found, known = candidates(free, known, read)
    decision = decide(found, known)
    made: list[Field] = []
    for index, (candidate, chance) in enumerate(decision.people):
        assert candidate.name is not None
        name, titles = _with_titles(candidate, free) if not index else (candidate.name.name, ())
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
    made += [
        _field("job_titles", c.text, c.piece, chance, "post", repairs=c.repairs)
        for c, chance in decision.posts
    ]
    housed = _in_address(read, fields, known)
    if housed and (
        decision.company is None
        or (decision.company[0].domain < 0.6 and not decision.company[0].company.legal_form)
    ):
        made.append(_field("company", housed.text, housed, 0.85, "in the address"))
    elif decision.company:
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
                        and domain_agreement(piece.text, known.labels) >= 0.8
                    ):
                        return piece
    return None


def _is_title_type(other: Piece, piece: Piece) -> bool:
    """Whether ``other`` is set as a title of ``piece``; capitals alone ("LIC", "MSC") may be a logo."""
    return other.size < 1.3 * piece.size and (
        "." in other.text or not other.text.isupper() or piece.text.isupper()
    )


def _is_later(other: Piece, piece: Piece) -> bool:
    """Whether ``other`` is read after ``piece``: below it, or to its right."""
    return other.box.center[1] > piece.box.center[1] + 0.4 * piece.size or other.box.left > piece.box.right


def _with_titles(candidate: Candidate, free: Sequence[Line]) -> tuple[PersonName, tuple[Field, ...]]:
    """The name with its titles, also those on a line of their own above it, below it or beside it."""
    assert candidate.name is not None
    name, piece = candidate.name.name, candidate.piece
    beside = [other for other in pieces_of_lines(free) if not overlap(other, piece) and near(other, piece)]
    made = []
    for kind, own, after in (("name_prefix", name.prefix, False), ("name_suffix", name.suffix, True)):
        place, value = piece, own
        if not own:
            fitting = (
                other for other in beside if is_titles(other.text, after) and _is_title_type(other, piece)
            )
            place = next((other for other in fitting if _is_later(other, piece) == after), piece)
            value = place.text if place is not piece else ""
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
