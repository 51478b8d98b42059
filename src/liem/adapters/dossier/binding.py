"""Bind a dossier: draw what is written, count, draw cover and index, put all together in a child process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from liem.adapters import papers
from liem.kernel.binder import Binder, Bound, Leaf
from liem.kernel.errors import KernelError
from liem.kernel.paper import Block, Column, Heading, Paper, Paragraph, Table

Progress = Callable[[int, int], None]

MEMORY = 1 << 30  # address space of the child, in bytes
SECONDS = 1800.0
WHY = {
    "encrypted": "Tệp PDF được đặt mật khẩu nên không in vào đây được.",
    "corrupt": "Tệp không mở được để in.",
    "word": "Tệp Word, Excel hoặc tệp nén: xem bản gốc.",
    "other": "Loại tệp này không có trang để in (âm thanh, phim, dữ liệu): xem bản gốc.",
}


class NotBound(KernelError):
    """The dossier could not be bound; nothing was kept."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__("dossier.not_bound", vi=vi, en=en)


def bind(binder: Binder, out: Path, *, progress: Progress | None = None) -> Bound:
    """Write the whole dossier into ``out`` and give what was bound.

    ``progress(done, total)`` counts leaves; an exception in it stops the work and is passed on. A file that
    cannot be shown (locked, damaged, Word, sound) has a page that says so, with its checksum. Raises
    :class:`NotBound`, and what opening a leaf raises (an altered original is never bound).
    """
    with tempfile.TemporaryDirectory(prefix="liem-dossier-") as name:
        folder = Path(name)
        sheets = _Sheets(binder, folder)
        for _restart in range(len(binder.leaves) + 1):
            refused = _counted(sheets)
            if refused is None:
                refused = _bound(sheets, folder, out, progress)
            if refused is None:
                return Bound(
                    pages=sheets.total,
                    leaves=len(binder.leaves),
                    not_shown=tuple(sorted(sheets.not_shown.items())),
                )
            sheets.refuse(*refused)
    raise NotBound("Không đóng được hồ sơ thành một tệp.", "The dossier could not be bound.")


class _Sheets:
    """The leaves as files with their pages; what is not shown is replaced by a page that says so."""

    def __init__(self, binder: Binder, folder: Path) -> None:
        self.binder = binder
        self.folder = folder
        self.not_shown: dict[int, str] = {}
        self.pages: list[int] = [0] * len(binder.leaves)
        self.drawn: dict[int, Path] = {}
        self.front = folder / "front.pdf"
        self.front_pages = 0
        for number, leaf in enumerate(binder.leaves):
            if leaf.paper is not None:
                self.draw(number, leaf.paper())

    def draw(self, number: int, paper: Paper) -> None:
        path = self.folder / f"{number}.pdf"
        path.write_bytes(papers.pdf(paper))
        self.drawn[number] = path

    def refuse(self, number: int, code: str) -> None:
        """Put a page in the place of a file that is not shown; twice for the same leaf ends the work."""
        if number in self.not_shown or number >= len(self.binder.leaves):
            raise NotBound("Không đóng được hồ sơ thành một tệp.", "The dossier could not be bound.")
        self.not_shown[number] = code
        leaf = self.binder.leaves[number]
        words = (leaf.title, WHY[code], leaf.note)
        blocks = tuple(Paragraph(each, align="left", indent=False) for each in words if each)
        self.draw(number, replace(self.binder.front, blocks=blocks, subject=leaf.title))
        self.pages[number] = 0

    @property
    def total(self) -> int:
        return self.front_pages + sum(self.pages)

    @contextmanager
    def path(self, number: int) -> Iterator[Path]:
        drawn = self.drawn.get(number)
        if drawn is not None:
            yield drawn
            return
        leaf = self.binder.leaves[number]
        if leaf.open is None:
            raise NotBound(f"Mục {number + 1} không có tệp.", f"Leaf {number + 1} has no file.")
        with leaf.open() as path:
            yield path

    def index(self) -> None:
        """Draw cover and index; its own length moves the page numbers, so it is drawn until they stand."""
        from liem.adapters.dossier.pages import page_count

        for _attempt in range(4):
            before = self.front_pages
            self.front.write_bytes(papers.pdf(replace(self.binder.front, blocks=self._blocks())))
            self.front_pages = page_count(self.front)
            if self.front_pages == before:
                return

    def _blocks(self) -> tuple[Block, ...]:
        rows, first = [], self.front_pages + 1
        for number, leaf in enumerate(self.binder.leaves):
            rows.append((str(number + 1), _line(leaf, self.not_shown.get(number)), leaf.receipt, str(first)))
            first += self.pages[number]
        columns = (
            Column("Số", 8, "center"),
            Column("Tài liệu", 68),
            Column("Dòng sổ", 14, "center"),
            Column("Trang", 10, "right"),
        )
        return (
            *self.binder.front.blocks,
            Heading("MỤC LỤC", 1),
            Table(columns, tuple(rows)),
            *self.binder.after_index,
        )


