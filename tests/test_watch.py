from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from ingest.watch import batches_of_new_photos


def watch(folder: Path, *happenings: Callable[[], object]) -> list[list[str]]:
    """The batches handed out while one thing after the other happens between two looks."""
    left = list(happenings)

    class OverError(Exception):
        pass

    def sleep(_seconds: float) -> None:
        if not left:
            raise OverError
        left.pop(0)()

    batches: list[list[str]] = []
    with suppress(OverError):
        batches.extend(
            [Path(photo.file).name for photo in batch]
            for batch in batches_of_new_photos(folder, 1.0, sleep=sleep)
        )
    return batches


def nothing() -> None:
    pass


def test_what_is_there_is_read_first_and_new_photos_as_they_come(tmp_path: Path) -> None:
    """Each photo once, in order of their names."""
    (tmp_path / "IMG_2.jpg").write_bytes(b"two")
    (tmp_path / "IMG_10.jpg").write_bytes(b"ten")
    batches = watch(
        tmp_path, nothing, nothing, lambda: (tmp_path / "IMG_11.jpg").write_bytes(b"new"), nothing, nothing
    )
    assert batches == [["IMG_2.jpg", "IMG_10.jpg"], ["IMG_11.jpg"]]


def test_a_photo_that_still_grows_is_left_alone(tmp_path: Path) -> None:
    """A phone sends a photo in pieces; half a photo must not be read."""
    photo = tmp_path / "IMG_1.jpg"
    batches = watch(
        tmp_path,
        lambda: photo.write_bytes(b""),
        nothing,
        lambda: photo.write_bytes(b"half"),
        lambda: photo.write_bytes(b"half and half"),
        nothing,
        nothing,
    )
    assert batches == [["IMG_1.jpg"]]


def test_a_photo_that_was_replaced_is_read_again(tmp_path: Path) -> None:
    """Taken once more under the same name."""
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(b"blurred")
    batches = watch(tmp_path, nothing, lambda: photo.write_bytes(b"sharp one"), nothing, nothing)
    assert batches == [["IMG_1.jpg"], ["IMG_1.jpg"]]


def test_other_files_and_a_vanished_folder_do_no_harm(tmp_path: Path) -> None:
    """Notes in the folder are passed over; a share that goes away comes back."""
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "notes.txt").write_text("not a photo")
    (folder / "IMG_1.jpg").write_bytes(b"one")
    away = tmp_path / "away"
    batches = watch(
        folder, nothing, lambda: folder.rename(away), nothing, lambda: away.rename(folder), nothing, nothing
    )
    assert batches == [["IMG_1.jpg"]]


def test_it_never_ends_by_itself(tmp_path: Path) -> None:
    """A folder is watched until the person stops it."""
    looks = iter(range(100))

    def sleep(_seconds: float) -> None:
        if next(looks) == 50:
            (tmp_path / "IMG_1.jpg").write_bytes(b"late")

    assert len(list(islice(batches_of_new_photos(tmp_path, 1.0, sleep=sleep), 1))) == 1
