"""Train ingest/vision/pictograms.npz on the pictograms of icon fonts, and show how well it tells them.

    python benchmarks/train_pictograms.py [--write]

Needs two packages that the program itself does not: ``qtawesome`` (MIT; carries Font Awesome, Material Design
Icons, Phosphor, Remix Icon, Elusive Icons and Codicons, all free to use) and ``scikit-learn``. Each glyph is
drawn in many sizes, bare, in a ring, light on a disc or a square, blurred and grained, and cut out by the
very code that cuts pictograms out of photos. What is no telephone - other pictograms, letters, figures -
is learned as such. Two of the fonts are kept out of a first training to measure by.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from sklearn.neural_network import MLPClassifier

from ingest.vision import pictograms

KIND_OF = {  # names of glyphs, whole, less what only says how they are drawn
    "work": """phone phone-alt phone-classic phone-volume phone-in-talk phone-call phone-ring phone-flip
        phone-dial phone-square phone-square-alt square-phone square-phone-flip deskphone phone-voip
        phone-outgoing call""",
    "mobile": """mobile mobile-alt mobile-button mobile-screen mobile-screen-button mobile-retro cellphone
        smartphone cellphone-basic cellphone-android cellphone-iphone cellphone-sound cellphone-text
        device-mobile device-mobile-camera device-mobile-speaker cellphone-wireless
        whatsapp whatsapp-square square-whatsapp whatsapp-logo""",
    "fax": "fax printer print printer-pos printer-3d-nozzle",
}
STYLE = re.compile(r"-(?:outline|fill|line|bold|light|thin|simple)$|-variant$")
OTHERS = 600  # glyphs that are no telephones, drawn at random from each font
LETTERS = "TFMPtfmpKkWwGgABCDEHLNOSXYZ0123456789+#:|/•-("
NUMBERS = (
    "+48 22 555 01 42",
    "22 555 01 42",
    "(22) 555-01-42",
    "601 555 142",
    "+1 202 555 0142",
    "0171 3920042",
)
TEXT_FACES = [str(path) for path in sorted(Path("/usr/share/fonts").rglob("*Regular.[to]tf"))[::5]]
HELD_OUT = ("remixicon", "fontawesome6")
TIMES = {"work": 120, "mobile": 100, "fax": 200, "other": 3}  # drawings of each glyph


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph of a font file, and the kind of number it stands for."""

    font: Path
    sign: str
    kind: str


def glyphs() -> Iterator[Glyph]:
    """Every telephone of the icon fonts, and others drawn at random."""
    found = importlib.util.find_spec("qtawesome")
    assert found is not None and found.origin is not None
    rng = Random(1)
    kinds = {name: kind for kind, names in KIND_OF.items() for name in names.split()}
    for font in sorted((Path(found.origin).parent / "fonts").glob("*.ttf")):
        name, _, version = font.stem.rpartition("-")
        chart = json.loads(font.with_name(f"{name}-charmap-{version}.json").read_text(encoding="utf-8"))
        named = {key: kinds.get(STYLE.sub("", STYLE.sub("", key)), "other") for key in chart}
        rest = [
            key
            for key, kind in named.items()
            if kind == "other" and not re.search("phone|mobile|print|fax|tablet|whatsapp", key)
        ]
        for key in [key for key, kind in named.items() if kind != "other"] + rng.sample(
            rest, min(OTHERS, len(rest))
        ):
            yield Glyph(font, chr(int(chart[key], 16)), named[key])


def letters() -> Iterator[Glyph]:
    for font in sorted(Path("/usr/share/fonts").rglob("*.[to]tf"))[::7]:
        for sign in Random(str(font)).sample(LETTERS, 12):
            yield Glyph(font, sign, "other")


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """A window as it is cut out of a photo: a glyph, whose ``middle`` in x is given, before figures."""

    glyph: Glyph
    style: str
    window: NDArray[np.uint8]
    middle: float

    def things(self) -> Iterator[tuple[bool, pictograms.Thing]]:
        """What is cut out of the window, and whether it is the glyph."""
        for thing in pictograms.things_in(self.window):
            yield abs(thing.left + 0.5 * pictograms.HEIGHT - self.middle) < 0.6 * pictograms.HEIGHT, thing


