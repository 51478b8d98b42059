"""Bundles (gói gửi): what one office sends another when there is no line, a slow one, or one direction only.

A bundle is a signed slip (who, to whom, which number in the stream, hashes) and sealed bytes that only the
receiver opens. The form in short: docs/reference/bundle-format.md.
"""

from __future__ import annotations

from liem.kernel.bundle.card import Card
from liem.kernel.bundle.invalid import Invalid
from liem.kernel.bundle.slip import NONE, PART, Slip, parse_note, require_signed, signed

__all__ = ["NONE", "PART", "Card", "Invalid", "Slip", "parse_note", "require_signed", "signed"]
