"""Rebuild the tasks from their ledger entries and hold them against the rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from liem.spine.ledger.replay import Difference, rebuilds

from .flow import Outcome, State
from .models import Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from liem.spine.ledger.models import Entry


@dataclass(slots=True)
class _Task:
    """What the entries of a task say of it now."""

    state: str = State.PLANNED
    percent: int = 0
    outcome: str = Outcome.NONE
    text: str = ""
    giver_unit_id: UUID | None = None
    lead_unit_id: UUID | None = None
    person_id: UUID | None = None
    due_at: datetime | None = None
    product: str = ""
    urgings_count: int = 0


def _id(value: Any) -> UUID | None:
    return UUID(value) if value else None


def _moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _planned(task: _Task, values: dict[str, Any]) -> None:
    task.text = values["text"]


def _assigned(task: _Task, values: dict[str, Any]) -> None:
    task.state = State.ASSIGNED
    task.text, task.product = values["text"], values["product"]
    task.giver_unit_id, task.lead_unit_id = _id(values["giver_unit"]), _id(values["lead_unit"])
    task.person_id, task.due_at = _id(values["person"]), _moment(values["due_at"])


def _acknowledged(task: _Task, _values: dict[str, Any]) -> None:
    task.state = State.ACKNOWLEDGED


def _progressed(task: _Task, values: dict[str, Any]) -> None:
    task.state, task.percent = State.IN_PROGRESS, values["percent"]


def _extension(task: _Task, values: dict[str, Any]) -> None:
    if values["granted"]:
        task.due_at = _moment(values["due_at"])


def _recomputed(task: _Task, values: dict[str, Any]) -> None:
    task.due_at = _moment(values["due_at"])


def _finished(task: _Task, values: dict[str, Any]) -> None:
    task.state, task.outcome = State.FINISHED, values["outcome"]


def _accepted(task: _Task, _values: dict[str, Any]) -> None:
    task.state, task.percent = State.ACCEPTED, 100


def _returned(task: _Task, _values: dict[str, Any]) -> None:
    task.state, task.outcome = State.IN_PROGRESS, Outcome.NONE


def _urged(task: _Task, _values: dict[str, Any]) -> None:
    task.urgings_count += 1


def _withdrawn(task: _Task, _values: dict[str, Any]) -> None:
    task.state = State.WITHDRAWN


def _handed_over(task: _Task, values: dict[str, Any]) -> None:
    new = _id(values["new_unit"])
    if values["as_giver"]:
        task.giver_unit_id = new
    if values["as_lead"]:
        task.lead_unit_id, task.person_id = new, None


_STEPS: dict[str, Callable[[_Task, dict[str, Any]], None]] = {
    "tasks.task.planned": _planned,
    "tasks.task.assigned": _assigned,
    "tasks.task.acknowledged": _acknowledged,
    "tasks.task.progress_reported": _progressed,
    "tasks.extension.requested": lambda _task, _values: None,
    "tasks.extension.decided": _extension,
    "tasks.deadline.recomputed": _recomputed,
    "tasks.task.finished": _finished,
    "tasks.task.accepted": _accepted,
    "tasks.task.returned": _returned,
    "tasks.task.urged": _urged,
    "tasks.task.withdrawn": _withdrawn,
    "tasks.task.handed_over": _handed_over,
}


class RebuiltTasks:
    """The tasks as the ledger tells them."""

    def __init__(self) -> None:
        self.tasks: dict[UUID, _Task] = {}
        self.erased: set[UUID] = set()
        self.unknown: list[Difference] = []

    def take(self, entry: Entry, values: dict[str, Any]) -> None:
        """Apply one entry; an event this version does not know is itself a difference."""
        step = _STEPS.get(entry.kind)
        if step is None:
            words = _("Dòng sổ #%(seq)s: loại “%(kind)s” chưa biết cách dựng lại.")
            self.unknown.append(
                Difference("unknown_kind", words % {"seq": entry.seq, "kind": entry.kind}, entry.seq)
            )
            return
        step(self.tasks.setdefault(entry.subject, _Task()), values)

    def skip(self, entry: Entry) -> None:
        """Remember a subject whose entries were erased by law: nothing can be said of its row."""
        self.erased.add(entry.subject)

    def count(self) -> int:
        """Say how many tasks were rebuilt."""
        return len(self.tasks)

    def compare(self) -> Iterator[Difference]:
        """Compare each row with what was rebuilt; a unit is compared only once it is told by an entry."""
        yield from self.unknown
        names = tuple(asdict(_Task()))
        seen: set[UUID] = set()
        for row in Task.objects.values("pk", *names).iterator(chunk_size=2000):
            pk = row.pop("pk")
            seen.add(pk)
            if pk in self.erased:
                continue
            told = self.tasks.get(pk)
            if told is None:
                yield Difference(
                    "row_without_entry", _("Nhiệm vụ %(id)s không có dòng sổ nào.") % {"id": pk}, None, pk
                )
                continue
            wrong = [
                name
                for name, value in asdict(told).items()
                if value != row[name] and not _not_told(told, name)
            ]
            for name in wrong:
                yield Difference(
                    "row_differs",
                    _("Nhiệm vụ %(id)s: “%(field)s” trong bảng là %(row)s, theo sổ là %(told)s.")
                    % {"id": pk, "field": name, "row": row[name], "told": getattr(told, name)},
                    None,
                    pk,
                )
        for pk in self.tasks.keys() - seen - self.erased:
            words = _("Nhiệm vụ %(id)s có trong sổ nhưng mất dòng.") % {"id": pk}
            yield Difference("row_missing", words, None, pk)


def _not_told(told: _Task, name: str) -> bool:
    """Before it is given the entries of a task say nothing of its giver, deadline moment and product."""
    never_given = told.lead_unit_id is None
    return never_given and name in {"giver_unit_id", "due_at", "product", "person_id"}


rebuilds("tasks.", RebuiltTasks)
