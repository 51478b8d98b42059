"""Who may have a key, and who may begin the lists again. Who signs is a matter of keys: see actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.seal import roster
from liem.spine.access import Actor, Answer, Conflict, Duty, NotPermitted, no, yes

if TYPE_CHECKING:
    from collections.abc import Sized
    from uuid import UUID

    from liem.spine.units.models import Unit


def reading_for(actor: Actor) -> tuple[UUID, UUID]:
    """Return the unit and the person of who inspects there and so may be a reader of what is sealed to it.

    Raises ``NotPermitted``.
    """
    if actor.unit_id is None or actor.person_id is None or not actor.has(Duty.INSPECT):
        raise NotPermitted(_("Chỉ người có trách nhiệm kiểm tra, giám sát mới giữ khóa đọc thư niêm phong."))
    return actor.unit_id, actor.person_id


def may_begin_again(actor: Actor, unit: Unit) -> Answer:
    """Who decides inspections in the unit, or above it, may end its lists."""
    if not actor.has(Duty.DECIDE_INSPECTIONS) or not actor.over(unit.path):
        return no(
            _("Chỉ người quyết định việc kiểm tra của đơn vị hoặc cấp trên mới lập lại được danh sách.")
        )
    return yes()


def require_third(standing: Sized) -> None:
    """Refuse to drop one of two readers with ``Conflict``: one alone could neither sign nor be replaced."""
    if len(standing) <= roster.NEEDED:
        raise Conflict(
            _("Danh sách luôn còn ít nhất hai người đọc."),
            next_step=_("Thêm người mới trước; nếu không đủ hai người ký được thì lập lại từ đầu."),
        )
