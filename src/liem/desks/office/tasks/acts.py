"""The verbs of a task as pages: read what was typed, do one action, go back to the task."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from liem.desks.office.door import OfficeRequest, office
from liem.desks.office.uploads import keep_file
from liem.kernel.clock import end_of_day, local_day
from liem.kernel.ids import new_id
from liem.spine.access import Duty, NotFound, NotPermitted, Refusal
from liem.spine.tasks import actions, policy, readers
from liem.ui.formatting import vn_date, vn_time

from .forms import DecisionForm, ExtensionForm, FinishForm, ProgressForm, ReturnForm, WithdrawForm
from .one import due_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpResponse
    from django.utils.functional import _StrOrPromise

    from liem.spine.access import Actor, Answer
    from liem.spine.tasks.models import Task


def back_to(task_id: UUID) -> HttpResponseRedirect:
    """Go to the page of a task."""
    return HttpResponseRedirect(reverse("office:tasks_one", args=[task_id]))


def said(request: OfficeRequest, words: str) -> None:
    """Say on the next page what happened and when."""
    messages.success(request, _("%(what)s lúc %(time)s.") % {"what": words, "time": vn_time(request.at)})


def attachment(request: OfficeRequest, form: forms.Form) -> actions.Attachment | None:
    """Store the file of a form in the vault, if there is one. Raises ``Refusal`` for one too large."""
    given = form.cleaned_data.get("file")
    if not given:
        return None
    blob = keep_file(request, given)
    return actions.Attachment(blob=blob, name=given.name)


def _show(
    request: OfficeRequest,
    task: Task,
    form: forms.Form,
    *,
    title: _StrOrPromise,
    button: _StrOrPromise,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "task": task,
        "form": form,
        "title": title,
        "button": button,
        "due_words": due_words(task),
        "done": task.finished_at,
        "today": local_day(request.at),
        "back": reverse("office:tasks_one", args=[task.pk]),
        **more,
    }
    return render(request, "office/tasks/act.html", context, status=status)


def _do(
    request: OfficeRequest,
    task_id: UUID,
    *,
    may: Callable[[Actor, Task], Answer],
    form_class: type[forms.Form],
    title: _StrOrPromise,
    button: _StrOrPromise,
    act: Callable[[Any], Any],
    done: _StrOrPromise,
    initial: dict[str, Any] | None = None,
    **more: Any,
) -> HttpResponse:
    """Show a form; on POST do the action and go back, or show what was typed with what is wrong.

    Who sees the task but may not do the step is told so before a form is shown or a file is kept.
    """
    task = readers.get_task(request.actor, task_id)
    answer = may(request.actor, task)
    if not answer:
        raise NotPermitted(answer.reason)
    if request.method != "POST":
        return _show(request, task, form_class(initial=initial), title=title, button=button, **more)
    form = form_class(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, task, form, title=title, button=button, status=422, **more)
    try:
        act(form)
    except NotFound:
        raise
    except actions.AlreadyReported as refusal:
        messages.info(request, refusal.message)
        return back_to(task_id)
    except Refusal as refusal:
        refuse(form, refusal)
        return _show(request, task, form, title=title, button=button, status=refusal.status, **more)
    said(request, str(done))
    return back_to(task_id)


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal beside the field it concerns, or on top where the form has no such field."""
    named = _FIELDS.get(refusal.field, refusal.field)
    words = f"{refusal.message} {refusal.next_step}".strip()
    form.add_error(named if named in form.fields else None, words)


_FIELDS = {"new_due_at": "new_due"}


