"""Numbers and symbols of documents, in the head and cited in the text.

Party: number-kind/body (``12-KL/TW``); State: number/kind-body (``10/CT-TTg``); laws: number/year/kind-body
(``158/2007/NĐ-CP``); letters without kind: number/body (``123/UBND-VP``). Decree 30/2020/NĐ-CP article 8
and annex
III; Party guide on document layout. OCR and old fonts print Ð (U+00D0) for Đ.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .kinds import ALL_LETTERS, LETTERS
from .result import Citation
from .spelling import shadow

_DASH = r"\s*[-–—]\s*"
_SLASH = r"\s*/\s*"
_KINDS = "|".join(sorted(ALL_LETTERS, key=len, reverse=True))
_NO = r"(?<![\w/.,-])(?P<no>\d{1,5}[a-zA-Z]?)"
_UP = "A-ZĐÐƯƠ"
_BODY = rf"[{_UP}][{_UP}a-z0-9đư]*(?:[-–][{_UP}0-9][{_UP}a-z0-9]*)*"

_PARTY = rf"{_NO}{_DASH}(?P<kind>{_KINDS}){_SLASH}(?P<body>{_BODY})"
_LAW = (
    rf"{_NO}{_SLASH}(?P<year>(?:19|20)\d\d){_SLASH}"
    rf"(?P<kind>QH\d{{1,2}}|UBTVQH\d{{1,2}}|{_KINDS})(?:{_DASH}(?P<body>{_BODY}))?"
)
_STATE = rf"{_NO}{_SLASH}(?P<kind>{_KINDS}){_DASH}(?P<body>{_BODY})"
_LETTER = rf"{_NO}{_SLASH}(?P<body>[{_UP}]{{2,}}[a-z]?(?:[-–][{_UP}0-9][{_UP}a-z0-9]*)*)(?![\w/])"
_PATTERNS = tuple(re.compile(pattern) for pattern in (_PARTY, _LAW, _STATE, _LETTER))

_CITED_DATE = re.compile(
    r"\s*,?\s*(?:ban hanh\s+)?(?:ngay\s+)(?:(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})"
    r"|(?P<d2>\d{1,2})\s+thang\s+(?P<m2>\d{1,2})\s+nam\s+(?P<y2>\d{4}))"
)
_SPOKEN_BEFORE = re.compile(
    r"(?:cong van|nghi quyet|quyet dinh|quy dinh|quy che|chi thi|ket luan|thong bao|huong dan|ke hoach|"
    r"chuong trinh|"
    r"de an|to trinh|bao cao|cong dien|thong tri|nghi dinh|thong tu(?: lien tich)?|luat|phap lenh|"
    r"bien ban|phuong an)"
    r"(?:\s+(?:lien tich|hanh dong|dien|hoa toc|khan))?\s+(?:so\s*:?\s*)?$"
)
_SAYS_NUMBER = re.compile(r"(?:\bs[o0]\s*:?\s*|\bcv\s+)$")

_HEAD_KEY = re.compile(r"^s[o0]\s*[:.]?\s*(?=$|[\d/\-.,_oil| ])")
_HEAD_SYMBOL = re.compile(
    rf"(?P<no>[\dOoIl|]{{1,5}}[a-zA-Z]?(?=\s*[-–/])|[.…_,\s]*)\s*(?P<sep>[-–/])\s*"
    rf"(?P<rest>(?:(?:19|"
    rf"20)\d\d\s*/\s*)?[{_UP}][{_UP}a-zđư0-9]*(?:\s?[-–/]\s?[{_UP}0-9][{_UP}a-zđư0-9]*){{0,3}})"
)
_OCR_DIGITS = str.maketrans("OoIl|", "00111")
# What a lost bar on the Đ does to the letters offices use.
_LOST_BAR = {
    "QD": "QĐ",
    "DU": "ĐU",
    "ĐĐU": "ĐU",
    "ND": "NĐ",
    "CD": "CĐ",
    "QDI": "QĐi",
    "UBKTDU": "UBKTĐU",
    "HDND": "HĐND",
    "CĐĐ": "CĐ",
    "QĐĐ": "QĐ",
}


def safe_date(year: int, month: int, day: int) -> dt.date | None:
    """The day, or None when the calendar does not have it."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class FoundCitation:
    """A citation and the span of its printed form in the text."""

    citation: Citation
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class HeadSymbol:
    """The number line of a head: ``number`` is None where a stamp or a pen would have filled it in."""

    number: str | None
    symbol: str
    separator: str
    start: int
    end: int
    certain: bool


