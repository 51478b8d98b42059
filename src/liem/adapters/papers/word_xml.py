"""Small pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Length, Mm, Pt
from docx.text.paragraph import Paragraph
from docx.text.run import Run as WordRun

from liem.kernel.paper import Run

TWIPS_PER_MM = 1440 / 25.4


def element(name: str, **values: str | int) -> Any:
    """Make ``<w:name w:key="value"/>``."""
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), str(value))
    return made


class Links:
    """External links of one part: one relationship per address, found without searching."""

    def __init__(self, part: Any) -> None:
        self._part = part
        self._ids: dict[str, str] = {}

    def id_of(self, address: str) -> str:
        """Give the relationship id of an address, made at first use."""
        if address not in self._ids:
            made = f"rIdLink{len(self._ids) + 1}"
            self._part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, address, made, is_external=True)
            self._ids[address] = made
        return self._ids[address]


def run_element(text: str, *, bold: bool | None = None, italic: bool | None = None) -> Any:
    """Make one run; line breaks become ``w:br``, ``None`` leaves weight to the style."""
    made = element("r")
    if bold is not None or italic is not None:
        properties = element("rPr")
        for name, value in (("b", bold), ("i", italic)):
            if value is not None:
                properties.append(element(name, val="1" if value else "0"))
        made.append(properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        words = element("t")
        words.text = line
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        made.append(words)
    return made


def put_runs(target: Any, parts: Iterable[Run], links: Links) -> None:
    """Append runs to a ``w:p`` element; linked ones become hyperlinks."""
    for part in parts:
        made = run_element(part.text, bold=True if part.bold else None, italic=True if part.italic else None)
        if part.link is None:
            target.append(made)
        else:
            link = element("hyperlink")
            link.set(qn("r:id"), links.id_of(part.link))
            link.append(made)
            target.append(link)


def paragraph_element(style_id: str, *, align: str | None = None, keep: bool = False) -> Any:
    """Make an empty ``w:p`` in a style, for tables built row by row; ``keep`` holds it to what follows."""
    made = element("p")
    properties = element("pPr")
    properties.append(element("pStyle", val=style_id))
    if keep:
        properties.append(element("keepNext"))
    if align is not None:
        properties.append(element("jc", val="both" if align == "justify" else align))
    made.append(properties)
    return made


def put_field(paragraph: Paragraph, code: str) -> None:
    """Append a field (``PAGE``) that Word computes."""
    for kind in ("begin", None, "end"):
        run = element("r")
        if kind is None:
            words = element("instrText")
            words.text = f" {code} "
            run.append(words)
        else:
            run.append(element("fldChar", fldCharType=kind))
        paragraph._p.append(run)


def put_rule(paragraph: Paragraph, *, width_mm: float, room_mm: float) -> None:
    """Make an empty paragraph a centred drawn line of a given width."""
    side = max(room_mm - width_mm, 0) / 2
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Mm(side)
    form.space_before = Pt(3)
    border = element("pBdr")
    border.append(element("top", val="single", sz=6, space=1, color="000000"))
    paragraph._p.get_or_add_pPr().insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def plain_table(table: Any, widths_mm: Iterable[float]) -> None:
    """Give a table fixed columns, no borders and no cell padding: a grid for head and foot."""
    properties = table._tbl.tblPr
    table.autofit = False
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=0, type="dxa"))
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        keep_row_whole(row._tr)


def keep_row_whole(row: Any) -> None:
    """Forbid a page break inside a row."""
    row.get_or_add_trPr().append(element("cantSplit"))


def float_picture(run: WordRun, *, left: Length, top: Length, name: str) -> None:
    """Turn the run's inline picture into one that stands at a fixed place of the page, behind no text."""
    inline: Any = run._r.find(f".//{qn('wp:inline')}")
    anchor = OxmlElement("wp:anchor")
    flags = {
        "distT": 0, "distB": 0, "distL": 0, "distR": 0, "simplePos": 0, "relativeHeight": 2,
        "behindDoc": 1, "locked": 0, "layoutInCell": 0, "allowOverlap": 1,
    }  # fmt: skip
    for key, value in flags.items():
        anchor.set(key, str(value))
    origin = OxmlElement("wp:simplePos")
    origin.set("x", "0")
    origin.set("y", "0")
    anchor.append(origin)
    for tag, offset in (("wp:positionH", left), ("wp:positionV", top)):
        position = OxmlElement(tag)
        position.set("relativeFrom", "page")
        away = OxmlElement("wp:posOffset")
        away.text = str(int(offset))
        position.append(away)
        anchor.append(position)
    anchor.append(inline.find(qn("wp:extent")))
    anchor.append(OxmlElement("wp:wrapNone"))
    for child in list(inline):
        anchor.append(child)
    described: Any = anchor.find(qn("wp:docPr"))
    described.set("name", name)
    described.set("descr", name)
    inline.getparent().replace(inline, anchor)
