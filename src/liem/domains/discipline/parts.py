"""Who somebody is in a discipline case on a day: handler, decider, appeal body, subject; and who is barred.

Quy định 131-QĐ/TW năm 2023, Điều 4: the person, kin and those of the same unit never handle a case. A cell
that
judges its own member, and a state body that judges its own official, follow the law's own procedure: there
the same unit is no bar; the person and kin are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.spine.access import Duty, Post
from liem.spine.people.kinship import kin_of
from liem.spine.people.models import Mandate
from liem.spine.people.readers import in_force
from liem.spine.units.models import Kind

from .flow import APPEAL_BODY, DECIDER, HANDLER, SCHEDULE
from .flow import SUBJECT as CONCERNED
from .models import DisciplineAppeal, SubjectKind
from .same_unit import shares_a_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.access import Actor

    from .limitation import Span
    from .models import DisciplineCase

HANDLERS: Final = (Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
CELLS: Final = (Kind.PARTY_CELL, Kind.BASE_CELL)
BARRED_BY: Final = "Điều 4 Quy định 131-QĐ/TW năm 2023"
# Who speaks for an organisation that is itself concerned.
LEADERS: Final = (Post.SECRETARY, Post.DEPUTY_SECRETARY, Post.INSPECTION_CHAIR, Post.HEAD_OF_BODY)


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of an actor in a case; ``barred`` says in words why somebody may not handle it."""

    parts: frozenset[str]
    barred: str = ""


def led_by(persons: Iterable[UUID], day: date) -> QuerySet[Mandate, UUID]:
    """Return the units that any of the persons leads on a day: a subquery."""
    held = in_force(day).filter(person_id__in=list(persons), post__in=LEADERS)
    return held.values_list("unit_id", flat=True)


def own_procedure(case: DisciplineCase) -> bool:
    """Say whether the unit of the subject itself is the body that judges by law."""
    return case.unit_id == case.subject_unit_id and (
        case.unit.kind in CELLS or case.subject == SubjectKind.OFFICIAL
    )


def is_concerned(actor: Actor, case: DisciplineCase) -> bool:
    """Say whether the actor is the person concerned, or speaks for the organisation concerned."""
    if case.subject == SubjectKind.ORGANISATION:
        return actor.unit_id == case.subject_unit_id and actor.post in LEADERS
    return actor.person_id is not None and actor.person_id == case.subject_person_id


def bar(
    person_id: UUID | None, case: DisciplineCase, day: date, *, spans: Sequence[Span] | None = None
) -> str:
    """Say why a person may not handle a case, or "". Six queries at most; ``spans`` are the acts of a case
    that is not saved yet."""
    if person_id is None:
        return ""
    if person_id == case.subject_person_id:
        return _("Đồng chí là người liên quan trong hồ sơ này.")
    kin = kin_of(person_id, day=day)
    if case.subject_person_id in kin:
        return _("Đồng chí có quan hệ thân thích với người liên quan.")
    if case.subject == SubjectKind.ORGANISATION and case.subject_unit_id in led_by(kin, day):
        return _("Đồng chí có quan hệ thân thích với người đứng đầu tổ chức này.")
    if not own_procedure(case) and shares_a_unit(person_id, case, day, spans=spans):
        return _("Đồng chí đang hoặc khi có hành vi đã cùng đơn vị với đối tượng.")
    return ""


def parts_of(actor: Actor, case: DisciplineCase, *, at: datetime) -> Parts:
    """Return the parts of an actor in a case (with ``unit`` loaded)."""
    if actor.schedule:
        return Parts(frozenset({SCHEDULE}))
    if is_concerned(actor, case):
        return Parts(frozenset({CONCERNED}))
    barred = bar(actor.person_id, case, local_day(at))
    if barred:
        return Parts(frozenset(), barred)
    found = set()
    if actor.unit_id == case.unit_id and any(actor.has(duty) for duty in HANDLERS):
        found.add(HANDLER)
        if actor.has(Duty.DECIDE_DISCIPLINE):
            found.add(DECIDER)
    appeal = open_appeal(case)
    if appeal is not None and actor.has(Duty.DECIDE_DISCIPLINE):
        addressed = appeal.to_unit_id or case.unit_id
        if actor.unit_id == addressed:
            found.add(APPEAL_BODY)
    return Parts(frozenset(found))


def open_appeal(case: DisciplineCase) -> DisciplineAppeal | None:
    """Return the complaint that is not settled yet, if one."""
    return case.appeals.filter(outcome=DisciplineAppeal.Outcome.NONE).order_by("-filed_on", "-at").first()
