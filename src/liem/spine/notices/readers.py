"""Reads of notices: one's own only; and whose calendar a secret address means."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from liem.kernel.clock import local_day
from liem.spine.people.models import Account
from liem.spine.people.readers import actor_of, in_force

from .models import DayList, Feed, Notice

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from liem.spine.access import Actor


def notices_for(actor: Actor, *, unread: bool = False) -> QuerySet[Notice]:
    """Return the notices of the person, the newest first; nobody reads another's."""
    found = Notice.objects.filter(person_id=actor.person_id) if actor.person_id else Notice.objects.none()
    return (found.filter(read_at__isnull=True) if unread else found).order_by("-at", "-pk")


def unread_count(actor: Actor) -> int:
    """Return how many notices the person has not read: one query on an index."""
    if actor.person_id is None:
        return 0
    return Notice.objects.filter(person_id=actor.person_id, read_at__isnull=True).count()


def feed_of(actor: Actor) -> Feed | None:
    """Return the open calendar address of the actor's mandate; its secret is not kept anywhere."""
    if actor.mandate_id is None:
        return None
    return Feed.objects.filter(mandate_id=actor.mandate_id, revoked_at__isnull=True).first()


def feed_actor(secret: str, *, at: datetime) -> Actor | None:
    """Return whose calendar a secret means: the actor of its mandate, while mandate and account are good.

    ``None`` for a wrong or ended address, an ended mandate, a closed account: all alike.
    """
    feed = Feed.objects.filter(secret_sha256=hashed(secret), revoked_at__isnull=True).first()
    if feed is None:
        return None
    mandate = in_force(local_day(at)).filter(pk=feed.mandate_id).select_related("unit", "person").first()
    if mandate is None or not Account.objects.filter(person_id=mandate.person_id, is_active=True).exists():
        return None
    return actor_of(mandate)


def list_of(actor: Actor, day: date) -> DayList | None:
    """Return the list of work the actor's mandate had on the morning of ``day``."""
    if actor.mandate_id is None:
        return None
    return DayList.objects.filter(mandate_id=actor.mandate_id, day=day).first()


def hashed(secret: str) -> str:
    """Return what is kept of a secret: 32 random bytes need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
