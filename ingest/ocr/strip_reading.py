"""What a reader makes of one strip: a picture of a single line of text, straight and upright."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StripWord:
    """A word of a strip. ``left`` and ``right`` are fractions 0..1 of the strip's width."""

    text: str
    confidence: float
    left: float
    right: float


StripReading = tuple[StripWord, ...]


def text_of(reading: StripReading) -> str:
    return " ".join(word.text for word in reading)
