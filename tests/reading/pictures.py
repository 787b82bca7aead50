"""Pictures for the tests of reading: print drawn on the spot, and the sample photos with their truth."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ingest.ocr import paddle
from ingest.ocr.readers import Readers, open_readers
from ingest.sources import Photo, read_photo

PHOTOS = Path(__file__).parents[2] / "samples" / "photos"
LANGUAGES = ("pol", "eng")
Pixels = NDArray[np.uint8]

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
needs_second_reader = pytest.mark.skipif(
    paddle.why_unavailable() is not None, reason="the second reader is not installed"
)
EACH_READER = [
    pytest.param("auto", marks=[needs_tesseract, needs_second_reader]),
    pytest.param("tesseract", marks=needs_tesseract),
]


@cache
def truth() -> dict[str, list[dict[str, Any]]]:
    """Image -> its cards, as samples/README.md describes them."""
    rows = map(json.loads, (PHOTOS / "truth.jsonl").read_text(encoding="utf-8").splitlines())
    return {row["image"]: row["cards"] for row in rows}


@cache
def sample(image: str) -> Photo:
    return read_photo(PHOTOS / image)


def readers(reader: str) -> Readers:
    return open_readers(LANGUAGES, reader)


def photo_of(pixels: Pixels, file: str = "drawn.png") -> Photo:
    return Photo(pixels, file, 1, "0" * 64)


def squeezed(text: str) -> str:
    """Letters and digits only, case folded, accents kept."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def turned(pixels: Pixels, degrees: float) -> Pixels:
    """The picture turned clockwise, none of it lost; quarter turns exactly."""
    if degrees % 90 == 0:
        return np.ascontiguousarray(np.rot90(pixels, -int(degrees) // 90))
    image = Image.fromarray(pixels)
    grey = tuple(int(v) for v in np.median(pixels.reshape(-1, 3), axis=0))
    return np.array(image.rotate(-degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=grey))


def printed(
    rows: Sequence[str],
    size: tuple[int, int] = (1000, 640),
    type_size: int = 34,
    ink: tuple[int, int, int] = (20, 20, 30),
    ground: tuple[int, int, int] = (250, 250, 248),
) -> Pixels:
    """Rows of print, one below the other, on a plain ground of ``size`` (width, height)."""
    image = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(type_size)
    for number, row in enumerate(rows):
        draw.text((1.5 * type_size, (1.5 + 1.8 * number) * type_size), row, ink, font)
    return np.array(image)


def on_table(card: Pixels, degrees: float = 0.0, size: tuple[int, int] = (1600, 1200)) -> Pixels:
    """A card, turned clockwise, in the middle of a dark table of ``size`` (width, height)."""
    table = Image.new("RGB", size, (70, 60, 55))
    lying = Image.fromarray(card).convert("RGBA").rotate(-degrees, Image.Resampling.BICUBIC, expand=True)
    table.paste(lying, ((size[0] - lying.width) // 2, (size[1] - lying.height) // 2), lying)
    return np.array(table)
