"""Pieces of a card's free text that may name a person, a post, an organisation or a department.

Each candidate carries everything that its text says by itself and where it stands among the others;
``evidence`` turns that into numbers, ``roles`` chooses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from statistics import median

from parsers.companies import (
    CompanyReading,
    domain_agreement,
    domain_labels,
    is_generic,
    is_legal_form,
    is_misread_label,
    one_letter_mended,
    read_company,
)
from parsers.contact import Field, Span
from parsers.job_titles import PostReading, read_post
from parsers.language import guess_language
from parsers.lines import Box, Line
from parsers.names import ROLE_MAILBOXES, NameReading, agree_with_emails, email_agreement, read_name
from parsers.parts import (
    EDGE,
    Piece,
    case_of,
    is_below,
    is_beside,
    piece_of,
    pieces_of_lines,
    stacks,
    subpieces,
)
from parsers.readings import SECOND_READING, likeliest, name_worth, readings, wording_worth
from parsers.repair import Repair, apply
from parsers.stacking import is_claim, joins_up, logo_stacks, opens, reads_on, slogan_share
from parsers.wording import COMPANY_REPAIRS, PERSON_REPAIRS, is_known_word, own_letters
from parsers.words import all_words, fold, squeeze, tokens, word_list

Features = dict[str, float]
DOUBTED = 0.9  # confidence of a reading below which a domain may spell it otherwise


@dataclass(frozen=True, slots=True)
class Known:
    """What the safe finders found, as far as it tells who is who.

    emails: those that may name a person; labels: the telling parts of the domains; mailboxes: names of
    free mail boxes, which small firms call after themselves; phone_lines: lines that hold a telephone
    number; language: ISO 639-1, the best guess.
    """

    emails: tuple[str, ...]
    labels: tuple[str, ...]
    mailboxes: tuple[str, ...]
    phone_lines: frozenset[int]
    language: str

    @property
    def accents(self) -> bool:
        """Whether the card's language writes diacritics."""
        return self.language != "en"

    @property
    def personal(self) -> bool:
        return bool(self.emails)

    @staticmethod
    def of(fields: Sequence[Field], text: Sequence[str] = ()) -> Known:
        emails = tuple(found.value for found in fields if found.kind == "emails")
        sites = tuple(found.value for found in fields if found.kind == "websites")
        labels = domain_labels(emails, sites)
        boxes = {email: re.sub(r"\d+$", "", squeeze(email.split("@")[0])) for email in emails}
        offices = {
            email for email, box in boxes.items() if box in ROLE_MAILBOXES or box in map(squeeze, labels)
        }
        free = (boxes[email] for email in emails if not domain_labels([email], []))
        return Known(
            tuple(email for email in emails if email not in offices),
            labels,
            tuple(box for box in free if len(box) > 4 and box not in ROLE_MAILBOXES),
            frozenset(span.line for found in fields if found.kind == "phones" for span in found.spans),
            guess_language(text, fields),
        )


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
    alone: bool
    uniform: bool
    legal_next: bool
    continues: bool
    continued: bool
    joins: bool
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


def is_noise(text: str) -> bool:
    """Labels left alone, scanners' stamps, invocations, one letter or none."""
    flat = fold(text).strip(" .:-")
    return (
        sum(c.isalpha() for c in flat) < 2
        or flat in word_list("noise.txt", "label")
        or any(stamp in flat for stamp in word_list("noise.txt", "stamp") if len(stamp) > 7)
        or flat in word_list("noise.txt", "stamp")
        or flat in word_list("noise.txt", "invocation")
        or REGISTER_COURT.search(flat) is not None
    )


# The court that keeps a Polish firm's entry, as article 206 of its code of companies asks letters to name it.
REGISTER_COURT = re.compile(
    r"^sad rejonowy\b.*\b(?:wydzial|gospodarcz|krs)|\bgospodarczy (?:krs|krajowego rej)"
)


def is_branch(text: str) -> bool:
    """Whether ``text`` says which office an address is: "Biuro Bydgoszcz", "London Office"."""
    words = tokens(text)
    if not 2 <= len(words) <= 3 or not {words[0], words[-1]} & BRANCH_WORDS:
        return False
    place = " ".join(word for word in words if word not in BRANCH_WORDS)
    return place in word_list("cities.txt") or place in all_words("countries.txt")


