"""What speaks for a candidate's being a name, a post, an organisation or a department, as numbers.

A feature is a share (0..1), a count or 0/1; a feature that is 0 may be left out. The weights that make log
odds of them stand in parsers/data/role_weights.json, one table per role. Whether a feature speaks for a role
or against it is the weight's business: the docstrings here say what it measures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.candidates import Candidate, Features, address_words
from parsers.companies import (
    FILLERS,
    OPENS_A_UNIT,
    is_generic,
    is_legal_form,
    legal_form_at_end,
    legal_form_inside,
    read_company,
)
from parsers.job_titles import PostReading, read_post
from parsers.known import Known
from parsers.names import (
    ARTICLES,
    PARTICLES,
    NameReading,
    call_ahead,
    given_names,
    is_full_name,
    read_name,
    surnames,
)
from parsers.parts import DANGLING, POSSESSIVE, Piece, case_of, is_below, near, overlap
from parsers.words import fold, squeeze, tokens, word_list

REST_FEATURES = frozenset("part rest_name rest_post rest_company rest_short rest_digits rest_place".split())

QUOTED = re.compile(r"[„“«\"]([^„“”«»\"]{2,})[”“»\"]")  # a part of a firm's name: "Pasieka „Lipa”"
NUMBERED = re.compile(r"(?i)\b(?:nr|no|n°)\.?\s?\d{1,3}\b")  # a school's number: "Szkoła Podstawowa nr 7"
# Behind a name, which is then that of a chair: "Harold B. Quist Professor of Hydrology".
NAMED_CHAIR = re.compile(r"(?i)(?:endowed |distinguished )?(?:professor|chair|fellow|lecturer)\b")
DOTTED_AT_END = re.compile(r"\w\.\w+\.$")  # of a degree: "M.Kn."
# Ahead of the firm that another belongs to: "A division of Acme Holdings Ltd.".
PART_OF = re.compile(
    r"(?i)(?:an? )?(?:division|member|part|subsidiary|brand|company|affiliate|franchise) of\b"
)
AREA = re.compile(r"\([^()]+\)$")  # behind a post, where or what for: "Sales Engineer (Punjab, J&K, H.P.)"
# Words of addresses, folded, anywhere in a text.
STREETS = frozenset(
    "road street rd st avenue ave nagar floor suite lane building bldg opp near sector ulica ul rua calle rue"
    " strasse".split()
)
SAINT = re.compile(r"\b(?:St|ST)\.?\s+(?=[A-ZÀ-Ý])")  # not a street's "St": "Parish of St. Ita"
# Words that stand before the name of a street, folded.
STREET_TYPES_FIRST = frozenset("rua avenida av calle rue via ul ulica al aleja aleje os plac".split())


def text_features(candidate: Candidate, taken: Sequence[Piece] = ()) -> Features:
    """What every role weighs, but for features that are 0; ``taken`` are pieces that play a role already.

    Where all that was cut off a candidate's line is taken, what is left stands as if it were alone, and the
    features of the part cut off ("part", "rest_...") are left out. Those of the piece alone are made once and
    kept in ``candidate.features``, as every role asks for them, several times over.
    """
    if not candidate.features:
        candidate.features.update({name: value for name, value in _text_features(candidate).items() if value})
    if candidate.rest is not None and taken and _is_explained(candidate, taken):
        return {name: value for name, value in candidate.features.items() if name not in REST_FEATURES}
    return dict(candidate.features)


def _text_features(c: Candidate) -> Features:
    """What every role weighs, of the piece alone.

    A feature that is called like a field of ``Candidate`` or ``CompanyReading`` is that field; of digits and
    repeats 1 for any, and what is a unit for sure is no "maybe_unit". kind, trade: how many words say what
    kind of organisation it is, and what it deals in, 2 at most. The others:

    big: its type is 1.4 times as large as the median line's, or larger. post: how much of it is a post's
    words, ``post_strength``. legal_inside: a legal form stands within it, not at its end. kind_share: share
    of its words that are an organisation's kind. many_digits: more than three figures.
    housed: it may be a department, and another line names the body that it belongs to.
    doubled: two lines of it say the same words. unit_stacked: of several lines that do not read on, the first
    may be a department. acronym_stack: its first line is the initials of the others.
    stacked: how many lines it has beyond the first. unlike: these are of several sizes or cases.
    stack_shares: something else stands on one of them. stack_alone: they are set apart from all other print.
    dangling: it ends in a word that must go on, or in an open bracket; 2 for both.
    long: words beyond six, a legal form aside. short: fewer than four letters.
    generic: plain words alone, none of a name: 1 for a single word, 0.3 for two. lower_word, lower_words: one
    word, three or more, in small letters alone. street, street_first: a word of an address in it, at its
    beginning.
    doubt: the reader was not sure of it. case_...: of its letters (``parts.case_of``).
    punctuation: signs that no name has. bullet: it begins with a sign.
    part, rest_...: see ``_rest_features``.
    """
    return {
        "bias": 1.0,
        "size": c.size,
        "big": float(c.size > 0.5),
        "height": c.height,
        "digits": float(c.digits > 0),
        "many_digits": float(c.digits > 3),
        "post": post_strength(c.post),
        "legal_form": float(c.company.legal_form),
        "legal_inside": float(not c.company.legal_form and legal_form_inside(c.text)),
        "marked": float(c.company.marked),
        "kind": float(min(c.company.kinds, 2)),
        "kind_share": c.company.kinds / max(c.company.words, 1),
        "trade": float(min(c.company.trades, 2)),
        "unit": float(c.company.unit),
        "maybe_unit": float(c.company.maybe_unit and not c.company.unit),
        "housed": float(c.company.maybe_unit and c.housed and not c.company.house),
        "doubled": float(
            len(c.piece.spans) > 1
            and (len(set(_long_words(c))) < len(_long_words(c)) or _says_itself_twice(c.words))
        ),
        "legal_next": float(c.legal_next),
        "continues": float(c.continues),
        "continued": float(c.continued),
        "severed": float(c.severed),
        "listed": float(c.listed),
        "joins": float(c.joins),
        "headed": float(c.headed),
        "logo_stack": float(c.logo_stack),
        "unit_stacked": float(len(c.piece.spans) > 1 and c.unit_stacked and not c.joins),
        "domain": c.domain,
        "email": c.email,
        "common": c.common,
        "slogan": c.slogan,
        "place": c.place,
        **({} if c.rest is None else _rest_features(c.rest)),
        "dangling": float(bool(DANGLING.search(c.text))) + float(c.text.count("(") != c.text.count(")")),
        "stacked": float(len(c.piece.spans) - 1),
        "unlike": float(len(c.piece.spans) > 1 and not c.uniform and not c.logo_stack),
        "stack_shares": float(len(c.piece.spans) > 1 and c.shares_line),
        "long": float(max(0, _words_without_form(c) - 6)),
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
        "lower_words": float(len(c.words) > 2 and c.text.islower()),
        "lower_word": float(len(c.words) == 1 and c.text.islower() and c.domain < 0.8 and c.mailbox < 0.8),
        "acronym_stack": float(len(c.piece.spans) > 1 and _is_acronym(c.words)),
        "street": float(
            not c.company.legal_form
            and any(word in STREETS for word in tokens(SAINT.sub("", c.text)))
            and not read_company(c.words[-1]).kinds  # "Mill Lane Surgery"
        ),
        "street_first": float(
            c.words[0] in STREET_TYPES_FIRST
            and len(c.words) > 1
            and not c.text.startswith(("Al ", "AL "))  # "Al Sahra"; an avenue has a full stop
        ),
        "possessive": float(bool(POSSESSIVE.search(c.text))),  # "Dottie's Skillet"
        "doubt": float(c.piece.confidence < 0.6),
        f"case_{case_of(c.text)}": 1.0,
        "comma": float("," in c.text),
        "punctuation": float(bool(re.search(r"[!?:;@#\"“”…*]|\.\s*$|\.{2}", QUOTED.sub(r"\1", c.text)))),
        "bullet": float(bool(re.match(r"^\W", c.text))),
    }


def _words_without_form(c: Candidate) -> int:
    """How many words a text has beside its legal form, of which "L.L.C." would be three."""
    end = legal_form_at_end(c.text) if c.company.legal_form else -1
    return len(tokens(c.text[:end])) if end > 0 else len(c.words)


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


def _says_itself_twice(words: Sequence[str]) -> bool:
    """Whether the first word is those that follow, run together: "oakash" over "Oak Ash Ltd"."""
    return len(words) > 2 and len(words[0]) > 4 and "".join(words[1:]).startswith(words[0])


def _long_words(c: Candidate) -> list[str]:
    return [word for word in c.words if len(word) > 2 and word not in FILLERS]


def _is_acronym(words: Sequence[str]) -> bool:
    """Whether the first word is the letters of the others, a logo above its words: "BB Bright Bakery"."""
    letters = words[0]
    return any(
        1 < len(letters) <= len(rest)
        and all(word[0] == letter for word, letter in zip(rest, letters, strict=False))
        for rest in (words[1:], [word for word in words[1:] if word not in FILLERS])
    )


def _rest_features(rest: str | None) -> Features:
    """What the part cut off a line says: to cut is right where that plays a role of its own.

    part: something was cut off; rest_name, rest_post, rest_company, rest_place: it looks like a name, a post,
    a firm, an address; rest_short: it is one or two letters; rest_digits: figures are in it. Empty for None.
    """
    if rest is None:
        return {}
    if is_legal_form(rest) and "." in rest:  # "P.A.", which was a firm's, is neither post nor place
        return {"part": 1.0}
    name = read_name(rest)
    post = read_post(rest)
    return {
        "part": 1.0,
        "rest_name": float(
            name is not None and name.given + name.initials > 0 and name.common == 0 and post.heads == 0
        ),
        "rest_post": 0.0 if DANGLING.search(rest) else post_strength(post),
        "rest_company": float(read_company(rest).legal_form or read_company(rest).marked),
        # "AL Wadi" is whole, and so is "A. Moss & Son".
        "rest_short": float(
            len(squeeze(rest)) < 3 and fold(rest) not in PARTICLES and not re.fullmatch(r"[A-Z]\.", rest)
        ),
        "rest_digits": float(any(c.isdigit() for c in rest)),
        "rest_place": float(bool(set(tokens(rest)) & address_words())),
    }


def name_features(candidate: Candidate, known: Known, everything: Sequence[Candidate]) -> Features:
    """What speaks for and against a person's name: ``text_features`` and these.

    everything: all of the card's candidates.

    no_name: it cannot be one; then nothing else is added.

    Of its words: words_1, words_2, words_4: there are one, two or three, more, particles ("von") aside.
    given, family: how many are listed as such, at most 2; given_first: the first is a given name. all_listed:
    each is listed, an initial or a particle. strange: in no list, at most 3; all_strange: all are.
    common_name: words of the language, at most 3. initials: single letters. name_lower: share in small
    letters. letters: how much like a name strange ones are spelt, -3..3. country: a country's is among them.
    particle_first: it begins with a particle or an article. titles: 1 for one before, 0.5 more for one
    behind.

    Of what it may be instead: post: its words are a post's, unless it is a full name. named_chair: the name
    belongs to a professor's chair, which the rest of the line names. in_firm: it stands in a firm's name and
    is no full name. two_people: its lines are two persons. two_givens: each of its lines is a given name.
    lone_given: a single given name alone on its line.

    Of its surroundings: post_near, post_below: strength of a post near it, on the line below. unit_below: a
    department on the line below. kind_below, phone_near: as in ``Candidate``. not_email: the card has a
    personal e-mail address, and it is not this name's.
    """
    c = candidate
    features = text_features(c)
    name = c.name
    if name is None:
        features["no_name"] = 1.0
        return features
    posts = [other for other in everything if other.post.heads and not overlap(c.piece, other.piece)]
    features = {key: value for key, value in features.items() if not key.startswith("case_")}
    if name.lower or not name.name.printed.islower():
        features[f"case_{case_of(name.name.printed)}"] = 1.0
    own_mail = c.email >= 0.8 and len(c.piece.spans) == 1
    if name.given and (own_mail or is_full_name(name) or _is_personal(c)):
        features["domain"] = 0.0  # a domain may be called after its owner
    count = len(name.words)
    call = call_ahead(c.piece.text)
    told = call != "" and not read_post(call).heads  # "Falar com Nando", whom no list need have
    asked = told and count == name.strange == 1
    listed = name.given + name.family + asked
    given_behind = _is_given_behind_a_comma(name)
    degrees = bool(name.name.suffix) and not read_post(name.name.suffix).heads
    features |= {
        "comma": features.get("comma", 0.0) * (not given_behind and not degrees),
        "punctuation": features.get("punctuation", 0.0) * (not DOTTED_AT_END.search(name.name.suffix)),
        "words_1": float(count - name.particles == 1),
        "words_2": float(count - name.particles in (2, 3)),
        "words_4": float(count - name.particles > 3 and not given_behind),
        "given": float(min(name.given + asked, 2)),
        "given_first": float(asked or (bool(name.given) and fold(name.words[0]) in given_names())),
        "family": float(min(name.family, 2)),
        "all_listed": float(listed + name.initials + name.particles == count and listed > 0),
        "strange": float(min(name.strange, 3)),
        "all_strange": float(name.strange == count and not asked),
        "common_name": float(min(name.common, 3)),
        "initials": float(min(name.initials, 2)),
        "name_lower": name.lower / count,
        "titles": float(bool(name.name.prefix) or told) + 0.5 * float(bool(name.name.suffix)),
        "not_email": float(known.personal and c.email == 0 and bool(known.emails) and not told),
        "letters": name.letters * (name.strange > 0),
        "post_near": max(
            (post_strength(other.post) for other in posts if near(c.piece, other.piece)), default=0.0
        ),
        "post_below": max(
            (post_strength(other.post) for other in posts if is_below(c.piece, other.piece)), default=0.0
        ),
        "post": 0.0 if is_full_name(name) else post_strength(_post_beside_title(c)),
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
        "lone_given": float(
            count == 1
            and name.given + asked == 1
            and not name.common
            and name.lower == 0
            and len(c.piece.spans) == 1
            and c.rest is None
            and not c.shares_line
            and not c.piece.text.isupper()
        ),
        "two_people": float(c.two_people),
        "kind_below": float(c.kind_below),
        "named_chair": float(c.rest is not None and bool(NAMED_CHAIR.match(c.rest))),
        "in_firm": float(c.in_firm and not is_full_name(name)),
        "particle_first": float(
            (word := fold(name.words[0])) in ARTICLES or (word in PARTICLES and word not in given_names())
        ),
    }
    return features


def _is_given_behind_a_comma(name: NameReading) -> bool:
    """Whether one given name stands behind a comma: "Tan Li Hua, Grace"."""
    before, comma, behind = name.name.printed.partition(", ")
    return bool(comma) and behind.isalpha() and fold(behind) in given_names() and before.count(" ") < 3


def _post_beside_title(c: Candidate) -> PostReading:
    """What of a name's text is a post, its title aside: "Pastor" and "Captain" are both."""
    assert c.name is not None
    return read_post(c.name.name.printed) if c.name.name.prefix else c.post


