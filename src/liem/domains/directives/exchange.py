"""Directives by bundle: down to an office with a system of its own, and its reports back up.

What comes down waits for a person like any incoming document: the sender's tasks stand where the reader's
would. What comes up is written to the tasks it is about. No name of a person goes either way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.kernel.clock import local, local_day
from liem.kernel.text import nfc, search_key
from liem.spine.access import Actor, Duty, Invalid, NotFound, Refusal
from liem.spine.bundles.kinds import Came, Enclosed, Kind, Packed, register
from liem.spine.bundles.models import Peer, Received, Role
from liem.spine.cases.steps import open_case
from liem.spine.ledger.append import append
from liem.spine.tasks.flow import State as TaskState
from liem.spine.tasks.models import DeadlineKind, Progress, Task
from liem.spine.tasks.reported import Report, report_step
from liem.spine.units.models import Unit

from . import deadlines, upward
from .events import DirectiveReceived, ReadingRecorded
from .flow import State
from .models import Directive, DocumentKind
from .proposal import proposed
from .rows import Rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from liem.spine.vault.models import Blob

DIRECTIVE, REPORT = "directive", "report"
MOST_OFFERED = 100
_HEAD = ("number", "symbol", "issuer", "kind", "subject")


# --- down -----------------------------------------------------------------------------------


def pack_directive(directive: Directive, *, to: Unit) -> Packed:
    """Return a directive with its original and the tasks given to ``to`` or to units below it.

    Raises ``Invalid`` where none was given there: a directive without a task for it is not sent this way.
    """
    given = Task.objects.filter(case=directive.case_id, lead_unit__path__startswith=to.path, period="")
    listed = given.exclude(state__in=(TaskState.PLANNED, TaskState.WITHDRAWN)).order_by("created_at", "pk")
    told = [_task_down(task) for task in listed]
    if not told:
        raise Invalid(
            _("Văn bản này chưa giao việc nào cho %(unit)s.") % {"unit": to.name},
            next_step=_("Giao việc cho đơn vị đó trước rồi lập gói."),
        )
    data = {
        "directive": str(directive.pk),
        **{name: getattr(directive, name) for name in _HEAD},
        "issued_on": directive.issued_on.isoformat() if directive.issued_on else "",
        "base_documents": [str(each) for each in directive.base_documents],
        "file_name": directive.file_name,
        "tasks": told,
    }
    files = (Enclosed(directive.file_name, directive.blob),) if directive.blob else ()
    return Packed(data, files, about=directive.full_symbol or directive.case.dossier)


def given_to(own: Unit, office: str) -> list[Directive]:
    """Return the directives of ``own`` with tasks given to the office of that code or below it."""
    to = Unit.objects.filter(code=office).first()
    if to is None:
        return []
    given = Task.objects.filter(lead_unit__path__startswith=to.path, period="").exclude(
        state__in=(TaskState.PLANNED, TaskState.WITHDRAWN)
    )
    found = Directive.objects.filter(unit=own, case__in=given.values("case"))
    return list(found.select_related("case").order_by("-received_at", "-pk")[:MOST_OFFERED])


def pack_dossier(own: Unit, dossier: str, *, office: str) -> Packed:
    """Return the directive of a dossier of ``own`` for the office of that code; as :func:`pack_directive`.

    Raises ``NotFound``.
    """
    directive = Directive.objects.filter(unit=own, case__dossier=dossier).select_related("blob").first()
    to = Unit.objects.filter(code=office).first()
    if directive is None or to is None:
        raise NotFound(_("Không có văn bản với số hồ sơ này, hoặc không có đơn vị mã này."))
    return pack_directive(directive, to=to)


def _task_down(task: Task) -> dict[str, Any]:
    return {
        "id": str(task.pk),
        "number": task.number,
        "heading": task.heading,
        "text": task.text,
        "assignee": task.lead_unit.name if task.lead_unit else "",
        "due": _due(task),
        "due_words": task.due_words,
        "product": task.product,
        "cited": [str(each) for each in task.cited],
    }


def _due(task: Task) -> dict[str, Any]:
    """Return the deadline as the giver set it: the very moment where there is one, else the rule."""
    if task.due_at is None:
        return dict(task.due_rule) or {"kind": task.deadline_kind}
    moment = local(task.due_at)
    clock = task.deadline_kind == DeadlineKind.CLOCK
    return {
        "kind": "clock" if clock else "date",
        "date": local_day(task.due_at).isoformat(),
        "time": moment.time().isoformat(timespec="minutes") if clock else None,
        "inclusive": True,
        "raw": task.due_words,
    }


def take_directive(came: Came) -> Mapping[str, Any]:
    """Register what came down as an incoming document that waits to be confirmed; once.

    The same directive sent again, or its file registered by hand before, gives the document that is there.
    Raises ``Invalid`` for contents that make no document.
    """
    try:
        remote = str(UUID(came.data["directive"]))
        reading = _reading(came.data)
        name = nfc(_text(came.data["file_name"])).strip()[:255] or _("văn bản không tên")
        directive = Directive(
            unit=came.own,
            file_name=name,
            state=State.READ,
            revision=1,
            reading=reading,
            received_at=came.at,
        )
        _fill(directive)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Invalid(_("Gói không có nội dung văn bản chỉ đạo đọc được.")) from None
    note = {"remote": remote, "tasks": _remote_tasks(came.data)}
    blob = came.files[0].blob if came.files else None
    known = _known(came.peer, came.own, remote, blob)
    if known is not None:
        return {**note, "directive": str(known.pk), "new": False}
    case = open_case(unit=came.own, kind="directive", letters="VBĐ", title=name, at=came.at)
    directive.case, directive.blob = case, blob
    directive.save(force_insert=True)
    received = DirectiveReceived(dossier=case.dossier, file_name=name, file_sha256=blob.pk if blob else "")
    append(actor=came.actor, at=came.at, event=received, subject=directive.pk, case=case.pk)
    read = ReadingRecorded(pages=0, tasks=len(reading["tasks"]), unknown=tuple(reading["unknown"]))
    append(actor=came.actor, at=came.at, event=read, subject=directive.pk, case=case.pk)
    return {**note, "directive": str(directive.pk), "new": True}


def _known(peer: Peer, own: Unit, remote: str, blob: Blob | None) -> Directive | None:
    earlier = Received.objects.filter(peer=peer, kind=DIRECTIVE, kept__remote=remote).first()
    live = Directive.objects.filter(unit=own).exclude(state=State.SET_ASIDE)
    if earlier is not None:
        return live.filter(pk=UUID(earlier.kept["directive"])).first()
    return live.filter(blob=blob).first() if blob is not None else None


def _reading(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the sender says in the shape in which a reading is kept, without places on a page."""
    issued = str(data["issued_on"])
    if issued:
        date.fromisoformat(issued)
    head = {name: _value(data[name]) for name in _HEAD}
    reading = {
        **head,
        "date": _value(issued),
        "base_documents": [_value(each) for each in _list(data["base_documents"])],
        "tasks": [_read_task(each) for each in _list(data["tasks"])],
        "findings": [],
        "unknown": [name for name, value in head.items() if value is None],
        "warnings": [],
        "origin": "bundle",
        "lines": [],
    }
    if not reading["tasks"]:
        raise ValueError("tasks")
    return reading


