"""How the batch keeps its promises, measured as ratios within one run.

    python benchmarks/batch.py workers again memory kill help cluster overhead
    python benchmarks/batch.py memory --photos samples/photos --count 2000

Each photo of a stack is a copy of a sample with a number behind its last byte: the same picture for the
engines, another one for the box. Counts are small by default; the bars are for the counts in brackets.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(Path(__file__).parent))


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. value and bar in the same unit; better: "more" or "less" of it is."""

    what: str
    value: float
    bar: float
    better: str
    detail: str

    @property
    def passed(self) -> bool:
        return self.value >= self.bar if self.better == "more" else self.value <= self.bar


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="*", choices=[*BENCHMARKS, []], help="which, by default all")
    parser.add_argument("--photos", type=Path, default=ROOT / "samples" / "photos")
    parser.add_argument("--count", type=int, default=0, help="photos in the stack, 0: a small number")
    parser.add_argument("--times", type=int, default=5, help="how often a run is killed (50)")
    parser.add_argument("--reader", default="auto")
    parser.add_argument("--json", type=Path, help="write the results here as well")
    options = parser.parse_args()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="batch-benchmark-") as folder:
        for name in options.what or BENCHMARKS:
            for result in BENCHMARKS[name](options, Path(folder)):
                results.append(result)
                print(as_row(result), flush=True)
    print()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    if options.json:
        options.json.write_text(json.dumps([vars_of(result) for result in results], indent=1))
    return 0 if all(result.passed for result in results) else 1


def as_row(result: Result) -> str:
    sign = "at least" if result.better == "more" else "at most"
    verdict = "ok" if result.passed else "MISSED"
    return f"| {result.what} | {result.value:.2f} | {sign} {result.bar:g} | {verdict} | {result.detail} |"


def vars_of(result: Result) -> dict[str, object]:
    return {name: getattr(result, name) for name in ("what", "value", "bar", "better", "detail", "passed")}


# The measurements -------------------------------------------------------------------------------------


def help_time(_options: argparse.Namespace, _folder: Path) -> Iterator[Result]:
    """``--help`` and a bare Python beside it."""
    seconds = best(5, lambda: call("-m", "ingest", "--help"))
    bare = best(5, lambda: call("-c", "pass"))
    yield Result("--help, seconds", seconds, 0.3, "less", f"bare Python {bare:.2f} s; best of 5")


def workers(options: argparse.Namespace, folder: Path) -> Iterator[Result]:
    """Two workers against one, from the start of the program to its end."""
    stack = make_stack(options, folder / "workers", 48)
    one, two = (scan(stack, folder / f"workers{n}", options, "--jobs", str(n)) for n in (1, 2))
    outputs = {(folder / f"workers{number}.jsonl").read_bytes() for number in (1, 2)}
    assert len(outputs) == 1, "the output depends on the number of workers"
    yield Result(
        "two workers, times one",
        one.seconds / two.seconds,
        1.8,
        "more",
        f"{len(stack)} photos: {one.seconds:.1f} s and {two.seconds:.1f} s (CPU {one.cpu:.0f} s and "
        f"{two.cpu:.0f} s); equal output",
    )


def again(options: argparse.Namespace, folder: Path) -> Iterator[Result]:
    """A second run over unchanged photos (1000)."""
    stack = make_stack(options, folder / "again", 100)
    first = scan(stack, folder / "again1", options, box="again")
    second = scan(stack, folder / "again2", options, box="again")
    assert (folder / "again1.jsonl").read_bytes() == (folder / "again2.jsonl").read_bytes()
    yield Result(
        "second run, times quicker",
        first.seconds / second.seconds,
        50,
        "more",
        f"{len(stack)} photos: {first.seconds:.1f} s, then {second.seconds:.2f} s "
        f"(CPU {first.cpu:.0f} s, then {second.cpu:.1f} s); equal output",
    )


