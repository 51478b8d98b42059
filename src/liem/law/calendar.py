"""Lịch ngày làm việc: the holidays of Việt Nam as data, with each year's official swaps laid over them.

The base (lunar holidays, days in lieu) is written out once from the `holidays` package into
`holidays_vn.json`: importing the package costs half a second at every start. `calendar.yaml` holds what the
law and the yearly notices say beyond it. Every computed deadline keeps the calendar's version.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from liem.kernel.workdays import Calendar
from liem.law.errors import BadLaw
from liem.law.provision import Basis

BASE_FILE: Final = Path(__file__).parent / "holidays_vn.json"
OVERRIDES_FILE: Final = Path(__file__).parent / "vn" / "central" / "calendar.yaml"


@dataclass(frozen=True, slots=True)
class Override:
    """One day the law or a yearly notice makes working or free, against the base."""

    day: date
    working: bool
    name: str
    basis: Basis
    confidence: str


@dataclass(frozen=True, slots=True)
class HolidayCalendar:
    """The calendar to count with, the names of its free days, and what was left out as unchecked.

    `doubtful` lists unverified days that were not applied because they would shorten somebody's term.
    """

    calendar: Calendar
    names: dict[date, str]
    overrides: tuple[Override, ...]
    doubtful: tuple[Override, ...]


@lru_cache(maxsize=1)
def holiday_calendar() -> HolidayCalendar:
    """Give the national calendar that ships with the product, built once per process. Raises BadLaw."""
    return build(
        json.loads(BASE_FILE.read_text(encoding="utf-8")), OVERRIDES_FILE.read_text(encoding="utf-8")
    )


def default_calendar() -> Calendar:
    """Give the national working-day calendar to count deadlines with."""
    return holiday_calendar().calendar


def build(base: dict[str, Any], overrides_yaml: str) -> HolidayCalendar:
    """Lay the overrides over the base. Raises BadLaw for an override that cannot be used.

    An unverified override (M) is applied only where it gives people more time; otherwise it is `doubtful`.
    """
    first, last = date.fromisoformat(base["first"]), date.fromisoformat(base["last"])
    names = {date.fromisoformat(day): name for day, name in base["off"].items()}
    on = {date.fromisoformat(day) for day in base["on"]}
    data = yaml.safe_load(overrides_yaml)
    announced = max(entry["year"] for entry in data["announced"])
    applied: list[Override] = []
    doubtful: list[Override] = []
    for override in sorted([*_yearly(data, last, names), *_single(data)], key=lambda one: one.day):
        if not first <= override.day <= last:
            raise _bad(f"{override.day} nằm ngoài lịch gốc", f"{override.day} is outside the base calendar")
        if override.confidence == "M" and override.working:
            doubtful.append(override)
            continue
        applied.append(override)
        if override.working:
            names.pop(override.day, None)
            on.add(override.day)
        else:
            names[override.day] = override.name
            on.discard(override.day)
    content = json.dumps([sorted(map(str, names)), sorted(map(str, on)), announced, str(first), str(last)])
    version = f"vn-{announced}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"
    calendar = Calendar(
        version=f"{version}+{base['package'].replace(' ', '-')}",
        first=first,
        last=last,
        off=frozenset(day for day in names if day.weekday() < 5),
        on=frozenset(day for day in on if day.weekday() >= 5),
        provisional_after=date(announced, 12, 31),
    )
    return HolidayCalendar(calendar, names, tuple(applied), tuple(doubtful))


def _single(data: dict[str, Any]) -> Iterable[Override]:
    seen: set[date] = set()
    for entry in data["overrides"]:
        day = entry.get("date")
        if type(day) is not date or type(entry.get("working")) is not bool or day in seen:
            raise _bad(
                f"mục {entry!r} thiếu ngày, thiếu working hoặc trùng ngày",
                f"{entry!r} is incomplete or twice",
            )
        seen.add(day)
        yield Override(day, entry["working"], entry["name"], *_grounds(entry))


def _yearly(data: dict[str, Any], last: date, names: dict[date, str]) -> Iterable[Override]:
    """Fixed days each year; on a weekend the next working day is free (Labour Code, article 111.3)."""
    for entry in data["yearly"]:
        month, day_of_month = map(int, entry["month_day"].split("-"))
        basis, confidence = _grounds(entry)
        for year in range(entry["from"], last.year + 1):
            day = date(year, month, day_of_month)
            if day in names:
                continue  # the base knows it, with its day in lieu
            yield Override(day, working=False, name=entry["name"], basis=basis, confidence=confidence)
            instead = day
            while instead.weekday() >= 5 or instead in names:
                instead += timedelta(days=1)
            if instead != day:
                name = f"Nghỉ bù: {entry['name']}"
                yield Override(instead, working=False, name=name, basis=basis, confidence=confidence)


def _grounds(entry: dict[str, Any]) -> tuple[Basis, str]:
    basis, confidence = entry.get("basis"), entry.get("confidence")
    if not isinstance(basis, dict) or "doc" not in basis or confidence not in {"V", "S", "M"}:
        raise _bad(f"mục {entry!r} thiếu căn cứ hoặc độ tin cậy", f"{entry!r} lacks basis or confidence")
    return Basis(basis["doc"], basis.get("article")), confidence


def _bad(vi: str, en: str) -> BadLaw:
    return BadLaw(
        "bad_override", file=OVERRIDES_FILE.name, line=1, vi=f"{vi}. Hãy sửa tệp lịch.", en=f"{en}."
    )
