"""Places are told in the pixels of the file, also where a large photo was reduced to be read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.pipeline import read_photos, understand
from ingest.settings import ParseSettings, ReadSettings
from ingest.sources import LONGEST_SIDE, read_photo
from samples.fonts import font, missing_packages

pytestmark = pytest.mark.skipif(bool(missing_packages()), reason="a typeface is missing")


@pytest.mark.parametrize("zoom", [1, 4])
def test_an_address_is_where_it_is_printed(tmp_path: Path, zoom: int) -> None:
    """One card, once as taken and once four times as large, which is above what is kept of a photo."""
    image = Image.new("RGB", (1600 * zoom, 1000 * zoom), "white")
    pen = ImageDraw.Draw(image)
    for row, text in enumerate(("Anna Przykładowa", "Dyrektorka", "anna@firma.example", "+48 22 555 01 23")):
        pen.text((200 * zoom, (200 + row * 150) * zoom), text, "black", font("lato", "regular", 60 * zoom))
    printed = np.array(
        pen.textbbox((200 * zoom, 500 * zoom), "anna@firma.example", font("lato", "regular", 60 * zoom))
    )
    path = tmp_path / "card.jpg"
    image.save(path)
    photo = read_photo(path)
    assert (photo.scale > 1) == (1600 * zoom > LONGEST_SIDE)
    (reading,) = read_photos([photo], ReadSettings(("pol", "eng")))
    (contact,) = understand(reading, ParseSettings())
    (field,) = [field for field in contact.fields if field.kind == "emails"]
    corners = np.array(field.corners)
    assert np.abs(corners.mean(axis=0) - (printed[:2] + printed[2:]) / 2).max() < 30 * zoom
    assert np.array(contact.source.corners).max() > printed[2]
