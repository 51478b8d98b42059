"""What several pages of a case share: tabs, words of clocks and states, forms with refusals, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from liem.desks.office.uploads import keep_file
from liem.desks.oversight.procedures.words import marked, title_of
from liem.desks.oversight.tabs import tabs
from liem.domains.inspections.clocks import procedure_of
from liem.domains.inspections.dossier import File
from liem.kernel.clock import local_day
from liem.law.procedures import OPENED, STOPPED
from liem.spine.access import NotFound, Refusal
from liem.ui.formatting import vn_date, vn_number, vn_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from uuid import UUID

    from django import forms
    from django.http import HttpResponse
    from django.utils.functional import _StrOrPromise

    from liem.desks.office.door import OfficeRequest
    from liem.domains.inspections.clocks import Clock
    from liem.domains.inspections.models import Inspection
    from liem.law.procedures import Procedure


def page(
    request: OfficeRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page of this desk: its tabs and the day are there without being asked for."""
    shared = {"oversight_tabs": tabs(request), "today": local_day(request.at), "at": request.at}
    return render(request, f"oversight/inspections/{template}", shared | context, status=status)


def back_to(inspection_id: UUID) -> HttpResponseRedirect:
    """Go to the page of a case."""
    return HttpResponseRedirect(reverse("oversight:inspections_one", args=[inspection_id]))


def said(request: OfficeRequest, words: str, seq: int | None = None) -> None:
    """Say on the next page what happened, when, and which line of the ledger holds it."""
    line = _(" · sổ #%(seq)s") % {"seq": vn_number(seq)} if seq else ""
    told = _("%(what)s lúc %(time)s%(line)s.") % {"what": words, "time": vn_time(request.at), "line": line}
    messages.success(request, told)


def state_words(procedure: Procedure, state: str) -> str:
    """Return where a case stands, in words."""
    if state == OPENED:
        return _("mới mở")
    if state == STOPPED:
        return _("đã đình chỉ")
    return title_of(procedure.step(state)) if procedure.has(state) else state


def level_of(inspection: Inspection, *, at: datetime) -> str:
    """Return the colour of a case's state."""
    if inspection.closed_at is not None:
        return "neutral" if inspection.state == STOPPED else "ok"
    if inspection.is_late(at):
        return "bad"
    return "info" if inspection.concluded_on is None else "ok"


def phase_words(procedure: Procedure, inspection: Inspection) -> str:
    """Return the phase a case is in: preparing, conducting, concluding, done."""
    if inspection.state == STOPPED:
        return _("đã đình chỉ")
    if inspection.closed_at is not None:
        return _("đã kết thúc")
    if inspection.concluded_on is not None:
        return _("theo dõi khắc phục")
    step = procedure.next_required(inspection.state)
    return {
        "prepare": _("chuẩn bị"),
        "conduct": _("tiến hành"),
        "conclude": _("chờ kết luận"),
    }.get(step.phase if step else "", _("đã kết thúc"))


def record(words: str | None) -> str | None:
    """Return words of the record for a page; on an English page they are marked as Vietnamese."""
    return marked(words, translated="") if words else None


def clock_words(clock: Clock, *, at: datetime) -> str:
    """Say a limit and how it stands; one nobody has checked is for reference and never late."""
    day = vn_date(clock.on)
    if not clock.binding:
        return _("Hạn tham khảo %(day)s, quy định chưa kiểm chứng nên không tính là trễ.") % {"day": day}
    left = (clock.on - local_day(at)).days
    if at > clock.at:
        return _("Hạn %(day)s, đã quá %(days)s ngày.") % {"day": day, "days": -left}
    if left == 0:
        return _("Hạn hết hôm nay, %(day)s.") % {"day": day}
    return _("Hạn %(day)s, còn %(days)s ngày.") % {"day": day, "days": left}


def attached(request: OfficeRequest, form: forms.Form, name: str = "file") -> File | None:
    """Store the file of a form in the vault, if there is one. Raises ``Refusal`` for one too large."""
    given = form.cleaned_data.get(name)
    if not given:
        return None
    blob = keep_file(request, given)
    return File(blob=blob, name=given.name)


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside the field it concerns, or on top, with its ground and the next step."""
    ground = _("Căn cứ: %(basis)s.") % {"basis": refusal.citation} if refusal.citation else ""
    words = " ".join(each for each in (refusal.message, ground, refusal.next_step) if each)
    form.add_error(refusal.field if refusal.field in form.fields else None, words)


def act(
    request: OfficeRequest,
    inspection: Inspection,
    form: forms.Form,
    *,
    title: _StrOrPromise,
    button: _StrOrPromise,
    do: Callable[[], Any],
    done: _StrOrPromise,
    template: str = "act.html",
    to: Callable[[Any], HttpResponse] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form; on POST do the action and go on, or show what was typed with what is wrong."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = do()
            except NotFound:
                raise
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
            else:
                receipt = made[-1] if isinstance(made, tuple) else made
                said(request, str(done), getattr(receipt, "seq", None))
                return to(made) if to is not None else back_to(inspection.pk)
    context = {
        "inspection": inspection,
        "procedure": procedure_of(inspection),
        "form": form,
        "title": capfirst(str(title)),
        "button": button,
        "multipart": form.is_multipart(),
        "back": reverse("oversight:inspections_one", args=[inspection.pk]),
        **more,
    }
    return page(request, template, context, status=status)


def bound(request: OfficeRequest, form_class: Any, **options: Any) -> Any:
    """Return the form with what was posted, or fresh with its ``initial``."""
    initial = options.pop("initial", None)
    if request.method == "POST":
        return form_class(request.POST, request.FILES, **options)
    return form_class(initial=initial, **options)
