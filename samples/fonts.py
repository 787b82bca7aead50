"""The typefaces of the sample cards, looked up among the installed fonts (see ``data/fonts.toml``)."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from PIL import ImageFont

WEIGHTS = ("regular", "bold", "light", "italic")
FONTS = Path(__file__).with_name("data") / "fonts.toml"
FOLDERS = (
    "/usr/share/fonts",
    "/usr/share/texmf/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "~/Library/Fonts",
    "/Library/Fonts",
)


class FontMissingError(Exception):
    """A font of the sample cards is not installed."""


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(FONTS.read_text(encoding="utf-8"))


def text_families() -> list[str]:
    """Families for running text; some twice, being common."""
    return list(_table()["text"])


def display_families() -> list[str]:
    """Families for names and logo words."""
    return list(_table()["display"])


@cache
def _installed() -> dict[str, str]:
    """Path of every font file in the usual places, by file name."""
    found: dict[str, str] = {}
    for root in FOLDERS:
        for folder, _, files in os.walk(Path(root).expanduser()):
            for file in files:
                found.setdefault(file, str(Path(folder) / file))
    return found


def missing_packages() -> tuple[str, ...]:
    """Debian packages to install before every family can be drawn; empty where all is there."""
    families = _table()["families"].values()
    return tuple(sorted({f["package"] for f in families if any(f[w] not in _installed() for w in WEIGHTS)}))


@cache
def font(family: str, weight: str, size: int) -> ImageFont.FreeTypeFont:
    """A family of ``data/fonts.toml`` in one of WEIGHTS, ``size`` px to the em, or FontMissingError."""
    file = _table()["families"][family][weight]
    path = _installed().get(file)
    if path is None:
        packages = " ".join(missing_packages())
        raise FontMissingError(
            f"The font file {file} is missing; on Debian or Ubuntu: apt-get install {packages}"
        )
    return ImageFont.truetype(path, size)
