"""Small pictures of cards, for the table: the card beside what was read off it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ingest.errors import PhotoError
from ingest.sources import Photo, read_photo
from parsers.lines import Corners

SIZE = (276, 160)
"""The largest width and height of a picture in pixels: twice what the table shows, for sharp screens."""
QUALITY = 70
"""Of the JPEG, 1..100: a card takes about 8 kB, and small print can still be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card is: its photo, the page of it, and its corners in that file's own pixels."""

    file: str
    page: int
    corners: Corners


class CardPictures(Mapping[str, bytes]):
    """Card id -> JPEG bytes. Each is cut out of its photo when it is asked for, so only new rows cost time.

    Raises KeyError for a card whose photo is gone or cannot be read any more.
    """

    def __init__(self, places: Mapping[str, Place]) -> None:
        self._places = places
        self._last: tuple[tuple[str, int], Photo | None] = (("", 0), None)

    def __getitem__(self, card_id: str) -> bytes:
        place = self._places[card_id]
        photo = self._photo_of(place)
        if photo is None:
            raise KeyError(card_id)
        return _cut_out(photo, place.corners)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def _photo_of(self, place: Place) -> Photo | None:
        """The photo, kept for its next card: the cards of a photo come one after the other."""
        page = (place.file, place.page)
        if self._last[0] != page:
            try:
                self._last = (page, read_photo(*page))
            except PhotoError:
                self._last = (page, None)
        return self._last[1]


def _cut_out(photo: Photo, corners: Corners) -> bytes:
    """A card, straightened, as JPEG."""
    from PIL import Image

    from ingest.vision.quads import as_quad, cut_out, quad_size

    quad = as_quad([(x / photo.scale, y / photo.scale) for x, y in corners])
    width, height = quad_size(quad)
    scale = min(SIZE[0] / max(width, 1.0), SIZE[1] / max(height, 1.0), 1.0)
    pixels = cut_out(photo.pixels, quad, max(1, round(width * scale)), max(1, round(height * scale)))
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
