from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.box import APPLICATION_ID, MIGRATIONS, Box, check
from ingest.errors import UsageError
from ingest.plain import from_json, to_json
from ingest.reading import CardReading, PhotoReading
from ingest.settings import ParseSettings, ReadSettings
from parsers.contact import Address, Contact, Field, PersonName, Phone, Source, Span, TaxId
from parsers.lines import Box as Rectangle
from parsers.lines import Line, Word

SETTINGS = ReadSettings()
LEFT = ((0.0, 0.0), (100.0, 0.0), (100.0, 60.0), (0.0, 60.0))
RIGHT = ((200.0, 0.0), (300.0, 0.0), (300.0, 60.0), (200.0, 60.0))
UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def card(text: str, corners=LEFT) -> CardReading:
    words = tuple(Word(word, 0.9, Rectangle(0.5, 1, 2, 3)) for word in text.split())
    return CardReading(corners, (100.0, 60.0), UNIT, (Line(words, (text.upper(),)),), ("QR " + text,))


def photo(*cards: CardReading, page: int = 1, file: str = "one.jpg") -> PhotoReading:
    return PhotoReading(file, page, "a" * 64, date(2026, 5, 4), cards)


numbers = st.floats(allow_nan=False, width=64)
points = st.tuples(numbers, numbers)
quadrilaterals = st.tuples(points, points, points, points)
rectangles = st.builds(Rectangle, numbers, numbers, numbers, numbers)
words = st.builds(Word, st.text(), numbers, rectangles, st.sampled_from(("qr", "both")))
lines = st.builds(Line, st.lists(words, max_size=3).map(tuple), st.lists(st.text(), max_size=2).map(tuple))
rows = st.tuples(numbers, numbers, numbers)
cards = st.builds(
    CardReading,
    quadrilaterals,
    st.tuples(numbers, numbers),
    st.tuples(rows, rows, rows),
    st.lists(lines, max_size=3).map(tuple),
    st.lists(st.text(), max_size=2).map(tuple),
)
photos = st.builds(
    PhotoReading,
    file=st.text(),
    page=st.integers(1, 500),
    content_hash=st.text("0123456789abcdef", min_size=64, max_size=64),
    taken_on=st.none() | st.dates(),
    cards=st.lists(cards, max_size=2).map(tuple),
    problem=st.none() | st.text(),
)


phones = st.builds(Phone, st.text(), st.text(), st.text(), st.text())
tax_ids = st.builds(TaxId, st.text(), st.text(), st.text(), st.none() | st.booleans())
names = st.builds(PersonName, st.text(), st.text())
addresses = st.builds(Address, st.text(), st.text())
fields = st.builds(
    Field,
    kind=st.text(),
    value=st.text(),
    printed=st.text(),
    confidence=numbers,
    box=rectangles,
    reader=st.text(),
    rule=st.text(),
    spans=st.lists(st.builds(Span, st.integers(), st.integers(), st.integers()), max_size=2).map(tuple),
    detail=st.none() | names | phones | addresses | tax_ids,
    problem=st.none() | st.text(),
    needs_review=st.booleans(),
    corners=st.none() | quadrilaterals,
)
contacts = st.builds(
    Contact,
    card_id=st.text(),
    source=st.builds(
        Source, file=st.text(), corners=st.none() | quadrilaterals, taken_on=st.none() | st.dates()
    ),
    name=st.text(),
    phones=st.lists(phones, max_size=2).map(tuple),
    addresses=st.lists(addresses, max_size=1).map(tuple),
    tax_ids=st.lists(tax_ids, max_size=1).map(tuple),
    fields=st.lists(fields, max_size=2).map(tuple),
    text=st.lists(st.text(), max_size=2).map(tuple),
    notes=st.dictionaries(st.text(), st.text(), max_size=2),
    problem=st.none() | st.text(),
)


@given(photos)
def test_a_reading_comes_back_from_json_exactly(reading: PhotoReading) -> None:
    """Nothing is rounded, cut or reordered, whatever a card may hold."""
    assert from_json(to_json(reading, PhotoReading), PhotoReading) == reading


@given(contacts)
def test_a_contact_comes_back_from_json_exactly(contact: Contact) -> None:
    """With every kind of detail, and the detail's own type."""
    again = from_json(to_json(contact, Contact), Contact)
    assert again == contact
    assert [type(field.detail) for field in again.fields] == [type(field.detail) for field in contact.fields]


