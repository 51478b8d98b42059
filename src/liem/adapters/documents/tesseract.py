"""The program `tesseract`, run as a child with a time limit; its words come back as a table (TSV)."""

from __future__ import annotations

import csv
import functools
import io
import os
import re
import shutil
import subprocess
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from liem.adapters.documents.refusal import DocumentRefused

INSTALL = "apt-get install tesseract-ocr tesseract-ocr-vie"
# The office's own choice; the environment also reaches the child in which hostile files are read.
PROGRAM_VARIABLE, LANGUAGE_VARIABLE = "LIEM_READING_TESSERACT", "LIEM_READING_OCR_LANGUAGE"
_ROTATE = re.compile(r"Rotate: (\d+)")


@dataclass(frozen=True, slots=True)
class OcrWord:
    """One recognised word: text, edges in pixels, confidence 0…1 and the line it belongs to."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    line: tuple[int, int, int]

    def moved(self, across: int, down: int) -> OcrWord:
        """Give the word shifted by so many pixels."""
        return replace(
            self,
            left=self.left + across,
            right=self.right + across,
            top=self.top + down,
            bottom=self.bottom + down,
        )


class PageTooSlow(Exception):
    """One recognition took longer than a page may."""


class Cancelled(Exception):
    """Recognition was stopped from outside."""


@functools.cache
def _languages(program: str) -> frozenset[str]:
    # S603: the program is the one `which` found, the words are ours.
    listed = subprocess.run(  # noqa: S603
        [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
    ).stdout
    return frozenset(line.strip() for line in listed.splitlines()[1:])


def language() -> str:
    """Give the languages recognition reads, as Tesseract names them: "vie", or "vie+eng"."""
    return os.environ.get(LANGUAGE_VARIABLE) or "vie"


def require_tesseract() -> str:
    """Give the path of `tesseract` with Vietnamese, or refuse with what has to be installed."""
    program = shutil.which(os.environ.get(PROGRAM_VARIABLE) or "tesseract")
    if program is None:
        missing = "Máy chưa có Tesseract, phần mềm nhận dạng chữ trên bản chụp."
    elif lacking := set(language().split("+")) - _languages(program):
        missing = f"Tesseract trên máy chưa có dữ liệu ngôn ngữ {', '.join(sorted(lacking))}."
    else:
        return program
    raise DocumentRefused(
        "no_ocr", missing, f"Người quản trị hãy chạy: {INSTALL} (Debian, Ubuntu), rồi đọc lại tệp."
    )


class Tesseract:
    """Runs recognitions, each in its own child on one processor; ``stop`` ends those under way."""

    def __init__(self, *, seconds: float) -> None:
        self._program = require_tesseract()
        self._seconds = seconds
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def words(self, image: Image.Image, *, dpi: int, layout: int, only: str = "") -> list[OcrWord]:
        """Recognise Vietnamese text. ``layout`` is the page segmentation mode: 3 automatic, 6 one block;
        ``only`` names the signs that may occur.
        """
        allowed = ["-c", f"tessedit_char_whitelist={only}"] if only else []
        table = self._run(image, ["-l", language(), "--psm", str(layout), "--dpi", str(dpi), *allowed, "tsv"])
        rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
        out: list[OcrWord] = []
        for row in rows:
            if row["level"] != "5" or not (row["text"] or "").strip():
                continue
            left, top = int(row["left"]), int(row["top"])
            out.append(
                OcrWord(
                    row["text"].strip(), left, top, left + int(row["width"]), top + int(row["height"]),
                    max(0.0, float(row["conf"]) / 100),
                    (int(row["block_num"]), int(row["par_num"]), int(row["line_num"])),
                )
            )  # fmt: skip
        return out

    def quarter_turns(self, image: Image.Image) -> int:
        """Ask which way is up: quarter turns of the text as seen (1: lines run downwards); 0 when unsure."""
        try:
            said = self._run(image, ["-l", "osd", "--psm", "0"])
        except (DocumentRefused, PageTooSlow):
            return 0
        found = _ROTATE.search(said)
        # Tesseract names the clockwise turn that mends the page: 270 for lines running downwards.
        return {270: 1, 180: 2, 90: 3}.get(int(found.group(1)), 0) if found else 0

    def stop(self) -> None:
        """End every recognition under way; later ones are refused."""
        with self._lock:
            self._stopped = True
            for child in self._running:
                child.kill()

    def _run(self, image: Image.Image, arguments: list[str]) -> str:
        picture = io.BytesIO()
        image.save(picture, "PPM")
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        with self._lock:
            if self._stopped:
                raise Cancelled
            child = subprocess.Popen(  # noqa: S603 - our own words only
                [self._program, "stdin", "stdout", *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
                cwd=Path(self._program).anchor,
            )  # fmt: skip
            self._running.add(child)
        try:
            out, _ = child.communicate(picture.getvalue(), timeout=self._seconds)
        except subprocess.TimeoutExpired as slow:
            child.kill()
            child.communicate()
            raise PageTooSlow from slow
        finally:
            with self._lock:
                self._running.discard(child)
        if self._stopped:
            raise Cancelled
        if child.returncode != 0:
            raise DocumentRefused(
                "no_ocr",
                f"Tesseract dừng với mã lỗi {child.returncode} khi đọc một trang.",
                f"Người quản trị hãy cài lại: {INSTALL}.",
            )
        return out.decode("utf-8", errors="replace")
