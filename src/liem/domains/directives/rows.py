"""The tasks behind every figure of the term and of the report upward: one place says which rows count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from liem.kernel.clock import end_of_day, start_of_day
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.lists import Sieve, narrowed
from liem.spine.tasks.models import Task

from .flow import State

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor

UNCONFIRMED = (State.RECEIVED, State.READ, State.UNREADABLE, State.SET_ASIDE)
NOT_COUNTED = (TaskState.PLANNED, TaskState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Origin:
    """From which directives the tasks come; both days are included, an empty field narrows nothing."""

    directive: UUID | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    issuer: str = ""
    kind: str = ""

    def condition(self, prefix: str = "") -> Q:
        """Return the condition on a directive reached by ``prefix``."""
        wanted = Q()
        for name, value in (
            ("pk", self.directive),
            ("issued_on__gte", self.issued_from),
            ("issued_on__lte", self.issued_to),
            ("issuer", self.issuer),
            ("kind", self.kind),
        ):
            if value:
                wanted &= Q(**{f"{prefix}{name}": value})
        return wanted


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a report, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Rows:
    """Which tasks: a sieve, the directives they come from, and, for rows of a report, its period.

    ``report`` keeps only the rows a report shows: work that was under way on some day of the period (every
    day, without one), each piece once at the highest place where the actor sees it, periods of recurring work
    one by one.
    """

    sieve: Sieve = field(default_factory=Sieve)
    origin: Origin = field(default_factory=Origin)
    period: Period | None = None
    report: bool = False


def tasks(actor: Actor, rows: Rows, *, at: datetime) -> QuerySet[Task]:
    """Return the tasks the actor sees that ``rows`` describes."""
    found = narrowed(actor, rows.sieve, at=at)
    origin = rows.origin.condition("case__directive__")
    if origin:
        found = found.filter(origin)
    if rows.period is not None:
        found = found.filter(
            Q(finished_at__isnull=True) | Q(finished_at__gte=start_of_day(rows.period.first)),
            assigned_at__lte=end_of_day(rows.period.last),
        )
    return _tops(found, narrowed(actor, Sieve(), at=at)) if rows.report else found


def _tops(found: QuerySet[Task], visible: QuerySet[Task]) -> QuerySet[Task]:
    """Keep what stands highest in what the actor sees; a recurring task gives way to its periods."""
    seen = visible.order_by().values("pk")
    repeated = Task.objects.exclude(period="").order_by().values("parent_id")
    highest = Q(parent__isnull=True) | ~Q(parent__in=seen) | ~Q(period="")
    return found.filter(highest).exclude(pk__in=repeated).exclude(state__in=NOT_COUNTED)
