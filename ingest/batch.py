"""Many photos (a *stack*): worker processes, the box, and nothing that stops the stack.

One rule holds everything together: **a reading reaches the caller through the box**. What workers return
is put into the box, in whatever order they finish; the stack is walked once, in order, and each page is
taken out of the box. So the first run, a run that was killed and goes on, a second run, one worker and ten
give the same output byte for byte, and the same photo twice in a stack is read once.

Another rule keeps a bad photo from harming its neighbours: a chunk of photos that fails, whatever the
reason, is read again photo by photo, each alone in a worker of its own; a photo that fails alone is
reported.

Memory stays flat: photos are decoded in the workers, a chunk at a time, and only a bounded number of
chunks is out at once. What comes back is text with boxes, a few kilobytes a card.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ingest.box import Box
from ingest.errors import PhotoError, WizytownikError
from ingest.reading import PhotoReading
from ingest.settings import ReadSettings

CHUNK = 4
"""Photos per task. Tesseract takes 0.2 s to start, so photos share a start; what is not finished is lost."""
CHUNKS_AHEAD = 3
"""Chunks out per worker: enough that none waits, few enough that memory and lost work stay small."""
STALLED_SECONDS = 600
"""When no chunk comes back for so long, an engine hangs: a chunk takes seconds, or a minute at worst."""
ONE_THREAD = {
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}
"""One thread per engine: four threads of Tesseract on two cores take five times as long as one."""


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file to be read: its path, and its bytes where a worker cannot open the path itself."""

    file: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a file, as sent to a worker; small unless it carries the bytes.

    page: from 1. content_hash: SHA-256 of the file's bytes, hexadecimal. No relation of
    ``ingest.vision.strips.Sheet``, on which lines are stacked for Tesseract.
    """

    photo: PhotoFile
    page: int
    content_hash: str

    @property
    def key(self) -> tuple[str, int]:
        """What a page is known by, whatever its file is called: the hash and the page's number."""
        return self.content_hash, self.page


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stack is: pages ``done`` of the ``total`` known so far, cards found, the file at hand."""

    done: int
    total: int
    cards: int
    file: str


Answer = PhotoReading | str
"""What a worker makes of a page: its reading, or a plain sentence on why the file cannot be decoded."""
ReadSheets = Callable[[Sequence[Sheet], ReadSettings], Sequence[Answer]]
"""What a worker does: one answer per page, in the order of the pages."""
MakeExecutor = Callable[[int], Executor]
"""Number of workers -> an executor; asked again after a worker's death has broken the first one."""


@dataclass(frozen=True, slots=True)
class Workers:
    """Who reads. number: how many photos are read at once, None: one per core of this machine.

    make_executor: where, None: in processes of this machine. read: what a worker does with a chunk,
    None: `read_sheets`. send_photos: whether workers get the photos' bytes rather than their paths.
    """

    number: int | None = None
    make_executor: MakeExecutor | None = None
    read: ReadSheets | None = None
    send_photos: bool = False


LOCAL = Workers()
"""A process of this machine per core."""


