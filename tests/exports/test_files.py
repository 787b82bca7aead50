"""How files of a person's are changed, and what is kept of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from exports.files import keep_backup, opened_elsewhere, replace_whole
from exports.writers import write_table
from tests.exports.cards import card


@pytest.mark.parametrize("suffix", [".vcf", ".jsonl"])
def test_what_is_replaced_whole_is_copied_every_time(tmp_path: Path, suffix: str) -> None:
    """No copy is written over, however often the file is replaced."""
    path = tmp_path / f"a{suffix}"
    backups = [write_table([card(number)], path).backup for number in range(4)]
    assert [backup.name if backup else None for backup in backups] == [
        None, f"a{suffix}.bak", f"a{suffix}.bak-2", f"a{suffix}.bak-3",
    ]  # fmt: skip
    for number, backup in enumerate(backups[1:]):
        assert backup and card(number).emails[0] in backup.read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_table_keeps_its_first_copy(tmp_path: Path, suffix: str) -> None:
    """What comes later is merged into it."""
    path = tmp_path / f"a{suffix}"
    backups = [write_table([card(number)], path).backup for number in range(3)]
    assert backups == [None, tmp_path / f"a{suffix}.bak", None]


def test_what_can_be_made_again_is_not_copied(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    assert replace_whole(path, b"ours 1", ours=b"ours") is None
    assert replace_whole(path, b"ours 2", ours=b"ours") is None
    path.write_bytes(b"a person's own")
    assert replace_whole(path, b"ours 3", ours=b"ours") == tmp_path / "a.ics.bak"
    assert (tmp_path / "a.ics.bak").read_bytes() == b"a person's own" and path.read_bytes() == b"ours 3"
    assert keep_backup(path) is None


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("beside_the_link", [True, False])
def test_a_lock_is_seen_beside_a_link_and_beside_its_file(
    tmp_path: Path, lock: str, beside_the_link: bool
) -> None:
    """A program may have opened either name."""
    (tmp_path / "folder").mkdir()
    real, link = tmp_path / "folder" / "real.xlsx", tmp_path / "link.xlsx"
    real.write_bytes(b"")
    link.symlink_to(real)
    assert opened_elsewhere(link) is None
    opened = link if beside_the_link else real
    found = opened.with_name(lock.format(opened.name))
    found.write_bytes(b"")
    assert opened_elsewhere(link) == found
