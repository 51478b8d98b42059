"""Page: pass a task on to lower units. Choose, see exactly who gets what, confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives.deadlines import on_day
from liem.kernel.clock import local_day
from liem.spine.access import Duty, NotFound, NotPermitted, Refusal
from liem.spine.tasks import actions, policy, readers
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.steps import Assignment, Due, NewTask
from liem.spine.units.models import Kind
from liem.ui.forms import DayField

from .acts import back_to, refuse, said
from .one import due_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpResponse

    from liem.spine.tasks.models import Task
    from liem.spine.units.models import Unit


@dataclass(frozen=True, slots=True)
class Group:
    """All lower units of one kind."""

    kind: str
    label: str
    units: tuple[Unit, ...]


def groups(units: Sequence[Unit]) -> list[Group]:
    """Return the units by kind, the largest kind first."""
    by_kind: dict[str, list[Unit]] = {}
    for unit in units:
        by_kind.setdefault(unit.kind, []).append(unit)
    made = [Group(kind, str(Kind(kind).label), tuple(members)) for kind, members in by_kind.items()]
    return sorted(made, key=lambda group: -len(group.units))


class ChooseForm(forms.Form):
    """To whom, what and until when; each part can still be changed before it is passed on."""

    text = forms.CharField(
        label=gettext_lazy("Nội dung giao xuống"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("sửa cho từng đơn vị ở bước sau"),
    )
    product = forms.CharField(label=gettext_lazy("Sản phẩm"), max_length=300, required=False)
    due = DayField(label=gettext_lazy("Hạn"), required=False)


class PartForm(forms.Form):
    """One part: the words and the day for one unit."""

    text = forms.CharField(
        label=gettext_lazy("Nội dung"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    due = DayField(label=gettext_lazy("Hạn"), required=False)


def _chosen(request: OfficeRequest, units: Sequence[Unit]) -> list[Unit]:
    """Return the chosen units in tree order: ticked one by one, or all of a kind."""
    ids, kinds = set(request.POST.getlist("units")), set(request.POST.getlist("kinds"))
    return [unit for unit in units if str(unit.pk) in ids or unit.kind in kinds]


@office(Duty.ASSIGN_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def cascade(request: OfficeRequest, task_id: UUID) -> HttpResponse:
    """Choose lower units, preview each part, pass all on together."""
    task = readers.get_task(request.actor, task_id)
    answer = policy.may_cascade(request.actor, task)
    if not answer:
        raise NotPermitted(answer.reason)
    units = readers.lower_units(task, day=local_day(request.at))
    step = request.POST.get("step", "")
    if step == "confirm":
        return _confirm(request, task, units)
    initial = {
        "text": task.text,
        "product": task.product,
        "due": local_day(task.due_at) if task.due_at else None,
    }
    form = ChooseForm(request.POST) if step == "choose" else ChooseForm(initial=initial)
    chosen = _chosen(request, units) if request.method == "POST" else []
    if step == "choose" and form.is_valid():
        if chosen:
            told = form.cleaned_data
            parts = [
                (unit, PartForm(prefix=str(unit.pk), initial={"text": told["text"], "due": told["due"]}))
                for unit in chosen
            ]
            return _preview(request, task, parts, product=told["product"], errors=forms.Form())
        form.add_error(None, _("Chọn ít nhất một đơn vị để giao xuống."))
    context = _base(request, task) | {
        "form": form,
        "groups": groups(units),
        "chosen": {unit.pk for unit in chosen},
    }
    status = 422 if request.method == "POST" and step != "back" else 200
    return render(request, "office/tasks/cascade.html", context, status=status)


def _base(request: OfficeRequest, task: Task) -> dict[str, Any]:
    return {
        "task": task,
        "due_words": due_words(task),
        "today": local_day(request.at),
        "back": reverse("office:tasks_one", args=[task.pk]),
    }


def _preview(
    request: OfficeRequest,
    task: Task,
    parts: Sequence[tuple[Unit, PartForm]],
    *,
    product: str,
    errors: forms.Form,
    status: int = 200,
) -> HttpResponse:
    context = _base(request, task) | {"parts": parts, "product": product, "errors": errors}
    return render(request, "office/tasks/cascade_preview.html", context, status=status)


def _confirm(request: OfficeRequest, task: Task, units: Sequence[Unit]) -> HttpResponse:
    chosen = _chosen(request, units)
    parts = [(unit, PartForm(request.POST, prefix=str(unit.pk))) for unit in chosen]
    errors = forms.Form(data={})
    errors.is_valid()
    product = request.POST.get("product", "")[:300]
    faulty = [unit for unit, form in parts if not form.is_valid()]  # each is checked, so that all faults show
    if faulty:
        return _preview(request, task, parts, product=product, errors=errors, status=422)
    try:
        receipts = actions.cascade(
            actor=request.actor,
            at=request.at,
            task_id=task.pk,
            parts=[_part(task, unit, form.cleaned_data, product) for unit, form in parts],
        )
    except NotFound:
        raise
    except Refusal as refusal:
        refuse(errors, refusal)
        return _preview(request, task, parts, product=product, errors=errors, status=refusal.status)
    del receipts
    said(request, _("Đã giao xuống %(count)s đơn vị") % {"count": len(parts)})
    return back_to(task.pk)


def _part(task: Task, unit: Unit, told: dict[str, Any], product: str) -> actions.Part:
    """Return a part; with the parent's own day it keeps the parent's deadline, hour and grounds included."""
    day = told["due"]
    if day is None:
        due = Due(kind=DeadlineKind.NONE)
    elif task.due_at is not None and day == local_day(task.due_at):
        due = Due(
            kind=task.deadline_kind,
            at=task.due_at,
            words=task.due_words,
            rule=task.due_rule,
            basis=task.due_basis,
            calendar_version=task.calendar_version,
        )
    else:
        due = on_day(day)
    new = NewTask(
        text=told["text"],
        number=task.number,
        due=due,
        product=product,
        cited=tuple(task.cited),
        responsibility=task.responsibility,
        authority=task.authority,
    )
    return actions.Part(how=Assignment(lead_unit=unit), new=new)