def drawn(glyph: Glyph, style: str, rng: Random) -> Drawing | None:
    height = rng.choice((10, 13, 17, 22, 28, 40))  # pixels of a line in the photo
    scale = 4 * height
    large = Image.new("L", (2 * scale, 2 * scale), 0)
    try:
        font = ImageFont.truetype(str(glyph.font), scale)
        ImageDraw.Draw(large).text((scale, scale), glyph.sign, font=font, fill=255, anchor="mm")
    except OSError:
        return None
    box = large.getbbox()
    if not box:
        return None
    shape = large.crop(box)
    room = 1.0 if style == "bare" else rng.uniform(1.5, 2.0)
    side = round(max(shape.size) * room)
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    place = ((side - shape.width) // 2, (side - shape.height) // 2)
    if style in ("disc", "square"):
        (draw.ellipse if style == "disc" else draw.rectangle)((0, 0, side - 1, side - 1), fill=255)
        mask.paste(0, place, shape)
    else:
        if style == "ring":
            draw.ellipse((0, 0, side - 1, side - 1), outline=255, width=max(1, side // rng.randint(14, 30)))
        mask.paste(255, place, shape)
    size = height * rng.uniform(0.75, 1.35) * (1.15 if style != "bare" else 1.0)
    small = mask.resize([max(3, round(size * part / side)) for part in mask.size], Image.Resampling.LANCZOS)
    window = np.zeros((round(height * 1.9), round(height * 4.7)), np.float32)
    left = round(height * rng.uniform(0.3, 2.5))
    top = (window.shape[0] - small.height) // 2 + rng.randint(-height // 10, height // 10)
    if left + small.width >= window.shape[1] or top < 0 or top + small.height > window.shape[0]:
        return None
    window[top : top + small.height, left : left + small.width] = np.asarray(small, np.float32) / 255
    figures = Image.new("L", (window.shape[1], window.shape[0]), 0)
    start = left + small.width + round(height * rng.uniform(0.2, 0.9))
    face = ImageFont.truetype(rng.choice(TEXT_FACES), round(height * rng.uniform(0.75, 1.0)))
    ImageDraw.Draw(figures).text(
        (start, window.shape[0] // 2), rng.choice(NUMBERS), font=face, fill=255, anchor="lm"
    )
    window = np.maximum(window, np.asarray(figures, np.float32) / 255)
    middle = (left + small.width / 2) / window.shape[1] * pictograms.WINDOW[0]
    ground, colour = _colours(rng)
    picture = ground + (colour - ground) * window[:, :, None]
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.2, 0.06 * height))
    picture += np.random.default_rng(rng.randrange(2**32)).normal(0, rng.uniform(0, 7), picture.shape)
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    return Drawing(glyph, style, cv2.resize(pixels, pictograms.WINDOW, interpolation=cv2.INTER_AREA), middle)


def _colours(rng: Random) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    while True:
        ground, colour = (np.array([rng.uniform(0, 255) for _ in range(3)], np.float32) for _ in range(2))
        if np.abs(ground - colour).max() > 90:
            return ground, colour


def drawings(found: list[Glyph], seed: int) -> Iterator[Drawing]:
    rng = Random(seed)
    for glyph in found:
        for _ in range(TIMES[glyph.kind]):
            style = rng.choice(("bare", "bare", "bare", "disc", "square", "ring"))
            drawing = drawn(glyph, style, rng)
            if drawing is not None:
                yield drawing


def trained(found: list[Glyph]) -> pictograms.Layers:
    rng = Random(5)
    patches, kinds = [], []
    for drawing in drawings(found, 7):
        for is_glyph, thing in drawing.things():
            if not is_glyph and rng.random() > 0.2:
                continue  # figures: a fifth of them is enough
            for number, patch in enumerate(thing.views):
                # What is cut out of a bare glyph is no pictogram, but its screen or its paper.
                own = is_glyph and not (number and drawing.style in ("bare", "ring"))
                patches.append(patch.reshape(-1))
                kinds.append(pictograms.KINDS.index(drawing.glyph.kind if own else "other"))
    net = MLPClassifier((48,), alpha=1e-2, max_iter=40, random_state=3)
    net.fit(np.array(patches), np.array(kinds))
    return pictograms.Layers(net.coefs_[0], net.intercepts_[0], net.coefs_[1], net.intercepts_[1])


def show(layers: pictograms.Layers, found: list[Glyph]) -> None:
    """How many pictograms of each kind are told, and how many of those told are of the kind."""
    told: Counter[tuple[str, str]] = Counter()
    for drawing in drawings(found, 8):
        kinds = {kind for _, thing in drawing.things() if (kind := pictograms.kind_of(thing.views, layers))}
        told[drawing.glyph.kind, kinds.pop() if len(kinds) == 1 else "other"] += 1
    for kind in pictograms.KINDS:
        drawn_, said = (sum(n for key, n in told.items() if key[side] == kind) for side in (0, 1))
        print(
            f"{kind:7} {drawn_:5} drawn, {told[kind, kind] / max(drawn_, 1):.3f} told;"
            f" {told[kind, kind] / max(said, 1):.3f} of those told so are"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write ingest/vision/pictograms.npz")
    parser.add_argument("--all", action="store_true", help="do not measure on fonts kept out first")
    args = parser.parse_args()
    everything = [*glyphs(), *letters()]
    kept = [glyph for glyph in everything if not glyph.font.name.startswith(HELD_OUT)]
    if not args.all:
        show(trained(kept), [glyph for glyph in everything if glyph.font.name.startswith(HELD_OUT)])
    if args.write:
        layers = trained(everything)
        parts = (layers.hidden, layers.hidden_bias, layers.out, layers.out_bias)
        np.savez_compressed(pictograms.WEIGHTS, *(part.astype(np.float16) for part in parts))


if __name__ == "__main__":
    main()
