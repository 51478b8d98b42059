"""Backups by schedule: each night, once there is a place and a key for them."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from liem.spine.outbox.jobs import scheduled

from . import keys
from .taking import prune, take
from .target import open_target

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)
KEEP_DAYS, KEEP_MONTHS = 30, 12


@scheduled("backup.take", every=timedelta(days=1), hour=1)
def run(*, at: datetime) -> None:
    """Take the night's snapshot and drop what is too old."""
    where = settings.LIEM_BACKUP
    if not where or not keys.ready():
        return
    target = open_target(where)
    take(at=at, target=target, tell=lambda _what, _count: None)
    gone = prune(target, now=at, days=KEEP_DAYS, months=KEEP_MONTHS)
    logger.info("backup taken to %s; %s old snapshots dropped", target.name, gone)
