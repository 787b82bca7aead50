"""Quadrilaterals: a text line or a card as it lies in a picture, and the ways to cut it out straight.

A quad is a float32 array of shape (4, 2): corners as (x, y) in pixels, clockwise from the top left of
the thing itself as a reader would hold it, so that ``quad[0] -> quad[1]`` is the reading direction.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Pixels = NDArray[np.uint8]  # a picture, (height, width, 3) in RGB or (height, width) in grey
Quad = NDArray[np.float32]  # (4, 2)
Matrix = NDArray[np.float64]  # (3, 3): a homography

SUPERSAMPLED = 1.5  # a warp that shrinks by more than this skips pixels, so it is made twice as large first
HALVED = 2.0  # what is to shrink by more than this is halved before, which costs a tenth of what a warp does


def as_quad(corners: ArrayLike) -> Quad:
    """Four corners (x, y), in whatever form they come, as a quad."""
    return np.asarray(corners, dtype=np.float32).reshape(4, 2)


def along_its_length(quad: Quad) -> Quad:
    """The same corners, clockwise, turned so that the first side is long and points right (or down)."""
    if signed_area(quad) < 0:
        quad = quad[::-1]
    if side_length(quad, 0) < side_length(quad, 1):
        quad = np.roll(quad, -1, axis=0)
    dx, dy = quad[1] - quad[0]
    if dx < -abs(dy) * 1e-3 or (abs(dx) <= abs(dy) * 1e-3 and dy < 0):
        quad = turned(quad, 2)
    return as_quad(quad)


def turned(quad: Quad, quarters: int) -> Quad:
    """The same outline read after ``quarters`` quarter turns of its content, clockwise."""
    return as_quad(np.roll(quad, -quarters, axis=0))


def signed_area(quad: Quad) -> float:
    """Area in square pixels, positive when the corners run clockwise (y points down)."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = quad.tolist()
    return float(0.5 * ((x2 - x0) * (y3 - y1) - (x3 - x1) * (y2 - y0)))


def shared_area(a: Quad, b: Quad) -> float:
    """Area in square pixels that lies on both (convex) quads, whichever way round their corners go."""
    return float(cv2.intersectConvexConvex(clockwise(a), clockwise(b))[0])


def clockwise(quad: Quad) -> Quad:
    """The same corners, clockwise."""
    return quad if signed_area(quad) > 0 else as_quad(quad[::-1])


def within_sides(points: NDArray[np.floating], quads: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Whether points (..., 2) lie within each side of clockwise quads (..., 4, 2); shape (..., 4)."""
    along = np.roll(quads, -1, axis=-2) - quads
    off = points[..., None, :] - quads
    return np.asarray(along[..., 0] * off[..., 1] >= along[..., 1] * off[..., 0])


def share_inside(part: Quad, outline: Quad) -> float:
    """Share, 0..1, of a quad's area that lies within an ``outline`` whose corners run clockwise."""
    shared, _ = cv2.intersectConvexConvex(clockwise(part), outline)
    return float(shared) / max(abs(signed_area(part)), 1e-6)


def overlap(a: Quad, b: Quad) -> float:
    """Area on both quads / area on either, 0..1; the corners of both run clockwise."""
    shared, _ = cv2.intersectConvexConvex(a, b)
    return float(shared) / max(signed_area(a) + signed_area(b) - float(shared), 1e-6)


def side_length(quad: Quad, side: int) -> float:
    """Length in pixels of a side (0 top, 1 right, 2 bottom, 3 left)."""
    return math.dist(quad[(side + 1) % 4].tolist(), quad[side].tolist())


def quad_size(quad: Quad) -> tuple[float, float]:
    """(width, height) in pixels: the means of opposite sides."""
    return (
        (side_length(quad, 0) + side_length(quad, 2)) / 2,
        (side_length(quad, 1) + side_length(quad, 3)) / 2,
    )


def direction(quad: Quad) -> float:
    """Angle of the reading direction in radians, -pi..pi, clockwise from right (y points down)."""
    dx, dy = (quad[1] - quad[0]) + (quad[2] - quad[3])
    return math.atan2(float(dy), float(dx))


def runs_along(line: Quad, slant: float, degrees: float) -> bool:
    """Whether a line departs from ``slant`` (radians) by less than ``degrees``, either way round."""
    return abs(math.sin(direction(line) - slant)) < math.sin(math.radians(degrees))


def center(quad: Quad) -> NDArray[np.float32]:
    """The mean of the corners, (x, y)."""
    return np.asarray(quad.mean(axis=0), dtype=np.float32)


def taller(quad: Quad, share: float) -> Quad:
    """The quad with its second and fourth sides longer by ``share`` of them at either end."""
    down = share * (quad[3] + quad[2] - quad[0] - quad[1]) / 2
    return as_quad(quad + np.array([-down, -down, down, down]))


def grown(quad: Quad, margin: float) -> Quad:
    """The quad with its sides moved outwards by ``margin`` pixels."""
    width, height = quad_size(quad)
    across = (quad[1] - quad[0]) + (quad[2] - quad[3])
    down = (quad[3] - quad[0]) + (quad[2] - quad[1])
    across = across / max(float(np.linalg.norm(across)), 1e-6) * min(margin, width)
    down = down / max(float(np.linalg.norm(down)), 1e-6) * min(margin, height)
    outwards = np.stack([-across - down, across - down, across + down, down - across])
    return as_quad(quad + outwards)


def rectangle(width: float, height: float) -> Quad:
    """The upright rectangle with its top left corner at (0, 0)."""
    return as_quad(np.array([[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]]))


def rectangle_along(quads: Sequence[Quad], slant: float) -> Quad:
    """The least rectangle with sides at ``slant`` (radians) that holds all quads."""
    turn = np.array([[math.cos(slant), math.sin(slant)], [-math.sin(slant), math.cos(slant)]])
    points = np.concatenate(quads) @ turn.T
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return as_quad(np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) @ turn)


