"""What a dossier holds, read whole for its page: one query for each kind of thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, NotFound
from liem.spine.units.models import Unit

from . import readers
from .models import Conflict, Evidence, HandOver, Inspection, Paper, Statement, StepTaken, TeamMember

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

SELF_REPORT = "self_report"


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything in a case, each in the order of the page; ``left`` are members who stepped out."""

    steps: dict[str, StepTaken]
    team: Sequence[TeamMember]
    left: Sequence[TeamMember]
    declared: Sequence[Conflict]
    papers: Sequence[Paper]
    evidence: Sequence[Evidence]
    statements: Sequence[Statement]
    hand_overs: Sequence[HandOver]


def contents_of(inspection: Inspection) -> Contents:
    """Return everything in a case for the inspecting side: seven queries."""
    members = list(inspection.team.select_related("person").order_by("since"))
    return Contents(
        steps={each.key: each for each in inspection.steps.select_related("by")},
        team=[each for each in members if each.until is None],
        left=[each for each in members if each.until is not None],
        declared=list(inspection.conflicts.select_related("person")),
        papers=_of(inspection, list(inspection.papers.select_related("by", "received_by"))),
        evidence=list(inspection.evidence.select_related("blob", "by")),
        statements=list(inspection.statements.select_related("by")),
        hand_overs=list(inspection.hand_overs.select_related("to_unit")),
    )


def nothing_of(inspection: Inspection) -> Contents:
    """Return what whom the record bars reads of a case: who has it and which steps were taken, nothing that
    lies in it. Two queries; the rows are not for saving."""
    members = list(inspection.team.select_related("person").order_by("since"))
    steps = list(inspection.steps.select_related("by"))
    for step in steps:
        step.note = ""
    return Contents(
        steps={each.key: each for each in steps},
        team=[each for each in members if each.until is None],
        left=[],
        declared=[],
        papers=[],
        evidence=[],
        statements=[],
        hand_overs=[],
    )


def _of(inspection: Inspection, papers: list[Paper]) -> list[Paper]:
    for paper in papers:
        paper.inspection = inspection
    return papers


@dataclass(frozen=True, slots=True)
class ForSubject:
    """What the subject reads: what was handed over, what it sent and said, who is in the team."""

    served: Sequence[Paper]
    own: Sequence[Paper]
    statements: Sequence[Statement]
    team: Sequence[TeamMember]


def for_subject(inspection: Inspection) -> ForSubject:
    """Return what the subject reads of a case: three queries."""
    papers = _of(inspection, list(inspection.papers.all()))
    return ForSubject(
        served=[each for each in papers if each.told_at is not None],
        own=[each for each in papers if each.kind == SELF_REPORT],
        statements=list(inspection.statements.select_related("by")),
        team=list(inspection.team.filter(until__isnull=True).select_related("person").order_by("since")),
    )


def related(actor: Actor, inspection: Inspection, *, at: datetime) -> list[Inspection]:
    """Return the cases this one came out of or led to, those the actor may see."""
    seen = readers.inspections_for(actor, at=at).select_related("case")
    found = list(seen.filter(origin_case_id=inspection.case_id))
    if inspection.origin_case_id is not None:
        found += list(seen.filter(case_id=inspection.origin_case_id))
    return found


def in_case(inspection_case_id: UUID | None) -> Inspection | None:
    """Return the case of a dossier, if one was opened in it."""
    return Inspection.objects.filter(case_id=inspection_case_id).first() if inspection_case_id else None


def member(inspection: Inspection, person_id: UUID) -> TeamMember:
    """Return a member of the team; raises ``NotFound`` for one who is not in it now."""
    found = inspection.team.filter(until__isnull=True, person_id=person_id).select_related("person").first()
    if found is None:
        raise NotFound(_("Người này không ở trong đoàn."))
    return found


def has_head(inspection: Inspection) -> bool:
    """Say whether the team has a head."""
    return inspection.team.filter(until__isnull=True, role=TeamMember.Role.HEAD).exists()


def get_evidence(actor: Actor, inspection_id: UUID, evidence_id: UUID, *, at: datetime) -> Evidence:
    """Return an item of evidence with its file; the subject has none. Raises as ``readers.get_open``."""
    inspection = readers.get_open(actor, inspection_id, at=at)
    found = inspection.evidence.filter(pk=evidence_id).select_related("blob").first()
    if found is None or readers.seen_as(actor, inspection, at=at) == "subject":
        raise NotFound(_("Không có tệp này."))
    return found


def get_statement(actor: Actor, inspection_id: UUID, statement_id: UUID, *, at: datetime) -> Statement:
    """Return words of the subject with the file that came with them: to both sides. Raises as
    ``readers.get_open``."""
    inspection = readers.get_open(actor, inspection_id, at=at)
    found = inspection.statements.filter(pk=statement_id).select_related("blob").first()
    if found is None:
        raise NotFound(_("Không có tệp này."))
    return found


def paper_titles(inspection: Inspection) -> list[str]:
    """Return the titles of all papers, in the order they came."""
    return list(inspection.papers.values_list("title", flat=True))


def own_body(actor: Actor) -> Unit | None:
    """Return the body the actor works in, with the one above it."""
    if actor.unit_id is None:
        return None
    return Unit.objects.select_related("parent").filter(pk=actor.unit_id).first()
