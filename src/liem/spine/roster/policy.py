"""Who may have a key, and who may begin the lists again. Who signs is a matter of keys: see actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Answer, Duty, no, yes

if TYPE_CHECKING:
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
