"""Four-sided patches of one colour in a picture: whatever could be a card, or a part of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.vision.quads import (
    Pixels,
    Quad,
    as_quad,
    clockwise,
    quad_size,
    side_length,
    signed_area,
    within_sides,
)

LEVELS = 8  # thresholds per colour channel
# Steepness of colour, tried one after the other, below which there is no edge; 8 is a CIELAB unit per pixel.
SLOPES = (12, 18, 27, 40, 60)
GAP = 7  # reduced pixels: an edge with shorter gaps still parts a card from the table
SPECKS = 5  # reduced pixels: what is smaller on a patch is print, or grain
MOST_PATCHES = 60  # the largest patches that are looked at; a chequered cloth has hundreds
LEAST_AREA = 0.006  # of the picture's area: less than a card among twelve has
MOST_AREA = 0.97  # of the picture's area: more is the picture itself
LEAST_CONTRAST = 6.0  # CIELAB units between the two sides of an edge


def patches_of_one_colour(lab: Pixels) -> list[Quad]:
    """Four-sided patches of a picture (CIELAB, 8 bits), each once, the largest first.

    Quads in its pixels, clockwise, MOST_PATCHES at most.
    """
    height, width = lab.shape[:2]
    least, most = 0.3 * LEAST_AREA * height * width, MOST_AREA * height * width
    found: list[Quad] = []
    for mask in _masks(lab):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            area = cv2.contourArea(contour)
            if least < area < most:
                quad = _four_sided(contour, area)
                if quad is not None:
                    found.append(quad)
    found.sort(key=signed_area, reverse=True)
    return _once(found)


def pairs_of(patches: Sequence[Quad]) -> list[Quad]:
    """Pairs of patches that lie side by side and together are four-sided, each as one quad, clockwise."""
    if not patches:
        return []
    corners = np.stack(patches)
    areas = [signed_area(patch) for patch in patches]
    middles = corners.mean(axis=1)
    reaches = np.array([max(quad_size(patch)) for patch in patches])
    apart = np.abs(middles[:, None] - middles[None]).max(axis=2)
    near = apart <= 0.6 * (reaches[:, None] + reaches[None])
    nested = within_sides(middles[:, None], corners).all(axis=2)  # one's middle lies on the other
    result = []
    for i, j in np.argwhere(np.tril(near & ~nested & ~nested.T, -1)).tolist():
        hull = cv2.convexHull(np.concatenate([patches[i], patches[j]]))
        area = cv2.contourArea(hull)
        if not 0.955 * area < areas[i] + areas[j] < 1.1 * area:
            continue
        hull = hull.astype(np.int32)
        quad = _four_sided(hull, cv2.contourArea(hull))
        if quad is not None:
            result.append(quad)
    return _once(result)


def _once(quads: Sequence[Quad]) -> list[Quad]:
    """The first outlines, each once: its corners move by a few pixels from threshold to threshold."""
    kept = np.empty((MOST_PATCHES, 4, 2), np.float32)
    count = 0
    for quad in quads:
        near = 0.02 * (side_length(quad, 0) + side_length(quad, 1))
        if not count or _corner_distances(quad, kept[:count]).min() > near:
            kept[count] = quad
            count += 1
        if count == MOST_PATCHES:
            break
    return list(kept[:count])


def _corner_distances(quad: Quad, others: NDArray[np.float32]) -> NDArray[np.float32]:
    """The largest distance in pixels of a quad's corners from the nearest ones of each other (n, 4, 2)."""
    apart = np.abs(quad[None, :, None] - others[:, None]).max(axis=3)
    return np.asarray(apart.min(axis=2).max(axis=1), dtype=np.float32)


def _masks(lab: Pixels) -> list[Any]:
    """Black and white pictures in one of which a card is likely to be one patch."""
    masks: list[Any] = []
    specks = np.ones((SPECKS, SPECKS), np.uint8)
    for channel in cv2.split(lab):
        low, high = _usual_range(channel)
        if high - low < 2 * LEAST_CONTRAST:
            continue
        for level in np.linspace(low, high, LEVELS + 2)[1:-1]:
            for side in (cv2.THRESH_BINARY, cv2.THRESH_BINARY_INV):
                _, mask = cv2.threshold(channel, float(np.floor(level)), 1, side)
                masks.append(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, specks))
    slope = _squared_slope(lab)
    for most in SLOPES:
        calm = (slope < most * most).astype(np.uint8)
        masks += [calm, cv2.morphologyEx(calm, cv2.MORPH_OPEN, np.ones((GAP, GAP), np.uint8))]
    return masks


def _usual_range(channel: Any) -> tuple[float, float]:
    """The 2nd and the 98th percentile of a picture of 8 bits, by counting, as sorting costs more."""
    below = cv2.calcHist([channel], [0], None, [256], [0, 256]).ravel().cumsum()
    low, high = np.searchsorted(below, np.array([0.02, 0.98]) * (channel.size - 1), side="right")
    return float(low), float(high)


def _squared_slope(lab: Pixels) -> NDArray[np.float32]:
    """The square of how steeply the colour changes at each pixel (height, width): 8 for a unit a pixel."""
    squares = np.zeros(lab.shape, np.float32)
    for axis in ((1, 0), (0, 1)):
        cv2.accumulateSquare(cv2.Sobel(lab, cv2.CV_32F, *axis), squares)
    return np.asarray(cv2.transform(squares, np.ones((1, 3), np.float32)), dtype=np.float32)


def _four_sided(contour: NDArray[Any], area: float) -> Quad | None:
    """The four corners of a patch of that area; None where it is not four-sided and convex."""
    hull = cv2.convexHull(contour)
    hull_area = cv2.contourArea(hull)
    if hull_area <= 0 or area < 0.8 * hull_area:
        return None
    perimeter = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.05):
        corners = cv2.approxPolyDP(hull, share * perimeter, True)
        if len(corners) == 4 and cv2.contourArea(corners) > 0.9 * hull_area:
            return clockwise(as_quad(corners.reshape(4, 2)))
    box = cv2.boxPoints(cv2.minAreaRect(hull))
    if hull_area > 0.93 * abs(signed_area(as_quad(box))):
        return clockwise(as_quad(box))
    return None
