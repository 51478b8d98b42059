"""The verbs of drafting: draft, change the scope, propose, change, drop, assign; draws are in ``draws``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from liem.kernel.clock import local_day
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.units.models import Unit

from . import policy
from .conflicts import refuse_kept
from .events import ItemChanged, ItemDropped, MemberAssigned, ProgrammeDrafted
from .flow import ItemState
from .models import Item, Period, Programme, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor


from .steps import (
    NewItem,
    Scope,
    check_contents,
    check_dates,
    check_lead,
    check_scope,
    demand,
    differences,
    locked,
    locked_item,
    move_item,
    propose_step,
    refuse_unless_draft,
    told,
    touch,
)

__all__ = [
    "NewItem",
    "Scope",
    "assign_member",
    "assign_members",
    "change_item",
    "change_scope",
    "draft",
    "drop_item",
    "propose_item",
    "propose_items",
]


# -- the scope


@override("vi")
def _title(scope: Scope) -> str:
    whole_year = (scope.first.month, scope.first.day, scope.last.month, scope.last.day) == (1, 1, 12, 31)
    if scope.period == Period.YEAR and whole_year and scope.first.year == scope.last.year:
        when = _("năm %(year)s") % {"year": scope.first.year}
    elif scope.period == Period.TERM:
        when = _("nhiệm kỳ %(first)s-%(last)s") % {"first": scope.first.year, "last": scope.last.year}
    else:
        when = _("từ %(first)s đến %(last)s") % {
            "first": f"{scope.first:%d/%m/%Y}",
            "last": f"{scope.last:%d/%m/%Y}",
        }
    return _("Chương trình kiểm tra, giám sát %(when)s") % {"when": when}


def _fill(programme: Programme, scope: Scope) -> None:
    programme.period, programme.first, programme.last = scope.period, scope.first, scope.last
    programme.purpose = nfc(scope.purpose).strip()
    programme.working_rules = nfc(scope.working_rules).strip()
    programme.contents = list(scope.contents)


def _drafted(programme: Programme) -> ProgrammeDrafted:
    return ProgrammeDrafted(
        dossier=programme.case.dossier,
        period=programme.period,
        first=programme.first,
        last=programme.last,
        contents=tuple(programme.contents),
        purpose=programme.purpose,
        working_rules=programme.working_rules,
    )


def draft(*, actor: Actor, at: datetime, unit_id: UUID, scope: Scope) -> tuple[Programme, Receipt]:
    """Begin a programme of the body ``unit_id``. Raises ``NotPermitted``, ``Invalid``, ``NoLawInForce``."""
    with atomic():
        unit = (
            Unit.objects.select_for_update(of=("self",)).select_related("parent").filter(pk=unit_id).first()
        )
        if unit is None:
            raise NotFound(_("Không có đơn vị này."))
        demand(policy.may_draft(actor, unit))
        check_scope(unit, scope, day=local_day(at))
        case = open_case(unit=unit, kind="programme", letters="CTKT", title=_title(scope), at=at)
        programme = Programme(case=case, unit=unit, made_at=at, made_by_id=actor.person_id)
        _fill(programme, scope)
        programme.save(force_insert=True)
        event = _drafted(programme)
        return programme, append(actor=actor, at=at, event=event, subject=programme.pk, case=case.pk)


def change_scope(
    *, actor: Actor, at: datetime, programme_id: UUID, scope: Scope, revision: int | None = None
) -> Receipt:
    """Change what a draft is about. Raises ``Conflict`` after it was submitted or changed by another."""
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_draft(actor, programme.unit))
        refuse_unless_draft(programme, revision)
        check_scope(programme.unit, scope, day=local_day(at))
        outside = programme.items.exclude(state=ItemState.DROPPED).exclude(
            planned_from__gte=scope.first, planned_to__lte=scope.last
        )
        if outside.exists():
            raise Invalid(
                _("Có cuộc nằm ngoài khoảng thời gian mới: %(numbers)s.")
                % {"numbers": ", ".join(str(number) for number in outside.values_list("number", flat=True))},
                next_step=_("Đổi thời gian các cuộc đó trước."),
                field="first",
            )
        _fill(programme, scope)
        programme.revision += 1
        programme.save()
        programme.case.title = _title(scope)
        programme.case.save()
        event = _drafted(programme)
        return append(actor=actor, at=at, event=event, subject=programme.pk, case=programme.case_id)


# -- items


def propose_items(
    *, actor: Actor, at: datetime, programme_id: UUID, items: Sequence[NewItem], revision: int | None = None
) -> list[tuple[Item, Receipt]]:
    """Put inspections into a draft; all stand or fall together.

    A subject that stands in the draft already by the same procedure is refused: nothing twice by a second
    click. Raises ``Invalid``, ``Conflict``, ``NotPermitted``, ``NoLawInForce``.
    """
    if not items:
        raise Invalid(_("Chọn ít nhất một đối tượng."), field="subject")
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_draft(actor, programme.unit))
        refuse_unless_draft(programme, revision)
        known: set[tuple[object, ...]] = set(
            programme.items.exclude(state=ItemState.DROPPED).values_list(
                "procedure", "subject_unit_id", "subject_person_id", "planned_from"
            )
        )
        made = []
        for new in items:
            key = (new.procedure, new.subject_unit, new.subject_person, new.planned_from)
            if key in known:
                raise Conflict(
                    _("Đối tượng này đã có trong dự thảo với cùng quy trình và thời gian."),
                    next_step=_("Tải lại trang để xem các cuộc đã có."),
                )
            known.add(key)
            made.append(propose_step(actor=actor, at=at, programme=programme, new=new))
        touch(programme)
        return made


def propose_item(
    *, actor: Actor, at: datetime, programme_id: UUID, new: NewItem, revision: int | None = None
) -> tuple[Item, Receipt]:
    """Put one inspection into a draft; see :func:`propose_items`."""
    return propose_items(actor=actor, at=at, programme_id=programme_id, items=[new], revision=revision)[0]


def change_item(
    *,
    actor: Actor,
    at: datetime,
    item_id: UUID,
    planned_from: date,
    planned_to: date,
    contents: Sequence[str],
    revision: int | None = None,
) -> Receipt | None:
    """Change days and contents of an inspection of a draft; ``None`` when nothing differs."""
    with atomic():
        programme, item = locked_item(item_id)
        demand(policy.may_draft(actor, programme.unit))
        refuse_kept(actor, item, at=at)
        refuse_unless_draft(programme, revision)
        check_dates(programme, planned_from, planned_to)
        check_contents(programme.unit, contents, day=local_day(at))
        before = told(item)
        item.planned_from, item.planned_to, item.contents = planned_from, planned_to, list(contents)
        old, new = differences(before, told(item))
        if not new:
            return None
        item.save()
        touch(programme)
        event = ItemChanged(before=old, after=new)
        return append(actor=actor, at=at, event=event, subject=item.pk, case=programme.case_id)


def drop_item(
    *, actor: Actor, at: datetime, item_id: UUID, reason: str = "", revision: int | None = None
) -> Receipt:
    """Take an inspection out of a draft; it stays readable. One that was drawn needs a reason."""
    with atomic():
        programme, item = locked_item(item_id)
        demand(policy.may_draft(actor, programme.unit))
        refuse_kept(actor, item, at=at)
        refuse_unless_draft(programme, revision)
        reason = nfc(reason).strip()
        if item.source == Source.RANDOM and not reason:
            raise Invalid(
                _("Cuộc này do bốc thăm. Ghi lý do đưa ra; lý do hiện trong biên bản bốc thăm."),
                field="reason",
            )
        move_item(item, "drop")
        item.dropped_reason = reason
        item.save()
        touch(programme)
        event = ItemDropped(reason=reason)
        return append(actor=actor, at=at, event=event, subject=item.pk, case=programme.case_id)


def assign_members(
    *, actor: Actor, at: datetime, programme_id: UUID, leads: Mapping[UUID, UUID], revision: int | None = None
) -> list[Receipt]:
    """Set who leads which inspection of a draft (item → person); what stays the same is not written again.

    Raises ``Invalid`` with the article for a lead who is kin or of the same unit, ``NotFound`` for an item of
    another programme.
    """
    with atomic():
        programme = locked(programme_id)
        demand(policy.may_draft(actor, programme.unit))
        refuse_unless_draft(programme, revision)
        found = programme.items.select_for_update(of=("self",)).filter(pk__in=leads)
        items = {item.pk: item for item in found.select_related("subject_unit", "subject_person")}
        if set(leads) - set(items):
            raise NotFound(_("Có cuộc không thuộc chương trình này."))
        receipts = []
        for item_id, lead in leads.items():
            item = items[item_id]
            if item.lead_id == lead:
                continue
            refuse_kept(actor, item, at=at)
            check_lead(programme, item, lead, day=local_day(at))
            event = MemberAssigned(lead=lead, before=item.lead_id)
            item.lead_id = lead
            item.save(update_fields=["lead"])
            receipts.append(append(actor=actor, at=at, event=event, subject=item.pk, case=programme.case_id))
        if receipts:
            touch(programme)
        return receipts


def assign_member(*, actor: Actor, at: datetime, item_id: UUID, lead: UUID) -> Receipt | None:
    """Set who leads one inspection of a draft; ``None`` when it is that person already."""
    owner = Item.objects.filter(pk=item_id).values_list("programme_id", flat=True).first()
    if owner is None:
        raise NotFound(_("Không có cuộc này trong chương trình."))
    done = assign_members(actor=actor, at=at, programme_id=owner, leads={item_id: lead})
    return done[0] if done else None
