"""Files, folders, PDF and TIFF pages, HEIC -> Photo.

What is here is the program's front door, so it trusts nothing: the kind of a file is told by its bytes and
not by its name, sizes are checked before anything is decoded, and whatever a broken file makes a decoder
do ends as one PhotoError with one plain sentence.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import re
import stat
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from ingest.errors import PhotoError

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"}
    | {".heic", ".heif", ".hif", ".avif", ".pdf"}
)
"""What is looked for in a folder. A file that is named outright is tried whatever its suffix."""

KINDS_IN_WORDS = "JPEG, PNG, HEIC, PDF, TIFF, WEBP, BMP, GIF, AVIF"
PILLOW_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "AVIF")
"""The decoders that a foreign file may reach; Pillow has dozens more that no photo needs."""

MAX_PIXELS = 200_000_000
"""More is refused before decoding. The largest phone cameras make just under 200 megapixels."""
LONGEST_SIDE = 4096
"""Pixels. Larger photos are reduced to this, which still gives eight cards on one photo 300 dpi."""
LEAST_DRAFT_SIDE = 3600
"""Pixels. A JPEG is decoded at 1/2, 1/4 or 1/8 where that leaves at least this: a fraction of the time."""
LEAST_SIDE = 16
"""Pixels. Not even one line of print fits into less."""
PDF_DPI = 300
"""What scanners use for text, and what Tesseract asks for."""
TOO_MANY_PIXELS = f"has more than {MAX_PIXELS // 1_000_000} million pixels; make it smaller"
MAX_PAGES = 1000
"""Of one file. A stack of cards has fewer; a file made to keep a machine busy has more."""

EXIF_IFD = 0x8769
EXIF_TAKEN = (36867, 36868)
"""DateTimeOriginal and DateTimeDigitized (Exif 2.32, table 8). DateTime, 306, is the day of the last edit."""
TIFF_SUBFILE_TYPE = 254
"""Bit 0 marks a reduced copy of another page: a thumbnail (TIFF 6.0, page 36)."""


@dataclass(frozen=True, slots=True, eq=False)
class Photo:
    """One picture, ready to be searched for cards.

    pixels: RGB, uint8, shape (height, width, 3), read-only, EXIF orientation applied as a hint.
    file: the path as given. page: counts from 1 (a page of a PDF or TIFF).
    content_hash: SHA-256 of the file's bytes, hexadecimal.
    taken_on: the day the photo was taken, from EXIF; None where unknown.
    scale: pixels of the file, orientation applied, per pixel here: above 1 where a large photo was
    reduced. A page of a PDF has no pixels of its own: it is drawn at 300 dpi, or less if huge, scale 1.
    """

    pixels: NDArray[np.uint8]
    file: str
    page: int
    content_hash: str
    taken_on: date | None = None
    scale: float = 1.0


def find_files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """The files to read, each once: those named, and the photos and PDFs in the folders named.

    Folders are searched to the bottom, in the order a person expects (IMG_2 before IMG_10); hidden files
    and other kinds of files in them are passed over. Never raises: a path that is missing, and a folder
    without a photo or that cannot be listed, is handed on for ``read_source`` to say so.
    """
    seen: set[str] = set()
    for path in map(Path, paths):
        found = list(_files_below(path, set())) if path.is_dir() else []
        for file in found or [path]:
            identity = os.path.realpath(file)
            if identity not in seen:
                seen.add(identity)
                yield file


def read_source(path: str | Path) -> Iterator[Photo]:
    """The photos in one file, page by page; only one is held in memory at a time.

    Raises PhotoError where the file cannot be read. A file of many pages first gives all that can be read,
    and then raises one PhotoError that names the first that cannot, and says how many more there are.
    """
    failures = []
    for page in range(1, count_pages(path) + 1):
        try:
            yield read_photo(path, page)
        except PhotoError as error:
            failures.append(str(error))
    if failures:
        more = f"; {len(failures) - 1} more of its pages cannot be read either." if failures[1:] else "."
        raise PhotoError(failures[0].removesuffix(".") + more)


def count_pages(path: str | Path, content: bytes | None = None) -> int:
    """The pages of a PDF or TIFF, 1 for any other picture; thumbnails are no pages.

    ``content`` are the file's bytes where they are at hand already; the path then only names it.
    Raises PhotoError where the file cannot be opened or is no picture; looks at headers only.
    """
    with _open(path, content) as file, _failures_told(path):
        if _is_pdf(file):
            with _open_pdf(file) as document:
                count = len(document)
        else:
            with _open_image(file) as image:
                count = len(_frames(image))
        if count > MAX_PAGES:
            raise _UnusableError(f"has more than {MAX_PAGES} pages; split it into several files")
        if not count:
            raise _UnusableError("has no pages")
    return count


def read_photo(path: str | Path, page: int = 1, content: bytes | None = None) -> Photo:
    """One page of a file, from 1, decoded, upright, RGB on white, and reduced where it is very large.

    ``content`` as for ``count_pages``. Raises PhotoError where the file or that page cannot be read.
    """
    taken_on, scale = None, 1.0
    with _open(path, content) as file, _failures_told(path, page):
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        if _is_pdf(file):
            with _open_pdf(file) as document:
                pixels = _draw_pdf_page(document, page - 1)
        else:
            with _open_image(file) as image:
                image.seek(_frames(image)[page - 1])
                taken_on = _taken_on(image)
                pixels, scale = _decode(image)
    pixels.flags.writeable = False
    return Photo(pixels, shown_file(path), page, digest, taken_on, scale)


def printable(name: str | Path) -> str:
    """A file's name on one line: line breaks, control and undecodable characters are written as escapes."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode()
        for c in shown_file(name)
    )


