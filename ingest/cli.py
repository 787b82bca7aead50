"""The command ``wizytownik``: options, exit codes and what is said to a person; nothing else.

Heavy modules are imported inside the commands, so that ``--help`` answers at once. Data goes to standard
output, talk to standard error.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from ingest import __version__
from ingest.errors import ExitCode, UsageError, WizytownikError

if TYPE_CHECKING:
    from ingest.batch import PhotoFile, Progress, Workers
    from ingest.box import Box
    from ingest.forget import Wanted
    from ingest.scan import Summary
    from ingest.settings import ParseSettings, ReadSettings

STANDARD_STREAM = "-"

EXIT_CODES = """\b
Exit codes:
  0    all read
  1    some photos failed; what was read is written all the same
  2    the command line, the box or a table cannot be understood
  3    Tesseract or a language of it is missing; the message says the command that installs it
  4    the output cannot be written
  130  interrupted; what was read is kept for the next run"""


class _Commands(TyperGroup):
    """Says what is wrong with a value without the word of the library that found it."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise


app = typer.Typer(
    name="wizytownik",
    cls=_Commands,
    help="""Photos of business cards in, a table of contacts with blank note columns out.

\b
  wizytownik scan photos -o contacts.xlsx
  wizytownik due contacts.xlsx

What you type into the table is never lost: scan more photos into it whenever you like. Everything stays
on this machine.""",
    epilog=EXIT_CODES,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class Reader(StrEnum):
    """Values of --reader."""

    auto = "auto"
    tesseract = "tesseract"
    paddle = "paddle"


class Headings(StrEnum):
    """Values of --headings."""

    en = "en"
    pl = "pl"


class CsvDialect(StrEnum):
    """Values of --csv."""

    plain = "plain"
    excel_pl = "excel-pl"


class Target(StrEnum):
    """Values of --to."""

    google = "google"
    outlook = "outlook"
    hubspot = "hubspot"
    salesforce = "salesforce"
    pipedrive = "pipedrive"
    vcard3 = "vcard3"
    vcard4 = "vcard4"
    jsonl = "jsonl"


Lang = Annotated[
    str,
    typer.Option(metavar="CODES", help="Languages of the cards, likeliest first, as Tesseract calls them."),
]
Region = Annotated[
    str, typer.Option(metavar="CC", help="Country of phone numbers that are printed without a country code.")
]
ReaderOption = Annotated[
    Reader, typer.Option(help="auto takes both readers where the second is installed.", show_choices=True)
]
BoxOption = Annotated[
    Path | None,
    typer.Option("--box", metavar="FILE", help="Where readings are kept.  [default: your data folder]"),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, metavar="N", help="Worker processes.  [default: one per core]"),
]
HeadingsOption = Annotated[
    Headings | None, typer.Option(help="Language of a new table's headings.  [default: your system's]")
]
Csv = Annotated[
    CsvDialect | None,
    typer.Option(
        "--csv",
        help="How a new .csv is written: plain (comma) or excel-pl (for Excel in Polish).  "
        "[default: by your system's language]",
    ),
]
Event = Annotated[str, typer.Option(metavar="NAME", help="Where you got the cards; fills the event column.")]
MetOn = Annotated[
    str,
    typer.Option(
        "--met-on", metavar="DATE", help="The day, as 2026-05-31 or 31.05.2026.  [default: the photo's date]"
    ),
]
NoPair = Annotated[
    bool, typer.Option("--no-pair", help="Keep front and back of a card as two, not as one contact.")
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Say more, names on the cards included, on standard error.")
]
Tables = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[TABLE]",
        exists=True,
        dir_okay=False,
        help="Tables to look through.  [default: those scan wrote]",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="For another program, as JSON.")]
