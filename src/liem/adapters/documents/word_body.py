"""Walks the body of a Word document in reading order and gives its paragraphs.

Deleted text stays out, inserted text is kept, fields show their last result, text boxes follow the paragraph
they hang on. A table cell covered by a merge above it is not read twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from liem.adapters.documents.legacy import from_tcvn3
from liem.adapters.documents.refusal import too_many_pages
from liem.adapters.documents.word_names import A_BLIP, MATH_TEXT, MC, NS, R_EMBED, W, number, on, val
from liem.adapters.documents.word_numbering import Numbering
from liem.adapters.documents.word_paragraph import Paragraph, Piece, columns_of, split_lines
from liem.adapters.documents.word_styles import Look, ParagraphStyle, Styles, dress
from liem.analysis.reading.source import Cell
from liem.kernel.text import fold, nfc

_HEAD_PARAGRAPHS = 12
# Wrappers that only hold other content (ECMA-376 17.5, 17.13): walked through.
_WRAPPERS = frozenset(
    W + name
    for name in (
        "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo",
    )
)  # fmt: skip
_GONE = frozenset(W + name for name in ("del", "moveFrom", "rPr", "pPr", "sectPr", "tblPr", "tblGrid"))
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-", W + "softHyphen": ""}


@dataclass(slots=True)
class _Open:
    """What is being gathered for the paragraph at hand."""

    look: Look
    pieces: list[Piece] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class BodyWalker:
    """Reads block after block; ``page``, ``tracked`` and the like tell afterwards what was met."""

    def __init__(self, styles: Styles, numbering: Numbering, *, most_pages: int) -> None:
        self._styles = styles
        self._numbering = numbering
        self._most_pages = most_pages
        self._out: list[Paragraph] = []
        self._tables = 0
        self._fields: list[bool] = []
        self._carried: list[Piece] = []
        self._hard_break = False
        self._foot = False
        self.page = 1
        self.tracked = False
        self.legacy_font = False
        self.skipped_chunk = False
        self.images: list[str] = []

    def walk(self, container: etree._Element) -> list[Paragraph]:
        """Give the paragraphs of a body, header, footer or note in reading order; empty ones are left out."""
        self._blocks(container, None)
        return self._out

    def _blocks(self, container: etree._Element, cell: Cell | None) -> None:
        for block in container:
            tag = block.tag
            if tag == W + "p":
                self._paragraph(block, cell)
            elif tag == W + "tbl":
                self._table(block)
            elif tag == W + "altChunk":
                self.skipped_chunk = True
            elif tag == W + "sdt" or tag in _WRAPPERS:
                self._blocks(block, cell)
            elif tag == MC + "AlternateContent":
                self._blocks(_preferred(block), cell)

    def _table(self, table: etree._Element) -> None:
        index = self._tables
        self._tables += 1
        rows = [list(_placed(row)) for row in _rows(table)]
        covered = {
            (row_number, column) for row_number, row in enumerate(rows) for _, column, below in row if below
        }
        for row_number, row in enumerate(rows):
            # Cells of one row stand beside each other: each starts on the page where the row starts.
            start, end = self.page, self.page
            for element, column, below in row:
                if below:
                    continue
                self.page = start
                height = 1
                while (row_number + height, column) in covered:
                    height += 1
                self._blocks(element, Cell(index, row_number, column, height))
                end = max(end, self.page)
            self.page = end

    def _paragraph(self, element: etree._Element, cell: Cell | None) -> None:
        properties = element.find("w:pPr", NS)
        style_id = "" if properties is None else val(properties.find("w:pStyle", NS))
        style = self._styles.paragraph(style_id)
        breaks_before = on(properties.find("w:pageBreakBefore", NS)) if properties is not None else None
        if (style.page_break_before if breaks_before is None else breaks_before) and self._out:
            self._break(hard=True)
        gathered = _Open(style.look, pieces=self._carried)
        self._carried = []
        self._inline(element, gathered)
        mark = None if properties is None else properties.find("w:rPr/w:del", NS)
        if mark is not None and gathered.pieces:
            # The mark at the end was deleted: this paragraph and the next one are one.
            self.tracked = True
            self._carried = gathered.pieces
        elif mark is None or gathered.pieces:
            label = self._label(properties, style, style_id)
            self._emit(gathered.pieces, label, _centered(properties, style), cell)
        for box in gathered.boxes:
            # A box that holds a box must not disturb the paragraph around it.
            self._blocks(box, cell)
        section = None if properties is None else properties.find("w:sectPr", NS)
        if section is not None and val(section.find("w:type", NS)) != "continuous":
            self._break(hard=True)

    def _label(self, properties: etree._Element | None, style: ParagraphStyle, style_id: str) -> str:
        list_id, level = style.list_id, style.list_level
        direct = None if properties is None else properties.find("w:numPr", NS)
        if direct is not None:
            own = direct.find("w:numId", NS)
            list_id = val(own) if own is not None else list_id
            at = direct.find("w:ilvl", NS)
            level = number(val(at), 0) if at is not None else level
        if not list_id or list_id == "0":
            return ""
        if level is None:
            level = self._numbering.level_of_style(list_id, style.list_style or style_id)
        return self._numbering.label(list_id, level)

    def _inline(self, element: etree._Element, gathered: _Open) -> None:
        for child in element:
            tag = child.tag
            if tag == W + "r":
                self._run(child, gathered)
            elif tag in {W + "del", W + "moveFrom"}:
                self.tracked = True
            elif tag in {W + "ins", W + "moveTo"}:
                self.tracked = True
                self._inline(child, gathered)
            elif tag == W + "sdt" or tag in _WRAPPERS:
                self._inline(child, gathered)
            elif tag == MC + "AlternateContent":
                self._inline(_preferred(child), gathered)
            elif isinstance(tag, str) and tag not in _GONE:
                self._math(child, gathered)

    def _math(self, element: etree._Element, gathered: _Open) -> None:
        for text in element.iter(MATH_TEXT):
            gathered.pieces.append(Piece(text.text or "", gathered.look, self.page))

    def _run(self, run: etree._Element, gathered: _Open) -> None:
        look = gathered.look
        properties = run.find("w:rPr", NS)
        if properties is not None:
            look = dress(self._styles.run(look, val(properties.find("w:rStyle", NS))), properties)
        self._run_content(run, look, gathered)

    def _run_content(self, run: etree._Element, look: Look, gathered: _Open) -> None:
        for child in run:
            tag = child.tag
            if tag == W + "t":
                self._text(child.text or "", look, gathered)
            elif tag in _SIGNS:
                self._text(_SIGNS[tag], look, gathered)
            elif tag == W + "br":
                if child.get(W + "type") == "page":
                    self._break(hard=True)
                elif child.get(W + "type") != "column":
                    self._text("\n", look, gathered)
            elif tag == W + "lastRenderedPageBreak":
                self._break(hard=False)
            elif tag == W + "fldChar":
                self._field(child.get(W + "fldCharType", ""))
            elif tag == MC + "AlternateContent":
                self._run_content(_preferred(child), look, gathered)
            elif tag in {W + "drawing", W + "pict", W + "object"}:
                gathered.boxes.extend(_boxes(child))
                self.images.extend(blip.get(R_EMBED, "") for blip in child.iter(A_BLIP))

    def _text(self, text: str, look: Look, gathered: _Open) -> None:
        # Inside a field only its result is shown; the instruction before "separate" is not.
        if not text or look.hidden or not all(self._fields):
            return
        if look.old_font:
            self.legacy_font = True
            text = from_tcvn3(text, capitals=look.old_font == "upper")
        if text.strip():
            self._hard_break = False
        gathered.pieces.append(Piece(text.upper() if look.caps else text, look, self.page))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _break(self, *, hard: bool) -> None:
        """Turn the page. Word notes a hard break once more as "rendered" at the next text: count it once."""
        if not hard and self._hard_break:
            self._hard_break = False
            return
        self._hard_break = hard
        self.page += 1
        if self.page > self._most_pages * 2:
            raise too_many_pages(self.page, self._most_pages)

    def _emit(self, pieces: list[Piece], label: str, centered: bool, cell: Cell | None) -> None:
        for piece_line in split_lines(pieces):
            raw = nfc("".join(piece.text for piece in piece_line))
            lettered = [piece for piece in piece_line if piece.text.strip()]
            if not lettered:
                continue
            weight = sum(len(piece.text) for piece in lettered)
            bold = sum(len(piece.text) for piece in lettered if piece.look.bold)
            italic = sum(len(piece.text) for piece in lettered if piece.look.italic)
            parts = columns_of(raw, early=len(self._out) < _HEAD_PARAGRAPHS and cell is None, foot=self._foot)
            self._foot = self._foot or (len(parts) == 2 and fold(parts[0]).startswith("noi nhan"))
            for text in parts:
                self._out.append(
                    Paragraph(
                        text, lettered[0].page, cell, bold * 5 >= weight * 4, italic * 5 >= weight * 4,
                        centered, lettered[0].look.size, label,
                    )
                )  # fmt: skip
                label = ""


def _centered(properties: etree._Element | None, style: ParagraphStyle) -> bool:
    jc = None if properties is None else properties.find("w:jc", NS)
    return style.centered if jc is None else val(jc) == "center"


def _preferred(alternate: etree._Element) -> etree._Element:
    """Of two spellings of one thing take the first that has content, never both."""
    choice = alternate.find(MC + "Choice")
    if choice is not None:
        return choice
    fallback = alternate.find(MC + "Fallback")
    return alternate if fallback is None else fallback


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """Give the text boxes of a drawing, each once; a box in a box is left to the walk of the outer one."""
    for child in element:
        if child.tag == W + "txbxContent":
            yield child
        elif child.tag == MC + "AlternateContent":
            yield from _boxes(_preferred(child))
        else:
            yield from _boxes(child)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == W + "tr":
            if child.find("w:trPr/w:del", NS) is None:
                yield child
        elif child.tag == W + "sdt" or child.tag in _WRAPPERS:
            yield from _rows(child)


def _placed(row: etree._Element) -> Iterator[tuple[etree._Element, int, bool]]:
    """Each cell of a row with its column, and whether a cell above it, merged downwards, covers it."""
    column = number(val(row.find("w:trPr/w:gridBefore", NS)), 0)
    for element in _cells(row):
        properties = element.find("w:tcPr", NS)
        span, covered = 1, False
        if properties is not None:
            span = max(1, number(val(properties.find("w:gridSpan", NS)), 1))
            merge = properties.find("w:vMerge", NS)
            covered = merge is not None and val(merge) != "restart"
        yield element, column, covered
        column += span


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag == W + "sdt" or child.tag in _WRAPPERS:
            yield from _cells(child)
