"""Make sample photos with truth.

python -m samples.make_samples -o samples/photos         the committed set (data/photos.toml)
python -m samples.make_samples -o DIR --set polish       60 single Polish cards: photos, scans, mock-ups
python -m samples.make_samples -o DIR --set many         10 photos of 2 to 12 cards each
python -m samples.make_samples -o DIR --set crowd        16 photos of 1 to 12: touching, askew, bent, cut
python -m samples.make_samples -o DIR --set languages    42 single cards, all languages
python -m samples.make_samples -o DIR --set hard         40 single Polish cards in bad light, badly taken
python -m samples.make_samples -o DIR --set everyday     60 Polish cards of shops, crafts, offices, practices
python -m samples.make_samples -o DIR --set everyday-hard 40 of these in bad light, badly taken

--count and --seed change how many and which; the same seed gives the same files. truth.jsonl lists, for every
picture, what is printed on each card. The fonts come from Debian packages; where one is missing, the program
says which to install.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from samples import draw, fonts, photograph
from samples.everyday import everyday_content
from samples.people import LANGUAGES, make_content
from samples.photograph import Photo, Shot
from samples.sheet import DoesNotFitError

PHOTOS = Path(__file__).with_name("data") / "photos.toml"
COUNTS = {
    "polish": 60,
    "many": 10,
    "crowd": 16,
    "languages": 42,
    "hard": 40,
    "everyday": 60,
    "everyday-hard": 40,
}
POLISH_SHARE = 0.6  # of the cards in the many-card photos
A_DAY = time.struct_time((2026, 11, 23, 12, 0, 0, 0, 327, 0))  # in the PDF, instead of when it is made


@dataclass(frozen=True, slots=True)
class Picture:
    """One file to write: truth row, pixels, JPEG quality and EXIF orientation (1: as it stands)."""

    row: dict[str, Any]
    image: Image.Image
    quality: int = 85
    orientation: int = 1


@dataclass(frozen=True, slots=True)
class Recipe:
    """One entry of ``data/photos.toml``, whose header says what the keys mean."""

    file: str
    purpose: str
    shot: dict[str, Any] | None = None
    languages: tuple[str, ...] = ("pl",)
    want: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ("no_person",)
    how: dict[str, Any] = field(default_factory=dict)
    back: str = ""
    difficulty: str = "medium"
    seed: int = 1
    any_way: bool = False
    orientation: int = 1
    mock_up: bool = False

    @property
    def key(self) -> str:
        """What the lots of this recipe are drawn from."""
        return f"{self.file}/{self.seed}"

    def taken(self) -> Shot:
        """How the photo is taken."""
        options = dict(self.shot or {})
        if "size" in options:
            options["size"] = tuple(options["size"])
        return Shot(**options)


def recipes() -> tuple[Recipe, ...]:
    """The entries of ``data/photos.toml``."""
    table = tomllib.loads(PHOTOS.read_text(encoding="utf-8"))
    return tuple(Recipe(**{**entry, "how": table["how"] | entry.get("how", {})}) for entry in table["photos"])


def truth_row(
    name: str,
    photo: Photo,
    kind: str,
    language: str,
    difficulty: str,
    remark: str = "",
    skip: bool = False,
) -> dict[str, Any]:
    """One line of truth.jsonl."""
    return {
        "image": name,
        "kind": kind,
        "script": "latin",
        "language": language,
        "difficulty": difficulty,
        "skip": skip,
        "remark": remark,
        "cards": list(photo.cards),
    }


def card(
    seed: str, language: str, recipe: Recipe | None = None, everyday: bool = False
) -> tuple[draw.Drawn, draw.Drawn | None]:
    """Invent and draw one card and, where the recipe says so, its other side.

    everyday: of the kinds in ``data/everyday.toml``, in Polish, instead of anything in ``language``.
    Contents that no layout can hold are replaced by the next ones.
    """
    how, back = (recipe.how, recipe.back) if recipe else ({}, "")
    want, avoid = (frozenset(recipe.want), frozenset(recipe.avoid)) if recipe else (frozenset(), frozenset())
    for attempt in range(20):
        key = f"{seed}:{attempt}"
        rng = Random(key)
        content = everyday_content(rng) if everyday else make_content(rng, language, want, avoid)
        try:
            return draw.draw_card(content, key, **how), draw.draw_back(content, key, back) if back else None
        except DoesNotFitError:
            continue
    raise DoesNotFitError(seed)


# ---------------------------------------------------------------- the committed set
def committed_set() -> Iterator[Picture]:
    """The pictures of samples/photos."""
    for recipe in recipes():
        yield from _pair(recipe) if recipe.back else _from_recipe(recipe)


def _from_recipe(recipe: Recipe) -> Iterator[Picture]:
    key, shot = recipe.key, recipe.taken()
    cards = [card(f"{key}/{i}", language, recipe)[0] for i, language in enumerate(recipe.languages)]
    if recipe.mock_up:
        photo = photograph.mock_up(cards[0], key)
    elif recipe.shot is None:
        photo = photograph.scan(cards[0], key) if len(cards) == 1 else photograph.page(cards, key)
    else:
        photo = photograph.take(cards, shot, key, recipe.any_way)
    if recipe.orientation == 6:  # "show me turned by a quarter clockwise", which is how the truth sees it
        height = photo.image.height
        turned = [{**c, "corners": [[round(height - y, 1), x] for x, y in c["corners"]]} for c in photo.cards]
        photo = Photo(photo.image, tuple(turned))
    kind = "render" if recipe.mock_up else "scan" if recipe.shot is None else "photo"
    row = truth_row(recipe.file, photo, kind, recipe.languages[0], recipe.difficulty)
    yield Picture(row, photo.image, shot.quality, recipe.orientation)


def _pair(recipe: Recipe) -> Iterator[Picture]:
    """Front and back: one contact, so the truth stands with the front and the back's row is skipped."""
    name, suffix = recipe.file.rsplit(".", 1)
    front_file, back_file = f"{name}_front.{suffix}", f"{name}_back.{suffix}"
    front, back = card(recipe.key, "pl", recipe)
    assert back is not None
    shot = recipe.taken()
    truth = {**front.truth, "job_titles_also": back.truth["job_titles"]}
    seen = photograph.take([replace(front, truth=truth)], shot, f"{recipe.key}/front")
    yield Picture(truth_row(front_file, seen, "photo", "pl", recipe.difficulty), seen.image, shot.quality)
    other = photograph.take([back], shot, f"{recipe.key}/back")
    remark = f"the other side of {front_file}: one contact"
    language = "en" if recipe.back == "english" else "pl"
    row = truth_row(back_file, other, "photo", language, recipe.difficulty, remark, skip=True)
    yield Picture(row, other.image, shot.quality)


