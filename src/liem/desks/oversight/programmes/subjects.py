"""Page: the second step of making a programme: whom to inspect, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.procedures.words import title_of
from liem.domains.programmes import drafting, proposals, readers, terms
from liem.domains.programmes.conflicts import kept_from
from liem.domains.programmes.drafting import NewItem
from liem.domains.programmes.models import Programme, Source
from liem.kernel.clock import local_day
from liem.spine.access import Duty, Invalid
from liem.spine.units.reach import served_path

from .drafts import areas_of, draft_of, page_of, put_refusal, revision_of
from .forms import SubjectsForm
from .shown import Words, crumbs, row_of, show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from liem.domains.programmes.proposals import Proposal


def _persons(request: OfficeRequest, programme: Programme) -> list[tuple[str, str]]:
    found = readers.persons_within(
        programme.unit,
        request.GET.get("q", ""),
        path=served_path(programme.unit),
        day=local_day(request.at),
    )
    kept = kept_from(request.actor, at=request.at)
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
    kept = kept_from(request.actor, at=request.at)  # what speaks against one's own unit or kin's
    every = proposals.proposals(programme, at=request.at)
    found = {str(one.unit.pk): one for one in every if one.unit.pk not in kept}
    further = [one for one in proposals.further_subjects(programme.unit, day=day) if one.pk not in kept]
    form = SubjectsForm(
        request.POST or None,
        initial={
            "planned_from": programme.first,
            "planned_to": programme.last,
            "contents": programme.contents,
        },
        procedures=[(one.id, title_of(one)) for one in terms.procedures(programme.unit, day=day)],
        areas=areas_of([programme.unit], day),
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
            return HttpResponseRedirect(page_of("subjects", programme))
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
