"""Photograph drawn cards: lay them on a desk, look from somewhere above, under some light, with some camera.

Photo px throughout: x to the right, y down, origin in the photo's top left corner. Colours are RGB. Every
card is warped only once, straight into the photo, so that its print is as sharp as the photo's resolution
allows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.draw import Drawn
from samples.sheet import PX_PER_MM
from samples.surfaces import SURFACES, Pixels, surface

CLOSE = 0.01  # of the photo's width: cards laid nearer than this are laid with care


@dataclass(frozen=True, slots=True)
class Shot:
    """How a photo is taken.

    ``size``: width, height in px. ``share`` of the photo's width or height, whichever is tighter, that a
    lone card takes up. ``turn``: degrees by which the cards lie turned clockwise. ``tilt`` 0..1: how aslant
    the camera looks (1: about 45 degrees). ``blur`` and ``motion`` in px, ``noise`` in grey levels,
    ``light`` as a factor of brightness; ``warmth``, ``shadow``, ``glare`` are shares. ``curl``: height of
    the bow in card widths. ``cut``: the frame's edge cuts the card, or the outermost of several.
    ``rounded``: the cards' corners are. ``pen``: one lies beside a lone card. Of several cards, ``gap`` is
    the room between them in photo widths (0: they touch), ``askew`` by how many degrees they lie at odds.
    """

    size: tuple[int, int] = (1600, 1200)
    surface: str = "wood"
    share: float = 0.75
    turn: float = 0.0
    tilt: float = 0.15
    blur: float = 0.5
    motion: float = 0.0
    noise: float = 3.0
    light: float = 1.0
    warmth: float = 0.0
    shadow: float = 0.3
    glare: float = 0.0
    curl: float = 0.0
    hand: bool = False
    cut: bool = False
    rounded: bool = False
    pen: bool = False
    gap: float = 0.03
    askew: float = 6.0
    quality: int = 85


@dataclass(frozen=True, slots=True)
class Photo:
    """RGB picture and the truth of each card on it, in reading order, with ``corners`` in photo px."""

    image: Image.Image
    cards: tuple[dict[str, Any], ...]


def make_shot(
    rng: Random, size: tuple[int, int] = (1600, 1200), hard: float = 0.3, turned: float = 0.3
) -> Shot:
    """Draw lots for a photo. ``hard``: chance of things that make reading hard; ``turned``: of any turn."""

    def maybe(chance: float) -> bool:
        return rng.random() < chance

    turn = rng.gauss(0, 5)
    if maybe(turned):
        turn += rng.choice((90, 180, 270, 90, 180, 270, rng.uniform(0, 360)))
    return Shot(
        size=size if maybe(0.75) else (size[1], size[0]),
        surface=rng.choice(SURFACES),
        share=rng.uniform(0.6, 0.92),
        turn=turn,
        tilt=abs(rng.gauss(0.1, 0.12)) + (0.25 if maybe(hard * 0.6) else 0.0),
        blur=rng.uniform(0.3, 0.8) + (rng.uniform(0.3, 0.9) if maybe(hard * 0.5) else 0.0),
        motion=rng.uniform(2, 5) if maybe(hard * 0.3) else 0.0,
        noise=rng.uniform(1, 5) + (rng.uniform(3, 8) if maybe(hard * 0.5) else 0.0),
        light=rng.uniform(0.8, 1.08) * (rng.uniform(0.5, 0.7) if maybe(hard * 0.6) else 1.0),
        warmth=rng.gauss(0.02, 0.06),
        shadow=rng.uniform(0, 0.3) + (0.35 if maybe(hard) else 0.0),
        glare=rng.uniform(0.3, 0.7) if maybe(hard * 0.5) else 0.0,
        curl=rng.uniform(0.006, 0.02) if maybe(0.25) else 0.0,
        hand=maybe(0.12),
        quality=rng.randint(68, 92),
        rounded=maybe(0.08),
        pen=maybe(0.15),
    )


# ---------------------------------------------------------------- geometry
def _apply(matrix: Pixels, points: Sequence[Sequence[float]]) -> Pixels:
    homogeneous = np.column_stack([np.asarray(points, float), np.ones(len(points))]) @ matrix.T
    return homogeneous[:, :2] / homogeneous[:, 2:]


def _camera(rng: Random, width: int, height: int, tilt: float) -> Pixels:
    """The homography from the desk, seen from straight above, to the photo."""
    direction = rng.choice((rng.uniform(60, 120), rng.uniform(0, 360)))
    strength = 0.55 * tilt / max(width, height)
    p, q = strength * math.cos(math.radians(direction)), strength * math.sin(math.radians(direction))
    squeeze = 1 - 0.25 * tilt  # what lies farther looks shorter, too
    turn = math.radians(direction)
    axis = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    shrink = axis.T @ np.diag([squeeze, 1.0]) @ axis
    centre = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1.0]])
    view = np.eye(3)
    view[:2, :2] = shrink
    view[2, :2] = p, q
    return np.linalg.inv(centre) @ view @ centre


def _lie(card: Drawn, x: float, y: float, long_side: float, turn: float) -> Pixels:
    """The matrix from card px to desk px: centre at (x, y), turned clockwise by ``turn`` degrees."""
    w, h = card.image.size
    s = long_side / max(w, h)
    c, n = s * math.cos(math.radians(turn)), s * math.sin(math.radians(turn))
    return np.array([[c, -n, x - c * w / 2 + n * h / 2], [n, c, y - n * w / 2 - c * h / 2], [0, 0, 1.0]])


def _corners(box: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    return [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]


def _longest_side(corners: Pixels) -> float:
    return float(np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1).max())


def _box(card: Drawn) -> list[tuple[float, float]]:
    w, h = card.image.size
    return [(0, 0), (w, 0), (w, h), (0, h)]


# ---------------------------------------------------------------- laying the cards
def _one(card: Drawn, shot: Shot, rng: Random, camera: Pixels) -> Pixels:
    """Where a lone card lies: as large as ``share`` says, wholly in the picture unless it is to be cut."""
    width, height = shot.size
    long_side = float(max(width, height))
    for attempt in range(40):
        jitter = 0.0 if attempt > 20 else 0.12
        x, y = width * (0.5 + rng.uniform(-jitter, jitter)), height * (0.5 + rng.uniform(-jitter, jitter))
        flat = _lie(card, x, y, long_side, shot.turn)
        seen = _apply(camera @ flat, _box(card))
        span = seen.max(axis=0) - seen.min(axis=0)
        long_side *= shot.share / max(span[0] / width, span[1] / height)
        flat = _lie(card, x, y, long_side, shot.turn)
        seen = _apply(camera @ flat, _box(card))
        if shot.cut:
            side, depth = rng.choice(((0, -1), (0, 1), (1, -1), (1, 1))), rng.uniform(0.04, 0.16)
            extent = seen[:, side[0]].max() - seen[:, side[0]].min()
            edge = (
                seen[:, side[0]].min() if side[1] < 0 else (width, height)[side[0]] - seen[:, side[0]].max()
            )
            shift = np.eye(3)
            shift[side[0], 2] = side[1] * (edge + depth * extent)
            return shift @ camera @ flat
        if seen.min() >= 4 and seen[:, 0].max() <= width - 4 and seen[:, 1].max() <= height - 4:
            return camera @ flat
        long_side *= 0.97
    return camera @ _lie(card, width / 2, height / 2, 0.6 * min(width, height), shot.turn)


def _shelves(
    spans: Sequence[Pixels], width: float, height: float, scale: float, gap: float
) -> list[tuple[float, float]] | None:
    """Centres of boxes set in rows, each as deep as its deepest box; None where they do not fit."""
    rows: list[list[int]] = [[]]
    used = gap
    for i, span in enumerate(spans):
        if rows[-1] and used + span[0] * scale + gap > width:
            rows.append([])
            used = gap
        rows[-1].append(i)
        used += span[0] * scale + gap
        if used > width:
            return None
    depths = [max(spans[i][1] for i in row) * scale for row in rows]
    spare = height - sum(depths) - gap * (len(rows) + 1)
    if spare < 0:
        return None
    spots, y = [], gap + spare / 2
    for row, depth in zip(rows, depths, strict=True):
        x = (width - sum(spans[i][0] * scale + gap for i in row) + gap) / 2
        for i in row:
            spots.append((x + spans[i][0] * scale / 2, y + depth / 2))
            x += spans[i][0] * scale + gap
        y += depth + gap
    return spots


def _many(cards: Sequence[Drawn], shot: Shot, rng: Random, camera: Pixels, any_way: bool) -> list[Pixels]:
    """Where several cards lie: in loose rows, as large as the photo allows.

    All have one scale, cards being of one size in the world. ``any_way``: turned by quarter turns, too.
    """
    width, height = shot.size
    close = shot.gap < CLOSE
    turns = [
        shot.turn + rng.gauss(0, shot.askew) + (rng.choice((0, 0, 0, 90, 180, 270)) if any_way else 0)
        for _ in cards
    ]
    spans = [
        np.ptp(_apply(_lie(c, 0, 0, max(c.image.size), t), _box(c)), axis=0)
        for c, t in zip(cards, turns, strict=True)
    ]
    gap = shot.gap * width
    low, high = 0.0, 5.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if _shelves(spans, width, height, middle, gap) is None else (middle, high)
    scale = low * (1.0 if close else rng.uniform(0.9, 1.0))
    free = gap * (0.2 if close else 0.45)
    spots = []
    for card, turn, (x, y) in zip(
        cards, turns, _shelves(spans, width, height, scale, gap) or [], strict=True
    ):
        long_side = max(card.image.size) * scale
        spots.append(_lie(card, x + rng.uniform(-free, free), y + rng.uniform(-free, free), long_side, turn))
    matrices = [camera @ s for s in spots]
    corners = np.concatenate([_apply(m, _box(c)) for m, c in zip(matrices, cards, strict=True)])
    first, last = corners.min(axis=0), corners.max(axis=0)  # zoom so that all are in the picture
    zoom = min(1.05, (width - 12) / (last[0] - first[0]), (height - 12) / (last[1] - first[1]))
    if shot.cut:  # and then a little closer, by up to a fifth of the outermost cards
        zoom *= 1 + rng.uniform(0.03, 0.2) * max(map(_longest_side, corners.reshape(-1, 4, 2))) / width
    into = np.array(
        [
            [zoom, 0, width / 2 - zoom * (first[0] + last[0]) / 2],
            [0, zoom, height / 2 - zoom * (first[1] + last[1]) / 2],
            [0, 0, 1.0],
        ]
    )
    return [into @ m for m in matrices]


# ---------------------------------------------------------------- light and camera
def _paste(photo: Pixels, card: Drawn, matrix: Pixels, rng: Random, shot: Shot) -> None:
    """Warp one card into the photo, with the shadow that it throws."""
    height, width = photo.shape[:2]
    corners = _apply(matrix, _box(card))
    reach = max(10, round(0.03 * np.ptp(corners, axis=0).max()))
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - reach, 0)
    high = np.minimum(np.ceil(corners.max(axis=0)).astype(int) + reach, (width, height))
    if (high <= low).any():
        return
    picture = np.asarray(card.image)
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    scale = min(1.0, 1.15 * max(sides[0], sides[2]) / picture.shape[1])
    pad = 0
    if scale < 0.95:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    fx, fy = picture.shape[1] / card.image.width, picture.shape[0] / card.image.height
    mask: Pixels = np.full(picture.shape[:2], 255, np.uint8)
    if shot.rounded:
        outline = Image.new("L", picture.shape[1::-1], 0)
        box = (0, 0, picture.shape[1] - 1, picture.shape[0] - 1)
        ImageDraw.Draw(outline).rounded_rectangle(box, 3.0 * PX_PER_MM * fx, fill=255)
        mask = np.asarray(outline)
    if shot.curl:  # a bent card: its lines bow, its corners stay
        pad = math.ceil(shot.curl * picture.shape[1]) + 1
        bow = rng.choice((-1, 1)) * shot.curl * picture.shape[1]
        h, w = picture.shape[0] + 2 * pad, picture.shape[1] + 2 * pad
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        from_y = y - pad - bow * np.sin(np.pi * np.clip((x - pad) / picture.shape[1], 0, 1))
        mask = cv2.remap(mask, x - pad, from_y, cv2.INTER_LINEAR, borderValue=0)
        picture = cv2.remap(picture, x - pad, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    to_card = np.array([[1 / fx, 0, -pad / fx], [0, 1 / fy, -pad / fy], [0, 0, 1.0]])
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]])
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    warp = shift @ matrix @ to_card
    seen = cv2.warpPerspective(picture, warp, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpPerspective(mask, warp, size, flags=cv2.INTER_LINEAR).astype(np.float32)[..., None] / 255
    small = cv2.resize(cover[..., 0], None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    offset = reach * rng.uniform(0.1, 0.5)
    slide = np.array([[1, 0, offset / 4 * rng.choice((-1, 1))], [0, 1, offset / 4]], np.float32)
    cast = cv2.GaussianBlur(cv2.warpAffine(small, slide, small.shape[::-1]), (0, 0), max(0.8, reach / 14))
    cast = cv2.resize(cast, size)[..., None] * rng.uniform(0.25, 0.55)
    area = photo[low[1] : high[1], low[0] : high[0]]
    area *= 1 - cast
    paper = seen.astype(np.float32)
    area += (paper - area) * cover
    edge = cv2.morphologyEx(cover[..., 0], cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))[..., None]
    area *= 1 - 0.12 * edge


def _pen(photo: Pixels, rng: Random, card: Drawn, matrix: Pixels) -> None:
    """A pen beside the card, where there is room for one."""
    height, width = photo.shape[:2]
    seen = _apply(matrix, _box(card)).astype(np.float32)
    length = float(np.linalg.norm(seen[1] - seen[0])) * 1.5
    thick = length / 14
    for _ in range(30):
        middle = np.array([rng.uniform(0, width), rng.uniform(0, height)])
        turn = rng.uniform(0, math.pi)
        along = np.array([math.cos(turn), math.sin(turn)]) * length / 2
        steps = [middle + along * k / 8 for k in range(-8, 9)]
        if all(cv2.pointPolygonTest(seen, (float(p[0]), float(p[1])), True) < -1.2 * thick for p in steps):
            break
    else:
        return
    mask: Pixels = np.zeros(photo.shape[:2], np.uint8)
    ends = (middle - along).astype(int).tolist(), (middle + along).astype(int).tolist()
    cv2.line(mask, *ends, 255, round(thick))
    soft = cv2.GaussianBlur(mask, (0, 0), 1.0).astype(np.float32)[..., None] / 255
    depth = np.clip(cv2.distanceTransform(mask, cv2.DIST_L2, 3)[..., None] / (thick / 2), 0, 1)
    tone = rng.choice(((20, 22, 28), (30, 60, 140), (180, 30, 40), (190, 190, 196)))
    throw = cv2.GaussianBlur(np.roll(mask, round(thick / 3), axis=0), (0, 0), thick / 3)
    photo *= 1 - 0.4 * throw.astype(np.float32)[..., None] / 255
    photo += (np.array(tone, np.float32) * (0.55 + 0.6 * depth) + 50 * depth**6 - photo) * soft


def _lit(photo: Pixels, rng: Random, shot: Shot) -> Pixels:
    """Uneven light: a slope, darker corners, a soft shadow's edge, a reflection, the colour of the lamp."""
    height, width = photo.shape[:2]
    h, w = 60, round(60 * width / height)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    y, x = y / h - 0.5, x / w - 0.5
    angle = rng.uniform(0, 2 * math.pi)
    light = (
        1
        + 0.22 * rng.random() * (x * math.cos(angle) + y * math.sin(angle)) * 2
        - rng.uniform(0.05, 0.3) * (x * x + y * y)
    )
    if shot.shadow > 0.05:
        side, at = rng.uniform(0, 2 * math.pi), rng.uniform(-0.25, 0.35)
        ramp = (x * math.cos(side) + y * math.sin(side) - at) * rng.uniform(6, 40)
        light = light * (1 - shot.shadow * 0.75 / (1 + np.exp(-ramp)))
    out = (
        photo
        * (cv2.resize(light.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC) * shot.light)[
            ..., None
        ]
    )
    if shot.glare:
        gx, gy, long_, wide = (
            rng.uniform(-0.35, 0.35),
            rng.uniform(-0.35, 0.35),
            rng.uniform(0.1, 0.35),
            rng.uniform(0.05, 0.12),
        )
        turn = rng.uniform(0, math.pi)
        u, v = (
            (x - gx) * math.cos(turn) + (y - gy) * math.sin(turn),
            -(x - gx) * math.sin(turn) + (y - gy) * math.cos(turn),
        )
        spot = np.exp(-((u / long_) ** 2) - (v / wide) ** 2) * shot.glare
        spot = cv2.resize(spot.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)[..., None]
        out += (255 - out) * spot
    return out * np.array([1 + shot.warmth, 1.0, 1 - shot.warmth], np.float32)


