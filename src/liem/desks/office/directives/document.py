"""One document: confirmed where it waits for it, otherwise its overview; and the small steps around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.tasks.today import numbered
from liem.domains.directives import actions, history, policy, readers
from liem.domains.directives.flow import State
from liem.domains.directives.head import HEAD_FIELDS
from liem.domains.directives.models import DocumentKind
from liem.kernel.clock import local_day
from liem.spine.access import Duty, Invalid, NotFound, Refusal
from liem.spine.tasks.flow import DONE_STATES, OPEN_STATES
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.readers import of_case
from liem.ui.formatting import vn_date, vn_datetime, vn_number
from liem.ui.shell import Fact, Moment

from . import confirming, shown
from .forms import HeadForm, ReasonForm
from .inbox import LEVELS
from .undoing import seconds_left

if TYPE_CHECKING:
    from uuid import UUID

    from liem.domains.directives.models import Directive
    from liem.spine.tasks.models import Task

WAITING = (State.RECEIVED, State.READ, State.UNREADABLE)


@office()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Show a document: to a clerk the confirmation where it waits for one, to all others the overview."""
    directive = readers.get_directive(request.actor, directive_id)
    may = policy.may_receive(request.actor, directive.unit_id)
    if request.method == "POST":
        if not may:
            raise NotFound(_("Không có văn bản này."))
        return confirming.answer_confirm(request, directive, reading=directive.reading)
    if may and directive.state in WAITING:
        if directive.state == State.RECEIVED and "nhap-tay" not in request.GET:
            return render(request, "office/directives/reading.html", _reading(directive))
        sheet = confirming.first_sheet(directive.reading)
        return confirming.show(request, directive, sheet, reading=directive.reading)
    return _overview(request, directive)


def _reading(directive: Directive) -> dict[str, Any]:
    return {
        "directive": directive,
        "progress_url": reverse("office:directives_progress", args=[directive.pk]),
        "crumbs": [(_("Văn bản đến"), reverse("office:directives"))],
    }


@office(Duty.RECEIVE_DOCUMENTS)
@require_GET
def progress(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Tell how far the reader is, as a piece of page; when it has ended, the page is asked to load again."""
    directive = readers.get_directive(request.actor, directive_id)
    response = render(request, "office/directives/_progress.html", _reading(directive))
    if directive.state != State.RECEIVED:
        response["HX-Refresh"] = "true"
    return response


def _overview(request: OfficeRequest, directive: Directive) -> HttpResponse:
    tasks = of_case(request.actor, directive.case_id)
    tops = [task for task in tasks if task.parent_id is None or task.parent_id not in {t.pk for t in tasks}]
    live = [task for task in tops if task.state != TaskState.WITHDRAWN]
    ungiven = [task for task in live if task.state == TaskState.PLANNED]
    may_give = bool(policy.may_give(request.actor, directive.unit_id))
    may_receive = bool(policy.may_receive(request.actor, directive.unit_id))
    happenings = history.history(directive, task_ids=[task.pk for task in tasks])
    titles = {task.pk: numbered(task) for task in tasks}
    is_given = directive.state in (State.CONFIRMED, State.ASSIGNED)
    places = shown.places_of(directive.reading)
    undo_left = seconds_left(tops, at=request.at) if may_give else 0
    context = {
        "directive": directive,
        "facts": _facts(directive),
        "level": LEVELS[State(directive.state)],
        "state_words": State(directive.state).label,
        "tasks": live,
        "withdrawn": [task for task in tops if task.state == TaskState.WITHDRAWN],
        "done_count": sum(task.state in DONE_STATES for task in live),
        "ungiven": ungiven,
        "given": [task for task in live if task.state != TaskState.PLANNED],
        "can_close": may_give
        and is_given
        and not any(task.state in (*OPEN_STATES, TaskState.PLANNED, TaskState.FINISHED) for task in tasks),
        "letters": history.letters_of(directive) if directive.unit_id == request.actor.unit_id else [],
        "moments": [_moment(each, titles.get(each.subject, "")) for each in happenings],
        "may_give": may_give and is_given,
        "may_correct": may_receive and is_given,
        "undo_left": undo_left,
        "today": local_day(request.at),
        "at": request.at,
        "crumbs": [(_("Văn bản đến"), reverse("office:directives"))],
        **confirming.viewer(directive, directive.reading, places),
    }
    return render(request, "office/directives/overview.html", context)


def _facts(directive: Directive) -> list[Fact]:
    received_by = directive.received_by.name if directive.received_by else ""
    kind = DocumentKind(directive.kind).label if directive.kind in DocumentKind.values else None
    lines = [
        Fact(_("Số đến"), directive.case.dossier),
        Fact(_("Số, ký hiệu"), directive.full_symbol or None),
        Fact(_("Cơ quan ban hành"), directive.issuer or None),
        Fact(_("Loại văn bản"), kind),
        Fact(_("Ngày ban hành"), vn_date(directive.issued_on) if directive.issued_on else None),
        Fact(_("Căn cứ"), "; ".join(directive.base_documents) or _("không ghi")),
        Fact(_("Tiếp nhận"), f"{vn_datetime(directive.received_at)} · {received_by}".rstrip(" ·")),
    ]
    if directive.confirmed_at and directive.confirmed_by:
        lines.append(
            Fact(_("Xác nhận"), f"{vn_datetime(directive.confirmed_at)} · {directive.confirmed_by.name}")
        )
    if directive.blob_id:
        url = reverse("office:directives_file", args=[directive.pk])
        lines.append(Fact(_("Tệp gốc"), directive.file_name, url=url))
    return lines


def _moment(each: history.Happening, about: str) -> Moment:
    """Return a line of the timeline; what happened to a task names the task."""
    return Moment(
        title=f"{each.title}: {about}" if about else each.title,
        when=each.at,
        text=each.text,
        who=f"{each.who}, {each.post}" if each.post else each.who,
        seal=_("sổ #%(seq)s ✓") % {"seq": vn_number(each.seq)},
        seal_url=f"{reverse('office:ledger')}?dong={each.seq}",
    )


@office(Duty.RECEIVE_DOCUMENTS)
@require_POST
def read_again(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Put the file in line to be read again."""
    directive = readers.get_directive(request.actor, directive_id)
    receipt = actions.read_again(actor=request.actor, at=request.at, directive_id=directive.pk)
    messages.info(request, _("Đã xếp lượt đọc lại · sổ #%(seq)s.") % {"seq": receipt.seq})
    return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))


