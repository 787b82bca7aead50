"""Pieces of a card's free text that may name a person, a post, an organisation or a department.

Each candidate carries everything that its text says by itself and where it stands among the others;
``evidence`` turns that into numbers, ``roles`` chooses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
MOST_PIECES = 60  # the first ones are looked at; what has more is a page of text rather than a card


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of free text with what it says by itself, and where it stands among the others.

    piece: its text as printed and its place on the card.

    How it is spelt, each with the names of the repairs that were made:
    person, person_repairs: taken as a person's name.
    text, repairs: taken as other wording, such as a post.
    firm, firm_repairs: taken as an organisation's name.

    What it says:
    name: ``person`` read as a name; None where it cannot be one.
    post: ``text`` read as a post.
    company: ``firm`` read as an organisation or a department.
    words: the words of ``text``, folded; at least one.
    common: share, 0..1, of its words that are plain words of English.
    slogan: share, 0..1, of its words that belong to slogans and lists of services.
    place: share, 0..1, of its words that are a town's or belong to addresses.
    digits: how many figures are in it.

    What else on the card agrees with it:
    domain: how well ``firm`` agrees with the card's domains, 0..1 (``companies.domain_agreement``).
    email: how well ``name`` agrees with the card's e-mail addresses, 0..1 (``names.email_agreement``).
    mailbox: how well ``firm`` agrees with the names of free mail boxes, 0..1.
    mailboxes: these names: "sosna" of sosna@ at a public provider.
    starts_domain: a domain begins with its first word.
    repeats: on how many lines besides its own its letters stand: 0 for none, and for three letters or fewer;
    negative where it is a stack, as no line holds all of it.
    in_firm: one of its lines is a part of an organisation's name elsewhere on the card.
    extended: an organisation's name elsewhere begins with it and says more, or it is the initials of one.
    housed: another line names a body that has departments, such as a university.

    Where it stands:
    size: type size against the median of the card's lines, in powers of two, -2..2.5; 1: twice as large.
    height: of its middle, from 0, where the card's print begins, to 1, where it ends.
    alone: no other line stands close above or below.
    phone_near: a telephone number stands on its line or on the next.
    phone_beside: a telephone number stands on its line.

    What it is a part of:
    rest: what stands beside it on its line, where it was cut out of one; None where it is not a part.
    whole: the place of the line that it was cut out of, or of its own first line.
    shares_line: something else stands on one of its lines, or was claimed there by a safer finder.
    listed: it is one thing of a list on one line, between bars or bullets, most of which are no posts.

    What stands over, under and beside it:
    continues: another line must be the rest of it.
    continued: it must be the rest of another line.
    severed: the line above ends in a word that must go on ("Head of").
    headed: the line above says what kind of organisation it names ("Zakład Budowlany" over "Acme").
    under_given: it is a family name, and a given name stands alone on the line above.
    kind_below: the line below says in plain words what an organisation does.
    legal_next: a legal form alone stands below or beside it.

    Of several lines that are one piece, a stack; all false for one line but ``unit_stacked``:
    uniform: they are of one size and one case.
    joins: each reads on into the next.
    two_people: each is a whole name.
    unit_stacked: the first may name a department.
    logo_stack: the first is a logo's large word, the second the small line under it.
    claim_below: one after the first is a claim in small letters ("smak jak u babci").

    features: a cache, empty at first. ``evidence.text_features`` fills it in when it is first asked for this
    piece: every role asks for the same numbers, several times, and ``evidence`` imports this module, so they
    cannot be made here. Nothing else may read or change it.
    """

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
        """(line, offset) of each of its characters."""
        return frozenset(
            (span.line, place) for span in self.piece.spans for place in range(span.start, span.end)
        )


@dataclass(frozen=True, slots=True)
class _Cut:
    """A piece with what was cut off it: ``rest`` and ``whole`` as in ``Candidate``."""

    piece: Piece
    rest: str | None
    whole: Span


