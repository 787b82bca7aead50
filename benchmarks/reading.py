"""How much of a card is read and what it costs, beside each engine alone, in one run.

    python benchmarks/reading.py --count 16
    python benchmarks/reading.py samples/photos /path/to/other/cards -o table.md

Every FOLDER holds pictures and a truth.jsonl, as samples/README.md describes it. Each method runs in a
process of its own and gets the same decoded pixels, outside of the clock; one photo before the clock
starts loads the models. The ceiling is the share of true values that stand in the text read, letters and
digits alone, accents kept: no parser behind that text can do better.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import metadata
from pathlib import Path
from statistics import mean, median
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.batch import cpu_seconds, memory_of  # noqa: E402

FIELDS = ("name", "job_titles", "company", "emails", "phones", "websites", "addresses", "tax_ids")
LANGUAGES = ("pol", "eng")
BATCH = 6  # photos that share one start of Tesseract, as in a batch
TURNS = (37, 90, 180)  # degrees
TRUTH_OF_PDF_DPI, OUR_PDF_DPI = 200, 300  # samples/photograph.py, ingest/sources.py

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """One photo to read, turned clockwise by ``degrees``; or a picture drawn here, where no card is."""

    file: str
    degrees: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """What a method made of a job. cpu: seconds of its process and children. corners: of the cards found."""

    job: Job
    text: str
    cpu: float
    corners: tuple[tuple[tuple[float, float], ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """All reads of one method, in order, and the most memory in bytes, children included."""

    reads: tuple[Read, ...]
    memory: int

    def of(self, jobs: Sequence[Job]) -> list[Read]:
        by_job = {read.job: read for read in self.reads}
        return [by_job[job] for job in jobs]


def main() -> int:
    if sys.argv[1:2] == ["--worker"]:
        return work(sys.argv[2])
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "samples" / "photos"])
    parser.add_argument("--count", type=int, default=0, help="single-card photos of each folder, 0: all")
    parser.add_argument("-o", "--output", type=Path, help="file for the tables, instead of standard output")
    options = parser.parse_args()
    text = "\n".join(
        [*heading(), *no_card_table(), *(line for f in options.folders for line in tables(f, options.count))]
    )
    if options.output:
        options.output.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
    return 0


# The tables -------------------------------------------------------------------------------------------


def heading() -> Iterator[str]:
    packages = ("rapidocr", "onnxruntime", "opencv-python-headless", "pytesseract")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in packages)
    program = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True).stdout
    yield f"{date.today()}: {processor()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    yield f"(Python {platform.python_version()}, {program.splitlines()[0]}, {versions})."
    yield ""


def tables(folder: Path, count: int) -> Iterator[str]:
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if not row.get("skip")]
    single = evenly([row for row in rows if len(row["cards"]) == 1], count)
    many = [row for row in rows if len(row["cards"]) > 1]
    level = {row["image"]: Job(str(folder / row["image"])) for row in [*single, *many]}
    to_turn = evenly(single, max(4, len(single) // 2) if count else 0)
    turned = [Job(str(folder / row["image"]), degrees) for degrees in TURNS for row in to_turn]
    upright = [level[row["image"]] for row in single]
    several = [level[row["image"]] for row in many]
    done = there_and_back({name: [upright, several] if name in OURS else [upright] for name in TITLES})
    ours = {name: done[name] for name in OURS}
    # By themselves, since a slanted photo is larger than any that the program hands over.
    slanted = {name: run(name, turned) for name in ours}

    yield f"### {folder.name}: {len(single)} photos of one card"
    yield ""
    yield "| reading | ceiling | CPU s, median | CPU s, mean | memory, MB | Polish diacritics in names |"
    yield "|---|---|---|---|---|---|"
    for name, result in done.items():
        reads = result.of(upright)
        cpu = [read.cpu for read in reads]
        yield (
            f"| {TITLES[name]} | {ceiling(single, reads):.3f} | {median(cpu):.2f} | {mean(cpu):.2f} "
            f"| {result.memory / 1e6:.0f} | {diacritics(single, reads)} |"
        )
    seconds = {name: median(read.cpu for read in result.of(upright)) for name, result in done.items()}
    yield ""
    yield (
        f"`auto` takes {seconds['auto'] / seconds['rapidocr']:.0%} of RapidOCR's time, `tesseract` "
        f"{seconds['tesseract'] / seconds['plain tesseract']:.0%} of plain Tesseract's (medians)."
    )
    yield ""
    yield f"Ceiling of {len(to_turn)} of them, turned:"
    yield ""
    yield "| reading | as they are | " + " | ".join(f"{degrees}°" for degrees in TURNS) + " |"
    yield "|---|---" + "|---" * len(TURNS) + "|"
    for name, result in ours.items():
        shares = [ceiling(to_turn, result.of([level[row["image"]] for row in to_turn]))]
        for degrees in TURNS:
            jobs = [job for job in turned if job.degrees == degrees]
            shares.append(ceiling(to_turn, slanted[name].of(jobs)))
        yield f"| {TITLES[name]} | " + " | ".join(f"{share:.3f}" for share in shares) + " |"
    yield ""
    if many:
        yield f"{len(many)} photos of {sum(len(row['cards']) for row in many)} cards:"
        yield ""
        yield "| reading | ceiling | cards found | invented | CPU s per card |"
        yield "|---|---|---|---|---|"
        for name, result in ours.items():
            reads = result.of(several)
            true = sum(len(row["cards"]) for row in many)
            counts = [found_and_invented(row, read) for row, read in zip(many, reads, strict=True)]
            yield (
                f"| {TITLES[name]} | {ceiling(many, reads):.3f} | {sum(f for f, _ in counts)} of {true} "
                f"| {sum(i for _, i in counts)} | {sum(read.cpu for read in reads) / true:.2f} |"
            )
        yield ""


def no_card_table() -> Iterator[str]:
    """Time spent on pictures without a card: at most 3 s."""
    jobs = [Job(name) for name in NO_CARD]
    yield "CPU seconds for a picture in which there is no card (bar: 3):"
    yield ""
    yield "| reading | " + " | ".join(NO_CARD) + " |"
    yield "|---" * (len(jobs) + 1) + "|"
    for name in ("auto", "tesseract"):
        reads = run(name, *([job] for job in jobs)).reads
        yield f"| {TITLES[name]} | " + " | ".join(f"{read.cpu:.2f}" for read in reads) + " |"
    yield ""


TITLES = {
    "auto": "`--reader auto`",
    "tesseract": "`--reader tesseract`",
    "plain tesseract": "Tesseract on the whole photo (psm 3, pol+eng)",
    "rapidocr": "RapidOCR with its defaults",
}


OURS = ("auto", "tesseract")


def there_and_back(groups: Mapping[str, Sequence[Sequence[Job]]]) -> dict[str, Run]:
    """Each method twice, first in order and then in reverse, for a machine's speed drifts within minutes.

    A photo's CPU seconds are the mean of both.
    """
    first = {name: run(name, *jobs) for name, jobs in groups.items()}
    again = {name: run(name, *groups[name]) for name in reversed(groups)}
    return {
        name: Run(
            tuple(
                replace(read, cpu=(read.cpu + other.cpu) / 2)
                for read, other in zip(first[name].reads, again[name].reads, strict=True)
            ),
            max(first[name].memory, again[name].memory),
        )
        for name in groups
    }


def evenly(rows: list[Row], count: int) -> list[Row]:
    """``count`` rows spread over all of them; all where 0."""
    count = min(count or len(rows), len(rows))
    return [rows[number * len(rows) // count] for number in range(count)]


def processor() -> str:
    try:
        told = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        told = None
    return told[1] if told else platform.processor() or platform.machine()


# What is right ----------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """Letters and digits alone, case folded, accents kept."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def bare(text: str) -> str:
    """``folded`` without accents."""
    split = unicodedata.normalize("NFD", folded(text).replace("ł", "l"))
    return "".join(c for c in split if not unicodedata.combining(c))


