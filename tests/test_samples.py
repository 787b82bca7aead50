"""The sample cards: fictitious, the same for the same seed, and truthful about what is printed on them."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import cv2
import numpy as np
import phonenumbers
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.pl import nip, regon

from samples import draw, everyday, fictitious_numbers, fonts, make_samples, people, photograph
from samples.photograph import Shot
from samples.sheet import PX_PER_MM, DoesNotFitError, Printed, Sheet

ROOT = Path(people.__file__).parent
PHOTOS = ROOT / "photos"
TRUTH = [json.loads(line) for line in (PHOTOS / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
seeds = st.integers(0, 100_000)
needs_fonts = pytest.mark.skipif(
    bool(fonts.missing_packages()), reason=f"fonts to install: {' '.join(fonts.missing_packages())}"
)


def content(seed: object, language: str = "pl", *want: str) -> people.Content:
    return people.make_content(Random(f"test/{seed}"), language, frozenset(want))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def values(card: dict) -> list[str]:
    """Every value of a card's truth, as printed."""
    lists = [card[k] for k in ("job_titles", "emails", "websites", "addresses", "handles")]
    named = [card[k] for k in ("name", "name_prefix", "name_suffix", "department", "company") if card[k]]
    return [*named, *(v for x in lists for v in x), *(v["printed"] for v in card["phones"] + card["tax_ids"])]


# ---------------------------------------------------------------- what is on the cards
def test_samples_import_nothing_of_the_program() -> None:
    """The truth must not come from the code that it judges."""
    ours = {"parsers", "ingest", "exports", "benchmarks"}
    for file in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {n.split(".")[0] for n in names} & ours, file.name


@given(seeds, st.sampled_from(people.LANGUAGES))
@settings(max_examples=60, deadline=None)
def test_addresses_cannot_belong_to_anybody(seed: int, language: str) -> None:
    """E-mail addresses, web sites and handles stand under the reserved name .example."""
    card = content(seed, language, "handles", "shared_email")
    for address in (*card.emails, *card.websites, *card.handles):
        assert re.search(r"\.example(\.com)?$", address), address


@given(seeds)
@settings(max_examples=100, deadline=None)
def test_polish_register_numbers_have_their_checksum(seed: int) -> None:
    """NIP and REGON are right by their own rule, so that a reader may check them."""
    rng = Random(seed)
    assert nip.is_valid(fictitious_numbers.nip(rng))
    assert regon.is_valid(fictitious_numbers.regon(rng))


@given(seeds, st.sampled_from(people.LANGUAGES))
@settings(max_examples=150, deadline=None)
def test_telephone_numbers_are_valid(seed: int, language: str) -> None:
    """Numbers hold in libphonenumber once the old ways of writing (0-22, /22/, ranges) are undone."""
    region = {"en": "GB", "cs": "CZ"}.get(language, language.upper())
    for phone in content(seed, language).phones:
        text = re.split(r"(?<=\d)/\d\d$| do \d|, \d| (?:wew\.|ext\.|poste|linka) ", phone.printed)[0]
        text = text.replace("(0)", "").replace("(0-", "(")
        if language == "pl":
            text = re.sub(r"^([(/]?)0(?!0)(?=\d| )", r"\1", text).replace("/", " ")
        american = language == "en" and re.search(r"\D555\D", text)
        number = phonenumbers.parse(text, "US" if american else region)
        assert phonenumbers.is_valid_number(number), phone.printed


def test_wanted_features_are_there_and_unwanted_ones_are_not() -> None:
    """A recipe can ask for what it shows."""
    for seed in range(30):
        card = people.make_content(
            Random(seed),
            "pl",
            frozenset({"fax", "prefix", "tax_ids", "range"}),
            frozenset({"no_person", "no_labels", "profession", "scholar"}),
        )
        assert card.name
        assert card.name_prefix
        assert card.tax_ids
        printed = [p.printed for p in (*card.phones, *(p for a in card.addresses for p in a.phones))]
        assert "fax" in {p.kind for p in (*card.phones, *(p for a in card.addresses for p in a.phones))}
        assert any(re.search(r"(/| do |, )\d\d$", p) for p in printed)


