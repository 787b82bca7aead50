"""Two readings become one: each reader is believed where it is the better witness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ocr import paddle
from ingest.ocr.paddle import StripSigns
from ingest.ocr.reconcile import ONLY_SECOND, line_of, reconcile
from ingest.ocr.strip_reading import StripReading, StripWord, text_of
from parsers.lines import Box
from tests.reading.readings import LETTERS, seen, tesseract

BOX = Box(100, 20, 500, 60)


def agreed(first: str, signs: StripSigns, sure: float = 0.95) -> str:
    return text_of(reconcile(tesseract(first, sure), signs))


@pytest.mark.parametrize(
    ("plain", "at", "polish"),
    [("Wojcik", 1, "Wójcik"), ("Zak", 0, "Żak"), ("Lesna", 2, "Leśna"), ("Kowal", 4, "Kował")],
)
def test_polish_accents_are_tesseracts(plain: str, at: int, polish: str) -> None:
    """PP-OCR drops an accent that it gave one chance in a thousand; Tesseract saw it."""
    assert agreed(polish, seen(plain, {at: (polish[at], 0.001)})) == polish


def test_a_doubtful_tesseract_adds_no_accent() -> None:
    """The less sure Tesseract is of the word, the likelier PP-OCR must find its accent; below half, never."""
    unlikely, likely = (seen("Wojcik", {1: ("ó", chance)}) for chance in (0.00001, 0.3))
    assert agreed("Wójcik", unlikely, sure=0.9) == "Wójcik"
    assert agreed("Wójcik", unlikely, sure=0.6) == "Wojcik"
    assert agreed("Wójcik", likely, sure=0.6) == "Wójcik"
    assert agreed("Wójcik", likely, sure=0.4) == "Wojcik"


def test_a_figure_beside_its_like_that_pp_ocr_left_out() -> None:
    """Narrow type has no room between two of one kind; a figure of another kind is not believed."""
    assert agreed("tel. 555-0101", seen("tel. 55-0101")) == "tel. 555-0101"
    assert agreed("tel. 557-0101", seen("tel. 55-0101")) == "tel. 55-0101"
    assert agreed("tel. 555-0101", seen("tel. 55-0101"), sure=0.3) == "tel. 55-0101"


def test_an_accent_that_pp_ocr_excludes_stays_out() -> None:
    """Where PP-OCR is wholly sure of the plain letter there was no accent to be seen."""
    assert agreed("Wójcik", seen("Wojcik", sure=1.0)) == "Wojcik"


def test_an_accent_of_another_language_yields_to_the_polish_one() -> None:
    """PP-OCR reads "ñ" for "ń": both saw an accent, and only one of them knows Polish."""
    assert agreed("Toruń", seen("Toruñ")) == "Toruń"


def test_a_letter_is_not_kept_beside_its_own_accent() -> None:
    """PP-OCR may put both side by side; the one that Tesseract did not see is dropped, no other."""
    assert agreed("Żak", seen("ŻZak")) == "Żak"
    assert agreed("Żak", seen("ŻZak"), sure=0.3) == "ŻZak"
    assert agreed("Anna", seen("Annna")) == "Annna"


def test_a_letter_that_pp_ocr_sees_twice_with_and_without_its_accent_is_one() -> None:
    """It reads "ŹZdziebko", Tesseract one letter."""
    assert agreed("Ździebko", seen("ŹZdziebko")) == "Ździebko"
    assert agreed("Odziebko", seen("ŹZdziebko")) == "ŹZdziebko"


def test_a_rule_ahead_of_a_line_is_no_digit() -> None:
    """What Tesseract saw as a bar before a space is not glued to the word; a digit that both saw is."""
    assert agreed("| anna@polna", seen("1anna@polna")) == "1 anna@polna"
    assert agreed("1anna@polna", seen("1anna@polna")) == "1anna@polna"
    assert agreed("| 2 Polna", seen("12 Polna")) == "12 Polna"


def test_a_zero_among_letters_is_the_letter() -> None:
    """PP-OCR reads "O" as zero; Tesseract, which knows words, is believed among letters, not among digits."""
    assert agreed("KOM Olsztyn", seen("K0M 0lsztyn")) == "KOM Olsztyn"
    assert agreed("1O1", seen("101")) == "101"


def test_pp_ocrs_accents_are_kept() -> None:
    """Tesseract misses an accent at times; PP-OCR hardly ever makes one up."""
    assert agreed("Wojcik", seen("Wójcik")) == "Wójcik"


@pytest.mark.parametrize(
    "misread", ["zofia.nowakQbrzozowiec.pl", "zofia.nowak©brzozowiec.pl", "zofia. nowakgbrzozowiec .pl"]
)
def test_e_mails_are_pp_ocrs(misread: str) -> None:
    """Tesseract's Polish data has no @ and breaks addresses with spaces: PP-OCR's reading stands."""
    assert agreed(misread, seen("zofia.nowak@brzozowiec.pl")) == "zofia.nowak@brzozowiec.pl"


def test_figures_are_pp_ocrs() -> None:
    """A figure is never replaced by another."""
    assert agreed("+48 22 460 88 10", seen("+48 22 460 38 10")) == "+48 22 460 38 10"


@pytest.mark.parametrize(
    ("second", "first", "expected"),
    [
        ("lrena Kos", "Irena Kos", "Irena Kos"),
        ("Irena Kos", "lrena Kos", "Irena Kos"),
        ("Jo|a", "Jola", "Jola"),
        ("Jola", "JoIa", "Jola"),
    ],
)
def test_strokes_are_told_apart_by_their_word(second: str, first: str, expected: str) -> None:
    """I, l and | look alike: a capital begins a word, a small letter goes on."""
    assert agreed(first, seen(second)) == expected


def test_a_space_that_only_tesseract_saw() -> None:
    """PP-OCR swallows spaces: one that it gave a chance is put in, one that it excludes is not."""
    assert agreed("Jan Kos", seen("JanKos", {2: (" ", 0.01)})) == "Jan Kos"
    assert agreed("Jan Kos", seen("JanKos")) == "JanKos"


def test_no_space_comes_into_an_address() -> None:
    """Not even a likely one: e-mail and web addresses have none."""
    assert agreed("jan @kos.pl", seen("jan@kos.pl", {2: (" ", 0.3)})) == "jan@kos.pl"
    assert agreed("www. kos.pl", seen("www.kos.pl", {3: (" ", 0.3)})) == "www.kos.pl"


def test_agreement_makes_sure() -> None:
    """A word that both read alike is surer than either reader alone lets it be."""
    signs = seen("Maria Kos", sure=0.97)
    both, only_second = reconcile(tesseract("Maria Bas"), signs)
    assert both.text == "Maria"
    assert both.confidence > 0.97
    assert only_second.text == "Kos"
    assert only_second.confidence == ONLY_SECOND


def test_agreement_of_the_unsure_stays_unsure() -> None:
    """Two guesses that happen to be the same are not certain."""
    (word,) = reconcile(tesseract("Kos", sure=0.3), seen("Kos", sure=0.5))
    assert word.confidence < 0.9


def test_without_one_reader_the_other_stands() -> None:
    """Nothing seen by PP-OCR is nothing; nothing read by Tesseract leaves PP-OCR's reading as it is."""
    assert reconcile(tesseract("Kos"), seen("")) == ()
    assert reconcile((), seen("Kos")) == paddle.read(seen("Kos"))


