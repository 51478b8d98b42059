"""What becomes of the requirements: reported through their tasks, confirmed by a person, looked at again.

The owner reports through the task and never confirms its own remedy. A requirement is done when somebody of
the inspecting side has seen it on the spot or has a file that proves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Count, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.people.readers import in_force
from liem.spine.tasks.events import TaskAccepted, TaskReturned, TaskWithdrawn
from liem.spine.tasks.flow import Outcome as TaskOutcome
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import Progress, Task
from liem.spine.tasks.steps import move

from . import policy
from .conclusion_events import (
    RecheckRecorded,
    RecheckScheduled,
    RemedyConfirmed,
    RemedyReturned,
    RequirementWithdrawn,
)
from .models import Inspection, Requirement
from .parts import DECIDER, HEAD, TEAM, basis_of
from .steps import locked, missing_papers, procedure_of, take_step

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.vault.models import Blob

RECHECK: Final = "recheck"


class How(TextChoices):
    """How a requirement came to its end."""

    ON_SPOT = "on_spot", _lazy("kiểm tra tại chỗ")
    EVIDENCE = "evidence", _lazy("qua tài liệu")
    WITHDRAWN = "withdrawn", _lazy("thôi yêu cầu")


def _locked(requirement_id: UUID) -> tuple[Inspection, Requirement, Task]:
    """Lock a requirement with its case and its task, in that order."""
    found = Requirement.objects.filter(pk=requirement_id).first()
    if found is None or found.task_id is None:
        raise NotFound(_("Không có yêu cầu này."))
    inspection = locked(found.inspection_id)
    requirement = (
        Requirement.objects.select_for_update(of=("self",)).select_related("owner_unit").get(pk=found.pk)
    )
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("giver_unit", "lead_unit")
        .get(pk=found.task_id)
    )
    if requirement.confirmed_at is not None:
        how = (
            _("thôi yêu cầu") if requirement.confirmed_how == How.WITHDRAWN else _("xác nhận khắc phục xong")
        )
        raise Conflict(_("Yêu cầu này đã được %(how)s.") % {"how": how})
    return inspection, requirement, task


def _demand_inspecting(actor: Actor, inspection: Inspection, *, at: datetime) -> None:
    policy.demand(policy.may(actor, inspection, (HEAD, TEAM, DECIDER), at=at), inspection)


def refuse_owner(actor: Actor, requirement: Requirement, inspection: Inspection, *, day: date) -> None:
    """Refuse the owner, and anybody who holds a post in the owner's unit that day.

    A cell that inspects its own member is owner and body in one: there the person concerned is refused.
    """
    concerned = {requirement.owner_person_id, inspection.subject_person_id} - {None}
    own = actor.person_id in concerned
    if requirement.owner_unit_id != inspection.unit_id and actor.person_id is not None:
        held = in_force(day).filter(person_id=actor.person_id, unit_id=requirement.owner_unit_id)
        own = own or actor.unit_id == requirement.owner_unit_id or held.exists()
    if own:
        raise NotPermitted(
            _("Đơn vị, người được yêu cầu không tự xác nhận việc khắc phục của mình."),
            citation=basis_of(inspection),
            next_step=_("Người của đoàn, không thuộc đơn vị đó, xác nhận."),
        )


def confirm_remedy(
    *,
    actor: Actor,
    at: datetime,
    requirement_id: UUID,
    how: str,
    words: str = "",
    proof: Blob | None = None,
) -> Receipt:
    """Confirm that a reported remedy is done: ``how`` is "on_spot" (words say what was seen) or "evidence".

    By evidence a file is needed: one given here, else that of the owner's last report. Raises
    ``NotPermitted`` (also the owner's own unit), ``Conflict`` (not reported, confirmed before), ``Invalid``.
    """
    with atomic():
        inspection, requirement, task = _locked(requirement_id)
        _demand_inspecting(actor, inspection, at=at)
        refuse_owner(actor, requirement, inspection, day=local_day(at))
        words = nfc(words).strip()
        _refuse_not_reported(task)
        proof = _proof(task, how, words, proof)
        _accept(task, actor=actor, at=at, note=words)
        requirement.confirmed_at, requirement.confirmed_by_id = at, actor.person_id
        requirement.confirmed_how, requirement.confirmed_words = how, words
        requirement.proof = proof
        requirement.save()
        event = RemedyConfirmed(
            number=requirement.number, how=how, words=words, file_sha256=proof.pk if proof else ""
        )
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def _proof(task: Task, how: str, words: str, proof: Blob | None) -> Blob | None:
    if how == How.ON_SPOT:
        if not words:
            raise Invalid(_("Ghi đã kiểm tra ở đâu, thấy gì."), field="words")
        return proof
    if how != How.EVIDENCE:
        raise Invalid(_("Chọn cách xác nhận: tại chỗ hoặc qua tài liệu."), field="how")
    if proof is None:
        report = task.progress.exclude(blob=None).order_by("-at").select_related("blob").first()
        proof = report.blob if report else None
    if proof is None:
        raise Invalid(
            _("Xác nhận qua tài liệu thì phải có tệp: báo cáo của đơn vị chưa kèm tệp nào."),
            next_step=_("Kèm tệp ở đây, hoặc trả lại để đơn vị bổ sung."),
            field="proof",
        )
    return proof


def _refuse_not_reported(task: Task) -> None:
    if task.state != TaskState.FINISHED:
        raise Conflict(
            _("Đơn vị được yêu cầu chưa báo cáo khắc phục xong (%(state)s).")
            % {"state": TaskState(task.state).label},
            next_step=_("Đôn đốc ở trang nhiệm vụ, hoặc chờ báo cáo rồi xác nhận."),
        )


def _accept(task: Task, *, actor: Actor, at: datetime, note: str) -> None:
    move(task, "accept")
    task.closed_at, task.percent = at, 100
    task.save(update_fields=["state", "closed_at", "percent"])
    _note(task, actor=actor, at=at, kind="accepted", text=note)
    append(actor=actor, at=at, event=TaskAccepted(note=note), subject=task.pk, case=task.case_id)


def _note(task: Task, *, actor: Actor, at: datetime, kind: str, text: str) -> None:
    Progress.objects.create(
        task=task, at=at, by_id=actor.person_id, by_unit_id=actor.unit_id, kind=kind, text=text
    )


def return_remedy(*, actor: Actor, at: datetime, requirement_id: UUID, reason: str) -> Receipt:
    """Send a reported remedy back to its owner with what is still to do. Raises as :func:`confirm_remedy`."""
    with atomic():
        inspection, requirement, task = _locked(requirement_id)
        _demand_inspecting(actor, inspection, at=at)
        refuse_owner(actor, requirement, inspection, day=local_day(at))
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi điều cần bổ sung."), field="reason")
        _refuse_not_reported(task)
        move(task, "return_task")
        task.finished_at, task.outcome = None, TaskOutcome.NONE
        task.save(update_fields=["state", "finished_at", "outcome"])
        _note(task, actor=actor, at=at, kind="returned", text=reason)
        append(actor=actor, at=at, event=TaskReturned(reason=reason), subject=task.pk, case=task.case_id)
        event = RemedyReturned(number=requirement.number, reason=reason)
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def withdraw_requirement(*, actor: Actor, at: datetime, requirement_id: UUID, reason: str) -> Receipt:
    """Require it no longer, with the reason: only who decides. Its task is withdrawn with it."""
    with atomic():
        inspection, requirement, task = _locked(requirement_id)
        policy.demand(policy.may_decide(actor, inspection, at=at), inspection)
        refuse_owner(actor, requirement, inspection, day=local_day(at))
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do thôi yêu cầu."), field="reason")
        move(task, "withdraw")
        task.closed_at = at
        task.save(update_fields=["state", "closed_at"])
        _note(task, actor=actor, at=at, kind="withdrawn", text=reason)
        append(actor=actor, at=at, event=TaskWithdrawn(reason=reason), subject=task.pk, case=task.case_id)
        requirement.confirmed_at, requirement.confirmed_by_id = at, actor.person_id
        requirement.confirmed_how, requirement.confirmed_words = How.WITHDRAWN, reason
        requirement.save()
        event = RequirementWithdrawn(number=requirement.number, reason=reason)
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def _concluded(inspection: Inspection) -> date:
    if inspection.concluded_on is None:
        raise Conflict(_("Chưa ban hành kết luận nên chưa đặt phúc tra."))
    return inspection.concluded_on


def schedule_recheck(
    *, actor: Actor, at: datetime, inspection_id: UUID, on: date, words: str = ""
) -> Receipt:
    """Set the day on which the remedies are looked at again; a later call moves it, and says why."""
    with atomic():
        inspection = locked(inspection_id)
        _demand_inspecting(actor, inspection, at=at)
        _concluded(inspection)
        if inspection.rechecked_at is not None:
            raise Conflict(_("Đã phúc tra; không đặt lại ngày được nữa."))
        if on < local_day(at):
            raise Invalid(_("Ngày phúc tra không được ở quá khứ."), field="on")
        words = nfc(words).strip()
        if inspection.recheck_on is not None and inspection.recheck_on != on and not words:
            raise Invalid(_("Ghi lý do đổi ngày phúc tra."), field="words")
        inspection.recheck_on = on
        inspection.save(update_fields=["recheck_on"])
        event = RecheckScheduled(on=on, words=words)
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def record_recheck(*, actor: Actor, at: datetime, inspection_id: UUID, on: date, words: str) -> Receipt:
    """Record what was found when the remedies were looked at again, on a day from the conclusion to today.

    Where the procedure's step of re-checking is next and its papers are in the dossier, it is taken as well.
    """
    with atomic():
        inspection = locked(inspection_id)
        _demand_inspecting(actor, inspection, at=at)
        concluded = _concluded(inspection)
        if inspection.rechecked_at is not None:
            raise Conflict(_("Đã ghi kết quả phúc tra."))
        if not concluded <= on <= local_day(at):
            raise Invalid(_("Ngày phúc tra phải từ ngày kết luận đến hôm nay."), field="on")
        words = nfc(words).strip()
        if not words:
            raise Invalid(_("Ghi kết quả phúc tra."), field="words")
        inspection.rechecked_at, inspection.recheck_words = at, words
        inspection.recheck_on = inspection.recheck_on or on
        inspection.save(update_fields=["rechecked_at", "recheck_words", "recheck_on"])
        event = RecheckRecorded(on=on, words=words)
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        procedure = procedure_of(inspection)
        step = next((one for one in procedure.following(inspection.state) if one.key == RECHECK), None)
        if step is not None and not missing_papers(inspection, procedure, step):
            take_step(actor=actor, at=at, inspection=inspection, key=step.key, on=on, note=words)
        return receipt


def open_requirements_count(unit_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many requirements each unit still owes; units that owe none are left out. One query."""
    rows = (
        Requirement.objects.filter(owner_unit_id__in=list(unit_ids), confirmed_at__isnull=True)
        .values_list("owner_unit_id")
        .annotate(count=Count("pk"))
    )
    return dict(rows)
