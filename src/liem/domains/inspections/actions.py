"""The verbs of a case in the order of its life: open, take steps, extend, stop, refer a sign.

The team and conflicts are in ``team``, papers, evidence and words in ``dossier``, hand-overs in ``handing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import end_of_day, local_day
from liem.kernel.text import nfc
from liem.law.procedures import STOP, STOPPED
from liem.spine.access import Actor, Conflict, Invalid, NotPermitted, Post
from liem.spine.cases.models import Case
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import kept, tell_step
from liem.spine.people.kinship import kin_of
from liem.spine.people.models import Person
from liem.spine.people.readers import in_force
from liem.spine.units.models import Unit

from . import clocks, opening, policy
from .events import InspectionExtended, InspectionOpened, InspectionStopped, SignReferred
from .models import Inspection, Origin, Outcome, Subject
from .opening import NewInspection
from .papers import subject_name
from .parts import rule_on_interest
from .steps import locked, path_of, procedure_of, refuse_day, refuse_stale, take_step, told

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.law.procedures import Procedure

KIND = "inspection"
SIGN_BASED = "sign_based_inspection"

__all__ = ["NewInspection", "extend", "open_inspection", "refer_sign", "stop", "take"]


def open_inspection(
    *,
    actor: Actor,
    at: datetime,
    unit_id: UUID,
    procedure: str,
    subject: str = Subject.ORGANISATION,
    subject_unit_id: UUID | None = None,
    subject_person_id: UUID | None = None,
    case: Case | None = None,
    contents: tuple[str, ...] = (),
    lookback_from: date | None = None,
    lookback_to: date | None = None,
    origin: str = Origin.PROGRAMME,
    origin_case_id: UUID | None = None,
    sign: str = "",
    purpose: str = "",
    proposed_on: date | None = None,
    planned_to: date | None = None,
) -> tuple[Inspection, Receipt | None]:
    """Open a case of a body. With ``case`` (a dossier a programme item opened) it is made once: the second
    call gives the case that exists and no receipt.

    Raises ``NotPermitted``, ``NotFound`` (outside the reach of the body), ``Invalid`` (a subject or body the
    procedure does not know, a period examined longer than the rule, a proposal in the future), NoLawInForce.
    """
    new = NewInspection(
        procedure=procedure,
        subject=subject,
        subject_unit_id=subject_unit_id,
        subject_person_id=subject_person_id,
        contents=contents,
        lookback_from=lookback_from,
        lookback_to=lookback_to,
        origin=origin,
        origin_case_id=origin_case_id,
        sign=sign,
        purpose=purpose,
        proposed_on=proposed_on,
        planned_to=planned_to,
    )
    with atomic():
        unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit_id)
        policy.demand(policy.may_open(actor, unit))
        if case is not None:
            known = Inspection.objects.filter(case=case).select_related("unit", "case").first()
            if known is not None:
                return known, None
        return _open(actor=actor, at=at, unit=unit, new=new, case=case)


def _open(
    *, actor: Actor, at: datetime, unit: Unit, new: NewInspection, case: Case | None
) -> tuple[Inspection, Receipt]:
    day = local_day(at)
    procedure = opening.procedure_for(unit, new.procedure, day)
    subject_unit, person = opening.subject_of(unit, new, procedure, at=at)
    _refuse_own(actor, person, opening.body_kind(unit), day=day)
    opening.check_lookback(unit, new, procedure, day=day)
    proposed_on = new.proposed_on or day
    if proposed_on > day:
        raise Invalid(_("Ngày đề xuất không được ở tương lai."), field="proposed_on")
    if new.origin == Origin.SIGN and not new.sign.strip():
        raise Invalid(_("Ghi dấu hiệu vi phạm làm căn cứ."), citation=str(procedure.basis), field="sign")
    if case is not None and case.unit_id != unit.pk:
        raise NotPermitted(_("Hồ sơ này thuộc đơn vị khác."))
    inspection = Inspection(
        procedure=procedure.id,
        procedure_on=day,
        unit=unit,
        body=opening.body_kind(unit),
        subject=new.subject,
        subject_unit=subject_unit,
        subject_person=person,
        committee_member=_sits_in_committee(person, day=day),
        contents=list(new.contents),
        lookback_from=new.lookback_from,
        lookback_to=new.lookback_to,
        origin=new.origin,
        origin_case_id=new.origin_case_id,
        proposed_on=proposed_on,
        planned_to=new.planned_to,
        sign=nfc(new.sign).strip(),
        purpose=nfc(new.purpose).strip(),
        opened_at=at,
        opened_by_id=actor.person_id,
    )
    title = _title(procedure, inspection)
    inspection.case = case or open_case(unit=unit, kind=KIND, letters=procedure.letters, title=title, at=at)
    inspection.save(force_insert=True)
    event = InspectionOpened(
        dossier=inspection.case.dossier,
        procedure=procedure.id,
        title=procedure.title,
        procedure_on=day,
        unit=unit.pk,
        body=inspection.body,
        subject=inspection.subject,
        subject_unit=subject_unit.pk,
        subject_person=person.pk if person else None,
        proposed_on=proposed_on,
        origin=inspection.origin,
        origin_case=inspection.origin_case_id,
        sign=inspection.sign,
        purpose=inspection.purpose,
    )
    return inspection, append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def _title(procedure: Procedure, inspection: Inspection) -> str:
    return f"{procedure.title}: {subject_name(inspection)}"


def _refuse_own(actor: Actor, person: Person | None, body: str, *, day: date) -> None:
    if person is not None and (person.pk == actor.person_id or person.pk in kin_of(actor.person_id, day=day)):
        raise NotPermitted(
            _("Không được mở cuộc về chính mình hoặc người thân."),
            citation=rule_on_interest(body),
            next_step=_("Báo cáo người đứng đầu để giao người khác."),
        )


def _sits_in_committee(person: Person | None, *, day: date) -> bool:
    if person is None:
        return False
    posts = (Post.COMMITTEE_MEMBER, Post.SECRETARY, Post.DEPUTY_SECRETARY)
    return in_force(day).filter(person=person, post__in=posts).exists()


def take(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    key: str,
    on: date,
    note: str = "",
    revision: int | None = None,
) -> Receipt:
    """Record a step as done on a day. ``revision`` is the one the page showed.

    Raises as :func:`steps.take_step`, and ``Conflict`` when somebody was faster or the step issues the
    conclusion, which has a page of its own.
    """
    with atomic():
        inspection = locked(inspection_id)
        procedure = procedure_of(inspection)
        policy.demand(
            policy.may_step(actor, inspection, key, at=at)
            if procedure.has(key)
            else policy.may_write(actor, inspection, at=at),
            inspection,
        )
        refuse_stale(inspection, revision)
        if procedure.has(key) and procedure.step(key).concludes:
            raise Conflict(
                _("Kết luận được ban hành ở trang kết luận, sau khi đã kiểm tra đủ nội dung."),
                citation=str(procedure.basis),
                next_step=_("Mở trang kết luận của cuộc này."),
            )
        return take_step(actor=actor, at=at, inspection=inspection, key=key, on=on, note=note)


def extend(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    new_due: date,
    reason: str,
    revision: int | None = None,
) -> Receipt:
    """Extend the whole, once, by no more than the share the law in force lets it.

    Raises ``NotPermitted``, ``Conflict`` (already extended, no limit to extend, no rule, the limit has
    passed), ``Invalid`` (no reason, a day not later than now's limit or beyond the share).
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_decide(actor, inspection, at=at), inspection)
        refuse_stale(inspection, revision)
        if not nfc(reason).strip():
            raise Invalid(_("Ghi lý do gia hạn."), field="reason")
        old, basis = _extendable(inspection, at=at, new_due=new_due)
        inspection.extended_to = end_of_day(new_due)
        inspection.extension_reason = nfc(reason).strip()
        inspection.revision += 1
        inspection.save()
        event = InspectionExtended(
            old_due_at=old,
            new_due_at=inspection.extended_to,
            reason=inspection.extension_reason,
            basis=basis,
        )
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def _extendable(inspection: Inspection, *, at: datetime, new_due: date) -> tuple[datetime, str]:
    if inspection.closed_at is not None or inspection.concluded_on is not None:
        raise Conflict(_("Cuộc này đã có kết luận hoặc đã kết thúc."))
    if inspection.extended_to is not None:
        raise Conflict(_("Chỉ được gia hạn một lần."))
    procedure = procedure_of(inspection)
    room = clocks.room_to_extend(inspection, procedure)
    if inspection.due_at is None or room is None:
        raise Conflict(
            _("Chưa có quy định nào về thời hạn hoặc gia hạn áp dụng cho cuộc này."),
            citation=str(procedure.basis),
        )
    basis = str(room.provision.basis)
    if inspection.due_binding and at > inspection.due_at:
        raise Conflict(_("Thời hạn đã hết, không còn gia hạn được."), citation=basis)
    if new_due <= local_day(inspection.due_at):
        raise Invalid(_("Hạn mới phải sau hạn hiện nay."), field="new_due")
    if room.last is not None and new_due > room.last:
        raise Invalid(
            _("Chỉ được gia hạn đến hết ngày %(day)s.") % {"day": f"{room.last:%d/%m/%Y}"},
            citation=basis,
            field="new_due",
        )
    return inspection.due_at, basis


