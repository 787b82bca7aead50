"""Posts: how much of a text names one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from parsers.words import fold, sections, tokens, word_list


@dataclass(frozen=True, slots=True)
class PostReading:
    """Counts of a text's words: ``heads`` name a post, ``parts`` stand with one.

    ``first`` is the first head's index, or -1.
    """

    heads: int
    parts: int
    words: int
    first: int
    ends_in_head: bool

    @property
    def starts_with_head(self) -> bool:
        return self.first == 0


@cache
def _lists() -> tuple[frozenset[str], frozenset[str], frozenset[str], dict[int, frozenset[tuple[str, ...]]]]:
    heads, parts = set[str](), set[str]()
    phrases: dict[int, set[tuple[str, ...]]] = {}
    for section, entries in sections("job_titles.txt").items():
        for entry in entries:
            words = tokens(entry)
            if section.startswith("part"):
                parts.update(words)
            elif section.startswith("head") and len(words) > 1:
                phrases.setdefault(len(words), set()).add(words)
            elif section.startswith("head"):
                heads.update(words)
    short = word_list("job_titles.txt", "short")
    return (
        frozenset(heads),
        frozenset(parts),
        frozenset(squeezed(entry) for entry in short),
        {n: frozenset(p) for n, p in phrases.items()},
    )


# Words no list can have all of: "printmaker", "Originator", "Vertriebsingenieur", "Inköpschef".
ENDS_LIKE_A_POST = re.compile(
    r"^.{3,}(?:maker|smith|wright|monger|keeper|ologist|olog|olozka|ographer|ician|inator|itator"
    r"|ingenieur|leiter|berater|meister|techniker|entwickler|verkaufer|assistent|planer|pfleger|trainer"
    r"|sachbearbeiter|beauftragter|forscher|gestalter)(?:in)?$|^.{3,}(?:leitung|ledare|ingenjor|konsult"
    r"|planlaegger|planlagger|medewerker|adviseur|leider|konsulent|radgiver)$|^.{4,}schef$"
)
AMPERSAND_READ = re.compile(r"(?<=[^\W\d_]{2}) [68È€] (?=[^\W\d_]{2})")  # a sign that was read as a figure
BETWEEN_POSTS = re.compile(r"\s+[/+~·•–—-]\s+|(?<=[^\W\d_lL])·(?=[^\W\d_])|[,;]\s+")


def split_posts(text: str) -> tuple[str, ...]:
    """Posts that share a line: "Dyrektor handlowy / Sales Director"; all but one must be known to be posts.

    Where a comma parts them, all must be: "Manager, Digital Services" is one. So are "Deputy - Director",
    "Professor - Cardiology" and what "&" joins.
    """
    parts = tuple(BETWEEN_POSTS.split(text))
    known = sum(read_post(part).heads > 0 for part in parts)
    if re.search(r"[,;]\s", text):
        return parts if known == len(parts) > 1 else (text,)
    by_a_dash = len(parts) == 2 and "/" not in text and any(" " not in part for part in parts)
    return parts if known > 1 and known >= len(parts) - 1 and not by_a_dash else (text,)


def squeezed(text: str) -> str:
    return re.sub(r"[^a-z]+", "", fold(text))


@lru_cache(maxsize=2048)
def read_post(text: str) -> PostReading:
    """Count the words of ``text`` that name a post ("Manager"), or stand with one ("Regional")."""
    heads, parts, short, phrases = _lists()
    text = AMPERSAND_READ.sub(" & ", text)
    words = tokens(re.sub(r"(?<=\b[A-Za-z])\.(?=[A-Za-z]\b)", "", text))
    kinds = [
        "head" if word in heads or ENDS_LIKE_A_POST.search(word) else "part" if word in parts else ""
        for word in words
    ]
    printed = re.findall(r"[^\W_]+", re.sub(r"(?<=\b[A-Za-z])\.(?=[A-Za-z]\b)", "", text))
    for index, (word, raw) in enumerate(zip(words, printed, strict=False)):
        if word in short and (raw.isupper() or (index == 0 and len(words) <= 4 and raw != "Md")):
            kinds[index] = "head"
        elif (
            word not in heads
            and word not in parts
            and len(word) > 5
            and word.endswith("s")
            and word[:-1] in heads
        ):
            kinds[index] = "part"
    for length, known in phrases.items():
        for start in range(len(words) - length + 1):
            if words[start : start + length] in known:
                kinds[start : start + length] = ["head"] + ["part"] * (length - 1)
    if not word_list("noise.txt", "possessive").isdisjoint(words):
        kinds = [""] * len(words)  # "Your partner in business" is what a slogan says, not a post
    first = kinds.index("head") if "head" in kinds else -1
    return PostReading(
        kinds.count("head"), kinds.count("part"), len(words), first, bool(kinds) and kinds[-1] == "head"
    )
