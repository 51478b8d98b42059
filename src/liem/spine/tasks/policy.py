"""Who may do what with a task, with the reason of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Answer, Duty, no, yes

if TYPE_CHECKING:
    from .models import Task


def may_give(actor: Actor, task: Task) -> Answer:
    """Assign, accept, return, urge, decide extensions, withdraw: the unit that gives, or one above it."""
    if not actor.has(Duty.ASSIGN_TASKS):
        return no(_("Chức danh hiện tại không được giao việc, nghiệm thu hoặc đôn đốc."))
    if actor.schedule or actor.over(task.giver_unit.path):
        return yes()
    return no(_("Chỉ %(unit)s, đơn vị giao việc, mới làm được bước này.") % {"unit": task.giver_unit.name})


def may_work(actor: Actor, task: Task) -> Answer:
    """Acknowledge, report, ask for an extension, finish: the lead unit, or one above it that answers for
    it."""
    if not actor.has(Duty.WORK_TASKS):
        return no(_("Chức danh hiện tại không được nhận việc, báo cáo tiến độ."))
    if task.lead_unit is None:
        return no(_("Nhiệm vụ chưa giao cho đơn vị nào."))
    if actor.unit_id == task.lead_unit_id:
        return yes()
    return no(_("Chỉ %(unit)s, đơn vị chủ trì, mới làm được bước này.") % {"unit": task.lead_unit.name})


def may_cascade(actor: Actor, task: Task) -> Answer:
    """Pass parts on: the lead unit itself, by someone who may give tasks there."""
    if not actor.has(Duty.ASSIGN_TASKS):
        return no(_("Chức danh hiện tại không được giao việc cho cấp dưới."))
    if task.lead_unit is not None and actor.unit_id == task.lead_unit_id:
        return yes()
    return no(_("Chỉ đơn vị chủ trì mới chia việc xuống cấp dưới."))
