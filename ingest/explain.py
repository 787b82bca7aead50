"""Look inside: numbered pictures of every stage of reading one photo, and a page that shows them in order.

This is the way to see why a card was misread: were its lines found, is it cut out whole, is the sheet that
Tesseract gets clean, which words are doubtful?
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ingest.errors import OutputError
from ingest.finding import StraightCard, sheet_of, straight_cards, text_lines
from ingest.ocr.readers import Readers, look_at_line, open_readers
from ingest.pipeline import lines_for_tesseract, read_photos, understand
from ingest.reading import CardReading
from ingest.settings import ParseSettings, ReadSettings
from ingest.sources import Photo, count_pages, printable, read_photo
from ingest.vision.quads import Quad, cut_out
from parsers.contact import Contact
from parsers.lines import Line, Point

STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 1100px; margin: 2em auto; padding: 0 1em; color: #222 }
img { max-width: 100%; max-height: 80vh; border: 1px solid #ccc }
td, th { text-align: left; padding: 0 1em 0 0; vertical-align: top } .doubt { color: #b00 }
"""


def explain(file: Path, folder: Path, read: ReadSettings, parse: ParseSettings) -> Path:
    """Write the pictures of all pages of ``file`` and index.html into ``folder``; returns the page's path.

    Raises PhotoError where the file cannot be read, OutputError where the folder cannot be written.
    """
    parts = [f"<h1>{escape(printable(file))}</h1>"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for page in range(1, count_pages(file) + 1):
            parts += _page(read_photo(file, page), folder, read, parse)
        index = folder / "index.html"
        title = escape(printable(file.name))
        head = f'<!doctype html><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
        index.write_text("\n".join([head, *parts, ""]), encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror or error}).") from error
    return index


def _page(photo: Photo, folder: Path, read: ReadSettings, parse: ParseSettings) -> Iterable[str]:
    """The HTML of one page of the file, piece by piece; its pictures are written into ``folder``."""
    readers = open_readers(read.languages, read.reader)
    lines = text_lines(photo.pixels, readers)
    cards = straight_cards(photo.pixels, readers)
    (reading,) = read_photos([photo], read)
    contacts = understand(reading, parse)

    def shown(name: str, what: str, picture: Image.Image) -> str:
        file = f"{photo.page:03}-{name}.png"
        picture.save(folder / file)
        return f"<h3>{escape(what)}</h3>\n<img src='{file}' alt='{escape(what)}'>"

    for contact in contacts:
        yield from _what_it_says(contact)
    yield f"<h2>Page {photo.page}</h2>"
    height, width = photo.pixels.shape[:2]
    yield shown("1-photo", f"1. The photo, {width} x {height} pixels", Image.fromarray(photo.pixels))
    yield shown("2-lines", f"2. {len(lines)} lines of print found", _with_quads(photo.pixels, lines))
    outlines = [card.outline for card in cards]
    yield shown(
        "3-cards",
        f"3. {len(cards)} {'card' if len(cards) == 1 else 'cards'} found",
        _with_quads(photo.pixels, outlines, numbered=True),
    )
    for number, (card, found) in enumerate(zip(cards, reading.cards, strict=False), 1):
        yield f"<h2>Page {photo.page}, card {number}</h2>"
        straight = Image.fromarray(_straight_pixels(photo.pixels, card))
        asked = _lines_for_tesseract(photo, card, readers)
        sheet = Image.fromarray(sheet_of(photo.pixels, asked, readers).pixels)
        yield shown(f"{number:02}-4-card", "4. The card, straightened", straight)
        yield shown(
            f"{number:02}-5-sheet", f"5. What Tesseract gets: {len(asked)} of {len(card.lines)} lines", sheet
        )
        yield shown(
            f"{number:02}-6-words",
            "6. The words read: the redder, the less sure",
            _with_words(straight, found),
        )
        yield _rows(
            "Lines", [(f"{_least(line):.2f}", line.text, " | ".join(line.others)) for line in found.lines]
        )


def _what_it_says(contact: Contact) -> Iterable[str]:
    """The fields of one card, with what found, mended and doubts each, and the text that is in none."""
    yield f"<h2>Page {contact.source.page}, card {contact.source.card}: what it says</h2>"
    if contact.problem:
        yield f"<p class='doubt'>{escape(contact.problem)}</p>"
    rows = [
        (
            f.kind.replace("_", " "),
            f.value,
            f"{f.confidence:.2f}",
            f.rule,
            f.reader,
            ", ".join(f.repairs),
            f.problem or "",
        )
        for f in contact.fields
    ]
    head = [("field", "value", "sure", "found by", "read by", "mended", "to check")]
    yield _rows("Fields", head + rows if rows else [])
    yield _rows("Left over", [(text,) for text in contact.leftover])


def _lines_for_tesseract(photo: Photo, card: StraightCard, readers: Readers) -> list[Quad]:
    if not readers.second:
        return list(card.lines)
    signs = [look_at_line(photo.pixels, quad) for quad in card.lines]
    return [card.lines[i] for i in lines_for_tesseract(signs)] if readers.first else []


def _straight_pixels(pixels: NDArray[np.uint8], card: StraightCard) -> NDArray[np.uint8]:
    width, height = (max(1, round(side)) for side in card.size)
    return cut_out(pixels, card.outline, width, height)


def _with_quads(
    pixels: NDArray[np.uint8], quads: Sequence[Iterable[Point]], *, numbered: bool = False
) -> Image.Image:
    """The picture with outlines; a dot marks the corner that each takes for its own top left."""
    picture = Image.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    stroke = max(2, max(picture.size) // 600)
    for number, quad in enumerate(quads, 1):
        points = [(float(x), float(y)) for x, y in quad]
        draw.line([*points, points[0]], fill=(220, 0, 0), width=stroke)
        x, y = points[0]
        draw.ellipse((x - 3 * stroke, y - 3 * stroke, x + 3 * stroke, y + 3 * stroke), fill=(0, 90, 220))
        if numbered:
            middle = (sum(x for x, _ in points) / 4, sum(y for _, y in points) / 4)
            draw.text(middle, str(number), fill=(220, 0, 0), font_size=20 * stroke)
    return picture


def _with_words(card: Image.Image, reading: CardReading) -> Image.Image:
    """The card with a frame round each word, from green (sure) to red (a guess)."""
    picture = card.copy()
    draw = ImageDraw.Draw(picture)
    for word in (word for line in reading.lines for word in line.words):
        red = round(255 * (1 - min(1.0, max(0.0, word.confidence))))
        box = (word.box.left, word.box.top, word.box.right, word.box.bottom)
        draw.rectangle(box, outline=(red, 160 - red * 160 // 255, 0), width=2)
    return picture


def _least(line: Line) -> float:
    return min((word.confidence for word in line.words), default=0.0)


def _rows(title: str, rows: Iterable[Sequence[str]]) -> str:
    cells = "\n".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
    return f"<h3>{escape(title)}</h3>\n<table>\n{cells}\n</table>" if cells else ""
