"""Cards in a photo: each is found where it lies, nothing else is taken for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
import pytest

from benchmarks.reading import drawn
from ingest.finding import StraightCard, straight_cards, with_print_beside, without_pictures
from ingest.ocr.readers import Readers
from ingest.sources import Photo
from ingest.vision.candidates import Candidate, smoothed
from ingest.vision.cards import FoundCard, find_cards, print_without_edges, with_its_band
from ingest.vision.choice import chosen_outlines, faint_outlines
from ingest.vision.completion import completed, on_page
from ingest.vision.quads import Quad, as_quad, homography, moved, quad_size, rectangle, signed_area
from parsers.lines import Box
from tests.reading.pictures import (
    LANGUAGES,
    Pixels,
    needs_second_reader,
    on_table,
    photo_of,
    printed,
    sample,
    truth,
)

PDF_DPI_OF_TRUTH = 200  # samples/photograph.py draws the page at this, the program at 300
FOUND = 0.8  # of the area that a card's true and found outline cover together
BOTH = Readers(LANGUAGES, first=True, second=True)
OPENCV_ALONE = Readers(LANGUAGES, first=True, second=False)  # print is then found by OpenCV
CARD = ("Maria Brzozowiec", "Dyrektor handlowy", "Lipowa 17, Kielce", "maria@firma.example", "600 100 200")
ONE_CARD = (
    ("01_plain.jpg", "on wood"),
    ("05_quarter_turn.jpg", "on its side"),
    ("07_slanted.jpg", "at 34 degrees on a cloth"),
    ("09_dark_band.jpg", "of two colours"),
    ("11_vertical.jpg", "upright"),
    ("15_sideways_text.jpg", "with a line up its edge"),
    ("19_low_contrast.jpg", "hardly lighter than its ground"),
    ("20_newspaper.jpg", "on a newspaper"),
    ("21_shadow_glare.jpg", "under a shadow's edge"),
    ("22_steep.jpg", "taken at a slant, bent"),
    ("24_cut.jpg", "cut by the photo's edge"),
    ("33_held.jpg", "held by a thumb"),
    ("34_mock_up.png", "drawn with a shadow"),
)


def outlines(photo: Photo, readers: Readers = BOTH) -> list[Quad]:
    """Of the cards found, in pixels of the file."""
    return [as_quad(card.outline * photo.scale) for card in straight_cards(photo.pixels, readers)]


def overlap(a: Quad, b: Quad) -> float:
    """Shared area / covered area, whichever way round the corners run."""
    a, b = (quad if signed_area(quad) > 0 else as_quad(quad[::-1]) for quad in (a, b))
    shared, _ = cv2.intersectConvexConvex(a, b)
    return shared / max(signed_area(a) + signed_area(b) - shared, 1e-6)


def found_of(true: Sequence[Quad], found: Sequence[Quad]) -> int:
    return sum(any(overlap(a, b) >= FOUND for b in found) for a in true)


def true_outlines(image: str, scale: float = 1.0) -> list[Quad]:
    return [as_quad(np.array(card["corners"]) * scale) for card in truth()[image]]


def card_at(x: float, y: float, degrees: float = 0.0) -> Quad:
    """Outline of a card of 170 x 108 pixels round a middle, turned clockwise."""
    turn = np.deg2rad(degrees)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return as_quad((rectangle(170, 108) - (85, 54)) @ matrix + np.array([x, y]))


def row_on(card: Quad, down: float, start: float = 0.1, end: float = 0.6) -> Quad:
    """A line of print on a card, all in shares of its width and height."""
    corners = as_quad([[start, down], [end, down], [end, down + 0.08], [start, down + 0.08]])
    return as_quad(moved(corners, homography(rectangle(1, 1), card)))


def with_cards(ground: Pixels, cards: Sequence[Quad], tone: tuple[int, int, int]) -> Pixels:
    """The ground (RGB) with plain cards of one ``tone`` on it."""
    picture = ground.copy()
    for card in cards:
        cv2.fillConvexPoly(picture, card.round().astype(np.int32), tone, cv2.LINE_AA)
    return picture


GREY = np.full((480, 640, 3), 120, np.uint8)
FOUR = (card_at(150, 120, 33), card_at(450, 120, -8), card_at(150, 350, 5), card_at(450, 350, 64))


def test_cards_of_hardly_another_tone_than_the_table() -> None:
    """A soft step of few grey levels all round is an edge, dark cards beside it or not."""
    picture = with_cards(with_cards(GREY, FOUR[:2], (20, 20, 24)), FOUR[2:], (136, 136, 136))
    found = [card.outline for card in find_cards(picture, [row_on(card, 0.2) for card in FOUR])]
    assert found_of(FOUR, found) == len(found) == len(FOUR)


def test_a_chequered_ground_is_no_part_of_a_card() -> None:
    """Of the outlines round one card the one that follows its edge, not the cloth's next stripe."""
    stripes = np.arange(640) // 24 % 2 * 40
    cloth = np.repeat((60 + stripes[None, :] + stripes[:480, None])[..., None], 3, axis=2).astype(np.uint8)
    found = [c.outline for c in find_cards(with_cards(cloth, FOUR, (235, 235, 230)), [row_on(FOUR[0], 0.2)])]
    assert found_of(FOUR[:1], found) == 1