def stop(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    on: date,
    reason: str,
    revision: int | None = None,
) -> Receipt:
    """Stop a case before its conclusion, with the reason. What was gathered stays in the dossier."""
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may_decide(actor, inspection, at=at), inspection)
        refuse_stale(inspection, revision)
        procedure = procedure_of(inspection)
        if STOP not in procedure.flow().verbs(inspection.state):
            raise Conflict(
                _("Cuộc đã có kết luận hoặc đã kết thúc nên không đình chỉ được."),
                citation=str(procedure.basis),
            )
        if not nfc(reason).strip():
            raise Invalid(_("Ghi lý do đình chỉ."), field="reason")
        refuse_day(inspection, procedure, on, today=local_day(at), days=clocks.days_of(inspection))
        inspection.state, inspection.outcome = STOPPED, Outcome.STOPPED
        inspection.closed_at = inspection.case.closed_at = at
        inspection.revision += 1
        inspection.save()
        inspection.case.save(update_fields=["closed_at"])
        event = InspectionStopped(on=on, reason=nfc(reason).strip())
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        tell_step(
            at=at,
            persons=told(inspection, at=at),
            key=f"inspections.stopped:{inspection.pk}",
            kind="inspections.stopped",
            words=kept(_lazy("%(case)s đã đình chỉ."), case=inspection.case.dossier),
            path=path_of(inspection.pk),
        )
        return receipt