def candidates(
    lines: Sequence[Line], known: Known, sizes: Sequence[Line]
) -> tuple[tuple[Candidate, ...], Known]:
    """Every piece that may play a role, and ``known`` without mail boxes that turn out to be a firm's.

    ``lines`` are masked, ``sizes`` are the card's lines as read.
    """
    base = tuple(
        piece for piece in pieces_of_lines(lines) if not is_noise(piece.text) and not is_branch(piece.text)
    )[:60]
    pieces: dict[tuple[Span, ...], tuple[Piece, str | None, Span]] = {
        piece.spans: (piece, None, piece.spans[0])
        for piece in (*base, *stacks(base))
        if not any(part[:1] == "(" for part in _lines_of(piece, lines)[1:])
    }
    of_logo = {piece.spans: piece for piece in logo_stacks(base)}
    pieces |= {spans: (piece, None, spans[0]) for spans, piece in of_logo.items()}
    for piece in base:
        for part in (
            *subpieces(lines, piece),
            *_post_cuts(lines, piece),
            *_domain_cuts(lines, piece, known.labels),
        ):
            if part.spans not in pieces and not is_noise(part.text):
                pieces[part.spans] = part, _rest(piece, part), piece.spans[0]
    typical = median([line.box.height for line in sizes if line.words] or [1.0]) or 1.0
    top = min((line.box.top for line in sizes if line.words), default=0.0)
    bottom = max((line.box.bottom for line in sizes if line.words), default=1.0)
    flat_lines = [squeeze(line.text) for line in sizes]
    by_span = {piece.spans[0]: piece for piece in base}
    flat_named = [
        squeeze(piece.text)
        for piece in base
        for read in (read_company(piece.text),)
        if read.legal_form or read.kinds
    ]
    boxes = [(number, line.box) for number, line in enumerate(sizes) if line.words]
    known = replace(known, emails=tuple(email for email in known.emails if not _is_firms(email, base, known)))
    found = []
    for piece, rest, whole in pieces.values():
        as_person, as_wording = _as_read(piece, sizes, known)
        own = own_letters(known.language)
        person, person_repairs = _mended(piece.text, as_person, (*own, *PERSON_REPAIRS))
        text, repairs = _mended(piece.text, as_wording, (*own, *PERSON_REPAIRS))
        firm = _mended(piece.text, as_wording, (*own, *COMPANY_REPAIRS))
        firm = _ampersand(*firm, known.labels)
        firm = _as_domain_spells(*firm, known, _doubtful(piece, sizes))
        words = tokens(text)
        if not words:
            continue
        letters = [word for word in words if word.isalpha()]
        common_words = word_list("common_words.txt")
        name = read_name(person)
        if name and known.emails:
            witnessed = agree_with_emails(name.words, known.emails)
            for word, better in witnessed.items():
                person = re.sub(rf"\b{re.escape(word)}\b", better, person)
            if witnessed:
                person_repairs = (*person_repairs, "e-mail as witness")
                name = read_name(person) or name
        flat = squeeze(text)
        others = [other for other in base if other.spans[0].line not in piece.lines]
        candidate = Candidate(
            piece=piece,
            person=person,
            person_repairs=person_repairs,
            text=text,
            repairs=repairs,
            firm=firm[0],
            firm_repairs=firm[1],
            name=name,
            post=read_post(text),
            company=read_company(firm[0]),
            words=words,
            common=sum(word in common_words for word in letters) / len(words),
            slogan=slogan_share(text, words),
            place=_place_share(words),
            digits=sum(c.isdigit() for c in text),
            domain=domain_agreement(firm[0], known.labels),
            email=email_agreement(name.words, known.emails) if name else 0.0,
            size=max(-2.0, min(2.5, math.log2(max(piece.size, 1e-6) / typical))),
            height=(piece.box.center[1] - top) / max(bottom - top, 1e-6),
            rest=None if rest is None else apply(rest, own)[0],
            whole=whole,
            shares_line=any(_shares_line(span, lines) for span in piece.spans),
            repeats=sum(flat in other for other in flat_lines) - len(piece.lines) if len(flat) > 3 else 0,
            extended=any(other.startswith(flat) and len(other) > len(flat) + 2 for other in flat_named),
            in_firm=any(_stands_in(part, flat_named) for part in _lines_of(piece, lines)),
            alone=_stands_alone(piece, boxes),
            uniform=_is_uniform(piece, lines),
            legal_next=any(
                is_legal_form(other.text)
                for other in base
                if is_below(piece, other) or is_beside(piece, other)
            ),
            continues=any(reads_on(piece, other) for other in others),
            continued=any(reads_on(other, piece) for other in others),
            joins=len(piece.spans) > 1 and joins_up(piece, by_span),
            headed=any(opens(other, piece) for other in base if is_below(other, piece)),
            kind_below=any(is_below(piece, other) and _is_kind_line(other.text) for other in base),
            phone_near=_phone_near(piece, sizes, known.phone_lines),
            phone_beside=bool(known.phone_lines & set(piece.lines)),
            unit_stacked=read_company(_lines_of(piece, lines)[0]).maybe_unit,
            logo_stack=piece.spans in of_logo,
            claim_below=any(is_claim(part) for part in _lines_of(piece, lines)[1:]),
            starts_domain=_starts_domain(words, known.labels),
            mailbox=domain_agreement(firm[0], known.mailboxes) if known.mailboxes else 0.0,
            mailboxes=known.mailboxes,
        )
        found.append(candidate)
    return tuple(found), known


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


