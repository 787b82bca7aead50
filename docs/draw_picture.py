"""Draw docs/photo-to-table.png, the picture in the README, from what the program makes of a sample photo.

    python docs/draw_picture.py

Needs the typefaces that the samples need.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from samples.fonts import font  # noqa: E402 the folder above is not installed

PHOTO = ROOT / "samples" / "photos" / "26_nine_cards.jpg"
PICTURE = ROOT / "docs" / "photo-to-table.png"
COLUMNS = {  # heading in the table -> pixels wide
    "Name": 210,
    "Job title": 175,
    "Company": 265,
    "Mobile phone": 125,
    "E-mail": 290,
    "Talked about": 110,
    "Follow up on": 105,
}
MARGIN, ROW, PHOTO_WIDTH, GAP = 10, 30, 860, 24


def rows_of(photo: Path) -> list[dict[str, str]]:
    """The table that the program writes, a dictionary per card."""
    with tempfile.TemporaryDirectory() as folder:
        table, box = Path(folder) / "contacts.csv", Path(folder) / "box"
        scan = [sys.executable, "-m", "ingest", "scan", photo, "-o", table, "--box", box]
        subprocess.run([*scan, "--headings", "en", "--csv", "plain"], cwd=ROOT, check=True)
        with table.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def draw(photo: Path, rows: list[dict[str, str]]) -> Image.Image:
    """The photo above, the table below."""
    shown = Image.open(photo).convert("RGB")
    shown = shown.resize((PHOTO_WIDTH, shown.height * PHOTO_WIDTH // shown.width), Image.Resampling.LANCZOS)
    width = sum(COLUMNS.values()) + 2 * MARGIN
    top = MARGIN + shown.height + GAP
    picture = Image.new("RGB", (width, top + ROW * (len(rows) + 1) + MARGIN), "white")
    picture.paste(shown, ((width - shown.width) // 2, MARGIN))
    pen = ImageDraw.Draw(picture)
    for line, row in enumerate([dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]):
        x, y = MARGIN, top + ROW * line
        for column, wide in COLUMNS.items():
            blank = column in ("Talked about", "Follow up on")
            fill = (221, 232, 221) if not line else (255, 250, 225) if blank else "white"
            pen.rectangle((x, y, x + wide, y + ROW), fill, (190, 190, 190))
            pen.text(
                (x + 6, y + ROW // 2),
                row[column],
                "black",
                font("lato", "regular" if line else "bold", 14),
                "lm",
            )
            x += wide
    return picture


if __name__ == "__main__":
    draw(PHOTO, rows_of(PHOTO)).quantize(256, Image.Quantize.MAXCOVERAGE).save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size // 1000} kB")
