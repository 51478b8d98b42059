"""Scans and photos are recognised in Vietnamese, with places on the picture as it is shown."""

from __future__ import annotations

import io
from difflib import SequenceMatcher

import docx
import pytest
from PIL import Image

from adapters.documents.conftest import Saved
from adapters.documents.samples import (
    BODY,
    PARTY_HEAD,
    PREAMBLE,
    joined_pdf,
    on_a_desk,
    picture_pdf,
    pictures,
    plan_pdf,
    scanned,
    shaded,
    typeset,
)
from liem.adapters.documents import DocumentRefused, Limits, open_document, render_page
from liem.analysis.reading.source import Source

pytestmark = pytest.mark.slow


def words(source: Source) -> list[str]:
    return [word.text for page in source.pages for line in page.lines for word in line.words]


def recall(source: Source, *, truth: Source) -> float:
    """The share of the words of the digital original that came back in order, without a letter wrong."""
    expected = words(truth)
    found = SequenceMatcher(None, expected, words(source), autojunk=False)
    return sum(block.size for block in found.get_matching_blocks()) / len(expected)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=75, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def half() -> Image.Image:
    """The upper half of a page: enough to read, half the time."""
    page = pictures(typeset(PREAMBLE + PARTY_HEAD + BODY))[0]
    return page.crop((0, 0, page.width, 950))


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Source:
    path = tmp_path_factory.mktemp("truth") / "a.pdf"
    path.write_bytes(typeset(PREAMBLE + PARTY_HEAD + BODY))
    return open_document(path)


class TestScannedPdf:
    def test_gives_back_the_words_of_skewed_grainy_pages(self, saved: Saved) -> None:
        digital = plan_pdf(rows=14)
        pages = [scanned(p, skew=skew) for p, skew in zip(pictures(digital), (1.7, -2.4), strict=True)]
        source = open_document(saved("a.pdf", picture_pdf(pages)))
        assert recall(source, truth=open_document(saved("b.pdf", digital))) > 0.93
        assert source.origin == "pdf_scan"
        assert all(0.8 < page.confidence <= 1 for page in source.pages)
        lines = [line for page in source.pages for line in page.lines]
        heads = [line.text for line in lines[:5]]
        assert heads[2:3] == ["Số 12-KH/ĐU"]
        assert "Bản Mây, ngày 05 tháng 9 năm 2026" in heads
        cells = [
            (line.cell.row, line.cell.column, line.text) for line in lines if line.cell and not line.margin
        ]
        assert {row for row, column, _ in cells if column == 1} == set(range(15))
        # Lone figures are what the layout analysis of the recogniser throws away as dirt.
        figures = [(row, text) for row, column, text in cells if column == 0 and row > 0]
        assert sum(str(row) == text for row, text in figures) >= 13

    def test_mixes_digital_and_scanned_pages_in_order(self, saved: Saved, half: Image.Image) -> None:
        seen: list[tuple[int, int]] = []
        mixed = joined_pdf(plan_pdf(), picture_pdf([scanned(half)]), plan_pdf())
        source = open_document(saved("a.pdf", mixed), progress=lambda done, total: seen.append((done, total)))
        assert source.origin == "pdf_text"
        assert [page.confidence == 1 for page in source.pages] == [True, False, True]
        assert all("Số 12-KH/ĐU" in [line.text for line in page.lines] for page in source.pages)
        assert seen == [(1, 3), (2, 3), (3, 3)]


