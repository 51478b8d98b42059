"""Which day it is in Việt Nam. Nothing here reads a clock: the moment is always an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

from liem.kernel.errors import KernelError

# Fixed, so that a checker needs no time-zone database: Việt Nam has kept UTC+7 since 13 June 1975.
VIETNAM: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


class NaiveTime(KernelError):
    """A moment without a time zone cannot be placed on a legal day."""


def local(at: datetime) -> datetime:
    """Give the moment as clocks in Việt Nam show it. Raises NaiveTime."""
    if at.tzinfo is None or at.utcoffset() is None:
        raise NaiveTime(
            "naive_time",
            vi="Thời điểm thiếu múi giờ nên không xác định được ngày. Hãy gửi thời điểm kèm múi giờ.",
            en="The moment has no time zone, so its day is unknown. Give an aware datetime.",
        )
    return at.astimezone(VIETNAM)


def local_day(at: datetime) -> date:
    """Give the legal day of a moment: 17:30 UTC is already tomorrow in Hà Nội. Raises NaiveTime."""
    return local(at).date()


def start_of_day(day: date) -> datetime:
    """Give the first moment of a day in Việt Nam, in UTC."""
    return datetime.combine(day, time.min, VIETNAM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Give the last moment of a day in Việt Nam, in UTC (Civil Code 91/2015/QH13, article 148).

    23:59:59.999999, not the next midnight: whoever shows it must see the right day. In time: `at <= end`.
    """
    return datetime.combine(day, time.max, VIETNAM).astimezone(UTC)


def moment(day: date, hour: time) -> datetime:
    """Give the moment of an hour on a day in Việt Nam, in UTC: "trước 17 giờ ngày 25/11"."""
    return datetime.combine(day, hour.replace(tzinfo=None), VIETNAM).astimezone(UTC)