TableArgument = Annotated[
    Path,
    typer.Argument(
        metavar="TABLE", exists=True, dir_okay=False, help="A table that scan wrote (.xlsx or .csv)."
    ),
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"wizytownik {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


@app.command(epilog=EXIT_CODES)
def scan(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH", help="Photos, PDFs, folders of them, or - for one photo on standard input."
        ),
    ],
    outputs: Annotated[
        list[str],
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="Where to: .xlsx, .csv, .jsonl or .vcf; - is JSON Lines on standard output. Repeatable. "
            "A table that is there grows; a .jsonl or .vcf is replaced, and a copy kept.",
        ),
    ],
    lang: Lang = "pol+eng",
    region: Region = "PL",
    event: Event = "",
    met_on: MetOn = "",
    reader: ReaderOption = Reader.auto,
    jobs: Jobs = None,
    box: BoxOption = None,
    headings: HeadingsOption = None,
    csv: Csv = None,
    no_pair: NoPair = False,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Read on a Dask cluster, for example tcp://scheduler:8786."),
    ] = None,
    shared_paths: Annotated[
        bool,
        typer.Option(
            "--shared-paths", help="The cluster's workers open the photos themselves, under the same paths."
        ),
    ] = False,
    deleted_too: Annotated[
        bool, typer.Option("--deleted-too", help="Bring back cards whose rows you deleted from the table.")
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Read photos of business cards into a table.

    A table that is there already keeps everything that you typed; new cards are added below.
    Photos that were read before are not read again.

    \b
    Examples:
      wizytownik scan photos -o contacts.xlsx
      wizytownik scan IMG_1.heic stack.pdf -o contacts.csv -o contacts.vcf --event "Trade fair"
      wizytownik scan photos -o - --lang deu+eng --region DE | jq .emails
    """  # noqa: D301 - click's mark for lines that stay as they are
    from ingest.scan import Destination, scan_into

    destination = Destination(
        files=tuple(Path(output) for output in outputs if output != STANDARD_STREAM),
        to_standard_output=STANDARD_STREAM in outputs,
        headings=headings.value if headings else None,
        csv=csv.value if csv else None,
        deleted_too=deleted_too,
    )
    read = _read_settings(lang, reader)
    parse = _parse_settings(region, event, met_on, pair_sides=not no_pair)
    destination.check()
    with (
        _ctrl_c_tells_how_to_go_on(),
        _open_box(box) as opened,
        _workers(jobs, cluster, shared_paths, read) as workers,
        _progress_bar() as on_progress,
    ):
        summary = scan_into(
            destination,
            _photo_files(paths, absolute=shared_paths),
            read,
            parse,
            opened,
            workers=workers,
            details=verbose,
            on_progress=on_progress,
            to_standard_output=_to_standard_output,
        )
    _tell(summary)
    if summary.refused:
        raise typer.Exit(ExitCode.OUTPUT_NOT_WRITTEN)
    if summary.failed:
        raise typer.Exit(ExitCode.SOME_PHOTOS_FAILED)


@app.command(epilog=EXIT_CODES)
def watch(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A folder that photos arrive in, as a phone's.")
    ],
    outputs: Annotated[
        list[Path],
        typer.Option("--output", "-o", metavar="TABLE", help="The table that grows (.xlsx or .csv)."),
    ],
    lang: Lang = "pol+eng",
    region: Region = "PL",
    event: Event = "",
    met_on: MetOn = "",
    reader: ReaderOption = Reader.auto,
    jobs: Jobs = None,
    box: BoxOption = None,
    headings: HeadingsOption = None,
    csv: Csv = None,
    no_pair: NoPair = False,
    every: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="How often to look for new photos.")
    ] = 3.0,
    verbose: Verbose = False,
) -> None:
    """Read photos into a table as they arrive in a folder, until Ctrl-C.

    A photo is read when it has stopped growing, and nothing is read twice, after a restart neither. A back
    that comes later joins its front.

    \b
    Example:
      wizytownik watch ~/Phone/Camera -o contacts.xlsx --event "Trade fair"
    """  # noqa: D301 - click's mark for lines that stay as they are
    from ingest.batch import Workers
    from ingest.scan import Destination, photo_files, scan_into
    from ingest.watch import batches_of_new_photos

    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder: name the folder that the photos arrive in.")
    destination = Destination(
        tuple(outputs), headings=headings.value if headings else None, csv=csv.value if csv else None
    )
    read = _read_settings(lang, reader)
    parse = _parse_settings(region, event, met_on, pair_sides=not no_pair)
    destination.check()
    workers = Workers(jobs)
    with _ctrl_c_tells_how_to_go_on(), _open_box(box) as opened:
        _say(f"Watching {folder}; Ctrl-C ends it.")
        arrived: set[str] = set()
        for photos in batches_of_new_photos(folder, every):
            arrived.update(photo.file for photo in photos)
            with _progress_bar() as on_progress:
                summary = scan_into(
                    destination,
                    # All that have arrived, since a new photo may be the back of an earlier one.
                    [photo for photo in photo_files([folder]) if photo.file in arrived],
                    read,
                    parse,
                    opened,
                    workers=workers,
                    details=verbose,
                    on_progress=on_progress,
                )
            _tell(summary)


@app.command(epilog=EXIT_CODES)
def export(
    table: TableArgument,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="OUT",
            help="The file to write: .csv, .vcf for vcard3 and vcard4, .jsonl; - is standard output. "
            "A file that is there is replaced, and a copy kept.",
        ),
    ],
    to: Annotated[
        Target | None, typer.Option("--to", help="What it is for: headers and form are that tool's own.")
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option("--profile", metavar="FILE", help="A mapping of your own (TOML) instead of --to."),
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Write a table, notes included, as the file that another tool imports.

    Columns that you added go into the notes there.

    \b
    Examples:
      wizytownik export contacts.xlsx --to google -o google.csv
      wizytownik export contacts.xlsx --to vcard3 -o phone.vcf
      wizytownik export contacts.xlsx --profile our-crm.toml -o crm.csv
    """  # noqa: D301 - click's mark for lines that stay as they are
    from exports.convert import export_table, suffixes_of

    if (to is None) == (profile is None):
        raise UsageError("Name either a tool with --to or a mapping of your own with --profile.")
    target = to.value if to else None
    out = None if output == STANDARD_STREAM else Path(output)
    if out:
        _check_output(out, table, suffixes_of(target))
    done = export_table(table, out, to=target, profile=profile)
    if out:
        _say(f"Written: {out} ({_count(done.rows, 'contact')})")
    else:
        _bytes_to_standard_output(done.content)
    if done.left_out:
        _say(f"{_count(done.left_out, 'row')} left out: no person, company or way to reach one in them.")
    if done.lacking:
        rows = {lacking.row for lacking in done.lacking}
        _say(f"{_count(len(rows), 'row')} that the other tool may not take as they are:")
    for why in dict.fromkeys(lacking.why for lacking in done.lacking):
        found = [lacking for lacking in done.lacking if lacking.why == why]
        _say(f"  {_rows([lacking.row for lacking in found])}: {why}")
        if verbose:
            for lacking in found:
                _say(f"    row {lacking.row}: {lacking.who}")
    if done.backup:
        _say(f"The file as it was is kept as {done.backup}.")


@app.command(epilog=EXIT_CODES)
def due(
    table: TableArgument,
    on: Annotated[
        str, typer.Option("--on", metavar="DATE", help="Due by this day, as 2026-05-31.  [default: today]")
    ] = "",
    ics: Annotated[
        str,
        typer.Option(
            "--ics",
            metavar="OUT",
            help="Write a calendar (.ics) of all open follow-ups as well; - is standard output, in place of "
            "the report.",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Say who is to be contacted by now, and whose notes are still blank; most urgent first.

    \b
    Examples:
      wizytownik due contacts.xlsx
      wizytownik due contacts.xlsx --on 2026-06-30 --ics follow-ups.ics
    """  # noqa: D301 - click's mark for lines that stay as they are
    from datetime import date

    from exports.files import replace_whole
    from exports.follow_up import MAKER, due_json, due_text, follow_ups_ics
    from exports.follow_up import due as who_is_due
    from exports.writers import read_table

    out = Path(ics) if ics and ics != STANDARD_STREAM else None
    if out:
        _check_output(out, table, (".ics",))
    day = date.fromisoformat(_day(on, "--on")) if on else date.today()  # noqa: DTZ011 - the person's own today
    found = read_table(table)
    if ics == STANDARD_STREAM:
        _bytes_to_standard_output(follow_ups_ics(found, day))
        return
    owed = who_is_due(found, day)
    _to_standard_output([due_json(owed) if as_json else due_text(owed, found.language)])
    if out:
        backup = replace_whole(out, follow_ups_ics(found, day), ours=MAKER.encode())
        _say(f"Written: {out}")
        if backup:
            _say(f"The file as it was is kept as {backup}.")


@app.command(epilog=EXIT_CODES)
def events(table: TableArgument, as_json: AsJson = False) -> None:
    """Say what came of each event: cards, notes, followed up, still owing, outcomes.

    \b
    Example:
      wizytownik events contacts.xlsx
    """  # noqa: D301 - click's mark for lines that stay as they are
    from exports.follow_up import events as what_came
    from exports.follow_up import events_json, events_text
    from exports.writers import read_table

    found = read_table(table)
    came = what_came(found)
    _to_standard_output([events_json(came) if as_json else events_text(came, found.language)])


@app.command(epilog=EXIT_CODES)
def about(
    who: Annotated[str, typer.Argument(metavar="WHO", help="A name or an e-mail address.")],
    tables: Tables = None,
    box: BoxOption = None,
) -> None:
    """Print all that is kept on one person: in the tables, and of the cards that were read.

    \b
    Example:
      wizytownik about "Jan Kowalski"
    """  # noqa: D301 - click's mark for lines that stay as they are
    from exports.forget import about as rows_about
    from exports.writers import read_table
    from ingest.forget import Wanted, find, tables_of
    from ingest.sources import printable

    with _open_box(box) as opened:
        searched = tables_of(opened, tables or [])
        trace = find(Wanted(who), searched, opened)
        told = [f"{table}\n{rows}\n" for table in searched if (rows := rows_about(read_table(table), who))]
        backups = {file for file, *_ in trace.rows if file not in searched}
        told += [
            f"{file}\nAn older copy of the table; the person stands in it, too.\n\n"
            for file in sorted(backups)
        ]
        for card in trace.cards:
            source = card.contact.source
            lines = "\n".join(card.contact.text)
            told.append(
                f"{printable(source.file)}, page {source.page}, card {source.card} as read\n{lines}\n\n"
            )
    _to_standard_output(told)
    if not told:
        _say(f"Nothing is kept on {who} in {_in_words(searched)} or in the box.")


@app.command(epilog=EXIT_CODES)
def forget(
    who: Annotated[str, typer.Argument(metavar="[WHO]", help="A name or an e-mail address.")] = "",
    tables: Tables = None,
    card: Annotated[str, typer.Option("--card", metavar="ID", help="One card, by its id in the table.")] = "",
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="Everybody last met longer ago: 24m, 2y, 90d.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    box: BoxOption = None,
) -> None:
    """Let go of a person: rows, readings, and what the program remembers; for good.

    Shows first what would go, and asks. The same photos do not bring the person back.

    \b
    Examples:
      wizytownik forget "Jan Kowalski"
      wizytownik forget --older-than 24m
    """  # noqa: D301 - click's mark for lines that stay as they are
    from ingest.forget import find, tables_of
    from ingest.forget import forget as let_go
    from ingest.sources import printable

    wanted = _wanted(who, card, older_than)
    with _open_box(box) as opened:
        searched = tables_of(opened, tables or [])
        trace = find(wanted, searched, opened)
        if not trace.card_ids and not trace.rows:
            _say(f"Nothing to forget in {_in_words(searched)} or in the box.")
            return
        for file, name, met, _ in trace.rows:
            _say(f"  {file}: {name}{f', met {met}' if met else ''}")
        for kept in trace.cards:
            source = kept.contact.source
            place = f"card {source.card} on {printable(source.file)}"
            _say(f"  the reading of {place}: {kept.contact.name or '(no name)'}")
        if not yes and not _agreed(
            f"Forget {_count(len(trace.rows), 'row')} and {_count(len(trace.cards), 'card')}?"
        ):
            _say("Nothing was changed.")
            return
        let_go(wanted, trace, searched, opened)
    _say("Forgotten.")
    if trace.photos:
        _say(
            "The photos are yours to delete, and so is what you made of the table elsewhere (.vcf, imports):"
        )
        for name in trace.photos:
            _say(f"  {printable(name)}")


@app.command(epilog=EXIT_CODES)
def explain(
    photo: Annotated[
        Path, typer.Argument(metavar="PHOTO", exists=True, dir_okay=False, help="A photo or PDF of cards.")
    ],
    directory: Annotated[
        Path, typer.Option("--directory", "-d", metavar="DIR", help="Where the pictures and the page go.")
    ],
    lang: Lang = "pol+eng",
    region: Region = "PL",
    reader: ReaderOption = Reader.auto,
) -> None:
    """Show every stage of reading a photo: the way to see why a card was misread.

    \b
    Example:
      wizytownik explain IMG_1.jpg -d why
    """  # noqa: D301 - click's mark for lines that stay as they are
    from ingest.explain import explain as show_stages

    parse = _parse_settings(region, "", "", pair_sides=False)
    index = show_stages(photo, directory, _read_settings(lang, reader), parse)
    _say(f"Written: {index}; open it in a browser. It shows what stands on the cards: delete it when done.")


@app.command(epilog=EXIT_CODES)
def doctor(
    lang: Lang = "pol+eng",
    box: BoxOption = None,
) -> None:
    """Say what this machine has and lacks, and the command that mends each lack.

    \b
    Example:
      wizytownik doctor --lang pol+deu
    """  # noqa: D301 - click's mark for lines that stay as they are
    from ingest.doctor import examine, report

    findings = examine(_languages(lang), box)
    _to_standard_output([report(findings) + "\n"])
    if any(finding.needed and not finding.fine for finding in findings):
        raise typer.Exit(ExitCode.ENGINE_MISSING)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with one of the exit codes."""
    try:
        app(args=arguments, prog_name="wizytownik")
    except WizytownikError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except BrokenPipeError:
        _close_quietly()
        sys.exit(ExitCode.OK)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except Exception as error:
        from exports.errors import ExportError

        if not isinstance(error, ExportError):
            raise
        _say(str(error))
        sys.exit(ExitCode.OUTPUT_NOT_WRITTEN)


# From the command line to settings -----------------------------------------------------------------------


def _languages(codes: str) -> tuple[str, ...]:
    languages = tuple(re.split(r"[+,]", codes))
    for code in languages:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_/]{1,30}", code):
            raise UsageError(f"--lang {codes}: name languages as Tesseract does, for example pol+eng or deu.")
    return tuple(dict.fromkeys(languages))


def _read_settings(lang: str, reader: Reader) -> ReadSettings:
    from ingest.settings import ReadSettings

    return ReadSettings(_languages(lang), reader.value)


def _parse_settings(region: str, event: str, met_on: str, *, pair_sides: bool) -> ParseSettings:
    from ingest.settings import ParseSettings

    if not re.fullmatch(r"[A-Za-z]{2}", region):
        raise UsageError(f"--region {region}: name a country by two letters, for example PL or DE.")
    day = _day(met_on, "--met-on") if met_on else ""
    return ParseSettings(region.upper(), pair_sides, event.strip(), day)


def _day(text: str, option: str) -> str:
    from exports.table import parse_date

    day = parse_date(text)
    if day is None:
        raise UsageError(f"{option} {text}: write a day as 2026-05-31 or 31.05.2026.")
    return day.isoformat()


def _check_output(out: Path, table: Path, suffixes: Sequence[str]) -> None:
    """Raises before anything is written over what a person typed."""
    from exports.convert import check_output
    from exports.errors import ExportError

    try:
        check_output(out, table, suffixes)
    except ExportError as error:
        raise UsageError(str(error)) from error


def _photo_files(paths: Sequence[str], *, absolute: bool) -> list[PhotoFile]:
    from ingest.batch import PhotoFile
    from ingest.scan import photo_files
    from parsers.contact import STANDARD_INPUT

    named = [Path(path).absolute() if absolute else Path(path) for path in paths if path != STANDARD_STREAM]
    if len(named) == len(paths) and not any(os.path.lexists(path) for path in named):
        raise UsageError(f"{' and '.join(paths[:3])}: there is no such file or folder; check the name.")
    files = photo_files(named)
    if STANDARD_STREAM in paths:
        files.insert(0, PhotoFile(STANDARD_INPUT, sys.stdin.buffer.read()))
    return files


def _wanted(who: str, card: str, older_than: str) -> Wanted:
    from datetime import date

    from exports.errors import ExportError
    from exports.forget import day_before
    from ingest.forget import Wanted

    if sum(map(bool, (who.strip(), card, older_than))) != 1:
        raise UsageError("Name one thing to forget: a person, --card ID or --older-than AGE.")
    try:
        day = day_before(older_than, date.today()) if older_than else None  # noqa: DTZ011 - the person's own today
    except ExportError as error:
        raise UsageError(str(error)) from error
    return Wanted(who.strip(), card, day)


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("Nothing was changed: nobody is here to be asked. Say --yes to go ahead.")
    return typer.confirm(question, err=True)


def _in_words(tables: Sequence[Path]) -> str:
    return ", ".join(map(str, tables)) or "any table that the box knows"


@contextmanager
def _open_box(file: Path | None) -> Iterator[Box]:
    from ingest.box import Box, default_box

    with Box(file or default_box()) as box:
        yield box


@contextmanager
def _workers(
    jobs: int | None, cluster: str | None, shared_paths: bool, read: ReadSettings
) -> Iterator[Workers]:
    """Where photos are read: in processes of this machine, or on the cluster at this address."""
    from ingest.batch import Workers

    if cluster is None:
        yield Workers(jobs)
        return
    from ingest.cluster import connected

    with connected(cluster, read, send_photos=not shared_paths) as workers:
        yield workers


# What is said to a person ---------------------------------------------------------------------------------


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _tell(summary: Summary) -> None:
    """The summary, in plain words, on standard error."""
    from exports.columns import BY_KEY

    _say(f"{_count(summary.cards, 'card')} read from {_count(summary.pages, 'photo')}.")
    if summary.cards_to_check:
        by_number = sorted(summary.to_check.items(), key=lambda item: (-item[1], item[0]))
        reasons = ", ".join(f"{KINDS.get(kind, kind)} on {n}" for kind, n in by_number)
        check = BY_KEY["check"]
        column = f"The column “{check.en}” (“{check.pl}” in a Polish table) says why."
        _say(f"{_count(summary.cards_to_check, 'card')} to check: {reasons}. {column}")
    for line in summary.details:
        _say(f"  {line}")
    if summary.failed:
        _say(f"{_count(len(summary.failed), 'photo')} could not be read:")
        for sentence in summary.failed:
            _say(f"  {sentence}")
    for sentence in summary.written:
        _say(sentence)


KINDS = {
    "name": "the name",
    "job_titles": "the job title",
    "emails": "an e-mail address",
    "phones": "a phone number",
    "addresses": "an address",
    "tax_ids": "a tax number",
    "websites": "a web site",
    "handles": "a social profile",
    "company": "the company",
    "department": "the department",
    "other_names": "another name",
    "missing": "something that is missing",
}


def _rows(numbers: Sequence[int]) -> str:
    """Numbers in ascending order as "row 2", "rows 2–5, 9"."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], number]
        else:
            spans.append([number])
    told = ", ".join("–".join(map(str, span)) for span in spans)
    return f"row {told}" if len(numbers) == 1 else f"rows {told}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None] | None]:
    """Photos done, seconds left and the photo at hand; on standard error, and only on a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    from ingest.sources import printable

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("photos, {task.fields[cards]} cards,"),
        TimeRemainingColumn(),
        TextColumn("left  {task.description}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, cards=0)

        def on_progress(at: Progress) -> None:
            name = escape(printable(Path(at.file).name))
            bar.update(task, completed=at.done, total=at.total, cards=at.cards, description=name)

        yield on_progress


@contextmanager
def _ctrl_c_tells_how_to_go_on() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        _say(f"Stopped; what was read is kept. To go on:\n  {shlex.join(['wizytownik', *sys.argv[1:]])}")
        raise typer.Exit(ExitCode.INTERRUPTED) from None


def _to_standard_output(parts: Iterable[str]) -> None:
    """Data; a reader that has had enough (``| head``) ends the program quietly."""
    try:
        for part in parts:
            sys.stdout.write(part)
        sys.stdout.flush()
    except BrokenPipeError:
        _close_quietly()
        raise typer.Exit(ExitCode.OK) from None


def _bytes_to_standard_output(content: bytes) -> None:
    """A file as it is; what ``_to_standard_output`` says of readers that have had enough holds here too."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _close_quietly()
        raise typer.Exit(ExitCode.OK) from None


def _close_quietly() -> None:
    """Without this Python complains at its end that it cannot flush what nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
