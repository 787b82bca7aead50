"""How files of a person's are changed: whole or not at all, and never without a copy."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from exports.errors import ExportError


def write_whole(path: Path, content: bytes) -> None:
    """Put ``content`` into ``path`` in one step: a killed program leaves the old file or the new one.

    Raises ExportError where the folder or the file cannot be written.
    """
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:80]}.", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, name)
            else:
                Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written ({error.strerror or error}); close it or choose another place."
        ) from error


# Files of these kinds are replaced whole, where tables are merged into.
_REPLACED = (".vcf", ".jsonl")


def keep_backup(path: Path, *, each: bool = False) -> Path | None:
    """Copy a file to ``NAME.bak`` before its first change; None where that copy exists already.

    A table keeps that one copy: what came later is merged into it, and nothing goes. What is replaced whole
    (.vcf and .jsonl, or ``each``) is copied every time, to NAME.bak-2, NAME.bak-3 and so on, unless a copy
    holds the same already. Raises ExportError where the file cannot be read or the copy not be written.
    """
    each = each or path.suffix.casefold() in _REPLACED
    backup = path.with_name(path.name + ".bak")
    if backup.exists() and not each:
        return None
    try:
        content = path.read_bytes()
        number = 1
        while backup.exists():
            if backup.read_bytes() == content:
                return backup
            number += 1
            backup = path.with_name(f"{path.name}.bak-{number}")
    except OSError as error:
        raise ExportError(
            f"{path} cannot be read ({error.strerror or error}); nothing was changed."
        ) from error
    write_whole(backup, content)
    return backup


def replace_whole(path: Path, content: bytes, *, ours: bytes = b"") -> Path | None:
    """Put ``content`` into ``path``; other content that stood there is copied first, and the copy returned.

    ours: a mark of files that can be made again, which are not copied. Raises ExportError where the file or
    its copy cannot be written.
    """
    try:
        before = path.read_bytes() if path.exists() else content
    except OSError as error:
        raise ExportError(
            f"{path} cannot be read ({error.strerror or error}); choose another name."
        ) from error
    dear = before != content and not (ours and ours in before)
    backup = keep_backup(path, each=True) if dear else None
    write_whole(path, content)
    return backup


def opened_elsewhere(path: Path) -> Path | None:
    """The lock file that Excel (~$NAME) or LibreOffice (.~lock.NAME#) leaves beside an open document.

    Where ``path`` is a symbolic link, the program may have opened either name.
    """
    for name in dict.fromkeys((path, path.resolve())):
        for lock in (
            name.with_name("~$" + name.name),
            name.with_name("~$" + name.name[2:]),
            name.with_name(f".~lock.{name.name}#"),
        ):
            if lock.exists():
                return lock
    return None


def why_not_changeable(path: Path) -> str | None:
    """A plain sentence on why an existing file must not be changed now; None where it may."""
    if lock := opened_elsewhere(path):
        return f"{path} is open in another program ({lock.name} says so); close it and run again."
    if not os.access(path, os.W_OK):  # replacing it would need rights on the folder only
        return f"{path} is protected against writing; change its permissions, or choose another name."
    return None


def free_name_beside(path: Path) -> Path:
    """contacts.xlsx -> contacts-new.xlsx, contacts-new-2.xlsx, ...: the first that does not exist."""
    number = 1
    while True:
        ending = "-new" if number == 1 else f"-new-{number}"
        beside = path.with_name(f"{path.stem}{ending}{path.suffix}")
        if not beside.exists():
            return beside
        number += 1


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
