"""Reading on a Dask cluster, in place of worker processes of this machine, after a look at every worker.

Dask itself moves a lost worker's photos to another one. What is here makes sure beforehand that every
worker reads as this machine would: the same program, the same libraries, Tesseract with the languages.

A Dask cluster runs whatever code it is sent (it speaks pickle): connect to your own, over a network you
trust or with Dask's TLS settings. This program opens no port itself.
"""

from __future__ import annotations

import ctypes
import os
import threading
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from ingest.batch import ONE_THREAD, Answer, Sheet, Workers
from ingest.errors import EngineMissing, UsageError
from ingest.reading import reading_version
from ingest.settings import ReadSettings

SECONDS_TO_CONNECT = 20
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3  # mallopt(3)
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class WorkerState:
    """What a worker says of itself.

    version: of the reading code and its libraries (``reading_version``). missing: what it lacks, "" for
    nothing. mend: the command that installs it.
    """

    version: str
    missing: str = ""
    mend: str = ""


@contextmanager
def connected(address: str, settings: ReadSettings, *, send_photos: bool = True) -> Iterator[Workers]:
    """The workers of the scheduler at ``address`` ("tcp://host:8786"), checked, while the block runs.

    send_photos: whether workers get the photos' bytes; otherwise they open the same paths as this machine.
    Raises UsageError where the extra is not installed, nobody answers, there are no workers or one has
    another version; EngineMissing where a worker lacks Tesseract or a language.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise UsageError("--cluster needs Dask; install it with: pip install 'wizytownik[cluster]'") from None
    try:
        client = distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"No Dask scheduler answers at {address} ({error}); check the address.") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(
                f"The cluster at {address} has no workers; start some with: dask worker {address}"
            )
        _check_workers(client, settings)

        def make_executor(workers: int) -> Executor:  # noqa: ARG001 - the cluster has the workers it has
            if client.status != "running":
                raise UsageError(f"The cluster at {address} is gone; what was read is kept.")
            executor: Executor = client.get_executor(pure=False)
            return executor

        with warnings.catch_warnings():
            # Photos are sent with their tasks on purpose; --shared-paths is for those who would rather not.
            warnings.filterwarnings("ignore", message="Sending large graph")
            yield Workers(threads, make_executor, read_on_worker, send_photos)


def read_on_worker(sheets: Sequence[Sheet], settings: ReadSettings) -> Sequence[Answer]:
    """Runs on a worker of the cluster: one chunk at a time in a process, one thread per engine."""
    from ingest.batch import read_sheets

    os.environ.update(ONE_THREAD)
    _keep_freed_memory()
    with _one_at_a_time:
        return read_sheets(sheets, settings)


def _keep_freed_memory() -> None:
    """Dask makes glibc give every freed picture back to the system, which costs more than reading it."""
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(M_MMAP_THRESHOLD, 32 << 20)
        libc.mallopt(M_TRIM_THRESHOLD, 128 << 20)


def state_of_this_worker(languages: tuple[str, ...]) -> WorkerState:
    """Runs on a worker of the cluster: its version, and the first thing that it lacks to read."""
    from ingest.doctor import examine_tesseract

    lacks = [finding for finding in examine_tesseract(languages) if finding.needed and not finding.fine]
    if not lacks:
        return WorkerState(reading_version())
    return WorkerState(reading_version(), f"{lacks[0].name} {lacks[0].state}", lacks[0].mend)


def _check_workers(client: Any, settings: ReadSettings) -> None:
    """Raises EngineMissing or UsageError where a worker would not read as this machine does."""
    try:
        states = client.run(state_of_this_worker, settings.languages)
    except Exception as error:  # whatever a worker with another program stumbles over
        raise UsageError(
            f"A worker of the cluster cannot run this version of wizytownik ({error!r}); "
            "install the same version, with the same libraries, on every worker."
        ) from error
    for worker, state in sorted(states.items()):
        if state.missing:
            raise EngineMissing(
                f"Worker {worker} cannot read: {state.missing}. To mend it there: {state.mend}"
            )
        if state.version != reading_version():
            raise UsageError(
                f"Worker {worker} has another version of wizytownik or of its libraries than this machine; "
                "install the same everywhere, so that a photo is read the same wherever it is read."
            )
