"""The states of a directive and its table of steps."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liem.kernel.flow import Flow, Step
from liem.spine.access import Duty


class State(TextChoices):
    """Where a directive is."""

    RECEIVED = "received", _("đang đọc")
    READ = "read", _("chờ xác nhận")
    UNREADABLE = "unreadable", _("không đọc được, nhập tay")
    CONFIRMED = "confirmed", _("đã xác nhận")
    ASSIGNED = "assigned", _("đã giao việc")
    CLOSED = "closed", _("kết thúc")
    SET_ASIDE = "set_aside", _("không xử lý")


_IN = "Nghị định 30/2020/NĐ-CP, Điều 22"
_GIVE = "Nghị định 30/2020/NĐ-CP, Điều 23"
CLERK, GIVER = Duty.RECEIVE_DOCUMENTS, Duty.ASSIGN_TASKS

DIRECTIVE_FLOW = Flow(
    State.RECEIVED,
    [
        Step("record_reading", (State.RECEIVED,), State.READ, CLERK, _IN),
        Step("record_unreadable", (State.RECEIVED,), State.UNREADABLE, CLERK, _IN),
        Step("read_again", (State.UNREADABLE, State.READ), State.RECEIVED, CLERK, _IN),
        Step("confirm", (State.READ, State.UNREADABLE, State.RECEIVED), State.CONFIRMED, CLERK, _IN),
        Step("assign_tasks", (State.CONFIRMED, State.ASSIGNED), State.ASSIGNED, GIVER, _GIVE),
        Step("close", (State.CONFIRMED, State.ASSIGNED), State.CLOSED, GIVER, _GIVE),
        Step("set_aside", (State.RECEIVED, State.READ, State.UNREADABLE), State.SET_ASIDE, CLERK, _IN),
    ],
)
