"""What a proposal rests on: counts of risk by unit, and when a unit was last inspected.

Questions and tasks are rooms of the spine and are asked here. What another domain knows (requirements not yet
mended, letters later, the indicators of a later piece of work) is registered by the desk through the same
door, so that no domain knows another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from liem.kernel.clock import local_day
from liem.spine.questions.flow import UNDECIDED
from liem.spine.questions.models import Question
from liem.spine.tasks.flow import OPEN_STATES
from liem.spine.tasks.models import Task

from .flow import ItemState
from .models import Item

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.utils.functional import _StrPromise


class RiskSource(Protocol):
    """Count occurrences at the units below a path of the tree, in a constant number of queries."""

    def __call__(self, path: str, *, at: datetime) -> Iterable[tuple[str, int]]:
        """Yield (path of a unit, count)."""
        ...


class HistorySource(Protocol):
    """Say when the units below a path were last inspected, in a constant number of queries."""

    def __call__(self, path: str, *, at: datetime) -> Iterable[tuple[str, date]]:
        """Yield (path of a unit, day)."""
        ...


_risks: Final[dict[str, tuple[str | _StrPromise, RiskSource]]] = {}
_histories: Final[dict[str, HistorySource]] = {}


def register_risk(key: str, words: str | _StrPromise, source: RiskSource) -> None:
    """Add or replace a source of risk; ``key`` is the one of its weight in ``inspection.risk_weights``."""
    _risks[key] = (words, source)


def register_history(key: str, source: HistorySource) -> None:
    """Add or replace a source of past inspections."""
    _histories[key] = source


def risks() -> dict[str, tuple[str | _StrPromise, RiskSource]]:
    """Return the sources of risk by key."""
    return dict(_risks)


def histories() -> tuple[HistorySource, ...]:
    """Return the sources of past inspections."""
    return tuple(_histories.values())


def _questions(path: str, *, at: datetime) -> Iterable[tuple[str, int]]:
    del at
    found = Question.objects.filter(state__in=UNDECIDED, about_unit__path__startswith=path)
    return found.order_by().values_list("about_unit__path").annotate(times=Count("pk"))


def _overdue(path: str, *, at: datetime) -> Iterable[tuple[str, int]]:
    found = Task.objects.filter(lead_unit__path__startswith=path, state__in=OPEN_STATES, due_at__lt=at)
    return found.order_by().values_list("lead_unit__path").annotate(times=Count("pk"))


def _own_history(path: str, *, at: datetime) -> Iterable[tuple[str, date]]:
    del at
    found = Item.objects.filter(state=ItemState.DONE, subject_unit__path__startswith=path)
    last = found.order_by().values_list("subject_unit__path").annotate(last=Max("done_at"))
    return [(unit, local_day(moment)) for unit, moment in last if moment is not None]


register_risk("open_question", _("câu hỏi chờ xem xét"), _questions)
register_risk("overdue_task", _("nhiệm vụ quá hạn"), _overdue)
register_history("programmes", _own_history)
