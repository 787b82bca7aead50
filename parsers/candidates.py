"""Pieces of a card's free text that may name a person, a post, an organisation or a department.

Each candidate carries everything that its text says by itself and where it stands among the others;
``evidence`` turns that into numbers, ``roles`` chooses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import median

from parsers.companies import (
    CompanyReading,
    domain_agreement,
    is_branch,
    is_generic,
    is_legal_form,
    read_company,
)
from parsers.contact import Span
from parsers.cuts import domain_cuts, people_cuts, post_cuts, rest_of
from parsers.job_titles import PostReading, read_post
from parsers.known import Known, without_firms_mail
from parsers.lines import Box, Line
from parsers.names import NameReading, email_agreement, is_full_name, read_name
from parsers.noise import is_noise, is_office
from parsers.parts import (
    EDGE,
    LISTED,
    SMALL_WORD,
    Piece,
    breaks_off,
    case_of,
    is_below,
    is_beside,
    is_listed,
    is_logo_over,
    piece_of,
    pieces_of_lines,
    stacks,
    subpieces,
)
from parsers.repair import apply
from parsers.spelling import spell
from parsers.stacking import domain_rows, is_claim, joins_up, logo_stacks, opens, reads_on, slogan_share
from parsers.wording import own_letters
from parsers.words import squeeze, tokens, word_list

Features = dict[str, float]
PERSON_LABEL = re.compile(
    r"(?i)(?:contact|attn|kontakt|contato|contacto|ansprechpartner(?:in)?|osoba do kontaktu|referente)\s*:\s*"
)
IN_BRACKETS_BEHIND = re.compile(r"\s\([^()]+\)$")
NUMBER_OF = re.compile(r"(?i)(?:nr|no|lic|reg|upr|numer)\b\.?[\s:]*[\d/.-]+")  # an agent's, behind the post


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece with everything its text alone says, and where it stands among the others."""

    piece: Piece
    person: str
    person_repairs: tuple[str, ...]
    text: str
    repairs: tuple[str, ...]
    firm: str
    firm_repairs: tuple[str, ...]
    name: NameReading | None
    post: PostReading
    company: CompanyReading
    words: tuple[str, ...]
    common: float
    slogan: float
    place: float
    digits: int
    domain: float
    email: float
    size: float
    height: float
    rest: str | None
    whole: Span
    shares_line: bool
    repeats: int
    extended: bool
    in_firm: bool
    housed: bool
    alone: bool
    uniform: bool
    legal_next: bool
    continues: bool
    continued: bool
    severed: bool
    listed: bool
    joins: bool
    two_people: bool
    under_given: bool
    headed: bool
    kind_below: bool
    phone_near: bool
    phone_beside: bool
    unit_stacked: bool
    logo_stack: bool
    claim_below: bool
    starts_domain: bool
    mailbox: float
    mailboxes: tuple[str, ...]
    features: Features = field(default_factory=dict)

    @property
    def spots(self) -> frozenset[tuple[int, int]]:
        return frozenset(
            (span.line, place) for span in self.piece.spans for place in range(span.start, span.end)
        )


