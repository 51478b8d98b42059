"""Two versions of a conclusion written at the same time, side by side, made one part by part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.domains.inspections import conclusion_actions as actions
from liem.domains.inspections import conclusion_readers as readers
from liem.domains.inspections import policy
from liem.domains.inspections.conclusion import Content
from liem.domains.inspections.conclusion_papers import lines_by_part
from liem.spine.access import NotFound

from .writing import common, page_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from liem.domains.inspections.models import Inspection

# Findings and requirements point at each other, so they are chosen together.
PARTS = (
    ("bases", gettext_lazy("Căn cứ"), ("bases",)),
    ("strengths", gettext_lazy("Ưu điểm"), ("strengths",)),
    ("findings", gettext_lazy("Nội dung và yêu cầu"), ("findings", "requirements")),
    ("organisation", gettext_lazy("Tổ chức thực hiện"), ("organisation",)),
    ("recipients", gettext_lazy("Nơi nhận"), ("recipients",)),
    ("outcome", gettext_lazy("Kết quả chung"), ("outcome",)),
)


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: OfficeRequest, inspection_id: UUID) -> HttpResponse:
    """Show the two oldest versions in conflict; POST keeps a part of either and saves the one version."""
    inspection = readers.get_for_drafting(request.actor, inspection_id, at=request.at)
    if not policy.may(request.actor, inspection, actions.AUTHORS, at=request.at):
        raise NotFound(_("Không có trang này."))
    heads = readers.heads_of(inspection)
    if len(heads) < 2:
        return HttpResponseRedirect(page_of("conclusion", inspection))
    left, right = heads[0], heads[1]
    one, other = readers.content_of(left), readers.content_of(right)
    if request.method == "POST":
        if (request.POST.get("left"), request.POST.get("right")) != (str(left.pk), str(right.pk)):
            messages.warning(request, _("Các bản đã thay đổi; so lại rồi chọn."))
            return HttpResponseRedirect(page_of("conclusion_compare", inspection))
        draft, receipt = actions.save_draft(
            actor=request.actor,
            at=request.at,
            inspection_id=inspection.pk,
            parent=left.pk,
            merges=right.pk,
            content=_merged(one, other, request.POST),
        )
        if receipt is not None:
            messages.success(
                request,
                _("Đã gộp bản %(left)s và bản %(right)s thành bản %(number)s · sổ #%(seq)s.")
                % {
                    "left": left.number,
                    "right": right.number,
                    "number": draft.number,
                    "seq": receipt.seq,
                },
            )
        return HttpResponseRedirect(page_of("conclusion", inspection))
    context = common(
        request, inspection, left=left, right=right, parts=_parts(inspection, one, other), more=len(heads) - 2
    )
    return render(request, "oversight/conclusions/compare.html", context)


def _merged(one: Content, other: Content, chosen: QueryDict) -> Content:
    made = one
    for key, _title, names in PARTS:
        if chosen.get(key) == "right":
            made = replace(made, **{name: getattr(other, name) for name in names})
    return made


def _parts(inspection: Inspection, one: Content, other: Content) -> list[dict[str, object]]:
    left, right = lines_by_part(inspection, one), lines_by_part(inspection, other)
    return [
        {
            "key": key,
            "title": title,
            "same": all(getattr(one, name) == getattr(other, name) for name in names),
            "left": [line for name in names for line in left[name]],
            "right": [line for name in names for line in right[name]],
        }
        for key, title, names in PARTS
    ]
