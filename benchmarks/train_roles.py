"""Fit parsers/data/role_weights.json on generated cards, and say how well the roles are then told apart.

    python benchmarks/train_roles.py [--cards 1500] [--seed train] [--pull 60] [--share 0.3] [--check|--write]

The weights that stand in the file are judgement made good by fitting. The fit is pulled towards them
(``--pull``: how many examples one weight's judgement is worth) and followed in part only (``--share``:
on real cards a third of the way did best), so that a feature the generator seldom shows keeps its
meaning. Name and company are fitted as choices (which piece of this card, or none), posts and
departments piece by piece. Since real cards bear names and words that no list has, part of the lists is
hidden in each round. ``--check`` measures the present weights on other generated cards.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from parsers import candidates, companies, evidence, job_titles, names, resolve, roles, wording
from parsers.known import Known
from parsers.lines import Box, Hints, Line, Word
from parsers.parts import overlap
from parsers.words import squeeze
from samples import draw
from samples.everyday import everyday_content
from samples.people import LANGUAGES, make_content

Vector = NDArray[np.float64]
WEIGHTS = Path(roles.DATA) / "role_weights.json"
EVERYDAY = 0.3  # share of cards of shops, crafts and offices, as Polish people hand them out
ROUNDS = 5  # each hides another part of the lists


@dataclass(frozen=True, slots=True)
class Choice:
    """All pieces of one card with their features; ``right`` is the index of the true piece, -1 for none."""

    features: tuple[candidates.Features, ...]
    right: int


def card_lines(printed: Sequence[draw.Printed], rng: Random) -> tuple[Line, ...]:
    """Drawn lines as a reader hands them over; word boxes by their share of the letters."""
    lines = []
    for item in draw.in_reading_order(printed):
        left, top, right, bottom = item.box
        grow = 1 + rng.uniform(-0.06, 0.06)
        top = bottom - (bottom - top) * grow
        words, offset, whole = [], 0, max(len(item.text), 1)
        for text in item.text.split():
            start = item.text.index(text, offset)
            offset = start + len(text)
            box = Box(
                left + (right - left) * start / whole, top, left + (right - left) * offset / whole, bottom
            )
            words.append(Word(text, rng.uniform(0.85, 0.99), box))
        if words:
            lines.append(Line(tuple(words)))
    return tuple(lines)


def cards(count: int, seed: str) -> Iterator[tuple[tuple[Line, ...], dict[str, object]]]:
    for number in range(count):
        rng = Random(f"{seed}/{number}")
        try:
            content = (
                everyday_content(rng) if rng.random() < EVERYDAY else make_content(rng, rng.choice(LANGUAGES))
            )
            drawn = draw.draw_card(content, f"{seed}/{number}")
        except draw.DoesNotFit:
            continue
        yield card_lines(drawn.lines, rng), drawn.truth


def hide(salt: int) -> None:
    """Hide a part of every list (none for salt 0), another part for every salt."""

    def seen(words: frozenset[str], share: float) -> frozenset[str]:
        return frozenset(
            word for word in words if not salt or zlib.crc32(f"{salt}{word}".encode()) % 1000 >= share * 1000
        )

    given, family, vocabulary = ORIGINALS["given"](), ORIGINALS["family"](), ORIGINALS["lists"]()
    names.given_names = evidence.given_names = wording.given_names = lambda hidden=seen(given, 0.3): hidden
    names.surnames = evidence.surnames = wording.surnames = lambda hidden=seen(family, 0.4): hidden
    heads, parts, short, phrases = vocabulary
    job_titles._lists = lambda hidden=(seen(heads, 0.12), seen(parts, 0.2), short, phrases): hidden
    kinds, trades, marks = ORIGINALS["kinds"]()
    companies._kinds = lambda hidden=(seen(kinds, 0.25), seen(trades, 0.3), marks): hidden
    for read in (companies.read_company, names.read_name, job_titles.read_post):
        read.cache_clear()


ORIGINALS = {
    "given": names.given_names,
    "family": names.surnames,
    "lists": job_titles._lists,
    "kinds": companies._kinds,
}


def examples(lines: Sequence[Line], truth: dict[str, object]) -> dict[str, list[Choice]]:
    """What each role has to choose from on one card, with the right answer."""
    free, fields = tuple(lines), []
    for find in resolve.FINDERS:
        found = find(free, Hints())
        fields += found
        free = resolve.mask(free, (span for field in found for span in field.spans))
    known = Known.of(fields, [line.text for line in lines])
    pieces, known = candidates.candidates(free, known, lines)
    if not pieces:
        return {}
    largest = max(c.size for c in pieces)
    name = squeeze(str(truth["name"]))
    person = next((c for c in pieces if name and c.name and squeeze(c.name.name.printed) == name), None)
    firms = {squeeze(str(form)) for form in [truth["company"], *truth.get("company_also", [])] if form}  # type: ignore[attr-defined]
    firm = next(
        (c for form in [squeeze(str(truth["company"]))] for c in pieces if form and squeeze(c.firm) == form),
        None,
    )
    firm = firm or next((c for c in pieces if squeeze(c.firm) in firms), None)
    posts = [squeeze(str(post)) for post in truth["job_titles"]]  # type: ignore[attr-defined]
    department = squeeze(str(truth["department"]))
    made: dict[str, list[Choice]] = {"name": [], "company": [], "job_titles": [], "department": []}
    if person or not name:
        options = [c for c in pieces if c.name]
        made["name"].append(
            Choice(
                tuple(evidence.name_features(c, known, pieces) for c in options),
                options.index(person) if person else -1,
            )
        )
    taken = [person.piece] if person else []
    if firm or not firms:
        options = [c for c in pieces if not person or not overlap(c.piece, person.piece)]
        if firm is None or firm in options:
            found_features = tuple(
                evidence.company_features(c, person.name if person else None, largest, taken) for c in options
            )
            made["company"].append(Choice(found_features, options.index(firm) if firm else -1))
    taken += [firm.piece] if firm else []
    free_pieces = [c for c in pieces if not any(overlap(c.piece, piece) for piece in taken)]
    right = [c.piece for c in free_pieces if squeeze(c.text) in posts]
    for c in free_pieces:
        is_post, is_unit = squeeze(c.text) in posts, bool(department) and squeeze(c.firm) == department
        others = [piece for piece in right if piece is not c.piece]
        features = evidence.post_features(c, person.piece if person else None, others, taken)
        made["job_titles"].append(Choice((features,), 0 if is_post else -1))
        if not any(overlap(c.piece, piece) for piece in right):
            features = evidence.department_features(
                c, person.piece if person else None, right, [*taken, *right], units=()
            )
            made["department"].append(Choice((features,), 0 if is_unit else -1))
    return made


def fit(
    choices: Sequence[Choice], start: dict[str, float], pull: float, steps: int = 400
) -> dict[str, float]:
    """Weights that make the right choices likely, pulled towards ``start`` (Adam)."""
    labels = sorted(
        {name for choice in choices for features in choice.features for name in features} | set(start)
    )
    index = {name: i for i, name in enumerate(labels)}
    rows, owner, right = [], [], []
    for number, choice in enumerate(choices):
        for place, features in enumerate(choice.features):
            rows.append(features)
            owner.append(number)
            right.append(place == choice.right)
    matrix = np.zeros((len(rows), len(labels)))
    for i, features in enumerate(rows):
        for name, value in features.items():
            matrix[i, index[name]] = value
    owners, rights = np.array(owner), np.array(right, dtype=float)
    prior = np.array([start.get(name, 0.0) for name in labels])
    weights, first, second = prior.copy(), np.zeros(len(labels)), np.zeros(len(labels))
    for step in range(1, steps + 1):
        odds = np.clip(matrix @ weights, -30, 30)
        power = np.exp(odds)
        total = 1 + np.bincount(owners, power, len(choices))
        gradient = matrix.T @ (rights - power / total[owners]) - pull * (weights - prior)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weights = weights + 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {
        name: round(float(weights[index[name]]), 2) for name in labels if abs(weights[index[name]]) >= 0.02
    }


def accuracy(choices: Sequence[Choice], table: dict[str, float]) -> float:
    right = 0
    for choice in choices:
        odds = [sum(table.get(k, 0.0) * v for k, v in features.items()) for features in choice.features]
        best = max(range(len(odds)), key=odds.__getitem__, default=-1)
        right += (best if best >= 0 and odds[best] > 0 else -1) == choice.right
    return right / max(len(choices), 1)


def gather(count: int, seed: str, rounds: int = ROUNDS) -> dict[str, list[Choice]]:
    gathered: dict[str, list[Choice]] = {role: [] for role in roles.ROLES}
    for part in range(rounds):
        hide(part)
        for lines, truth in cards(count // rounds, f"{seed}{part}"):
            for role, choices in examples(lines, truth).items():
                gathered[role] += choices
    hide(0)
    return gathered


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cards", type=int, default=1500)
    parser.add_argument("--seed", default="train")
    parser.add_argument("--pull", type=float, default=60)
    parser.add_argument(
        "--share", type=float, default=0.3, help="how far to go from the present weights to the fitted"
    )
    parser.add_argument("--check", action="store_true", help="only measure")
    parser.add_argument("--write", action="store_true", help="write the weights")
    args = parser.parse_args()
    file = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    gathered = gather(args.cards, args.seed)
    for role, choices in gathered.items():
        before = accuracy(choices, file["weights"][role])
        if not args.check:
            old = file["weights"][role]
            new = fit(choices, old, args.pull)
            step = {
                name: (1 - args.share) * old.get(name, 0.0) + args.share * new.get(name, 0.0)
                for name in old | new
            }
            file["weights"][role] = {name: round(weight, 2) for name, weight in step.items()}
        after = accuracy(choices, file["weights"][role])
        print(f"{role:11} {len(choices):6} choices, right before {before:.4f}, after {after:.4f}")
    if args.write:
        tables = ",\n".join(
            f"  {json.dumps(role)}: {json.dumps(table)}" for role, table in file["weights"].items()
        )
        WEIGHTS.write_text(
            f'{{"about": {json.dumps(file["about"])},\n "weights": {{\n{tables}\n }}}}\n', encoding="utf-8"
        )


if __name__ == "__main__":
    main()