def test_only_known_types_are_kept() -> None:
    """Whatever else is a slip in the code, seen at once."""
    with pytest.raises(TypeError, match="bytes"):
        to_json(b"", bytes)


def test_contacts_are_kept_for_one_reading_one_setting_and_one_version_of_the_parsers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anything else is understood anew; the file's name is today's."""
    reading = photo(card("Anna Lipska"))
    contact = Contact("id", Source("one.jpg", corners=LEFT), name="Anna Lipska")
    with Box(tmp_path / "box.sqlite") as box:
        box.keep_contacts(reading, ParseSettings(), (contact,))
        assert box.contacts(reading, ParseSettings()) == (contact,)
        renamed = box.contacts(replace(reading, file="two.jpg"), ParseSettings())
        assert renamed == (replace(contact, source=replace(contact.source, file="two.jpg")),)
        assert box.contacts(reading, ParseSettings(region="DE")) is None
        assert box.contacts(photo(card("Anna Lipskaowa")), ParseSettings()) is None
        monkeypatch.setattr("ingest.box.parsing_version", lambda: "newer")
        assert box.contacts(reading, ParseSettings()) is None


def test_a_photo_is_known_by_its_bytes_not_by_its_name(tmp_path: Path) -> None:
    """A renamed photo is the same photo, and its reading carries today's name."""
    with Box(tmp_path / "box.sqlite") as box:
        box.keep([photo(card("Anna Lipska"))], SETTINGS)
    with Box(tmp_path / "box.sqlite") as box:
        found = box.reading("a" * 64, 1, SETTINGS, "renamed.jpg")
    assert found is not None
    assert found.file == "renamed.jpg"
    assert found.cards == (card("Anna Lipska"),)


def test_other_settings_or_another_version_are_another_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read with Polish alone is not an answer for Polish and German."""
    with Box(tmp_path / "box.sqlite") as box:
        box.keep([photo(card("Anna Lipska"))], SETTINGS)
        assert box.has("a" * 64, 1, SETTINGS)
        assert not box.has("a" * 64, 1, ReadSettings(languages=("deu",)))
        assert not box.has("a" * 64, 2, SETTINGS)
        monkeypatch.setattr("ingest.box.reading_version", lambda: "newer")
        assert not box.has("a" * 64, 1, SETTINGS)
        box.keep([photo(card("Anna Lipskaowa"))], SETTINGS)
        assert [reading.cards[0] for reading in box.readings()] == [card("Anna Lipskaowa")]


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\x00" + bytes(5000)], ids=["text", "zeros"]
)
def test_a_damaged_box_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    """One sentence that names the file; not a byte of it changes and nothing is put beside it."""
    file = tmp_path / "box.sqlite"
    file.write_bytes(content)
    with pytest.raises(UsageError, match=r"box\.sqlite"):
        Box(file)
    assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]
    assert check(file)


def test_a_box_damaged_in_the_middle_is_noticed(tmp_path: Path) -> None:
    """The header is sound, a page inside is not."""
    file = tmp_path / "box.sqlite"
    with Box(file) as box:
        box.keep([photo(card("Anna Lipska " * 200), page=page) for page in range(1, 40)], SETTINGS)
    content = bytearray(file.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = b"\xff" * 4096
    file.write_bytes(content)
    with pytest.raises(UsageError, match="damaged"):
        Box(file)


def test_a_newer_box_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    """An older program must not write into what it does not understand."""
    file = tmp_path / "box.sqlite"
    with Box(file):
        pass
    database = sqlite3.connect(file)
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    database.close()
    before = file.read_bytes()
    with pytest.raises(UsageError, match="newer version"):
        Box(file)
    assert file.read_bytes() == before


def test_an_older_box_is_brought_up_to_date_with_what_it_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From every version that there was."""
    for version in range(1, len(MIGRATIONS)):
        file = tmp_path / f"{version}.sqlite"
        with monkeypatch.context() as then:
            then.setattr("ingest.box.MIGRATIONS", MIGRATIONS[:version])
            with Box(file) as box:
                box.keep([photo(card("Anna Lipska"))], SETTINGS)
        with Box(file) as box:
            assert box.has("a" * 64, 1, SETTINGS)
            assert box.contacts(photo(card("Anna Lipska")), ParseSettings()) is None
        assert sqlite3.connect(file).execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)


