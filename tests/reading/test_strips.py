"""Whatever a card's colours, the engine gets dark letters on light ground, stacked on clean sheets."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.vision.quads import as_quad, cut_out, reduced
from ingest.vision.strips import (
    LOOK_HEIGHT,
    SHEET_MARGIN,
    SHEET_STRIP_HEIGHT,
    cut_strip,
    dark_on_light,
    looks_like_print,
    on_white,
    stack,
)
from tests.reading.pictures import Pixels, printed, turned

Color = tuple[int, int, int]
INK = 1 - printed(["Maria Kos 0958"], (420, 140), 46, (0, 0, 0), (255, 255, 255))[64:124].mean(axis=2) / 255
"""Share of ink, 0..1, of each pixel of a strip 60 pixels high."""


def strip_of(ink: Color, ground: Color) -> Pixels:
    share = INK[:, :, None]
    return np.asarray(np.rint(share * np.array(ink) + (1 - share) * np.array(ground)), dtype=np.uint8)


def contrast(grey: Pixels) -> float:
    """How much darker the letters are than the ground, in grey levels."""
    return float(grey[INK < 0.1].mean() - grey[INK > 0.9].mean())


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        pytest.param((20, 20, 20), (250, 250, 250), id="black on white"),
        pytest.param((250, 250, 250), (20, 20, 20), id="white on black"),
        pytest.param((200, 40, 40), (40, 40, 200), id="red on blue, alike in brightness"),
        pytest.param((40, 40, 200), (200, 40, 40), id="blue on red"),
        pytest.param((30, 120, 60), (150, 40, 40), id="green on brown"),
        pytest.param((190, 190, 190), (245, 245, 245), id="grey on white"),
        pytest.param((150, 120, 60), (25, 22, 20), id="gold on black"),
        pytest.param((255, 225, 60), (255, 255, 255), id="yellow on white"),
    ],
)
def test_letters_become_dark_on_light(ink: Color, ground: Color) -> None:
    """Any polarity and pair of colours ends as nearly black on nearly white."""
    assert contrast(dark_on_light(strip_of(ink, ground))) > 180


colors = st.tuples(*[st.integers(0, 255)] * 3)


@given(colors, colors, st.randoms(use_true_random=False))
def test_letters_are_darker_whatever_the_colours(ink: Color, ground: Color, chance) -> None:  # type: ignore[no-untyped-def]
    """Two colours 40 levels apart are enough, with the grain of a photo over them."""
    assume(np.linalg.norm(np.subtract(ink, ground)) > 40)
    grain = np.random.default_rng(chance.randrange(1000)).normal(0, 3, (*INK.shape, 3))
    strip = np.clip(strip_of(ink, ground) + grain, 0, 255).astype(np.uint8)
    assert contrast(dark_on_light(strip)) > 100


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_plain_strip_stays_plain(value: int) -> None:
    """Nothing is divided by a contrast that is not there."""
    result = dark_on_light(np.full((60, 200, 3), value, np.uint8))
    assert result.shape == (60, 200)
    assert np.ptp(result) == 0


def test_a_slanted_line_is_cut_out_straight() -> None:
    """A quad round a line of a turned picture gives the line as if it had never been turned."""
    level = printed(["Maria Kos 0958"], (420, 140), 46)
    picture = turned(level, 30)
    middle, size = np.array([picture.shape[1], picture.shape[0]]) / 2, np.array([420, 140]) / 2
    turn = np.array([[np.cos(np.pi / 6), np.sin(np.pi / 6)], [-np.sin(np.pi / 6), np.cos(np.pi / 6)]])
    corners = np.array([[0, 64], [420, 64], [420, 124], [0, 124]])
    strip = cut_strip(picture, as_quad((corners - size) @ turn + middle), 60)
    assert strip.shape == (60, 420, 3)
    assert np.abs(strip.astype(int) - level[64:124]).mean() < 6


@pytest.mark.parametrize("shrink", [1.3, 1.9, 3.0, 5.0, 9.0])
def test_a_reduced_cut_out_is_the_mean_of_what_it_covers(shrink: float) -> None:
    """Fine stripes become grey at any reduction, wherever the cut-out lies, and edges stay in their place."""
    stripes = np.repeat(np.tile(np.array([40, 200], np.uint8), 400)[None, :, None], 600, axis=0)
    picture = np.repeat(stripes, 3, axis=2).copy()
    picture[:, 500:] = 0
    size = round(360 / shrink), round(270 / shrink)
    cut = cut_out(picture, as_quad([[321, 51], [681, 51], [681, 321], [321, 321]]), *size).astype(int)
    edge = round(179 / 360 * size[0])
    if shrink > 1.5:
        assert np.abs(cut[:, : edge - 2] - 120).max() < 45
        assert abs(cut[:, : edge - 2].mean() - 120) < 4
    assert cut[:, : edge - 1].min() > 30
    assert cut[:, edge + 2 :].max() < 30


def test_a_cut_out_beyond_the_picture_repeats_its_edge() -> None:
    """At any reduction; a line at the photo's border gets no false edge."""
    picture = np.full((300, 400, 3), 90, np.uint8)
    for quad in (
        [[-80, -60], [320, -60], [320, 240], [-80, 240]],
        [[390, 290], [990, 290], [990, 590], [390, 590]],
    ):
        assert (cut_out(picture, as_quad(quad), 64, 48) == 90).all()


