"""Type, colour and ornament of a card, drawn by lot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from PIL import Image, ImageFilter, ImageFont

from samples import fonts
from samples.sheet import PX_PER_MM, Colour, Sheet, lightness, mix


def _colours(text: str) -> tuple[Colour, ...]:
    return tuple((int(c[:2], 16), int(c[2:4], 16), int(c[4:], 16)) for c in text.split())


ACCENTS = _colours(
    "c41e3a 0054a6 007a5e e67e22 6c3483 16a085 781c28 21618c 5a7814 b48c3c 3c3c46 d35400 0096c8 961464"
)
DARK_GROUNDS = _colours("121214 182440 0a3c32 46101c 2c2c32 142828 3a2418")
COLOURED_GROUNDS = _colours("f27828 40bec8 f6ce3c c82832 469646 f0becd 96bee6 785aa0")


@dataclass(frozen=True, slots=True)
class Look:
    """Type and colour of one card. Sizes are ems in mm."""

    body: str
    display: str
    ground: Colour
    ink: Colour
    accent: Colour
    on_accent: Colour
    name_size: float
    body_size: float
    leading: float
    name_weight: str = "bold"
    body_weight: str = "regular"
    contact_style: str = "labels"  # labels, icons, badges
    label_weight: str = "regular"
    tabular: bool = False
    company_capitals: bool = False
    tracking: float = 0.0

    def inverted(self) -> Look:
        """The look of text on a field of the accent's colour."""
        return replace(
            self, ink=self.on_accent, accent=self.on_accent, on_accent=self.accent, ground=self.accent
        )


def make_look(rng: Random, ground: str = "", thin: bool = False, icons: bool | None = None) -> Look:
    """Draw lots for type and colour. ``ground``: light, dark, coloured, pale (low contrast) or "" for any."""
    kind = ground or rng.choices(("light", "dark", "coloured", "pale"), (0.68, 0.16, 0.12, 0.04))[0]
    accent = rng.choice(ACCENTS)
    if kind == "light":
        paper = rng.choice(
            (
                (255, 255, 255),
                (255, 255, 255),
                (252, 252, 250),
                (250, 246, 236),
                (240, 240, 240),
                (236, 228, 210),
            )
        )
        ink = rng.choice(
            ((0, 0, 0), (20, 20, 20), (40, 40, 44), (64, 64, 68), (20, 30, 70), mix(accent, (0, 0, 0), 0.35))
        )
    elif kind == "dark":
        paper = rng.choice(DARK_GROUNDS)
        ink = rng.choice(
            ((255, 255, 255), (255, 255, 255), (240, 236, 224), (214, 190, 130), (200, 204, 210))
        )
        accent = rng.choice(((214, 176, 94), (90, 200, 180), (240, 140, 50), (230, 230, 230), (220, 70, 70)))
    elif kind == "coloured":
        paper = rng.choice(COLOURED_GROUNDS)
        ink = (255, 255, 255) if lightness(paper) < 140 else (20, 20, 20)
        accent = ink
    else:
        paper = rng.choice(((232, 230, 226), (222, 226, 228), (240, 238, 232)))
        ink = mix(paper, (60, 60, 60), rng.uniform(0.55, 0.75))
        accent = mix(paper, accent, 0.6)
    body = "thin" if thin else rng.choice(fonts.text_families())
    display = rng.choice(fonts.display_families()) if rng.random() < 0.18 else body
    style = rng.choices(("labels", "icons", "badges"), (0.72, 0.18, 0.10))[0]
    if icons is not None:
        style = rng.choice(("icons", "badges")) if icons else "labels"
    narrow = body in ("dosis", "open-condensed", "roboto-condensed", "garamond")
    return Look(
        body=body,
        display=display,
        ground=paper,
        ink=ink,
        accent=accent,
        on_accent=(255, 255, 255) if lightness(accent) < 150 else (20, 20, 20),
        name_size=rng.uniform(3.5, 5.2),
        body_size=rng.uniform(2.25, 2.9) * (1.12 if narrow else 1.0),
        leading=rng.uniform(1.18, 1.45),
        name_weight="regular" if thin else rng.choice(("bold", "bold", "bold", "regular", "light")),
        body_weight="light" if thin or rng.random() < 0.1 else "regular",
        contact_style=style,
        label_weight=rng.choice(("regular", "regular", "regular", "bold")),
        tabular=rng.random() < 0.25,
        company_capitals=rng.random() < 0.15,
        tracking=rng.choice((0, 0, 0, 0, 0.06, 0.12)),
    )