def memory(options: argparse.Namespace, folder: Path) -> Iterator[Result]:
    """Memory of the program and its workers while the stack grows (2000)."""
    stack = make_stack(options, folder / "memory", 300)
    used = scan(stack, folder / "memory", options, watch_memory=True).memory
    early = max(peak for share, peak in used if share <= 100 / len(stack)) if len(stack) > 100 else used[0][1]
    late = max(peak for _, peak in used)
    yield Result(
        "memory at the end, times after 100 photos",
        late / early,
        1.1,
        "less",
        f"{len(stack)} photos: {early / 1e6:.0f} MB up to 100, {late / 1e6:.0f} MB at most, workers included",
    )


def kill(options: argparse.Namespace, folder: Path) -> Iterator[Result]:
    """Killed at random moments, run again: the same table, byte for byte."""
    stack = make_stack(options, folder / "kill", 12)
    seconds = scan(stack, folder / "undisturbed", options, table=True).seconds
    expected = [(folder / f"undisturbed{suffix}").read_bytes() for suffix in (".jsonl", ".csv")]
    moments = random.Random(1)
    equal = 0
    for number in range(options.times):
        out = folder / f"killed{number}"
        program = start(stack, out, options, table=True)
        time.sleep(moments.uniform(0.2, seconds))
        program.kill()
        program.wait()
        scan(stack, out, options, table=True)
        equal += [
            (folder / f"killed{number}{suffix}").read_bytes() for suffix in (".jsonl", ".csv")
        ] == expected
    yield Result(
        "killed and run again, share with equal output",
        equal / options.times,
        1.0,
        "more",
        f"{options.times} times at a random moment of {seconds:.1f} s; {len(stack)} photos",
    )


def cluster(options: argparse.Namespace, folder: Path) -> Iterator[Result]:
    """A Dask cluster of two workers on this machine against one process."""
    from distributed import LocalCluster

    stack = make_stack(options, folder / "cluster", 48)
    alone = scan(stack, folder / "cluster1", options, "--jobs", "1")
    os.environ["PYTHONPATH"] = str(ROOT)
    cpu = cpu_seconds()
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as dask:
        there = scan(stack, folder / "cluster2", options, "--cluster", dask.scheduler_address)
    cpu = cpu_seconds() - cpu
    assert (folder / "cluster1.jsonl").read_bytes() == (folder / "cluster2.jsonl").read_bytes()
    yield Result(
        "Dask with two workers, times one process",
        alone.seconds / there.seconds,
        1.5,
        "more",
        f"{len(stack)} photos: {alone.seconds:.1f} s and {there.seconds:.1f} s (CPU {alone.cpu:.0f} s and "
        f"{cpu:.0f} s); equal output",
    )


def overhead(options: argparse.Namespace, folder: Path) -> Iterator[Result]:
    """CPU of everything but the engines: decoding, finding, cutting, parsing, the box and the tables."""
    stack = make_stack(options, folder / "overhead", 24)
    out = folder / "overhead"
    code = "import sys; from batch import scan_with_clocks; scan_with_clocks(sys.argv[1:])"
    arguments = scan_arguments(stack, out, options, table=True)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    share = 1 - told["engines"] / told["all"]
    yield Result(
        "CPU of everything but the engines, share",
        share,
        0.25,
        "less",
        f"{len(stack)} photos: {told['all'] / len(stack):.2f} CPU s each, of it engines "
        f"{told['engines'] / len(stack):.2f}; start of the program {told['start']:.1f} s not counted",
    )


BENCHMARKS: dict[str, Callable[[argparse.Namespace, Path], Iterator[Result]]] = {
    "help": help_time,
    "workers": workers,
    "again": again,
    "kill": kill,
    "overhead": overhead,
    "cluster": cluster,
    "memory": memory,
}


# How they are measured --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Run:
    """Wall-clock and CPU seconds of a run; memory: (share of the stack done, bytes in use) now and then."""

    seconds: float
    cpu: float
    memory: tuple[tuple[float, int], ...] = ()


