"""Reads of questions: what an actor may see, in which part, and what was decided before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from liem.spine.access import Actor, Duty, NotFound
from liem.spine.cases.models import Case
from liem.spine.units.models import Succession

from . import policy
from .flow import UNDECIDED, State
from .models import Question

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

_WITH = ("to_unit", "about_unit", "about_person", "asked_by", "answered_by", "decided_by", "opened_case")


def questions_for(actor: Actor, *, at: datetime) -> QuerySet[Question]:
    """Return the questions an actor sees: those of the own body without conflict, and those put to oneself
    or to the own unit (never before they were asked)."""
    handled = policy.of_body(actor, at=at) & ~policy.in_conflict(actor, at=at)
    return Question.objects.filter(handled | policy.concerns(actor))


def handled_by(actor: Actor, *, at: datetime) -> QuerySet[Question]:
    """Return only the questions the actor's body handles."""
    return Question.objects.filter(policy.of_body(actor, at=at) & ~policy.in_conflict(actor, at=at))


def put_to(actor: Actor) -> QuerySet[Question]:
    """Return only the questions that were put to the actor or to the own unit."""
    return Question.objects.filter(policy.concerns(actor))


def get_question(actor: Actor, question_id: UUID, *, at: datetime) -> Question:
    """Return a question the actor may see; raises ``NotFound`` for absent and forbidden alike."""
    found = questions_for(actor, at=at).filter(pk=question_id).select_related(*_WITH).first()
    if found is None:
        raise NotFound(_("Không có câu hỏi này."))
    return found


def seen_as(actor: Actor, question: Question, *, at: datetime) -> str:
    """Return the part of the actor: "decider", "handler" (inspects, does not decide), "concerned" or "".

    Two queries at most.
    """
    if handled_by(actor, at=at).filter(pk=question.pk).exists():
        return "decider" if actor.has(Duty.DECIDE_INSPECTIONS) else "handler"
    return "concerned" if put_to(actor).filter(pk=question.pk).exists() else ""


def considered(kind: str, key: str) -> frozenset[str]:
    """Return the dossiers (ids as text) that were evidence of questions already decided for a key."""
    decided = Question.objects.filter(kind=kind, key=key).exclude(state__in=UNDECIDED)
    return frozenset(
        str(each["case"]) for evidence in decided.values_list("evidence", flat=True) for each in evidence
    ) - {""}


def undecided_count(unit_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return how many undecided questions there are about each unit, persons of it included: one query."""
    rows = (
        Question.objects.filter(about_unit__in=list(unit_ids), state__in=UNDECIDED)
        .order_by()
        .values_list("about_unit")
        .annotate(Count("pk"))
    )
    return {unit: count for unit, count in rows if unit is not None}


def twins_of(actor: Actor, question: Question, *, at: datetime) -> list[Question]:
    """Return the undecided questions about the same person or unit into which this one could be merged."""
    same = handled_by(actor, at=at).filter(
        about_unit=question.about_unit_id,
        about_person=question.about_person_id,
        to_unit=question.to_unit_id,
        state__in=UNDECIDED,
    )
    return list(same.exclude(pk=question.pk)[:20])


def cases_to_follow(question: Question, *, limit: int = 50) -> list[Case]:
    """Return the newest dossiers of inspection of the body that the question may be followed with."""
    body = {question.to_unit_id, question.to_unit.parent_id}
    body |= set(Succession.objects.filter(old__in=body).values_list("new_id", flat=True))
    found = Case.objects.filter(unit__in=body, kind="inspection", opened_at__gte=question.raised_at)
    return list(found.order_by("-opened_at")[:limit])


def outcomes(actor: Actor, *, since: datetime, at: datetime) -> tuple[int, int]:
    """Return (followed, dismissed) among the questions the actor handles that were decided since a moment."""
    decided = handled_by(actor, at=at).filter(decided_at__gte=since)
    row = decided.aggregate(
        followed=Count("pk", filter=Q(state=State.FOLLOWED)),
        dismissed=Count("pk", filter=Q(state=State.DISMISSED)),
    )
    return row["followed"], row["dismissed"]
