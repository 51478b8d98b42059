"""From the rooms of cases to figures: facts of the periods asked for, counted once until the ledger grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liem.analysis.statistics import Cube, Report, Spans, count, default_tables, with_disciplined
from liem.analysis.statistics.counting import bits_of
from liem.analysis.statistics.periods import whole_years
from liem.domains.discipline import figures as disciplines
from liem.domains.inspections import facts as inspections
from liem.kernel.clock import local_day
from liem.law import default_book
from liem.spine.access import NotFound
from liem.spine.ledger.remembered import remembered
from liem.spine.units.reach import jurisdictions, supervised_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from liem.analysis.statistics import Fact, Figure
    from liem.analysis.statistics.tables import Axis
    from liem.spine.access import Actor

    from .asking import Asked


def cube_of(actor: Actor, spans: Spans, *, within: str, at: datetime) -> Cube:
    """Return the facts of the periods below ``within``, within the actor's reach: seven queries a stretch."""
    found: list[Fact] = []
    for first, last in stretches(spans):
        decided = list(disciplines.rows(actor, first=first, last=last, at=at, within=within))
        sources = disciplines.sources(first=first)
        inspected = inspections.rows(actor, first=first, last=last, at=at, within=within)
        found += [*decided, *with_disciplined(inspected, sources)]
    return Cube(found)


def stretches(spans: Spans) -> list[tuple[date, date]]:
    """Return the days to read, overlapping periods joined so that no case is read twice."""
    merged: list[tuple[date, date]] = []
    for each in sorted((*spans.now.values(), *spans.before.values()), key=lambda one: one.first):
        if merged and each.first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], each.last))
        else:
            merged.append((each.first, each.last))
    return merged


def smallest(actor: Actor, *, at: datetime) -> int:
    """Return the smallest figure shown to who may not open its cases. Raises ``NoLawInForce``."""
    path = supervised_path(actor)
    rule = default_book().in_force("statistics.small", local_day(at), jurisdictions=jurisdictions(path))
    return rule.number()


def report_of(actor: Actor, asked: Asked, *, at: datetime) -> Report:
    """Return every table of what is asked, kept until the ledger grows.

    What must not be shown is decided on the whole years in the actor's whole reach, whatever was asked.
    """

    def make() -> Report:
        whole = cube_of(actor, _whole(asked.spans), within="", at=at)
        small = smallest(actor, at=at) if whole.unseen else None
        under = [fact for fact in whole.facts if fact.path.startswith(asked.within)] if asked.within else []
        cube = Cube(under) if asked.within else whole
        return count(cube, default_tables(), asked.spans, small=small, whole=whole)

    key = (asked.kind, asked.year, asked.month, asked.within)
    return remembered(make, "statistics.report", *key, actor=actor, at=at)


def _whole(spans: Spans) -> Spans:
    return Spans(
        now={calendar: whole_years(each) for calendar, each in spans.now.items()},
        before={calendar: whole_years(each) for calendar, each in spans.before.items()},
    )


def figure_of(actor: Actor, asked: Asked, line: Axis, column: Axis, *, at: datetime) -> Figure:
    """Return one figure of the table asked for."""
    return report_of(actor, asked, at=at).figure(asked.table.id, line.key, column.key)


def facts_of(
    actor: Actor, asked: Asked, line: Axis, column: Axis, *, before: bool, at: datetime
) -> tuple[Fact, ...]:
    """Return the facts behind a figure, newest first. Raises ``NotFound`` where the calendar has no such
    period, or the figure is hidden from the actor."""
    spans = asked.spans.before if before else asked.spans.now
    span = spans.get(asked.table.calendar_of(line))
    figure = figure_of(actor, asked, line, column, at=at)
    if span is None or (figure.before_hidden if before else figure.hidden):
        raise NotFound("")

    def make() -> tuple[Fact, ...]:
        one = type(asked.spans)(now={span.calendar: span}, before={})
        cube = cube_of(actor, one, within=asked.within, at=at)
        return tuple(_newest(cube.chosen(bits_of(cube, line, column, span))))

    what = (asked.table.id, line.key, column.key, before)
    key = (asked.kind, asked.year, asked.month, asked.within, *what)
    return remembered(make, "statistics.facts", *key, actor=actor, at=at)


def _newest(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda each: (each.day, str(each.case)), reverse=True)
