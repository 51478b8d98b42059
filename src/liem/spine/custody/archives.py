"""The law on archives: why a record is kept although somebody named in it asks otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liem.kernel.clock import local_day
from liem.law import NoLawInForce, default_book

if TYPE_CHECKING:
    from datetime import datetime


def archive_law(at: datetime) -> str:
    """Return the citation in force on the day of ``at``; empty where the book has none."""
    try:
        return str(default_book().in_force("data.archive.keeps", local_day(at), jurisdictions=("VN",)).basis)
    except NoLawInForce:
        return ""