def shown_file(name: str | Path) -> str:
    """The path as text that can be written anywhere: bytes that are no UTF-8 become escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _files_below(folder: Path, above: set[tuple[int, int]]) -> Iterator[Path]:
    """Photos in a folder, then in its folders; ``above`` are the folders on the way here, against loops."""
    try:
        status = folder.stat()
        entries = sorted(os.scandir(folder), key=lambda entry: _natural_order(entry.name))
    except OSError:
        if above:
            yield folder
        return
    identity = (status.st_dev, status.st_ino)
    if identity in above:
        return
    folders = []
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            folders.append(folder / entry.name)
        elif Path(entry.name).suffix.lower() in SUFFIXES:
            yield folder / entry.name
    for inner in folders:
        yield from _files_below(inner, above | {identity})


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads in a circle
        return False


def _natural_order(name: str) -> tuple[list[tuple[int, str]], str]:
    """Numbers in names are compared as numbers; the name itself decides between equals."""
    parts = re.split(r"([0-9]{1,18})", name.casefold())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts if part], name


@contextmanager
def _open(path: str | Path, content: bytes | None = None) -> Iterator[io.BufferedIOBase]:
    """The file open for reading, with something in it; every reason why not becomes a PhotoError."""
    name, path = printable(path), Path(path)
    file: io.BufferedIOBase
    try:
        if content is not None:
            size, file = len(content), io.BytesIO(content)
        else:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                os.scandir(path).close()
                raise PhotoError(f"{name} is a folder without photos in it ({KINDS_IN_WORDS}).")
            # Opening a pipe would wait for ever.
            if not stat.S_ISREG(status.st_mode):
                raise PhotoError(f"{name} is not a regular file, so it is no photo.")
            size, file = status.st_size, path.open("rb")
    except FileNotFoundError:
        raise PhotoError(f"{name} does not exist; check the name.") from None
    except PermissionError:
        raise PhotoError(f"{name} may not be read by this user; change its permissions.") from None
    except (OSError, ValueError) as error:  # a link in a circle, a name too long, a null byte
        raise PhotoError(f"{name} cannot be opened ({_reason(error)}).") from None
    with file:
        if not size:
            raise PhotoError(f"{name} is empty (0 bytes); copy it again from where it came from.")
        yield file


class _UnusableError(Exception):
    """Raised within this module: the rest of a sentence that begins with the file's name."""


@contextmanager
def _failures_told(path: str | Path, page: int = 1) -> Iterator[None]:
    """Whatever a decoder raises becomes a PhotoError; its warnings are for programmers and are dropped."""
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    except Exception as error:  # noqa: BLE001 decoders raise all sorts of errors on broken files
        where = f", page {page}," if page > 1 else ""
        raise PhotoError(f"{printable(path)}{where} {_why(error)}.") from None


def _is_pdf(file: io.BufferedIOBase) -> bool:
    """A PDF may have some bytes before its header (ISO 32000-1, annex H, note 13)."""
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    return b"%PDF-" in start


@contextmanager
def _open_pdf(file: io.BufferedIOBase) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise _UnusableError("is locked with a password; save a copy without one and read that") from None
        raise _UnusableError("is a damaged PDF; export or download it again") from None
    try:
        yield document
    finally:
        document.close()


def _draw_pdf_page(document: Any, number: int) -> NDArray[np.uint8]:
    """One page, from 0, as RGB at PDF_DPI, less where it would be larger than LONGEST_SIDE."""
    import pypdfium2
    import pypdfium2.raw

    if number >= len(document):
        raise IndexError(number)
    try:
        page = document[number]
        for part in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=5):
            width, height = part.get_px_size()
            if width * height > MAX_PIXELS:
                raise _UnusableError(TOO_MANY_PIXELS)
        scale = min(PDF_DPI / 72, LONGEST_SIDE / max(page.get_size()))
        bitmap = page.render(scale=scale, rev_byteorder=True)
        pixels: NDArray[np.uint8] = np.array(bitmap.to_pil().convert("RGB"))
    except pypdfium2.PdfiumError:
        raise _UnusableError("is damaged; export or download the PDF again") from None
    return pixels


