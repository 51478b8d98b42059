"""What the verbs of programmes share inside their transaction: locks, checks against law and record, a step.

Nothing here opens a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.flow import NotNow
from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.people.models import Person
from liem.spine.people.readers import in_force
from liem.spine.units.models import Unit
from liem.spine.units.reach import body_of, served_path

from . import conflicts, policy, rules, terms
from .events import ItemProposed
from .flow import ITEM_FLOW, ItemState, State
from .models import Item, Period, Programme, Source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor, Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a programme is about. ``contents`` are keys of the content areas in force."""

    period: str
    first: date
    last: date
    purpose: str = ""
    working_rules: str = ""
    contents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """An inspection to put into a programme; ``reason`` is {"words", "parts": [{"words", "points"}]}."""

    procedure: str
    subject_unit: UUID | None = None
    subject_person: UUID | None = None
    contents: tuple[str, ...] = ()
    planned_from: date
    planned_to: date
    lead: UUID | None = None
    source: str = Source.CHOSEN
    reason: Mapping[str, Any] = field(default_factory=dict)


def demand(answer: Answer) -> None:
    """Raise ``NotPermitted`` with the reason of a no."""
    if not answer:
        raise NotPermitted(answer.reason)


def locked(programme_id: UUID) -> Programme:
    """Lock a programme for a verb; raises ``NotFound``."""
    programme = (
        Programme.objects.select_for_update(of=("self",))
        .select_related("unit", "unit__parent", "case")
        .filter(pk=programme_id)
        .first()
    )
    if programme is None:
        raise NotFound(_("Không có chương trình này."))
    return programme


def locked_item(item_id: UUID) -> tuple[Programme, Item]:
    """Lock an item with its programme, the programme first; raises ``NotFound``."""
    owner = Item.objects.filter(pk=item_id).values_list("programme_id", flat=True).first()
    if owner is None:
        raise NotFound(_("Không có cuộc này trong chương trình."))
    programme = locked(owner)
    item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("subject_unit", "subject_person", "lead")
        .get(pk=item_id)
    )
    return programme, item


def refuse_unless_draft(programme: Programme, revision: int | None = None) -> None:
    """Raise ``Conflict`` when the programme is no draft any more, or changed since the page was opened."""
    if programme.state != State.DRAFT:
        raise Conflict(
            _("Chương trình đang ở trạng thái “%(state)s” nên không sửa dự thảo được.")
            % {"state": State(programme.state).label},
            next_step=_(
                "Chương trình đã phê duyệt chỉ đổi bằng “Ghi thay đổi” kèm lý do; đang chờ phê duyệt thì "
                "đề nghị người phê duyệt trả lại."
            ),
        )
    if revision is not None and programme.revision != revision:
        raise Conflict(
            _("Dự thảo đã có người khác sửa sau khi bạn mở trang này."),
            next_step=_("Tải lại trang để thấy nội dung mới, rồi làm lại."),
        )


def touch(programme: Programme) -> None:
    """Count a change of the draft, so that whoever has an older page open is told."""
    programme.revision += 1
    programme.save(update_fields=["revision"])