def _exposed(photo: Pixels, rng: Random, shot: Shot) -> Image.Image:
    """Lens and sensor: blur, motion, noise."""
    if shot.blur > 0.35:
        photo = cv2.GaussianBlur(photo, (0, 0), shot.blur)
    if shot.motion >= 2:
        size = math.ceil(shot.motion) | 1
        kernel = np.zeros((size, size), np.float32)
        end = (
            round((size - 1) / 2 * (1 + math.cos(a := rng.uniform(0, math.pi)))),
            round((size - 1) / 2 * (1 + math.sin(a))),
        )
        cv2.line(kernel, (size - 1 - end[0], size - 1 - end[1]), end, 1.0)
        photo = cv2.filter2D(photo, -1, kernel / kernel.sum())
    height, width = photo.shape[:2]
    dice = np.random.default_rng(rng.getrandbits(32))
    grain = dice.normal(0, shot.noise, (512, 512, 3)).astype(np.float32)
    grain = 0.7 * grain.mean(axis=2, keepdims=True) * 1.7 + 0.5 * cv2.GaussianBlur(grain, (0, 0), 0.8)
    photo = photo + np.tile(grain, (height // 512 + 1, width // 512 + 1, 1))[:height, :width]
    return Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))


def _hand(photo: Pixels, rng: Random, card: Drawn, matrix: Pixels) -> None:
    """A thumb that comes from outside and holds the card by a margin with no text on it."""
    w, h = card.image.size
    quads = [_apply(matrix, _corners(line.box)).astype(np.float32) for line in card.lines]
    mm = float(np.linalg.norm(np.subtract(*_apply(matrix, [(0, 0), (w, 0)])))) / w * PX_PER_MM
    radius = 7.5 * mm
    for _ in range(60):
        at, out = rng.choice(
            (((0.0, rng.random()), (-1, 0)), ((1.0, rng.random()), (1, 0)), ((rng.random(), 1.0), (0, 1)))
        )
        edge = _apply(
            matrix, [(at[0] * w, at[1] * h), ((at[0] + 0.1 * out[0]) * w, (at[1] + 0.1 * out[1]) * h)]
        )
        away = (edge[1] - edge[0]) / np.linalg.norm(edge[1] - edge[0])
        tip = edge[0] + away * (radius - rng.uniform(3, 9) * mm)
        point = (float(tip[0]), float(tip[1]))
        if all(cv2.pointPolygonTest(q, point, True) < -radius * 1.08 for q in quads):
            break
    else:
        return
    across = np.array([-away[1], away[0]])
    far = tip + away * radius * 14 + across * radius * rng.uniform(-4, 4)
    mask: Pixels = np.zeros(photo.shape[:2], np.uint8)
    cv2.line(mask, tip.astype(int).tolist(), far.astype(int).tolist(), 255, round(2 * radius))
    soft = cv2.GaussianBlur(mask, (0, 0), max(1.0, radius / 16)).astype(np.float32)[..., None] / 255
    depth = np.clip(cv2.distanceTransform(mask, cv2.DIST_L2, 3)[..., None] / radius, 0, 1)
    tone = rng.choice(((224, 172, 140), (236, 190, 160), (150, 100, 74), (198, 146, 116)))
    skin = np.array(tone, np.float32) * (0.7 + 0.34 * np.sqrt(depth))
    nail: Pixels = np.zeros(photo.shape[:2], np.uint8)
    middle = (tip - away * radius * 0.05).astype(int).tolist()
    angle = math.degrees(math.atan2(far[1] - tip[1], far[0] - tip[0]))
    cv2.ellipse(nail, middle, (round(radius * 0.72), round(radius * 0.55)), angle, 0, 360, 255, -1)
    shine = cv2.GaussianBlur(nail, (0, 0), max(1.0, radius / 18)).astype(np.float32)[..., None] / 255
    skin += (np.array((244, 208, 196), np.float32) * (tone[0] / 236) - skin) * shine * 0.75
    throw = cv2.GaussianBlur(np.roll(mask, round(radius / 5), axis=0), (0, 0), radius / 4)
    photo *= 1 - 0.3 * throw.astype(np.float32)[..., None] / 255
    photo += (skin - photo) * soft


