"""Organisations: legal forms, words that say what kind, agreement with a domain; and their departments."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Levenshtein

from parsers.words import fold, sections, spelled_plainly, squeeze, tokens, word_list

FILLERS = frozenset(
    "the of and for i dla pod przy im nr de la le los las du der die das und et y e a an w na do da di"
    " del fur fuer van von den het ve og och".split()
)


OPENS_A_UNIT = re.compile(
    r"(?i)(?:an? )?(?:graduate |business |medical |law )?"
    r"(?:division|department|dept\.?|office|faculty|school|college) (?:of|for)\b|klinik für\b"
)
MOST_WORDS_OF_A_FORM = 4  # "spol. s r. o."
AMPERSANDS = ("and", "i", "und", "et", "y", "e")  # what "&" is in a domain
# A part of an organisation in some place, not a head over one office's address.
BRANCH = re.compile(
    r"(?i)(?:oddział|filia|delegatura|niederlassung|zweigniederlassung|zweigstelle|geschäftsstelle|filiale"
    r"|succursale|sucursal|filial|pobočka)\s+\w[^\d,:]*"
    r"|agence\s+(?-i:[A-ZÉÎ])[^\d,\s]*|[^\W\d][^\d,:]*\s(?:branch|(?:regional|country|zonal|area) office)"
)
# What works so end: "Dachdeckerei", "Malerbetrieb", "bakkerij"; Polish ones have their list.
KIND_ENDING = re.compile(r"^.{4,}(?:erei|betrieb|handel|kontor|erij)$")
# Who stands behind a firm, after its legal form: "Rol-Zbyt spółka jawna Baran & Partnerzy".
PARTNERS = re.compile(
    r"(?i)\s(?:[^\W\d_]\.\s?)?\S{2,30}\s(?:&|i|and|und|et)\s"
    r"(?:partnerzy|wspólnicy|synowie|partners?|sons|söhne|fils)$"
)


@dataclass(frozen=True, slots=True)
class CompanyReading:
    """What of a text speaks for an organisation's name, and for a department's.

    house: it is a body that has institutes and departments, such as a university.
    """

    legal_form: bool
    marked: bool
    kinds: int
    trades: int
    unit: bool
    maybe_unit: bool
    house: bool
    words: int


@cache
def _legal_forms() -> tuple[frozenset[str], frozenset[str], int]:
    by_country = (entries for name, entries in sections("legal_forms.txt").items() if name != "anywhere")
    forms = {squeeze(entry) for entries in by_country for entry in entries}
    forms.discard("")
    return (
        frozenset(form for form in forms if len(form) > 3),
        frozenset(form for form in forms if len(form) <= 3),
        max(map(len, forms)),
    )


@cache
def _kinds() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    entries = [tokens(entry) for entry in word_list("company_words.txt", "kind")]
    kinds = {entry[0] for entry in entries}
    trades = {word for entry in entries for word in entry[1:]} - kinds  # "szkoła podstawowa"
    trades |= {word for entry in word_list("company_words.txt", "trade") for word in tokens(entry)}
    marks = {squeeze(entry) for entry in word_list("company_words.txt", "mark")}
    return frozenset(kinds - FILLERS), frozenset(trades), frozenset(marks)


@cache
def _units(section: str) -> frozenset[str]:
    return frozenset(" ".join(tokens(entry)) for entry in word_list("departments.txt", section))


def is_legal_form(text: str) -> bool:
    """Whether all of ``text`` is a legal form ("Sp. z o.o. Sp. k."), as on a line of its own."""
    long, short, _ = _legal_forms()
    flat = squeeze(text)
    return flat in long or (flat in short and ("." in text or text.isupper() or _stands_out(text, text)))


@lru_cache(maxsize=2048)
def legal_form_at_end(text: str) -> int:
    """Where the legal form at the end of ``text`` begins; -1 where there is none ("Acme Sp. z o.o." -> 5)."""
    long, short, longest = _legal_forms()
    repaired = re.sub(r"(?i)\b[il1]t[do]\b", "ltd", text.replace("0.0", "o.o").replace("O.0", "o.o"))
    starts = [match.start() for match in re.finditer(r"(?<![^\s,.(&-])[^\s,.]", repaired)]
    for start in starts:
        tail = repaired[start:].rstrip(" .,;)(")
        flat = squeeze(tail)
        if start == 0 or not flat or len(flat) > longest:
            continue
        if flat in long or (flat in short and _stands_out(text[start:], text)):
            return start
    return -1


def _stands_out(form: str, text: str) -> bool:
    """A short form counts with full stops or in capitals unlike the rest, or where it can be nothing else."""
    letters = re.sub(r"[\W\d_]+", "", form)
    if "-" in form or letters == "SJ":  # a form has no hyphen inside; in capitals it is a Jesuit's
        return False
    return (
        "." in form.strip()[:-1]
        or "/" in form
        or len(letters) == 3
        or (letters.isupper() and not text.isupper())
        or letters in {"GmbH", "AG", "SE", "SA", "AB", "Co"}
    )


@lru_cache(maxsize=4096)
def legal_form_inside(text: str) -> bool:
    """Whether a form stands anywhere: "ASHFORD LLC Branch", "Acme Ltd., Research", "Acme Sp. k. Oddział".

    Of a form printed with full stops these must be there: "S.A." is one, and "SA" may be a state.
    """
    forms = {squeeze(entry): "." in entry[:-1] for entry in word_list("legal_forms.txt", "anywhere")}
    words = re.findall(r"[^\s,]+", text[:120])
    for start in range(len(words)):
        for end in range(start + 1, min(start + MOST_WORDS_OF_A_FORM, len(words)) + 1):
            form = " ".join(words[start:end])
            dotted = forms.get(squeeze(form))
            if dotted is not None and (not dotted or "." in form[:-1] or len(squeeze(form)) > 3):
                return True
    return False


@lru_cache(maxsize=4096)
def read_company(text: str) -> CompanyReading:
    """Weigh ``text`` as an organisation's name and as a department's."""
    kinds, trades, marks = _kinds()
    words = tokens(text)
    flat = fold(text)
    marked = bool(words) and (
        squeeze(text.split()[0]) in marks
        or any(flat.startswith(mark + " ") for mark in word_list("company_words.txt", "mark"))
    )
    joined = f" {' '.join(words)} "
    return CompanyReading(
        legal_form_at_end(PARTNERS.sub("", text)) >= 0,
        marked,
        sum(
            word in kinds or KIND_ENDING.search(word) is not None or (len(words) == 1 and _ends_in_kind(word))
            for word in words
        ),
        sum(word in trades for word in words),
        is_branch(text)
        or any(f" {entry} " in joined for entry in _units("unit"))
        or any(len(word) > 11 and word.endswith(("abteilung", "bereich")) for word in words),
        any(f" {entry} " in joined for entry in _units("maybe")),
        any(f" {' '.join(tokens(entry))} " in joined for entry in word_list("company_words.txt", "house")),
        len(words),
    )


def is_branch(text: str) -> bool:
    """Whether all of ``text`` names a branch: "Oddział w Legnicy", "Ashford Branch", "Niederlassung Süd"."""
    return len(text.split()) <= 6 and BRANCH.fullmatch(text.strip(" .-")) is not None


def _ends_in_kind(word: str) -> bool:
    """Whether a kind has grown onto the name before it: "glassworks", "OAKRESOURCES"."""
    return any(len(word) - cut >= 5 and word[cut:] in _kinds()[0] for cut in range(2, max(2, len(word) - 4)))


def is_generic(words: Iterable[str]) -> bool:
    """Whether no word is a name of its own: kinds, trades, plain words of the language only."""
    kinds, trades, _ = _kinds()
    return all(
        word in kinds or word in trades or word in FILLERS or word in word_list("common_words.txt")
        for word in words
    )


@cache
def second_level() -> frozenset[str]:
    """Labels under which firms register before a country's own: "co" of acme.co.uk."""
    return word_list("second_level_domains.txt")


