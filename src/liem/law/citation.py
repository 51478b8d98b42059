"""Reading and writing the names of documents and articles.

State papers put the slash first ("12/KH-UBND", "30/2020/NĐ-CP"), Party papers the hyphen ("05-NQ/ĐU").
A Party number is counted per term of office, so the number alone never identifies a Party paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from liem.kernel.text import nfc

_NO: Final = r"(?P<no>\d{1,5}[a-zA-Z]?)"
_PARTY: Final = re.compile(
    _NO + r"\s*-\s*(?P<kind>NQ|QĐi?|KL|CTr|CT|QC|TTr|TT|HD|TB|TC|BC|KH|ĐA|PA|CV|BB|CTHĐ|LKG|TBố)"
    r"\s*/\s*(?P<body>[A-ZĐƯ]{2,}[A-Z0-9ĐƯ-]*)"
)
_LEGAL: Final = re.compile(
    _NO + r"/(?P<year>(?:19|20)\d{2})/(?P<kind>QH\d{1,2}|UBTVQH\d{1,2}|NĐ|QĐ|NQ|TTLT|TT|CT|L|PL)"
    r"(?:-(?P<body>[A-ZĐƯ-]+[a-z]?[A-Z]*))?"
)
_STATE: Final = re.compile(
    _NO
    + r"/(?P<kind>NQ|QĐ|QC|QyĐ|CTr|CT|TC|TB|HD|KH|PA|ĐA|DA|BC|BB|TTr|HĐ|CĐ|BGN|BTT|GUQ|GM|GGT|GNP|PG|PC|PB)"
    r"-(?P<body>[A-ZĐƯa-z]+(?:-[A-Z0-9ĐƯ]+)*)"
)
_LETTER: Final = re.compile(_NO + r"/(?P<body>[A-ZĐƯ]{2,}(?:-[A-Z0-9ĐƯ]+)*)")
_ARTICLE: Final = re.compile(r"(?P<article>\d+[a-zđ]?)(?:\.(?P<clause>\d+)(?P<point>[a-zđ])?)?")
_WRITTEN: Final = re.compile(
    r"(?:điểm\s+(?P<point>[a-zđ])\s*,?\s*)?(?:khoản\s+(?P<clause>\d+)\s*,?\s*)?"
    r"điều\s+(?P<article>\d+[a-zđ]?)"
    r"(?:\s*,?\s*khoản\s+(?P<clause2>\d+))?(?:\s*,?\s*điểm\s+(?P<point2>[a-zđ]))?",
    re.IGNORECASE,
)
# What scanners and keyboards make of a hyphen and of Đ.
_REPAIR: Final = str.maketrans({"–": "-", "—": "-", "‑": "-", "‐": "-", "Ð": "Đ", "\u00a0": " "})


@dataclass(frozen=True, slots=True)
class Symbol:
    """Số, ký hiệu: number, kind letters and body of a paper; `year` only for legal documents."""

    side: Literal["party", "state"]
    number: str
    kind: str
    body: str | None
    year: int | None = None

    def __str__(self) -> str:
        if self.side == "party":
            return f"{self.number}-{self.kind}/{self.body}"
        if self.year is not None:
            return f"{self.number}/{self.year}/{self.kind}" + (f"-{self.body}" if self.body else "")
        return f"{self.number}/{self.kind}-{self.body}" if self.kind else f"{self.number}/{self.body}"


@dataclass(frozen=True, slots=True)
class Citation:
    """A document and the place in it: "khoản 1 Điều 23 Nghị định 30/2020/NĐ-CP"."""

    symbol: Symbol
    article: str | None = None
    clause: str | None = None
    point: str | None = None

    def __str__(self) -> str:
        place = ""
        if self.article:
            place = self.article + (f".{self.clause}" if self.clause else "") + (self.point or "")
        return format_basis(str(self.symbol), place or None)


def parse_symbol(text: str) -> Symbol | None:
    """Find the first document symbol in a text, Party form before State form; None when there is none."""
    clean = nfc(text).translate(_REPAIR)
    if found := _PARTY.search(clean):
        return Symbol("party", found["no"], found["kind"], found["body"])
    if found := _LEGAL.search(clean):
        return Symbol("state", found["no"], found["kind"], found["body"], int(found["year"]))
    if found := _STATE.search(clean):
        return Symbol("state", found["no"], found["kind"], found["body"])
    if found := _LETTER.search(clean):
        return Symbol("state", found["no"], "", found["body"])
    return None


def parse(text: str) -> Citation | None:
    """Read "Nghị định 30/2020/NĐ-CP, Điều 15" or "điểm b khoản 1 Điều 35 Luật …"; None without a symbol."""
    symbol = parse_symbol(text)
    if symbol is None:
        return None
    found = _WRITTEN.search(nfc(text))
    if found is None:
        return Citation(symbol)
    return Citation(
        symbol, found["article"], found["clause"] or found["clause2"], found["point"] or found["point2"]
    )


def format_article(article: str) -> str:
    """Write "35.1b" as "điểm b khoản 1 Điều 35"; anything else (an annex, a form) stays as it is."""
    found = _ARTICLE.fullmatch(article)
    if found is None:
        return article
    parts = [f"điểm {found['point']}"] if found["point"] else []
    parts += [f"khoản {found['clause']}"] if found["clause"] else []
    return " ".join([*parts, f"Điều {found['article']}"])


def format_basis(doc: str, article: str | None) -> str:
    """Write document and place for people: "khoản 1 Điều 23 Nghị định 30/2020/NĐ-CP"."""
    named = f"{_kind_name(doc)} {doc}".strip()
    return f"{format_article(article)} {named}" if article else named


def _kind_name(doc: str) -> str:
    """Name the kind before a bare symbol, so that a clerk reads "Nghị định 30/2020/NĐ-CP"."""
    symbol = parse_symbol(doc)
    if symbol is None or str(symbol) != doc:
        return ""
    if symbol.kind.startswith("QH"):
        return "Luật"
    return KIND_NAMES.get((symbol.side, symbol.kind), "")


# "QĐ" is both quyết định and quy định in Party papers, and "QH" both law and resolution: where the letters do
# not tell, the law data writes the name out in the document field.
KIND_NAMES: Final = {
    ("state", "NĐ"): "Nghị định",
    ("state", "TT"): "Thông tư",
    ("state", "TTLT"): "Thông tư liên tịch",
    ("state", "QĐ"): "Quyết định",
    ("state", "NQ"): "Nghị quyết",
    ("state", "CT"): "Chỉ thị",
    ("state", "TB"): "Thông báo",
    ("party", "NQ"): "Nghị quyết",
    ("party", "QĐi"): "Quy định",
    ("party", "HD"): "Hướng dẫn",
    ("party", "KL"): "Kết luận",
    ("party", "CT"): "Chỉ thị",
    ("party", "KH"): "Kế hoạch",
}
