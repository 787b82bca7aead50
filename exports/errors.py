"""What goes wrong with files of a person's, said in one plain sentence."""

from __future__ import annotations


class ExportError(Exception):
    """One plain sentence that names the file and says what to do; the program ends with exit code 4."""
