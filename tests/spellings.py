"""Every form in which a text may lie in a file, a line of a log or an address."""

from __future__ import annotations

import json
import unicodedata
from urllib.parse import quote

from liem.kernel.text import fold


def forms(text: str) -> set[bytes]:
    """Give the text composed and decomposed, without marks, in capitals, as JSON and addresses write it."""
    ways = {text, unicodedata.normalize("NFD", text), fold(text), text.upper(), json.dumps(text)[1:-1]}
    ways |= {quote(way) for way in ways} | {quote(way, safe="").replace("%20", "+") for way in ways}
    ways |= {way.replace(" ", "+") for way in ways}
    return {way.encode() for way in ways} | {text.encode("utf-16-le")}
