"""Pages of a draw: announce the list, throw the seed or abandon, and the sheet to recompute it with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office import giving
from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.procedures.words import title_of
from liem.desks.oversight.tabs import INSPECTORS
from liem.domains.programmes import draws, policy, proposals, readers, terms
from liem.domains.programmes.flow import State
from liem.kernel.clock import local_day
from liem.kernel.draw import BadSeed, DrawMismatch, Frame
from liem.spine.access import Conflict, Duty, Invalid, NotFound, NotPermitted, Refusal, sentence_of
from liem.ui.files import attached

from . import papers
from .drafts import draft_of, page_of, put_refusal
from .forms import AnnounceForm, ReasonForm, SeedForm
from .shown import Words, crumbs, show

if TYPE_CHECKING:
    from liem.domains.programmes.models import Draw, Programme

MOST_SHOWN = 300


@office(Duty.INSPECT)
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Choose how many and publish the list: from then on it cannot be changed. For an approved programme it
    is a change, with a reason, by who decides."""
    programme, during = _to_draw_for(request, programme_id)
    day = local_day(request.at)
    inside = {item.subject_unit_id for item in readers.items_of(request.actor, programme, at=request.at).seen}
    every = proposals.subjects(programme.unit, day=day)
    free = [unit for unit in every if unit.pk not in inside]
    suggested = proposals.suggested_count(programme, len(every), at=request.at)
    form = AnnounceForm(
        request.POST or None,
        initial={
            "count": min(suggested, len(free)) or None,
            "reserves": 0,
            "planned_from": programme.first,
            "planned_to": programme.last,
            "contents": programme.contents,
        },
        procedures=[(one.id, title_of(one)) for one in terms.procedures(programme.unit, day=day)],
        areas=list(terms.area_titles(programme.unit, day=day).items()),
        units=[(str(unit.pk), unit.name) for unit in free],
        during=during,
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            draw, receipt = draws.announce_draw(
                actor=request.actor,
                at=request.at,
                programme_id=programme.pk,
                procedure=told["procedure"],
                count=told["count"],
                reserves=told["reserves"],
                planned_from=told["planned_from"],
                planned_to=told["planned_to"],
                contents=told.get("contents", ()),
                excluded={UUID(pk): told["why"] for pk in told.get("excluded", ())},
                reason=told.get("reason", ""),
            )
        except (Invalid, Conflict) as refusal:
            if refusal.field == "excluded":
                refusal.field = "why"
            put_refusal(form, refusal)
        else:
            messages.success(
                request, _("Đã công bố danh sách bốc thăm · sổ #%(seq)s.") % {"seq": receipt.seq}
            )
            return HttpResponseRedirect(reverse("oversight:programmes_draw", args=[draw.pk]))
    context = {
        "programme": programme,
        "crumbs": crumbs(programme),
        "form": form,
        "during": during,
        "back_url": page_of("one" if during else "subjects", programme),
        "free": len(free),
        "inside": len(every) - len(free),
        "share": terms.provision(terms.SHARE, programme.unit, day=day),
    }
    return show(request, "draw_new", context, status=422 if form.errors else 200)


def _to_draw_for(request: OfficeRequest, programme_id: UUID) -> tuple[Programme, bool]:
    """Return a programme the actor may draw for, and whether that is during its year; raises as
    ``draft_of``, and ``NotPermitted`` for who drafts but does not decide, once it is approved."""
    programme = readers.get_programme(request.actor, programme_id)
    if programme.state == State.APPROVED:
        answer = policy.may_decide(request.actor, programme.unit)
        if answer:
            return programme, True
        if policy.may_draft(request.actor, programme.unit):
            raise NotPermitted(answer.reason)
    return draft_of(request, programme_id), False


@office(*INSPECTORS)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficeRequest, draw_id: UUID) -> HttpResponse:
    """Show a draw; POST ``act`` finishes or abandons one that is open."""
    draw = readers.get_draw(request.actor, draw_id)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    seed_form = SeedForm(request.POST if act == "finish" else None)
    reason_form = ReasonForm(request.POST if act == "abandon" else None)
    used: Any = {"finish": seed_form, "abandon": reason_form}.get(act)
    if used is not None and used.is_valid():
        answer = _done(request, draw, act, used)
        if answer is not None:
            return answer
    works = draw.is_open and _draws(request, draw.programme)
    context = {
        **_sheet(draw),
        "draw": draw,
        "programme": draw.programme,
        "crumbs": crumbs(draw.programme),
        "seed_form": seed_form,
        "reason_form": reason_form,
        "works": works,
        "procedure": Words(draw.programme, day=local_day(request.at)).procedure(draw.procedure),
        "items": readers.items_drawn(draw),
        "next": _after(request, draw),
    }
    return show(request, "draw", context, status=422 if used is not None and used.errors else 200)


