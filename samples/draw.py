"""Draw a business card: content in, picture and truth out.

Every text goes through ``Sheet``, which writes it down, so that the truth is what was printed. Rows of text
are put into regions of the card; rows that do not fit are drawn smaller, and where that is not enough the
layout is given up (``DoesNotFitError``) and another one drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from samples.look import Look, decorate, make_look, shapes, typeface
from samples.people import Content, words
from samples.rows import (
    Row,
    address_rows,
    company_rows,
    contact_rows,
    extra_rows,
    in_one_line,
    legal_rows,
    person_rows,
    place,
)
from samples.sheet import PX_PER_MM, DoesNotFitError, Printed, Region, Sheet, Value, emblem, mix, qr_code

MARGIN = 4.5  # mm
SIZES = (
    (85.0, 55.0),
    (90.0, 50.0),
    (90.0, 50.0),
    (89.0, 51.0),
    (85.0, 54.0),
)  # mm; the first is the usual one


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card: RGB picture, its truth without corners, and its lines in card px."""

    image: Image.Image
    truth: dict[str, Any]
    lines: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a layout arranges: groups of rows, and the region that is free for them."""

    sheet: Sheet
    rng: Random
    look: Look
    content: Content
    full: Region
    logo_word: bool
    company: list[Row]
    person: list[Row]
    contact: list[Row]
    address: list[Row]
    legal: list[Row]
    extra: list[Row]

    def put(self, blocks: list[list[Row]], region: Region, align: str = "left", spread: str = "even") -> None:
        place(self.sheet, blocks, self.look, region, align, spread)

    def inverted(self, blocks: list[list[Row]], region: Region, align: str = "left") -> None:
        place(self.sheet, blocks, self.look.inverted(), region, align, "middle")

    def area(self, left: float, top: float, right: float, bottom: float) -> None:
        """Fill a rectangle (mm) with the accent's colour."""
        box = (left * PX_PER_MM, top * PX_PER_MM, right * PX_PER_MM, bottom * PX_PER_MM)
        self.sheet.pen.rectangle(box, fill=self.look.accent)


# ---------------------------------------------------------------- layouts
def _logo(parts: _Parts, region: Region, align: str, look: Look | None = None) -> None:
    """The company's mark at the region's top, with the logo's word beside or below it where it is printed."""
    sheet, rng, look = parts.sheet, parts.rng, look or parts.look
    width, height = region.right - region.left, region.bottom - region.top
    first, second = look.accent, mix(look.accent, look.ground, 0.45)

    def start(wide: float) -> float:
        return region.left + (width - wide) * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]

    if not parts.logo_word:
        size = min(height, 11.0, width)
        emblem(sheet, rng, start(size), region.top, size, first, second)
        return
    word = parts.content.logo.upper() if rng.random() < 0.4 else parts.content.logo
    row = Row(word, "logo", (("company", word),))
    if rng.random() < 0.5:  # the mark above the word
        size = min(height * 0.55, 11.0, width * 0.4)
        emblem(sheet, rng, start(size), region.top, size, first, second)
        place(sheet, [[row]], look, replace(region, top=region.top + size + 0.8), align, "top", 0.5)
        return
    size = min(height, 8.0, width * 0.4)
    wide = min(typeface(look, "logo", 1.0).getlength(row.text) * 1.15 / PX_PER_MM, width - size - 2)
    x = start(size + 2 + wide)
    emblem(sheet, rng, x, region.top, size, first, second)
    beside = Region(x + size + 2, region.top, x + size + 2.5 + wide, region.top + size)
    place(sheet, [[row]], look, beside, "left", "middle", 0.5)


def _stacked(parts: _Parts, align: str) -> None:
    full, top, tall = parts.full, parts.full.top, parts.sheet.height > parts.sheet.width
    if parts.rng.random() < 0.75 or parts.logo_word:
        deep = 15.0 if tall else 11.0
        _logo(parts, replace(full, bottom=full.top + deep), align)
        top += deep + 1
    first = [parts.company, parts.person]
    if parts.rng.random() < 0.5:
        first.reverse()
    parts.put(
        [*first, parts.contact + parts.address, parts.legal + parts.extra], replace(full, top=top), align
    )


def _left(parts: _Parts) -> None:
    _stacked(parts, "left")


def _centred(parts: _Parts) -> None:
    _stacked(parts, "centre")


def _right(parts: _Parts) -> None:
    _stacked(parts, "right")


def _two_column(parts: _Parts) -> None:
    full, rng = parts.full, parts.rng
    middle = full.left + (full.right - full.left) * rng.uniform(0.4, 0.48)
    left = replace(full, right=middle - 2)
    _logo(parts, replace(left, bottom=left.top + 12), "left")
    parts.put([parts.company, parts.address + parts.legal], replace(left, top=left.top + 14))
    right = replace(full, left=middle + 1)
    parts.put([parts.person, parts.contact, parts.extra], right, rng.choice(("left", "left", "right")))
    if rng.random() < 0.4:
        parts.area(middle - 0.7, full.top, middle - 0.5, full.bottom)


