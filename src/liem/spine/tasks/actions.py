"""The verbs of a task, in the order of its life: assign, acknowledge, report, extend, finish, accept,
return, urge, cascade, withdraw.

Each verb is one transaction, one ledger entry, one receipt. A cascade gives one entry for each part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.clock import local, local_day
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Succession

from . import policy, rules
from .events import (
    DeadlineRecomputed,
    ExtensionDecided,
    ExtensionRequested,
    ProgressReported,
    TaskAccepted,
    TaskFinished,
    TaskHandedOver,
    TaskReturned,
    TaskUrged,
    TaskWithdrawn,
)
from .flow import DONE_STATES, OPEN_STATES, Outcome, State
from .models import Extension, Progress, Task, Urging
from .steps import Assignment, Due, NewTask, acknowledge_step, assign_step, move, plan_task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Answer
    from liem.spine.vault.models import Blob

TAKE_BACK = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that stands behind a report: its vault row and the name it was given."""

    blob: Blob
    name: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a task passed on to a lower unit."""

    how: Assignment
    new: NewTask


def _locked(task_id: UUID) -> Task:
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("giver_unit", "lead_unit", "parent")
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        raise NotFound(_("Không có nhiệm vụ này."))
    return task


def _demand(answer: Answer) -> None:
    if not answer:
        raise NotPermitted(answer.reason)


def assign(*, actor: Actor, at: datetime, task_id: UUID, how: Assignment) -> Receipt:
    """Give a planned task to its lead unit. Raises ``NotPermitted``, ``Conflict`` (already given),
    ``Invalid``."""
    with atomic():
        return assign_step(actor=actor, at=at, task=_locked(task_id), how=how)


def acknowledge(*, actor: Actor, at: datetime, task_id: UUID) -> Receipt:
    """Say that the lead unit has the task."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_work(actor, task))
        return acknowledge_step(actor=actor, at=at, task=task)


class AlreadyReported(Conflict):
    """The same sheet with the same words came once before: nothing was written again."""

    code = "already_reported"


def report_progress(
    *,
    actor: Actor,
    at: datetime,
    task_id: UUID,
    percent: int,
    text: str,
    file: Attachment | None = None,
    sheet: str = "",
) -> Receipt:
    """Report how far the work is (0–99 %), with words or a file.

    ``sheet`` names the form that was filled in, any words; the same sheet with the same contents is taken
    once. Raises ``NotPermitted``, ``Invalid`` (percent, or neither words nor file), ``Conflict`` (not under
    way), ``AlreadyReported``.
    """
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_work(actor, task))
        if not 0 <= percent <= 99:
            raise Invalid(
                _("Tiến độ ghi từ 0 đến 99 %%; xong việc thì bấm “Báo cáo hoàn thành”.") % {}, field="percent"
            )
        text = nfc(text).strip()
        if not text and file is None:
            raise Invalid(_("Ghi việc đã làm, hoặc kèm tệp."), field="text")
        sent_as = _sent_as(sheet, percent, text, file)
        earlier = sent_as and task.progress.filter(sent_as=sent_as).first()
        if earlier:
            raise AlreadyReported(
                _("Báo cáo này đã được gửi lúc %(time)s, không ghi thêm lần nữa.")
                % {"time": "{0.hour}:{0:%M %d/%m/%Y}".format(local(earlier.at))}
            )
        move(task, "report_progress")
        task.percent = percent
        task.acknowledged_at = task.acknowledged_at or at
        task.save(update_fields=["state", "percent", "acknowledged_at"])
        _note(
            task,
            actor=actor,
            at=at,
            kind="progress",
            text=text,
            percent=percent,
            file=file,
            sent_as=sent_as,
        )
        event = ProgressReported(percent=percent, text=text, file_sha256=file.blob.pk if file else "")
        return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def _sent_as(sheet: str, percent: int, text: str, file: Attachment | None) -> str:
    """Return what tells a sheet sent twice from one filled in anew: hex of 32 bytes, or nothing."""
    if not sheet:
        return ""
    told = [sheet, str(percent), text, file.blob.pk if file else ""]
    return sha256("\0".join(told).encode()).hexdigest()


