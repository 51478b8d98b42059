"""What everybody may know of maintenance, read from the ledger: when, what kind, in which post; no name, no
word of a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.people.readers import doers

from .events import CommandRun, SessionEnded, SessionOpened

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOK_BACK: Final = timedelta(days=365)
SHOWN: Final = 50
_MOST: Final = 2_000  # entries read; a year with more is counted from its newest ones


@dataclass(frozen=True, slots=True)
class Act:
    """A session somebody agreed to, or a command at the machine; ``command`` is empty for a session.

    ``hour`` is the hour in which it happened; ``post`` of who agreed; ``requests`` None while a session runs.
    """

    hour: datetime
    command: str
    emergency: bool
    post: str
    requests: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """The year's counts, and the newest acts."""

    sessions: int
    commands: int
    emergencies: int
    acts: Sequence[Act]


def record(*, at: datetime) -> Record:
    """Gather the last 365 days in five queries, newest first."""
    kinds = (SessionOpened.KIND, SessionEnded.KIND, CommandRun.KIND)
    rows = Entry.objects.filter(kind__in=kinds, recorded_at__gt=at - LOOK_BACK, recorded_at__lte=at)
    lines = opened(list(rows.order_by("-seq")[:_MOST]))
    ended = {
        entry.subject: int((values or {}).get("requests", 0))
        for entry, values in lines
        if entry.kind == SessionEnded.KIND
    }
    told = [(entry, values or {}) for entry, values in lines if entry.kind != SessionEnded.KIND]
    commands = [values for entry, values in told if entry.kind == CommandRun.KIND]
    by = doers(entry.actor_mandate for entry, _values in told[:SHOWN] if entry.actor_mandate)
    acts = []
    for entry, values in told[:SHOWN]:
        doer = by.get(entry.actor_mandate) if entry.actor_mandate else None
        acts.append(
            Act(
                hour=entry.recorded_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0),
                command=str(values.get("command", "")),
                emergency=bool(values.get("emergency")),
                post=doer.post if doer else "",
                requests=ended.get(entry.subject),
            )
        )
    return Record(
        sessions=len(told) - len(commands),
        commands=len(commands),
        emergencies=sum(bool(values.get("emergency")) for values in commands),
        acts=acts,
    )
