"""Page: one task. The next step, the six clear things, the deadline and its grounds, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.domains.inspections.conclusion_readers import requirement_of
from liem.kernel.clock import local_day
from liem.spine.access import NotFound
from liem.spine.tasks import actions, history, lists, readers
from liem.spine.tasks.flow import DONE_STATES, OPEN_STATES, State
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.openings import openings
from liem.spine.tasks.readers import TASK_DUTIES
from liem.spine.tasks.steps import missing_of_six
from liem.spine.tasks.words import reads_words
from liem.ui.formatting import vn_date, vn_time
from liem.ui.shell import Fact

from . import verbs
from .shown import line
from .today import moments

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpResponse

    from liem.spine.tasks.models import Extension, Task

SIX = {
    "lead_unit": gettext_lazy("ai làm"),
    "text": gettext_lazy("việc gì"),
    "due": gettext_lazy("thời hạn"),
    "responsibility": gettext_lazy("trách nhiệm"),
    "product": gettext_lazy("sản phẩm"),
    "authority": gettext_lazy("thẩm quyền"),
}


REPORTS = {
    "progress": gettext_lazy("Báo cáo tiến độ"),
    "finished": gettext_lazy("Báo cáo hoàn thành"),
    "accepted": gettext_lazy("Nghiệm thu"),
    "returned": gettext_lazy("Trả lại để bổ sung"),
    "withdrawn": gettext_lazy("Thôi giao"),
}


def due_words(task: Task) -> str:
    """Return the deadline in words; a task without one says so and is never late."""
    kind = DeadlineKind(task.deadline_kind)
    if task.due_at is None:
        return {
            DeadlineKind.ONGOING: _("thường xuyên"),
            DeadlineKind.RECURRING: _("định kỳ"),
            DeadlineKind.UNKNOWN: _("chưa rõ"),
        }.get(kind, _("không giao hạn"))
    if kind == DeadlineKind.CLOCK:
        return _("%(time)s ngày %(day)s") % {"time": vn_time(task.due_at), "day": vn_date(task.due_at)}
    return _("hết ngày %(day)s") % {"day": vn_date(task.due_at)}


def six_clear(task: Task) -> list[Fact]:
    """Return the six clear things (sáu rõ); what is not clear shows so."""
    co_units = ", ".join(unit.name for unit in task.co_units.all())
    person = task.person.name if task.person else ""
    who = task.lead_unit.name if task.lead_unit else None
    due = None if task.deadline_kind == DeadlineKind.UNKNOWN else due_words(task)
    lines = [
        Fact(_("Ai làm"), f"{who}; {_('phối hợp')}: {co_units}" if who and co_units else who),
        Fact(_("Việc gì"), task.text or None),
        Fact(_("Thời hạn"), due),
        Fact(_("Trách nhiệm"), " · ".join(each for each in (person, task.responsibility) if each) or None),
        Fact(_("Sản phẩm"), task.product or None),
        Fact(_("Thẩm quyền"), task.authority or None),
    ]
    lines.append(Fact(_("Đơn vị giao"), task.giver_unit.name))
    if task.due_words:
        lines.append(Fact(_("Hạn theo lời văn bản"), f"“{task.due_words}”"))
    if task.due_basis:
        lines.append(Fact(_("Cách tính hạn"), task.due_basis))
    if task.cited:
        lines.append(Fact(_("Văn bản viện dẫn"), "; ".join(str(each) for each in task.cited)))
    return lines


@office(*TASK_DUTIES)
@require_safe
def one(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Show a task the actor may see."""
    task = readers.get_task(request.actor, task_id)
    now = openings(request.actor, task, at=request.at)
    acts = verbs.acts(now, task.pk)
    step = acts[0] if now.first else None
    main = [act for act in acts if act.verb != "withdraw"]
    waiting = verbs.waiting_for(task) if acts and not step else ""
    soon = lists.soon_until(request.at)
    parts = readers.parts_of(request.actor, task)
    missing = [name for name in missing_of_six(task) if name != "lead_unit" or task.state != State.PLANNED]
    taken_back = now and readers.just_passed_on(task, since=request.at - actions.TAKE_BACK)
    directive = getattr(task.case, "directive", None)
    read = reads_words(request.actor, task, at=request.at)
    asked = requirement_of(request.actor, task.pk, at=request.at) if directive is None else None
    context = {
        "task": task,
        "directive": directive,
        "row": line(task, at=request.at, soon=soon),
        "step": step,
        "step_title": step.label[:1].lower() + step.label[1:] if step else waiting,
        "first_acts": main[:3],
        "more_acts": [act for act in acts if act not in main[:3]],
        "why": verbs.why(now.first, task, now, at=request.at) if step else verbs.standing_words(task),
        "late": task.is_overdue(request.at),
        "open": task.state in OPEN_STATES,
        "done": task.finished_at if task.state in DONE_STATES else None,
        "due_words": due_words(task),
        "facts": six_clear(task),
        "missing": ", ".join(str(SIX[name]) for name in missing),
        "parts": [line(part, at=request.at, soon=soon) for part in parts],
        "open_parts": now.open_parts,
        "words_closed": not read,
        "source_url": reverse("oversight:inspections_remedy", args=[asked.pk]) if asked else "",
        "reports": [(REPORTS.get(each.kind, ""), each) for each in readers.reports_of(task)] if read else [],
        "extensions": [each if read else _without_words(each) for each in readers.extensions_of(task)],
        "urgings": readers.urgings_of(task),
        "moments": moments(history.history(task.pk, words=read)),
        "today": local_day(request.at),
        "undo_url": reverse("office:tasks_take_back", args=[task.pk]) if taken_back and parts else "",
        "undo_text": _("Đã giao xuống %(count)s đơn vị.") % {"count": taken_back},
        "undo_seconds": int(actions.TAKE_BACK.total_seconds()),
        "tree_url": reverse("office:tree", args=[directive.pk]) if directive else "",
    }
    return render(request, "office/tasks/one.html", context)


def _without_words(extension: Extension) -> Extension:
    """Return a request for a later deadline as who does not read the words of its task sees it."""
    extension.reason = extension.answer = ""
    return extension


@office(*TASK_DUTIES)
@require_safe
def report_file(request: OfficeRequest, task_id: UUID, report_id: UUID) -> HttpResponse:
    """Give the file of a report, every byte checked before the first is sent."""
    report = readers.get_report(request.actor, task_id, report_id)
    blob = report.blob
    if blob is None or not reads_words(request.actor, report.task, at=request.at):
        raise NotFound(_("Không có tệp này."))
    return original(blob, report.file_name)
