"""Lines of print are found where they are, at any slant, and texture is not taken for print."""

from __future__ import annotations

import math
import sys

import cv2
import numpy as np
import pytest

from ingest.finding import text_lines
from ingest.vision.quads import Quad, as_quad, direction, quad_size, signed_area
from ingest.vision.text_lines import (
    common_direction,
    find_lines,
    lines_from_probability,
    read_along,
    without_grain,
)
from tests.reading.pictures import Pixels, needs_second_reader, printed, readers, turned

ROWS = (
    "Maria Brzozowiec",
    "Dyrektor handlowy",
    "ul. Lipowa 17, 30-001",
    "maria@brzozowiec.example",
    "600 100 200",
)


def grey(pixels: Pixels) -> Pixels:
    return np.asarray(pixels.mean(axis=2), dtype=np.uint8)


def off_by(quad: Quad, degrees: float) -> float:
    """Degrees by which a line departs from a slant; a line has no head and no foot yet."""
    return abs((math.degrees(direction(quad)) - degrees + 90) % 180 - 90)


@pytest.mark.parametrize("degrees", [0, 3, -8, 20, -34, 45, 70, 90])
def test_lines_are_found_at_any_slant(degrees: float) -> None:
    """By OpenCV alone: each printed row is one line, its direction within 1.5 degrees."""
    lines = find_lines(grey(turned(printed(ROWS), degrees)))
    assert len(lines) == len(ROWS)
    assert max(off_by(line, degrees) for line in lines) < 1.5


def test_light_print_is_found_too() -> None:
    """A card may be dark, or carry a dark band."""
    band = np.concatenate([printed(ROWS), printed(ROWS, ink=(250, 250, 250), ground=(30, 40, 60))])
    assert len(find_lines(grey(band))) == 2 * len(ROWS)


def test_a_line_is_wrapped_closely() -> None:
    """The quad holds all of the row's ink and little else."""
    picture = printed(ROWS[:1])
    (line,) = find_lines(grey(picture))
    ink = np.argwhere(grey(picture) < 128)[:, ::-1]
    left, top = line.min(axis=0)
    right, bottom = line.max(axis=0)
    assert (ink >= [left, top]).all()
    assert (ink <= [right, bottom]).all()
    height = np.ptp(ink[:, 1])
    assert bottom - top < 2 * height
    assert right - left < np.ptp(ink[:, 0]) + 2 * height


def test_an_icon_beside_two_lines_swells_neither() -> None:
    """A disc as high as both rows stands before them, closer than a space: each row keeps its height."""
    plain, beside = printed(ROWS[3:]), printed(ROWS[3:])
    cv2.circle(beside, (26, 98), 22, (0, 140, 120), -1)
    alone = find_lines(grey(plain))
    assert len(alone) == 2
    heights = sorted(quad_size(line)[1] for line in find_lines(grey(beside)))
    assert max(heights) < 1.3 * max(quad_size(line)[1] for line in alone)
    assert len([height for height in heights if height > 30]) == 2


def test_lines_that_run_together_stay_apart() -> None:
    """A photo taken at a slant: rows that are level on the left and rise to the right are still five."""
    level = printed(ROWS)
    height, width = level.shape[:2]
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[0, 0], [width, 120], [width, height - 190], [0, height]], np.float32)
    shape = cv2.getPerspectiveTransform(corners, seen)
    picture = cv2.warpPerspective(level, shape, (width, height), borderMode=cv2.BORDER_REPLICATE)
    lines = sorted(find_lines(grey(np.asarray(picture, dtype=np.uint8))), key=lambda line: line[0, 1])
    assert len(lines) == len(ROWS)
    slopes = [direction(line) for line in lines]
    assert slopes == sorted(slopes, reverse=True)
    assert slopes[0] - slopes[-1] > math.radians(3)


def test_letters_that_touch_are_a_line() -> None:
    """Bold print, blurred until a word is one patch, among rows that are sharp."""
    picture = grey(printed([*ROWS, "Maroc"]))
    bold = picture[350:]  # the last row
    bold[:] = cv2.GaussianBlur(cv2.erode(bold, np.ones((1, 5), np.uint8)), (0, 0), 1)
    assert len(find_lines(picture)) == len(ROWS) + 1


def test_edges_do_not_tell_the_slant() -> None:
    """Bold bars askew, as a logo or a pattern has them, do not turn level print."""
    picture = printed(ROWS)
    for start in range(0, 1000, 120):
        cv2.line(picture, (start, 640), (start + 160, 420), (40, 60, 160), 26)
    lines = [line for line in find_lines(grey(picture)) if quad_size(line)[0] > 5 * quad_size(line)[1]]
    assert len(lines) >= len(ROWS)
    assert sum(off_by(line, 0) < 1.5 for line in lines) >= len(ROWS)


