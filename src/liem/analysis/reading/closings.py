"""Sentences after the numbered items: another order, a deadline for all of them, or a courtesy."""

from __future__ import annotations

import re

from .bodies import Span, leading_body, ordered_body

_SENTENCES = re.compile(r"[^.;!?\n]+(?:[.;!?](?!\s+[A-ZĐÀ-Ỹ\"“(])[^.;!?\n]*)*[.;!?]?", re.UNICODE)
_COURTESY = re.compile(
    r"\bkhi (?:co|gap|phat sinh) (?:cac |nhung )?(?:kho khan|vuong mac)|"
    r"(?:vuong mac|kho khan)[^.]*(?:phan anh|bao cao|trao doi|lien he|thong tin)|duoc pho bien|"
    r"co hieu luc|^tran trong|^tren day la|"
    r"^(?:thong bao|ket luan|cong van|ke hoach|van ban)(?: nay)? (?:de|den|gui|toi|thay the|"
    r"pho bien)\b|rat mong|hoan nghenh|xin (?:y kien|tran trong|cam on)|"
    r"^tren tinh than|thay mat|thong bao (?:de|den|toi)\b[^.]*\b(?:biet|thuc hien)"
)
_EMPTY_ORDER = re.compile(
    r"[\s,]*(?:(?:quan tam|nghiem tuc|khan truong|phoi hop|to chuc|trien khai|thuc hien|lanh dao|"
    r"chi dao|chu dong|can cu|kip thoi|va|tot|nghiem|"
    r"day du|hieu qua|co hieu qua|co ket qua|biet|nghien cuu|quan triet|de|theo dung|theo)[\s,]*)+"
    r"(?:(?:cac |tinh than |nhung )?(?:noi dung|nhiem vu|cong van|ke hoach|thong bao|ket luan|van ban|"
    r"chi thi|quyet dinh|nghi quyet|yeu cau|huong dan|cong dien)[^.;]{0,60})?[\s./;]*"
)
_COVER = re.compile(
    r"\b(?:noi dung|nhiem vu|cong viec|phan viec|viec|muc|yeu cau)\b[^.;]{0,40}\b(?:tren|neu tren|"
    r"noi tren|o tren|nay)\b|"
    r"\b(?:noi dung|nhiem vu|muc|diem|khoan)\s+(?:so\s+)?\d|thoi (?:han|gian)\b|han (?:hoan thanh|"
    r"bao cao|chot)|hoan thanh|bao cao|"
    r"\bgui\b[^.;]{0,60}\b(?:ve|cho|qua|toi)\b|ket qua thuc hien"
)
_SCOPE = re.compile(
    r"\b(?:muc|noi dung|nhiem vu|khoan|diem)\s+(?:so\s+|tu\s+)*(?P<list>\d{1,2}(?:\s*(?:,|va|den|-|"
    r"va muc|, muc)\s*\d{1,2})*)"
)
_GROUP = re.compile(
    r"(?:tat ca|toan bo|cac|cap uy|moi|tung|co quan, don vi|don vi|dia phuong|lanh dao|thu truong|"
    r"nguoi dung dau|bi thu cac)\b"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph; a semicolon ends one only before a capital."""
    return [(found.start(), found.end()) for found in _SENTENCES.finditer(text) if found.group().strip(" ./")]


def is_courtesy(low: str) -> bool:
    """Whether a sentence is the usual close that orders nothing."""
    return _COURTESY.search(low.strip()) is not None


def ordered(text: str, low: str) -> Span | None:
    """The unit a sentence gives work to, or None for an empty order ("… nghiêm túc triển khai thực hiện")."""
    unit = ordered_body(text, low) or leading_body(text, low)
    if unit is None or _EMPTY_ORDER.fullmatch(low[unit.end :]):
        return None
    return unit


def covers_items(low: str, unit: Span | None, *, recurs: bool) -> bool:
    """Whether a sentence with a deadline speaks for the items above.

    It names no single unit and tells to finish or report. A named group that reports again and again ("các
    chi bộ
    báo cáo trước ngày 25 hằng tháng") has a duty of its own instead.
    """
    single = unit is not None and (recurs or not _GROUP.match(low[unit.start :]))
    return not single and _COVER.search(low) is not None


def scope(low: str) -> frozenset[str]:
    """Numbers of the items a covering sentence names ("mục 1 và 3", "từ mục 2 đến 4"); empty means all."""
    numbers: set[str] = set()
    for found in _SCOPE.finditer(low):
        parts = re.split(r"\s*(,|va muc|va|den|-)\s*", re.sub(r"muc\s+", "", found["list"]))
        last = int(parts[0])
        numbers.add(parts[0])
        for joint, number in zip(parts[1::2], parts[2::2], strict=False):
            if joint in {"den", "-"}:
                numbers.update(str(n) for n in range(last, int(number) + 1))
            numbers.add(number)
            last = int(number)
    return frozenset(numbers)
