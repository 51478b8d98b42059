"""What an actor may do with a case now: the next step, what it waits for, the clocks, the other verbs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from liem.kernel.clock import local_day
from liem.law.procedures import STOPPED

from . import clocks, steps
from .models import TeamMember
from .parts import DECIDER, HEAD, INSPECTING, OFFICE, SUBJECT, TEAM, parts_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from liem.law.procedures import Procedure, Step
    from liem.spine.access import Actor

    from .clocks import Clock
    from .models import Inspection

SERVED = ("notice", "outline")  # what a step hands to the subject
SIGN_BASED = "sign_based_inspection"


@dataclass(frozen=True, slots=True)
class Openings:
    """Where a case stands for one actor.

    ``next`` is the next required step (``None`` at the end), ``optional`` those that may come before it,
    ``missing`` the kinds of paper it waits for, ``lacks_head`` that a head must be appointed first,
    ``open_requirements`` how many remedies the step still waits for, ``unserved`` the titles of its papers
    that the subject has not got,
    ``clock`` the limit of the next step and ``whole`` that of the case; ``verbs`` what the actor may do
    besides.
    """

    procedure: Procedure
    parts: frozenset[str]
    days: dict[str, date]
    next: Step | None
    optional: tuple[Step, ...]
    missing: tuple[str, ...]
    lacks_head: bool
    open_requirements: int
    unserved: tuple[str, ...]
    clock: Clock | None
    whole: Clock | None
    verbs: frozenset[str]

    def may(self, step: Step) -> bool:
        """Say whether the actor plays a part that the procedure names for a step."""
        return bool(self.parts & set(step.who))

    def is_late(self, at: datetime) -> bool:
        """Say whether a checked limit, of the next step or of the whole, has passed."""
        return any(each is not None and each.binding and at > each.at for each in (self.clock, self.whole))


def openings(actor: Actor, inspection: Inspection, *, at: datetime) -> Openings:
    """Return what an actor may do with a case now."""
    procedure = clocks.procedure_of(inspection)
    parts = parts_of(actor, inspection, at=at)
    days = clocks.days_of(inspection)
    following = procedure.following(inspection.state)
    ended = inspection.closed_at is not None or inspection.state == STOPPED
    step = None if ended else procedure.next_required(inspection.state)
    head = inspection.team.filter(until__isnull=True, role=TeamMember.Role.HEAD).exists()
    return Openings(
        procedure=procedure,
        parts=parts,
        days=days,
        next=step,
        optional=() if ended else tuple(each for each in following if each is not step),
        missing=tuple(steps.missing_papers(inspection, procedure, step)) if step else (),
        lacks_head=step is not None and steps.team_is_needed(procedure) and not head,
        open_requirements=steps.open_requirements(inspection, step) if step else 0,
        unserved=_unserved(inspection, step) if step else (),
        clock=clocks.of_step(inspection, step, days) if step else None,
        whole=None if ended or inspection.concluded_on is not None else whole_of(inspection),
        verbs=_verbs(inspection, procedure, parts, ended=ended),
    )


def _unserved(inspection: Inspection, step: Step) -> tuple[str, ...]:
    kinds = [kind for kind in step.papers if kind in SERVED]
    if not kinds:
        return ()
    waiting = inspection.papers.filter(kind__in=kinds, told_at__isnull=True)
    return tuple(waiting.values_list("title", flat=True))


def whole_of(inspection: Inspection) -> Clock | None:
    """Return the limit of the whole as it stands, extended or not."""
    last = inspection.last_moment
    if last is None:
        return None
    return clocks.Clock(
        at=last, on=local_day(last), basis=inspection.due_basis, binding=inspection.due_binding
    )


def _verbs(
    inspection: Inspection, procedure: Procedure, parts: frozenset[str], *, ended: bool
) -> frozenset[str]:
    concluded = inspection.concluded_on is not None
    decides = DECIDER in parts
    extendable = (
        inspection.extended_to is None
        and not concluded
        and clocks.room_to_extend(inspection, procedure) is not None
    )
    table = {
        "add_paper": not ended and bool(parts & INSPECTING),
        "add_evidence": not ended and bool(parts & INSPECTING),
        "state": not ended and bool(parts & {SUBJECT, HEAD, TEAM}),
        "send_self_report": not ended and not concluded and SUBJECT in parts,
        "appoint": not ended and decides,
        "extend": not ended and decides and extendable,
        "stop": not ended and not concluded and decides,
        "hand_over": decides,
        "refer_sign": decides and SIGN_BASED in procedure.refers_to,
        "step_aside": not ended and bool(parts & {HEAD, TEAM, DECIDER, OFFICE}),
    }
    return frozenset(verb for verb, is_open in table.items() if is_open)