class TestPhotos:
    @pytest.mark.parametrize(("turn", "middle"), [(90, (0.27, 0.70)), (180, (0.70, 0.73))])
    def test_lying_on_the_side_or_head_are_read(
        self, saved: Saved, half: Image.Image, truth: Source, turn: int, middle: tuple[float, float]
    ) -> None:
        source = open_document(saved("a.jpg", encoded(scanned(half).rotate(turn, expand=True))))
        assert recall(source, truth=truth) > 0.9
        # The head of the page lies where the picture shows it.
        box = next(line.box for line in source.pages[0].lines if line.text.startswith("Số 12"))
        assert box is not None
        assert ((box.left + box.right) / 2, (box.top + box.bottom) / 2) == pytest.approx(middle, abs=0.03)

    def test_are_turned_by_their_exif_note_first(self, saved: Saved, half: Image.Image) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6
        path = saved("a.jpg", encoded(half.rotate(90, expand=True), exif=exif))
        box = open_document(path).pages[0].lines[0].box
        assert box is not None
        assert box.top < 0.2
        shown = render_page(path, 1, width=400)
        assert shown is not None
        assert Image.open(io.BytesIO(shown)).size == (400, round(400 * half.height / half.width))

    def test_in_uneven_light_are_read(self, saved: Saved, half: Image.Image, truth: Source) -> None:
        photo = encoded(scanned(shaded(half), skew=2, grain=0.06))
        assert recall(open_document(saved("a.jpg", photo)), truth=truth) > 0.9

    def test_of_a_sheet_on_a_desk_are_laid_flat_and_placed_on_the_photo(
        self, saved: Saved, half: Image.Image, truth: Source
    ) -> None:
        page = Image.new("L", (half.width, 2339), 255)
        page.paste(half)
        picture = on_a_desk(page)
        source = open_document(saved("a.jpg", encoded(picture)))
        assert recall(source, truth=truth) > 0.9
        for line in source.pages[0].lines:
            box = line.box
            assert box is not None
            # The desk has no words, and each line's place on the photo holds both ink and paper.
            left, top = round(box.left * picture.width), round(box.top * picture.height)
            right, bottom = round(box.right * picture.width), round(box.bottom * picture.height)
            darkest, lightest = picture.crop((left, top, right, bottom)).getextrema()
            assert darkest < 110 < 160 < lightest

    def test_lose_the_red_seal_over_the_text(self, saved: Saved, half: Image.Image, truth: Source) -> None:
        red = Image.new("RGB", half.size, (225, 40, 40))
        seal = Image.new("L", half.size, 0)
        seal.paste(130, (300, 150, 1200, 450))
        coloured = Image.composite(red, scanned(half).convert("RGB"), seal)
        assert recall(open_document(saved("a.png", encoded(coloured, "PNG"))), truth=truth) > 0.9

    @pytest.mark.parametrize("kind", ["WEBP", "TIFF"])
    def test_of_other_kinds_are_read_also_several_sheets_in_one(
        self, saved: Saved, half: Image.Image, kind: str
    ) -> None:
        head = half.crop((0, 0, half.width, 330))
        several = {"save_all": True, "append_images": [head]} if kind == "TIFF" else {}
        source = open_document(saved("a.bin", encoded(head, kind, **several)))
        assert source.origin == "image"
        assert [page.number for page in source.pages] == ([1, 2] if kind == "TIFF" else [1])
        for page in source.pages:
            assert "Số 12-KH/ĐU" in [line.text for line in page.lines]


def test_places_of_words_cover_their_ink_on_the_page_image(saved: Saved, half: Image.Image) -> None:
    path = saved("a.pdf", picture_pdf([scanned(half, skew=2.5, grain=0.02)]))
    shown = render_page(path, 1, width=1200)
    assert shown is not None
    picture = Image.open(io.BytesIO(shown)).convert("L")
    lines = open_document(path).pages[0].lines
    boxes = [word.box for line in lines for word in line.words if word.box is not None]
    dark = 0
    for box in boxes:
        left, top = int(box.left * picture.width), int(box.top * picture.height)
        right, bottom = int(box.right * picture.width) + 1, int(box.bottom * picture.height) + 1
        # Every box holds ink, and none is much higher than a line of print with its slope.
        dark += picture.crop((left, top, right, bottom)).getextrema()[0] < 130
        assert bottom - top < 60
    assert len(boxes) > 90
    assert dark / len(boxes) > 0.98


class TestWordFilesMadeOfPictures:
    def pasted(self, half: Image.Image) -> bytes:
        document = docx.Document()
        document.add_picture(io.BytesIO(encoded(half)))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()

    def test_are_recognised_like_scans(self, saved: Saved, half: Image.Image, truth: Source) -> None:
        source = open_document(saved("a.docx", self.pasted(half)))
        assert recall(source, truth=truth) > 0.9
        assert any("ảnh" in warning for warning in source.warnings)

    def test_are_refused_as_empty_when_recognition_is_off(self, saved: Saved, half: Image.Image) -> None:
        with pytest.raises(DocumentRefused) as caught:
            open_document(saved("a.docx", self.pasted(half)), ocr=False)
        assert caught.value.code == "empty"


def test_a_page_that_takes_too_long_stays_empty_and_is_named(saved: Saved, half: Image.Image) -> None:
    mixed = joined_pdf(plan_pdf(), picture_pdf([scanned(half)]))
    source = open_document(saved("a.pdf", mixed), limits=Limits(ocr_page_seconds=0.01))
    assert [bool(page.lines) for page in source.pages] == [True, False]
    assert any("trang 2" in warning for warning in source.warnings)
