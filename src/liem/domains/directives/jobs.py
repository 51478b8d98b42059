"""Work after commit and by schedule: read a document; open periods; let urgings climb. Each fetches, calls
one action, ends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from uuid import UUID

from liem.analysis import reading
from liem.kernel.errors import KernelError
from liem.law.calendar import default_calendar
from liem.spine.access import Actor, Duty
from liem.spine.outbox.jobs import handler, scheduled
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.flow import OPEN_STATES
from liem.spine.tasks.models import DeadlineKind, Task
from liem.spine.vault import files

from . import actions, deadlines, ports
from .models import Directive
from .stored import as_stored

log = logging.getLogger(__name__)
READER = Actor.of_schedule("reader", Duty.RECEIVE_DOCUMENTS)
CALENDAR = Actor.of_schedule("calendar", Duty.ASSIGN_TASKS)


@handler(actions.READ_JOB)
def read_document(*, at: datetime, directive_id: str) -> None:
    """Read the original of a directive and keep the result, or why it could not be read."""
    directive = Directive.objects.select_related("blob").filter(pk=UUID(directive_id)).first()
    if directive is None or directive.blob is None:
        return
    pk = directive.pk

    def progress(done: int, in_all: int) -> None:
        Directive.objects.filter(pk=pk).update(pages_read=done, page_count=in_all)

    with files.on_disk(directive.blob) as path:
        try:
            source = ports.reader()(path, progress=progress)
        except KernelError as refusal:
            actions.record_unreadable(
                actor=READER, at=at, directive_id=pk, code=refusal.code, message=str(refusal)
            )
            return
        result = reading.read(source)
    actions.record_reading(
        actor=READER, at=at, directive_id=pk, reading=as_stored(source, result), pages=len(source.pages)
    )


@scheduled("tasks.open_periods", every=timedelta(days=1), hour=5)
def open_periods(*, at: datetime) -> None:
    """Open the current period of every recurring task that is under way."""
    recurring = Task.objects.filter(deadline_kind=DeadlineKind.RECURRING, state__in=OPEN_STATES, period="")
    for task in recurring.iterator():
        for period, due in deadlines.periods_to_open(task, at=at):
            tasks.open_period(actor=CALENDAR, at=at, task_id=task.pk, period=period, due=due)


@scheduled("tasks.climb", every=timedelta(days=1), hour=7)
def climb_urgings(*, at: datetime) -> None:
    """Take urgings one level up where the task is still overdue after the grace of the dated rule."""
    waiting = Task.objects.filter(state__in=OPEN_STATES, due_at__lt=at, urged_at__isnull=False)
    for task in waiting.select_related("giver_unit").iterator():
        if deadlines.grace_is_over(task, at=at):
            tasks.climb(actor=CALENDAR, at=at, task_id=task.pk, level=task.urged_level + 1)


@scheduled("tasks.recompute_deadlines", every=timedelta(days=1), hour=4)
def recompute_deadlines(*, at: datetime) -> None:
    """Count open deadlines again that were counted by an older calendar: a year's holidays were announced,
    or mended.

    A deadline that was extended by decision stays as decided.
    """
    version = default_calendar().version
    counted = (
        Task.objects.filter(state__in=OPEN_STATES, due_at__isnull=False)
        .exclude(calendar_version__in=("", version))
        .exclude(extensions__granted=True)
        .select_related("case__directive")
    )
    for task in counted.iterator():
        directive = getattr(task.case, "directive", None)
        if directive is None:
            continue
        due = deadlines.compute(
            task.due_rule,
            issued=directive.issued_on,
            received=directive.received_at,
            words=task.due_words,
            side=directive.rules_side,
        )
        tasks.recompute_deadline(actor=CALENDAR, at=at, task_id=task.pk, due=due)