def _is_firms(email: str, pieces: Sequence[Piece], known: Known) -> bool:
    """Whether a free mail box is called after a firm that the card names."""
    box = re.sub(r"\d+$", "", squeeze(email.split("@")[0]))
    if box not in known.mailboxes:
        return False
    for piece in pieces:
        read = read_company(piece.text)
        if (read.kinds + read.trades > 0 or read.marked or read.legal_form) and domain_agreement(
            piece.text, (box,)
        ) >= 0.8:
            return True
    return False


def _as_read(piece: Piece, lines: Sequence[Line], known: Known) -> tuple[str, str]:
    """The likeliest of the readers' readings of ``piece``, taken as a person's name and as other wording."""
    if not any(lines[span.line].others for span in piece.spans):
        return piece.text, piece.text
    texts = []
    for span in piece.spans:
        # Tesseract with Polish data sees accents where there are none; the second reader only loses some.
        first = lines[span.line].reader_between(span.start, span.end) == "tesseract"
        texts.append((readings(lines, span), known.accents or first))
    as_person = (_likeliest_name(own, accents, known) for own, accents in texts)
    as_wording = (
        likeliest(own, lambda text: wording_worth(text, (*known.labels, *known.mailboxes)), accents)
        for own, accents in texts
    )
    wording = " ".join(as_wording).strip(EDGE)
    if len(piece.spans) == 1 and _is_one_word(wording, lines[piece.spans[0].line], known.labels):
        wording = wording.replace(" ", "")
    return " ".join(as_person).strip(EDGE), wording


def _is_one_word(text: str, line: Line, labels: Sequence[str]) -> bool:
    """Whether a widely set small word was read with a space in it: "oak ham" beside oakham.example.

    Only where Tesseract sees one word: the second reader loses spaces, Tesseract does not.
    """
    joined = text.replace(" ", "")
    return (
        " " in text
        and text.islower()
        and squeeze(joined) in map(squeeze, labels)
        and line.reader_between(0, len(line.text)) == "paddle"
        and joined in line.others
    )


def _likeliest_name(texts: Sequence[str], accents: bool, known: Known) -> str:
    """The likeliest reading of a name, each judged as it will be mended: else "Gotąb" yields to "Golab"."""
    mended: dict[str, str] = {}
    for text in texts:
        mended.setdefault(apply(text, own_letters(known.language))[0], text)
    return mended[likeliest(tuple(mended), lambda text: name_worth(text, known.emails), accents)]


