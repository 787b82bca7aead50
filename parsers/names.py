"""A person's name: its parts, how name-like a text is, and whether an e-mail address says the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.contact import PersonName
from parsers.mailboxes import is_shared
from parsers.repair import confusable
from parsers.words import DATA, all_words, fold, squeeze, word_list

PARTICLES = word_list("more_names.txt", "particle")
ARTICLES = word_list("more_names.txt", "article")  # begin no name
LOOK_ALIKE = {"i": "lj", "l": "ij", "1": "lij", "j": "il", "0": "o", "5": "s", "8": "b", "c": "e", "e": "c"}
THIN = re.compile("[ijl]")
OF_TITLES = frozenset({"n.", "h.", "c.", "rer."})  # small words between titles
GENERATION = frozenset("jr sr ii iii iv".split())
OWNED_BY = "di|by|par|por"  # ahead of the owner of a shop
ASK_FOR = re.compile(
    r"(?i)^(?:ask for|call|text|contact|attn\.?|inh\.|inhaber(?:in)?|właśc\.|owner|prop\.|zaprasza|falar com"
    r"|fale com|tratar com|hablar con|preguntar por|titolare|rozmawiać z"
    rf"|(?-i:{OWNED_BY})(?=\s\S+\s)"
    r"|(?-i:de(?=(?:\s[A-ZÀ-Ý][^\W\d_]+){2,4}$))):?\s+"
    r"(?=[^\W\d_]+(?:\s\S+){0,2}[!.]?$)"
)
FAMILY_TOO = re.compile(
    r"\s(?:e famiglia|e família|y familia|et famille|und familie|& family|and family|z rodziną)$"
)
NICKNAME = re.compile(r"[\"“„‘'(][^\W\d_]{2,12}[\"”’')]")  # Walter “Bud” Jensen
PRONOUNS = re.compile(r"(?i)\s*\(?\b(?:she|he|they)\s?/\s?(?:her|him|them|they|hers|his)(?:\s?/\s?\w+)?\)?$")
SCIENCE = re.compile(r"[a-ząćęłńóśźż]{2,6}\.")  # in which a Polish doctor is one: "dr n. biol."
IN_BRACKETS = re.compile(r"\(\w+\),?")  # behind a degree, who gave it or what in: "MBBS (Syd)"
SCHOOL = re.compile(r"\((?:FH|Univ|TU|TH|HTL|BA|DH|ETH|HSG)\.?\)")  # where a German degree was taken
# Of a degree or a professional body behind a name: "FPSA", "MASc", "MIStruct".
LETTERS_AFTER = re.compile(r"(?:[A-Z][a-z]{0,3}){2,5}|[A-Z]{2,4}[a-z]{2,6}[A-Z]?")
CAMEL_LETTERS = re.compile(
    r"(?!Mc|De|Di|Du|La|Le)(?=.*[a-z])(?:[A-Z][a-z]?[A-Z]{2,4}[a-z]?|[A-Z]{2,3}[a-z]{1,3}[A-Z])"
)
UNSPEAKABLE = re.compile(r"(?=[A-Z]*[B-DF-HJ-NP-TV-XZ]{3})[A-Z]{3,6}")
DOTTED = re.compile(
    r"[A-Z][a-z]{0,2}(?:\.[A-Z][a-z]{0,3})+\.?"
)  # of a degree that no list has: "S.H.", "M.Kn."
SPACED_DEGREE = re.compile(r"(?<=, )(LL|Ph|B|M)\. (?=(?:[A-Z]|Sc|Phil|Com|Tech|Ed|Eng|Arch)\b)")  # "LL. B."
# In Poland, of the university whose letters follow.
PROFESSOR_OF = re.compile(r"prof\. (?:[A-ZĄĆĘŁŃÓŚŹŻ]{2,6}[a-z]{0,3}|ucz\.|uczelni|nadzw\.)")
AND = re.compile(r"\s+(?:&|and|i|oraz|e|y|und|et|og|och|en)\s+")  # between two people on one line
WORD = re.compile(r"(?:[GWHF]/)?(?:[^\W\d_](?:[^\W\d_]|['’`´.-](?=[^\W\d_]))*\.?)")


@dataclass(frozen=True, slots=True)
class NameReading:
    """A text taken as a person's name, with counts of what speaks for and against that.

    words: the name's own words as printed; strange: words in no list of names; common: words of the
    language in no list of names; initials: single letters.
    """

    name: PersonName
    words: tuple[str, ...]
    given: int
    family: int
    initials: int
    particles: int
    strange: int
    common: int
    place: int
    lower: int
    letters: float


@cache
def given_names() -> frozenset[str]:
    """Known given names, folded."""
    more = word_list("more_names.txt", "given") | word_list("polish_names.txt", "given")
    return word_list("given_names.txt") | more


@cache
def surnames() -> frozenset[str]:
    """Known surnames, folded."""
    more = word_list("more_names.txt", "family") | word_list("polish_names.txt", "family")
    return word_list("surnames.txt") | more


@cache
def _letter_weights() -> dict[str, int]:
    weights: dict[str, int] = json.loads((DATA / "name_letters.json").read_text(encoding="utf-8"))["weights"]
    return weights


def name_letters(word: str) -> float:
    """How much a word's letters look like a name's (2) rather than a plain word's (-2); 0: no opinion."""
    folded = f"^{fold(word)}$"
    weights = _letter_weights()
    total = sum(weights.get(folded[i : i + 3], 0) for i in range(len(folded) - 2))
    return max(-3.0, min(3.0, total / 100))


