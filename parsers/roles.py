"""Who, what post, which organisation: decided together, by evidence, for the lines no finder has claimed.

Every piece of free text gets, for each role, the log odds that it plays that role: a sum of features
times weights (parsers/data/role_weights.json). The best person and organisation that do not
overlap are taken together; posts and departments follow, since they stand by the person.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from statistics import median

from parsers.companies import (
    FILLERS,
    CompanyReading,
    domain_agreement,
    domain_labels,
    is_generic,
    is_legal_form,
    legal_form_inside,
    read_company,
)
from parsers.contact import Field, PersonName, Span
from parsers.job_titles import PostReading, read_post
from parsers.language import guess_language
from parsers.lines import Box, Hints, Line
from parsers.names import (
    PARTICLES,
    ROLE_MAILBOXES,
    NameReading,
    agree_with_emails,
    email_agreement,
    given_names,
    is_titles,
    read_name,
    surnames,
)
from parsers.parts import (
    EDGE,
    Piece,
    is_below,
    is_beside,
    joined,
    piece_of,
    pieces_of_lines,
    stacks,
    subpieces,
)
from parsers.readings import SECOND_READING, likeliest, name_worth, readings, wording_worth
from parsers.repair import Repair, apply
from parsers.wording import COMPANY_REPAIRS, PERSON_REPAIRS
from parsers.words import DATA, all_words, fold, squeeze, tokens, word_list

ROLES = ("name", "job_titles", "company", "department")
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Known:
    """What the safe finders found, as far as it tells who is who.

    emails: those that may name a person; labels: the telling parts of the domains; mailboxes: names of
    free mail boxes, which small firms call after themselves; phone_lines: lines that hold a telephone
    number; accents: whether the card's language writes diacritics.
    """

    emails: tuple[str, ...]
    labels: tuple[str, ...]
    mailboxes: tuple[str, ...]
    phone_lines: frozenset[int]
    accents: bool

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
            email
            for email, box in boxes.items()
            if box in ROLE_MAILBOXES or any(len(label) > 3 and squeeze(label) in box for label in labels)
        }
        free = (boxes[email] for email in emails if not domain_labels([email], []))
        return Known(
            tuple(email for email in emails if email not in offices),
            labels,
            tuple(box for box in free if len(box) > 4 and box not in ROLE_MAILBOXES),
            frozenset(span.line for found in fields if found.kind == "phones" for span in found.spans),
            guess_language(text, fields) != "en",
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
    alone: bool
    uniform: bool
    legal_next: bool
    continues: bool
    joins: bool
    headed: bool
    kind_below: bool
    phone_near: bool
    unit_stacked: bool
    mailbox: float
    features: Features = field(default_factory=dict)

    @property
    def spots(self) -> frozenset[tuple[int, int]]:
        return frozenset(
            (span.line, place) for span in self.piece.spans for place in range(span.start, span.end)
        )


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    loaded: Mapping[str, Mapping[str, float]] = json.loads(
        (DATA / "role_weights.json").read_text(encoding="utf-8")
    )["weights"]
    return loaded


def _slogan_share(text: str, words: Sequence[str]) -> float:
    """The share of words that belong to slogans and lists of services."""
    slogans = word_list("noise.txt", "slogan")
    flat = " ".join(words)
    hits = sum(word in slogans for word in words)
    hits += sum(2 for phrase in slogans if " " in phrase and phrase in flat)
    return min(1.0, hits / max(len(words), 1))


@cache
def _address_words() -> frozenset[str]:
    return frozenset(word for entry in word_list("noise.txt", "address") for word in tokens(entry))


def is_noise(text: str) -> bool:
    """Labels left alone, scanners' stamps, one letter or none."""
    flat = fold(text).strip(" .:-")
    return (
        sum(c.isalpha() for c in flat) < 2
        or flat in word_list("noise.txt", "label")
        or any(stamp in flat for stamp in word_list("noise.txt", "stamp") if len(stamp) > 7)
        or flat in word_list("noise.txt", "stamp")
    )


def is_branch(text: str) -> bool:
    """ "Biuro Bydgoszcz", "London Office": which office an address is, not an organisation."""
    words = tokens(text)
    return (
        2 <= len(words) <= 3
        and bool({words[0], words[-1]} & BRANCH_WORDS)
        and " ".join(word for word in words if word not in BRANCH_WORDS)
        in word_list("cities.txt") | all_words("countries.txt")
    )