def test_grain_is_dropped_and_fine_print_kept() -> None:
    """Of one card's lines: short specks a third as high as its print go, a long line as low stays."""
    print_, fine = [line_at(0, 300, 30, y=y) for y in (0, 50, 100)], line_at(0, 120, 10, y=150)
    specks = [line_at(0, 25, 10, x=x, y=200) for x in range(0, 600, 60)]
    kept = without_grain([*print_, fine, *specks])
    assert len(kept) == 4
    assert any(quad is fine for quad in kept)


@pytest.mark.parametrize("seed", range(3))
def test_noise_is_not_print(seed: int) -> None:
    """The grain of a dark photo, a patchwork and a chequered cloth have next to no lines."""
    chance = np.random.default_rng(seed)
    grain = np.clip(chance.normal(128, 6, (600, 800)), 0, 255).astype(np.uint8)
    patchwork = np.kron(chance.integers(90, 170, (60, 80)), np.ones((10, 10))).astype(np.uint8)
    cloth = np.asarray(120 + 40 * ((np.indices((600, 800)) // 40).sum(axis=0) % 2), dtype=np.uint8)
    assert len(find_lines(grain)) <= 4
    assert len(find_lines(patchwork)) <= 15
    assert len(find_lines(cloth)) <= 4


@pytest.mark.parametrize("value", [0, 127, 255])
def test_a_blank_picture_has_no_lines(value: int) -> None:
    """White, black and grey."""
    assert find_lines(np.full((300, 400), value, np.uint8)) == []


@needs_second_reader
@pytest.mark.parametrize("degrees", [0, 20, -34])
def test_the_second_reader_finds_the_same_lines(degrees: float) -> None:
    """Its detector sees the rows at a slant too; quads are in the pixels of the picture handed over."""
    picture = turned(printed(ROWS, (1800, 1100), 64), degrees)
    lines = text_lines(picture, readers("paddle"))
    assert len(lines) == len(ROWS)
    assert max(off_by(line, degrees) for line in lines) < 2.5
    assert all(350 < quad_size(line)[0] < 1000 for line in lines)


@needs_second_reader
def test_small_numbers_stay_small_numbers_for_everybody_else() -> None:
    """The detector counts them as 0, for speed, in a thread of its own; whoever calls it keeps them."""
    assert text_lines(printed(ROWS, (1800, 1100), 64), readers("paddle"))
    assert sys.float_info.min / 2 > 0


def test_a_map_of_probabilities_becomes_lines() -> None:
    """Two bars of text, one faint blot and one speck: the bars, grown back to their letters."""
    chances = np.zeros((200, 400), np.float32)
    chances[40:50, 50:350] = chances[100:110, 50:200] = 0.9
    chances[150:170, 50:300] = 0.35
    chances[10:12, 10:12] = 0.9
    lines = sorted(lines_from_probability(chances), key=lambda line: line[0, 1])
    assert [round(quad_size(line)[0] / 10) for line in lines] == [32, 16]
    assert all(20 < quad_size(line)[1] < 32 for line in lines)


# Directions -------------------------------------------------------------------------------------------


def line_at(
    degrees: float, length: float = 200.0, tall: float = 20.0, x: float = 0.0, y: float = 0.0
) -> Quad:
    along = np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))])
    across = np.array([-along[1], along[0]])
    start = np.zeros(2)
    return as_quad(
        [start, start + length * along, start + length * along + tall * across, start + tall * across]
    )


def test_the_common_slant_is_that_of_most_print() -> None:
    """One vertical line and two square logos do not turn four lines at 12 degrees."""
    lines = [
        line_at(12),
        line_at(11),
        line_at(192),
        line_at(13),
        line_at(95, 150),
        line_at(60, 25),
        line_at(0, 20),
    ]
    assert math.degrees(common_direction(lines)) == pytest.approx(12, abs=0.6)
    assert common_direction([]) == 0.0
    assert common_direction([line_at(40, 20)]) == 0.0


def test_lines_read_one_way_and_vertical_ones_their_own() -> None:
    """A line on its head and a lone figure are turned to the others; a long line up the edge stays."""
    lines = [line_at(5), line_at(185), line_at(95, 30), line_at(-85, 150)]
    along, across = read_along(lines, math.radians(5))
    assert [round(math.degrees(direction(line))) for line in along] == [5, 5, 5, -85]
    assert across == [False, False, False, True]
    assert all(signed_area(line) > 0 for line in along)
