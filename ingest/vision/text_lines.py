"""Find printed lines of text in a picture: where they are and how they lie, not what they say.

With the second reader its detector marks the pixels of text (``lines_from_probability``); without it
OpenCV does (``find_lines``). Both end in the same quads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
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
SPECTRUM_SIDE = 512  # pixels: side of the square picture whose spectrum tells the slant
SMALL = 12  # a patch larger than 1/12 of the picture's longest side does not tell the slant
LEAST_HEIGHT = 5  # pixels of a letter; less is a speck
LEAST_INK = 12  # grey levels by which a letter is darker than the ground round it
MOST_LETTERS = 3000  # patches looked at in one picture, the tallest; a carpet has more
END_LETTERS = 5  # letters that tell where the end of a line is
ABOVE, BELOW = 0.9, 0.7  # of the letters' height that a letter may reach above and below the others
UNEVEN = 0.1  # of the letters' height by which one may stand higher or lower than the next, in the median
UNLIKE = 0.4  # of the letters' height: the largest standard deviation of their heights in one line
LEAST_LETTERS = 3  # letters of a line; two patches of texture are soon side by side
LEAST_TOUCHING = 4  # letters of a line that is only one or two patches, counted by the patches' width
TOUCHING = 1.5  # width / height of a patch from which it is several letters that touch
LETTER_WIDTH = 0.8  # of a patch's height: the width of one of the letters that touch in it
LIKE_HEIGHT = 2.2  # ratio of heights up to which two letters may follow each other
LETTER_GAP = 1.5  # letter heights between letters of one line, spaces included
GRAIN = 0.5  # of the usual height of a card's lines: a line that is lower is grain, if it is also short
GRAIN_LENGTH = 5.0  # width / height of a line up to which it is short in that sense
LONG = 2.0  # width / height from which a line's own direction can be trusted


def lines_from_probability(probability: NDArray[np.float32]) -> list[Quad]:
    """Quads of text lines in a map (height, width) of the probability, 0..1, that a pixel is text.

    The post-processing of DB, PP-OCR's detector (Liao et al., "Real-time Scene Text Detection with
    Differentiable Binarization", 2020): threshold, contours, least rectangle, growth.
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
    """The mean of ``values`` (height, width) within a polygon (n, 2: x, y), as far as it lies on them."""
    height, width = values.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, [width - 1, height - 1])
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 1, 1, [width, height])
    inside = np.zeros((bottom - top, right - left), np.uint8)
    cv2.fillPoly(inside, [np.intp(corners - [left, top])], 1)  # type: ignore[list-item]
    return float(cv2.mean(values[top:bottom, left:right], inside)[0])


