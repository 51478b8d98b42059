"""Is it from whom it says, for us, and is it its turn? Asked before a byte is kept and before it counts."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from liem.kernel.bundle import Invalid, require_signed

from . import readers, refusals
from .models import Peer, Received

if TYPE_CHECKING:
    from datetime import datetime

    from liem.kernel.bundle import Slip
    from liem.kernel.log.note import Note

    from .keys import Here

# Office clocks differ; more than this is a wrong clock or a made-up time.
MOST_AHEAD: Final = timedelta(minutes=15)


class Turn(Enum):
    """Where a bundle stands in its row: it came already, is the next, or others come first."""

    CAME = "came"
    NOW = "now"
    LATER = "later"


def believed(here: Here, note: Note, slip: Slip, *, at: datetime) -> Peer:
    """Return the sender of a slip. Raises ``ForSomebodyElse``, ``UnknownSender``, ``Forged``,
    ``FromTheFuture``."""
    if slip.receiver != here.office:
        raise refusals.for_somebody_else(slip, own=here.office)
    peer = Peer.objects.filter(own=here.unit, office=slip.sender).first()
    if peer is None:
        raise refusals.unknown_sender(slip)
    try:
        require_signed(note, [peer.opened_card.sign])
    except Invalid as fault:
        # What was taken under a key that was replaced since is a repetition, not a forgery.
        if not Received.objects.filter(peer=peer, bundle=slip.id, slip=str(note)).exists():
            raise refusals.malformed(fault) from None
    if slip.created > at + MOST_AHEAD:
        raise refusals.from_the_future(slip, at=at)
    return peer


def turn_of(peer: Peer, slip: Slip) -> Turn:
    """Return where a believed slip stands. Raises ``Forked``, ``OtherStream``."""
    if Received.objects.filter(peer=peer, bundle=slip.id).exists():
        return Turn.CAME
    if peer.in_stream not in ("", slip.stream):
        raise refusals.other_stream(slip)
    last = readers.last_received(peer, slip.stream)
    if slip.number > last.number + 1:
        return Turn.LATER
    if slip.number <= last.number or slip.previous != last.bundle:
        raise refusals.forked(slip)
    return Turn.NOW
