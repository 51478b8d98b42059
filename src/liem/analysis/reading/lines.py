"""Printed lines made fit for reading: margins, stamps, page numbers and running headers fall away, with a
warning
where something that looks like content was left out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from .labels import label_of
from .source import Box, Line, Source
from .spelling import mend, mend_scan, nfc, shadow

_PAGE_NUMBER = re.compile(r"(?:trang\s*)?[-|.]?\s*\d{1,3}\s*(?:/\s*\d{1,3})?\s*[-|.]?")
_STAMP = re.compile(
    r"(?:ky boi|nguoi ky|thoi gian ky|ngay ky|ky ngay|signature (?:valid|not verified)|chu ky so|"
    r"digitally signed|"
    r"signed by|signing (?:date|time)|email\s*:|thoi gian\s*:?\s*\d\d:\d\d)"
)
_TIMESTAMP = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]m)?(?:\s*[+-]\d{2}:?\d{2})?"
)
_ARRIVAL = re.compile(r"(?:cong van|van ban)?\s*den\s*$|(?:cong van|van ban) den\b.{0,60}\bso\s*:")
_ARRIVAL_PART = re.compile(
    r"(?:so(?: den)?|ngay(?: den)?|den|chuyen|luu ho so(?: so)?|so va ky hieu(?: hs)?)\s*[:.]"
)
_LOOSE_NUMBER = re.compile(r"(?:so\s*:?\s*)?\d{1,5}(?:\s*[-/]\s*[a-z]{1,6}(?:[-/][a-z]{1,8})*)?\s*\.?")
_AWAITS_NUMBER = re.compile(r"\b(?:ngay|thang|nam|quy|truoc|den|so|dieu|khoan|muc|trong|vong)\s*$")
_SENTENCE_END = re.compile(r"[.;:!?…\"”)]\s*$")


@dataclass(frozen=True, slots=True)
class Row:
    """One kept line: its number in the source, mended text and shadow, and whether an empty line stood
    before it."""

    index: int
    text: str
    low: str
    page: int
    line: Line
    after_gap: bool = False


def _is_stamp(low: str) -> bool:
    return bool(_STAMP.match(low) or _TIMESTAMP.fullmatch(low))


def _is_page_number(low: str, kept: list[Row]) -> bool:
    """Whether an edge line counts pages; "15/12." after "… trước ngày" is the day the sentence waits for."""
    found = _PAGE_NUMBER.fullmatch(low)
    if found is None:
        return False
    part = re.search(r"(\d+)\s*/\s*(\d+)", low)
    if part and int(part[1]) > int(part[2]):
        return False
    return not (kept and _AWAITS_NUMBER.search(kept[-1].low))


def _counts(low: str, page: int) -> bool:
    """Whether a line ends in "… trang 2" on page 2: a running header, even when only one page has it."""
    return len(low) <= 110 and re.search(rf"\btrang\s*{page}\s*(?:/\s*\d+)?\W*$", low) is not None


def _running_headers(source: Source) -> set[str]:
    """Shadows (digits as #) of lines that stand at the same edge of two or more pages."""
    if len(source.pages) < 2:
        return set()
    seen: Counter[str] = Counter()
    for page in source.pages:
        texts = [shadow(nfc(line.text)) for line in page.lines if line.text.strip() and line.cell is None]
        edges = {_skeleton(text) for text in (*texts[:2], *texts[-2:])}
        seen.update(edge for edge in edges if 3 < len(edge) <= 110)
    return {edge for edge, count in seen.items() if count >= 2}


_LETTERED = re.compile(r"[a-zđ]{1,2}\s*[).]\s")


def _skeleton(low: str) -> str:
    return re.sub(r"\d+", "#", low).strip()


def _intrudes(before: str, text: str, after: str) -> bool:
    """Whether ``text`` interrupts a sentence that runs on from ``before`` to ``after``."""
    runs_on = after[:1].islower() and not _LETTERED.match(
        after
    )  # "b) …" begins an item, it runs on from nothing
    runs_on = runs_on or (after[:1].isdigit() and bool(_AWAITS_NUMBER.search(shadow(before))))
    return (
        bool(before)
        and not _SENTENCE_END.search(before)
        and runs_on
        and not text[:1].islower()
        and not _SENTENCE_END.search(text)
    )


def rows_of(source: Source) -> tuple[list[Row], list[str]]:
    """Lines of the body and head in reading order, and warnings about what was left out."""
    kept: list[Row] = []
    dropped: list[str] = []
    headers = _running_headers(source)
    scanned = source.origin in {"pdf_scan", "image"}
    index, gap, arrival = -1, False, 0
    for page in source.pages:
        filled = [line for line in page.lines if line.text.strip() and not line.margin]
        gap = False  # the end of a page says nothing about the end of a paragraph
        edge_lines = {id(line) for line in (*filled[:2], *filled[-2:])}
        for line in page.lines:
            index += 1
            text = mend(nfc(line.text))
            text = mend_scan(text) if scanned else text
            if not text:
                gap = gap or line.cell is None
                continue
            low = shadow(text)
            if line.margin:
                continue
            if line.cell is None:
                at_edge = id(line) in edge_lines and len(source.pages) > 1
                if _is_stamp(low) or (at_edge and _is_page_number(low, kept)):
                    continue
                if at_edge and page.number > 1 and (_skeleton(low) in headers or _counts(low, page.number)):
                    continue
                if _ARRIVAL.match(low):
                    arrival = 5
                    dropped.append(text)
                    continue
                if arrival and (_ARRIVAL_PART.match(low) or _LOOSE_NUMBER.fullmatch(low)):
                    arrival -= 1
                    continue
                arrival = 0
            kept.append(Row(index, text, low, page.number, line, after_gap=gap))
            gap = False
    kept = _top_down(kept)
    warnings = [f"Đã bỏ qua dấu đến của cơ quan nhận: «{text}»." for text in dropped]
    return _without_intruders(kept, warnings), warnings


def _top_down(rows: list[Row]) -> list[Row]:
    """The first page's lines before any table, from top to bottom and left to right.

    A head in two columns comes as two blocks from some sources, the left one running on into the body.
    """
    count = 0
    while (
        count < len(rows)
        and rows[count].page == rows[0].page
        and rows[count].line.box
        and not rows[count].line.cell
    ):
        count += 1
    first = rows[:count]
    bands: list[tuple[float, float, Row]] = []
    top = -1.0
    for row in sorted(first, key=lambda row: row.line.box.top if row.line.box else 0.0):
        box = row.line.box
        if box is None:
            return rows
        # Lines of one band begin within half a line of each other.
        if box.top - top > (box.bottom - box.top) / 2:
            top = box.top
        bands.append((top, box.left, row))
    bands.sort(key=lambda found: found[:2])
    return [*(row for _, _, row in bands), *rows[count:]]


def _without_intruders(rows: list[Row], warnings: list[str]) -> list[Row]:
    """Drop loose numbers and single running headers that stand in the middle of a sentence."""
    kept: list[Row] = []
    width = max((len(row.text) for row in rows if row.line.cell is None), default=0)
    for position, row in enumerate(rows):
        before = rows[position - 1] if position else None
        after = rows[position + 1] if position + 1 < len(rows) else None
        if (
            before
            and after
            and row.line.cell is None
            and before.line.cell is None
            and after.line.cell is None
        ):
            page_edge = row.page > 1 and (before.page != row.page or after.page != row.page)
            intrudes = _intrudes(before.text, row.text, after.text)
            if (
                position > 8
                and _LOOSE_NUMBER.fullmatch(row.low)
                and (intrudes or _stands_alone(before, after))
            ):
                warnings.append(f"Đã bỏ qua số in lẫn giữa thân văn bản: «{row.text}».")
                continue
            if page_edge and len(row.text) <= 60 and before.page != row.page and label_of(row.text) is None:
                # The sentence before is cut off, and this short line neither ends it nor fills the width.
                cut = len(before.text) > 0.8 * width and not _SENTENCE_END.search(before.text)
                short = (
                    not _SENTENCE_END.search(row.text)
                    and len(row.text) + len(after.text.split(" ", 1)[0]) < 0.9 * width
                )
                if intrudes or (cut and short):
                    continue
        kept.append(row)
    return kept


def _stands_alone(before: Row, after: Row) -> bool:
    return bool(_SENTENCE_END.search(before.text)) and not after.text[:1].islower()


def boxes_of(row: Row, start: int, end: int) -> tuple[Box, ...]:
    """The rectangle of the words that carry characters ``start``…``end`` of the row; the line's own when
    unknown.

    Words are found by counting characters without blanks, so mended blanks do not matter.
    """
    line = row.line
    if not line.words:
        return (line.box,) if line.box else ()
    first = sum(not c.isspace() for c in row.text[:start])
    last = first + sum(not c.isspace() for c in row.text[start:end])
    boxes: list[Box] = []
    seen = 0
    for word in line.words:
        size = sum(not c.isspace() for c in word.text)
        if word.box and seen < last and seen + size > first:
            boxes.append(word.box)
        seen += size
    if not boxes:
        return (line.box,) if line.box else ()
    return (
        Box(
            boxes[0].page,
            min(b.left for b in boxes),
            min(b.top for b in boxes),
            max(b.right for b in boxes),
            max(b.bottom for b in boxes),
        ),
    )
