"""The decision as DOCX and PDF in the official layout: for those who handle the case and for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from liem.desks.office import giving
from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives.papers import issuer_lines, place_of
from liem.domains.discipline import decision_papers, readers
from liem.kernel.paper import Proof
from liem.spine.access import Duty, NotFound
from liem.ui.formatting import vn_number

if TYPE_CHECKING:
    from uuid import UUID

    from liem.domains.discipline.models import DisciplineCase

FORMS: Final = ("docx", "pdf")


@office(Duty.INSPECT, Duty.DECIDE_DISCIPLINE)
@require_safe
def handled(request: OfficeRequest, discipline_id: UUID, form: str) -> HttpResponse:
    """Give the decision to those who handle the case."""
    case = readers.get_discipline(request.actor, discipline_id, at=request.at)
    return _file(case, form)


@office()
@require_safe
def own(request: OfficeRequest, discipline_id: UUID, form: str) -> HttpResponse:
    """Give the decision to the person concerned, once it was handed over."""
    case = readers.own_file(request.actor, discipline_id)
    if case.notified_on is None or case.decided_on is None:
        raise NotFound(_("Chưa có quyết định được công bố."))
    return _file(case, form)


def _file(case: DisciplineCase, form: str) -> HttpResponse:
    if form not in FORMS or case.decided_on is None:
        raise NotFound(_("Không có tệp này."))
    made = decision_papers.paper(case, letterhead_of(case), proof=_proof(case))
    return giving.paper(made, form, name="quyet-dinh-ky-luat")  # nobody's name stands in the name of a file


def letterhead_of(case: DisciplineCase) -> decision_papers.Letterhead:
    """Return what head and foot of the papers of a case say: of the body that decided, else that has it."""
    unit = case.deciding_unit or case.unit
    return decision_papers.Letterhead(
        issuer=tuple(issuer_lines(unit)),
        place=place_of(unit),
        authority=tuple(line for line in case.sign_authority.splitlines() if line.strip()),
        title=case.sign_title,
    )


def _proof(case: DisciplineCase) -> Proof | None:
    """Return what is printed for checking: the ledger's address and the number of the decision's entry."""
    seq = readers.decision_seq(case)
    if seq is None:
        return None
    line = _("Sổ #%(seq)s") % {"seq": vn_number(seq)}
    address = f"{settings.LIEM.public_url.rstrip('/')}{reverse('office:ledger')}"
    return Proof(address=address if len(address.encode()) <= Proof.LONGEST else "", line=line)
