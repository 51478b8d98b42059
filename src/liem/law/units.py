"""Which kinds of values the law may hold, and what each must look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from liem.kernel.text import nfc
from liem.law.provision import Value

_MONTH_DAY: Final = re.compile(r"(\d{2})-(\d{2})")
_HOUR: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class BadValue(ValueError):
    """The value does not fit its unit."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en


def check_value(value: object, unit: str) -> Value:
    """Give the value frozen: whole numbers, shares as fractions, texts in NFC. Raises BadValue."""
    return UNITS[unit](value)


def _whole(value: object) -> Value:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if isinstance(value, dict) and value and value.keys() <= {"min", "max"}:
        ends = [value[end] for end in ("min", "max") if end in value]
        if all(type(end) is int and end >= 0 for end in ends) and ends == sorted(ends):
            return MappingProxyType(dict(value))
    raise BadValue("cần số nguyên không âm, hoặc {min: …, max: …}.", "need a whole number or {min, max}")


def _share(value: object) -> Value:
    if isinstance(value, str):
        try:
            share = Fraction(value)
        except (ValueError, ZeroDivisionError):
            share = Fraction(-1)
        if share >= 0:
            return share
    raise BadValue(
        "cần tỷ lệ đặt trong dấu nháy, như “2/3” hoặc “0.2”.", "need a quoted share: '2/3' or '0.2'"
    )


def _flag(value: object) -> Value:
    if isinstance(value, bool):
        return value
    raise BadValue("cần true hoặc false.", "need true or false")


def _text(value: object) -> Value:
    if isinstance(value, str) and value.strip():
        return nfc(value.strip())
    raise BadValue("cần chữ.", "need text")


def _month_day(value: object) -> Value:
    found = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise BadValue("cần “tháng-ngày” trong dấu nháy, như “12-31”.", "need a quoted 'MM-DD'")
    try:
        date(2024, int(found[1]), int(found[2]))
    except ValueError:
        raise BadValue("không có ngày này.", "no such day of the year") from None
    return found[0]


def _hour(value: object) -> Value:
    if isinstance(value, str) and _HOUR.fullmatch(value):
        return value
    raise BadValue("cần giờ trong dấu nháy, như “17:00”.", "need a quoted hour '17:00'")


def _day(value: object) -> Value:
    if type(value) is date:
        return value
    raise BadValue("cần một ngày, như 2026-07-01.", "need a day: 2026-07-01")


def _enum(value: object) -> Value:
    if isinstance(value, list) and value and all(isinstance(one, str) and one.strip() for one in value):
        names = tuple(nfc(one.strip()) for one in value)
        if len(set(names)) == len(names):
            return names
    raise BadValue("cần danh sách chữ không trùng nhau.", "need a list of different texts")


def _map(value: object) -> Value:
    if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        return frozen(value)
    raise BadValue("cần bảng “khóa: giá trị”.", "need a mapping with text keys")


def _table(value: object) -> Value:
    if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
        columns = set(value[0])
        if all(set(row) == columns for row in value):
            return frozen(value)
    raise BadValue("cần danh sách hàng cùng các cột.", "need a list of rows with the same columns")


def frozen(value: object) -> Value:
    """Give a deep, unchangeable copy: lists become tuples, texts NFC. Raises BadValue for floats."""
    if value is None or isinstance(value, bool | int | Fraction | date):
        return value
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list):
        return tuple(frozen(one) for one in value)
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return MappingProxyType({nfc(key): frozen(one) for key, one in value.items()})
    raise BadValue(
        "không dùng số lẻ hay kiểu lạ; tỷ lệ viết trong dấu nháy.", "floats and odd kinds are refused"
    )


UNITS: Final[Mapping[str, Callable[[object], Value]]] = {
    "d": _whole,  # ngày
    "wd": _whole,  # ngày làm việc
    "h": _whole,
    "wk": _whole,
    "mo": _whole,
    "y": _whole,
    "VND": _whole,
    "count": _whole,  # how many persons, days a month, criteria …
    "kg": _whole,
    "ratio": _share,
    "bool": _flag,
    "text": _text,
    "month_day": _month_day,
    "time": _hour,
    "date": _day,
    "enum": _enum,
    "map": _map,
    "table": _table,
}
