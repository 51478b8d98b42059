"""Names of WordprocessingML (ECMA-376 part 1) and the two ways its attributes are read."""

from __future__ import annotations

from lxml import etree

W_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{W_URI}}}"
NS = {"w": W_URI}
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
R_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
A_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
V_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"


def val(element: etree._Element | None) -> str:
    """Give the w:val of an element, "" when the element or the attribute is missing."""
    return "" if element is None else element.get(W + "val", "")


def on(element: etree._Element | None) -> bool | None:
    """Read a toggle such as w:b: ``None`` when absent, false for an explicit off."""
    return None if element is None else val(element) not in {"0", "false", "off"}


def number(text: str | None, default: int) -> int:
    """Read a whole number out of an attribute; hostile or missing values give ``default``."""
    try:
        return int(text) if text else default
    except ValueError:
        return default