def refer_sign(*, actor: Actor, at: datetime, inspection_id: UUID, sign: str) -> tuple[Inspection, Receipt]:
    """Open an inspection on a sign of violation that a case found; the two dossiers name each other.

    Supervision reminds and concludes, it does not discipline: a sign goes to a case of its own. The same
    case refers once: the second call raises ``Conflict`` naming the dossier that exists.
    """
    with atomic():
        supervision = locked(inspection_id)
        policy.demand(policy.may_decide(actor, supervision, at=at), supervision)
        procedure = procedure_of(supervision)
        if SIGN_BASED not in procedure.refers_to:
            raise Conflict(
                _("Quy trình này không chuyển sang kiểm tra khi có dấu hiệu vi phạm."),
                citation=str(procedure.basis),
            )
        if not nfc(sign).strip():
            raise Invalid(_("Ghi dấu hiệu vi phạm phát hiện được."), field="sign")
        known = Inspection.objects.filter(origin_case_id=supervision.case_id).select_related("case").first()
        if known is not None:
            raise Conflict(
                _("Đã chuyển sang kiểm tra khi có dấu hiệu vi phạm: hồ sơ %(dossier)s.")
                % {"dossier": known.case.dossier}
            )
        new = NewInspection(
            procedure=SIGN_BASED,
            subject=supervision.subject,
            subject_unit_id=supervision.subject_unit_id,
            subject_person_id=supervision.subject_person_id,
            contents=tuple(supervision.contents),
            lookback_from=supervision.lookback_from,
            lookback_to=supervision.lookback_to,
            origin=Origin.SUPERVISION,
            origin_case_id=supervision.case_id,
            sign=sign,
        )
        opened, _receipt = _open(actor=actor, at=at, unit=supervision.unit, new=new, case=None)
        event = SignReferred(case_opened=opened.case_id, dossier=opened.case.dossier, sign=opened.sign)
        receipt = append(actor=actor, at=at, event=event, subject=supervision.pk, case=supervision.case_id)
        return opened, receipt
