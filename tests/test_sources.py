"""Any file in, a photo or one plain sentence out."""

from __future__ import annotations

import hashlib
import io
import os
import resource
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ingest import sources
from ingest.errors import PhotoError
from ingest.sources import Photo, count_pages, find_files, printable, read_photo, read_source

sys.path.insert(0, str(Path(__file__).parent / "bad_input"))
from make_bad_files import READ, REFUSED, make_bad_files, one_page_pdf

RED, GREEN, BLUE, WHITE, BLACK = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0)


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def plain(color: object = WHITE, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, color)  # type: ignore[arg-type]


def read(content: bytes, page: int = 1) -> Photo:
    return read_photo("photo", page, content)


def color_of(photo: Photo) -> tuple[int, ...]:
    return tuple(int(level) for level in photo.pixels[photo.pixels.shape[0] // 2, photo.pixels.shape[1] // 2])


def sentence_of(path: Path | str, content: bytes | None = None) -> str:
    with pytest.raises(PhotoError) as caught:
        read_photo(path, content=content) if content is not None else list(read_source(path))
    return str(caught.value)


# Every kind of file ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "HEIF", "AVIF", "PDF"])
def test_every_kind_gives_rgb_that_nobody_can_write_to(form: str) -> None:
    """Shape (height, width, 3), uint8, read-only, whatever the suffix: the bytes tell the kind."""
    pillow_heif.register_heif_opener()
    content = encoded(plain((200, 30, 30)), form)
    photo = read(content)
    assert photo.pixels.dtype == np.uint8
    assert photo.pixels.ndim == 3
    assert not photo.pixels.flags.writeable
    assert np.abs(np.array(color_of(photo)) - (200, 30, 30)).max() < 12
    assert photo.content_hash == hashlib.sha256(content).hexdigest()
    if form != "PDF":
        assert photo.pixels.shape == (40, 60, 3)
        assert photo.scale == 1


@pytest.mark.parametrize(
    ("image", "form", "options", "expected"),
    [
        (plain(0, mode="1"), "PNG", {}, BLACK),
        (plain(128, mode="L"), "JPEG", {}, (128, 128, 128)),
        (plain((0, 0, 0, 0), mode="RGBA"), "PNG", {}, WHITE),
        (plain((0, 0, 0, 128), mode="RGBA"), "PNG", {}, (127, 127, 127)),
        (plain((0, 0), mode="LA"), "PNG", {}, WHITE),
        (plain(0, mode="P"), "PNG", {"transparency": 0}, WHITE),
        (plain((0, 255, 255, 0), mode="CMYK"), "JPEG", {"quality": 95}, (254, 0, 0)),
        (plain((0, 255, 255, 0), mode="CMYK"), "TIFF", {}, RED),
    ],
)
def test_every_colour_mode_becomes_rgb_on_white(
    image: Image.Image, form: str, options: dict[str, object], expected: tuple[int, ...]
) -> None:
    """Transparent parts are white as the paper that they are meant for."""
    assert color_of(read(encoded(image, form, **options))) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("mode", ["I;16", "I", "F"])
def test_deep_grey_keeps_its_range(mode: str) -> None:
    """16 bits are scaled, not cut off: dark print on bright paper stays apart."""
    levels = np.full((40, 60), 60000, np.float32)
    levels[:, :30] = 20000
    image = Image.fromarray(levels.astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]))
    pixels = read(encoded(image, "TIFF")).pixels
    assert pixels[20, 45].tolist() == [255, 255, 255]
    assert pixels[20, 15].tolist() == [85, 85, 85]


