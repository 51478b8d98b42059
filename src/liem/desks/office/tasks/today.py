"""Page: today. The next lawful step first, then what presses, what waits for an answer, what just changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives import readers as directives
from liem.domains.directives.rows import Rows
from liem.domains.inspections import work as inspections
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.tasks import history, lists
from liem.spine.tasks.openings import openings
from liem.spine.tasks.readers import TASK_DUTIES
from liem.ui.formatting import vn_number
from liem.ui.shell import Kpi, Moment

from . import queries, verbs
from .shown import DOCUMENT, HEAVY, line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from liem.domains.directives.readers import InboxCounts
    from liem.spine.access import Actor
    from liem.spine.tasks.history import Happening
    from liem.spine.tasks.lists import Counts
    from liem.spine.tasks.models import Task

LOOK_BACK = timedelta(days=14)
MOST_PRESSING = 20
MOST_TRIED = 5  # the first pressing task may be one its unit, but not this person, can move


@dataclass(frozen=True, slots=True)
class Step:
    """The first card: what to do, why, the task with its date, and the buttons."""

    title: str
    why: str
    acts: Sequence[verbs.Act] = ()
    task: Task | None = None
    url: str = ""
    button: str = ""
    late: bool = False


def _task_step(actor: Actor, pressing: Sequence[Task], *, at: datetime) -> Step | None:
    for task in pressing[:MOST_TRIED]:
        now = openings(actor, task, at=at)
        if not now.first:
            continue
        acts = verbs.acts(now, task.pk)
        return Step(
            title=acts[0].label[:1].lower() + acts[0].label[1:],
            why=verbs.why(now.first, task, now, at=at),
            acts=[act for act in acts if act.verb != "withdraw"][:2],
            task=task,
            url=reverse("office:tasks_one", args=[task.pk]),
            late=task.is_overdue(at),
        )
    return None


def _inbox_step(inbox: InboxCounts, actor: Actor) -> Step | None:
    url = reverse("office:directives")
    if inbox.to_confirm and actor.has(Duty.RECEIVE_DOCUMENTS):
        count = inbox.to_confirm
        words = ngettext(
            "%(count)s văn bản máy đã đọc xong, chờ xác nhận.",
            "%(count)s văn bản máy đã đọc xong, chờ xác nhận.",
            count,
        ) % {"count": vn_number(count)}
        return Step(title=_("xác nhận văn bản đến"), why=words, url=url, button=_("Xác nhận văn bản đến"))
    if inbox.to_assign and actor.has(Duty.ASSIGN_TASKS):
        count = inbox.to_assign
        words = ngettext(
            "%(count)s văn bản đã xác nhận, chưa giao việc.",
            "%(count)s văn bản đã xác nhận, chưa giao việc.",
            count,
        ) % {"count": vn_number(count)}
        return Step(title=_("giao việc theo văn bản"), why=words, url=url, button=_("Giao việc theo văn bản"))
    return None


def day_tiles(counted: Counts) -> list[Kpi]:
    """Return the four counts of a unit's day, each opening to its rows."""
    return [
        Kpi(
            value=vn_number(getattr(counted, name)),
            label=label,
            url=queries.address(Rows(sieve=lists.DAY[name])),
            level=level if getattr(counted, name) else "",
        )
        for name, label, level in (
            ("overdue", _("quá hạn"), "bad"),
            ("soon", _("hạn trong 3 ngày làm việc tới"), "warn"),
            ("unacknowledged", _("chưa nhận việc"), ""),
            ("to_accept", _("chờ nghiệm thu"), ""),
        )
    ]


def _inbox_tiles(inbox: InboxCounts) -> list[Kpi]:
    url = reverse("office:directives")
    return [
        Kpi(
            value=vn_number(count),
            label=label,
            url=f"{url}?cho={door}",
            level="warn" if count and door == "cho-xac-nhan" else "",
        )
        for count, label, door in (
            (inbox.reading, _("văn bản đang đọc"), "cho-doc"),
            (inbox.to_confirm, _("văn bản chờ xác nhận"), "cho-xac-nhan"),
            (inbox.unreadable, _("văn bản phải nhập tay"), "khong-doc-duoc"),
            (inbox.to_assign, _("văn bản chưa giao việc"), "cho-giao-viec"),
        )
    ]


def moments(happenings: Sequence[Happening], titles: dict[UUID, str] | None = None) -> list[Moment]:
    """Return lines of the ledger as a timeline; ``titles`` says which task each is about."""
    told = []
    for each in happenings:
        about = (titles or {}).get(each.subject, "")
        told.append(
            Moment(
                title=f"{each.title}: {about}" if about else each.title,
                when=each.at,
                text=each.text,
                who=each.who,
                seal=_("sổ #%(seq)s") % {"seq": vn_number(each.seq)},
                seal_url=f"{reverse('office:ledger')}?dong={each.seq}",
            )
        )
    return told


def numbered(task: Task) -> str:
    """Return the number and the first words of a task, begun with a capital as a title is."""
    heading = capfirst(task.heading)
    return f"{task.number}. {heading}" if task.number else heading


def _changed(actor: Actor, *, at: datetime) -> list[Moment]:
    told = history.recent(actor, at=at, since=at - LOOK_BACK)
    return moments(told, {task.pk: numbered(task) for task in lists.shown({each.subject for each in told})})


@office()
@require_safe
def today(request: OfficeRequest) -> HttpResponse:
    """Show the day of the actor's unit."""
    actor, at = request.actor, request.at
    clerk = actor.has(Duty.RECEIVE_DOCUMENTS) or actor.has(Duty.ASSIGN_TASKS)
    works = any(actor.has(duty) for duty in TASK_DUTIES)
    inbox = directives.inbox_counts(actor) if clerk else None
    pressing = (
        lists.shown(lists.pressing(actor, at=at, limit=MOST_PRESSING), DOCUMENT, "parent", without=HEAVY)
        if works
        else []
    )
    soon = lists.soon_until(at)
    counted = lists.counts(actor, at=at) if works else None
    step = _task_step(actor, pressing, at=at) if pressing and pressing[0].is_overdue(at) else None
    step = step or (inbox and _inbox_step(inbox, actor)) or _task_step(actor, pressing, at=at)
    context = {
        "step": step,
        "works": works,
        "clerk": actor.has(Duty.RECEIVE_DOCUMENTS),
        "tiles": day_tiles(counted) if counted else [],
        "inbox_tiles": _inbox_tiles(inbox) if inbox and actor.has(Duty.RECEIVE_DOCUMENTS) else [],
        "rows": [line(task, at=at, soon=soon) for task in pressing],
        "asked": inspections.asked_of(actor),
        "requests": lists.requests_to_answer(actor, at=at),
        "moments": _changed(actor, at=at) if works else [],
        "today": local_day(at),
    }
    return render(request, "office/tasks/today.html", context)
