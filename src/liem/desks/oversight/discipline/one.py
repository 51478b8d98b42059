"""The page of a discipline case for those who handle it: clocks on top, the next step, the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.desks.oversight.lines import moments_of_entries
from liem.desks.oversight.tabs import tabs
from liem.domains.discipline import clocks, policy, readers
from liem.domains.discipline.models import State
from liem.domains.discipline.parts import parts_of
from liem.domains.discipline.steps import last_hearing
from liem.domains.discipline.voting import last_vote
from liem.domains.discipline.words import form_name, told
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.ui.files import BYTES

from . import shown
from .verbs import SHOWN_ORDER, titles

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpResponse

    from liem.domains.discipline.models import DisciplineCase, DisciplinePaper, Vote

HANDLERS = (Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
_EXTRA = (
    "add_paper",
    "release_paper",
    "suspend",
    "extend_suspension",
    "lift_suspension",
    "defer",
    "cancel",
    "refuse",
)


@office(*HANDLERS)
@require_safe
def one(request: OfficeRequest, discipline_id: UUID) -> HttpResponse:
    """Show a case: what runs, what can be done now, everything that was said and decided."""
    case = readers.get_discipline(request.actor, discipline_id, at=request.at)
    acts = _acts(request, case)
    first = [act for act in acts if act["name"] not in _EXTRA]
    level, basis = clocks.final_level(case, at=request.at)
    context: dict[str, Any] = {
        "oversight_tabs": tabs(request),
        "case": case,
        "who": shown.who(case),
        "state": case.get_state_display(),
        "level": shown.level_of(case),
        "clocks": shown.clock_rows(case, at=request.at),
        "first_acts": first,
        "more_acts": [act for act in acts if act["name"] in _EXTRA],
        "step_title": first[0]["title"] if first else "",
        "only_reads": not parts_of(request.actor, case, at=request.at).parts,
        "today": local_day(request.at),
        **file_of(case, case.votes.select_related("unit")),
        "final_level": level,
        "final_basis": basis,
        "moments": moments_of_entries(readers.history(case), request.actor),
        "decision_urls": _decision_urls(case),
    }
    return render(request, "oversight/discipline/one.html", context)


def file_of(case: DisciplineCase, votes: Iterable[Vote]) -> dict[str, Any]:
    """Return what handlers and the person concerned both see: facts, acts, words, ``votes`` and the rest."""
    return {
        "facts": shown.facts(case),
        "acts": list(case.acts.all()),
        "statements": list(case.statements.select_related("by").all()),
        "votes": [
            {
                "vote": vote,
                "result": form_name(vote.result) if vote.result else "",
                "lines": told(vote.how),
                "counts": [(form_name(form), number) for form, number in vote.counts.items()],
                "basis": vote.how.get("basis", ""),
                "badge": vote.how.get("badge", ""),
                "person": vote.how.get("person"),
            }
            for vote in votes
        ],
        "notifications": list(case.notifications.all()),
        "appeals": shown.appeal_rows(case),
        "suspensions": list(case.suspensions.all()),
        "papers": list(case.papers.select_related("blob").all()),
    }


def _acts(request: OfficeRequest, case: DisciplineCase) -> list[dict[str, str]]:
    """Return the verbs possible now for this actor, in the order of the procedure."""
    names = titles()
    found = [
        {"name": name, "title": names[name], "url": reverse(f"oversight:discipline_{name}", args=[case.pk])}
        for name in SHOWN_ORDER
        if policy.may(
            request.actor, case, "settle_appeal" if name == "settle_appeal" else name, at=request.at
        )
        and _fits(case, name)
    ]
    behind = _behind(case)
    return sorted(found, key=lambda act: act["name"] in behind)


# What a state says was done: possible once more, but no longer the next step.
_DONE: Final = {State.HEARD: "hear", State.VOTED: "record_vote", State.NOTIFIED: "notify"}


def _behind(case: DisciplineCase) -> frozenset[str]:
    """Return the verbs that stand behind the others: done already, or not what the vote leads to."""
    state = State(case.state)
    behind = {_DONE[state]} if state in _DONE else set()
    if state == State.REFERRED and last_hearing(case) is not None:
        behind.add("hear")
    if state == State.VOTED:
        vote = last_vote(case)
        behind.add("refer" if vote is not None and vote.decides else "decide")
    return frozenset(behind)


def _fits(case: DisciplineCase, name: str) -> bool:
    """Leave out what the table allows but the file has no use for: a vote on the state side, and so on."""
    state_side = case.subject == "official"
    if name in ("record_vote", "decide_on_judgment", "suspend", "refer") and state_side:
        return False
    if name == "decide" and not state_side and case.state != "voted":
        return False
    running = case.suspensions.filter(lifted_on=None).exists()
    if name in ("extend_suspension", "lift_suspension"):
        return running
    if name == "suspend":
        return not running
    if name == "read_vote":
        vote = case.votes.order_by("-held_on", "-at").first()
        return vote is not None and bool(vote.how.get("needs_person")) and not vote.result
    if name == "release_paper":
        return case.papers.exclude(withheld="").exists()
    if name == "accept_appeal":
        return case.appeals.filter(outcome="", accepted_on=None).exists()
    return True


def _decision_urls(case: DisciplineCase) -> list[tuple[str, str]]:
    if case.decided_on is None or case.imported:
        return []
    return [
        (_("Quyết định, bản Word"), reverse("oversight:discipline_decision", args=[case.pk, "docx"])),
        (_("Quyết định, bản PDF"), reverse("oversight:discipline_decision", args=[case.pk, "pdf"])),
    ]


@office(*HANDLERS)
@require_safe
def paper(request: OfficeRequest, discipline_id: UUID, paper_id: UUID) -> HttpResponse:
    """Give a paper of the file as it came, after checking every byte."""
    case = readers.get_discipline(request.actor, discipline_id, at=request.at)
    return given(readers.paper_of(case, paper_id, as_subject=False))


def given(paper: DisciplinePaper) -> HttpResponse:
    """Return the stored original of a paper as a download."""
    return original(paper.blob, paper.file_name or "giay-to", kind=BYTES)
