"""One file of a dossier → a PDF of its own with the page numbers of the whole stamped on it.

PDFium opens the foreign file; what lies on a page (seals, notes, filled fields) is made part of it and what
a page would start (links, scripts) is left behind. Runs in the child process of this room only.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

A4 = (595.3, 841.9)
MARGIN = 28.0  # points: 1 cm
MOST_PIXELS = 8_700_000  # A4 at 300 dpi: more is not seen on paper
Image.MAX_IMAGE_PIXELS = 120_000_000
_QUALITY = 82
_STAMP_SIZE = 8.0
_FLATTEN_FOR_PRINT = 1


class NotShown(Exception):
    """A file whose pages cannot be put into the bound dossier; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def page_count(path: Path) -> int:
    """Give how many pages a file fills. Raises :class:`NotShown`: encrypted, corrupt, word, other."""
    kind = _kind(path)
    if kind == "pdf":
        with _pdf(path) as source:
            count = len(source)
        if count == 0:
            raise NotShown("corrupt")
        return count
    try:
        with Image.open(path) as image:
            return int(getattr(image, "n_frames", 1))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise NotShown("corrupt") from error


def write(path: Path, out: Path, *, first: int, total: int) -> int:
    """Write the pages of a file as a PDF, stamped "``first`` / ``total``" and on; give how many there were.

    Raises :class:`NotShown`.
    """
    made = pypdfium2.PdfDocument.new()
    try:
        if _kind(path) == "pdf":
            _take_pages(path, made)
        else:
            _take_image(path, made)
        count = len(made)
        for number in range(count):
            _stamp(made, number, f"{first + number} / {total}")
        with out.open("wb") as stream:
            made.save(stream)
        return count
    except pypdfium2.PdfiumError as error:
        raise NotShown("corrupt") from error
    finally:
        made.close()


def _kind(path: Path) -> str:
    with path.open("rb") as stream:
        head = stream.read(1024)
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"BM")) or (
        head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    ):
        return "image"
    raise NotShown("word" if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) else "other")


@contextmanager
def _pdf(path: Path) -> Iterator[Any]:
    try:
        source = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise NotShown("encrypted" if locked else "corrupt") from error
    try:
        yield source
    finally:
        source.close()


def _take_pages(path: Path, made: Any) -> None:
    with _pdf(path) as source:
        for number in range(len(source)):
            page = source[number]
            pdfium.FPDFPage_Flatten(page.raw, _FLATTEN_FOR_PRINT)
            page.close()
        made.import_pages(source)


def _take_image(path: Path, made: Any) -> None:
    try:
        with Image.open(path) as image:
            for frame in ImageSequence.Iterator(image):
                _image_page(made, _as_jpeg(frame))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, ValueError) as error:
        raise NotShown("corrupt") from error


def _as_jpeg(frame: Image.Image) -> tuple[io.BytesIO, int, int]:
    upright = ImageOps.exif_transpose(frame) or frame
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layered = upright.convert("RGBA")
        upright = Image.new("RGB", layered.size, "white")
        upright.paste(layered, mask=layered.getchannel("A"))
    flat = upright if upright.mode in ("L", "RGB") else upright.convert("RGB")
    width, height = flat.size
    if width * height > MOST_PIXELS:
        share = (MOST_PIXELS / (width * height)) ** 0.5
        flat = flat.resize((max(1, int(width * share)), max(1, int(height * share))))
    packed = io.BytesIO()
    flat.save(packed, "JPEG", quality=_QUALITY)
    packed.seek(0)
    return packed, *flat.size


def _image_page(made: Any, jpeg: tuple[io.BytesIO, int, int]) -> None:
    packed, width, height = jpeg
    paper = A4 if height >= width else (A4[1], A4[0])
    page = made.new_page(*paper)
    image = pypdfium2.PdfImage.new(made)
    image.load_jpeg(packed, inline=True)
    scale = min((paper[0] - 2 * MARGIN) / width, (paper[1] - 2 * MARGIN) / height)
    wide, high = width * scale, height * scale
    place = ((paper[0] - wide) / 2, (paper[1] - high) / 2)
    image.set_matrix(pypdfium2.PdfMatrix().scale(wide, high).translate(*place))
    page.insert_obj(image)
    page.gen_content()
    page.close()


def _stamp(made: Any, number: int, words: str) -> None:
    """Print ``words`` into the lower right corner of a page as a person sees it, turned pages too."""
    page = made[number]
    left, bottom, right, top = page.get_cropbox()
    text = pdfium.FPDFPageObj_NewTextObj(made.raw, b"Helvetica", ctypes.c_float(_STAMP_SIZE))
    units = words.encode("utf-16-le") + b"\0\0"
    buffer = ctypes.create_string_buffer(units, len(units))
    pdfium.FPDFText_SetText(text, ctypes.cast(buffer, pdfium.FPDF_WIDESTRING))
    pdfium.FPDFPageObj_SetFillColor(text, 60, 60, 60, 255)
    wide = 0.5 * _STAMP_SIZE * len(words)
    gap = 12.0
    places = {
        0: (1, 0, 0, 1, right - gap - wide, bottom + gap),
        90: (0, 1, -1, 0, right - gap, top - gap - wide),
        180: (-1, 0, 0, -1, left + gap + wide, top - gap),
        270: (0, -1, 1, 0, left + gap, bottom + gap + wide),
    }
    pdfium.FPDFPageObj_Transform(text, *(ctypes.c_double(each) for each in places[page.get_rotation()]))
    pdfium.FPDFPage_InsertObject(page.raw, text)
    pdfium.FPDFPage_GenerateContent(page.raw)
    page.close()
