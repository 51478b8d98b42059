"""One verb on many tasks: each stands alone, and what failed is told with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Invalid, Refusal

from . import actions, lists, readers
from .flow import OPEN_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

MOST = 200


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a verb on many tasks: those done, and those refused with title and reason."""

    done: tuple[UUID, ...] = ()
    failed: tuple[tuple[UUID, str, str], ...] = field(default=())


def urge_each(*, actor: Actor, at: datetime, task_ids: Sequence[UUID]) -> Result:
    """Urge each task the actor sees; a refused one does not stop the others. At most 200 (``Invalid``)."""
    wanted = list(dict.fromkeys(task_ids))
    if not wanted:
        raise Invalid(_("Chọn ít nhất một nhiệm vụ."))
    if len(wanted) > MOST:
        raise Invalid(
            _("Mỗi lần làm tối đa %(most)s nhiệm vụ.") % {"most": MOST}, next_step=_("Chọn ít dòng hơn.")
        )
    visible = readers.tasks_for(actor).filter(pk__in=wanted)
    titles = {task.pk: str(task) for task in visible.only("pk", "number", "heading")}
    done, failed = [], []
    for task_id in wanted:
        if task_id not in titles:
            failed.append((task_id, "", _("Không có nhiệm vụ này.")))
            continue
        try:
            actions.urge(actor=actor, at=at, task_id=task_id)
        except Refusal as refusal:
            failed.append((task_id, titles[task_id], refusal.message))
        else:
            done.append(task_id)
    return Result(done=tuple(done), failed=tuple(failed))


def late_in_case(actor: Actor, case_id: UUID, *, at: datetime) -> list[UUID]:
    """Return the late tasks of a dossier that the actor may urge, parts rather than wholes: at most 200."""
    seen = lists.without_containers(readers.tasks_for(actor).filter(case_id=case_id))
    given = seen.filter(giver_unit__path__startswith=actor.unit_path, state__in=OPEN_STATES, due_at__lt=at)
    return list(given.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST])
