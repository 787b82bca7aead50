"""What the cards lie on: desks, wood, leather, cloth, stone, a newspaper, a sheet of paper, a room."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples import fonts
from samples.people import words

SURFACES = (
    "plain",
    "plain",
    "wood",
    "wood",
    "dark_wood",
    "leather",
    "fabric",
    "pattern",
    "stone",
    "newspaper",
    "paper",
    "room",
)
Pixels = Any  # numpy array; cv2's own annotations do not agree with numpy's


def _noise(rng: np.random.Generator, height: int, width: int, rows: int, columns: int) -> Pixels:
    """Smooth noise, about -1..1: a coarse grid of ``rows`` x ``columns`` lots, enlarged."""
    grid = rng.normal(0, 0.5, (rows, columns)).astype(np.float32)
    return cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)


def _tinted(base: Sequence[float], relief: Pixels, depth: float) -> Pixels:
    return np.asarray(base, np.float32) * (1 + depth * relief[..., None])


def surface(kind: str, rng: Random, width: int, height: int) -> Pixels:
    """What the cards lie on, height x width x 3 float32, 0..255."""
    dice = np.random.default_rng(rng.getrandbits(32))
    if kind == "newspaper":
        return _newspaper(rng, width, height)
    h, w = height // 2, width // 2
    if kind in ("wood", "dark_wood"):
        base = (
            rng.choice(((196, 154, 104), (214, 184, 140), (168, 118, 76), (226, 206, 176)))
            if kind == "wood"
            else rng.choice(((70, 46, 34), (44, 34, 30), (92, 58, 40)))
        )
        grain = (
            0.5 * _noise(dice, h, w, h // 5, 4)
            + 0.35 * _noise(dice, h, w, h // 2, 9)
            + 0.4 * _noise(dice, h, w, 12, 3)
        )
        picture = _tinted(base, grain, 0.16)
        if rng.random() < 0.6:  # joints between planks
            step = rng.randint(h // 5, h // 2)
            for y in range(rng.randint(0, step), h, step):
                picture[y : y + 2] *= 0.6
        if rng.random() < 0.5:
            picture = np.ascontiguousarray(cv2.resize(np.rot90(picture), (w, h)))
    elif kind == "leather":
        base = rng.choice(((88, 30, 32), (48, 38, 34), (30, 30, 34), (120, 70, 40)))
        bumps = cv2.GaussianBlur(dice.normal(0, 1, (h, w)).astype(np.float32), (0, 0), 2.2)
        picture = _tinted(
            base, cv2.Sobel(bumps, cv2.CV_32F, 1, 1, ksize=3) * 0.9 + 0.4 * _noise(dice, h, w, 4, 5), 0.25
        )
    elif kind == "fabric":
        base = rng.choice(((150, 160, 170), (200, 190, 170), (110, 60, 70), (70, 90, 120)))
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        weave = np.sin(x * 1.4) * 0.5 + np.sin(y * 1.4) * 0.5
        picture = _tinted(base, weave + 0.8 * _noise(dice, h, w, 5, 6), 0.1)
        if rng.random() < 0.6:  # check
            step, other = (
                rng.randint(40, 130),
                np.asarray(rng.choice(((190, 40, 50), (240, 240, 240), (30, 60, 110))), np.float32),
            )
            bands = ((x // step % 2) + (y // step % 2))[..., None] * 0.28
            picture = picture * (1 - bands) + other * bands
    elif kind == "pattern":
        picture = _pattern(rng, w, h)
    elif kind == "room":  # far behind a card held up
        spots = np.stack(
            [_noise(dice, h, w, 4, 5) + 0.5 * _noise(dice, h, w, 9, 12) for _ in range(3)], axis=-1
        )
        shade = rng.uniform(90.0, 170.0)
        picture = shade + 55 * (0.3 * spots + 0.7 * spots.mean(axis=-1, keepdims=True))
    elif kind == "paper":  # a white sheet, almost as light as the card
        picture = _tinted((60, 50, 44), _noise(dice, h, w, 6, 8), 0.1)
        left, top = rng.uniform(0.02, 0.2), rng.uniform(0.02, 0.2)
        sheet = np.array([[left, top], [0.97, top + 0.06], [0.9, 1.2], [left - 0.1, 1.1]]) * (w, h)
        cv2.fillConvexPoly(picture, sheet.astype(np.int32), (228.0, 226.0, 222.0), cv2.LINE_AA)
    elif kind == "stone":
        base = rng.choice(((210, 208, 204), (120, 120, 124), (60, 62, 66), (226, 216, 200)))
        veins = (
            0.5 * _noise(dice, h, w, 9, 12)
            + 0.3 * _noise(dice, h, w, 40, 50)
            + 0.25 * _noise(dice, h, w, h // 3, w // 3)
        )
        picture = _tinted(base, veins, 0.15)
    else:
        base = rng.choice(
            (
                (168, 172, 172),
                (205, 205, 200),
                (235, 235, 232),
                (120, 125, 130),
                (60, 80, 100),
                (40, 40, 42),
                (190, 200, 180),
            )
        )
        picture = _tinted(
            base, 0.3 * _noise(dice, h, w, 3, 4) + 0.15 * _noise(dice, h, w, h // 2, w // 2), 0.1
        )
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)


def _pattern(rng: Random, width: int, height: int) -> Pixels:
    """A table cloth: one printed motif, repeated."""
    side = rng.randint(110, 260)
    base = [rng.randint(40, 220) for _ in range(3)]
    palette = [tuple(max(0, min(255, c + rng.randint(-90, 90))) for c in base) for _ in range(4)]
    tile = Image.new("RGB", (side, side), palette[0])
    pen = ImageDraw.Draw(tile)
    for _ in range(rng.randint(4, 9)):
        x, y, r = rng.randint(0, side), rng.randint(0, side), rng.randint(side // 12, side // 4)
        tint = rng.choice(palette[1:])
        for dx in (-side, 0, side):
            for dy in (-side, 0, side):
                if r % 2:
                    pen.ellipse((x + dx - r, y + dy - r, x + dx + r, y + dy + r), fill=tint)
                else:
                    pen.regular_polygon((x + dx, y + dy, r), 3 + r % 4, rotation=r * 7 % 90, fill=tint)
    soft = np.asarray(tile, np.float32) * 0.5 + rng.randint(20, 110)
    return np.tile(soft, (height // side + 1, width // side + 1, 1))[:height, :width]


def _newspaper(rng: Random, width: int, height: int) -> Pixels:
    """A printed page: columns of running text under headlines."""
    page = Image.new("RGB", (width, height), rng.choice(((226, 222, 212), (236, 234, 228), (214, 210, 200))))
    pen = ImageDraw.Draw(page)
    stock = words()["newspaper"]["words"]
    size = rng.randint(width // 85, width // 55)
    body, head = (
        fonts.font("liberation-serif", "regular", size),
        fonts.font("liberation-serif", "bold", size * 3),
    )
    columns = rng.randint(3, 5)
    step = width / columns
    ink = (50, 48, 46)
    for c in range(columns):
        x0, x1 = c * step + size, (c + 1) * step - size * 0.6
        y = -float(rng.randint(0, size * 4))
        while y < height:
            if rng.random() < 0.035:
                pen.text(
                    (x0, y + size),
                    " ".join(rng.choices(stock, k=2)).capitalize()[: int((x1 - x0) / size / 1.4)],
                    font=head,
                    fill=ink,
                )
                y += size * 5
            if rng.random() < 0.012:
                tone = rng.randint(90, 190)
                pen.rectangle((x0, y, x1, y + size * 9), fill=(tone, tone, tone))
                y += size * 10
            line = rng.choice(stock)
            while True:
                longer = f"{line} {rng.choice(stock)}"
                if body.getlength(longer) > x1 - x0:
                    break
                line = longer
            pen.text((x0, y), line, font=body, fill=ink)
            y += size * 1.22
    return np.asarray(page, np.float32)
