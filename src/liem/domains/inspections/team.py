"""The team of a case and conflicts of interest: appoint, replace, declare, step aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.law.procedures import STOPPED
from liem.spine.access import Actor, Invalid, NotFound, NotPermitted
from liem.spine.access import Conflict as Busy
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import kept, tell_step
from liem.spine.people.models import Person
from liem.spine.people.readers import in_force
from liem.spine.units.reach import served_path

from . import clocks, policy
from .events import ConflictDeclared, MemberAppointed, MemberLeft
from .models import Conflict, Inspection, TeamMember
from .parts import conflicts_of, deciders_of
from .steps import locked, path_of, procedure_of, refuse_stale

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.people.models import Mandate


def appoint(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    person_id: UUID,
    role: str,
    revision: int | None = None,
) -> Receipt:
    """Put a person into the team, or give a member another part; the decider does it.

    Raises ``NotPermitted`` (a conflict of interest of the person: the ground and its basis), ``Conflict`` (a
    head is there already, the case has ended), ``Invalid`` (more members than the law in force lets a team
    have).
    """
    with atomic():
        inspection = _open(inspection_id)
        policy.demand(policy.may_decide(actor, inspection, at=at), inspection)
        refuse_stale(inspection, revision)
        if role not in TeamMember.Role.values:
            raise Invalid(_("Chọn phần việc trong đoàn."), field="role")
        person = _candidate(inspection, person_id, at=at)
        bars = conflicts_of(person.pk, inspection, at=at)
        if bars:
            raise NotPermitted(
                _("%(name)s không được tham gia đoàn: %(why)s")
                % {"name": person.name, "why": " ".join(bar.words for bar in bars)},
                citation=bars[0].basis,
                next_step=_("Chọn người khác."),
                field="person",
            )
        team = list(inspection.team.select_for_update(of=("self",)).filter(until__isnull=True))
        own = next((each for each in team if each.person_id == person.pk), None)
        _refuse_second_head(team, own, role)
        if own is None:
            _refuse_too_many(inspection, len(team) + 1)
            TeamMember.objects.create(inspection=inspection, person=person, role=role, since=at)
        else:
            own.role = role
            own.save(update_fields=["role"])
        _touch(inspection)
        event = MemberAppointed(person=person.pk, role=role)
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        tell_step(
            at=at,
            persons=[person.pk],
            key=f"inspections.appointed:{inspection.pk}:{receipt.seq}",
            kind="inspections.appointed",
            words=kept(_lazy("Bạn được cử vào đoàn của hồ sơ %(dossier)s."), dossier=inspection.case.dossier),
            path=path_of(inspection.pk),
        )
        return receipt


def remove(
    *,
    actor: Actor,
    at: datetime,
    inspection_id: UUID,
    person_id: UUID,
    reason: str,
    revision: int | None = None,
) -> Receipt:
    """Take a member out of the team, with the reason; who they were and until when stays in the dossier."""
    with atomic():
        inspection = _open(inspection_id)
        policy.demand(policy.may_decide(actor, inspection, at=at), inspection)
        refuse_stale(inspection, revision)
        if not nfc(reason).strip():
            raise Invalid(_("Ghi lý do thay người."), field="reason")
        if not _leave(inspection, person_id, at=at, reason=reason):
            raise NotFound(_("Người này không ở trong đoàn."))
        _touch(inspection)
        event = MemberLeft(person=person_id, reason=nfc(reason).strip())
        return append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)


def step_aside(
    *, actor: Actor, at: datetime, inspection_id: UUID, words: str, kind: str = Conflict.Ground.INTEREST
) -> Receipt:
    """Declare an interest of one's own and leave: from then on no part on the inspecting side is left.

    Anyone with a part may, at any time; it needs nobody's leave. Quy định 131-QĐ/TW, Điều 4. Those who decide
    are told at once.
    """
    with atomic():
        inspection = locked(inspection_id)
        policy.demand(policy.may(actor, inspection, sorted(policy.INSPECTING), at=at), inspection)
        if actor.person_id is None:
            raise NotPermitted(_("Chỉ người có chức danh mới khai được."))
        if kind not in Conflict.Ground.values:
            raise Invalid(_("Chọn lý do."), field="kind")
        said = nfc(words).strip()
        if not said:
            raise Invalid(_("Ghi rõ quan hệ hoặc lợi ích liên quan."), field="words")
        Conflict.objects.update_or_create(
            inspection=inspection,
            person_id=actor.person_id,
            kind=kind,
            defaults={"words": said, "declared": True, "at": at},
        )
        _leave(inspection, actor.person_id, at=at, reason=said)
        _touch(inspection)
        event = ConflictDeclared(person=actor.person_id, ground=kind, words=said)
        receipt = append(actor=actor, at=at, event=event, subject=inspection.pk, case=inspection.case_id)
        tell_step(
            at=at,
            persons=[each for each in deciders(inspection, at=at) if each != actor.person_id],
            key=f"inspections.aside:{inspection.pk}:{receipt.seq}",
            kind="inspections.aside",
            words=kept(
                _lazy("%(dossier)s: %(name)s xin rút, cần cử người thay."),
                dossier=inspection.case.dossier,
                name=actor.name,
            ),
            path=path_of(inspection.pk),
        )
        return receipt


def deciders(inspection: Inspection, *, at: datetime) -> list[UUID]:
    """Return who decides on a case now: in the conducting body, or in the one above where all are barred."""

    def free(unit_id: UUID) -> list[UUID]:
        held = dict.fromkeys(deciders_of(unit_id, day=local_day(at)))
        return [person for person in held if not conflicts_of(person, inspection, at=at)]

    above = inspection.unit.parent_id
    return free(inspection.unit_id) or (free(above) if above is not None else [])


def candidates(inspection: Inspection, *, day: date) -> list[Mandate]:
    """Return who may be asked into the team, those of the conducting body first: one query.

    The record may still bar some of them: it is asked, with the reason, when one is appointed.
    """
    found = in_force(day).filter(unit__path__startswith=served_path(inspection.unit))
    if inspection.subject_person_id is not None:
        found = found.exclude(person_id=inspection.subject_person_id)
    seen: dict[UUID, Mandate] = {}
    for mandate in found.select_related("person", "unit").order_by("person__sort_name"):
        if mandate.person_id not in seen or mandate.unit_id == inspection.unit_id:
            seen[mandate.person_id] = mandate
    return sorted(
        seen.values(),
        key=lambda each: (each.unit_id != inspection.unit_id, each.person.sort_name),
    )


def _candidate(inspection: Inspection, person_id: UUID, *, at: datetime) -> Person:
    held = in_force(local_day(at)).filter(
        person_id=person_id, unit__path__startswith=served_path(inspection.unit)
    )
    mandate = held.select_related("person").first()
    if mandate is None:
        raise NotFound(_("Không có người này trong phạm vi của cơ quan tiến hành."))
    return mandate.person


def _refuse_second_head(team: list[TeamMember], own: TeamMember | None, role: str) -> None:
    head = next((each for each in team if each.role == TeamMember.Role.HEAD), None)
    if role == TeamMember.Role.HEAD and head is not None and head is not own:
        raise Busy(
            _("Đoàn đã có trưởng đoàn: %(name)s.") % {"name": head.person.name},
            next_step=_("Thay trưởng đoàn hiện nay trước, hoặc chọn phần việc khác."),
        )


def _refuse_too_many(inspection: Inspection, count: int) -> None:
    rule = clocks.rule(inspection, procedure_of(inspection).team_max)
    if rule is not None and rule.binding and count > rule.number():
        raise Invalid(
            _("Đoàn có tối đa %(most)s người.") % {"most": rule.number()},
            citation=str(rule.basis),
            field="person",
        )


def _open(inspection_id: UUID) -> Inspection:
    inspection = locked(inspection_id)
    if inspection.closed_at is not None or inspection.state == STOPPED:
        raise Busy(_("Cuộc này đã kết thúc."))
    return inspection


def _leave(inspection: Inspection, person_id: UUID, *, at: datetime, reason: str) -> bool:
    return bool(
        inspection.team.filter(person_id=person_id, until__isnull=True).update(
            until=at, until_reason=nfc(reason).strip()[:300]
        )
    )


def _touch(inspection: Inspection) -> None:
    inspection.revision += 1
    inspection.save(update_fields=["revision"])