def _fill(directive: Directive) -> None:
    """Put the head into the columns. Raises ``ValueError`` for what a clerk could not confirm unchanged."""
    head = proposed(directive).head
    directive.number, directive.symbol, directive.issuer = head.number, head.symbol, head.issuer
    directive.issued_on, directive.subject = head.issued_on, head.subject
    directive.kind = DocumentKind(head.kind) if head.kind else ""
    directive.base_documents = list(head.base_documents)


def _read_task(told: Mapping[str, Any]) -> dict[str, Any]:
    text = nfc(_text(told["text"])).strip()
    if not text:
        raise ValueError("text")
    due = dict(told["due"])
    deadlines.rule_of(due)
    UUID(told["id"])
    return {
        "no": _text(told["number"]),
        "is_task": True,
        "heading": _text(told["heading"]),
        "text": text,
        "assignee": _value(told["assignee"]),
        "co_assignees": [],
        "deadline": _value(told["due_words"] or due.get("raw") or ""),
        "deadline_kind": str(due["kind"]),
        "due": due,
        "product": _value(told["product"]),
        "cited_documents": [_value(each) for each in _list(told["cited"])],
        "page": 1,
        "places": [],
        "lines": [],
        "parent_no": None,
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("list")
    return value


def _value(value: object) -> dict[str, Any] | None:
    text = nfc(_text(value)).strip()
    return {"value": text, "raw": text, "places": [], "lines": [], "certain": True} if text else None


def _remote_tasks(data: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"id": each["id"], "number": each["number"], "text": each["text"]} for each in data["tasks"]]


# --- up -------------------------------------------------------------------------------------


