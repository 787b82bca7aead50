"""Make sample photos with truth.

    python -m samples.make_samples -o DIR                     the committed set (samples/photos)
    python -m samples.make_samples -o DIR --set polish        60 single Polish cards: photos at any angle, scans
    python -m samples.make_samples -o DIR --set many          10 photos of 2 to 12 cards each
    python -m samples.make_samples -o DIR --set languages     40 single cards, all languages
    python -m samples.make_samples -o DIR --set hard          40 single cards in bad light, badly taken

``--count`` and ``--seed`` change how many and which; the same seed gives the same files. ``truth.jsonl`` lists, for every
picture, what is printed on each card. The fonts come from Debian packages; where one is missing, the program says which.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from samples import draw, fonts, photograph
from samples.people import LANGUAGES, Content, make_content
from samples.photograph import Photo, Shot

COUNTS = {"polish": 60, "many": 10, "languages": 40, "hard": 40}
POLISH_SHARE = 0.6


def card(seed: str, language: str, want: tuple[str, ...] = (), avoid: tuple[str, ...] = (), **how: Any) -> draw.Drawn:
    """Invent and draw one card; contents that no layout can hold are replaced by the next ones."""
    for attempt in range(20):
        content = make_content(Random(f"{seed}:{attempt}"), language, frozenset(want), frozenset(avoid))
        try:
            return draw.draw_card(content, f"{seed}:{attempt}", **how)
        except draw.DoesNotFit:
            continue
    raise draw.DoesNotFit(seed)


def truth_row(name: str, photo: Photo, kind: str, language: str, difficulty: str, remark: str = "") -> dict[str, Any]:
    """One line of truth.jsonl."""
    return {"image": name, "kind": kind, "script": "latin", "language": language, "difficulty": difficulty, "skip": False,
            "remark": remark, "cards": list(photo.cards)}  # fmt: skip


def _difficulty(shot: Shot) -> str:
    points = (abs((shot.turn + 45) % 360 - 45) > 12) + (shot.blur > 0.9) + (shot.motion > 0) + (shot.light < 0.7) + (shot.glare > 0)
    points += (shot.tilt > 0.3) + (shot.surface in ("newspaper", "pattern")) + (shot.shadow > 0.4)
    return ("easy", "medium", "hard")[min(points, 2)]


def _any_language(rng: Random) -> str:
    return "pl" if rng.random() < POLISH_SHARE else rng.choice(("en", "en", "de", "de", "fr", "fr", "cs", "es", "pt"))


def _single(name: str, seed: str, language: str, hard: float, scans: float) -> tuple[dict[str, Any], Photo, int]:
    rng = Random(seed)
    drawn = card(seed, language)
    if rng.random() < scans:
        photo = photograph.scan(drawn, seed, rng.choice((200, 300, 300)), grey=rng.random() < 0.2)
        return truth_row(name, photo, "scan", language, "easy"), photo, 88
    shot = photograph.make_shot(rng, (1600, 1200), hard)
    photo = photograph.take([drawn], shot, seed)
    return truth_row(name, photo, "photo", language, _difficulty(shot)), photo, shot.quality


def _several(name: str, seed: str) -> tuple[dict[str, Any], Photo, int]:
    rng = Random(seed)
    count = rng.randint(2, 12)
    size = (2000, 1500) if count < 4 else (2800, 2100)
    shot = photograph.make_shot(rng, size, hard=0.15, turned=0.12)
    drawn = [card(f"{seed}/{i}", _any_language(rng), avoid=("services",), thin=False) for i in range(count)]
    photo = photograph.take(drawn, shot, seed, close=rng.random() < 0.4, any_way=rng.random() < 0.4)
    return truth_row(name, photo, "photo", "pl", "medium"), photo, shot.quality


def sample_set(name: str, count: int, seed: int) -> Iterator[tuple[dict[str, Any], Photo, int]]:
    """The truth row, the photo and the JPEG quality of each picture of a set (see COUNTS)."""
    for i in range(count):
        key, file = f"{name}/{seed}/{i}", f"{name}-{i + 1:03d}.jpg"
        if name == "many":
            yield _several(file, key)
        elif name == "languages":
            yield _single(file, key, LANGUAGES[i % len(LANGUAGES)], 0.3, 0.15)
        else:
            yield _single(file, key, "pl", 0.9 if name == "hard" else 0.3, 0.0 if name == "hard" else 0.15)


def save(image: Image.Image, path: Path, quality: int, **extra: Any) -> None:
    """Write a JPEG; the same image gives the same bytes."""
    image.save(path, quality=quality, **extra)


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit status 0, or 2 where a font is missing."""
    parser = argparse.ArgumentParser(prog="python -m samples.make_samples", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder for the pictures and truth.jsonl")
    parser.add_argument("--set", choices=sorted(COUNTS), dest="name", help="which set (default: the committed one)")
    parser.add_argument("--count", type=int, help="how many photos")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if lacking := fonts.missing_packages():
        print(f"Fonts are missing; on Debian or Ubuntu: apt-get install {' '.join(lacking)}", file=sys.stderr)
        return 2
    options.output.mkdir(parents=True, exist_ok=True)
    started, rows = time.monotonic(), []
    for row, photo, quality in sample_set(options.name, options.count or COUNTS[options.name], options.seed):
        save(photo.image, options.output / row["image"], quality)
        rows.append(row)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (options.output / "truth.jsonl").write_text(text, encoding="utf-8")
    print(f"{len(rows)} pictures in {options.output}, {(time.monotonic() - started) / max(1, len(rows)):.2f} s each", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
