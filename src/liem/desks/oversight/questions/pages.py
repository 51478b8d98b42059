"""Pages: the questions to consider, those put to me, the decided ones; one question with both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.lines import moments
from liem.desks.oversight.tabs import INSPECTORS, tabs
from liem.domains.inspections import readers as inspections
from liem.domains.reminders import readers as reminders
from liem.kernel.clock import local_day
from liem.spine.questions import openings, readers
from liem.spine.questions.flow import UNDECIDED, State
from liem.spine.questions.history import happenings
from liem.ui.shell import Fact, Tab

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from liem.spine.access import Actor
    from liem.spine.questions.models import Question

PER_PAGE = 50
JUDGED = timedelta(days=365)
LEVELS = {
    State.OPEN: "warn",
    State.ASKED: "info",
    State.ANSWERED: "warn",
    State.DISMISSED: "neutral",
    State.FOLLOWED: "ok",
    State.MERGED: "neutral",
}
# one letter a verb, as in the list of keys
KEYS = {
    "follow": ("m", gettext_lazy("mở việc")),
    "ask": ("h", gettext_lazy("hỏi đơn vị")),
    "merge": ("t", gettext_lazy("gộp câu hỏi trùng")),
    "dismiss": ("b", gettext_lazy("khép, không có vấn đề")),
    "answer": ("c", gettext_lazy("trả lời câu hỏi")),
}
VIEWS = {
    "xem-xet": gettext_lazy("Chờ xem xét"),
    "hoi-toi": gettext_lazy("Hỏi tôi, đơn vị tôi"),
    "da-khep": gettext_lazy("Đã khép, đã mở việc"),
}


def url_of(question_id: UUID) -> str:
    """Return the address of a question."""
    return reverse("oversight:questions_one", args=[question_id])


def _handles(actor: Actor) -> bool:
    return any(actor.has(duty) for duty in INSPECTORS)


def _rows(request: OfficeRequest, view: str) -> QuerySet[Question]:
    if view == "hoi-toi":
        return readers.put_to(request.actor)
    handled = readers.handled_by(request.actor, at=request.at)
    if view == "da-khep":
        return handled.exclude(state__in=UNDECIDED)
    return handled.filter(state__in=UNDECIDED)


@office()
@require_safe
def listing(request: OfficeRequest) -> HttpResponse:
    """Show questions, newest first; nothing moves by itself, and how often they led to work is said."""
    handles = _handles(request.actor)
    views = list(VIEWS) if handles else ["hoi-toi"]
    view = request.GET.get("xem", views[0])
    view = view if view in views else views[0]
    found = _rows(request, view).select_related("about_unit", "about_person", "to_unit")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    followed, dismissed = (
        readers.outcomes(request.actor, since=request.at - JUDGED, at=request.at) if handles else (0, 0)
    )
    mine = readers.put_to(request.actor).filter(state=State.ASKED)[:1]
    waiting = _rows(request, "xem-xet")[:1] if handles else []
    context = {
        "oversight_tabs": tabs(request),
        "views": [Tab(str(VIEWS[each]), f"?xem={each}", current=each == view) for each in views],
        "view": view,
        "rows": [(each, LEVELS[State(each.state)]) for each in page.object_list],
        "page": page,
        "handles": handles,
        "followed": followed,
        "dismissed": dismissed,
        "judged": followed + dismissed,
        "first": next(iter([*mine, *waiting]), None),
    }
    return render(request, "oversight/questions/list.html", context)


@office()
@require_safe
def one(request: OfficeRequest, question_id: UUID) -> HttpResponse:
    """Show one question: what speaks for it beside what would make it nothing, and what may be done."""
    actor = request.actor
    question = readers.get_question(actor, question_id, at=request.at)
    part = readers.seen_as(actor, question, at=request.at)
    verbs = openings.possible(actor, question, part)
    title, why = _next_step(question, verbs, part)
    concerned = part == "concerned"
    twins = not concerned and bool(readers.twins_of(actor, question, at=request.at))
    context = {
        "oversight_tabs": tabs(request),
        "crumbs": [(_("Câu hỏi"), reverse("oversight:questions"))],
        "question": question,
        "level": LEVELS[State(question.state)],
        "step_title": title,
        "why": why,
        "verbs": verbs,
        "page_keys": dict(KEYS[verb] for verb in verbs if verb != "merge" or twins),
        "decided": question.state not in UNDECIDED,
        "evidence": _evidence(request, question),
        "facts": _facts(question, concerned=concerned),
        "twins": twins,
        "concerned": concerned,
        "moments": [] if concerned else moments(happenings(question.pk), request.actor),
        "today": local_day(request.at),
    }
    return render(request, "oversight/questions/one.html", context)


def _next_step(question: Question, verbs: tuple[str, ...], part: str) -> tuple[str, str]:
    if question.state not in UNDECIDED:
        return "", str(State(question.state).label).capitalize() + "."
    if "answer" in verbs:
        return _("trả lời câu hỏi"), _(
            "Đọc căn cứ rồi trả lời bằng lời của mình. Câu hỏi không phải là kết luận."
        )
    if part == "concerned":
        return _("chờ cơ quan xem xét"), _("%(unit)s sẽ xem trả lời và quyết định.") % {
            "unit": question.to_unit.name
        }
    if question.state == State.ASKED:
        return _("chờ đơn vị, người liên quan trả lời"), _("Vẫn có thể khép hoặc mở việc nếu đã đủ rõ.")
    if question.state == State.ANSWERED:
        return _("xem trả lời và quyết định"), _("Đọc trả lời cạnh căn cứ, rồi khép hoặc mở việc, kèm lý do.")
    return _("xem căn cứ và quyết định"), _(
        "Xem cả hai bên: căn cứ và khả năng vô hại. Chưa rõ thì hỏi đơn vị trước; "
        "đơn vị chưa thấy câu hỏi này."
    )


@dataclass(frozen=True, slots=True)
class Link:
    """Where a piece of evidence comes from, and how a reminder stands today (empty for an inspection)."""

    url: str
    dossier: str
    state: str


def _evidence(
    request: OfficeRequest, question: Question
) -> list[tuple[dict[str, Any], date | None, Link | None]]:
    """Return each piece of evidence with its day and, where the actor may see it, its dossier as it stands:
    a reminder that was withdrawn since says so here."""
    actor, at = request.actor, request.at
    cases = {UUID(each["case"]) for each in question.evidence if _is_id(each["case"])}
    links: dict[str, Link] = {}
    seen = reminders.reminders_for(actor, at=at).filter(case__in=cases).select_related("case")
    for each in seen if cases else ():
        url = reverse("oversight:reminders_one", args=[each.pk])
        links[str(each.case_id)] = Link(url, each.case.dossier, each.get_state_display())
    held = inspections.inspections_for(actor, at=at).filter(case__in=cases).select_related("case")
    for inspection in held if cases else ():
        url = reverse("oversight:inspections_one", args=[inspection.pk])
        links[str(inspection.case_id)] = Link(url, inspection.case.dossier, "")
    return [
        (each, date.fromisoformat(each["day"]) if each["day"] else None, links.get(each["case"]))
        for each in question.evidence
    ]


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _facts(question: Question, *, concerned: bool) -> list[Fact]:
    about = question.about_person or question.about_unit
    lines = [
        Fact(_("Về ai"), about.name if about else None),
        Fact(_("Đơn vị"), question.about_unit.name if question.about_unit else None),
        Fact(_("Cơ quan xem xét"), question.to_unit.name),
        Fact(_("Căn cứ quy định"), question.basis),
    ]
    if question.opened_case and not concerned:
        lines.append(Fact(_("Hồ sơ đã mở"), question.opened_case.dossier))
    return lines
