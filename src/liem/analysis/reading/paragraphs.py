"""Wrapped lines joined to paragraphs, each knowing which printed line every character came from.

A printed line ends a paragraph when the next word would still have fitted on it; that, blank lines, indents
and
labels in sequence decide. Word paragraphs stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from .labels import RANK, Label, Style, label_of, list_label
from .lines import Row, boxes_of
from .source import Box, Cell
from .spelling import shadow, squeezed

_STOPPED = re.compile(r"[.;:!?…]['\"”»)\]]*$|[\"”»]$")
_KEY_LINE = re.compile(
    r"(?:noi nhan|kinh gui|(?:t/m|tm\.|k/t|kt\.|t/l|tl\.|tuq\.|t/uq)\s*[a-z])|(?:phu luc|"
    r"phu bieu)\b(?!.*[.;]$)"
)
_OPENER = re.compile(
    r"(?:can cu|giao |yeu cau |de nghi |tren day|noi nhan|kinh gui|thuc hien |nhan duoc|"
    r"trong qua trinh|qua trinh|"
    r"ke hoach nay|cong van nay|thong bao nay|ket luan nay|chi thi nay|nghi quyet nay|de |tuy nhien|"
    r"ban thuong vu|(?:tinh uy|thanh uy|dang uy|chu tich|uy ban nhan dan)[^.,;]{0,40}? (?:giao|yeu cau|de nghi) |"
    r"cac (?:nhiem vu|noi dung|don vi|co quan|chi bo|dong chi|dia phuong)|bao cao ket qua|thoi (?:gian|"
    r"han)|dinh ky )"
)


@dataclass(slots=True)
class Paragraph:
    """One paragraph: text and shadow without its label, the label, and the rows it was joined from."""

    text: str
    low: str
    rows: list[tuple[Row, int, int]]
    label: Label | None = None
    cell: Cell | None = None
    gap: bool = False
    heading: bool = field(default=False)

    @property
    def page(self) -> int:
        """Page of its first line."""
        return self.rows[0][0].page

    @property
    def lines(self) -> tuple[int, ...]:
        """Numbers of its source lines."""
        return tuple(row.index for row, _, _ in self.rows)

    def lines_of(self, start: int, end: int) -> tuple[int, ...]:
        """Source lines that carry characters ``start``…``end`` of ``text``."""
        return tuple(row.index for row, at, size in self.rows if at < end and at + size > start)

    def places(self, start: int = 0, end: int | None = None) -> tuple[Box, ...]:
        """Rectangles that carry characters ``start``…``end`` of ``text``, one per line."""
        stop = len(self.text) if end is None else end
        boxes: list[Box] = []
        for row, at, size in self.rows:
            if at < stop and at + size > start:
                shift = len(row.text) - size
                boxes.extend(boxes_of(row, max(0, start - at) + shift, min(size, stop - at) + shift))
        return tuple(boxes)


def is_capitals(text: str) -> bool:
    """Whether a line is set in capitals (headings, titles), ignoring digits and short lines."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) < 4 or text.rstrip().endswith(","):
        return False
    upper = sum(c.isupper() for c in letters)
    return upper >= 0.9 * len(letters)


def in_paragraphs(rows: list[Row]) -> bool:
    """Whether the lines are paragraphs already (Word, unwrapped text) and not printed lines."""
    body = [row for row in rows if row.line.cell is None]
    sizes = sorted(len(row.text) for row in body)
    widest = sizes[-1] if sizes else 0
    wraps = any(
        len(before.text) > 40
        and not _STOPPED.search(before.text)
        and (row.text[:1].islower() or len(before.text) + len(row.text.split(" ", 1)[0]) >= widest)
        for before, row in pairwise(body)
    )
    if not wraps and rows and not rows[0].line.box:
        return True
    # No page has printed lines this long; one alone may be two columns read as one.
    return bool(sizes) and (sizes[-1] > 220 or (len(sizes) > 1 and sizes[-2] > 140))


def broken_by_hand(rows: list[Row]) -> bool:
    """Whether a Word text has a paragraph for every printed line, as converters from PDF leave it."""
    body = [row for row in rows if row.line.cell is None]
    runs_on = sum(
        len(before.text) > 40 and row.text[:1].islower() and not _STOPPED.search(before.text)
        for before, row in pairwise(body)
    )
    return runs_on >= 2 and max((len(row.text) for row in body), default=0) <= 120


