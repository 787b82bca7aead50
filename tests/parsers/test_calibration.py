"""Honest confidence: the table, the signals, the threshold."""

from __future__ import annotations

from dataclasses import replace

from parsers.calibration import calibrate, probability, signals, table
from parsers.contact import Field, Span
from parsers.lines import Box, Line, Word

BOX = Box(0, 0, 100, 20)


def field(kind: str, value: str, confidence: float = 0.9) -> Field:
    return Field(kind, value, value, confidence, BOX, "tesseract", "test", (Span(0, 0, len(value)),))


def line(text: str, sure: float = 0.97, *others: str) -> Line:
    return Line(tuple(Word(word, sure, BOX) for word in text.split()), others)


def test_every_kind_has_a_curve() -> None:
    """The table has weights for all the main kinds, and a threshold between 0.5 and 1."""
    main = {"name", "job_titles", "company", "emails", "phones", "websites", "addresses", "tax_ids", "other"}
    assert main <= set(table()["weights"])
    assert 0.5 < table()["review_below"] < 1


def test_a_blurred_value_is_less_sure() -> None:
    """The reader's doubt lowers the probability."""
    name = field("name", "Anna Mazur")
    clear, blurred = (
        probability(name, signals(name, [name], [line("Anna Mazur", sure)])) for sure in (0.98, 0.4)
    )
    assert clear > blurred


def test_agreement_raises_and_dispute_lowers() -> None:
    """A second reading with the same letters counts for a value, another one against it."""
    name = field("name", "Anna Mazur")
    agreed = signals(name, [name], [line("Anna Mazur", 0.9, "Anna Mazur.")])
    disputed = signals(name, [name], [line("Anna Mazur", 0.9, "Arma Mazui")])
    assert (agreed["agreed"], agreed["disputed"]) == (1.0, 0.0)
    assert (disputed["agreed"], disputed["disputed"]) == (0.0, 1.0)
    assert probability(name, agreed) > probability(name, disputed)


def test_doubtful_values_say_why() -> None:
    """Below the threshold a value needs review and has a reason in words."""
    (doubtful,) = calibrate([field("name", "Anna Mazur", 0.3)], [line("Anna Mazur", 0.3, "Arma Mazui")])
    assert doubtful.needs_review
    assert doubtful.problem == "Two readings of these letters differ."


def test_a_problem_of_the_finder_stays() -> None:
    """What a finder found wrong is not overwritten."""
    known = replace(field("emails", "a@b.example"), problem="The @ was not read clearly.")
    assert calibrate([known], [line("a@b.example")])[0].problem == "The @ was not read clearly."