@pytest.mark.parametrize(
    ("orientation", "top_left"),
    [(1, RED), (2, GREEN), (3, BLUE), (4, WHITE), (5, RED), (6, WHITE), (7, BLUE), (8, GREEN)],
)
@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "RGB"), ("TIFF", "RGB"), ("PNG", "RGBA"), ("WEBP", "RGB")]
)
def test_exif_orientation_is_applied(
    orientation: int, top_left: tuple[int, ...], form: str, mode: str
) -> None:
    """The corner that a viewer shows at the top left is there (Exif 2.32, tag 274)."""
    image = plain(size=(400, 200))
    for corner, color in (((0, 0), RED), ((200, 0), GREEN), ((200, 100), BLUE), ((0, 100), WHITE)):
        image.paste(color, (*corner, corner[0] + 200, corner[1] + 100))
    exif = Image.Exif()
    exif[274] = orientation
    pixels = read(encoded(image.convert(mode), form, exif=exif, quality=95)).pixels
    assert pixels.shape == ((400, 200, 3) if orientation > 4 else (200, 400, 3))
    assert np.abs(pixels[20, 20].astype(int) - top_left).max() < 20


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024:05:06 23:59:59", date(2024, 5, 6)),
        ("0000:00:00 00:00:00", None),
        ("2024:02:30 00:00:00", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "HEIF"])
def test_the_day_comes_from_exif(form: str, text: str, expected: date | None) -> None:
    """A camera without a clock writes zeros: that is no day."""
    pillow_heif.register_heif_opener()
    exif = Image.Exif()
    exif[274] = 1
    exif.get_ifd(0x8769)[36867] = text
    assert read(encoded(plain(), form, exif=exif)).taken_on == expected


def test_the_day_of_an_edit_is_not_the_day_of_the_photo() -> None:
    """Tag 306 is set by every program that saves the file."""
    exif = Image.Exif()
    exif[306] = "2024:05:06 23:59:59"
    assert read(encoded(plain(), "JPEG", exif=exif)).taken_on is None


@pytest.mark.parametrize(("form", "largest"), [("JPEG", 4096), ("PNG", 4096)])
def test_large_photos_are_reduced_and_say_how_much(form: str, largest: int) -> None:
    """``scale`` leads from a place in the photo back to the file's own pixels."""
    image = plain(size=(9000, 3000))
    image.paste(BLACK, (4500, 0, 9000, 3000))
    photo = read(encoded(image, form))
    assert max(photo.pixels.shape) <= largest
    edge = int(np.argmax(photo.pixels[50, :, 0] < 128))
    assert edge * photo.scale == pytest.approx(4500, abs=6)
    assert photo.pixels.shape[0] * photo.scale == pytest.approx(3000, abs=3)


def test_photos_of_usual_size_are_left_alone() -> None:
    """12 megapixels are what phones make: every pixel is kept."""
    photo = read(encoded(plain(size=(4032, 3024)), "JPEG"))
    assert photo.pixels.shape == (3024, 4032, 3)
    assert photo.scale == 1


# Pages ----------------------------------------------------------------------------------------------------


def test_pages_come_one_by_one() -> None:
    """A TIFF's pages in order; of an animation only the first picture."""
    frames = [plain(color) for color in (RED, GREEN, BLUE)]
    tiff = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert count_pages("scan.tif", tiff) == 3
    assert [color_of(read(tiff, page)) for page in (1, 2, 3)] == [RED, GREEN, BLUE]
    gif = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert count_pages("moving.gif", gif) == 1
    assert color_of(read(gif)) == RED


def test_thumbnails_in_a_tiff_are_no_pages(tmp_path: Path) -> None:
    """NewSubfileType, tag 254, marks them."""
    from PIL import TiffImagePlugin

    small = plain(GREEN, (20, 20))
    details = TiffImagePlugin.ImageFileDirectory_v2()
    details[254] = 1
    small.encoderinfo = {"tiffinfo": details}  # type: ignore[attr-defined]
    path = tmp_path / "scan.tif"
    path.write_bytes(encoded(plain(RED), "TIFF", save_all=True, append_images=[small, plain(BLUE)]))
    assert [color_of(photo) for photo in read_source(path)] == [RED, BLUE]