def brightness(pixels: Pixels) -> Pixels:
    """A picture (RGB, uint8) in grey (height, width), by how bright it looks: print is made for the eye."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)


def find_lines(grey: Pixels) -> list[Quad]:
    """Quads of text lines in a grey picture (uint8, height x width), by OpenCV alone.

    Letters are small patches darker or lighter than what is round them; letters of like height that
    follow each other are a line, which may rise or fall. Small print should be at least 8 pixels high.
    """
    inks = [_ink(picture) for picture in (grey, 255 - grey)]
    level, back = _turned_level(grey, _slant_of_print(inks))
    if level is not grey:
        inks = [_ink(picture) for picture in (level, 255 - level)]
    found = [row for ink in inks for row in _rows(_letters(ink))]
    kept: list[_Row] = []
    for row in sorted(found, key=lambda row: -row.letters):
        if all(_shared(row.box, other.box) < 0.3 for other in kept):
            kept.append(row)
    return [along_its_length(as_quad(row.corners @ back[:, :2].T + back[:, 2])) for row in kept]


@dataclass(frozen=True, slots=True, eq=False)
class _Ink:
    """Patches darker than what is round them, as OpenCV's ``connectedComponentsWithStats`` gives them.

    labels: (height, width), the number of the patch at each pixel, 0 where there is none.
    stats: (patches + 1, 5), left, top, width, height, area of each in pixels; row 0 is all that is no patch.
    """

    labels: NDArray[np.int32]
    stats: NDArray[np.int32]


def _ink(grey: Pixels) -> _Ink:
    """The patches of a grey picture that are darker than the mean of a square round each pixel."""
    block = max(15, round(max(grey.shape) / 25) | 1)
    dark = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, LEAST_INK)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    return _Ink(np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32))


def _slant_of_print(inks: Sequence[_Ink]) -> float:
    """The slant of the lines in radians, -pi/2..pi/2, from the spectrum of all small patches.

    Lines of print at angle a make a bright ray of the spectrum at a + 90 degrees. Larger patches are
    left out: the edges of cards, bands and pictures make rays of their own.
    """
    detail = np.zeros(inks[0].labels.shape, np.uint8)
    for ink in inks:
        size = ink.stats[:, 2:4].max(axis=1)
        small = (size >= LEAST_HEIGHT) & (size <= max(detail.shape) / SMALL)
        small[0] = False
        detail |= np.take(np.where(small, np.uint8(255), np.uint8(0)), ink.labels)
    side = SPECTRUM_SIDE
    tall, wide = inks[0].labels.shape
    scale = side / max(tall, wide)
    height, width = max(1, round(tall * scale)), max(1, round(wide * scale))
    window = np.zeros((side, side), np.float32)
    fading = np.outer(np.hanning(height), np.hanning(width))
    window[:height, :width] = cv2.resize(detail, (width, height), interpolation=cv2.INTER_AREA) * fading
    spectrum = cv2.magnitude(*cv2.split(cv2.dft(window, flags=cv2.DFT_COMPLEX_OUTPUT)))
    radius = np.linspace(side * 0.03, side * 0.3, 100)
    angles = np.deg2rad(np.arange(-90.0, 90.0, 0.5))
    x, y = (np.outer(way(angles + math.pi / 2), radius).astype(np.float32) for way in (np.cos, np.sin))
    energy = cv2.remap(spectrum, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP).sum(axis=1)
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


def _letters(ink: _Ink) -> NDArray[np.float32]:
    """Dark patches that could be letters, (n, 5): left, top, right, bottom, how many letters.

    In bold or blurred print letters touch, and one patch is a whole word.
    """
    side = max(ink.labels.shape)
    left, top, width, height, area = np.asarray(ink.stats[1:].T, dtype=np.float32)
    fill = area / (width * height)
    kept = (
        (height >= LEAST_HEIGHT)
        & (height <= side / 7)
        & (width <= 12 * height)
        & (area >= 9)
        & (fill > 0.12)
        & ((fill < 0.92) | (width > 2 * height) | (height > 2.5 * width))
    )
    touching = (fill < 0.75) & (width > TOUCHING * height)
    letters = np.where(touching, width / (LETTER_WIDTH * height), 1)
    patches = np.stack([left, top, left + width, top + height, letters], axis=1)
    return np.asarray(patches[kept], dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """Letters that follow each other. letters: how many. box: (left, top, right, bottom) round them.

    corners: (4, 2), round them too, along their own slope, with a margin.
    """

    letters: float
    box: NDArray[np.float32]
    corners: NDArray[np.float32]


def _rows(letters: NDArray[np.float32]) -> list[_Row]:
    """Rows of letters (n, 5) that follow each other at like height.

    First letter by letter; then piece by piece, since a speck or a broken letter may have come between.
    """
    largest = np.argsort(letters[:, 1] - letters[:, 3])[:MOST_LETTERS]
    letters = letters[largest[np.argsort(letters[largest, 0])]]
    chains = [letters[chain] for chain in _chains(letters[:, :4], letters[:, :4])]
    chains.sort(key=lambda chain: float(chain[0, 0]))
    starts = np.array([_end(chain[:END_LETTERS], chain) for chain in chains], np.float32).reshape(-1, 4)
    ends = np.array([_end(chain[-END_LETTERS:], chain) for chain in chains], np.float32).reshape(-1, 4)
    rows = [np.concatenate([chains[i] for i in chain]) for chain in _chains(starts, ends)]
    return [row for letters in rows if (row := _row(letters)) is not None]


def _end(letters: NDArray[np.float32], chain: NDArray[np.float32]) -> NDArray[np.float32]:
    """One end of a chain as a box: as long as the chain, as high and where its outermost letters are."""
    top, bottom = _middle(letters[:, 1]), _middle(letters[:, 3])
    return np.array([chain[:, 0].min(), top, chain[:, 2].max(), bottom], np.float32)


def _middle(values: NDArray[np.float32]) -> float:
    """The median, for a few numbers in a tenth of the time of numpy's."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _chains(starts: NDArray[np.float32], ends: NDArray[np.float32]) -> list[list[int]]:
    """Which pieces follow each other: indices, each chain left to right, every piece in one chain.

    starts, ends: boxes (n, 4) of the left and right ends of the pieces, sorted by their left sides. A
    piece follows another if it is the nearest to the right of it, and has none nearer to its left. So a
    chain keeps to a line that rises or bends, and no long stroke or flourish ties it to the next line.
    """
    count = len(starts)
    left, top, _, bottom = starts.T
    _, end_top, right, end_bottom = ends.T
    tall, end_tall = bottom - top, end_bottom - end_top
    # All pairs, flat, of a piece and those that begin to the right of it, before the gap is surely too wide.
    first = np.arange(1, count + 1)
    near = np.maximum(np.searchsorted(left, right + LETTER_GAP * LIKE_HEIGHT * end_tall) - first, 0)
    i = np.repeat(first - 1, near)
    j = np.arange(len(i)) + np.repeat(first - (np.cumsum(near) - near), near)
    low, high = np.minimum(end_tall[i], tall[j]), np.maximum(end_tall[i], tall[j])
    overlap = np.minimum(end_bottom[i], bottom[j]) - np.maximum(end_top[i], top[j])
    gap = left[j] - right[i]
    fits = (overlap > 0.5 * low) & (high < LIKE_HEIGHT * low) & (gap < LETTER_GAP * high) & (gap > -low)
    i, j, gap = i[fits], j[fits], gap[fits]
    # Of two letters as near, the one on the same line, not that of the line below.
    off = np.abs(bottom[j] - end_bottom[i]) + np.abs(top[j] - end_top[i])
    cost = np.maximum(gap, 0) + off
    ahead, behind = np.full(count, -1), np.full(count, -1)
    dearest_first = np.argsort(cost, kind="stable")[::-1]
    i, j = i[dearest_first], j[dearest_first]
    ahead[i], behind[j] = j, i  # of several the last one stays, which is the nearest
    follows = [int(j) if j >= 0 and behind[j] == i else -1 for i, j in enumerate(ahead)]
    chains = []
    for head in sorted(set(range(count)) - set(follows)):
        chain = [head]
        while follows[chain[-1]] >= 0:
            chain.append(follows[chain[-1]])
        chains.append(chain)
    return chains