@given(seeds)
@settings(max_examples=100, deadline=None)
def test_everyday_cards_belong_to_nobody_and_hold_together(seed: int) -> None:
    """Addresses stand under .example; a broken name is the whole name; one post stands beside a name."""
    card = everyday.everyday_content(Random(seed))
    for address in (*card.emails, *card.websites, *card.handles):
        assert re.search(r"\.example(\.com)?$", address), address
    assert card.phones
    assert " ".join(card.company_lines) == card.company
    assert "//" not in card.company
    assert "{" not in card.company + card.department + card.claim
    assert not card.post_beside or len(card.job_titles) == 1
    assert bool(card.name) == bool(card.name_lines)


def test_everyday_cards_are_of_every_kind() -> None:
    """First names alone and no name at all, villages, second offices and all registers are drawn."""
    cards = [everyday.everyday_content(Random(seed)) for seed in range(400)]
    names = {entry for kind in ("first_m", "first_f") for entry in everyday.data()[kind]}
    assert any(card.name and " " not in card.name and card.name not in names for card in cards)
    assert any(not card.name for card in cards)
    assert any(len(card.addresses) > 1 for card in cards)
    assert any("woj." in part for card in cards for address in card.addresses for part in address.parts)
    assert {tax.kind for card in cards for tax in card.tax_ids} == {"NIP", "REGON", "KRS", "BDO", "PWZ"}


# ---------------------------------------------------------------- drawing
@needs_fonts
@given(seeds, st.sampled_from(people.LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_every_value_of_the_truth_is_printed(seed: int, language: str) -> None:
    """The truth asks for nothing that a reader could not find on the card."""
    words = everyday.everyday_content(Random(seed)) if seed % 3 == 0 else content(seed, language)
    try:
        card = draw.draw_card(words, f"test/{seed}")
    except DoesNotFitError:
        return
    printed = squeezed("".join(card.truth["transcript"]))
    for value in values(card.truth):
        parts = value.split(", ") if value in card.truth["addresses"] else value.split(" ")
        for part in parts:  # a long post may run over two lines, with another column's line in between
            assert squeezed(part) in printed, (value, card.truth["transcript"])


@needs_fonts
def test_text_stays_on_the_card_and_apart() -> None:
    """No line leaves the card or overprints another."""
    for seed in range(15):
        card = draw.draw_card(content(seed), f"test/{seed}")
        width, height = card.image.size
        for line in card.lines:
            assert 0 <= line.box[0] < line.box[2] <= width, line
            assert 0 <= line.box[1] < line.box[3] <= height, line
        assert not draw._overlap(card.lines)


@needs_fonts
def test_the_same_seed_draws_the_same_card_and_another_seed_another() -> None:
    """A sample can be made again from its seed."""
    first, again, other = (draw.draw_card(content(s), f"test/{s}") for s in (3, 3, 4))
    assert first.image.tobytes() == again.image.tobytes()
    assert first.truth == again.truth
    assert first.truth != other.truth


@needs_fonts
def test_qr_code_holds_the_card() -> None:
    """The QR code on a card can be read and names the person printed beside it."""
    card = draw.draw_card(content(5), "test/qr", qr=True, ground="light", tall=False)
    found = zxingcpp.read_barcodes(np.asarray(card.image))
    assert found
    assert f"FN:{card.truth['name'] or card.truth['company']}" in found[0].text


@needs_fonts
@pytest.mark.parametrize("layout", sorted(draw.LAYOUTS))
def test_every_layout_can_be_drawn(layout: str) -> None:
    """Each layout holds an ordinary card."""
    plain = replace(content(1), services=(), tax_ids=(), handles=())
    assert draw.draw_card(plain, "test/layout", layout=layout, tall=False, qr=False).truth["emails"]


@needs_fonts
def test_typefaces_have_every_letter() -> None:
    """No letter of the word lists is missing from any typeface, where it would be printed as an empty box."""
    lists = people.WORDS.read_text(encoding="utf-8") + everyday.DATA.read_text(encoding="utf-8")
    letters = {c for c in lists if c.isalpha()} | set("@/+-()•–|&„”")
    for family in {*fonts.text_families(), *fonts.display_families(), "thin"}:
        for weight in fonts.WEIGHTS:
            face = fonts.font(family, weight, 40)
            empty = bytes(face.getmask("\U0010fffd"))
            lacking = [letter for letter in sorted(letters) if bytes(face.getmask(letter)) == empty]
            assert not lacking, (family, weight)


def test_reading_order_goes_by_rows_then_from_left_to_right() -> None:
    """Two columns are transcribed row by row."""
    lines = [Printed("d", (50, 22, 90, 30)), Printed("a", (0, 0, 40, 10)), Printed("c", (0, 20, 40, 30))]
    lines.append(Printed("b", (50, 1, 90, 9)))
    assert [line.text for line in draw.in_reading_order(lines)] == ["a", "b", "c", "d"]


# ---------------------------------------------------------------- photographs
def plain_card(words: tuple[Printed, ...] = ()) -> draw.Drawn:
    """A card without letters: a dark triangle in its own top left corner."""
    sheet = Sheet(85, 55, (250, 250, 245))
    sheet.pen.polygon((40, 40, 500, 40, 40, 400), fill=(20, 20, 60))
    truth = dict.fromkeys(("name", "name_prefix", "name_suffix", "department", "company"), "")
    lists = {k: [] for k in ("job_titles", "emails", "phones", "websites", "addresses", "tax_ids", "handles")}
    return draw.Drawn(sheet.image, {**truth, **lists, "transcript": [w.text for w in words]}, words)


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 33, -140])
@pytest.mark.parametrize("curl", [0.0, 0.01])
def test_corners_say_where_the_card_lies_and_which_way_up(turn: float, curl: float) -> None:
    """Straightened by its true corners, the photo shows the card as it was drawn."""
    card = plain_card()
    shot = Shot(size=(800, 600), surface="dark_wood", turn=turn, tilt=0.3, shadow=0.0, curl=curl)
    photo = photograph.take([card], shot, "test")
    width, height = card.image.size
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    back = cv2.getPerspectiveTransform(np.array(photo.cards[0]["corners"], np.float32), target)
    seen = cv2.warpPerspective(np.asarray(photo.image.convert("L")), back, (width, height))
    drawn = np.asarray(card.image.convert("L"))
    assert np.corrcoef(seen.ravel(), drawn.ravel())[0, 1] > 0.85


