"""Who plays one inspection and how: its plan, and what every step needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from liem.domains.inspections import actions, dossier
from liem.domains.inspections.models import Inspection, Origin
from liem.domains.inspections.papers import first_words
from liem.kernel.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from uuid import UUID

    from liem.domains.inspections.conclusion import Content
    from liem.spine.access import Actor
    from liem.spine.people.models import Mandate

    from .script import Stage

    Concludes = Callable[["Acting", Content, date], Content]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How one inspection goes. ``days`` gives the day of each step; the first step without a day is where it
    stands. Persons are named by (unit code, key).

    ``reported`` and ``confirmed`` map the number of a requirement to the day its owner reports it and the day
    it is confirmed.
    """

    body: str
    procedure: str
    subject_unit: str
    chair: tuple[str, str]
    head: tuple[str, str]
    answers: tuple[str, str]
    days: Mapping[str, date]
    words: Mapping[str, str]
    contents: tuple[str, ...]
    purpose: str
    team: tuple[tuple[str, str, str], ...] = ()
    member: tuple[str, str] | None = None
    official: bool = False
    origin: str = Origin.PROGRAMME
    sign: str = ""
    item: str = ""
    conclusion: Concludes | None = None
    reported: Mapping[int, date] = field(default_factory=dict)
    confirmed: Mapping[int, date] = field(default_factory=dict)
    recheck_on: date | None = None
    extends: bool = False
    statement: str = ""


@dataclass
class Acting:
    """A plan being played: the case that came of it, and what its steps need."""

    stage: Stage
    plan: Plan
    items: Mapping[str, UUID]
    made: UUID | None = None

    @property
    def case(self) -> Inspection:
        """Return the inspection as it is now."""
        if self.made is None:
            raise RuntimeError("the dossier is not opened yet")
        found = Inspection.objects.select_related("case", "unit", "unit__parent", "subject_unit")
        return found.select_related("subject_person").get(pk=self.made)

    def actor(self, who: tuple[str, str]) -> Actor:
        """Return who acts."""
        return self.stage.actor(*who)

    @property
    def signer(self) -> Mandate:
        """Return the mandate of who signs for the body."""
        return self.stage.mandate(*self.plan.chair)

    def paper(self, at: datetime, kind: str, title: str, *, who: tuple[str, str] | None = None) -> UUID:
        """Put a paper into the dossier, with the words of the plan or the first draft of the product."""
        row = self.case
        words = self.plan.words.get(kind) or first_words(row, kind)
        official = kind in ("decision", "plan", "notice")
        new = dossier.NewPaper(
            kind=kind, title=title, words=words, signer_id=self.signer.pk if official else None
        )
        paper, _receipt = dossier.add_paper(
            actor=self.actor(who or self.plan.head), at=at, inspection_id=row.pk, new=new
        )
        return paper.pk

    def take(self, at: datetime, key: str, who: tuple[str, str]) -> None:
        """Take a step on the day of the moment."""
        actions.take(actor=self.actor(who), at=at, inspection_id=self.case.pk, key=key, on=local_day(at))
