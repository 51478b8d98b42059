"""What happened to one subject, as the ledger tells it: a timeline for pages of questions and what raises
them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.ledger import sentences
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.people.readers import doers

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: what happened, the words given with it, who, in which post then, where in the ledger."""

    seq: int
    at: datetime
    title: str
    text: str
    who: str


def happenings(subject: UUID, *, limit: int = 200) -> list[Happening]:
    """Return the newest things that happened to a subject, newest first: three queries.

    Values whose key was destroyed are left out; the line stays.
    """
    entries = list(Entry.objects.filter(subject=subject).order_by("-seq")[:limit])
    named = doers(entry.actor_mandate for entry in entries if entry.actor_mandate)
    lines = []
    for entry, values in opened(entries):
        doer = named.get(entry.actor_mandate) if entry.actor_mandate else None
        told = values or {}
        lines.append(
            Happening(
                seq=entry.seq,
                at=entry.recorded_at,
                title=sentences.short(entry.kind),
                text=str(told.get("text") or told.get("reason") or ""),
                who=f"{doer.name}, {doer.post}, {doer.unit}" if doer else _("Hệ thống, theo lịch"),
            )
        )
    return lines