def candidates(
    lines: Sequence[Line], known: Known, sizes: Sequence[Line]
) -> tuple[tuple[Candidate, ...], Known]:
    """Every piece that may play a role, and ``known`` without mail boxes that turn out to be a firm's.

    ``lines`` are masked, ``sizes`` are the card's lines as read.
    """
    base = tuple(
        piece
        for piece in _unlabelled(lines)
        if not (is_noise(piece.text) or is_office(piece.text) or _is_heading(piece, lines))
    )[:60]
    boxes = [(number, line.box) for number, line in enumerate(sizes) if line.words]
    branches = [piece for piece in base if is_branch(piece.text)]
    if len(branches) > 1 or any(_heads_a_row(piece, boxes) for piece in branches):  # of an address each
        base = tuple(piece for piece in base if piece not in branches)
    whole_lines = [piece for piece in base if not (is_listed(piece, lines) or is_branch(piece.text))]
    pieces: dict[tuple[Span, ...], tuple[Piece, str | None, Span]] = {
        piece.spans: (piece, None, piece.spans[0])
        for piece in (*base, *stacks(whole_lines))
        if not any(part[:1] == "(" for part in _lines_of(piece, lines)[1:])
    }
    of_logo = {piece.spans: piece for piece in logo_stacks(whole_lines)}
    pieces |= {spans: (piece, None, spans[0]) for spans, piece in of_logo.items()}
    rows = domain_rows(whole_lines, known.labels)
    pieces |= {piece.spans: (piece, None, piece.spans[0]) for piece in rows}
    for piece in base:
        for part in (
            *subpieces(lines, piece),
            *post_cuts(lines, piece),
            *domain_cuts(lines, piece, known.labels),
        ):
            if part.spans not in pieces and not is_noise(part.text):
                other = rest_of(piece, part)
                pieces[part.spans] = part, None if NUMBER_OF.fullmatch(other) else other, piece.spans[0]
        for part in people_cuts(lines, piece):  # a whole name each, though neither is a whole line
            pieces[part.spans] = part, None, part.spans[0]
    typical = median([line.box.height for line in sizes if line.words] or [1.0]) or 1.0
    top = min((line.box.top for line in sizes if line.words), default=0.0)
    bottom = max((line.box.bottom for line in sizes if line.words), default=1.0)
    flat_lines = [squeeze(line.text) for line in sizes]
    by_span = {piece.spans[0]: piece for piece in base}
    named = [
        piece.text for piece in base for read in (read_company(piece.text),) if read.legal_form or read.kinds
    ]
    flat_named = [squeeze(text) for text in named]
    known = without_firms_mail(known, base)
    own = own_letters(known.language)
    found = []
    for piece, rest, whole in pieces.values():
        spelt = spell(piece, sizes, known)
        words = tokens(spelt.text)
        if not words:
            continue
        letters = [word for word in words if word.isalpha()]
        common_words = word_list("common_words.txt")
        flat = squeeze(spelt.text)
        others = [other for other in base if other.spans[0].line not in piece.lines]
        candidate = Candidate(
            piece=piece,
            person=spelt.person,
            person_repairs=spelt.person_repairs,
            text=spelt.text,
            repairs=spelt.repairs,
            firm=spelt.firm,
            firm_repairs=spelt.firm_repairs,
            name=spelt.name,
            post=_read_post(spelt.text),
            company=read_company(spelt.firm),
            words=words,
            common=sum(word in common_words for word in letters) / len(words),
            slogan=slogan_share(spelt.text, words),
            place=_place_share(words),
            digits=sum(c.isdigit() for c in spelt.text),
            domain=domain_agreement(spelt.firm, known.labels),
            email=email_agreement(spelt.name.words, known.emails) if spelt.name else 0.0,
            size=max(-2.0, min(2.5, math.log2(max(piece.size, 1e-6) / typical))),
            height=(piece.box.center[1] - top) / max(bottom - top, 1e-6),
            rest=None if rest is None else apply(rest, own)[0],
            whole=whole,
            shares_line=any(_shares_line(span, lines) for span in piece.spans),
            repeats=sum(flat in other for other in flat_lines) - len(piece.lines) if len(flat) > 3 else 0,
            extended=any(other.startswith(flat) and len(other) > len(flat) + 2 for other in flat_named)
            or (spelt.firm.isupper() and _is_short_for(flat, named)),
            in_firm=any(_stands_in(part, flat_named) for part in _lines_of(piece, lines)),
            housed=any(other != piece and read_company(other.text).house for other in base),
            alone=_stands_alone(piece, boxes),
            uniform=_is_uniform(piece, lines),
            legal_next=any(
                is_legal_form(other.text)
                for other in base
                if is_below(piece, other) or is_beside(piece, other)
            ),
            continues=any(reads_on(piece, other) for other in others if other in whole_lines),
            continued=any(reads_on(other, piece) for other in others if other in whole_lines),
            severed=any(breaks_off(other.text) and is_below(other, piece) for other in others),
            listed=len(piece.spans) == 1 and _is_one_of_a_list(piece, lines),
            joins=len(piece.spans) > 1 and joins_up(piece, by_span),
            under_given=any(_parts_a_name(other, piece) for other in base),
            two_people=_are_people(_lines_of(piece, lines)),
            headed=any(opens(other, piece) for other in base if is_below(other, piece)),
            kind_below=any(
                (is_below(piece, other) or is_logo_over(piece, other)) and _is_kind_line(other.text)
                for other in base
            ),
            phone_near=_phone_near(piece, sizes, known.phone_lines),
            phone_beside=bool(known.phone_lines & set(piece.lines)),
            unit_stacked=read_company(_lines_of(piece, lines)[0]).maybe_unit,
            logo_stack=piece.spans in of_logo,
            claim_below=any(is_claim(part) for part in _lines_of(piece, lines)[1:]),
            starts_domain=_starts_domain(words, known.labels),
            mailbox=domain_agreement(spelt.firm, known.mailboxes) if known.mailboxes else 0.0,
            mailboxes=known.mailboxes,
        )
        found.append(candidate)
    return tuple(found), known


