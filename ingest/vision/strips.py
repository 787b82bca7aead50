"""Strips: single lines cut out straight, made dark on light, and stacked on clean sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ingest.vision.quads import Pixels, Quad, cut_out, quad_size

LEAST_WIDTH = 16  # pixels: a narrower strip holds no character that an engine would read
LARGEST_RATIO = 60  # width / height beyond which a "line" is a rule or a border
SAMPLED = 7  # every 7th pixel tells the colours of a strip
# Pixels. Measured best for Tesseract 5: it reads 2 points (of 100) fewer of the values at 36 and 48, 1 at 72.
SHEET_STRIP_HEIGHT = 60
SHEET_MARGIN = 12  # pixels of white round each strip's ends (Tesseract's ImproveQuality page asks about 10)
WIDEST_STROKE = 0.5  # of a strip's height: what is dark over more than that is ground, not print
DARKEST_GROUND = 40  # grey levels: darker ground holds no print that could be told from it
LOOK_HEIGHT = 30  # pixels: height of a strip that is enough to tell print from a pattern
INK_AT_EDGES = 0.3  # share of a strip's upper and lower edge that is ink: more is cut through, unlike print
TWO_TONES = 0.72  # of a strip's variance that ink and ground, each of one tone, explain; less is shading
STROKES = (1.4, 5.3)  # edges of strokes per pixel of a strip's width, all its rows together, least and most
STEEPNESS = (0.72, 1.8)  # how much more a strip changes along a line than across it, least and most
SHEET_GAP = 0.5  # of a strip's height: white between strips, so that no line reaches into the next


def cut_strip(
    pixels: Pixels, quad: Quad, height: int, squeeze: float = 1.0, columns: int | None = None
) -> Pixels:
    """The line under ``quad``, straightened: uint8 (height, width[, 3]).

    Its width is as the line's proportions make it, times ``squeeze``, LEAST_WIDTH at least. columns: how many
    from the left are wanted; None: all.
    """
    width, tall = quad_size(quad)
    ratio = min(width / max(tall, 1.0), LARGEST_RATIO)
    return cut_out(pixels, quad, max(LEAST_WIDTH, round(ratio * height * squeeze)), height, columns)


def dark_on_light(strip: Pixels) -> Pixels:
    """A strip (height, width, 3) as grey (height, width): dark print on a light ground, full contrast.

    Grey is taken along the colour axis in which the strip varies most, since red on blue may have no
    contrast at all in plain grey. What fills the strip's upper and lower edge is the ground.
    """
    few = strip.reshape(-1, 3)[::SAMPLED].astype(np.float32)
    few -= few.mean(axis=0)
    _, axes = np.linalg.eigh(few.T @ few)
    axis = axes[:, 2] if axes[:, 2].sum() >= 0 else -axes[:, 2]
    grey = cv2.transform(strip.astype(np.float32), axis.reshape(1, 3).astype(np.float32))
    low, high = np.percentile(grey.ravel()[::SAMPLED], (1, 99))
    result = np.clip((grey - low) * (255 / max(float(high - low), 1e-3)), 0, 255).astype(np.uint8)
    _, light = cv2.threshold(result, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    edge = np.concatenate([light[:3].ravel(), light[-3:].ravel()]).mean()
    if 0.6 * edge + 0.4 * light.mean() < 0.5:
        result = 255 - result
    return np.asarray(result, dtype=np.uint8)


def on_white(strip: Pixels) -> Pixels:
    """A strip (grey, dark on light) whose ground, shaded or patterned, is made white all over.

    The ground is what remains of the strip once everything as thin as strokes is closed. Tesseract parts ink
    from ground by one grey level for a whole sheet, and does not see a line that lies in a shadow.
    """
    size = round(WIDEST_STROKE * len(strip)) | 1
    closed = cv2.morphologyEx(
        cv2.GaussianBlur(strip, (5, 5), 0), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8)
    )
    ground = np.maximum(cv2.blur(closed, (size, size)), DARKEST_GROUND)
    return np.asarray(cv2.divide(strip, ground.astype(np.uint8), scale=255), dtype=np.uint8)


def looks_like_print(strip: Pixels) -> bool:
    """Whether a strip (grey, dark on light, LOOK_HEIGHT high) may be print, not texture or a drawing.

    Print has four marks, of which a line of it may lack one, but hardly two at once: its upper and lower
    edges are ground, its tones are two, its strokes are neither few nor dense, and more of them stand than
    lie. Measured on photos: 0.9 % of the lines of print are lost, and 72 % of the others.
    """
    grey = strip.astype(np.float32)
    _, ink = cv2.threshold(strip, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    rows = max(1, len(ink) // 15)
    at_edges = float(ink[:rows].mean() + ink[-rows:].mean()) / 2
    share = float(ink.mean())
    dark, light = cv2.mean(grey, ink)[0], cv2.mean(grey, 1 - ink)[0]
    tones = share * (1 - share) * (light - dark) ** 2 / max(float(grey.var()), 1e-3)
    strokes = float((ink[:, 1:] != ink[:, :-1]).sum()) / ink.shape[1]
    along, across = np.abs(np.diff(grey, axis=1)).mean(), np.abs(np.diff(grey, axis=0)).mean()
    steepness = float(along) / max(float(across), 1e-3)
    marks = (
        at_edges <= INK_AT_EDGES,
        tones >= TWO_TONES,
        STROKES[0] <= strokes <= STROKES[1],
        STEEPNESS[0] <= steepness <= STEEPNESS[1],
    )
    return bool(sum(marks) >= len(marks) - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Strips under each other on white.

    pixels: grey uint8 (height, width). rows: per strip (top, bottom, left, right) in sheet pixels.
    """

    pixels: Pixels
    rows: tuple[tuple[int, int, int, int], ...]


def stack(strips: Sequence[Pixels], height: int = SHEET_STRIP_HEIGHT) -> Sheet:
    """A sheet of grey strips (uint8), all ``height`` pixels high, top to bottom in the order given."""
    gap = round(height * SHEET_GAP)
    width = max((strip.shape[1] for strip in strips), default=1) + 2 * SHEET_MARGIN
    pixels = np.full((len(strips) * (height + gap) + gap, width), 255, np.uint8)
    rows = []
    top = gap
    for strip in strips:
        pixels[top : top + height, SHEET_MARGIN : SHEET_MARGIN + strip.shape[1]] = strip
        rows.append((top, top + height, SHEET_MARGIN, SHEET_MARGIN + strip.shape[1]))
        top += height + gap
    return Sheet(pixels, tuple(rows))
