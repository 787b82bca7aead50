"""What the safe finders tell of who is who: e-mail addresses, domains, telephone numbers, the language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.companies import domain_agreement, domain_labels, read_company
from parsers.contact import Field
from parsers.language import guess_language
from parsers.mailboxes import is_shared
from parsers.parts import Piece
from parsers.words import squeeze


@dataclass(frozen=True, slots=True)
class Known:
    """What the safe finders found, as far as it tells who is who.

    emails: those that may name a person; labels: the telling parts of the domains, and the names of pages
    on social sites; mailboxes: names of free mail boxes, which small firms call after themselves;
    phone_lines: lines that hold a telephone number; language: ISO 639-1, the best guess.
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
        handles = [found.value for found in fields if found.kind == "handles"]
        labels += tuple(label for label in map(_name_of_handle, handles) if label and label not in labels)
        boxes = {email: re.sub(r"\d+$", "", squeeze(email.split("@")[0])) for email in emails}
        offices = {email for email, box in boxes.items() if is_shared(box) or box in map(squeeze, labels)}
        free = (boxes[email] for email in emails if not domain_labels([email], []))
        return Known(
            tuple(email for email in emails if email not in offices),
            labels,
            tuple(box for box in free if len(box) > 4 and not is_shared(box)),
            frozenset(span.line for found in fields if found.kind == "phones" for span in found.spans),
            guess_language(text, fields),
        )


def _name_of_handle(handle: str) -> str:
    """Who a page on a social site is of: "facebook.com/brillo.house" -> "brillohouse"; nothing of a person's.

    Too short a name says nothing.
    """
    if re.search(r"(?i)linkedin[.\w]*/in/|xing[.\w]*/profile|skype|github", handle):
        return ""
    name = squeeze(handle.rstrip("/").rpartition("/")[2].split("?")[0])
    return name if len(name) > 4 else ""


def without_firms_mail(known: Known, pieces: Sequence[Piece]) -> Known:
    """``known`` without free mail boxes that are called after a firm which the card names."""
    return replace(
        known, emails=tuple(email for email in known.emails if not _is_firms(email, pieces, known))
    )


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
