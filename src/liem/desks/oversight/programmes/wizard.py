"""Pages: the first and the last step of making a programme: its scope, its submission."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.domains.programmes import actions, drafting, readers
from liem.domains.programmes.drafting import Scope
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Duty, Invalid, NotFound, Refusal

from .drafts import areas_of, draft_of, page_of, put_refusal, revision_of
from .forms import ScopeForm
from .shown import Words, crumbs, row_of, show

if TYPE_CHECKING:
    from collections.abc import Mapping


def _scope(told: Mapping[str, Any]) -> Scope:
    return Scope(
        period=told["period"],
        first=told["first"],
        last=told["last"],
        purpose=told["purpose"],
        working_rules=told["working_rules"],
        contents=tuple(told.get("contents", ())),
    )


@office(Duty.INSPECT)
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: OfficeRequest) -> HttpResponse:
    """Step 1 of a new programme."""
    bodies = readers.bodies_for(request.actor)
    if not bodies:
        raise NotFound(_("Chức danh hiện tại không thuộc đơn vị nào."))
    day = local_day(request.at)
    year = day.year + (day.month > 6)  # programmes of a year are made in the autumn before
    first = {"period": "year", "first": date(year, 1, 1), "last": date(year, 12, 31)}
    form = ScopeForm(
        request.POST or None,
        initial=first,
        units=[(str(unit.pk), unit.name) for unit in bodies],
        areas=areas_of(bodies, day),
    )
    if request.method == "POST" and form.is_valid():
        try:
            programme, receipt = drafting.draft(
                actor=request.actor,
                at=request.at,
                unit_id=UUID(form.cleaned_data["unit"]),
                scope=_scope(form.cleaned_data),
            )
        except Invalid as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(
                request,
                _("Đã mở dự thảo %(dossier)s · sổ #%(seq)s.")
                % {"dossier": programme.case.dossier, "seq": receipt.seq},
            )
            return HttpResponseRedirect(page_of("subjects", programme))
    context = {"form": form, "crumbs": crumbs(), "programme": None}
    return show(request, "scope", context, status=422 if form.errors else 200)


@office(Duty.INSPECT)
@require_http_methods(["GET", "HEAD", "POST"])
def scope(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Step 1 of a draft, again."""
    programme = draft_of(request, programme_id)
    known = {
        "unit": str(programme.unit_id),
        "period": programme.period,
        "first": programme.first,
        "last": programme.last,
        "purpose": programme.purpose,
        "working_rules": programme.working_rules,
        "contents": programme.contents,
    }
    form = ScopeForm(
        request.POST or None,
        initial=known,
        units=[(str(programme.unit_id), programme.unit.name)],
        areas=areas_of([programme.unit], local_day(request.at)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            drafting.change_scope(
                actor=request.actor,
                at=request.at,
                programme_id=programme.pk,
                scope=_scope(form.cleaned_data),
                revision=revision_of(request),
            )
        except Invalid as refusal:
            put_refusal(form, refusal)
        else:
            return HttpResponseRedirect(page_of("subjects", programme))
    context = {"form": form, "crumbs": crumbs(programme), "programme": programme}
    return show(request, "scope", context, status=422 if form.errors else 200)


@office(Duty.INSPECT)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Step 4: the whole draft once more, then to those who approve."""
    programme = draft_of(request, programme_id)
    trouble: Refusal | None = None
    if request.method == "POST":
        try:
            receipt = actions.submit(
                actor=request.actor,
                at=request.at,
                programme_id=programme.pk,
                revision=revision_of(request),
            )
        except (Invalid, Conflict) as refusal:
            trouble = refusal
        else:
            messages.success(request, _("Đã trình chương trình · sổ #%(seq)s.") % {"seq": receipt.seq})
            return HttpResponseRedirect(page_of("one", programme))
    day = local_day(request.at)
    words = Words(programme, day=day)
    items = readers.items_of(request.actor, programme, at=request.at)
    context = {
        "programme": programme,
        "crumbs": crumbs(programme),
        "trouble": trouble,
        "words": words,
        "contents": words.contents(programme.contents),
        "rows": [row_of(item, words, today=day) for item in items.seen],
        "hidden": items.hidden,
        "without": sum(item.lead_id is None for item in items.seen),
        "draws": readers.draws_of(programme),
    }
    return show(request, "submit", context, status=trouble.status if trouble else 200)
