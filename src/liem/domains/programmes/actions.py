"""The verbs of a programme after drafting: submit, send back, approve, start and finish an item, close.

Drafting is in ``drafting``, draws in ``draws``, changes after approval in ``deviations``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.kernel.text import nfc
from liem.law.procedures import default_procedures
from liem.spine.access import Conflict, Invalid, NotPermitted
from liem.spine.cases.models import Case
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.notices.steps import kept, tell_step
from liem.spine.units.reach import jurisdictions

from . import policy, rules
from .conflicts import refuse_kept
from .events import (
    ItemFinished,
    ItemStarted,
    ProgrammeApproved,
    ProgrammeClosed,
    ProgrammeSentBack,
    ProgrammeSubmitted,
)
from .flow import PROGRAMME_FLOW, ItemState, State
from .models import Item, Programme
from .steps import check_lead, demand, locked, locked_item, move_item, refuse_unless_draft, told

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from liem.spine.access import Actor


def _move(programme: Programme, verb: str) -> None:
    try:
        programme.state = PROGRAMME_FLOW.move(programme.state, verb)
    except NotNow:
        raise Conflict(
            _("Chương trình đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(programme.state).label},
            next_step=_("Tải lại trang để xem bước tiếp theo."),
        ) from None
    programme.revision += 1


def _numbered(programme: Programme) -> list[Item]:
    """Give the items numbers by their dates, without gaps; those dropped come last."""
    items = list(programme.items.select_for_update(of=("self",)).order_by("number"))
    items.sort(
        key=lambda item: (item.state == ItemState.DROPPED, item.planned_from, item.planned_to, item.number)
    )
    highest = max((item.number for item in items), default=0)
    for start in (highest, 0):  # the number is unique: first out of the way, then into place
        for place, item in enumerate(items, start=1):
            item.number = start + place
        Item.objects.bulk_update(items, ["number"])
    return [item for item in items if item.state != ItemState.DROPPED]


def _tell(
    programme: Programme,
    persons: Iterable[UUID | None],
    words: _StrOrPromise,
    receipt: Receipt,
    *,
    at: datetime,
) -> None:
    """Tell persons once about the entry just written; the mail goes out after the commit."""
    tell_step(
        at=at,
        persons=[person for person in persons if person is not None],
        key=f"programmes:{programme.pk}:{receipt.seq}",
        kind="programme",
        words=kept(words, title=programme.case.title),
        path=f"/kiem-tra/chuong-trinh/{programme.pk}/",
    )


def submit(*, actor: Actor, at: datetime, programme_id: UUID, revision: int | None = None) -> Receipt:
    """Send a draft to those who approve. Raises ``Invalid`` naming what is missing, ``Conflict``."""
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_draft(actor, programme.unit))
        refuse_unless_draft(programme, revision)
        open_draw = programme.draws.filter(finished_at=None, abandoned_at=None).first()
        if open_draw is not None:
            raise Conflict(
                _("Buổi bốc thăm %(ceremony)s đã công bố danh sách mà chưa xong.")
                % {"ceremony": open_draw.ceremony},
                next_step=_("Hoàn tất buổi bốc thăm, hoặc ghi lý do không thực hiện."),
            )
        items = _numbered(programme)
        if not items:
            raise Invalid(_("Chương trình chưa có cuộc nào."), next_step=_("Chọn đối tượng ở bước 2."))
        without = [str(item.number) for item in items if item.lead_id is None]
        if without:
            raise Invalid(
                _("Chưa phân công người phụ trách cuộc số %(numbers)s.") % {"numbers": ", ".join(without)},
                next_step=_("Phân công ở bước 3."),
                field="lead",
            )
        _move(programme, "submit")
        programme.submitted_at, programme.submitted_by_id = at, actor.person_id
        programme.save()
        event = ProgrammeSubmitted(items=len(items))
        receipt = append(actor=actor, at=at, event=event, subject=programme.pk, case=programme.case_id)
        words = _lazy("Chương trình chờ phê duyệt: %(title)s")
        _tell(programme, policy.deciding_persons(programme, day=local_day(at)), words, receipt, at=at)
        return receipt


def send_back(*, actor: Actor, at: datetime, programme_id: UUID, reason: str) -> Receipt:
    """Send a submitted programme back to be worked on, with the reason."""
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_decide(actor, programme.unit))
        reason = nfc(reason).strip()
        if not reason:
            raise Invalid(_("Ghi lý do trả lại để người soạn biết cần sửa gì."), field="reason")
        _move(programme, "send_back")
        programme.save()
        event = ProgrammeSentBack(reason=reason)
        receipt = append(actor=actor, at=at, event=event, subject=programme.pk, case=programme.case_id)
        words = _lazy("Dự thảo chương trình được trả lại: %(title)s")
        _tell(programme, {programme.made_by_id, programme.submitted_by_id}, words, receipt, at=at)
        return receipt


def approve(
    *, actor: Actor, at: datetime, programme_id: UUID, decision_number: str = "", revision: int | None = None
) -> Receipt:
    """Approve a submitted programme: its items are frozen in the row and in the ledger.

    The leads are checked again on this day: a mandate or a kinship may have come since. Whoever drafted or
    submitted does not approve, unless the body has one decider. Raises ``NotPermitted``, ``Conflict`` (not
    submitted, approved already), ``Invalid``.
    """
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_decide(actor, programme.unit))
        if revision is not None and programme.revision != revision:
            raise Conflict(
                _("Chương trình đã thay đổi sau khi bạn mở trang này."),
                next_step=_("Tải lại trang và xem lại trước khi phê duyệt."),
            )
        _move(programme, "approve")
        day = local_day(at)
        hands = {programme.made_by_id, programme.submitted_by_id}
        if rules.needs_other_eyes(actor.person_id, hands, policy.deciders(programme, day=day)):
            raise NotPermitted(
                _("Người soạn hoặc trình không tự phê duyệt chương trình."),
                next_step=_("Đề nghị người có thẩm quyền khác của cơ quan hoặc của cấp ủy phê duyệt."),
            )
        kept = programme.items.exclude(state=ItemState.DROPPED).select_related("subject_unit", "lead")
        items = list(kept)
        for item in items:
            if item.lead_id is not None:
                check_lead(programme, item, item.lead_id, day=day)
        programme.frozen = [told(item) for item in items]
        programme.approved_at, programme.approved_by_id = at, actor.person_id
        programme.decision_number = nfc(decision_number).strip()[:60]
        programme.signed = {"name": actor.name, "post": actor.post, "unit": str(actor.unit_id)}
        programme.save()
        event = ProgrammeApproved(decision_number=programme.decision_number, items=programme.frozen)
        receipt = append(actor=actor, at=at, event=event, subject=programme.pk, case=programme.case_id)
        words = _lazy("Chương trình đã phê duyệt, có việc của bạn: %(title)s") % {
            "title": programme.case.title
        }
        _tell(programme, {*hands, *(item.lead_id for item in items)}, words, receipt, at=at)
        return receipt


# -- running


def start_item(*, actor: Actor, at: datetime, item_id: UUID) -> tuple[Item, Case, Receipt | None]:
    """Open the dossier of a planned inspection and mark it running.

    One that runs already gives its dossier and no receipt: the page may be sent twice. Raises ``Conflict``
    (programme not approved, item dropped or done), ``NotPermitted``, ``NoLawInForce``.
    """
    with atomic():
        programme, item = locked_item(item_id)
        demand(policy.may_run(actor, programme.unit))
        refuse_kept(actor, item, at=at)
        if item.state == ItemState.RUNNING and item.inspection_case is not None:
            return item, item.inspection_case, None
        if programme.state != State.APPROVED:
            raise Conflict(
                _("Chương trình chưa được phê duyệt hoặc đã tổng kết nên không mở cuộc được."),
                next_step=_("Trình phê duyệt chương trình trước."),
            )
        move_item(item, "start")
        procedure = default_procedures().in_force(
            item.procedure, local_day(at), jurisdictions=jurisdictions(programme.unit.path)
        )
        title = f"{procedure.title}: {item.subject_person or item.subject_unit}"
        case = open_case(
            unit=programme.unit, kind="inspection", letters=procedure.letters, title=title, at=at
        )
        item.inspection_case = case
        item.save()
        event = ItemStarted(dossier=case.dossier)
        return item, case, append(actor=actor, at=at, event=event, subject=item.pk, case=programme.case_id)


def finish_item_step(*, actor: Actor, at: datetime, case_id: UUID) -> Receipt | None:
    """Mark the item of a dossier done, inside the caller's transaction; see :func:`finish_item`."""
    item_id = Item.objects.filter(inspection_case=case_id).values_list("pk", flat=True).first()
    if item_id is None:
        return None
    programme, item = locked_item(item_id)
    if item.state == ItemState.DONE:
        return None
    demand(policy.may_run(actor, programme.unit))
    move_item(item, "finish")
    item.done_at = at
    item.save()
    dossier = item.inspection_case.dossier if item.inspection_case else ""
    event = ItemFinished(dossier=dossier)
    return append(actor=actor, at=at, event=event, subject=item.pk, case=programme.case_id)


