"""Blinded ids: a list that everybody may read names nobody, and each person on it can find herself.

``id`` = the first 20 hex of SHA-256("liem-draw-id/v1" LF opening LF name LF); the opening is 32 hex, handed
to the person. Without it a name cannot be tried: it has 128 bits.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

BLIND: Final = "liem-draw-id/v1"
OPENING_HEX: Final = 32
ID_HEX: Final = 20


def new_opening() -> str:
    """Give 32 random hex: what the person on the list holds."""
    return secrets.token_hex(OPENING_HEX // 2)


def blinded(name: str, opening: str) -> str:
    """Give the id under which ``name`` (NFC) stands in a blinded list."""
    return hashlib.sha256(f"{BLIND}\n{opening}\n{name}\n".encode()).hexdigest()[:ID_HEX]
