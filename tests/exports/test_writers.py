"""The care for files of people's: copies, locks, kills, names."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from exports import files, writers
from exports.errors import ExportError
from exports.files import write_whole
from exports.writers import WRITERS, write_table
from tests.exports.cards import card

SUFFIXES = sorted(WRITERS)
TABLES = (".csv", ".xlsx")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_second_run_with_the_same_cards_leaves_the_file_untouched(tmp_path: Path, suffix: str) -> None:
    """Not one byte, no copy, not even a new time."""
    path = tmp_path / f"a{suffix}"
    first = write_table([card(0), card(1)], path)
    before = path.stat()
    second = write_table([card(0), card(1)], path, remembered=first.remembered)
    assert path.stat().st_mtime_ns == before.st_mtime_ns and path.stat().st_ino == before.st_ino
    assert second.backup is None and [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", TABLES)
def test_the_file_as_it_was_is_kept_before_the_first_change_and_not_again(
    tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    write_table([card(0)], path)
    original = path.read_bytes()
    second = write_table([card(1)], path)
    third = write_table([card(2)], path)
    assert second.backup == tmp_path / f"a{suffix}.bak" and third.backup is None
    assert second.backup.read_bytes() == original


@pytest.mark.parametrize("suffix", TABLES)
@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_a_table_open_elsewhere_is_left_and_the_contacts_written_beside(
    tmp_path: Path, suffix: str, lock: str
) -> None:
    """With all rows and notes of the table, so that nothing has to be put together by hand."""
    path = tmp_path / f"a{suffix}"
    first = write_table([card(0)], path)
    before = path.read_bytes()
    (tmp_path / lock.format(path.name)).write_bytes(b"")
    result = write_table([card(0), card(1)], path, remembered=first.remembered)
    assert path.read_bytes() == before and result.path == tmp_path / f"a-new{suffix}"
    assert "open in another program" in (result.refused or "") and result.remembered == first.remembered
    assert write_table([card(1)], path).path == tmp_path / f"a-new-2{suffix}"
    assert result.path.read_bytes() != before and (result.rows_added, result.rows_kept) == (1, 1)


def test_a_table_that_may_not_be_written_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where an open file cannot be replaced."""
    path = tmp_path / "a.csv"
    write_table([card(0)], path)
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if Path(target).name == "a.csv":
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(files.Path, "replace", refuse)
    before = path.read_bytes()
    result = write_table([card(1)], path)
    assert path.read_bytes() == before and result.path.name == "a-new.csv"
    assert "cannot be written" in (result.refused or "")


@pytest.mark.parametrize("suffix", TABLES)
def test_what_is_saved_during_a_merge_is_merged_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """A person saves in the very second in which the program has read the old file."""
    path, other = tmp_path / f"a{suffix}", tmp_path / f"b{suffix}"
    write_table([card(0)], path)
    write_table([card(0, notes={"needs": "kawa"})], other)
    merge, saves = writers.merge, [other.read_bytes()]

    def merge_while_somebody_saves(*args: Any, **more: Any) -> Any:
        if saves:
            path.write_bytes(saves.pop())
        return merge(*args, **more)

    monkeypatch.setattr(writers, "merge", merge_while_somebody_saves)
    assert write_table([card(1)], path).refused is None
    assert [row["needs"] for row in writers.read_table(path).rows()] == ["kawa", ""]


def test_a_killed_run_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    write_whole(path, b"old")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_a_linked_table_stays_a_link_and_keeps_its_rights(tmp_path: Path) -> None:
    """A table in a synchronised folder is often reached through a link."""
    real = tmp_path / "real.csv"
    write_table([card(0)], real)
    real.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(real)
    write_table([card(1)], link)
    assert link.is_symlink() and "Jan Ćwiek" in real.read_text(encoding="utf-8")
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_an_unknown_suffix_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        ExportError, match=r"a\.ods has no suffix that can be written; use \.xlsx, \.csv, \.jsonl, \.vcf\."
    ):
        write_table([card(0)], tmp_path / "a.ods")


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError, match=r"a\.csv cannot be written"):
        write_table([card(0)], tmp_path / "file" / "a.csv")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_filled(tmp_path: Path, suffix: str) -> None:
    """As ``touch`` or a synchroniser leaves it."""
    path = tmp_path / f"a{suffix}"
    path.touch()
    assert write_table([card(0)], path).refused is None and path.stat().st_size


def test_names_with_letters_and_spaces(tmp_path: Path) -> None:
    path = tmp_path / "Zażółć gęślą" / "moje kontakty.xlsx"
    assert write_table([card(0)], path).path.exists()


def test_no_contacts_make_an_empty_table(tmp_path: Path) -> None:
    """Headings are there, and cards can be added later."""
    for suffix in TABLES:
        path = tmp_path / f"a{suffix}"
        write_table([], path)
        assert write_table([card(0)], path).rows_added == 1
