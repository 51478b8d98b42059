"""Pages: the four steps of making a programme: scope, subjects, assignment, submission."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.domains.programmes import actions, drafting, policy, proposals, readers, terms
from liem.domains.programmes.drafting import NewItem, Scope
from liem.domains.programmes.flow import State
from liem.domains.programmes.models import Programme, Source
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Duty, Invalid, NotFound, Refusal
from liem.spine.units.reach import served_path

from .common import Words, crumbs, row_of, show
from .forms import ScopeForm, SubjectsForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django import forms

    from liem.domains.programmes.proposals import Proposal
    from liem.spine.units.models import Unit


def draft_of(request: OfficeRequest, programme_id: UUID) -> Programme:
    """Return a draft the actor may work on; raises ``NotFound``, ``Conflict`` for what is no draft now."""
    programme = readers.get_programme(request.actor, programme_id)
    if not policy.may_draft(request.actor, programme.unit):
        raise NotFound(_("Không có chương trình này."))
    if programme.state != State.DRAFT:
        raise Conflict(
            _("Chương trình đang ở trạng thái “%(state)s” nên không sửa dự thảo được.")
            % {"state": State(programme.state).label},
            next_step=_("Mở trang của chương trình để xem bước tiếp theo."),
        )
    return programme


def revision_of(request: OfficeRequest) -> int | None:
    """Return the revision the page showed when it was opened."""
    written = request.POST.get("revision", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None


def put_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Show a refusal at the field it names, or above the form, with its ground and what to do."""
    words = " ".join(
        filter(None, (refusal.message, refusal.citation and f"({refusal.citation})", refusal.next_step))
    )
    form.add_error(refusal.field if refusal.field in form.fields else None, words)


def _page(name: str, programme: Programme) -> str:
    return reverse(f"oversight:programmes_{name}", args=[programme.pk])


def _areas(units: Sequence[Unit], day: date) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for unit in units:
        found |= terms.area_titles(unit, day=day)
    return list(found.items())


# -- step 1


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
        areas=_areas(bodies, day),
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
            return HttpResponseRedirect(_page("subjects", programme))
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
        areas=_areas([programme.unit], local_day(request.at)),
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
            return HttpResponseRedirect(_page("subjects", programme))
    context = {"form": form, "crumbs": crumbs(programme), "programme": programme}
    return show(request, "scope", context, status=422 if form.errors else 200)


# -- step 2


def _persons(request: OfficeRequest, programme: Programme) -> list[tuple[str, str]]:
    found = readers.persons_within(
        programme.unit,
        request.GET.get("q", ""),
        path=served_path(programme.unit),
        day=local_day(request.at),
    )
    kept = readers.kept_from(request.actor, at=request.at)
    return [
        (str(one.person_id), f"{one.person.name} · {one.get_post_display()} · {one.unit.name}")
        for one in found
        if one.person_id not in kept
    ]


def _new_items(told: Mapping[str, Any], found: Mapping[str, Proposal]) -> list[NewItem]:
    """Return what was ticked and chosen as items; each keeps the reason it was proposed with."""
    common: dict[str, Any] = {
        "procedure": told["procedure"],
        "planned_from": told["planned_from"],
        "planned_to": told["planned_to"],
        "contents": tuple(told.get("contents", ())),
    }
    words = told["words"].strip()
    items = []
    for pk in told["units"]:
        proposal = found[pk]
        source = Source.LAW if proposal.is_due else Source.RISK if proposal.score.points else Source.CHOSEN
        reason = proposal.reason()
        if source == Source.CHOSEN:
            _demand_words(words)
            reason = {"words": words, "parts": []}
        items.append(NewItem(subject_unit=UUID(pk), source=source, reason=reason, **common))
    chosen = (("subject_unit", told["other_unit"]), ("subject_person", told.get("person", "")))
    for name, pk in chosen:
        if pk:
            _demand_words(words)
            named = common | {name: UUID(pk), "source": Source.CHOSEN}
            items.append(NewItem(reason={"words": words, "parts": []}, **named))
    return items


def _demand_words(words: str) -> None:
    if not words:
        raise Invalid(_("Ghi lý do chỉ định đối tượng này."), field="words")


