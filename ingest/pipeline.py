"""PHOTOS -> READINGS -> CONTACTS, the straight-line program.

``read_photos`` needs the engines and is slow; ``understand`` needs only the text and is quick.
The box keeps what the first returns, so that a better parser can be run again without the engines.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.reading import PhotoReading
from ingest.settings import ParseSettings, ReadSettings
from ingest.sources import Photo
from parsers.contact import Contact


def read_photos(photos: Sequence[Photo], settings: ReadSettings) -> tuple[PhotoReading, ...]:
    """Find and read every card of every photo; one reading per photo, in order.

    All photos of one call share one start of Tesseract: hand over four to sixteen at a time.
    Raises EngineMissing where a reader or a language is not installed.
    """
    raise NotImplementedError


def understand(reading: PhotoReading, settings: ParseSettings) -> tuple[Contact, ...]:
    """The contacts of one photo, one per card; one empty contact with ``problem`` where none was read."""
    raise NotImplementedError
