"""What discipline puts into the ledger. No name and no words of a person: those stand in the sealed file's
rows.

Every event carries the ``state`` the case has after it, so that states can be rebuilt from the entries alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from liem.spine.ledger.append import Event


@dataclass(frozen=True, slots=True)
class _CaseEvent(Event):
    CLASS: ClassVar[str] = "case"

    state: str


@dataclass(frozen=True, slots=True)
class DisciplineProposed(_CaseEvent):
    """Discipline was proposed: against which kind of subject, for how many acts, from which dossier."""

    KIND: ClassVar[str] = "discipline.case.proposed"

    dossier: str
    subject_kind: str
    subject_unit: UUID
    acts: int
    proposed_form: str
    proposed_on: date
    source: str


@dataclass(frozen=True, slots=True)
class ExaminationBegun(_CaseEvent):
    """The body began to examine the proposal."""

    KIND: ClassVar[str] = "discipline.case.examined"


@dataclass(frozen=True, slots=True)
class PaperAdded(_CaseEvent):
    """A paper came into the file; ``withheld`` says why the subject does not see it."""

    KIND: ClassVar[str] = "discipline.paper.added"

    paper: UUID
    paper_kind: str
    sha256: str
    withheld: str


@dataclass(frozen=True, slots=True)
class PaperReleased(_CaseEvent):
    """A paper withheld from the person concerned was opened to them: why it was withheld, why it opens."""

    KIND: ClassVar[str] = "discipline.paper.released"

    paper: UUID
    withheld: str
    reason: str


@dataclass(frozen=True, slots=True)
class SubjectHeard(_CaseEvent):
    """The subject was heard, or did not want to speak."""

    KIND: ClassVar[str] = "discipline.subject.heard"

    statement: UUID
    said_on: date
    refused: bool
    words_sha256: str


@dataclass(frozen=True, slots=True)
class SubjectAnswered(_CaseEvent):
    """The subject wrote an answer."""

    KIND: ClassVar[str] = "discipline.subject.answered"

    statement: UUID
    words_sha256: str


@dataclass(frozen=True, slots=True)
class VoteRecorded(_CaseEvent):
    """A counted secret vote: the figures as counted and what they gave."""

    KIND: ClassVar[str] = "discipline.vote.recorded"

    vote: UUID
    stage: str
    held_on: date
    entitled: int
    present: int
    issued: int
    collected: int
    invalid: int
    counts: dict[str, int]
    result: str
    decides: bool
    needs_person: bool


@dataclass(frozen=True, slots=True)
class VoteRead(_CaseEvent):
    """A person read the result by the text, where the threshold is not verified in the law data."""

    KIND: ClassVar[str] = "discipline.vote.read"

    vote: UUID
    result: str
    basis: str
    decides: bool


@dataclass(frozen=True, slots=True)
class CaseReferred(_CaseEvent):
    """The case went up to the competent body with a proposal."""

    KIND: ClassVar[str] = "discipline.case.referred"

    from_unit: UUID
    to_unit: UUID
    proposed_form: str


@dataclass(frozen=True, slots=True)
class DisciplineDecided(_CaseEvent):
    """A decision was made."""

    KIND: ClassVar[str] = "discipline.case.decided"

    number: str
    form: str
    body: str
    unit: UUID
    decided_on: date
    effective_on: date
    effect_ends_on: date | None
    on_judgment: bool
    written_late: bool


@dataclass(frozen=True, slots=True)
class DisciplineRefused(_CaseEvent):
    """The body decided not to discipline, with the reason."""

    KIND: ClassVar[str] = "discipline.case.refused"

    reason: str


@dataclass(frozen=True, slots=True)
class DecisionNotified(_CaseEvent):
    """The decision was announced or handed over, with what proof."""

    KIND: ClassVar[str] = "discipline.decision.notified"

    how: str
    on: date
    sha256: str


@dataclass(frozen=True, slots=True)
class DecisionPublished(_CaseEvent):
    """The decision was made known within the rules: where and on which basis."""

    KIND: ClassVar[str] = "discipline.decision.published"

    where: str
    on: date
    basis: str


@dataclass(frozen=True, slots=True)
class AppealFiled(_CaseEvent):
    """A complaint against the decision came in."""

    KIND: ClassVar[str] = "discipline.appeal.filed"

    appeal: UUID
    filed_on: date
    to_unit: UUID | None
    by_subject: bool
    words_sha256: str


@dataclass(frozen=True, slots=True)
class AppealAccepted(_CaseEvent):
    """A complaint was taken up; ``due_on`` is shown only, nobody verified the term."""

    KIND: ClassVar[str] = "discipline.appeal.accepted"

    appeal: UUID
    accepted_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class AppealEnded(_CaseEvent):
    """A complaint ended: settled, not taken up, or withdrawn; ``form`` is the form that stands now."""

    KIND: ClassVar[str] = "discipline.appeal.ended"

    appeal: UUID
    outcome: str
    form: str
    settled_on: date
    ground: str


@dataclass(frozen=True, slots=True)
class DisciplineCancelled(_CaseEvent):
    """The decision was found wrong and cancelled without a complaint."""

    KIND: ClassVar[str] = "discipline.case.cancelled"

    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class RightsRestored(_CaseEvent):
    """Apology and rights given back after a wrongful decision."""

    KIND: ClassVar[str] = "discipline.rights.restored"

    words: str
    on: date


@dataclass(frozen=True, slots=True)
class CaseDeferred(_CaseEvent):
    """Examination rests on a ground of the law."""

    KIND: ClassVar[str] = "discipline.case.deferred"

    ground: str


@dataclass(frozen=True, slots=True)
class CaseResumed(_CaseEvent):
    """Examination goes on."""

    KIND: ClassVar[str] = "discipline.case.resumed"


@dataclass(frozen=True, slots=True)
class ActivitySuspended(_CaseEvent):
    """The subject's activity was suspended, the suspension extended, or lifted."""

    KIND: ClassVar[str] = "discipline.suspension.set"

    suspension: UUID
    since: date
    until: date
    lifted_on: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class EffectEnded(_CaseEvent):
    """The decision has no effect any more."""

    KIND: ClassVar[str] = "discipline.effect.ended"

    on: date
    basis: str
