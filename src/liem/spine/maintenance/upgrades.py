"""What the ledger hears of upgrades: which tables changed, for which version."""

from __future__ import annotations

from datetime import UTC, datetime

import liem
from liem.spine.access import Actor
from liem.spine.ledger.append import append
from liem.spine.ledger.models import Entry
from liem.spine.ledger.transaction import atomic
from liem.spine.log.counting import SUBJECT

from .events import SchemaUpgraded


def tell(migrations: list[str]) -> None:
    """Write an entry for applied migrations; the first set-up of an empty database is no upgrade."""
    if migrations and Entry.objects.exists():
        event = SchemaUpgraded(version=liem.__version__, migrations=tuple(migrations))
        with atomic():
            append(actor=Actor.of_schedule("upgrade"), at=datetime.now(UTC), event=event, subject=SUBJECT)
