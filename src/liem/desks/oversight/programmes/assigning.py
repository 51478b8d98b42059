"""Page: the third step of making a programme: who leads what, with workload and conflicts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.domains.programmes import drafting, readers
from liem.domains.programmes.models import Programme
from liem.kernel.clock import local_day
from liem.spine.access import Duty, Invalid, Refusal

from .drafts import draft_of, page_of, revision_of
from .shown import Words, crumbs, row_of, show

if TYPE_CHECKING:
    from collections.abc import Sequence


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
            return HttpResponseRedirect(page_of("submit" if done else "assign", programme))
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
    register = readers.register_of(programme, items, [one.person_id for one in people], at=request.at)
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