def test_a_turned_card_whose_print_has_no_direction() -> None:
    """A logo, as high as it is wide, says nothing of how the card lies."""
    logos = [row_on(card, 0.2, 0.1, 0.15) for card in FOUR]
    found = [card.outline for card in find_cards(with_cards(GREY, FOUR, (235, 235, 230)), logos)]
    assert found_of(FOUR, found) == len(found) == len(FOUR)


def test_print_too_small_to_be_seen_does_not_hide_a_card() -> None:
    """Among cards of one size those without a line seen are looked at too, also where the frame cuts them."""
    cards = [*FOUR[:3], card_at(600, 350)]
    lines = [row_on(card, 0.2) for card in cards[:3]]
    found = [card.outline for card in find_cards(with_cards(GREY, cards, (235, 235, 230)), lines)]
    seen = as_quad(np.minimum(cards[3], [639, 479]))
    assert found_of([*cards[:3], seen], found) == len(found) == 4


def test_a_band_of_another_colour_belongs_to_the_card() -> None:
    """Two rows of print below the outline found, set like those on it, say that the card goes on."""
    card = as_quad([[100, 100], [900, 100], [900, 500], [100, 500]])
    rows = [row_on(card, down) for down in (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.08, 1.2)]
    found = FoundCard(card, tuple(range(6)), True)
    whole = with_its_band(found, rows, (6, 7))
    assert whole.lines == tuple(range(8))
    assert quad_size(whole.outline)[1] > 480
    assert with_its_band(found, rows, ()) is found
    far = [*rows[:6], row_on(card, 1.9), row_on(card, 2.0)]
    assert with_its_band(found, far, (6, 7)) is found


def test_a_dark_logo_is_no_card_on_a_borderless_scan() -> None:
    """A block of another colour with two letters on it; all other print is beside it."""
    page = np.full((700, 1100, 3), 250, np.uint8)
    page[50:200, 50:140] = (18, 32, 60)
    lines = [as_quad(rectangle(60, 40) + np.array([65, 105]))]
    lines += [as_quad(rectangle(500, 26) + np.array([160, top])) for top in (55, 100, 140)]
    lines += [as_quad(rectangle(640, 34) + np.array([50, top])) for top in (300, 350, 560, 600, 640)]
    (card,) = find_cards(page, lines)
    assert len(card.lines) == len(lines)
    assert not card.edges_seen