# ---------------------------------------------------------------- truth
def _cut(card: Drawn, matrix: Pixels, size: tuple[int, int]) -> dict[str, Any]:
    """The card's truth less what the photo's edge cuts off; those values go to ``cut_off``."""
    width, height = size
    truth = {k: list(v) if isinstance(v, list) else v for k, v in card.truth.items()}
    lost: dict[str, list[str]] = {}
    kept = []
    for line in card.lines:
        seen = _apply(matrix, _corners(line.box))
        if seen.min() >= 0 and seen[:, 0].max() <= width and seen[:, 1].max() <= height:
            kept.append(line)
            continue
        for name, value in line.values:
            lost.setdefault(name, []).append(value)
    for name, values in lost.items():
        if isinstance(truth[name], list):
            truth[name] = [
                v for v in truth[name] if (v["printed"] if isinstance(v, dict) else v) not in values
            ]
        elif not any((name, truth[name]) in line.values for line in kept):
            also = [line_value for line in kept for n, line_value in line.values if n == name]
            truth[name] = also[0] if also else ""
    if lost:
        truth["cut_off"] = {name: list(dict.fromkeys(values)) for name, values in lost.items()}
    texts = {line.text for line in kept}
    truth["transcript"] = [t for t in truth["transcript"] if t in texts]
    return truth


