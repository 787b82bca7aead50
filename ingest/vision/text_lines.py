"""Find printed lines of text in a picture: where they are and how they lie, not what they say.

With the second reader its detector marks the pixels of text (``lines_from_probability``); without it
OpenCV does (``find_lines``). Both end in the same quads.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.vision.quads import Pixels, Quad, along_its_length, as_quad, direction, quad_size, turned

TEXT_PROBABILITY = 0.3  # a pixel above it belongs to a line (PP-OCR's own default)
LINE_PROBABILITY = 0.5  # mean over the line below which it is no text (PP-OCR's own default)
UNCLIP = 1.6  # the detector marks the core of a line; growing by area / perimeter * 1.6 restores it
LEAST_CORE = 3  # pixels across the core of a line, in the reduced picture; less is noise
LINE_MARGIN = 0.2  # of a line's height: ground kept round it, as much as PP-OCR's detector keeps
SPECTRUM_SIDE = 512  # pixels of the picture whose spectrum tells the slant
LEAST_INK = 9  # grey levels by which a letter is darker than the ground round it
MOST_LETTERS = 3000  # patches looked at in one picture; a carpet has more
LEAST_LETTERS = 3  # of a line; two patches of texture are soon side by side
LETTER_GAP = 1.5  # letter heights between letters of one line, spaces included
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
        quads.append(
            along_its_length(as_quad(cv2.boxPoints((center, (width + margin, height + margin), angle))))
        )
    return quads


def _mean_inside(values: NDArray[np.float32], corners: NDArray[Any]) -> float:
    height, width = values.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 1, 1, [width, height])
    inside = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(inside, [np.intp(corners - [left, top])], 1)  # type: ignore[list-item]
    return float(cv2.mean(values[top:bottom, left:right], inside)[0])


def find_lines(grey: Pixels) -> list[Quad]:
    """Quads of text lines in a grey picture (height, width), by OpenCV alone.

    Letters are small patches darker or lighter than what is round them; letters of like height that
    stand side by side are a line. Small print should be at least 8 pixels high.
    """
    angle = _slant_of_print(grey)
    level, back = _turned_level(grey, angle)
    dark, light = (_lines_of_letters(_letters(picture)) for picture in (level, 255 - level))
    kept: list[tuple[int, NDArray[np.float32]]] = []
    for letters, box in sorted([*dark, *light], key=lambda found: -found[0]):
        if all(_shared(box, other) < 0.3 for _, other in kept):
            kept.append((letters, box))
    quads = []
    for _, (left, top, right, bottom) in kept:
        margin = LINE_MARGIN * (bottom - top)
        corners = np.array(
            [
                [left - margin, top - margin],
                [right + margin, top - margin],
                [right + margin, bottom + margin],
                [left - margin, bottom + margin],
            ]
        )
        quads.append(along_its_length(as_quad(corners @ back[:, :2].T + back[:, 2])))
    return quads


def _slant_of_print(grey: Pixels) -> float:
    """The slant of the lines in radians, -pi/2..pi/2, from the picture's spectrum.

    Lines of print at angle a make a bright ray of the spectrum at a + 90 degrees.
    """
    detail = cv2.absdiff(grey, cv2.GaussianBlur(grey, (0, 0), 3))
    side = SPECTRUM_SIDE
    scale = side / max(detail.shape)
    small = cv2.resize(detail, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    window = np.zeros((side, side), np.float32)
    window[: small.shape[0], : small.shape[1]] = small * np.outer(
        np.hanning(small.shape[0]), np.hanning(small.shape[1])
    )
    spectrum = np.abs(np.fft.fftshift(np.fft.fft2(window))).astype(np.float32)
    radius = np.linspace(side * 0.03, side * 0.3, 100)
    angles = np.deg2rad(np.arange(-90.0, 90.0, 0.5))
    x = (side / 2 + np.outer(np.cos(angles + math.pi / 2), radius)).astype(np.float32)
    y = (side / 2 + np.outer(np.sin(angles + math.pi / 2), radius)).astype(np.float32)
    energy = cv2.remap(spectrum, x, y, cv2.INTER_LINEAR).sum(axis=1)
    energy = np.convolve(np.r_[energy[-2:], energy, energy[:2]], np.hanning(7)[1:-1], mode="valid")
    return float(angles[int(np.argmax(energy))])


def _turned_level(grey: Pixels, angle: float) -> tuple[Pixels, NDArray[np.float64]]:
    """The picture turned so that its lines are level, and the 2 x 3 matrix that takes points back."""
    if abs(angle) < math.radians(1):
        return grey, np.array([[1.0, 0, 0], [0, 1.0, 0]])
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), math.degrees(angle), 1.0)
    cos, sin = abs(math.cos(angle)), abs(math.sin(angle))
    new_width, new_height = round(width * cos + height * sin), round(width * sin + height * cos)
    turn[:, 2] += [(new_width - width) / 2, (new_height - height) / 2]
    level = cv2.warpAffine(grey, turn, (new_width, new_height), borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level, dtype=np.uint8), np.asarray(cv2.invertAffineTransform(turn))


def _letters(grey: Pixels) -> NDArray[np.float32]:
    """Boxes (n, 4: left, top, right, bottom) of dark patches that could be letters."""
    side = max(grey.shape)
    block = max(15, round(side / 25) | 1)
    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, LEAST_INK)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, top, width, height, area = np.asarray(stats[1:].T, dtype=np.float32)
    fill = area / (width * height)
    kept = (
        (height >= 5)
        & (height <= side / 7)
        & (width <= 12 * height)
        & (area >= 9)
        & (fill > 0.12)
        & ((fill < 0.92) | (width > 2 * height) | (height > 2.5 * width))
    )
    boxes = np.stack([left, top, left + width, top + height], axis=1)
    return np.asarray(boxes[kept], dtype=np.float32)


def _lines_of_letters(boxes: NDArray[np.float32]) -> list[tuple[int, NDArray[np.float32]]]:
    """(letters, box) of every row of at least two letters that stand side by side at like height."""
    if len(boxes) < 2:
        return []
    boxes = boxes[np.argsort(boxes[:, 0])][:MOST_LETTERS]
    left, top, right, bottom = boxes.T
    height = bottom - top
    overlap = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    low, high = np.minimum(height[:, None], height), np.maximum(height[:, None], height)
    gap = np.maximum(left[:, None], left) - np.minimum(right[:, None], right)
    linked = (overlap > 0.5 * low) & (high < 2.2 * low) & (gap < LETTER_GAP * high)
    group = _groups(linked)
    found = []
    for number in np.unique(group):
        for members in _rows(boxes[group == number]):
            box = np.array([*members[:, :2].min(axis=0), *members[:, 2:].max(axis=0)], np.float32)
            tall = float(np.median(members[:, 3] - members[:, 1]))
            if (
                len(members) >= LEAST_LETTERS
                and box[2] - box[0] > 1.2 * tall
                and box[3] - box[1] < 2.6 * tall
            ):
                found.append((len(members), box))
    return found


def _rows(members: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Letters that hang together (n, 4), apart by rows: a long stroke may tie two lines together."""
    middles = (members[:, 1] + members[:, 3]) / 2
    tall = float(np.median(members[:, 3] - members[:, 1]))
    order = np.argsort(middles)
    ends = np.flatnonzero(np.diff(middles[order]) > 0.35 * tall) + 1
    return [members[part] for part in np.split(order, ends)]


def _groups(linked: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The group of each item (n,) where ``linked`` (n, n) says which items belong together directly."""
    group = np.arange(len(linked))
    while True:
        least = np.where(linked, group[None, :], len(linked)).min(axis=1)
        least = np.minimum(least, group)
        least = least[least]
        if (least == group).all():
            return group
        group = least


def _shared(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    """Share of the smaller box that lies on the other."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return float(max(width, 0) * max(height, 0) / max(smaller, 1e-6))


def common_direction(quads: list[Quad]) -> float:
    """The slant that most print shares, radians in -pi/2..pi/2; 0 where no line is long enough.

    Lines count by their length; opposite directions are one slant.
    """
    long = [
        (quad_size(quad)[0], direction(quad))
        for quad in quads
        if quad_size(quad)[0] > LONG * quad_size(quad)[1]
    ]
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
