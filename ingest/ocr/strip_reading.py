"""What a reader makes of one strip: a picture of a single line of text, straight and upright."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StripWord:
    """A word of a strip.

    text: as read, without spaces. confidence: the reader's own, 0 (a guess) to 1 (sure).
    left, right: where it begins and ends, as fractions 0..1 of the strip's width.
    """

    text: str
    confidence: float
    left: float
    right: float


StripReading = tuple[StripWord, ...]
"""The words of a strip from left to right; () where nothing was read."""


def text_of(reading: StripReading) -> str:
    """The words, a space between them."""
    return " ".join(word.text for word in reading)
