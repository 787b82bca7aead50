"""The settings of a run. Frozen; passed along, never global."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How photos are turned into text. A reading is kept under these settings.

    languages: Tesseract language codes, first the likeliest ("pol", "eng").
    reader: "auto" (both readers where the second is installed), "tesseract" or "paddle".
    """

    languages: tuple[str, ...] = ("pol", "eng")
    reader: str = "auto"


@dataclass(frozen=True, slots=True)
class ParseSettings:
    """How text is turned into contacts.

    region: ISO 3166 alpha-2 country of phone numbers printed without a country code.
    pair_sides: whether the front and the back of one card become one contact.
    event: where the cards were collected; "" where nobody said so.
    met_on: the day, ISO 8601 ("2026-05-31"); "" for the day that the photo was taken.
    """

    region: str = "PL"
    pair_sides: bool = True
    event: str = ""
    met_on: str = ""
