"""What a parser reads: words and lines with their place on the card.

THE coordinate convention of the whole program, stated here once:

* A point is ``(x, y)`` in pixels, x to the right, y down, the origin at the top left corner of the
  top left pixel. Coordinates are floats; ``right`` and ``bottom`` are exclusive.
* *Card pixels* belong to one straightened, upright card; *photo pixels* to the photo as its file
  stores it, EXIF orientation applied. Words, lines, boxes and everything in ``parsers`` use card
  pixels. Only ``corners`` are in photo pixels: four points, clockwise from the top left of the thing
  itself as a reader would hold it.
* A confidence is a float from 0 (a guess) to 1 (sure).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in card pixels; ``right`` and ``bottom`` are exclusive."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def enclosing_box(boxes: Iterable[Box]) -> Box:
    """The smallest box around ``boxes``; a box of zeros when there are none."""
    boxes = tuple(boxes)
    if not boxes:
        return Box(0.0, 0.0, 0.0, 0.0)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word without spaces; ``reader`` is "tesseract", "paddle", "both" or "qr"."""

    text: str
    confidence: float
    box: Box
    reader: str = "tesseract"


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand on one printed line, left to right.

    ``others`` are further readings of the same whole line by the readers, most trusted first; they
    let a parser choose the reading that makes a valid value. They never contain ``text`` itself.
    """

    words: tuple[Word, ...]
    others: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return enclosing_box(word.box for word in self.words)

    def words_between(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that ``text[start:end]`` touches (character offsets, end exclusive)."""
        touched, offset = [], 0
        for word in self.words:
            if offset < end and offset + len(word.text) > start:
                touched.append(word)
            offset += len(word.text) + 1
        return tuple(touched)

    def box_between(self, start: int, end: int) -> Box:
        """Where ``text[start:end]`` stands: the box of the words it touches."""
        return enclosing_box(word.box for word in self.words_between(start, end))

    def confidence_between(self, start: int, end: int) -> float:
        """The least confidence of the words that ``text[start:end]`` touches; 0 when none."""
        return min((word.confidence for word in self.words_between(start, end)), default=0.0)

    def reader_between(self, start: int, end: int) -> str:
        """The reader of ``text[start:end]``, "both" where its words come from more than one."""
        readers = {word.reader for word in self.words_between(start, end)}
        return readers.pop() if len(readers) == 1 else "both" if readers else ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a card besides its lines; the same for every finder.

    region: ISO 3166 alpha-2 country of phone numbers printed without a country code.
    size: (width, height) of the card in card pixels; zeros where unknown.
    qr_codes: texts of the QR codes on the card, as decoded.
    icons: (kind, place) of pictograms that label what stands beside them; the kinds are those of
        ``Phone.kind``, "email", "website", "address", and "unknown".
    countries: ISO 3166 alpha-2 codes of the countries the card speaks of, likeliest first
        (``places.countries_on`` of the whole text).
    """

    region: str = "PL"
    size: tuple[float, float] = (0.0, 0.0)
    qr_codes: tuple[str, ...] = ()
    icons: tuple[tuple[str, Box], ...] = ()
    countries: tuple[str, ...] = ()