def _line(leaf: Leaf, refused: str | None) -> str:
    return f"{leaf.title} ({WHY[refused].rstrip('.').lower()})" if refused else leaf.title


def _counted(sheets: _Sheets) -> tuple[int, str] | None:
    """Count the pages of each leaf not counted yet; give the leaf that is not shown, if one is not."""
    # what this program drew itself is safe to open here; what was brought is opened in the child only
    from liem.adapters.dossier.pages import page_count

    wanted = [number for number, count in enumerate(sheets.pages) if not count]
    # a batch of paths at a time: where the storage is no disk, each open path is a copy
    for number in wanted:
        if number in sheets.drawn:
            sheets.pages[number] = page_count(sheets.drawn[number])
    foreign = [number for number in wanted if number not in sheets.drawn]
    for at in range(0, len(foreign), 20):
        batch = foreign[at : at + 20]
        refused = _count_batch(sheets, batch)
        if refused is not None:
            return refused
    return None


def _count_batch(sheets: _Sheets, batch: list[int]) -> tuple[int, str] | None:
    with ExitStack() as stack:
        paths = [stack.enter_context(sheets.path(number)) for number in batch]
        for answer in _ask({"do": "count", "paths": [str(path) for path in paths]}):
            if "count" in answer:
                place, count = answer["count"]
                sheets.pages[batch[place]] = count
            elif "not_shown" in answer:
                place, code = answer["not_shown"]
                return batch[place], code
            elif "died" in answer:
                return batch[answer["died"]], "corrupt"
    return None


def _bound(sheets: _Sheets, folder: Path, out: Path, progress: Progress | None) -> tuple[int, str] | None:
    """Bind all in one child; give the leaf that is not shown, if one turned out so only now."""
    sheets.index()
    order: dict[str, Any] = {
        "do": "bind",
        "folder": str(folder),
        "out": str(out),
        "title": sheets.binder.title,
        "total": sheets.total,
        "sheets": [{"path": str(sheets.front), "pages": sheets.front_pages, "title": "Mục lục"}],
    }
    with ExitStack() as stack:
        for number in range(len(sheets.pages)):
            path = stack.enter_context(sheets.path(number))
            title = f"{number + 1}. {sheets.binder.leaves[number].title}"
            order["sheets"].append({"path": str(path), "pages": sheets.pages[number], "title": title})
        for answer in _ask(order):
            if "done" in answer and progress is not None:
                progress(max(0, answer["done"] - 1), len(sheets.pages))
            elif "not_shown" in answer:
                place, code = answer["not_shown"]
                return _leaf(place), code
            elif "died" in answer:
                return _leaf(answer["died"]), "corrupt"
    return None


def _leaf(place: int) -> int:
    if place == 0:
        raise NotBound("Không vẽ được mục lục của hồ sơ.", "The index of the dossier could not be drawn.")
    return place - 1


def _ask(order: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the answers of a child line by line; one that dies at a file is the answer ``{"died": file}``."""
    environment = {**os.environ, "MALLOC_ARENA_MAX": "2", "PYTHONIOENCODING": "utf-8"}
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "liem.adapters.dossier.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    clock = threading.Timer(SECONDS, child.kill)
    clock.start()
    begun = 0
    try:
        if child.stdin is None or child.stdout is None:
            raise NotBound("Không mở được chương trình đóng hồ sơ.", "The binder did not start.")
        child.stdin.write(json.dumps({**order, "memory": MEMORY}).encode() + b"\n")
        child.stdin.close()
        for line in child.stdout:
            answer: dict[str, Any] = json.loads(line)
            begun = answer.get("begin", begun)
            yield answer
        if child.wait() != 0:
            yield {"died": begun}
    finally:
        clock.cancel()
        if child.poll() is None:
            child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                stream.close()
