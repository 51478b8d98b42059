"""The states of a task and the one table that drives code, tests and the drawn diagram."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liem.kernel.flow import Flow, Step
from liem.spine.access import Duty


class State(TextChoices):
    """Where a task is."""

    PLANNED = "planned", _("chưa giao")
    ASSIGNED = "assigned", _("chưa nhận việc")
    ACKNOWLEDGED = "acknowledged", _("đã nhận việc")
    IN_PROGRESS = "in_progress", _("đang thực hiện")
    FINISHED = "finished", _("chờ nghiệm thu")
    ACCEPTED = "accepted", _("hoàn thành")
    WITHDRAWN = "withdrawn", _("thôi giao")


class Outcome(TextChoices):
    """How the work stands against its deadline; a task without one is never late."""

    NONE = "", _("chưa xong")
    ON_TIME = "on_time", _("đúng hạn")
    LATE = "late", _("chậm")
    NO_DEADLINE = "no_deadline", _("không giao hạn")


GIVER, WORKER = Duty.ASSIGN_TASKS, Duty.WORK_TASKS
_WORKING = (State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS)
_BASIS = "Nghị định 30/2020/NĐ-CP, Điều 23; quy chế làm việc của cơ quan"

TASK_FLOW = Flow(
    State.PLANNED,
    [
        Step("assign", (State.PLANNED,), State.ASSIGNED, GIVER, _BASIS),
        Step("acknowledge", (State.ASSIGNED,), State.ACKNOWLEDGED, WORKER, _BASIS),
        Step("report_progress", _WORKING, State.IN_PROGRESS, WORKER, _BASIS),
        Step("finish", _WORKING, State.FINISHED, WORKER, _BASIS),
        Step("accept", (State.FINISHED,), State.ACCEPTED, GIVER, _BASIS),
        Step("return_task", (State.FINISHED,), State.IN_PROGRESS, GIVER, _BASIS),
        Step("withdraw", (State.PLANNED, *_WORKING, State.FINISHED), State.WITHDRAWN, GIVER, _BASIS),
    ],
)

OPEN_STATES: tuple[str, ...] = (State.ASSIGNED, State.ACKNOWLEDGED, State.IN_PROGRESS)
DONE_STATES: tuple[str, ...] = (State.FINISHED, State.ACCEPTED)