def test_a_pdf_page_is_drawn_at_300_dpi() -> None:
    """Points are 1/72 inch: a card of 240 x 150 points has 1000 x 625 pixels."""
    assert read(one_page_pdf(b"/MediaBox[0 0 240 150]")).pixels.shape == pytest.approx((625, 1000, 3), abs=1)
    assert read(one_page_pdf(b"/MediaBox[0 0 240 150]/Rotate 90")).pixels.shape == pytest.approx(
        (1000, 625, 3), abs=1
    )


def test_a_broken_page_does_not_take_the_others_along(tmp_path: Path) -> None:
    """The good pages come first, then one sentence that names the page."""
    frames = [plain(color, (300, 200)) for color in (RED, GREEN, BLUE)]
    content = bytearray(
        encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression="tiff_lzw")
    )
    with Image.open(io.BytesIO(content)) as image:
        image.seek(1)
        offset, length = image.tag_v2[273][0], image.tag_v2[279][0]  # type: ignore[attr-defined]
    content[offset : offset + length] = b"\xff" * length
    path = tmp_path / "stack.tif"
    path.write_bytes(content)
    pages = []
    with pytest.raises(PhotoError, match=r"stack\.tif, page 2, .*damaged"):
        pages.extend(photo.page for photo in read_source(path))
    assert pages == [1, 3]


def test_a_page_that_is_not_there_is_a_plain_sentence() -> None:
    """As when a file changed between two looks."""
    with pytest.raises(PhotoError, match="page 9, has no such page"):
        read(one_page_pdf(b"/MediaBox[0 0 240 150]"), 9)
    with pytest.raises(PhotoError, match="page 9, has no such page"):
        read(encoded(plain(), "PNG"), 9)


# Which files ----------------------------------------------------------------------------------------------


def test_folders_are_searched_in_the_order_a_person_expects(tmp_path: Path) -> None:
    """Numbers as numbers, folders after files, hidden and other files passed over."""
    for name in (
        "IMG_10.jpg",
        "IMG_2.JPG",
        "notes.txt",
        ".hidden.jpg",
        "b/1.pdf",
        "a/zdjęcie.heic",
        ".cache/1.jpg",
        "._IMG_2.jpg",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = [path.relative_to(tmp_path).as_posix() for path in find_files([tmp_path])]
    assert found == ["IMG_2.JPG", "IMG_10.jpg", "a/zdjęcie.heic", "b/1.pdf"]


def test_a_file_named_outright_is_tried_whatever_its_suffix(tmp_path: Path) -> None:
    """And each file only once, however often it is named."""
    odd, card = tmp_path / "card.dat", tmp_path / "card.jpg"
    odd.touch()
    card.touch()
    (tmp_path / "same.jpg").symlink_to(card)
    assert list(find_files([odd, card, tmp_path, card])) == [odd, card]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    """A folder that holds a link to a folder above it."""
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "card.jpg").touch()
    (inner / "up").symlink_to(tmp_path)
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    assert [path.name for path in find_files([tmp_path])] == ["loop.jpg", "card.jpg"]


def test_what_cannot_be_found_is_handed_on_to_be_told(tmp_path: Path) -> None:
    """A missing path and an empty folder do not vanish: reading them says what is wrong."""
    missing, empty = tmp_path / "żółw.jpg", tmp_path / "puste"
    empty.mkdir()
    assert list(find_files([missing, empty])) == [missing, empty]
    assert sentence_of(missing) == f"{missing} does not exist; check the name."
    assert sentence_of(empty).startswith(f"{empty} is a folder without photos in it (JPEG, PNG,")


# What goes wrong ------------------------------------------------------------------------------------------