def test_the_first_columns_of_a_strip_are_those_of_the_whole() -> None:
    """Where no more is wanted no more is cut; to the pixel the same, reduced or not."""
    picture = printed(["Maria Kos 0958"], (420, 140), 46)
    quad = as_quad([[5, 60], [410, 66], [411, 124], [6, 120]])
    for height in (20, 36, 60):
        assert (
            cut_strip(picture, quad, height, columns=70) == cut_strip(picture, quad, height)[:, :70]
        ).all()


def test_a_picture_reduced_by_way_of_its_half_looks_the_same() -> None:
    """Halving first changes no pixel by more than a few levels of a photo's own noise."""
    noise = np.random.default_rng(1).normal(0, 6, (1203, 1601, 3))
    picture = np.clip(np.linspace(30, 220, 1601)[None, :, None] + noise, 0, 255).astype(np.uint8)
    small = reduced(picture, 320, 240)
    assert small.shape == (240, 320, 3)
    direct = picture[:1200, :1600].reshape(240, 5, 320, 5, 3).mean(axis=(1, 3))
    assert np.abs(small - direct).mean() < 1.5


def test_a_strip_keeps_its_proportions_unless_told() -> None:
    """Width follows height; ``squeeze`` narrows it; a rule is never longer than an engine can take."""
    pixels = np.zeros((100, 5000, 3), np.uint8)
    quad = as_quad([[0, 0], [300, 0], [300, 30], [0, 30]])
    assert cut_strip(pixels, quad, 60).shape == (60, 600, 3)
    assert cut_strip(pixels, quad, 60, squeeze=0.5).shape == (60, 300, 3)
    rule = as_quad([[0, 0], [4000, 0], [4000, 2], [0, 2]])
    assert cut_strip(pixels, rule, 60).shape[1] <= 60 * 60


@given(st.lists(st.integers(1, 400), max_size=6), st.sampled_from([36, SHEET_STRIP_HEIGHT]))
def test_strips_lie_apart_on_a_white_sheet(widths: list[int], height: int) -> None:
    """Each strip is where the sheet says, untouched; all else is white, above, below and beside it."""
    strips = [np.full((height, width), 10 + number, np.uint8) for number, width in enumerate(widths)]
    sheet = stack(strips, height)
    rest = sheet.pixels.copy()
    below = 0
    for strip, (top, bottom, left, right) in zip(strips, sheet.rows, strict=True):
        assert (sheet.pixels[top:bottom, left:right] == strip).all()
        assert sheet.pixels[top:bottom, left:right].shape == strip.shape
        assert top - below >= height * 0.4
        assert left >= SHEET_MARGIN
        assert sheet.pixels.shape[1] - right >= SHEET_MARGIN
        rest[top:bottom, left:right] = 255
        below = bottom
    assert (rest == 255).all()
    assert sheet.pixels.shape[0] - below >= height * 0.4


