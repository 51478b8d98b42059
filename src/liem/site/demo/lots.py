"""Two public draws of the commission: places drawn for a surprise look, and a call-back that is announced."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from liem.spine.draws import actions, announcing
from liem.spine.draws.models import Purpose
from liem.spine.people.readers import actor_of

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.draws.models import Ceremony

    from .world import World

BODIES = ("Ủy ban kiểm tra Đảng ủy xã", "Ủy ban Mặt trận Tổ quốc xã")
PLACES = ("HCC", "THCS", "TH", "MN", "TYT", "PKT", "PVX")
DIGITS = ("4162533614", "2566132451")


def announce(world: World, *, now: datetime) -> Ceremony:
    """Announce whom next week's call-back will ask, and the draw of places that :func:`hold` finishes."""
    chair = actor_of(world.mandates["UBKT", "inspection_chair"])
    unit = world.units["UBKT"]
    called = announcing.Announcement(
        purpose=Purpose.CALL_BACK,
        title="Gọi hỏi lại hộ đã nhận hỗ trợ sau mưa lũ (số liệu giả định)",
        lines=[announcing.Line("-", "N", f"Hộ số {number:03d}") for number in range(1, 121)],
        rate=Fraction(1, 10),
        reserves=3,
        bodies=BODIES,
        place="Hội trường xã Cửa Rừng",
        held_at=now + timedelta(days=3),
    )
    announcing.announce(actor=chair, at=now, unit_id=unit.pk, new=called)
    looked_at = announcing.Announcement(
        purpose=Purpose.INSPECTION,
        title="Chọn nơi xem đột xuất việc niêm yết công khai",
        lines=[announcing.Line("-", "N", world.units[code].name) for code in PLACES],
        count=2,
        reserves=1,
        bodies=BODIES,
        place="Hội trường xã Cửa Rừng",
        held_at=now,
    )
    ceremony, _receipt = announcing.announce(actor=chair, at=now, unit_id=unit.pk, new=looked_at)
    return ceremony


def hold(world: World, ceremony: Ceremony, *, now: datetime) -> None:
    """Throw and draw, now that witnesses have signed a head with the announcement in it."""
    chair = actor_of(world.mandates["UBKT", "inspection_chair"])
    for turn, digits in enumerate(DIGITS, start=1):
        actions.throw(actor=chair, at=now, ceremony_id=ceremony.pk, turn=turn, digits=digits)
    seen = "\n".join(f"Đại diện {body}" for body in BODIES)
    actions.hold(actor=chair, at=now, ceremony_id=ceremony.pk, witnesses=seen)
