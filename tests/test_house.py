"""The walls of the house: who may import whom, what stays lazy, and what a wheel carries."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("ingest", "exports", "parsers", "samples")

# Module or package -> what of ours it may import. The longest name that fits a module counts.
MAY_IMPORT = {
    "parsers": ("parsers",),
    "exports": ("exports", "parsers.contact", "parsers.lines", "parsers.mailboxes"),
    "ingest.errors": (),
    "ingest.settings": (),
    "ingest.reading": ("parsers.lines",),
    "ingest.sources": ("ingest.errors",),
    "ingest.vision": ("ingest.vision", "parsers.lines"),
    "ingest.ocr": ("ingest.ocr", "ingest.vision", "ingest.errors", "ingest.doctor", "parsers.lines"),
    "ingest.doctor": ("ingest.box", "ingest.errors", "ingest.ocr"),
    "ingest.pipeline": ("ingest", "parsers"),
    "ingest.batch": ("ingest", "parsers"),
    "ingest.box": ("ingest", "parsers", "exports"),
    "ingest.scan": ("ingest", "parsers", "exports"),
    "ingest.explain": ("ingest", "parsers"),
    "ingest.forget": ("ingest", "parsers", "exports"),
    "ingest.cli": ("ingest", "parsers", "exports"),
    "ingest.__init__": ("ingest", "parsers.contact"),
    "ingest": ("ingest", "parsers.lines"),
    "samples": ("samples",),
}

# A library is used in one place, so that it can be changed there. Samples draw with what they like.
ONLY_IN = {
    "cv2": ("ingest.vision", "ingest.sources"),
    "pytesseract": ("ingest.ocr.tesseract",),
    "rapidocr": ("ingest.ocr.paddle",),
    "onnxruntime": ("ingest.ocr.paddle",),
    "zxingcpp": ("ingest.vision",),
    "pillow_heif": ("ingest.sources",),
    "pypdfium2": ("ingest.sources",),
    "pandas": ("exports",),
    "openpyxl": ("exports",),
    "vobject": ("exports",),
    "phonenumbers": ("parsers.phones", "parsers.phone_numbers"),
    "email_validator": ("parsers.emails",),
    "stdnum": ("parsers.tax_ids",),
    "sqlite3": ("ingest.box",),
    "typer": ("ingest.cli",),
    "distributed": ("ingest.cluster",),
    "dask": ("ingest.cluster",),
}

HEAVY = (
    "cv2",
    "numpy",
    "pandas",
    "PIL",
    "onnxruntime",
    "rapidocr",
    "phonenumbers",
    "openpyxl",
    "rich.progress",
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of ours with its dotted name; a package's own module is called ``package.__init__``."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            yield name, ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[str]:
    """Dotted names of all imports, the lazy ones too; ``from parsers import phones`` is parsers.phones."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            module = node.module or ""
            folder = ROOT.joinpath(*module.split("."))
            for alias in node.names:
                is_module = (folder / f"{alias.name}.py").exists() or (folder / alias.name).is_dir()
                found.add(f"{module}.{alias.name}" if is_module else module)
    return found


def within(name: str, places: tuple[str, ...]) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def test_imports_point_one_way() -> None:
    """From ingest to exports to parsers, and inside ingest only the upper floor sees parsers and exports."""
    wrong = []
    for name, tree in modules():
        rule = max((key for key in MAY_IMPORT if within(name, (key,))), key=len)
        ours = {module for module in imports(tree) if module.split(".")[0] in PACKAGES}
        wrong += [f"{name} imports {module}" for module in ours if not within(module, MAY_IMPORT[rule])]
    assert not wrong


def test_each_library_has_one_place() -> None:
    """A library is imported only where ONLY_IN says."""
    wrong = [
        f"{name} imports {library}"
        for name, tree in modules()
        for library in {module.split(".")[0] for module in imports(tree)} & ONLY_IN.keys()
        if not within(name, (*ONLY_IN[library], "samples"))
    ]
    assert not wrong


def test_tests_of_the_rules_can_fail() -> None:
    """The walk sees lazy imports and modules imported from a package."""
    tree = ast.parse("def f():\n    import cv2\n    from parsers import lines\n")
    assert imports(tree) == {"cv2", "parsers.lines"}


@pytest.mark.parametrize("module", ["ingest", "ingest.cli", "parsers.contact", "exports.columns"])
def test_heavy_libraries_are_lazy(module: str) -> None:
    """``--help`` must not wait for libraries that it does not need."""
    code = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_wheel_carries_everything() -> None:
    """Packages are listed by name, and so is the data beside the code: forgetting one shows here."""
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    shipped = PACKAGES[:3]
    packages = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for top in shipped
        for file in (ROOT / top).rglob("__init__.py")
    }
    assert set(setuptools["packages"]) == packages
    for top in shipped:
        files = {
            file for file in (ROOT / top).rglob("*") if file.is_file() and "__pycache__" not in file.parts
        }
        carried = {file for glob in setuptools["package-data"][top] for file in (ROOT / top).glob(glob)}
        assert {file for file in files - carried if file.suffix != ".py"} == set()
