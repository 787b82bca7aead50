"""Pictograms before telephone numbers, drawn here so that none of them is one of those that were learned."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.vision.pictograms import find_pictograms
from ingest.vision.quads import as_quad
from parsers.lines import Box, Line, Word

Drawer = Callable[[ImageDraw.ImageDraw, int, int], None]
NUMBER = "22 555 01 42"
TALL = 40  # pixels of the line


def mobile(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """A case with a screen and a key."""
    draw.rounded_rectangle((x, y, x + 22, y + 36), 4, fill="black")
    draw.rectangle((x + 3, y + 5, x + 19, y + 27), fill="white")
    draw.ellipse((x + 9, y + 30, x + 13, y + 34), fill="white")


def fax(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """A case with paper above it and paper coming out below."""
    draw.rectangle((x + 7, y, x + 27, y + 12), outline="black", width=3)
    draw.rounded_rectangle((x, y + 11, x + 34, y + 27), 3, fill="black")
    draw.rectangle((x + 7, y + 21, x + 27, y + 34), fill="white", outline="black", width=3)


def letter(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """A label."""
    draw.text((x + 4, y + 16), "T", fill="black", font=ImageFont.load_default(34), anchor="lm")


def envelope(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    """A letter."""
    draw.rectangle((x, y + 6, x + 36, y + 30), outline="black", width=3)
    draw.line((x, y + 6, x + 18, y + 20, x + 36, y + 6), fill="black", width=3)


def kinds(drawn: Drawer | None, ground: str = "white", before: str = "") -> list[str]:
    """What is found beside a number on a picture."""
    image = Image.new("RGB", (600, 120), ground)
    draw = ImageDraw.Draw(image)
    if drawn:
        drawn(draw, 120, 42)
    draw.text((190, 60), NUMBER, fill="black", font=ImageFont.load_default(36), anchor="lm")
    box = Box(188.0, 40.0, 420.0, 40.0 + TALL)
    quad = as_quad(
        [[box.left, box.top], [box.right, box.top], [box.right, box.bottom], [box.left, box.bottom]]
    )
    words = tuple(
        Word(text, 0.99, Box(188.0 + 60 * n, 40.0, 240.0 + 60 * n, 80.0))
        for n, text in enumerate(f"{before} {NUMBER}".split())
    )
    return [kind for kind, _ in find_pictograms(np.asarray(image), [quad], [box], [Line(words)])]


@pytest.mark.parametrize(("drawn", "kind"), [(mobile, "mobile"), (fax, "fax")])
def test_a_pictogram_says_the_kind(drawn: Drawer, kind: str) -> None:
    """Of the number to its right."""
    assert kinds(drawn) == [kind]


@pytest.mark.parametrize("drawn", [letter, envelope])
def test_what_is_no_telephone_is_unknown(drawn: Drawer) -> None:
    """Something stands there, and nobody says what."""
    assert kinds(drawn) == ["unknown"]


def test_nothing_before_a_number() -> None:
    """Its own figures are no pictogram."""
    assert kinds(None) == []


def test_a_label_in_letters_needs_no_pictogram() -> None:
    """It says more than any."""
    assert kinds(mobile, before="tel.") == []
