"""Bad files in a stack, through the real program: each is one sentence, and the rest is read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from samples.fonts import font, missing_packages

sys.path.insert(0, str(Path(__file__).parent / "bad_input"))
from make_bad_files import make_bad_files

ROOT = Path(__file__).parents[1]
WANTED = (
    "cut at 50 percent.jpg",
    "300 megapixels.png",
    "locked.pdf",
    "empty.png",
    "zip.jpg",
    "claims 65500 x 65500.jpg",
    "line\nbreak.jpg",
    "link to itself.jpg",
    "link to zeros.jpg",
    "pipe.jpg",
    "1 x 1.png",
    "text bomb.png",
    "=HYPERLINK(A1).jpg",
    "[bold]markup.jpg",
    "$(touch owned).jpg",
)


@pytest.mark.skipif(bool(missing_packages()), reason="a typeface is missing")
def test_a_stack_with_bad_files_is_read(tmp_path: Path) -> None:
    """Exit code 1, every bad file named on a line of its own, the one card read, no file lost or run."""
    stack, corpus = tmp_path / "zdjęcia z targów", tmp_path / "corpus"
    stack.mkdir()
    verdicts = make_bad_files(corpus)
    for path in verdicts:
        if path.name in WANTED:
            path.rename(stack / path.name)
    card = Image.new("RGB", (1000, 600), "white")
    for row, text in enumerate(("Anna Przykładowa", "anna@firma.example", "+48 22 555 01 23")):
        ImageDraw.Draw(card).text((100, 100 + row * 130), text, "black", font("lato", "regular", 60))
    card.save(stack / "wizytówka.png")
    missing, empty = tmp_path / "nie ma.jpg", tmp_path / "pusty"
    empty.mkdir()

    out, table = tmp_path / "contacts.jsonl", tmp_path / "contacts.csv"
    scan = [sys.executable, "-m", "ingest", "scan", stack, missing, empty, "-o", out, "-o", table]
    scan += ["--box", tmp_path / "box.sqlite", "--jobs", "1"]
    done = subprocess.run(scan, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    contacts = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(contacts) == len(WANTED) + 3
    (read,) = [contact for contact in contacts if contact["emails"]]
    assert read["emails"] == ["anna@firma.example"]
    assert Path(read["source"]["file"]).name == "wizytówka.png"
    failed = [contact for contact in contacts if not contact["text"]]
    assert len(failed) == len(contacts) - 1
    for contact in failed:
        assert contact["problem"]
        assert contact["problem"].isprintable()
        assert sum(contact["problem"] in line for line in done.stderr.splitlines()) >= 1
    assert f"{missing} does not exist" in done.stderr
    assert f"{empty} is a folder without photos" in done.stderr
    assert not list(tmp_path.rglob("owned"))
    assert not list(ROOT.glob("owned"))
