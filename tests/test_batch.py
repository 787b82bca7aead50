from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from pathlib import Path

import pytest

import ingest.batch
from ingest.batch import (
    Answer,
    InThisProcess,
    PhotoFile,
    Progress,
    Sheet,
    Workers,
    read_batch,
    worker_processes,
)
from ingest.box import Box
from ingest.errors import EngineMissing, PhotoError
from ingest.reading import CardReading, PhotoReading
from ingest.settings import ReadSettings
from parsers.lines import Box as Rectangle
from parsers.lines import Line, Word

SETTINGS = ReadSettings()
SQUARE = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
ROOT = Path(__file__).parents[1]


def fake_read(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
    """Stands for the engines: a "photo" is a text file whose words are its orders."""
    answers: list[Answer] = []
    for sheet in sheets:
        content = sheet.photo.content or Path(sheet.photo.file).read_bytes()
        text = content.decode()
        if "slow" in text:
            time.sleep(0.15)
        if "hang" in text:
            time.sleep(3600)
        if "kill" in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if "once" in text and not Path(sheet.photo.file + ".seen").exists():
            Path(sheet.photo.file + ".seen").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if "fault" in text:
            raise ZeroDivisionError("Anna Lipska")
        if "unreadable" in text:
            raise PhotoError("Tesseract did not answer in time.")
        if "engine" in text:
            raise EngineMissing("Tesseract is missing: install it.")
        if "broken" in text:
            answers.append(f"{sheet.photo.file}: stops in the middle.")
            continue
        line = Line((Word(text, 0.9, Rectangle(0, 0, 1, 1)),))
        card = CardReading(SQUARE, (9.0, 9.0), UNIT, (line,))
        answers.append(PhotoReading(sheet.photo.file, sheet.page, sheet.content_hash, cards=(card,)))
    return tuple(answers)


@pytest.fixture(autouse=True)
def one_page_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest.batch, "count_pages", lambda _photo: 1)


@pytest.fixture
def box() -> Box:
    return Box(None)


def stack(folder: Path, *texts: str) -> list[PhotoFile]:
    """One file per text, in order."""
    files = []
    for number, text in enumerate(texts):
        file = folder / f"{number:03}.txt"
        file.write_text(text)
        files.append(PhotoFile(str(file)))
    return files


def texts(readings: Sequence[PhotoReading]) -> list[str]:
    return [reading.cards[0].lines[0].text if reading.cards else "-" for reading in readings]


def here(workers: int) -> Executor:
    return InThisProcess()


def test_the_order_is_the_stacks_whatever_finishes_first(tmp_path: Path, box: Box) -> None:
    """A slow photo at the head holds nobody up and still comes out first."""
    words = ["slow zero", *(f"card {n}" for n in range(1, 40))]
    readings = list(read_batch(stack(tmp_path, *words), SETTINGS, box, workers=Workers(2, read=fake_read)))
    assert texts(readings) == words


def test_any_number_of_workers_gives_the_same(tmp_path: Path) -> None:
    """One worker, three, and none at all (in this process)."""
    files = stack(tmp_path, *(f"card {n}" for n in range(17)))
    outputs = [
        list(read_batch(files, SETTINGS, Box(None), workers=Workers(1, read=fake_read))),
        list(read_batch(files, SETTINGS, Box(None), workers=Workers(3, read=fake_read))),
        list(read_batch(files, SETTINGS, Box(None), workers=Workers(2, here, fake_read))),
    ]
    assert outputs[0] == outputs[1] == outputs[2]


