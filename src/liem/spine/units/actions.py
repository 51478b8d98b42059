"""The verbs of units, in the order of a unit's life: open, rename, merge, close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day, start_of_day
from liem.kernel.text import nfc
from liem.spine.access import Actor, Conflict, Duty, Invalid, NotPermitted
from liem.spine.ledger.append import Receipt, append
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox import jobs

from .events import UnitClosed, UnitOpened, UnitRenamed
from .models import Kind, Level, Side, Succession, Unit, UnitName
from .readers import by_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from uuid import UUID

_BLOCK: Final = 500  # rows in one statement
HAND_OVER_JOB: Final = "tasks.hand_over_left"  # handled by the room of tasks, which stands above this one


@dataclass(frozen=True, slots=True)
class NewUnit:
    """What is told about a unit when it comes into being."""

    code: str
    name: str
    kind: str
    level: str
    side: str
    valid_from: date
    parent_code: str = ""
    short_name: str = ""
    document_symbol: str = ""
    households: int | None = None
    inhabitants: int | None = None
    border: bool = False
    basis: str = ""


def _may_manage(actor: Actor, path: str) -> None:
    if not actor.has(Duty.MANAGE_UNITS):
        raise NotPermitted(
            _("Chức danh hiện tại không được quản lý đơn vị."),
            next_step=_("Nhờ cán bộ tổ chức của cấp ủy thực hiện."),
        )
    if not (actor.schedule or actor.over(path)):
        raise NotPermitted(_("Đơn vị này nằm ngoài phạm vi quản lý của bạn."))


def open_unit_step(*, actor: Actor, at: datetime, new: NewUnit) -> tuple[Unit, Receipt]:
    """Open one unit inside a running transaction; shared with the first unit of an installation."""
    parent = Unit.objects.filter(code=new.parent_code).first() if new.parent_code else None
    unit = _drawn_up(actor, new, parent)
    if Unit.objects.filter(code=new.code).exists():
        raise _taken(new.code)
    unit.save(force_insert=True)
    UnitName.objects.create(unit=unit, name=unit.name, valid_from=new.valid_from, basis=nfc(new.basis))
    return unit, _opened(unit, new, actor=actor, at=at)


def open_units_step(
    *, actor: Actor, at: datetime, news: Sequence[NewUnit], tell: Callable[[int], None]
) -> dict[str, Unit]:
    """Open many units inside a running transaction, each after its parent; gives them by code.

    As if one after the other, each with its entry, but the rows are written in blocks. ``tell`` hears how
    many are done.
    """
    known = by_code(code for new in news for code in (new.code, new.parent_code))
    made: dict[str, Unit] = {}
    for new in news:
        if new.code in known or new.code in made:
            raise _taken(new.code)
        made[new.code] = _drawn_up(actor, new, made.get(new.parent_code) or known.get(new.parent_code))
    for unit in made.values():
        unit.keep_folded()
    Unit.objects.bulk_create(made.values(), batch_size=_BLOCK)
    names = (
        UnitName(
            unit=made[new.code], name=made[new.code].name, valid_from=new.valid_from, basis=nfc(new.basis)
        )
        for new in news
    )
    UnitName.objects.bulk_create(names, batch_size=_BLOCK)
    for number, new in enumerate(news, start=1):
        _opened(made[new.code], new, actor=actor, at=at)
        tell(number)
    return made


def _drawn_up(actor: Actor, new: NewUnit, parent: Unit | None) -> Unit:
    """Return the unit that ``new`` tells of, not saved yet. Raises ``Invalid``, ``NotPermitted``."""
    for value, known, field in (
        (new.kind, Kind.values, "kind"),
        (new.level, Level.values, "level"),
        (new.side, Side.values, "side"),
    ):
        if value not in known:
            raise Invalid(_("Giá trị “%(value)s” không có trong danh mục.") % {"value": value}, field=field)
    if new.parent_code and parent is None:
        raise Invalid(
            _("Không có đơn vị cấp trên mang mã “%(code)s”.") % {"code": new.parent_code},
            next_step=_("Thêm đơn vị cấp trên trước, hoặc sửa mã."),
            field="parent_code",
        )
    if parent is not None and parent.valid_to is not None and parent.valid_to <= new.valid_from:
        raise Invalid(
            _("%(name)s đã kết thúc hoạt động từ ngày %(day)s.")
            % {"name": parent.name, "day": f"{parent.valid_to:%d/%m/%Y}"},
            next_step=_("Chọn đơn vị cấp trên đang hoạt động."),
            field="parent_code",
        )
    path = f"{parent.path if parent else '/'}{new.code}/"
    _may_manage(actor, path)
    return Unit(
        code=new.code,
        name=nfc(new.name),
        short_name=nfc(new.short_name),
        kind=new.kind,
        level=new.level,
        side=new.side,
        document_symbol=nfc(new.document_symbol),
        parent=parent,
        path=path,
        households=new.households,
        inhabitants=new.inhabitants,
        border=new.border,
        valid_from=new.valid_from,
    )


def _taken(code: str) -> Conflict:
    return Conflict(
        _("Mã đơn vị “%(code)s” đã có.") % {"code": code}, next_step=_("Chọn mã khác."), field="code"
    )


def _opened(unit: Unit, new: NewUnit, *, actor: Actor, at: datetime) -> Receipt:
    event = UnitOpened(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        level=unit.level,
        side=unit.side,
        parent=unit.parent_id,
        valid_from=new.valid_from,
        basis=new.basis,
    )
    return append(actor=actor, at=at, event=event, subject=unit.pk)


def open_unit(*, actor: Actor, at: datetime, new: NewUnit) -> tuple[Unit, Receipt]:
    """Open a unit. Raises ``NotPermitted``, ``Invalid`` (unknown kind, level, side or parent), ``Conflict``
    (code taken)."""
    with atomic():
        return open_unit_step(actor=actor, at=at, new=new)


def rename_unit(
    *, actor: Actor, at: datetime, unit_id: UUID, name: str, valid_from: date, basis: str
) -> Receipt:
    """Give a unit another name from a day on; the earlier names stay with their dates."""
    with atomic():
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        _may_manage(actor, unit.path)
        name = nfc(name).strip()
        if not name:
            raise Invalid(_("Tên mới còn trống."), field="name")
        if valid_from > local_day(at):
            raise Invalid(
                _("Tên mới chỉ ghi được từ ngày có hiệu lực trở đi."),
                next_step=_("Đến ngày %(day)s hãy ghi lại.") % {"day": f"{valid_from:%d/%m/%Y}"},
                field="valid_from",
            )
        last = unit.names.last()
        if last is not None and valid_from <= last.valid_from:
            raise Invalid(
                _("Ngày đổi tên phải sau ngày %(day)s của tên hiện tại.")
                % {"day": f"{last.valid_from:%d/%m/%Y}"},
                field="valid_from",
            )
        old = unit.name
        UnitName.objects.create(unit=unit, name=name, valid_from=valid_from, basis=nfc(basis))
        unit.name = name
        unit.save(update_fields=["name", "folded"])
        event = UnitRenamed(old_name=old, new_name=name, valid_from=valid_from, basis=basis)
        return append(actor=actor, at=at, event=event, subject=unit.pk)


def merge_units(
    *,
    actor: Actor,
    at: datetime,
    old_ids: Sequence[UUID],
    new_id: UUID,
    on: date,
    basis: str,
    how: str = "merged",
) -> list[Receipt]:
    """Close ``old_ids`` on a day and name ``new_id`` as what they went into. Rows, tasks and names stay.

    Raises ``NotPermitted`` unless all of them and the new one are within the actor's units, ``Invalid`` when
    the new one does not exist on that day, ``Conflict`` when an old one has ended already.
    """
    with atomic():
        new = Unit.objects.get(pk=new_id)
        _may_manage(actor, new.path)
        if not new.is_open(on):
            raise Invalid(
                _("%(name)s không hoạt động vào ngày %(day)s nên không nhận sáp nhập được.")
                % {"name": new.name, "day": f"{on:%d/%m/%Y}"},
                field="on",
            )
        receipts = []
        for old in Unit.objects.select_for_update().filter(pk__in=old_ids).order_by("path"):
            _may_manage(actor, old.path)
            if old.pk == new.pk:
                raise Invalid(_("Một đơn vị không thể sáp nhập vào chính nó."))
            _still_open(old)
            Succession.objects.create(old=old, new=new, how=how, on=on, basis=nfc(basis))
            receipts.append(
                close_step(actor=actor, at=at, unit=old, on=on, how=how, successors=(new.pk,), basis=basis)
            )
        return receipts


def close_unit(*, actor: Actor, at: datetime, unit_id: UUID, on: date, basis: str) -> Receipt:
    """Close a unit on a day (the first day it no longer exists) without a successor."""
    with atomic():
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        _may_manage(actor, unit.path)
        return close_step(actor=actor, at=at, unit=unit, on=on, how="abolished", successors=(), basis=basis)


def _still_open(unit: Unit) -> None:
    if unit.valid_to is not None:
        raise Conflict(_("%(name)s đã kết thúc hoạt động từ trước.") % {"name": unit.name})


def close_step(
    *, actor: Actor, at: datetime, unit: Unit, on: date, how: str, successors: tuple[UUID, ...], basis: str
) -> Receipt:
    """Close one unit inside a running transaction; shared with the import of a table.

    The hand-over of its open tasks is queued for the day it ends, in the same transaction.
    """
    _still_open(unit)
    if on <= unit.valid_from:
        raise Invalid(_("Ngày kết thúc phải sau ngày thành lập."), field="on")
    unit.valid_to = on
    unit.save(update_fields=["valid_to"])
    if successors:
        jobs.put(HAND_OVER_JOB, at=at, run_at=max(start_of_day(on), at), args={"unit_id": str(unit.pk)})
    event = UnitClosed(valid_to=on, how=how, successors=successors, basis=basis)
    return append(actor=actor, at=at, event=event, subject=unit.pk)
