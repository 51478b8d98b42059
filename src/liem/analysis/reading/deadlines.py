"""Deadlines as officials write them: fixed days, clock times, relative, recurring, ongoing.

A date counts only with a word that makes it a deadline ("trước", "chậm nhất", "hoàn thành trong", …); dates
of cited
documents, of meetings and of reporting periods do not. A day without a year takes the year of the document,
the next
year when the day lies more than half a year before the document; without a dated document it stays unknown.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .result import DeadlineKind, DueRule
from .spelling import shadow
from .symbols import citations, safe_date

_OCR_DIGITS = {"o": "0", "l": "1", "|": "1", "i": "1"}
_MISREAD_DIGIT = re.compile(r"(?<=\d)[oli|](?=[\d/.,;)\s-]|$)|(?<![a-z\d])[oli|](?=\d)")
_HALF_YEAR = dt.timedelta(days=183)

_TIME = (
    r"(?P<h>\d{1,2})\s*(?:gio\b|[gh](?![a-z])|:)\s*(?P<mi>\d{2})?(?:\s*phut)?(?:\s*(?P<part>sang|chieu|"
    r"toi))?"
)
_DATE = re.compile(
    r"(?<![\d/.\-])(?:(?P<d>\d{1,2})\s*[/.\-]\s*(?P<m>\d{1,2})(?:\s*[/.\-]\s*(?P<y>\d{4}))?(?![\d/])(?!\s*%)"
    r"|(?P<d2>\d{1,2})\s+thang\s+(?P<m2>\d{1,2})(?:\s*(?:/|nam|,\s*nam)\s*(?P<y2>\d{4}))?(?!\d))"
)
_WEEKDAY_NAME = r"(?:thu\s+(?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)"
_DAY_WORD = rf"(?:\s*,?\s*(?:ngay|\(?{_WEEKDAY_NAME}\)?))*\s*,?\s*\(?\s*$"
_CLOCK_BEFORE = re.compile(rf"{_TIME}\s*,?{_DAY_WORD}")
_CLOCK_AFTER = re.compile(rf"\s*[,(]?\s*(?:truoc|luc|vao luc|cham nhat)?\s*{_TIME}")

_BEFORE = re.compile(rf"(?:truoc)(?:\s+(?:het|luc|thoi diem))?{_DAY_WORD}")
_LATEST = re.compile(
    rf"(?:(?:cham|muon) nhat(?:\s+(?:la|den|vao|trong|luc|truoc))*|(?:den|toi|cho den) het|het|"
    rf"han chot|han cuoi(?: cung)?)"
    rf"(?:\s*:|\s+la)?(?:\s+het)?{_DAY_WORD}"
)
_TERM = re.compile(
    rf"(?<!gioi )(?<!quyen )\b(?:thoi han|han|thoi gian|tien do|ngay hoan thanh|hoan thanh|"
    rf"xong)\b[^.;:]{{0,50}}?"
    rf"(?::|\b(?:la|den|trong|vao|xong))\s*(?P<before>truoc)?{_DAY_WORD}"
)
_DONE = re.compile(
    r"(?:hoan thanh|xong|bao cao|gui|nop|trinh|tong hop|to chuc|thuc hien|trien khai|cung cap|dang ky|"
    r"ban hanh)\b"
    r"[^.;]{0,110}?\b(?:trong|vao|den)\s+(?:het\s+)?ngay\s*\(?\s*$"
)
_NO_DEADLINE_BEFORE = re.compile(
    r"(?:phat sinh|xay ra|hieu luc|ton tai|(?:duoc|da) (?:thanh lap|xay dung|dau tu)|sinh|ket nap|"
    r"vi pham|ton dong|khoi cong|"
    r"bien che|tiep nhan|da cap|duoc cap|duoc giao|su dung)\s+(?:\w+\s+){0,2}(?:truoc|den|trong|"
    r"vao)(?:\s+het)?"
    r"(?:\s+ngay)?\s*$|(?:tinh|so lieu|ke|giai doan|thoi ky|"
    r"nien do)\s+(?:\w+\s+){0,2}den(?:\s+het)?(?:\s+ngay)?\s*$"
)
_RANGE_START = re.compile(r"\b(?:ke )?tu(?:\s+ngay)?\s*$")

_NUMBERS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi lam": 15, "hai muoi": 20, "ba muoi": 30,
}  # fmt: skip
_NUM = r"(?P<n>\d{1,3}|hai muoi|ba muoi|muoi lam|muoi|mot|hai|ba|bon|nam|sau|bay|tam|chin)(?:\s*\(\s*[\w ]{1,12}\))?"
_UNIT = r"(?P<u>ngay lam viec|ngay|gio lam viec|gio|tieng|tuan|thang)"
_FROM = r"(?P<from>\s*,?\s*(?:(?:ke |tinh )?tu\s+(?:ngay|khi|thoi diem|luc|gio)?|sau khi|so voi|truoc khi)\s+[^.;,)\n]{2,90})?"
_RELATIVE = re.compile(
    rf"(?P<cue>trong vong|trong thoi han|trong thoi gian|(?:cham|muon) nhat(?:\s+(?:la|trong|sau|"
    rf"khong qua|vao|truoc))*|"
    rf"khong qua|trong|sau|truoc|thoi han(?:\s+(?:la|trong))?\s*:?|han\s*:)\s*(?:toi da\s+|"
    rf"khong qua\s+)?{_NUM}\s+{_UNIT}\b{_FROM}"
)
_BARE_RELATIVE = re.compile(
    rf"(?<![\w/])(?P<cue>){_NUM}\s+{_UNIT}\b(?P<from>\s*,?\s*(?:ke |tinh )tu\s+(?:ngay|khi|thoi diem|"
    rf"luc)?\s*[^.;,)\n]{{2,90}})"
)
_PERIOD_AFTER = re.compile(
    r"\s*(?:dau|cuoi|qua|gan day|tro lai|truoc|vua|mot lan|/\s*lan|lien tuc|dau tien|tiep theo cua)"
)
_AT_ONCE = re.compile(r"\bngay sau (?:khi|ngay|hoi nghi|cuoc hop|ky hop)\s+[^.;,)\n]{2,90}")

_PERIOD_CUE = (
    r"(?P<cue>trong|het|den het|truoc|cuoi|den cuoi|vao cuoi|hoan thanh|xong|(?:cham|"
    r"muon) nhat(?:\s+(?:la|trong|vao|den|het|cuoi))*|"
    r"(?:thoi han|han|thoi gian|tien do)[^.;:]{0,30}:)\s*(?:trong\s+|vao\s+)?(?P<edge>het\s+|cuoi\s+|"
    r"truoc\s+)?"
)
_MONTH = re.compile(
    rf"\b{_PERIOD_CUE}thang\s+(?P<m>\d{{1,2}})(?!\d|\s*[/.]\s*\d{{1,2}}[/.])(?:\s*(?:/|-|nam|"
    rf",\s*nam)\s*(?P<y>\d{{4}}))?"
)
_QUARTER = re.compile(
    rf"\b{_PERIOD_CUE}quy\s+(?P<q>iv|iii|ii|i|[1-4])\b(?:\s*(?:/|-|nam|,\s*nam)\s*(?P<y>\d{{4}}))?"
)
_YEAR = re.compile(
    r"\b(?P<cue>truoc khi ket thuc|den het|het|den cuoi|truoc cuoi|vao cuoi|cuoi|hoan thanh trong|"
    r"xong trong|trong|"
    r"(?:thoi han|han|thoi gian|tien do)[^.;:]{0,30}:\s*(?:trong|cuoi|"
    r"het)?)\s+nam(?:\s+(?P<y>\d{4}))?(?!\s+\d|\s+(?:hoc|ngay|thang)\b)"
)
_VAGUE = re.compile(
    r"\b(?:truoc|cham nhat|den het|het|trong|han|vao)\s+(?:(?:dau|giua|trung tuan|thuong tuan|"
    r"ha tuan)\s+(?:thang|quy|nam)|"
    r"tuan (?:nay|sau|toi|thu)|(?:dip )?tet|ky hop|dai hoi|khai giang|nam hoc|mua (?:mua|bao|lu|kho)|ngay\s+(?P<d>\d{1,2})(?!\s*[/.\-]\s*\d|\d|\s*thang\s+\d|\s*(?:hang|moi|"
    r"cua))(?P<this>\s+thang nay|\s+thang sau)?)"
)

_EVERY: dict[str, Literal["day", "week", "month", "quarter", "half_year", "year"]] = {
    "ngay": "day", "tuan": "week", "thang": "month", "quy": "quarter", "nam": "year",
}  # fmt: skip
_WEEKDAYS = {
    "hai": 0,
    "ba": 1,
    "tu": 2,
    "nam": 3,
    "sau": 4,
    "bay": 5,
    "2": 0,
    "3": 1,
    "4": 2,
    "5": 3,
    "6": 4,
    "7": 5,
}
_ANCHOR = re.compile(
    r"\b(?:(?:hang|moi)\s+(?P<e>ngay|tuan|thang|quy|nam)|(?:dinh ky\s+|moi\s+)(?P<half>0?6|"
    r"sau)\s+thang(?:/lan| mot lan)?|"
    r"(?:cua\s+)?thang\s+(?:cuoi|dau|dau tien|sau)\s+(?:cua\s+)?(?:hang\s+|moi\s+)?(?P<e4>quy)|"
    r"0?6\s+thang\s*(?:/|mot)\s*lan|dinh ky\s+(?P<e2>ngay|tuan|thang|quy|nam)\b|(?P<e3>thang|quy|tuan|"
    r"nam)\s*(?:/|mot)\s*lan)"
)
_RECUR_BEFORE = re.compile(
    rf"(?:dinh ky\s*[,:]?\s*|(?:truoc|vao|cham nhat(?: la)?(?: vao)?|tu|"
    rf"luc)\s+(?:(?:luc\s+)?{_TIME}\s*,?\s*)?(?:ngay\s+\d{{1,2}}|{_WEEKDAY_NAME})?"
    rf"(?:\s+(?:cua|cuoi cung cua)(?: thang cuoi)?)?\s*|(?:ngay\s+\d{{1,2}}|{_WEEKDAY_NAME})\s*|"
    rf"(?:(?:truoc|vao|cham nhat(?: la)?(?: vao)?)\s+)?(?:ngay\s+)?\d{{1,2}}\s*[/.\-]\s*\d{{1,2}}"
    r"(?:\s*(?:,|va)\s*(?:ngay\s+)?\d{1,2}\s*[/.\-]\s*\d{1,2})*\s*)$"
)
_RECUR_AFTER = re.compile(
    rf"\s*[,(:]?\s*(?:(?:truoc|vao|cham nhat(?: la)?(?: vao)?)\s+)?(?:{_TIME}\s*,?\s*)?"
    rf"(?:(?P<wd>{_WEEKDAY_NAME})|ngay\s+(?P<day>\d{{1,2}})(?:\s+(?:cua\s+)?thang(?:\s+(?:cuoi quy|"
    rf"dau quy|sau|cuoi))?)?)\s*\)?"
)
_RECUR_VERB_AFTER = re.compile(
    r"\s*,?\s*(?:bao cao|tong hop|hop|giao ban|ra soat|kiem tra|danh gia|gui|to chuc|cap nhat|cong khai|"
    r"doi thoai|tiep|sinh hoat|niem yet|so ket|tong ket|lap|nop|doi chieu|theo doi|giam sat|truc)\b"
)
# "tổ chức đối thoại với nhân dân hằng quý." – what is done comes first, the rhythm closes the clause.
_DOES = re.compile(
    r"\b(?<!chat luong )(?<!gan voi )(?<!cong tac )(?<!ket qua )(?<!hieu qua )(?<!viec )(?<!vao )(?:to chuc|bao cao|kiem tra|giam sat|hop|giao ban|doi thoai|ra soat|danh gia|cap nhat|cong khai|"
    r"niem yet|tong hop|gui|nop|lap|so ket|tong ket|tiep (?:xuc|cong dan|dan)|sinh hoat|doi chieu|kiem ke|"
    r"thong ke|theo doi|ke khai|thong bao|thuc hien|tu kiem tra|duy tri)\b"
)
_RHYTHM_OF_A_THING = re.compile(
    r"\b(?:ke hoach|chuong trinh|nhiem vu|ket qua|lich|chi tieu|muc tieu|xep loai|che do|dinh muc|du toan|"
    r"ngan sach|cong viec|cong tac|ky|cuoc|buoi|dot|ky hop|ky sinh hoat|cuoc hop|hoi nghi|ky bao cao|"
    r"chat luong|thu nhap|quy|thang|nam)\s+$"
)
_TIMES_AFTER = re.compile(r"\s*,?\s*(?:it nhat|toi thieu)?\s*(?:mot|hai|ba|0?\d)\s+(?:lan|buoi|cuoc|ky)\b")
_RECUR_VERB_BEFORE = re.compile(r"(?:bao cao|cap nhat|giao ban|so ket|gui ve)(?:\s+\w+){0,6}\s+$")
_ONGOING = re.compile(r"\bthuong xuyen\b(?:\s*,\s*(?:lien tuc|lau dai|dot xuat))?")
_NOT_ONGOING = re.compile(r"(?:chi|khong|chua|it|ban|nhiem vu|thieu|tinh|duoc|chua duoc|moi truong)\s+$")
_UNSPOKEN = re.compile(r"\s*(?:[-–./]*|khong(?: giao| co| quy dinh)? (?:han|thoi han)|khong)\s*")


@dataclass(frozen=True, slots=True)
class FoundDue:
    """A deadline and the span of its print in the text."""

    rule: DueRule
    start: int
    end: int


def with_year(day: int, month: int, year: int | None, issued: dt.date | None) -> dt.date | None:
    """The full date; a missing year comes from the day of issue, or the date stays None."""
    if year is not None:
        return safe_date(year, month, day)
    if issued is None:
        return None
    guess = safe_date(issued.year, month, day)
    if guess is not None and issued - guess > _HALF_YEAR:
        return safe_date(issued.year + 1, month, day)
    return guess


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]


def _time(found: re.Match[str]) -> dt.time | None:
    hour, minute = int(found["h"]), int(found["mi"] or 0)
    if found["part"] in {"chieu", "toi"} and hour < 12:
        hour += 12
    return dt.time(hour, minute) if hour < 24 and minute < 60 else None


class _Finder:
    def __init__(self, text: str, issued: dt.date | None) -> None:
        self.text, self.issued = text, issued
        self.low = _MISREAD_DIGIT.sub(lambda found: _OCR_DIGITS[found.group()], shadow(text))
        self.cited = [(cited.start, cited.end) for cited in citations(text)]
        self.taken: list[tuple[int, int]] = []

    def find(self) -> list[FoundDue]:
        found: list[FoundDue] = []
        for search in (
            self._recurring,
            self._dates,
            self._relative,
            self._periods,
            self._ongoing,
            self._vague,
        ):
            for due in search():
                if not any(due.start < stop and begin < due.end for begin, stop in self.taken):
                    self.taken.append((due.start, due.end))
                    found.append(due)
        return sorted(found, key=lambda due: due.start)

    def _due(self, kind: DeadlineKind, start: int, end: int, **parts: object) -> FoundDue:
        raw = self.text[start:end].strip(" ,;:")
        if raw.count("(") > raw.count(")"):
            raw = f"{raw})" if self.text[end : end + 1] == ")" else raw.rstrip("( ")
        elif raw.count(")") > raw.count("("):
            raw = raw.strip("() ")
        return FoundDue(DueRule(kind, raw, **parts), start, end)  # type: ignore[arg-type]

    def _dates(self) -> Iterator[FoundDue]:
        for found in _DATE.finditer(self.low):
            start, end = found.span()
            if any(begin <= start < stop for begin, stop in self.cited):
                continue
            before = self.low[max(0, start - 170) : start]
            cue = self._date_cue(before)
            if cue is None:
                continue
            offset, inclusive, time = cue
            day, month = int(found["d"] or found["d2"]), int(found["m"] or found["m2"])
            year = found["y"] or found["y2"]
            if after := _CLOCK_AFTER.match(self.low, end) if time is None else None:
                time, end = _time(after), after.end()
            date = with_year(day, month, int(year) if year else None, self.issued)
            begin = start - len(before) + offset
            if date is None:
                yield self._due("unknown", begin, end, inclusive=inclusive)
            elif year and self.issued and date < self.issued:
                continue  # a day before the paper existed is a period or a fact, not a deadline
            else:
                yield self._due(
                    "clock" if time else "date", begin, end, date=date, time=time, inclusive=inclusive
                )

    @staticmethod
    def _date_cue(before: str) -> tuple[int, bool, dt.time | None] | None:
        """Offset of the cue in ``before``, whether the day itself still counts, and a clock time before the
        date."""
        if _NO_DEADLINE_BEFORE.search(before) or _RANGE_START.search(before):
            return None
        clock = _CLOCK_BEFORE.search(before)
        time = _time(clock) if clock else None
        lead = before[: clock.start()] if clock else before
        for pattern, whole_day in ((_LATEST, True), (_BEFORE, False), (_TERM, True), (_DONE, True)):
            found = pattern.search(lead) or (pattern.search(before) if clock is None else None)
            if found:
                first, inclusive = found.start(), whole_day
                if pattern is _DONE or pattern is _TERM:
                    inclusive = not found.groupdict().get("before")
                    first = max(
                        lead.rfind(word, found.start())
                        for word in ("trong", "vao", "den", ":", "la ", "xong", "truoc")
                    )
                    first = found.start() if first < 0 else first
                return first, inclusive, time
        if clock is not None and re.search(r"\b(?:truoc|cham nhat|luc|vao|den|han)\W*(?:luc\s*)?$", lead):
            return len(lead.rstrip()), True, time
        return None

    def _relative(self) -> Iterator[FoundDue]:
        for pattern in (_RELATIVE, _BARE_RELATIVE):
            for found in pattern.finditer(self.low):
                cue, source = found["cue"].strip(" :"), (found["from"] or "").strip(" ,")
                end = found.end()
                if not source and _PERIOD_AFTER.match(self.low, end):
                    continue
                if cue in {"sau", "truoc"} and not source:
                    continue
                if cue == "trong" and not source and found["u"] == "thang":
                    continue
                units: dict[str, str] = {"ngay lam viec": "wd", "ngay": "d", "tuan": "wk", "thang": "mo"}
                yield self._due(
                    "relative",
                    found.start(),
                    end,
                    amount=_number(found["n"]),
                    unit=units.get(found["u"], "h"),
                    count_from=self._counted_from(source, end),
                )
        for found in _AT_ONCE.finditer(self.low):
            if (
                self.text[found.start() + 1].lower() == "g"
                or self.text[found.start() : found.start() + 4].lower() == "ngay"
            ):
                event = self.text[found.start() + 9 : found.end()].strip()
                yield self._due("relative", *found.span(), amount=0, unit="d", count_from=event)

    def _counted_from(self, source: str, end: int) -> str | None:
        if not source:
            return None
        if re.search(r"\bnhan\b", source):
            return "receipt"
        if re.search(r"\b(?:ban hanh|ky)\b(?! ket)", source) and not re.search(r"\bke tu ngay co\b", source):
            return "issue"
        printed = self.text[end - len(source) : end].strip()
        return re.sub(r"^(?:kể |tính )?từ (?:khi )?", "", printed) or "event"

    def _periods(self) -> Iterator[FoundDue]:
        for found in _MONTH.finditer(self.low):
            if found["cue"] == "cuoi" and re.search(r"\b(?:dau|tu)\s*$", self.low[: found.start()]):
                continue
            month = int(found["m"])
            if 1 <= month <= 12:
                yield from self._period(
                    found, month, exclusive="truoc" in {found["cue"], (found["edge"] or "").strip()}
                )
        for found in _QUARTER.finditer(self.low):
            quarter = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(found["q"]) or int(found["q"])
            yield from self._period(found, quarter * 3, exclusive=False)
        for found in _YEAR.finditer(self.low):
            yield from self._year(found)

    def _period(self, found: re.Match[str], month: int, *, exclusive: bool) -> Iterator[FoundDue]:
        if re.search(
            r"(?:phat sinh|xay ra|ket qua|vi pham|dien ra|so lieu)\s+(?:\w+\s+){0,2}$",
            self.low[: found.start()],
        ):
            return
        start, end = found.span()
        first = with_year(1, month, int(found["y"]) if found["y"] else None, self.issued)
        if first is None:
            yield self._due("unknown", start, end)
            return
        last = first if exclusive else first.replace(day=calendar.monthrange(first.year, first.month)[1])
        if self.issued and last < self.issued:
            return
        yield self._due("date", start, end, date=last, inclusive=not exclusive)

    def _year(self, found: re.Match[str]) -> Iterator[FoundDue]:
        before, after = self.low[: found.start()].rstrip(), self.low[found.end() : found.end() + 2].strip()
        cue = found["cue"]
        if re.search(r"(?:thang|quy|nhung ngay|dip|thoi diem)$", before):
            return
        # "các nhiệm vụ trong năm 2026 và …" names the tasks, it sets no day.
        if cue == "trong" and (
            re.search(r"(?:nhiem vu|ket qua|chi tieu|ke hoach|muc tieu)$", before)
            or after[:1] not in {"", ".", ";", ",", ")"}
        ):
            return
        if cue == "trong" and not found["y"]:
            return
        year = int(found["y"]) if found["y"] else (self.issued.year if self.issued else None)
        if year is None:
            yield self._due("unknown", *found.span())
        elif not self.issued or dt.date(year, 12, 31) >= self.issued:
            yield self._due("date", *found.span(), date=dt.date(year, 12, 31))

    def _recurring(self) -> Iterator[FoundDue]:
        for found in _ANCHOR.finditer(self.low):
            before = self.low[max(0, found.start() - 60) : found.start()]
            cue = _RECUR_BEFORE.search(before)
            after = _RECUR_AFTER.match(self.low, found.end())
            after = after or _TIMES_AFTER.match(self.low, found.end())
            every = _EVERY.get(found["e"] or found["e2"] or found["e3"] or found["e4"] or "", "half_year")
            spoken = found.group().startswith(("dinh ky",)) or "lan" in found.group()
            clause_start = re.search(r"(?:^|[.;:(]\s*)$", before) is not None
            if not (cue and cue.group().strip()) and not after and not spoken:
                if not self._bare_rhythm(found, before, every=every, clause_start=clause_start):
                    continue
            start = found.start() - len(before) + cue.start() if cue else found.start()
            end = after.end() if after else found.end()
            words = self.low[start:end]
            day = re.search(
                r"(?:ngay\s+|truoc\s+|vao\s+)(\d{1,2})(?!\d|\s*(?:gio\b|[gh](?![a-z])|[:/.\-]))", words
            )
            weekday = re.search(r"thu\s+(hai|ba|tu|nam|sau|bay|[2-7])", words)
            clock = re.search(_TIME, words)
            yield self._due(
                "recurring",
                start,
                end,
                every=every,
                day=int(day[1]) if day else None,
                weekday=_WEEKDAYS[weekday[1]] if weekday else (6 if "chu nhat" in words else None),
                time=_time(clock) if clock else None,
                inclusive="truoc" not in words,
            )

    def _bare_rhythm(self, found: re.Match[str], before: str, *, every: str, clause_start: bool) -> bool:
        """Whether "hằng quý" without a day sets the rhythm of what is ordered, not of a thing named beside
        it."""
        rest = self.low[found.end() :]
        verb_after = _RECUR_VERB_AFTER.match(rest)
        if clause_start and (verb_after or not rest.strip(" .;)")):
            return every != "year" or bool(verb_after)
        if _RHYTHM_OF_A_THING.search(before):
            return False
        clause = re.split(r"[.;:]", self.low[: found.start()])[-1]
        closes = not rest.strip() or rest.lstrip()[0] in ".;)"
        if verb_after or (closes and _DOES.search(clause)):
            return True
        return every != "year" and bool(_RECUR_VERB_BEFORE.search(before))

    def _ongoing(self) -> Iterator[FoundDue]:
        first_stop = re.search(r"[.;]", self.low)
        for found in _ONGOING.finditer(self.low):
            before, after = self.low[: found.start()], self.low[found.end() : found.end() + 2].strip()
            if _NOT_ONGOING.search(before):
                continue
            closes = after[:1] in {"", ".", ";", ")"}
            opens = found.start() < 60 and not (first_stop and first_stop.start() < found.start())
            if closes or opens or re.search(r"(?:thoi gian|thoi han|han)[^.;]{0,30}:\s*$", before):
                yield self._due("ongoing", *found.span())

    def _vague(self) -> Iterator[FoundDue]:
        for found in _VAGUE.finditer(self.low):
            day, this = found["d"], found["this"]
            date = None
            if day and this and self.issued:
                month = self.issued.month + (1 if "sau" in this else 0)
                date = safe_date(self.issued.year + (month > 12), (month - 1) % 12 + 1, int(day))
            if date:
                yield self._due("date", *found.span(), date=date, inclusive="truoc" not in found.group())
            else:
                yield self._due("unknown", *found.span())


def find_deadlines(text: str, issued: dt.date | None) -> list[FoundDue]:
    """All deadlines in ``text`` (NFC), in printed order."""
    return _Finder(text, issued).find()


def cell_deadline(text: str, issued: dt.date | None) -> DueRule:
    """The deadline a table cell under "Thời hạn" holds; a cell that says something else is "unknown", an
    empty one "none"."""
    if _UNSPOKEN.fullmatch(shadow(text)):
        return DueRule("none", text)
    lead = "Thời hạn: "
    first = f"{lead}{text[:1].lower()}{text[1:]}"
    for due in (pick(find_deadlines(text, issued)), pick(find_deadlines(first, issued))):
        if due is not None and due.rule.kind != "unknown":
            raw = due.rule.raw.removeprefix("Thời hạn:").strip()
            fields = {name: getattr(due.rule, name) for name in DueRule.__slots__ if name != "raw"}
            return DueRule(
                raw=text.strip() if due.rule.kind in {"relative", "recurring", "ongoing"} else raw, **fields
            )
    return DueRule("unknown", text.strip())


_ORDER: dict[DeadlineKind, int] = {
    "clock": 0,
    "date": 0,
    "relative": 1,
    "recurring": 2,
    "ongoing": 3,
    "unknown": 4,
}


def pick(found: list[FoundDue]) -> FoundDue | None:
    """The deadline that counts: a fixed day before a relative one before a recurring one; among equals the
    first."""
    return min(found, key=lambda due: (_ORDER[due.rule.kind], due.start), default=None)
