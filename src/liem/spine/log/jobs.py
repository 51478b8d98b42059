"""The log by schedule: each minute places, head, files and signatures; each day the count and the audit."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from liem.spine.outbox.jobs import scheduled

from . import auditing, counting, incidents, publishing, sequencer, witnesses

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)


@scheduled("log.sequence", every=timedelta(minutes=1))
def run(*, at: datetime) -> None:
    """Give waiting entries their places, publish, ask the witnesses, publish what they signed.

    An open incident is no fault of the job: the pages and the doctor tell it, trying again would not help.
    """
    try:
        sequencer.sequence_all(at=at)
        publishing.publish(at=at)
        if witnesses.ask_all(at=at):
            publishing.publish(at=at)
    except incidents.Stopped as stopped:
        logger.error("%s", stopped.message)


@scheduled("log.count", every=timedelta(days=1))
def count(*, at: datetime) -> None:
    """Write the day's count of leaves."""
    counting.count(at=at)


@scheduled("log.audit", every=timedelta(days=1), hour=3)
def audit(*, at: datetime) -> None:
    """Rehash the whole log and keep the outcome; what does not hold stops the signing."""
    faults = auditing.check(at=at)
    auditing.remember(faults, at=at)
    if faults:
        incidents.opened(incidents.Found("broken", faults[0]), at=at)
