"""The fact: a concluded inspection, decided discipline, settled appeal, suspension, as statistics see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One case on the day it counts. Values are keys of :mod:`.dimensions`; names have no place here.

    ``case`` is the dossier; ``day`` the legal day (Việt Nam) of the conclusion or decision; ``body``,
    ``level`` and ``path`` are those of the body that concluded or decided, so that both ways of counting are
    right. ``results`` rise together: a case where discipline was due is also one with faults. ``seen`` says
    whether the reader may open the case.
    """

    case: UUID
    kind: str
    day: date
    subject: str
    body: str
    level: str
    path: str
    activity: str = ""
    committee_member: bool = False
    results: tuple[str, ...] = ()
    form: str = ""
    gravity: str = ""
    contents: tuple[str, ...] = ()
    criminal: bool = False
    seen: bool = True


def with_disciplined(inspections: Iterable[Fact], sources: frozenset[UUID]) -> Iterator[Fact]:
    """Give inspections, adding the result "disciplined" where the dossier led to a decided discipline."""
    for each in inspections:
        if each.case in sources and "disciplined" not in each.results:
            yield replace(each, results=(*each.results, "disciplined"))
        else:
            yield each
