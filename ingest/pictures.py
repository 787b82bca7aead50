"""Small pictures of cards, for the table: the card beside what was read off it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping

from ingest.errors import PhotoError
from ingest.sources import Photo, read_photo
from parsers.contact import Contact, Source

SIZE = (276, 160)
"""The largest width and height in pixels: twice what the table shows, for sharp screens."""
QUALITY = 70
"""Of the JPEG: about 8 kB a card, and small print can still be told."""


class CardPictures(Mapping[str, bytes]):
    """Card id -> JPEG bytes. Each is cut out of its photo when it is asked for, so only new rows cost time.

    A card whose photo is gone or cannot be read any more has none.
    """

    def __init__(self, contacts: Iterable[Contact]) -> None:
        self._sources = {c.card_id: c.source for c in contacts if c.card_id and c.source.corners}
        self._last: tuple[tuple[str, int], Photo | None] = (("", 0), None)

    def __getitem__(self, card_id: str) -> bytes:
        source = self._sources[card_id]
        photo = self._photo_of(source)
        if photo is None:
            raise KeyError(card_id)
        return _cut_out(photo, source)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def _photo_of(self, source: Source) -> Photo | None:
        """The photo, kept for its next card: the cards of a photo come one after the other."""
        place = (source.file, source.page)
        if self._last[0] != place:
            try:
                self._last = (place, read_photo(source.file, source.page))
            except PhotoError:
                self._last = (place, None)
        return self._last[1]


def _cut_out(photo: Photo, source: Source) -> bytes:
    from PIL import Image

    from ingest.vision.quads import as_quad, cut_out, quad_size

    assert source.corners
    quad = as_quad([(x / photo.scale, y / photo.scale) for x, y in source.corners])
    width, height = quad_size(quad)
    scale = min(SIZE[0] / max(width, 1.0), SIZE[1] / max(height, 1.0), 1.0)
    pixels = cut_out(photo.pixels, quad, max(1, round(width * scale)), max(1, round(height * scale)))
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