def test_a_row_of_pictograms_is_no_card() -> None:
    """Their boxes lie any way round; a patch with so little print beside so much is a part of the card."""
    icons = as_quad([[300, 60], [330, 60], [330, 124], [300, 124]])
    signs = [as_quad(rectangle(18, 24) + np.array([306, top])) for top in (66, 96)]
    lines = signs + [as_quad(rectangle(180, 14) + np.array([340, top])) for top in range(60, 300, 24)]
    assert chosen_outlines([candidate(icons, 0.7, 0, 1)], lines) == []


def test_a_panel_grows_by_its_band_though_it_then_is_nearly_square() -> None:
    """One panel of several was found: print that is cut at its sides, or a little beyond, belongs to it."""
    panel = as_quad([[400, 0], [900, 0], [900, 340], [400, 340]])
    rows = [row_on(panel, down) for down in (0.1, 0.3, 0.5, 0.7)]
    rows += [row_on(panel, 0.0, -0.2, 0.8), row_on(panel, 1.1, 0.4, 1.02)]
    whole = with_its_band(FoundCard(panel, (0, 1, 2, 3, 4), True), rows, (5,))
    assert whole.lines == tuple(range(6))
    assert whole.outline[:, 0].min() < 310
    assert whole.outline[:, 1].max() > 400


@needs_second_reader
def test_large_words_beside_the_print_that_was_seen() -> None:
    """No edges show, and only two small lines were seen: the large words are a part of the card."""
    picture = np.vstack(
        [printed(["OLGIERD", "SOKOL"], (1000, 420), 110), printed(["601 555 014"], (1000, 200))]
    )
    small = as_quad(rectangle(260, 40) + np.array([50, 465]))
    around_it = as_quad(rectangle(340, 120) + np.array([10, 425]))
    outline, lines = with_print_beside(picture, around_it, [small])
    assert len(lines) == 3
    assert overlap(outline, as_quad(rectangle(700, 520))) > 0.6
    assert with_print_beside(picture, as_quad(rectangle(1000, 620)), [small])[1] == [small]


def test_a_card_alone_on_a_tray() -> None:
    """All the print in a large outline is on a small card; a panel that holds all of it is larger."""
    tray, panel = as_quad(rectangle(600, 400) + 10), as_quad(rectangle(480, 300) + 20)
    lines = [row_on(FOUR[2], down) for down in (0.2, 0.4)]
    outer, card = candidate(tray, 1.0, 0, 1), candidate(FOUR[2], 0.9, 0, 1)
    assert chosen_outlines([outer, card], lines) == [card]
    lines = [row_on(panel, down) for down in (0.2, 0.4)]
    assert chosen_outlines([outer, candidate(panel, 1.0, 0, 1)], lines) == [outer]


def test_a_newspaper_may_run_on_into_the_print_of_a_card() -> None:
    """A line across a card's sharp edge is print of two things that was taken for one."""
    lines = [row_on(card, down) for card in FOUR for down in (0.2, 0.4, 0.6)]
    found = find_cards(with_cards(GREY, FOUR, (235, 235, 230)), [*lines, row_on(FOUR[2], 0.8, 0.6, 1.4)])
    assert found_of(FOUR, [card.outline for card in found]) == len(found) == len(FOUR)
    assert {i for card in found for i in card.lines} == set(range(len(lines)))


def test_one_card_whose_print_is_seen_tells_of_the_others() -> None:
    """Small in a large picture, all of one size: those whose print is too small to be seen are cards too."""
    found = find_cards(with_cards(GREY, FOUR, (235, 235, 230)), [row_on(FOUR[0], 0.2)])
    assert found_of(FOUR, [card.outline for card in found]) == len(found) == len(FOUR)


def test_the_table_between_cards_is_no_card() -> None:
    """It has sharp edges, which are those of three cards, and is of a card's size."""
    cards = [card_at(x, y) for x, y in ((145, 54), (485, 54), (315, 162))]
    lines = [row_on(card, 0.2) for card in cards]
    found = [card.outline for card in find_cards(with_cards(GREY, cards, (235, 235, 230)), lines)]
    assert found_of(cards, found) == len(found) == len(cards)