def test_the_database_of_another_program_is_never_touched(tmp_path: Path) -> None:
    """A slip in --box must not cost anyone a database."""
    file = tmp_path / "addresses.db"
    database = sqlite3.connect(file)
    database.execute("CREATE TABLE people (name)")
    database.commit()
    database.close()
    before = file.read_bytes()
    with pytest.raises(UsageError, match="another program"):
        Box(file)
    assert file.read_bytes() == before


def test_a_box_is_marked_private_and_versioned(tmp_path: Path) -> None:
    """The file says what it is, and only its owner can read it."""
    file = tmp_path / "folder" / "box.sqlite"
    with Box(file):
        pass
    database = sqlite3.connect(file)
    assert database.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    assert database.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    database.close()
    assert file.stat().st_mode & 0o077 == 0
    assert check(file) is None


def test_a_box_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    """A file where a folder should be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="--box"):
        Box(tmp_path / "file" / "box.sqlite")


def test_what_was_written_is_remembered_table_by_table(tmp_path: Path) -> None:
    """Each table has a memory of its own, and a new one replaces the old."""
    with Box(tmp_path / "box.sqlite") as box:
        box.remember_written(tmp_path / "a.xlsx", {"card1": {"name": "Żaneta", "email": ""}, "card2": {}})
        box.remember_written(tmp_path / "b.csv", {"card1": {"name": "Zaneta"}})
        box.remember_written(tmp_path / "a.xlsx", {"card1": {"name": "Żaneta", "email": "z@x.example"}})
        assert box.written(tmp_path / "a.xlsx") == {"card1": {"name": "Żaneta", "email": "z@x.example"}}
        assert box.written(tmp_path / "b.csv") == {"card1": {"name": "Zaneta"}}
        assert box.written(tmp_path / "c.csv") == {}
        assert box.tables() == (tmp_path / "a.xlsx", tmp_path / "b.csv")


def test_nothing_is_remembered_when_the_work_around_it_fails(tmp_path: Path) -> None:
    """The table and the memory of it change together or not at all."""
    with Box(tmp_path / "box.sqlite") as box:
        with pytest.raises(RuntimeError), box.alone():
            box.remember_written(tmp_path / "a.xlsx", {"card1": {}})
            raise RuntimeError
        assert box.written(tmp_path / "a.xlsx") == {}


def test_a_forgotten_card_leaves_no_trace_in_the_file_and_stays_forgotten(tmp_path: Path) -> None:
    """Its neighbour on the photo stays, with its number; the text is gone from the bytes on disk."""
    file = tmp_path / "box.sqlite"
    both = photo(card("Zdzislawa Unikalna", LEFT), card("Jan Kowalski", RIGHT))
    with Box(file) as box:
        box.keep([both], SETTINGS)
        box.keep_contacts(both, ParseSettings(), (Contact("id1", name="Zdzislawa Unikalna"),))
        box.remember_written(tmp_path / "a.csv", {"id1": {"name": "Zdzislawa Unikalna"}, "id2": {}})
        box.forget(["id1"], [("a" * 64, 1, LEFT)])
        assert list(box.written(tmp_path / "a.csv")) == ["id2"]
        box.keep([both], SETTINGS)  # read again, by another version for instance
        reading = box.reading("a" * 64, 1, SETTINGS, "one.jpg")
        assert reading is not None
        assert reading.cards[0].lines == ()
        assert reading.cards[0].qr_codes == ()
        assert reading.cards[1] == card("Jan Kowalski", RIGHT)
        assert box.forgotten_cards(both) == {1}
        assert box.is_forgotten("id1")
        assert not box.is_forgotten("id2")
    for left in tmp_path.iterdir():
        assert b"Unikalna" not in left.read_bytes()


def test_a_forgotten_place_holds_when_the_photo_is_cut_a_little_differently(tmp_path: Path) -> None:
    """A later version numbers and outlines the cards anew; the place on the photo is what counts."""
    moved = ((3.0, 2.0), (103.0, 4.0), (99.0, 63.0), (1.0, 60.0))
    with Box(tmp_path / "box.sqlite") as box:
        box.forget([], [("a" * 64, 1, LEFT)])
        assert box.forgotten_cards(photo(card("Jan Kowalski", RIGHT), card("Anna Lipska", moved))) == {2}
        assert box.forgotten_cards(photo(card("Anna Lipska", LEFT), page=2)) == frozenset()


def test_a_full_disk_is_one_sentence_and_loses_nothing_kept(tmp_path: Path) -> None:
    """A box that cannot grow says so; what it holds is still there."""
    with Box(tmp_path / "box.sqlite") as box:
        box.keep([photo(card("Anna Lipska"))], SETTINGS)
        box._database.execute("PRAGMA max_page_count = 12")
        with pytest.raises(UsageError, match="make room"):
            box.keep([photo(card("Anna Lipska " * 9000), page=2)], SETTINGS)
        assert box.has("a" * 64, 1, SETTINGS)


def test_a_box_in_use_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a fair wait."""
    monkeypatch.setattr("ingest.box.BUSY_SECONDS", 0.1)
    file = tmp_path / "box.sqlite"
    in_use = pytest.raises(UsageError, match="in use by another run")
    with Box(file) as one, Box(file) as other, one.alone(), in_use:
        other.keep([photo(card("Anna"))], SETTINGS)