@cache
def _titles(section: str) -> frozenset[str]:
    entries = (
        fold(entry).replace(".", "").replace(" ", "") for entry in word_list("academic_titles.txt", section)
    )
    return frozenset(entry for entry in entries if len(entry) > 1)


def _bare(word: str) -> str:
    return fold(word).strip(".,;:()®™°").replace(".", "").replace("'", "")


def _is_prefix(word: str, first: bool) -> bool:
    bare, word = _bare(word), word.strip("()")  # "PROF. (DR.)"
    if re.fullmatch(r"(?:[A-Z]\.){2,}[A-Z]?|Md\.?", word):  # initials; Mohammed's short form
        return False
    if bare not in _titles("prefix") and not all(
        part in _titles("prefix") for part in re.split(r"[-/]", bare) if part
    ):
        return False
    # Short titles are also names and initials ("Ma", "Sh. Rao"): they need their full stop or mixed case.
    return (
        len(bare) > 2
        or word.endswith(".")
        or not word.isupper()
        or (first and bare in {"dr", "mr", "ms", "ca"})
    )


def _is_suffix(word: str, after_comma: bool) -> bool:
    bare = _bare(re.split(r"[(®/]", word)[0])
    if not bare:
        return word.startswith("(")
    if word.rstrip(".,") == "Md":
        return False
    if bare not in _titles("suffix") or bare in GENERATION:
        return False
    return after_comma or len(bare) > 2 or "." in word.rstrip(".,") or sum(c.isupper() for c in word) > 1


def call_ahead(text: str) -> str:
    """What of ``text`` says that a name follows ("Falar com "); "" where nothing does.

    "de" is one only ahead of a given name: "de Oliveira Santos" may be the rest of one.
    """
    call = ASK_FOR.match(text)
    if call is None or (call[0].strip() == "de" and fold(text[call.end() :].split()[0]) not in given_names()):
        return ""
    return call[0]


