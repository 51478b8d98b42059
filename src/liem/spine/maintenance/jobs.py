"""Sessions end by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from liem.spine.access import Actor, Conflict
from liem.spine.outbox.jobs import scheduled

from .actions import WAITS, end
from .models import Session

if TYPE_CHECKING:
    from datetime import datetime


@scheduled("maintenance.end", every=timedelta(minutes=1))
def end_over(*, at: datetime) -> None:
    """End sessions whose time is over, and requests nobody agreed to in a day."""
    over = Session.objects.filter(state=Session.State.RUNNING, ends_at__lte=at)
    stale = Session.objects.filter(state=Session.State.ASKED, asked_at__lte=at - WAITS)
    for session in [*over, *stale]:
        try:
            end(actor=Actor.of_schedule("maintenance"), at=at, session_id=session.pk)
        except Conflict:  # a person was faster
            continue
