"""Papers of a case as pages: add, look at, hand to the subject, confirm the receipt, give out as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from liem.desks.office import giving
from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.domains.inspections import clocks, dossier, letterhead, papers, policy, readers
from liem.domains.inspections.paper_kinds import FOR_SUBJECT, PAPER_NAMES, TITLES
from liem.kernel.clock import local_day
from liem.kernel.ids import new_id
from liem.kernel.paper import Proof
from liem.spine.access import NotFound
from liem.ui.formatting import vn_number

from . import shown
from .forms import PaperForm

if TYPE_CHECKING:
    from liem.domains.inspections.models import Inspection, Paper

NOT_BY_HAND = ("conclusion",)


def _kinds(inspection: Inspection) -> list[str]:
    """Return the kinds of paper to choose from: those the procedure asks for first, then the others."""
    wanted = [kind for step in clocks.procedure_of(inspection).steps for kind in step.papers]
    every = dict.fromkeys([*wanted, *PAPER_NAMES])
    return [kind for kind in every if kind not in NOT_BY_HAND]


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Add a paper: bring a file, or write it here from the first words the case gives."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    policy.demand(policy.may_write(request.actor, inspection, at=request.at), inspection)
    kinds = _kinds(inspection)
    asked = request.GET.get("loai", "")
    kind = asked if asked in kinds else kinds[0]
    day = local_day(request.at)
    signers = letterhead.signers(inspection.unit_id, day=day)
    form = shown.bound(
        request,
        PaperForm,
        kinds=kinds,
        signers=signers,
        initial={
            "sheet": new_id(),
            "kind": kind,
            "title": f"{capfirst(str(PAPER_NAMES[kind]))} {papers.subject_name(inspection)}",
            "issued_on": day,
            "words": papers.first_words(inspection, kind),
            "signer": str(signers[0].pk) if signers and papers.is_official(kind) else "",
            "recipients": inspection.subject_unit.name if inspection.subject_unit else "",
        },
    )
    return shown.act(
        request,
        inspection,
        form,
        title=_("Thêm giấy tờ"),
        button=_("Thêm vào hồ sơ"),
        note=_("Kèm bản đã ký, hoặc soạn ở đây: bản soạn ở đây được lấy số và in theo thể thức."),
        do=lambda: dossier.add_paper(
            actor=request.actor, at=request.at, inspection_id=inspection.pk, new=_new(request, form)
        ),
        done=_("Đã thêm giấy tờ"),
        to=lambda made: HttpResponseRedirect(reverse("oversight:inspections_paper", args=[made[0].pk])),
    )


def _new(request: OfficeRequest, form: Any) -> dossier.NewPaper:
    told = form.cleaned_data
    brought = shown.attached(request, form)
    return dossier.NewPaper(
        sheet=told["sheet"],
        kind=told["kind"],
        title=told["title"],
        issued_on=told["issued_on"],
        # what is brought as a file keeps its own words; the draft offered by the form is not kept beside it
        words="" if brought else told["words"],
        file=brought,
        symbol=told["symbol"] if brought else "",
        signer_id=UUID(told["signer"]) if told["signer"] and not brought else None,
        recipients=tuple(line.strip() for line in told["recipients"].splitlines() if line.strip()),
    )


@office()
@require_safe
def paper(request: OfficeRequest, paper_id: UUID) -> HttpResponse:
    """Show a paper: what it says, its files, whether the subject has it."""
    row = readers.get_paper(request.actor, paper_id, at=request.at)
    inspection = row.inspection
    side = readers.seen_as(request.actor, inspection, at=request.at)
    may_serve = bool(policy.may_write(request.actor, inspection, at=request.at))
    context = {
        "inspection": inspection,
        "paper": row,
        "kind": capfirst(str(PAPER_NAMES.get(row.kind, row.kind))),
        "number": papers.number_words(row),
        "lines": [line for line in str(row.body.get("words", "")).splitlines() if line.strip()],
        "body": row.body,
        "layout": papers.layout_told(row) if row.body else None,
        "heading": papers.kind_title(
            row.kind,
            unit_side=letterhead.side_of(inspection.unit),
            day=row.issued_on or local_day(row.at),
        )
        or TITLES.get(row.kind, ""),
        "can_serve": may_serve and row.kind in FOR_SUBJECT and row.told_at is None,
        "can_confirm": side == "subject" and row.told_at is not None and row.received_at is None,
        "proof_line": _("sổ #%(seq)s") % {"seq": vn_number(row.entry_seq)},
        "back": reverse("oversight:inspections_one", args=[inspection.pk]),
    }
    return shown.page(request, "paper.html", context)


@office()
@require_safe
def file(request: OfficeRequest, paper_id: UUID) -> HttpResponse:
    """Give the file of a paper as it was brought."""
    row = readers.get_paper(request.actor, paper_id, at=request.at)
    return original(row.blob, row.file_name)


@office()
@require_safe
def printed(request: OfficeRequest, paper_id: UUID, form: str) -> HttpResponse:
    """Give a written paper as DOCX or PDF in the layout of its side: the same words each time."""
    row = readers.get_paper(request.actor, paper_id, at=request.at)
    if form not in ("docx", "pdf") or not row.body.get("words"):
        raise NotFound(_("Không có tệp này."))
    made = papers.drawn(row, proof=_proof(row))
    return giving.paper(made, form, name=f"{row.kind}-{row.number or row.pk.hex[:8]}")


def _proof(row: Paper) -> Proof:
    ledger = f"{settings.LIEM.public_url.rstrip('/')}{reverse('office:ledger')}"
    line = _("Sổ #%(seq)s") % {"seq": vn_number(row.entry_seq)}
    return Proof.of(line, f"{ledger}?dong={row.entry_seq}", ledger)


@office()
@require_POST
def serve(request: OfficeRequest, inspection_id: UUID, paper_id: UUID) -> HttpResponse:
    """Hand a paper to the subject: one click."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    receipt = dossier.serve_paper(
        actor=request.actor, at=request.at, inspection_id=inspection.pk, paper_id=paper_id
    )
    shown.said(request, _("Đã giao cho đối tượng"), receipt.seq)
    return shown.back_to(inspection.pk)


@office()
@require_POST
def confirm(request: OfficeRequest, inspection_id: UUID, paper_id: UUID) -> HttpResponse:
    """Confirm having received a paper: one click of the subject."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    receipt = dossier.confirm_receipt(
        actor=request.actor, at=request.at, inspection_id=inspection.pk, paper_id=paper_id
    )
    shown.said(request, _("Đã xác nhận nhận giấy tờ"), receipt.seq if receipt else None)
    return shown.back_to(inspection.pk)
