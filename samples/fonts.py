"""The typefaces of the sample cards: free fonts that have every letter of the languages used, from Debian packages."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

from PIL import ImageFont

# family: (package, regular, bold, light, italic); the file names are those inside the package
FAMILIES = {
    "dejavu": ("fonts-dejavu", "DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSans-ExtraLight.ttf", "DejaVuSans-Oblique.ttf"),
    "dejavu-condensed": ("fonts-dejavu", "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Bold.ttf", "DejaVuSansCondensed.ttf", "DejaVuSansCondensed-Oblique.ttf"),
    "liberation-sans": ("fonts-liberation2", "LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", "LiberationSans-Regular.ttf", "LiberationSans-Italic.ttf"),
    "liberation-serif": ("fonts-liberation2", "LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Regular.ttf", "LiberationSerif-Italic.ttf"),
    "lato": ("fonts-lato", "Lato-Regular.ttf", "Lato-Bold.ttf", "Lato-Light.ttf", "Lato-Italic.ttf"),
    "open-sans": ("fonts-open-sans", "OpenSans-Regular.ttf", "OpenSans-Bold.ttf", "OpenSans-Light.ttf", "OpenSans-Italic.ttf"),
    "open-condensed": ("fonts-open-sans", "OpenSans-CondLight.ttf", "OpenSans-CondBold.ttf", "OpenSans-CondLight.ttf", "OpenSans-CondLightItalic.ttf"),
    "roboto": ("fonts-roboto-unhinted", "Roboto-Regular.ttf", "Roboto-Bold.ttf", "Roboto-Light.ttf", "Roboto-Italic.ttf"),
    "roboto-condensed": ("fonts-roboto-unhinted", "RobotoCondensed-Regular.ttf", "RobotoCondensed-Bold.ttf", "RobotoCondensed-Light.ttf", "RobotoCondensed-Italic.ttf"),
    "roboto-slab": ("fonts-roboto-slab", "RobotoSlab-Regular.otf", "RobotoSlab-Bold.otf", "RobotoSlab-Light.otf", "RobotoSlab-Regular.otf"),
    "garamond": ("fonts-ebgaramond", "EBGaramond12-Regular.otf", "EBGaramond12-Regular.otf", "EBGaramond12-Regular.otf", "EBGaramond12-Italic.otf"),
    "carlito": ("fonts-crosextra-carlito", "Carlito-Regular.ttf", "Carlito-Bold.ttf", "Carlito-Regular.ttf", "Carlito-Italic.ttf"),
    "caladea": ("fonts-crosextra-caladea", "Caladea-Regular.ttf", "Caladea-Bold.ttf", "Caladea-Regular.ttf", "Caladea-Italic.ttf"),
    "dosis": ("fonts-dosis", "Dosis-Book.otf", "Dosis-Bold.otf", "Dosis-Light.otf", "Dosis-Book.otf"),
    "comfortaa": ("fonts-comfortaa", "Comfortaa-Regular.ttf", "Comfortaa-Bold.ttf", "Comfortaa-Light.ttf", "Comfortaa-Regular.ttf"),
    "libertine": ("fonts-linuxlibertine", "LinLibertine_R.otf", "LinLibertine_RB.otf", "LinLibertine_R.otf", "LinLibertine_RI.otf"),
    "biolinum": ("fonts-linuxlibertine", "LinBiolinum_R.otf", "LinBiolinum_RB.otf", "LinBiolinum_R.otf", "LinBiolinum_RI.otf"),
    "kaffeesatz": ("fonts-yanone-kaffeesatz", "YanoneKaffeesatz-Regular.otf", "YanoneKaffeesatz-Bold.otf", "YanoneKaffeesatz-Light.otf", "YanoneKaffeesatz-Regular.otf"),
    "adventor": ("fonts-texgyre", "texgyreadventor-regular.otf", "texgyreadventor-bold.otf", "texgyreadventor-regular.otf", "texgyreadventor-italic.otf"),
    "bonum": ("fonts-texgyre", "texgyrebonum-regular.otf", "texgyrebonum-bold.otf", "texgyrebonum-regular.otf", "texgyrebonum-italic.otf"),
    "pagella": ("fonts-texgyre", "texgyrepagella-regular.otf", "texgyrepagella-bold.otf", "texgyrepagella-regular.otf", "texgyrepagella-italic.otf"),
    "inter": ("fonts-inter", "Inter-Regular.otf", "Inter-Bold.otf", "Inter-Light.otf", "Inter-Italic.otf"),
    "jura": ("fonts-jura", "Jura-Regular.otf", "Jura-Bold.otf", "Jura-Light.otf", "Jura-Regular.otf"),
    "cantarell": ("fonts-cantarell", "Cantarell-Regular.otf", "Cantarell-Bold.otf", "Cantarell-Light.otf", "Cantarell-Regular.otf"),
    "thin": ("fonts-lato", "Lato-Light.ttf", "Lato-Regular.ttf", "Lato-Thin.ttf", "Lato-LightItalic.ttf"),
    "script": ("fonts-texgyre", "texgyrechorus-mediumitalic.otf", "texgyrechorus-mediumitalic.otf", "texgyrechorus-mediumitalic.otf", "texgyrechorus-mediumitalic.otf"),
    "kaushan": ("fonts-kaushanscript", "KaushanScript-Regular.otf", "KaushanScript-Regular.otf", "KaushanScript-Regular.otf", "KaushanScript-Regular.otf"),
    "lobster": ("fonts-lobstertwo", "LobsterTwo-Regular.otf", "LobsterTwo-Bold.otf", "LobsterTwo-Regular.otf", "LobsterTwo-Italic.otf"),
    "bebas": ("fonts-bebas-neue", "BebasNeue-Regular.otf", "BebasNeue-Bold.otf", "BebasNeue-Light.otf", "BebasNeue-Regular.otf"),
}  # fmt: skip
TEXT = ("dejavu-condensed", "liberation-sans", "liberation-sans", "liberation-serif", "lato", "lato", "open-sans", "open-sans",
        "roboto", "roboto", "roboto-condensed", "roboto-slab", "garamond", "carlito", "carlito", "caladea", "dosis", "libertine",
        "biolinum", "adventor", "bonum", "pagella", "inter", "inter", "cantarell", "dejavu")  # fmt: skip
DISPLAY = ("script", "kaushan", "lobster", "comfortaa", "kaffeesatz", "jura", "bebas", "garamond", "adventor", "roboto-slab")
WEIGHTS = ("regular", "bold", "light", "italic")


@cache
def _installed() -> dict[str, str]:
    """Path of every font file in the usual places, by file name."""
    roots = ("/usr/share/fonts", "/usr/share/texmf/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts", "~/Library/Fonts", "/Library/Fonts")
    found: dict[str, str] = {}
    for root in roots:
        for folder, _, files in os.walk(Path(root).expanduser()):
            for file in files:
                found.setdefault(file, str(Path(folder) / file))
    return found


def missing_packages() -> tuple[str, ...]:
    """Debian packages to install before every family can be drawn; empty where all is there."""
    lacking = {package for package, *files in FAMILIES.values() if any(f not in _installed() for f in files)}
    return tuple(sorted(lacking))


@cache
def font(family: str, weight: str, size: int) -> ImageFont.FreeTypeFont:
    """The font of a FAMILIES key in one of WEIGHTS, ``size`` pixels to the em. Exits where it is not installed."""
    file = FAMILIES[family][1 + WEIGHTS.index(weight)]
    path = _installed().get(file)
    if path is None:
        sys.exit(f"The font file {file} is missing; on Debian or Ubuntu: apt-get install {' '.join(missing_packages())}")
    return ImageFont.truetype(path, size)
