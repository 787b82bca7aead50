"""Write the program's own ``--help`` texts into README.md, between the marks.

python docs/write_help.py           writes them
python docs/write_help.py --check   exits with 1 where they differ (a test runs this)
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
COMMANDS = ((), ("scan",))
BLOCK = re.compile(r"(?<=<!-- help -->\n).*?(?=<!-- end of help -->)", re.DOTALL)


def help_text(*command: str) -> str:
    """What ``wizytownik COMMAND --help`` prints on a terminal of 100 columns."""
    environment = {
        **os.environ,
        "COLUMNS": "100",
        "TERMINAL_WIDTH": "100",
        "NO_COLOR": "1",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(
        [sys.executable, "-m", "ingest", *command, "--help"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def with_help(readme: str) -> str:
    """The README with its help blocks as the program prints them now."""
    blocks = [
        f"```\n$ {' '.join(('wizytownik', *command))} --help\n{help_text(*command)}\n```\n"
        for command in COMMANDS
    ]
    new, count = BLOCK.subn(lambda _: "\n".join(blocks), readme)
    if count != 1:
        sys.exit(f"{README} needs one pair of marks, <!-- help --> and <!-- end of help -->.")
    return new


if __name__ == "__main__":
    old = README.read_text(encoding="utf-8")
    new = with_help(old)
    if "--check" not in sys.argv:
        README.write_text(new, encoding="utf-8")
    elif old != new:
        sys.exit("README.md shows an older --help: run python docs/write_help.py")