def split_titles(text: str) -> tuple[str, str, str]:
    """Titles before, the name, titles after: "dr inż. Jan Lis, MBA" -> "dr inż.", "Jan Lis", "MBA"."""
    call = call_ahead(text)
    text = FAMILY_TOO.sub("", text[len(call) :].rstrip("!.") if call else text)
    text = PRONOUNS.sub("", text)
    text = SPACED_DEGREE.sub(r"\1.", re.sub(r",(?=\S)", ", ", text.strip()))
    text = re.sub(r"^((?:Dr|Mr|Mrs|Ms|Prof|Ing|Mgr|Er|Adv|Inż|Ks|Pr)\.)(?=[^\W\d_])", r"\1 ", text)
    words = text.split()
    start = 2 if len(words) > 2 and [word.casefold() for word in words[:2]] == ["r.", "pr."] else 0
    if len(words) > 2 and words[0] == "The" and _is_prefix(words[1], True):  # "The Revd Canon Ann Lis"
        start = 2
    while start < len(words) - 1 and (
        _is_prefix(words[start], start == 0)
        or (start and (words[start] in OF_TITLES or SCHOOL.fullmatch(words[start])))
        or (start and words[start - 1] == "n." and SCIENCE.fullmatch(words[start]))
    ):
        start += 1
    end = len(words)
    for cut in range(start + 1, len(words)):
        after_comma = words[cut - 1].endswith(",")
        rest = words[cut:]
        if after_comma and cut - start > 1 and _are_letters(rest, words[start:cut]):
            end = cut
            break
        if after_comma and PROFESSOR_OF.fullmatch(" ".join(rest)):
            return " ".join(words[:start]), " ".join(words[start:cut]).strip(" ,"), " ".join(rest)
        if _is_other_name(rest):
            break
        if cut - start > 1 and len(rest) == 1 and _are_bare_letters(rest[0], words[start:cut]):
            end = cut
            break
        if _is_suffix(rest[0], after_comma) and (
            after_comma
            or all(_is_suffix(w, True) or w[0] in "(&" or w.endswith(")") for w in rest)
            or _are_letters(rest, words[start:cut])
        ):
            end = cut
            break
    if end < len(words) and not all(
        _is_suffix(chunk.split()[0], True) or chunk.strip().startswith("(") or len(chunk.split()) == 1
        for chunk in " ".join(words[end:]).split(", ")
        if chunk.split()
    ):
        end = len(words)
    titles = polish_title(" ".join(words[:start]))
    return titles, " ".join(words[start:end]).strip(" ,"), " ".join(words[end:])


def _are_bare_letters(word: str, name: list[str]) -> bool:
    """Whether a word behind a name, without a comma, can be no name: "CeMAP", "MBHI"."""
    unlike = CAMEL_LETTERS.fullmatch(word) or UNSPEAKABLE.fullmatch(word)
    return (
        unlike is not None
        and _are_letters([word], name)
        and not any(w.isupper() and len(w) > 2 for w in name)
    )


def _is_other_name(rest: list[str]) -> bool:
    """Whether a name ends in how its bearer is called abroad: "Yeh, Po-Han (Brian)"."""
    return len(rest) == 1 and bool(NICKNAME.fullmatch(rest[0])) and fold(rest[0][1:-1]) in given_names()


def _are_letters(rest: list[str], name: list[str]) -> bool:
    """Whether ``rest``, behind a name in small letters, is letters of some body: "REE, FPSA", "MASc".

    Nobody lists them all; two letters may be those of a state.
    """
    letters = [word.strip(",®™") for word in rest if not IN_BRACKETS.fullmatch(word)]
    capitals = all(word.isupper() for word in name)
    known = len(rest) > 1 or fold(name[0]) in given_names()  # "De Souza, J.R." is turned round
    return all(
        (known and DOTTED.fullmatch(word))
        or (
            not (capitals and word.isupper())
            and LETTERS_AFTER.fullmatch(bare)
            and len(bare) > 2
            and ("." in word.strip(".") or fold(word) not in surnames())
        )
        for word in letters
        for bare in (word.replace(".", ""),)
    )


def polish_title(text: str) -> str:
    """Titles with the dot of "inż." that a reader lost; no language writes "inz."."""
    return re.sub(r"\b([Ii])n[zż]\b|\bINZ\b", lambda m: f"{m[1]}nż" if m[1] else "INŻ", text)


