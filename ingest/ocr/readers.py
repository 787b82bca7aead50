"""Which readers take part, and one line out of what they read."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import EngineMissing
from ingest.ocr import paddle, tesseract
from ingest.ocr.reconcile import line_of, reconcile
from ingest.ocr.strip_reading import StripReading, text_of
from ingest.vision.quads import Pixels, Quad, quad_size
from ingest.vision.strips import cut_strip
from parsers.lines import Box, Line

TESSERACT_CODES = {
    "pl": "pol", "en": "eng", "de": "deu", "fr": "fra", "es": "spa", "cs": "ces", "pt": "por", "it": "ita",
}  # fmt: skip
PLAIN = 0.95  # confidence of Tesseract's least sure word from which its line needs no second reader
FEW_LETTERS = 4  # a line with fewer is always read twice
WIDE_TYPE = 26  # pixels of a 48 pixel strip per letter: wider type is narrowed before the second reader,
NARROWED_TO = 20  # to this; its cost goes with the width, and it was trained on narrower type


@dataclass(frozen=True, slots=True)
class Readers:
    """languages: Tesseract's codes. first: Tesseract takes part. second: PP-OCR does."""

    languages: tuple[str, ...]
    first: bool
    second: bool


def open_readers(languages: tuple[str, ...], reader: str) -> Readers:
    """The readers that ``reader`` ("auto", "tesseract" or "paddle") asks for.

    Raises EngineMissing where one that was asked for, or a language, is not installed.
    """
    missing = paddle.why_unavailable()
    if reader == "paddle" and missing:
        raise EngineMissing(missing)
    if reader != "paddle":
        tesseract.require_languages(languages)
    return Readers(languages, reader != "paddle", reader != "tesseract" and missing is None)


def read_line(
    pixels: Pixels, quad: Quad, box: Box, first: StripReading, readers: Readers, language: str = "pl"
) -> Line:
    """The line under ``quad`` (photo pixels), at ``box`` (card pixels), which Tesseract read as ``first``.

    language: the card's (ISO 639-1). Tesseract is sure of "Kathe" where it was not given German; only in
    the languages that it was given is its word enough, and on an English card not for what may be a name.
    """
    given = TESSERACT_CODES.get(language) in readers.languages
    foreign = language == "en" and _like_a_name(first)
    if not readers.second or (given and not foreign and plainly_read(first)):
        return line_of(first, box, first, ())
    strip = cut_strip(pixels, quad, paddle.STRIP_HEIGHT, _squeeze(quad, len(text_of(first))))
    signs = paddle.look_at(strip)
    return line_of(reconcile(first, signs, language), box, first, paddle.read(signs))


def plainly_read(first: StripReading) -> bool:
    """Whether Tesseract is so sure of every word that a second reading would cost more than it mends.

    Measured on 45 photos of real cards and samples: a quarter of the lines; PP-OCR agrees in 98.5 %.
    """
    letters = sum(c.isalnum() for word in first for c in word.text)
    return letters >= FEW_LETTERS and min(word.confidence for word in first) >= PLAIN


def _like_a_name(first: StripReading) -> bool:
    return len(first) <= 3 and not any(c.isdigit() for word in first for c in word.text)


def _squeeze(quad: Quad, letters: int) -> float:
    """By how much wide type can be narrowed; 1.0 where the number of letters is not known."""
    width, height = quad_size(quad)
    pitch = width / max(height, 1) * paddle.STRIP_HEIGHT / max(letters, 1)
    return max(0.5, NARROWED_TO / pitch) if letters >= 3 and pitch > WIDE_TYPE else 1.0
