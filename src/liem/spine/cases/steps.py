"""Steps that domain actions call inside their transaction: the next number, a new dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liem.kernel.clock import local_day
from liem.kernel.text import nfc

from .models import Case, Series

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.units.models import Unit


def next_number(*, unit: Unit, name: str, period: str) -> int:
    """Take the next number of a series. The row stays locked until the action commits; a rollback gives it
    back."""
    series, _made = Series.objects.select_for_update().get_or_create(unit=unit, name=name, period=period)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def open_case(*, unit: Unit, kind: str, letters: str, title: str, at: datetime) -> Case:
    """Open a dossier of ``unit`` numbered by year: "VBĐ-26-00041/XCR"; ``letters`` are those of the kind."""
    year = local_day(at).year
    number = next_number(unit=unit, name=f"case:{kind}", period=str(year))
    return Case.objects.create(
        kind=kind,
        unit=unit,
        year=year,
        number=number,
        dossier=f"{letters}-{year % 100:02d}-{number:05d}/{unit.code}",
        title=nfc(title)[:400],
        opened_at=at,
    )
