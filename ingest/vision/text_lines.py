"""Find printed lines of text in a picture: where they are and how they lie, not what they say.

With the second reader its detector marks the pixels of text (``lines_from_probability``); without it
OpenCV does (``find_lines``). Both end in the same quads.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.vision.quads import Pixels, Quad, along_its_length, as_quad, direction, quad_size, turned

TEXT_PROBABILITY = 0.3  # a pixel above it belongs to a line (PP-OCR's own default)
LINE_PROBABILITY = 0.5  # mean over the line below which it is no text (PP-OCR's own default)
UNCLIP = 1.6  # the detector marks the core of a line; growing by area / perimeter * 1.6 restores it
LEAST_CORE = 3  # pixels across the core of a line, in the reduced picture; less is noise
LONG = 2.0  # width / height from which a line's own direction can be trusted


def lines_from_probability(probability: NDArray[np.float32]) -> list[Quad]:
    """Quads of text lines in a map (height, width) of the probability, 0..1, that a pixel is text.

    DB post-processing (Liao et al., 2020): threshold, contours, least rectangle, growth.
    """
    mask = cv2.dilate((probability > TEXT_PROBABILITY).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    quads = []
    for contour in contours:
        center, (width, height), angle = cv2.minAreaRect(contour)
        if min(width, height) < LEAST_CORE:
            continue
        core = cv2.boxPoints((center, (width, height), angle))
        if _mean_inside(probability, core) < LINE_PROBABILITY:
            continue
        margin = width * height * UNCLIP / (width + height)
        quads.append(along_its_length(as_quad(
            cv2.boxPoints((center, (width + margin, height + margin), angle)))))
    return quads


def _mean_inside(values: NDArray[np.float32], corners: NDArray[np.floating]) -> float:
    height, width = values.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 1, 1, [width, height])
    inside = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(inside, [np.intp(corners - [left, top])], 1)  # type: ignore[list-item]
    return float(cv2.mean(values[top:bottom, left:right], inside)[0])


def find_lines(grey: Pixels) -> list[Quad]:
    """Quads of text lines in a grey picture (height, width), by OpenCV alone.

    Letters are strong changes of brightness close together: black-hat and top-hat bring out dark
    and light strokes whatever the ground, and strokes that stand near each other join to lines.
    The picture should be reduced so that small print is about 8 to 12 pixels high.
    """
    height, width = grey.shape
    strokes = _strokes(grey)
    quads: list[Quad] = []
    for angle in _line_angles(strokes):
        quads = _joined_strokes(strokes, angle)
        if quads:
            break
    limit = 0.9 * max(height, width)
    return [quad for quad in quads if quad_size(quad)[1] < limit / 3]


def _strokes(grey: Pixels) -> Pixels:
    """255 where a thin stroke, dark or light, stands out from its surroundings."""
    size = max(9, round(max(grey.shape) / 60) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    relief = cv2.max(cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, kernel),
                     cv2.morphologyEx(smooth, cv2.MORPH_TOPHAT, kernel))
    level, _ = cv2.threshold(relief, 0, 255, cv2.THRESH_OTSU)
    return np.asarray((relief > max(18.0, 0.7 * level)).astype(np.uint8) * 255)


def _line_angles(strokes: Pixels) -> tuple[float, ...]:
    """The slant of the lines in radians, likeliest first: where the print's profile is sharpest."""
    small = cv2.resize(strokes, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    side = math.ceil(math.hypot(*small.shape))
    square = np.zeros((side, side), np.uint8)
    top, left = (side - small.shape[0]) // 2, (side - small.shape[1]) // 2
    square[top:top + small.shape[0], left:left + small.shape[1]] = small
    spread = np.abs(np.fft.fftshift(np.fft.fft2(square.astype(np.float32))))
    middle = side / 2
    radius = np.linspace(side * 0.04, side * 0.25, 60)
    angles = np.deg2rad(np.arange(-90, 90, 1.0))
    # A line of print at angle a makes a bright ray of its spectrum at a + 90 degrees.
    x = (middle + np.outer(np.cos(angles + math.pi / 2), radius)).astype(np.float32)
    y = (middle + np.outer(np.sin(angles + math.pi / 2), radius)).astype(np.float32)
    energy = cv2.remap(spread.astype(np.float32), x, y, cv2.INTER_LINEAR).sum(axis=1)
    energy = np.convolve(np.r_[energy[-1:], energy, energy[:1]], [0.25, 0.5, 0.25], mode="valid")
    best = int(np.argmax(energy))
    return (float(angles[best]),)


def _joined_strokes(strokes: Pixels, angle: float) -> list[Quad]:
    """Lines made by closing the gaps between strokes along ``angle``."""
    height, width = strokes.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(angle), 1.0)
    cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
    new_width, new_height = round(width * cos + height * sin), round(width * sin + height * cos)
    turn[:, 2] += [(new_width - width) / 2, (new_height - height) / 2]
    level = cv2.warpAffine(strokes, turn, (new_width, new_height))
    level = (level > 127).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    back = cv2.invertAffineTransform(turn)
    small = [row for row in stats[1:count] if 4 <= row[cv2.CC_STAT_HEIGHT] <= max(height, width) / 6
             and row[cv2.CC_STAT_WIDTH] <= max(height, width) / 2 and row[cv2.CC_STAT_AREA] >= 8]
    if not small:
        return []
    letter = np.zeros_like(level)
    for x, y, w, h, _ in small:
        # Each letter reaches towards its neighbours by its own height: gaps between words close,
        # gaps between columns do not.
        reach = round(0.6 * h)
        letter[y:y + h, max(0, x - reach):x + w + reach] |= 1
    thin = cv2.morphologyEx(letter, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=4)
    quads = []
    for index in range(1, count):
        x, y, w, h, area = stats[index]
        if h < 6 or w < 1.2 * h or area < 0.35 * w * h:
            continue
        margin = 0.18 * h
        box = np.array([[x, y - margin], [x + w, y - margin], [x + w, y + h + margin], [x, y + h + margin]])
        corners = box @ back[:, :2].T + back[:, 2]
        quads.append(along_its_length(as_quad(corners)))
    return quads


