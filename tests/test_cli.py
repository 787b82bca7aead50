from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

import pytest
from PIL import Image

import ingest.batch
import ingest.cli
import ingest.pipeline
from exports.writers import read_table
from ingest.batch import InThisProcess, PhotoFile
from ingest.cli import app, main
from ingest.errors import EngineMissing
from ingest.reading import CardReading, PhotoReading
from ingest.settings import ParseSettings, ReadSettings
from ingest.sources import Photo
from parsers.contact import Contact, Field, Source
from parsers.lines import Box as Rectangle
from parsers.lines import Line, Word

SQUARE = ((0.0, 0.0), (90.0, 0.0), (90.0, 50.0), (0.0, 50.0))
UNIT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
PEOPLE = {0: "", 10: "Anna Lipska", 20: "Jan Kowalski", 30: "Ewa Lis", 40: "Books bound"}
ROOT = Path(__file__).parents[1]


def fake_read_photos(photos: Sequence[Photo], settings: ReadSettings) -> tuple[PhotoReading, ...]:
    """Stands for the engines: the shade of a photo says who is on it."""
    if "deu" in settings.languages:
        raise EngineMissing("Tesseract has no German; install it with: apt-get install tesseract-ocr-deu")
    readings = []
    for photo in photos:
        name = PEOPLE[int(photo.pixels[0, 0, 0])]
        word = Line(tuple(Word(part, 0.9, Rectangle(0, 0, 1, 1)) for part in name.split()))
        cards = (CardReading(SQUARE, (90.0, 50.0), UNIT, (word,)),) if name else ()
        problem = None if name else "No card was found."
        readings.append(
            PhotoReading(photo.file, photo.page, photo.content_hash, photo.taken_on, cards, problem)
        )
    return tuple(readings)


def fake_understand(reading: PhotoReading, settings: ParseSettings) -> tuple[Contact, ...]:
    """Stands for the parsers."""
    source = Source(file=reading.file, page=reading.page, corners=SQUARE, event=settings.event)
    if not reading.cards:
        return (Contact(reading.content_hash[:8], source, problem=reading.problem, needs_review=True),)
    name = reading.cards[0].lines[0].text if reading.cards[0].lines else "? ?"
    if name == "Books bound":  # a back
        return (Contact(reading.content_hash[:8], source, text=(name,), leftover=(name,)),)
    given, family = name.split()
    doubtful = family == "Lis"
    field = Field("name", name, name, 0.5, Rectangle(0, 0, 1, 1), "tesseract", "fake", needs_review=doubtful)
    return (
        Contact(
            card_id=reading.content_hash[:8],
            source=source,
            name=name,
            given_name=given,
            family_name=family,
            fields=(field,),
            text=(name,),
            needs_review=doubtful,
        ),
    )


@pytest.fixture(autouse=True)
def fake_engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No engines, no worker processes, and nobody's own box."""

    def here(workers: int, folder: str) -> Executor:
        return InThisProcess()

    monkeypatch.setattr(ingest.batch, "worker_processes", here)
    monkeypatch.setattr(ingest.pipeline, "read_photos", fake_read_photos)
    monkeypatch.setattr(ingest.pipeline, "understand", fake_understand)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> int:
    """The exit code of ``wizytownik ARGUMENTS``."""
    try:
        main(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def photo(path: Path | str, shade: int) -> Path:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (90, 50), (shade, shade, shade)).save(path)
    return path


