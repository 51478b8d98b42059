"""Where each inspection of a programme stands: the columns of the board, read from its case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from liem.desks.oversight.procedures.words import title_of
from liem.domains.inspections import policy as inspecting
from liem.domains.inspections.readers import inspections_for
from liem.domains.inspections.steps import procedure_of
from liem.domains.programmes import policy
from liem.domains.programmes.flow import ItemState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.domains.inspections.models import Inspection
    from liem.domains.programmes.models import Item, Programme
    from liem.spine.access import Actor

PLAN, RUN, CONCLUDE, FOLLOW, DONE = "plan", "run", "conclude", "follow", "done"
COLUMNS: tuple[tuple[str, Any], ...] = (
    (PLAN, _("Lập kế hoạch")),
    (RUN, _("Đang tiến hành")),
    (CONCLUDE, _("Chờ kết luận")),
    (FOLLOW, _("Theo dõi khắc phục")),
    (DONE, _("Xong")),
)


def may_run(actor: Actor, programme: Programme) -> bool:
    """Say whether the actor may start an item and open its case: both, so that none stays half open."""
    return bool(policy.may_run(actor, programme.unit)) and bool(inspecting.may_open(actor, programme.unit))


def inspections(actor: Actor, items: Iterable[Item], *, at: datetime) -> dict[UUID, Inspection]:
    """Return the cases the actor may see behind the dossiers of items, by dossier: constant queries."""
    cases = [item.inspection_case_id for item in items if item.inspection_case_id is not None]
    if not cases:
        return {}
    found = inspections_for(actor, at=at).filter(case_id__in=cases).select_related("unit", "case")
    return {inspection.case_id: inspection for inspection in found}


def stage_of(item: Item, inspection: Inspection | None) -> str:
    """Return the column an item stands in.

    An item is done with its conclusion; on the board it is followed until its case is closed.
    """
    if item.state == ItemState.PLANNED:
        return PLAN
    done = item.state == ItemState.DONE
    if inspection is None:
        return DONE if done else RUN
    if inspection.concluded_on is not None or inspection.closed_at is not None:
        return DONE if done and inspection.closed_at is not None else FOLLOW
    if done:
        return DONE
    coming = procedure_of(inspection).next_required(inspection.state)
    return CONCLUDE if coming is not None and coming.phase == "conclude" else RUN


def may_finish(item: Item, stage: str) -> bool:
    """Say whether the item waits to be marked done: its case has a conclusion or an end."""
    return item.state == ItemState.RUNNING and stage == FOLLOW


def next_words(inspection: Inspection | None) -> str:
    """Return the next required step of a case in words."""
    if inspection is None:
        return ""
    coming = procedure_of(inspection).next_required(inspection.state)
    return title_of(coming) if coming else ""


def case_url(inspection: Inspection) -> str:
    """Return the address of a case."""
    return reverse("oversight:inspections_one", args=[inspection.pk])