def domain_labels(emails: Iterable[str], websites: Iterable[str]) -> tuple[str, ...]:
    """The telling labels of the card's domains, free mail and shared hosts left out.

    "a@eu.acme.co.uk" -> "acme"; a site on a shared host gives its own part.
    """
    free = word_list("free_mail.txt", "name")
    found: dict[str, None] = {}
    hosts = [email.rsplit("@", 1)[1] for email in emails if "@" in email]
    hosts += [re.sub(r"^(?:https?://)?(?:www\d?\.)?", "", fold(site)).split("/")[0] for site in websites]
    for host in hosts:
        labels = [label for label in fold(host).strip(".").split(".") if label]
        province = labels[-1:] == ["it"] and len(labels) > 2 and len(labels[-2]) == 2
        if labels[-1:] == ["us"] and len(labels) > 3 and labels[-3] in {"k12", "lib", "cc", "tec"}:
            labels = labels[:-2]  # schools and libraries of a state: "ridge.k12.sd.us"
        if province or (len(labels) > 2 and labels[-2] in second_level() and len(labels[-1]) == 2):
            labels = labels[:-1]
        if len(labels) > 1 and labels[-2] not in free:
            found[labels[-2]] = None
        elif (
            len(labels) > 2
            and labels[-3] not in {"www", "ip", "mail", "shop", "my"}
            and "@" not in host
            and len(labels[-3]) > 3
        ):
            found[labels[-3]] = None
    return tuple(found)


