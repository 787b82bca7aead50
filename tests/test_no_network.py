"""Nothing leaves this machine: the program runs with sockets denied, and none is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).parents[1]

# An audit hook sees every socket and every name look-up of Python, whichever library asks (PEP 578).
# Processes that the program starts to read photos get it too, since it is put into sitecustomize.
DENY = """\
import os, sys

def deny(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"}:
        if not isinstance(arguments[-1], (str, bytes)):  # a path is a socket within this machine
            with open(os.environ["ASKED"], "a") as file:
                print(event, arguments, file=file)
            raise OSError("network denied by the test")

sys.addaudithook(deny)
"""


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A fictitious card with things that tempt a program to ask the network: an address, a site, a domain."""
    image = Image.new("RGB", (900, 520), "white")
    draw = ImageDraw.Draw(image)
    for row, text in enumerate(
        (
            "Anna Przykładowa",
            "Dyrektorka",
            "Firma Przykład sp. z o.o.",
            "anna@firma.example",
            "https://www.firma.example",
            "+48 22 555 01 23",
        )
    ):
        draw.text((60, 50 + row * 70), text, "black", ImageFont.load_default(40))
    path = tmp_path / "card.png"
    image.save(path)
    return path


def run_denied(tmp_path: Path, *arguments: str | Path) -> tuple[subprocess.CompletedProcess[str], str]:
    asked = tmp_path / "asked.txt"
    asked.touch()
    (tmp_path / "sitecustomize.py").write_text(DENY)
    done = subprocess.run(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin:/usr/local/bin",
            "PYTHONPATH": str(tmp_path),
            "ASKED": str(asked),
            "HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done, asked.read_text()


def test_scanning_asks_for_no_network(photo: Path, tmp_path: Path) -> None:
    """Photo to table, both readers, e-mail checks included."""
    done, asked = run_denied(
        tmp_path, "scan", photo, "-o", tmp_path / "contacts.xlsx", "-o", tmp_path / "c.jsonl"
    )
    assert asked == ""
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "contacts.xlsx").stat().st_size > 0


def test_doctor_asks_for_no_network(tmp_path: Path) -> None:
    """Looking for engines is done here, too."""
    done, asked = run_denied(tmp_path, "doctor")
    assert asked == ""
    assert "Python" in done.stdout


@pytest.mark.parametrize("command", ["scan", "doctor"])
def test_no_library_reports_home(command: str, photo: Path, tmp_path: Path) -> None:
    """Nothing is written there but the box.

    An audit hook sees Python alone; onnxruntime's telemetry is C++, and leaves a device's number behind.
    """
    home = tmp_path / "home"
    home.mkdir()
    arguments = ["scan", str(photo), "-o", str(tmp_path / "c.csv"), "--jobs", "1"]
    done = subprocess.run(
        [sys.executable, "-m", "ingest", *(arguments if command == "scan" else [command])],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    written = {file.relative_to(home).parts[:3] for file in home.rglob("*") if file.is_file()}
    assert written <= {(".local", "share", "wizytownik")}


def test_telemetry_stays_off_when_the_program_is_a_library(tmp_path: Path) -> None:
    """In a process that imports onnxruntime itself after this package."""
    code = "import ingest, onnxruntime, time; time.sleep(1)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={"HOME": str(tmp_path)}, check=True)
    assert not list(tmp_path.rglob("*"))


def test_the_denial_works(tmp_path: Path) -> None:
    """Otherwise the tests above would show nothing."""
    (tmp_path / "sitecustomize.py").write_text(DENY)
    code = "import socket; socket.create_connection(('127.0.0.1', 9))"
    asked = tmp_path / "asked.txt"
    environment = {"PYTHONPATH": str(tmp_path), "ASKED": str(asked)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert "denied by the test" in done.stderr
    assert "127.0.0.1" in asked.read_text()
