"""Statistics of inspection and discipline: plain facts, tables as data files, figures counted without Django.

A fact is one concluded case; a table is a file that says which facts each line and column counts. What a
figure would say about one person is kept from those who may not see the cases (:mod:`.suppression`).
"""

from __future__ import annotations

from .counting import Cube, Figure, Report, Spans, count
from .facts import Fact, with_disciplined
from .periods import Calendar, Period, PeriodKind, UnknownPeriod, period, same_period_before
from .tables import Table, default_tables, read_table

__all__ = [
    "Calendar",
    "Cube",
    "Fact",
    "Figure",
    "Period",
    "PeriodKind",
    "Report",
    "Spans",
    "Table",
    "UnknownPeriod",
    "count",
    "default_tables",
    "period",
    "read_table",
    "same_period_before",
    "with_disciplined",
]
