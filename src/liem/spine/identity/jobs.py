"""Requests to open a sealed name end by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from liem.spine.access import Actor, Conflict
from liem.spine.outbox.jobs import scheduled

from .actions import end
from .models import OPEN, IdentityRequest

if TYPE_CHECKING:
    from datetime import datetime


@scheduled("identity.end", every=timedelta(minutes=10))
def end_over(*, at: datetime) -> None:
    """End requests whose days are over, whatever step they stand at."""
    for request in IdentityRequest.objects.filter(state__in=OPEN, ends_at__lte=at):
        try:
            end(actor=Actor.of_schedule("identity"), at=at, request_id=request.pk)
        except Conflict:  # a person was faster
            continue
