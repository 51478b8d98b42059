"""Reads of bundles: with whom, how far each row of bundles is, what lies here sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from liem.kernel.bundle import NONE
from liem.spine.access import NotFound

from . import parts
from .models import Delivered, Peer, Received, Sent

if TYPE_CHECKING:
    from liem.kernel.bundle import Slip
    from liem.spine.units.models import Unit

    from .keys import Here


def peers(own: Unit) -> list[Peer]:
    """Return the offices that one exchanges bundles with."""
    return list(Peer.objects.filter(own=own).order_by("office"))


def get_peer(own: Unit, office: str) -> Peer:
    """Return the peer of that code. Raises ``NotFound``."""
    found = Peer.objects.filter(own=own, office=office).first()
    if found is None:
        raise NotFound(
            _("Chưa trao đổi gói với nơi có mã “%(office)s”.") % {"office": office},
            next_step=_("Nhận thẻ khóa của họ: liem bundle trust."),
        )
    return found


def get_sent(own: Unit, office: str, number: int) -> Sent:
    """Return a bundle that was made for an office, in the row that runs now. Raises ``NotFound``."""
    peer = get_peer(own, office)
    found = Sent.objects.filter(peer=peer, stream=peer.out_stream, number=number).first()
    if found is None:
        raise NotFound(_("Chưa lập gói số %(number)s cho %(peer)s.") % {"number": number, "peer": peer})
    return found


@dataclass(frozen=True, slots=True)
class Last:
    """The last bundle of a row: its number and name; 0 and zeros before the first."""

    number: int = 0
    bundle: str = NONE


def last_sent(peer: Peer) -> Last:
    """Return the last bundle made for a peer."""
    row = Sent.objects.filter(peer=peer, stream=peer.out_stream).order_by("-number").first()
    return Last(row.number, row.bundle) if row else Last()


def last_received(peer: Peer, stream: str) -> Last:
    """Return the last bundle that came in its turn."""
    row = Received.objects.filter(peer=peer, stream=stream).order_by("-number").first()
    return Last(row.number, row.bundle) if row else Last()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the exchange with one office is. ``waiting`` lists what lies here and cannot be taken yet:
    number, and how many parts are missing."""

    peer: Peer
    sent: int
    received: int
    refused: int
    waiting: tuple[tuple[int, int], ...]


def standings(here: Here) -> list[Standing]:
    """Return how far the exchange with each office is, in the order of their codes."""
    on_their_way = parts.all_held(here)
    return [_standing(here, peer, [slip for _note, slip in on_their_way]) for peer in peers(here.unit)]


def _standing(here: Here, peer: Peer, slips: list[Slip]) -> Standing:
    received = Received.objects.filter(peer=peer)
    return Standing(
        peer=peer,
        sent=last_sent(peer).number,
        received=received.filter(stream=peer.in_stream).aggregate(last=Max("number"))["last"] or 0,
        refused=received.filter(outcome=Received.Outcome.REFUSED).count(),
        waiting=tuple(
            (slip.number, len(parts.missing(here, slip)))
            for slip in sorted(slips, key=lambda each: each.number)
            if slip.sender == peer.office
        ),
    )


def refused(own: Unit) -> list[Received]:
    """Return the bundles whose contents could not be taken, the newest first."""
    found = Received.objects.filter(peer__own=own, outcome=Received.Outcome.REFUSED)
    return list(found.select_related("peer").order_by("-at"))


def delivered(own: Unit) -> list[Delivered]:
    """Return the sealed files that came, unopened, in the order they came."""
    return list(Delivered.objects.filter(own=own).select_related("blob", "peer").order_by("at", "pk"))