class InThisProcess(Executor):
    """An executor that reads at once where it is called: for a notebook, a test, a single photo."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        future: Future[object] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - an executor hands every error to who asked
            future.set_exception(error)
        return future


def worker_processes(workers: int, folder: str) -> Executor:
    """Fresh processes (not forked: the engines' threads and locks do not survive a fork)."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(folder,))


def in_this_process(workers: int) -> Executor:  # noqa: ARG001 - an executor maker like the others
    """No worker processes: photos are read one after the other where they are asked for."""
    return InThisProcess()


def default_jobs() -> int:
    """As many workers as cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_batch(
    files: Sequence[PhotoFile],
    settings: ReadSettings,
    box: Box,
    *,
    workers: Workers = LOCAL,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[PhotoReading]:
    """Readings of all pages of ``files``, in order, whatever finishes first; read anew only where needed.

    A page that could not be read gives a PhotoReading with no cards and ``problem`` set. On any way out
    (Ctrl-C too) the workers are stopped at once and what they have finished is in the box.
    Raises EngineMissing where Tesseract or a language is not there.
    """
    with _private_folder() as folder:
        number = workers.number or default_jobs()
        chunks = _Chunks(
            number,
            workers.make_executor or partial(worker_processes, folder=folder),
            workers.send_photos,
            workers.read or read_sheets,
            settings,
            box,
        )
        try:
            yield from _walk(files, box, chunks, number, on_progress or (lambda _: None))
        finally:
            chunks.stop()


def _walk(
    files: Sequence[PhotoFile],
    box: Box,
    chunks: _Chunks,
    workers: int,
    on_progress: Callable[[Progress], None],
) -> Iterator[PhotoReading]:
    """Walk the stack once: look ahead to keep the workers busy, hand out what is at the head of the line."""
    pages = _pages(files, box)
    line: deque[Sheet | PhotoReading] = deque()
    unsent: list[Sheet] = []
    enough = CHUNK * CHUNKS_AHEAD * workers
    done = cards = files_left = 0
    exhausted = False
    while True:
        while not exhausted and len(line) < 4 * enough and chunks.pages_out + len(unsent) < enough:
            found = next(pages, None)
            if found is None:
                exhausted = True
                break
            page, files_left = found
            line.append(page)
            if isinstance(page, Sheet) and chunks.lacks(page):
                unsent.append(page)
                chunks.claim(page)
        if not line:
            return
        head = line[0]
        # With nothing more to come, or when the head itself waits, what there is is shared out evenly.
        scarce = exhausted or any(isinstance(head, Sheet) and sheet.key == head.key for sheet in unsent)
        size = max(1, min(CHUNK, -(-len(unsent) // workers))) if scarce else CHUNK
        while len(unsent) >= size or (scarce and unsent):
            chunks.submit(tuple(unsent[:size]))
            del unsent[:size]
        if isinstance(head, Sheet) and chunks.is_out(head):
            on_progress(Progress(done, done + len(line) + files_left, cards, head.photo.file))
            chunks.wait()
            continue
        line.popleft()
        done += 1
        reading = chunks.take(head) if isinstance(head, Sheet) else head
        cards += len(reading.cards)
        on_progress(Progress(done, done + len(line) + files_left, cards, reading.file))
        yield reading


class _Chunks:
    """The executor, what is out at it, and what came back but could not be read."""

    def __init__(
        self,
        workers: int,
        make_executor: MakeExecutor,
        send_photos: bool,
        read: ReadSheets,
        settings: ReadSettings,
        box: Box,
    ) -> None:
        self._workers = workers
        self._make_executor = make_executor
        self._send_photos = send_photos
        self._read = read
        self._settings = settings
        self._box = box
        self._executor: Executor | None = None
        self._chunks: dict[Future[Sequence[Answer]], tuple[Sheet, ...]] = {}
        self._out: set[tuple[str, int]] = set()
        self._failed: dict[tuple[str, int], str] = {}

    @property
    def pages_out(self) -> int:
        """How many pages are with the workers."""
        return sum(len(chunk) for chunk in self._chunks.values())

    def lacks(self, sheet: Sheet) -> bool:
        """Whether a page is neither in the box nor out nor known to fail."""
        known = sheet.key in self._out or sheet.key in self._failed
        return not known and not self._box.has(*sheet.key, self._settings)

    def claim(self, sheet: Sheet) -> None:
        """Note that a page is taken care of, before it is submitted: no copy of it is sent out as well."""
        self._out.add(sheet.key)

    def is_out(self, sheet: Sheet) -> bool:
        """Whether a page was claimed and has not come back."""
        return sheet.key in self._out

    def submit(self, chunk: tuple[Sheet, ...]) -> None:
        """Hand pages to a worker, as one task."""
        if self._executor is None:
            self._executor = self._make_executor(self._workers)
        self._chunks[self._start(self._executor, chunk)] = chunk

    def wait(self) -> None:
        """Until at least one chunk has come back; what came back is in the box afterwards."""
        done, _ = wait(self._chunks, timeout=STALLED_SECONDS, return_when=FIRST_COMPLETED)
        if not done:  # an engine hangs, nobody knows on which photo: all that is out is tried again alone
            self._drop_executor()
            stalled = tuple(self._chunks.values())
            self._chunks.clear()
            for chunk in stalled:
                self._read_alone(chunk)
        broken: list[tuple[Sheet, ...]] = []
        for future in done:
            chunk = self._chunks.pop(future)
            error = CancelledError() if future.cancelled() else future.exception()
            if error is None:
                self._keep(chunk, future.result())
            elif isinstance(error, WizytownikError) and not isinstance(error, PhotoError):
                raise error
            else:
                broken.append(chunk)
                if isinstance(error, BrokenExecutor):
                    self._drop_executor()
        for chunk in broken:
            self._read_alone(chunk)

    def take(self, sheet: Sheet) -> PhotoReading:
        """The reading of a page that is not out any more, or why there is none."""
        reading = self._box.reading(*sheet.key, self._settings, sheet.photo.file)
        if reading is not None:
            return reading
        problem = self._failed.get(
            sheet.key, f"{sheet.photo.file}: changed while it was being read; run again."
        )
        return PhotoReading(sheet.photo.file, sheet.page, sheet.content_hash, problem=problem)

    def stop(self) -> None:
        """Stop everything now; what is finished is kept."""
        for future, chunk in self._chunks.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                self._keep(chunk, future.result())
        self._chunks.clear()
        self._drop_executor()

    def _start(self, executor: Executor, chunk: tuple[Sheet, ...]) -> Future[Sequence[Answer]]:
        try:
            if self._send_photos:
                contents = {sheet.photo.file: _content(sheet.photo) for sheet in chunk}
                chunk = tuple(
                    replace(sheet, photo=PhotoFile(sheet.photo.file, contents[sheet.photo.file]))
                    for sheet in chunk
                )
            return executor.submit(self._read, chunk, self._settings)
        except (
            BrokenExecutor,
            OSError,
        ) as error:  # a worker died, a photo went away: as if it had failed there
            future: Future[Sequence[Answer]] = Future()
            future.set_exception(error)
            return future

    def _keep(self, chunk: Sequence[Sheet], answers: Sequence[Answer]) -> None:
        self._box.keep([answer for answer in answers if isinstance(answer, PhotoReading)], self._settings)
        for sheet, answer in zip(chunk, answers, strict=True):
            self._out.discard(sheet.key)
            if isinstance(answer, str):
                self._failed[sheet.key] = answer

    def _read_alone(self, chunk: Sequence[Sheet]) -> None:
        """The one retry of a photo: alone, so that only its own fault can fail it."""
        executor = self._make_executor(1)
        try:
            for sheet in chunk:
                try:
                    answers = self._start(executor, (sheet,)).result(STALLED_SECONDS)
                    self._keep((sheet,), answers)
                except PhotoError as error:  # an engine failed on it: the sentence does not know the file
                    self._keep((sheet,), (f"{_named(sheet.photo)}: {error}",))
                except WizytownikError:
                    raise
                except Exception as error:  # noqa: BLE001 - whatever a photo does, the stack goes on
                    self._keep((sheet,), (_sentence(sheet, error),))
                    if isinstance(error, BrokenExecutor | TimeoutError):
                        _kill(executor)
                        executor = self._make_executor(1)
        finally:
            _kill(executor)

    def _drop_executor(self) -> None:
        if self._executor is not None:
            _kill(self._executor)
            self._executor = None


def _pages(files: Sequence[PhotoFile], box: Box) -> Iterator[tuple[Sheet | PhotoReading, int]]:
    """Every page of every file, with the number of files still to come.

    A file that cannot be opened gives a reading that says why.
    """
    from ingest.sources import shown_file

    for number, photo in enumerate(files, 1):
        files_left, content_hash = len(files) - number, ""
        try:
            content_hash = _content_hash(photo)
            pages = box.pages(content_hash)
            if pages is None:
                pages = count_pages(photo)
                box.keep_pages(content_hash, pages)
            for page in range(1, pages + 1):
                yield Sheet(photo, page, content_hash), files_left
        except PhotoError as error:
            yield PhotoReading(shown_file(photo.file), 1, content_hash, problem=str(error)), files_left


def count_pages(photo: PhotoFile) -> int:
    """The pages of a file, as ``sources.count_pages`` tells them. Raises PhotoError."""
    from ingest import sources

    return sources.count_pages(photo.file, photo.content)


def _content_hash(photo: PhotoFile) -> str:
    if photo.content is not None:
        return hashlib.sha256(photo.content).hexdigest()
    if Path(photo.file).is_file():  # opening a pipe would wait for ever
        with suppress(OSError), Path(photo.file).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    count_pages(photo)  # says why it cannot be opened
    raise PhotoError(f"{_named(photo)} cannot be opened; run again.")


def _content(photo: PhotoFile) -> bytes:
    return photo.content if photo.content is not None else Path(photo.file).read_bytes()


def _named(photo: PhotoFile) -> str:
    """The file's name as it may stand in a sentence, whatever bytes it is made of."""
    from ingest.sources import printable

    return printable(photo.file)


def read_sheets(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
    """Runs in a worker: decode these pages and read them with one start of the engines.

    An answer per page, in order. Raises EngineMissing where a reader or a language is not installed,
    PhotoError where Tesseract fails.
    """
    from ingest.pipeline import read_photos
    from ingest.sources import Photo, read_photo

    photos: list[Photo] = []
    problems: dict[int, str] = {}
    for number, sheet in enumerate(sheets):
        try:
            photos.append(read_photo(sheet.photo.file, sheet.page, sheet.photo.content))
        except PhotoError as error:
            problems[number] = str(error)
    readings = iter(read_photos(photos, settings) if photos else ())
    return tuple(problems.get(number) or next(readings) for number in range(len(sheets)))


def _start_worker(folder: str) -> None:
    """Runs first in a worker, before any heavy import.

    A worker leaves Ctrl-C to its parent and ends with it, however the parent ends; its engines use one
    thread, and what they write to disk goes to ``folder``, which the parent removes.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.update(ONE_THREAD)
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _private_folder() -> Iterator[str]:
    """A folder for this run alone, removed at its end; what killed runs left behind is removed as well."""
    for left in Path(tempfile.gettempdir()).glob("wizytownik-*-*") if os.name == "posix" else ():
        owner = left.name.split("-")[1]
        with suppress(OSError):
            if owner.isdecimal() and left.stat().st_uid == os.getuid() and not _is_alive(int(owner)):
                shutil.rmtree(left)
    with tempfile.TemporaryDirectory(
        prefix=f"wizytownik-{os.getpid()}-", ignore_cleanup_errors=True
    ) as folder:
        yield folder


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _kill(executor: Executor) -> None:
    """Stop an executor without waiting for the photo at hand."""
    # Python before 3.14 has no public way to stop worker processes at once.
    processes = list((getattr(executor, "_processes", None) or {}).values())
    executor.shutdown(wait=False)
    for process in processes:
        with suppress(OSError, ValueError):
            process.kill()
    for process in processes:
        with suppress(OSError, ValueError, AssertionError):
            process.join(1.0)


def _sentence(sheet: Sheet, error: Exception) -> str:
    """Why a photo failed alone, for the person; what the error said may hold text of the card: left out."""
    name = _named(sheet.photo) + (f", page {sheet.page}," if sheet.page > 1 else "")
    if isinstance(error, BrokenExecutor | MemoryError):
        return f"{name} ended the worker process that read it, twice (is it too large?); it was left out."
    return f"{name} could not be read ({type(error).__name__}); it was left out."
