"""Paragraphs of a Word document on their way to lines: pieces of text, line breaks, columns set with tabs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from liem.adapters.documents.word_styles import Look
from liem.analysis.reading.source import Cell, Line
from liem.kernel.text import fold

_BLANKS = re.compile(r"\s+|\u200b|\ufeff")
_WIDE = re.compile(r"\s*(?:\t+| {6,})\s*")
_DATED = re.compile(r"\bngay\b.*\bthang\b")


@dataclass(slots=True)
class Paragraph:
    """One paragraph (or one part of it between line breaks) as a person sees it."""

    text: str
    page: int
    cell: Cell | None = None
    bold: bool = False
    italic: bool = False
    centered: bool = False
    size: float | None = None
    list_label: str = ""

    def line(self) -> Line:
        """Give the paragraph in the form the reader takes."""
        return Line(
            self.text, self.page, cell=self.cell, bold=self.bold, italic=self.italic, centered=self.centered,
            size=self.size, list_label=self.list_label,
        )  # fmt: skip


@dataclass(slots=True)
class Piece:
    """A stretch of text of one look, and the page it stands on."""

    text: str
    look: Look
    page: int


def split_lines(pieces: list[Piece]) -> list[list[Piece]]:
    """Part the pieces of a paragraph at its line breaks."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        for index, text in enumerate(piece.text.split("\n")):
            if index:
                lines.append([])
            if text:
                lines[-1].append(Piece(text, piece.look, piece.page))
    return lines


def columns_of(raw: str, *, early: bool, foot: bool) -> list[str]:
    """Part a head or foot set in two columns with tabs or blanks; leave tabs of ordinary text as blanks."""
    parts = [clean for part in _WIDE.split(raw.strip()) if (clean := _BLANKS.sub(" ", part).strip())]
    if len(parts) == 2 and all(len(part) >= 6 for part in parts):
        left, right = fold(parts[0]), fold(parts[1])
        in_head = early and (parts[0].isupper() or left.startswith("so") or _DATED.search(right) is not None)
        if in_head or foot or left.startswith("noi nhan"):
            return parts
    text = _BLANKS.sub(" ", raw).strip()
    return [text] if text else []