def _panel(parts: _Parts) -> None:
    full, height = parts.full, parts.sheet.height
    edge = full.left + (full.right - full.left) * parts.rng.uniform(0.32, 0.4)
    coloured = parts.rng.random() < 0.6
    if coloured:
        parts.area(0, 0, edge, height)
    inner = Region(full.left - 1, height * 0.25, edge - 2, height * 0.7)
    _logo(parts, inner, "centre", parts.look.inverted() if coloured else None)
    parts.put(
        [parts.person, parts.company, parts.contact + parts.address, parts.legal + parts.extra],
        replace(full, left=edge + 3),
    )


def _band_top(parts: _Parts) -> None:
    full, deep = parts.full, parts.sheet.height * parts.rng.uniform(0.34, 0.42)
    middle = (full.left + full.right) / 2
    parts.area(0, 0, parts.sheet.width, deep)
    parts.inverted(
        [parts.person], replace(full, top=2.5, bottom=deep - 2), parts.rng.choice(("left", "centre"))
    )
    rest = replace(full, top=deep + 2)
    parts.put([parts.company, parts.address + parts.legal], replace(rest, right=middle - 1))
    parts.put([parts.contact, parts.extra], replace(rest, left=middle + 1))


def _band_bottom(parts: _Parts) -> None:
    full, height = parts.full, parts.sheet.height
    top = height - height * parts.rng.uniform(0.34, 0.42)
    middle = (full.left + full.right) / 2
    parts.area(0, top, parts.sheet.width, height)
    band = replace(full, top=top + 2, bottom=height - 2.5)
    parts.inverted([parts.contact], replace(band, right=middle - 1))
    parts.inverted([parts.address + parts.legal], replace(band, left=middle + 1))
    align = parts.rng.choice(("left", "centre", "right"))
    parts.put([parts.company, parts.person, parts.extra], replace(full, bottom=top - 2), align, "middle")


def _corners(parts: _Parts) -> None:
    full, height = parts.full, parts.sheet.height
    middle = full.left + (full.right - full.left) * parts.rng.uniform(0.45, 0.55)
    parts.put([parts.company, parts.extra], replace(full, bottom=height * 0.28), "centre", "top")
    parts.put([parts.person], replace(full, top=height * 0.3, bottom=height * 0.56), "centre", "middle")
    low = replace(full, top=height * 0.58)
    parts.put([parts.address + parts.legal], replace(low, right=middle - 1), "left", "bottom")
    align = "right" if parts.look.contact_style == "labels" else "left"
    parts.put([parts.contact], replace(low, left=middle + 1), align, "bottom")


def _bottom_columns(parts: _Parts) -> None:
    full, height = parts.full, parts.sheet.height
    middle = (full.left + full.right) / 2
    _logo(parts, Region(middle + 2, full.top, full.right, full.top + 12), "right")
    parts.put([parts.person], replace(full, right=middle + 1, bottom=height * 0.46), "left", "top")
    if parts.rng.random() < 0.6:
        parts.area(full.left, height * 0.5, full.right, height * 0.5 + parts.rng.choice((0.2, 0.3, 0.6)))
    low = replace(full, top=height * 0.54)
    parts.put([parts.company, parts.address], replace(low, right=middle - 1), "left", "bottom")
    parts.put([parts.contact, parts.legal + parts.extra], replace(low, left=middle + 1), "left", "bottom")


def _inline(parts: _Parts) -> None:
    """Several values on one line, as many Polish cards have them: tel. ... | kom. ..."""
    if parts.look.contact_style != "labels":
        raise DoesNotFitError  # pictograms stand in front of lines, not inside
    gap = parts.rng.choice((" | ", "   ", " • ", ", ", " / "))
    phones = [r for r in parts.contact if r.values[0][0] == "phones"]
    others = [r for r in parts.contact if r.values[0][0] != "phones"]
    rows = [in_one_line(phones[i : i + 2], gap) for i in range(0, len(phones), 2)]
    rows += [in_one_line(others[i : i + 2], gap) for i in range(0, len(others), 2)]
    low = address_rows(parts.content, parts.look, parts.rng, one_line=True) + rows + parts.legal
    align = parts.rng.choice(("centre", "left"))
    parts.put([parts.company, parts.person, parts.extra, low], parts.full, align)


def _on_shapes(parts: _Parts) -> None:
    shapes(parts.sheet, parts.rng, parts.look)
    align = parts.rng.choice(("left", "right"))
    blocks = [parts.person, parts.company, parts.contact + parts.address, parts.legal + parts.extra]
    parts.put(blocks, parts.full, align)