def make_stack(options: argparse.Namespace, folder: Path, usual: int) -> list[Path]:
    """``count`` photos that the box takes for different ones."""
    from ingest.sources import find_files

    samples = [
        path for path in find_files([options.photos]) if path.suffix.lower() in (".jpg", ".png", ".heic")
    ]
    folder.mkdir(parents=True)
    stack = []
    for number in range(options.count or usual):
        sample = samples[number % len(samples)]
        copy = folder / f"{number:05}{sample.suffix}"
        copy.write_bytes(sample.read_bytes() + str(number).encode())
        stack.append(copy)
    return stack


def scan_arguments(
    stack: list[Path], out: Path, options: argparse.Namespace, *more: str, box: str = "", table: bool = False
) -> list[str]:
    own_box = out.parent / f"{box or out.name}.sqlite"
    outputs = ["-o", f"{out}.jsonl", *(["-o", f"{out}.csv"] if table else [])]
    return ["scan", str(stack[0].parent), *outputs, "--box", str(own_box), "--reader", options.reader, *more]


def start(
    stack: list[Path], out: Path, options: argparse.Namespace, *more: str, box: str = "", table: bool = False
) -> subprocess.Popen[bytes]:
    arguments = scan_arguments(stack, out, options, *more, box=box, table=table)
    return subprocess.Popen([sys.executable, "-m", "ingest", *arguments], cwd=ROOT, stderr=subprocess.DEVNULL)


def scan(
    stack: list[Path],
    out: Path,
    options: argparse.Namespace,
    *more: str,
    box: str = "",
    table: bool = False,
    watch_memory: bool = False,
) -> Run:
    began, cpu = time.monotonic(), cpu_seconds()
    program = start(stack, out, options, *more, box=box, table=table)
    used: list[tuple[float, int]] = []
    if watch_memory:
        own_box = out.parent / f"{box or out.name}.sqlite"
        while program.poll() is None:
            used.append((share_done(own_box, len(stack)), memory_of(program.pid)))
            time.sleep(0.5)
    code = program.wait()
    assert code in (0, 1), f"scan ended with {code}"
    return Run(time.monotonic() - began, cpu_seconds() - cpu, tuple(used))


def share_done(box: Path, count: int) -> float:
    import sqlite3

    try:
        database = sqlite3.connect(f"{box.as_uri()}?mode=ro", uri=True, timeout=5)
        return float(database.execute("SELECT count(*) FROM readings").fetchone()[0]) / count
    except sqlite3.Error:
        return 0.0


def memory_of(process: int) -> int:
    """Bytes in use by a process and all below it, pages shared between them counted once (Linux)."""
    total = 0
    below = [process]
    while below:
        process = below.pop()
        try:
            children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
        below += map(int, children)
    return total


def scan_with_clocks(arguments: list[str]) -> None:
    """Runs in a process of its own: the whole program in one process, with a clock around every engine."""
    import ingest.batch
    from ingest.cli import main
    from ingest.ocr import paddle, tesseract

    clock = Clock()
    ingest.batch.worker_processes = lambda *_arguments, **_options: ingest.batch.InThisProcess()  # type: ignore[assignment]
    for module, names in ((tesseract, ENGINES["tesseract"]), (paddle, ENGINES["paddle"])):
        for name in names:
            setattr(module, name, clock.around(getattr(module, name)))
    began = cpu_seconds()
    with suppress(SystemExit):
        main(arguments)
    print(json.dumps({"all": cpu_seconds() - began, "engines": clock.seconds, "start": began}))


ENGINES = {"tesseract": ("read_sheets",), "paddle": ("_run",)}
"""The functions of each reader that do nothing but run its engine."""


class Clock:
    """Adds up the CPU seconds, of this process and of programs it started, spent in some functions."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._running = False

    def around(self, function: Callable[..., object]) -> Callable[..., object]:
        def timed(*args: object, **kwargs: object) -> object:
            if self._running:
                return function(*args, **kwargs)
            self._running = True
            began = cpu_seconds()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds += cpu_seconds() - began
                self._running = False

        return timed


def cpu_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def call(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True)


def best(times: int, what: Callable[[], None]) -> float:
    seconds = []
    for _ in range(times):
        began = time.monotonic()
        what()
        seconds.append(time.monotonic() - began)
    return min(seconds)


if __name__ == "__main__":
    sys.exit(main())
