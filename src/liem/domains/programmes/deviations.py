"""The verb of an approved programme that changes: every change has a decider, a reason, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic

from . import policy
from .conflicts import refuse_kept
from .events import ProgrammeDeviated
from .flow import ItemState, State
from .models import Deviation, DeviationKind, Item, Programme
from .steps import (
    NewItem,
    check_contents,
    check_dates,
    check_lead,
    demand,
    differences,
    locked,
    move_item,
    propose_step,
    told,
)

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor

Kind = DeviationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of an approved programme; which fields it needs depends on ``kind``.

    ``added``: ``new``. ``dropped``: ``item_id``. ``moved``: ``planned_from``, ``planned_to``. ``reassigned``:
    ``lead``. ``changed``: ``contents``.
    """

    kind: str
    reason: str
    item_id: UUID | None = None
    new: NewItem | None = None
    planned_from: date | None = None
    planned_to: date | None = None
    lead: UUID | None = None
    contents: tuple[str, ...] | None = None


def deviate(*, actor: Actor, at: datetime, programme_id: UUID, change: Change) -> tuple[Deviation, Receipt]:
    """Record a change of an approved programme. The frozen list stays as it was approved.

    Raises ``Conflict`` (not approved, item not open any more), ``Invalid`` (no reason, nothing differs, a
    lead who is kin), ``NotFound``, ``NotPermitted``.
    """
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_decide(actor, programme.unit))
        if programme.state != State.APPROVED:
            raise Conflict(
                _("Chỉ ghi thay đổi cho chương trình đã phê duyệt và chưa tổng kết."),
                next_step=_("Chương trình đang soạn thì sửa trực tiếp ở dự thảo."),
            )
        reason = nfc(change.reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do thay đổi."), field="reason")
        if change.kind not in Kind.values:
            raise Invalid(_("Chọn loại thay đổi."), field="kind")
        item, before, after = (
            _added(programme, change, actor=actor, at=at)
            if change.kind == Kind.ADDED
            else _altered(programme, change, actor=actor, at=at)
        )
        return record_step(Recorded(item, change.kind, reason, before, after), actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a change of an approved programme did to an item."""

    item: Item
    kind: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


def record_step(made: Recorded, *, actor: Actor, at: datetime) -> tuple[Deviation, Receipt]:
    """Keep a change of an approved programme with its entry, in the running transaction."""
    item, programme = made.item, made.item.programme
    event = ProgrammeDeviated(
        number=item.number, change=made.kind, reason=made.reason, before=made.before, after=made.after
    )
    receipt = append(actor=actor, at=at, event=event, subject=item.pk, case=programme.case_id)
    row = Deviation.objects.create(
        programme=programme,
        item=item,
        kind=made.kind,
        at=at,
        by_id=actor.person_id,
        reason=made.reason,
        before=made.before,
        after=made.after,
        entry_seq=receipt.seq,
    )
    return row, receipt


def _added(
    programme: Programme, change: Change, *, actor: Actor, at: datetime
) -> tuple[Item, dict[str, Any], dict[str, Any]]:
    if change.new is None:
        raise Invalid(_("Chọn đối tượng cần bổ sung."), field="subject")
    item, _receipt = propose_step(actor=actor, at=at, programme=programme, new=change.new)
    return item, {}, told(item)


def _altered(
    programme: Programme, change: Change, *, actor: Actor, at: datetime
) -> tuple[Item, dict[str, Any], dict[str, Any]]:
    item = (
        programme.items.select_for_update(of=("self",))
        .select_related("subject_unit", "subject_person", "lead")
        .filter(pk__in=[change.item_id] if change.item_id else [])
        .first()
    )
    if item is None:
        raise NotFound(_("Không có cuộc này trong chương trình."))
    refuse_kept(actor, item, at=at)
    before = told(item) | {"state": item.state}
    if change.kind == Kind.DROPPED:
        move_item(item, "drop")
        item.dropped_reason = nfc(change.reason).strip()
    elif item.state not in (ItemState.PLANNED, ItemState.RUNNING):
        raise Conflict(_("Cuộc này đã xong hoặc đã đưa ra khỏi chương trình."))
    elif change.kind == Kind.MOVED:
        if change.planned_from is None or change.planned_to is None:
            raise Invalid(_("Ghi thời gian mới của cuộc."), field="planned_from")
        check_dates(programme, change.planned_from, change.planned_to)
        item.planned_from, item.planned_to = change.planned_from, change.planned_to
    elif change.kind == Kind.REASSIGNED:
        if change.lead is None:
            raise Invalid(_("Chọn người phụ trách mới."), field="lead")
        check_lead(programme, item, change.lead, day=local_day(at))
        item.lead_id = change.lead
    else:
        check_contents(programme.unit, change.contents or (), day=local_day(at))
        item.contents = list(change.contents or ())
    old, new = differences(before, told(item) | {"state": item.state})
    if not new:
        raise Invalid(_("Nội dung mới giống nội dung đang có."), field="kind")
    item.save()
    return item, old, new
