"""Draw a business card: content in, picture and truth out.

A card is drawn at ``PX_PER_MM`` (406 dpi). Every text goes through ``Sheet.text``, which also writes it down, so that the
truth is what was printed. Rows of text are put into regions of the card; rows that do not fit are drawn smaller, and
where that is not enough the layout is given up (``DoesNotFit``) and another one drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw, ImageFilter

from samples import fonts
from samples.people import Content, words

PX_PER_MM = 16
MARGIN = 4.5  # mm
LAYOUTS = (
    "left", "left", "centred", "right", "two_column", "panel", "band_top", "band_bottom", "corners", "bottom_columns",
    "inline", "logo_left", "photo_ground",
)  # fmt: skip
Colour = tuple[int, int, int]
Value = tuple[str, str]  # field of the truth, value as printed


class DoesNotFit(Exception):
    """The content is too long for this layout at a readable size."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One line of text on the card: where (left, top, right, bottom; card px) and which values it carries."""

    text: str
    box: tuple[float, float, float, float]
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card: RGB picture, the truth of TRUTH_FORMAT, and its lines in card px."""

    image: Image.Image
    truth: dict[str, Any]
    lines: tuple[Printed, ...]


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


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text to be placed. ``gap`` is extra space above it, in body ems."""

    text: str
    role: str
    values: tuple[Value, ...] = ()
    label: str = ""
    icon: str = ""
    gap: float = 0.0


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
        self.image = Image.new("RGB", (round(self.width * PX_PER_MM), round(self.height * PX_PER_MM)), self.ground)
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


# ---------------------------------------------------------------- small drawings
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
            pen.ellipse((x0 + i * s * 0.2, y0 + s * 0.1 * i, x0 + s * (0.5 + 0.2 * i), y0 + s * (0.5 + 0.1 * i)), fill=second if i % 2 else first)
    elif kind == 1:  # hexagon with a hole
        for r, fill in ((0.5, first), (0.28, second)):
            pen.regular_polygon((x0 + s / 2, y0 + s / 2, r * s), 6, rotation=30, fill=fill)
    elif kind == 2:  # bars
        for i, h in enumerate((0.4, 0.7, 1.0, 0.6)):
            pen.rectangle((x0 + i * s * 0.26, y0 + s * (1 - h), x0 + i * s * 0.26 + s * 0.2, y0 + s), fill=second if i == 2 else first)
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
                    pen.rectangle((x0 + i * s / 3, y0 + j * s / 3, x0 + (i + 0.85) * s / 3, y0 + (j + 0.85) * s / 3), fill=second if i == j == 1 else first)


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    return tuple(round(p + (q - p) * share) for p, q in zip(a, b, strict=True))  # type: ignore[return-value]


def _light(colour: Colour) -> float:
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


