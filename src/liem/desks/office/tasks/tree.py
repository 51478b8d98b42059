"""Pages: a directive as a tree province → commune → cell, with progress rolled up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from liem.adapters.tables import Column, Linked, Sheet, write_xlsx
from liem.desks.office.door import OfficeRequest, office
from liem.domains.directives import readers
from liem.domains.directives.rows import Origin, Rows
from liem.kernel.clock import local_day
from liem.spine.access import Duty
from liem.spine.tasks import bulk, rules
from liem.spine.tasks.flow import DONE_STATES, State
from liem.spine.tasks.lists import Sieve, Standing
from liem.spine.tasks.readers import TASK_DUTIES
from liem.ui.files import XLSX, attached
from liem.ui.formatting import vn_date, vn_datetime, vn_number
from liem.ui.shell import Branch, Kpi

from . import queries
from .listing import told
from .today import numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpResponse

    from liem.domains.directives.readers import Node
    from liem.spine.tasks.models import Task

LIVE = tuple(str(state) for state in State if state != State.WITHDRAWN)
_LEVELS = {State.ASSIGNED: "warn", State.FINISHED: "warn", State.ACCEPTED: "ok"}


def branch(node: Node, *, top: bool, at: datetime) -> Branch:
    """Return a node as a branch; branches with something late below stand open."""
    task, sums = node.task, node.rollup
    lead = task.lead_unit.name if task.lead_unit else _("chưa giao")
    label = _label(task, lead=lead, top=top)
    children = [branch(child, top=False, at=at) for child in _live(node.children)]
    return Branch(
        label=label,
        url=reverse("office:tasks_one", args=[task.pk]),
        done=sums.percent,
        total=100,
        late=sums.overdue,
        who=_who(node, lead=lead, top=top),
        state=str(State(task.state).label),
        level=_LEVELS.get(State(task.state), "neutral"),
        children=children,
        open=bool(children) and sums.overdue > 0,
    )


def _label(task: Task, *, lead: str, top: bool) -> str:
    """Name a branch: a task by its words, a part by its unit, a period by its last day."""
    if top:
        return numbered(task)
    if task.period:
        return _("Kỳ đến %(day)s") % {"day": vn_date(queries.day_of(task.period))}
    return lead


def _who(node: Node, *, lead: str, top: bool) -> str:
    words = [lead] if top else []
    if node.children:
        words.append(
            _("xong %(done)s/%(total)s")
            % {"done": vn_number(node.rollup.done), "total": vn_number(node.rollup.total)}
        )
        if node.rollup.unacknowledged:
            words.append(_("%(count)s chưa nhận việc") % {"count": vn_number(node.rollup.unacknowledged)})
    elif node.task.due_at is None and node.task.state not in DONE_STATES:
        words.append(_("không giao hạn"))
    return " · ".join(words)


def _live(nodes: Sequence[Node]) -> list[Node]:
    """Leave out what was withdrawn with nothing alive below it."""
    return [node for node in nodes if node.task.state != State.WITHDRAWN or node.rollup.total]


def _in(rows: Rows, states: tuple[str, ...]) -> Rows:
    return replace(rows, sieve=replace(rows.sieve, states=states))


@office(*TASK_DUTIES)
@require_safe
def tree(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Show the tree of a directive the actor sees."""
    directive = readers.get_directive(request.actor, directive_id)
    nodes = _live(readers.tree(request.actor, directive, at=request.at))
    sums = rules.total(node.rollup for node in nodes)
    late = bulk.late_in_case(request.actor, directive.case_id, at=request.at)
    leaves = Rows(sieve=Sieve(leaves=True, states=LIVE), origin=Origin(directive=directive.pk))
    overdue = queries.with_standing(leaves, Standing.OVERDUE)
    tiles = [
        Kpi(vn_number(sums.total), _("phần việc"), queries.address(leaves)),
        Kpi(vn_number(sums.done), _("xong"), queries.address(_in(leaves, DONE_STATES))),
        Kpi(
            vn_number(sums.overdue),
            _("quá hạn"),
            queries.address(overdue),
            level="bad" if sums.overdue else "",
        ),
        Kpi(
            vn_number(sums.unacknowledged),
            _("chưa nhận việc"),
            queries.address(_in(leaves, (State.ASSIGNED,))),
        ),
        Kpi(f"{sums.percent}%", _("tiến độ chung")),
    ]
    may_urge = request.actor.has(Duty.ASSIGN_TASKS) and bool(late)
    context = {
        "directive": directive,
        "tiles": tiles,
        "nodes": [branch(node, top=True, at=request.at) for node in nodes],
        "may_urge": may_urge,
        "urge_url": reverse("office:tree_urge", args=[directive.pk]),
        "urge_label": ngettext("Đôn đốc %(count)s việc trễ", "Đôn đốc tất cả %(count)s việc trễ", len(late))
        % {"count": vn_number(len(late))},
        "xlsx_url": reverse("office:tree_xlsx", args=[directive.pk]),
        "today": local_day(request.at),
    }
    return render(request, "office/tasks/tree.html", context)


@office(Duty.ASSIGN_TASKS)
@require_POST
def urge_late(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Urge all late work of a directive that the actor gave, at most 200 at once."""
    directive = readers.get_directive(request.actor, directive_id)
    late = bulk.late_in_case(request.actor, directive.case_id, at=request.at)
    result = bulk.urge_each(actor=request.actor, at=request.at, task_ids=late)
    return told(request, result, back=reverse("office:tree", args=[directive.pk]))


def _rows(nodes: Sequence[Node], *, depth: int) -> Iterator[tuple[Any, ...]]:
    for node in nodes:
        task = node.task
        yield (
            depth + 1,
            task.number,
            Linked(
                "    " * depth + task.heading, queries.absolute(reverse("office:tasks_one", args=[task.pk]))
            ),
            task.lead_unit.name if task.lead_unit else _("chưa giao"),
            str(State(task.state).label),
            local_day(task.due_at) if task.due_at else None,
            node.rollup.total,
            node.rollup.done,
            node.rollup.overdue,
            node.rollup.percent / 100,
        )
        yield from _rows(_live(node.children), depth=depth + 1)


@office(*TASK_DUTIES)
@require_safe
def tree_xlsx(request: OfficeRequest, directive_id: UUID) -> HttpResponse:
    """Give the tree as XLSX, one row a branch, each opening to its task."""
    directive = readers.get_directive(request.actor, directive_id)
    nodes = _live(readers.tree(request.actor, directive, at=request.at))
    sheet = Sheet(
        name=_("Cây chỉ đạo"),
        heading=_("CÂY CHỈ ĐẠO: %(document)s") % {"document": directive},
        notes=[directive.subject, _("Lúc %(when)s.") % {"when": vn_datetime(request.at)}],
        columns=(
            Column(_("Cấp"), "int", 6),
            Column(_("Mục"), "text", 8),
            Column(_("Nhiệm vụ"), "text", 50),
            Column(_("Đơn vị chủ trì"), "text", 28),
            Column(_("Trạng thái"), "text", 16),
            Column(_("Hạn"), "date", 13),
            Column(_("Phần việc"), "int", 10),
            Column(_("Xong"), "int", 8),
            Column(_("Quá hạn"), "int", 9),
            Column(_("Tiến độ"), "percent", 10),
        ),
        rows=_rows(nodes, depth=0),
    )
    return attached(
        write_xlsx([sheet], at=request.at),
        name=f"cay-chi-dao-{local_day(request.at):%Y-%m-%d}.xlsx",
        kind=XLSX,
    )