def _draws(request: OfficeRequest, programme: Programme) -> bool:
    if programme.state == State.APPROVED:
        return bool(policy.may_decide(request.actor, programme.unit))
    return programme.state == State.DRAFT and bool(policy.may_draft(request.actor, programme.unit))


def _after(request: OfficeRequest, draw: Draw) -> dict[str, str]:
    """Return what follows a draw that ended: the assignment of who was drawn, or the programme."""
    drafts = draw.programme.state == State.DRAFT and policy.may_draft(request.actor, draw.programme.unit)
    if drafts and draw.finished_at is not None:
        return {
            "title": _("phân công người phụ trách"),
            "text": _("Các đơn vị được chọn đã vào dự thảo chương trình."),
            "button": _("Sang bước phân công"),
            "url": reverse("oversight:programmes_assign", args=[draw.programme_id]),
        }
    return {
        "title": _("xem chương trình"),
        "text": _("Không còn việc phải làm ở trang này."),
        "button": _("Xem chương trình"),
        "url": reverse("oversight:programmes_one", args=[draw.programme_id]),
    }


def _done(request: OfficeRequest, draw: Draw, act: str, form: Any) -> HttpResponse | None:
    who: dict[str, Any] = {"actor": request.actor, "at": request.at, "draw_id": draw.pk}
    try:
        if act == "finish":
            told = form.cleaned_data
            _draw, receipt = draws.finish_draw(digits=told["digits"], witnesses=told["witnesses"], **who)
            words = _("Đã bốc thăm · sổ #%(seq)s.")
        else:
            receipt = draws.abandon_draw(reason=form.cleaned_data["reason"], **who)
            words = _("Đã ghi buổi bốc thăm không thực hiện · sổ #%(seq)s.")
    except (Invalid, Conflict) as refusal:
        put_refusal(form, refusal)
        return None
    except BadSeed as fault:
        put_refusal(form, Refusal(sentence_of(fault), field="digits"))
        return None
    messages.success(request, words % {"seq": receipt.seq})
    return HttpResponseRedirect(reverse("oversight:programmes_draw", args=[draw.pk]))


def _sheet(draw: Draw) -> dict[str, Any]:
    """Return the list, and for a finished draw the result recomputed here and now."""
    names = [row.id for row in Frame.parse(draw.frame.encode()).rows()]
    shown: dict[str, Any] = {
        "names": names[:MOST_SHOWN],
        "size": len(names),
        "more": max(0, len(names) - MOST_SHOWN),
    }
    if draw.result is None:
        return shown
    try:
        result = draws.recomputed(draw)
    except DrawMismatch as fault:
        return shown | {"mismatch": sentence_of(fault)}
    return shown | {
        "chosen": result.chosen,
        "reserves": result.reserves,
        "result": result,
        "shell": result.shell_line("danh-sach.tsv"),
    }


@office(*INSPECTORS)
@require_safe
def frame_file(request: OfficeRequest, draw_id: UUID) -> HttpResponse:
    """Give the published list: the very bytes that were hashed."""
    draw = readers.get_draw(request.actor, draw_id)
    return attached(draw.frame.encode(), "danh-sach.tsv", "text/tab-separated-values; charset=utf-8")


@office(*INSPECTORS)
@require_safe
def result_file(request: OfficeRequest, draw_id: UUID) -> HttpResponse:
    """Give the result as ``liem draw --check`` reads it."""
    draw = readers.get_draw(request.actor, draw_id)
    if draw.result is None:
        raise NotFound(_("Buổi bốc thăm này chưa có kết quả."))
    return attached(draws.result_json(draw).encode(), "ket-qua.json", "application/json")


@office(*INSPECTORS)
@require_safe
def sheet_file(request: OfficeRequest, draw_id: UUID, form: str) -> HttpResponse:
    """Give the sheet of a draw as DOCX or PDF."""
    draw = readers.get_draw(request.actor, draw_id)
    return giving.paper(papers.draw_sheet(draw), form, name=f"boc-tham-{draw.ceremony[:5]}")