def values(card: Row, field: str) -> Iterator[tuple[str, ...]]:
    """The true values of a field, each with the forms that count as right."""
    listed = card.get(field) or []
    for value in listed if isinstance(listed, list) else [listed]:
        printed = value["printed"] if isinstance(value, dict) else value
        yield (printed, *(card.get("company_also") or ())) if field == "company" else (printed,)


def ceiling(rows: Sequence[Row], reads: Sequence[Read]) -> float:
    """Share of true values that stand in one piece in the text of their photo."""
    right = [
        any(folded(form) in text for form in forms if folded(form))
        for row, text in zip(rows, (folded(read.text) for read in reads), strict=True)
        for card in row["cards"]
        for field in FIELDS
        for forms in values(card, field)
    ]
    return sum(right) / max(len(right), 1)


def diacritics(rows: Sequence[Row], reads: Sequence[Read]) -> str:
    """Names on Polish cards with Polish letters: "right of those read but for their accents"."""
    read_at_all = right = 0
    for row, read in zip(rows, reads, strict=True):
        for card in row["cards"] if row.get("language") == "pl" else []:
            if card["name"] and bare(card["name"]) != folded(card["name"]):
                read_at_all += bare(card["name"]) in bare(read.text)
                right += folded(card["name"]) in folded(read.text)
    return f"{right} of {read_at_all}"