def test_every_word_says_who_read_it() -> None:
    """Read alike by both, by one of them, or put together from both."""
    first = tesseract("Jan Wójcik Kos tel.")
    signs = seen("Jan Wojcik Las tel.", {5: ("ó", 0.001)})
    second = paddle.read(signs)
    line = line_of(reconcile(first, signs), BOX, first, second)
    assert [(word.text, word.reader) for word in line.words] == [
        ("Jan", "both"),
        ("Wójcik", "tesseract"),
        ("Las", "paddle"),
        ("tel.", "both"),
    ]
    assert line.others == ("Jan Wojcik Las tel.", "Jan Wójcik Kos tel.")


def test_readings_that_say_the_same_are_no_others() -> None:
    """``others`` never repeats the line's own text."""
    first = tesseract("Jan Kos")
    assert line_of(first, BOX, first, ()).others == ()
    assert {word.reader for word in line_of(first, BOX, first, ()).words} == {"tesseract"}


def test_places_are_on_the_card() -> None:
    """Fractions of the strip become card pixels within the strip's box."""
    line = line_of(tesseract("Jan Kos"), BOX, tesseract("Jan Kos"), ())
    jan, kos = line.words
    assert jan.box == Box(100, 20, 100 + 400 * 3 / 7, 60)
    assert kos.box.right == 500


