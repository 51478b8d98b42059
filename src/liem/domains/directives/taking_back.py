"""Undo of a giving: within a short time, before anybody acknowledged, the given tasks are withdrawn with the
reason "giao nhầm" and stand ungiven again. Both halves are in the ledger: nothing is made unhappened."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Conflict, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.tasks.events import TaskWithdrawn
from liem.spine.tasks.flow import State
from liem.spine.tasks.models import Task
from liem.spine.tasks.steps import Due, NewTask, move, plan_task

from . import policy
from .models import Directive

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor

OFFERED = timedelta(seconds=30)
GRACE = timedelta(seconds=15)  # a person who presses at the last second on a slow line is still heard
REASON = "giao nhầm"


def moment_given(tasks: Iterable[Task], *, at: datetime) -> datetime | None:
    """Return when the newest giving happened that may still be taken back at ``at``, else ``None``."""
    given = [
        task.assigned_at
        for task in tasks
        if task.parent_id is None
        and _is_untouched(task)
        and task.assigned_at is not None
        and at - OFFERED < task.assigned_at <= at
    ]
    return max(given, default=None)


def take_back(*, actor: Actor, at: datetime, directive_id: UUID) -> list[Receipt]:
    """Withdraw what was given last and plan it again. All of that giving stands or falls together.

    Raises ``Conflict`` when the time is over or a receiver was faster, ``NotPermitted``.
    """
    with atomic():
        directive = (
            Directive.objects.select_for_update(of=("self",))
            .select_related("unit", "case")
            .filter(pk=directive_id)
            .first()
        )
        if directive is None:
            raise NotFound(_("Không có văn bản này."))
        answer = policy.may_give(actor, directive.unit_id)
        if not answer:
            raise NotPermitted(answer.reason)
        tasks = list(
            Task.objects.select_for_update(of=("self",)).filter(
                case_id=directive.case_id, assigned_at__gt=at - OFFERED - GRACE
            )
        )
        tops = [task for task in tasks if task.parent_id is None and task.state != State.WITHDRAWN]
        newest = max((task.assigned_at for task in tops if task.assigned_at), default=None)
        tops = [task for task in tops if task.assigned_at == newest]
        parts = [task for task in tasks if task.parent_id in {top.pk for top in tops}]
        if not tops:
            raise Conflict(
                _("Đã quá thời gian hoàn tác."),
                next_step=_("Mở nhiệm vụ và dùng “Thôi giao” với lý do."),
            )
        if any(not _is_untouched(task) and task.state != State.WITHDRAWN for task in (*tops, *parts)):
            raise Conflict(
                _("Đơn vị nhận việc đã nhận việc này nên không hoàn tác được."),
                next_step=_("Mở nhiệm vụ và dùng “Thôi giao” với lý do."),
            )
        receipts = [
            _withdraw(task, actor=actor, at=at) for task in (*parts, *tops) if task.state != State.WITHDRAWN
        ]
        for task in tops:
            _again, receipt = plan_task(
                actor=actor, at=at, case=directive.case, giver_unit=directive.unit, new=_same(task)
            )
            receipts.append(receipt)
        return receipts


def _is_untouched(task: Task) -> bool:
    """Say whether nobody has taken the task on; the head of a task given to many is the giver's own from
    the moment of giving, which is no answer of a receiver."""
    own = task.lead_unit_id == task.giver_unit_id and task.acknowledged_at == task.assigned_at
    return task.state == State.ASSIGNED or (task.state == State.ACKNOWLEDGED and own)


def _withdraw(task: Task, *, actor: Actor, at: datetime) -> Receipt:
    move(task, "withdraw")
    task.closed_at = at
    task.save(update_fields=["state", "closed_at"])
    return append(actor=actor, at=at, event=TaskWithdrawn(reason=REASON), subject=task.pk, case=task.case_id)


def _same(task: Task) -> NewTask:
    return NewTask(
        text=task.text,
        number=task.number,
        heading=task.heading,
        due=Due(
            kind=task.deadline_kind,
            at=task.due_at,
            words=task.due_words,
            rule=task.due_rule,
            basis=task.due_basis,
            calendar_version=task.calendar_version,
        ),
        product=task.product,
        cited=tuple(task.cited),
        places=tuple(task.places),
        responsibility=task.responsibility,
        authority=task.authority,
        assignee=task.assignee,
        co_assignees=tuple(task.co_assignees),
    )
