"""Repairs of words that readers break in names, posts and organisations: glued words, I for l, 0 for o."""

from __future__ import annotations

import re
from functools import cache

from parsers.job_titles import AMPERSAND_READ, read_post
from parsers.names import given_names, surnames
from parsers.repair import Repair, confusable
from parsers.words import all_words, fold, sections, tokens, word_list


@cache
def vocabulary() -> frozenset[str]:
    """Words of posts, organisations and units, in every language of the lists."""
    files = ("job_titles.txt", "company_words.txt", "departments.txt")
    return frozenset(
        word for file in files for entry in all_words(file) for word in tokens(entry) if len(word) > 2
    )


def is_known_word(word: str) -> bool:
    """Whether a list holds ``word``: of names, of posts and organisations, or of plain words."""
    folded = fold(word)
    return (
        folded in given_names()
        or folded in surnames()
        or folded in vocabulary()
        or folded in word_list("common_words.txt")
    )


def split_glued(text: str) -> str:
    """Part words that a reader glued: "JanKowalski" -> "Jan Kowalski"; both halves must be known words.

    Organisations like to write themselves in one word, so that two plain words stay as they are.
    """
    words = [_split_word(word) for word in text.split(" ")]
    return _split_capitals(words[0]) if len(words) == 1 else " ".join(words)


def _split_word(word: str) -> str:
    if len(word) < 6 or not word.isalpha():
        return word
    for cut in range(3, len(word) - 2):
        left, right = word[:cut], word[cut:]
        if left[-1].islower() and right[0].isupper() and (right[1:].islower() or right.isupper()):
            if not (is_known_word(left) and is_known_word(right)):
                return word
            names = fold(left) in given_names() and (
                fold(right) in given_names() or fold(right) in surnames()
            )
            posts = fold(left) in vocabulary() and fold(right) in vocabulary()
            return f"{left} {right}" if names or posts else word
    return word


def _split_capitals(word: str) -> str:
    """Part "JANKOWALSKI": only where one cut alone gives a given name and a surname."""
    if word.isupper() and word.isalpha() and not is_known_word(word):
        cuts = [
            c
            for c in range(3, len(word) - 2)
            if fold(word[:c]) in given_names() and fold(word[c:]) in surnames()
        ]
        if len(cuts) == 1 and len(word) <= 12 and fold(word[: cuts[0]]) not in word_list("common_words.txt"):
            return f"{word[: cuts[0]]} {word[cuts[0] :]}"
    return word


def capital_i(text: str) -> str:
    """Mend a small l that begins a name with a capital I: "lan Nowak" -> "Ian Nowak"."""
    return re.sub(r"\bl(?=[a-z]{2,})", lambda m: _capital_i_at(text, m.start()), text)


def initial_o(text: str) -> str:
    """A middle initial that was read as the figure: "Dana 0. Firth" -> "Dana O. Firth"."""
    return re.sub(r"(?<=[^\W\d_] )0\.(?= [^\W\d_]{2})", "O.", text)


def hyphen_in_a_name(text: str) -> str:
    """Mend the space that a reader saw behind a hyphen: "Etienne- Brooks" -> "Etienne-Brooks"."""
    return re.sub(
        r"(?<=[^\W\d_]{2})- (?=[^\W\d_]\S*[a-z])",
        lambda match: "-" if text[match.end()].isupper() else match.group(),
        text,
    )


def _named(folded: str) -> bool:
    return folded in given_names() or folded in vocabulary()


def _capital_i_at(text: str, start: int) -> str:
    match = re.match(r"\w+", text[start:])
    word = match.group() if match else ""
    others = [other[0].isupper() for other in re.findall(r"[^\W\d_]+", text) if other != word]
    elsewhere = any(others)
    no_l = word[1:2] not in "aeiouąęó"  # few words begin so ("lyer", "lbrahim")
    better = _named(fold("I" + word[1:])) or (no_l and all(others))
    worse = _named(fold(word)) or fold(word) in word_list("common_words.txt")
    if not start and all(others) and len(others) > 0 and fold("I" + word[1:]) in given_names():
        worse = False  # nothing else begins small before capitals
    return "I" if better and not worse and elsewhere else "l"


