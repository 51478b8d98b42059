"""What is asked before a dossier is opened: procedure, body, subject, days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.kernel.workdays import add_months
from liem.law.book import default_book
from liem.law.errors import NoLawInForce
from liem.law.procedures import Procedure, default_procedures
from liem.spine.access import Invalid, NotFound
from liem.spine.people.models import Person
from liem.spine.people.readers import in_force
from liem.spine.units.models import Kind, Side, Unit
from liem.spine.units.reach import jurisdictions, served_path
from liem.spine.units.readers import open_on

from .models import Body, Origin, Subject

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.people.models import Mandate

AREAS = "inspection.content_areas"
MOST = 2000
CELLS = (Kind.PARTY_CELL, Kind.BASE_CELL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewInspection:
    """What a dossier is opened with. ``subject_unit_id`` of a person is where they belong (found if absent).

    ``proposed_on`` is the day of the proposal (today if absent); ``lookback`` the first and last day of the
    period examined.
    """

    procedure: str
    subject: str = Subject.ORGANISATION
    subject_unit_id: UUID | None = None
    subject_person_id: UUID | None = None
    contents: tuple[str, ...] = ()
    lookback_from: date | None = None
    lookback_to: date | None = None
    origin: str = Origin.PROGRAMME
    origin_case_id: UUID | None = None
    sign: str = ""
    purpose: str = ""
    proposed_on: date | None = None
    planned_to: date | None = None


def body_kind(unit: Unit) -> str:
    """Return which kind of body a unit is, for counting by committees and by commissions."""
    if unit.kind == Kind.INSPECTION_COMMISSION:
        return Body.COMMISSION
    if unit.kind in CELLS:
        return Body.CELL
    return Body.COMMITTEE if unit.side == Side.PARTY else Body.STATE


def procedures_for(unit: Unit, day: date) -> list[Procedure]:
    """Return the procedures a body may open on a day, in the order of the files."""
    body = body_kind(unit)
    every = default_procedures().available(day, jurisdictions=jurisdictions(unit.path))
    return [each for each in every if body in each.bodies]


def procedure_for(unit: Unit, key: str, day: date) -> Procedure:
    """Return a procedure for a body; raises ``Invalid`` where the body may not use it, NoLawInForce."""
    procedure = default_procedures().in_force(key, day, jurisdictions=jurisdictions(unit.path))
    if body_kind(unit) not in procedure.bodies:
        raise Invalid(
            _("%(unit)s không tiến hành được theo quy trình “%(procedure)s”.")
            % {"unit": unit.name, "procedure": procedure.title},
            citation=str(procedure.basis),
            next_step=_("Chọn quy trình khác, hoặc chuyển cho cơ quan có thẩm quyền."),
            field="procedure",
        )
    return procedure


def subject_of(
    unit: Unit, new: NewInspection, procedure: Procedure, *, at: datetime
) -> tuple[Unit, Person | None]:
    """Return unit and person a case is about, within the reach of the body.

    Raises ``Invalid`` (a kind of subject the procedure does not know, nobody named) and ``NotFound`` for what
    stands outside the reach of the body.
    """
    if new.subject not in procedure.subjects:
        raise Invalid(
            _("Quy trình “%(procedure)s” không áp dụng cho loại đối tượng này.")
            % {"procedure": procedure.title},
            citation=str(procedure.basis),
            field="subject",
        )
    reach = served_path(unit)
    if new.subject == Subject.ORGANISATION:
        if new.subject_unit_id is None:
            raise Invalid(_("Chọn tổ chức được kiểm tra, giám sát."), field="subject_unit")
        return _unit(new.subject_unit_id, reach), None
    if new.subject_person_id is None:
        raise Invalid(_("Chọn người được kiểm tra, giám sát."), field="subject_person")
    return _person(new, new.subject_person_id, reach, day=local_day(at))


def _unit(unit_id: UUID, reach: str) -> Unit:
    found = Unit.objects.filter(pk=unit_id, path__startswith=reach).first()
    if found is None:
        raise NotFound(_("Không có đơn vị này trong phạm vi kiểm tra, giám sát."))
    return found


def _person(new: NewInspection, person_id: UUID, reach: str, *, day: date) -> tuple[Unit, Person]:
    held = in_force(day).filter(person_id=person_id, unit__path__startswith=reach)
    if new.subject_unit_id is not None:
        held = held.filter(unit_id=new.subject_unit_id)
    mandate = held.select_related("unit", "person").order_by("-unit__path").first()
    if mandate is None:
        raise NotFound(_("Không có người này trong phạm vi kiểm tra, giám sát."))
    return mandate.unit, mandate.person


def check_lookback(unit: Unit, new: NewInspection, procedure: Procedure, *, day: date) -> None:
    """Refuse a period that ends before it begins or in the future, or is longer than a checked rule lets it.

    Where no rule is in force, or nobody has checked it, any length is taken.
    """
    first, last = new.lookback_from, new.lookback_to
    if first is None and last is None:
        return
    if first is None or last is None or last < first:
        raise Invalid(
            _("Mốc thời gian kiểm tra phải có ngày đầu, ngày cuối, đúng thứ tự."), field="lookback_to"
        )
    if last > day:
        raise Invalid(_("Mốc thời gian kiểm tra không kéo dài tới ngày chưa đến."), field="lookback_to")
    key = procedure.lookback_for(unit.kind)
    if key is None:
        return
    try:
        rule = default_book().in_force(key, day, jurisdictions=jurisdictions(unit.path))
    except NoLawInForce:
        return
    if rule.binding and rule.unit == "mo" and add_months(last, -rule.number()) > first:
        raise Invalid(
            _("Mốc thời gian dài hơn %(months)s tháng.") % {"months": rule.number()},
            citation=str(rule.basis),
            field="lookback_from",
        )


def areas(unit: Unit, day: date) -> dict[str, str]:
    """Return the content areas in force for a body, key → title; empty where nothing is in force."""
    try:
        found = default_book().in_force(AREAS, day, jurisdictions=jurisdictions(unit.path))
    except NoLawInForce:
        return {}
    return {key: str(title) for key, title in found.mapping().items()}


def units_within(unit: Unit, *, day: date) -> list[tuple[UUID, str]]:
    """Return the organisations a body may inspect on a day, in tree order, without itself: one query."""
    found = open_on(day).filter(path__startswith=served_path(unit)).exclude(pk=unit.pk)
    return list(found.values_list("pk", "name")[:MOST])


def persons_within(unit: Unit, *, day: date) -> list[Mandate]:
    """Return the persons a body may inspect on a day, each once with one post: one query."""
    found = in_force(day).filter(unit__path__startswith=served_path(unit)).select_related("person", "unit")
    seen: dict[UUID, Mandate] = {}
    for mandate in found.order_by("person__sort_name", "-unit__path")[:MOST]:
        seen.setdefault(mandate.person_id, mandate)
    return list(seen.values())
