"""Who may have a key, and who may begin the lists again. Who signs is a matter of keys: see actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.seal import roster
from liem.spine.access import Actor, Answer, Conflict, Duty, no, yes

if TYPE_CHECKING:
    from collections.abc import Sized

    from liem.spine.units.models import Unit


def may_read(actor: Actor) -> Answer:
    """Who inspects in a unit may be a reader of what is sealed to that unit."""
    if actor.unit_id is None or actor.person_id is None or not actor.has(Duty.INSPECT):
        return no(_("Chỉ người có trách nhiệm kiểm tra, giám sát mới giữ khóa đọc thư niêm phong."))
    return yes()


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