def legal_letters(text: str) -> str:
    """Mend the letters of legal forms: "Sp. z 0.0." -> "Sp. z o.o.", "Co., Itd." -> "Co., ltd."."""
    nought = {"z": "o", "Z": "O"}
    text = re.sub(
        r"(?i)\b(z) ?[0o][.,] ?[0o]\b",
        lambda m: m.group().replace("0", nought[m.group(1)]).replace(",", "."),
        text,
    )
    text = re.sub(
        r"\b[I1|]([tT][dD][aA]?)\b", lambda m: ("L" if m.group(1).isupper() else "l") + m.group(1), text
    )
    return re.sub(r"\b[l1|](nc|NC)\b(?=\.?$|[ ,.])", r"I\1", text)


POLISH_ENDINGS = ("ski", "ska", "cki", "cka", "zki", "zka", "czyk", "wicz")  # of surnames; not of others'


def polish_l(text: str) -> str:
    """Mend a t or f read for ł where only so the word is one of the lists': "Ustugi" -> "Usługi".

    Small print loses the stroke's lean: "Kozfowska", "tuczak" are Kozłowska and Łuczak.
    """
    return re.sub(r"[^\W\d_]{4,30}", lambda match: _polish_l(match.group()), text)


def _polish_l(word: str) -> str:
    folded = fold(word)
    if not set("tf") & set(folded) or _listed(folded):
        return word
    for place in (i for i, char in enumerate(word) if char in "tfTF"):
        capital = place == 0 or (place > 0 and word.isupper())
        better = word[:place] + ("Ł" if capital else "ł") + word[place + 1 :]
        if better.casefold() in accented_words() or better.casefold() in accented_names("pl"):
            return better
        if folded.endswith(POLISH_ENDINGS) and fold(better) in surnames():
            return better
    return word


def _listed(folded: str) -> bool:
    return folded in vocabulary() or folded in given_names() or folded in surnames()


@cache
def accented_words() -> frozenset[str]:
    """Words of the vocabulary that are printed with diacritics, case folded."""
    files = ("job_titles.txt", "company_words.txt", "departments.txt")
    entries = (entry for file in files for found in sections(file).values() for entry in found)
    return frozenset(word for entry in entries for word in entry.casefold().split() if not word.isascii())


def title_before_capitals(text: str) -> str:
    """Part a word in capitals from one that is not: "AgencjaPOMORZE" -> "Agencja POMORZE"."""
    return re.sub(
        r"(?<=[^\W\d_]{3})(?<=[a-ząćęłńóśźżàáâãçéêíôõúäöüß])"
        r"(?=[A-ZĄĆĘŁŃÓŚŹŻÁÂÃÇÉÊÍÔÕÚÄÖÜ]{4,30}(?:\W|$))",
        " ",
        text,
    )


LEAST_TO_MEND = 7  # letters of a word in which one is replaced; a shorter one is too near others


@cache
def _blanked() -> dict[str, str]:
    """Words of the vocabulary of seven letters or more, by themselves with one letter blanked."""
    found: dict[str, str] = {}
    for word in vocabulary():
        if len(word) >= LEAST_TO_MEND and word.isalpha():
            for place in range(len(word)):
                key = f"{word[:place]}?{word[place + 1 :]}"
                found[key] = "" if key in found else word
    return found


@cache
def _without_an_i() -> dict[str, str]:
    """Words of the vocabulary of six letters or more, by themselves without an inner i; "" for two."""
    found: dict[str, str] = {}
    for word in vocabulary():
        if len(word) > 5 and word.isalpha():
            for short in {word[:i] + word[i + 1 :] for i in range(1, len(word) - 1) if word[i] == "i"}:
                found[short] = "" if short in found else word
    return found


