"""Makes broken, hostile and odd files, each with what should become of it.

    python tests/bad_input/make_bad_files.py FOLDER

They are made and not kept, since a repository full of them upsets virus scanners, and the recipe says
better than the bytes what is wrong with each. Always the same files: everything random is seeded.
"""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pillow_heif
from PIL import Image, ImageDraw

READ, REFUSED, EITHER = "read", "refused", "either"
"""Gives at least one photo; gives none and one sentence; a decoder's patience decides."""

SIZE = (320, 200)
FORMATS = {
    "jpg": "JPEG",
    "png": "PNG",
    "tif": "TIFF",
    "webp": "WEBP",
    "gif": "GIF",
    "bmp": "BMP",
    "heic": "HEIF",
    "avif": "AVIF",
    "pdf": "PDF",
}


class Made(NamedTuple):
    """A file of the corpus: its name (bytes where that is no UTF-8), its bytes, what should become of it."""

    name: str | bytes
    content: bytes
    verdict: str


def make_bad_files(folder: Path) -> dict[Path, str]:
    """Write the whole corpus to ``folder``; returns each path with its verdict."""
    folder.mkdir(parents=True, exist_ok=True)
    pillow_heif.register_heif_opener()
    verdicts = {}
    for made in all_files():
        path = folder / os.fsdecode(made.name)
        try:
            path.write_bytes(made.content)
        except OSError:  # a file system that does not take this name
            continue
        verdicts[path] = made.verdict
    return verdicts | special_files(folder)


def all_files() -> Iterator[Made]:
    """Every file that is a name and bytes."""
    for family in (
        cut_short, scrambled, wrong_suffixes, colour_modes, orientations, dates, moving, sizes, claimed_sizes,
        odd_jpegs, odd_pngs, odd_tiffs, odd_pdfs, not_pictures, empty_files, odd_names,
    ):  # fmt: skip
        yield from family()


