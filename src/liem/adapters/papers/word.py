"""Draw a paper as DOCX: built from nothing, named styles, nothing of the machine or the user inside."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.shared import Mm, Pt

from liem.adapters.papers import qr
from liem.adapters.papers.measure import column_widths, width_mm
from liem.adapters.papers.sheet import Sheet, sheet, title
from liem.adapters.papers.word_styles import CLOSE, STYLES, make_styles, motto_style
from liem.adapters.papers.word_table import put_table
from liem.adapters.papers.word_xml import (
    Links,
    element,
    float_picture,
    plain_table,
    put_field,
    put_rule,
    put_runs,
)
from liem.kernel.paper import (
    Annex,
    Block,
    Face,
    Heading,
    HeadMark,
    Numbered,
    PageBreak,
    Paper,
    Paragraph,
    Run,
    SignatureList,
    Table,
    runs,
)

_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_EDGE_MM = 8.0
"""The QR and its line stay this far from the paper's edge: printers do not reach further out."""

_UNDATED = date(1980, 1, 1)
_APPLICATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Liêm</Application></Properties>"
).encode()


def docx(paper: Paper) -> bytes:
    """Give the paper as DOCX bytes; the same paper gives the same bytes."""
    return _Drawing(paper).drawn()


def report_docx(paper: Paper) -> bytes:
    """Give a report whose tables need the long side: the same paper on landscape pages."""
    return docx(replace(paper, landscape=True))


