"""Mã QR: a square that a cheap phone reads from worn paper (a module is never under 0.5 mm)."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import segno

MODULE_MM = 0.5
"""Edge of one module; below half a millimetre, old phone cameras fail on photocopies."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR symbol without its quiet zone; the page around it is white for at least four modules."""

    svg: str
    png: bytes
    size_mm: float


@dataclass(frozen=True, slots=True)
class Sized:
    """A QR symbol with its quiet zone, drawn in millimetres: printed at 100 % it reads back."""

    svg: str
    size_mm: float


def sized(text: str) -> Sized:
    """Draw a longer text, best in the letters of base45 (alphanumeric mode), with correction M.

    Raises ``segno.DataOverflowError`` when it does not fit into one symbol.
    """
    symbol = segno.make_qr(text, error="m", boost_error=False)
    modules, _ = symbol.symbol_size(scale=1)
    svg = BytesIO()
    symbol.save(svg, kind="svg", scale=MODULE_MM, unit="mm", xmldecl=False, dark="#000", light="#fff")
    return Sized(svg=svg.getvalue().decode(), size_mm=modules * MODULE_MM)


def code(address: str) -> Code:
    """Draw the QR of an address, at most 78 bytes, with the highest correction that adds no module."""
    symbol = segno.make_qr(address, error="l", boost_error=True)
    modules, _ = symbol.symbol_size(scale=1, border=0)
    svg, png = BytesIO(), BytesIO()
    symbol.save(svg, kind="svg", border=0, scale=1, xmldecl=False, dark="#000", light=None)
    symbol.save(png, kind="png", border=0, scale=16, dpi=round(16 / MODULE_MM * 25.4))
    return Code(svg=svg.getvalue().decode(), png=png.getvalue(), size_mm=modules * MODULE_MM)
