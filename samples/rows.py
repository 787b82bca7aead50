"""Rows of text, made from a card's content, and their place in a region of the card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

from samples.look import Look, typeface
from samples.people import Content
from samples.sheet import PX_PER_MM, DoesNotFitError, Region, Sheet, Value, icon


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text to be placed. ``gap`` is extra space above it, in body ems."""

    text: str
    role: str
    values: tuple[Value, ...] = ()
    label: str = ""
    icon: str = ""
    gap: float = 0.0


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
        values = (
            [("name_prefix", content.name_prefix)]
            if content.name_prefix and content.name_prefix in line
            else []
        )
        values += [] if above else [("name", content.name)]
        values += (
            [("name_suffix", content.name_suffix)]
            if content.name_suffix and i == len(content.name_lines) - 1
            else []
        )
        if content.post_beside:
            line = content.post_beside.format(name=line, post=content.job_titles[0])
            values.append(("job_titles", content.job_titles[0]))
        rows.append(Row(line, "post" if above else "name", tuple(values)))
    rows += [Row(name, "name", (("other_names", name),)) for name in content.other_names]
    role = rng.choice(("post", "post", "post_italic"))
    posts = [
        Row(title, role, (("job_titles", title),)) for title in content.job_titles if not content.post_beside
    ]
    unit = (
        [Row(content.department, "post", (("department", content.department),))] if content.department else []
    )
    return rows + (unit + posts if rng.random() < 0.15 else posts + unit)


def company_rows(content: Content, look: Look) -> list[Row]:
    """The company's name in text, in one line or as it is broken, and the claim below it."""
    company = content.company.upper() if look.company_capitals else content.company
    lines = content.company_lines or (content.company,)
    rows = [
        Row(line.upper() if look.company_capitals else line, "company", (("company", company),))
        for line in lines
        if line
    ]
    return rows + ([Row(content.claim, "slogan")] if content.claim else [])


def contact_rows(content: Content, look: Look, rng: Random, web: bool = True) -> list[Row]:
    """Telephones, e-mail and web addresses, handles: each with its label, its pictogram, or neither."""
    pictograms = look.contact_style != "labels"
    rows = []
    for phone in content.phones:
        picture = (
            {"mobile": "mobile", "fax": "fax"}.get(phone.kind, "phone") if pictograms and phone.label else ""
        )
        rows.append(
            Row(phone.printed, "body", (("phones", phone.printed),), "" if picture else phone.label, picture)
        )
    mails = [
        Row(
            e,
            "body",
            (("emails", e),),
            "" if pictograms else content.email_label,
            "email" if pictograms else "",
        )
        for e in content.emails
    ]
    webs = [
        Row(
            s,
            "body",
            (("websites", s),),
            "" if pictograms else content.web_label,
            "web" if pictograms else "",
        )
        for s in content.websites
        if web
    ]
    handles = [Row(h, "body", (("handles", h),)) for h in content.handles]
    rows += mails + webs if rng.random() < 0.8 else webs + mails
    return rows + handles


def address_rows(content: Content, look: Look, rng: Random, one_line: bool | None = None) -> list[Row]:
    """Postal addresses: each on one line or one part a line; an office's own number below."""
    single = rng.random() < 0.35 if one_line is None else one_line
    picture = "address" if look.contact_style != "labels" else ""
    rows = []
    for a in content.addresses:
        whole = ", ".join(a.parts)
        if a.label:
            rows.append(Row(a.label, "label", (), gap=0.3))
        texts = [whole] if single else list(a.parts)
        for i, text in enumerate(texts):
            rows.append(
                Row(
                    text,
                    "body",
                    (("addresses", whole),),
                    icon=picture if i == 0 else "indent" if picture else "",
                )
            )
        rows += [Row(p.printed, "body", (("phones", p.printed),), p.label) for p in a.phones]
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