def _read_post(text: str) -> PostReading:
    """The post in a text; brackets behind one say where it is held: "Dean (Doctoral College)"."""
    before = read_post(IN_BRACKETS_BEHIND.sub("", text))
    return before if before.heads else read_post(text)


def _is_one_of_a_list(piece: Piece, lines: Sequence[Line]) -> bool:
    """Whether most of the things in a row with ``piece``, between bars or bullets, are no posts: services."""
    if not is_listed(piece, lines):
        return False
    things = [part for part in re.split(LISTED, lines[piece.spans[0].line].text) if part.strip()]
    return len(things) > 2 and sum(read_post(thing).heads > 0 for thing in things) * 2 < len(things)


def _unlabelled(lines: Sequence[Line]) -> Iterator[Piece]:
    """The pieces of all lines without a label that says that a person follows: "Kontakt: Jan Lis"."""
    for piece in pieces_of_lines(lines):
        span, label = piece.spans[0], PERSON_LABEL.match(piece.text)
        person = piece_of(lines, span.line, span.start + label.end(), span.end) if label else None
        yield person or piece


def _parts_a_name(upper: Piece, lower: Piece) -> bool:
    """Whether a given name stands over a family name: "Karolina" over "Wilk-Gaj"."""
    first, last = read_name(upper.text), read_name(lower.text)
    return (
        first is not None
        and last is not None
        and len(first.words) == first.given == 1
        and len(last.words) == last.family == 1
        and not last.common
        and is_below(upper, lower)
        and 0.85 < lower.size / max(upper.size, 1e-6) < 1.18
        and case_of(upper.text) == case_of(lower.text)
    )


def _are_people(rows: Sequence[str]) -> bool:
    """Whether each of several lines is a whole name by itself."""
    names = [read_name(row) for row in rows]
    return len(rows) > 1 and all(name is not None and is_full_name(name) for name in names)


def _is_heading(piece: Piece, lines: Sequence[Line]) -> bool:
    """Whether plain words with a colon behind them head what follows: "Gabinet:", "Zonal Office:"."""
    span = piece.spans[0]
    words = tokens(piece.text)
    follows = lines[span.line].text[span.end :].lstrip()
    return follows == ":" and len(words) < 3 and is_generic(words)


