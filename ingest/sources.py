"""Files, folders, PDF and TIFF pages, HEIC -> Photo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One picture, ready to be searched for cards.

    pixels: RGB, uint8, shape (height, width, 3), read-only, EXIF orientation applied as a hint.
    file: the path as given. page: counts from 1 (a page of a PDF or TIFF).
    content_hash: SHA-256 of the file's bytes, hexadecimal.
    taken_on: the day the photo was taken, from EXIF; None where unknown.
    """

    pixels: NDArray[np.uint8]
    file: str
    page: int
    content_hash: str
    taken_on: date | None = None
