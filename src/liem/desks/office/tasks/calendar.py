"""The deadlines of a unit as a calendar file (RFC 5545), for the calendar program of an office."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives.rows import Rows, tasks
from liem.kernel.clock import local_day
from liem.spine.tasks import lists
from liem.spine.tasks.flow import OPEN_STATES
from liem.spine.tasks.lists import Role, Sieve
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.readers import TASK_DUTIES
from liem.ui.files import attached

from . import queries
from .shown import DOCUMENT, HEAVY, document_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from liem.spine.tasks.models import Task

MOST = 2000
_OCTETS = 75  # RFC 5545, 3.1: a line is folded before it is longer


def escaped(text: str) -> str:
    """Return text as a calendar holds it (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line folded so that no piece is longer than 75 octets, never inside a letter."""
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n".join(pieces)


def _event(task: Task, *, at: datetime) -> Iterator[str]:
    if task.due_at is None:
        return
    yield "BEGIN:VEVENT"
    yield f"UID:{task.pk}@liem"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if task.deadline_kind == DeadlineKind.CLOCK:
        yield f"DTSTART:{task.due_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    else:
        yield f"DTSTART;VALUE=DATE:{local_day(task.due_at):%Y%m%d}"
    yield f"SUMMARY:{escaped(_('Hạn: %(task)s') % {'task': task.heading})}"
    yield f"DESCRIPTION:{escaped(document_of(task))}"
    yield f"URL:{queries.absolute(reverse('office:tasks_one', args=[task.pk]))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def written(found: Iterable[Task], *, name: str, at: datetime) -> str:
    """Return a calendar with the deadline of each task, all-day unless an hour was given."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Liem//Nhiem vu//VI",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for task in found:
        lines += _event(task, at=at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


@office(*TASK_DUTIES)
@require_safe
def feed(request: OfficeRequest) -> HttpResponse:
    """Give the deadlines of open tasks the actor's unit leads, to whoever is signed in."""
    rows = Rows(sieve=Sieve(role=Role.LEAD, states=OPEN_STATES))
    found = tasks(request.actor, rows, at=request.at).filter(due_at__isnull=False).order_by("due_at", "pk")
    chosen = lists.shown(found.values_list("pk", flat=True)[:MOST], DOCUMENT, without=HEAVY)
    name = _("%(office)s: hạn của %(unit)s") % {
        "office": settings.LIEM.office or "Liêm",
        "unit": request.actor.unit_name,
    }
    content = written(chosen, name=name, at=request.at).encode()
    return attached(content, "han-nhiem-vu.ics", "text/calendar; charset=utf-8")
