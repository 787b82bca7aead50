"""Whole cards, from lines with boxes to the record: tests/corpus, all fictitious.

wild: what real cards do, rebuilt. synthetic: from the generator of samples. negative: what must not be
taken for something. known_failures: what is not understood yet; each is a strict expected failure.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from parsers.contact import Contact
from parsers.lines import Box, Hints, Line, Word
from parsers.resolve import resolve

CORPUS = Path(__file__).parents[1] / "corpus"


def read_card(path: Path) -> tuple[tuple[Line, ...], Hints, dict[str, Any]]:
    """The lines, hints and expectations of one corpus file."""
    card = json.loads(path.read_text(encoding="utf-8"))
    lines = tuple(
        Line(
            tuple(
                Word(text, confidence, Box(*box), line.get("reader", "tesseract"))
                for text, *box, confidence in line["words"]
            ),
            tuple(line.get("others", ())),
        )
        for line in card["lines"]
    )
    return lines, Hints(size=tuple(card["size"])), card["expect"]


def disagreements(contact: Contact, expect: dict[str, Any]) -> dict[str, Any]:
    """Keys of ``expect`` whose values the contact does not have, with what it has."""
    record = asdict(contact)
    found: dict[str, Any] = {}
    for key, wanted in expect.items():
        value = record[key]
        if isinstance(wanted, list):
            value = [item["printed"] if isinstance(item, dict) else item for item in value]
        if value != wanted:
            found[key] = value
    return found


def files(*kinds: str) -> list[Any]:
    return [
        pytest.param(path, id=f"{kind}/{path.stem}")
        for kind in kinds
        for path in sorted((CORPUS / kind).glob("*.json"))
    ]


@pytest.mark.parametrize("path", files("wild", "synthetic", "negative"))
def test_a_card_is_understood(path: Path) -> None:
    """Every value that the file expects is found exactly, and no other under that key."""
    lines, hints, expect = read_card(path)
    assert disagreements(resolve(lines, hints), expect) == {}


@pytest.mark.parametrize("path", files("known_failures"))
@pytest.mark.xfail(strict=True, reason="not understood yet")
def test_a_known_failure_still_fails(path: Path) -> None:
    """When one of these passes, it moves to tests/corpus/wild."""
    lines, hints, expect = read_card(path)
    assert disagreements(resolve(lines, hints), expect) == {}


@pytest.mark.parametrize("path", files("wild", "synthetic", "negative", "known_failures"))
def test_no_word_is_lost_or_claimed_twice(path: Path) -> None:
    """Claimed spans of different fields do not overlap, and the text is kept whole."""
    lines, hints, _ = read_card(path)
    contact = resolve(lines, hints)
    assert contact.text == tuple(line.text for line in lines)
    owner: dict[tuple[int, int], str] = {}
    for field in contact.fields:
        if field.kind in ("name_prefix", "name_suffix") or field.rule in (
            "in the address",
            "in the firm's name",
        ):
            continue  # parts of a claimed piece
        for span in field.spans:
            for place in range(span.start, span.end):
                assert owner.setdefault((span.line, place), field.value) == field.value
