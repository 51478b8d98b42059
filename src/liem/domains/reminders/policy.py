"""Who may do what with a reminder: who supervises notes, the one concerned answers, another one reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.spine.access import POSTS, Actor, Answer, Duty, Post, duties_of, no, yes
from liem.spine.people.kinship import kin_of
from liem.spine.people.readers import in_force
from liem.spine.questions.policy import close_to, handled_units, spoken_for
from liem.spine.units.models import Kind, Unit
from liem.spine.units.reach import served_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.people.models import Person

    from .models import Reminder

CONFLICT = "Quy định 131-QĐ/TW năm 2023, Điều 4"
SPEAKS = Duty.ASSIGN_TASKS  # who answers for a unit
_HEADS = (Post.SECRETARY, Post.HEAD_OF_BODY, Post.INSPECTION_CHAIR)
_WATCHERS = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS)
_NOBODY = Q(pk__in=())


# -- conditions on rows


def watched_path(actor: Actor) -> str:
    """Return the path below which the actor's unit may see and give reminders; "" without a unit. One query.

    A commission of inspection reaches what its committee reaches; an office or a board beside it has no part
    in small faults.
    """
    unit = Unit.objects.filter(pk=actor.unit_id).first() if actor.unit_id else None
    if unit is None:
        return ""
    return served_path(unit) if unit.kind == Kind.INSPECTION_COMMISSION else unit.path


def bodies_of(actor: Actor, *, at: datetime) -> frozenset[UUID]:
    """Return the units whose reminders are the actor's to follow: the own one and those that went into it."""
    if actor.unit_id is None or not actor.has(Duty.REMIND):
        return frozenset()
    return handled_units(actor.unit_id, day=local_day(at))


def given_by(actor: Actor, *, at: datetime) -> Q:
    """Return the condition on reminders the actor's body gave."""
    return Q(unit__in=bodies_of(actor, at=at))


def watched_by(actor: Actor) -> Q:
    """Return the condition on reminders about units the actor's body supervises."""
    path = watched_path(actor) if any(actor.has(duty) for duty in _WATCHERS) else ""
    return Q(subject_unit__path__startswith=path) if path else _NOBODY


def about(actor: Actor) -> Q:
    """Return the condition on reminders that concern the actor: oneself, or the unit one works in."""
    oneself = Q(subject_person=actor.person_id) if actor.person_id else _NOBODY
    if actor.unit_id is None or not actor.has(Duty.WORK_TASKS):
        return oneself
    return oneself | Q(subject_unit=actor.unit_id, subject_person__isnull=True)


def kept_from(actor: Actor, *, at: datetime) -> Q:
    """Return the condition on reminders the actor may not handle: about oneself, one's kin, one's unit, and
    units that oneself or kin speaks for."""
    day = local_day(at)
    persons = close_to(actor.person_id, day=day)
    own = Q(subject_unit=actor.unit_id) if actor.unit_id else _NOBODY
    led = Q(subject_unit__in=spoken_for(persons, day=day))
    return Q(own | led, subject_person__isnull=True) | Q(subject_person_id__in=persons)


# -- answers


def may_note(actor: Actor, unit: Unit, person: Person | None, *, at: datetime) -> Answer:
    """Note a fault: a unit or person one supervises; never oneself, one's kin, one's own unit or its head."""
    if not actor.has(Duty.REMIND) or actor.unit_id is None:
        return no(_("Chức danh hiện tại không được ghi nhắc nhở."))
    day = local_day(at)
    if not unit.path.startswith(watched_path(actor)):
        return no(_("%(unit)s nằm ngoài phạm vi theo dõi của bạn.") % {"unit": unit.name})
    if person is None:
        if unit.pk == actor.unit_id:
            return no(_("Không tự nhắc nhở đơn vị mình; chọn một người trong đơn vị."))
        if unit.pk in spoken_for(close_to(actor.person_id, day=day), day=day):
            return no(_("Bạn hoặc thân thích của bạn phụ trách đơn vị này; việc nhắc nhở do người khác làm."))
        return yes()
    if person.pk == actor.person_id:
        return no(_("Không tự nhắc nhở mình."))
    if person.pk in kin_of(actor.person_id, day=day):
        return no(_("Người này là thân thích của bạn; việc nhắc nhở do người khác làm."))
    held = in_force(day).filter(unit=unit, person=person)
    if unit.pk == actor.unit_id and held.filter(post__in=_HEADS).exists():
        return no(_("Người đứng đầu đơn vị do cấp trên nhắc nhở."))
    return yes()


