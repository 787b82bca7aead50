"""Fit parsers/data/calibration.json on photos with truth, and show how honest the confidence is.

    python -m samples.make_samples --set languages --seed 7 -o /tmp/cards/languages
    python benchmarks/calibrate.py /tmp/cards/languages /tmp/cards/polish --write
    python benchmarks/calibrate.py --check /path/to/other/cards

Every FOLDER holds pictures and a truth.jsonl, as samples/make_samples.py writes them. Reading the
photos is slow; the readings are kept beside them (readings.jsonl) and used again. For the fields that
are chosen by vocabulary, part of the word lists is hidden in some rounds, since real cards bear
names and words that no list has. The table in the file tells, for each range of stated confidence,
how often values were in fact right (leave-one-folder-part-out: no card is judged by weights fitted on it).
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.train_roles import hide
from ingest import sources
from ingest.pipeline import read_photos
from ingest.plain import from_json, to_json
from ingest.reading import PhotoReading
from ingest.settings import ReadSettings
from parsers import calibration
from parsers.contact import Field
from parsers.lines import Hints, Line
from parsers.resolve import find_fields
from parsers.words import DATA, squeeze

FILE = Path(DATA) / "calibration.json"
KINDS = ("name", "job_titles", "company", "emails", "phones", "websites", "addresses", "tax_ids", "other")
BY_VOCABULARY = frozenset({"name", "job_titles", "company", "department", "other_names"})
START = {
    "trust": 1.0,
    "support": 0.5,
}  # before any data: the finder's trust, a little more where others agree
STIFF = {"support": 6.0, "long": 6.0}  # generated cards are too tidy to unlearn these
HIDDEN_ROUNDS = (0, 1, 2)
PARTS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """One value that was found: what spoke for it, and whether it was right; ``card`` numbers its card."""

    kind: str
    signals: calibration.Signals
    right: bool
    card: int


def cards_of(folder: Path, region: str) -> Iterator[tuple[tuple[Line, ...], Hints, dict[str, Any]]]:
    """Lines, hints and truth of every photo that shows a single card."""
    truth = [
        json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    kept = folder / "readings.jsonl"
    if not kept.exists():
        with kept.open("w", encoding="utf-8") as file:
            for row in truth:
                photos = list(sources.read_source(folder / row["image"]))
                for reading in read_photos(photos, ReadSettings()):
                    file.write(
                        json.dumps(
                            {"image": row["image"], "reading": json.loads(to_json(reading, PhotoReading))}
                        )
                        + "\n"
                    )
    readings = {}
    for line in kept.read_text(encoding="utf-8").splitlines():
        kept_row = json.loads(line)
        readings[kept_row["image"]] = from_json(json.dumps(kept_row["reading"]), PhotoReading)
    for row in truth:
        reading = readings.get(row["image"])
        if reading and len(row["cards"]) == 1 and len(reading.cards) == 1 and not row.get("skip"):
            card = reading.cards[0]
            yield card.lines, Hints(region=region, size=card.size, qr_codes=card.qr_codes), row["cards"][0]


def folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def digits(text: str) -> str:
    return re.sub(r"\D", "", re.split(r"(?i)\b(?:ext|wew|x|int|dw|poste)\b", text)[0]).lstrip("0")


def host(text: str) -> str:
    return re.sub(r"^(https?://)?(www\d?\.)?", "", re.sub(r"\s", "", text.casefold())).rstrip("/")


def is_right(field: Field, truth: dict[str, Any]) -> bool | None:
    """Whether a value is one of the truth's, case and punctuation aside; None where cut off."""
    cut_off = truth.get("cut_off", {}).get(field.kind) or []
    for value in [cut_off] if isinstance(cut_off, str) else cut_off:
        part = squeeze(value["printed"] if isinstance(value, dict) else value)
        if part and (part in squeeze(field.value) or squeeze(field.value) in part):
            return None
    values = truth.get(field.kind) or []
    values = [values] if isinstance(values, str) else values
    texts = [value["printed"] if isinstance(value, dict) else value for value in values]
    if field.kind == "company":
        texts += truth.get("company_also") or []
    if field.kind == "job_titles":
        texts += truth.get("job_titles_also") or []
    same: Callable[[str], str] = {"phones": digits, "websites": host, "emails": host}.get(field.kind, folded)
    forms = (
        {same(field.value), same(field.printed)}
        if field.kind in ("phones", "tax_ids")
        else {same(field.value)}
    )
    if field.kind == "phones":
        return any(
            a and b and (a.endswith(b) or b.endswith(a))
            for a in forms
            for b in map(digits, texts)
            if min(len(a), len(b)) > 5
        )
    if field.kind == "addresses":
        from difflib import SequenceMatcher

        return any(
            SequenceMatcher(None, same(text), form).ratio() >= 0.93 for text in texts for form in forms
        )
    return any(
        same(text) in forms
        or (field.kind == "tax_ids" and same(text).replace(" ", "") in {f.replace(" ", "") for f in forms})
        for text in texts
    )