def one_letter(text: str) -> str:
    """Mend unknown words that are a look-alike letter or a thin i off a word of the lists: "Dircctor"."""
    return re.sub(r"[^\W\d_]{5,24}", lambda m: _one_letter(m.group()), text)


def _one_letter(word: str) -> str:
    folded = fold(word)
    if len(folded) != len(word) or is_known_word(word) or folded.rstrip("s") in vocabulary():
        return word
    if whole := _without_an_i().get(folded):  # "MOBLE STORE": a stroke between two that are as thin
        place = next(i for i, letter in enumerate(whole) if letter != folded[i : i + 1])
        return word[:place] + ("I" if word[place].isupper() else "i") + word[place:]
    if len(word) < LEAST_TO_MEND:
        return word
    better = {_blanked().get(f"{folded[:i]}?{folded[i + 1 :]}", "") for i in range(len(folded))} - {""}
    right = better.pop() if len(better) == 1 else folded
    place = next((i for i in range(len(word)) if folded[i] != right[i]), len(word))
    # Not at the end, where an inflection looks like a slip ("Systemu", "Katedry").
    if place > len(word) - 3 or not confusable(folded, right):
        return word
    letter = right[place].upper() if word[place].isupper() else right[place]
    return word[:place] + letter + word[place + 1 :]


def grade(text: str) -> str:
    """Mend the grade of a post: "Software Engineer Il" -> "Software Engineer II"."""
    return re.sub(r"(?<=[^\W\d_]{2} )(?:Il|lI|ll)$", "II", text)


def ampersand(text: str) -> str:
    """Mend a sign between words of posts that was read as a figure: "Owner 6 Chef" -> "Owner & Chef"."""

    def of_posts(side: str) -> bool:
        read = read_post(side)
        return read.heads + read.parts > 0

    return AMPERSAND_READ.sub(
        lambda m: (
            " & "
            if of_posts(text[: m.start()].split()[-1]) and of_posts(text[m.end() :].split()[0])
            else m.group()
        ),
        text,
    )


def stray_accents(text: str) -> str:
    """Take a mark off a consonant of a word that the lists have only without it: "Enterprišes"."""
    return re.sub(r"[^\W\d_]{5,24}", lambda match: _without_stray_accents(match.group()), text)


def _without_stray_accents(word: str) -> str:
    plain = "".join(STRAY.get(letter, letter) for letter in word)
    if plain == word or not plain.isascii() or word.casefold() in accented_words():
        return word
    folded = fold(plain)
    listed = folded in vocabulary() or folded in word_list("common_words.txt")
    return plain if listed and folded not in _folded_accented_words() else word


@cache
def _folded_accented_words() -> frozenset[str]:
    return frozenset(map(fold, accented_words()))


STRAY = {
    letter: fold(letter).upper() if letter.isupper() else fold(letter) for letter in "ńćśźżšžčňŃĆŚŹŻŠŽČŇ"
}


def post_from_glued(text: str) -> str:
    """Part a small word from a post: "BARRISTERAT LAW" -> "BARRISTER AT LAW"."""
    return re.sub(
        r"\b[^\W\d_]{7,20}(?=(?:at|of|and|for|AT|OF|AND|FOR) )",
        lambda m: m.group() + " " if fold(m.group()) in vocabulary() else m.group(),
        text,
    )


# Letters that a language does not have, and those of its own that readers take for them.
FOREIGN_LETTERS = {
    "pl": str.maketrans("ŽžŠšČčŇňÑñ£", "ŻżŚśĆćŃńŃńŁ"),
    "cs": str.maketrans("ŻżŚśĆćŃńŹź", "ŽžŠšČčŇňŽž"),
    "es": str.maketrans("ŃńŇň", "ÑñÑñ"),
    "de": str.maketrans("Óó", "Öö"),
    "fr": str.maketrans("Óó", "Ôô"),
}


