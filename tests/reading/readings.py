"""What the two readers may have made of a strip, written down: for tests of what becomes of it."""

from __future__ import annotations

import string
from collections.abc import Mapping

import numpy as np

from ingest.ocr.paddle import StripSigns
from ingest.ocr.strip_reading import StripReading, StripWord

LETTERS = ("", *string.ascii_letters, *string.digits, *"@.-+óąćęłńśźżŁŹŻŚñö”| ")


def seen(text: str, doubts: Mapping[int, tuple[str, float]] | None = None, sure: float = 0.96) -> StripSigns:
    """PP-OCR's probabilities for ``text``: a step per letter, a blank step behind each.

    doubts: letter number -> (another letter, its probability at that place); a space in doubt stands on
    the blank behind the letter.
    """
    rows = np.zeros((2 * len(text), len(LETTERS)), np.float32)
    for number, letter in enumerate(text):
        rows[2 * number, LETTERS.index(letter)] = rows[2 * number + 1, 0] = sure
    for number, (other, chance) in (doubts or {}).items():
        rows[2 * number + (other == " "), LETTERS.index(other)] = chance
    return StripSigns(rows, LETTERS)


def tesseract(text: str, sure: float = 0.95) -> StripReading:
    """Tesseract's words, evenly spread over the strip."""
    words, offset = [], 0
    for word in text.split():
        words.append(StripWord(word, sure, offset / len(text), (offset + len(word)) / len(text)))
        offset += len(word) + 1
    return tuple(words)