def in_one_line(rows: list[Row], gap: str) -> Row:
    texts = [f"{r.label} {r.text}".strip() for r in rows]
    return Row(gap.join(texts), "body", tuple(v for r in rows for v in r.values))


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
    label_face = typeface(look, "label", scale)
    column = (
        max((label_face.getlength(r.label) for r in rows if r.label and r.role == "body"), default=0.0)
        + em * 0.5
    )
    for row in rows:
        face = typeface(look, row.role, scale)
        lead = em * 1.55 if row.icon else 0.0
        if row.label:
            lead = column if look.tabular else label_face.getlength(row.label + " ")
        elif (
            look.tabular
            and row.role == "body"
            and column > em
            and row.values[:1]
            and row.values[0][0] != "addresses"
        ):
            lead = column
        texts = [row.text]
        if _breaks(row) and face.getlength(row.text) > width:
            texts = _wrapped(row.text, face, width)
        for i, text in enumerate(texts):
            tracking = _tracking(look, row.role, face)
            length = face.getlength(text) + tracking * max(0, len(text) - 1) + lead
            above = row.gap * em if i == 0 else 0.0
            out.append(
                _Set(replace(row, text=text), face, label_face, length, face.size * look.leading, lead, above)
            )
    return out


def _breaks(row: Row) -> bool:
    """Whether a row may run over two lines: values that a break would harm stay whole."""
    return row.role in ("post", "post_italic", "company", "slogan") or (
        row.role == "small" and not row.values
    )


def _tracking(look: Look, role: str, face: Any) -> float:
    return float(look.tracking * face.size) if role in ("name", "logo", "company") else 0.0


def _fit(
    blocks: list[list[Row]], look: Look, region: Region, smallest: float
) -> tuple[list[list[_Set]], float]:
    width, height = (region.right - region.left) * PX_PER_MM, (region.bottom - region.top) * PX_PER_MM
    scale = 1.0
    while scale >= smallest:
        sets = [_measure(rows, look, width, scale) for rows in blocks]
        gaps = (len(blocks) - 1) * look.body_size * scale * PX_PER_MM * 0.5
        total = sum(s.height + s.above for block in sets for s in block) + gaps
        if total <= height and all(s.width <= width for block in sets for s in block):
            return sets, total - gaps
        scale -= 0.04
    raise DoesNotFitError


def place(
    sheet: Sheet,
    blocks: list[list[Row]],
    look: Look,
    region: Region,
    align: str,
    spread: str,
    smallest: float = 0.76,
) -> None:
    """Print blocks of rows in a region, one above the other, at ``smallest`` times the look's size or larger.

    ``align``: left, centre or right. ``spread``: even (first block at the top, last at the bottom), top,
    middle or bottom. Raises DoesNotFitError.
    """
    blocks = [b for b in blocks if b]
    if not blocks:
        return
    sets, used = _fit(blocks, look, region, smallest)
    left, right = region.left * PX_PER_MM, region.right * PX_PER_MM
    free = (region.bottom - region.top) * PX_PER_MM - used
    gaps = max(1, len(blocks) - 1)
    gap = free / gaps if spread == "even" else min(look.body_size * PX_PER_MM * 0.9, free / gaps)
    slack = free - gap * (len(blocks) - 1)
    above = {"top": 0.0, "even": slack / 2, "middle": slack / 2, "bottom": slack}[spread]
    y = region.top * PX_PER_MM + above
    for block in sets:
        widest = max(s.width for s in block)
        with_pictograms = any(s.row.icon for s in block)
        for s in block:
            y += s.above
            x = {"left": left, "right": right - s.width, "centre": (left + right - s.width) / 2}[align]
            if align == "centre" and with_pictograms:
                x = (left + right - widest) / 2  # pictograms stand in a column
            _print_row(sheet, s, look, x, y)
            y += s.height
        y += gap


def _print_row(sheet: Sheet, s: _Set, look: Look, x: float, y: float) -> None:
    top = y + (s.height - s.face.size * 1.2) / 2
    fill = look.accent if s.row.role == "logo" else look.ink
    text = s.row.text
    if s.row.icon and s.row.icon != "indent":
        size = s.face.size * (1.0 if look.contact_style == "icons" else 1.25)
        above = y + (s.height - size) / 2
        if look.contact_style == "badges":
            sheet.pen.ellipse((x, above, x + size, above + size), fill=look.accent)
            inset = size * 0.22
            icon(sheet, s.row.icon, x + inset, above + inset, size - 2 * inset, look.ground, look.accent)
        else:
            icon(sheet, s.row.icon, x, above, size, look.accent, look.ground)
    elif s.row.label:
        sheet.text(x, top, s.row.label, s.label_face, fill)
        text = f"{s.row.label} {text}"
    sheet.text(x + s.lead, top, s.row.text, s.face, fill, _tracking(look, s.row.role, s.face))
    left = x if s.row.label else x + s.lead
    sheet.note(text, (left, y, x + s.width, y + s.height), s.row.values)