class _Joiner:
    """Decides, row after row, whether a new paragraph begins."""

    def __init__(self, rows: list[Row], *, whole: bool) -> None:
        self.whole = whole
        body = [row for row in rows if row.line.cell is None]
        self.width = max((len(row.text) for row in body), default=0)
        self.right = max((row.line.box.right for row in body if row.line.box), default=0.0)
        lefts = sorted(row.line.box.left for row in body if row.line.box)
        self.left = lefts[int(len(lefts) * 0.1)] if lefts else 0.0
        self.last: dict[Style, int] = {}

    def label(self, row: Row, before: Row | None) -> Label | None:
        """The label of a row that really starts an item; None for a wrapped line that only looks like one."""
        if row.line.list_label:
            return list_label(row.line.list_label)
        found = label_of(row.text, row.low)
        if found is None:
            return None
        if before is not None and not self.whole and not row.after_gap:
            stopped = bool(_STOPPED.search(before.text)) or is_capitals(before.text)
            full = self._full(before, row)
            if full and not stopped:
                return None
            follows = found.ordinal in {0, 1, self.last.get(found.style, 0) + 1}
            if full and not follows:
                return None
            if not stopped and not follows and row.text[found.end : found.end + 1].islower():
                return None
        elif before is not None and not row.after_gap and self._runs_on(before, found):
            return None
        self.last[found.style] = found.ordinal
        for style, rank in RANK.items():
            if rank > found.rank:
                self.last.pop(style, None)
        return found

    def _runs_on(self, before: Row, found: Label) -> bool:
        """A long line without a stop, then a number out of sequence: a sentence that was broken by hand."""
        follows = found.ordinal in {0, 1, self.last.get(found.style, 0) + 1}
        return len(before.text) > 60 and not _STOPPED.search(before.text) and not follows

    def starts(self, row: Row, before: Row) -> bool:
        """Whether an unlabelled row begins a paragraph after ``before``."""
        stopped = bool(_STOPPED.search(before.text))
        runs_on = row.text[:1].islower()
        if _KEY_LINE.match(row.low) or squeezed(row.text[:14]).startswith(("noinhan", "kinhgui")):
            return True
        if self.whole:
            return stopped or not runs_on or len(before.text) < 40
        if row.after_gap:
            return stopped or not runs_on
        if runs_on:
            return False
        capitals = is_capitals(row.text) and len(row.text) > 15
        if capitals != (is_capitals(before.text) and len(before.text) > 15):
            return True
        if not self._full(before, row):
            return True
        if not stopped:
            return False
        return self._indented(row) or before.text.endswith(":") or bool(_OPENER.match(row.low))

    def _full(self, before: Row, row: Row) -> bool:
        word = row.text.split(" ", 1)[0]
        if before.line.box and self.right:
            box = before.line.box
            per_char = (box.right - box.left) / max(1, len(before.text))
            return self.right - box.right < per_char * (len(word) + 2)
        return len(before.text) + 1 + len(word) > self.width * 0.93

    def _indented(self, row: Row) -> bool:
        return bool(row.line.box) and row.line.box.left - self.left > 0.02 if row.line.box else False


def paragraph_of(rows: Iterable[Row], label: Label | None = None) -> Paragraph:
    """Join rows to one paragraph; a word torn at a hyphen keeps its hyphen."""
    parts: list[str] = []
    spans: list[tuple[Row, int, int]] = []
    at = 0
    first: Row | None = None
    for row in rows:
        piece = row.text
        if first is None:
            first = row
            piece = piece[label.end :].lstrip() if label else piece
        elif parts:
            parts.append(" ")
            at += 1
        parts.append(piece)
        spans.append((row, at, len(piece)))
        at += len(piece)
    if first is None:
        raise ValueError("a paragraph needs at least one row")
    text = "".join(parts)
    return Paragraph(text, shadow(text), spans, label, first.line.cell, first.after_gap)


def join(rows: list[Row], *, whole: bool) -> list[Paragraph]:
    """Paragraphs of body rows in order; rows of one table cell stay together (see :mod:`tables`)."""
    joiner = _Joiner(rows, whole=whole)
    out: list[Paragraph] = []
    open_rows: list[Row] = []
    open_label: Label | None = None

    def close() -> None:
        if open_rows:
            out.append(paragraph_of(open_rows, open_label))
            open_rows.clear()

    for row in rows:
        before = open_rows[-1] if open_rows else None
        if row.line.cell is not None or (before is not None and before.line.cell is not None):
            same = before is not None and before.line.cell == row.line.cell
            if not same:
                close()
                open_label = None if row.line.cell else joiner.label(row, None)
            open_rows.append(row)
            continue
        label = joiner.label(row, before)
        if before is None or label is not None or joiner.starts(row, before):
            close()
            open_label = label
        open_rows.append(row)
    close()
    return out
