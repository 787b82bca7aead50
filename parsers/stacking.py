"""Which line of a card goes on in which: posts and firms over several lines, and logos with a small line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parsers.companies import PARTNERS, is_generic, is_legal_form, legal_form_at_end, read_company
from parsers.contact import Span
from parsers.job_titles import read_post
from parsers.parts import DANGLING, GOES_ON, Piece, case_of, is_below, is_beside, is_logo_over, joined
from parsers.words import squeeze, tokens, word_list

ENDING = re.compile(r"\.[A-Za-z]{2,4}$")  # of a domain that is printed as a logo: ".PL" of "LAS.PL"
# The first of a town's two words, declined, with the next on the line below: "w Zielonej" / "Górze".
HALF_A_TOWN = re.compile(r"\s[wW]e?\s[A-ZŁŚŻŹĆ][^\W\d_]+(?:ej|EJ|[iy]m|[IY]M)$")
# A line in capitals that begins with a small word, so that it goes on from the line above: "OF SALES".
CAPITALS_GO_ON = re.compile(r"(?:OF|AND|FOR|DE|DU|DES|DA|DO|DEL|DOS|DAS|UND|FÜR|ET)\s+\S")
# Endings of Polish genitives: "Konstrukcji Stalowych" on the line under a post says what one is head of.
GENITIVE = re.compile(r"(?:ych|ich|ów|ej|ji|ii|nia|wa|ług)$")


def reads_on(piece: Piece, lower: Piece) -> bool:
    """Whether ``lower`` must be the rest of ``piece``.

    It begins small, or ``piece`` ends in a small word or a hyphen, or a post breaks between its words,
    also where a wide space parts them on one line.
    """
    if is_beside(piece, lower):
        words, rest = read_post(piece.text), read_post(lower.text)
        alike = case_of(piece.text) == case_of(lower.text)
        return 0 < words.words == words.parts and rest.starts_with_head and alike  # "Managing   Director"
    small_word = GOES_ON.match(lower.text) is not None and (
        lower.text[0] not in "&+" or _is_post(piece, lower)
    )
    small_word |= piece.text.isupper() and CAPITALS_GO_ON.match(lower.text) is not None
    least = 0.65 if small_word else 0.8  # a short line's box is drawn more loosely
    if not is_below(piece, lower) or not least < lower.size / max(piece.size, 1e-6) < 1 / least:
        return False
    if piece.text.isupper() != lower.text.isupper():
        return False
    if ends_on_next_line(piece.text, lower.text):
        return True
    words, rest = read_post(piece.text), read_post(lower.text)
    same_case = case_of(piece.text) == case_of(lower.text)
    own_line = words.words > 2 or read_company(piece.text).unit  # "Research and Development" over a post
    if (
        0 < words.words == words.parts
        and rest.starts_with_head
        and same_case
        and not (own_line and rest.words > 1)
    ):
        return True
    if (
        words.heads
        and (words.words > 3 or (words.words == 3 and all(map(GENITIVE.search, lower.text.split()))))
        and not rest.heads
        and not read_company(lower.text).unit
        and lower.box.width < 1.1 * piece.box.width
        and (rest.words == 1 or rest.parts * 2 >= rest.words)
    ):
        return True  # a post that did not fit on one line
    if (
        words.heads
        and rest.parts == rest.words == 1
        and words.words < 3
        and not rest.heads
        and same_case
        and not read_company(lower.text).unit
        and 0.9 < lower.size / max(piece.size, 1e-6) < 1.1
    ):
        return True  # "Dyrektor" / "Finansowy"
    of_a_firm = read_company(piece.text)
    if of_a_firm.unit and rest.heads and not words.heads:
        return False  # a department, and the post in it
    claim = is_claim(lower.text) and (of_a_firm.kinds or of_a_firm.marked or of_a_firm.legal_form)
    begins_small = (
        not claim
        and lower.text[0].islower()
        and not piece.text.islower()
        and len(lower.text) < 1.5 * len(piece.text)
    )
    in_a_town = HALF_A_TOWN.search(piece.text) and rest.words == 1 and lower.text[0].isupper()
    goes_on = small_word and not claim and not is_claim(lower.text)
    return begins_small or goes_on or bool(in_a_town) or bool(DANGLING.search(piece.text))


def _is_post(piece: Piece, lower: Piece) -> bool:
    """Whether a known post stands in two lines of which the second goes on with "&"; services do so too."""
    return read_post(piece.text).heads + read_post(lower.text).heads > 0


def joins_up(piece: Piece, by_span: Mapping[Span, Piece]) -> bool:
    """Whether each line of a stack reads on into the next; a university's last two are enough.

    by_span: the pieces that are whole lines, by their place.
    """
    rows = [by_span[span] for span in piece.spans if span in by_span]
    if (
        len(rows) > 2
        and read_company(rows[0].text).house
        and reads_on(rows[-2], rows[-1])
        and all(_set_as_one_name(rows[0], row) or GOES_ON.match(row.text) for row in rows[1:])
    ):
        return True
    return len(rows) == len(piece.spans) and all(
        reads_on(joined(rows[:count]), rows[count]) or opens_a_firm(rows[:count], rows[count])
        for count in range(1, len(rows))
    )


def ends_on_next_line(upper: str, lower: str) -> bool:
    """Whether a firm's name ends below: a legal form cut in two, or partners after it ("& Synowie")."""
    form = legal_form_at_end(f"{upper} {lower}")
    if 0 < form < len(upper) and legal_form_at_end(lower) < 0:
        return True
    return read_company(upper).legal_form and PARTNERS.search(f"{upper} {lower}") is not None