def test_a_card_that_lies_askew_may_be_cut_by_the_frame() -> None:
    """The frame cuts it at another angle than its own sides have to its print."""
    card = card_at(570, 240, 6)
    (found,) = find_cards(with_cards(GREY, [card], (235, 235, 230)), [row_on(card, 0.2), row_on(card, 0.4)])
    assert found.edges_seen
    assert overlap(found.outline, as_quad(np.minimum(card, [639, 479]))) > FOUND


def candidate(outline: Quad, crispness: float, *lines: int) -> Candidate:
    return Candidate(
        outline, signed_area(outline), 0, frozenset(lines), crispness, (200, 128, 128), (90, 128, 128)
    )


def test_an_outline_across_several_cards_gives_way_to_theirs() -> None:
    """Cards on a newspaper: the sheet holds them and print of its own, but their edges are sharper."""
    sheet = candidate(as_quad(rectangle(600, 380) + 10), 0.6, *range(12))
    cards = [candidate(card, 1.0, 2 * i, 2 * i + 1) for i, card in enumerate(FOUR)]
    lines = [row_on(card.outline, down) for card in cards for down in (0.2, 0.4)]
    lines += [row_on(sheet.outline, down) for down in (0.02, 0.96, 0.4, 0.5)]
    assert {c.lines for c in chosen_outlines([sheet, *cards], lines)} == {c.lines for c in cards}
    # One of them may be in the shadow, and the sheet far larger than its cards.
    cards[3] = replace(cards[3], crispness=0.5)
    lines += [row_on(sheet.outline, 0.1) for _ in range(12)]
    sheet = replace(sheet, area=3 * sheet.area, lines=frozenset(range(len(lines))))
    assert {c.lines for c in chosen_outlines([sheet, *cards], lines)} == {c.lines for c in cards}


def test_a_card_of_two_colours_is_not_parted_by_its_sharp_bands() -> None:
    """Hardly lighter than its ground, but its bands have no card's proportions."""
    whole, upper, lower = (
        as_quad([[100, top], [400, top], [400, bottom], [100, bottom]])
        for top, bottom in ((100, 290), (100, 180), (180, 290))
    )
    lines = [row_on(whole, down) for down in (0.1, 0.2, 0.6, 0.8)]
    card = candidate(whole, 0.6, *range(4))
    assert chosen_outlines([card, candidate(upper, 1.0, 0, 1), candidate(lower, 1.0, 2, 3)], lines) == [card]


def test_table_between_touching_cards_is_no_card() -> None:
    """Of the cards' size, with hardly an edge of its own and of the colour that is round them."""
    cards = [candidate(card, 1.0, i) for i, card in enumerate(FOUR[:3])]
    lines = [row_on(card, 0.2) for card in FOUR[:3]]
    table = replace(candidate(FOUR[3], 0.3), colour=(93.0, 128.0, 128.0))
    assert table not in chosen_outlines([*cards, table], lines)
    another_tone = replace(table, colour=(150.0, 128.0, 128.0))
    assert another_tone in chosen_outlines([*cards, another_tone], lines)


def test_a_picture_of_a_newspaper_is_no_cut_card() -> None:
    """At the frame, without print, of a card's size: on a page of print it is a part of the page."""
    cards = [candidate(card, 1.0, i) for i, card in enumerate(FOUR[:3])]
    lines = [row_on(card, 0.2) for card in FOUR[:3]]
    cut = replace(candidate(FOUR[3], 1.0), cut_off=1)
    assert cut in chosen_outlines([*cards, cut], lines)
    page = [as_quad(rectangle(150, 6) + np.float32(10 * i)) for i in range(45)]
    assert cut not in chosen_outlines([*cards, cut], [*lines, *page])


