"""Photos of business cards in, contacts out.

As a library::

    from ingest import read_cards

    for contact in read_cards(["photos", "stack.pdf"]):
        print(contact.name, contact.emails, contact.needs_review)

`read_cards` is the whole program without its tables; the other modules are its parts.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.contact import Contact

__version__ = "0.1.0"
__all__ = ["__version__", "read_cards"]

# From its import on onnxruntime reports the machine to its maker, unless this is set (its Privacy.md).
os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def read_cards(
    paths: Iterable[str | Path],
    *,
    languages: tuple[str, ...] = ("pol", "eng"),
    reader: str = "auto",
    region: str = "PL",
    pair_sides: bool = True,
    jobs: int = 0,
    box: Path | None = None,
) -> Iterator[Contact]:
    """The contacts on the cards of these photos, in the order of the photos, then of the cards in each.

    paths: files (JPEG, PNG, HEIC, TIFF, PDF, WEBP, BMP, GIF, AVIF) and folders, searched to the bottom.
    languages: Tesseract language codes, the likeliest first. reader: "auto" (both readers where the
    second is installed), "tesseract" or "paddle". region: ISO 3166 alpha-2 country of phone numbers
    printed without a country code. pair_sides: whether two photos of one card's front and back become
    one contact; the first contact then comes when the last photo is read, else as photos are read.
    jobs: worker processes; 0 reads in this process, which needs no ``if __name__ == "__main__"`` around
    the caller. box: a file that keeps readings, so that no photo is read twice; None keeps nothing.

    A `parsers.contact.Contact` says what stands on a card, how sure that is (confidences from 0, a
    guess, to 1, sure) and where: ``source.corners`` and each field's ``corners`` are four (x, y) points in
    pixels of the photo as stored with its EXIF orientation applied, x to the right and y down from
    the top left, clockwise from the card's own top left. A photo in which nothing could be read gives
    one empty contact whose ``problem`` says why in a plain sentence: a bad photo never raises.

    Raises `ingest.errors.EngineMissing` where Tesseract or a language is not installed, with the
    command that installs it, and `ingest.errors.UsageError` where the box cannot be used.
    """
    from ingest import batch, scan
    from ingest.box import Box
    from ingest.settings import ParseSettings, ReadSettings

    with Box(box) as opened:
        workers = batch.Workers(jobs) if jobs else batch.Workers(1, batch.in_this_process)
        read = ReadSettings(languages, reader)
        readings = batch.read_batch(scan.photo_files(paths), read, opened, workers=workers)
        yield from scan.contacts_of(readings, ParseSettings(region, pair_sides), opened)
