"""First passwords: random, read aloud and typed from a slip without mistakes, changed at first sign-in."""

from __future__ import annotations

import secrets

from liem.kernel.ids import ALPHABET


def new_password(length: int = 14) -> str:
    """Make a random first password in groups of letters that are not taken for each other (≥ 65 bits)."""
    letters = "".join(secrets.choice(ALPHABET.lower()) for _letter in range(length))
    return "-".join(letters[start : start + 5] for start in range(0, length, 5))