def test_an_outline_that_hardly_shows_is_a_card_only_among_others_of_its_size() -> None:
    """Doubtful by itself; beside cards of the same size it is one more of them, but never on top of one."""
    cards = [candidate(card, 1.0, i) for i, card in enumerate(FOUR[:3])]
    lines = [row_on(card, 0.2) for card in FOUR]
    faint = replace(candidate(FOUR[3], 0.7, 3), faint=True)
    assert faint not in chosen_outlines([*cards, faint], lines)
    assert faint_outlines([*cards, faint], cards, FOUR[:3]) == [faint]
    assert faint_outlines([*cards, faint], cards[:1], FOUR[:1]) == []
    on_top = replace(faint, outline=as_quad(FOUR[0] + 20))
    assert faint_outlines([*cards, on_top], cards, FOUR[:3]) == []


def test_among_cards_of_its_size_one_may_be_crossed_by_print() -> None:
    """A newspaper's lines run on into those of one card: more of them than it has of its own."""
    lines = [row_on(card, 0.2) for card in FOUR]
    lines += [row_on(FOUR[3], down, 0.6, 1.4) for down in (0.5, 0.8)]
    lines += [as_quad(rectangle(50, 6) + np.float32([[275, 10 * i]])) for i in range(45)]  # a column
    found = [card.outline for card in find_cards(with_cards(GREY, FOUR, (235, 235, 230)), lines)]
    assert found_of(FOUR, found) == len(found) == len(FOUR)


def test_among_cards_of_one_size_an_outline_round_two_gives_way() -> None:
    """Round the print of two touching cards it may be crisper than theirs; their size tells one from two."""
    cards = [
        candidate(card, 0.95, i) for i, card in enumerate([*FOUR[:3], card_at(350, 350), card_at(520, 350)])
    ]
    both = candidate(as_quad([[300, 296], [570, 296], [570, 404], [300, 404]]), 0.97, 3, 4)
    lines = [row_on(card.outline, 0.2) for card in cards]
    assert {c.lines for c in chosen_outlines([both, *cards], lines)} == {c.lines for c in cards}


@pytest.mark.parametrize("faintly", [6, 9], ids=["a step of 6 grey levels", "a step of 9"])
def test_a_card_half_of_which_has_the_tables_tone_is_completed(faintly: int) -> None:
    """Its other half makes corners; the size of the cards beside it says where it ends."""
    picture = with_cards(GREY, FOUR[:3], (235, 235, 230))
    picture = with_cards(picture, FOUR[3:], (120 + faintly, 120 + faintly, 120 + faintly))
    coloured = as_quad([FOUR[3][0], (FOUR[3][0] + FOUR[3][1]) / 2, (FOUR[3][3] + FOUR[3][2]) / 2, FOUR[3][3]])
    picture = with_cards(picture, [coloured], (40, 60, 110))
    noise = np.random.default_rng(1).normal(0, 2, picture.shape)
    picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    found = [card.outline for card in find_cards(picture, [row_on(card, 0.2) for card in FOUR])]
    assert found_of(FOUR, found) == len(found) == len(FOUR)


def test_a_column_of_a_newspaper_is_not_completed_to_a_card() -> None:
    """Its edges are those of a card that has its size, but print covers most of it."""
    lab = smoothed(with_cards(GREY, [FOUR[2]], (235, 235, 230)))
    size = np.array([108.0, 170.0])
    column = [row_on(FOUR[2], down, 0.05, 0.95) for down in np.arange(0.1, 0.95, 0.08)]
    assert found_of(FOUR[2:3], completed(lab, column[:3], [], size)) == 1
    assert completed(lab, column, [], size) == []


def test_an_outline_that_cuts_the_ends_off_its_lines_is_not_completed() -> None:
    """A column of ground inside a larger card of the table's tone has edges, but the print runs on."""
    lab = smoothed(with_cards(GREY, [FOUR[2]], (235, 235, 230)))
    size = np.array([108.0, 170.0])
    running_on = [row_on(FOUR[2], down, 0.4, 1.2) for down in (0.2, 0.4, 0.6)]
    assert completed(lab, running_on, [], size) == []