def is_claim(text: str) -> bool:
    """Whether a line under a firm begins in small letters and goes on with nothing: "smak jak u babci"."""
    return text[:1].islower() and (not GOES_ON.match(text) or slogan_share(text, tokens(text)) > 0.3)


def opens_a_firm(rows: Sequence[Piece], lower: Piece) -> bool:
    """Whether ``rows`` are how Polish firms begin, and ``lower`` goes on.

    "Przedsiębiorstwo Handlowe" whatever follows, "Zakład Budowlany" over a name with a legal form.
    """
    opening = joined(rows)
    read = read_company(opening.text)
    if read.marked and not read.legal_form:
        return _set_as_one_name(opening, lower)
    return read_company(lower.text).legal_form and opens(opening, lower)


def opens(upper: Piece, lower: Piece) -> bool:
    """Whether ``upper`` says the kind, ``lower`` the name: "Zakład Budowlany" over "Acme Sp. z o.o."."""
    read = read_company(upper.text)
    return (
        _set_as_one_name(upper, lower)
        and read.kinds > 0
        and not (read.unit or read.legal_form)
        and not (read.maybe_unit and not _is_works_of(upper.text, lower.text))
        and not read_post(upper.text).heads
    )


def _is_works_of(upper: str, lower: str) -> bool:
    """Whether a "Zakład", which in a university is a department, stands over a firm with its legal form."""
    return tokens(upper)[:1] == ("zaklad",) and read_company(lower).legal_form


def _set_as_one_name(upper: Piece, lower: Piece) -> bool:
    """Whether two lines are of one size and one case, a legal form aside."""
    form = legal_form_at_end(lower.text)
    name = lower.text[:form] if form > 0 else lower.text
    return 0.85 < lower.size / max(upper.size, 1e-6) < 1.18 and case_of(upper.text) == case_of(name)


def logo_stacks(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The large word of a logo with the small line under it that says its kind or legal form.

    "Oakham" over "Cleaning Services, LLC"; not over a slogan or a list in small letters.
    """
    return tuple(
        replace(joined((upper, lower)), size=upper.size)
        for upper in pieces
        for lower in pieces
        if lower is not upper
        and is_logo_over(upper, lower)
        and not read_post(upper.text).heads
        and _completes_a_logo(lower.text)
    )


def _completes_a_logo(text: str) -> bool:
    """Whether a small line under a logo belongs to the firm's name: kind, legal form, partners."""
    read = read_company(text)
    if text.startswith("& ") and case_of(text[2:]) in ("title", "capitals") and read.words < 4:
        return not read_post(text).heads  # "& Namkeen Bhandar"
    if read.unit or read_post(text).heads or not text[0].isalpha():
        return False
    if read.legal_form or is_legal_form(text):  # more words are a name of their own
        return read.words < 5 or is_generic(tokens(text[: max(0, legal_form_at_end(text))]))
    in_capitals = case_of(text) in ("title", "capitals")
    return read.kinds + read.trades > 0 and read.words <= 4 and in_capitals and is_generic(tokens(text))


def domain_rows(pieces: Sequence[Piece], labels: Sequence[str]) -> tuple[Piece, ...]:
    """Two words on a row, of whatever sizes, that are the domain together: "MK" and "LAS.PL" of mklas.pl.

    labels: the telling parts of the card's domains ("mklas").
    """
    names = {squeeze(label) for label in labels}
    return tuple(
        replace(joined((left, right)), size=max(left.size, right.size))
        for left in pieces
        for right in pieces
        if 0 <= right.box.left - left.box.right < 2.0 * max(left.size, right.size)
        and abs(left.box.center[1] - right.box.center[1]) < 0.5 * max(left.size, right.size)
        and squeeze(left.text) + squeeze(ENDING.sub("", right.text)) in names
    )


def slogan_share(text: str, words: Sequence[str]) -> float:
    """The share, 0..1, of ``words``, those of ``text``, that belong to slogans and lists of services."""
    slogans = word_list("noise.txt", "slogan")
    flat = " ".join(words)
    hits = sum(word in slogans for word in words)
    hits += sum(2 for phrase in slogans if " " in phrase and phrase in flat)
    return min(1.0, hits / max(len(words), 1))
