"""The editor of a conclusion: rows added and taken away by submitting, what is missing listed on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import tabs
from liem.domains.inspections import conclusion_actions as actions
from liem.domains.inspections import conclusion_readers as readers
from liem.domains.inspections import policy
from liem.domains.inspections.conclusion import Content
from liem.domains.inspections.conclusion_known import first_content, known_for
from liem.domains.inspections.lint import blocking, faults
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, NotFound

from .sheet import Choices, Sheet, anchor, changed, of_content, of_post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liem.domains.inspections.lint import Fault
    from liem.domains.inspections.models import Draft, Inspection


def common(request: OfficeRequest, inspection: Inspection, **more: Any) -> dict[str, Any]:
    """Return what every page here shows: tabs, crumbs, the case, the day."""
    return {
        "oversight_tabs": tabs(request),
        "crumbs": [
            (_("Cuộc kiểm tra"), reverse("oversight:inspections")),
            (inspection.case.dossier, reverse("oversight:inspections_one", args=[inspection.pk])),
        ],
        "inspection": inspection,
        "today": local_day(request.at),
        **more,
    }


def page_of(name: str, inspection: Inspection) -> str:
    """Return the address of a page of this module for a case."""
    return reverse(f"oversight:inspections_{name}", args=[inspection.pk])


def lines_of(found: Sequence[Fault]) -> list[tuple[str, Fault]]:
    """Return the faults with where they lead on the page."""
    return [(f"#{anchor(each.place)}", each) for each in found]


def bases_of(found: Sequence[Fault]) -> list[str]:
    """Return the grounds of the faults, each once."""
    return list(dict.fromkeys(each.basis for each in found if each.basis))


def _chosen(request: OfficeRequest, inspection: Inspection, heads: Sequence[Draft]) -> Draft | None:
    """Return the version asked for, else the newest one nobody followed."""
    written = request.GET.get("ban", "")
    if written:
        try:
            return readers.get_draft(inspection, UUID(written))
        except ValueError:
            raise NotFound(_("Không có bản dự thảo này.")) from None
    return heads[-1] if heads else None


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Write the conclusion; the office is led to its own pass, and everybody from an issued one to its
    remedies."""
    inspection = readers.get_for_following(request.actor, inspection_id, at=request.at)
    if inspection.concluded_on is not None and request.method != "POST":
        return HttpResponseRedirect(page_of("remedies", inspection))
    inspection = readers.get_for_drafting(request.actor, inspection_id, at=request.at)
    if not policy.may(request.actor, inspection, actions.AUTHORS, at=request.at):
        if request.method == "POST":
            raise NotFound(_("Không có trang này."))
        return HttpResponseRedirect(page_of("conclusion_form", inspection))
    heads = readers.heads_of(inspection)
    if request.method == "POST":
        return _answer(request, inspection, heads)
    draft = _chosen(request, inspection, heads)
    content = readers.content_of(draft) if draft else first_content(inspection)
    return _show(request, inspection, content, draft=draft, heads=heads)


def _answer(request: OfficeRequest, inspection: Inspection, heads: Sequence[Draft]) -> HttpResponse:
    order = request.POST.get("do", "look")
    parent = _written(inspection, request.POST.get("parent", ""))
    sheet = of_post(request.POST, Choices.of(inspection, day=local_day(request.at)))
    if not sheet.is_valid():
        return _draw(request, inspection, sheet, draft=parent, heads=heads, status=422)
    content = changed(sheet.content(), order, owner=inspection.subject_unit_id)
    if order != "save":
        return _show(request, inspection, content, draft=parent, heads=heads)
    try:
        draft, receipt = actions.save_draft(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            parent=parent.pk if parent else None,
            content=content,
        )
    except Conflict as refusal:
        sheet = of_content(content, sheet.choices)
        return _draw(request, inspection, sheet, draft=parent, heads=heads, status=409, refusal=refusal)
    if receipt is not None:
        messages.success(
            request,
            _("Đã lưu bản %(number)s · sổ #%(seq)s.") % {"number": draft.number, "seq": receipt.seq},
        )
    if len(readers.heads_of(inspection)) > 1:
        messages.warning(request, _("Có người lưu một bản khác cùng lúc. Cả hai bản còn nguyên."))
        return HttpResponseRedirect(page_of("conclusion_compare", inspection))
    return HttpResponseRedirect(page_of("conclusion", inspection))


def _written(inspection: Inspection, parent: str) -> Draft | None:
    try:
        return readers.get_draft(inspection, UUID(parent)) if parent else None
    except ValueError:
        raise NotFound(_("Không có bản dự thảo này.")) from None


def _show(
    request: OfficeRequest,
    inspection: Inspection,
    content: Content,
    *,
    draft: Draft | None,
    heads: Sequence[Draft],
) -> HttpResponse:
    keep = [each.owner_unit for each in content.requirements]
    choices = Choices.of(inspection, day=local_day(request.at), keep=keep)
    sheet = of_content(content, choices)
    sheet.faults = faults(content, known_for(inspection, content, day=local_day(request.at)))
    return _draw(request, inspection, sheet, draft=draft, heads=heads)


def _draw(
    request: OfficeRequest,
    inspection: Inspection,
    sheet: Sheet,
    *,
    draft: Draft | None,
    heads: Sequence[Draft],
    status: int = 200,
    refusal: Conflict | None = None,
) -> HttpResponse:
    stops = blocking(sheet.faults)
    context = common(
        request,
        inspection,
        sheet=sheet,
        forms=sheet.all_forms(),
        draft=draft,
        in_conflict=len(heads) > 1,
        older=draft is not None and draft not in heads,
        stops=lines_of(stops),
        bases=bases_of(stops),
        remarks=lines_of([each for each in sheet.faults if not each.blocking]),
        ready=draft is not None and not stops and status == 200 and request.method != "POST",
        may_issue=bool(policy.may_decide(request.actor, inspection, at=request.at)),
        questions=[one for one in readers.questions_of(inspection) if one.answered_at is None],
        drafts=list(reversed(readers.drafts_of(inspection)))[:20],
        draft_key=f"kl-{inspection.pk}-{draft.number if draft else 0}",
        refusal=refusal,
    )
    return render(request, "oversight/conclusions/write.html", context, status=status)
