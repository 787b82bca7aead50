"""What the doctor finds, and that each lack comes with the command that mends it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest import doctor
from ingest.doctor import Finding, examine, examine_tesseract, report, tesseract_command

ROOT = Path(__file__).parents[1]


@pytest.fixture
def only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with nothing on it but what a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def put(folder: Path, name: str, script: str = "") -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def tesseract(version: str, *languages: str) -> str:
    lines = "\n".join(("List of available languages in /data/:", *languages))
    return f'case $1 in --version) echo "tesseract {version}" ;; --list-langs) echo "{lines}" ;; esac'


def test_this_machine_is_examined() -> None:
    """Nothing raises; Python and the libraries are fine, or this test would not run."""
    findings = {finding.name: finding for finding in examine()}
    assert findings["Python"].fine
    assert findings["libraries"].fine, findings["libraries"].state
    assert int(findings["cores"].state) >= 1
    assert all(finding.fine or finding.mend for finding in findings.values())


def test_a_sound_tesseract(only: Path) -> None:
    """Version and languages as the program says them."""
    put(only, "tesseract", tesseract("5.3.0", "eng", "pol", "osd"))
    program, languages = examine_tesseract(("pol", "eng"))
    assert program == Finding("Tesseract", True, True, f"5.3.0 at {only}/tesseract")
    assert languages == Finding("languages", True, True, "pol, eng")


def test_a_missing_language_is_named_with_its_package(only: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """English comes along: Tesseract needs it for digits and addresses."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    put(only, "tesseract", tesseract("5.3.0", "eng"))
    put(only, "apt-get")
    _, languages = examine_tesseract(("pol", "eng", "chi_sim"))
    assert languages.state == "missing: pol, chi_sim"
    assert languages.mend == (
        "apt-get update; apt-get install --yes --no-install-recommends "
        "tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-eng tesseract-ocr-pol"
    )


def test_an_old_or_odd_tesseract_is_not_trusted(only: Path) -> None:
    """Version 3 has no line recogniser; a program that says nothing is no Tesseract."""
    put(only, "tesseract", tesseract("3.05.02", "eng", "pol"))
    assert "3.05.02; 4 or newer is needed" in examine_tesseract(("eng",))[0].state
    put(only, "tesseract", "exit 1")
    assert not examine_tesseract(("eng",))[0].fine


@pytest.mark.parametrize(
    ("manager", "user", "sudo", "expected"),
    [
        ("apt-get", 0, False, "apt-get update; apt-get install"),
        ("apt-get", 1000, True, "sudo apt-get update; sudo apt-get install"),
        ("apt-get", 1000, False, 'su -c "apt-get update; apt-get install'),
        (
            "dnf",
            1000,
            True,
            "sudo dnf install --assumeyes tesseract tesseract-langpack-eng tesseract-langpack-pol",
        ),
        ("pacman", 0, False, "pacman -S --noconfirm tesseract tesseract-data-eng tesseract-data-pol"),
        ("apk", 0, False, "apk add tesseract-ocr tesseract-ocr-data-eng tesseract-ocr-data-pol"),
        ("brew", 1000, True, "brew install tesseract tesseract-lang"),
        ("none", 0, False, "install Tesseract with its data for eng, pol"),
    ],
)
def test_the_command_suits_the_machine(
    only: Path, monkeypatch: pytest.MonkeyPatch, manager: str, user: int, sudo: bool, expected: str
) -> None:
    """Its package manager, and the rights that the user has."""
    monkeypatch.setattr(os, "geteuid", lambda: user)
    put(only, manager)
    if sudo:
        put(only, "sudo")
    assert tesseract_command(("pol", "eng")).startswith(expected)


def test_the_launcher_gets_the_command_alone(only: Path) -> None:
    """On standard output, with exit code 3; nothing and 0 where all is there."""
    command = [sys.executable, "-m", "ingest.doctor", "--tesseract"]
    missing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (missing.returncode, missing.stdout) == (3, tesseract_command() + "\n")
    put(only, "tesseract", tesseract("5.3.0", "eng", "pol"))
    there = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (there.returncode, there.stdout) == (0, "")


def test_a_box_that_cannot_be_kept_is_no_disaster(tmp_path: Path) -> None:
    """Its folder is a file: the finding says so and how to go on."""
    (tmp_path / "file").touch()
    finding = doctor.examine_box(tmp_path / "file" / "box.sqlite")
    assert not finding.fine
    assert not finding.needed
    assert "--box FILE" in finding.mend


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And installed with pip under its distribution's name."""
    monkeypatch.setitem(sys.modules, "stdnum", None)
    finding = doctor.examine_packages()
    assert finding.state == "stdnum: not installed"
    assert finding.mend == f"{sys.executable} -m pip install python-stdnum"


def test_the_core_is_that_of_the_project_file() -> None:
    """A dependency added there is looked at here."""
    import tomllib

    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {Requirement(line).name for line in project["dependencies"]}
    assert needed - {"pillow-heif", "pypdfium2"} == set(doctor.CORE_MODULES.values())


def test_the_report_is_one_line_each_and_the_mends() -> None:
    """Lined up, so that the eye finds what is missing."""
    findings = (
        Finding("Python", True, True, "3.11.2"),
        Finding("PDF files", False, False, "none", "pip install x"),
    )
    assert report(findings).splitlines() == [
        "ok       Python     3.11.2",
        "without  PDF files  none",
        "                    to mend: pip install x",
    ]


def test_a_damaged_box_is_told(tmp_path: Path) -> None:
    """In the box's own sentence; the rest of the machine may be fine."""
    (tmp_path / "box.sqlite").write_text("no database" * 100)
    finding = doctor.examine_box(tmp_path / "box.sqlite")
    assert not finding.fine
    assert not finding.needed
    assert "damaged" in finding.state