def request_extension(
    *, actor: Actor, at: datetime, task_id: UUID, new_due_at: datetime, reason: str
) -> Receipt:
    """Ask the giver for a later deadline. Raises ``Invalid`` without a deadline, a reason or a later
    moment; ``Conflict`` while one is open."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_work(actor, task))
        if task.state not in OPEN_STATES:
            raise Conflict(_("Nhiệm vụ không còn đang thực hiện nên không xin gia hạn được."))
        if task.due_at is None:
            raise Invalid(_("Nhiệm vụ này không giao hạn nên không cần gia hạn."), field="new_due_at")
        if new_due_at <= task.due_at:
            raise Invalid(_("Hạn mới phải sau hạn hiện tại."), field="new_due_at")
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do xin gia hạn."), field="reason")
        if task.extensions.filter(decided_at__isnull=True).exists():
            raise Conflict(_("Đã có một đề nghị gia hạn đang chờ trả lời."))
        Extension.objects.create(
            task=task,
            asked_at=at,
            asked_by_id=actor.person_id,
            old_due_at=task.due_at,
            new_due_at=new_due_at,
            reason=reason,
        )
        event = ExtensionRequested(old_due_at=task.due_at, new_due_at=new_due_at, reason=reason)
        return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def decide_extension(
    *, actor: Actor, at: datetime, extension_id: UUID, granted: bool, answer: str
) -> Receipt:
    """Grant or refuse an extension; a refusal needs words. A part never gets a later moment than its
    parent."""
    with atomic():
        extension = Extension.objects.select_for_update().filter(pk=extension_id).first()
        if extension is None:
            raise NotFound(_("Không có đề nghị gia hạn này."))
        task = _locked(extension.task_id)
        _demand(policy.may_give(actor, task))
        if extension.decided_at is not None:
            raise Conflict(_("Đề nghị này đã được trả lời lúc khác."))
        answer = nfc(answer).strip()
        if not granted and not answer:
            raise Invalid(_("Ghi lý do không đồng ý."), field="answer")
        parent = task.parent
        if (
            granted
            and parent is not None
            and parent.due_at is not None
            and extension.new_due_at > parent.due_at
        ):
            raise Invalid(
                _("Hạn mới sau hạn của nhiệm vụ cấp trên."),
                next_step=_("Xin gia hạn nhiệm vụ cấp trên trước."),
                field="granted",
            )
        extension.granted, extension.answer = granted, answer
        extension.decided_at, extension.decided_by_id = at, actor.person_id
        extension.save(update_fields=["granted", "answer", "decided_at", "decided_by_id"])
        if granted:
            task.due_at = extension.new_due_at
            task.due_basis = _("Gia hạn theo đề nghị ngày %(day)s") % {
                "day": f"{local_day(extension.asked_at):%d/%m/%Y}"
            }
            task.save(update_fields=["due_at", "due_basis"])
        event = ExtensionDecided(granted=granted, due_at=task.due_at or extension.old_due_at, answer=answer)
        return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def finish(
    *, actor: Actor, at: datetime, task_id: UUID, text: str, file: Attachment | None = None
) -> Receipt:
    """Report the work as finished with its result; fixes the outcome. Refused while parts passed on are
    still open."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_work(actor, task))
        text = nfc(text).strip()
        if not text and file is None:
            raise Invalid(_("Ghi kết quả, hoặc kèm tệp sản phẩm."), field="text")
        waiting = task.children.exclude(state__in=(*DONE_STATES, State.WITHDRAWN)).filter(period="").count()
        if waiting:
            raise Conflict(
                _("Còn %(count)s việc giao xuống chưa xong.") % {"count": waiting},
                next_step=_("Đôn đốc, nghiệm thu hoặc thôi giao các việc đó trước."),
            )
        move(task, "finish")
        task.finished_at = at
        task.acknowledged_at = task.acknowledged_at or at
        task.outcome = rules.outcome(finished_at=at, due_at=task.due_at)
        task.save(update_fields=["state", "finished_at", "acknowledged_at", "outcome"])
        _note(task, actor=actor, at=at, kind="finished", text=text, percent=100, file=file)
        event = TaskFinished(outcome=task.outcome, text=text, file_sha256=file.blob.pk if file else "")
        return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def accept(*, actor: Actor, at: datetime, task_id: UUID, note: str = "") -> Receipt:
    """Accept finished work."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_give(actor, task))
        move(task, "accept")
        task.closed_at = at
        task.percent = 100
        task.save(update_fields=["state", "closed_at", "percent"])
        _note(task, actor=actor, at=at, kind="accepted", text=nfc(note).strip(), percent=None, file=None)
        return append(
            actor=actor, at=at, event=TaskAccepted(note=nfc(note)), subject=task.pk, case=task.case_id
        )


def return_task(*, actor: Actor, at: datetime, task_id: UUID, reason: str) -> Receipt:
    """Return finished work with a reason; its outcome opens again."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_give(actor, task))
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi điều cần bổ sung."), field="reason")
        move(task, "return_task")
        task.finished_at, task.outcome = None, Outcome.NONE
        task.save(update_fields=["state", "finished_at", "outcome"])
        _note(task, actor=actor, at=at, kind="returned", text=reason, percent=None, file=None)
        return append(
            actor=actor, at=at, event=TaskReturned(reason=reason), subject=task.pk, case=task.case_id
        )