words = st.text("".join(LETTERS[1:]).replace(" ", "") + "©Q", min_size=1, max_size=8)
readings = st.lists(
    st.builds(
        lambda text, sure, a, b: StripWord(text, sure, min(a, b), max(a, b)),
        words,
        st.floats(0, 1),
        st.floats(0, 1),
        st.floats(0, 1),
    ),
    max_size=4,
).map(tuple)


@st.composite
def any_signs(draw: st.DrawFn) -> StripSigns:
    text = draw(st.text("".join(LETTERS[1:]), max_size=16))
    doubt = st.tuples(st.sampled_from(LETTERS[1:]), st.floats(0, 1))
    doubts = draw(st.dictionaries(st.integers(0, len(text) - 1), doubt, max_size=6)) if text else {}
    return seen(text, doubts, draw(st.floats(0.05, 1)))


@given(readings, any_signs())
def test_any_two_readings_give_words_in_their_place(first: StripReading, signs: StripSigns) -> None:
    """However they differ: no error, no empty word, nothing beyond the strip, no letter that nobody read."""
    result = reconcile(first, signs)
    for word in result:
        assert word.text
        assert " " not in word.text
        assert 0 <= word.left <= word.right <= 1
        assert 0 <= word.confidence <= 1
    letters = set(text_of(first)) | set(text_of(paddle.read(signs))) | {" "}
    assert set(text_of(result)) <= letters
    line = line_of(result, BOX, first, paddle.read(signs))
    assert all(BOX.left <= w.box.left and w.box.right <= BOX.right + 1 for w in line.words)
    assert line.text not in line.others


@pytest.mark.parametrize(("language", "read"), [("pl", "Bjórk"), ("en", "Björk"), ("sv", "Björk")])
def test_an_accent_of_another_language_stands_where_it_may_be_one(language: str, read: str) -> None:
    """Tesseract, given Polish and English, sees "ó" in every "ö"; on a Polish card it is one."""
    assert text_of(reconcile(tesseract("Bjórk"), seen("Björk"), language)) == read


def test_signs_that_the_second_reader_overlooks() -> None:
    """The "&" between two words, and the low mark that opens a Polish quotation which is closed."""
    assert agreed("Honey & Hitch", seen("Honey Hitch")) == "Honey & Hitch"
    assert agreed("Zajazd „Lipa”", seen("ZajazdLipa”")) == "Zajazd „Lipa”"
    assert agreed("Zajazd „Lipa", seen("ZajazdLipa")) == "ZajazdLipa"


def test_letters_set_wide_are_parted_as_tesseract_parts_them() -> None:
    """PP-OCR takes gaps between letters for spaces; where both read the same letters, Tesseract's stand."""
    assert agreed("FOTOGRAFKA ŚLUBNA", seen("FOTO GRA F KA Ś L UB N A")) == "FOTOGRAFKA ŚLUBNA"
    assert agreed("FOTOGRAFKA SLUBNE", seen("FOTO GRA F KA Ś L UB N A")) == "FOTO GRA F KA Ś L UB N A"
    assert agreed("Jan Lis", seen("Jan Lis")) == "Jan Lis"