# ---------------------------------------------------------------- photos
def take(cards: Sequence[Drawn], shot: Shot, seed: str, any_way: bool = False) -> Photo:
    """Photograph one card, or several in rows (see ``_many``). The same arguments give the same pixels."""
    rng = Random(f"{seed}/photo")
    width, height = shot.size
    camera = _camera(rng, width, height, shot.tilt)
    matrices = (
        [_one(cards[0], shot, rng, camera)] if len(cards) == 1 else _many(cards, shot, rng, camera, any_way)
    )
    desk = surface(shot.surface, rng, width, height)
    nearer = np.array(
        [[1.35, 0, -0.175 * width], [0, 1.35, -0.175 * height], [0, 0, 1.0]]
    )  # so that the desk fills the picture
    photo = cv2.warpPerspective(
        desk, camera @ nearer, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    for card, matrix in zip(cards, matrices, strict=True):
        _paste(photo, card, matrix, rng, shot)
    if shot.pen and len(cards) == 1:
        _pen(photo, rng, cards[0], matrices[0])
    if shot.hand and len(cards) == 1:
        _hand(photo, rng, cards[0], matrices[0])
    image = _exposed(_lit(photo, rng, shot), rng, shot)
    truths = []
    for card, matrix in zip(cards, matrices, strict=True):
        truth = _cut(card, matrix, shot.size) if shot.cut else dict(card.truth)
        truth["corners"] = _rounded(_apply(matrix, _box(card)))
        truths.append(truth)
    return Photo(image, tuple(truths))


def mock_up(card: Drawn, seed: str) -> Photo:
    """A printer's picture of a card: its artwork on a light ground, with a drawn shadow."""
    rng = Random(f"{seed}/mock-up")
    width, height = rng.choice(((1000, 1000), (1200, 900), (1200, 760)))
    shade = rng.randint(225, 255)
    photo = np.full((height, width, 3), shade, np.float32)
    long_side = min(width * 0.88, height * 0.88 * max(card.image.size) / card.image.height)
    matrix = _lie(card, width / 2, height / 2, long_side, 0.0)
    _paste(photo, card, matrix, rng, Shot(rounded=rng.random() < 0.3))
    image = Image.fromarray(np.clip(photo, 0, 255).astype(np.uint8))
    return Photo(image, ({**card.truth, "corners": _rounded(_apply(matrix, _box(card)))},))


def _rounded(points: Pixels) -> list[list[float]]:
    return [[round(float(x), 1), round(float(y), 1)] for x, y in points]


def scan(card: Drawn, seed: str, dpi: int = 300, grey: bool = False) -> Photo:
    """A borderless scan: the card is the whole picture, a little soft and noisy."""
    rng = Random(f"{seed}/scan")
    scale = dpi / 25.4 / PX_PER_MM
    size = (round(card.image.width * scale), round(card.image.height * scale))
    picture = np.asarray(card.image.resize(size, Image.Resampling.LANCZOS), np.float32)
    shot = Shot(blur=rng.uniform(0.3, 0.6), noise=rng.uniform(0.5, 2.5))
    image = _exposed(picture * rng.uniform(0.94, 1.02) + rng.uniform(0, 6), rng, shot)
    truth = dict(card.truth)
    truth["corners"] = [
        [0.0, 0.0],
        [float(size[0]), 0.0],
        [float(size[0]), float(size[1])],
        [0.0, float(size[1])],
    ]
    return Photo(image.convert("L") if grey else image, (truth,))


def page(cards: Sequence[Drawn], seed: str, dpi: int = 200) -> Photo:
    """A scanned A4 page with up to ten cards in two columns, each a little askew."""
    rng = Random(f"{seed}/page")
    width, height = round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)
    photo = np.full((height, width, 3), 250, np.float32)
    rows = math.ceil(len(cards) / 2)
    truths = []
    for i, card in enumerate(cards):
        row, column = divmod(i, 2)
        x, y = (
            width * (0.27 + 0.46 * column) + rng.uniform(-8, 8),
            height * (row + 0.5) / rows + rng.uniform(-10, 10),
        )
        matrix = _lie(card, x, y, max(card.image.size) / PX_PER_MM / 25.4 * dpi, rng.gauss(0, 1.2))
        _paste(photo, card, matrix, rng, Shot())
        truths.append(
            {
                **card.truth,
                "corners": _rounded(_apply(matrix, _box(card))),
            }
        )
    return Photo(_exposed(photo, rng, Shot(blur=0.4, noise=1.5)), tuple(truths))