def examples(folders: Sequence[Path], region: str, rounds: Sequence[int]) -> list[Example]:
    found = []
    for salt in rounds:
        hide(salt)
        number = 0
        for folder in folders:
            for lines, hints, truth in cards_of(folder, region):
                number += 1
                fields, _ = find_fields(lines, hints)
                for field in fields:
                    if field.kind in truth and (not salt or field.kind in BY_VOCABULARY):
                        right = is_right(field, truth)
                        if right is not None:
                            signals = calibration.signals(field, fields, lines)
                            found.append(Example(field.kind, signals, right, number))
    hide(0)
    return found


def fit(
    found: Sequence[Example], pull: float = 4.0, steps: int = 600, start: Mapping[str, float] = START
) -> dict[str, float]:
    """Weights of a logistic curve, pulled towards ``start`` (Adam on the penalised likelihood)."""
    if not found:
        return dict(start)
    names = sorted({name for example in found for name in example.signals})
    begin = np.array([start.get(name, 0.0) for name in names])
    pulls = np.array([pull * STIFF.get(name, 1.0) for name in names])
    matrix = np.array([[example.signals.get(name, 0.0) for name in names] for example in found])
    right = np.array([float(example.right) for example in found])
    weights, first, second = begin.copy(), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, steps + 1):
        chance = 1 / (1 + np.exp(-np.clip(matrix @ weights, -20, 20)))
        gradient = matrix.T @ (right - chance) - pulls * (weights - begin)
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        weights = weights + 0.03 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {
        name: round(float(weight), 3)
        for name, weight in zip(names, weights, strict=True)
        if abs(weight) >= 0.005
    }


def odds(example: Example, weights: dict[str, dict[str, float]]) -> float:
    table = weights.get(example.kind) or weights["other"]
    return sum(table.get(name, 0.0) * value for name, value in example.signals.items())


def chance(example: Example, weights: dict[str, dict[str, float]], real: dict[str, list[float]]) -> float:
    shift, slope = real.get(example.kind, (0.0, 1.0))
    return float(1 / (1 + np.exp(-np.clip(shift + slope * odds(example, weights), -20, 20))))


def real_cards(found: Sequence[Example], weights: dict[str, dict[str, float]]) -> dict[str, list[float]]:
    """[shift, slope] per kind: what the odds of generated cards are worth on real ones."""
    corrections = {}
    for kind in KINDS:
        own = [e for e in found if e.kind == kind]
        if len(own) >= 30:
            signals = [Example(kind, {"shift": 1.0, "slope": odds(e, weights)}, e.right, e.card) for e in own]
            fitted = fit(signals, pull=4.0, start={"shift": 0.0, "slope": 1.0})
            corrections[kind] = [fitted.get("shift", 0.0), fitted.get("slope", 0.0)]
    return corrections


