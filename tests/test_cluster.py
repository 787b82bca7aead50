"""Against a real scheduler with real workers in processes of their own, on this machine."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import ingest.batch
import ingest.cluster
from ingest.batch import Answer, InThisProcess, PhotoFile, Sheet, Workers, read_batch
from ingest.box import Box
from ingest.cluster import WorkerState, connected
from ingest.errors import EngineMissing, UsageError
from ingest.reading import CardReading, PhotoReading
from ingest.settings import ReadSettings
from parsers.lines import Box as Rectangle
from parsers.lines import Line, Word

distributed = pytest.importorskip("distributed")

SETTINGS = ReadSettings()
SQUARE = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Two workers with one thread each, as docs/cluster.md has it."""
    old = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    try:
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster:
            yield cluster.scheduler_address
    finally:
        if old is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = old


@pytest.fixture(autouse=True)
def no_engines_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.batch, "count_pages", lambda _photo: 1)


def fake_read(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
    """Stands for the engines: a "photo" is a text file whose words are its orders."""
    answers = []
    for sheet in sheets:
        text = (sheet.photo.content or Path(sheet.photo.file).read_bytes()).decode()
        if "once" in text and not Path(text.split()[1]).exists():
            Path(text.split()[1]).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "slow" in text:
            time.sleep(0.2)
        if "fault" in text:
            raise ZeroDivisionError
        line = Line((Word(text, 0.9, Rectangle(0, 0, 1, 1)),))
        card = CardReading(SQUARE, (9.0, 9.0), UNIT, (line,))
        answers.append(PhotoReading(sheet.photo.file, sheet.page, sheet.content_hash, cards=(card,)))
    return tuple(answers)


def stack(folder: Path, *texts: str) -> list[PhotoFile]:
    files = []
    for number, text in enumerate(texts):
        file = folder / f"{number:03}.txt"
        file.write_text(text)
        files.append(PhotoFile(str(file)))
    return files


def read_there(address: str, files: list[PhotoFile], *, send_photos: bool = True) -> list[PhotoReading]:
    with connected(address, SETTINGS, send_photos=send_photos) as workers:
        return list(read_batch(files, SETTINGS, Box(None), workers=replace(workers, read=fake_read)))


def read_here(files: list[PhotoFile]) -> list[PhotoReading]:
    here = Workers(1, lambda _workers: InThisProcess(), fake_read)
    return list(read_batch(files, SETTINGS, Box(None), workers=here))


@pytest.fixture(autouse=True)
def workers_are_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests read without Tesseract; what workers say of themselves has tests of its own."""
    monkeypatch.setattr(ingest.cluster, "state_of_this_worker", _fit)


def _fit(languages: tuple[str, ...]) -> WorkerState:
    return WorkerState(ingest.cluster.reading_version())


def _without_polish(languages: tuple[str, ...]) -> WorkerState:
    return WorkerState(ingest.cluster.reading_version(), "languages missing: pol", "apt-get install it")


def _older(languages: tuple[str, ...]) -> WorkerState:
    return WorkerState("another")


@pytest.mark.parametrize("send_photos", [True, False], ids=["sent", "shared"])
def test_a_cluster_gives_what_one_process_gives(address: str, tmp_path: Path, send_photos: bool) -> None:
    """The same readings in the same order, with photos sent or read from shared storage."""
    files = stack(tmp_path, *(f"card {n}" for n in range(25)), "fault", "last")
    assert read_there(address, files, send_photos=send_photos) == read_here(files)


def test_a_lost_workers_photos_are_read_again(address: str, tmp_path: Path) -> None:
    """One worker is killed in the middle; nothing is missing."""
    files = stack(
        tmp_path,
        *(f"slow {n}" for n in range(8)),
        f"once {tmp_path / 'seen'}",
        *(f"slow again {n}" for n in range(8)),
    )
    readings = read_there(address, files)
    assert [bool(reading.cards) for reading in readings] == [True] * 17


def test_workers_are_looked_at_before_anything_is_read(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker without the language, or with another version, is named."""
    monkeypatch.setattr(ingest.cluster, "state_of_this_worker", _without_polish)
    with pytest.raises(EngineMissing, match=r"tcp://.*pol.*apt-get"), connected(address, SETTINGS):
        pass
    monkeypatch.setattr(ingest.cluster, "state_of_this_worker", _older)
    with pytest.raises(UsageError, match=r"tcp://.*another version"), connected(address, SETTINGS):
        pass


def test_nobody_at_the_address_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the time-out, and with the address in it."""
    monkeypatch.setattr(ingest.cluster, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(UsageError, match=r"tcp://127\.0\.0\.1:9"), connected("tcp://127.0.0.1:9", SETTINGS):
        pass


def test_without_the_extra_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask is no part of the usual installation."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(UsageError, match=r"pip install 'wizytownik\[cluster\]'"),
        connected("tcp://x:1", SETTINGS),
    ):
        pass


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_real_photos_read_the_same_on_a_cluster(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole road: workers looked at, photos sent, cards read, from the command line's own parts."""
    monkeypatch.undo()
    photos = [PhotoFile(str(file)) for file in sorted((ROOT / "samples" / "photos").glob("*.jpg"))[:2]]
    settings = ReadSettings(reader="tesseract")
    with connected(address, settings) as workers:
        there = list(read_batch(photos, settings, Box(None), workers=workers))
    here = Workers(1, lambda _workers: InThisProcess())
    assert there == list(read_batch(photos, settings, Box(None), workers=here))
    assert all(reading.cards for reading in there)