LAYOUTS: dict[str, Callable[[_Parts], None]] = {
    "left": _left,
    "centred": _centred,
    "right": _right,
    "two_column": _two_column,
    "panel": _panel,
    "band_top": _band_top,
    "band_bottom": _band_bottom,
    "corners": _corners,
    "bottom_columns": _bottom_columns,
    "inline": _inline,
    "on_shapes": _on_shapes,
}
FILLED = ("panel", "band_top", "band_bottom")  # these have colour enough


def _arrange(
    sheet: Sheet, rng: Random, content: Content, look: Look, layout: str, qr: bool, sideways: bool
) -> None:
    """Print the content on the sheet."""
    width, height = sheet.width, sheet.height
    full = Region(MARGIN, MARGIN, width - MARGIN, height - MARGIN)
    tall = height > width
    if tall:
        layout = rng.choice(("left", "centred"))
    logo_word = bool(content.logo) and rng.random() < 0.6
    # On some cards the logo's word is the only place with the company's name.
    company = [] if logo_word and rng.random() < 0.3 else company_rows(content, look)
    if layout in ("band_top", "band_bottom", "corners", "inline", "on_shapes"):  # these show no logo
        company = company or company_rows(content, look)
    web_apart = sideways and bool(content.websites)
    if web_apart:
        full = replace(full, right=full.right - 3.5)
        _sideways(sheet, content.websites[0], look, width - MARGIN - 2.8)
    if qr:
        side = 17.0
        x, y = ((width - side) / 2 if tall else full.right - side), full.bottom - side
        qr_code(sheet, _vcard(content), x, y, side)
        full = replace(full, bottom=y - 2) if tall else replace(full, right=x - 2)
        layout = "centred" if tall else "left"
    parts = _Parts(
        sheet,
        rng,
        look,
        content,
        full,
        logo_word,
        company,
        person_rows(content, rng),
        contact_rows(content, look, rng, web=not web_apart),
        address_rows(content, look, rng),
        legal_rows(content, rng),
        extra_rows(content, rng),
    )
    LAYOUTS[layout](parts)


def _vcard(content: Content) -> str:
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{content.name or content.company}", f"ORG:{content.company}"]
    lines += [f"TITLE:{t}" for t in content.job_titles[:1]] + [f"TEL:{p.printed}" for p in content.phones[:1]]
    lines += [f"EMAIL:{e}" for e in content.emails[:1]] + ["END:VCARD"]
    return "\r\n".join(lines)


def _sideways(sheet: Sheet, text: str, look: Look, x: float) -> None:
    """The web address, running up the card with its lower side to the right; ``x`` is its left edge in mm."""
    face = typeface(look, "body", 1.0)
    length, depth = math.ceil(face.getlength(text)) + 4, round(face.size * 1.3)
    if length > (sheet.height - 2 * MARGIN) * PX_PER_MM:
        raise DoesNotFitError
    strip = Image.new("L", (length, depth), 0)
    ImageDraw.Draw(strip).text((2, 0), text, font=face, fill=255)
    strip = strip.rotate(90, expand=True)
    left, top = round(x * PX_PER_MM), round(sheet.height / 2 * PX_PER_MM - length / 2)
    sheet.image.paste(Image.new("RGB", strip.size, look.accent), (left, top), strip)
    sheet.note(text, (left, top, left + depth, top + length), (("websites", text),))


# ---------------------------------------------------------------- truth
def _truth(content: Content, lines: Sequence[Printed]) -> dict[str, Any]:
    """The truth of a card: of its content, exactly what was printed."""
    ordered = in_reading_order(lines)
    printed: dict[str, list[str]] = {}
    for name, value in (v for line in ordered for v in line.values):
        if value not in printed.setdefault(name, []):
            printed[name].append(value)

    def one(name: str) -> str:
        return printed.get(name, [""])[0]

    names = printed.get("company", [])
    company = next((c for c in names if c.casefold() == content.company.casefold()), one("company"))
    also = [*names, *content.company_also, content.company] if company else []
    phones = [*content.phones, *(p for a in content.addresses for p in a.phones)]
    kinds = {p.printed: p.kind for p in phones}
    ids = {t.printed: t.kind for t in content.tax_ids}
    return {
        "name": one("name"),
        "name_prefix": one("name_prefix"),
        "name_suffix": one("name_suffix"),
        "job_titles": printed.get("job_titles", []),
        "department": one("department"),
        "company": company,
        "company_also": [c for c in dict.fromkeys(also) if c.casefold() != company.casefold()],
        "emails": printed.get("emails", []),
        "phones": [{"kind": kinds[p], "printed": p} for p in printed.get("phones", [])],
        "websites": printed.get("websites", []),
        "addresses": printed.get("addresses", []),
        "tax_ids": [{"kind": ids[t], "printed": t} for t in printed.get("tax_ids", [])],
        "handles": printed.get("handles", []),
        "transcript": [line.text for line in ordered],
        **({"other_names": printed["other_names"]} if "other_names" in printed else {}),
    }