def _row(letters: NDArray[np.float32]) -> _Row | None:
    """The row of letters (n, 5), along the slope of their feet; None where they are no print.

    Signs that reach far beyond the line, the icon before a number or a border, are left out.
    """
    left, top, right, bottom, count = letters.T
    if count.sum() < LEAST_LETTERS:
        return None
    tall = _middle(bottom - top)
    middle = (left + right) / 2
    slope = _slope(middle, bottom, 3 * tall)
    lift = slope * (middle - left.min())
    high, low = _middle(top - lift), _middle(bottom - lift)
    within = (top - lift > high - ABOVE * tall) & (bottom - lift < low + BELOW * tall)
    if not within.all():
        return _row(letters[within])
    if not _is_print(letters, tall):
        return None
    origin = float(left.min())
    high, low = float((top - lift).min()), float((bottom - lift).max())
    margin = LINE_MARGIN * (low - high)
    ends = np.array([origin - margin, float(right.max()) + margin])
    rise = slope * (ends - origin)
    corners = np.array(
        [
            [ends[0], high - margin + rise[0]],
            [ends[1], high - margin + rise[1]],
            [ends[1], low + margin + rise[1]],
            [ends[0], low + margin + rise[0]],
        ],
        np.float32,
    )
    box = np.array([left.min(), top.min(), right.max(), bottom.max()], np.float32)
    return _Row(float(count.sum()), box, corners)


def _is_print(letters: NDArray[np.float32], tall: float) -> bool:
    """Whether the letters (n, 5) of a row, ``tall`` in the median, are alike and level, as texture is not."""
    left, top, right, bottom, count = letters.T
    if len(letters) < LEAST_LETTERS and count.sum() < LEAST_TOUCHING:
        return False
    if right.max() - left.min() < 1.2 * tall or float(np.std(bottom - top)) > UNLIKE * tall:
        return False
    steps = np.minimum(np.abs(np.diff(top)), np.abs(np.diff(bottom)))
    return len(steps) == 0 or _middle(steps) <= max(1.0, UNEVEN * tall)


def _slope(x: NDArray[np.float32], y: NDArray[np.float32], apart: float) -> float:
    """The median slope of all pairs of points that are ``apart`` (Theil-Sen); 0 where there are none."""
    dx, dy = x[None, :] - x[:, None], y[None, :] - y[:, None]
    far = dx > apart
    return _middle(dy[far] / dx[far]) if far.any() else 0.0


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
    sizes = np.array([quad_size(quad) for quad in quads]).reshape(-1, 2)
    return slant_of(sizes, np.array([direction(quad) for quad in quads]))


def slant_of(sizes: NDArray[np.float64], directions: NDArray[np.float64]) -> float:
    """``common_direction`` of lines by their sizes (n, 2: width, height) and directions (n,)."""
    long = sizes[:, 0] > LONG * sizes[:, 1]
    if not long.any():
        return 0.0
    lengths, angles = sizes[long, 0], directions[long]
    bins = np.bincount(np.rint(np.degrees(angles)).astype(int) % 180, lengths, 180)
    near = np.convolve(np.r_[bins[-8:], bins, bins[:8]], np.hanning(17), mode="valid")
    peak = math.radians(int(np.argmax(near)))
    close = np.abs((angles - peak + math.pi / 2) % math.pi - math.pi / 2) < math.radians(15)
    doubled = np.sum(lengths[close] * np.exp(2j * angles[close]))
    return float(np.angle(doubled) / 2)


def without_grain(quads: list[Quad]) -> list[Quad]:
    """The lines of one card but for short ones far lower than most of its print: grain and ornament.

    How high most of its print is, is the height of the line in the middle once all are laid end to end, from
    the lowest to the highest: so specks count little. Measured on real cards: half of what is no print goes,
    and hardly any print.
    """
    sizes = np.array(sorted(quad_size(quad)[::-1] for quad in quads)).reshape(-1, 2)
    ends = sizes[:, 1].cumsum()
    usual = sizes[np.searchsorted(ends, ends[-1] / 2), 0]
    return [
        quad
        for quad, (width, height) in zip(quads, map(quad_size, quads), strict=True)
        if height > GRAIN * usual or width > GRAIN_LENGTH * height
    ]


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