POLISH_LETTERS = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")


LEAST_TO_MARK = 5  # letters of a name that gets accents of which none was read; shorter ones are other words


@cache
def own_letters(language: str) -> tuple[Repair, ...]:
    """The repairs that put a language's own letters and accents for look-alikes: "Ibáńez" -> "Ibáñez"."""
    table = FOREIGN_LETTERS.get(language, {})
    return (
        *((("ł for t", polish_l),) if language == "pl" else ()),
        ("letters of the language", lambda text: text.translate(table)),
        ("accents of a name", lambda text: name_accents(text, language)),
    )


def name_accents(text: str, language: str) -> str:
    """Mend the accents of names that a language spells in one way only: "Każmierczak" -> "Kaźmierczak".

    A name without any stays as it is read, for it may be printed so; but not in Polish beside another name
    and an accent: "Slawomir Kamiński" lost one while it was read.
    """
    words = re.findall(r"[^\W\d_]+", text.casefold())
    known = sum(word in polish_names() for word in words)
    marked = language == "pl" and known > 0 and not POLISH_LETTERS.isdisjoint(text)
    return re.sub(r"[^\W\d_]{3,30}", lambda match: _name_accents(match.group(), language, marked), text)


def _name_accents(word: str, language: str, marked: bool) -> str:
    forms = _spellings(language).get(fold(word), frozenset())
    if word.casefold() in forms or len(forms) != 1:
        return word
    if word.isascii() and not (marked and len(word) >= LEAST_TO_MARK):
        return word
    (right,) = forms
    if len(right) != len(word) or any(
        a.isascii() and not b.isascii() for a, b in zip(right, word, strict=True)
    ):
        return word  # nothing takes an accent away
    return right.upper() if word.isupper() else right.capitalize() if word[0].isupper() else word


@cache
def accented_names(language: str) -> frozenset[str]:
    """The names of a language that are written with diacritics, case folded."""
    own = (name for name in polish_names() if not name.isascii()) if language == "pl" else ()
    return frozenset(e.casefold() for e in sections("accented_names.txt").get(language, ())) | frozenset(own)


@cache
def polish_names() -> frozenset[str]:
    """Polish given names and surnames as they are written, with diacritics or without, in small letters."""
    return frozenset(name for names in sections("polish_names.txt").values() for name in names)


@cache
def _spellings(language: str) -> dict[str, frozenset[str]]:
    """All spellings of a language's names by their folded letters."""
    names = accented_names(language) | (polish_names() if language == "pl" else frozenset())
    found: dict[str, set[str]] = {}
    for name in names:
        found.setdefault(fold(name), set()).add(name)
    return {letters: frozenset(forms) for letters, forms in found.items()}


def only_spelling(word: str) -> str:
    """How Polish spells a name, in small letters, if it does so in one way and with diacritics; else ""."""
    forms = _spellings("pl").get(fold(word), frozenset())
    right = next(iter(forms), "")
    return right if len(forms) == 1 and not right.isascii() else ""


@cache
def plain_names() -> frozenset[str]:
    """Polish names that are written without diacritics, and that no language's list has with some."""
    marked = {fold(name) for language in FOREIGN_LETTERS for name in accented_names(language)}
    return frozenset(name for name in polish_names() if name.isascii() and name not in marked)


COMPANY_REPAIRS: tuple[Repair, ...] = (
    ("legal form", legal_letters),
    ("glued words", title_before_capitals),
    ("dictionary", one_letter),
    ("stray accent", stray_accents),
)
PERSON_REPAIRS: tuple[Repair, ...] = (
    ("glued words", split_glued),
    ("glued words", post_from_glued),
    ("capital I", capital_i),
    ("initial O", initial_o),
    ("ampersand", ampersand),
    ("Roman two", grade),
    ("hyphen", hyphen_in_a_name),
    ("dictionary", one_letter),
    ("stray accent", stray_accents),
)
