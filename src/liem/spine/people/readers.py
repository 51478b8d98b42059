"""Reads of people: the actor of an account on a day, who holds a post, search by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from liem.kernel.clock import local_day
from liem.kernel.text import fold
from liem.spine.access import Actor, duties_of

from .models import Account, Mandate, Person

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID


def in_force(day: date) -> QuerySet[Mandate]:
    """Return the mandates held on ``day`` in units that exist on it."""
    return Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=day),
        Q(unit__valid_to__isnull=True) | Q(unit__valid_to__gt=day),
        valid_from__lte=day,
        unit__valid_from__lte=day,
    )


def mandates_of(account: Account, *, at: datetime) -> list[Mandate]:
    """Return the mandates of an account in force at ``at``, those with the most duties first."""
    found = in_force(local_day(at)).filter(person_id=account.person_id).select_related("unit", "person")
    return sorted(found, key=lambda mandate: (-len(duties_of(mandate.post)), mandate.valid_from))


def actor_of(mandate: Mandate) -> Actor:
    """Return the actor of one mandate (with ``unit`` and ``person`` loaded)."""
    return Actor(
        person_id=mandate.person_id,
        name=mandate.person.name,
        mandate_id=mandate.pk,
        post=mandate.post,
        unit_id=mandate.unit_id,
        unit_name=mandate.unit.name,
        unit_path=mandate.unit.path,
        side=mandate.unit.side,
        duties=duties_of(mandate.post),
    )


def actor_for(account: Account, *, at: datetime, mandate_id: UUID | None = None) -> Actor | None:
    """Return the actor of an account at ``at``: in the chosen mandate, else in the first. ``None`` without
    a mandate in force.

    A chosen mandate that has run out is not replaced silently by itself: the first one in force is taken.
    """
    if not account.is_active:
        return None
    mandates = mandates_of(account, at=at)
    for mandate in mandates:
        if mandate.pk == mandate_id:
            return actor_of(mandate)
    return actor_of(mandates[0]) if mandates else None


def holders(unit_ids: list[UUID], posts: list[str], *, day: date) -> QuerySet[Mandate]:
    """Return who holds one of ``posts`` in the units on ``day``."""
    return in_force(day).filter(unit_id__in=unit_ids, post__in=posts).select_related("person", "unit")


def search(text: str, *, within: str, day: date, limit: int = 20) -> list[Person]:
    """Find persons with a mandate below ``within``, by words typed with or without marks."""
    found = Person.objects.filter(
        pk__in=in_force(day).filter(unit__path__startswith=within).values("person_id")
    )
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return list(found[:limit])
