"""How many of the cards in photos of many are found, and how many are made up; nothing is read.

    python -m samples.make_samples -o /tmp/many --set many --seed 4711
    python -m samples.make_samples -o /tmp/crowd --set crowd --seed 4711
    python benchmarks/finding.py /tmp/many /tmp/crowd --draw /tmp/seen

Take seeds that nobody has looked at: whoever mends what is drawn has tuned to it. A card is found where
the middle of a found outline lies on it; found outlines beyond those are invented; one that covers most
of two cards merges them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ |= {"OMP_THREAD_LIMIT": "1", "OPENCV_FOR_THREADS_NUM": "1"}

MOST_OF_IT = 0.6  # of a true card's area, under an outline that takes in two


@dataclass(frozen=True, slots=True)
class Count:
    """Of one photo or many. seconds: CPU, from pixels to upright cards."""

    cards: int = 0
    found: int = 0
    invented: int = 0
    merged: int = 0
    seconds: float = 0.0

    def __add__(self, other: Count) -> Count:
        return Count(
            self.cards + other.cards,
            self.found + other.found,
            self.invented + other.invented,
            self.merged + other.merged,
            self.seconds + other.seconds,
        )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, help="with pictures and a truth.jsonl")
    parser.add_argument("--reader", default="auto", choices=("auto", "tesseract"))
    parser.add_argument("--draw", type=Path, help="pictures in which something went wrong are drawn here")
    options = parser.parse_args()
    print("| photos | cards | found | invented | merged | CPU s a card |\n|---|---|---|---|---|---|")
    total = Count()
    for folder in options.folders:
        rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text().splitlines()]
        of_folder = Count()
        for row in rows:
            of_folder += count(folder / row["image"], row["cards"], options.reader, options.draw)
        print(as_row(folder.name, of_folder), flush=True)
        total += of_folder
    print(as_row("all", total))
    return 0


def as_row(name: str, of: Count) -> str:
    cards = max(of.cards, 1)
    found, invented = (f"{part} ({part / cards:.1%})" for part in (of.found, of.invented))
    return f"| {name} | {of.cards} | {found} | {invented} | {of.merged} | {of.seconds / cards:.2f} |"


def count(file: Path, cards: Sequence[dict[str, Any]], reader: str, draw: Path | None) -> Count:
    from ingest.finding import straight_cards
    from ingest.ocr.readers import open_readers
    from ingest.sources import read_photo
    from ingest.vision.quads import as_quad, clockwise, shared_area, signed_area, within_sides

    photo = read_photo(file)
    true = [as_quad(card["corners"]) / photo.scale for card in cards]
    readers = open_readers(("pol", "eng"), reader)
    began = time.process_time()
    outlines = [card.outline for card in straight_cards(photo.pixels, readers)]
    seconds = time.process_time() - began
    found: set[int] = set()
    invented = merged = 0
    for outline in outlines:
        middle = outline.mean(axis=0)
        below = [
            i for i, quad in enumerate(true) if i not in found and within_sides(middle, clockwise(quad)).all()
        ]
        found.update(below[:1])
        invented += not below
        covered = [shared_area(outline, quad) > MOST_OF_IT * abs(signed_area(quad)) for quad in true]
        merged += sum(covered) > 1
    if draw and (len(found) < len(true) or invented or merged):
        drawn(photo.pixels, outlines, [quad for i, quad in enumerate(true) if i not in found]).save(
            draw / f"{file.parent.name}-{file.stem}.jpg"
        )
    return Count(len(true), len(found), invented, merged, seconds)


def drawn(pixels: Any, outlines: Sequence[Any], missed: Sequence[Any]) -> Any:
    """The photo with what was found in green and what was missed in red."""
    from PIL import Image, ImageDraw

    picture = Image.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    for quads, colour in ((outlines, (0, 220, 0)), (missed, (230, 0, 0))):
        for quad in quads:
            corners = [(float(x), float(y)) for x, y in quad]
            draw.line([*corners, corners[0]], fill=colour, width=max(picture.size) // 300)
    picture.thumbnail((1400, 1400))
    return picture


if __name__ == "__main__":
    sys.exit(main())
