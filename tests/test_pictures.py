"""The small pictures of cards in the table."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ingest import pictures
from ingest.pictures import SIZE, CardPictures, Place

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A red card of 400 x 200 at (100, 50) and a blue one below it, on white."""
    pixels = np.full((600, 800, 3), 255, np.uint8)
    pixels[50:250, 100:500], pixels[300:500, 100:500] = RED, BLUE
    Image.fromarray(pixels).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


def place(file: Path, top: float) -> Place:
    return Place(str(file), 1, ((100.0, top), (500.0, top), (500.0, top + 200), (100.0, top + 200)))


def test_each_card_is_cut_out_of_its_photo(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In its own shape, no larger than needed; the photo is opened once for its cards."""
    opened = []
    read_photo = pictures.read_photo
    monkeypatch.setattr(pictures, "read_photo", lambda *where: opened.append(where) or read_photo(*where))
    found = CardPictures({"a": place(photo, 50), "b": place(photo, 300)})
    assert len(found) == 2 and not opened
    for card_id, colour in (("a", RED), ("b", BLUE)):
        picture = Image.open(io.BytesIO(found[card_id]))
        assert picture.format == "JPEG" and picture.size == (SIZE[0], SIZE[0] // 2)
        assert np.abs(np.asarray(picture).mean(axis=(0, 1)) - colour).max() < 12
    assert len(opened) == 1 and found["b"] == found["b"]


def test_a_card_whose_photo_is_gone_has_no_picture(tmp_path: Path) -> None:
    """Nor has a card that is not known; nothing is raised."""
    found = CardPictures({"a": place(tmp_path / "gone.jpg", 50)})
    assert found.get("a") is None and found.get("b") is None and list(found) == ["a"]