def decorate(sheet: Sheet, rng: Random, look: Look) -> None:
    """Ornament of the ground that leaves text readable: stripes, corners, frames, watermark, gradient."""
    w, h = sheet.image.size
    soft = _mix(look.ground, look.accent, rng.uniform(0.06, 0.16))
    kind = rng.randrange(11)
    if kind == 0:
        sheet.pen.rectangle((0, h - h // 18, w, h), fill=look.accent)
    elif kind == 1:
        sheet.pen.rectangle((0, 0, w // 45, h), fill=look.accent)
    elif kind == 2:
        inset = rng.randint(14, 30)
        sheet.pen.rectangle((inset, inset, w - inset, h - inset), outline=look.accent, width=rng.choice((2, 3, 6)))
    elif kind == 3:
        for i in range(0, w + h, rng.choice((40, 60, 90))):
            sheet.pen.line((i, 0, i - h, h), fill=_mix(look.ground, look.accent, 0.05), width=rng.choice((3, 8)))
    elif kind == 4:
        r = h * rng.uniform(0.5, 0.9)
        cx = rng.choice((0, w))
        sheet.pen.ellipse((cx - r, h - r, cx + r, h + r), fill=soft)
        sheet.pen.ellipse((cx - r * 0.7, h - r * 0.7, cx + r * 0.7, h + r * 0.7), fill=_mix(look.ground, look.accent, 0.04))
    elif kind == 5:
        ramp = Image.linear_gradient("L").resize((w, h)).rotate(rng.choice((0, 180)))
        sheet.image.paste(Image.new("RGB", (w, h), soft), (0, 0), ramp)
    elif kind == 6:
        sheet.pen.polygon((w, 0, w, h * 0.22, w * 0.8, 0), fill=look.accent)
        sheet.pen.polygon((0, h, 0, h * 0.8, w * 0.18, h), fill=soft)


def qr_code(sheet: Sheet, content: Content, x: float, y: float, size: float) -> None:
    """A QR code with the card's vCard in the square at (x, y), ``size`` mm, on a white ground."""
    full = content.name or content.company
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{full}", f"ORG:{content.company}"]
    lines += [f"TITLE:{t}" for t in content.job_titles[:1]] + [f"TEL:{p.printed}" for p in content.phones[:1]]
    lines += [f"EMAIL:{e}" for e in content.emails[:1]] + ["END:VCARD"]
    code = zxingcpp.create_barcode("\r\n".join(lines), zxingcpp.BarcodeFormat.QRCode)
    picture = Image.fromarray(code.to_image(scale=1))
    side = round(size * PX_PER_MM)
    sheet.pen.rectangle((x * PX_PER_MM, y * PX_PER_MM, x * PX_PER_MM + side, y * PX_PER_MM + side), fill=(255, 255, 255))
    inner = round(side * 0.92)
    at = (round(x * PX_PER_MM + (side - inner) / 2), round(y * PX_PER_MM + (side - inner) / 2))
    sheet.image.paste(picture.convert("RGB").resize((inner, inner), Image.Resampling.NEAREST), at)


# ---------------------------------------------------------------- looks
ACCENTS: tuple[Colour, ...] = (
    (196, 30, 58), (0, 84, 166), (0, 122, 94), (230, 126, 34), (108, 52, 131), (22, 160, 133), (120, 28, 40), (33, 97, 140),
    (90, 120, 20), (180, 140, 60), (60, 60, 70), (211, 84, 0), (0, 150, 200), (150, 20, 100),
)  # fmt: skip
DARK_GROUNDS: tuple[Colour, ...] = ((18, 18, 20), (24, 36, 64), (10, 60, 50), (70, 16, 28), (44, 44, 50), (20, 40, 40), (58, 36, 24))
COLOURED_GROUNDS: tuple[Colour, ...] = (
    (242, 120, 40), (64, 190, 200), (246, 206, 60), (200, 40, 50), (70, 150, 70), (240, 190, 205), (150, 190, 230), (120, 90, 160),
)  # fmt: skip


def make_look(rng: Random, ground: str = "", thin: bool = False, icons: bool | None = None) -> Look:
    """Draw lots for type and colour. ``ground``: light, dark, coloured, pale (low contrast) or "" for any."""
    kind = ground or rng.choices(("light", "dark", "coloured", "pale"), (0.68, 0.16, 0.12, 0.04))[0]
    accent = rng.choice(ACCENTS)
    if kind == "light":
        paper = rng.choice(((255, 255, 255), (255, 255, 255), (252, 252, 250), (250, 246, 236), (240, 240, 240), (236, 228, 210)))
        ink = rng.choice(((0, 0, 0), (20, 20, 20), (40, 40, 44), (64, 64, 68), (20, 30, 70), _mix(accent, (0, 0, 0), 0.35)))
    elif kind == "dark":
        paper = rng.choice(DARK_GROUNDS)
        ink = rng.choice(((255, 255, 255), (255, 255, 255), (240, 236, 224), (214, 190, 130), (200, 204, 210)))
        accent = rng.choice(((214, 176, 94), (90, 200, 180), (240, 140, 50), (230, 230, 230), (220, 70, 70)))
    elif kind == "coloured":
        paper = rng.choice(COLOURED_GROUNDS)
        ink = (255, 255, 255) if _light(paper) < 140 else (20, 20, 20)
        accent = ink
    else:
        paper = rng.choice(((232, 230, 226), (222, 226, 228), (240, 238, 232)))
        ink = _mix(paper, (60, 60, 60), rng.uniform(0.55, 0.75))
        accent = _mix(paper, accent, 0.6)
    body = "thin" if thin else rng.choice(fonts.TEXT)
    display = rng.choice(fonts.DISPLAY) if rng.random() < 0.18 else body
    style = rng.choices(("labels", "icons", "badges"), (0.72, 0.18, 0.10))[0]
    if icons is not None:
        style = rng.choice(("icons", "badges")) if icons else "labels"
    narrow = body in ("dosis", "open-condensed", "roboto-condensed", "garamond")
    return Look(
        body=body, display=display, ground=paper, ink=ink, accent=accent,
        on_accent=(255, 255, 255) if _light(accent) < 150 else (20, 20, 20),
        name_size=rng.uniform(3.5, 5.2), body_size=rng.uniform(2.25, 2.9) * (1.12 if narrow else 1.0), leading=rng.uniform(1.18, 1.45),
        name_weight="regular" if thin else rng.choice(("bold", "bold", "bold", "regular", "light")),
        body_weight="light" if thin or rng.random() < 0.1 else "regular",
        contact_style=style, label_weight=rng.choice(("regular", "regular", "regular", "bold")),
        tabular=rng.random() < 0.25, company_capitals=rng.random() < 0.15, tracking=rng.choice((0, 0, 0, 0, 0.06, 0.12)),
    )  # fmt: skip


def _face(look: Look, role: str, scale: float) -> Any:
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


# ---------------------------------------------------------------- rows
def _wrapped(text: str, face: Any, width: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        if lines and face.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def person_rows(content: Content, rng: Random) -> list[Row]:
    """Name, posts and department."""
    rows = []
    for i, line in enumerate(content.name_lines):
        above = content.name_prefix and line == content.name_prefix
        values = [("name_prefix", content.name_prefix)] if content.name_prefix and content.name_prefix in line else []
        values += [] if above else [("name", content.name)]
        values += [("name_suffix", content.name_suffix)] if content.name_suffix and i == len(content.name_lines) - 1 else []
        rows.append(Row(line, "post" if above else "name", tuple(values)))
    role = rng.choice(("post", "post", "post_italic"))
    posts = [Row(title, role, (("job_titles", title),)) for title in content.job_titles]
    unit = [Row(content.department, "post", (("department", content.department),))] if content.department else []
    return rows + (unit + posts if rng.random() < 0.15 else posts + unit)


def company_rows(content: Content, look: Look) -> list[Row]:
    """The company's name in text."""
    company = content.company.upper() if look.company_capitals else content.company
    return [Row(company, "company", (("company", company),))] if company else []


def contact_rows(content: Content, look: Look, rng: Random, web: bool = True) -> list[Row]:
    """Telephones, e-mail and web addresses, handles: each with its label, its pictogram, or neither."""
    pictograms = look.contact_style != "labels"
    rows = []
    for phone in content.phones:
        picture = {"mobile": "mobile", "fax": "fax"}.get(phone.kind, "phone") if pictograms and phone.label else ""
        rows.append(Row(phone.printed, "body", (("phones", phone.printed),), "" if picture else phone.label, picture))
    mails = [Row(e, "body", (("emails", e),), "" if pictograms else content.email_label, "email" if pictograms else "") for e in content.emails]
    webs = [Row(s, "body", (("websites", s),), "" if pictograms else content.web_label, "web" if pictograms else "") for s in content.websites if web]
    handles = [Row(h, "body", (("handles", h),)) for h in content.handles]
    rows += mails + webs if rng.random() < 0.8 else webs + mails
    return rows + handles


def address_rows(content: Content, look: Look, rng: Random, one_line: bool | None = None) -> list[Row]:
    """Postal addresses: each on one line or one part a line."""
    single = rng.random() < 0.35 if one_line is None else one_line
    picture = "address" if look.contact_style != "labels" else ""
    rows = []
    for a in content.addresses:
        whole = ", ".join(a.parts)
        if a.label:
            rows.append(Row(a.label, "label", (), gap=0.3))
        texts = [whole] if single else list(a.parts)
        for i, text in enumerate(texts):
            rows.append(Row(text, "body", (("addresses", whole),), icon=picture if i == 0 else "indent" if picture else ""))
    return rows


def legal_rows(content: Content, rng: Random) -> list[Row]:
    """Register numbers and share capital in small print."""
    ids = [(f"{t.label} {t.printed}", ("tax_ids", t.printed)) for t in content.tax_ids]
    if rng.random() < 0.5:
        rows = [Row(text, "small", (value,)) for text, value in ids]
    else:
        gap = rng.choice(("  ", ", ", " | ", "   "))
        rows = [Row(gap.join(t for t, _ in ids), "small", tuple(v for _, v in ids))] if ids else []
    return rows + [Row(s, "small") for s in content.small_print]


def extra_rows(content: Content, rng: Random) -> list[Row]:
    """Slogan and services: in the transcript only."""
    rows = [Row(content.slogan, "slogan")] if content.slogan else []
    bullet = rng.choice(("• ", "- ", "", "– "))
    if content.services and rng.random() < 0.5:
        return [*rows, Row(rng.choice((" • ", ", ", " | ")).join(content.services), "small")]
    return rows + [Row(bullet + s, "small") for s in content.services]


def _in_one_line(rows: list[Row], gap: str) -> Row:
    texts = [f"{r.label} {r.text}".strip() for r in rows]
    return Row(gap.join(texts), "body", tuple(v for r in rows for v in r.values))


# ---------------------------------------------------------------- placing
@dataclass(frozen=True, slots=True)
class _Set:
    """A row measured: its faces, its width and height in px, the width of its lead (icon or label column)."""

    row: Row
    face: Any
    label_face: Any
    width: float
    height: float
    lead: float
    above: float


def _measure(rows: list[Row], look: Look, width: float, scale: float) -> list[_Set]:
    out = []
    em = look.body_size * scale * PX_PER_MM
    label_face = _face(look, "label", scale)
    column = max((label_face.getlength(r.label) for r in rows if r.label and r.role == "body"), default=0.0) + em * 0.5
    for row in rows:
        face = _face(look, row.role, scale)
        lead = em * 1.55 if row.icon else 0.0
        if row.label:
            lead = column if look.tabular else label_face.getlength(row.label + " ")
        elif look.tabular and row.role == "body" and column > em and row.values[:1] and row.values[0][0] != "addresses":
            lead = column
        texts = [row.text]
        if row.role not in ("body", "name", "logo") and face.getlength(row.text) > width:
            texts = _wrapped(row.text, face, width)
        for i, text in enumerate(texts):
            tracking = _tracking(look, row.role, face)
            length = face.getlength(text) + tracking * max(0, len(text) - 1) + lead
            above = row.gap * em if i == 0 else 0.0
            out.append(_Set(replace(row, text=text), face, label_face, length, face.size * look.leading, lead, above))
    return out


def _tracking(look: Look, role: str, face: Any) -> float:
    return float(look.tracking * face.size) if role in ("name", "logo", "company") else 0.0


def _fit(blocks: list[list[Row]], look: Look, region: Region, smallest: float) -> tuple[list[list[_Set]], float]:
    width, height = (region.right - region.left) * PX_PER_MM, (region.bottom - region.top) * PX_PER_MM
    scale = 1.0
    while scale >= smallest:
        sets = [_measure(rows, look, width, scale) for rows in blocks]
        gaps = (len(blocks) - 1) * look.body_size * scale * PX_PER_MM * 0.5
        total = sum(s.height + s.above for block in sets for s in block) + gaps
        if total <= height and all(s.width <= width for block in sets for s in block):
            return sets, total - gaps
        scale -= 0.04
    raise DoesNotFit


def place(sheet: Sheet, blocks: list[list[Row]], look: Look, region: Region, align: str, spread: str, ink: Colour, ground: Colour, smallest: float = 0.76) -> None:
    """Print blocks of rows in a region, one above the other.

    ``align``: left, centre or right. ``spread``: even (first block at the top, last at the bottom), top, middle, bottom.
    """
    blocks = [b for b in blocks if b]
    if not blocks:
        return
    sets, used = _fit(blocks, look, region, smallest)
    free = (region.bottom - region.top) * PX_PER_MM - used
    em = look.body_size * PX_PER_MM
    gap = free / (len(blocks) - 1) if spread == "even" and len(blocks) > 1 else min(em * 0.9, free / max(1, len(blocks) - 1))
    slack = free - gap * (len(blocks) - 1)
    y = region.top * PX_PER_MM + {"top": 0.0, "even": 0.0 if len(blocks) > 1 else slack / 2, "middle": slack / 2, "bottom": slack}[spread]
    for block in sets:
        common = max(s.width for s in block)
        for s in block:
            y += s.above
            left, right = region.left * PX_PER_MM, region.right * PX_PER_MM
            x = {"left": left, "right": right - s.width, "centre": (left + right - s.width) / 2}[align]
            if align == "centre" and any(r.row.icon for r in block):
                x = (left + right - common) / 2  # pictograms stand in a column
            _print_row(sheet, s, look, x, y, ink, ground)
            y += s.height
        y += gap


def _print_row(sheet: Sheet, s: _Set, look: Look, x: float, y: float, ink: Colour, ground: Colour) -> None:
    top = y + (s.height - s.face.size * 1.2) / 2
    fill = ink
    if s.row.role in ("name", "logo", "company") and ink == look.ink and look.accent != ink and s.row.role == "logo":
        fill = look.accent
    text = s.row.text
    if s.row.icon and s.row.icon != "indent":
        size = s.face.size * (1.0 if look.contact_style == "icons" else 1.25)
        iy = y + (s.height - size) / 2
        tint = look.accent if ink == look.ink else ink
        if look.contact_style == "badges":
            sheet.pen.ellipse((x, iy, x + size, iy + size), fill=tint)
            icon(sheet, s.row.icon, x + size * 0.22, iy + size * 0.22, size * 0.56, ground, tint)
        else:
            icon(sheet, s.row.icon, x, iy, size, tint, ground)
    elif s.row.label:
        sheet.text(x, top, s.row.label, s.label_face, fill)
        text = f"{s.row.label} {text}"
    sheet.text(x + s.lead, top, s.row.text, s.face, fill, _tracking(look, s.row.role, s.face))
    left = x if s.row.label else x + s.lead
    sheet.note(text, (left, y, x + s.width, y + s.height), s.row.values)


# ---------------------------------------------------------------- layouts
def _logo(sheet: Sheet, rng: Random, content: Content, look: Look, region: Region, align: str, ink: Colour, ground: Colour, word: bool) -> None:
    """The company's mark, with the logo word beside or below it where ``word`` says so."""
    size = min(region.bottom - region.top, 11.0, (region.right - region.left) * (0.4 if word else 1.0))
    second = _mix(look.accent, ground, 0.45)
    first = ink if ground != look.ground else look.accent
    if not word or not content.logo:
        x = {"left": region.left, "right": region.right - size, "centre": (region.left + region.right - size) / 2}[align]
        emblem(sheet, rng, x, region.top, size, first, second)
        return
    row = Row(content.logo.upper() if rng.random() < 0.4 else content.logo, "logo", (("company", content.logo),))
    if rng.random() < 0.5:  # mark above the word
        size = min(size, (region.bottom - region.top) * 0.55)
        x = {"left": region.left, "right": region.right - size, "centre": (region.left + region.right - size) / 2}[align]
        emblem(sheet, rng, x, region.top, size, first, second)
        place(sheet, [[row]], look, replace(region, top=region.top + size + 0.8), align, "top", first, ground, 0.5)
        return
    size = min(size, 8.0)
    wide = min(_face(look, "logo", 1.0).getlength(row.text) * 1.15 / PX_PER_MM, region.right - region.left - size - 2)
    total = size + 2 + wide
    x = {"left": region.left, "right": region.right - total, "centre": (region.left + region.right - total) / 2}[align]
    emblem(sheet, rng, x, region.top, size, first, second)
    place(sheet, [[row]], look, Region(x + size + 2, region.top, x + total + 0.5, region.top + size), "left", "middle", first, ground, 0.5)


def _layout(sheet: Sheet, rng: Random, content: Content, look: Look, layout: str, qr: bool, vertical_text: bool) -> None:
    w, h, m = sheet.width, sheet.height, MARGIN
    full = Region(m, m, w - m, h - m)
    ink, ground = look.ink, look.ground
    tall = h > w
    logo_word = bool(content.logo) and rng.random() < 0.6
    company = company_rows(content, look)
    if logo_word and rng.random() < 0.3:
        company = []  # the logo's word is the only place with the name
    person = person_rows(content, rng)
    if vertical_text and content.websites:
        full = replace(full, right=w - m - 3.5)
        face = _face(look, "body", 1.0)
        _sideways(sheet, content.websites[0], face, w - m - 2.8, h / 2, look.accent if look.accent != ground else ink, (("websites", content.websites[0]),))
    contact = contact_rows(content, look, rng, web=not (vertical_text and content.websites))
    address = address_rows(content, look, rng)
    legal, extra = legal_rows(content, rng), extra_rows(content, rng)
    if qr:
        side = 17.0 if not tall else 18.0
        x, y = (w - m - side, h - m - side) if not tall else ((w - side) / 2, h - m - side)
        qr_code(sheet, content, x, y, side)
        full = replace(full, right=x - 2) if not tall else replace(full, bottom=y - 2)
        layout = "left" if not tall else "centred"

    def put(blocks: list[list[Row]], region: Region, align: str = "left", spread: str = "even") -> None:
        place(sheet, blocks, look, region, align, spread, ink, ground)

    def rule(x0: float, y: float, x1: float) -> None:
        sheet.pen.line((x0 * PX_PER_MM, y * PX_PER_MM, x1 * PX_PER_MM, y * PX_PER_MM), fill=look.accent, width=rng.choice((3, 5, 9)))

    if tall or layout in ("left", "centred", "right"):
        align = "centre" if layout == "centred" or (tall and rng.random() < 0.6) else "right" if layout == "right" else "left"
        top = full.top
        if rng.random() < 0.75 or logo_word:
            deep = 15.0 if tall else 11.0
            _logo(sheet, rng, content, look, replace(full, bottom=full.top + deep), align, ink, ground, logo_word)
            top += deep + 1
        first = [company, person] if rng.random() < 0.5 else [person, company]
        put([*first, contact + address, legal + extra], replace(full, top=top), align)
    elif layout == "two_column":
        middle = full.left + (full.right - full.left) * rng.uniform(0.4, 0.48)
        left = Region(full.left, full.top, middle - 2, full.bottom)
        right = Region(middle + 1, full.top, full.right, full.bottom)
        _logo(sheet, rng, content, look, replace(left, bottom=left.top + 12), "left", ink, ground, logo_word)
        put([company, address + legal], replace(left, top=left.top + 14))
        put([person, contact, extra], right, rng.choice(("left", "left", "right")))
        if rng.random() < 0.4:
            x = (middle - 0.6) * PX_PER_MM
            sheet.pen.line((x, full.top * PX_PER_MM, x, full.bottom * PX_PER_MM), fill=look.accent, width=4)
    elif layout in ("panel", "logo_left"):
        edge = full.left + (full.right - full.left) * rng.uniform(0.32, 0.4)
        inner = Region(full.left - 1, full.top + 4, edge - 2, full.bottom - 4)
        if layout == "panel":
            sheet.pen.rectangle((0, 0, edge * PX_PER_MM, h * PX_PER_MM), fill=look.accent)
            _logo(sheet, rng, content, look, replace(inner, top=h * 0.25, bottom=h * 0.7), "centre", look.on_accent, look.accent, logo_word)
        else:
            _logo(sheet, rng, content, look, replace(inner, top=h * 0.28, bottom=h * 0.7), "centre", ink, ground, logo_word)
        put([person, company, contact + address, legal + extra], replace(full, left=edge + 3))
    elif layout in ("band_top", "band_bottom"):
        deep = h * rng.uniform(0.34, 0.42)
        top = layout == "band_top"
        band = Region(full.left, 2.5, full.right, deep - 2) if top else Region(full.left, h - deep + 2, full.right, h - 2.5)
        rest = replace(full, top=deep + 2) if top else replace(full, bottom=h - deep - 2)
        sheet.pen.rectangle((0, 0, w * PX_PER_MM, deep * PX_PER_MM) if top else (0, (h - deep) * PX_PER_MM, w * PX_PER_MM, h * PX_PER_MM), fill=look.accent)
        middle = (full.left + full.right) / 2
        if top:
            align = rng.choice(("left", "centre"))
            place(sheet, [person], look, band, align, "middle", look.on_accent, look.accent)
            put([company, address + legal], replace(rest, right=middle - 1))
            put([contact, extra], replace(rest, left=middle + 1))
        else:
            place(sheet, [contact], look, replace(band, right=middle - 1), "left", "middle", look.on_accent, look.accent)
            place(sheet, [address + legal], look, replace(band, left=middle + 1), "left", "middle", look.on_accent, look.accent)
            align = rng.choice(("left", "centre", "right"))
            put([company, person, extra], rest, align, "middle")
    elif layout == "corners":
        middle = full.left + (full.right - full.left) * rng.uniform(0.45, 0.55)
        put([company, extra], replace(full, bottom=h * 0.28), "centre", "top")
        put([person], replace(full, top=h * 0.3, bottom=h * 0.56), "centre", "middle")
        put([address + legal], Region(full.left, h * 0.58, middle - 1, full.bottom), "left", "bottom")
        put([contact], Region(middle + 1, h * 0.58, full.right, full.bottom), "right" if look.contact_style == "labels" else "left", "bottom")
    elif layout == "bottom_columns":
        middle = (full.left + full.right) / 2
        _logo(sheet, rng, content, look, Region(middle + 2, full.top, full.right, full.top + 12), "right", ink, ground, logo_word)
        put([person], replace(full, right=middle + 1, bottom=h * 0.46), "left", "top")
        if rng.random() < 0.6:
            rule(full.left, h * 0.5, full.right)
        put([company, address], replace(full, top=h * 0.54, right=middle - 1), "left", "bottom")
        put([contact, legal + extra], replace(full, top=h * 0.54, left=middle + 1), "left", "bottom")
    elif layout == "inline":
        gap = rng.choice((" | ", "   ", " • ", ", ", " / "))
        phones = [r for r in contact if r.values[0][0] == "phones"]
        others = [r for r in contact if r.values[0][0] != "phones"]
        rows = [_in_one_line(phones[i : i + 2], gap) for i in range(0, len(phones), 2)]
        rows += [_in_one_line(others[i : i + 2], gap) for i in range(0, len(others), 2)]
        whole = address_rows(content, look, rng, one_line=True)
        align = rng.choice(("centre", "left"))
        put([company, person, extra, whole + rows + legal], full, align)
        if look.contact_style != "labels":
            raise DoesNotFit  # pictograms stand in front of lines, not inside
    else:  # photo_ground: text on two soft shapes
        _shapes(sheet, rng, look)
        put([person, company, contact + address, legal + extra], full, "right" if rng.random() < 0.5 else "left")


def _shapes(sheet: Sheet, rng: Random, look: Look) -> None:
    """Large overlapping shapes in tints of the accent, weak enough for text to stand on them."""
    w, h = sheet.image.size
    for _ in range(rng.randint(3, 7)):
        tint = _mix(look.ground, look.accent, rng.uniform(0.05, 0.22))
        x, y, r = rng.uniform(0, w), rng.uniform(0, h), rng.uniform(0.15, 0.6) * h
        if rng.random() < 0.5:
            sheet.pen.ellipse((x - r, y - r, x + r, y + r), fill=tint)
        else:
            sheet.pen.regular_polygon((x, y, r), rng.choice((3, 4, 6)), rotation=rng.uniform(0, 90), fill=tint)
    soft = sheet.image.filter(ImageFilter.GaussianBlur(rng.choice((0, 0, 6, 20))))
    sheet.image.paste(soft)


def _sideways(sheet: Sheet, text: str, face: Any, x: float, middle: float, fill: Colour, values: Sequence[Value]) -> None:
    """Text that runs up the card, its lower side to the right; ``x`` left edge and ``middle`` in mm."""
    length, depth = math.ceil(face.getlength(text)) + 4, round(face.size * 1.3)
    if length > (sheet.height - 2 * MARGIN) * PX_PER_MM:
        raise DoesNotFit
    strip = Image.new("L", (length, depth), 0)
    ImageDraw.Draw(strip).text((2, 0), text, font=face, fill=255)
    strip = strip.rotate(90, expand=True)
    at = (round(x * PX_PER_MM), round(middle * PX_PER_MM - length / 2))
    sheet.image.paste(Image.new("RGB", strip.size, fill), at, strip)
    sheet.note(text, (at[0], at[1], at[0] + depth, at[1] + length), values)


# ---------------------------------------------------------------- truth
def _truth(content: Content, lines: Sequence[Printed], pictograms: bool) -> dict[str, Any]:
    """The truth of a card: of the content, exactly what was printed."""
    printed: dict[str, list[str]] = {}
    for line in lines:
        for name, value in line.values:
            if value not in printed.setdefault(name, []):
                printed[name].append(value)

    def one(name: str) -> str:
        return printed.get(name, [""])[0]

    companies = printed.get("company", [])
    company = next((c for c in companies if c.casefold() == content.company.casefold()), one("company"))
    also = [c for c in [*companies, *content.company_also, content.company] if c.casefold() != company.casefold()]
    kinds = {p.printed: p.kind for p in content.phones}
    ids = {t.printed: t.kind for t in content.tax_ids}
    truth = {
        "name": one("name"),
        "name_prefix": one("name_prefix"),
        "name_suffix": one("name_suffix"),
        "job_titles": [t for t in content.job_titles if t in printed.get("job_titles", [])],
        "department": one("department"),
        "company": company,
        "emails": printed.get("emails", []),
        "phones": [{"kind": kinds[p], "printed": p} for p in printed.get("phones", [])],
        "websites": printed.get("websites", []),
        "addresses": printed.get("addresses", []),
        "tax_ids": [{"kind": ids[t], "printed": t} for t in printed.get("tax_ids", [])],
        "handles": printed.get("handles", []),
        "transcript": [line.text for line in in_reading_order(lines)],
    }
    if company:
        truth["company_also"] = list(dict.fromkeys(also))
    return truth


def in_reading_order(lines: Sequence[Printed]) -> list[Printed]:
    """Top to bottom; lines whose middles stand within half a line's height, left to right."""
    rows: list[list[Printed]] = []
    for line in sorted(lines, key=lambda item: (item.box[1] + item.box[3], item.box[0])):
        middle = (line.box[1] + line.box[3]) / 2
        if rows and middle - (rows[-1][0].box[1] + rows[-1][0].box[3]) / 2 < (rows[-1][0].box[3] - rows[-1][0].box[1]) / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda item: item.box[0])]


def _overlap(lines: Sequence[Printed]) -> bool:
    for i, a in enumerate(lines):
        for b in lines[i + 1 :]:
            wide = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
            high = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
            if wide > 2 and high > 0.2 * min(a.box[3] - a.box[1], b.box[3] - b.box[1]):
                return True
    return False


SIZES = ((85.0, 55.0), (90.0, 50.0), (90.0, 50.0), (89.0, 51.0), (85.0, 54.0))  # mm; the first is the usual one in Europe


def draw_card(content: Content, seed: str, *, layout: str = "", ground: str = "", tall: bool | None = None, qr: bool | None = None,
              thin: bool = False, icons: bool | None = None, vertical_text: bool | None = None) -> Drawn:  # fmt: skip
    """Draw ``content``; the same arguments give the same picture.

    ``layout`` is one of LAYOUTS, ``ground`` one of ``make_look``'s; whatever is left open is drawn by lot from ``seed``.
    Raises DoesNotFit where no layout in 60 tries can hold the content.
    """
    for attempt in range(60):
        rng = Random(f"{seed}/{attempt}")
        look = make_look(rng, ground, thin, icons)
        portrait = tall if tall is not None else rng.random() < 0.08
        width, height = rng.choice(SIZES) if rng.random() < 0.5 else SIZES[0]
        if portrait:
            width, height = height, width
        sheet = Sheet(width, height, look.ground)
        chosen = layout or rng.choice(LAYOUTS)
        if chosen not in ("panel", "band_top", "band_bottom"):
            decorate(sheet, rng, look)
        with_qr = qr if qr is not None else rng.random() < 0.08
        sideways = vertical_text if vertical_text is not None else rng.random() < 0.04 and not with_qr
        try:
            _layout(sheet, rng, content, look, chosen, with_qr, sideways)
        except DoesNotFit:
            continue
        w, h = sheet.image.size
        inside = all(b[0] >= 8 and b[1] >= 8 and b[2] <= w - 8 and b[3] <= h - 8 for b in (line.box for line in sheet.lines))
        if not inside or _overlap(sheet.lines):
            continue
        return Drawn(sheet.image, _truth(content, sheet.lines, look.contact_style != "labels"), tuple(sheet.lines))
    raise DoesNotFit(f"no layout holds the card of {content.company}")


def draw_back(content: Content, seed: str, kind: str) -> Drawn:
    """The other side of a card: ``kind`` is logo, services or english (the same card in English)."""
    rng = Random(f"{seed}/back")
    if kind == "english":
        posts = tuple(words()["pl"]["english"].get(t, t) for t in content.job_titles)
        labels = {"work": "Phone:", "mobile": "Mobile:", "fax": "Fax:", "other": ""}
        phones = tuple(replace(p, label=labels[p.kind]) for p in content.phones)
        english = replace(content, language="en", job_titles=posts, department="", phones=phones, slogan="", services=(), small_print=(),
                          email_label="E-mail:", web_label="")  # fmt: skip
        return draw_card(english, f"{seed}/back", qr=False, tall=False)
    look = replace(make_look(rng, rng.choice(("light", "dark", "coloured")), icons=False), company_capitals=False)
    width, height = SIZES[0]
    sheet = Sheet(width, height, look.ground)
    full = Region(MARGIN * 2, MARGIN * 2, width - MARGIN * 2, height - MARGIN * 2)
    word = content.logo or content.company
    rows = [Row(word, "logo", (("company", word),))]
    if kind == "logo":
        emblem(sheet, rng, width / 2 - 8, 8, 16, look.accent if look.accent != look.ground else look.ink, _mix(look.accent, look.ground, 0.4))
        rows += [Row(s, "body", (("websites", s),)) for s in content.websites[:1]]
        place(sheet, [rows], look, replace(full, top=27), "centre", "middle", look.ink, look.ground, 0.5)
    else:
        offer = content.services or tuple(rng.sample(words()[content.language]["services"], 4))
        listed = [Row("• " + s, "body") for s in offer]
        place(sheet, [rows, listed], look, full, "left", "even", look.ink, look.ground, 0.5)
    empty = Content(content.language, company=content.company, company_also=content.company_also)
    return Drawn(sheet.image, _truth(empty, sheet.lines, False), tuple(sheet.lines))
