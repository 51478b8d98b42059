"""What the four steps of the wizard share: the draft, the revision shown, refusals at their fields."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from liem.desks.office.door import OfficeRequest
from liem.domains.programmes import policy, readers, terms
from liem.domains.programmes.flow import State
from liem.domains.programmes.models import Programme
from liem.spine.access import Conflict, NotFound, Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django import forms

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


def page_of(name: str, programme: Programme) -> str:
    """Return the address of a page of a programme."""
    return reverse(f"oversight:programmes_{name}", args=[programme.pk])


def areas_of(units: Sequence[Unit], day: date) -> list[tuple[str, str]]:
    """Return the content areas in force for the bodies, key and title, as choices."""
    found: dict[str, str] = {}
    for unit in units:
        found |= terms.area_titles(unit, day=day)
    return list(found.items())
