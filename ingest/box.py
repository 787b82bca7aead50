"""The box: one SQLite file that remembers what was read, so that nothing is read twice.

It keeps three things, and none that a person typed: readings of photos (by the photo's bytes, not by
its name) with what they were understood to say; what was last written into which table, so that a
person's own change can be told from the program's; and what is to stay forgotten, as hashes and places,
never as names. Deleting the file costs time, not data: the photos are read again.

Two runs may use one box at once: every write is one short transaction, and a run that merges into a
table holds the write lock (`Box.alone`) so that no rows of another run get lost.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Self

from ingest.errors import UsageError
from ingest.plain import from_json, to_json
from ingest.reading import PhotoReading, parsing_version, reading_version
from ingest.settings import ParseSettings, ReadSettings
from parsers.contact import Contact
from parsers.lines import Corners, Point

APPLICATION_ID = 0x57495A59  # "WIZY", in the header of the file: a box is told from any other database
MIGRATIONS: tuple[str, ...] = (
    # Each entry takes a box from version n to n + 1; never change one that was released.
    """
    CREATE TABLE readings (
        content_hash TEXT NOT NULL, page INTEGER NOT NULL, settings TEXT NOT NULL, version TEXT NOT NULL,
        file TEXT NOT NULL, reading TEXT NOT NULL, PRIMARY KEY (content_hash, page, settings));
    CREATE TABLE pages (content_hash TEXT PRIMARY KEY, pages INTEGER NOT NULL);
    CREATE TABLE written (
        table_file TEXT NOT NULL, row TEXT NOT NULL, cells TEXT NOT NULL, PRIMARY KEY (table_file, row));
    CREATE TABLE forgotten_places (
        content_hash TEXT NOT NULL, page INTEGER NOT NULL, corners TEXT NOT NULL,
        PRIMARY KEY (content_hash, page, corners));
    CREATE TABLE forgotten_cards (card TEXT PRIMARY KEY);
    """,
    """
    CREATE TABLE understood (
        content_hash TEXT NOT NULL, page INTEGER NOT NULL, key TEXT NOT NULL, contacts TEXT NOT NULL,
        PRIMARY KEY (content_hash, page));
    """,
)
BUSY_SECONDS = 60.0  # how long a run waits for another one that is merging into a large table


def default_box() -> Path:
    """The box in the user's own data folder."""
    from platformdirs import user_data_path

    return user_data_path("wizytownik", appauthor=False) / "box.sqlite"


