"""Steps that domain actions call inside their transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Invalid, NotPermitted
from liem.spine.ledger.append import Receipt, append

from .events import TaskAcknowledged, TaskAssigned, TaskPlanned
from .flow import TASK_FLOW, State
from .models import DeadlineKind, Task
from .policy import may_give

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from liem.spine.cases.models import Case
    from liem.spine.people.models import Person
    from liem.spine.units.models import Unit


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as the giver set it and as it was computed (``at``: last moment, aware UTC, or ``None``)."""

    kind: str = DeadlineKind.NONE
    at: datetime | None = None
    words: str = ""
    rule: dict[str, Any] = field(default_factory=dict)
    basis: str = ""
    calendar_version: str = ""


@dataclass(frozen=True, slots=True)
class NewTask:
    """What a task is made from: its number and words as printed, its deadline, product, cited documents,
    places."""

    text: str
    number: str = ""
    heading: str = ""
    due: Due = field(default_factory=Due)
    product: str = ""
    cited: tuple[str, ...] = ()
    places: tuple[dict[str, Any], ...] = ()
    responsibility: str = ""
    authority: str = ""
    period: str = ""
    assignee: str = ""
    co_assignees: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """Sáu rõ: who (lead, helpers, person), and, where the giver corrects them, what, when, responsibility,
    product, authority."""

    lead_unit: Unit
    co_units: tuple[Unit, ...] = ()
    person: Person | None = None
    due: Due | None = None
    text: str | None = None
    responsibility: str | None = None
    product: str | None = None
    authority: str | None = None


def move(task: Task, verb: str) -> None:
    """Move a task by the table; raises ``Conflict`` saying where the task is now and who may have been
    faster."""
    try:
        task.state = TASK_FLOW.move(task.state, verb)
    except NotNow:
        raise Conflict(
            _("Nhiệm vụ đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(task.state).label},
            next_step=_("Tải lại trang để xem ai vừa cập nhật và bước tiếp theo."),
        ) from None


def heading_of(text: str) -> str:
    """Return the first words of a task, at most twelve."""
    words = nfc(text).split()
    return " ".join(words[:12])[:200]


def plan_task(
    *, actor: Actor, at: datetime, case: Case, giver_unit: Unit, new: NewTask, parent: Task | None = None
) -> tuple[Task, Receipt]:
    """Make a planned task (not yet given). Raises ``Invalid`` for a task without words."""
    text = nfc(new.text).strip()
    if not text:
        raise Invalid(_("Nhiệm vụ chưa có nội dung."), field="text")
    if (new.due.at is None) and new.due.kind in (DeadlineKind.DATE, DeadlineKind.CLOCK):
        raise Invalid(_("Hạn “%(words)s” chưa thành ngày cụ thể.") % {"words": new.due.words}, field="due")
    task = Task(
        case=case,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        number=nfc(new.number)[:24],
        heading=nfc(new.heading)[:200] or heading_of(text),
        text=text,
        giver_unit=giver_unit,
        responsibility=nfc(new.responsibility)[:300],
        product=nfc(new.product)[:300],
        authority=nfc(new.authority)[:300],
        cited=list(new.cited),
        places=list(new.places),
        period=new.period,
        assignee=nfc(new.assignee)[:200],
        co_assignees=list(new.co_assignees),
        created_at=at,
    )
    _set_due(task, new.due)
    task.save(force_insert=True)
    event = TaskPlanned(
        number=task.number,
        heading=task.heading,
        text=text,
        deadline_kind=task.deadline_kind,
        due_words=task.due_words,
    )
    return task, append(actor=actor, at=at, event=event, subject=task.pk, case=case.pk)


def _set_due(task: Task, due: Due) -> None:
    task.deadline_kind = due.kind
    task.due_at = due.at
    task.due_words = nfc(due.words)[:300]
    task.due_rule = due.rule
    task.due_basis = due.basis[:400]
    task.calendar_version = due.calendar_version


def assign_step(*, actor: Actor, at: datetime, task: Task, how: Assignment) -> Receipt:
    """Give a planned task (locked by the caller). Raises ``NotPermitted``, ``NotNow``, ``Invalid`` (closed
    unit, later than parent)."""
    answer = may_give(actor, task)
    if not answer:
        raise NotPermitted(answer.reason)
    if not how.lead_unit.is_open(local_day(at)):
        raise Invalid(
            _("%(unit)s không còn hoạt động.") % {"unit": how.lead_unit.name},
            next_step=_("Chọn đơn vị kế thừa."),
            field="lead_unit",
        )
    move(task, "assign")
    task.lead_unit = how.lead_unit
    task.person = how.person
    for name in ("text", "responsibility", "product", "authority"):
        value = getattr(how, name)
        if value is not None:
            setattr(task, name, nfc(value).strip()[:300] if name != "text" else nfc(value).strip())
    if how.due is not None:
        _set_due(task, how.due)
    _refuse_later_than_parent(task)
    task.assigned_at = at
    task.save()
    task.co_units.set(how.co_units)
    event = TaskAssigned(
        giver_unit=task.giver_unit_id,
        lead_unit=how.lead_unit.pk,
        co_units=tuple(unit.pk for unit in how.co_units),
        person=how.person.pk if how.person else None,
        text=task.text,
        deadline_kind=task.deadline_kind,
        due_at=task.due_at,
        due_basis=task.due_basis,
        calendar_version=task.calendar_version,
        responsibility=task.responsibility,
        product=task.product,
        authority=task.authority,
        parent=task.parent_id,
    )
    return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def acknowledge_step(*, actor: Actor, at: datetime, task: Task) -> Receipt:
    """Say that the lead unit has the task (locked by the caller, who has asked the policy)."""
    move(task, "acknowledge")
    task.acknowledged_at = at
    task.save(update_fields=["state", "acknowledged_at"])
    return append(actor=actor, at=at, event=TaskAcknowledged(), subject=task.pk, case=task.case_id)


def _refuse_later_than_parent(task: Task) -> None:
    parent = task.parent
    if parent is None or parent.due_at is None:
        return
    if task.due_at is not None and task.due_at > parent.due_at:
        raise Invalid(
            _("Hạn giao xuống không được sau hạn %(due)s của nhiệm vụ cấp trên.")
            % {"due": f"{local_day(parent.due_at):%d/%m/%Y}"},
            next_step=_("Chọn ngày sớm hơn, hoặc xin gia hạn nhiệm vụ cấp trên trước."),
            field="due",
        )


def missing_of_six(task: Task) -> tuple[str, ...]:
    """Name which of the six clear things a task still lacks (field names); an empty tuple means all six are
    clear."""
    lacks: Sequence[tuple[str, bool]] = (
        ("lead_unit", task.lead_unit_id is None),
        ("text", not task.text),
        ("due", task.deadline_kind == DeadlineKind.UNKNOWN),
        ("responsibility", not (task.responsibility or task.person_id)),
        ("product", not task.product),
        ("authority", not task.authority),
    )
    return tuple(name for name, is_missing in lacks if is_missing)
