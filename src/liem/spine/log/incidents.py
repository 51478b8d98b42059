"""Incidents of the log: what must never be signed over, kept with its evidence until a person has closed
it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from liem.spine.access import Conflict

from .models import Incident

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class Found(Exception):
    """Something was found now; ``kind`` is one of ``Incident.Kind``. Becomes a row and ``Stopped``."""

    kind: str
    words: str
    evidence: str = ""


class Stopped(Conflict):
    """The log signs nothing until the incident is settled (``liem log recover``)."""

    code = "log_stopped"


def refuse_while_open() -> None:
    """Raise ``Stopped`` while an incident is open."""
    row = Incident.objects.filter(closed_at=None).order_by("at").first()
    if row is not None:
        raise stopped(row)


def opened(found: Found, *, at: datetime) -> Stopped:
    """Keep what was found, once however often it is found again, and give the refusal."""
    with transaction.atomic():
        row = Incident.objects.filter(kind=found.kind, closed_at=None).order_by("at").first()
        if row is None:
            row = Incident.objects.create(kind=found.kind, words=found.words, evidence=found.evidence, at=at)
    return stopped(row)


def stopped(row: Incident) -> Stopped:
    """Give the refusal an open incident causes."""
    return Stopped(
        _("Sổ ngừng ký từ %(at)s: %(words)s") % {"at": f"{row.at:%H:%M %d/%m/%Y}", "words": row.words},
        next_step=_("Chạy liem log recover rồi làm theo hướng dẫn khôi phục sổ."),
    )