def tidy(symbol: str) -> str:
    """A symbol in one spelling: no blanks, plain hyphens, Đ."""
    joined = (
        re.sub(r"\s+", "", symbol).replace("–", "-").replace("—", "-").replace("Ð", "Đ").replace("ð", "đ")
    )
    return re.sub(r"[A-ZĐ]+", lambda part: _LOST_BAR.get(part.group(), part.group()), joined)


def kind_of_symbol(symbol: str) -> str | None:
    """The kind the letters of a symbol say: "CV/TU" → official_letter, "UBND-VP" → official_letter, "QĐ/TW"
    → None."""
    parts = [part.upper() for part in re.split(r"[-/]", symbol) if part and not part.isdigit()]
    if not parts:
        return None
    by_state = symbol[symbol.upper().find(parts[0]) + len(parts[0]) :].startswith("-")
    if parts[0] == "QĐ":
        return "decision" if by_state else None
    if parts[0] == "TT":
        return "circular" if by_state else "circular_letter"
    if parts[0] == "NĐ":
        return "decree"
    return LETTERS.get(parts[0], "official_letter")


def head_symbol(text: str) -> HeadSymbol | None:
    """Read a number line ("Số: 12/KH-UBND", "Số      -CV/ĐU"); None when the row is no number line."""
    key = _HEAD_KEY.match(shadow(text))
    # A small "số" goes on with a sentence: "… Kết luận / số 40-KL/TU".
    if key is None or not text[0].isupper():
        return None
    found = _HEAD_SYMBOL.match(text, key.end())
    if found is None:
        blank = re.fullmatch(r"[.…_,\s/\-]*", text[key.end() :])
        return HeadSymbol(None, "", "", 0, len(text), certain=True) if blank else None
    printed = found["no"].strip()
    number = printed.translate(_OCR_DIGITS) if any(c.isdigit() or c in "OoIl|" for c in printed) else None
    symbol = tidy(found["rest"])
    certain = number == (printed or None) and symbol == re.sub(r"\s+", "", found["rest"]).replace("–", "-")
    separator = "/" if found["sep"] == "/" else "-"
    return HeadSymbol(number, symbol, separator, key.end(), found.end(), certain=certain)


def _date_after(low: str, end: int) -> tuple[dt.date | None, int]:
    found = _CITED_DATE.match(low, end)
    if not found:
        return None, end
    year, month, day = (int(found[k] or found[k + "2"]) for k in "ymd")
    return safe_date(year, month, day), found.end()


def _symbol_of(name: int, found: re.Match[str]) -> tuple[str, str, str]:
    parts = found.groupdict()
    kind, body = tidy(parts.get("kind") or ""), tidy(parts.get("body") or "")
    match name:
        case 0:
            return f"{parts['no']}-{kind}/{body}", kind, body
        case 1:
            return f"{parts['no']}/{parts['year']}/{kind}" + (f"-{body}" if body else ""), kind, body
        case 2:
            return f"{parts['no']}/{kind}-{body}", kind, body
        case _:
            return f"{parts['no']}/{body}", "", body


def citations(text: str) -> Iterator[FoundCitation]:
    """Every document cited by symbol in ``text`` (NFC), in printed order, with the date printed beside it."""
    low = shadow(text)
    taken: list[tuple[int, int]] = []
    found_all: list[FoundCitation] = []
    for name, pattern in enumerate(_PATTERNS):
        for found in pattern.finditer(text):
            start, end = found.span()
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            spoken = _SPOKEN_BEFORE.search(low[max(0, start - 40) : start])
            # "15/HĐND" may be a count of seats: a letter needs its word or "số" before it.
            if (
                name == 3
                and not spoken
                and not _SAYS_NUMBER.search(low[max(0, start - 8) : start])
                and "-" not in found["body"]
            ):
                continue
            taken.append((start, end))
            date, stop = _date_after(low, end)
            begin = max(0, start - 40) + spoken.start() if spoken else start
            symbol, kind, body = _symbol_of(name, found)
            citation = Citation(symbol, found["no"], kind, body, date, text[begin:stop].strip())
            found_all.append(FoundCitation(citation, begin, stop))
    return iter(sorted(found_all, key=lambda cited: cited.start))