def _is_personal(c: Candidate) -> bool:
    """Whether a text may be a person who is the firm: a given name, then a word that only a name can be."""
    name = c.name
    return (
        name is not None
        and not is_full_name(name)
        and len(name.words) in (2, 3)
        and fold(name.words[0]) in given_names()
        and name.lower == name.common == name.place == 0
        and len(c.piece.spans) == 1
        and not (c.company.kinds or c.company.trades or c.company.legal_form or c.company.marked)
    )


def _goes_on_small(c: Candidate) -> bool:
    """Whether a word within is small, as in no name, nor in one set in small letters: "Rivers of Mercy"."""
    return c.name is not None and 0 < c.name.lower < len(c.name.words) and not c.post.heads


def _only_given(word: str) -> bool:
    return fold(word) in given_names() and fold(word) not in surnames()


def _says_nothing_else(c: Candidate) -> bool:
    """Whether nothing in a text speaks for another role than the one that its place gives it."""
    other = c.company.kinds or c.company.legal_form or c.company.marked or c.company.unit or c.digits
    return not other and c.domain < 0.4 and c.slogan == 0 and c.place == 0


def post_features(
    candidate: Candidate,
    name: Piece | None,
    posts: Sequence[Piece],
    taken: Sequence[Piece],
    lone: bool = False,
) -> Features:
    """What speaks for and against a post: ``text_features`` and these.

    name: the person's. posts: those chosen before it. taken: pieces that play another role. lone: no word of
    the card is known to name a post, and its firm is known.

    Of its words: head: one names a post ("manager"). head_share: share that name a post or stand with one.
    all_post: all do. ends_in_head, starts_with_head: the last, the first names one. part_only: words that
    stand with one, and none that names it ("sales"). name_like, full_name: it may be, or is, a person's name.

    Of the person's name: no_person: none was found. below_name, beside_name, above_name: where it stands.
    larger_than_name: its type is a quarter larger. slot: whatever its words say, it stands where posts do:
    under the name, smaller, and nothing speaks for another role. lone_slot: the same of a short line alone on
    its row, on a card where ``lone`` holds and no post is chosen yet.

    Of posts chosen before: first_post: there is none. below_post: it stands under one. post_again: the same
    of a post on the next line in the same size. beside_post: it stands on one's line, and nothing speaks for
    another role. between_posts: the same of a line with a post on the line above and on the line below.
    """
    c = candidate
    features = text_features(c, taken)
    post = c.post
    heads = 0 if OPENS_A_UNIT.match(c.text) else post.heads  # "Office of the Registrar" is none
    if heads:  # "Department Head", "Bank Manager": the post explains the word
        features |= {
            "unit": 0.0,
            "kind": 0.0,
            "kind_share": 0.0,
            "trade": 0.0,
            "domain": 0.0 if post.words > post.heads else features.get("domain", 0.0),
        }
    features |= {
        "head": float(heads > 0),
        "head_share": (heads > 0) * (heads + post.parts) / max(post.words, 1),
        "all_post": float(heads > 0 and heads + post.parts == post.words),
        "ends_in_head": float(heads > 0 and post.ends_in_head),
        "starts_with_head": float(post.first == 0),
        "part_only": float(post.heads == 0 and post.parts > 0),
        "name_like": float(
            c.name is not None
            and c.name.given + c.name.family > 0
            and c.name.lower == 0
            and post.heads + post.parts == 0
        ),
        "full_name": float(c.name is not None and is_full_name(c.name)),
        "no_person": float(name is None),
        "long": 0.0 if c.joins or AREA.search(c.text) else features.get("long", 0.0),
    }
    if name is not None:
        below = is_below(name, c.piece) or (
            0 <= c.piece.box.top - name.box.bottom + 0.6 * c.piece.size < 2.2 * max(name.size, c.piece.size)
            and min(name.box.right, c.piece.box.right) > max(name.box.left, c.piece.box.left)
        )
        same = bool(set(name.lines) & set(c.piece.lines))
        above = near(c.piece, name) and c.piece.box.center[1] < name.box.top
        features |= {
            "below_name": float(below and not same),
            "beside_name": float(same or (not below and not above and near(name, c.piece))),
            "above_name": float(above),
            "larger_than_name": float(c.piece.size > 1.25 * name.size),
            "slot": float(
                below
                and not same
                and c.piece.size < name.size
                and _says_nothing_else(c)
                and not c.text.islower()
            ),
            "lone_slot": float(
                lone
                and below
                and not (same or posts or c.shares_line)
                and c.piece.size < name.size
                and _says_nothing_else(c)
                and len(c.piece.spans) == 1
                and len(c.words) < 4
            ),
        }
    if features.get("lone_slot"):
        features["continued"] = 0.0  # small letters under a name go on with nothing
    features["beside_post"] = float(
        any(c.piece.spans[0].line == other.spans[0].line for other in posts)
        and c.rest is None
        and len(c.piece.spans) == 1
        and len(c.words) < 4
        and c.post.parts == 0
        and c.company.trades == 0
        and _says_nothing_else(c)
    )
    follows = any(near(other, c.piece) and other.box.top < c.piece.box.top for other in posts)
    features["below_post"] = float(follows)
    features["post_again"] = float(
        heads > 0 and any(is_below(other, c.piece) and _of_one_size(other, c.piece) for other in posts)
    )
    features["first_post"] = float(not posts)
    features["between_posts"] = float(
        any(is_below(other, c.piece) and _of_one_size(other, c.piece) for other in posts)
        and any(is_below(c.piece, other) and _of_one_size(other, c.piece) for other in posts)
        and c.rest is None
        and len(c.piece.spans) == 1
        and len(c.words) < 5
        and _says_nothing_else(c)
    )
    return features