def test_sentences_for_what_people_meet(tmp_path: Path) -> None:
    """The file, what is wrong with it, and what to do."""
    jpeg = encoded(plain(size=(900, 600)), "JPEG")
    assert sentence_of("a.jpg", b"") == "a.jpg is empty (0 bytes); copy it again from where it came from."
    assert sentence_of("b.jpg", b"text").startswith("b.jpg is not a picture that can be read (JPEG, PNG,")
    assert sentence_of("c.jpg", jpeg[: len(jpeg) // 2]) == (
        "c.jpg stops in the middle, its end is missing; copy it again from where it came from."
    )
    huge = encoded(Image.new("1", (20000, 15000)), "PNG")
    assert sentence_of("d.png", huge) == "d.png has more than 200 million pixels; make it smaller."
    assert sentence_of("e.png", encoded(plain(size=(1, 1)), "PNG")) == (
        "e.png is only 1 x 1 pixels, too small to show a card."
    )
    pipe = tmp_path / "pipe.jpg"
    os.mkfifo(pipe)
    assert sentence_of(pipe) == f"{pipe} is not a regular file, so it is no photo."


def test_a_locked_pdf_says_so() -> None:
    """Nobody is asked for a password: a batch runs unattended."""
    from make_bad_files import odd_pdfs

    locked = next(made for made in odd_pdfs() if made.name == "locked.pdf")
    assert sentence_of("f.pdf", locked.content) == (
        "f.pdf is locked with a password; save a copy without one and read that."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    """The system's own reason, in plain words."""
    path = tmp_path / "secret.jpg"
    path.write_bytes(encoded(plain(), "JPEG"))
    path.chmod(0)
    assert sentence_of(path) == f"{path} may not be read by this user; change its permissions."


def test_names_are_told_on_one_line() -> None:
    """A name may hold line breaks, colours for the terminal, text that runs backwards, or no text at all."""
    assert printable("a\nb\x1b[31m.jpg") == "a\\nb\\x1b[31m.jpg"
    assert printable("right\u202eto left.jpg") == "right\\u202eto left.jpg"
    assert printable("żółw 🪪.jpg") == "żółw 🪪.jpg"
    assert printable(Path(os.fsdecode(b"\xff.jpg"))) == "\\xff.jpg"


def test_a_huge_picture_is_refused_before_it_is_decoded() -> None:
    """40 kB on disk, 300 megapixels in memory: the header is enough to tell."""
    content = encoded(Image.new("1", (20000, 15000)), "PNG")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "200 million pixels" in sentence_of("bomb.png", content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_corpus_of_bad_files_is_survived(tmp_path: Path) -> None:
    """Every one gives photos or one sentence on one line that names it."""
    verdicts = make_bad_files(tmp_path)
    assert len(verdicts) >= 300
    wrong = []
    for path, verdict in verdicts.items():
        photos, sentence = 0, ""
        try:
            for photo in read_source(path):
                photos += 1
                assert photo.pixels.ndim == 3
                assert max(photo.pixels.shape) <= sources.LONGEST_SIDE
        except PhotoError as error:
            sentence = str(error)
            assert sentence.startswith(printable(path))
            assert sentence.endswith(".")
            assert sentence.isprintable()
        if (verdict == READ and not photos) or (verdict == REFUSED and (photos or not sentence)):
            wrong.append((path.name, verdict, photos, sentence))
    assert wrong == []


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_bytes_make_a_reader_raise_anything_else(data: st.DataObject) -> None:
    """Sound files with bytes changed, cut out and put in."""
    pillow_heif.register_heif_opener()
    form = data.draw(st.sampled_from(["JPEG", "PNG", "TIFF", "WEBP", "GIF", "BMP", "PDF", "HEIF"]))
    content = bytearray(encoded(plain((200, 30, 30), (64, 48)), form))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 8))] = data.draw(st.binary(max_size=8))
    try:
        for page in range(1, count_pages("photo", bytes(content)) + 1):
            assert read(bytes(content), page).pixels.ndim == 3
    except PhotoError as error:
        assert str(error).startswith("photo")
        assert "\n" not in str(error)


@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"%PDF-1.7\n", b"GIF89a"]),
)
def test_rubbish_behind_a_right_start_is_refused(rubbish: bytes, start: bytes) -> None:
    """Nothing but PhotoError comes out of noise."""
    try:
        photo = read(start + rubbish)
    except PhotoError as error:
        assert str(error).startswith("photo")
    else:  # noise that happens to be a picture
        assert photo.pixels.ndim == 3