def common_direction(quads: list[Quad]) -> float:
    """The slant that most print shares, radians in -pi/2..pi/2; 0 where no line is long enough.

    Lines count by their length; opposite directions are one slant.
    """
    long = [(quad_size(quad)[0], direction(quad)) for quad in quads
            if quad_size(quad)[0] > LONG * quad_size(quad)[1]]
    if not long:
        return 0.0
    lengths, angles = np.array(long).T
    bins = np.zeros(180)
    for length, angle in zip(lengths, angles, strict=True):
        bins[round(math.degrees(angle)) % 180] += length
    near = np.convolve(np.r_[bins[-8:], bins, bins[:8]], np.hanning(17), mode="valid")
    peak = math.radians(int(np.argmax(near)))
    close = np.abs((angles - peak + math.pi / 2) % math.pi - math.pi / 2) < math.radians(15)
    doubled = np.sum(lengths[close] * np.exp(2j * angles[close]))
    return float(np.angle(doubled) / 2)


def read_along(quads: list[Quad], slant: float) -> tuple[list[Quad], list[bool]]:
    """Every quad turned to read along ``slant`` (radians), and which of them run across it.

    A short quad (a lone figure, a logo) takes the slant of its neighbours; a long one at a right
    angle to it keeps its own direction, since cards carry single vertical lines.
    """
    ahead = np.array([math.cos(slant), math.sin(slant)])
    result, across = [], []
    for quad in quads:
        width, height = quad_size(quad)
        off = abs((direction(quad) - slant + math.pi / 2) % math.pi - math.pi / 2)
        crosses = off > math.pi / 4 and width > LONG * height
        if off > math.pi / 4 and not crosses:
            quad = turned(quad, 1)
        if not crosses and float((quad[1] - quad[0]) @ ahead) < 0:
            quad = turned(quad, 2)
        result.append(quad)
        across.append(crosses)
    return result, across
