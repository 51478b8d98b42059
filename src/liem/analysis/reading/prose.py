"""A press article that tells of a directive: its number, day and issuer stand in a sentence, not in a
head."""

from __future__ import annotations

import re

from .bodies import body_at
from .head import Head
from .kinds import SPOKEN
from .paragraphs import Paragraph
from .result import Value
from .symbols import citations, kind_of_symbol, safe_date

_FIRST_PARAGRAPHS = 6
_DATE_LEAD = re.compile(
    r"ngay\s+(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})\s*,\s*|"
    r"ngay\s+(?P<d2>\d{1,2})\s+thang\s+(?P<m2>\d{1,2})\s+nam\s+(?P<y2>\d{4})\s*,\s*"
)
_ISSUES = re.compile(r"\s*(?:da |vua )?(?:ky )?ban hanh\s+$")
_SUBJECT = re.compile(r"\s*,?\s*(?P<what>(?:ve|v/v|quy dinh)\s+[^.]{10,600}?)(?=\.|$)")


def read_prose_head(paras: list[Paragraph]) -> Head:
    """What an article says of the document it tells about, when exactly one sentence says that a body
    issued it."""
    head = Head()
    for para in paras[:_FIRST_PARAGRAPHS]:
        for found in citations(para.text):
            before = para.low[: found.start]
            issues = _ISSUES.search(before)
            if issues is None:
                continue
            _take(head, para, found.citation.symbol, found.start, found.end, issues.start())
            return head
    return head


def _take(head: Head, para: Paragraph, symbol: str, start: int, end: int, verb_at: int) -> None:
    text, low = para.text, para.low

    def value(printed: str, first: int, last: int) -> Value[str]:
        return Value(printed, text[first:last], para.places(first, last), para.lines_of(first, last))

    number = re.match(r"\d+[a-zA-Z]?", symbol)
    if number:
        head.number = value(number.group(), start, end)
        head.symbol = value(symbol[number.end() + 1 :], start, end)
    spoken = next((name for name in SPOKEN if low.startswith(name, start)), None)
    kind = SPOKEN[spoken] if spoken else kind_of_symbol(head.symbol.value if head.symbol else "")
    head.kind = value(kind, start, end) if kind else None
    day = _DATE_LEAD.search(low, 0, verb_at)
    issuer_at = day.end() if day else _sentence_start(low, verb_at)
    issuer = body_at(text, low, issuer_at)
    if issuer and low[issuer.end : verb_at].strip() in {"", "da", "vua"}:
        head.issuer = value(issuer.text, issuer.start, issuer.end)
    if day:
        year, month, dom = (int(day[key] or day[key + "2"]) for key in "ymd")
        date = safe_date(year, month, dom)
        if date:
            head.date = Value(
                date,
                text[day.start() : day.end()].strip(" ,"),
                para.places(*day.span()),
                para.lines_of(*day.span()),
            )
    subject = _SUBJECT.match(low, end)
    if subject:
        first, last = subject.span("what")
        head.subject = value(text[first:last].strip(), first, last)


def _sentence_start(low: str, before: int) -> int:
    return max(
        (low.rfind(mark, 0, before) + len(mark) for mark in (". ", "\n") if mark in low[:before]), default=0
    )
