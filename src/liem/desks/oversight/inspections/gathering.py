"""Evidence, the subject's own words and the subject's own report as pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.giving import original
from liem.domains.inspections import contents, dossier, policy, readers
from liem.domains.inspections.parts import SUBJECT, parts_of
from liem.kernel.clock import local_day, moment
from liem.kernel.ids import new_id

from . import shown
from .forms import EvidenceForm, SelfReportForm, StatementForm

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

BOTH = ["GET", "HEAD", "POST"]


@office()
@require_http_methods(BOTH)
def evidence(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Add an item of evidence."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    policy.demand(policy.may_write(request.actor, inspection, at=request.at), inspection)
    form = shown.bound(request, EvidenceForm, initial={"kind": "file", "sheet": new_id()})
    return shown.act(
        request,
        inspection,
        form,
        title=_("Thêm chứng cứ"),
        button=_("Thêm chứng cứ"),
        do=lambda: dossier.add_evidence(
            actor=request.actor, at=request.at, inspection_id=inspection.pk, new=_new(request, form)
        ),
        done=_("Đã thêm chứng cứ"),
    )


def _new(request: OfficeRequest, form: Any) -> dossier.NewEvidence:
    told = form.cleaned_data
    return dossier.NewEvidence(
        sheet=told["sheet"],
        kind=told["kind"],
        title=told["title"],
        words=told["words"],
        place=told["place"],
        latitude=told["latitude"],
        longitude=told["longitude"],
        happened_at=_moment(told),
        told_by=told["told_by"],
        file=shown.attached(request, form),
    )


def _moment(told: dict[str, Any]) -> datetime | None:
    """Return day and hour as a moment; a visit without an hour is not dated to midnight."""
    if told["day"] is None or told["hour"] is None:
        return None
    return moment(told["day"], told["hour"])


@office()
@require_safe
def evidence_file(request: OfficeRequest, inspection_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Give the file of an item of evidence to the inspecting side."""
    item = contents.get_evidence(request.actor, inspection_id, evidence_id, at=request.at)
    return original(item.blob, item.file_name)


@office()
@require_http_methods(BOTH)
def statement(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Keep words of the subject, written by it or recorded by the team."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    policy.demand(policy.may_state(request.actor, inspection, at=request.at), inspection)
    own = SUBJECT in parts_of(request.actor, inspection, at=request.at)
    form = shown.bound(request, StatementForm, initial={"said_on": local_day(request.at), "sheet": new_id()})
    return shown.act(
        request,
        inspection,
        form,
        title=_("Trình bày ý kiến") if own else _("Ghi ý kiến của đối tượng"),
        button=_("Gửi ý kiến") if own else _("Ghi vào hồ sơ"),
        note=_("Lời trình bày được giữ nguyên trong hồ sơ và trong sổ nhật ký."),
        do=lambda: dossier.keep_statement(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            sheet=form.cleaned_data["sheet"],
            kind=form.cleaned_data["kind"],
            words=form.cleaned_data["words"],
            said_on=form.cleaned_data["said_on"],
            file=shown.attached(request, form),
        ),
        done=_("Đã gửi ý kiến") if own else _("Đã ghi ý kiến của đối tượng"),
    )


@office()
@require_safe
def statement_file(request: OfficeRequest, inspection_id: UUID, statement_id: UUID) -> HttpResponse:
    """Give the file that came with the subject's words: to both sides."""
    said = contents.get_statement(request.actor, inspection_id, statement_id, at=request.at)
    return original(said.blob, said.file_name)


@office()
@require_http_methods(BOTH)
def self_report(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Send the subject's own report."""
    inspection = readers.get_inspection(request.actor, inspection_id, at=request.at)
    policy.demand(policy.may_state(request.actor, inspection, at=request.at), inspection)
    form = shown.bound(request, SelfReportForm, initial={"title": _("Báo cáo tự kiểm tra")})
    return shown.act(
        request,
        inspection,
        form,
        title=_("Gửi báo cáo"),
        button=_("Gửi báo cáo"),
        note=_("Làm theo đề cương gợi ý đã nhận; đoàn đọc được ngay sau khi gửi."),
        do=lambda: dossier.send_self_report(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            title=form.cleaned_data["title"],
            words=form.cleaned_data["words"],
            file=shown.attached(request, form),
        ),
        done=_("Đã gửi báo cáo"),
    )
