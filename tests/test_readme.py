"""The README shows what the program does now."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from ingest.errors import ExitCode

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_help_is_the_programs_own() -> None:
    """docs/write_help.py writes it."""
    command = [sys.executable, str(ROOT / "docs" / "write_help.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_exit_code_is_documented() -> None:
    """A row of the table for each."""
    rows = re.findall(r"^\| (\d+) \|", README, re.MULTILINE)
    assert sorted(map(int, rows)) == sorted(ExitCode)


def test_links_lead_somewhere() -> None:
    """Files that the documents point to exist."""
    for document in (ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"