def move_item(item: Item, verb: str) -> None:
    """Move an item; raises ``Conflict`` when the table of states does not allow it."""
    try:
        item.state = ITEM_FLOW.move(item.state, verb)
    except NotNow:
        raise Conflict(
            _("Cuộc số %(number)s đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"number": item.number, "state": ItemState(item.state).label},
            next_step=_("Tải lại trang để xem bước tiếp theo."),
        ) from None


def check_scope(unit: Unit, scope: Scope, *, day: date) -> None:
    """Raise ``Invalid`` for days that make no such period or contents not in force; ``NoLawInForce``."""
    if scope.period not in Period.values:
        raise Invalid(_("Chọn nhiệm kỳ, năm, sáu tháng hoặc quý."), field="period")
    if not rules.fits(scope.period, scope.first, scope.last):
        raise Invalid(
            _("Từ %(first)s đến %(last)s không phải là một %(period)s.")
            % {
                "first": f"{scope.first:%d/%m/%Y}",
                "last": f"{scope.last:%d/%m/%Y}",
                "period": Period(scope.period).label,
            },
            next_step=_("Sửa ngày đầu, ngày cuối hoặc chọn loại chương trình khác."),
            field="last",
        )
    check_contents(unit, scope.contents, day=day)


def check_contents(unit: Unit, contents: Sequence[str], *, day: date) -> None:
    """Raise ``Invalid`` for a content area not in force; ``NoLawInForce`` where there is no list at all."""
    if contents and set(contents) - set(terms.areas(unit, day=day)):
        raise Invalid(_("Có nội dung không thuộc danh mục nội dung kiểm tra đang dùng."), field="contents")


def check_item(programme: Programme, new: NewItem, *, day: date) -> None:
    """Raise ``Invalid`` for an inspection the body cannot plan: procedure, subject, days, contents."""
    known = {one.id: one for one in terms.procedures(programme.unit, day=day)}
    if new.procedure not in known:
        raise Invalid(
            _("Quy trình này không áp dụng cho cơ quan hoặc chưa có hiệu lực."),
            next_step=_("Chọn quy trình trong danh sách."),
            field="procedure",
        )
    procedure = known[new.procedure]
    wanted = {"organisation"} if new.subject_person is None else {"member", "official"}
    if not wanted & set(procedure.subjects):
        raise Invalid(
            _("Quy trình “%(title)s” không dùng cho loại đối tượng này.") % {"title": procedure.title},
            field="subject",
        )
    check_dates(programme, new.planned_from, new.planned_to)
    check_contents(programme.unit, new.contents, day=day)
    if new.source not in Source.values:
        raise Invalid(_("Không rõ vì sao chọn đối tượng này."), field="source")
    _check_subject(programme, new, day=day)


def check_dates(programme: Programme, first: date, last: date) -> None:
    """Raise ``Invalid`` for days that are turned round or outside the programme."""
    if first > last:
        raise Invalid(_("Ngày kết thúc phải sau ngày bắt đầu."), field="planned_to")
    if first < programme.first or last > programme.last:
        raise Invalid(
            _("Thời gian của cuộc phải nằm trong chương trình: từ %(first)s đến %(last)s.")
            % {"first": f"{programme.first:%d/%m/%Y}", "last": f"{programme.last:%d/%m/%Y}"},
            field="planned_from",
        )


def _check_subject(programme: Programme, new: NewItem, *, day: date) -> None:
    if (new.subject_unit is None) == (new.subject_person is None):
        raise Invalid(_("Chọn một đơn vị hoặc một người làm đối tượng."), field="subject")
    reach = served_path(programme.unit)
    if new.subject_unit is not None:
        unit = Unit.objects.filter(pk=new.subject_unit).first()
        if unit is None or not unit.is_open(day) or unit.pk == programme.unit_id or unit.path == reach:
            raise Invalid(_("Đơn vị này không phải đối tượng kiểm tra."), field="subject")
        paths = [unit.path]
    else:
        held = in_force(day).filter(person_id__in=[new.subject_person])
        paths = list(held.values_list("unit__path", flat=True))
    if not any(path.startswith(reach) for path in paths):
        raise Invalid(_("Đối tượng không thuộc phạm vi kiểm tra của cơ quan."), field="subject")


def check_lead(programme: Programme, item: Item, lead: UUID, *, day: date) -> None:
    """Raise ``Invalid`` when ``lead`` is not of the body or must not lead this inspection (131-QĐ/TW)."""
    body = {programme.unit_id, body_of(programme.unit_id).pk}
    held = in_force(day).filter(person_id=lead, unit_id__in=body, post__in=policy.INSPECT_POSTS)
    if not held.exists():
        raise Invalid(
            _("Người này không làm công tác kiểm tra, giám sát của cơ quan."),
            next_step=_("Chọn người trong danh sách."),
            field="lead",
        )
    against = conflicts.reasons_against(
        lead, body=programme.unit, unit=item.subject_unit, subject=item.subject_person_id, day=day
    )
    if against:
        name = Person.objects.values_list("name", flat=True).get(pk=lead)
        raise Invalid(
            _("%(name)s không được phụ trách cuộc số %(number)s: %(reasons)s.")
            % {"name": name, "number": item.number, "reasons": "; ".join(against)},
            citation=conflicts.BASIS,
            next_step=_("Phân công người khác."),
            field="lead",
        )


def propose_step(*, actor: Actor, at: datetime, programme: Programme, new: NewItem) -> tuple[Item, Receipt]:
    """Put an inspection into a locked programme, in the caller's transaction."""
    day = local_day(at)
    check_item(programme, new, day=day)
    words = nfc(str(new.reason.get("words", ""))).strip()
    parts = [dict(part) for part in new.reason.get("parts", ())]
    last = programme.items.aggregate(last=Max("number"))["last"] or 0
    item = Item(
        programme=programme,
        number=last + 1,
        procedure=new.procedure,
        subject_unit_id=new.subject_unit,
        subject_person_id=new.subject_person,
        contents=list(new.contents),
        planned_from=new.planned_from,
        planned_to=new.planned_to,
        source=new.source,
        reason={"words": words, "parts": parts},
    )
    if new.lead is not None:
        check_lead(programme, item, new.lead, day=day)
        item.lead_id = new.lead
    item.save(force_insert=True)
    event = ItemProposed(
        number=item.number,
        procedure=item.procedure,
        subject_unit=new.subject_unit,
        subject_person=new.subject_person,
        contents=new.contents,
        planned_from=new.planned_from,
        planned_to=new.planned_to,
        source=new.source,
        reason=words,
        points=sum(int(part.get("points", 0)) for part in parts),
    )
    return item, append(actor=actor, at=at, event=event, subject=item.pk, case=programme.case_id)


def told(item: Item) -> dict[str, Any]:
    """Return an item as plain values, for the ledger and for what was approved."""
    return {
        "item": str(item.pk),
        "number": item.number,
        "procedure": item.procedure,
        "subject_unit": str(item.subject_unit_id) if item.subject_unit_id else None,
        "subject_person": str(item.subject_person_id) if item.subject_person_id else None,
        "contents": list(item.contents),
        "planned_from": item.planned_from.isoformat(),
        "planned_to": item.planned_to.isoformat(),
        "lead": str(item.lead_id) if item.lead_id else None,
        "source": item.source,
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stood before and what stands now, changed fields only."""
    changed = [name for name, value in after.items() if before.get(name) != value]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}