def _ampersand(text: str, repairs: tuple[str, ...], labels: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Mend a lone digit that the domain does not know: "OAK 6 ASH" -> "OAK & ASH" beside oak-ash.example."""
    mended = re.sub(r"(?<=[^\W\d_]) [68] (?=[^\W\d_])", " & ", text)
    if mended != text and any(squeeze(label) == squeeze(mended) for label in labels):
        return mended, (*repairs, "ampersand")
    return text, repairs


def _doubtful(piece: Piece, lines: Sequence[Line]) -> bool:
    """Whether the readers disagree on ``piece``, or the one that read it is not sure."""
    return piece.confidence < DOUBTED or any(lines[span.line].others for span in piece.spans)


def _as_domain_spells(
    text: str, repairs: tuple[str, ...], known: Known, doubted: bool
) -> tuple[str, tuple[str, ...]]:
    """Mend a letter of a doubtful word, two of a long one, that the domain or mail box spells otherwise.

    "Meridlan Bakery" beside meridianbakery.example; never a word of the language, nor a listed name.
    """
    if not doubted:
        return text, repairs
    labels = tuple(map(squeeze, (*known.labels, *known.mailboxes)))
    for word in re.findall(r"[^\W\d_]{4,}", text):
        folded = squeeze(word)
        if is_known_word(word) or any(folded in label for label in labels):
            continue
        better = next((label for label in labels if is_misread_label(folded, label)), "") or next(
            (run for label in labels if (run := one_letter_mended(folded, label))), ""
        )
        if better:
            spelled = better.upper() if word.isupper() else word[0] + better[1:]
            return text.replace(word, spelled), (*repairs, "domain as witness")
    return text, repairs


def _mended(printed: str, read: str, repairs: Sequence[Repair]) -> tuple[str, tuple[str, ...]]:
    text, names = apply(read, repairs)
    return text, (*((SECOND_READING,) if read != printed else ()), *names)


def _stands_alone(piece: Piece, boxes: Sequence[tuple[int, Box]]) -> bool:
    """Whether no other line stands close above or below: set apart, as a logo or a heading is."""
    for number, box in boxes:
        if number not in piece.lines and min(box.right, piece.box.right) > max(box.left, piece.box.left):
            gap = max(box.top, piece.box.top) - min(box.bottom, piece.box.bottom)
            if gap < 0.8 * piece.size:
                return False
    return True


def _lines_of(piece: Piece, lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(lines[span.line].text[span.start : span.end] for span in piece.spans)


def _is_uniform(piece: Piece, lines: Sequence[Line]) -> bool:
    """Whether the lines of a stack are of one size and one case."""
    if len(piece.spans) < 2:
        return False
    heights = [lines[span.line].box_between(span.start, span.end).height for span in piece.spans]
    cases = {case_of(text) for text in _lines_of(piece, lines)}
    return max(heights) < 1.25 * max(min(heights), 1e-6) and len(cases) == 1


def _rest(piece: Piece, part: Piece) -> str:
    """What of ``piece`` stands outside ``part``."""
    start, end = part.spans[0].start - piece.spans[0].start, part.spans[0].end - piece.spans[0].start
    return f"{piece.text[:start].strip(EDGE)} {piece.text[end:].strip(EDGE)}".strip()


def _domain_cuts(lines: Sequence[Line], piece: Piece, labels: Sequence[str]) -> tuple[Piece, ...]:
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
        and squeeze(piece.text[words[first][1] : words[last][2]]) in names
    )
    return tuple(part for part in found if part)


def _post_cuts(lines: Sequence[Line], piece: Piece) -> tuple[Piece, ...]:
    """Both sides of the place where words of a post begin or end: "Jan Kowalski | Prezes Zarządu"."""
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\S+", piece.text)]
    if not 2 < len(words) <= 10 or len(piece.spans) != 1:
        return ()
    of_post = [bool(read.heads or read.parts) for word, _, _ in words for read in (read_post(word),)]
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


BRANCH_WORDS = frozenset(
    "biuro oddzial filia office branch bureau buro niederlassung standort pobocka kancelar oficina sucursal"
    " escritorio filial sede zaklad agence".split()
)
