"""Where reminders repeat: by unit and content, for who supervises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from .flow import COUNTING
from .models import Reminder
from .readers import given, supervised

if TYPE_CHECKING:
    from datetime import date, datetime

    from liem.spine.access import Actor


def repeated(actor: Actor, *, since: date, at: datetime) -> list[tuple[str, str, int]]:
    """Return (unit, content, reminders) for what was reminded twice or more since a day, most first."""
    seen = Q(pk__in=given(actor, at=at).values("pk")) | Q(pk__in=supervised(actor, at=at).values("pk"))
    rows = (
        Reminder.objects.filter(seen, happened_on__gte=since, state__in=COUNTING)
        .order_by()
        .values_list("subject_unit__name", "content")
        .annotate(count=Count("pk"))
        .filter(count__gte=2)
        .order_by("-count", "subject_unit__name")
    )
    return list(rows[:50])


def unmended(actor: Actor, *, at: datetime) -> list[Reminder]:
    """Return the reminders the actor's body gave whose day to mend is set and that are not mended yet."""
    found = given(actor, at=at).filter(state__in=("told", "answered"), mend_by__isnull=False)
    return list(found.select_related("case", "unit", "subject_unit").order_by("mend_by")[:200])
