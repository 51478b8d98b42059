"""What the log says about itself, for the pages of everybody and of officials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry

from . import place
from .events import LogCounted
from .models import Checkpoint, Cosignature, Incident, Log, LogAudit, Waiting, Witness

if TYPE_CHECKING:
    from liem.kernel.log import Policy

SILENT: Final = timedelta(hours=26)  # a witness is asked at least once in twenty hours
LATE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Watcher:
    """A witness of the policy: when it last signed, which head; ``silent`` when that is too long ago."""

    name: str
    vkey: str
    url: str
    size: int | None
    signed_at: datetime | None
    silent: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The log: None before it began. ``tolerated`` dishonest witnesses cannot hide a second log from anybody;
    None when nothing can be said. ``late`` when entries wait longer than ten minutes for their place."""

    log: Log | None
    head: Checkpoint | None
    waiting: int
    late: bool
    policy: str
    needed: int
    tolerated: int | None
    watchers: tuple[Watcher, ...]
    incidents: tuple[Incident, ...]
    audit: LogAudit | None
    counted: tuple[tuple[str, int], ...]
    counted_at: datetime | None
    earlier: tuple[Log, ...]

    @property
    def stopped(self) -> Incident | None:
        """The incident that keeps the log from signing, if one is open."""
        return next((one for one in self.incidents if one.closed_at is None), None)


def shown(*, at: datetime) -> Shown:
    """Gather the state in a fixed number of queries."""
    log, policy = place.current(), place.policy()
    head = Checkpoint.objects.filter(generation=log.generation).order_by("-size").first() if log else None
    waiting = Waiting.objects.filter(not_before__lte=at).count()
    signed = head.signed_at if head else log.started_at if log else at
    counted, counted_at = _counted()
    return Shown(
        log=log,
        head=head,
        waiting=waiting,
        late=waiting > 0 and at - signed > LATE,
        policy=place.policy_text(),
        needed=policy.fewest if policy else 0,
        tolerated=policy.tolerated if policy else None,
        watchers=tuple(_watchers(policy, at=at)) if policy else (),
        incidents=tuple(Incident.objects.order_by("-at")[:50]),
        audit=LogAudit.objects.order_by("-at").first(),
        counted=counted,
        counted_at=counted_at,
        earlier=tuple(Log.objects.exclude(frozen_at=None).order_by("generation")),
    )


def _watchers(policy: Policy, *, at: datetime) -> list[Watcher]:
    rows = {row.vkey: row for row in Witness.objects.all()}
    newest: dict[str, Cosignature] = {}
    for signed_line in Cosignature.objects.select_related("checkpoint").order_by("-received_at")[:200]:
        newest.setdefault(signed_line.vkey, signed_line)
    found = []
    for party in policy.witnesses.values():
        vkey = str(party.key)
        line, row = newest.get(vkey), rows.get(vkey)
        signed = datetime.fromtimestamp(min(line.time, 2**33), UTC) if line else None
        found.append(
            Watcher(
                name=party.key.name,
                vkey=vkey,
                url=(party.url or b"").decode(errors="replace"),
                size=line.checkpoint.size if line else None,
                signed_at=signed,
                silent=signed is None or at - signed > SILENT,
                fault=row.fault if row else "",
            )
        )
    return found


def _counted() -> tuple[tuple[tuple[str, int], ...], datetime | None]:
    """Read the newest daily count: class → leaves."""
    entry = Entry.objects.filter(kind=LogCounted.KIND).order_by("-seq").first()
    if entry is None:
        return (), None
    ((_entry, values),) = opened([entry])
    return tuple(sorted((values or {}).get("classes", {}).items())), entry.recorded_at