# ---------------------------------------------------------------- larger sets, made on demand
def _difficulty(shot: Shot) -> str:
    points = (abs((shot.turn + 45) % 360 - 45) > 12) + (shot.blur > 0.9) + (shot.motion > 0)
    points += (shot.light < 0.7) + (shot.glare > 0) + (shot.tilt > 0.3) + (shot.shadow > 0.4)
    points += shot.surface in ("newspaper", "pattern")
    return ("easy", "medium", "hard")[min(points, 2)]


def _any_language(rng: Random) -> str:
    if rng.random() < POLISH_SHARE:
        return "pl"
    return rng.choice(("en", "en", "de", "de", "fr", "fr", "cs", "es", "pt"))


def _single(
    name: str, seed: str, language: str, hard: float, scans: float, everyday: bool = False
) -> Picture:
    rng = Random(seed)
    drawn, _ = card(seed, language, everyday=everyday)
    if rng.random() < scans:
        photo = photograph.scan(drawn, seed, rng.choice((200, 300, 300)), grey=rng.random() < 0.2)
        return Picture(truth_row(name, photo, "scan", language, "easy"), photo.image, 88)
    if rng.random() < scans / 2:
        photo = photograph.mock_up(drawn, seed)
        return Picture(truth_row(name, photo, "render", language, "easy"), photo.image, 88)
    shot = photograph.make_shot(rng, (2000, 1500), hard)
    photo = photograph.take([drawn], shot, seed)
    return Picture(truth_row(name, photo, "photo", language, _difficulty(shot)), photo.image, shot.quality)


def _several(name: str, seed: str) -> Picture:
    rng = Random(seed)
    count = rng.randint(2, 12)
    size = (2000, 1500) if count < 4 else (2800, 2100) if count < 8 else (3600, 2700)
    shot = photograph.make_shot(rng, size, hard=0.15, turned=0.12)
    shot = replace(shot, tilt=min(shot.tilt, 0.3), light=max(shot.light, 0.6), curl=0.0)
    drawn = [card(f"{seed}/{i}", _any_language(rng))[0] for i in range(count)]
    if rng.random() < 0.4:
        shot = replace(shot, gap=0.003, askew=1.2)
    photo = photograph.take(drawn, shot, seed, any_way=rng.random() < 0.4)
    return Picture(truth_row(name, photo, "photo", "pl", "medium"), photo.image, shot.quality)


