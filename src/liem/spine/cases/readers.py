"""Reads of dossiers for an actor: each kind is seen as the room that opened it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from liem.spine.access import NotFound

from .models import Case

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from liem.spine.access import Actor

Seen = Callable[["Actor", "datetime"], QuerySet[Any]]
_seen: Final[dict[str, Seen]] = {}


def shown_by(kind: str, cases: Seen) -> None:
    """Let a room say which dossiers of a kind an actor sees: ``cases`` returns its rows with ``case_id``."""
    _seen[kind] = cases


def get_case(actor: Actor, case_id: UUID, *, kind: str, at: datetime) -> Case:
    """Return a dossier of a kind the actor sees; raises ``NotFound`` for absent and forbidden alike."""
    seen = _seen.get(kind)
    found = None
    if seen is not None:
        cases = Case.objects.filter(pk=case_id, kind=kind, pk__in=seen(actor, at).values("case_id"))
        found = cases.select_related("unit").first()
    if found is None:
        raise NotFound(_("Không có hồ sơ này."))
    return found
