"""Reports on work that came from outside, by an office with a system of its own: once each, by its lead unit.

The lead unit's people did the work and signed it there; here the row and the entry say through whom it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.text import nfc
from liem.spine.access import Invalid, NotFound
from liem.spine.ledger.append import append

from . import rules
from .events import ProgressReported, TaskFinished
from .flow import OPEN_STATES
from .models import Progress, Task
from .steps import move

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor
    from liem.spine.units.models import Unit
    from liem.spine.vault.models import Blob


@dataclass(frozen=True, slots=True)
class Report:
    """What the lead unit says of a task: percent 0 to 99, or finished at a moment; words or a file."""

    percent: int
    text: str
    finished_at: datetime | None = None
    blob: Blob | None = None
    file_name: str = ""


def report_step(*, actor: Actor, at: datetime, task_id: UUID, by_unit: Unit, report: Report) -> bool:
    """Write a report from outside inside the running transaction; ``False`` if it stands here already.

    ``by_unit`` is the office it came from: the task must be led by it or by a unit below it. A task that is
    not open any more keeps what it has. Raises ``NotFound``, ``Invalid``.
    """
    task = Task.objects.select_for_update(of=("self",)).select_related("lead_unit").filter(pk=task_id).first()
    if task is None or task.lead_unit is None or not task.lead_unit.path.startswith(by_unit.path):
        raise NotFound(_("Báo cáo nói về một nhiệm vụ không giao cho đơn vị này."))
    text = nfc(report.text).strip()
    if not 0 <= report.percent <= 99 or (not text and report.blob is None):
        raise Invalid(_("Báo cáo về nhiệm vụ “%(task)s” không có nội dung.") % {"task": task.heading})
    told = [
        *(str(report.percent), text, report.blob.pk if report.blob else ""),
        report.finished_at.isoformat() if report.finished_at else "",
    ]
    sent_as = sha256("\0".join(["bundle", *told]).encode()).hexdigest()
    if task.state not in OPEN_STATES or task.progress.filter(sent_as=sent_as).exists():
        return False
    file_sha256 = report.blob.pk if report.blob else ""
    event: TaskFinished | ProgressReported
    if report.finished_at is not None and not task.children.filter(state__in=OPEN_STATES, period="").exists():
        move(task, "finish")
        task.finished_at = min(report.finished_at, at)
        task.outcome = rules.outcome(finished_at=task.finished_at, due_at=task.due_at)
        event = TaskFinished(outcome=task.outcome, text=text, file_sha256=file_sha256)
    else:
        move(task, "report_progress")
        task.percent = report.percent
        event = ProgressReported(percent=report.percent, text=text, file_sha256=file_sha256)
    task.acknowledged_at = task.acknowledged_at or at
    task.save(update_fields=["state", "percent", "acknowledged_at", "finished_at", "outcome"])
    Progress.objects.create(
        task=task,
        at=at,
        by_unit=by_unit,
        kind="finished" if isinstance(event, TaskFinished) else "progress",
        text=text,
        percent=100 if isinstance(event, TaskFinished) else report.percent,
        blob=report.blob,
        file_name=nfc(report.file_name)[:255],
        sent_as=sent_as,
    )
    append(
        actor=actor, at=at, event=event, subject=task.pk, case=task.case_id, occurred_at=report.finished_at
    )
    return True