def _of_one_size(a: Piece, b: Piece) -> bool:
    """Whether two pieces are printed in type of about the same size."""
    return 0.8 < a.size / max(b.size, 1e-6) < 1.25


def _names_owner(c: Candidate, own: set[str]) -> float:
    """1 for a firm called after the card's person: "Zakład Stolarski Jan Kowalski", "Kowalski Consulting".

    own: the words of the person's name, folded.
    """
    shared = {word for word in own if len(word) > 2} & set(c.words)
    says_kind = (
        c.company.kinds + c.company.trades > 0 or c.company.marked or c.company.legal_form or c.domain > 0.8
    )
    return float(
        bool(shared) and bool(set(c.words) - own) and c.post.heads == 0 and (says_kind or len(shared) > 1)
    )


def _shares_mailbox(c: Candidate, owner: NameReading) -> bool:
    """Whether a free mail box is called after the firm and its owner: sosnalis@ of SOSNA, Jan Lis."""
    firm = squeeze(c.text)
    return len(firm) > 2 and any(
        firm + word in box or word + firm in box
        for box in c.mailboxes
        for word in map(squeeze, owner.words)
        if len(word) > 2 and word != firm
    )


def company_features(
    candidate: Candidate, name: NameReading | None, largest: float, taken: Sequence[Piece]
) -> Features:
    """What speaks for and against an organisation's name: ``text_features`` and these.

    name: the person's. largest: ``Candidate.size`` of the largest print on the card. taken: pieces that play
    another role. Where its domain or its words are sure ones, what speaks against it is taken back.

    largest: no print is larger. starts_domain, phone_beside, claim_below, kind_below: as in ``Candidate``.
    mailbox: it agrees with the name of a free mail box, alone or with the person's. email_local: how well it
    agrees, as a name, with an e-mail address. names_owner: it is called after the person. ends_in_head: it is
    a post ("Bank Manager"), whose words say nothing of a firm's kind. digits: figures that are no school's
    number.
    part_of: it begins as what names another firm's part ("A division of ...").
    stacked_domain: its lines together are the domain. all_common: all its words are plain English.
    name_listed, full_name: it has a person's given name, it is a full name. personal: no person was found,
    and it may be one who is the firm. family_line: it is a family name under a given name. words_2_4: its
    words are two to four.
    """
    c = candidate
    features = text_features(c, taken)
    shared = float(name is not None and c.mailbox < 1 and _shares_mailbox(c, name))
    own = {fold(word).strip(".") for word in name.words} if name else set[str]()
    # "Insurance Advisor", "Bank Manager": the post explains the word.
    is_post = c.post.ends_in_head and not (c.company.legal_form or c.company.marked or c.domain > 0.6)
    if is_post:
        features |= {"kind": 0.0, "kind_share": 0.0, "trade": 0.0}
    features |= {
        "largest": float(c.size >= largest - 0.1),
        "lower_word": features.get("lower_word", 0.0) * (not (c.alone and c.size >= largest - 0.1)),
        "name_listed": float(
            c.name is not None
            and c.name.given > 0
            and not (_goes_on_small(c) or c.company.marked)  # "P.H.U. POLEX Jan Lis"
            and c.company.kinds + c.company.trades == 0
            and c.domain < 0.9
            and not shared
        ),
        "starts_domain": float(c.starts_domain and not set(c.words) <= own),
        "phone_beside": float(c.phone_beside),
        "ends_in_head": float(is_post),
        "names_owner": _names_owner(c, own),
        "digits": float(any(char.isdigit() for char in NUMBERED.sub("", c.firm))),
        "claim_below": float(c.claim_below and c.domain < 0.8),
        "part_of": float(PART_OF.match(c.text) is not None),
        "long": 0.0 if c.joins and c.company.kinds else features.get("long", 0.0),
        "unlike": 0.0 if c.joins or c.domain == 1 else features.get("unlike", 0.0),
        "stacked": 0.0 if c.domain == 1 else features.get("stacked", 0.0),
        "stacked_domain": float(c.domain == 1 and len(c.piece.spans) > 1),
        "punctuation": 0.0 if c.company.legal_form else features.get("punctuation", 0.0),
        "all_common": float(c.common > 0.99),
        "kind_below": float(c.kind_below),
        "mailbox": max(c.mailbox, shared),
        "email_local": c.email
        * (
            not shared
            and c.name is not None
            and c.name.given + c.name.family > 0
            and not (_goes_on_small(c) or c.company.marked)
            and c.company.kinds + c.company.trades == 0
        ),
        # "Baker Lane Howard" beside blh.example is the firm's, unless the address is somebody's of that name.
        "full_name": float(
            c.name is not None
            and is_full_name(c.name)
            and not (name is not None and c.domain == 0.9 and c.email == 0)
        ),
        "personal": float(name is None and _is_personal(c)),
        "family_line": float(c.under_given),
        "words_2_4": float(2 <= len(c.words) <= 4),
    }
    return features