@dataclass(frozen=True, slots=True)
class _Card:
    """What every piece of a card is compared with, made once.

    lines: the card's lines, claimed text masked; sizes: the same lines as read.
    base: pieces that are whole lines, or are set apart on one, and may play a role; by_span: by place.
    whole_lines: those of ``base`` that are no part of a list and name no branch.
    logos: a logo's large word with the small line under it, by place.
    firms: texts of ``base`` that say an organisation's kind or legal form; flat_firms: their letters only.
    flat_lines: the letters and digits of every line as read.
    boxes: number and place of every line with words.
    typical: the median height of a line; top, bottom: where all print begins and ends; in card pixels.
    """

    lines: Sequence[Line]
    sizes: Sequence[Line]
    known: Known
    base: tuple[Piece, ...]
    whole_lines: Sequence[Piece]
    by_span: Mapping[Span, Piece]
    logos: Mapping[tuple[Span, ...], Piece]
    firms: Sequence[str]
    flat_firms: Sequence[str]
    flat_lines: Sequence[str]
    boxes: Sequence[tuple[int, Box]]
    typical: float
    top: float
    bottom: float


def candidates(
    lines: Sequence[Line], known: Known, sizes: Sequence[Line]
) -> tuple[tuple[Candidate, ...], Known]:
    """Every piece that may play a role, and ``known`` without mail boxes that turn out to be a firm's.

    ``lines`` are masked, ``sizes`` are the card's lines as read.
    """
    base = _base(lines, sizes)
    known = without_firms_mail(known, base)
    card = _card(lines, sizes, base, known)
    made = (_candidate(cut, card) for cut in _cuts(card))
    return tuple(candidate for candidate in made if candidate is not None), known


def _base(lines: Sequence[Line], sizes: Sequence[Line]) -> tuple[Piece, ...]:
    """Pieces that are whole lines, or are set apart on one, and may play a role: no noise, no headings.

    Nor branches of an organisation where they head addresses: several of them, or one with a line beside it.
    """
    base = tuple(
        piece
        for piece in _unlabelled(lines)
        if not (is_noise(piece.text) or is_office(piece.text) or _is_heading(piece, lines))
    )[:MOST_PIECES]
    branches = [piece for piece in base if is_branch(piece.text)]
    boxes = _boxes(sizes)
    if len(branches) > 1 or any(_heads_a_row(piece, boxes) for piece in branches):
        return tuple(piece for piece in base if piece not in branches)
    return base


def _boxes(lines: Sequence[Line]) -> list[tuple[int, Box]]:
    """The number and the place of every line that has words."""
    return [(number, line.box) for number, line in enumerate(lines) if line.words]


def _card(lines: Sequence[Line], sizes: Sequence[Line], base: tuple[Piece, ...], known: Known) -> _Card:
    whole_lines = [piece for piece in base if not (is_listed(piece, lines) or is_branch(piece.text))]
    firms = [
        piece.text for piece in base for read in (read_company(piece.text),) if read.legal_form or read.kinds
    ]
    boxes = _boxes(sizes)
    return _Card(
        lines=lines,
        sizes=sizes,
        known=known,
        base=base,
        whole_lines=whole_lines,
        by_span={piece.spans[0]: piece for piece in base},
        logos={piece.spans: piece for piece in logo_stacks(whole_lines)},
        firms=firms,
        flat_firms=[squeeze(text) for text in firms],
        flat_lines=[squeeze(line.text) for line in sizes],
        boxes=boxes,
        typical=median([box.height for _, box in boxes] or [1.0]) or 1.0,
        top=min((box.top for _, box in boxes), default=0.0),
        bottom=max((box.bottom for _, box in boxes), default=1.0),
    )


def _cuts(card: _Card) -> Iterable[_Cut]:
    """The pieces to choose among, each place once: whole lines, stacks of them, and parts of one."""
    cuts = {
        piece.spans: _whole(piece)
        for piece in (*card.base, *stacks(card.whole_lines))
        if not any(part[:1] == "(" for part in _lines_of(piece, card.lines)[1:])
    }
    cuts |= {spans: _whole(piece) for spans, piece in card.logos.items()}
    rows = domain_rows(card.whole_lines, card.known.labels)
    cuts |= {piece.spans: _whole(piece) for piece in rows}
    for piece in card.base:
        for part in (
            *subpieces(card.lines, piece),
            *post_cuts(card.lines, piece),
            *domain_cuts(card.lines, piece, card.known.labels),
        ):
            if part.spans not in cuts and not is_noise(part.text):
                rest = rest_of(piece, part)
                cuts[part.spans] = _Cut(part, None if NUMBER_OF.fullmatch(rest) else rest, piece.spans[0])
        for part in people_cuts(card.lines, piece):  # a whole name each, though neither is a whole line
            cuts[part.spans] = _whole(part)
    return cuts.values()