def _are_degrees(words: list[str]) -> bool:
    """Whether a degree comes first and mostly degrees follow: "MBA, PhD", "B.E. (Civil), M.S., Oregon"."""
    known = [_is_suffix(word, True) for word in words]
    if not 0 < len(words) <= 8 or not (known[0] or sum(known) > 1) or words[0].startswith("("):
        return False
    degrees = sum(
        is_known or bool(LETTERS_AFTER.fullmatch(word.strip("®™")))
        for word, is_known in zip(words, known, strict=True)
    )
    return degrees == len(words) or ("." in words[0].rstrip(".,") and 2 * degrees >= len(words))


def cut_degrees(text: str) -> tuple[str, str]:
    """A post, and the degrees printed after it: "Plant Head B.E. Mechanical"."""
    words = text.split()
    for cut in range(1, len(words)):
        if "." in words[cut].strip(".,") and _are_degrees(words[cut:]):
            return " ".join(words[:cut]).rstrip(" ,-"), " ".join(words[cut:])
    return text, ""


def is_titles(text: str, after: bool = False) -> bool:
    """Whether all of ``text`` is titles before a name ("dr hab."), or after one ("MBA, PhD")."""
    words = re.sub(r"(?i)^r\. pr\.", "r.pr.", text).replace(",", " ").split()
    if after:
        return _are_degrees(words)
    return 0 < len(words) <= 6 and all(
        _is_prefix(word, True)
        or word in OF_TITLES
        or (words[n - 1 : n] == ["n."] and SCIENCE.fullmatch(word))
        or (n == 0 and word == "The" and len(words) > 1)
        for n, word in enumerate(words)
    )


def split_name(printed: str) -> tuple[str, str]:
    """(given, family) of a name without titles; "KOWALSKI Jan" and "YAMADA Taro" are turned round."""
    words = [word for word in printed.replace(",", " ,").split() if word != ","]
    if len(words) < 2:
        in_capitals = bool(words) and words[0].isupper() and "." in words[0]
        return ("", printed) if in_capitals and fold(words[0]) not in given_names() else (printed, "")
    tail = [words.pop()] if _bare(words[-1]) in GENERATION and len(words) > 2 else []
    capitals = [len(word.strip(".")) > 1 and word.isupper() and fold(word) not in PARTICLES for word in words]
    if any(capitals) and not all(
        capital or fold(word) in PARTICLES or len(word.strip(".")) == 1
        for capital, word in zip(capitals, words, strict=True)
    ):
        family = [
            word
            for word, capital in zip(words, capitals, strict=True)
            if capital or (fold(word) in PARTICLES and not (word.istitle() and fold(word) in given_names()))
        ]
        given = [word for word in words if word not in family]
        return " ".join(given), " ".join([*family, *tail])
    if "," in printed and not tail:
        family_part, given_part = (part.strip() for part in printed.split(",", 1))
        return given_part, family_part
    first, last = fold(words[0]), fold(words[-1])
    turned = (
        first not in given_names()
        and first in surnames()
        and last in given_names()
        and last not in surnames()
    )
    if turned or (
        len(words) > 1 and _bare(words[-1]) and len(_bare(words[-1])) == 1 and len(_bare(words[0])) > 1
    ):
        return " ".join(words[1:]), " ".join([words[0], *tail])
    cut = len(words) - 1
    while cut > 1 and fold(words[cut - 1]) in PARTICLES and len(words[cut - 1]) > 1:
        cut -= 1
    return " ".join(words[:cut]), " ".join([*words[cut:], *tail])