@pytest.mark.parametrize(("gap", "askew"), [(0.03, 6.0), (0.003, 1.2), (0.0, 0.4), (0.02, 40.0)])
@pytest.mark.parametrize("count", [2, 5, 9])
def test_several_cards_lie_apart_and_in_the_picture(count: int, gap: float, askew: float) -> None:
    """Cards may touch and lie at odds; none covers another or leaves the picture."""
    shot = Shot(size=(1200, 900), surface="plain", gap=gap, askew=askew)
    photo = photograph.take([plain_card()] * count, shot, "test", any_way=True)
    cover = np.zeros((900, 1200), np.uint8)
    for card in photo.cards:
        corners = np.array(card["corners"])
        assert corners.min() >= 0
        assert (corners.max(axis=0) <= (1200, 900)).all()
        mask = cv2.fillConvexPoly(np.zeros_like(cover), corners.round().astype(np.int32), 1)
        shared = np.count_nonzero(cover & mask)
        assert shared < 0.01 * np.count_nonzero(mask)
        cover |= mask
    assert len(photo.cards) == count


def test_what_the_frame_cuts_is_not_asked_for() -> None:
    """A value that runs out of the picture goes to cut_off; the others stay."""
    edge = 85 * PX_PER_MM
    lines = (
        Printed("biuro@lumigra.example", (20, 100, 600, 140), (("emails", "biuro@lumigra.example"),)),
        Printed(
            "www.lumigra.example", (edge - 500, 100, edge - 10, 140), (("websites", "www.lumigra.example"),)
        ),
    )
    card = plain_card(lines)
    card.truth.update(emails=["biuro@lumigra.example"], websites=["www.lumigra.example"])
    shifted = np.array([[0.5, 0, 100.0], [0, 0.5, 100.0], [0, 0, 1.0]])
    truth = photograph._cut(card, shifted, (700, 700))
    assert truth["emails"] == ["biuro@lumigra.example"]
    assert truth["websites"] == []
    assert truth["cut_off"] == {"websites": ["www.lumigra.example"]}
    assert truth["transcript"] == ["biuro@lumigra.example"]


