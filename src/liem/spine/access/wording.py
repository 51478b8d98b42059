"""Words that a verb asks for: a reason, an answer, a place."""

from __future__ import annotations

from liem.kernel.text import nfc

from .refusals import Invalid


def said(text: str, *, field: str, why: str, most: int | None = None) -> str:
    """Return words in NFC without outer blanks, at most ``most`` letters; raises ``Invalid`` for none."""
    clean = nfc(text).strip()[:most]
    if not clean:
        raise Invalid(why, field=field)
    return clean
