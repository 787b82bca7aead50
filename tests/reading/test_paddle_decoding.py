"""How the second reader's probabilities become text: CTC, shown on matrices small enough to check by hand."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ocr.paddle import STRIP_HEIGHT, StripSigns, certainty, doubt, likelihood, look_at, read
from ingest.ocr.strip_reading import text_of
from tests.reading.pictures import needs_second_reader, printed

ALPHABET = ("", "a", "b", " ")  # the first is the blank


def signs_of(best: str, sure: float = 0.9) -> StripSigns:
    """One step per character of ``best``, "-" for the blank, each with probability ``sure``."""
    rows = np.full((len(best), len(ALPHABET)), (1 - sure) / (len(ALPHABET) - 1), np.float32)
    for step, character in enumerate(best):
        rows[step, ALPHABET.index("" if character == "-" else character)] = sure
    return StripSigns(rows, ALPHABET)


def collapsed(path: tuple[int, ...]) -> str:
    """What a path of classes says: repeats once, blanks not at all."""
    return "".join(ALPHABET[k] for k, _ in itertools.groupby(path))


@pytest.mark.parametrize(
    ("steps", "text"),
    [("a-b-", "ab"), ("aaabb", "ab"), ("a-a", "aa"), ("aa-aab", "aab"), ("----", ""), ("-a b-", "a b")],
)
def test_repeats_are_one_letter_unless_a_blank_parts_them(steps: str, text: str) -> None:
    """The rule of CTC: one letter may last several steps, two of the same need a blank between."""
    assert text_of(read(signs_of(steps))) == text


def test_spaces_part_words_at_either_end_too() -> None:
    """Leading, trailing and double spaces make no empty words."""
    assert [word.text for word in read(signs_of(" ab - a "))] == ["ab", "a"]


def test_a_word_says_where_it_stands() -> None:
    """Places are fractions of the strip's width: ten steps, "ab" on the first four, "b" on the last."""
    first, second = read(signs_of("aabb- -- b"))
    assert (first.left, first.right) == (0.0, 0.4)
    assert (second.left, second.right) == (0.9, 1.0)


def test_a_word_is_as_sure_as_its_least_letter() -> None:
    """One doubtful letter makes the word doubtful; the surest step of a letter counts."""
    signs = signs_of("aab")
    signs.probabilities[0] = [0.2, 0.5, 0.2, 0.1]
    signs.probabilities[2] = [0.2, 0.2, 0.6, 0.0]
    (word,) = read(signs)
    assert word.text == "ab"
    assert word.confidence == pytest.approx(0.6)


def test_certainty_is_of_the_letters_alone() -> None:
    """Blanks say nothing; without a letter there is none."""
    signs = signs_of("-a-b", sure=0.7)
    signs.probabilities[0] = [1.0, 0.0, 0.0, 0.0]
    assert certainty(signs) == pytest.approx(0.7)
    assert certainty(signs_of("---")) == 0.0


def test_a_doubt_is_what_else_may_stand_there() -> None:
    """Neither the blank nor the letter itself on the steps beside its own is another reading."""
    signs = signs_of("--aab---b", sure=1.0)
    assert doubt(signs) == 0.0
    signs.probabilities[1] = [0.7, 0.3, 0.0, 0.0]
    assert doubt(signs) == 0.0
    signs.probabilities[6] = [0.9, 0.02, 0.05, 0.03]
    assert doubt(signs) == pytest.approx(0.03)


def matrices(steps: int) -> st.SearchStrategy[StripSigns]:
    """Any probabilities of the four characters over ``steps`` steps."""
    row = st.lists(st.floats(0.01, 1), min_size=len(ALPHABET), max_size=len(ALPHABET))
    return st.lists(row, min_size=steps, max_size=steps).map(
        lambda rows: StripSigns(
            np.array([np.array(row) / sum(row) for row in rows], dtype=np.float32), ALPHABET
        )
    )


@given(matrices(3))
def test_the_likelihoods_of_all_texts_sum_to_one(signs: StripSigns) -> None:
    """Over every text that three steps can spell there is nothing left over and nothing counted twice."""
    texts = ("".join(letters) for n in range(4) for letters in itertools.product(ALPHABET[1:], repeat=n))
    assert sum(math.exp(likelihood(signs, text)) for text in texts) == pytest.approx(1, abs=1e-4)


@given(matrices(4), st.text("ab ", max_size=3))
def test_a_likelihood_is_the_sum_over_all_paths(signs: StripSigns, text: str) -> None:
    """The forward sum equals adding up every one of the 256 paths that spell the text."""
    expected = sum(
        math.prod(float(signs.probabilities[step, k]) for step, k in enumerate(path))
        for path in itertools.product(range(len(ALPHABET)), repeat=4)
        if collapsed(path) == text
    )
    assert math.exp(likelihood(signs, text)) == pytest.approx(expected, rel=1e-3, abs=1e-6)


def test_what_cannot_be_spelled_has_no_likelihood() -> None:
    """A foreign character is impossible; more letters than steps are next to impossible."""
    signs = signs_of("a-b")
    assert likelihood(signs, "ą") == -math.inf
    assert likelihood(signs, "abab") == -math.inf
    assert likelihood(signs, "ab") > likelihood(signs, "aa") > likelihood(signs, "abab")


@given(matrices(6))
def test_reading_never_fails_and_stays_on_the_strip(signs: StripSigns) -> None:
    """Any probabilities give words without spaces, in order, within the strip."""
    words = read(signs)
    assert all(word.text and " " not in word.text for word in words)
    assert all(0 <= word.left < word.right <= 1 and 0 <= word.confidence <= 1 for word in words)
    assert all(a.right <= b.left for a, b in itertools.pairwise(words))


@needs_second_reader
def test_a_strip_is_read_as_latin_print_and_nothing_else() -> None:
    """The model's 18,000 other characters take no part: what is left are probabilities that sum to one."""
    signs = look_at(printed(("Maria Brzozowiec",), (400, 2 * STRIP_HEIGHT), 32)[-STRIP_HEIGHT - 4 : -4])
    assert signs.probabilities.shape == (400 // 8, len(signs.characters))
    assert len(signs.characters) < 600
    assert signs.probabilities.sum(axis=1) == pytest.approx(1, abs=1e-4)
    assert text_of(read(signs)) == "Maria Brzozowiec"