def found_and_invented(row: Row, read: Read) -> tuple[int, int]:
    """True cards on which the middle of one found card lies; found cards beyond those."""
    scale = OUR_PDF_DPI / TRUTH_OF_PDF_DPI if row["image"].endswith(".pdf") else 1.0
    true = [[(x * scale, y * scale) for x, y in card["corners"]] for card in row["cards"]]
    middles = [(mean(x for x, _ in corners), mean(y for _, y in corners)) for corners in read.corners]
    found = sum(any(lies_in(middle, corners) for middle in middles) for corners in true)
    return found, len(middles) - found


def lies_in(point: tuple[float, float], corners: Sequence[tuple[float, float]]) -> bool:
    """Whether a point lies within a convex outline whose corners run clockwise."""
    x, y = point
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    return all((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) >= 0 for (x0, y0), (x1, y1) in sides)


# The methods, each in a process of its own ------------------------------------------------------------


def run(method: str, *groups: Sequence[Job]) -> Run:
    """All jobs by one method, no batch across groups; its memory is looked at from outside."""
    batches = [group[start : start + BATCH] for group in groups for start in range(0, len(group), BATCH)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OMP_")}
    if method != "rapidocr":
        environment |= {"OMP_THREAD_LIMIT": "1", "OMP_NUM_THREADS": "1"}
    with tempfile.TemporaryDirectory(prefix="reading-benchmark-") as folder:
        told, answer = Path(folder, "jobs.json"), Path(folder, "reads.jsonl")
        told.write_text(json.dumps([[(job.file, job.degrees) for job in batch] for batch in batches]))
        with told.open() as standard_input, answer.open("w") as standard_output:
            worker = subprocess.Popen(
                [sys.executable, __file__, "--worker", method],
                stdin=standard_input,
                stdout=standard_output,
                env=environment,
            )
        memory = 0
        while worker.poll() is None:
            memory = max(memory, memory_of(worker.pid))
            time.sleep(0.1)
        if worker.returncode:
            raise SystemExit(f"{method} ended with {worker.returncode}")
        rows = [json.loads(line) for line in answer.read_text(encoding="utf-8").splitlines()]
    corners = [tuple(tuple(map(tuple, card)) for card in row["corners"]) for row in rows]
    jobs = [job for batch in batches for job in batch]
    return Run(
        tuple(Read(job, row["text"], row["cpu"], c) for job, row, c in zip(jobs, rows, corners, strict=True)),
        memory,
    )


def work(method: str) -> int:
    """In a process of its own: jobs on standard input, one line of JSON per job on standard output."""
    batches = json.load(sys.stdin)
    read = METHODS[method]()
    read([photo_of(Job("blank"))])
    for batch in batches:
        photos = [photo_of(Job(*job)) for job in batch]
        for text, cpu, corners in read(photos):
            print(json.dumps({"text": text, "cpu": cpu, "corners": corners}), flush=True)
        photos.clear()  # before the next batch is decoded: only one is in memory
    return 0


Answer = tuple[str, float, Any]


def ours(reader: str) -> Callable[[list[Any]], Iterator[Answer]]:
    """This program; the photos of a batch share its time evenly."""
    from ingest.pipeline import read_photos
    from ingest.settings import ReadSettings

    settings = ReadSettings(LANGUAGES, reader)

    def read(photos: list[Any]) -> Iterator[Answer]:
        began = cpu_seconds()
        readings = read_photos(photos, settings)
        each = (cpu_seconds() - began) / len(photos)
        for reading in readings:
            lines = [line.text for card in reading.cards for line in card.lines]
            yield "\n".join(lines), each, [card.corners for card in reading.cards]

    return read


def plain_tesseract() -> Callable[[list[Any]], Iterator[Answer]]:
    """What a short script does: the photo as it is, handed to Tesseract."""
    import pytesseract
    from PIL import Image

    def read(photos: list[Any]) -> Iterator[Answer]:
        for photo in photos:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder, "photo.ppm")  # written before the clock starts, in no time
                Image.fromarray(photo.pixels).save(file)
                began = cpu_seconds()
                text = pytesseract.image_to_string(str(file), lang="+".join(LANGUAGES), config="--psm 3")
                yield text, cpu_seconds() - began, []

    return read


