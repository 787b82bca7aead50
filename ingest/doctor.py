"""What this machine has and lacks, and the exact command that mends each lack.

``python -m ingest.doctor --tesseract`` prints only the command that installs Tesseract or a language of
it where that is missing; the launcher shows and runs it. This module and its imports at the top need
Python alone, so that it works where nothing else is installed yet.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import ExitCode

LEAST_PYTHON = (3, 11)
LEAST_TESSERACT = 4
"""The first major version with the line recogniser that the program relies on."""
LEAST_FREE_BYTES = 500_000_000
"""Room for the box and for the sheets that Tesseract is handed; below this a long run may stop."""
SECONDS_FOR_AN_ANSWER = 20
BOX_MEND = "wizytownik scan PHOTOS -o TABLE --box FILE"

TESSERACT_PACKAGES = {
    # On a new machine the package lists are empty; a stale third-party list must not stop the rest.
    "apt-get": (
        ("apt-get update", "apt-get install --yes --no-install-recommends tesseract-ocr {languages}"),
        "tesseract-ocr-",
    ),
    "dnf": (("dnf install --assumeyes tesseract {languages}",), "tesseract-langpack-"),
    "pacman": (("pacman -S --noconfirm tesseract {languages}",), "tesseract-data-"),
    "apk": (("apk add tesseract-ocr {languages}",), "tesseract-ocr-data-"),
}
"""Package manager -> its commands, and how it names a language (Debian and Ubuntu, Fedora, Arch, Alpine)."""

CORE_MODULES = {
    "cv2": "opencv-python-headless",
    "email_validator": "email-validator",
    "numpy": "numpy",
    "openpyxl": "openpyxl",
    "pandas": "pandas",
    "phonenumbers": "phonenumbers",
    "PIL": "pillow",
    "platformdirs": "platformdirs",
    "pytesseract": "pytesseract",
    "rapidfuzz": "rapidfuzz",
    "rich": "rich",
    "stdnum": "python-stdnum",
    "typer": "typer",
    "vobject": "vobject",
    "zxingcpp": "zxing-cpp",
}
"""Import name -> distribution of what every run needs (pyproject.toml lists the same)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    name: what, in a word or two. fine: whether it is there and usable. needed: whether nothing works
    without it. state: what was found, a phrase. mend: the command that mends it, "" where it is fine or
    where no command is known.
    """

    name: str
    fine: bool
    needed: bool
    state: str
    mend: str = ""


def examine(languages: Sequence[str] = ("pol", "eng"), box: Path | None = None) -> tuple[Finding, ...]:
    """Look at everything a run needs; never raises. ``box`` is the box's file, None for the usual one."""
    return (
        examine_python(),
        examine_packages(),
        *examine_tesseract(languages),
        examine_modules(
            "second reader", ("rapidocr", "onnxruntime"), without="Tesseract reads alone and finds less"
        ),
        examine_modules("HEIC photos", ("pillow_heif",), without="iPhone photos cannot be read"),
        examine_modules("PDF files", ("pypdfium2",), without="scanned PDF files cannot be read"),
        examine_box(box),
        examine_room(),
        examine_cores(),
    )


def tesseract_command(languages: Sequence[str] = ("pol", "eng")) -> str:
    """The command that installs Tesseract with these languages on this machine; words where none is known."""
    codes = sorted({code.replace("_", "-") for code in languages} | {"eng"})
    for manager, (commands, prefix) in TESSERACT_PACKAGES.items():
        if shutil.which(manager):
            packages = " ".join(prefix + code for code in codes)
            return as_root(*(command.format(languages=packages) for command in commands))
    if shutil.which("brew"):
        return "brew install tesseract tesseract-lang"
    if shutil.which("winget"):
        return "winget install UB-Mannheim.TesseractOCR"
    return f"install Tesseract with its data for {', '.join(codes)}; see your system's package manager"


def as_root(*commands: str) -> str:
    """One line that runs the commands one after the other with the rights they need."""
    if os.name != "posix" or os.geteuid() == 0:
        return "; ".join(commands)
    if shutil.which("sudo"):
        return "; ".join(f"sudo {command}" for command in commands)
    return f'su -c "{"; ".join(commands)}"'


def examine_python() -> Finding:
    """Whether Python is new enough."""
    fine = sys.version_info[:2] >= LEAST_PYTHON
    return Finding(
        "Python",
        fine,
        needed=True,
        state=f"{platform.python_version()} at {sys.executable}",
        mend="" if fine else "install Python {}.{} or newer".format(*LEAST_PYTHON),
    )


def examine_packages() -> Finding:
    """Whether every library of the core can be imported, which is more than being installed."""
    broken = {module: reason for module in CORE_MODULES if (reason := why_not_importable(module))}
    if not broken:
        return Finding("libraries", True, needed=True, state=f"all {len(CORE_MODULES)} are there")
    reasons = "; ".join(f"{module}: {reason}" for module, reason in broken.items())
    return Finding(
        "libraries", False, needed=True, state=reasons, mend=pip_command(*map(CORE_MODULES.get, broken))
    )