def spelled_out(label: str) -> str:
    """A domain's label as words, where it is made of known ones: "cshomebakery" -> "CS Home Bakery".

    Up to three letters before the first word are taken for initials. What cannot be parted stays as it is.
    """
    if _is_label_word(label):
        return label

    @cache
    def parted(rest: str) -> tuple[str, ...] | None:
        if not rest:
            return ()
        ways = (
            (rest[:length], *after)
            for length in range(len(rest), 1, -1)
            if (length > 3 and _is_label_word(rest[:length])) or rest[:length] in LABEL_FILLERS
            if (after := parted(rest[length:])) is not None
        )
        return min(ways, key=len, default=None)

    for initials in range(4):
        if initials > 2 and re.search(r"[aeiouy]", label[:initials]):
            break  # "qua" is no one's initials
        words = parted(label[initials:])
        if words and len(words) + bool(initials) > 1 and label[:initials] not in LABEL_FILLERS:
            named = " ".join(w if w in LABEL_FILLERS else w.capitalize() for w in words)
            return f"{label[:initials].upper()} {named}" if initials else named[0].upper() + named[1:]
    return label


LABEL_FILLERS = frozenset("and the of for".split())


def _is_label_word(word: str) -> bool:
    kinds, trades, _ = _kinds()
    common = word_list("common_words.txt")
    return word in kinds or word in trades or word in common or (word[-1] == "s" and word[:-1] in common)


# What ``domain_agreement`` gives for a name and a domain's label.
SAME_LETTERS = 1.0
WORD_BEGINNINGS = 0.9  # an acronym, or beginnings of words that use every letter of the label
MOST_LETTERS = 0.8  # one holds most of the other, or all but one letter
A_WORD = 0.6  # the label holds a long word of the name, or much like it
A_PLAIN_WORD = 0.4  # the same with a word of the language
KIND_ALONE = 0.3  # the name says what firms do, and the label holds that: "Bakery" beside oakbakery.example


