"""Discipline as plain facts for statistics: one per decided case, without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .models import State
from .readers import disciplines_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor


@dataclass(frozen=True, slots=True)
class DisciplineFact:
    """What was decided about one subject. ``unit_path`` is that of the subject's unit; ``body`` who
    decided."""

    case_id: UUID
    subject: str
    committee_member: bool
    body: str
    deciding_path: str
    unit_path: str
    form: str
    gravity: str
    violation_group: str
    contents: tuple[str, ...]
    decided_on: date
    criminal: bool
    suspended: bool
    appealed: bool


_COLUMNS = (
    "pk",
    "subject",
    "committee_member",
    "body",
    "deciding_unit__path",
    "subject_unit__path",
    "form",
    "gravity",
    "violation_group",
    "contents",
    "decided_on",
    "criminal",
)


def rows(actor: Actor, *, first: date, last: date, at: datetime) -> Iterator[DisciplineFact]:
    """Give the decisions of ``first`` to ``last`` (both included) that the actor may see; three queries.

    Cancelled decisions are left out: they were found wrong.
    """
    seen = (
        disciplines_for(actor, at=at)
        .filter(decided_on__gte=first, decided_on__lte=last)
        .exclude(state=State.CANCELLED)
    )
    keys = seen.values("pk")
    model = seen.model
    suspended = set(model.objects.filter(pk__in=keys, suspensions__isnull=False).values_list("pk", flat=True))
    appealed = set(model.objects.filter(pk__in=keys, appeals__isnull=False).values_list("pk", flat=True))
    for row in seen.order_by("decided_on", "pk").values_list(*_COLUMNS).iterator(chunk_size=2000):
        yield DisciplineFact(
            case_id=row[0],
            subject=row[1],
            committee_member=row[2],
            body=row[3],
            deciding_path=row[4] or "",
            unit_path=row[5],
            form=row[6],
            gravity=row[7],
            violation_group=row[8],
            contents=tuple(row[9]),
            decided_on=row[10],
            criminal=bool(row[11]),
            suspended=row[0] in suspended,
            appealed=row[0] in appealed,
        )
