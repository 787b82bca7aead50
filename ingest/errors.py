"""Errors that a person can put right, and the exit code that each ends the program with."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the program's exit status says; documented in the README and in ``--help``."""

    OK = 0
    SOME_PHOTOS_FAILED = 1
    USAGE = 2
    ENGINE_MISSING = 3
    OUTPUT_NOT_WRITTEN = 4
    INTERRUPTED = 130


class WizytownikError(Exception):
    """Base of all below: ``str()`` is one plain sentence that names the file and says what to do."""

    exit_code = ExitCode.SOME_PHOTOS_FAILED


class PhotoError(WizytownikError):
    """A file that cannot be read as a photo; the rest of the stack goes on."""


class UsageError(WizytownikError):
    """The command line, the box or a table cannot be understood."""

    exit_code = ExitCode.USAGE


class EngineMissing(WizytownikError):
    """Tesseract, a language of it or a reader is not installed; says the command that installs it."""

    exit_code = ExitCode.ENGINE_MISSING


class OutputError(WizytownikError):
    """The output cannot be written."""

    exit_code = ExitCode.OUTPUT_NOT_WRITTEN
