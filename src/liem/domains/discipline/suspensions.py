"""Đình chỉ sinh hoạt đảng, đình chỉ hoạt động: set, extend once, lift. The days are those of the law in
force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Invalid, said
from liem.spine.ledger.transaction import atomic

from . import events, law, rules
from .models import Suspension
from .steps import demand, locked, move, tell_subject, write

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.ledger.append import Receipt

    from .models import DisciplineCase


def running(case: DisciplineCase) -> Suspension | None:
    """Return the suspension that was not lifted, if one."""
    return case.suspensions.filter(lifted_on=None).order_by("-since").first()


def suspend(
    *, actor: Actor, at: datetime, discipline_id: UUID, since: date, until: date, reason: str
) -> Receipt:
    """Suspend party life or activity for at most the days of the law. Raises ``Invalid``, ``Conflict``."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "suspend", at=at)
        if rules.is_state(case.subject):
            raise Invalid(_("Đình chỉ sinh hoạt đảng chỉ áp dụng với đảng viên, tổ chức đảng."))
        if running(case) is not None:
            raise Conflict(
                _("Đang có quyết định đình chỉ chưa chấm dứt."),
                next_step=_("Gia hạn hoặc chấm dứt đình chỉ."),
            )
        provision = law.ask("party.suspension.member", since, case.unit)
        fault = rules.suspension_fault(since, until, provision.number())
        if fault:
            raise _refusal(fault, provision.number(), str(provision.basis))
        clean = said(reason, field="reason", why=_("Ghi lý do đình chỉ."))
        move(case, "suspend")
        row = Suspension.objects.create(
            discipline=case,
            since=since,
            until=until,
            basis=str(provision.basis)[:300],
            reason=clean,
            at=at,
            by_id=actor.person_id,
        )
        return _told(actor, at, case, row, until=until, reason=clean, key="suspended")


def extend_suspension(
    *, actor: Actor, at: datetime, discipline_id: UUID, until: date, reason: str
) -> Receipt:
    """Extend the running suspension, once, for at most the days of the law."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "extend_suspension", at=at)
        row = _running(case)
        provision = law.ask("party.suspension.extension", row.until, case.unit)
        fault = rules.extension_fault(row.until, row.extended_until, until, provision.number())
        if fault:
            raise _refusal(fault, provision.number(), str(provision.basis))
        clean = said(reason, field="reason", why=_("Ghi lý do gia hạn."))
        move(case, "extend_suspension")
        row.extended_until, row.extension_reason = until, clean
        row.save()
        return _told(actor, at, case, row, until=until, reason=clean, key="extended")


def lift_suspension(*, actor: Actor, at: datetime, discipline_id: UUID, on: date, reason: str) -> Receipt:
    """Lift the running suspension."""
    with atomic():
        case = locked(discipline_id)
        demand(actor, case, "lift_suspension", at=at)
        row = _running(case)
        if on < row.since or on > local_day(at):
            raise Invalid(_("Ngày chấm dứt không được trước ngày đình chỉ hoặc ở tương lai."), field="on")
        clean = said(reason, field="reason", why=_("Ghi lý do chấm dứt đình chỉ."))
        move(case, "lift_suspension")
        row.lifted_on, row.lifted_reason = on, clean
        row.save()
        return _told(actor, at, case, row, until=row.extended_until or row.until, reason=clean, key="lifted")


def _running(case: DisciplineCase) -> Suspension:
    row = running(case)
    if row is None:
        raise Conflict(_("Không có quyết định đình chỉ đang thi hành."))
    return row


def _refusal(fault: str, days: int, basis: str) -> Invalid:
    sentences = {
        "backwards": _("Ngày cuối phải sau ngày bắt đầu."),
        "too_long": _("Dài quá mức cho phép: không quá %(days)s ngày.") % {"days": days},
        "twice": _("Đình chỉ chỉ được gia hạn một lần."),
    }
    return Invalid(sentences[fault], citation=basis, field="until")


def _told(
    actor: Actor, at: datetime, case: DisciplineCase, row: Suspension, *, until: date, reason: str, key: str
) -> Receipt:
    event = events.ActivitySuspended(
        state=case.state,
        suspension=row.pk,
        since=row.since,
        until=until,
        lifted_on=row.lifted_on,
        reason=reason,
    )
    receipt = write(actor, at, case, event)
    tell_subject(
        case, at=at, key=f"{key}:{row.pk}", what=_lazy("Có văn bản gửi đồng chí trong hồ sơ của mình.")
    )
    return receipt
