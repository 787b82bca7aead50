"""Which readers take part, which of them is asked about a line, and one line out of what they read.

Tesseract is called the first reader, as it is always there. The second, PP-OCR, is an extra and sees more:
where it is installed, it looks at every line, and Tesseract at those that Tesseract may know better.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.errors import EngineMissing
from ingest.ocr import paddle, tesseract
from ingest.ocr.paddle import StripSigns
from ingest.ocr.reconcile import line_of, reconcile
from ingest.ocr.strip_reading import StripReading, text_of
from ingest.vision.quads import Pixels, Quad, quad_size, taller
from ingest.vision.strips import cut_strip
from parsers.lines import Box, Line

TESSERACT_CODES = {
    "pl": "pol", "en": "eng", "de": "deu", "fr": "fra", "es": "spa", "cs": "ces", "pt": "por", "it": "ita",
}  # fmt: skip
PLAIN = 0.95  # confidence of Tesseract's least sure word from which its line stands as it is
FEW_LETTERS = 4  # letters and figures: a line with fewer is always read by both
DOUBT = 0.01  # probability of another character, in PP-OCR's eyes, from which Tesseract is asked too
CLEAR = 0.85  # confidence of PP-OCR's least sure word below which it looks at the line again
MORE_GROUND = 0.1  # share of a line's height by which the second look reaches further up and down
TWINS = re.compile(r"([iIlj1|])\1")  # strokes side by side: PP-OCR may have seen two of three
# Pixels per letter, in a strip STRIP_HEIGHT high, from which type is narrowed before PP-OCR looks at it: the
# time that takes grows with the strip's width, and PP-OCR was trained on narrower type.
WIDE_TYPE = 26
NARROWED_TO = 20  # pixels per letter, in the same strip, that such type is narrowed to


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


def look_at_line(pixels: Pixels, quad: Quad) -> StripSigns:
    """What the second reader sees of the line under ``quad`` (photo pixels), wide type narrowed for it.

    Where it is not sure of a word it looks again, at more of the ground; the surer look counts. Measured on
    the least sure lines of real and drawn cards: 36 % instead of 26 % are then right to the letter.
    """
    signs = paddle.look_at(cut_strip(pixels, quad, paddle.STRIP_HEIGHT))
    squeeze = _squeeze(quad, len(text_of(paddle.read(signs))))
    if squeeze != 1.0 and paddle.doubt(signs) >= DOUBT:
        signs = paddle.look_at(cut_strip(pixels, quad, paddle.STRIP_HEIGHT, squeeze))
    if min((word.confidence for word in paddle.read(signs)), default=1.0) >= CLEAR:
        return signs
    again = paddle.look_at(cut_strip(pixels, taller(quad, MORE_GROUND), paddle.STRIP_HEIGHT, squeeze))
    return max(signs, again, key=paddle.certainty)


def needs_tesseract(signs: StripSigns, polish: bool) -> bool:
    """Whether Tesseract may know better what stands on a strip.

    polish: whether there may be Polish letters on the card, whose accents PP-OCR drops without a doubt.

    Where PP-OCR sees nothing else that a character may be, Tesseract is not asked. Measured on real and drawn
    cards: six lines in ten are so, and Tesseract adds nothing to them.
    """
    text = text_of(paddle.read(signs))
    letters, figures = sum(c.isalpha() for c in text), sum(c.isdigit() for c in text)
    in_words = letters >= figures and "@" not in text and "www" not in text.casefold()
    few = letters + figures < FEW_LETTERS
    return few or (polish and in_words) or bool(TWINS.search(text)) or paddle.doubt(signs) >= DOUBT


def read_line(
    box: Box, first: StripReading, signs: StripSigns | None, readers: Readers, language: str = "pl"
) -> Line:
    """One line out of what Tesseract read and PP-OCR saw on a strip; ``()`` and None where one did not look.

    box: the strip's place in card pixels. language: the card's (ISO 639-1).
    """
    if signs is None:
        return line_of(first, box, first, ())
    second = paddle.read(signs)
    if is_plain(first, readers, language):
        return line_of(first, box, first, second)
    return line_of(reconcile(first, signs, language), box, first, second)


def is_plain(first: StripReading, readers: Readers, language: str) -> bool:
    """Whether Tesseract is so sure of every word that nothing of PP-OCR's is to change it.

    It is sure of "Kathe" too where it was not given German; only in the languages that it was given is its
    word enough, and on an English card not for what may be a name.
    """
    given = TESSERACT_CODES.get(language) in readers.languages
    if not given or (language == "en" and _like_a_name(first)):
        return False
    letters = sum(c.isalnum() for word in first for c in word.text)
    return letters >= FEW_LETTERS and min(word.confidence for word in first) >= PLAIN


def _like_a_name(first: StripReading) -> bool:
    """Whether a line is short and without figures, as a name is."""
    return len(first) <= 3 and not any(c.isdigit() for word in first for c in word.text)


def _squeeze(quad: Quad, letters: int) -> float:
    """The share of its width, 0.5..1, that wide type is narrowed to; 1.0 where few letters are known."""
    width, height = quad_size(quad)
    pitch = width / max(height, 1) * paddle.STRIP_HEIGHT / max(letters, 1)
    return max(0.5, NARROWED_TO / pitch) if letters >= 3 and pitch > WIDE_TYPE else 1.0
