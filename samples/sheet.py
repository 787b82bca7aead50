"""The sheet a card is drawn on: it writes down every text printed on it; and marks without text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw

PX_PER_MM = 16  # 406 dpi
Colour = tuple[int, int, int]
Value = tuple[str, str]  # field of the truth, value as printed


class DoesNotFitError(Exception):
    """The content is too long for this layout at a readable size."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of text on the card: where (left, top, right, bottom; card px) and which values it carries."""

    text: str
    box: tuple[float, float, float, float]
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of the card in mm."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Sheet:
    """A card being drawn."""

    width: float  # mm
    height: float
    ground: Colour
    image: Image.Image = field(init=False)
    pen: ImageDraw.ImageDraw = field(init=False)
    lines: list[Printed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.image = Image.new(
            "RGB", (round(self.width * PX_PER_MM), round(self.height * PX_PER_MM)), self.ground
        )
        self.pen = ImageDraw.Draw(self.image)

    def text(self, x: float, y: float, text: str, face: Any, fill: Colour, tracking: float = 0.0) -> float:
        """Print with the left end of the baseline's ascender line at (x, y) px; the width printed, px."""
        if not tracking:
            self.pen.text((x, y), text, font=face, fill=fill)
            return float(face.getlength(text))
        at = x
        for character in text:
            self.pen.text((at, y), character, font=face, fill=fill)
            at += face.getlength(character) + tracking
        return at - tracking - x

    def note(self, text: str, box: tuple[float, float, float, float], values: Sequence[Value] = ()) -> None:
        """Write down a printed line."""
        self.lines.append(Printed(text, box, tuple(values)))


def mix(a: Colour, b: Colour, share: float) -> Colour:
    return tuple(round(p + (q - p) * share) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]


def lightness(colour: Colour) -> float:
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def icon(sheet: Sheet, kind: str, x: float, y: float, size: float, fill: Colour, ground: Colour) -> None:
    """A pictogram in the square at (x, y), ``size`` px: phone, mobile, fax, email, web or address."""
    pen = sheet.pen

    def p(*points: float) -> list[float]:
        return [(x if i % 2 == 0 else y) + v * size for i, v in enumerate(points)]

    thin, thick = max(2, round(size * 0.07)), max(3, round(size * 0.2))
    if kind == "phone":
        pen.arc(p(0.2, -0.72, 1.72, 0.8), 95, 172, fill=fill, width=thick)
        for cx, cy in ((0.24, 0.2), (0.8, 0.76)):
            pen.ellipse(p(cx - 0.17, cy - 0.17, cx + 0.17, cy + 0.17), fill=fill)
    elif kind == "mobile":
        pen.rounded_rectangle(p(0.24, 0.02, 0.76, 0.98), size * 0.1, fill=fill)
        pen.rectangle(p(0.31, 0.14, 0.69, 0.78), fill=ground)
        pen.ellipse(p(0.45, 0.83, 0.55, 0.93), fill=ground)
    elif kind == "fax":
        pen.rectangle(p(0.05, 0.4, 0.95, 0.82), fill=fill)
        pen.rectangle(p(0.24, 0.08, 0.76, 0.4), outline=fill, width=thin)
        pen.rectangle(p(0.24, 0.62, 0.76, 0.96), fill=ground, outline=fill, width=thin)
    elif kind == "email":
        pen.rectangle(p(0.03, 0.18, 0.97, 0.84), outline=fill, width=thin)
        pen.line(p(0.03, 0.18, 0.5, 0.56, 0.97, 0.18), fill=fill, width=thin)
    elif kind == "web":
        pen.ellipse(p(0.04, 0.04, 0.96, 0.96), outline=fill, width=thin)
        pen.ellipse(p(0.3, 0.04, 0.7, 0.96), outline=fill, width=thin)
        pen.line(p(0.04, 0.5, 0.96, 0.5), fill=fill, width=thin)
        pen.line(p(0.12, 0.26, 0.88, 0.26), fill=fill, width=thin)
        pen.line(p(0.12, 0.74, 0.88, 0.74), fill=fill, width=thin)
    else:
        pen.ellipse(p(0.2, 0.0, 0.8, 0.6), fill=fill)
        pen.polygon(p(0.24, 0.44, 0.76, 0.44, 0.5, 1.0), fill=fill)
        pen.ellipse(p(0.38, 0.18, 0.62, 0.42), fill=ground)


def emblem(sheet: Sheet, rng: Random, x: float, y: float, size: float, first: Colour, second: Colour) -> None:
    """A company's mark without letters in the square at (x, y), ``size`` mm."""
    s = size * PX_PER_MM
    x0, y0 = x * PX_PER_MM, y * PX_PER_MM
    pen, kind = sheet.pen, rng.randrange(7)
    if kind == 0:  # overlapping discs
        for i in range(3):
            pen.ellipse(
                (x0 + i * s * 0.2, y0 + s * 0.1 * i, x0 + s * (0.5 + 0.2 * i), y0 + s * (0.5 + 0.1 * i)),
                fill=second if i % 2 else first,
            )
    elif kind == 1:  # hexagon with a hole
        for r, fill in ((0.5, first), (0.28, second)):
            pen.regular_polygon((x0 + s / 2, y0 + s / 2, r * s), 6, rotation=30, fill=fill)
    elif kind == 2:  # bars
        for i, h in enumerate((0.4, 0.7, 1.0, 0.6)):
            pen.rectangle(
                (x0 + i * s * 0.26, y0 + s * (1 - h), x0 + i * s * 0.26 + s * 0.2, y0 + s),
                fill=second if i == 2 else first,
            )
    elif kind == 3:  # mountains
        pen.polygon((x0, y0 + s, x0 + s * 0.4, y0 + s * 0.15, x0 + s * 0.8, y0 + s), fill=first)
        pen.polygon((x0 + s * 0.4, y0 + s, x0 + s * 0.72, y0 + s * 0.4, x0 + s, y0 + s), fill=second)
    elif kind == 4:  # ring and dot
        pen.ellipse((x0, y0, x0 + s, y0 + s), outline=first, width=round(s * 0.13))
        pen.ellipse((x0 + s * 0.3, y0 + s * 0.3, x0 + s * 0.7, y0 + s * 0.7), fill=second)
    elif kind == 5:  # leaves
        pen.pieslice((x0 - s * 0.5, y0, x0 + s * 0.5, y0 + s), 270, 360, fill=first)
        pen.pieslice((x0 + s * 0.5, y0, x0 + s * 1.5, y0 + s), 90, 180, fill=second)
    else:  # tiles
        for i in range(3):
            for j in range(3):
                if (i + j) % 2 == 0:
                    pen.rectangle(
                        (x0 + i * s / 3, y0 + j * s / 3, x0 + (i + 0.85) * s / 3, y0 + (j + 0.85) * s / 3),
                        fill=second if i == j == 1 else first,
                    )


def qr_code(sheet: Sheet, text: str, x: float, y: float, size: float) -> None:
    """A QR code of ``text`` in the square at (x, y), ``size`` mm, on a white ground."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    picture = Image.fromarray(code.to_image(scale=1))
    side = round(size * PX_PER_MM)
    sheet.pen.rectangle(
        (x * PX_PER_MM, y * PX_PER_MM, x * PX_PER_MM + side, y * PX_PER_MM + side), fill=(255, 255, 255)
    )
    inner = round(side * 0.92)
    at = (round(x * PX_PER_MM + (side - inner) / 2), round(y * PX_PER_MM + (side - inner) / 2))
    sheet.image.paste(picture.convert("RGB").resize((inner, inner), Image.Resampling.NEAREST), at)
