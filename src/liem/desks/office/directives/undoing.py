"""Undo of a giving, offered for thirty seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives import readers, taking_back
from liem.spine.access import Conflict, Duty

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.tasks.models import Task


def seconds_left(tasks: Iterable[Task], *, at: datetime) -> int:
    """Return how many whole seconds the last giving may still be undone, 0 when it may not."""
    given = taking_back.moment_given(tasks, at=at)
    return max(0, int((given + taking_back.OFFERED - at).total_seconds())) if given else 0


@office(Duty.ASSIGN_TASKS)
@require_POST
def undo(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Take the last giving back: withdrawn as "giao nhầm", and ungiven again."""
    directive = readers.get_directive(request.actor, directive_id)
    try:
        receipts = taking_back.take_back(actor=request.actor, at=request.at, directive_id=directive.pk)
    except Conflict as refusal:
        messages.error(request, f"{refusal.message} {refusal.next_step}".strip())
        return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))
    messages.success(
        request,
        _("Đã hoàn tác, lý do “giao nhầm” đã ghi sổ #%(seq)s. Nhiệm vụ trở lại trạng thái chưa giao.")
        % {"seq": receipts[0].seq},
    )
    return HttpResponseRedirect(reverse("office:directives_assign", args=[directive.pk]))
