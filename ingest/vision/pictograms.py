"""Pictograms before a telephone number: a handset, a mobile, a fax machine say what kind of number it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.vision.quads import Pixels, Quad, as_quad, cut_out
from parsers.lines import Box, Line, Word

UNKNOWN = "unknown"
KINDS = ("work", "mobile", "fax", "other")  # of ``Phone.kind``; "other" is no pictogram of a telephone
SURE = 0.75  # probability from which a pictogram is believed
# The same of a shape that is cut out of a filled disc; it may be the screen or the paper in another picture.
SURE_INSIDE = 0.95
NUMBER = re.compile(r"[+(\d][\d +().\-/–]{6,}")  # as it stands at the start of a line without a label
HEIGHT = 28  # pixels: height of a line in the window in which its pictogram is looked for
# How far that window reaches before and behind the start of the number, in line heights: behind it too, as
# readers are not exact and a pictogram may stand within the line that they read.
BEFORE, AFTER = 3.0, 1.7
ABOVE = 0.45  # line heights that the window reaches above the line, and as many below it
WINDOW = round((BEFORE + AFTER) * HEIGHT), round((1 + 2 * ABOVE) * HEIGHT)  # (width, height) of it, in pixels
LEAST, LARGEST = 0.5, 1.95  # line heights: least and most of a pictogram's longer side
GAP = 0.12  # line heights: parts of a pictogram stand closer than that, letters further apart
FILLED = 0.55  # of its bounding box: more, and the pictogram may be cut out of a disc or a square
PATCH = 20  # pixels: side of the square picture that is judged
WEIGHTS = Path(__file__).with_name("pictograms.npz")

Patch = NDArray[np.float32]
Edges = tuple[int, int, int, int]  # left, top, right, bottom in window pixels


def find_pictograms(
    pixels: Pixels, quads: Sequence[Quad], boxes: Sequence[Box], lines: Sequence[Line]
) -> tuple[tuple[str, Box], ...]:
    """(kind, place in card pixels) of the pictograms to the left of numbers that stand without a label.

    The kind is one of ``Phone.kind``, or "unknown", where something stands there that is not known for one.

    pixels: the photo, RGB, uint8. quads: the lines' places in it, as they were found, pictograms and all;
    boxes: the same in card pixels; lines: what was read there. All three are of one length.
    """
    found = []
    for quad, box, line in zip(quads, boxes, lines, strict=True):
        word = _start_of_number(line)
        if word is None:
            continue
        start = (word.box.left - box.left) / max(box.width, 1.0)
        things = things_in(_window(pixels, quad, start))
        kinds = {kind for thing in things if (kind := kind_of(thing.views))}
        if kinds or any(thing.left < (BEFORE - 1) * HEIGHT for thing in things):
            left = word.box.left - box.height
            place = Box(left - box.height, box.top, left, box.bottom)
            found.append((kinds.pop() if len(kinds) == 1 else UNKNOWN, place))
    return tuple(found)


def _start_of_number(line: Line) -> Word | None:
    """The first word of a telephone number before which no label in letters stands."""
    for position, word in enumerate(line.words):
        if NUMBER.match(" ".join(other.text for other in line.words[position:])):
            return word
        if sum(c.isalpha() for c in word.text) > 1:
            return None
    return None


def _window(pixels: Pixels, quad: Quad, start: float) -> Pixels:
    """What stands where the number begins, at ``start`` (0 to 1 of the line's length), RGB; see WINDOW.

    The line is HEIGHT pixels high in it.
    """
    along, down = quad[1] - quad[0], quad[3] - quad[0]
    step = along / max(float(np.linalg.norm(along)), 1.0) * float(np.linalg.norm(down))
    top = quad[0] + along * start - ABOVE * down
    bottom = top + (1 + 2 * ABOVE) * down
    corners = [top - BEFORE * step, top + AFTER * step, bottom + AFTER * step, bottom - BEFORE * step]
    return cut_out(pixels, as_quad(np.array(corners)), *WINDOW)


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """What may be a pictogram: its left edge in window pixels, and squares of PATCH pixels as it is judged.

    views: 0 for ground to 1 for ink; the whole, and what is cut out of a filled disc or square.
    """

    left: int
    views: tuple[Patch, ...]


def things_in(window: Pixels) -> tuple[Thing, ...]:
    """What has a pictogram's size in the middle of ``window`` (height, width, 3), whole and set apart."""
    ink = _ink(window)
    return tuple(Thing(edges[0], _views(window, ink, edges)) for edges in _apart(ink))


def _apart(ink: Patch) -> Iterator[Edges]:
    """What stands apart in the middle row of a window and has a pictogram's size."""
    marks = (ink > 0.5).astype(np.uint8)
    reach = max(1, round(GAP * HEIGHT))
    joined = cv2.dilate(marks, np.ones((reach, reach), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    height, width = ink.shape
    for left, top, across, down, area in stats[1:count].tolist():
        right, bottom = left + across, top + down
        whole = left > 0 and right < width and top < height / 2 < bottom
        if whole and area > reach**2 and LEAST * HEIGHT <= max(across, down) <= LARGEST * HEIGHT:
            rows, columns = _extent(marks[top:bottom, left:right])
            yield left + columns.start, top + rows.start, left + columns.stop, top + rows.stop


def _views(window: Pixels, ink: Patch, edges: Edges) -> tuple[Patch, ...]:
    """The pictures of one thing that are judged; see ``Thing.views``."""
    left, top, right, bottom = edges
    thing = ink[top:bottom, left:right]
    inner = max(1, round(0.08 * max(thing.shape)))
    if float((thing > 0.5).mean()) < FILLED or min(thing.shape) < 2 * inner + 6:
        return (_as_patch(thing),)
    cut = _ink(window[top + inner : bottom - inner, left + inner : right - inner], inside=True)
    if not (cut > 0.5).any():
        return (_as_patch(thing),)
    return _as_patch(thing), _as_patch(cut[_extent(cut > 0.5)])


def _extent(marks: NDArray[np.bool_] | NDArray[np.uint8]) -> tuple[slice, slice]:
    """The rows and columns from the first mark to the last."""
    rows, columns = np.flatnonzero(marks.any(1)), np.flatnonzero(marks.any(0))
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _ink(window: Pixels, inside: bool = False) -> Patch:
    """How far each pixel's colour is from the ground's, 0 to 1; the ground is the window's middle colour.

    ``inside`` a disc: what its corners do not show of it is no ink.
    """
    colours = window.astype(np.float32)
    ground = np.median(colours.reshape(-1, 3), axis=0)
    far = np.sqrt(((colours - ground) ** 2).sum(axis=2))
    if inside:
        height, width = far.shape
        y, x = np.mgrid[0:height, 0:width]
        far[((x - width / 2 + 0.5) / width) ** 2 + ((y - height / 2 + 0.5) / height) ** 2 > 0.23] = 0.0
    most = max(float(np.percentile(far, 98)), 24.0)  # of 255: fainter differences are grain
    return np.asarray(np.clip(far / most, 0.0, 1.0), np.float32)


def _as_patch(thing: Patch) -> Patch:
    """``thing`` in the middle of a square of PATCH pixels, in proportion, a pixel of ground round it."""
    height, width = thing.shape
    scale = (PATCH - 2) / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(thing, size, interpolation=method)
    patch = np.zeros((PATCH, PATCH), np.float32)
    top, left = (PATCH - size[1]) // 2, (PATCH - size[0]) // 2
    patch[top : top + size[1], left : left + size[0]] = small
    return patch


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """A small net, trained on icon fonts by benchmarks/train_pictograms.py: patch -> hidden (ReLU) -> scores.

    hidden: (PATCH * PATCH, units). out: (units, one per kind). The biases add to each.
    """

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    out_bias: NDArray[np.float32]


@cache
def stored_layers() -> Layers:
    """The trained net, as pictograms.npz beside this file holds it."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Layers(*(stored[f"arr_{n}"].astype(np.float32) for n in range(4)))


def kind_of(views: Sequence[Patch], layers: Layers | None = None) -> str:
    """What kind of number the views of one pictogram stand for; "" where that is not sure."""
    for view, sure in zip(views, (SURE, SURE_INSIDE), strict=False):
        kind, chance = judged(view, layers or stored_layers())
        if kind != "other" and chance >= sure:
            return kind
    return ""


def judged(patch: Patch, layers: Layers) -> tuple[str, float]:
    """The likeliest of KINDS and its probability."""
    hidden = np.maximum(patch.reshape(-1) @ layers.hidden + layers.hidden_bias, 0.0)
    scores = hidden @ layers.out + layers.out_bias
    chances = np.exp(scores - scores.max())
    best = int(chances.argmax())
    return KINDS[best], float(chances[best] / chances.sum())
