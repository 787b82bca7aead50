"""A folder that photos arrive in: which are new, and which have arrived whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.batch import PhotoFile

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds: the same twice, and a photo has arrived."""


def batches_of_new_photos(
    folder: Path, every: float, *, sleep: Callable[[float], None] = time.sleep
) -> Iterator[list[PhotoFile]]:
    """All photos in ``folder`` at first, then those that are new or changed, for ever; never raises.

    every: seconds between two looks. sleep: what waits so long; tests put their own in. A photo is handed out
    when two looks in a row found it the same, so that one which a phone is still sending is left alone. The
    folder may vanish for a while, as a network share does. What was handed out before a restart is handed
    out again: the box knows it and it costs nothing.
    """
    handed_out: dict[Path, Stamp] = {}
    last_look: dict[Path, Stamp] = {}
    while True:
        look = _look(folder)
        arrived = [
            path
            for path, stamp in look.items()
            if stamp == last_look.get(path) and stamp != handed_out.get(path) and stamp[0] > 0
        ]
        handed_out.update((path, look[path]) for path in arrived)
        last_look = look
        if arrived:
            yield [PhotoFile(str(path)) for path in arrived]
        sleep(every)


def _look(folder: Path) -> dict[Path, Stamp]:
    from ingest.sources import find_files

    found: dict[Path, Stamp] = {}
    for path in find_files([folder]):
        try:
            status = path.stat()
        except OSError:  # gone again, or the folder itself is
            continue
        if path.is_file():
            found[path] = (status.st_size, status.st_mtime_ns)
    return found
