"""How long and with how much memory a table of 10,000 contacts takes a stack of new cards in.

    python benchmarks/merge_table.py [ROWS]

Measured for each kind of file: the first table, a second run over the same cards with better readings of
some, and 500 new cards into the table. Bars: 10 s and 500 MB for each.
"""

from __future__ import annotations

import gc
import random
import resource
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from exports.writers import Written, write_table
from parsers.contact import Address, Contact, Phone, Source, TaxId

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
SECONDS, MEGABYTES = 10.0, 500.0
GIVEN = "Zofia Jan Ewa Łukasz Maria Piotr Olga Adam Anna Tomasz Hanna Marek Iga Paweł Julia Karol".split()
ROOTS = "Kowal Now Wiśni Wójc Kami Lewand Ziel Szym Woźn Dąbr Kozł Jank Mazur Kwiat Krawcz Piotr Grab".split()
ENDINGS = "czyk owski ecki iński ak ik owicz arz ewski uk oń el".split()
FIRMS = "Most Las Dom Rok Port Młyn Huta Klucz Statek Zamek Ogród Tor".split()
FORMS = ("sp. z o.o.", "S.A.", "s.c.", "sp.j.", "")


def contact(number: int) -> Contact:
    """A fictitious card; names and firms recur as they do among 10,000 people."""
    chance = random.Random(number)
    given, family = chance.choice(GIVEN), chance.choice(ROOTS) + chance.choice(ENDINGS)
    firm = f"{chance.choice(FIRMS)}{chance.choice(FIRMS).lower()} {chance.randrange(400)}"
    return Contact(
        card_id=f"{number:032x}-1",
        source=Source(
            file=f"photos/IMG_{number:05}.jpg", taken_on=date(2026, 1 + number % 12, 1), event="Targi"
        ),
        name=f"{given} {family}",
        given_name=given,
        family_name=family,
        job_titles=("Specjalista ds. sprzedaży",),
        company=f"{firm} {chance.choice(FORMS)}".strip(),
        emails=(f"osoba{number}@firma{chance.randrange(3000)}.example",),
        websites=(f"www.firma{chance.randrange(3000)}.example",),
        phones=(
            Phone("work", f"+4822{number:07}", f"22 {number:07}"),
            Phone("mobile", f"+486{number:08}", f"6{number:08}"),
        ),
        addresses=(
            Address(
                f"ul. Prosta {number}, 00-001 Warszawa",
                f"ul. Prosta {number}",
                "00-001",
                "Warszawa",
                "",
                "PL",
            ),
        ),
        tax_ids=(TaxId("NIP", f"{number:010}", f"{number:010}"),),
        language="pl",
        leftover=("Zapraszamy", "od 1991 roku"),
    )


def measured(
    name: str, contacts: list[Contact], path: Path, remembered: Written | None
) -> tuple[Written, bool]:
    gc.collect()
    start = time.perf_counter()
    busy = time.process_time()
    memory = remembered.remembered if remembered else None
    written = write_table(contacts, path, csv_dialect="plain", remembered=memory)
    seconds = time.perf_counter() - start
    busy = time.process_time() - busy
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{path.suffix:6} {name:24} {seconds:6.2f} s ({busy:5.2f} s of CPU)  {megabytes:6.0f} MB  "
        f"+{written.rows_added} ~{written.rows_updated} ={written.rows_kept}",
        flush=True,
    )
    return written, busy < SECONDS and megabytes < MEGABYTES


def main() -> None:
    contacts = [contact(number) for number in range(ROWS)]
    better = [
        replace(one, department="Dział Handlowy") if number % 7 == 0 else one
        for number, one in enumerate(contacts)
    ]
    more = [contact(number) for number in range(ROWS, ROWS + 500)]
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".csv", ".xlsx"):
            path = Path(folder) / f"contacts{suffix}"
            first, one = measured("new table", contacts, path, None)
            second, two = measured("the same cards, better", better, path, first)
            _, three = measured("500 new cards", more, path, second)
            fine = fine and one and two and three
    sys.exit(0 if fine else "Slower than 10 s or larger than 500 MB.")


if __name__ == "__main__":
    main()
