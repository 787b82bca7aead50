"""How a piece is spelt: as a person's name, as other wording and as a firm.

The readers' readings are weighed against each other, repairs are made, and what else stands on the card
bears witness: e-mail addresses for a name's letters, domains for a firm's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.companies import is_misread_label, one_letter_mended
from parsers.known import Known
from parsers.lines import Line
from parsers.names import NameReading, agree_with_emails, read_name
from parsers.parts import EDGE, Piece
from parsers.readings import SECOND_READING, likeliest, name_worth, readings, wording_worth
from parsers.repair import Repair, apply
from parsers.wording import COMPANY_REPAIRS, PERSON_REPAIRS, is_known_word, own_letters
from parsers.words import spelled_plainly, squeeze

FAMILY = re.compile(
    r"(?i) & (?:sons?|daughters?|bros|brothers|co|company|partners?|associates|synowie|fils)\b"
)
DOUBTED = 0.9  # confidence of a reading below which a domain may spell it otherwise


@dataclass(frozen=True, slots=True)
class Spelling:
    """A piece as a ``person``'s name (``name``: what it says as one), as ``text`` and as a ``firm``.

    The repairs name what was done to come to each.
    """

    person: str
    person_repairs: tuple[str, ...]
    name: NameReading | None
    text: str
    repairs: tuple[str, ...]
    firm: str
    firm_repairs: tuple[str, ...]


def spell(piece: Piece, lines: Sequence[Line], known: Known) -> Spelling:
    """``piece`` as it was most likely printed; ``lines`` are the card's lines as read."""
    as_person, as_wording = _as_read(piece, lines, known)
    own = own_letters(known.language)
    person, person_repairs = _mended(piece.text, as_person, (*own, *PERSON_REPAIRS))
    name = read_name(person)
    witnessed = agree_with_emails(name.words, known.emails) if name and known.emails else {}
    if witnessed:
        for word, better in witnessed.items():
            person = re.sub(rf"\b{re.escape(word)}\b", better, person)
        person_repairs = (*person_repairs, "e-mail as witness")
        name = read_name(person) or name
    text, repairs = _mended(piece.text, as_wording, (*own, *PERSON_REPAIRS))
    firm = _mended(piece.text, as_wording, (*own, *COMPANY_REPAIRS))
    firm = _ampersand(*firm, known.labels)
    firm = _as_domain_spells(*firm, known, _doubtful(piece, lines))
    return Spelling(person, person_repairs, name, text, repairs, *firm)


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
    """Mend a lone sign that the domain does not know: "OAK 6 ASH" -> "OAK & ASH" beside oak-ash.example."""
    mended = re.sub(r"(?<=[^\W\d_]) [68ÈÉ€£§] (?=[^\W\d_])", " & ", text)
    with_and = squeeze(mended.replace("&", "and"))
    known = any(squeeze(label) in (squeeze(mended), with_and) for label in labels)
    if mended != text and (known or FAMILY.search(mended)):
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
        plain = squeeze(spelled_plainly(word))
        if is_known_word(word) or any(folded in label or plain in label for label in labels):
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
