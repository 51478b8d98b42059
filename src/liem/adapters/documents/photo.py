"""Photos and scans saved as pictures: JPEG, PNG, WebP, TIFF (also of several pages), BMP, AVIF."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from liem.adapters.documents.joining import pages_of
from liem.adapters.documents.refusal import DocumentRefused, Limits, bomb, corrupt, too_many_pages
from liem.adapters.documents.sheet import Sheet
from liem.analysis.reading.source import Source

_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "AVIF", "MPO")
# The long side recognition works best with: A4 at 300 dpi. Larger photos are made smaller first.
_LONG_SIDE = 3508
_A4_LONG = 841.9


@contextmanager
def _opened(file: Path | BinaryIO) -> Iterator[Image.Image]:
    try:
        with warnings.catch_warnings():
            # Our own limit on pixels decides, before anything is decoded.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS) as image:
                yield image
    except DocumentRefused:
        # A refusal is a ValueError too; it must not be taken for damage below.
        raise
    except Image.DecompressionBombError as swollen:
        raise bomb("ảnh khai kích thước quá lớn") from swollen
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as broken:
        raise corrupt("ảnh") from broken


def photo_count(path: Path, *, limits: Limits) -> int:
    """Give the number of pictures in the file (a TIFF from a scanner may hold many)."""
    with _opened(path) as image:
        count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if count > limits.pages:
        raise too_many_pages(count, limits.pages)
    return count


def _frame(file: Path | BinaryIO, number: int, *, longest: int, limits: Limits) -> Image.Image:
    """Decode picture ``number`` (from 1), upright by its EXIF note, its long side at most ``longest``
    pixels.
    """
    with _opened(file) as image:
        if number > 1:
            image.seek(number - 1)
        # JPEG can be decoded at a half, a quarter, an eighth: a huge phone photo never unfolds in full.
        image.draft("RGB", (longest, longest))
        if image.width * image.height > limits.pixels:
            raise bomb(f"ảnh có {image.width * image.height // 1_000_000} triệu điểm ảnh")
        image.load()
        # Vertical and horizontal dots may differ (fax pages): make them square before anything is measured.
        dense = image.info.get("dpi", (1, 1))
        across, down = (float(dense[0]) or 1.0, float(dense[1]) or 1.0)
        picture = image.copy()
    if not 0.8 < across / down < 1.25 and 0.2 < across / down < 5:
        picture = picture.resize((picture.width, max(1, round(picture.height * across / down))))
    picture = ImageOps.exif_transpose(picture)
    if max(picture.size) > longest:
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


def embedded(data: bytes, *, limits: Limits) -> Image.Image:
    """Decode a picture that lies inside another document."""
    return _frame(io.BytesIO(data), 1, longest=_LONG_SIDE, limits=limits)


def recognised(
    count: int,
    picture: Callable[[int], Image.Image],
    *,
    limits: Limits,
    progress: Callable[[int, int], None] | None,
) -> list[Sheet]:
    """Recognise ``count`` pictures of pages, each asked for by its number (from 1) when its turn comes."""
    from liem.adapters.documents.recognition import Recognizer

    sheets: dict[int, Sheet] = {}
    recognizer = Recognizer(limits=limits)
    try:
        for number in range(1, count + 1):
            image = picture(number)
            unit = _A4_LONG / max(image.size)
            # A small picture holds small letters: recognition needs them about 30 dots high.
            if max(image.size) < 3000:
                grow = min(3.0, 3300 / max(image.size))
                size = (round(image.width * grow), round(image.height * grow))
                image, unit = image.resize(size, Image.Resampling.BICUBIC), unit / grow
            recognizer.submit(image, Sheet(number, image.width * unit, image.height * unit, ()))
            for done in recognizer.finished(keep=0 if number == count else recognizer.workers):
                sheets[done.number] = done
                if progress:
                    progress(len(sheets), count)
    finally:
        recognizer.close()
    return [sheets[number] for number in sorted(sheets)]


def read_photo(path: Path, *, limits: Limits, progress: Callable[[int, int], None] | None = None) -> Source:
    """Recognise the page or pages in a picture file. Raises :class:`DocumentRefused`, also ``no_ocr``."""
    count = photo_count(path, limits=limits)

    def picture(number: int) -> Image.Image:
        return _frame(path, number, longest=_LONG_SIDE, limits=limits)

    ordered = recognised(count, picture, limits=limits, progress=progress)
    if not any(sheet.lines for sheet in ordered):
        raise DocumentRefused(
            "empty",
            "Không nhận ra chữ nào trong ảnh.",
            "Hãy chụp lại thẳng từ trên xuống, đủ sáng, lấy trọn trang giấy.",
        )
    weak = any(sheet.confidence < 0.6 for sheet in ordered)
    notes = (
        ("Ảnh mờ, tối hoặc nghiêng: chữ nhận dạng có thể sai nhiều, hãy đối chiếu từng mục.",) if weak else ()
    )
    return Source(pages_of(ordered), "image", notes)


def render_photo(path: Path, number: int, *, width: int, limits: Limits) -> Image.Image:
    """Give picture ``number`` (from 1) upright by its EXIF note and ``width`` pixels wide."""
    if not 1 <= number <= photo_count(path, limits=limits):
        raise IndexError(f"no picture {number}")
    picture = _frame(path, number, longest=max(_LONG_SIDE, width), limits=limits).convert("RGB")
    return picture.resize(
        (width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS
    )