def _is_short_for(flat: str, firms: Sequence[str]) -> bool:
    """Whether ``flat`` is the initials of one of ``firms``: "UMS" of "Uniwersytet Medyczny w Sosnach"."""
    return 2 <= len(flat) <= 6 and any(
        domain_agreement(name, (flat,)) >= 0.9 and len(tokens(firm)) > 2
        for firm in firms
        for name in (firm, re.split(r"\s(?:w|we|in|im)\s", firm)[0])  # letters may leave out the town
    )


def _stands_in(text: str, firms: Sequence[str]) -> bool:
    """Whether more than one word, which a family name is not, stands in one of ``firms``, which say more."""
    flat = squeeze(text)
    return len(tokens(text)) > 1 and any(flat in firm and flat != firm for firm in firms)


def _place_share(words: Sequence[str]) -> float:
    """The share of words that are a town's or belong to addresses."""
    cities = word_list("cities.txt")
    return sum(word in address_words() or (word in cities and len(word) > 3) for word in words) / len(words)


def _shares_line(span: Span, lines: Sequence[Line]) -> bool:
    """Whether something else stands, or was claimed, on the line of ``span``."""
    text = lines[span.line].text
    return text.strip(EDGE) != text[span.start : span.end].strip(EDGE) or " " * 3 in text


def _starts_domain(words: Sequence[str], labels: Sequence[str]) -> bool:
    """Whether a domain begins as the words do: "Oak Insurance" beside oakinsurance.example."""
    return len(words[0]) > 1 and any(squeeze(label).startswith(words[0]) for label in labels)


def _stands_alone(piece: Piece, boxes: Sequence[tuple[int, Box]]) -> bool:
    """Whether no other line stands close above or below: set apart, as a logo or a heading is."""
    for number, box in boxes:
        if number not in piece.lines and min(box.right, piece.box.right) > max(box.left, piece.box.left):
            gap = max(box.top, piece.box.top) - min(box.bottom, piece.box.bottom)
            if gap < 0.8 * piece.size:
                return False
    return True


def _heads_a_row(piece: Piece, boxes: Sequence[tuple[int, Box]]) -> bool:
    """Whether another line stands to the right of ``piece``, close by."""
    return any(
        number not in piece.lines
        and abs(box.center[1] - piece.box.center[1]) < 0.5 * piece.size
        and 0 <= box.left - piece.box.right < 4 * piece.size
        for number, box in boxes
    )


def _lines_of(piece: Piece, lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(lines[span.line].text[span.start : span.end] for span in piece.spans)


def _is_uniform(piece: Piece, lines: Sequence[Line]) -> bool:
    """Whether the lines of a stack are of one size and one case, a small word that they begin with aside."""
    if len(piece.spans) < 2:
        return False
    heights = [lines[span.line].box_between(span.start, span.end).height for span in piece.spans]
    cases = {case_of(SMALL_WORD.sub("", text)) for text in _lines_of(piece, lines)}
    return max(heights) < 1.25 * max(min(heights), 1e-6) and len(cases) == 1


def _is_kind_line(text: str) -> bool:
    """A line that says what a firm does ("Dry Cleaning & Laundry"), not who works there."""
    read = read_company(text)
    return read.kinds + read.trades > 1 and is_generic(tokens(text)) and not read_post(text).heads


def _phone_near(piece: Piece, lines: Sequence[Line], phone_lines: frozenset[int]) -> bool:
    """Whether a telephone number follows on the same line, or stands on the next one."""
    for number in phone_lines:
        if number in piece.lines:
            return True
        box = lines[number].box
        gap = box.top - piece.box.bottom
        shared = min(box.right, piece.box.right) - max(box.left, piece.box.left)
        if (
            shared > 0
            and -0.6 * piece.size < gap < 0.7 * piece.size
            and box.center[1] > piece.box.center[1] + 0.4 * piece.size
        ):
            return True
    return False


@cache
def address_words() -> frozenset[str]:
    return frozenset(word for entry in word_list("noise.txt", "address") for word in tokens(entry))