def _whole(piece: Piece) -> _Cut:
    """A piece from which nothing was cut off."""
    return _Cut(piece, None, piece.spans[0])


def _candidate(cut: _Cut, card: _Card) -> Candidate | None:
    """The candidate that a piece makes; None where it has no word."""
    piece, lines, known, base = cut.piece, card.lines, card.known, card.base
    spelt = spell(piece, card.sizes, known)
    words = tokens(spelt.text)
    if not words:
        return None
    rows = _lines_of(piece, lines)
    flat = squeeze(spelt.text)
    others = [other for other in base if other.spans[0].line not in piece.lines]
    return Candidate(
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
        common=_common_share(words),
        slogan=slogan_share(spelt.text, words),
        place=_place_share(words),
        digits=sum(c.isdigit() for c in spelt.text),
        domain=domain_agreement(spelt.firm, known.labels),
        email=email_agreement(spelt.name.words, known.emails) if spelt.name else 0.0,
        size=max(-2.0, min(2.5, math.log2(max(piece.size, 1e-6) / card.typical))),
        height=(piece.box.center[1] - card.top) / max(card.bottom - card.top, 1e-6),
        rest=None if cut.rest is None else apply(cut.rest, own_letters(known.language))[0],
        whole=cut.whole,
        shares_line=any(_shares_line(span, lines) for span in piece.spans),
        repeats=sum(flat in other for other in card.flat_lines) - len(piece.lines) if len(flat) > 3 else 0,
        extended=_is_extended(flat, spelt.firm, card),
        in_firm=any(_stands_in(row, card.flat_firms) for row in rows),
        housed=any(other != piece and read_company(other.text).house for other in base),
        alone=_stands_alone(piece, card.boxes),
        uniform=_is_uniform(piece, lines),
        legal_next=_legal_form_next(piece, base),
        continues=any(reads_on(piece, other) for other in others if other in card.whole_lines),
        continued=any(reads_on(other, piece) for other in others if other in card.whole_lines),
        severed=any(breaks_off(other.text) and is_below(other, piece) for other in others),
        listed=len(piece.spans) == 1 and _is_one_of_a_list(piece, lines),
        joins=len(piece.spans) > 1 and joins_up(piece, card.by_span),
        under_given=any(_parts_a_name(other, piece) for other in base),
        two_people=_are_people(rows),
        headed=any(opens(other, piece) for other in base if is_below(other, piece)),
        kind_below=_kind_below(piece, base),
        phone_near=_phone_near(piece, card.sizes, known.phone_lines),
        phone_beside=bool(known.phone_lines & set(piece.lines)),
        unit_stacked=read_company(rows[0]).maybe_unit,
        logo_stack=piece.spans in card.logos,
        claim_below=any(is_claim(row) for row in rows[1:]),
        starts_domain=_starts_domain(words, known.labels),
        mailbox=domain_agreement(spelt.firm, known.mailboxes) if known.mailboxes else 0.0,
        mailboxes=known.mailboxes,
    )


def _common_share(words: Sequence[str]) -> float:
    """The share of words that are plain words of English."""
    common_words = word_list("common_words.txt")
    return sum(word.isalpha() and word in common_words for word in words) / len(words)


def _is_extended(flat: str, firm: str, card: _Card) -> bool:
    """Whether an organisation's name elsewhere begins with ``flat``, or capitals are the initials of one."""
    begins = any(other.startswith(flat) and len(other) > len(flat) + 2 for other in card.flat_firms)
    return begins or (firm.isupper() and _is_short_for(flat, card.firms))


def _legal_form_next(piece: Piece, others: Sequence[Piece]) -> bool:
    """Whether a legal form stands alone on the line below ``piece`` or beside it."""
    return any(
        is_legal_form(other.text) for other in others if is_below(piece, other) or is_beside(piece, other)
    )


def _kind_below(piece: Piece, others: Sequence[Piece]) -> bool:
    """Whether the line below ``piece``, or the small line under a logo, says what a firm does."""
    return any(
        (is_below(piece, other) or is_logo_over(piece, other)) and _is_kind_line(other.text)
        for other in others
    )


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
