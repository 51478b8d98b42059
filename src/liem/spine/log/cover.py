"""Cover traffic of sealed reports: each hour shows the same number of leaves of their class, at random
moments.

Without it, whoever watches the public log learns in which minute somebody reported: often who. Slots are made
ahead; a report takes a random free slot of the next hours and bears the hour of its slot; a slot that nobody
took is filled with random bytes of the same form. Outside the database nothing tells the two apart.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from liem.kernel import canon
from liem.spine.ledger.append import append

from .models import Slot, Waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.ledger.append import Event, Receipt

CLASS: Final = "sealed"
PER_HOUR: Final = 2
REACH: Final = timedelta(hours=6)
AHEAD: Final = timedelta(hours=24)


def fill(*, at: datetime) -> None:
    """Make slots for the coming day, and cover leaves for slots whose moment came unused."""
    _make_until(at + AHEAD, at)
    for slot in Slot.objects.filter(filled=False, at__lte=at, entry=None).order_by("at"):
        leaf = canon.leaf(CLASS, hour=slot.at, tag=secrets.token_hex(16), commitment=secrets.token_hex(32))
        Waiting.objects.create(entry=None, leaf=leaf, not_before=slot.at)
    Slot.objects.filter(filled=False, at__lte=at).update(filled=True)


def take(*, at: datetime, choose: Callable[[int], int] = secrets.randbelow) -> Slot:
    """Lock a free slot for a sealed entry within six hours, later when those are taken; bind it at once.

    Raises ``RuntimeError`` when the whole coming day is taken: more slots an hour are needed then.
    """
    _make_until(at + AHEAD, at)
    free = Slot.objects.filter(filled=False, entry=None, at__gt=at)
    while True:
        near = list(free.filter(at__lte=at + REACH).values_list("pk", flat=True))
        chosen = near[choose(len(near))] if near else free.order_by("at").values_list("pk", flat=True).first()
        if chosen is None:
            raise RuntimeError("no free slot for a sealed entry in the coming day")
        slot = Slot.objects.select_for_update().filter(pk=chosen, entry=None).first()
        if slot is not None:  # otherwise another report took it while we waited for its lock
            return slot


def bind(slot: Slot, *, entry: int) -> None:
    """Give a slot to the ledger entry written with its hour; the entry waits until the slot's moment."""
    Slot.objects.filter(pk=slot.pk, entry=None).update(entry=entry)
    Waiting.objects.filter(entry=entry).update(not_before=slot.at)


def append_sealed(
    *, actor: Actor, at: datetime, event: Event, subject: UUID, case: UUID | None = None
) -> Receipt:
    """Write an entry of the class ``sealed`` in the running transaction, under cover of a random slot."""
    if event.CLASS != CLASS:
        raise ValueError(f"an entry under cover has the class {CLASS}, not {event.CLASS}")
    slot = take(at=at)
    receipt = append(actor=actor, at=at, event=event, subject=subject, case=case, shown_at=slot.at)
    bind(slot, entry=receipt.seq)
    return receipt


def _make_until(end: datetime, at: datetime) -> None:
    last = Slot.objects.order_by("-at").values_list("at", flat=True).first()
    hour = (last or at).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if last is not None:
        hour += timedelta(hours=1)
    made = []
    while hour <= end:
        made += [Slot(at=hour + timedelta(seconds=secrets.randbelow(3600))) for _ in range(PER_HOUR)]
        hour += timedelta(hours=1)
    Slot.objects.bulk_create(made)
