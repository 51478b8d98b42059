"""Requests to open a sealed name end by the clock; the custodian is told when the log is ready."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from liem.spine.access import Actor, Conflict
from liem.spine.ledger.transaction import atomic
from liem.spine.outbox.jobs import scheduled

from .actions import end
from .models import OPEN, IdentityRequest, State
from .readers import proven, steps_of
from .steps import READY, tell_deciders_step

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


@scheduled("identity.ready", every=timedelta(minutes=10))
def tell_ready(*, at: datetime) -> None:
    """Tell the custodian once that question and consent stand in the log, so that the bytes are given out."""
    waiting = IdentityRequest.objects.filter(state=State.APPROVED, ends_at__gt=at).select_related("report")
    for request in waiting:
        if proven(steps_of(request, at=at)):
            with atomic():
                tell_deciders_step(request, READY, key="ready", at=at)
