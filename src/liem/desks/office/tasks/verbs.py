"""What a person may do with a task, as words on buttons and the addresses behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.spine.tasks.flow import OPEN_STATES, State
from liem.ui.formatting import vn_date

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from liem.spine.tasks.models import Task
    from liem.spine.tasks.openings import Openings


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb with its object; ``one_click`` ones post at once, others open a form; ``key`` is its letter."""

    label: _StrOrPromise
    route: str
    one_click: bool = False
    key: str = ""
    icon: str = ""


VERBS: Mapping[str, Verb] = {
    "acknowledge": Verb(gettext_lazy("Nhận việc"), "office:tasks_acknowledge", one_click=True, key="n"),
    "report_progress": Verb(gettext_lazy("Báo cáo tiến độ"), "office:tasks_progress", key="b"),
    "finish": Verb(gettext_lazy("Báo cáo hoàn thành"), "office:tasks_finish", key="e"),
    "request_extension": Verb(gettext_lazy("Xin gia hạn"), "office:tasks_extension", key="d"),
    "decide_extension": Verb(gettext_lazy("Trả lời đề nghị gia hạn"), "office:tasks_decide", key="t"),
    "cascade": Verb(gettext_lazy("Giao xuống cấp dưới"), "office:tasks_cascade", key="a"),
    "accept": Verb(gettext_lazy("Nghiệm thu kết quả"), "office:tasks_accept", one_click=True, key="e"),
    "return_task": Verb(gettext_lazy("Trả lại để bổ sung"), "office:tasks_return"),
    "urge": Verb(gettext_lazy("Đôn đốc đơn vị chủ trì"), "office:tasks_urge_one", one_click=True, key="u"),
    "withdraw": Verb(gettext_lazy("Thôi giao nhiệm vụ"), "office:tasks_withdraw"),
}


@dataclass(frozen=True, slots=True)
class Act:
    """A button of the page of a task."""

    verb: str
    label: str
    url: str
    one_click: bool
    key: str


def acts(openings: Openings, task_id: UUID) -> list[Act]:
    """Return the buttons for the verbs open to the actor, the most pressing first."""
    return [
        Act(
            verb=name,
            label=str(VERBS[name].label),
            url=reverse(VERBS[name].route, args=[task_id]),
            one_click=VERBS[name].one_click,
            key=VERBS[name].key,
        )
        for name in openings.verbs
    ]


def why(verb: str, task: Task, openings: Openings, *, at: datetime) -> str:
    """Say in one sentence why this is the step now."""
    late = task.is_overdue(at)
    lead = task.lead_unit.name if task.lead_unit else ""
    if verb == "decide_extension" and openings.extension is not None:
        return _("%(unit)s xin lùi hạn đến %(day)s: %(reason)s") % {
            "unit": lead,
            "day": vn_date(openings.extension.new_due_at),
            "reason": openings.extension.reason,
        }
    sentences = {
        "acknowledge": _("%(unit)s giao việc này và đang chờ đơn vị xác nhận đã nhận.")
        % {"unit": task.giver_unit.name},
        "report_progress": _("Đã quá hạn: báo cáo việc đã làm, hoặc báo cáo hoàn thành.")
        if late
        else _("Đã nhận việc: ghi việc đã làm để nơi giao biết."),
        "finish": _("Ghi kết quả và kèm sản phẩm khi đã xong."),
        "accept": _("%(unit)s đã báo cáo hoàn thành, đang chờ nghiệm thu.") % {"unit": lead},
        "urge": _("%(unit)s đã quá hạn. Đã đôn đốc %(times)s lần.")
        % {"unit": lead, "times": task.urgings_count}
        if late
        else _("%(unit)s đang thực hiện.") % {"unit": lead},
        "cascade": _("Chia việc cho đơn vị cấp dưới thực hiện."),
    }
    return sentences.get(verb, "")


def waiting_for(task: Task) -> str:
    """Name what a giver waits for, as the title of the next step."""
    if task.state == State.ASSIGNED:
        return _("chờ đơn vị nhận việc")
    return _("chờ đơn vị thực hiện") if task.state in OPEN_STATES else ""


def standing_words(task: Task) -> str:
    """Say who the task waits for when the actor has nothing to do."""
    lead = task.lead_unit.name if task.lead_unit else ""
    if task.state == State.ASSIGNED:
        return _("Đang chờ %(unit)s nhận việc.") % {"unit": lead}
    if task.state in OPEN_STATES:
        return _("Đang chờ %(unit)s thực hiện.") % {"unit": lead}
    if task.state == State.FINISHED:
        return _("Đang chờ %(unit)s nghiệm thu.") % {"unit": task.giver_unit.name}
    if task.state == State.PLANNED:
        return _("Nhiệm vụ chưa giao. Giao việc ở trang văn bản.")
    if task.state == State.WITHDRAWN:
        return _("Nhiệm vụ đã thôi giao.")
    return _("Nhiệm vụ đã hoàn thành và được nghiệm thu.")
