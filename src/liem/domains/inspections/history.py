"""What happened to a case, as the ledger tells it: who, in which post then, when, which line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger import sentences
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.people import readers as people
from liem.spine.units import readers as units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from .models import Inspection

# What the subject reads of the history: what was done towards it, never what goes on inside the team.
FOR_SUBJECT: Final = (
    "inspections.paper.served",
    "inspections.paper.received",
    "inspections.statement.kept",
    "inspections.inspection.extended",
    "inspections.inspection.stopped",
    "inspections.conclusion.issued",
    "inspections.remedy.confirmed",
    "inspections.remedy.returned",
)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history: what, in words, by whom and in which post, when, which line of the ledger."""

    seq: int
    at: datetime
    kind: str
    title: str
    text: str
    who: str


def history(inspection: Inspection, *, limit: int = 200, for_subject: bool = False) -> list[Happening]:
    """Return the newest ``limit`` things that happened to a case, newest first: six queries, any length."""
    found = Entry.objects.filter(case=inspection.case_id, kind__startswith="inspections.")
    if for_subject:
        found = found.filter(kind__in=FOR_SUBJECT)
    lines = opened(list(found.order_by("-seq")[:limit]))
    doers = people.doers(entry.actor_mandate for entry, _values in lines if entry.actor_mandate)
    known = _names(values for _entry, values in lines if values)
    told = []
    for entry, values in lines:
        doer = doers.get(entry.actor_mandate) if entry.actor_mandate else None
        who = f"{doer.name}, {doer.post}, {doer.unit}" if doer else _("Hệ thống, theo lịch")
        told.append(
            Happening(
                seq=entry.seq,
                at=entry.recorded_at,
                kind=entry.kind,
                title=sentences.short(entry.kind),
                text=sentences.full(entry.kind, values, name_of=lambda pk: known.get(pk, pk))
                if values
                else _("Nội dung đã được xóa theo quy định."),
                who=who,
            )
        )
    return told


def _names(values: Iterable[dict[str, Any]]) -> dict[str, str]:
    ids = {
        UUID(value)
        for each in values
        for value in each.values()
        if isinstance(value, str) and _ID.fullmatch(value)
    }
    found = {str(pk): name for pk, name in people.names(ids).items()}
    return found | {str(pk): name for pk, name in units.names(ids).items()}