def page(tone: int = 205) -> tuple[Pixels, list[Quad]]:
    """A newspaper in three columns of words, as dashes of ink, and its lines of print."""
    paper, dice = np.full((480, 640, 3), tone, np.uint8), np.random.default_rng(3)
    lines = []
    for left in (15, 225, 435):
        for top in range(8, 470, 12):
            words = np.cumsum(dice.integers(8, 30, 9))
            for start, end in zip(words[:-1] + 3, words[1:], strict=True):
                paper[top : top + 7, left + start : left + min(end, 190)] = 60
            lines.append(as_quad(rectangle(190, 9) + np.float32([left, top - 1])))
    return paper, lines


@pytest.mark.parametrize("degrees", [20, 75])
def test_the_only_card_on_a_newspaper_of_its_tone(degrees: float) -> None:
    """A coloured corner is no part of its patch of one colour; two edges at a right angle show it."""
    paper, lines = page()
    middle = np.float32([310, 240])
    card = as_quad(middle + 1.8 * (card_at(310, 240, degrees) - middle))
    corner = as_quad([card[0], card[0], card[0] + (card[1] - card[0]) / 3, card[0] + (card[3] - card[0]) / 2])
    picture = with_cards(with_cards(paper, [card], (225, 225, 225)), [corner], (190, 40, 60))
    own = [row_on(card, down) for down in (0.2, 0.5, 0.7)]
    beside = [line for line in lines if overlap(line, card) == 0]
    found = [card.outline for card in find_cards(picture, [*own, *beside])]
    assert found_of([card], found) == len(found) == 1
    completed_alone = on_page(smoothed(picture), [*own, *beside])
    assert completed_alone is not None and overlap(completed_alone, card) >= FOUND
    assert on_page(smoothed(paper), lines) is None


def test_print_askew_on_a_page_is_a_card_where_no_edge_shows() -> None:
    """Its lines read at another angle than the page's, and none in between, as where paper bends."""
    paper, lines = page()
    card = card_at(310, 240, 8)
    own = [row_on(card, down) for down in (0.2, 0.4, 0.6, 0.8)]
    beside = [line for line in lines if overlap(line, card) == 0]
    (found,) = find_cards(paper, [*own, *beside])
    assert set(found.lines) == {0, 1, 2, 3}
    bent = [row_on(card_at(310, 240, degrees), 0.1 * degrees) for degrees in (2, 3, 4, 5, 6, 7, 8, 9)]
    assert not any(card.edges_seen for card in find_cards(paper, [*bent, *beside]))


def test_print_at_the_border_beside_a_single_card_is_no_card() -> None:
    """Headlines of the newspaper below it, which the picture cuts."""
    picture = with_cards(GREY, FOUR[:1], (235, 235, 230))
    own = [row_on(FOUR[0], 0.2)]
    for left, cards in ((330, 2), (480, 1)):
        headlines = [as_quad(rectangle(160, 12) + np.float32([left, top])) for top in (300, 330, 360)]
        assert len(find_cards(picture, [*own, *headlines])) == cards


def test_print_of_two_dark_cards_side_by_side() -> None:
    """Where their edges do not show, print that is wider than a card is that of two."""
    known = FoundCard(card_at(450, 350), (0,), True)
    lines = [
        row_on(card, down, 0.05, 0.95)
        for card in (card_at(120, 120), card_at(300, 120))
        for down in (0.2, 0.5)
    ]
    found = print_without_edges(lines, range(1, 5), [known])
    assert sorted(card.lines for card in found) == [(1, 2), (3, 4)]


@needs_second_reader
@pytest.mark.parametrize("image", [pytest.param(image, id=what) for image, what in ONE_CARD])
def test_a_card_is_found_with_its_corners(image: str) -> None:
    """One card in the photo, one found, and its outline is that of the card."""
    found = outlines(sample(image))
    assert len(found) == 1
    assert found_of(true_outlines(image), found) == 1


@pytest.mark.parametrize("image", ["01_plain.jpg", "07_slanted.jpg", "12_two_columns.jpg"])
def test_without_the_second_reader_a_card_on_wood_and_cloth(image: str) -> None:
    """The same corners, although OpenCV sees lines in the grain of the table too."""
    found = outlines(sample(image), OPENCV_ALONE)
    assert found_of(true_outlines(image), found) == len(found) == 1


