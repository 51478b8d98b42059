"""Labels of enumerations as Vietnamese documents print them: I-, 1., 1.1., a), -, Một là, Thứ nhất, Điều
1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .spelling import shadow

Style = Literal[
    "cap", "roman", "article", "num", "num2", "num3", "num4", "paren", "ordinal", "alpha", "dash", "plus"
]

# Outer styles first. "Một là" may stand under "1." but never above it.
RANK: dict[Style, int] = {
    "cap": 0,
    "roman": 1,
    "article": 2,
    "num": 3,
    "ordinal": 4,
    "num2": 5,
    "num3": 6,
    "num4": 7,
    "paren": 8,
    "alpha": 9,
    "dash": 10,
    "plus": 11,
}

_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]
_ORDINALS = {
    "mot": 1,
    "nhat": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi mot": 11,
    "muoi hai": 12,
    "muoi ba": 13,
    "muoi bon": 14,
    "muoi lam": 15,
}
_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_ORDINAL_WORDS = "|".join(sorted(_ORDINALS, key=len, reverse=True))

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ordinal",
        re.compile(rf"(?P<no>(?:(?:{_ORDINAL_WORDS}) la|thu (?:{_ORDINAL_WORDS})))\s*[,:.]?\s+(?=\S)"),
    ),
    ("ordinal", re.compile(r"(?P<no>nhiem vu (?:thu )?\d{1,2})\s*[:.]\s+(?=\S)")),
    ("article", re.compile(r"(?P<no>dieu \d{1,3})\s*[.:]\s*(?=\S)")),
    (
        "roman",
        re.compile(
            rf"(?P<no>{'|'.join(sorted(_ROMAN, key=len, reverse=True))})\s*(?:[.\-)]-?\s*(?=[^\d\s])|"
            rf"/\s+(?=\S))"
        ),
    ),
    ("numeric", re.compile(r"(?P<no>\d{1,2}(?:\.\d{1,2}){1,3})\s*[.):\-]?\s+(?=\S)")),
    ("numeric", re.compile(r"(?P<no>\d{1,2}(?:\.\d{1,2}){1,3})\.(?=[^\W\d_])")),
    ("num", re.compile(r"(?P<no>[\dlo|]{1,2})\s*[.:/\-](?:\s+(?=\S)|(?=[^\W\d_]))")),
    ("paren", re.compile(r"\(?(?P<no>\d{1,2})\)\s*(?=\S)")),
    ("alpha", re.compile(r"(?P<no>[a-z])\s*[).]\s+(?=\S)")),
    ("alpha", re.compile(r"(?P<no>[a-z])\)(?=\S)")),
    ("dash", re.compile(r"(?P<no>[-•●▪■◦*·])\s+(?=\S)")),
    ("dash", re.compile(r"(?P<no>-)(?=[^\W\d_])")),
    ("plus", re.compile(r"(?P<no>\+)\s*(?=\S)")),
)
_CAP = re.compile(r"(?P<no>[A-E])\s*[.\-–)]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the head of a paragraph: its style, its printed form without punctuation, its ordinal, its
    length."""

    style: Style
    no: str
    ordinal: int
    end: int
    prefix: str = ""

    @property
    def rank(self) -> int:
        """Depth of the style, outermost first."""
        return RANK[self.style]


def _digits(text: str) -> int:
    return int(text.replace("l", "1").replace("|", "1").replace("o", "0"))


def _numeric(no: str, end: int) -> Label:
    parts = no.split(".")
    style: Style = ("num2", "num3", "num4")[len(parts) - 2]
    return Label(style, no, int(parts[-1]), end, prefix=".".join(parts[:-1]))


def _from_match(name: str, text: str, found: re.Match[str]) -> Label | None:
    low_rest = found.string[found.end() :]
    start, stop = found.span("no")
    no, low = text[start:stop], found["no"]
    if name == "numeric":
        return _numeric(no, found.end())
    if name == "num":
        if not any(c.isdigit() for c in low) and low != "l":
            return None
        if no == "L":  # a scanner's "I." before a heading in capitals
            return Label("roman", "I", 1, found.end()) if text[found.end() :].isupper() else None
        value = _digits(low)
        return Label("num", str(value), value, found.end()) if value else None
    if name == "paren":
        return Label("paren", no, int(no), found.end())
    if name == "alpha":
        letter = no.lower().replace("ð", "đ")
        return Label("alpha", letter, _ALPHABET.find(letter) + 1, found.end()) if no.islower() else None
    if name == "roman":
        return Label("roman", no, _ROMAN.index(low) + 1, found.end()) if no.isupper() else None
    if name == "article":
        return Label("article", no, int(low.split()[-1]), found.end()) if no[0].isupper() else None
    if name == "ordinal":
        if re.match(r"\d{1,2}\s*[/.-]\s*\d|ngay \d", low_rest):
            return None  # "Thứ năm, 15/10/2026" is a day of the week
        word = low.removeprefix("thu ").removesuffix(" la").removeprefix("nhiem vu ").removeprefix("thu ")
        ordinal = int(word) if word.isdigit() else _ORDINALS[word]
        return Label("ordinal", no, ordinal, found.end()) if no[0].isupper() else None
    return Label("plus" if name == "plus" else "dash", "+" if name == "plus" else "-", 0, found.end())


def label_of(text: str, low: str | None = None) -> Label | None:
    """The label at the start of ``text`` (NFC), or None. ``low`` is its shadow when the caller already has
    it.

    A number with a slash or a hyphen glued to what follows ("12-KL/TW", "1/11/2026") is no label.
    """
    low = shadow(text) if low is None else low
    if cap := _CAP.match(text):
        return Label("cap", cap["no"], ord(cap["no"]) - 64, cap.end())
    for name, pattern in _PATTERNS:
        found = pattern.match(low)
        if found is None:
            continue
        if name == "num" and found.group()[-1] in "-/" and not text[found.end() - 1].isspace():
            continue
        label = _from_match(name, text, found)
        if label is not None:
            return label
    return None


def list_label(printed: str) -> Label | None:
    """The label Word shows but does not store as text ("1.", "a)", "•")."""
    stripped = printed.strip()
    if not stripped:
        return None
    found = label_of(f"{stripped} x")
    if found is not None:
        return Label(found.style, found.no, found.ordinal, 0, found.prefix)
    return Label("dash", "-", 0, 0)
