"""A dossier as one PDF: order, numbers, index, files that cannot be shown, altered originals."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from liem.adapters.dossier import bind
from liem.adapters.dossier.joining import BadPart, Part, joined
from liem.kernel.binder import Binder, Leaf
from liem.kernel.paper import Paper, Paragraph
from liem.law import documents

FRONT = Paper(
    layout=documents.layout("party", date(2026, 11, 23)),
    issuer=("ĐẢNG ỦY XÃ CỬA RỪNG", "ỦY BAN KIỂM TRA"),
    number=None,
    symbol="",
    place="Cửa Rừng",
    issued_on=None,
    kind_title="HỒ SƠ KT-26-00001/UBKT",
    subject="Kiểm tra chi bộ thôn Ghềnh",
    blocks=(Paragraph("Đối tượng: Chi bộ thôn Ghềnh."),),
    sign=None,
)


def of_file(path: Path, title: str = "Tài liệu") -> Leaf:
    return Leaf(title=title, receipt="#7", note=f"Tệp gốc: {path.name}", open=lambda: nullcontext(path))


def pdf(folder: Path, name: str, *rotations: int) -> Path:
    made = pypdfium2.PdfDocument.new()
    for rotation in rotations:
        made.new_page(595, 842).set_rotation(rotation)
    path = folder / name
    with path.open("wb") as stream:
        made.save(stream)
    return path


def texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as made:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in made]


def test_binds_files_in_order_with_index_and_numbers(tmp_path: Path) -> None:
    photo = tmp_path / "anh.png"
    Image.new("RGBA", (300, 200), (20, 90, 160, 120)).save(photo)
    many = tmp_path / "quet.tiff"
    Image.new("L", (200, 300), 120).save(many, save_all=True, append_images=[Image.new("L", (200, 300))])
    written = Leaf(title="Lời trình bày", receipt="#9", paper=lambda: FRONT)
    leaves = (
        of_file(pdf(tmp_path, "a.pdf", 0, 90, 180, 270), "Quyết định"),
        of_file(photo, "Ảnh sổ quỹ"),
        of_file(many, "Bản quét"),
        written,
    )
    told: list[tuple[int, int]] = []
    out = tmp_path / "out.pdf"
    bound = bind(Binder(title="Hồ sơ", front=FRONT, leaves=leaves), out, progress=lambda *at: told.append(at))
    assert (bound.pages, bound.leaves, bound.not_shown) == (9, 4, ())
    pages = texts(out)
    assert [page.endswith(f"{n} / 9") for n, page in enumerate(pages, start=1)] == [True] * 9
    assert "1 Quyết định #7 2" in pages[0]
    assert "2 Ảnh sổ quỹ #7 6" in pages[0]
    assert "4 Lời trình bày #9 9" in pages[0]
    assert told[-1] == (4, 4)
    with pypdfium2.PdfDocument(out) as made:
        assert [page.get_rotation() for page in made][1:5] == [0, 90, 180, 270]
        assert len(list(made.get_toc())) == 5


def test_puts_a_page_in_the_place_of_what_cannot_be_shown(tmp_path: Path) -> None:
    word = tmp_path / "bao-cao.docx"
    word.write_bytes(b"PK\x03\x04 word")
    sound = tmp_path / "ghi-am.mp3"
    sound.write_bytes(b"ID3 sound")
    broken = tmp_path / "hong.pdf"
    broken.write_bytes(b"%PDF-1.4\nnothing")
    leaves = tuple(of_file(path) for path in (word, sound, broken))
    out = tmp_path / "out.pdf"
    bound = bind(Binder(title="Hồ sơ", front=FRONT, leaves=leaves), out)
    assert bound.not_shown == ((0, "word"), (1, "other"), (2, "corrupt"))
    pages = texts(out)
    assert len(pages) == bound.pages == 4
    assert "xem bản gốc" in pages[1]
    assert "bao-cao.docx" in pages[1]


def test_never_binds_when_an_original_was_altered(tmp_path: Path) -> None:
    def altered() -> None:
        raise ValueError("altered")

    leaf = Leaf(title="Tài liệu", open=altered)  # type: ignore[arg-type]
    out = tmp_path / "out.pdf"
    with pytest.raises(ValueError, match="altered"):
        bind(Binder(title="Hồ sơ", front=FRONT, leaves=(leaf,)), out)
    assert not out.exists()


def test_gives_a_dossier_without_documents_its_index(tmp_path: Path) -> None:
    bound = bind(Binder(title="Hồ sơ", front=FRONT, leaves=()), tmp_path / "out.pdf")
    assert bound.pages == 1


def test_joins_only_what_was_written_in_its_own_way(tmp_path: Path) -> None:
    strange = tmp_path / "x.pdf"
    strange.write_bytes(b"%PDF-1.5 with no table")
    with (tmp_path / "out.pdf").open("wb") as out, pytest.raises(BadPart):
        joined([Part(strange, 1)], out, title="Hồ sơ")