def card(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Something like a card: bars of print on paper on a desk."""
    image = Image.new("RGB", size, (90, 70, 50))
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((width // 10, height // 10, width * 9 // 10, height * 9 // 10), fill=(250, 248, 240))
    for row in range(3, 8):
        draw.rectangle(
            (width // 5, height * row // 10, width * (2 + row % 3) // 5, height * row // 10 + 5),
            fill=(20, 20, 40),
        )
    return image if mode == "RGB" else image.convert(mode)


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def good() -> dict[str, bytes]:
    """Suffix -> a sound file of that kind."""
    return {suffix: encoded(card(), form) for suffix, form in FORMATS.items()}


def cut_short() -> Iterator[Made]:
    for suffix, content in good().items():
        for percent in (2, 10, 25, 40, 50, 60, 75, 90, 97):
            # Formats with an index at the front may be whole enough; a cut JPEG must never pass for whole.
            verdict = REFUSED if suffix == "jpg" or percent <= 2 else EITHER
            yield Made(
                f"cut at {percent} percent.{suffix}", content[: len(content) * percent // 100], verdict
            )


def scrambled() -> Iterator[Made]:
    for suffix, content in good().items():
        for seed in range(4):
            chance = random.Random(seed)
            broken = bytearray(content)
            for _ in range(1 + len(broken) // 200):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            yield Made(f"scrambled {seed}.{suffix}", bytes(broken), EITHER)


def wrong_suffixes() -> Iterator[Made]:
    suffixes = list(FORMATS)
    for number, (suffix, content) in enumerate(good().items()):
        other = suffixes[(number + 1) % len(suffixes)]
        yield Made(f"really {suffix}.{other}", content, READ)
    yield Made("no suffix", good()["jpg"], READ)


def colour_modes() -> Iterator[Made]:
    for mode, suffixes in {
        "1": "png tif bmp gif",
        "L": "jpg png tif bmp webp",
        "LA": "png tif webp",
        "P": "png tif bmp gif",
        "RGBA": "png tif webp avif heic",
        "CMYK": "jpg tif pdf",
        "YCbCr": "jpg tif",
        "I": "tif",
        "I;16": "tif png",
        "F": "tif",
    }.items():
        for suffix in suffixes.split():
            image = (
                card().convert("L").convert("I").point(lambda level: level * 256)
                if mode in {"I", "I;16"}
                else card(mode=mode)
            )
            yield Made(
                f"mode {mode.replace(';', '-')}.{suffix}", encoded(image.convert(mode), FORMATS[suffix]), READ
            )
    yield Made("mode LAB.tif", encoded(Image.new("LAB", SIZE), "TIFF"), EITHER)
    yield Made(
        "not a number.tif", encoded(Image.fromarray(np.full((60, 90), np.nan, np.float32)), "TIFF"), READ
    )
    yield Made("infinite.tif", encoded(Image.fromarray(np.full((60, 90), np.inf, np.float32)), "TIFF"), READ)
    yield Made("all transparent.png", encoded(Image.new("RGBA", SIZE, (0, 0, 0, 0)), "PNG"), READ)
    indexed = card(mode="P")
    yield Made("transparent palette.png", encoded(indexed, "PNG", transparency=0), READ)
    yield Made("transparent palette bytes.png", encoded(indexed, "PNG", transparency=bytes(range(200))), READ)
    yield Made("transparent grey.png", encoded(card(mode="L"), "PNG", transparency=250), READ)


def with_exif(**tags: object) -> bytes:
    exif = Image.Exif()
    exif[274] = tags.get("orientation", 1)
    if "taken" in tags:
        exif.get_ifd(0x8769)[36867] = tags["taken"]
    return encoded(card(), "JPEG", exif=exif)


def orientations() -> Iterator[Made]:
    for orientation in (*range(10), 65535):
        yield Made(f"orientation {orientation}.jpg", with_exif(orientation=orientation), READ)


def dates() -> Iterator[Made]:
    for number, text in enumerate(
        (
            "0000:00:00 00:00:00",
            "2024:02:30 10:00:00",
            "    :  :     :  :  ",
            "",
            "2024-05-06",
            "\0" * 19,
            "9" * 4000,
            "ż" * 19,
        )
    ):
        yield Made(f"date {number}.jpg", with_exif(taken=text), READ)
    broken = with_exif(taken="2024:05:06 07:08:09").replace(b"Exif\0\0", b"Exif\0\0" + b"\xff" * 8, 1)
    yield Made("broken exif.jpg", broken, EITHER)


def moving() -> Iterator[Made]:
    frames = [card(), card(mode="L").convert("RGB"), card()]
    for suffix in ("gif", "webp", "png", "tif", "avif"):
        content = encoded(frames[0], FORMATS[suffix], save_all=True, append_images=frames[1:])
        yield Made(f"moving.{suffix}", content, READ)


def sizes() -> Iterator[Made]:
    for width, height, verdict in (
        (1, 1, REFUSED), (15, 15, REFUSED), (16, 16, READ), (1, 5000, REFUSED), (5000, 1, REFUSED),
        (20000, 50, READ), (50, 20000, READ), (9000, 20, READ),
    ):  # fmt: skip
        image = Image.new("RGB", (width, height), "white")
        for suffix in ("png", "jpg", "tif"):
            yield Made(f"{width} x {height}.{suffix}", encoded(image, FORMATS[suffix]), verdict)
    # 300 megapixels really there: 40 kB in the file, 900 MB in memory if anyone decoded them.
    yield Made("300 megapixels.png", encoded(Image.new("1", (20000, 15000)), "PNG"), REFUSED)
    yield Made(
        "300 megapixels.tif", encoded(Image.new("1", (20000, 15000)), "TIFF", compression="group4"), REFUSED
    )


def claimed_sizes() -> Iterator[Made]:
    """Files whose headers promise far more than they hold."""
    png, jpeg, bmp, gif = (bytearray(good()[suffix]) for suffix in ("png", "jpg", "bmp", "gif"))
    for width, height in ((60000, 60000), (2**31 - 1, 2**31 - 1), (0, 0)):
        png[16:24] = struct.pack(">II", width, height)
        png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
        yield Made(f"claims {width} x {height}.png", bytes(png), REFUSED)
    frame = jpeg.index(b"\xff\xc0")
    for width, height in ((65500, 65500), (12000, 17000), (0, 0)):
        jpeg[frame + 5 : frame + 9] = struct.pack(">HH", height, width)
        yield Made(f"claims {width} x {height}.jpg", bytes(jpeg), REFUSED)
    for width, height in ((2**31 - 1, 2**31 - 1), (-5, -5), (60000, -60000), (0, 0)):
        bmp[18:26] = struct.pack("<ii", width, height)
        yield Made(f"claims {width} x {height}.bmp", bytes(bmp), REFUSED)
    gif[6:10] = struct.pack("<HH", 65535, 65535)
    yield Made("claims 65535 x 65535.gif", bytes(gif), REFUSED)
    tiff = bytearray(good()["tif"])
    for tag in (256, 257):
        place = tiff.index(struct.pack("<HHI", tag, 4, 1))
        tiff[place : place + 12] = struct.pack("<HHII", tag, 4, 1, 70000)
    yield Made("claims 70000 x 70000.tif", bytes(tiff), REFUSED)


def odd_jpegs() -> Iterator[Made]:
    jpeg = good()["jpg"]
    yield Made("progressive.jpg", encoded(card(), "JPEG", progressive=True), READ)
    yield Made("progressive cut.jpg", encoded(card((900, 600)), "JPEG", progressive=True)[:6000], REFUSED)
    yield Made("no end marker.jpg", jpeg[:-2], EITHER)
    yield Made("rubbish after the end.jpg", jpeg + b"rubbish" * 1000, READ)
    yield Made("rubbish before the start.jpg", b"rubbish" + jpeg, REFUSED)
    yield Made("two in one.jpg", jpeg + jpeg, READ)
    yield Made("no tables.jpg", jpeg.replace(b"\xff\xc4", b"\xff\xee"), EITHER)
    yield Made("only a start.jpg", b"\xff\xd8", REFUSED)
    yield Made("start and end.jpg", b"\xff\xd8\xff\xd9", REFUSED)
    yield Made("many markers.jpg", b"\xff\xd8" + b"\xff\xe0\x00\x02" * 50000, REFUSED)
    yield Made("long comment.jpg", jpeg[:2] + (b"\xff\xfe\xff\xff" + b"x" * 65533) * 50 + jpeg[2:], READ)
    yield Made("grey.jpg", encoded(card(mode="L"), "JPEG"), READ)
    yield Made("inverted cmyk.jpg", encoded(card(mode="CMYK"), "JPEG", quality=30), READ)
    yield Made("two pictures.mpo", encoded(card(), "MPO", save_all=True, append_images=[card()]), READ)
    yield Made("colour profile.jpg", encoded(card(), "JPEG", icc_profile=b"\xff" * 100_000), READ)
    yield Made("large.jpg", encoded(card((9000, 6000)), "JPEG", quality=20), READ)


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def odd_pngs() -> Iterator[Made]:
    png = good()["png"]
    header, rest = png[:33], png[33:]
    bomb = zlib.compress(bytes(100_000_000), 9)
    yield Made("text bomb.png", header + png_chunk(b"zTXt", b"k\0\0" + bomb) + rest, EITHER)
    yield Made("profile bomb.png", header + png_chunk(b"iCCP", b"k\0\0" + bomb) + rest, EITHER)
    yield Made("wrong checksum.png", png[:40] + bytes([png[40] ^ 255]) + png[41:], EITHER)
    yield Made("no end.png", png[:-12], EITHER)
    yield Made("only a signature.png", png[:8], REFUSED)
    yield Made("only a header.png", header, REFUSED)
    yield Made("no picture.png", header + png_chunk(b"IEND", b""), REFUSED)
    yield Made("endless chunk.png", header + struct.pack(">I", 2**31 - 1) + b"IDAT", REFUSED)
    indexed = encoded(card(mode="P"), "PNG")
    place = indexed.index(b"PLTE") - 4
    length = struct.unpack(">I", indexed[place : place + 4])[0]
    yield Made("no palette.png", indexed[:place] + indexed[place + 12 + length :], EITHER)
    deep = bytearray(header)
    deep[24:26] = bytes([16, 2])
    deep[29:33] = struct.pack(">I", zlib.crc32(deep[12:29]))
    rows = zlib.compress((b"\0" + b"\xee\xee" * 3 * SIZE[0]) * SIZE[1])
    yield Made("16 bit colour.png", bytes(deep) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b""), READ)
    yield Made("more than promised.png", header + png_chunk(b"IDAT", bomb) + png_chunk(b"IEND", b""), EITHER)


def odd_tiffs() -> Iterator[Made]:
    for compression in ("raw", "tiff_lzw", "tiff_deflate", "jpeg", "packbits", "tiff_adobe_deflate"):
        yield Made(f"{compression}.tif", encoded(card(), "TIFF", compression=compression), READ)
    for compression in ("group3", "group4"):
        yield Made(f"{compression}.tif", encoded(card(mode="1"), "TIFF", compression=compression), READ)
    small = Image.new("1", (32, 32), 1)
    many = encoded(small, "TIFF", save_all=True, append_images=[small] * 29)
    yield Made("30 pages.tif", many, READ)
    yield Made("1100 pages.tif", encoded(small, "TIFF", save_all=True, append_images=[small] * 1099), REFUSED)
    # The first directory names itself as the next one.
    tiff = bytearray(good()["tif"])
    start = struct.unpack("<I", tiff[4:8])[0]
    entries = struct.unpack("<H", tiff[start : start + 2])[0]
    tiff[start + 2 + entries * 12 : start + 6 + entries * 12] = struct.pack("<I", start)
    yield Made("circle of pages.tif", bytes(tiff), READ)
    yield Made("no directory.tif", b"II*\0" + struct.pack("<I", 8), REFUSED)
    yield Made("directory beyond the end.tif", b"II*\0" + struct.pack("<I", 2**31), REFUSED)
    yield Made("65535 entries.tif", b"II*\0" + struct.pack("<IH", 8, 65535) + b"\1" * 1000, REFUSED)
    yield Made("big endian.tif", b"MM\0*" + struct.pack(">IH", 8, 0) + bytes(4), REFUSED)
    later_broken = bytearray(many)
    later_broken[len(many) // 2 :] = bytes(len(many) - len(many) // 2)
    yield Made("second half blank.tif", bytes(later_broken), READ)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Objects 1, 2, ... with a right cross reference table."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R %b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start)
    return bytes(out)


def one_page_pdf(page: bytes, *more: bytes, catalog: bytes = b"") -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R %b>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R %b>>" % page,
        *more,
    )


def odd_pdfs() -> Iterator[Made]:
    box = b"/MediaBox[0 0 240 150]"
    page = b"<</Type/Page/Parent 2 0 R" + box + b">>"
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    yield Made("one page.pdf", one_page_pdf(box), READ)
    yield Made("rubbish first.pdf", b"rubbish\n" * 20 + one_page_pdf(box), EITHER)
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 503))
    yield Made(
        "500 pages.pdf",
        pdf(
            catalog, b"<</Type/Pages/Kids[%b]/Count 500>>" % kids, *[page.replace(b"240 150", b"24 15")] * 500
        ),
        READ,
    )
    kids = b" ".join([b"3 0 R"] * 1500)
    yield Made("1500 pages.pdf", pdf(catalog, b"<</Type/Pages/Kids[%b]/Count 1500>>" % kids, page), REFUSED)
    locked = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (b"41" * 32, b"42" * 32)
    yield Made(
        "locked.pdf", pdf(catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, trailer=locked), REFUSED
    )
    yield Made(
        "unknown lock.pdf",
        pdf(catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, trailer=b"/Encrypt<</Filter/Foo>>"),
        REFUSED,
    )
    yield Made("no pages.pdf", pdf(catalog, b"<</Type/Pages/Kids[]/Count 0>>"), REFUSED)
    yield Made("pages in a circle.pdf", pdf(catalog, b"<</Type/Pages/Kids[2 0 R]/Count 5>>"), EITHER)
    yield Made(
        "promises a million pages.pdf",
        pdf(catalog, b"<</Type/Pages/Kids[3 0 R]/Count 1000000>>", page),
        EITHER,
    )
    yield Made("no catalog.pdf", pdf(b"<<>>"), EITHER)
    yield Made("only a header.pdf", b"%PDF-1.7\n", REFUSED)
    yield Made("header and rubbish.pdf", b"%PDF-1.7\n" + random.Random(7).randbytes(5000), REFUSED)
    yield Made("200 inch page.pdf", one_page_pdf(b"/MediaBox[0 0 14400 14400]"), READ)
    yield Made("endless page.pdf", one_page_pdf(b"/MediaBox[0 0 1e30 1e30]"), EITHER)
    yield Made("page without size.pdf", one_page_pdf(b"/MediaBox[0 0 0 0]"), EITHER)
    yield Made("page turned inside out.pdf", one_page_pdf(b"/MediaBox[240 150 0 0]/Rotate 90"), EITHER)
    yield Made("page like a thread.pdf", one_page_pdf(b"/MediaBox[0 0 14400 1]"), EITHER)
    script = b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://firma.example'\\))>>"
    yield Made("runs a script.pdf", one_page_pdf(box, catalog=script), READ)
    content = zlib.compress(b"q " * 2_000_000)
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream"
    yield Made(
        "deep stack.pdf", one_page_pdf(box + b"/Contents 4 0 R", stream % (len(content), content)), EITHER
    )
    yield Made("broken stream.pdf", one_page_pdf(box + b"/Contents 4 0 R", stream % (99, b"x" * 99)), READ)
    drawing = b"<</Length 30>>stream\n240 0 0 150 0 0 cm /Im Do      \nendstream"
    pixels = zlib.compress(bytes(20000 * 15000 // 8), 9)
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 20000/Height 15000/BitsPerComponent 1/ColorSpace/DeviceGray"
        b"/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(pixels), pixels)
    )
    resources = b"/Contents 4 0 R/Resources<</XObject<</Im 5 0 R>>>>"
    yield Made("300 megapixels inside.pdf", one_page_pdf(box + resources, drawing, picture), REFUSED)
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</Im 5 0 R>>>>/Length 6>>"
        b"stream\n/Im Do\nendstream"
    )
    yield Made("form in itself.pdf", one_page_pdf(box + resources, drawing, form), EITHER)


def not_pictures() -> Iterator[Made]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../card.jpg", "x")
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("card.jpg"))
    for name, content in {
        "zip": packed.getvalue(),
        "tar": tarred.getvalue(),
        "gzip bomb": gzip.compress(bytes(50_000_000)),
        "text": b"Anna Przyk\xc5\x82ad\n",
        "web page": b"<!doctype html><script>alert(1)</script>",
        "drawing": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
        "xml bomb": b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
        "program": b"MZ" + bytes(500),
        "linux program": b"\x7fELF" + bytes(500),
        "script": b"#!/bin/sh\ntouch owned\n",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n(owned) (w) file\n",
        "photoshop": b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 200, 200, 8, 3) + bytes(100),
        "icon": b"\0\0\1\0\1\0\x10\x10" + bytes(60),
        "film": b"\0\0\0\x18ftypisom\0\0\0\0isomiso2" + bytes(500),
        "empty heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500),
        "riff": b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff" + bytes(100),
        "jpeg xl": b"\xff\x0a" + bytes(100),
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(200),
        "zeros": bytes(1_000_000),
        "noise": random.Random(3).randbytes(1_000_000),
        "one byte": b"\xff",
        "line break": b"\n",
        "table": "Imię;Nazwisko\nAnna;Przykład\n".encode(),
        "download page": b"version https://git-lfs.example/spec/v1\nsize 12345\n",
    }.items():
        yield Made(f"{name}.jpg", content, REFUSED)


def empty_files() -> Iterator[Made]:
    for suffix in (*FORMATS, "jpeg", "tiff", "heif"):
        yield Made(f"empty.{suffix}", b"", REFUSED)


def odd_names() -> Iterator[Made]:
    jpeg = good()["jpg"]
    for name in (
        "line\nbreak.jpg",
        "tab\tand\rreturn.jpg",
        "bell\a and \x1b[31mred.jpg",
        "wizytówka Żółć gęślą jaźń.jpg",
        "kartka 🪪🇵🇱.jpg",
        "-o.jpg",
        "--help.jpg",
        "=HYPERLINK(A1).jpg",
        "@SUM(1).jpg",
        "+48.jpg",
        "quote\" and 'quote.jpg",
        "semi;colon,comma.jpg",
        "back\\slash.jpg",
        "100%s %n {0} %(x)d.jpg",
        "$(touch owned).jpg",
        "`touch owned`.jpg",
        "a|b>c<d&e.jpg",
        "*?[a-z].jpg",
        "<b>bold</b>.jpg",
        "right\u202eto left.jpg",
        "zero\u200bwidth.jpg",
        "combining o\u0301.jpg",
        "nbsp\u00a0.jpg",
        "x" * 250 + ".jpg",
        " leading space.jpg",
        "trailing space .jpg",
        "two..dots.jpg",
        "UPPER.JPG",
        "NUL.jpg",
        "[bold]markup.jpg",
    ):
        yield Made(name, jpeg, READ)
    yield Made(b"not utf-8 \xff\xfe.jpg", jpeg, READ)
    yield Made(b"not utf-8 and broken \xff\xfe.jpg", jpeg[:300], REFUSED)


def special_files(folder: Path) -> dict[Path, str]:
    """Links, pipes, devices and permissions: what a name and bytes do not say."""
    inner = folder / "folder.jpg"
    inner.mkdir(exist_ok=True)
    (inner / "inside.jpg").write_bytes(good()["jpg"])
    verdicts = {inner / "inside.jpg": READ, folder / "missing.jpg": REFUSED}

    def special(name: str, make: Callable[[Path], object], verdict: str) -> None:
        path = folder / name
        try:
            make(path)
        except (OSError, AttributeError, NotImplementedError):  # not on this system
            return
        verdicts[path] = verdict

    special("link to itself.jpg", lambda path: path.symlink_to(path.name), REFUSED)
    special("link to nothing.jpg", lambda path: path.symlink_to("nowhere.jpg"), REFUSED)
    special("link to zeros.jpg", lambda path: path.symlink_to("/dev/zero"), REFUSED)
    special("link to a photo.jpg", lambda path: path.symlink_to("folder.jpg/inside.jpg"), READ)
    special("pipe.jpg", os.mkfifo, REFUSED)
    special("folder.jpg/up", lambda path: path.symlink_to(".."), EITHER)
    del verdicts[folder / "folder.jpg/up"]  # a circle of folders, not a file
    secret = folder / "secret.jpg"
    secret.write_bytes(good()["jpg"])
    secret.chmod(0)
    verdicts[secret] = READ if os.access(secret, os.R_OK) else REFUSED
    return verdicts


if __name__ == "__main__":
    written = make_bad_files(Path(sys.argv[1]))
    print(f"{len(written)} files in {sys.argv[1]}")