def test_the_same_seed_takes_the_same_photo() -> None:
    """Pixels repeat: noise, light and desk come from the seed."""
    shot = Shot(size=(640, 480), surface="fabric", glare=0.4, hand=True, motion=3)
    first, again = (photograph.take([plain_card()], shot, "test") for _ in range(2))
    assert first.image.tobytes() == again.image.tobytes()


def test_scans_and_pages_know_their_corners() -> None:
    """A borderless scan is its card; a page's cards lie on the page."""
    scan = photograph.scan(plain_card(), "test", dpi=200)
    assert scan.cards[0]["corners"][2] == [float(scan.image.width), float(scan.image.height)]
    page = photograph.page([plain_card()] * 8, "test", dpi=72)
    corners = np.array([c["corners"] for c in page.cards])
    assert corners.shape == (8, 4, 2)
    assert corners.min() >= 0
    assert (corners.max(axis=(0, 1)) <= page.image.size).all()


# ---------------------------------------------------------------- the program and the committed set
@needs_fonts
def test_program_writes_pictures_and_truth_alike_each_time(tmp_path: Path) -> None:
    """Two runs with one seed give the same bytes; each picture has its row of truth."""
    for name in ("one", "two"):
        assert make_samples.main(["-o", str(tmp_path / name), "--set", "polish", "--count", "2"]) == 0
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == ["polish-001.jpg", "polish-002.jpg", "truth.jsonl"]
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_missing_fonts_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the fonts the program says what to install and writes nothing."""
    monkeypatch.setattr(fonts, "_installed", dict)
    assert make_samples.main(["-o", str(tmp_path / "out")]) == 2
    assert "apt-get install" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_committed_photos_and_truth_belong_together() -> None:
    """Every photo has its row, every row its photo, each is described, and all stay small."""
    files = sorted(p.name for p in PHOTOS.iterdir() if p.name != "truth.jsonl")
    assert files == sorted(row["image"] for row in TRUTH)
    assert sum(p.stat().st_size for p in PHOTOS.iterdir()) < 15_000_000
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for file in files:
        assert file in readme, file


@pytest.mark.parametrize("row", TRUTH, ids=lambda row: row["image"])
def test_committed_truth_is_well_formed(row: dict) -> None:
    """All keys are there, and the corners run clockwise from the card's own top left."""
    assert row["kind"] in ("photo", "scan", "render")
    assert row["script"] == "latin"
    assert row["cards"]
    for card in row["cards"]:
        assert set(card) >= {
            "name",
            "job_titles",
            "company",
            "emails",
            "phones",
            "websites",
            "addresses",
            "transcript",
        }
        assert all(p["kind"] in ("work", "mobile", "fax", "home", "other") for p in card["phones"])
        x, y = np.array(card["corners"]).T
        assert np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)) > 0


@needs_fonts
@pytest.mark.parametrize("file", ["01_plain.jpg", "05_quarter_turn.jpg", "16_small_print.jpg"])
def test_committed_truth_is_what_the_program_makes(file: str) -> None:
    """The committed set has not drifted from its recipes."""
    recipe = next(r for r in make_samples.recipes() if r.file == file)
    (made,) = next(make_samples._from_recipe(recipe)).row["cards"]
    (kept,) = next(row for row in TRUTH if row["image"] == file)["cards"]
    assert np.allclose(made.pop("corners"), kept["corners"], atol=0.5)
    assert made == {k: v for k, v in kept.items() if k != "corners"}