def in_reading_order(lines: Sequence[Printed]) -> list[Printed]:
    """Top to bottom; lines whose middles stand within half a line's height, left to right."""
    rows: list[list[Printed]] = []
    for line in sorted(lines, key=lambda item: (item.box[1] + item.box[3], item.box[0])):
        first = rows[-1][0].box if rows else (0.0, 0.0, 0.0, 0.0)
        apart = (line.box[1] + line.box[3] - first[1] - first[3]) / 2
        if rows and apart < (first[3] - first[1]) / 2:
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


def _inside(sheet: Sheet) -> bool:
    width, height = sheet.image.size
    boxes = (line.box for line in sheet.lines)
    return all(b[0] >= 8 and b[1] >= 8 and b[2] <= width - 8 and b[3] <= height - 8 for b in boxes)


# ---------------------------------------------------------------- cards
def draw_card(
    content: Content,
    seed: str,
    *,
    layout: str = "",
    ground: str = "",
    tall: bool | None = None,
    qr: bool | None = None,
    thin: bool = False,
    icons: bool | None = None,
    vertical_text: bool | None = None,
) -> Drawn:
    """Draw ``content``; the same arguments give the same picture.

    ``layout`` is a key of LAYOUTS, ``ground`` one of ``make_look``'s; whatever is left open is drawn by lot
    from ``seed``. Raises DoesNotFitError where no layout in 60 tries can hold the content.
    """
    for attempt in range(60):
        rng = Random(f"{seed}/{attempt}")
        look = make_look(rng, ground, thin, icons)
        width, height = rng.choice(SIZES) if rng.random() < 0.5 else SIZES[0]
        if tall or (tall is None and rng.random() < 0.08):
            width, height = height, width
        sheet = Sheet(width, height, look.ground)
        chosen = layout or rng.choice(sorted(LAYOUTS))
        if chosen not in FILLED:
            decorate(sheet, rng, look)
        with_qr = qr if qr is not None else rng.random() < 0.08
        sideways = vertical_text if vertical_text is not None else rng.random() < 0.04 and not with_qr
        try:
            _arrange(sheet, rng, content, look, chosen, with_qr, sideways)
        except DoesNotFitError:
            continue
        if _inside(sheet) and not _overlap(sheet.lines):
            return Drawn(sheet.image, _truth(content, sheet.lines), tuple(sheet.lines))
    raise DoesNotFitError(f"no layout holds the card of {content.company}")


def draw_back(content: Content, seed: str, kind: str) -> Drawn:
    """The other side of a card: ``kind`` is logo, services or english (the same card in English)."""
    rng = Random(f"{seed}/back")
    if kind == "english":
        return draw_card(_in_english(content), f"{seed}/back", qr=False, tall=False, vertical_text=False)
    look = replace(
        make_look(rng, rng.choice(("light", "dark", "coloured")), icons=False), company_capitals=False
    )
    width, height = SIZES[0]
    sheet = Sheet(width, height, look.ground)
    full = Region(MARGIN * 2, MARGIN * 2, width - MARGIN * 2, height - MARGIN * 2)
    word = content.logo or content.company
    value: Value = ("company", word)
    rows = [Row(word, "logo", (value,))]
    if kind == "logo":
        emblem(sheet, rng, width / 2 - 8, 8, 16, look.accent, mix(look.accent, look.ground, 0.4))
        rows += [Row(s, "body", (("websites", s),)) for s in content.websites[:1]]
        place(sheet, [rows], look, replace(full, top=27), "centre", "middle", 0.5)
    else:
        offer = content.services or tuple(rng.sample(words()[content.language]["services"], 4))
        place(sheet, [rows, [Row("• " + s, "body") for s in offer]], look, full, "left", "even", 0.5)
    bare = Content(content.language, company=content.company, company_also=content.company_also)
    return Drawn(sheet.image, _truth(bare, sheet.lines), tuple(sheet.lines))


def _in_english(content: Content) -> Content:
    posts = tuple(words()["pl"]["english"].get(t, t) for t in content.job_titles)
    labels = {"work": "Phone:", "mobile": "Mobile:", "fax": "Fax:", "other": ""}
    return replace(
        content,
        language="en",
        job_titles=posts,
        department="",
        phones=tuple(replace(p, label=labels[p.kind]) for p in content.phones),
        slogan="",
        services=(),
        small_print=(),
        email_label="E-mail:",
        web_label="",
    )