def _crowd(name: str, seed: str) -> Picture:
    """Up to twelve cards of every colour that touch, lie at odds, bend or reach out of the picture."""
    rng = Random(seed)
    count = rng.randint(1, 12)
    size = (2000, 1500) if count < 4 else (2800, 2100) if count < 8 else (4000, 3000)
    shot = photograph.make_shot(rng, size, hard=0.3, turned=0.3)
    gap, askew = rng.choice(((0.0, 0.4), (0.002, 1.2), (0.006, 2.5), (0.02, 12.0), (0.02, 40.0)))
    cut = count > 1 and rng.random() < 0.2
    shot = replace(shot, gap=gap, askew=askew, cut=cut, tilt=min(shot.tilt, 0.35), light=max(shot.light, 0.6))
    grounds = [rng.choice(("", "light", "dark", "coloured")) for _ in range(count)]
    drawn = [
        card(f"{seed}/{i}", _any_language(rng), Recipe(name, "", avoid=(), how={"ground": ground}))[0]
        for i, ground in enumerate(grounds)
    ]
    photo = photograph.take(drawn, shot, seed, any_way=rng.random() < 0.4)
    return Picture(truth_row(name, photo, "photo", "pl", "hard"), photo.image, shot.quality)


def sample_set(name: str, count: int, seed: int) -> Iterator[Picture]:
    """The first ``count`` pictures of a set of COUNTS."""
    for i in range(count):
        key, file = f"{name}/{seed}/{i}", f"{name}-{i + 1:03d}.jpg"
        if name == "many":
            yield _several(file, key)
        elif name == "crowd":
            yield _crowd(file, key)
        elif name == "languages":
            yield _single(file, key, LANGUAGES[i % len(LANGUAGES)], 0.3, 0.15)
        elif name == "everyday":
            yield _single(file, key, "pl", 0.3, 0.15, everyday=True)
        elif name == "everyday-hard":
            yield _single(file, key, "pl", 0.9, 0.0, everyday=True)
        elif name == "hard":
            yield _single(file, key, "pl", 0.9, 0.0)
        else:
            yield _single(file, key, "pl", 0.3, 0.15)


# ---------------------------------------------------------------- files
def save(picture: Picture, folder: Path) -> None:
    """Write a picture in the form that its name's suffix says; the same picture gives the same bytes."""
    path = folder / str(picture.row["image"])
    if path.suffix == ".heic":
        import pillow_heif

        pillow_heif.register_heif_opener()
        picture.image.save(path, quality=70)
    elif path.suffix == ".pdf":
        picture.image.save(path, resolution=200.0, quality=80, creationDate=A_DAY, modDate=A_DAY)
    elif path.suffix == ".png":
        picture.image.save(path, optimize=True)
    else:
        exif = Image.Exif()
        exif[0x0112] = picture.orientation
        picture.image.save(path, quality=picture.quality, exif=exif)


def write_set(pictures: Iterator[Picture], folder: Path) -> int:
    """Write the pictures and truth.jsonl into ``folder``; how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for picture in pictures:
        save(picture, folder)
        lines.append(json.dumps(picture.row, ensure_ascii=False) + "\n")
    (folder / "truth.jsonl").write_text("".join(lines), encoding="utf-8")
    return len(lines)


def main(arguments: list[str] | None = None) -> int:
    """The command line; exit status 0, or 2 where a font is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m samples.make_samples",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="DIR",
        help="folder for the pictures and truth.jsonl",
    )
    parser.add_argument("--set", choices=sorted(COUNTS), dest="name", help="default: the committed set")
    parser.add_argument("--count", type=int, help="how many pictures of a larger set")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other cards (larger sets only)")
    options = parser.parse_args(arguments)
    if lacking := fonts.missing_packages():
        print(f"Fonts are missing; on Debian or Ubuntu: apt-get install {' '.join(lacking)}", file=sys.stderr)
        return 2
    started, pictures = time.monotonic(), committed_set()
    if options.name:
        pictures = sample_set(options.name, options.count or COUNTS[options.name], options.seed)
    count = write_set(pictures, options.output)
    each = (time.monotonic() - started) / max(1, count)
    print(f"{count} pictures in {options.output}, {each:.2f} s each", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
