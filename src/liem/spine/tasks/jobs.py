"""Work of tasks by schedule: hand over what a ceased unit left; check the ledger each night."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from liem.spine.access import Actor, Conflict, Duty
from liem.spine.ledger import replay
from liem.spine.outbox.jobs import handler, scheduled
from liem.spine.units.actions import HAND_OVER_JOB

from .actions import hand_over
from .readers import left_behind

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)
SUCCESSION = Actor.of_schedule("succession", Duty.MANAGE_UNITS)


@handler(HAND_OVER_JOB)
def hand_over_left(*, at: datetime, unit_id: str) -> None:
    """Pass every open task of a ceased unit to its successor; run again it finds nothing left."""
    unit = UUID(unit_id)
    for task_id in list(left_behind(unit).values_list("pk", flat=True)):
        try:
            hand_over(actor=SUCCESSION, at=at, task_id=task_id, old_unit_id=unit)
        except Conflict as refusal:  # handed over or closed by a person in between
            log.info("task %s was not handed over: %s", task_id, refusal)


@scheduled("ledger.check", every=timedelta(days=1), hour=2)
def check_ledger(*, at: datetime) -> None:
    """Check the whole ledger and the rows rebuilt from it, and keep what was found for the doctor."""
    found = replay.check()
    replay.remember(found, at=at)
    for difference in found.differences[:50]:
        log.error("ledger check: %s", difference.words)