@office(Duty.WORK_TASKS)
@require_POST
def acknowledge(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Acknowledge a task: one click."""
    readers.get_task(request.actor, task_id)
    actions.acknowledge(actor=request.actor, at=request.at, task_id=task_id)
    said(request, _("Đã nhận việc"))
    return back_to(task_id)


@office(Duty.WORK_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def report_progress(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Report progress with words or a file."""
    task = readers.get_task(request.actor, task_id)
    return _do(
        request,
        task_id,
        may=policy.may_work,
        form_class=ProgressForm,
        title=_("Báo cáo tiến độ"),
        button=_("Gửi báo cáo tiến độ"),
        initial={"percent": task.percent, "sheet": str(new_id())},
        multipart=True,
        done=_("Đã gửi báo cáo tiến độ"),
        act=lambda form: actions.report_progress(
            actor=request.actor,
            at=request.at,
            task_id=task_id,
            percent=form.cleaned_data["percent"],
            text=form.cleaned_data["text"],
            file=attachment(request, form),
            sheet=form.cleaned_data["sheet"],
        ),
    )


@office(Duty.WORK_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Report the work as finished, with its result."""
    return _do(
        request,
        task_id,
        may=policy.may_work,
        form_class=FinishForm,
        title=_("Báo cáo hoàn thành"),
        button=_("Gửi báo cáo hoàn thành"),
        multipart=True,
        done=_("Đã báo cáo hoàn thành"),
        act=lambda form: actions.finish(
            actor=request.actor,
            at=request.at,
            task_id=task_id,
            text=form.cleaned_data["text"],
            file=attachment(request, form),
        ),
    )


@office(Duty.WORK_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def request_extension(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Ask the giver for a later deadline."""
    return _do(
        request,
        task_id,
        may=policy.may_work,
        form_class=ExtensionForm,
        title=_("Xin gia hạn"),
        button=_("Gửi đề nghị gia hạn"),
        note=_("Hạn cũ vẫn có hiệu lực cho đến khi nơi giao đồng ý."),
        done=_("Đã gửi đề nghị gia hạn"),
        act=lambda form: actions.request_extension(
            actor=request.actor,
            at=request.at,
            task_id=task_id,
            new_due_at=end_of_day(form.cleaned_data["new_due"]),
            reason=form.cleaned_data["reason"],
        ),
    )


@office(Duty.ASSIGN_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def decide_extension(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Answer the request for a later deadline that waits."""
    extension = readers.waiting_extension(request.actor, task_id)
    return _do(
        request,
        task_id,
        may=policy.may_give,
        form_class=DecisionForm,
        title=_("Trả lời đề nghị gia hạn"),
        button=_("Gửi trả lời"),
        extension=extension,
        note=_("Xin lùi hạn từ %(old)s đến %(new)s. Lý do: %(reason)s")
        % {
            "old": vn_date(extension.old_due_at),
            "new": vn_date(extension.new_due_at),
            "reason": extension.reason,
        },
        done=_("Đã trả lời đề nghị gia hạn"),
        act=lambda form: actions.decide_extension(
            actor=request.actor,
            at=request.at,
            extension_id=extension.pk,
            granted=form.cleaned_data["granted"] == "yes",
            answer=form.cleaned_data["answer"],
        ),
    )


@office(Duty.ASSIGN_TASKS)
@require_POST
def accept(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Accept finished work: one click."""
    readers.get_task(request.actor, task_id)
    actions.accept(actor=request.actor, at=request.at, task_id=task_id)
    said(request, _("Đã nghiệm thu"))
    return back_to(task_id)


@office(Duty.ASSIGN_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def return_task(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Return finished work, saying what it lacks."""
    return _do(
        request,
        task_id,
        may=policy.may_give,
        form_class=ReturnForm,
        title=_("Trả lại để bổ sung"),
        button=_("Trả lại để bổ sung"),
        done=_("Đã trả lại để bổ sung"),
        act=lambda form: actions.return_task(
            actor=request.actor, at=request.at, task_id=task_id, reason=form.cleaned_data["reason"]
        ),
    )


@office(Duty.ASSIGN_TASKS)
@require_POST
def urge(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Urge the lead unit: one click, recorded."""
    task = readers.get_task(request.actor, task_id)
    actions.urge(actor=request.actor, at=request.at, task_id=task_id)
    said(request, _("Đã đôn đốc %(unit)s") % {"unit": task.lead_unit.name if task.lead_unit else ""})
    return back_to(task_id)


@office(Duty.ASSIGN_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Withdraw a task, with the reason."""
    return _do(
        request,
        task_id,
        may=policy.may_give,
        form_class=WithdrawForm,
        title=_("Thôi giao nhiệm vụ"),
        button=_("Thôi giao nhiệm vụ"),
        danger=True,
        note=_("Nhiệm vụ và lý do thôi giao vẫn được giữ; việc đã thôi giao không tính vào kết quả của ai."),
        done=_("Đã thôi giao nhiệm vụ"),
        act=lambda form: actions.withdraw(
            actor=request.actor, at=request.at, task_id=task_id, reason=form.cleaned_data["reason"]
        ),
    )


@office(Duty.ASSIGN_TASKS)
@require_POST
def take_back(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Undo: take back the parts just passed on."""
    readers.get_task(request.actor, task_id)
    taken = actions.take_back(actor=request.actor, at=request.at, task_id=task_id)
    said(request, _("Đã thu lại %(count)s việc vừa giao xuống") % {"count": len(taken)})
    return back_to(task_id)