@office(Duty.RECEIVE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Say with a reason that the document needs no handling here."""
    directive = readers.get_directive(request.actor, directive_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.set_aside(
                actor=request.actor,
                at=request.at,
                directive_id=directive.pk,
                reason=form.cleaned_data["reason"],
            )
        except Invalid as refusal:
            form.add_error("reason", refusal.message)
        else:
            messages.success(
                request,
                _("Đã ghi không xử lý %(name)s · sổ #%(seq)s.")
                % {"name": str(directive), "seq": receipt.seq},
            )
            return HttpResponseRedirect(reverse("office:directives"))
    context = {"directive": directive, "form": form, "crumbs": crumbs(directive)}
    return render(request, "office/directives/set_aside.html", context, status=422 if form.errors else 200)


class CorrectForm(HeadForm, ReasonForm):
    """The head as it should be, and why it was wrong."""


@office(Duty.RECEIVE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Correct the head of a confirmed document; old and new stay in the ledger and on the page."""
    directive = readers.get_directive(request.actor, directive_id)
    if directive.state not in (State.CONFIRMED, State.ASSIGNED):
        raise NotFound(_("Không có văn bản này."))
    initial = {name: getattr(directive, name) for name in HEAD_FIELDS} | {
        "base_documents": "\n".join(directive.base_documents)
    }
    initial |= {f"unknown_{name}": not initial[name] for name in HEAD_FIELDS}
    form = CorrectForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                receipt = actions.correct(
                    actor=request.actor,
                    at=request.at,
                    directive_id=directive.pk,
                    head=form.head(),
                    unknown=form.unknown(),
                    reason=form.cleaned_data["reason"],
                )
            except Invalid as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            else:
                messages.success(request, _("Đã đính chính · sổ #%(seq)s.") % {"seq": receipt.seq})
                return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))
        status = 422
    context = {
        "directive": directive,
        "form": form,
        "lines": [
            (form[name], form[f"unknown_{name}"] if f"unknown_{name}" in form.fields else None)
            for name in (*HEAD_FIELDS, "base_documents")
        ],
        "crumbs": crumbs(directive),
    }
    return render(request, "office/directives/correct.html", context, status=status)


@office(Duty.ASSIGN_TASKS)
@require_POST
def close(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Close a document whose tasks are all done or withdrawn."""
    directive = readers.get_directive(request.actor, directive_id)
    try:
        receipt = actions.close(actor=request.actor, at=request.at, directive_id=directive.pk)
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        messages.error(request, f"{refusal.message} {refusal.next_step}".strip())
    else:
        messages.success(request, _("Đã kết thúc văn bản · sổ #%(seq)s.") % {"seq": receipt.seq})
    return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))


def crumbs(directive: Directive) -> list[tuple[str, str]]:
    """Return the way back from a page of a document."""
    return [
        (_("Văn bản đến"), reverse("office:directives")),
        (str(directive)[:60], reverse("office:directives_one", args=[directive.pk])),
    ]


def due_words(task: Task) -> str:
    """Return the deadline of a task in words where it has no day."""
    return str(DeadlineKind(task.deadline_kind).label)
