"""Who may do what with a question: its body decides, the one concerned answers, nobody in conflict decides.

Quy định 131-QĐ/TW năm 2023, Điều 4: whoever is concerned, is kin of the person concerned or works in the same
unit has no part in the decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.spine.access import POSTS, Actor, Answer, Duty, duties_of, no, yes
from liem.spine.people.kinship import kin_of
from liem.spine.people.readers import in_force
from liem.spine.units.models import Succession
from liem.spine.units.reach import SERVES_ITS_PARENT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.people.models import Mandate
    from liem.spine.units.models import Unit

    from .models import Question

CONFLICT = "Quy định 131-QĐ/TW năm 2023, Điều 4"
_HANDLERS = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
# who speaks for a unit when the unit itself is asked
SPEAKS = Duty.ASSIGN_TASKS


def posts_with(*duties: Duty) -> list[str]:
    """Return the posts that give one of the duties."""
    return sorted(post for post in POSTS if duties_of(post) & set(duties))


def handled_units(unit_id: UUID, *, day: date) -> frozenset[UUID]:
    """Return a unit and those that went into it by ``day``, theirs before them included: what a ceased body
    had to decide is not left to nobody. One query for each step back, usually one."""
    found, newest = {unit_id}, {unit_id}
    while newest:
        older = Succession.objects.filter(new__in=newest, on__lte=day).values_list("old_id", flat=True)
        newest = set(older) - found
        found |= newest
    return frozenset(found)


def of_body(actor: Actor, *, at: datetime) -> Q:
    """Return the condition on questions the actor's body handles, whoever they are about."""
    if actor.unit_id is None or not any(actor.has(duty) for duty in _HANDLERS):
        return Q(pk__in=())
    units = handled_units(actor.unit_id, day=local_day(at))
    served = Q(to_unit__parent__in=units, to_unit__kind__in=[str(kind) for kind in SERVES_ITS_PARENT])
    own = Q(to_unit__in=units)
    return own | served if actor.has(Duty.DECIDE_INSPECTIONS) else own


def close_to(person_id: UUID | None, *, day: date) -> frozenset[UUID]:
    """Return a person with the kin on record."""
    return kin_of(person_id, day=day) | {person_id} if person_id is not None else frozenset()


def spoken_for(persons: Iterable[UUID], *, day: date) -> QuerySet[Mandate, UUID]:
    """Return the units any of the persons speaks for, by whichever mandate: a subquery."""
    held = in_force(day).filter(person_id__in=list(persons), post__in=posts_with(SPEAKS))
    return held.values_list("unit_id", flat=True)


def in_conflict(actor: Actor, *, at: datetime) -> Q:
    """Return the condition on questions the actor must keep away from: about oneself, kin, the own unit, and
    units that oneself or kin speaks for."""
    day = local_day(at)
    persons = close_to(actor.person_id, day=day)
    found = Q(about_person_id__in=persons) | Q(
        about_unit_id__in=spoken_for(persons, day=day), about_person__isnull=True
    )
    if actor.unit_id is None:
        return found
    colleagues = in_force(day).filter(unit_id=actor.unit_id).values("person_id")
    own = Q(about_unit_id=actor.unit_id, about_person__isnull=True)
    return found | own | Q(about_person_id__in=colleagues)


def concerns(actor: Actor) -> Q:
    """Return the condition on questions that were put to the actor: to oneself, or to the unit one works
    in."""
    oneself = Q(about_person_id=actor.person_id) if actor.person_id else Q(pk__in=())
    unit = (
        Q(about_unit_id=actor.unit_id, about_person__isnull=True)
        if actor.unit_id and actor.has(Duty.WORK_TASKS)
        else Q(pk__in=())
    )
    return Q(asked_at__isnull=False) & (oneself | unit)


def deciders_of(unit: Unit, *, about_person: UUID | None, about_unit: UUID | None, day: date) -> list[UUID]:
    """Return the persons of a body who handle questions on ``day``, without those in conflict with it."""
    if about_unit == unit.pk and about_person is None:
        return []
    holders = in_force(day).filter(unit=unit, post__in=posts_with(*_HANDLERS))
    barred = set(close_to(about_person, day=day))
    if about_person is None and about_unit is not None:
        speakers = in_force(day).filter(unit_id=about_unit, post__in=posts_with(SPEAKS))
        for speaker in speakers.values_list("person_id", flat=True):
            barred |= close_to(speaker, day=day)
    if about_person and in_force(day).filter(unit=unit, person_id=about_person).exists():
        return []
    return [pk for pk in dict.fromkeys(holders.values_list("person_id", flat=True)) if pk not in barred]


def concerned(question: Question, *, day: date) -> Iterable[UUID]:
    """Return the persons to tell that a question was put to them: the person, or who speaks for the unit."""
    if question.about_person_id:
        return [question.about_person_id]
    if question.about_unit_id is None:
        return []
    speakers = in_force(day).filter(unit_id=question.about_unit_id, post__in=posts_with(SPEAKS))
    return speakers.values_list("person_id", flat=True)


def may_handle(actor: Actor, question: Question, part: str) -> Answer:
    """Ask the one concerned, merge: whoever inspects or decides in the body. ``part``: see ``seen_as``."""
    del question
    if part in ("decider", "handler"):
        return yes()
    return no(_not_yours(actor, part))


def may_decide(actor: Actor, question: Question, part: str) -> Answer:
    """Dismiss, follow: who decides inspections in the body, or in the committee the body serves."""
    if part == "decider":
        return yes()
    if part == "handler":
        return no(
            _("Chỉ người có thẩm quyền quyết định của %(unit)s mới kết thúc câu hỏi.")
            % {"unit": question.to_unit.name}
        )
    return no(_not_yours(actor, part))


def may_answer(actor: Actor, question: Question, part: str) -> Answer:
    """Answer: the person concerned; for a unit, who speaks for it."""
    if part != "concerned":
        return no(_("Chỉ người hoặc đơn vị được hỏi mới trả lời."))
    if question.about_person_id == actor.person_id or actor.has(SPEAKS):
        return yes()
    return no(_("Người phụ trách đơn vị trả lời thay đơn vị."))


def _not_yours(actor: Actor, part: str) -> str:
    del actor
    if part == "concerned":
        return _("Người, đơn vị liên quan không tham gia xem xét câu hỏi về mình.")
    return _("Câu hỏi này thuộc cơ quan khác.")
