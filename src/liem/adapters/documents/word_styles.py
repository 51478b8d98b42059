"""How a Word paragraph looks once its styles are added up: only the traits a reader of directives uses."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from liem.adapters.documents.word_names import NS, W, number, on, val

_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class Look:
    """Traits of characters; ``size`` in points, ``None`` when no style says; ``old_font`` names a .Vn
    table.
    """

    bold: bool = False
    italic: bool = False
    caps: bool = False
    hidden: bool = False
    size: float | None = None
    old_font: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """Traits a paragraph inherits: characters, centring, and the list it belongs to."""

    look: Look = Look()
    centered: bool = False
    list_id: str = ""
    list_level: int | None = None
    list_style: str = ""
    page_break_before: bool = False


class Styles:
    """Answers "what does this style add up to"; every style is worked out once."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._default = ""
        self._base = Look()
        self._paragraphs: dict[str, ParagraphStyle] = {}
        if root is None:
            return
        for element in root.iterfind("w:style", NS):
            style_id = element.get(W + "styleId", "")
            self._elements[style_id] = element
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in {"1", "true"}:
                self._default = style_id
        self._base = dress(Look(), root.find("w:docDefaults/w:rPrDefault/w:rPr", NS))

    def paragraph(self, style_id: str) -> ParagraphStyle:
        """Give the traits of a paragraph style, "" meaning the document's default one."""
        key = style_id or self._default
        if key not in self._paragraphs:
            style = ParagraphStyle(self._base)
            for name, element in self._chain(key):
                style = _with_style(style, name, element)
            self._paragraphs[key] = style
        return self._paragraphs[key]

    def run(self, look: Look, style_id: str) -> Look:
        """Add a character style to a look."""
        for _, element in self._chain(style_id):
            look = dress(look, element.find("w:rPr", NS))
        return look

    def _chain(self, style_id: str) -> list[tuple[str, etree._Element]]:
        """Give a style and its ancestors, eldest first; a ring of styles ends after twenty."""
        chain: list[tuple[str, etree._Element]] = []
        while style_id in self._elements and len(chain) < _DEEPEST_STYLE:
            element = self._elements[style_id]
            chain.append((style_id, element))
            style_id = val(element.find("w:basedOn", NS))
        return chain[::-1]


def _with_style(style: ParagraphStyle, name: str, element: etree._Element) -> ParagraphStyle:
    style = replace(style, look=dress(style.look, element.find("w:rPr", NS)))
    properties = element.find("w:pPr", NS)
    if properties is None:
        return style
    if (jc := properties.find("w:jc", NS)) is not None:
        style = replace(style, centered=val(jc) == "center")
    if (breaks := on(properties.find("w:pageBreakBefore", NS))) is not None:
        style = replace(style, page_break_before=breaks)
    list_id = properties.find("w:numPr/w:numId", NS)
    level = properties.find("w:numPr/w:ilvl", NS)
    if list_id is not None:
        style = replace(style, list_id=val(list_id), list_style=name)
    if level is not None:
        style = replace(style, list_level=number(val(level), 0))
    return style


def dress(look: Look, properties: etree._Element | None) -> Look:
    """Add direct run properties (w:rPr) to a look."""
    if properties is None or len(properties) == 0:
        return look
    bold, italic = on(properties.find("w:b", NS)), on(properties.find("w:i", NS))
    caps, hidden = on(properties.find("w:caps", NS)), on(properties.find("w:vanish", NS))
    half_points = properties.find("w:sz", NS)
    fonts = properties.find("w:rFonts", NS)
    name = None if fonts is None else fonts.get(W + "ascii")
    return Look(
        bold=look.bold if bold is None else bold,
        italic=look.italic if italic is None else italic,
        caps=look.caps if caps is None else caps,
        hidden=look.hidden if hidden is None else hidden,
        size=look.size if half_points is None else number(val(half_points), 0) / 2 or look.size,
        old_font=look.old_font if name is None else _old_font(name),
    )


def _old_font(name: str) -> str:
    """Give "lower" or "upper" for .VnTime and .VnTimeH, whose letters need translating, else ""."""
    if not name.lower().startswith(".vn"):
        return ""
    return "upper" if name.endswith("H") else "lower"
