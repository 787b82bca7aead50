"""What was read off a photo, before anyone asks what it means: plain data that the box can keep."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import metadata
from pathlib import Path

from parsers.lines import Box, Corners, Line

Homography = tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class CardReading:
    """One card of a photo. ``lines`` are in card pixels, in reading order.

    corners: the card's outline in photo pixels, clockwise from the card's own top left.
    size: (width, height) of the straightened card in card pixels.
    card_to_photo: 3 x 3 homography, row by row, from card pixels to photo pixels.
    qr_codes: texts of the QR codes on the card, as decoded.
    icons: (kind, place) of pictograms before telephone numbers; see ``Hints.icons``.
    """

    corners: Corners
    size: tuple[float, float]
    card_to_photo: Homography
    lines: tuple[Line, ...] = ()
    qr_codes: tuple[str, ...] = ()
    icons: tuple[tuple[str, Box], ...] = ()


@dataclass(frozen=True, slots=True)
class PhotoReading:
    """All cards of one photo (one page), top left to bottom right; ``problem`` where there is none.

    file: its path as given. page: from 1. content_hash: SHA-256 of the file's bytes, hexadecimal.
    taken_on: the day the photo was taken, from EXIF; None where unknown.
    problem: a plain sentence on why there is no card; None where there is one.
    """

    file: str
    page: int
    content_hash: str
    taken_on: date | None = None
    cards: tuple[CardReading, ...] = ()
    problem: str | None = None


# Distributions that turn a photo into a reading; what is not installed counts as a version of its own.
READS_WITH = (
    "opencv-python-headless", "opencv-python", "rapidocr", "onnxruntime", "pytesseract", "numpy", "pillow",
    "pillow-heif", "pypdfium2", "zxing-cpp",
)  # fmt: skip


@cache
def reading_version() -> str:
    """Changes whenever the code that reads a photo or a library that it reads with changes.

    A reading kept under another version is read again; a changed parser needs no new reading.
    """
    here = Path(__file__).parent
    own = [here / name for name in ("finding.py", "pipeline.py", "reading.py", "sources.py")]
    folders = (here / "vision", here / "ocr")
    parts = [path for folder in folders for kind in ("*.py", "*.npz") for path in folder.glob(kind)]
    # Where Tesseract is asked depends on parsers.language, so on what that uses, too.
    parsers = here.parent / "parsers"
    modules = ("language", "wording", "words", "job_titles", "names", "repair")
    lists = ("job_titles.txt", "polish_names.txt")
    said = [parsers / f"{name}.py" for name in modules] + [parsers / "data" / name for name in lists]
    return _digest([*own, *parts, *said], READS_WITH)


@cache
def parsing_version() -> str:
    """Changes whenever the code, the data or a library changes by which text is understood."""
    parsers = Path(__file__).parents[1] / "parsers"
    files = [path for path in parsers.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    own = [Path(__file__).with_name(name) for name in ("pipeline.py", "scan.py")]
    return _digest([*own, *files], ("phonenumbers", "email-validator", "python-stdnum", "rapidfuzz"))


def _digest(files: Iterable[Path], libraries: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    for library in libraries:
        try:
            digest.update(f"{library} {metadata.version(library)}".encode())
        except metadata.PackageNotFoundError:
            digest.update(f"no {library}".encode())
    return digest.hexdigest()[:16]
