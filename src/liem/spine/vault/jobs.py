"""Work of the vault by schedule."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from liem.spine.outbox.jobs import scheduled

from . import uploads

if TYPE_CHECKING:
    from datetime import datetime

log = logging.getLogger(__name__)


@scheduled("vault.sweep_uploads", every=timedelta(days=1), hour=3)
def sweep_uploads(*, at: datetime) -> None:
    """Drop parts of uploads that nobody finished within a week."""
    dropped = uploads.sweep(at=at)
    if dropped:
        log.info("dropped %s unfinished uploads", dropped)
