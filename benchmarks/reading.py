"""How long reading takes, beside a named tool in the same run: python benchmarks/reading.py

Prints seconds (best of three), the ratio to the peer, and the highest memory of the reading process and its
children together. The peers do less (plain text, no places, no tables), so a ratio says what the places cost.
Measures of the product: 10 pages DOCX < 1 s, 20 pages PDF < 2 s, a scanned page < 6 s, memory < 400 MB.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pypdfium2
import typst
from PIL import Image, ImageFilter

import liem
from liem.adapters.documents import open_document, open_document_isolated
from liem.analysis.reading import read

FONTS = Path(liem.__file__).parent / "adapters" / "papers" / "fonts"
TASK = (
    "Giao Văn phòng Đảng ủy chủ trì, phối hợp với các chi bộ trực thuộc rà soát danh sách hộ được hỗ trợ, "
    "đối chiếu với danh sách đã niêm yết tại nhà văn hóa bản, lập biên bản có chữ ký của trưởng bản, báo cáo "
    "kết quả về Ban Thường vụ Đảng ủy trước ngày 20/9/2026. "
)


def main() -> int:
    """Make the documents, read them, print the table."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, Python {sys.version.split()[0]}\n")
    print(f"{'':34}{'Liêm':>9}{'in child':>10}{'peer':>9}{'ratio':>7}{'peak':>9}   peer")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        word = here / "ten.docx"
        pages = _word(word, paragraphs=66)
        _row(
            f"DOCX, {pages} pages", word, lambda: _plain_docx(word), "python-docx, paragraph text", limit=1.0
        )
        text = here / "twenty.pdf"
        pages = _pdf(text, paragraphs=160, pages=20)
        _row(
            f"PDF with text, {pages} pages",
            text,
            _program("pdftotext", str(text), "-"),
            "pdftotext",
            limit=2.0,
        )
        scan, first = here / "one.pdf", here / "one.png"
        _scan(text, scan, first, pages=1)
        tesseract = _program("tesseract", str(first), "-", "-l", "vie")
        _row("scan, 1 page", scan, tesseract, "tesseract, the same page", limit=6.0)
        four = here / "four.pdf"
        _scan(text, four, first, pages=4)
        _row("scan, 4 pages", four, tesseract, "tesseract, one of the pages", limit=24.0)
    return 0


def _row(name: str, path: Path, peer: Callable[[], object], peer_name: str, *, limit: float) -> None:
    """Time the whole way from file to tasks, in this process and in a child, and the peer."""
    ours = _best(lambda: read(open_document(path)))
    child = _best(lambda: read(open_document_isolated(path)))
    peak = _peak(lambda: open_document_isolated(path))
    theirs = _best(peer)
    mark = "ok" if ours < limit else f"OVER {limit} s"
    print(
        f"{name:34}{ours:8.2f}s{child:9.2f}s{theirs:8.2f}s{ours / theirs:6.1f}x{peak:6.0f} MB"
        f"   {peer_name}: {mark}",
        flush=True,
    )


def _best(work: Callable[[], object], times: int = 3) -> float:
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def _peak(work: Callable[[], object]) -> float:
    """Run once; give the highest sum of memory of all children and theirs, MB. Watching slows the work."""
    highest, done = 0.0, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.01):
            highest = max(highest, _children_mb(os.getpid()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return highest


def _children_mb(parent: int) -> float:
    """Sum the proportional memory of the descendants of a process; those that just ended count nothing."""
    total = 0.0
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            try:
                rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
            except OSError:
                continue
            total += (
                sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
            )
            total += _children_mb(int(child))
    return total


def _program(*words: str) -> Callable[[], object]:
    if shutil.which(words[0]) is None:
        raise SystemExit(
            f"{words[0]} is not installed: apt-get install poppler-utils tesseract-ocr tesseract-ocr-vie"
        )
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    return lambda: subprocess.run(words, capture_output=True, check=True, env=environment)


def _plain_docx(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def _word(path: Path, *, paragraphs: int) -> int:
    document = docx.Document()
    head = document.add_table(2, 2)
    head.cell(0, 0).text, head.cell(0, 1).text = "ĐẢNG ỦY XÃ BẢN MÂY", "ĐẢNG CỘNG SẢN VIỆT NAM"
    head.cell(1, 0).text, head.cell(1, 1).text = "Số 12-KH/ĐU", "Bản Mây, ngày 05 tháng 9 năm 2026"
    for index in range(paragraphs):
        document.add_paragraph(f"{index + 1}. {TASK * 2}")
        if index % 7 == 6:
            document.add_page_break()
    table = document.add_table(30, 4)
    for row in range(30):
        for column, text in enumerate((str(row), TASK[:80], "Chi bộ bản Mây", "20/9/2026")):
            table.cell(row, column).text = text
    document.save(str(path))
    return paragraphs // 7 + 1


def _pdf(path: Path, *, paragraphs: int, pages: int) -> int:
    head = (
        '#set page(paper: "a4", margin: (left: 3cm, right: 1.5cm, y: 2cm))\n'
        '#set text(font: ("Tinos", "Libertinus Serif"), size: 14pt, lang: "vi")\n#set par(justify: true)\n'
        "#grid(columns: (2fr, 3fr), align: center, [ĐẢNG ỦY XÃ BẢN MÂY], [*ĐẢNG CỘNG SẢN VIỆT NAM*],"
        " [Số 12-KH/ĐU], [_Bản Mây, ngày 05 tháng 9 năm 2026_])\n"
    )
    body = "\n\n".join(f"{index + 1}. {TASK * 2}" for index in range(paragraphs))
    whole = pypdfium2.PdfDocument(typst.compile((head + body).encode(), font_paths=[str(FONTS)]))
    for index in range(len(whole) - 1, pages - 1, -1):
        whole.del_page(index)
    whole.save(path)
    count = len(whole)
    whole.close()
    return count


def _scan(text: Path, scan: Path, first: Path, *, pages: int) -> None:
    pictures = []
    with pypdfium2.PdfDocument(text) as document:
        for index in range(pages):
            clean = document[index].render(scale=300 / 72).to_pil().convert("L")
            turned = clean.rotate(1.2, Image.Resampling.BICUBIC, fillcolor=255)
            grainy = Image.blend(turned, Image.effect_noise(turned.size, 40), 0.1)
            pictures.append(grainy.filter(ImageFilter.GaussianBlur(0.7)))
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=300, quality=70)
    scan.write_bytes(out.getvalue())
    pictures[0].save(first)


if __name__ == "__main__":
    sys.exit(main())