class _Drawing:
    """One document being drawn, top to bottom."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.layout = paper.layout
        self.printed: Sheet = sheet(paper)
        self.document = Document()
        self.links = Links(self.document.part)
        self.room_mm = 0.0

    def drawn(self) -> bytes:
        make_styles(self.document, self.layout)
        self._page(self.document.sections[0], landscape=self.paper.landscape)
        self._margins_of_page(self.document.sections[0])
        self._head()
        self._opening()
        for number, block in enumerate(self.printed.blocks, start=1):
            made = self._block(block)
            if made is not None and number == len(self.printed.blocks):
                made.paragraph_format.keep_with_next = True
        self._foot()
        for annex in self.printed.annexes:
            self._annex(annex)
        self._properties()
        return _sealed(self.document, self.paper.issued_on or _UNDATED)

    def _page(self, section: Any, *, landscape: bool) -> None:
        width, height = self.layout.page_width_mm, self.layout.page_height_mm
        if landscape:
            width, height = height, width
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.bottom_margin = (
            Mm(self.layout.margin_top_mm),
            Mm(self.layout.margin_bottom_mm),
        )
        section.left_margin, section.right_margin = (
            Mm(self.layout.margin_left_mm),
            Mm(self.layout.margin_right_mm),
        )
        section.header_distance, section.footer_distance = Mm(9), Mm(_EDGE_MM)
        self.room_mm = width - self.layout.margin_left_mm - self.layout.margin_right_mm

    def _margins_of_page(self, section: Any) -> None:
        """Page number on top from the page the rule says; QR and log line at the bottom of every page."""
        section.different_first_page_header_footer = self.layout.page_number_from > 1
        section.header.is_linked_to_previous = False
        number = section.header.paragraphs[0]
        number.style = STYLES["page_number"]
        put_field(number, "PAGE")
        if section.different_first_page_header_footer:
            section.first_page_header.is_linked_to_previous = False
        proof = self.paper.proof
        if proof is None:
            return
        drawn = qr.code(proof.address) if proof.address else None
        for footer in (section.footer, section.first_page_footer):
            footer.is_linked_to_previous = False
            line = footer.paragraphs[0]
            line.style = STYLES["proof"]
            line.add_run(self.printed.proof_line)
            if drawn is None:
                continue
            left = Mm(self.layout.margin_left_mm - drawn.size_mm - 4)
            top = Mm(section.page_height.mm - _EDGE_MM - drawn.size_mm)
            picture = line.add_run()
            picture.add_picture(BytesIO(drawn.png), width=Mm(drawn.size_mm))
            float_picture(picture, left=left, top=top, name=f"Mã QR: {proof.address}")

    def _say(self, where: Any, style: str, words: str) -> Any:
        made = where.add_paragraph(style=style)
        put_runs(made._p, (Run(words),), self.links)
        return made

    def _mark(
        self, where: Any, kind: HeadMark, face: Face, words: str, *, share: float, room_mm: float
    ) -> None:
        if kind == "line":
            wide = max(width_mm(line, face) for line in words.split("\n"))
            rule = where.add_paragraph(style=CLOSE)
            put_rule(rule, width_mm=min(wide, room_mm) * share, room_mm=room_mm)
        elif kind == "star":
            self._say(where, STYLES["number"], "*")
        elif kind == "dashes":
            self._say(where, STYLES["number"], "-----")

    def _head(self) -> None:
        layout, printed = self.layout, self.printed
        table = self.document.add_table(rows=2, cols=2)
        plain_table(table, printed.head_mm)
        (issuer, motto), (number, dateline) = (row.cells for row in table.rows)
        for line in printed.superiors:
            self._say(issuer, STYLES["superior"], line)
        self._say(issuer, STYLES["issuer"], printed.issuer)
        self._mark(
            issuer, layout.issuer_mark, layout.faces["issuer"], printed.issuer,
            share=0.45, room_mm=printed.head_mm[0],
        )  # fmt: skip
        for n, line in enumerate(layout.motto):
            self._say(motto, motto_style(n), line)
        self._mark(
            motto, "line", layout.motto_faces[-1], layout.motto[-1], share=1.0, room_mm=printed.head_mm[1]
        )
        self._say(number, STYLES["number"], printed.number_line)
        if printed.letter_subject is not None:
            self._say(number, STYLES["letter_subject"], printed.letter_subject)
        self._say(dateline, STYLES["dateline"], printed.date_line)
        for cell in (issuer, motto, number, dateline):
            _drop_first_paragraph(cell)
        for cell in (number, dateline):
            cell.paragraphs[0].paragraph_format.space_before = Pt(4)

    def _opening(self) -> None:
        printed, layout = self.printed, self.layout
        if printed.urgency is not None:
            stamp = self._say(self.document, STYLES["urgency"], printed.urgency)
            _box(stamp, self.room_mm, width_mm(printed.urgency, layout.faces["urgency"]) + 8)
        if printed.kind_title is not None:
            self._say(
                self.document, STYLES["kind_title"], printed.kind_title
            ).paragraph_format.space_before = Pt(14)
            self._say(self.document, STYLES["subject"], printed.subject)
            self._mark(
                self.document, layout.subject_mark, layout.faces["subject"], printed.subject,
                share=0.4, room_mm=self.room_mm,
            )  # fmt: skip
        if printed.addressees:
            self._addressees()
        last = self.document.paragraphs[-1] if self.document.paragraphs else None
        if last is not None:
            last.paragraph_format.space_after = Pt(10)
        else:
            self.document.add_paragraph(style=CLOSE)

    def _addressees(self) -> None:
        label, names = self.layout.addressees_label, self.printed.addressees
        if len(names) == 1:
            made = self._say(self.document, STYLES["addressees"], f"{label} {names[0]}")
            made.paragraph_format.space_before = Pt(12)
            return
        face = self.layout.faces["addressees"]
        wide = width_mm(f"{label} ", face) + max(width_mm(name, face) for name in names)
        start = max((self.room_mm - wide) / 2, 0)
        for n, line in enumerate((label, *names)):
            made = self._say(self.document, STYLES["addressees"], line)
            made.alignment = WD_ALIGN_PARAGRAPH.LEFT
            made.paragraph_format.left_indent = Mm(start if n == 0 else start + width_mm(f"{label} ", face))
            if n == 0:
                made.paragraph_format.space_before = Pt(12)

    def _block(self, block: Block) -> Any:
        """Draw one block; gives the paragraph if it is one of running text."""
        match block:
            case Heading():
                self._say(self.document, f"Heading {block.level}", block.text)
            case Paragraph():
                made = self.document.add_paragraph(style=STYLES["body"])
                put_runs(made._p, runs(block.text), self.links)
                if block.align != "justify":
                    made.alignment = _ALIGN[block.align]
                if not block.indent:
                    made.paragraph_format.first_line_indent = Mm(0)
                return made
            case Numbered():
                made = self.document.add_paragraph(style=STYLES["body"])
                put_runs(made._p, (Run(f"{block.marker}\u00a0"), *runs(block.text)), self.links)
                return made
            case Table():
                self._table(block)
            case PageBreak():
                self.document.add_paragraph(style=CLOSE).add_run().add_break(WD_BREAK.PAGE)
            case SignatureList():
                self._signatures(block)
        return None

    def _table(self, block: Table) -> None:
        if block.caption is not None:
            caption = self._say(self.document, STYLES["annex_title"], block.caption)
            caption.paragraph_format.keep_with_next = True
        widths = column_widths(block, self.layout.faces["table"], self.room_mm)
        put_table(self.document, block, widths_mm=widths, style=STYLES["table"], links=self.links)
        below = self.document.add_paragraph(style=CLOSE)
        below.paragraph_format.space_after = Pt(6)
        below.paragraph_format.keep_with_next = True

    def _signatures(self, block: SignatureList) -> None:
        entries = block.entries
        table = self.document.add_table(rows=(len(entries) + 1) // 2, cols=2)
        plain_table(table, (self.room_mm / 2, self.room_mm / 2))
        cells = [cell for row in table.rows for cell in row.cells]
        for cell, entry in zip(cells, entries, strict=False):
            self._say(cell, STYLES["authority"], entry.title)
            self._say(cell, STYLES["signer"], entry.name).paragraph_format.space_before = Mm(
                self.layout.sign_space_mm
            )
        for cell in cells[: len(entries)]:
            _drop_first_paragraph(cell)
        self.document.add_paragraph(style=CLOSE)

    def _foot(self) -> None:
        printed = self.printed
        if self.paper.sign is None and not printed.recipients:
            return
        table = self.document.add_table(rows=1, cols=2)
        left = self.room_mm * 0.46
        plain_table(table, (left, self.room_mm - left))
        recipients, sign = table.rows[0].cells
        if printed.recipients:
            self._say(recipients, STYLES["recipients_label"], self.layout.recipients_label)
            for line in printed.recipients:
                self._say(recipients, STYLES["recipients"], line)
            _drop_first_paragraph(recipients)
        if self.paper.sign is not None:
            for line in printed.authority:
                self._say(sign, STYLES["authority"], line)
            self._say(sign, STYLES["sign_title"], printed.sign_title)
            name = self._say(sign, STYLES["signer"], printed.signer)
            name.paragraph_format.space_before = Mm(self.layout.sign_space_mm)
            _drop_first_paragraph(sign)
        for cell in (recipients, sign):
            cell.paragraphs[0].paragraph_format.space_before = Pt(8)
        # Word wants a paragraph after a table; a small one cannot push an empty page out.
        self.document.add_paragraph(style=CLOSE)

    def _annex(self, annex: Annex) -> None:
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self._page(section, landscape=annex.landscape)
        self._margins_of_page(section)
        if self.layout.annex_restarts_numbering:
            section._sectPr.insert_element_before(
                element("pgNumType", start=1), "w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg",
                "w:textDirection", "w:bidi", "w:rtlGutter", "w:docGrid",
            )  # fmt: skip
        else:
            section.different_first_page_header_footer = False
        self._say(self.document, STYLES["annex_title"], annex.label)
        self._say(self.document, STYLES["annex_title"], annex.title)
        self._say(self.document, STYLES["annex_note"], annex.note)
        self._mark(
            self.document,
            "line",
            self.layout.faces["annex_note"],
            annex.title,
            share=0.4,
            room_mm=self.room_mm,
        )
        self.document.paragraphs[-1].paragraph_format.space_after = Pt(8)
        for block in annex.blocks:
            self._block(block)

    def _properties(self) -> None:
        """Say what the paper is and who issues it; leave out machine, user and template."""
        day = self.paper.issued_on or _UNDATED
        core = self.document.core_properties
        core.title = title(self.printed)[:255]
        core.author = self.printed.issuer.replace("\n", " ")[:255]
        core.language = "vi-VN"
        core.last_modified_by = core.comments = core.keywords = core.category = core.subject = ""
        core.revision = 1
        core.created = core.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)


def _drop_first_paragraph(cell: Any) -> None:
    """Remove the empty paragraph that a new cell starts with."""
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)


def _box(paragraph: Any, room_mm: float, wide_mm: float) -> None:
    """Frame a paragraph: the urgency stamp."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.right_indent = Mm(max(room_mm - wide_mm, 0))
    paragraph.paragraph_format.space_before = Pt(8)
    borders = element("pBdr")
    for side in ("top", "left", "bottom", "right"):
        borders.append(element(side, val="single", sz=8, space=3, color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _sealed(document: Any, day: date) -> bytes:
    """Save without the template's thumbnail, every entry dated by the paper and not by this machine."""
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]
    raw, sealed = BytesIO(), BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(sealed, "w", zipfile.ZIP_DEFLATED) as kept:
        for entry in given.infolist():
            stamp = zipfile.ZipInfo(entry.filename, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            stamp.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(stamp, _APPLICATION if entry.filename == "docProps/app.xml" else given.read(entry))
    return sealed.getvalue()