def may_answer(actor: Actor, reminder: Reminder, parts: frozenset[str]) -> Answer:
    """Answer, contest: the person concerned; for a unit, who speaks for it."""
    if "subject" not in parts:
        return no(_("Chỉ người hoặc đơn vị được nhắc nhở mới trả lời."))
    if reminder.subject_person_id == actor.person_id or actor.has(SPEAKS):
        return yes()
    return no(_("Người phụ trách đơn vị trả lời thay đơn vị."))


def may_mend(actor: Actor, reminder: Reminder, parts: frozenset[str]) -> Answer:
    """Mark as mended: the body that gave it, which saw the fault."""
    return may_withdraw(actor, reminder, parts - {"reviewer"})


def may_withdraw(actor: Actor, reminder: Reminder, parts: frozenset[str]) -> Answer:
    """Withdraw: the body that gave it, and whoever may review it."""
    del actor
    if "giver" in parts or "reviewer" in parts:
        return yes()
    if "subject" in parts:
        return no(_("Người, đơn vị được nhắc nhở không tự ghi kết quả cho mình."))
    return no(_("Nhắc nhở này do %(unit)s theo dõi.") % {"unit": reminder.unit.name})


def may_review(actor: Actor, reminder: Reminder, parts: frozenset[str]) -> Answer:
    """Keep a contested one: another person of the body, or of the body above; never who noted it."""
    if "reviewer" in parts:
        return yes()
    if reminder.noted_by_id == actor.person_id:
        return no(_("Người đã ghi nhắc nhở không tự xem lại; nhờ người khác của cơ quan hoặc cấp trên."))
    return may_withdraw(actor, reminder, parts - {"giver"})


def reviews(actor: Actor, reminder: Reminder, *, at: datetime) -> bool:
    """Say whether the actor may look again at what another person noted (conflicts aside)."""
    if reminder.noted_by_id == actor.person_id or not actor.has(Duty.REMIND):
        return False
    if reminder.unit_id in bodies_of(actor, at=at):
        return True
    path = watched_path(actor) if actor.has(Duty.DECIDE_INSPECTIONS) else ""
    return bool(path) and reminder.unit.path.startswith(path)


# -- whom to tell


def posts_with(*duties: Duty) -> list[str]:
    """Return the posts that give one of the duties."""
    return sorted(post for post in POSTS if duties_of(post) & set(duties))


def concerned(reminder: Reminder, *, day: date) -> Iterable[UUID]:
    """Return the persons to tell: the person, or who speaks for the unit."""
    if reminder.subject_person_id:
        return [reminder.subject_person_id]
    speakers = in_force(day).filter(unit=reminder.subject_unit_id, post__in=posts_with(SPEAKS))
    return speakers.values_list("person_id", flat=True)


def body_of(reminder: Reminder, *, day: date) -> list[UUID]:
    """Return the persons of the giving body, and of the one above where nobody else is there to review."""
    barred: set[UUID] = set()
    for person in concerned(reminder, day=day):
        barred |= close_to(person, day=day)
    remind = in_force(day).filter(post__in=posts_with(Duty.REMIND))
    own = [
        pk
        for pk in remind.filter(unit=reminder.unit_id).values_list("person_id", flat=True)
        if pk not in barred
    ]
    if set(own) - {reminder.noted_by_id} or reminder.unit.parent_id is None:
        return own
    above = remind.filter(unit=reminder.unit.parent_id, post__in=posts_with(Duty.DECIDE_INSPECTIONS))
    return own + [pk for pk in above.values_list("person_id", flat=True) if pk not in barred]