def test_nothing_is_read_twice(tmp_path: Path, box: Box) -> None:
    """Not on a second run, not under another name, not when it lies twice in the stack."""
    read: list[str] = []

    def counting(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
        read.extend(sheet.photo.file for sheet in sheets)
        return fake_read(sheets, settings)

    files = stack(tmp_path, "one", "two", "one")
    first = list(read_batch(files, SETTINGS, box, workers=Workers(1, here, counting)))
    assert texts(first) == ["one", "two", "one"]
    assert len(read) == 2
    (tmp_path / "moved.txt").write_text("two")
    files = [*files, PhotoFile(str(tmp_path / "moved.txt")), *stack(tmp_path / "..", "three")[:1]]
    second = list(read_batch(files, SETTINGS, box, workers=Workers(1, here, counting)))
    assert texts(second) == ["one", "two", "one", "two", "three"]
    assert len(read) == 3
    assert second[3].file == str(tmp_path / "moved.txt")


def test_a_worker_that_dies_costs_its_photo_alone(tmp_path: Path, box: Box) -> None:
    """Killed twice, reported; its neighbours in the chunk and in the other worker are read."""
    words = [f"card {n}" for n in range(20)]
    words[7] = "kill"
    readings = list(read_batch(stack(tmp_path, *words), SETTINGS, box, workers=Workers(2, read=fake_read)))
    assert texts(readings) == [*words[:7], "-", *words[8:]]
    assert "007.txt" in str(readings[7].problem)
    assert "worker" in str(readings[7].problem)


def test_a_photo_whose_worker_died_by_chance_is_read_on_the_retry(tmp_path: Path, box: Box) -> None:
    """Somebody killed the worker; the photo was not to blame."""
    readings = list(
        read_batch(stack(tmp_path, "a", "once", "c"), SETTINGS, box, workers=Workers(1, read=fake_read))
    )
    assert texts(readings) == ["a", "once", "c"]


def test_a_fault_in_reading_one_photo_is_reported_without_the_cards_text(tmp_path: Path, box: Box) -> None:
    """The error's own words may hold what stands on a card: only its kind is told."""
    readings = list(
        read_batch(stack(tmp_path, "a", "fault", "c"), SETTINGS, box, workers=Workers(1, here, fake_read))
    )
    assert texts(readings) == ["a", "-", "c"]
    assert "ZeroDivisionError" in str(readings[1].problem)
    assert "Lipska" not in str(readings[1].problem)


def test_a_photo_on_which_an_engine_fails_is_named_and_costs_itself_alone(tmp_path: Path, box: Box) -> None:
    """Tesseract's time is up on one of three, which lay in one chunk: the others are read."""
    files = stack(tmp_path, "one", "unreadable", "three")
    for workers in (Workers(1, here, fake_read), Workers(2, read=fake_read)):
        readings = list(read_batch(files, SETTINGS, box, workers=workers))
        assert texts(readings) == ["one", "-", "three"]
        assert "001.txt" in str(readings[1].problem)
        assert "Tesseract did not answer in time." in str(readings[1].problem)


def test_an_engine_that_hangs_costs_its_photo_alone(
    tmp_path: Path, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever."""
    monkeypatch.setattr(ingest.batch, "STALLED_SECONDS", 1.5)
    readings = list(
        read_batch(stack(tmp_path, "a", "hang", "c"), SETTINGS, box, workers=Workers(1, read=fake_read))
    )
    assert texts(readings) == ["a", "-", "c"]
    assert "001.txt" in str(readings[1].problem)


def test_what_cannot_be_decoded_is_reported_and_tried_again_next_time(tmp_path: Path, box: Box) -> None:
    """A decoder may be installed by then, so a failure is not kept in the box."""
    files = stack(tmp_path, "a", "broken")
    for _ in range(2):
        readings = list(read_batch(files, SETTINGS, box, workers=Workers(1, here, fake_read)))
        assert texts(readings) == ["a", "-"]
        assert str(readings[1].problem).endswith("001.txt: stops in the middle.")
    assert len(list(box.readings())) == 1


def test_a_missing_file_is_one_sentence_and_the_rest_is_read(tmp_path: Path, box: Box) -> None:
    """In its place in the order."""
    files = [PhotoFile(str(tmp_path / "nothing.jpg")), *stack(tmp_path, "a")]
    readings = list(read_batch(files, SETTINGS, box, workers=Workers(1, here, fake_read)))
    assert texts(readings) == ["-", "a"]
    assert "nothing.jpg" in str(readings[0].problem)


def test_a_missing_engine_ends_the_run_and_keeps_what_is_done(tmp_path: Path, box: Box) -> None:
    """No photo is blamed for a missing Tesseract."""
    files = stack(tmp_path, *["a"] * 6, "engine")
    with pytest.raises(EngineMissing, match="install"):
        list(read_batch(files, SETTINGS, box, workers=Workers(1, read=fake_read)))


def test_photos_can_be_sent_to_workers_that_cannot_open_them(tmp_path: Path, box: Box) -> None:
    """The worker gets the bytes, chunk by chunk."""
    got: list[bytes | None] = []

    def remote(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
        got.extend(sheet.photo.content for sheet in sheets)
        return fake_read(sheets, settings)

    files = stack(tmp_path, "a", "b")
    readings = list(read_batch(files, SETTINGS, box, workers=Workers(1, here, remote, send_photos=True)))
    assert got == [b"a", b"b"]
    assert texts(readings) == ["a", "b"]


def test_only_a_few_chunks_are_out_at_once(tmp_path: Path, box: Box) -> None:
    """Ten thousand photos are walked, not piled up: what is read ahead of the consumer is bounded."""
    read: list[str] = []

    def counting(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
        read.extend(sheet.photo.file for sheet in sheets)
        assert len(sheets) <= ingest.batch.CHUNK
        return fake_read(sheets, settings)

    files = stack(tmp_path, *(f"card {n}" for n in range(300)))
    readings = read_batch(files, SETTINGS, box, workers=Workers(2, here, counting))
    next(readings)
    assert len(read) <= 4 * 2 * ingest.batch.CHUNK * ingest.batch.CHUNKS_AHEAD  # 144 of 300
    assert len(list(readings)) == 299
    assert len(read) == 300


def test_few_photos_are_shared_among_the_workers(tmp_path: Path, box: Box) -> None:
    """Four photos and two workers: two each, not four for one."""
    chunks: list[int] = []

    def counting(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
        chunks.append(len(sheets))
        return fake_read(sheets, settings)

    list(read_batch(stack(tmp_path, *"abcd"), SETTINGS, box, workers=Workers(2, here, counting)))
    assert chunks == [2, 2]


def test_progress_counts_every_page_and_ends_complete(tmp_path: Path, box: Box) -> None:
    """Done never falls, and the last word is all of all."""
    told: list[Progress] = []
    files = stack(tmp_path, *(f"card {n}" for n in range(9)), "broken")
    list(read_batch(files, SETTINGS, box, workers=Workers(1, here, fake_read), on_progress=told.append))
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert (told[-1].done, told[-1].total, told[-1].cards) == (10, 10, 9)


def test_workers_use_one_thread_a_private_folder_and_leave_nothing(tmp_path: Path, box: Box) -> None:
    """What the engines write is seen by nobody else and is gone afterwards."""
    readings = list(
        read_batch(stack(tmp_path, "a"), SETTINGS, box, workers=Workers(1, read=_tell_surroundings))
    )
    threads, folder, mode = texts(readings)[0].split(" ")
    assert threads == "1"
    assert mode == "0o40700"
    assert not Path(folder).exists()


def _tell_surroundings(sheets: Sequence[Sheet], settings: ReadSettings) -> tuple[Answer, ...]:
    import tempfile

    folder = Path(tempfile.gettempdir())
    (folder / "left.txt").write_text("as a killed engine would")
    text = f"{os.environ['OMP_THREAD_LIMIT']} {folder} {oct(folder.stat().st_mode)}"
    word = Word(text, 0.9, Rectangle(0, 0, 1, 1))
    card = CardReading(SQUARE, (9.0, 9.0), UNIT, (Line((word,)),))
    return (PhotoReading(sheets[0].photo.file, 1, sheets[0].content_hash, cards=(card,)),)


RUN = """
import signal
import sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore Ctrl-C
import ingest.batch
ingest.batch.count_pages = lambda photo: 1
from ingest.batch import PhotoFile, Workers, read_batch
from ingest.box import Box
from ingest.settings import ReadSettings
from tests.test_batch import fake_read
if __name__ == "__main__":
    files = [PhotoFile(str(file)) for file in sorted(Path(sys.argv[1]).glob("*.txt"))]
    with Box(Path(sys.argv[2])) as box:
        for reading in read_batch(files, ReadSettings(), box, workers=Workers(2, read=fake_read)):
            print(reading.cards, flush=True)
"""


def start(tmp_path: Path, box_file: Path) -> subprocess.Popen[str]:
    (tmp_path / "run.py").write_text(RUN)
    return subprocess.Popen(
        [sys.executable, str(tmp_path / "run.py"), str(tmp_path), str(box_file)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_ctrl_c_waits_for_no_photo_and_keeps_what_is_done(tmp_path: Path) -> None:
    """As a terminal sends it: to the whole group of processes, while one of them would take an hour."""
    stack(tmp_path, *(f"slow {n}" for n in range(20)), *(f"hang {n}" for n in range(40)))
    run = start(tmp_path, tmp_path / "box.sqlite")
    assert run.stdout is not None
    run.stdout.readline()
    os.killpg(run.pid, signal.SIGINT)
    run.communicate(timeout=60)
    assert run.returncode != 0
    with Box(tmp_path / "box.sqlite") as box:
        assert 0 < len(list(box.readings())) < 60


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """A kill -9 of the parent alone: its workers end too, and the next run gives the undisturbed output."""
    stack(tmp_path, *(f"slow {n}" for n in range(20)))
    undisturbed, _ = start(tmp_path, tmp_path / "other.sqlite").communicate(timeout=60)
    run = start(tmp_path, tmp_path / "box.sqlite")
    assert run.stdout is not None
    run.stdout.readline()
    run.kill()
    run.wait()
    for _ in range(50):  # the workers notice within a moment
        if not _group_is_alive(run.pid):
            break
        time.sleep(0.1)
    assert not _group_is_alive(run.pid)
    again, _ = start(tmp_path, tmp_path / "box.sqlite").communicate(timeout=60)
    assert again == undisturbed


def _group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_folders_left_by_killed_runs_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only those of runs that are no more."""
    monkeypatch.setattr(ingest.batch.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(ingest.batch.tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (tmp_path / f"wizytownik-{ended.pid}-x").mkdir()
    (tmp_path / f"wizytownik-{os.getpid()}-y").mkdir()
    with ingest.batch._private_folder() as folder:
        assert Path(folder).parent == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == [f"wizytownik-{os.getpid()}-y"]


def test_worker_processes_is_the_default_and_starts_nothing_when_all_is_known(tmp_path: Path) -> None:
    """A second run over a known stack needs no worker, so it is quick."""
    box = Box(None)
    files = stack(tmp_path, "a", "b")
    list(read_batch(files, SETTINGS, box, workers=Workers(1, here, fake_read)))

    def none_needed(workers: int) -> Executor:
        raise AssertionError("a worker was started")

    assert texts(list(read_batch(files, SETTINGS, box, workers=Workers(2, none_needed)))) == ["a", "b"]
    assert worker_processes.__doc__


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
def test_real_photos_read_the_same_in_any_company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other in this process, and in chunks by two workers: a photo's reading is its own."""
    monkeypatch.undo()
    photos = [PhotoFile(str(file)) for file in sorted((ROOT / "samples" / "photos").glob("*.jpg"))[:3]]
    alone = [
        reading
        for photo in photos
        for reading in read_batch([photo], SETTINGS, Box(None), workers=Workers(1, here))
    ]
    together = list(read_batch(photos, SETTINGS, Box(None), workers=Workers(2)))
    assert together == alone
    assert all(reading.cards for reading in together)
