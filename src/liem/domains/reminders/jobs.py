"""Work by schedule: mended reminders end when their time has passed without a repeat."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from liem.kernel.clock import local_day
from liem.spine.access import Actor, Conflict, Duty
from liem.spine.outbox.jobs import scheduled

from . import actions, readers

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)
CALENDAR = Actor.of_schedule("calendar", Duty.REMIND)


@scheduled("reminders.lapse", every=timedelta(days=1), hour=3)
def lapse_mended(*, at: datetime) -> None:
    """Let each mended reminder end whose day has come; run again it finds nothing left."""
    for reminder_id in readers.due_to_lapse(local_day(at)):
        try:
            actions.lapse(actor=CALENDAR, at=at, reminder_id=reminder_id)
        except Conflict as refusal:  # contested or withdrawn by a person in between
            log.info("reminder %s did not lapse: %s", reminder_id, refusal)
