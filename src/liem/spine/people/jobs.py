"""Work of people after commit: telling the ledger that guessing was stopped.

Through a job, so that a try on a name that exists takes as long as one on a name that does not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from liem.spine.outbox import jobs

from . import signing

TELL: Final = "people.tell_lock_out"


@jobs.handler(TELL)
def tell_lock_out(*, at: datetime, account: str | None, many: bool, until: str) -> None:
    """Record a lock-out of an account, or of a place that tried many names; of unknown names nothing."""
    moment = datetime.fromisoformat(until)
    if many:
        signing.tell_guessing(actor=signing.nobody(), at=at, until=moment)
    elif account is not None:
        signing.tell_locked_out(actor=signing.nobody(), at=at, account_id=UUID(account), until=moment)