def fit_all(found: Sequence[Example]) -> dict[str, dict[str, float]]:
    minor = [example for example in found if example.kind not in KINDS]
    return {kind: fit([e for e in found if e.kind == kind] if kind != "other" else minor) for kind in KINDS}


def reliability(judged: Sequence[tuple[float, bool]]) -> list[dict[str, float]]:
    """Stated against observed in ten ranges of confidence."""
    edges = [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0001]
    table = []
    for low, high in pairwise(edges):
        inside = [(stated, right) for stated, right in judged if low <= stated < high]
        if inside:
            stated, right = (sum(side) / len(inside) for side in zip(*inside, strict=True))
            row = {"from": low, "stated": round(stated, 3), "right": round(right, 3), "values": len(inside)}
            table.append(row)
    return table


def report(judged: Sequence[tuple[float, bool]], threshold: float) -> str:
    sure = [right for stated, right in judged if stated >= threshold]
    rows = [
        f"  {row['from']:5.2f}  stated {row['stated']:.3f}  right {row['right']:.3f}  ({row['values']})"
        for row in reliability(judged)
    ]
    precision, share = sum(sure) / max(len(sure), 1), len(sure) / max(len(judged), 1)
    last = f"not marked for review (at least {threshold}): precision {precision:.4f}, share {share:.3f}"
    return "\n".join([*rows, f"{last} of {len(judged)}"])


def as_text(file: dict[str, Any]) -> str:
    """The file as JSON, a kind and a row of the table to a line."""
    weights = ",\n".join(
        f"  {json.dumps(kind)}: {json.dumps(table)}" for kind, table in file["weights"].items()
    )
    rows = ",\n".join(f"  {json.dumps(row)}" for row in file.get("reliability", []))
    parts = [
        f' "about": {json.dumps(file["about"])}',
        f' "review_below": {file["review_below"]}',
        f' "weights": {{\n{weights}\n }}',
        f' "real": {json.dumps(file["real"])}',
        f' "reliability": [\n{rows}\n ]',
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument(
        "--check", type=Path, action="append", default=[], help="measure the weights on these cards"
    )
    parser.add_argument(
        "--real", type=Path, help="real cards: fit two numbers per kind that carry the odds over to them"
    )
    parser.add_argument("--region", default="PL")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    file = json.loads(FILE.read_text(encoding="utf-8"))
    main_kinds = set(KINDS) - {"other"}
    if args.folders:
        found = examples(args.folders, args.region, HIDDEN_ROUNDS)
        judged = []
        for part in range(PARTS):
            weights = fit_all([e for e in found if e.card % PARTS != part])
            judged += [
                (chance(e, weights, {}), e.right)
                for e in found
                if e.card % PARTS == part and e.kind in main_kinds
            ]
        file["weights"] = fit_all(found)
        file["reliability"] = reliability(judged)
        file["real"] = {}
        print(f"{len(found)} values of {len({e.card for e in found})} generated cards")
        print(report(judged, file["review_below"]))
    if args.real:
        file["real"] = real_cards(examples([args.real], "", (0,)), file["weights"])
    if args.write:
        FILE.write_text(as_text(file), encoding="utf-8")
    for folder in args.check:
        found = examples([folder], "", (0,))
        judged = [(chance(e, file["weights"], file["real"]), e.right) for e in found if e.kind in main_kinds]
        print(f"{folder.name}:\n{report(judged, file['review_below'])}")
        for kind in KINDS:
            of_kind = [(chance(e, file["weights"], file["real"]), e.right) for e in found if e.kind == kind]
            if of_kind:
                stated, right = (sum(side) / len(of_kind) for side in zip(*of_kind, strict=True))
                print(f"  {kind:11} stated {stated:.3f}, right {right:.3f} ({len(of_kind)})")


if __name__ == "__main__":
    main()