def domain_agreement(text: str, labels: Iterable[str]) -> float:
    """How well an organisation's name agrees with a domain label: 0 (not at all), or a constant above."""
    if "&" in text:
        spelled = (re.sub(r"\s*&\s*", f" {word} ", text) for word in ("", *AMPERSANDS))
        return max(domain_agreement(way, labels) for way in spelled)
    if not text.isascii() and (plain := spelled_plainly(text)).isascii():  # "Hölscher", hoelscher.example
        return max(domain_agreement(plain, labels), domain_agreement(fold(text), labels))
    words = tuple(word for word in tokens(text) if word)
    end = legal_form_at_end(text)
    core = list(tokens(text[:end] if end > 0 else text)) or list(words)
    flat = "".join(core)
    best = 0.0
    for label in labels:
        name = squeeze(label)
        if len(name) < 2 or not flat:
            continue
        if (
            name == flat
            or name == "".join(words)
            or name == "".join(word for word in core if word not in FILLERS)
        ):
            best = max(best, SAME_LETTERS)
        elif len(core) > 1 and any(
            spells(name, w) for w in (tuple(core), words) for spells in (_chain, _is_acronym)
        ):
            best = max(best, WORD_BEGINNINGS)
        elif len(name) > 5 and name[0] == flat[0] and Levenshtein.distance(name, flat, score_cutoff=1) <= 1:
            best = max(best, MOST_LETTERS)
        elif len(core) == 1 and is_generic(core) and flat in name:
            best = max(best, KIND_ALONE)
        elif len(flat) > 3 and flat in name:
            best = max(best, MOST_LETTERS if len(flat) > 0.6 * len(name) else A_WORD)
        elif (len(name) > 2 and any(word == name for word in core)) or (len(name) > 4 and name in flat):
            best = max(best, MOST_LETTERS)
        elif is_misread_label(flat, name) or any(
            len(word) > 4 and word in name for word in core if word not in word_list("common_words.txt")
        ):
            best = max(best, A_WORD)
        elif any(len(word) > 4 and word in name for word in core):
            best = max(best, A_PLAIN_WORD)
    return best


def is_misread_label(word: str, label: str) -> bool:
    """Whether ``word`` is a long ``label`` with two letters wrong: "SILVRBRCH" beside silverbirch.example."""
    return (
        len(word) > 6 and word[0] == label[:1] and 0 < Levenshtein.distance(word, label, score_cutoff=2) <= 2
    )


def one_letter_mended(word: str, label: str) -> str:
    """The run of ``label`` that ``word`` is with one letter wrong, missing or too many; "" where none is.

    The first letter is right and so are the last two, where an inflection looks like a slip ("Przemyślu");
    the run is where the label begins or ends.
    """
    runs = {
        run
        for length in (len(word) - 1, len(word), len(word) + 1)
        if 4 < length <= len(label)
        for run in (label[:length], label[-length:])
        if Levenshtein.distance(word, run, score_cutoff=1) <= 1
        and run[0] == word[0]
        and run[-2:] == word[-2:]
    }
    same_length = {run for run in runs if len(run) == len(word)} or runs
    return same_length.pop() if len(same_length) == 1 else ""


def _is_acronym(name: str, words: tuple[str, ...]) -> bool:
    """Whether ``name`` is three initials or more, then what the firm is: "bhslaw" of "Baker Howard Stone"."""
    initials = "".join(word[0] for word in words if word not in FILLERS)
    kinds, trades, _ = _kinds()
    rest = name[len(initials) :]
    return len(initials) > 2 and name.startswith(initials) and (rest in kinds or rest in trades)


def _chain(name: str, words: tuple[str, ...]) -> bool:
    """Whether ``name`` is a chain of beginnings of ``words`` in order, from the first; fillers may miss.

    The last letter taken of a word may differ.
    """

    def chain(rest: str, left: tuple[str, ...], used: int) -> bool:
        if not rest:
            return used > 1 and all(word in FILLERS or len(name) > 4 for word in left)
        if not left:
            return False
        word = left[0]
        shared = 0
        while shared < min(len(word), len(rest)) and word[shared] == rest[shared]:
            shared += 1
        for length in range(shared, 0, -1):
            if chain(rest[length:], left[1:], used + 1):
                return True
        # Polish declines: "w Zielonej Górze" beside zielonagora.example.
        if shared > 2 and shared >= len(word) - 3 and chain(rest[shared + 1 :], left[1:], used + 1):
            return True
        return (word in FILLERS or len(name) > 4) and used + len(left) > 1 and chain(rest, left[1:], used)

    return (
        len(words) <= 8
        and len(name) <= 30
        and (words[0][:1] == name[:1] or words[0] in FILLERS)
        and chain(name, words, 0)
    )