def rapidocr() -> Callable[[list[Any]], Iterator[Answer]]:
    from rapidocr import RapidOCR

    engine = RapidOCR(params={"Global.log_level": "critical"})

    def read(photos: list[Any]) -> Iterator[Answer]:
        for photo in photos:
            began = cpu_seconds()
            result: Any = engine(photo.pixels[:, :, ::-1])
            yield "\n".join(result.txts or ()), cpu_seconds() - began, []

    return read


METHODS: dict[str, Callable[[], Callable[[list[Any]], Iterator[Answer]]]] = {
    "auto": lambda: ours("auto"),
    "tesseract": lambda: ours("tesseract"),
    "plain tesseract": plain_tesseract,
    "rapidocr": rapidocr,
}


# The pictures -----------------------------------------------------------------------------------------

NO_CARD = {"blank": 0, "half a page": 20, "page of a book": 40, "two pages": 100}
"""Pictures drawn here -> lines of prose in them."""
PROSE = "the clocks in the old town hall struck one after the other as they had done for ever"


def photo_of(job: Job) -> Any:
    """The decoded photo of a job, turned without losing any of it."""
    import numpy as np
    from PIL import Image

    from ingest.sources import Photo, read_photo

    if job.file in NO_CARD:
        return Photo(drawn(NO_CARD[job.file]), job.file, 1, "")
    photo = read_photo(job.file)
    if not job.degrees:
        return photo
    if job.degrees % 90 == 0:
        pixels = np.rot90(photo.pixels, -job.degrees // 90)
    else:
        fill = tuple(int(value) for value in np.median(photo.pixels.reshape(-1, 3), axis=0))
        pixels = np.asarray(
            Image.fromarray(photo.pixels).rotate(
                -job.degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=fill
            )
        )
    return Photo(np.ascontiguousarray(pixels), photo.file, photo.page, photo.content_hash)


def drawn(lines: int) -> Any:
    """Lines of prose on a page of 1600 x 2200 pixels, in two columns where they are many."""
    import numpy as np
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("RGB", (1600, 2200), (246, 244, 238))
    columns = 2 if lines > 50 else 1
    height = 2000 // 50
    font = ImageFont.load_default(34 / columns)
    for number in range(lines):
        column, row = divmod(number, 50)
        place = (100 + 700 * column, 100 + height * row)
        ImageDraw.Draw(page).text(place, PROSE, (30, 30, 30), font)
    return np.array(page)


if __name__ == "__main__":
    sys.exit(main())
