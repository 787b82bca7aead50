"""Lines are read as a person reads them: column by column, block by block."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.vision.reading_order import reading_order
from parsers.lines import Box

TALL = 20.0  # pixels: of a line


def line(left: float, top: float, width: float = 200.0, tall: float = TALL) -> Box:
    return Box(left, top, left + width, top + tall)


def column(left: float, top: float, count: int, width: float = 200.0) -> list[Box]:
    return [line(left, top + 1.4 * TALL * number, width) for number in range(count)]


def test_columns_are_read_one_after_the_other() -> None:
    """Three lines on the left, then three a little higher on the right, whichever were found first."""
    boxes = [*column(0, 30, 3), *column(500, 0, 3)]
    assert reading_order(boxes) == [0, 1, 2, 3, 4, 5]
    assert reading_order(boxes[::-1]) == [5, 4, 3, 2, 1, 0]


def test_a_heading_comes_before_and_a_footing_after_the_columns() -> None:
    """What runs over both columns belongs above or below both."""
    columns = [*column(0, 100, 3), *column(500, 100, 3)]
    boxes = [line(0, 300, 700), *columns, line(0, 0, 700, 1.5 * TALL)]
    assert reading_order(boxes) == [7, 1, 2, 3, 4, 5, 6, 0]


def test_a_label_stands_before_its_number() -> None:
    """A label set apart from its number by a tab is one row with it, not a column of labels."""
    labels = column(0, 0, 3, width=30)
    numbers = column(60, 1, 3, width=180)
    assert reading_order([*numbers, *labels]) == [3, 0, 4, 1, 5, 2]


def test_a_centred_card_is_read_top_down() -> None:
    """Lines about one axis, of any length, follow each other as they stand."""
    widths = [120.0, 300.0, 80.0, 260.0, 180.0]
    boxes = [line(250 - width / 2, 1.4 * TALL * number, width) for number, width in enumerate(widths)]
    assert reading_order(boxes) == [0, 1, 2, 3, 4]


def test_blocks_of_different_type_are_read_top_down() -> None:
    """A name in large letters, its post below, an address far below."""
    boxes = [line(0, 200), line(0, 0, 400, 3 * TALL), line(0, 70), line(0, 228)]
    assert reading_order(boxes) == [1, 2, 0, 3]


def test_a_name_in_large_letters_is_no_row_of_the_small_print_beside_it() -> None:
    """Small lines close to the right of a large one follow it; they do not run through it."""
    boxes = [*column(320, 0, 3), line(0, 0, 300, 3 * TALL)]
    assert reading_order(boxes) == [3, 0, 1, 2]


def test_no_lines_and_one_line() -> None:
    """A card may be blank, or carry a single line."""
    assert reading_order([]) == []
    assert reading_order([line(3, 4)]) == [0]


@st.composite
def any_box(draw: st.DrawFn) -> Box:
    left, top = draw(st.floats(-50, 1000)), draw(st.floats(-50, 600))
    return Box(left, top, left + draw(st.floats(0, 500)), top + draw(st.floats(0, 80)))


@given(st.lists(any_box(), max_size=14))
def test_every_line_is_read_once(boxes: list[Box]) -> None:
    """Whatever the boxes, even empty, equal or nested ones, the order is a permutation of all."""
    assert sorted(reading_order(boxes)) == list(range(len(boxes)))


@given(st.lists(st.builds(line, st.integers(0, 900), st.integers(0, 500), st.integers(10, 400)), max_size=10))
def test_the_size_of_the_picture_does_not_matter(boxes: list[Box]) -> None:
    """The same card photographed twice as large is read in the same order."""
    larger = [Box(2 * b.left, 2 * b.top, 2 * b.right, 2 * b.bottom) for b in boxes]
    assert reading_order(larger) == reading_order(boxes)