def _open_image(file: io.BufferedIOBase) -> Image.Image:
    """Reads the header only."""
    from PIL import Image

    formats: tuple[str, ...] = PILLOW_FORMATS
    if file.read(12)[4:8] == b"ftyp":
        import pillow_heif

        pillow_heif.register_heif_opener()
        formats = (*formats, "HEIF")
    file.seek(0)
    # Pillow refuses what has more than twice this, before decoding; it is meant to be set by the program.
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    return Image.open(cast("IO[bytes]", file), formats=formats)


def _frames(image: Image.Image) -> list[int]:
    """The frames of ``image`` that are pages, at most one more than MAX_PAGES; the first where it moves.

    A frame that cannot be found ends the list, so that those before it are read, and is its last.
    """
    from PIL import TiffImagePlugin

    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return [0]
    frames: list[int] = []
    for number in itertools.count():
        try:
            image.seek(number)
        except EOFError:
            break
        except Exception:  # noqa: BLE001 decoders raise all sorts of errors on broken files
            return [*frames, number]
        subfile = image.tag_v2.get(TIFF_SUBFILE_TYPE, 0)
        if not number or not (isinstance(subfile, int) and subfile & 1):
            frames.append(number)
        if len(frames) > MAX_PAGES or number > 2 * MAX_PAGES:
            break
    return frames


def _decode(image: Image.Image) -> tuple[NDArray[np.uint8], float]:
    """The current frame as RGB, upright and not too large, and by what factor it was reduced."""
    from PIL import Image, ImageOps

    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _UnusableError(TOO_MANY_PIXELS)
    if min(width, height) < LEAST_SIDE:
        raise _UnusableError(f"is only {width} x {height} pixels, too small to show a card")
    least = LEAST_DRAFT_SIDE / max(width, height)
    image.draft(None, (max(1, int(width * least)), max(1, int(height * least))))
    image.load()
    upright = _to_rgb(image)
    ImageOps.exif_transpose(upright, in_place=True)  # in place: a photo that is upright is not copied
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return np.asarray(upright), max(width, height) / max(upright.size)


def _to_rgb(image: Image.Image) -> Image.Image:
    """RGB on white whatever the mode; EXIF is kept. Raises ValueError for colours nobody uses in photos."""
    from PIL import Image

    if image.mode == "RGB":
        return image
    if image.mode.startswith("I") or image.mode == "F":
        deep = np.nan_to_num(np.asarray(image).astype(np.float32), posinf=0, neginf=0)
        low, high = min(0.0, float(deep.min())), max(1.0, float(deep.max()))
        rgb = Image.fromarray(((deep - low) * (255 / (high - low))).astype(np.uint8)).convert("RGB")
    elif image.has_transparency_data:
        rgba = image.convert("RGBA")
        rgb = Image.new("RGB", image.size, "white")
        rgb.paste(rgba, mask=rgba.getchannel("A"))
    else:
        rgb = image.convert("RGB")
    rgb.info["exif"] = image.getexif().tobytes()
    return rgb


def _taken_on(image: Image.Image) -> date | None:
    """The day on which the camera took the photo, by its own clock; None where EXIF does not say."""
    try:
        details = image.getexif().get_ifd(EXIF_IFD)
        texts = [str(details[tag]) for tag in EXIF_TAKEN if tag in details]
    except Exception:  # noqa: BLE001 broken EXIF raises all sorts of errors, and a photo does without it
        return None
    for text in texts:
        try:
            return datetime.strptime(text[:10], "%Y:%m:%d").date()  # noqa: DTZ007 the camera's own day is meant
        except ValueError:
            continue
    return None


def _why(error: Exception) -> str:
    """The rest of a sentence that begins with the file's name: what is wrong, and what to do."""
    from PIL import Image, UnidentifiedImageError

    if isinstance(error, _UnusableError):
        return str(error)
    if isinstance(error, UnidentifiedImageError):
        return f"is not a picture that can be read ({KINDS_IN_WORDS} can)"
    if isinstance(error, Image.DecompressionBombError):
        return TOO_MANY_PIXELS
    if isinstance(error, MemoryError):
        return "does not fit into this machine's memory; make it smaller"
    if isinstance(error, IndexError | EOFError):
        return "has no such page"
    if "truncated" in str(error).lower():
        return "stops in the middle, its end is missing; copy it again from where it came from"
    return f"is a damaged picture ({_reason(error)}); copy it again from where it came from"


def _reason(error: Exception) -> str:
    """The decoder's own words on one line, without full stop; its kind where it says nothing."""
    text = (error.strerror or "") if isinstance(error, OSError) else ""
    text = " ".join((text or str(error)).split()).rstrip(".")
    return printable(text[:100]) or type(error).__name__