@lru_cache(maxsize=2048)
def read_name(text: str) -> NameReading | None:
    """``text`` as a person's name; None where it cannot be one (digits, too many words, no letters)."""
    prefix, core, suffix = split_titles(text)
    core = core.strip(" .,-") + (
        "."
        if core.endswith(".") and len(core.rstrip(".").split()[-1] if core.rstrip(".") else "") == 1
        else ""
    )
    words = re.sub(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])", " ", core.replace(",", " ")).split()  # "A.B.Nair"
    words = [
        word
        for n, word in enumerate(words)
        if not (n and NICKNAME.fullmatch(word) and (n < len(words) - 1 or _is_other_name([word])))
    ]
    if len(words) > 1 and NICKNAME.fullmatch(words[0]):  # "Ace" Marlow
        words[0] = words[0][1:-1]
    if not 1 <= len(words) <= 6 or len(core) > 50 or not all(WORD.fullmatch(word) for word in words):
        return None
    if are_two_people(core):
        return None
    common_words = word_list("common_words.txt")
    counts = dict.fromkeys(
        ("given", "family", "initials", "particles", "strange", "common", "place", "lower"), 0
    )
    for word in words:
        counts["lower"] += word[0].islower() and fold(word) not in PARTICLES
        parts = [part for part in re.split(r"[.'’`´-]+", fold(word)) if part]
        long = [part for part in parts if len(part) > 1]
        if len(words) > 1 and fold(word) in all_words("shop_words.txt"):
            counts["common"] += 1
        elif not long:
            counts["initials"] += 1
        elif fold(word) in PARTICLES and len(words) > 1 and (word is not words[0] or word.islower()):
            counts["particles"] += 1
        elif any(part in given_names() for part in long):
            counts["given"] += 1
            counts["common"] += all(part in common_words and part not in surnames() for part in long)
        elif any(part in surnames() for part in long):
            counts["family"] += 1
            counts["common"] += all(part in common_words for part in long)
        elif any(part in common_words for part in long):
            counts["common"] += 1
        else:
            counts["strange"] += 1
        counts["place"] += fold(word) in all_words("countries.txt")
    if len(words) == counts["initials"] + counts["particles"]:
        return None
    if counts["lower"] == len(words) > 1 and fold(words[0]) in given_names():
        counts["lower"] = 0  # all in small letters is a designer's choice
    given, family = split_name(core)
    long_words = [word for word in words if len(word) > 2]
    letters = sum(name_letters(word) for word in long_words) / max(len(long_words), 1)
    return NameReading(
        PersonName(core, given, family, prefix, suffix), tuple(words), **counts, letters=letters
    )


def are_two_people(text: str) -> bool:
    """Whether two people share a line: "Anna Lis & Jan Lis", "João Melo e Rita".

    The first has both names: "Anna & Jan Lis" are a couple, printed as one name.
    """
    sides = AND.split(text)
    if len(sides) != 2 or not all(side[:1].isupper() for side in sides):
        return False
    names = [read_name(side) for side in sides]
    given = [
        name is not None and fold(name.words[0]) in given_names() and name.lower == name.place == 0
        for name in names
    ]
    lengths = [len(name.words) if name else 0 for name in names]
    return all(given) and lengths[0] > 1 and all(name is not None and name.common < 2 for name in names)


def email_agreement(words: Iterable[str], emails: Iterable[str]) -> float:
    """How well a name's words agree with the local part of an e-mail address, from 0 to 1.

    1 where the local part is made of the name's words and initials ("jkowalski", "kowalski.j",
    "jan-kowalski7"), 0.9 of a name of one word; 0.8 where it holds one long word of the name, 0.7 where a
    word holds a part of it, 0.6 where both begin alike or it is made of initials alone, 0.5 where it is the
    initials.
    """
    folded = [squeeze(part) for word in words for part in re.split(r"[.-]+", word)]
    folded = [word for word in folded if word]
    long = [word for word in folded if len(word) > 2]
    best = 0.0
    for email in emails:
        local = re.sub(r"\d+", "", fold(email.split("@")[0]))
        flat = squeeze(local)
        if len(flat) < 2 or is_shared(local) or not folded:
            continue
        if len(long) and _made_of(flat, folded):
            whole = sum(word in flat for word in long)
            best = max(best, 1.0 if whole and (len(folded) > 1) else 0.9 if whole else 0.6)
        elif any(len(word) > 3 and word in flat for word in long):
            best = max(best, 0.8)
        elif any(len(part) > 3 and part in word for part in re.split(r"[._-]+", local) for word in long):
            best = max(best, 0.7)
        elif any(len(word) > 4 and flat[:5] == word[:5] for word in long):
            best = max(best, 0.6)
        elif len(folded) > 1 and flat in {
            "".join(word[0] for word in folded),
            folded[0][0] + folded[-1][0],
            folded[-1][0] + folded[0][0],
        }:
            best = max(best, 0.5)
    return best


