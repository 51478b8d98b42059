"""The verbs of a reminder as pages: read what was typed, do one action, go back to the reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.units.asking import Question, ask, done
from liem.desks.office.uploads import keep_file
from liem.desks.oversight.tabs import tabs
from liem.domains.reminders import actions, openings, readers, terms
from liem.kernel.clock import local_day
from liem.kernel.ids import new_id
from liem.spine.access import Duty

from .forms import (
    AnswerForm,
    ContestForm,
    MendedForm,
    NoteForm,
    SubjectField,
    UnitForm,
    UpholdForm,
    WithdrawForm,
)
from .pages import url_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.http import HttpResponse

    from liem.spine.ledger.append import Receipt

MOST_UNITS = 60  # beyond, the unit is chosen first
FORM = "oversight/reminders/form.html"
_both = require_http_methods(["GET", "HEAD", "POST"])


def proof_of(request: OfficeRequest, form: forms.Form) -> actions.Proof | None:
    """Store the file of a form in the vault, if there is one. Raises ``Refusal`` for one too large."""
    given = form.cleaned_data.get("file")
    if not given:
        return None
    return actions.Proof(keep_file(request, given), given.name)


@office(Duty.REMIND)
@_both
def note(request: OfficeRequest) -> HttpResponse:
    """Note a small fault: one page on a telephone, with a photograph."""
    actor, today = request.actor, local_day(request.at)
    contents = terms.contents(actor.unit_path, today)
    crumbs = [(_("Nhắc nhở"), reverse("oversight:reminders"))]
    units = readers.units_to_remind(actor, at=request.at)
    chosen = _id(request.GET.get("dv", ""))
    offered = list(units.filter(pk=chosen) if chosen else units[: MOST_UNITS + 1])
    if len(offered) > MOST_UNITS:
        context = {
            "form": UnitForm(units=list(units)),
            "oversight_tabs": tabs(request),
            "crumbs": crumbs,
            "title": _("Ghi nhắc nhở: chọn đơn vị"),
        }
        return render(request, "oversight/reminders/unit.html", context)
    form = NoteForm(
        request.POST or None,
        request.FILES or None,
        contents=contents,
        initial=NoteForm.start(today, str(new_id())),
    )
    people = readers.people_to_remind(actor, unit_ids=[unit.pk for unit in offered], at=request.at)
    cast("SubjectField", form.fields["subject"]).offer(offered, people, own=actor.unit_id)

    def act(told: dict[str, Any]) -> HttpResponse:
        (unit_id, person_id), sheet = told["subject"], told["sheet"]
        words = {name: told[name] for name in told.keys() - {"subject", "sheet", "file"}}
        new = actions.NewReminder(subject_unit_id=unit_id, subject_person_id=person_id, **words)
        try:
            made, receipt = actions.note(
                actor=actor, at=request.at, new=new, proof=proof_of(request, form), sheet=sheet
            )
        except actions.AlreadyNoted as refusal:
            messages.info(request, refusal.message)
            return HttpResponseRedirect(url_of(refusal.reminder.pk))
        said = _("Đã ghi và báo cho %(name)s.") % {"name": made.subject_name}
        return done(request, said, url_of(made.pk), seq=receipt.seq)

    question = Question(
        title=_("Ghi nhắc nhở"),
        submit=_("Ghi và báo cho người được nhắc nhở"),
        crumbs=crumbs,
        back=reverse("oversight:reminders"),
        intro=_(
            "Nhắc nhở không phải là kỷ luật. Người được nhắc nhở đọc được, trả lời được, "
            "và nói được điều không đúng."
        ),
        template=FORM,
        extra={"oversight_tabs": tabs(request), "multipart": True},
    )
    return ask(request, form, question, act)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _verb(
    request: OfficeRequest,
    reminder_id: UUID,
    *,
    verb: str,
    form_class: type[forms.Form],
    title: str,
    submit: str,
    said: str,
    act: Callable[[forms.Form], Receipt | None],
    intro: str = "",
    danger: bool = False,
) -> HttpResponse:
    reminder = readers.get_reminder(request.actor, reminder_id, at=request.at)
    parts = readers.parts_of(request.actor, reminder, at=request.at)
    openings.demand(verb, request.actor, reminder, parts)
    form = form_class(request.POST or None, request.FILES or None)

    def do(_told: dict[str, Any]) -> HttpResponse:
        receipt = act(form)
        return done(request, said, url_of(reminder_id), seq=receipt.seq if receipt else None)

    question = Question(
        title=title,
        submit=submit,
        crumbs=[
            (_("Nhắc nhở"), reverse("oversight:reminders")),
            (reminder.case.dossier, url_of(reminder_id)),
        ],
        back=url_of(reminder_id),
        intro=intro,
        template=FORM,
        extra={
            "oversight_tabs": tabs(request),
            "multipart": "file" in form.fields,
            "reminder": reminder,
        },
        danger=danger,
    )
    return ask(request, form, question, do)


@office()
@_both
def answer(request: OfficeRequest, reminder_id: UUID) -> HttpResponse:
    """Answer as the person or unit concerned."""
    return _verb(
        request,
        reminder_id,
        verb="answer",
        form_class=AnswerForm,
        title=_("Trả lời nhắc nhở"),
        submit=_("Gửi trả lời"),
        said=_("Đã gửi trả lời."),
        act=lambda form: actions.answer(
            actor=request.actor,
            at=request.at,
            reminder_id=reminder_id,
            text=form.cleaned_data["text"],
            proof=proof_of(request, form),
        ),
    )


@office()
@_both
def contest(request: OfficeRequest, reminder_id: UUID) -> HttpResponse:
    """Say that it is not so."""
    return _verb(
        request,
        reminder_id,
        verb="contest",
        form_class=ContestForm,
        title=_("Nói điều không đúng"),
        submit=_("Gửi ý kiến khác"),
        said=_("Đã gửi ý kiến khác; người khác sẽ xem lại."),
        intro=_("Trong lúc chờ người khác xem lại, nhắc nhở này không tính."),
        act=lambda form: actions.contest(
            actor=request.actor, at=request.at, reminder_id=reminder_id, text=form.cleaned_data["text"]
        ),
    )


@office(Duty.REMIND)
@_both
def uphold(request: OfficeRequest, reminder_id: UUID) -> HttpResponse:
    """Keep a contested reminder after looking again."""
    return _verb(
        request,
        reminder_id,
        verb="uphold",
        form_class=UpholdForm,
        title=_("Xem lại, giữ nhắc nhở"),
        submit=_("Giữ nhắc nhở"),
        said=_("Đã giữ nhắc nhở."),
        intro=_("Nếu ý kiến khác là đúng, quay lại và dùng “Rút nhắc nhở”."),
        act=lambda form: actions.uphold(
            actor=request.actor, at=request.at, reminder_id=reminder_id, text=form.cleaned_data["text"]
        ),
    )


@office(Duty.REMIND)
@_both
def mark_mended(request: OfficeRequest, reminder_id: UUID) -> HttpResponse:
    """Say that the fault was mended."""
    return _verb(
        request,
        reminder_id,
        verb="mark_mended",
        form_class=MendedForm,
        title=_("Ghi đã khắc phục"),
        submit=_("Ghi đã khắc phục"),
        said=_("Đã ghi khắc phục."),
        act=lambda form: actions.mark_mended(
            actor=request.actor,
            at=request.at,
            reminder_id=reminder_id,
            text=form.cleaned_data["text"],
            proof=proof_of(request, form),
        ),
    )


@office(Duty.REMIND)
@_both
def withdraw(request: OfficeRequest, reminder_id: UUID) -> HttpResponse:
    """Take a reminder back with a reason."""
    return _verb(
        request,
        reminder_id,
        verb="withdraw",
        form_class=WithdrawForm,
        title=_("Rút nhắc nhở"),
        submit=_("Rút nhắc nhở"),
        said=_("Đã rút nhắc nhở."),
        danger=True,
        act=lambda form: actions.withdraw(
            actor=request.actor, at=request.at, reminder_id=reminder_id, reason=form.cleaned_data["reason"]
        ),
    )