def records(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_scan_writes_every_output_that_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """One run, four files; data on none of the streams, talk on standard error."""
    photo("photos/IMG_2.png", 10)
    photo("photos/inner/IMG_1.png", 20)
    outputs = ["contacts.xlsx", "contacts.csv", "contacts.jsonl", "contacts.vcf"]
    assert run("scan", "photos", *(part for out in outputs for part in ("-o", out))) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "2 cards read from 2 photos." in told.err
    for output in outputs:
        assert Path(output).stat().st_size > 0
        assert output in told.err
    names = [record["name"] for record in records(Path("contacts.jsonl").read_text())]
    assert names == ["Anna Lipska", "Jan Kowalski"]


def test_a_dash_writes_records_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object per card, and nothing else there."""
    photo("a.png", 10)
    assert run("scan", "a.png", "-o", "-") == 0
    told = capsys.readouterr()
    assert [record["name"] for record in records(told.out)] == ["Anna Lipska"]


def test_a_second_run_reads_nothing_and_adds_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same photos, the same table, byte for byte, and no engine at work."""
    photo("photos/a.png", 10)
    assert run("scan", "photos", "-o", "contacts.csv") == 0
    before = Path("contacts.csv").read_bytes()
    monkeypatch.delattr(ingest.pipeline, "read_photos")
    assert run("scan", "photos", "-o", "contacts.csv") == 0
    assert Path("contacts.csv").read_bytes() == before
    assert "0 new rows" in capsys.readouterr().err


def test_what_was_typed_survives_a_second_stack() -> None:
    """A note and a correction stay; the new card comes below."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.csv")
    table = Path("contacts.csv")
    lines = table.read_text().splitlines()
    place = lines[0].split(",").index("Needs")
    cells = lines[1].split(",")
    cells[place] = "a printer"
    cells[0] = "Anna Lipskaowa"
    table.write_text("\n".join([lines[0], ",".join(cells)]) + "\n")
    photo("photos/b.png", 20)
    assert run("scan", "photos", "-o", "contacts.csv") == 0
    rows = [line.split(",") for line in table.read_text().splitlines()[1:]]
    assert [row[0] for row in rows] == ["Anna Lipskaowa", "Jan Kowalski"]
    assert rows[0][place] == "a printer"


FAKE_PROGRAM = """
import sys
import ingest.batch, ingest.pipeline
from tests import test_cli
ingest.batch.worker_processes = lambda *_, **__: ingest.batch.InThisProcess()
ingest.pipeline.read_photos = test_cli.fake_read_photos
ingest.pipeline.understand = test_cli.fake_understand
test_cli.PEOPLE.update({shade: f"{chr(shade) * 5} {chr(shade + 1) * 6}" for shade in range(65, 85)})
from ingest.cli import main
main(sys.argv[1:])
"""


def test_two_runs_into_one_table_at_once_lose_nothing(tmp_path: Path) -> None:
    """One waits until the other has written; every card of both stacks is there, once."""
    runs = []
    for name, shades in (("one", range(65, 75)), ("two", range(75, 85))):
        for shade in shades:
            photo(f"{name}/{shade}.png", shade)
        arguments = ["scan", name, "-o", "contacts.xlsx", "--box", "box.sqlite"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", FAKE_PROGRAM, *arguments]
        runs.append(
            subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        )
    assert [(run.communicate(timeout=60)[1], run.returncode)[1] for run in runs] == [0, 0]
    found = read_table(Path("contacts.xlsx")).frame["photo"].tolist()
    assert sorted(found) == sorted(str(path) for name in ("one", "two") for path in Path(name).iterdir())


def test_photos_that_fail_are_named_and_the_rest_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1, one sentence each; the good photo is in the file."""
    photo("photos/good.png", 10)
    photo("photos/empty table.png", 0)
    Path("photos/zero.jpg").touch()
    Path("photos/text.png").write_text("no picture")
    assert run("scan", "photos", "missing.jpg", "-o", "out.jsonl") == 1
    told = capsys.readouterr().err
    assert "1 card read from 5 photos." in told
    assert "4 photos could not be read:" in told
    for name in ("empty table.png", "zero.jpg", "text.png", "missing.jpg"):
        assert sum(name in line for line in told.splitlines()) == 1, name
    assert len(records(Path("out.jsonl").read_text())) == 5


def test_names_are_told_only_where_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """What scrolls by or lands in a log holds no contact data, unless --verbose."""
    photo("a.png", 30)
    assert run("scan", "a.png", "-o", "out.jsonl") == 0
    told = capsys.readouterr().err
    assert "1 card to check: the name on 1" in told
    assert "Lis" not in told
    run("scan", "a.png", "-o", "out.jsonl", "--verbose")
    assert "Ewa Lis" in capsys.readouterr().err


def test_a_file_name_with_a_line_break_stays_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Names of files are foreign input."""
    photo("odd\n[red]name 😀.png", 0)
    assert run("scan", "odd\n[red]name 😀.png", "-o", "out.jsonl") == 1
    told = capsys.readouterr().err
    assert any(r"odd\n[red]name 😀.png" in line for line in told.splitlines())


def test_a_photo_on_standard_input_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A single dash stands for the bytes of one photo."""
    with photo("a.png", 20).open("rb") as stream:
        monkeypatch.setattr(sys, "stdin", os.fdopen(os.dup(stream.fileno()), "r"))
        assert run("scan", "-", "-o", "-") == 0
    assert [record["name"] for record in records(capsys.readouterr().out)] == ["Jan Kowalski"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "out.docx"], ".xlsx"),
        (["-o", "out.xlsx", "--region", "Poland"], "two letters"),
        (["-o", "out.xlsx", "--lang", "pol+-psm"], "pol+eng"),
        (["-o", "out.xlsx", "--met-on", "yesterday"], "31.05.2026"),
        (["-o", "out.xlsx", "--jobs", "0"], "jobs"),
        (["-o", "out.xlsx", "--reader", "abbyy"], "paddle"),
        ([], "output"),
    ],
)
def test_a_slip_on_the_command_line_is_exit_code_2(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said before anything is read."""
    photo("a.png", 10)
    assert run("scan", "a.png", *arguments) == 2
    assert said in capsys.readouterr().err


def test_a_missing_language_is_exit_code_3_with_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The message is the engine's own sentence, whole."""
    photo("a.png", 10)
    assert run("scan", "a.png", "-o", "out.csv", "--lang", "deu") == 3
    assert "apt-get install tesseract-ocr-deu" in capsys.readouterr().err
    assert not Path("out.csv").exists()


def test_an_output_that_cannot_be_written_is_exit_code_4_at_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before an hour of reading, not after it."""
    photo("a.png", 10)
    Path("folder.csv").mkdir()
    monkeypatch.delattr(ingest.pipeline, "read_photos")
    assert run("scan", "a.png", "-o", "folder.csv") == 4
    assert "folder.csv" in capsys.readouterr().err


def test_a_table_that_is_none_of_ours_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    """The contacts are written beside it, and the exit code says so."""
    photo("a.png", 10)
    Path("prices.csv").write_text("item,price\nbread,4\n")
    assert run("scan", "a.png", "-o", "prices.csv") == 4
    assert Path("prices.csv").read_text() == "item,price\nbread,4\n"
    assert "prices-new.csv" in capsys.readouterr().err
    assert "Anna Lipska" in Path("prices-new.csv").read_text()


def test_a_damaged_box_is_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    """Left as it is."""
    photo("a.png", 10)
    Path("box.sqlite").write_text("no database" * 100)
    assert run("scan", "a.png", "-o", "out.csv", "--box", "box.sqlite") == 2
    assert "damaged" in capsys.readouterr().err
    assert Path("box.sqlite").read_text() == "no database" * 100


def test_ctrl_c_says_how_to_go_on(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 130 and the very command."""

    def interrupted(photos: Sequence[Photo], settings: ReadSettings) -> tuple[PhotoReading, ...]:
        raise KeyboardInterrupt

    photo("my photos/a.png", 10)
    monkeypatch.setattr(ingest.pipeline, "read_photos", interrupted)
    monkeypatch.setattr(sys, "argv", ["wizytownik", "scan", "my photos", "-o", "out.csv"])
    assert run("scan", "my photos", "-o", "out.csv") == 130
    assert "wizytownik scan 'my photos' -o out.csv" in capsys.readouterr().err


def test_watch_lets_the_table_grow(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two photos, one after the other, until Ctrl-C; what was typed in between stays."""
    table = Path("contacts.csv")

    def arrivals(folder: Path, every: float) -> Iterator[list[PhotoFile]]:
        yield [PhotoFile(str(photo("phone/a.png", 10)))]
        table.write_text(table.read_text().replace("Anna Lipska,", "Anna Lipskaowa,", 1))
        yield [PhotoFile(str(photo("phone/b.png", 20)))]
        raise KeyboardInterrupt

    Path("phone").mkdir()
    monkeypatch.setattr("ingest.watch.batches_of_new_photos", arrivals)
    assert run("watch", "phone", "-o", "contacts.csv") == 130
    assert [line.split(",")[0] for line in table.read_text().splitlines()[1:]] == [
        "Anna Lipskaowa",
        "Jan Kowalski",
    ]
    assert run("watch", "nowhere", "-o", "contacts.csv") == 2
    assert "nowhere" in capsys.readouterr().err


def test_a_back_that_arrives_later_joins_its_front(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row, with what the back says, though the front was written before the back was there."""

    def arrivals(folder: Path, every: float) -> Iterator[list[PhotoFile]]:
        yield [PhotoFile(str(photo("phone/anna_front.png", 10)))]
        yield [PhotoFile(str(photo("phone/anna_back.png", 40)))]
        yield [PhotoFile(str(photo("phone/jan.png", 20)))]
        raise KeyboardInterrupt

    Path("phone").mkdir()
    monkeypatch.setattr("ingest.watch.batches_of_new_photos", arrivals)
    assert run("watch", "phone", "-o", "contacts.csv") == 130
    rows = list(csv.DictReader(Path("contacts.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["Name"] for row in rows] == ["Anna Lipska", "Jan Kowalski"]
    assert "Books bound" in rows[0]["Other text on the card"]


def test_a_photo_named_twice_is_read_once(capsys: pytest.CaptureFixture[str]) -> None:
    """By itself and in its folder."""
    photo("photos/a.png", 10)
    assert run("scan", "photos/a.png", "photos", "-o", "out.jsonl") == 0
    assert "1 card read from 1 photo." in capsys.readouterr().err


def test_export_writes_another_tools_file(capsys: pytest.CaptureFixture[str]) -> None:
    """Headers are that tool's; a row it will refuse is told by its number alone, by name where asked for."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.csv")
    assert run("export", "contacts.csv", "--to", "google", "-o", "google.csv") == 0
    assert Path("google.csv").read_text().startswith("First Name,")
    assert "Anna" in Path("google.csv").read_text()
    capsys.readouterr()
    assert run("export", "contacts.csv", "--to", "salesforce", "-o", "crm.csv") == 0
    told = capsys.readouterr().err
    assert "row 2: " in told
    assert "Lipska" not in told
    run("export", "contacts.csv", "--to", "salesforce", "-o", "crm.csv", "--verbose")
    assert "Lipska" in capsys.readouterr().err


def test_due_says_who_is_waiting_and_writes_a_calendar(capsys: pytest.CaptureFixture[str]) -> None:
    """The report is data: it goes to standard output, as text or as JSON."""
    photo("photos/a.png", 10)
    photo("photos/b.png", 20)
    run("scan", "photos", "-o", "contacts.csv")
    rows = list(csv.reader(Path("contacts.csv").read_text().splitlines()))
    rows[1][rows[0].index("Follow up on")] = "2026-06-01"
    with Path("contacts.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    capsys.readouterr()
    assert run("due", "contacts.csv", "--on", "2026-06-03", "--ics", "due.ics") == 0
    told = capsys.readouterr().out
    assert "2026-06-01" in told
    assert told.index("Anna Lipska") < told.index("Jan Kowalski")
    assert "BEGIN:VEVENT" in Path("due.ics").read_text()
    assert run("due", "contacts.csv", "--on", "31.05.2026", "--json") == 0
    assert json.loads(capsys.readouterr().out)["due"] == []
    assert run("due", "contacts.csv", "--on", "someday") == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "contacts.xlsx", "--to", "google", "-o", "contacts.xlsx"], "is the table itself"),
        (["export", "contacts.csv", "--to", "google", "-o", "contacts.csv"], "is the table itself"),
        (["export", "contacts.xlsx", "--to", "google", "-o", "contacts.csv"], "is a table of contacts"),
        (["export", "contacts.xlsx", "--to", "google", "-o", "link.csv"], "is a table of contacts"),
        (["export", "contacts.xlsx", "--to", "google", "-o", "g.xlsx"], "end it in .csv"),
        (["export", "contacts.xlsx", "--to", "google", "-o", "v.vcf"], "end it in .csv"),
        (["export", "contacts.xlsx", "--to", "vcard3", "-o", "e.xlsx"], "end it in .vcf"),
        (["export", "contacts.xlsx", "--to", "jsonl", "-o", "e.csv"], "end it in .jsonl"),
        (["due", "contacts.xlsx", "--ics", "contacts.xlsx"], "is the table itself"),
        (["due", "contacts.xlsx", "--ics", "due.xlsx"], "end it in .ics"),
    ],
)
def test_nothing_is_written_over_a_table(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip with -o is exit code 2 and changes no file."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.xlsx", "-o", "contacts.csv")
    Path("link.csv").symlink_to("contacts.csv")
    before = {file: file.read_bytes() for file in Path().glob("*.*")}
    capsys.readouterr()
    assert run(*arguments) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
    assert {file: file.read_bytes() for file in Path().glob("*.*")} == before


def test_standard_output_takes_an_export_and_a_calendar(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Bytes as they are, and nothing else among them."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.csv")
    capfdbinary.readouterr()
    assert run("export", "contacts.csv", "--to", "outlook", "-o", "-") == 0
    assert capfdbinary.readouterr().out.startswith(b"\xef\xbb\xbfFirst Name,")
    assert run("due", "contacts.csv", "--ics", "-") == 0
    assert capfdbinary.readouterr().out.startswith(b"BEGIN:VCALENDAR\r\n")
    assert not Path("-").exists()


def test_rows_that_lack_the_same_are_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """With the lines of the table as ranges; by name where asked for."""
    rows = ["Name,Company,E-mail,Talked about,Met on,Card ID"]
    rows += [f"Osoba {n},Firma,,x,{'2026-05-01' if n in (4, 6, 7) else ''},{n}" for n in range(2, 11)]
    Path("contacts.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert run("export", "contacts.csv", "--to", "hubspot", "-o", "h.csv") == 0
    told = capsys.readouterr().err
    assert "6 rows that the other tool may not take as they are:\n  rows 2–3, 5, 8–10: HubSpot asks" in told
    assert told.count("Activity date") == 1
    assert "Osoba" not in told
    run("export", "contacts.csv", "--to", "hubspot", "-o", "h.csv", "--verbose")
    assert "    row 8: Osoba 8\n" in capsys.readouterr().err


def test_a_calendar_that_is_not_ours_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """Our own can be made again."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.csv")
    Path("mine.ics").write_text("BEGIN:VCALENDAR\nPRODID:mine\nEND:VCALENDAR\n")
    for _ in range(2):
        assert run("due", "contacts.csv", "--ics", "mine.ics") == 0
    assert capsys.readouterr().err.count("is kept as mine.ics.bak") == 1
    assert "mine" in Path("mine.ics.bak").read_text()


def test_a_wrong_choice_is_told_without_the_librarys_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("scan", "photos", "-o", "a.csv", "--headings", "de") == 2
    told = capsys.readouterr().err
    assert "'de' is not one of 'en', 'pl'" in told
    assert "Value error" not in told


def test_the_column_that_says_why_is_called_as_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    photo("photos/c.png", 30)
    run("scan", "photos", "-o", "a.csv", "--headings", "pl")
    assert "The column “Check” (“Do sprawdzenia” in a Polish table) says why." in capsys.readouterr().err
    assert "Do sprawdzenia" in Path("a.csv").read_text(encoding="utf-8-sig")


def test_events_says_what_came_of_each(capsys: pytest.CaptureFixture[str]) -> None:
    """By the event that scan was told."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.csv", "--event", "Trade fair", "--met-on", "31.05.2026")
    capsys.readouterr()
    assert run("events", "contacts.csv", "--json") == 0
    (event,) = json.loads(capsys.readouterr().out)
    assert event["cards"] == 1
    assert run("events", "contacts.csv") == 0


def test_forget_takes_a_person_out_for_good(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows, the copy of the table, readings; and the same photos do not bring the person back."""
    photo("photos/a.png", 10)
    photo("photos/b.png", 20)
    run("scan", "photos", "-o", "contacts.csv", "-o", "contacts.xlsx")
    Path("contacts.csv.bak").write_bytes(Path("contacts.csv").read_bytes())
    assert run("forget", "lipska ANNA", "--yes") == 0
    told = capsys.readouterr().err
    assert "contacts.csv.bak: Anna Lipska" in told
    assert "a.png" in told
    for file in ("contacts.csv", "contacts.csv.bak"):
        text = Path(file).read_text()
        assert "Lipska" not in text
        assert "Jan Kowalski" in text
    for run_again in range(2):
        if run_again:  # a later version reads the photos anew
            monkeypatch.setattr("ingest.box.reading_version", lambda: "newer")
        assert run("scan", "photos", "-o", "contacts.csv", "-o", "contacts.xlsx", "-o", "new.jsonl") == 0
        assert "Lipska" not in Path("contacts.csv").read_text()
        assert [record["name"] for record in records(Path("new.jsonl").read_text())] == ["Jan Kowalski"]
    capsys.readouterr()
    assert run("about", "Anna Lipska") == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "Nothing is kept" in told.err


def test_front_and_back_are_one_contact_and_forgotten_together(capsys: pytest.CaptureFixture[str]) -> None:
    """Unless --no-pair keeps them apart; the back alone does not come up again."""
    photo("photos/IMG_front.png", 10)
    photo("photos/IMG_back.png", 40)
    assert run("scan", "photos", "-o", "both.jsonl") == 0
    (record,) = records(Path("both.jsonl").read_text())
    assert record["text"] == ["Anna Lipska", "Books bound"]
    run("scan", "photos", "-o", "apart.jsonl", "--no-pair")
    assert len(records(Path("apart.jsonl").read_text())) == 2
    run("forget", "Anna Lipska", "--yes")
    run("scan", "photos", "-o", "after.jsonl")
    assert records(Path("after.jsonl").read_text()) == []


def test_forget_asks_first(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an answer, and with a no, nothing changes."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.csv")
    before = Path("contacts.csv").read_bytes()
    assert run("forget", "Anna Lipska") == 2
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr(ingest.cli, "_agreed", lambda _question: False)
    assert run("forget", "Anna Lipska") == 0
    assert Path("contacts.csv").read_bytes() == before
    assert "Nothing was changed" in capsys.readouterr().err


def test_forget_by_card_and_by_age(capsys: pytest.CaptureFixture[str]) -> None:
    """One card by its id; everybody met before a day."""
    photo("photos/a.png", 10)
    photo("photos/b.png", 20)
    run("scan", "photos", "-o", "contacts.csv", "-o", "out.jsonl", "--met-on", "2001-02-03")
    first = records(Path("out.jsonl").read_text())[0]["card_id"]
    assert run("forget", "--card", str(first), "--yes") == 0
    assert "Anna" not in Path("contacts.csv").read_text()
    assert run("forget", "--older-than", "24m", "--yes") == 0
    assert "Jan" not in Path("contacts.csv").read_text()
    assert run("forget", "--older-than", "24m", "--yes") == 0
    assert "Nothing to forget" in capsys.readouterr().err
    assert run("forget", "--older-than", "long") == 2
    assert run("forget") == 2
    assert run("forget", "Anna", "--card", "x") == 2


def test_about_prints_all_that_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    """The row in the table, and the card as it was read."""
    photo("photos/a.png", 10)
    run("scan", "photos", "-o", "contacts.csv", "--event", "Trade fair")
    capsys.readouterr()
    assert run("about", "Anna Lipska") == 0
    told = capsys.readouterr().out
    assert "Event: Trade fair" in told
    assert "a.png, page 1, card 1 as read\nAnna Lipska" in told


def test_every_target_can_be_chosen() -> None:
    """The command line offers what the exports have, no more and no less."""
    from exports.convert import TARGETS
    from ingest.cli import Target

    assert tuple(target.value for target in Target) == TARGETS


@pytest.mark.parametrize("more", [[], ["--to", "google", "--profile", "x.toml"]])
def test_export_wants_one_target(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Neither none nor two."""
    Path("contacts.csv").touch()
    assert run("export", "contacts.csv", "-o", "out.csv", *more) == 2
    assert "--profile" in capsys.readouterr().err


def test_a_table_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """With its name in it."""
    assert run("export", "nothing.csv", "--to", "google", "-o", "out.csv") == 2
    assert "nothing.csv" in capsys.readouterr().err


def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """And scan says what its exit codes mean."""
    commands = [
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    ]
    for command in commands:
        assert run(command, "--help") == 0
        told = capsys.readouterr().out.partition("Usage:")[2].partition("\n")[2]
        assert re.search(rf"^ +Examples?:\n +wizytownik {command} ", told, re.MULTILINE)
    run("--help")
    top = capsys.readouterr().out
    assert all(command in top for command in commands)
    for code in (0, 1, 2, 3, 4, 130):
        assert re.search(rf"^ +{code}  ", top, re.MULTILINE)


def test_help_does_not_load_heavy_libraries() -> None:
    """So that it answers at once."""
    script = (
        "import sys\n"
        "from ingest.cli import main\n"
        "try:\n    main(['scan', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'cv2', 'pandas', 'PIL', 'phonenumbers', 'rich', 'distributed', 'onnxruntime'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_a_reader_that_has_had_enough_ends_the_program_quietly(tmp_path: Path) -> None:
    """As in ``wizytownik ... | head -0``."""
    command = f"{sys.executable} -m ingest doctor | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr
    assert "Broken pipe" not in done.stderr


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """As in the package's metadata."""
    assert run("--version") == 0
    assert re.fullmatch(r"wizytownik \d+\.\d+\.\d+\n", capsys.readouterr().out)


def test_as_a_library_it_reads_in_this_process_and_keeps_nothing(tmp_path: Path) -> None:
    """No box is made, no guard around the caller's script is needed."""
    from ingest import read_cards

    photo("photos/a.png", 10)
    photo("photos/b.png", 0)
    contacts = list(read_cards(["photos"]))
    assert [contact.name for contact in contacts] == ["Anna Lipska", ""]
    assert contacts[1].problem
    assert not (tmp_path / "data").exists()


def test_help_is_quick() -> None:
    """Within a second even on a busy machine; the benchmark holds it to 0.3 s."""
    best = 9.0
    for _ in range(3):
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "ingest", "--help"], cwd=ROOT, capture_output=True, check=True)
        best = min(best, time.monotonic() - began)
    assert best < 1.0
