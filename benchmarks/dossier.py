"""A dossier of 200 files and 1,000 pages to one PDF: seconds, pages, megabytes, peak memory of each process.

Run: ``.venv/bin/python -m benchmarks.dossier [--files 200] [--pages 1000] [--dpi 200]``. Prints; asserts nothing.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from contextlib import nullcontext
from datetime import date
from pathlib import Path

from liem.kernel.binder import Binder, Leaf
from liem.kernel.paper import Paper, Paragraph
from liem.law import documents


def _scan(folder: Path, number: int, pages: int, dpi: int) -> Path:
    """A file of noisy grey scans, which compress as badly as paper does."""
    import pypdfium2
    from PIL import Image

    width, height = int(8.27 * dpi), int(11.69 * dpi)
    made = pypdfium2.PdfDocument.new()
    for page in range(pages):
        kind = (number + page) % 9
        jpeg = folder / f"page-{kind}.jpg"
        if not jpeg.exists():
            Image.effect_noise((width, height), 18 + kind).save(jpeg, quality=60)
        sheet = made.new_page(595, 842)
        image = pypdfium2.PdfImage.new(made)
        image.load_jpeg(jpeg, inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(595, 842))
        sheet.insert_obj(image)
        sheet.gen_content()
    path = folder / f"scan-{number}.pdf"
    with path.open("wb") as stream:
        made.save(stream)
    made.close()
    return path


def main() -> None:
    from liem.adapters.dossier import bind

    asked = argparse.ArgumentParser()
    asked.add_argument("--files", type=int, default=200)
    asked.add_argument("--pages", type=int, default=1000)
    asked.add_argument("--dpi", type=int, default=200)
    given = asked.parse_args()
    front = Paper(
        layout=documents.layout("party", date(2026, 11, 23)),
        issuer=("ĐẢNG ỦY XÃ CỬA RỪNG", "ỦY BAN KIỂM TRA"),
        number=None,
        symbol="",
        place="Cửa Rừng",
        issued_on=date(2026, 11, 23),
        kind_title="HỒ SƠ",
        subject="Đo tốc độ đóng hồ sơ",
        blocks=(Paragraph("Hồ sơ dùng để đo."),),
        sign=None,
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        each, more = divmod(given.pages, given.files)
        paths = [_scan(folder, n, each + (n < more), given.dpi) for n in range(given.files)]
        size = sum(path.stat().st_size for path in paths)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        leaves = tuple(
            Leaf(title=f"Tài liệu số {n + 1}", receipt=f"#{n + 1}", open=lambda path=path: nullcontext(path))
            for n, path in enumerate(paths)
        )
        out, told = folder / "out.pdf", []
        begun = time.perf_counter()
        bound = bind(
            Binder(title="Hồ sơ", front=front, leaves=leaves), out, progress=lambda *at: told.append(at)
        )
        seconds = time.perf_counter() - begun
        print(
            f"files {given.files}, pages {bound.pages} with index, {size >> 20} MB in, {out.stat().st_size >> 20} MB out"
        )
        print(f"seconds {seconds:.1f}, progress told {len(told)} times, last {told[-1]}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(
        f"peak memory: this process {peak >> 10} MB ({before >> 10} MB before), its largest child {child >> 10} MB"
    )


if __name__ == "__main__":
    main()