def finish_item(*, actor: Actor, at: datetime, case_id: UUID) -> Receipt | None:
    """Mark the item of a dossier done; ``None`` for a dossier of no programme, or when it is done already."""
    with atomic():
        return finish_item_step(actor=actor, at=at, case_id=case_id)


def close(*, actor: Actor, at: datetime, programme_id: UUID, summary: str) -> Receipt:
    """Sum up a programme. What was never begun must be dropped first, with a reason; what runs goes on."""
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_decide(actor, programme.unit))
        summary = nfc(summary).strip()
        if not summary:
            raise Invalid(_("Ghi tóm tắt kết quả thực hiện chương trình."), field="summary")
        open_draw = programme.draws.filter(finished_at=None, abandoned_at=None).first()
        if open_draw is not None:
            raise Conflict(
                _("Buổi bốc thăm %(ceremony)s đã công bố danh sách mà chưa xong.")
                % {"ceremony": open_draw.ceremony},
                next_step=_("Hoàn tất buổi đó, hoặc ghi lý do không thực hiện."),
            )
        counts: dict[str, Any] = dict.fromkeys(ItemState.values, 0)
        waiting = []
        for state, number in programme.items.values_list("state", "number"):
            counts[state] += 1
            if state == ItemState.PLANNED:
                waiting.append(str(number))
        if programme.state == State.APPROVED and waiting:
            raise Conflict(
                _("Còn cuộc chưa làm: số %(numbers)s.") % {"numbers": ", ".join(waiting)},
                next_step=_("Đưa ra khỏi chương trình kèm lý do (“Ghi thay đổi”) rồi tổng kết."),
            )
        _move(programme, "close")
        programme.closed_at, programme.summary = at, summary
        programme.save()
        programme.case.closed_at = at
        programme.case.save()
        event = ProgrammeClosed(
            done=counts[ItemState.DONE],
            running=counts[ItemState.RUNNING],
            dropped=counts[ItemState.DROPPED],
            summary=summary,
        )
        return append(actor=actor, at=at, event=event, subject=programme.pk, case=programme.case_id)
