"""The kind ``received``: the receiver says how far a row of bundles has come and what it could not use.

It goes back as a bundle like any other, in the row that runs the other way; what runs one way only, from the
public site inwards, is never acknowledged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.spine.access import Invalid
from liem.spine.ledger.append import append

from . import readers
from .events import BundlesArrived
from .kinds import ACKNOWLEDGEMENT, Came, Kind, Packed, register
from .models import Peer, Received, Role, Sent

if TYPE_CHECKING:
    from collections.abc import Mapping

# The newest refusals that one acknowledgement tells; the earlier ones stood in those before it.
MOST_TOLD: Final = 200
_LONGEST_REASON: Final = 1000


def pack(peer: Peer) -> Packed:
    """Return how far the bundles of ``peer`` have come here.

    Raises ``Invalid`` where nothing goes back to that office, or nothing came since the last one.
    """
    if peer.role == Role.SITE:
        raise Invalid(
            _("Gói từ trang công khai chỉ đi một chiều vào trong; không gửi giấy báo nhận ra ngoài.")
        )
    last = readers.last_received(peer, peer.in_stream)
    if not readers.untold(peer) or not last.number:
        raise Invalid(
            _("Chưa có gói nào của %(peer)s đến thêm từ lần báo nhận trước.") % {"peer": peer.name},
            next_step=_("Nhận gói trước rồi lập giấy báo nhận."),
        )
    unusable = Received.objects.filter(
        peer=peer, stream=peer.in_stream, outcome=Received.Outcome.REFUSED
    ).order_by("-number")[:MOST_TOLD]
    data = {
        "stream": peer.in_stream,
        "number": last.number,
        "bundle": last.bundle,
        "refused": [
            {"number": row.number, "code": row.code, "reason": row.reason[:_LONGEST_REASON]}
            for row in reversed(unusable)
        ],
    }
    return Packed(data, about=_("đến gói số %(number)s") % {"number": last.number})


def take(came: Came) -> Mapping[str, Any]:
    """Note which of our bundles arrived, and which could not be used there; once.

    Raises ``Invalid`` for one that tells of a bundle never made here for that office.
    """
    try:
        stream, bundle = str(came.data["stream"]), str(came.data["bundle"])
        number = _number(came.data["number"])
        refused = [_refused(each, number) for each in came.data["refused"]]
    except (KeyError, TypeError, ValueError):
        raise Invalid(_("Gói không có nội dung báo nhận đọc được.")) from None
    rows = Sent.objects.filter(peer=came.peer, stream=stream)
    last = rows.filter(number=number, bundle=bundle).first()
    if last is None:
        raise Invalid(_("Giấy báo nhận nói về một gói chưa từng lập ở đây cho nơi ấy."))
    new = rows.filter(number__lte=number, arrived_at__isnull=True)
    unknown = {row.number: row for row in new.filter(number__in=[each["number"] for each in refused])}
    told = tuple(each for each in refused if each["number"] in unknown)
    count = new.update(arrived_at=came.at)
    if not count:
        return {"number": number, "new": 0}
    for each in told:
        row = unknown[each["number"]]
        row.arrived_at, row.refused_code, row.refused_reason = came.at, each["code"], each["reason"]
        row.save(update_fields=["arrived_at", "refused_code", "refused_reason"])
    event = BundlesArrived(office=came.peer.office, stream=stream, number=number, bundle=bundle, refused=told)
    append(actor=came.actor, at=came.at, event=event, subject=last.pk)
    return {"number": number, "new": count, "refused": len(told)}


def _number(value: object) -> int:
    if type(value) is not int or value < 1:
        raise TypeError("number")
    return value


def _refused(told: Mapping[str, Any], last: int) -> dict[str, Any]:
    number, code, reason = _number(told["number"]), told["code"], told["reason"]
    if number > last or not isinstance(code, str) or not isinstance(reason, str):
        raise ValueError("refused")
    return {"number": number, "code": code[:40], "reason": reason[:_LONGEST_REASON]}


register(
    Kind(
        word=ACKNOWLEDGEMENT,
        label=gettext_lazy("giấy báo nhận"),
        roles=frozenset({Role.ABOVE, Role.BELOW}),
        take=take,
    )
)
