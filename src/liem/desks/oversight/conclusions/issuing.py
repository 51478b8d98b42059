"""Issuing: the whole conclusion as it will be printed, who signs, and its files as DOCX and PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office import giving
from liem.desks.office.door import OfficeRequest, office
from liem.domains.inspections import conclusion_actions as actions
from liem.domains.inspections import conclusion_papers as papers
from liem.domains.inspections import conclusion_readers as readers
from liem.domains.inspections import letterhead, policy
from liem.domains.inspections.conclusion_known import known_for
from liem.domains.inspections.lint import blocking, faults
from liem.domains.inspections.papers import drawn, number_words
from liem.domains.programmes import actions as programmes
from liem.kernel.clock import local_day
from liem.kernel.errors import KernelError
from liem.kernel.paper import Heading, Numbered, Paragraph
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted, Refusal, sentence_of

from .forms import IssueForm
from .writing import bases_of, common, lines_of, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liem.domains.inspections.models import Draft, Inspection
    from liem.kernel.paper import Paper
    from liem.spine.people.models import Mandate


def _form(inspection: Inspection, signers: Sequence[Mandate], data: Any = None) -> IssueForm:
    form = IssueForm(data)
    fields: Any = form.fields
    fields["signer"].choices = [
        (str(each.pk), f"{each.person.name}, {each.get_post_display()}") for each in signers
    ]
    return form


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Look at the paper and issue it: for who decides; others in the case see what is still missing."""
    inspection = readers.get_for_drafting(request.actor, inspection_id, at=request.at)
    if inspection.concluded_on is not None and request.method != "POST":
        return HttpResponseRedirect(page_of("remedies", inspection))
    may = policy.may_decide(request.actor, inspection, at=request.at)
    if not may and request.method == "POST":
        raise NotFound(_("Không có trang này."))
    heads = readers.heads_of(inspection)
    if not heads:
        messages.warning(request, _("Soạn dự thảo trước khi ban hành kết luận."))
        return HttpResponseRedirect(page_of("conclusion", inspection))
    signers = letterhead.signers(inspection.unit_id, day=local_day(request.at))
    form = _form(inspection, signers, request.POST if request.method == "POST" else None)
    refusal: Refusal | None = None
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return _issued(request, inspection, form, signers)
            except (Invalid, Conflict) as fault:
                refusal, status = fault, fault.status
        else:
            status = 422
    return _show(request, inspection, heads, form, signers, refusal=refusal, status=status)


def _issued(
    request: OfficeRequest, inspection: Inspection, form: IssueForm, signers: Sequence[Mandate]
) -> HttpResponse:
    told = form.cleaned_data
    try:
        draft = readers.get_draft(inspection, UUID(request.POST.get("draft", "")))
    except ValueError:
        raise NotFound(_("Không có bản dự thảo này.")) from None
    authority = tuple(line.strip() for line in told["sign_authority"].splitlines() if line.strip())
    paper, receipt = actions.issue_conclusion(
        actor=request.actor,
        at=request.at,
        inspection_id=inspection.pk,
        draft_id=draft.pk,
        signer=next(each for each in signers if str(each.pk) == told["signer"]),
        sign_authority=authority or None,
        sign_title=told["sign_title"].strip(),
    )
    messages.success(
        request,
        _("Đã ban hành kết luận %(number)s · sổ #%(seq)s.")
        % {"number": number_words(paper), "seq": receipt.seq},
    )
    _finish_item(request, inspection)
    return HttpResponseRedirect(page_of("remedies", inspection))


def _finish_item(request: OfficeRequest, inspection: Inspection) -> None:
    """Mark the item of a programme done; where another unit keeps the programme, its own page does it."""
    try:
        programmes.finish_item(actor=request.actor, at=request.at, case_id=inspection.case_id)
    except (NotPermitted, Conflict):
        messages.info(request, _("Cuộc trong chương trình do đơn vị lập chương trình ghi hoàn thành."))


def _show(
    request: OfficeRequest,
    inspection: Inspection,
    heads: Sequence[Draft],
    form: IssueForm,
    signers: Sequence[Mandate],
    *,
    refusal: Refusal | None,
    status: int,
) -> HttpResponse:
    draft, day = heads[-1], local_day(request.at)
    content = readers.content_of(draft)
    found = faults(content, known_for(inspection, content, day=day))
    editor = page_of("conclusion", inspection)
    paper, trouble = None, ""
    try:
        paper = _preview(inspection, draft, signers, request=request)
    except KernelError as fault:
        trouble = sentence_of(fault)
    except Invalid as fault:
        trouble = f"{fault.message} {fault.next_step}".strip()
    context = common(
        request,
        inspection,
        draft=draft,
        form=form,
        paper=paper,
        lines=_lines(paper) if paper else [],
        trouble=trouble,
        refusal=refusal,
        in_conflict=len(heads) > 1,
        stops=[(f"{editor}{link}", one) for link, one in lines_of(blocking(found))],
        bases=bases_of(blocking(found)),
        may=bool(policy.may_decide(request.actor, inspection, at=request.at)),
        has_signer=bool(signers),
    )
    return render(request, "oversight/conclusions/issue.html", context, status=status)


def _preview(
    inspection: Inspection, draft: Draft, signers: Sequence[Mandate], *, request: OfficeRequest
) -> Paper:
    return papers.draft_paper(
        inspection,
        readers.content_of(draft),
        signer=signers[0] if signers else None,
        at=request.at,
        day=local_day(request.at),
    )


def _lines(paper: Paper) -> list[tuple[str, str]]:
    """Return the words of a paper as kind and text, for the page."""
    made = []
    for block in paper.blocks:
        if isinstance(block, Heading):
            made.append(("heading", block.text))
        elif isinstance(block, Numbered):
            made.append(("item", f"{block.marker} {block.text}"))
        elif isinstance(block, Paragraph):
            made.append(("text", str(block.text)))
    return made


@office()
@require_safe
def file(request: OfficeRequest, inspection_id: UUID, form: str) -> HttpResponse:
    """Give the conclusion as DOCX or PDF: the issued one, else the newest draft without a number."""
    if form not in ("docx", "pdf"):
        raise NotFound(_("Không có tệp này."))
    inspection = readers.get_for_following(request.actor, inspection_id, at=request.at)
    issued = inspection.papers.filter(kind=papers.KIND).order_by("-at").first()
    if inspection.concluded_on is not None and issued is not None and issued.body:
        issued.inspection = inspection
        return giving.paper(drawn(issued), form, name=f"ket-luan-{issued.number or ''}".rstrip("-"))
    inspection = readers.get_for_drafting(request.actor, inspection_id, at=request.at)
    heads = readers.heads_of(inspection)
    if not heads:
        raise NotFound(_("Chưa có dự thảo."))
    signers = letterhead.signers(inspection.unit_id, day=local_day(request.at))
    return giving.paper(
        _preview(inspection, heads[-1], signers, request=request), form, name="du-thao-ket-luan"
    )