@needs_second_reader
@pytest.mark.parametrize("image", ["25_four_cards.jpg", "26_nine_cards.jpg"])
def test_many_cards_are_found_one_by_one(image: str) -> None:
    """Nearly touching and turned ones too; no card is found twice and none is made up."""
    true, found = true_outlines(image), outlines(sample(image))
    assert found_of(true, found) == len(found) == len(true)


@needs_second_reader
def test_many_cards_on_a_scanned_page() -> None:
    """Eight cards on a white page: as many found, each holding one card's name and no other's.

    White cards on white paper show no edges, so an outline may follow the print.
    """
    photo = sample("27_page.pdf")
    true, found = true_outlines("27_page.pdf", 300 / PDF_DPI_OF_TRUTH), outlines(photo)
    assert len(found) == len(true)
    middles = [tuple(map(float, quad.mean(axis=0))) for quad in found]
    for card in true:
        assert sum(cv2.pointPolygonTest(card, middle, False) > 0 for middle in middles) == 1


@needs_second_reader
def test_a_newspaper_is_not_read() -> None:
    """Every line that is handed on to the readers lies on the card, not on the paper under it."""
    (card,) = straight_cards(sample("20_newspaper.jpg").pixels, BOTH)
    (true,) = true_outlines("20_newspaper.jpg")
    middles = [tuple(map(float, line.mean(axis=0))) for line in card.lines]
    assert len(middles) >= 10
    assert all(cv2.pointPolygonTest(true, middle, False) > 0 for middle in middles)


@needs_second_reader
def test_a_borderless_scan_is_one_card() -> None:
    """The picture is the card: all print in it belongs to one."""
    (found,) = outlines(sample("30_scan.png"))
    (true,) = true_outlines("30_scan.png")
    assert overlap(found, true) > 0.7


@pytest.mark.parametrize("degrees", [0, 25, 160])
def test_without_the_second_reader_a_card_on_a_plain_table(degrees: float) -> None:
    """OpenCV alone finds the print, and the edges are told apart the same way."""
    photo = photo_of(on_table(printed(CARD, (900, 560), 40), degrees))
    (card,) = straight_cards(photo.pixels, OPENCV_ALONE)
    assert len(card.lines) == len(CARD)


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_blank_photo_has_no_card(value: int) -> None:
    """Nothing printed, nothing found."""
    assert outlines(photo_of(np.full((600, 800, 3), value, np.uint8)), OPENCV_ALONE) == []


def test_without_the_second_reader_a_patch_of_texture_is_no_card() -> None:
    """Grain of the wood beside a card is taken for print, but does not look like it: no second card."""
    found = outlines(sample("31_english_front.jpg"), OPENCV_ALONE)
    (true,) = true_outlines("31_english_front.jpg")
    assert len(found) == 1
    assert overlap(found[0], true) > FOUND


def test_a_picture_in_a_newspaper_is_no_card() -> None:
    """It carries a caption at most; a card alone on the page may carry as little, or a code and no print."""
    outline = as_quad([[0, 0], [90, 0], [90, 50], [0, 50]])
    box = Box(0.0, 0.0, 90.0, 9.0)
    card, picture, coded = (
        StraightCard(outline, (90.0, 50.0), (outline,) * lines, (box,) * lines, codes)
        for lines, codes in ((5, ()), (1, ()), (0, ("https://polna.example",)))
    )
    assert without_pictures([picture, card, coded]) == [card, coded]
    assert without_pictures([picture]) == [picture]


@pytest.mark.parametrize("rows", [40, 45, 50])
def test_a_page_of_a_book_is_no_card_though_its_print_stands_out(rows: int) -> None:
    """OpenCV sees its block of print as a patch with edges; no card carries so much."""
    assert straight_cards(drawn(rows), OPENCV_ALONE) == []
