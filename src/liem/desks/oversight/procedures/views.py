"""Pages: which procedures a body has on a day, and each with its steps, papers, limits and their grounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from liem.desks.office.door import OfficeRequest, office
from liem.desks.oversight.tabs import tabs
from liem.domains.inspections.models import Body, Subject
from liem.domains.inspections.paper_kinds import PAPER_NAMES
from liem.domains.programmes.terms import body_kind
from liem.kernel.clock import local_day
from liem.law import NoLawInForce
from liem.law.procedures import Procedure, default_procedures
from liem.spine.access import NotFound
from liem.spine.units.reach import jurisdictions
from liem.spine.units.readers import get_unit_in_history
from liem.ui.formatting import vn_date
from liem.ui.forms import DayField

from .limits import Limit, Whose, limit, of_whole
from .words import PARTS, PHASES, about_of, badge_of, marked, note_of, surely, title_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpResponse

    from liem.law.procedures import Step


class DayForm(forms.Form):
    """The day whose procedures are shown."""

    ngay = DayField(label=gettext_lazy("Xem tại ngày"), required=False, help_text="")


@dataclass(frozen=True, slots=True)
class Row:
    """A procedure in the list."""

    procedure: Procedure
    title: str
    url: str
    subjects: str
    bodies: str
    duration: Limit | None
    level: str
    badge: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step on the page of its procedure."""

    number: int
    title: str
    note: str
    who: str
    papers: str
    limit: Limit | None
    counts_from: str
    optional: bool
    concludes: bool


@office()
@require_safe
def overview(request: OfficeRequest) -> HttpResponse:
    """Show every procedure in force on a day: first those the actor's body itself conducts."""
    form, whose, today = _asked(request)
    if request.actor.unit_id is None:
        raise NotFound(_("Chức danh hiện tại không thuộc đơn vị nào."))
    kind = body_kind(get_unit_in_history(request.actor, request.actor.unit_id))
    found = default_procedures().available(whose.day, jurisdictions=whose.jurisdictions)
    rows = [_row(each, whose, query=_query(whose.day, today)) for each in found]
    context = {
        "form": form,
        "active": _active(whose.day, today),
        "day": whose.day,
        "own": [row for row in rows if kind in row.procedure.bodies],
        "others": [row for row in rows if kind not in row.procedure.bodies],
        "oversight_tabs": tabs(request),
    }
    return render(request, "oversight/procedures/list.html", context)


@office()
@require_safe
def one(request: OfficeRequest, procedure_id: str) -> HttpResponse:
    """Show one procedure as the actor's body has it on a day. Raises NotFound where none is in force."""
    form, whose, today = _asked(request)
    book = default_procedures()
    try:
        procedure = book.in_force(procedure_id, whose.day, jurisdictions=whose.jurisdictions)
    except NoLawInForce:
        raise NotFound(_("Không có quy trình này trong ngày đã chọn.")) from None
    query = _query(whose.day, today)
    level, badge = badge_of(procedure)
    may_become = [
        (marked(title_of(each), translated=each.title_en), _url(each, query))
        for each in book.available(whose.day, jurisdictions=whose.jurisdictions)
        if each.id in procedure.refers_to
    ]
    context = {
        "form": form,
        "active": _active(whose.day, today),
        "day": whose.day,
        "at": request.at,
        "procedure": procedure,
        "title": title_of(procedure),
        "heading": marked(title_of(procedure), translated=procedure.title_en),
        "about": marked(about_of(procedure), translated=procedure.about_en),
        "level": level,
        "badge": badge,
        "surely": surely(procedure),
        "subjects": _listed(Subject(each).label for each in procedure.subjects),
        "bodies": _listed(Body(each).label for each in procedure.bodies),
        "limits": of_whole(procedure, whose=whose),
        "phases": _phases(procedure, whose),
        "may_become": may_become,
        "crumbs": [(_("Quy trình"), f"{reverse('oversight:procedures')}{query}"), (title_of(procedure), "")],
        "oversight_tabs": tabs(request),
    }
    return render(request, "oversight/procedures/one.html", context)


def _asked(request: OfficeRequest) -> tuple[DayForm, Whose, date]:
    """Return the form, the day and rules asked for, and today."""
    today = local_day(request.at)
    form = DayForm(request.GET or None, auto_id="f_%s")
    day = (form.cleaned_data.get("ngay") if form.is_valid() else None) or today
    return form, Whose(day, jurisdictions(request.actor.unit_path)), today


def _query(day: date, today: date) -> str:
    return "" if day == today else f"?{urlencode({'ngay': vn_date(day)})}"


def _active(day: date, today: date) -> list[tuple[str, str]]:
    return [] if day == today else [(_("tại ngày %(day)s") % {"day": vn_date(day)}, "?")]


def _url(procedure: Procedure, query: str) -> str:
    return f"{reverse('oversight:procedures_one', args=[procedure.id])}{query}"


def _listed(words: Iterable[object]) -> str:
    return ", ".join(map(str, words))


def _row(procedure: Procedure, whose: Whose, *, query: str) -> Row:
    level, badge = badge_of(procedure)
    concluding = (each.limit for each in procedure.steps if each.concludes)
    length = procedure.duration or next(concluding, None)  # a term may run from acceptance to the conclusion
    return Row(
        procedure=procedure,
        title=marked(title_of(procedure), translated=procedure.title_en),
        url=_url(procedure, query),
        subjects=_listed(Subject(each).label for each in procedure.subjects),
        bodies=_listed(Body(each).label for each in procedure.bodies),
        duration=limit(length, "", whose=whose) if length else None,
        level=level,
        badge=badge,
    )


def _phases(procedure: Procedure, whose: Whose) -> list[tuple[str, list[StepRow]]]:
    """Return the stages with their steps, numbered through."""
    rows = [
        (each.phase, _step(procedure, number, each, whose)) for number, each in enumerate(procedure.steps, 1)
    ]
    phases = ((str(words), [row for phase, row in rows if phase == key]) for key, words in PHASES.items())
    return [(words, steps) for words, steps in phases if steps]


def _step(procedure: Procedure, number: int, step: Step, whose: Whose) -> StepRow:
    begun = ""
    if step.counts_from is not None:
        begun = (
            title_of(procedure.step(step.counts_from)) if procedure.has(step.counts_from) else _("Mở hồ sơ")
        )
    return StepRow(
        number=number,
        title=marked(title_of(step), translated=step.title_en),
        note=marked(note_of(step), translated=step.note_en),
        who="; ".join(str(PARTS[each]) for each in step.who),
        papers=_listed(PAPER_NAMES[each] for each in step.papers),
        limit=limit(step.limit, "", whose=whose) if step.limit else None,
        counts_from=begun,
        optional=step.optional,
        concludes=step.concludes,
    )
