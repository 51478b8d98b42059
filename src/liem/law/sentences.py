"""How a counted deadline is told to people, in Vietnamese and English.

Whole sentences per case, never glued from translated words, so that each language reads as written in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

UNITS_VI: Final = {
    "d": "ngày", "wd": "ngày làm việc", "h": "giờ", "wk": "tuần", "mo": "tháng", "y": "năm",
}  # fmt: skip
UNITS_EN: Final = {
    "d": "days", "wd": "working days", "h": "hours", "wk": "weeks", "mo": "months", "y": "years",
}  # fmt: skip
EVENTS: Final = {
    "receipt": ("ngày nhận", "receipt"),
    "issue": ("ngày ban hành", "issue"),
    "event": ("ngày phát sinh sự việc", "the event"),
    "acceptance": ("ngày thụ lý", "acceptance"),
    "registered": ("ngày vào sổ", "registration"),
    "assigned": ("ngày giao việc", "assignment"),
    "urged": ("ngày đôn đốc", "the urging"),
    "submitted": ("ngày báo hoàn thành", "submission"),
    "extension_requested": ("ngày đề nghị gia hạn", "the request for extension"),
    "decision": ("ngày ra quyết định", "the decision"),
    "conclusion": ("ngày kết luận", "the conclusion"),
    "signed": ("ngày ký", "signature"),
    "posted": ("ngày niêm yết", "posting"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same sentence in both languages, without its full stop."""

    vi: str
    en: str

    def then(self, vi: str, en: str) -> Sentence:
        """Give the sentence with something added to both."""
        return Sentence(self.vi + vi, self.en + en)


def counted(amount: int, unit: str, *, event: str | None, first: date, on: date) -> Sentence:
    """Tell a term that was counted from an event to the end of its last day."""
    vi, en = EVENTS.get(event or "", ("ngày", "the event on"))
    return Sentence(
        f"{amount} {UNITS_VI[unit]} kể từ {vi} {dmy(first)} (không tính ngày này): hết ngày {dmy(on)}",
        f"{amount} {UNITS_EN[unit]} from {en} {dmy(first)} (that day not counted): end of {dmy(on)}",
    )


def moved(sentence: Sentence, last: date) -> Sentence:
    """Add that the last day was a rest day."""
    return sentence.then(
        f"; ngày {dmy(last)} là ngày nghỉ nên lùi sang ngày làm việc tiếp theo",
        f"; {dmy(last)} is a rest day, so it moved to the next working day",
    )


def without_holidays(sentence: Sentence, days: Sequence[date]) -> Sentence:
    """Add which public holidays were left out; nothing where there were none."""
    if not days:
        return sentence
    listed = ", ".join(map(dmy, days))
    return sentence.then(f", đã trừ ngày nghỉ lễ {listed}", f", public holidays {listed} left out")


def of_hours(amount: int, *, begun: datetime, ends: datetime) -> Sentence:
    """Tell a term of hours; both moments in the time of Việt Nam."""
    return Sentence(
        f"{amount} giờ kể từ {begun:%H:%M} ngày {dmy(begun.date())}: {ends:%H:%M} ngày {dmy(ends.date())}",
        f"{amount} hours from {begun:%H:%M} on {dmy(begun.date())}: {ends:%H:%M} on {dmy(ends.date())}",
    )


def by_hour(day: date, at: time) -> Sentence:
    """Tell a deadline at an hour of a day."""
    hour = f"{at.hour} giờ" + (f" {at.minute:02d}" if at.minute else "")
    return Sentence(f"Đến {hour} ngày {dmy(day)}", f"By {at:%H:%M} on {dmy(day)}")


def through(day: date) -> Sentence:
    """Tell a deadline that includes its day."""
    return Sentence(f"Hết ngày {dmy(day)}", f"End of {dmy(day)}")


def before(printed: date, on: date) -> Sentence:
    """Tell a deadline "before a day": both the day in the paper and the last day."""
    return Sentence(
        f"Trước ngày {dmy(printed)}, tức hết ngày {dmy(on)}",
        f"Before {dmy(printed)}, that is by the end of {dmy(on)}",
    )


def closed(sentence: Sentence, *, basis: str | None, binding: bool, provisional_year: int | None) -> Sentence:
    """Add basis, warnings and the full stop."""
    if basis:
        sentence = sentence.then(f". Căn cứ {basis}", f". Basis: {basis}")
    if not binding:
        sentence = sentence.then(" (tham khảo, chưa kiểm chứng)", " (for reference, not verified)")
    if provisional_year:
        sentence = sentence.then(
            f". Lịch nghỉ năm {provisional_year} chưa được công bố, hạn có thể đổi",
            f". The holidays of {provisional_year} are not announced yet; the deadline may change",
        )
    return sentence.then(".", ".")


def dmy(day: date) -> str:
    """Write a day as dd/mm/yyyy."""
    return f"{day:%d/%m/}{day.year:04d}"
