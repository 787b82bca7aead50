"""Where a line is cut that says two things: a name beside a post, a domain's words among signs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.companies import OPENS_A_UNIT, legal_form_at_end
from parsers.job_titles import read_post
from parsers.lines import Line
from parsers.names import AND, OWNED_BY, are_two_people, read_name
from parsers.parts import EDGE, Piece, piece_of
from parsers.words import squeeze

ASK_FOR_ALL = re.compile(rf"^(?:{OWNED_BY}|zapraszają:?)\s+")  # ahead of several people


def rest_of(piece: Piece, part: Piece) -> str:
    """What of ``piece`` stands outside ``part``."""
    start, end = part.spans[0].start - piece.spans[0].start, part.spans[0].end - piece.spans[0].start
    return f"{piece.text[:start].strip(EDGE)} {piece.text[end:].strip(EDGE)}".strip()


def domain_cuts(lines: Sequence[Line], piece: Piece, labels: Sequence[str]) -> tuple[Piece, ...]:
    """The words that are the domain, without signs read as letters: of "JA ACME", ACME."""
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\S+", piece.text)]
    if not 1 < len(words) <= 6:
        return ()
    span = piece.spans[0]
    names = {squeeze(label) for label in labels}
    runs = [
        (first, last)
        for first in range(min(2, len(words)))
        for last in range(len(words) - 1, max(first - 1, len(words) - 3), -1)
    ]
    found = (
        piece_of(lines, span.line, span.start + words[first][1], span.start + words[last][2])
        for first, last in runs
        if (first, last) != (0, len(words) - 1)
        and not re.fullmatch(r"[^\W\d_]\.", words[0][0])  # "A. Moss & Son"
        and squeeze(piece.text[words[first][1] : words[last][2]]) in names
    )
    return tuple(part for part in found if part)


def people_cuts(lines: Sequence[Line], piece: Piece) -> tuple[Piece, ...]:
    """Each of two people on one line: of "Anna Lis & Jan Lis", "di Anna Lis e Jan Bo"."""
    joint = AND.search(piece.text)
    text = ASK_FOR_ALL.sub("", piece.text)
    if not joint or len(piece.spans) != 1 or not are_two_people(text):
        return ()
    span, ahead = piece.spans[0], len(piece.text) - len(text)
    cuts = ((ahead, joint.start()), (joint.end(), len(piece.text)))
    found = (piece_of(lines, span.line, span.start + start, span.start + end) for start, end in cuts)
    return tuple(part for part in found if part)


def post_cuts(lines: Sequence[Line], piece: Piece) -> tuple[Piece, ...]:
    """Both sides of the place where words of a post begin or end: "Jan Kowalski | Prezes Zarządu"."""
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\S+", piece.text)]
    if not 2 < len(words) <= 10 or len(piece.spans) != 1 or OPENS_A_UNIT.match(piece.text):
        return ()
    form = legal_form_at_end(piece.text)  # "Quist & Bo, P.A." has no assistant
    of_post = [
        (form < 0 or start < form) and bool(read.heads or read.parts)
        for word, start, _ in words
        for read in (read_post(word),)
    ]
    if form > 0 and of_post[0] and not any(of_post[1:]):
        return ()  # "Consultora Lago S.A.C."
    cuts = [
        i for i in range(1, len(words)) if of_post[i] != of_post[i - 1] and len(words[i][0].strip(".,&")) > 1
    ]
    for i in range(2, min(4, len(words))):  # "Sam Butler Director": a name that is a post elsewhere
        left = read_name(piece.text[: words[i][1]]) if of_post[i] and of_post[i - 1] else None
        if left and left.given and left.family + left.given + left.initials == len(left.words):
            cuts.insert(0, i)
    span = piece.spans[0]
    found = []
    for cut in cuts[:4]:
        if 0 < cut < len(words):
            found.append(piece_of(lines, span.line, span.start, span.start + words[cut - 1][2]))
            found.append(piece_of(lines, span.line, span.start + words[cut][1], span.end))
    return tuple(part for part in found if part)
