"""The whole program, from the command line, on cards with known truth: what share of it comes out right.

Real cards are other people's data and are not part of this repository: they are used where the folder
``shared`` with cards and scorer lies beside the checkout, and left out elsewhere. The floors are in
floors.toml; they are only ever raised.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SCORER = SHARED / "score" / "score_cards.py"
FLOORS = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))
STACKS = {
    "dev": (SHARED / "cards" / "dev", SHARED / "cards" / "dev" / "truth.jsonl"),
    "samples": (ROOT / "samples" / "photos", ROOT / "samples" / "photos" / "truth.jsonl"),
}


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("stack", STACKS)
def test_enough_of_the_truth_is_read(stack: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every photo gives a card, and the measured figures are not below their floors."""
    photos, truth = STACKS[stack]
    if not (SCORER.exists() and truth.exists()):
        pytest.skip("the scorer or the cards with truth are not beside this checkout")
    contacts, result = tmp_path / "contacts.jsonl", tmp_path / "score.json"
    scan = [sys.executable, "-m", "ingest", "scan", photos, "-o", contacts, "--box", tmp_path / "box.sqlite"]
    done = subprocess.run(scan, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    score = [sys.executable, SCORER, truth, contacts, "--json", result]
    printed = subprocess.run(score, capture_output=True, text=True, check=True).stdout
    with capsys.disabled():
        print(f"\n{stack} cards\n{done.stderr}{printed}")
    read = {Path(contact["source"]["file"]).name for contact in rows_of(contacts)}
    # The back of a card is one contact with its front, and its row is marked to be skipped.
    assert {row["image"] for row in rows_of(truth) if not row.get("skip")} <= read
    figures = json.loads(result.read_text(encoding="utf-8"))
    measured = {"main_f1": figures["main"]["f1"], "sure_precision": figures["sure_precision"]}
    fallen = [
        f"{key} {measured[key]:.3f} < {floor}"
        for key, floor in FLOORS[stack].items()
        if measured[key] < floor
    ]
    assert not fallen
