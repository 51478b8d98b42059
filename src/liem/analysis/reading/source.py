"""What a document looks like to the reader: pages of lines, each with its place.

Adapters turn files into a :class:`Source`; the reader knows nothing of Word, PDF or OCR. Places are
fractions of the page (0 left/top … 1 right/bottom), so a page image of any size can light them up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Origin = Literal["docx", "pdf_text", "pdf_scan", "image", "text"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page; ``page`` counts from 1, the four edges are fractions 0…1."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word (NFC), its place, and the reader's confidence 0…1 (1 for digital text)."""

    text: str
    box: Box | None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a line stands inside a table: table number in the document, row and column from 0.

    ``rows`` is how many rows the cell covers (a cell merged downwards speaks for all of them).
    """

    table: int
    row: int
    column: int
    rows: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line (PDF, scan) or one paragraph (DOCX, text).

    ``text`` is NFC with single blanks. ``words`` may be empty where no places are known. ``cell`` is set for
    lines inside a table, ``margin`` for running headers, footers, page numbers and digital-stamp text.
    ``list_label`` is an automatic numbering label Word shows but does not store as text ("1.", "a)").
    """

    text: str
    page: int
    box: Box | None = None
    words: tuple[Word, ...] = ()
    cell: Cell | None = None
    bold: bool = False
    italic: bool = False
    centered: bool = False
    size: float | None = None
    margin: bool = False
    list_label: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its number from 1, its size in points, its lines in reading order, and the OCR confidence
    0…1."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Source:
    """A whole document as seen by the reader, with what the adapter had to warn about (Vietnamese
    sentences)."""

    pages: tuple[Page, ...]
    origin: Origin
    warnings: tuple[str, ...] = ()