def typeface(look: Look, role: str, scale: float) -> ImageFont.FreeTypeFont:
    family, weight, size = {
        "name": (look.display, look.name_weight, look.name_size),
        "post": (look.body, "regular" if look.body_weight == "regular" else "light", look.body_size * 1.06),
        "post_italic": (look.body, "italic", look.body_size * 1.06),
        "company": (look.body, "bold", look.body_size * 1.22),
        "logo": (look.display, "bold", look.body_size * 2.0),
        "small": (look.body, look.body_weight, max(1.75, look.body_size * 0.74)),
        "slogan": (look.body, "italic", look.body_size * 1.0),
        "label": (look.body, look.label_weight, look.body_size),
    }.get(role, (look.body, look.body_weight, look.body_size))
    return fonts.font(family, weight, max(14, round(size * scale * PX_PER_MM)))


def decorate(sheet: Sheet, rng: Random, look: Look) -> None:
    """Ornament of the ground that leaves text readable: stripes, corners, frames, watermark, gradient."""
    w, h = sheet.image.size
    soft = mix(look.ground, look.accent, rng.uniform(0.06, 0.16))
    kind = rng.randrange(11)
    if kind == 0:
        sheet.pen.rectangle((0, h - h // 18, w, h), fill=look.accent)
    elif kind == 1:
        sheet.pen.rectangle((0, 0, w // 45, h), fill=look.accent)
    elif kind == 2:
        inset = rng.randint(14, 30)
        sheet.pen.rectangle(
            (inset, inset, w - inset, h - inset), outline=look.accent, width=rng.choice((2, 3, 6))
        )
    elif kind == 3:
        for i in range(0, w + h, rng.choice((40, 60, 90))):
            sheet.pen.line(
                (i, 0, i - h, h), fill=mix(look.ground, look.accent, 0.05), width=rng.choice((3, 8))
            )
    elif kind == 4:
        r = h * rng.uniform(0.5, 0.9)
        cx = rng.choice((0, w))
        sheet.pen.ellipse((cx - r, h - r, cx + r, h + r), fill=soft)
        sheet.pen.ellipse(
            (cx - r * 0.7, h - r * 0.7, cx + r * 0.7, h + r * 0.7), fill=mix(look.ground, look.accent, 0.04)
        )
    elif kind == 5:
        ramp = Image.linear_gradient("L").resize((w, h)).rotate(rng.choice((0, 180)))
        sheet.image.paste(Image.new("RGB", (w, h), soft), (0, 0), ramp)
    elif kind == 6:
        sheet.pen.polygon((w, 0, w, h * 0.22, w * 0.8, 0), fill=look.accent)
        sheet.pen.polygon((0, h, 0, h * 0.8, w * 0.18, h), fill=soft)


def shapes(sheet: Sheet, rng: Random, look: Look) -> None:
    """Large overlapping shapes in tints of the accent, weak enough for text to stand on them."""
    w, h = sheet.image.size
    for _ in range(rng.randint(3, 7)):
        tint = mix(look.ground, look.accent, rng.uniform(0.05, 0.22))
        x, y, r = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0.15, 0.6) * h
        if rng.random() < 0.5:
            sheet.pen.ellipse((x - r, y - r, x + r, y + r), fill=tint)
        else:
            sheet.pen.regular_polygon(
                (x, y, r), rng.choice((3, 4, 6)), rotation=rng.uniform(0, 90), fill=tint
            )
    soft = sheet.image.filter(ImageFilter.GaussianBlur(rng.choice((0, 0, 6, 20))))
    sheet.image.paste(soft)