@office(Duty.INSPECT)
@require_http_methods(["GET", "HEAD", "POST"])
def subjects(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Step 2: the subjects with their reasons; what is ticked is put into the draft."""
    programme = draft_of(request, programme_id)
    day = local_day(request.at)
    found = {str(one.unit.pk): one for one in proposals.proposals(programme, at=request.at)}
    further = proposals.further_subjects(programme.unit, day=day)
    form = SubjectsForm(
        request.POST or None,
        initial={
            "planned_from": programme.first,
            "planned_to": programme.last,
            "contents": programme.contents,
        },
        procedures=[(one.id, one.title) for one in terms.procedures(programme.unit, day=day)],
        areas=_areas([programme.unit], day),
        units=[(pk, one.unit.name) for pk, one in found.items()],
        others=[(str(unit.pk), unit.name) for unit in further],
        persons=_persons(request, programme),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.propose_items(
                actor=request.actor,
                at=request.at,
                programme_id=programme.pk,
                items=_new_items(form.cleaned_data, found),
                revision=revision_of(request),
            )
        except Invalid as refusal:
            put_refusal(form, refusal)
        else:
            messages.success(request, _("Đã đưa %(count)s cuộc vào dự thảo.") % {"count": len(made)})
            return HttpResponseRedirect(_page("subjects", programme))
    return show(
        request,
        "subjects",
        _subjects_context(request, programme, form, found),
        status=422 if form.errors else 200,
    )


def _subjects_context(
    request: OfficeRequest, programme: Programme, form: SubjectsForm, found: Mapping[str, Proposal]
) -> dict[str, Any]:
    day = local_day(request.at)
    words = Words(programme, day=day)
    items = readers.items_of(request.actor, programme, at=request.at)
    inside: dict[str, list[Any]] = {}
    for item in items.seen:
        inside.setdefault(str(item.subject_unit_id), []).append(row_of(item, words, today=day))
    ticked = set(form.data.getlist("units")) if form.is_bound else set()  # type: ignore[attr-defined]
    weights = terms.provision(terms.WEIGHTS, programme.unit, day=day)
    cycle = terms.provision(terms.CYCLE, programme.unit, day=day)
    return {
        "programme": programme,
        "crumbs": crumbs(programme),
        "form": form,
        "lines": [
            {
                "pk": pk,
                "one": one,
                "inside": inside.get(pk, ()),
                "ticked": pk in ticked,
            }
            for pk, one in found.items()
        ],
        "items": [row_of(item, words, today=day) for item in items.seen],
        "hidden": items.hidden,
        "weights": weights,
        "cycle": cycle,
        "q": request.GET.get("q", ""),
        "suggested": proposals.suggested_count(programme, len(found), at=request.at),
        "draws": readers.draws_of(programme),
    }


# -- step 3


@office(Duty.INSPECT)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: OfficeRequest, programme_id: UUID) -> HttpResponse:
    """Step 3: who leads what, with the workload of each and the reason where somebody must not."""
    programme = draft_of(request, programme_id)
    items = readers.items_of(request.actor, programme, at=request.at).seen
    trouble: Refusal | None = None
    if request.method == "POST":
        try:
            receipts = drafting.assign_members(
                actor=request.actor,
                at=request.at,
                programme_id=programme.pk,
                leads=_leads(request, [str(item.pk) for item in items]),
                revision=revision_of(request),
            )
        except Invalid as refusal:
            trouble = refusal
        else:
            messages.success(request, _("Đã phân công %(count)s cuộc.") % {"count": len(receipts)})
            done = len(items) and all(request.POST.get(f"lead-{item.pk}") for item in items)
            return HttpResponseRedirect(_page("submit" if done else "assign", programme))
    context = {
        "programme": programme,
        "crumbs": crumbs(programme),
        "trouble": trouble,
        **_assignment(request, programme, items),
    }
    return show(request, "assign", context, status=422 if trouble else 200)


def _leads(request: OfficeRequest, ids: Sequence[str]) -> dict[UUID, UUID]:
    leads = {}
    for pk in ids:
        written = request.POST.get(f"lead-{pk}", "")
        if not written:
            continue
        try:
            leads[UUID(pk)] = UUID(written)
        except ValueError:
            raise Invalid(_("Chọn người trong danh sách."), field="lead") from None
    return leads


def _assignment(request: OfficeRequest, programme: Programme, items: Sequence[Any]) -> dict[str, Any]:
    day = local_day(request.at)
    words = Words(programme, day=day)
    people = readers.candidates(programme, at=request.at)
    register = readers.register_of(items, [one.person_id for one in people], at=request.at)
    lines = []
    for item in items:
        chosen = request.POST.get(f"lead-{item.pk}", str(item.lead_id or ""))
        offered, barred = [], []
        for one in people:
            against = register.reasons(
                one.person_id, unit=item.subject_unit_id, subject=item.subject_person_id
            )
            if against:
                barred.append((one.name, "; ".join(against)))
            else:
                offered.append((str(one.person_id), one.name, str(one.person_id) == chosen, one.led))
        lines.append({"row": row_of(item, words, today=day), "offered": offered, "barred": barred})
    return {"lines": lines, "people": people}


# -- step 4


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
            return HttpResponseRedirect(_page("one", programme))
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
