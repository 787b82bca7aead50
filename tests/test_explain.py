from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from ingest.cli import main

SAMPLE = Path(__file__).parents[1] / "samples" / "photos" / "08_dark.jpg"


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_explain_shows_every_stage_in_order(tmp_path: Path) -> None:
    """Numbered pictures, one page that shows them all, and a hostile file name that stays text."""
    photo = tmp_path / "<script>alert(1)<script>.jpg"
    photo.write_bytes(SAMPLE.read_bytes())
    with pytest.raises(SystemExit) as end:
        main(["explain", str(photo), "-d", str(tmp_path / "why"), "--reader", "tesseract"])
    assert end.value.code == 0
    page = (tmp_path / "why" / "index.html").read_text()
    shown = re.findall(r"<img src='([^']+)'", page)
    assert [name.split("-", 1)[1] for name in shown] == [
        "1-photo.png",
        "2-lines.png",
        "3-cards.png",
        "01-4-card.png",
        "01-5-sheet.png",
        "01-6-words.png",
    ]
    assert all((tmp_path / "why" / name).stat().st_size > 0 for name in shown)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_explain_of_what_is_no_photo_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the file's name in it."""
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(SystemExit) as end:
        main(["explain", str(tmp_path / "text.jpg"), "-d", str(tmp_path / "why")])
    assert end.value.code == 1
    assert "text.jpg" in capsys.readouterr().err
