"""Reads of bundles: with whom, how far each row of bundles is, what lies here sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from liem.kernel.bundle import NONE
from liem.spine.access import NotFound

from . import parts
from .kinds import ACKNOWLEDGEMENT
from .models import Delivered, Peer, Received, Role, Sent

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

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


def untold(peer: Peer) -> int:
    """Return how many bundles came since the last acknowledgement to ``peer``; 0 where none is ever sent:
    to the public site nothing goes back."""
    return _untold(Received.objects.filter(peer=peer)).get((peer.pk, peer.in_stream), 0)


def _untold(came: QuerySet[Received]) -> dict[tuple[UUID, str], int]:
    """Count, by peer and stream, what came since the last acknowledgement to that peer."""
    told = Sent.objects.filter(
        peer=OuterRef("peer"), stream=OuterRef("peer__out_stream"), kind=ACKNOWLEDGEMENT
    ).order_by("-at")
    new = came.exclude(Q(kind=ACKNOWLEDGEMENT) | Q(peer__role=Role.SITE)).annotate(
        told=Subquery(told.values("at")[:1])
    )
    counted = new.filter(Q(told=None) | Q(at__gt=F("told"))).order_by().values("peer", "stream")
    return {(row["peer"], row["stream"]): row["n"] for row in counted.annotate(n=Count("pk"))}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the exchange with one office is. ``arrived`` is the last of ``sent`` they acknowledged,
    ``untold`` how many of ``received`` they do not know of yet. ``waiting`` lists what lies here and
    cannot be taken yet: number, and how many parts are missing."""

    peer: Peer
    sent: int
    arrived: int
    received: int
    untold: int
    refused: int
    waiting: tuple[tuple[int, int], ...]

    @property
    def expected(self) -> int:
        """The number of the bundle whose turn it is."""
        return self.received + 1

    @property
    def gap(self) -> bool:
        """Later bundles lie here, and the one whose turn it is has not come at all."""
        return bool(self.waiting) and self.waiting[0][0] > self.expected


def standings(here: Here) -> list[Standing]:
    """Return how far the exchange with each office is, in the order of their codes, in five
    queries."""
    return _standings(here, peers(here.unit))


def standing(here: Here, peer: Peer) -> Standing:
    """Return how far the exchange with one office is."""
    return _standings(here, [peer])[0]


def _standings(here: Here, of: list[Peer]) -> list[Standing]:
    slips = sorted((slip for _note, slip in parts.all_held(here)), key=lambda each: each.number)
    sent = Sent.objects.filter(peer__in=of).order_by().values("peer", "stream")
    known = Q(arrived_at__isnull=False)
    went = {
        (row["peer"], row["stream"]): (row["last"] or 0, row["known"] or 0)
        for row in sent.annotate(last=Max("number"), known=Max("number", filter=known))
    }
    received = Received.objects.filter(peer__in=of)
    by_stream = received.order_by().values("peer", "stream").annotate(last=Max("number"))
    came = {(row["peer"], row["stream"]): row["last"] for row in by_stream}
    unusable = received.filter(outcome=Received.Outcome.REFUSED).order_by().values("peer")
    refusals = {row["peer"]: row["n"] for row in unusable.annotate(n=Count("pk"))}
    untold_of = _untold(received)
    return [
        Standing(
            peer=peer,
            sent=went.get((peer.pk, peer.out_stream), (0, 0))[0],
            arrived=went.get((peer.pk, peer.out_stream), (0, 0))[1],
            received=came.get((peer.pk, peer.in_stream), 0),
            untold=untold_of.get((peer.pk, peer.in_stream), 0),
            refused=refusals.get(peer.pk, 0),
            waiting=tuple(
                (slip.number, len(parts.missing(here, slip))) for slip in slips if slip.sender == peer.office
            ),
        )
        for peer in of
    ]


def sent_to(peer: Peer) -> QuerySet[Sent]:
    """Return what was made for an office, the newest first."""
    return Sent.objects.filter(peer=peer).order_by("-at", "-number")


def came_from(peer: Peer) -> QuerySet[Received]:
    """Return what came in its turn from an office, the newest first."""
    return Received.objects.filter(peer=peer).order_by("-at", "-number")


def came_one(peer: Peer, received_id: UUID) -> Received:
    """Return one bundle that came from an office. Raises ``NotFound``."""
    found = Received.objects.filter(pk=received_id, peer=peer).first()
    if found is None:
        raise NotFound(_("Không có gói đã nhận này."))
    return found


def peer_of(own: Unit, peer_id: UUID) -> Peer:
    """Return a peer of one's own office. Raises ``NotFound``."""
    found = Peer.objects.filter(pk=peer_id, own=own).first()
    if found is None:
        raise NotFound(_("Không có nơi trao đổi gói này."))
    return found


def refused(own: Unit) -> list[Received]:
    """Return the bundles whose contents could not be taken, the newest first."""
    found = Received.objects.filter(peer__own=own, outcome=Received.Outcome.REFUSED)
    return list(found.select_related("peer").order_by("-at"))


def delivered(own: Unit) -> list[Delivered]:
    """Return the sealed files that came, unopened, in the order they came."""
    return list(Delivered.objects.filter(own=own).select_related("blob", "peer").order_by("at", "pk"))
