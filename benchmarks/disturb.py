"""Write a folder of card photos anew, each turned, scaled, dimmed, blurred and compressed by lot.

    python benchmarks/disturb.py FOLDER OUT --seed 4

FOLDER holds pictures and a truth.jsonl (see samples/README.md), which OUT gets too, without corners: what is
printed stays the same, and nothing is cut off. Where less is right in OUT than in FOLDER, a rule may hold for
one reading of a card only. Take a seed that nobody has looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def disturbed(picture: Pixels, rng: Random) -> tuple[Pixels, int]:
    """The picture (BGR) on a plain ground, turned and dimmed, and the JPEG quality to write it with."""
    height, width = picture.shape[:2]
    scale = rng.uniform(0.75, 1.1) if max(height, width) > 700 else rng.uniform(0.9, 1.5)
    turn = rng.choice((0, 0, 0, 90, 180, 270)) + rng.uniform(
        -6, 6
    )  # half of them upright, as people photograph
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, scale)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = int(height * sine + width * cosine) + 1, int(height * cosine + width * sine) + 1
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    ground = (float(rng.randint(40, 220)),) * 3
    turned = cv2.warpAffine(picture, matrix, size, flags=method, borderValue=ground)
    falling = np.linspace(rng.uniform(0.75, 1.0), 1.0, size[0])[
        None, :, None
    ]  # of the light, from right to left
    grain = np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(0, 5), turned.shape)
    lit = turned * rng.uniform(0.75, 1.15) * falling + rng.uniform(-20, 20) + grain
    result = np.clip(lit, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        result = np.asarray(cv2.GaussianBlur(result, (3, 3), rng.uniform(0.4, 0.9)), dtype=np.uint8)
    return result, rng.randint(55, 92)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rows = []
    for text in (options.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(text)
        picture = cv2.imread(str(options.folder / row["image"]))
        if row.get("skip") or picture is None:
            continue
        pixels, quality = disturbed(
            np.asarray(picture, dtype=np.uint8), Random(f"{options.seed}/{row['image']}")
        )
        row["image"] = f"{Path(row['image']).stem}.jpg"
        for card in row["cards"]:
            card.pop("corners", None)
        cv2.imwrite(str(options.out / row["image"]), pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        rows.append(json.dumps(row, ensure_ascii=False))
    (options.out / "truth.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")
    sys.stderr.write(f"{len(rows)} pictures written to {options.out}\n")


if __name__ == "__main__":
    main()