def examine_modules(name: str, modules: Sequence[str], *, without: str) -> Finding:
    """Something optional that stands or falls with Python modules."""
    for module in modules:
        if reason := why_not_importable(module):
            state = f"{reason}; {without}"
            return Finding(
                name, False, needed=False, state=state, mend=pip_command(*map(distribution_of, modules))
            )
    versions = ", ".join(f"{distribution_of(m)} {version_of(m)}" for m in modules)
    return Finding(name, True, needed=False, state=versions)


def examine_tesseract(languages: Sequence[str]) -> tuple[Finding, Finding]:
    """The program and its language data, as the pytesseract library will find them: on the PATH."""
    mend = tesseract_command(languages)
    missing_languages = Finding("languages", False, True, f"{', '.join(languages)}: not there", mend)
    path = shutil.which("tesseract")
    if not path:
        return Finding("Tesseract", False, True, "not installed, or not on the PATH", mend), missing_languages
    version = answer_of(path, "--version").partition("\n")[0].removeprefix("tesseract").strip().lstrip("v")
    major = version.partition(".")[0]
    if not major.isdigit() or int(major) < LEAST_TESSERACT:
        state = f"{path} is version {version or 'unknown'}; {LEAST_TESSERACT} or newer is needed"
        return Finding("Tesseract", False, True, state, mend), missing_languages
    # The first line of the list is a heading with the folder.
    there = set(answer_of(path, "--list-langs").split("\n")[1:])
    missing = [language for language in languages if language not in there]
    state = f"missing: {', '.join(missing)}" if missing else ", ".join(languages)
    return (
        Finding("Tesseract", True, True, f"{version} at {path}"),
        Finding("languages", not missing, True, state, mend if missing else ""),
    )


def examine_box(box: Path | None = None) -> Finding:
    """Whether the box is sound, and its folder can be written, or made."""
    try:
        from ingest.box import check, default_box

        box = box or default_box()
        folder = box.absolute().parent
    except (ImportError, RuntimeError, OSError) as error:  # no library for it, no home
        return Finding("box", False, needed=False, state=f"no data folder is known ({error})", mend=BOX_MEND)
    there = next(part for part in (folder, *folder.parents) if part.exists())
    if there.is_dir() and (problem := check(box)):
        return Finding("box", False, needed=False, state=problem, mend=BOX_MEND)
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return Finding("box", True, needed=False, state=f"kept in {folder}")
    state = f"{there} cannot be written; nothing would be kept between runs"
    return Finding("box", False, needed=False, state=state, mend=BOX_MEND)


def examine_room() -> Finding:
    """Free space for temporary files."""
    folder = tempfile.gettempdir()
    free = shutil.disk_usage(folder).free
    state = f"{free / 1e9:.1f} GB free in {folder}"
    if free >= LEAST_FREE_BYTES:
        return Finding("disk", True, needed=False, state=state)
    return Finding("disk", False, needed=False, state=state, mend="export TMPDIR=/a/folder/with/room")


def examine_cores() -> Finding:
    """How many photos are read at the same time unless ``--jobs`` says otherwise."""
    return Finding("cores", True, needed=False, state=str(usable_cores()))


def usable_cores() -> int:
    """The processor cores that this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def why_not_importable(module: str) -> str:
    """Why ``module`` cannot be imported; an empty text where it can."""
    try:
        importlib.import_module(module)
    except ModuleNotFoundError:
        return "not installed"
    except (ImportError, OSError) as error:
        return f"installed but unusable ({error})"
    return ""


def distribution_of(module: str) -> str:
    """What pip calls an optional module; those of the core are in CORE_MODULES."""
    return module.replace("_", "-")


def version_of(module: str) -> str:
    """The installed version, "?" where it is not known."""
    try:
        return importlib.metadata.version(distribution_of(module))
    except importlib.metadata.PackageNotFoundError:
        return "?"


def pip_command(*distributions: str | None) -> str:
    """The command that installs these into the environment that runs this program."""
    return " ".join([sys.executable, "-m", "pip", "install", *filter(None, distributions)])


def answer_of(*command: str) -> str:
    """What a program says on both its outputs, "" where it cannot be run."""
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS_FOR_AN_ANSWER,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def report(findings: Sequence[Finding]) -> str:
    """The findings as lines for a person: what is fine first in a column, then how to mend the rest."""
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        verdict = "ok     " if finding.fine else "MISSING" if finding.needed else "without"
        lines.append(f"{verdict}  {finding.name:{width}}  {finding.state}")
        if finding.mend:
            lines.append(f"{'':9}{'':{width}}  to mend: {finding.mend}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """For the launcher: the whole report, or with ``--tesseract`` only the command that installs it."""
    arguments = sys.argv[1:] if arguments is None else arguments
    only_tesseract = "--tesseract" in arguments
    findings = examine_tesseract(("pol", "eng")) if only_tesseract else examine()
    mends = [finding.mend for finding in findings if finding.needed and not finding.fine]
    if not only_tesseract:
        print(report(findings))
    elif mends:
        print(mends[0])
    return ExitCode.ENGINE_MISSING if mends else ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