def urge(*, actor: Actor, at: datetime, task_id: UUID, note: str = "") -> Receipt:
    """Urge the lead unit of an open task: one click, recorded."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_give(actor, task))
        return _urge(task, actor=actor, at=at, level=0, note=note)


def climb(*, actor: Actor, at: datetime, task_id: UUID, level: int) -> Receipt | None:
    """Take the urging of a still overdue task one level up. Returns ``None`` when nobody stands above or it
    was done already."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_give(actor, task))
        if task.state not in OPEN_STATES or task.urged_level >= level or task.lead_unit is None:
            return None
        above = _above(task, level)
        if above is None:
            return None
        return _urge(task, actor=actor, at=at, level=level, note="", to_unit_id=above)


def _above(task: Task, level: int) -> UUID | None:
    """Return the unit ``level`` steps above the lead unit, not above the giver."""
    unit = task.lead_unit
    for _step in range(level):
        if unit is None or unit.pk == task.giver_unit_id:
            return None
        unit = unit.parent
    return unit.pk if unit else None


def _urge(
    task: Task, *, actor: Actor, at: datetime, level: int, note: str, to_unit_id: UUID | None = None
) -> Receipt:
    if task.state not in OPEN_STATES:
        raise Conflict(_("Nhiệm vụ không còn đang thực hiện nên không cần đôn đốc."))
    target = to_unit_id or task.lead_unit_id
    if target is None:
        raise Conflict(_("Nhiệm vụ chưa giao cho đơn vị nào."))
    Urging.objects.create(
        task=task, at=at, by_id=actor.person_id, level=level, to_unit_id=target, note=nfc(note).strip()[:300]
    )
    task.urged_at, task.urgings_count = at, task.urgings_count + 1
    task.urged_level = max(task.urged_level, level)
    task.save(update_fields=["urged_at", "urgings_count", "urged_level"])
    event = TaskUrged(level=level, to_unit=target, note=nfc(note))
    return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def cascade(*, actor: Actor, at: datetime, task_id: UUID, parts: Sequence[Part]) -> list[Receipt]:
    """Pass parts of a task on to lower units, each assigned at once. All parts stand or fall together."""
    if not parts:
        raise Invalid(_("Chọn ít nhất một đơn vị để giao xuống."), field="lead_unit")
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_cascade(actor, task))
        if task.state not in OPEN_STATES:
            raise Conflict(_("Nhiệm vụ không còn đang thực hiện nên không giao xuống được."))
        if task.lead_unit is None:
            raise Conflict(_("Nhiệm vụ chưa giao cho đơn vị nào."))
        receipts = []
        alive = task.children.filter(period="").exclude(state=State.WITHDRAWN)
        given = set(alive.values_list("lead_unit_id", "text"))
        for part in parts:
            if (part.how.lead_unit.pk, nfc(part.new.text).strip()) in given:  # a form sent twice
                raise Conflict(
                    _("%(unit)s đã được giao đúng phần việc này.") % {"unit": part.how.lead_unit.name},
                    next_step=_("Bỏ đơn vị này, hoặc sửa nội dung nếu là phần việc khác."),
                )
            if (
                not part.how.lead_unit.path.startswith(task.lead_unit.path)
                or part.how.lead_unit.pk == task.lead_unit_id
            ):
                raise Invalid(
                    _("%(unit)s không phải cấp dưới của %(own)s.")
                    % {"unit": part.how.lead_unit.name, "own": task.lead_unit.name},
                    field="lead_unit",
                )
            child, _planned = plan_task(
                actor=actor, at=at, case=task.case, giver_unit=task.lead_unit, new=part.new, parent=task
            )
            receipts.append(assign_step(actor=actor, at=at, task=child, how=part.how))
        if task.state == State.ASSIGNED:
            receipts.append(acknowledge_step(actor=actor, at=at, task=task))
        return receipts


def open_period(*, actor: Actor, at: datetime, task_id: UUID, period: str, due: Due) -> Receipt | None:
    """Open the task of one period of a recurring task; the same period twice opens nothing."""
    with atomic():
        task = _locked(task_id)
        if not (actor.schedule and actor.has(Duty.ASSIGN_TASKS)):
            raise NotPermitted(_("Kỳ của việc định kỳ do hệ thống mở theo lịch."))
        if (
            task.lead_unit is None
            or task.state not in OPEN_STATES
            or not task.lead_unit.is_open(local_day(at))
        ):
            return None
        if task.children.filter(period=period).exists():
            return None
        new = NewTask(
            text=task.text,
            number=task.number,
            heading=task.heading,
            due=due,
            product=task.product,
            responsibility=task.responsibility,
            authority=task.authority,
            period=period,
        )
        child, _planned = plan_task(
            actor=actor, at=at, case=task.case, giver_unit=task.giver_unit, new=new, parent=task
        )
        how = Assignment(lead_unit=task.lead_unit, co_units=tuple(task.co_units.all()), person=task.person)
        return assign_step(actor=actor, at=at, task=child, how=how)