def test_two_runs_make_and_fill_one_box_at_once(tmp_path: Path) -> None:
    """Both start on a new file and write in turns; nothing of either is lost."""
    program = (
        "import sys; from pathlib import Path\n"
        "from ingest.box import Box; from ingest.reading import PhotoReading\n"
        "from ingest.settings import ParseSettings, ReadSettings\n"
        "with Box(Path(sys.argv[1])) as box:\n"
        "    for page in range(1, 41):\n"
        "        box.keep([PhotoReading('f', page, sys.argv[2], None, (), 'x')], ReadSettings())\n"
    )
    file = tmp_path / "box.sqlite"
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(file), name], cwd=Path(__file__).parents[1])
        for name in ("one", "two", "three")
    ]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    with Box(file) as box:
        assert len(list(box.readings())) == 120


def test_a_file_name_that_is_no_text_is_kept_all_the_same(tmp_path: Path) -> None:
    """Names on disk may hold bytes that are no UTF-8."""
    name = os.fsdecode(b"caf\xe9.jpg")
    with Box(tmp_path / "box.sqlite") as box:
        box.keep([photo(card("Anna"), file=name)], SETTINGS)
        reading = box.reading("a" * 64, 1, SETTINGS, name)
    assert reading is not None
    assert reading.file == name


def test_a_table_that_was_renamed_is_known_again(tmp_path: Path) -> None:
    """By its rows, once it has left its old place; a table that is still there is another one."""
    rows = {"a": {"name": "Anna"}, "b": {"name": "Jan"}, "": {"name": "Name"}}
    with Box(tmp_path / "box.sqlite") as box:
        old = tmp_path / "old.csv"
        old.touch()
        box.remember_written(old, rows)
        assert box.written(tmp_path / "new.csv") == {}
        assert box.written_before_it_moved({"a", "b"}) == {}
        old.rename(tmp_path / "new.csv")
        assert box.written_before_it_moved({"a", "b"}) == rows
        assert box.written_before_it_moved({"a", "x", "y"}) == {}


def test_a_table_is_one_whatever_path_leads_to_it(tmp_path: Path) -> None:
    """Through a link to its folder, or by way of "..": deleted rows stay deleted."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "t.csv").touch()
    (tmp_path / "link").symlink_to("real")
    with Box(tmp_path / "box.sqlite") as box:
        box.remember_written(tmp_path / "real" / "t.csv", {"a": {"name": "Anna"}})
        assert box.written(tmp_path / "link" / "t.csv") == {"a": {"name": "Anna"}}
        assert box.written(tmp_path / "link" / ".." / "real" / "t.csv") == {"a": {"name": "Anna"}}


def test_a_damaged_cell_of_the_box_is_told(tmp_path: Path) -> None:
    """As a damaged file is: one sentence, no traceback."""
    with Box(tmp_path / "box.sqlite") as box:
        box.remember_written(tmp_path / "t.csv", {"a": {"name": "Anna"}})
        box._database.execute("UPDATE written SET cells = '{broken'")
        with pytest.raises(UsageError, match="damaged"):
            box.written(tmp_path / "t.csv")