def candidates(
    lines: Sequence[Line], hints: Hints, known: Known, sizes: Sequence[Line]
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
        person, person_repairs = _mended(piece.text, as_person, PERSON_REPAIRS)
        text, repairs = _mended(piece.text, as_wording, PERSON_REPAIRS)
        firm = _mended(piece.text, as_wording, COMPANY_REPAIRS)
        firm = _ampersand(*firm, known.labels)
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
        candidate = Candidate(
            piece,
            person,
            person_repairs,
            text,
            repairs,
            *firm,
            name,
            read_post(text),
            read_company(firm[0]),
            words,
            sum(word in common_words for word in letters) / len(words),
            _slogan_share(text, words),
            sum(
                word in _address_words() or (word in word_list("cities.txt") and len(word) > 3)
                for word in words
            )
            / len(words),
            sum(c.isdigit() for c in text),
            domain_agreement(firm[0], known.labels),
            email_agreement(name.words, known.emails) if name else 0.0,
            max(-2.0, min(2.5, math.log2(max(piece.size, 1e-6) / typical))),
            (piece.box.center[1] - top) / max(bottom - top, 1e-6),
            rest,
            whole,
            any(
                lines[span.line].text.strip(EDGE) != lines[span.line].text[span.start : span.end]
                or " " * 3 in lines[span.line].text
                for span in piece.spans
            ),
            sum(flat in other for other in flat_lines) - len(piece.lines) if len(flat) > 3 else 0,
            any(other.startswith(flat) and len(other) > len(flat) + 2 for other in flat_named),
            _stands_alone(piece, boxes),
            _is_uniform(piece, lines),
            any(
                is_legal_form(other.text)
                for other in base
                if is_below(piece, other) or is_beside(piece, other)
            ),
            any(_reads_on(piece, other) for other in base if other.spans[0].line not in piece.lines),
            len(piece.spans) > 1 and _joins(piece, by_span),
            any(_heads(other, piece) for other in base if is_below(other, piece)),
            any(is_below(piece, other) and _is_kind_line(other.text) for other in base),
            _phone_near(piece, sizes, known.phone_lines),
            read_company(_lines_of(piece, lines)[0]).maybe_unit,
            domain_agreement(firm[0], known.mailboxes) if known.mailboxes else 0.0,
        )
        candidate.features.update(_text_features(candidate))
        found.append(candidate)
    return tuple(found), known


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
    texts = [readings(lines, span) for span in piece.spans]
    as_person = [
        likeliest(options, lambda text: name_worth(text, known.emails), known.accents) for options in texts
    ]
    as_wording = [
        likeliest(options, lambda text: wording_worth(text, known.labels), known.accents) for options in texts
    ]
    return " ".join(as_person).strip(EDGE), " ".join(as_wording).strip(EDGE)


def _ampersand(text: str, repairs: tuple[str, ...], labels: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """ "OAK 6 ASH" -> "OAK & ASH" beside oak-ash.example: a lone digit that the domain does not know."""
    mended = re.sub(r"(?<=[^\W\d_]) [68] (?=[^\W\d_])", " & ", text)
    if mended != text and any(squeeze(label) == squeeze(mended) for label in labels):
        return mended, (*repairs, "ampersand")
    return text, repairs


def _mended(printed: str, read: str, repairs: tuple[Repair, ...]) -> tuple[str, tuple[str, ...]]:
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


def _reads_on(piece: Piece, lower: Piece) -> bool:
    """Whether ``lower`` must be the rest of ``piece``: it begins small, or ``piece`` ends in a small word or a hyphen."""
    if not is_below(piece, lower) or not 0.8 < lower.size / max(piece.size, 1e-6) < 1.25:
        return False
    if piece.text.isupper() != lower.text.isupper():
        return False
    words, rest = read_post(piece.text), read_post(lower.text)
    if (
        words.heads
        and words.words > 3
        and not rest.heads
        and not read_company(lower.text).unit
        and lower.box.width < 1.1 * piece.box.width
    ):
        if rest.words == 1 or rest.parts * 2 >= rest.words:  # a post that did not fit on one line
            return True
    begins_small = (
        lower.text[0].islower() and not piece.text.islower() and len(lower.text) < 1.5 * len(piece.text)
    )
    return begins_small or bool(DANGLING.search(piece.text))


def _joins(piece: Piece, by_span: Mapping[Span, Piece]) -> bool:
    """Whether each line of a stack reads on into the next."""
    rows = [by_span[span] for span in piece.spans if span in by_span]
    return len(rows) == len(piece.spans) and all(_reads_on(a, b) for a, b in pairwise(rows))


def _heads(upper: Piece, lower: Piece) -> bool:
    """Whether ``upper`` is the kind that ``lower``'s name belongs to: "Przedsiębiorstwo Budowlane" over "Acme Sp. z o.o."."""
    read = read_company(upper.text)
    alike = 0.85 < lower.size / max(upper.size, 1e-6) < 1.18 and _case(upper.text) == _case(lower.text)
    return (
        alike
        and read.kinds > 0
        and not (read.unit or read.maybe_unit or read.legal_form)
        and not read_post(upper.text).heads
    )


def _lines_of(piece: Piece, lines: Sequence[Line]) -> tuple[str, ...]:
    return tuple(lines[span.line].text[span.start : span.end] for span in piece.spans)


def _is_uniform(piece: Piece, lines: Sequence[Line]) -> bool:
    """Whether the lines of a stack are of one size and one case."""
    if len(piece.spans) < 2:
        return False
    heights = [lines[span.line].box_between(span.start, span.end).height for span in piece.spans]
    cases = {_case(text) for text in _lines_of(piece, lines)}
    return max(heights) < 1.25 * max(min(heights), 1e-6) and len(cases) == 1


def _rest(piece: Piece, part: Piece) -> str:
    """What of ``piece`` stands outside ``part``."""
    start, end = part.spans[0].start - piece.spans[0].start, part.spans[0].end - piece.spans[0].start
    return f"{piece.text[:start].strip(EDGE)} {piece.text[end:].strip(EDGE)}".strip()


def _domain_cuts(lines: Sequence[Line], piece: Piece, labels: Sequence[str]) -> tuple[Piece, ...]:
    """ "JA ACME" beside acme.example: the words that are the domain, without a sign read as letters before or after."""
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
    """ "Jan Kowalski Prezes Zarządu": both sides of the place where words of a post begin or end."""
    words = [(match.group(), match.start(), match.end()) for match in re.finditer(r"\S+", piece.text)]
    if not 2 < len(words) <= 10 or len(piece.spans) != 1:
        return ()
    of_post = [bool(read.heads or read.parts) for word, _, _ in words for read in (read_post(word),)]
    cuts = [
        i for i in range(1, len(words)) if of_post[i] != of_post[i - 1] and len(words[i][0].strip(".,&")) > 1
    ]
    for i in range(2, min(4, len(words))):  # "Tim Butler Director": a name that is a post elsewhere
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


# ---------------------------------------------------------------- features
def _post_strength(post: PostReading) -> float:
    return (post.heads > 0) * (0.4 + 0.6 * (post.heads + post.parts) / max(post.words, 1))


def _case(text: str) -> str:
    if text.isupper():
        return "capitals"
    if text.islower():
        return "lower"
    words = [
        word
        for word in re.findall(r"[^\W\d_]+", text)
        if (word.lower() not in FILLERS and word.lower() not in PARTICLES)
        or (len(word) < 2 and word.isupper())
    ]
    return "title" if words and all(word[0].isupper() for word in words) else "mixed"


def _is_explained(candidate: Candidate, taken: Sequence[Piece]) -> bool:
    """Whether all that was cut off a line is taken by another role: what is left stands as if alone."""
    own = candidate.piece.spans[0]
    spans = [span for piece in taken for span in piece.spans if span.line == own.line]
    left = sorted([own, *spans], key=lambda span: span.start)
    reached = candidate.whole.start
    for span in left:
        if span.start > reached + 4:
            return False
        reached = max(reached, span.end)
    return bool(spans) and reached >= candidate.whole.end - 2


def text_features(candidate: Candidate, taken: Sequence[Piece] = ()) -> Features:
    """What every role weighs; ``taken`` are pieces that play a role already."""
    if candidate.rest is not None and taken and _is_explained(candidate, taken):
        return {name: value for name, value in candidate.features.items() if name not in REST_FEATURES}
    return dict(candidate.features)


def _text_features(c: Candidate) -> Features:
    """What every role weighs, of the piece alone."""
    features = {
        "bias": 1.0,
        "size": c.size,
        "big": float(c.size > 0.5),
        "height": c.height,
        "digits": float(c.digits > 0),
        "many_digits": float(c.digits > 3),
        "post": _post_strength(c.post),
        "legal_form": float(c.company.legal_form),
        "legal_inside": float(not c.company.legal_form and legal_form_inside(c.text)),
        "marked": float(c.company.marked),
        "kind": float(min(c.company.kinds, 2)),
        "kind_share": c.company.kinds / max(c.company.words, 1),
        "trade": float(min(c.company.trades, 2)),
        "unit": float(c.company.unit),
        "maybe_unit": float(c.company.maybe_unit and not c.company.unit),
        "doubled": float(
            len(c.piece.spans) > 1
            and len(set(c.words) - FILLERS) < len([w for w in c.words if w not in FILLERS])
        ),
        "legal_next": float(c.legal_next),
        "continues": float(c.continues),
        "joins": float(c.joins),
        "headed": float(c.headed),
        "unit_stacked": float(len(c.piece.spans) > 1 and c.unit_stacked),
        "domain": c.domain,
        "email": c.email,
        "common": c.common,
        "slogan": c.slogan,
        "place": c.place,
        **({} if c.rest is None else _rest_features(c.rest)),
        "dangling": float(bool(DANGLING.search(c.text))) + float(c.text.count("(") != c.text.count(")")),
        "stacked": float(len(c.piece.spans) - 1),
        "unlike": float(len(c.piece.spans) > 1 and not c.uniform),
        "stack_shares": float(len(c.piece.spans) > 1 and c.shares_line),
        "long": float(max(0, len(c.words) - 6)),
        "one_word": float(len(c.words) == 1),
        "short": float(len(squeeze(c.text)) < 4),
        "repeats": float(c.repeats > 0),
        "extended": float(c.extended),
        "alone": float(c.alone),
        "uniform": float(c.uniform),
        "stack_alone": float(c.alone and len(c.piece.spans) > 1),
        "mailbox": c.mailbox,
        "generic": float(is_generic(c.words))
        * (1.0 if len(c.words) == 1 else 0.3 if len(c.words) == 2 else 0.0),
        "lower_word": float(len(c.words) == 1 and c.text.islower() and c.domain < 0.8 and c.mailbox < 0.8),
        "acronym_stack": float(len(c.piece.spans) > 1 and _is_acronym(c.words)),
        "street": float(any(word in STREETS for word in c.words)),
        "doubt": float(c.piece.confidence < 0.6),
        f"case_{_case(c.text)}": 1.0,
        "comma": float("," in c.text),
        "punctuation": float(bool(re.search(r"[!?:;@#\"“”…*]|\.\s*$|\.{2}", c.text))),
        "bullet": float(bool(re.match(r"^\W", c.text))),
    }
    return features


BRANCH_WORDS = frozenset(
    "biuro oddzial filia office branch bureau buro niederlassung standort pobocka kancelar oficina sucursal escritorio filial sede zaklad agence".split()
)
STREETS = frozenset(
    "road street rd st avenue ave nagar floor suite lane building bldg opp near sector ulica ul rua calle rue strasse".split()
)
DANGLING = re.compile(
    r"^(?:of|and|de|for|i|to|with|w|z|e|y|und|et|OF|AND|DE|FOR|[^\w(])\s|[^\w)]\s*$(?<![.!?])|"
    r"\s(?:of|and|de|for|the|i|to|in|at|do|da|und|et|ds\.?|w|z|e|y|OF|AND|DE|FOR|THE|TO|IN|DO|DA|-)$"
)


def _is_acronym(words: Sequence[str]) -> bool:
    """ "PP Print Perfect": a logo of letters above the words it stands for."""
    letters, rest = words[0], [word for word in words[1:] if word not in FILLERS]
    return 1 < len(letters) <= len(rest) and all(
        word[0] == letter for word, letter in zip(rest, letters, strict=False)
    )


REST_FEATURES = frozenset("part rest_name rest_post rest_company rest_short rest_digits rest_place".split())


def _rest_features(rest: str | None) -> Features:
    """A cut line is right where the part cut off plays a role of its own."""
    if rest is None:
        return {}
    name = read_name(rest)
    post = read_post(rest)
    return {
        "part": 1.0,
        "rest_name": float(
            name is not None and name.given + name.initials > 0 and name.common == 0 and post.heads == 0
        ),
        "rest_post": _post_strength(post),
        "rest_company": float(read_company(rest).legal_form or read_company(rest).marked),
        "rest_short": float(len(squeeze(rest)) < 3),
        "rest_digits": float(any(c.isdigit() for c in rest)),
        "rest_place": float(bool(set(tokens(rest)) & _address_words())),
    }


def name_features(candidate: Candidate, known: Known, everything: Sequence[Candidate]) -> Features:
    c = candidate
    features = text_features(c)
    name = c.name
    if name is None:
        features["no_name"] = 1.0
        return features
    posts = [other for other in everything if other.post.heads and not overlap(c.piece, other.piece)]
    count = len(name.words)
    listed = name.given + name.family
    features |= {
        "words_1": float(count - name.particles == 1),
        "words_2": float(count - name.particles in (2, 3)),
        "words_4": float(count - name.particles > 3),
        "given": float(min(name.given, 2)),
        "given_first": float(bool(name.given) and fold(name.words[0]) in given_names()),
        "family": float(min(name.family, 2)),
        "all_listed": float(listed + name.initials + name.particles == count and listed > 0),
        "strange": float(min(name.strange, 3)),
        "all_strange": float(name.strange == count),
        "common_name": float(min(name.common, 3)),
        "initials": float(min(name.initials, 2)),
        "name_lower": name.lower / count,
        "titles": float(bool(name.name.prefix)) + 0.5 * float(bool(name.name.suffix)),
        "not_email": float(known.personal and c.email == 0 and bool(known.emails)),
        "letters": name.letters * (name.strange > 0),
        "post_near": max(
            (_post_strength(other.post) for other in posts if _near(c.piece, other.piece)), default=0.0
        ),
        "post_below": max(
            (_post_strength(other.post) for other in posts if is_below(c.piece, other.piece)), default=0.0
        ),
        "post": 0.0 if _is_full_name(name) else _post_strength(c.post),
        "unit_below": max(
            (
                float(other.company.unit)
                for other in everything
                if other.company.unit and is_below(c.piece, other.piece)
            ),
            default=0.0,
        ),
        "country": float(name.place > 0),
        "phone_near": float(c.phone_near),
        "two_givens": float(
            len(c.piece.spans) > 1
            and count == len(c.piece.spans)
            and _only_given(name.words[-1])
            and name.given == count
        ),
        "kind_below": float(c.kind_below),
        "particle_first": float(
            fold(name.words[0]) in PARTICLES and fold(name.words[0]) not in given_names()
        ),
    }
    return features


def _only_given(word: str) -> bool:
    return fold(word) in given_names() and fold(word) not in surnames()


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


def _is_full_name(name: NameReading) -> bool:
    """A given name first and only listed names after it ("Michael Dean"), whatever posts are called so too."""
    count = len(name.words)
    listed = name.given + name.family + name.initials + name.particles == count
    return (
        2 <= count <= 4
        and listed
        and name.given > 0
        and fold(name.words[0]) in given_names()
        and name.lower == 0
    )


def _near(a: Piece, b: Piece) -> bool:
    """Whether two pieces stand under one another, closely, or on one line; and do not overlap."""
    if set(a.lines) & set(b.lines):
        spans = [(x, y) for x in a.spans for y in b.spans if x.line == y.line]
        return all(x.end <= y.start or y.end <= x.start for x, y in spans)
    size = max(a.size, b.size)
    gap = max(a.box.top, b.box.top) - min(a.box.bottom, b.box.bottom)
    shared = min(a.box.right, b.box.right) - max(a.box.left, b.box.left)
    if gap < -0.5 * size:  # side by side
        return -shared < 8 * size
    return gap < 1.2 * size and shared > 0


def post_features(
    candidate: Candidate, name: Piece | None, posts: Sequence[Piece], taken: Sequence[Piece]
) -> Features:
    c = candidate
    features = text_features(c, taken)
    post = c.post
    if post.heads:  # "Department Head", "Bank Manager": the post explains the word
        features |= {
            "unit": 0.0,
            "kind": 0.0,
            "kind_share": 0.0,
            "trade": 0.0,
            "domain": 0.0 if post.words > post.heads else features["domain"],
        }
    features |= {
        "head": float(post.heads > 0),
        "head_share": (post.heads > 0) * (post.heads + post.parts) / max(post.words, 1),
        "all_post": float(post.heads > 0 and post.heads + post.parts == post.words),
        "ends_in_head": float(post.ends_in_head),
        "starts_with_head": float(post.first == 0),
        "part_only": float(post.heads == 0 and post.parts > 0),
        "name_like": float(
            c.name is not None and c.name.given + c.name.family > 0 and post.heads + post.parts == 0
        ),
        "full_name": float(c.name is not None and _is_full_name(c.name)),
        "no_person": float(name is None),
    }
    if name is not None:
        below = is_below(name, c.piece) or (
            0 <= c.piece.box.top - name.box.bottom + 0.6 * c.piece.size < 2.2 * max(name.size, c.piece.size)
            and min(name.box.right, c.piece.box.right) > max(name.box.left, c.piece.box.left)
        )
        same = bool(set(name.lines) & set(c.piece.lines))
        above = _near(c.piece, name) and c.piece.box.center[1] < name.box.top
        features |= {
            "below_name": float(below and not same),
            "beside_name": float(same or (not below and not above and _near(name, c.piece))),
            "above_name": float(above),
            "larger_than_name": float(c.piece.size > 1.25 * name.size),
        }
    follows = any(_near(other, c.piece) and other.box.top < c.piece.box.top for other in posts)
    features["below_post"] = float(follows)
    return features


def _names_owner(c: Candidate, own: set[str]) -> float:
    """A firm called after the card's person: "Zakład Stolarski Jan Kowalski", "Kowalski Consulting"."""
    shared = {word for word in own if len(word) > 2} & set(c.words)
    says_kind = (
        c.company.kinds + c.company.trades > 0 or c.company.marked or c.company.legal_form or c.domain > 0.8
    )
    return float(
        bool(shared) and bool(set(c.words) - own) and c.post.heads == 0 and (says_kind or len(shared) > 1)
    )


def company_features(
    candidate: Candidate, name: NameReading | None, largest: float, taken: Sequence[Piece]
) -> Features:
    c = candidate
    features = text_features(c, taken)
    own = {fold(word).strip(".") for word in name.words} if name else set[str]()
    features |= {
        "largest": float(c.size >= largest - 0.1),
        "name_listed": float(
            c.name is not None and c.name.given > 0 and c.company.kinds + c.company.trades == 0
        ),
        "names_owner": _names_owner(c, own),
        "no_labels": 0.0,
        "all_common": float(c.common > 0.99),
        "kind_below": float(c.kind_below),
        "email_local": c.email
        * (
            c.name is not None
            and c.name.given + c.name.family > 0
            and c.company.kinds + c.company.trades == 0
        ),
        "full_name": float(c.name is not None and _is_full_name(c.name) and c.domain < 0.9),
        "words_2_4": float(2 <= len(c.words) <= 4),
    }
    return features


@cache
def _unit_words() -> frozenset[str]:
    return (
        frozenset(
            word
            for section in ("unit", "maybe")
            for entry in word_list("departments.txt", section)
            for word in tokens(entry)
        )
        - FILLERS
    )


def department_features(
    candidate: Candidate, name: Piece | None, posts: Sequence[Piece], taken: Sequence[Piece]
) -> Features:
    c = candidate
    features = text_features(c, taken)
    features["unit_first"] = float(bool(set(c.words[:2] + c.words[-1:]) & _unit_words()))
    features["near_post"] = float(any(_near(piece, c.piece) for piece in posts))
    features["all_parts"] = float(c.post.heads == 0 and c.post.parts > 1 and c.post.parts >= c.post.words - 1)
    features["near_name"] = float(name is not None and _near(name, c.piece))
    return features


def log_odds(role: str, features: Features) -> float:
    table = weights()[role]
    return sum(table.get(name, 0.0) * value for name, value in features.items())


def probability(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


# ---------------------------------------------------------------- decision
@dataclass(frozen=True, slots=True)
class Decision:
    """The chosen pieces with their probabilities. ``people``: the first is the card's person."""

    people: tuple[tuple[Candidate, float], ...] = ()
    posts: tuple[tuple[Candidate, float], ...] = ()
    company: tuple[Candidate, float] | None = None
    departments: tuple[tuple[Candidate, float], ...] = ()


def overlap(a: Piece, b: Piece) -> bool:
    return any(x.line == y.line and x.start < y.end and y.start < x.end for x in a.spans for y in b.spans)


def decide(found: Sequence[Candidate], known: Known) -> Decision:
    """Choose person and organisation together, then posts, then departments."""
    if not found:
        return Decision()
    largest = max(c.size for c in found)
    names = sorted(
        ((log_odds("name", name_features(c, known, found)), i) for i, c in enumerate(found) if c.name),
        reverse=True,
    )
    best: tuple[float, int | None, int | None] = (-1e9, None, None)
    for name_odds, n in [*names[:4], (0.0, None)]:
        owner = found[n].name if n is not None else None
        companies = sorted(
            (
                (
                    log_odds(
                        "company",
                        company_features(c, owner, largest, [found[n].piece] if n is not None else []),
                    ),
                    i,
                )
                for i, c in enumerate(found)
                if n is None or not overlap(c.piece, found[n].piece)
            ),
            reverse=True,
        )
        company_odds, k = companies[0] if companies else (0.0, None)
        if company_odds < 0:
            company_odds, k = 0.0, None
        best = max(best, (name_odds + company_odds, n, k), key=lambda option: option[0])
    _, n, k = best
    person = found[n] if n is not None else None
    name_odds = next((odds for odds, i in names if i == n), 0.0)
    if person:  # of people who stand alike, the first printed is the card's
        for odds, i in names:
            first = found[i]
            if (
                odds > 0
                and odds > name_odds - 2
                and not overlap(first.piece, person.piece)
                and (k is None or not overlap(first.piece, found[k].piece))
            ):
                alike = 0.8 < first.piece.size / max(person.piece.size, 1e-6) < 1.25 and _near(
                    first.piece, person.piece
                )
                if alike and (first.piece.box.top, first.piece.box.left) < (
                    person.piece.box.top - 0.3 * first.piece.size,
                    person.piece.box.left,
                ):
                    person, name_odds, n = first, odds, i
    people = [(person, probability(name_odds))] if person else []
    organisation = found[k] if k is not None else None
    taken = [c.piece for c in (person, organisation) if c]
    for odds, i in names:
        if person and odds > 0.5 and not any(overlap(found[i].piece, piece) for piece in taken):
            people.append((found[i], probability(odds)))
            taken.append(found[i].piece)
    posts: list[tuple[Candidate, float]] = []
    for _ in range(4):
        options = [
            (
                log_odds(
                    "job_titles",
                    post_features(c, person.piece if person else None, [p.piece for p, _ in posts], taken),
                ),
                i,
            )
            for i, c in enumerate(found)
            if not any(overlap(c.piece, piece) for piece in taken)
        ]
        odds, i = max(options, default=(-1.0, 0))
        if odds <= 0:
            break
        posts.append((found[i], probability(odds)))
        taken.append(found[i].piece)
    departments: list[tuple[Candidate, float]] = []
    for _ in range(3):
        options = [
            (
                log_odds(
                    "department",
                    department_features(
                        c, person.piece if person else None, [p.piece for p, _ in posts + departments], taken
                    ),
                ),
                i,
            )
            for i, c in enumerate(found)
            if not any(overlap(c.piece, piece) for piece in taken)
        ]
        odds, i = max(options, default=(-1.0, 0))
        if odds <= 0:
            break
        departments.append((found[i], probability(odds)))
        taken.append(found[i].piece)
    company = None
    if organisation is not None:
        company = (
            organisation,
            probability(
                log_odds(
                    "company",
                    company_features(
                        organisation,
                        person.name if person else None,
                        largest,
                        [person.piece] if person else [],
                    ),
                )
            ),
        )
    order = lambda item: (item[0].piece.box.top, item[0].piece.box.left)  # noqa: E731
    return Decision(
        tuple(people), tuple(sorted(posts, key=order)), company, tuple(sorted(departments, key=order))
    )


# ---------------------------------------------------------------- fields
def find_roles(
    free: Sequence[Line], read: Sequence[Line], hints: Hints, fields: Sequence[Field]
) -> tuple[Field, ...]:
    """name, other_names, job_titles, company and department from ``free``, the masked lines; ``read`` are whole."""
    known = Known.of(fields, [line.text for line in read])
    found, known = candidates(free, hints, known, read)
    decision = decide(found, known)
    made: list[Field] = []
    for index, (candidate, chance) in enumerate(decision.people):
        assert candidate.name is not None
        name, titles = _with_titles(candidate, free) if not index else (candidate.name.name, ())
        made += titles
        made.append(
            _field(
                "other_names" if index else "name",
                name.printed,
                candidate.piece,
                chance,
                "name",
                name,
                candidate.person_repairs,
            )
        )
    made += [
        _field("job_titles", c.text, c.piece, chance, "post", repairs=c.repairs)
        for c, chance in decision.posts
    ]
    housed = _in_address(read, fields, known)
    if housed and (
        decision.company is None
        or (decision.company[0].domain < 0.6 and not decision.company[0].company.legal_form)
    ):
        made.append(_field("company", housed.text, housed, 0.85, "in the address"))
    elif decision.company:
        candidate, chance = decision.company
        made.append(
            _field(
                "company",
                candidate.firm,
                candidate.piece,
                chance,
                "organisation",
                repairs=candidate.firm_repairs,
            )
        )
    if decision.departments:
        whole = joined([c.piece for c, _ in decision.departments])
        made.append(
            _field(
                "department",
                ", ".join(c.firm for c, _ in decision.departments),
                whole,
                min(chance for _, chance in decision.departments),
                "unit",
            )
        )
    return tuple(made)


def _in_address(read: Sequence[Line], fields: Sequence[Field], known: Known) -> Piece | None:
    """The organisation that stands as a line of its address ("Stonefield University, 350 Mill Road"), if the domain is its."""
    for found in fields:
        if found.kind != "addresses":
            continue
        for span in found.spans:
            whole = piece_of(read, span.line, span.start, span.end)
            for piece in (whole, *(subpieces(read, whole) if whole else ())):
                if piece and not any(char.isdigit() for char in piece.text):
                    says = read_company(piece.text)
                    if (
                        (says.kinds or says.legal_form)
                        and not says.unit
                        and domain_agreement(piece.text, known.labels) >= 0.8
                    ):
                        return piece
    return None


def _with_titles(candidate: Candidate, free: Sequence[Line]) -> tuple[PersonName, tuple[Field, ...]]:
    """The name with its titles, also those that stand on a line of their own above it, below it or beside it."""
    assert candidate.name is not None
    name, piece = candidate.name.name, candidate.piece
    beside = [other for other in pieces_of_lines(free) if not overlap(other, piece) and _near(other, piece)]
    made = []
    for kind, own, after in (("name_prefix", name.prefix, False), ("name_suffix", name.suffix, True)):
        place, value = piece, own
        if not own:
            late = lambda other: (
                other.box.center[1] > piece.box.center[1] + 0.4 * piece.size
                or other.box.left > piece.box.right
            )  # noqa: E731
            place = next(
                (other for other in beside if late(other) == after and is_titles(other.text, after)), piece
            )
            value = place.text if place is not piece else ""
        if value:
            made.append(_field(kind, value, place, 0.95, "title of a name"))
    values = {field.kind: field.value for field in made}
    return replace(name, prefix=values.get("name_prefix", ""), suffix=values.get("name_suffix", "")), tuple(
        made
    )


def _field(
    kind: str,
    value: str,
    piece: Piece,
    chance: float,
    rule: str,
    detail: PersonName | None = None,
    repairs: tuple[str, ...] = (),
) -> Field:
    confidence = round(chance * (0.5 + 0.5 * piece.confidence), 4)
    return Field(
        kind, value, piece.text, confidence, piece.box, piece.reader, rule, piece.spans, detail, repairs
    )
