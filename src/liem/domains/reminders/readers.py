"""Reads of reminders: what an actor may see and in which part; how one repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from liem.kernel.clock import local_day
from liem.spine.access import Actor, NotFound
from liem.spine.people.kinship import kin_of
from liem.spine.people.models import Mandate
from liem.spine.people.readers import in_force
from liem.spine.questions import readers as questions
from liem.spine.units.models import Unit

from . import policy, rules, terms
from .models import Reminder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from uuid import UUID

    from liem.spine.vault.models import Blob

QUESTION = "reminders.repeated"
_WITH = (
    "case",
    "unit",
    "unit__parent",
    "subject_unit",
    "subject_person",
    "noted_by",
    "answered_by",
    "reviewed_by",
    "mended_by",
    "ended_by",
    "blob",
    "answer_blob",
    "mended_blob",
)


def reminders_for(actor: Actor, *, at: datetime) -> QuerySet[Reminder]:
    """Return the reminders an actor sees: those of the own body and of the units it supervises, without
    conflict, and those about oneself or the own unit."""
    return Reminder.objects.filter(_handled(actor, at=at) | policy.about(actor))


def given(actor: Actor, *, at: datetime) -> QuerySet[Reminder]:
    """Return the reminders the actor's body gave, without those the actor must keep away from."""
    return Reminder.objects.filter(policy.given_by(actor, at=at) & ~policy.kept_from(actor, at=at))


def received(actor: Actor) -> QuerySet[Reminder]:
    """Return the reminders about the actor, or about the unit the actor works in."""
    return Reminder.objects.filter(policy.about(actor))


def supervised(actor: Actor, *, at: datetime) -> QuerySet[Reminder]:
    """Return the reminders about units the actor's body supervises, whoever gave them."""
    return Reminder.objects.filter(policy.watched_by(actor) & ~policy.kept_from(actor, at=at))


def _handled(actor: Actor, *, at: datetime) -> Q:
    return (policy.given_by(actor, at=at) | policy.watched_by(actor)) & ~policy.kept_from(actor, at=at)


def get_reminder(actor: Actor, reminder_id: UUID, *, at: datetime) -> Reminder:
    """Return a reminder the actor may see; raises ``NotFound`` for absent and forbidden alike."""
    found = reminders_for(actor, at=at).filter(pk=reminder_id).select_related(*_WITH).first()
    if found is None:
        raise NotFound(_("Không có nhắc nhở này."))
    return found


def parts_of(actor: Actor, reminder: Reminder, *, at: datetime) -> frozenset[str]:
    """Return the actor's parts: "giver", "reviewer", "watcher", "subject"; empty for none. Few queries."""
    one = Reminder.objects.filter(pk=reminder.pk)
    if one.filter(policy.about(actor)).exists():
        return frozenset({"subject"})
    if not one.filter(_handled(actor, at=at)).exists():
        return frozenset()
    parts = {"watcher"}
    if reminder.unit_id in policy.bodies_of(actor, at=at):
        parts.add("giver")
    if policy.reviews(actor, reminder, at=at):
        parts.add("reviewer")
    return frozenset(parts)


def files_of(reminder: Reminder) -> dict[str, tuple[Blob, str]]:
    """Return the files of a reminder by what they are: "proof", "answer", "mended" → (blob, name)."""
    found = {"proof": (reminder.blob, reminder.file_name)}
    if reminder.answer_blob is not None:
        found["answer"] = (reminder.answer_blob, reminder.answer_file_name)
    if reminder.mended_blob is not None:
        found["mended"] = (reminder.mended_blob, reminder.mended_file_name)
    return found


# -- how one repeats


def key_of(reminder: Reminder) -> str:
    """Return what makes two reminders repeats of each other: the same subject and the same content."""
    return f"{reminder.subject_person_id or reminder.subject_unit_id}:{reminder.content}"


def same_matter(reminder: Reminder) -> QuerySet[Reminder]:
    """Return the reminders of the same subject and content, this one included, by the day of the fault."""
    same = Reminder.objects.filter(content=reminder.content)
    if reminder.subject_person_id:
        same = same.filter(subject_person=reminder.subject_person_id)
    else:
        same = same.filter(subject_unit=reminder.subject_unit_id, subject_person__isnull=True)
    return same.order_by("happened_on", "noted_at")


def noted(reminder: Reminder) -> rules.Noted:
    """Return a reminder as the rules see it."""
    return rules.Noted(case=str(reminder.case_id), happened_on=reminder.happened_on, state=reminder.state)


@dataclass(frozen=True, slots=True)
class History:
    """How a reminder repeats: all of the same matter, the dossiers that count together, the rule's numbers.

    ``window`` (months) and ``threshold`` are ``None`` where no rule in force says when repeats add up.
    """

    all: Sequence[Reminder]
    counted: frozenset[str]
    window: int | None
    threshold: int | None


def history(reminder: Reminder, *, day: date) -> History:
    """Return how a reminder repeats, by the rules of its body on ``day``: two queries."""
    rows = list(same_matter(reminder).select_related("case", "unit"))
    numbers = terms.counting(reminder.unit.path, day)
    if numbers is None:
        return History(rows, frozenset(), None, None)
    window, threshold = numbers
    group = rules.repeats(
        noted(reminder),
        [noted(each) for each in rows],
        window=window,
        considered=questions.considered(QUESTION, key_of(reminder)),
    )
    return History(rows, frozenset(each.case for each in group), window, threshold)


def due_to_lapse(day: date) -> list[UUID]:
    """Return the mended reminders whose day has come, or whose day nobody knew yet."""
    due = Reminder.objects.filter(state="mended").filter(Q(lapse_on__lte=day) | Q(lapse_on__isnull=True))
    return list(due.values_list("pk", flat=True))


# -- whom one may remind


def units_to_remind(actor: Actor, *, at: datetime) -> QuerySet[Unit]:
    """Return the open units an actor supervises, the own one first."""
    day = local_day(at)
    path = policy.watched_path(actor)
    if not path:
        return Unit.objects.none()
    found = Unit.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day), path__startswith=path, valid_from__lte=day
    )
    own = Case(When(pk=actor.unit_id, then=Value(0)), default=Value(1), output_field=IntegerField())
    return found.order_by(own, "path")


def people_to_remind(actor: Actor, *, unit_ids: Sequence[UUID], at: datetime) -> list[Mandate]:
    """Return who holds a post in the units, one line a person and unit, without oneself and one's kin."""
    day = local_day(at)
    away = {actor.person_id, *kin_of(actor.person_id, day=day)}
    held = in_force(day).filter(unit__in=unit_ids).select_related("person", "unit")
    lines: dict[tuple[UUID, UUID], Mandate] = {}
    for mandate in held.order_by("unit__path", "person__sort_name"):
        if mandate.person_id not in away:
            lines.setdefault((mandate.unit_id, mandate.person_id), mandate)
    return list(lines.values())


# -- what waits


def waiting_for(actor: Actor, *, at: datetime, limit: int = 5) -> list[Reminder]:
    """Return what waits for the actor: reminders to answer, then contested ones to look at again."""
    mine = received(actor).filter(state="told")
    if not actor.has(policy.SPEAKS):  # a unit is answered for by who speaks for it
        mine = mine.filter(subject_person=actor.person_id)
    others = given(actor, at=at) | supervised(actor, at=at)
    contested = others.filter(state="contested").exclude(noted_by=actor.person_id)
    found = [*mine.select_related(*_WITH)[:limit], *contested.select_related(*_WITH)[: 4 * limit]]
    return [each for each in found if each.state == "told" or policy.reviews(actor, each, at=at)][:limit]
