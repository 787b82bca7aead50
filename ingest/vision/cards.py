"""Find the cards in a picture: which lines of text belong together and where each card's edges are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.vision.quads import Pixels, Quad, as_quad, grown, homography, moved, quad_size, rectangle
from ingest.vision.text_lines import common_direction

MARGIN = 1.0  # line heights of ground kept round the print where no edge of the card shows


@dataclass(frozen=True, slots=True, eq=False)
class FoundCard:
    """A card in a picture. ``outline`` reads along the print but may still stand on its head.

    lines: indices of the text lines on it. edges_seen: whether the outline follows real edges.
    """

    outline: Quad
    lines: tuple[int, ...]
    edges_seen: bool


def find_cards(pixels: Pixels, lines: list[Quad]) -> list[FoundCard]:
    """Cards in a picture (RGB) with its text lines (quads in the same pixels)."""
    if not lines:
        return []
    return [FoundCard(_around(lines), tuple(range(len(lines))), False)]


def _around(lines: list[Quad]) -> Quad:
    """The least rectangle along the print that holds all ``lines``, with a margin."""
    slant = common_direction(lines)
    turn = np.array([[np.cos(slant), np.sin(slant)], [-np.sin(slant), np.cos(slant)]])
    points = np.concatenate(lines) @ turn.T
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) @ turn
    height = float(np.median([min(quad_size(line)) for line in lines]))
    return grown(as_quad(corners), MARGIN * height)


__all__ = ["FoundCard", "find_cards", "homography", "moved", "rectangle"]