def agree_with_emails(words: Iterable[str], emails: Iterable[str]) -> dict[str, str]:
    """Words of a name that an e-mail address spells otherwise, in one look-alike letter: read -> better.

    "lan" -> "Ian" beside ian@acme.example: only where the address's word is a known name and the read one is
    not, or the read one begins with a small letter.
    """
    parts = {
        part for email in emails for part in re.split(r"[^a-z]+", fold(email.split("@")[0])) if len(part) > 2
    }
    parts |= {part[1:] for part in parts if len(part) > 4}
    better = {}
    for word in words:
        folded = fold(word)
        known = folded in given_names() or folded in surnames()
        if folded in parts or len(folded) < 3 or (known and word[0].isupper()):
            continue
        for part in sorted(parts):
            listed = part in given_names() or part in surnames()
            if part != folded and len(part) == len(folded) and listed and confusable(folded, part):
                better[word] = part.upper() if word.isupper() else part.capitalize()
                break
    return better


def local_part_of(local: str, words: Iterable[str]) -> str:
    """``local`` with one look-alike letter mended where only then it is made of the name's ``words``.

    "ikowalczyk" -> "lkowalczyk" beside Łukasz Kowalczyk.
    """
    folded = [word for part in words for piece in re.split(r"[.-]+", part) if (word := squeeze(piece))]
    if not any(len(word) > 3 for word in folded) or _made_of(squeeze(local), folded):
        return local
    found = {
        better
        for place, char in enumerate(local)
        for other in LOOK_ALIKE.get(char, "")
        for better in (local[:place] + other + local[place + 1 :],)
        if _made_of(squeeze(better), folded)
    }
    return found.pop() if len(found) == 1 else _with_thin_letters_of(local, folded)


def _with_thin_letters_of(local: str, words: list[str]) -> str:
    """``local`` spelt as the name where both are one but for upright strokes: "uzlel" beside Uziel.

    Narrow type has several of them side by side, of which readers see one too many or too few.
    """

    def mended(part: str) -> str:
        heavy = THIN.sub("", part)
        like = {word for word in words if THIN.sub("", word) == heavy and word[0] == part[0]}
        like = {word for word in like if len(heavy) > 2 and len(word) > 4}
        return like.pop() if len(like) == 1 else part

    return "".join(mended(part) if part.isalpha() else part for part in re.split(r"([^a-z]+)", local))


def local_is_of(local: str, words: Iterable[str]) -> bool:
    """Whether a local part is one whole word of the name, or made of its words and initials."""
    folded = [squeeze(word) for word in words]
    return len(local) > 3 and (squeeze(local) in folded or _made_of(squeeze(local), folded))


def _made_of(flat: str, words: list[str]) -> bool:
    """Whether ``flat`` is a chain of whole words and first letters of ``words``, one of them whole."""
    if len(words) > 5:
        return False

    def chain(rest: str, left: tuple[str, ...], whole: bool) -> bool:
        if not rest:
            return whole
        for index, word in enumerate(left):
            others = left[:index] + left[index + 1 :]
            if len(word) > 1 and rest.startswith(word) and chain(rest[len(word) :], others, True):
                return True
            if rest.startswith(word[0]) and chain(rest[1:], others, whole):
                return True
        return False

    return chain(flat, tuple(words), False)


def is_full_name(name: NameReading) -> bool:
    """A given name first, only listed names after it: "Robert Dean", whatever posts are called so too.

    A word of the language in capitals is no sure given name ("GRACE HALL Laundry").
    """
    count = len(name.words)
    listed = name.given + name.family + name.initials + name.particles == count
    return (
        2 <= count <= 4
        and listed
        and name.given > 0
        and fold(name.words[0]) in given_names()
        and not (name.words[0].isupper() and fold(name.words[0]) in word_list("common_words.txt"))
        and name.lower == 0
    )