def homography(source: Quad, target: Quad) -> Matrix:
    """The 3 x 3 matrix that takes the corners of ``source`` to those of ``target``."""
    return np.asarray(cv2.getPerspectiveTransform(source, target), dtype=np.float64)


def moved(points: NDArray[np.floating], matrix: Matrix) -> NDArray[np.float32]:
    """``points`` (..., 2) under a homography."""
    flat = np.asarray(points, dtype=np.float64).reshape(-1, 1, 2)
    return np.asarray(cv2.perspectiveTransform(flat, matrix), dtype=np.float32).reshape(np.shape(points))


def cut_out(pixels: Pixels, quad: Quad, width: int, height: int, columns: int | None = None) -> Pixels:
    """What ``quad`` covers, straightened to uint8 (height, width[, 3]), or the first ``columns`` of that.

    Shrinking goes by way of a halved picture or a larger cut-out and area averaging: a plain warp would
    skip pixels and break thin type. Outside of the picture its edge is repeated: no false edge appears.
    """
    quad_width, quad_height = quad_size(quad)
    shrink = max(quad_width / width, quad_height / height)
    while shrink > HALVED:
        pixels, quad = _halved(pixels, quad)
        shrink /= 2
    steps = 2 if shrink > SUPERSAMPLED else 1
    matrix = homography(quad, rectangle(width * steps, height * steps))
    method = cv2.INTER_LINEAR if steps > 1 else cv2.INTER_CUBIC
    width = min(width, columns or width)
    large = cv2.warpPerspective(
        pixels, matrix, (width * steps, height * steps), flags=method, borderMode=cv2.BORDER_REPLICATE
    )
    if steps == 1:
        return np.asarray(large, dtype=np.uint8)
    return np.asarray(cv2.resize(large, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _halved(pixels: Pixels, quad: Quad) -> tuple[Pixels, Quad]:
    """The picture round a quad at half its size, each pixel the mean of four, and the quad in it."""
    size = np.array(pixels.shape[1::-1])
    start = np.clip(np.floor(quad.min(axis=0)).astype(int) - 4, 0, np.maximum(size - 2, 0))
    end = np.clip(np.ceil(quad.max(axis=0)).astype(int) + 4, start + 2, size)
    (left, top), (half_width, half_height) = start, np.maximum((end - start) // 2, 1)
    around = pixels[top : top + 2 * half_height, left : left + 2 * half_width]
    half = cv2.resize(around, (int(half_width), int(half_height)), interpolation=cv2.INTER_AREA)
    return np.asarray(half, dtype=np.uint8), as_quad((quad - start - 0.5) / 2)


def reduced(pixels: Pixels, width: int, height: int) -> Pixels:
    """The whole picture at (height, width[, 3]), hardly a pixel of it skipped.

    Halved as long as that leaves enough, each pixel the mean of four, then interpolated: a fifth of the time
    that area averaging takes, and a step below two steps over no pixel.
    """
    while pixels.shape[1] >= 2 * width and pixels.shape[0] >= 2 * height:
        half = pixels.shape[1] // 2, pixels.shape[0] // 2
        even = pixels[: 2 * half[1], : 2 * half[0]]
        pixels = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
