"""Giving the tasks of a document: sáu rõ for each, one unit for several, one task for many units."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives import actions, policy, readers, receivers
from liem.domains.directives.flow import State
from liem.domains.directives.head import Head
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Duty, Invalid, NotFound
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import DeadlineKind
from liem.spine.tasks.readers import of_case
from liem.spine.tasks.steps import Assignment, Due, missing_of_six

from .confirming import ALL_PARTS, PARTS
from .document import crumbs
from .forms import DeadlineForm, TaskForm, due_initial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liem.domains.directives.models import Directive
    from liem.spine.people.models import Mandate
    from liem.spine.tasks.models import Task
    from liem.spine.units.models import Unit

SIX = {
    "lead_unit": gettext_lazy("ai làm"),
    "text": gettext_lazy("việc gì"),
    "due": gettext_lazy("hạn nào"),
    "responsibility": gettext_lazy("trách nhiệm"),
    "product": gettext_lazy("sản phẩm"),
    "authority": gettext_lazy("thẩm quyền"),
}


class GiveForm(DeadlineForm):
    """Sáu rõ of one task."""

    give = forms.BooleanField(label=gettext_lazy("Giao nhiệm vụ này"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Việc gì"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    lead_unit = forms.ChoiceField(label=gettext_lazy("Ai chủ trì"), required=False)
    person = forms.ChoiceField(label=gettext_lazy("Người phụ trách"), required=False)
    co_units = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    responsibility = forms.CharField(label=gettext_lazy("Trách nhiệm"), max_length=300, required=False)
    product = forms.CharField(label=gettext_lazy("Sản phẩm"), max_length=300, required=False)
    authority = forms.CharField(
        label=gettext_lazy("Thẩm quyền"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("được quyết định gì, phải xin ý kiến ai"),
    )

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: Any = self.fields
        fields["lead_unit"].choices = [("", _("chọn đơn vị")), *units]
        fields["co_units"].choices = units
        fields["person"].choices = [("", _("để đơn vị phân công"))]

    def people(self, mandates: Sequence[Mandate]) -> None:
        """Offer the people of the chosen unit."""
        fields: Any = self.fields
        fields["person"].choices = [
            ("", _("để đơn vị phân công")),
            *((str(each.person_id), f"{each.person.name}, {each.get_post_display()}") for each in mandates),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the lead unit; a task that is not given now is not checked."""
        told = dict(super().clean() or {})
        if not told.get("give"):
            self.errors.clear()
            return told
        if not told.get("lead_unit") and "lead_unit" not in self.errors:
            self.add_error("lead_unit", _("Chọn đơn vị chủ trì, hoặc bỏ dấu “Giao nhiệm vụ này”"))
        return told


@dataclass(slots=True)
class Row:
    """One task on the page: its form, what the paper says, and who is offered."""

    task: Task
    form: GiveForm
    offered: list[Unit] = field(default_factory=list)
    is_many: bool = False
    missing: list[str] = field(default_factory=list)
    parts: list[Any] = field(default_factory=list)
    other_parts: list[Any] = field(default_factory=list)
    others_bad: bool = False


def _summary(rows: Sequence[Row]) -> list[dict[str, str]]:
    """Return what has to be mended, with a link to each field, over all tasks of the page."""
    return [
        {"url": f"#{bound.auto_id}", "text": f"{row.task.heading}. {bound.label}: {text}"}
        for row in rows
        if row.form.is_bound
        for bound in row.form
        for text in bound.errors
    ]


def _directive(request: OfficeRequest, directive_id: UUID) -> Directive:
    directive = readers.get_directive(request.actor, directive_id)
    if not policy.may_give(request.actor, directive.unit_id):
        raise NotFound(_("Không có văn bản này."))
    return directive


def _planned(request: OfficeRequest, directive: Directive) -> list[Task]:
    tasks = of_case(request.actor, directive.case_id)
    return [task for task in tasks if task.state == TaskState.PLANNED and task.parent_id is None]