def pack_report(own: Unit, peer: Peer, *, at: datetime) -> Packed:
    """Return how the work stands that came from ``peer``, and the figures and rows of the report upward.

    Raises ``Invalid`` where nothing came from there yet.
    """
    came = list(Received.objects.filter(peer=peer, kind=DIRECTIVE, outcome=Received.Outcome.TAKEN))
    if not came:
        raise Invalid(_("Chưa nhận văn bản nào của %(peer)s bằng gói.") % {"peer": peer.name})
    tasks: list[dict[str, Any]] = []
    files: list[Enclosed] = []
    seen: set[str] = set()
    for row in came:
        if row.kept["remote"] in seen:
            continue
        seen.add(row.kept["remote"])
        for remote, task in matched(row.kept["tasks"], UUID(row.kept["directive"])):
            told = _task_up(remote, task, files)
            if told is not None:
                tasks.append(told)
    reader = _reader(own)
    listed = upward.lines(reader, Rows(report=True), at=at)
    rows = [
        {
            "document": line.document,
            "task": line.task.heading,
            "lead": line.lead,
            "due": line.due_words,
            "standing": line.standing.value,
            "result": upward.result_words(line),
            "reason": line.reason,
        }
        for line in listed
    ]
    data = {"at": at.isoformat(), "tasks": tasks, "figures": upward.figures(listed), "rows": rows}
    about = _("báo cáo đến ngày %(day)s") % {"day": f"{local_day(at):%d/%m/%Y}"}
    return Packed(data, tuple(files), about=about)


def matched(remote: Sequence[Mapping[str, str]], directive_id: UUID) -> list[tuple[str, Task]]:
    """Return which task here is which task there: the same words, else the same number, where only one fits.

    A clerk who rewrote a task and its number broke the link: it is left out, never guessed.
    """
    own = list(Task.objects.filter(case__directive=directive_id, parent__isnull=True, period=""))
    left = list(remote)
    pairs: list[tuple[str, Task]] = []
    for rule in (_words, _numbers):
        for told in list(left):
            fits = [task for task in own if rule(told, task)]
            if len(fits) == 1:
                pairs.append((told["id"], fits[0]))
                own.remove(fits[0])
                left.remove(told)
    return pairs


def _words(told: Mapping[str, str], task: Task) -> bool:
    return search_key(told["text"]) == search_key(task.text)


def _numbers(told: Mapping[str, str], task: Task) -> bool:
    return bool(task.number) and told["number"] == task.number


def _task_up(remote: str, task: Task, files: list[Enclosed]) -> dict[str, Any] | None:
    said = Progress.objects.filter(task=task, kind__in=("progress", "finished")).select_related("blob")
    newest = said.order_by("-at", "-pk").first()
    if newest is None or task.state == TaskState.WITHDRAWN:
        return None
    place = -1
    if newest.blob is not None:
        place = len(files)
        files.append(Enclosed(newest.file_name, newest.blob))
    return {
        "task": remote,
        "percent": min(task.percent, 99),
        "text": newest.text,
        "finished_at": task.finished_at.isoformat() if task.finished_at else "",
        "file": place,
    }


def _reader(own: Unit) -> Actor:
    """Return who reads for the report: the office as a whole, with the duty to read and no other."""
    actor = Actor.of_schedule("bundle", Duty.READ_REPORTS)
    return replace(actor, unit_id=own.pk, unit_name=own.name, unit_path=own.path, side=own.side)


def take_report(came: Came) -> Mapping[str, Any]:
    """Write each report to its task, once; what does not fit is left out and said.

    Raises ``Invalid`` for contents that are no report.
    """
    unit = Unit.objects.filter(code=came.peer.office).first()
    if unit is None:
        raise NotFound(_("Không có đơn vị mã “%(office)s” trong cây đơn vị.") % {"office": came.peer.office})
    try:
        reports = [_report(each, came.files) for each in _list(came.data["tasks"])]
        kept = {name: came.data[name] for name in ("at", "figures", "rows")}
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        raise Invalid(_("Gói không có nội dung báo cáo đọc được.")) from None
    written, left_out = 0, []
    for task_id, report in reports:
        try:
            written += report_step(actor=came.actor, at=came.at, task_id=task_id, by_unit=unit, report=report)
        except Refusal as fault:
            left_out.append({"task": str(task_id), "why": fault.message})
    return {**kept, "written": written, "left_out": left_out}


def _report(told: Mapping[str, Any], files: Sequence[Enclosed]) -> tuple[UUID, Report]:
    finished = told["finished_at"]
    place, percent = told["file"], told["percent"]
    if type(place) is not int or type(percent) is not int or place < -1:
        raise TypeError("number")
    file = files[place] if place >= 0 else None
    moment = datetime.fromisoformat(finished) if finished else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("finished_at")
    report = Report(
        percent=percent,
        text=_text(told["text"]),
        finished_at=moment,
        blob=file.blob if file else None,
        file_name=file.name if file else "",
    )
    return UUID(told["task"]), report


register(Kind(DIRECTIVE, gettext_lazy("văn bản chỉ đạo"), frozenset({Role.ABOVE}), take_directive))
register(Kind(REPORT, gettext_lazy("báo cáo tiến độ"), frozenset({Role.BELOW}), take_report))