def test_a_shadow_along_a_strip_does_not_drown_it() -> None:
    """Light that falls off to a half from one end to the other leaves letters darker than their ground."""
    shade = np.linspace(1.0, 0.5, INK.shape[1])[None, :, None]
    strip = np.asarray(strip_of((20, 20, 20), (250, 250, 250)) * shade, dtype=np.uint8)
    assert contrast(dark_on_light(strip)) > 100
    white = np.asarray(strip_of((250, 250, 250), (20, 20, 20)) * shade, dtype=np.uint8)
    assert contrast(dark_on_light(white)) > 100


def test_shaded_ground_becomes_white() -> None:
    """One grey level parts ink from ground along a strip whose light falls off to a quarter."""
    shade = np.linspace(1.0, 0.25, INK.shape[1])[None, :, None]
    strip = dark_on_light(np.asarray(strip_of((20, 20, 20), (250, 250, 250)) * shade, dtype=np.uint8))
    even = on_white(strip)
    ground, ink = INK < 0.02, INK > 0.98
    assert strip[ground].min() < 90
    assert np.percentile(even[ground], 2) > 220
    assert np.percentile(even[ink], 98) < 128


@pytest.mark.parametrize("value", [0, 255])
def test_a_plain_strip_has_plain_ground(value: int) -> None:
    """A strip without print, even a black one, is divided by something."""
    assert np.ptp(on_white(np.full((60, 200), value, np.uint8))) == 0


def looked_at(strip: Pixels) -> Pixels:
    width = round(strip.shape[1] * LOOK_HEIGHT / strip.shape[0])
    return dark_on_light(np.asarray(cv2.resize(strip, (width, LOOK_HEIGHT)), dtype=np.uint8))


def weave(height: int, width: int) -> Pixels:
    """Coarse cloth: threads one over the other, no two of one brightness."""
    threads = np.random.default_rng(3).normal(120, 45, (height // 4, width // 4, 3)).clip(0, 255)
    return np.asarray(cv2.resize(threads.astype(np.uint8), (width, height)), dtype=np.uint8)


@pytest.mark.parametrize("ink", [(20, 20, 20), (250, 250, 250), (170, 40, 40)])
@pytest.mark.parametrize("text", ["Maria Kos 0958", "MARIA KOS", "biuro@przyklad.example", "00-000 Wzorowo"])
def test_print_looks_like_print(ink: Color, text: str) -> None:
    """In whatever colours and cases."""
    page = printed([text], (700, 140), 46, ink, (120, 120, 110))
    columns = np.nonzero((page != page[0, 0]).any(axis=(0, 2)))[0]
    assert looks_like_print(looked_at(page[64:124, columns[0] - 8 : columns[-1] + 8]))


@pytest.mark.parametrize(
    "strip",
    [
        pytest.param(weave(60, 400), id="cloth"),
        pytest.param(np.repeat(weave(4, 400), 15, axis=0), id="upright stripes"),
        pytest.param(np.repeat(weave(60, 4), 100, axis=1), id="level stripes"),
        pytest.param(
            np.repeat(np.linspace(0, 255, 60).astype(np.uint8), 1200).reshape(60, 400, 3), id="shade"
        ),
    ],
)
def test_a_pattern_does_not_look_like_print(strip: Pixels) -> None:
    """What has no ground at its edges, no two tones, or no strokes."""
    assert not looks_like_print(looked_at(strip))