@cache
def _unit_words() -> frozenset[str]:
    """Words that departments are named by, folded: "department", "wydział"."""
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
    candidate: Candidate,
    name: Piece | None,
    posts: Sequence[Piece],
    taken: Sequence[Piece],
    units: Sequence[Piece],
) -> Features:
    """What speaks for and against a department (a unit): ``text_features`` and these.

    name: the person's. units: those chosen before it; posts: these and the posts. taken: pieces that play
    another role.

    unit_first: its first or last words are what departments are named by. all_parts: its words, but for one,
    are such as stand with a post, and none names one ("Sales and Marketing"). near_post, near_name: it stands
    by one.
    below_unit: it is a line of the same size under another department. under_post: the same under a post,
    where it is short, in title case and nothing speaks for another role.
    """
    c = candidate
    features = text_features(c, taken)
    features["below_unit"] = float(
        any(is_below(unit, c.piece) and _of_one_size(unit, c.piece) for unit in units)
        and len(c.piece.spans) == 1
        and c.post.heads == 0
        and case_of(c.text) == "title"
    )
    if OPENS_A_UNIT.match(c.text):
        features["post"] = 0.0
    if not any(char.isdigit() for char in AREA.sub("", c.text)):  # "Sekcja Szkoleniowa (S-7)"
        features["digits"] = features["many_digits"] = 0.0
    features["unit_first"] = float(bool(set(c.words[:2] + c.words[-1:]) & _unit_words()))
    features["near_post"] = float(any(near(piece, c.piece) for piece in posts))
    features["all_parts"] = float(c.post.heads == 0 and c.post.parts > 1 and c.post.parts >= c.post.words - 1)
    features["near_name"] = float(name is not None and near(name, c.piece))
    features["under_post"] = float(
        any(is_below(post, c.piece) and _of_one_size(post, c.piece) for post in posts)
        and len(c.piece.spans) == 1
        and c.rest is None
        and not c.shares_line
        and len(c.words) < 5
        and case_of(c.text) == "title"
        and _says_nothing_else(c)
    )
    return features


def post_strength(post: PostReading) -> float:
    """How much of a text is a post, 0..1: 0 without a word that names one, else from 0.4 by their share."""
    return (post.heads > 0) * (0.4 + 0.6 * (post.heads + post.parts) / max(post.words, 1))