class Box:
    """An open box; use it as a context manager. ``file`` None is a box in memory, gone at the end.

    Raises UsageError where the file is damaged, was written by a newer version of the program or is
    not a box at all; the file is then left as it was.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        if file is None:
            self._database = sqlite3.connect(":memory:", isolation_level=None)
        else:
            _refuse_what_is_no_box(file)
            self._database = _connect(file)
        try:
            self._migrate()
        except sqlite3.Error as error:
            self._database.close()
            raise UsageError(_cannot_be_used(file, error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One transaction that no other run can write beside; undone when the block raises."""
        if self._database.in_transaction:
            yield
            return
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield
            self._database.execute("COMMIT")
        except BaseException as error:
            with suppress(sqlite3.Error):  # a full disk has undone it already
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):  # locked for long, or the disk is full
                raise UsageError(_cannot_be_used(self.file, error)) from error
            raise

    # Readings ------------------------------------------------------------------------------------

    def keep(self, readings: Iterable[PhotoReading], settings: ReadSettings) -> None:
        """Remember readings; cards that are to stay forgotten are blanked first."""
        with self.alone():
            self._database.executemany(
                "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        reading.content_hash,
                        reading.page,
                        _settings_key(settings),
                        reading_version(),
                        _as_text(reading.file),
                        to_json(replace(self._without_forgotten(reading), file=""), PhotoReading),
                    )
                    for reading in readings
                ],
            )

    def reading(self, content_hash: str, page: int, settings: ReadSettings, file: str) -> PhotoReading | None:
        """What was read off this page with these settings by this version; ``file`` is today's name."""
        row = self._database.execute(
            "SELECT reading FROM readings"
            " WHERE content_hash = ? AND page = ? AND settings = ? AND version = ?",
            (content_hash, page, _settings_key(settings), reading_version()),
        ).fetchone()
        return self._without_forgotten(_named(row[0], file)) if row else None

    def has(self, content_hash: str, page: int, settings: ReadSettings) -> bool:
        """Whether ``reading`` would find this page."""
        return bool(
            self._database.execute(
                "SELECT 1 FROM readings WHERE content_hash = ? AND page = ? AND settings = ? AND version = ?",
                (content_hash, page, _settings_key(settings), reading_version()),
            ).fetchone()
        )

    def readings(self) -> Iterator[PhotoReading]:
        """Everything kept, whatever the settings and the version, sorted by the names last seen."""
        for file, text in self._database.execute("SELECT file, reading FROM readings ORDER BY file, page"):
            yield self._without_forgotten(_named(text, file))

    def keep_contacts(self, reading: PhotoReading, parse: ParseSettings, contacts: Sequence[Contact]) -> None:
        """Remember what a reading was understood to say, so that unchanged parsers need not say it again."""
        nameless = tuple(replace(contact, source=replace(contact.source, file="")) for contact in contacts)
        with self.alone():
            self._database.execute(
                "INSERT OR REPLACE INTO understood VALUES (?, ?, ?, ?)",
                (
                    reading.content_hash,
                    reading.page,
                    _understanding_key(reading, parse),
                    to_json(nameless, tuple[Contact, ...]),
                ),
            )

    def contacts(self, reading: PhotoReading, parse: ParseSettings) -> tuple[Contact, ...] | None:
        """What these parsers understood of this very reading before; None where they did not see it yet."""
        row = self._database.execute(
            "SELECT key, contacts FROM understood WHERE content_hash = ? AND page = ?",
            (reading.content_hash, reading.page),
        ).fetchone()
        if row is None or row[0] != _understanding_key(reading, parse):
            return None
        contacts: tuple[Contact, ...] = from_json(row[1], tuple[Contact, ...])
        return tuple(
            replace(contact, source=replace(contact.source, file=reading.file)) for contact in contacts
        )

    def keep_pages(self, content_hash: str, pages: int) -> None:
        """Remember how many pages the file with these bytes has."""
        with self.alone():
            self._database.execute("INSERT OR REPLACE INTO pages VALUES (?, ?)", (content_hash, pages))

    def pages(self, content_hash: str) -> int | None:
        """How many pages the file with these bytes has; None where it was not counted yet."""
        row = self._database.execute(
            "SELECT pages FROM pages WHERE content_hash = ?", (content_hash,)
        ).fetchone()
        return int(row[0]) if row else None

    # What was written into tables -----------------------------------------------------------------

    def written(self, table: Path) -> dict[str, dict[str, str]]:
        """What the program last wrote into ``table``: row key -> column key -> cell."""
        return self._written(_table_key(table)) or self._written(_as_text(str(table.absolute())))

    def written_before_it_moved(self, card_ids: AbstractSet[str]) -> dict[str, dict[str, str]]:
        """The same of a table that has left its place and had most of these rows; {} where none had."""
        gone = (self._written(_as_text(str(table))) for table in self.tables() if not table.exists())
        shared, best = max(
            ((len(card_ids & rows.keys()), rows) for rows in gone), key=lambda pair: pair[0], default=(0, {})
        )
        return best if 2 * shared > len(card_ids) else {}

    def _written(self, key: str) -> dict[str, dict[str, str]]:
        rows = self._database.execute(
            "SELECT row, cells FROM written WHERE table_file = ? ORDER BY row", (key,)
        )
        try:
            return {row: json.loads(cells) for row, cells in rows}
        except ValueError as error:
            raise UsageError(_cannot_be_used(self.file, sqlite3.DatabaseError(str(error)))) from error

    def remember_written(self, table: Path, rows: Mapping[str, Mapping[str, str]]) -> None:
        """Replace the memory of ``table`` by ``rows``."""
        with self.alone():
            self._database.execute("DELETE FROM written WHERE table_file = ?", (_table_key(table),))
            self._database.executemany(
                "INSERT INTO written VALUES (?, ?, ?)",
                [
                    (_table_key(table), row, json.dumps(dict(cells), ensure_ascii=False, sort_keys=True))
                    for row, cells in rows.items()
                ],
            )

    def tables(self) -> tuple[Path, ...]:
        """The tables that the box remembers."""
        return tuple(
            Path(row[0])
            for row in self._database.execute("SELECT DISTINCT table_file FROM written ORDER BY table_file")
        )

    # Forgetting -----------------------------------------------------------------------------------

    def forget(self, card_ids: Iterable[str], places: Iterable[tuple[str, int, Corners]] = ()) -> None:
        """Drop what is kept of these cards and never take them up again.

        places: (content hash, page, corners in photo pixels) of the cards, so that they stay forgotten
        when a later version of the program cuts the photo differently. Text of a forgotten card is
        overwritten in the file, not only unlinked.
        """
        card_ids = tuple(card_ids)
        with self.alone():
            self._database.executemany(
                "INSERT OR IGNORE INTO forgotten_cards VALUES (?)",
                [(_hashed(card_id),) for card_id in card_ids],
            )
            self._database.executemany(
                "INSERT OR IGNORE INTO forgotten_places VALUES (?, ?, ?)",
                [(content_hash, page, json.dumps(corners)) for content_hash, page, corners in places],
            )
            self._database.executemany(
                "DELETE FROM written WHERE row = ?", [(card_id,) for card_id in card_ids]
            )
            self._database.execute("DELETE FROM understood")  # made again without the person
            for content_hash, page, settings, text in self._database.execute(
                "SELECT content_hash, page, settings, reading FROM readings"
                " WHERE content_hash IN (SELECT content_hash FROM forgotten_places)"
            ).fetchall():
                blanked = to_json(self._without_forgotten(from_json(text, PhotoReading)), PhotoReading)
                self._database.execute(
                    "UPDATE readings SET reading = ? WHERE content_hash = ? AND page = ? AND settings = ?",
                    (blanked, content_hash, page, settings),
                )
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def is_forgotten(self, card_id: str) -> bool:
        """Whether the card with this id is to stay forgotten."""
        return bool(
            self._database.execute(
                "SELECT 1 FROM forgotten_cards WHERE card = ?", (_hashed(card_id),)
            ).fetchone()
        )

    def forgotten_cards(self, reading: PhotoReading) -> frozenset[int]:
        """Numbers (from 1) of the cards of ``reading`` that stand where a forgotten card stood."""
        places = [
            json.loads(row[0])
            for row in self._database.execute(
                "SELECT corners FROM forgotten_places WHERE content_hash = ? AND page = ?",
                (reading.content_hash, reading.page),
            )
        ]
        return frozenset(
            number
            for number, card in enumerate(reading.cards, 1)
            if any(_is_inside(_middle(card.corners), place) for place in places)
        )

    def _without_forgotten(self, reading: PhotoReading) -> PhotoReading:
        """Forgotten cards keep their number and lose their text, so that no other card is renumbered."""
        forgotten = self.forgotten_cards(reading)
        if not forgotten:
            return reading
        cards = tuple(
            replace(card, lines=(), qr_codes=()) if number in forgotten else card
            for number, card in enumerate(reading.cards, 1)
        )
        return replace(reading, cards=cards)

    # The file -------------------------------------------------------------------------------------

    def _migrate(self) -> None:
        execute = self._database.execute
        # A forgotten person's text is overwritten, not left in free pages.
        execute("PRAGMA secure_delete = ON")
        execute("PRAGMA synchronous = NORMAL")
        if execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS):
            return
        with self.alone():  # another run may have been quicker: the version is asked again inside
            version = execute("PRAGMA user_version").fetchone()[0]
            for statements in MIGRATIONS[version:]:
                for statement in statements.split(";"):
                    execute(statement)
            execute(f"PRAGMA application_id = {APPLICATION_ID}")
            execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _connect(file: Path) -> sqlite3.Connection:
    """Open or create the file, readable by its owner alone, with a log that readers and a writer share."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        database = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(_cannot_be_used(file, error)) from error
    end = time.monotonic() + BUSY_SECONDS
    while True:  # SQLite does not wait by itself when two runs switch a new file to WAL at once
        try:
            database.execute("PRAGMA journal_mode = WAL")
            return database
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                database.close()
                raise UsageError(_cannot_be_used(file, error)) from error
            time.sleep(0.05)


def _refuse_what_is_no_box(file: Path) -> None:
    """Look at an existing file without changing it; raise UsageError where it must not be used."""
    try:
        if not file.exists() or file.stat().st_size == 0:
            return
        database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(_cannot_be_used(file, error)) from error
    try:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        owner = database.execute("PRAGMA application_id").fetchone()[0]
        tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables and owner != APPLICATION_ID:
            raise UsageError(
                f"{file} belongs to another program and is no box of ours: name another file with --box."
            )
        if version > len(MIGRATIONS):
            raise UsageError(
                f"The box {file} was written by a newer version of wizytownik: update the program, "
                "or name another file with --box."
            )
        answer = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        if answer != "ok":
            raise sqlite3.DatabaseError(answer)
    except sqlite3.Error as error:
        raise UsageError(_cannot_be_used(file, error)) from error
    finally:
        database.close()


def check(file: Path) -> str | None:
    """A plain sentence on what is wrong with the box, None where it is sound or not there yet."""
    try:
        _refuse_what_is_no_box(file)
    except UsageError as error:
        return str(error)
    return None


def _cannot_be_used(file: Path | None, error: Exception) -> str:
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return f"The box {file} is in use by another run: wait for its end, or name another file with --box."
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return (
            f"The box {file} is damaged or is no box ({error}): move it away, or name another file with "
            "--box, and run again. Nothing you typed is in a box; the photos are read once more."
        )
    return f"The box {file} cannot be used ({error}): make room for it, or name another file with --box."


def _named(text: str, file: str) -> PhotoReading:
    reading: PhotoReading = replace(from_json(text, PhotoReading), file=file)
    return reading


def _settings_key(settings: ReadSettings | ParseSettings) -> str:
    return json.dumps(asdict(settings), sort_keys=True)


def _understanding_key(reading: PhotoReading, parse: ParseSettings) -> str:
    """Changes with the reading itself, with what the parsers are told, and with the parsers."""
    text = to_json(replace(reading, file=""), PhotoReading) + _settings_key(parse) + parsing_version()
    return hashlib.sha256(text.encode()).hexdigest()


def _table_key(table: Path) -> str:
    return _as_text(str(table.resolve()))


def _as_text(name: str) -> str:
    """A file name as text that SQLite can hold; bytes that are no UTF-8 become visible escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _hashed(card_id: str) -> str:
    return hashlib.sha256(f"wizytownik card {card_id}".encode()).hexdigest()


def _middle(corners: Corners) -> Point:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


def _is_inside(point: Point, corners: Corners) -> bool:
    """Whether ``point`` lies in the quadrilateral, whichever way round its corners go (even-odd rule)."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