@office(Duty.ASSIGN_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Give the tasks not given yet: ``do=give`` gives; every other button shows the page again."""
    directive = _directive(request, directive_id)
    tasks = _planned(request, directive)
    if not tasks or directive.state not in (State.CONFIRMED, State.ASSIGNED):
        return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))
    day = local_day(request.at)
    units = receivers.units_to_give(request.actor, day=day)
    rows = _rows(request, directive, tasks, units=units)
    order = request.POST.get("do", "") if request.method == "POST" else ""
    trouble = ""
    status = 200
    if order == "give":
        chosen = [row for row in rows if row.form.is_valid() and row.form.cleaned_data["give"]]
        if any(row.form.errors for row in rows):
            status = 422
        elif not chosen:
            trouble, status = _("Đánh dấu ít nhất một nhiệm vụ để giao."), 422
        else:
            try:
                return _give(request, directive, chosen, units=units)
            except (Invalid, Conflict) as refusal:
                trouble, status = f"{refusal.message} {refusal.next_step}".strip(), refusal.status
    context = {
        "directive": directive,
        "rows": rows,
        "summary": _summary(rows),
        "unit_choices": _choices(units),
        "trouble": trouble,
        "crumbs": crumbs(directive),
        "page_keys": {"j": _("nhiệm vụ sau"), "k": _("nhiệm vụ trước")},
    }
    return render(request, "office/directives/assign.html", context, status=status)


def _choices(units: Sequence[Unit]) -> list[tuple[str, str]]:
    return [
        (str(unit.pk), f"{unit.name} ({unit.short_name})" if unit.short_name else unit.name) for unit in units
    ]


def _rows(
    request: OfficeRequest, directive: Directive, tasks: Sequence[Task], *, units: Sequence[Unit]
) -> list[Row]:
    choices = _choices(units)
    order = request.POST.get("do", "") if request.method == "POST" else ""
    rows = []
    for task in tasks:
        prefix = f"n{str(task.pk)[-12:]}"
        first = {
            "give": True,
            "text": task.text,
            "responsibility": task.responsibility,
            "product": task.product,
            "authority": task.authority,
            **due_initial(task.due_rule, task.due_words, kind=task.deadline_kind),
        }
        if request.method != "POST":
            form = GiveForm(initial=first, prefix=prefix, units=choices)
        elif order == "give":
            form = GiveForm(request.POST, prefix=prefix, units=choices)
        else:
            form = GiveForm(initial=_typed(request, prefix, task, order), prefix=prefix, units=choices)
        row = Row(task=task, form=form, is_many=receivers.is_many(task.assignee))
        row.offered = receivers.suggestions(task.assignee, units)
        kind = str(form["due_kind"].value() or DeadlineKind.NONE)
        wanted = PARTS.get(kind, ())
        row.parts = [form[name] for name in wanted]
        row.other_parts = [form[name] for name in ALL_PARTS if name not in wanted]
        row.missing = [str(words) for name, words in SIX.items() if name in _missing(form)]
        rows.append(row)
    _offer_people(rows, day=local_day(request.at))
    for row in rows:  # only now may the forms be checked: the people are part of the choices
        row.others_bad = row.form.is_bound and any(row.form.errors.get(part.name) for part in row.other_parts)
    return rows


def _typed(request: OfficeRequest, prefix: str, task: Task, order: str) -> dict[str, Any]:
    """Return what was typed for a task, after one order: ``take:<task>:<unit>`` or ``apply``."""
    typed: dict[str, Any] = {
        name: request.POST.get(f"{prefix}-{name}", "") for name in GiveForm.base_fields if name != "co_units"
    }
    typed["co_units"] = request.POST.getlist(f"{prefix}-co_units")
    verb, _colon, rest = order.partition(":")
    if verb == "take":
        task_id, _colon, unit_id = rest.partition(":")
        if task_id == str(task.pk):
            typed["lead_unit"] = unit_id
    if verb == "apply" and typed["give"] and request.POST.get("one_unit"):
        typed["lead_unit"] = request.POST["one_unit"]
    return typed


def _missing(form: GiveForm) -> set[str]:
    """Name which of the six clear things the form lacks; it warns and does not stop."""
    lacking = {name for name in ("lead_unit", "text", "product", "authority") if not form[name].value()}
    if not form["responsibility"].value() and not form["person"].value():
        lacking.add("responsibility")
    if form["due_kind"].value() == DeadlineKind.UNKNOWN:
        lacking.add("due")
    return lacking


def _offer_people(rows: Sequence[Row], *, day: Any) -> None:
    """Offer the people of every chosen lead unit: one query for the page."""
    chosen = [(row, _id(row.form["lead_unit"].value())) for row in rows]
    ids = [unit_id for _row, unit_id in chosen if unit_id]
    by_unit: dict[UUID, list[Mandate]] = {}
    for mandate in receivers.people_of(ids, day=day) if ids else ():
        by_unit.setdefault(mandate.unit_id, []).append(mandate)
    for row, unit_id in chosen:
        if unit_id:
            row.form.people(by_unit.get(unit_id, []))


def _id(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _give(
    request: OfficeRequest, directive: Directive, chosen: Sequence[Row], *, units: Sequence[Unit]
) -> HttpResponse:
    by_id = {str(unit.pk): unit for unit in units}
    people = _people(chosen, day=local_day(request.at))
    assignments = {}
    for row in chosen:
        told = row.form.cleaned_data
        lead = by_id[told["lead_unit"]]
        person = people.get((str(lead.pk), told["person"]))
        assignments[row.task.pk] = Assignment(
            lead_unit=lead,
            co_units=tuple(by_id[pk] for pk in told["co_units"] if pk != told["lead_unit"]),
            person=person.person if person else None,
            due=_due(row, directive),
            text=told["text"],
            responsibility=told["responsibility"],
            product=told["product"],
            authority=told["authority"],
        )
    receipts = actions.assign_tasks(
        actor=request.actor, at=request.at, directive_id=directive.pk, assignments=assignments
    )
    messages.success(
        request,
        _("Đã giao %(count)s nhiệm vụ · sổ #%(seq)s.") % {"count": len(assignments), "seq": receipts[-1].seq},
    )
    return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))


def _people(chosen: Sequence[Row], *, day: Any) -> dict[tuple[str, str], Mandate]:
    ids = [UUID(row.form.cleaned_data["lead_unit"]) for row in chosen]
    return {(str(each.unit_id), str(each.person_id)): each for each in receivers.people_of(ids, day=day)}


def _due(row: Row, directive: Directive) -> Due | None:
    """Return the deadline where the giver changed it; unchanged, the task keeps the one it was made with."""
    rule, kept = row.form.rule(), dict(row.task.due_rule)
    same = {name: value for name, value in rule.items() if value not in (None, "")} == {
        name: value for name, value in kept.items() if value not in (None, "") and name in rule
    }
    if same and rule["kind"] == row.task.deadline_kind:
        return None
    return row.form.due(issued=directive.issued_on, received=directive.received_at, side=directive.rules_side)


# -- one task for many units


@office(Duty.ASSIGN_TASKS)
@require_http_methods(["GET", "HEAD", "POST"])
def distribute(request: OfficeRequest, directive_id: UUID, task_id: UUID) -> HttpResponse:
    """Give one task to many units: choose kinds (GET), see who gets it, leave some out, give (POST)."""
    directive = _directive(request, directive_id)
    task = next((each for each in _planned(request, directive) if each.pk == task_id), None)
    if task is None:
        raise NotFound(_("Không có nhiệm vụ này."))
    units = receivers.units_to_give(request.actor, day=local_day(request.at))
    groups = receivers.groups(units, own_id=request.actor.unit_id)
    asked = request.GET.getlist("loai") or list(receivers.kinds_meant(task.assignee))
    kinds = set(asked)
    chosen_ids = set(request.POST.getlist("units"))
    trouble, status = "", 200
    if request.method == "POST":
        by_id = {str(unit.pk): unit for unit in units}
        chosen = [unit for pk, unit in by_id.items() if pk in chosen_ids]
        try:
            receipts = actions.distribute(
                actor=request.actor,
                at=request.at,
                directive_id=directive.pk,
                task_id=task.pk,
                assignments=[
                    Assignment(
                        lead_unit=unit,
                        responsibility=request.POST.get("responsibility", "").strip()[:300] or None,
                        authority=request.POST.get("authority", "").strip()[:300] or None,
                    )
                    for unit in chosen
                ],
            )
        except (Invalid, Conflict) as refusal:
            trouble, status = f"{refusal.message} {refusal.next_step}".strip(), refusal.status
        else:
            messages.success(
                request,
                _("Đã giao một nhiệm vụ cho %(count)s đơn vị · sổ #%(seq)s.")
                % {"count": len(chosen), "seq": receipts[-1].seq},
            )
            return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))
    preview = [
        (group, [(unit, request.method != "POST" or str(unit.pk) in chosen_ids) for unit in group.units])
        for group in groups
        if group.kind in kinds
    ]
    context = {
        "directive": directive,
        "task": task,
        "groups": [(group, group.kind in kinds, len(group.units)) for group in groups],
        "preview": preview,
        "preview_count": sum(len(members) for _group, members in preview),
        "trouble": trouble,
        "due_words": DeadlineKind(task.deadline_kind).label,
        "today": local_day(request.at),
        "crumbs": [
            *crumbs(directive),
            (_("Giao việc"), reverse("office:directives_assign", args=[directive.pk])),
        ],
    }
    return render(request, "office/directives/distribute.html", context, status=status)


@office(Duty.ASSIGN_TASKS, Duty.RECEIVE_DOCUMENTS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_task(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Add a task that the reader and the clerk both missed, to a confirmed document."""
    directive = readers.get_directive(request.actor, directive_id)
    may = policy.may_give(request.actor, directive.unit_id) or policy.may_receive(
        request.actor, directive.unit_id
    )
    if not may or directive.state not in (State.CONFIRMED, State.ASSIGNED):
        raise NotFound(_("Không có văn bản này."))
    data = None
    if request.method == "POST":
        data = request.POST.copy()
        data["include"] = "on"
    form = TaskForm(data, initial={"due_kind": DeadlineKind.NONE})
    if request.method == "POST" and form.is_valid():
        new = form.new_task(head=Head(issued_on=directive.issued_on), received=directive.received_at, read=())
        try:
            _task, receipt = actions.add_task(
                actor=request.actor, at=request.at, directive_id=directive.pk, new=new
            )
        except Invalid as refusal:
            form.add_error("text", refusal.message)
        else:
            messages.success(request, _("Đã thêm nhiệm vụ · sổ #%(seq)s.") % {"seq": receipt.seq})
            return HttpResponseRedirect(reverse("office:directives_one", args=[directive.pk]))
    context = {
        "directive": directive,
        "form": form,
        "parts": [form[name] for name in ALL_PARTS],
        "crumbs": crumbs(directive),
    }
    return render(request, "office/directives/add_task.html", context, status=422 if form.errors else 200)


def lacking(task: Task) -> list[str]:
    """Return in words which of the six clear things a task lacks."""
    return [str(SIX[name]) for name in missing_of_six(task)]