def recompute_deadline(*, actor: Actor, at: datetime, task_id: UUID, due: Due) -> Receipt | None:
    """Move an open deadline because the calendar changed; returns ``None`` when the moment stays the same."""
    with atomic():
        task = _locked(task_id)
        if not (actor.schedule and actor.has(Duty.ASSIGN_TASKS)):
            raise NotPermitted(_("Hạn chỉ được tính lại theo lịch khi lịch nghỉ thay đổi."))
        if task.state not in OPEN_STATES or task.due_at is None or due.at is None or due.at == task.due_at:
            return None
        old = task.due_at
        task.due_at, task.due_basis, task.calendar_version = due.at, due.basis[:400], due.calendar_version
        task.save(update_fields=["due_at", "due_basis", "calendar_version"])
        event = DeadlineRecomputed(old_due_at=old, due_at=due.at, calendar_version=due.calendar_version)
        return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def hand_over(*, actor: Actor, at: datetime, task_id: UUID, old_unit_id: UUID) -> Receipt:
    """Pass an open task of a unit that ceased to its successor (bàn giao); what the old unit did stays its
    own.

    Raises ``Conflict`` while the unit exists or has no successor, or when the task is not its own or no
    longer open.
    """
    with atomic():
        task = _locked(task_id)
        succession = Succession.objects.filter(old_id=old_unit_id).select_related("new").first()
        if succession is None or succession.on > local_day(at):
            raise Conflict(_("Đơn vị này chưa có đơn vị kế thừa."))
        new = succession.new
        if not actor.has(Duty.MANAGE_UNITS) or not (actor.schedule or actor.over(new.path)):
            raise NotPermitted(_("Việc bàn giao do cán bộ tổ chức của cấp trên thực hiện."))
        as_giver, as_lead = task.giver_unit_id == old_unit_id, task.lead_unit_id == old_unit_id
        if task.state in (State.ACCEPTED, State.WITHDRAWN) or not (as_giver or as_lead):
            raise Conflict(_("Nhiệm vụ không còn việc gì để bàn giao."))
        if as_giver:
            task.giver_unit = new
        if as_lead:
            task.lead_unit, task.person = new, None
        task.save(update_fields=["giver_unit", "lead_unit", "person"])
        event = TaskHandedOver(
            old_unit=old_unit_id, new_unit=new.pk, as_giver=as_giver, as_lead=as_lead, basis=succession.basis
        )
        return append(actor=actor, at=at, event=event, subject=task.pk, case=task.case_id)


def withdraw(*, actor: Actor, at: datetime, task_id: UUID, reason: str) -> Receipt:
    """Withdraw a task with a reason; the words and the reason stay visible."""
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_give(actor, task))
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do thôi giao."), field="reason")
        return _withdraw(task, actor=actor, at=at, reason=reason)


def _withdraw(task: Task, *, actor: Actor, at: datetime, reason: str) -> Receipt:
    move(task, "withdraw")
    task.closed_at = at
    task.save(update_fields=["state", "closed_at"])
    _note(task, actor=actor, at=at, kind="withdrawn", text=reason, percent=None, file=None)
    return append(actor=actor, at=at, event=TaskWithdrawn(reason=reason), subject=task.pk, case=task.case_id)


def _note(
    task: Task,
    *,
    actor: Actor,
    at: datetime,
    kind: str,
    text: str,
    percent: int | None,
    file: Attachment | None,
    sent_as: str = "",
) -> None:
    Progress.objects.create(
        task=task,
        at=at,
        by_id=actor.person_id,
        by_unit_id=actor.unit_id,
        kind=kind,
        text=text,
        percent=percent,
        blob=file.blob if file else None,
        file_name=nfc(file.name)[:255] if file else "",
        sent_as=sent_as,
    )


def take_back(*, actor: Actor, at: datetime, task_id: UUID) -> list[Receipt]:
    """Take back the parts of a task passed on in the last 30 seconds that nobody has acknowledged yet.

    Each part is withdrawn, so the ledger keeps both lines. Raises ``Conflict`` when it is too late.
    """
    with atomic():
        task = _locked(task_id)
        _demand(policy.may_cascade(actor, task))
        parts = task.children.filter(assigned_at__gte=at - TAKE_BACK, state=State.ASSIGNED, period="")
        receipts = [
            _withdraw(part, actor=actor, at=at, reason=_("Hoàn tác ngay sau khi giao."))
            for part in parts.select_for_update().order_by("pk")
        ]
        if not receipts:
            raise Conflict(
                _("Đã quá 30 giây, hoặc nơi nhận đã nhận việc."),
                next_step=_("Mở từng việc và dùng “Thôi giao”, có ghi lý do."),
            )
        return receipts
