"""Honest confidence: how likely a value is exactly right, from all that is known of how it was found.

A finder says how far it trusts its rule; here that trust meets what else the card says: how sure the
reader was of the letters, whether a second reading has the same, whether e-mail, domain, name and
company agree. A logistic curve per kind of field turns this into a probability; its weights, and
how well the probabilities hold, stand in parsers/data/calibration.json (fitted by benchmarks/calibrate.py).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from parsers.companies import domain_agreement, domain_labels
from parsers.contact import Address, Field, PersonName, Phone, TaxId
from parsers.job_titles import read_post
from parsers.lines import Line
from parsers.mailboxes import is_shared
from parsers.names import email_agreement, read_name
from parsers.words import DATA, fold

Signals = dict[str, float]


@cache
def table() -> Mapping[str, Any]:
    """The file's content: "review_below", per kind the weights of the signals, and "real": (shift, slope)."""
    loaded: Mapping[str, Any] = json.loads((DATA / "calibration.json").read_text(encoding="utf-8"))
    return loaded


def signals(field: Field, fields: Sequence[Field], lines: Sequence[Line]) -> Signals:
    """What speaks for and against ``field``; ``fields`` are all the card's, ``lines`` the lines as read."""
    trust = min(0.9995, max(0.005, field.confidence))
    words = [word for span in field.spans for word in lines[span.line].words_between(span.start, span.end)]
    sure = [min(0.999, max(0.02, word.confidence)) for word in words] or [0.5]
    found = {
        "bias": 1.0,
        "trust": math.log(trust / (1 - trust)),
        "letters": math.log(min(sure)),
        "letters_mean": math.log(sum(sure) / len(sure)),
        "repaired": float(bool(field.repairs)),
        "problem": float(field.problem is not None),
        "support": _support(field, fields),
        "several": float(sum(other.kind == field.kind for other in fields) > 1),
        "long": math.log(max(len(field.value), 1) / 15),
    }
    found |= _agreement(field, lines)
    return found


def _agreement(field: Field, lines: Sequence[Line]) -> Signals:
    """Whether the readers have the same letters, diacritics and all: agreed, disputed, or one alone read."""
    value, printed = _letters(field.value), _letters(field.printed)
    others = [[_letters(other) for other in lines[span.line].others] for span in field.spans]
    if not any(others):  # no other reading: the readers agree, or there was one
        return {"agreed": float(field.reader == "both"), "disputed": 0.0}
    seen = "".join(options[0] if options else "" for options in others)
    agreed = value in seen or printed in seen
    return {"agreed": float(agreed), "disputed": float(not agreed)}


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _support(field: Field, fields: Sequence[Field]) -> float:
    """How far the card's other values bear this one out: from -1 (they contradict it) to 1."""
    emails = [other.value for other in fields if other.kind == "emails"]
    sites = [other.value for other in fields if other.kind == "websites"]
    match field.kind:
        case "name":
            name = field.detail.printed if isinstance(field.detail, PersonName) else field.value
            read = read_name(name)
            personal = any(not is_shared(email) for email in emails)
            agreement = email_agreement(read.words, emails) if read else 0.0
            return agreement if agreement or not personal else -1.0
        case "company":
            labels = domain_labels(emails, sites)
            agreement = domain_agreement(field.value, labels)
            return agreement if agreement or not labels else -1.0
        case "emails":
            hosts = {_host(site) for site in sites}
            host = field.value.rpartition("@")[2]
            return 1.0 if any(host.endswith(h) or h.endswith(host) for h in hosts if h) else 0.0
        case "websites":
            hosts = {email.rpartition("@")[2] for email in emails}
            host = _host(field.value)
            return 1.0 if any(host.endswith(h) or h.endswith(host) for h in hosts if h) else 0.0
        case "phones":
            return 1.0 if isinstance(field.detail, Phone) and field.detail.number else -1.0
        case "tax_ids":
            valid = field.detail.valid if isinstance(field.detail, TaxId) else None
            return 1.0 if valid else 0.0 if valid is None else -1.0
        case "addresses":
            detail = field.detail
            return (
                (bool(detail.postal_code) + bool(detail.city) + bool(detail.street)) / 3
                if isinstance(detail, Address)
                else 0.0
            )
        case "job_titles":
            post = read_post(field.value)
            return (post.heads > 0) * (post.heads + post.parts) / max(post.words, 1)
    return 0.0


def _host(site: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\d?\.)?", "", fold(site)).split("/")[0]


def probability(field: Field, found: Signals) -> float:
    """The calibrated probability that ``field`` is right."""
    weights = table()["weights"].get(field.kind) or table()["weights"]["other"]
    odds = sum(weights.get(name, 0.0) * value for name, value in found.items())
    shift, slope = table()["real"].get(field.kind, (0.0, 1.0))  # real cards are harder than generated ones
    return 1 / (1 + math.exp(-max(-20.0, min(20.0, shift + slope * odds))))


def calibrate(fields: Sequence[Field], lines: Sequence[Line]) -> tuple[Field, ...]:
    """``fields`` with honest confidence, ``needs_review`` by the table's threshold, and ``problem``: why."""
    made = []
    for field in fields:
        found = signals(field, fields, lines)
        chance = probability(field, found)
        review = chance < table()["review_below"]
        problem = field.problem or (_reason(field, found) if review else None)
        made.append(replace(field, confidence=round(chance, 3), needs_review=review, problem=problem))
    return tuple(made)


def _reason(field: Field, found: Signals) -> str | None:
    """Why a value deserves a look, in a plain sentence."""
    if found["support"] < 0 and field.kind == "name":
        return "The e-mail address seems to name somebody else."
    if found["support"] < 0 and field.kind == "company":
        return "The company's name does not appear in the web or e-mail address."
    if found["disputed"]:
        return "Two readings of these letters differ."
    if found["letters"] < math.log(0.75):
        return "The print was hard to read."
    if field.repairs:
        return f"The text was mended ({', '.join(field.repairs)})."
    if field.kind in ("name", "company", "job_titles", "department"):
        return "It is not certain that this text plays this part."
    return None
