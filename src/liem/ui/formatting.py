"""Dates, numbers and money as people in Việt Nam read them.

Plain f-strings on purpose: Django's `date` filter cost more than the query behind a list of fifty rows.
The forms (22/11/2026, 1.234.567, 0,85) are the same in the English pages, so that two people who talk on the
phone see one figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liem.kernel.clock import local, local_day
from liem.kernel.dong import group

Level = Literal["ok", "warn", "bad", "info", "neutral"]
SOON_DAYS = 3


def day_of(value: date | datetime) -> date:
    """Give the Vietnamese day of a date or an aware moment. Raises kernel.clock.NaiveTime for a naive one."""
    return local_day(value) if isinstance(value, datetime) else value


def vn_date(value: date | datetime | None) -> str:
    """Write a day as 22/11/2026; nothing for None."""
    if value is None:
        return ""
    day = day_of(value)
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def vn_time(value: datetime | None) -> str:
    """Write the hour of an aware moment as 9:46, on Vietnamese clocks."""
    if value is None:
        return ""
    at = local(value)
    return f"{at.hour}:{at.minute:02d}"


def vn_datetime(value: datetime | None) -> str:
    """Write an aware moment as "9:46 22/11/2026", on Vietnamese clocks."""
    if value is None:
        return ""
    at = local(value)
    return f"{at.hour}:{at.minute:02d} {at.day:02d}/{at.month:02d}/{at.year}"


def vn_number(value: float | Decimal | None) -> str:
    """Write a number with dots for thousands and a comma for the decimals: 1.234,5."""
    if value is None:
        return ""
    return f"{value:,}".replace(",", "\0").replace(".", ",").replace("\0", ".")


def vn_money(value: int | None) -> str:
    """Write whole đồng as "1.234.567 ₫"; nothing for None."""
    return "" if value is None else group(value)


def vn_percent(part: int, whole: int) -> str:
    """Write part of whole as a percent, rounded down so that 199 of 200 is never "100%"; "-" of nothing."""
    return f"{part * 100 // whole}%" if whole > 0 else "-"


def vn_bytes(count: int) -> str:
    """Write a size of a file: "512 B", "7,4 MB" (decimal units, as phones and offices show them)."""
    for limit, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "KB")):
        if count >= limit:
            return f"{vn_number(round(count / limit, 1))} {unit}".replace(",0 ", " ")
    return f"{count} B"


@dataclass(frozen=True, slots=True)
class DeadlineState:
    """How a deadline stands on a day: the level of its badge, its icon and its words."""

    level: Level
    icon: str
    words: str
    days: int | None


def deadline_state(
    due: date | datetime | None, today: date, *, done: date | datetime | None = None, soon: int = SOON_DAYS
) -> DeadlineState:
    """Say how a deadline stands on `today`. Days are calendar days; `soon` days before it turns to a warning.

    No date is a state of its own: never late, never counted against anybody. Finished work says whether it
    was in time.
    """
    if due is None:
        if done is not None:
            return DeadlineState("ok", "check-lg", _("Xong, không giao hạn"), None)
        return DeadlineState("neutral", "calendar-event", _("Không giao hạn"), None)
    last = day_of(due)
    if done is not None:
        late = (day_of(done) - last).days
        if late <= 0:
            return DeadlineState("ok", "check-lg", _("Xong đúng hạn"), late)
        words = ngettext("Xong, trễ %(days)s ngày", "Xong, trễ %(days)s ngày", late) % {
            "days": vn_number(late)
        }
        return DeadlineState("warn", "check-lg", words, late)
    left = (last - today).days
    if left < 0:
        words = ngettext("Trễ %(days)s ngày", "Trễ %(days)s ngày", -left) % {"days": vn_number(-left)}
        return DeadlineState("bad", "exclamation-triangle", words, left)
    if left == 0:
        return DeadlineState("warn", "clock", _("Hạn hôm nay"), 0)
    words = ngettext("Còn %(days)s ngày", "Còn %(days)s ngày", left) % {"days": vn_number(left)}
    return DeadlineState("warn" if left <= soon else "info", "clock", words, left)


def since(value: date | datetime, today: date) -> str:
    """Say how long ago a day was: "hôm nay", "hôm qua", "4 ngày trước"; a later day says "sau 4 ngày"."""
    days = (today - day_of(value)).days
    if days == 0:
        return _("hôm nay")
    if days == 1:
        return _("hôm qua")
    if days > 0:
        return ngettext("%(days)s ngày trước", "%(days)s ngày trước", days) % {"days": vn_number(days)}
    return ngettext("sau %(days)s ngày", "sau %(days)s ngày", -days) % {"days": vn_number(-days)}
