"""The rule of each purpose: the terms law demands, who may hold the draw, on what ground a line stays out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.law import NoLawInForce, default_book
from liem.spine.access import Actor, Answer, Duty, Invalid, NotPermitted, no, yes
from liem.spine.units.reach import jurisdictions

from .models import Purpose

if TYPE_CHECKING:
    from datetime import date

    from liem.law.provision import Provision
    from liem.spine.units.models import Unit

LEAST: Final = {Purpose.BODIES: "verify.bodies.min", Purpose.DECLARANTS: "verify.people.min"}
EXCLUDE, YEARS, WITNESSES = "verify.pool.exclude", "verify.pool.years", "verify.draw.witness"
FEWEST_BODIES: Final = 2  # one body alone could choose its digits
_INSPECTS: Final = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
HOLDERS: Final = {
    Purpose.BODIES: _INSPECTS,
    Purpose.DECLARANTS: _INSPECTS,
    Purpose.INSPECTION: _INSPECTS,
    Purpose.RECOUNT: (*_INSPECTS, Duty.ASSIGN_TASKS),
    Purpose.CALL_BACK: (*_INSPECTS, Duty.ASSIGN_TASKS),
    Purpose.SURVEY: (*_INSPECTS, Duty.ASSIGN_TASKS),
}
OF_PEOPLE: Final = (Purpose.DECLARANTS, Purpose.RECOUNT, Purpose.CALL_BACK, Purpose.SURVEY)


def provision(key: str, unit: Unit, *, day: date) -> Provision | None:
    """Return what is in force for a unit on a day; None where the law is silent."""
    try:
        return default_book().in_force(key, day, jurisdictions=jurisdictions(unit.path))
    except NoLawInForce:
        return None


def least(purpose: str, unit: Unit, *, day: date) -> Provision | None:
    """Return the smallest share that may be drawn for a purpose; None where nothing says."""
    key = LEAST.get(Purpose(purpose))
    return provision(key, unit, day=day) if key else None


def grounds(purpose: str, unit: Unit, *, day: date) -> tuple[str, ...]:
    """Return the lawful grounds to leave somebody out; empty where a reason in words is enough."""
    if purpose != Purpose.DECLARANTS:
        return ()
    listed = provision(EXCLUDE, unit, day=day)
    years = provision(YEARS, unit, day=day)
    found = [str(one) for one in listed.value] if listed and isinstance(listed.value, tuple) else []
    if years is not None:
        found.append(f"đã được xác minh trong {years.number()} năm liền trước")
    return tuple(found)


def may_hold(actor: Actor, unit: Unit, purpose: str) -> Answer:
    """Say whether the actor announces and leads draws of a unit for a purpose."""
    if actor.unit_id != unit.pk:
        return no(_("Buổi bốc thăm này thuộc đơn vị khác."))
    if not any(actor.has(duty) for duty in HOLDERS[Purpose(purpose)]):
        return no(_("Chức danh hiện tại không được mở buổi bốc thăm loại này."))
    return yes()


def demand_holder(actor: Actor, unit: Unit, purpose: str) -> None:
    """Raise ``NotPermitted`` for who may not hold such a draw, ``Invalid`` for a purpose that is none."""
    if purpose not in Purpose.values:
        raise Invalid(_("Chọn mục đích bốc thăm."), field="purpose")
    answer = may_hold(actor, unit, purpose)
    if not answer:
        raise NotPermitted(answer.reason)
