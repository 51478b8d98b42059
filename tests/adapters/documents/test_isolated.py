"""A file that crashes, swells or hangs its reader ends a child process and nothing else."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from adapters.documents.conftest import Saved
from adapters.documents.samples import p, picture_pdf, pictures, plan_pdf, word
from liem.adapters.documents import (
    DocumentRefused,
    Limits,
    open_document,
    open_document_isolated,
    render_page_isolated,
)
from liem.adapters.documents.wire import WireError, pack, unpack


def children() -> list[str]:
    """The command lines of our reader's children that still run."""
    return [line for line in running() if "adapters.documents.worker" in line]


def running() -> list[str]:
    """The command lines of all processes."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return lines


class TestChild:
    @pytest.mark.parametrize(
        ("name", "data"), [("a.docx", word(p("Kế hoạch") * 3)), ("a.pdf", plan_pdf(rows=20))]
    )
    def test_gives_what_reading_here_gives(self, saved: Saved, name: str, data: bytes) -> None:
        path = saved(name, data)
        assert open_document_isolated(path) == open_document(path)

    def test_reports_progress_page_by_page(self, saved: Saved) -> None:
        seen: list[tuple[int, int]] = []
        open_document_isolated(saved("a.pdf", plan_pdf(rows=20)), progress=lambda *step: seen.append(step))
        assert seen == [(1, 2), (2, 2)]

    def test_passes_refusals_on(self, saved: Saved) -> None:
        with pytest.raises(DocumentRefused) as caught:
            open_document_isolated(saved("a.pdf", b""))
        assert caught.value.code == "empty"
        assert "0 byte" in caught.value.message

    def test_passes_missing_files_on(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            open_document_isolated(tmp_path / "khong-co.pdf")

    def test_imports_nothing_from_the_folder_it_is_started_in(
        self, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        trap = tmp_path / "json.py"
        trap.write_text("raise SystemExit(3)", encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        assert open_document_isolated(saved("a.docx", word(p("Kế hoạch")))).origin == "docx"

    def test_draws_pages(self, saved: Saved) -> None:
        path = saved("a.pdf", plan_pdf())
        image = render_page_isolated(path, 1, width=320)
        assert image is not None
        assert Image.open(io.BytesIO(image)).width == 320
        with pytest.raises(IndexError):
            render_page_isolated(path, 2, width=320)


class TestLimits:
    def test_on_time_end_a_reading_that_hangs(self, saved: Saved) -> None:
        path = saved("a.pdf", picture_pdf([Image.effect_noise((1600, 2300), 90)] * 8))
        started = time.perf_counter()
        with pytest.raises(DocumentRefused) as caught:
            open_document_isolated(path, limits=Limits(seconds=1.5))
        assert caught.value.code == "too_large"
        assert time.perf_counter() - started < 6
        assert children() == []

    def test_on_memory_end_a_reading_that_swells(self, saved: Saved) -> None:
        body = "".join(p(f"Việc {i} {i * 7919}") for i in range(150_000))
        path = saved("a.docx", word(body))
        megabyte = 1024 * 1024
        with pytest.raises(DocumentRefused) as caught:
            open_document_isolated(path, limits=Limits(memory_bytes=160 * megabyte, zip_ratio=10**6))
        assert caught.value.code == "corrupt"
        assert "bộ nhớ" in caught.value.message

    @pytest.mark.slow
    def test_leave_nothing_running_when_the_caller_gives_up(self, saved: Saved) -> None:
        path = saved("a.pdf", picture_pdf([p.resize((900, 1270)) for p in pictures(plan_pdf())] * 6, dpi=110))

        def cancel(done: int, total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            open_document_isolated(path, progress=cancel)
        time.sleep(0.3)
        assert not any("--dpi 110" in line for line in running())
        assert children() == []


class TestWire:
    @pytest.mark.parametrize(
        "garbage",
        [
            None,
            [],
            {},
            {"origin": "docx", "warnings": [], "pages": [[1, 2]]},
            {"origin": "elf", "warnings": [], "pages": []},
            {"origin": "docx", "warnings": [], "pages": [[1, 1, 1, 1, [["x"]]]]},
        ],
    )
    def test_takes_nothing_that_is_not_a_source(self, garbage: object) -> None:
        with pytest.raises(WireError):
            unpack(garbage)

    def test_brings_a_source_over_whole(self, saved: Saved) -> None:
        source = open_document(saved("a.pdf", plan_pdf()))
        assert unpack(pack(source)) == source
