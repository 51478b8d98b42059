"""What happened to tasks, as the ledger tells it: who, in which post then, when, which line of the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.kernel.clock import local_day
from liem.spine.access.duties import Post
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.ledger.remembered import remembered
from liem.spine.people.models import Mandate

from . import lists
from .words import words_read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

    from liem.spine.access import Actor

from datetime import datetime

_BATCH, _ROUNDS = 400, 5

TITLES: Mapping[str, _StrOrPromise] = {
    "tasks.task.planned": gettext_lazy("Lập nhiệm vụ"),
    "tasks.task.assigned": gettext_lazy("Giao nhiệm vụ"),
    "tasks.task.acknowledged": gettext_lazy("Nhận việc"),
    "tasks.task.progress_reported": gettext_lazy("Báo cáo tiến độ"),
    "tasks.extension.requested": gettext_lazy("Xin gia hạn"),
    "tasks.extension.decided": gettext_lazy("Trả lời đề nghị gia hạn"),
    "tasks.task.finished": gettext_lazy("Báo cáo hoàn thành"),
    "tasks.task.accepted": gettext_lazy("Nghiệm thu"),
    "tasks.task.returned": gettext_lazy("Trả lại để bổ sung"),
    "tasks.task.urged": gettext_lazy("Đôn đốc"),
    "tasks.task.withdrawn": gettext_lazy("Thôi giao"),
    "tasks.task.handed_over": gettext_lazy("Bàn giao cho đơn vị kế thừa"),
    "tasks.deadline.recomputed": gettext_lazy("Tính lại hạn theo lịch nghỉ mới"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history of a task."""

    seq: int
    at: datetime
    kind: str
    title: str
    text: str
    who: str
    subject: UUID


def history(task_id: UUID, *, limit: int = 200, words: bool = True) -> list[Happening]:
    """Return the newest ``limit`` things that happened to a task, newest first: three queries. Without
    ``words`` each says what was done, by whom and when, not what was written."""
    entries = Entry.objects.filter(subject=task_id, kind__in=tuple(TITLES)).order_by("-seq")[:limit]
    told = _told(list(entries))
    return told if words else [replace(each, text="") for each in told]


def recent(actor: Actor, *, at: datetime, since: datetime, limit: int = 10) -> list[Happening]:
    """Return the newest things that happened since a moment to tasks the actor's unit leads or gives.

    Looks through at most the 2,000 newest lines of the ledger that tell of tasks, so that a page costs the
    same however large the ledger is.
    """
    numbers = remembered(
        lambda: _recent(actor, since=since, limit=limit), "tasks.recent", limit, actor=actor, at=at
    )
    if not numbers:
        return []
    told = _told(list(Entry.objects.filter(seq__in=numbers).order_by("-seq")))
    read = words_read(actor, {each.subject for each in told}, at=at)
    return [each if each.subject in read else replace(each, text="") for each in told]


def _recent(actor: Actor, *, since: datetime, limit: int) -> tuple[int, ...]:
    told = [kind for kind in TITLES if kind != "tasks.task.planned"]  # what is given at once says enough
    found: list[int] = []
    before: int | None = None
    for _round in range(_ROUNDS):
        lines = Entry.objects.filter(kind__in=told, recorded_at__gte=since)
        if before is not None:
            lines = lines.filter(seq__lt=before)
        batch = list(lines.order_by("-seq").values_list("seq", "subject")[:_BATCH])
        ours = lists.ours_among(actor, {subject for _seq, subject in batch})
        found += [seq for seq, subject in batch if subject in ours]
        if len(batch) < _BATCH or len(found) >= limit:
            break
        before = batch[-1][0]
    return tuple(found[:limit])


def _told(entries: list[Entry]) -> list[Happening]:
    mandates = Mandate.objects.select_related("person", "unit").in_bulk(
        {entry.actor_mandate for entry in entries if entry.actor_mandate}
    )
    lines = []
    for entry, values in opened(entries):
        mandate = mandates.get(entry.actor_mandate) if entry.actor_mandate else None
        who = (
            f"{mandate.person.name}, {Post(mandate.post).label}, {mandate.unit.name}"
            if mandate
            else _("Hệ thống, theo lịch")
        )
        lines.append(
            Happening(
                seq=entry.seq,
                at=entry.recorded_at,
                kind=entry.kind,
                title=str(TITLES[entry.kind]),
                text=_("Nội dung đã xóa theo quy định; dòng sổ còn nguyên.")
                if values is None
                else _words(entry.kind, values),
                who=who,
                subject=entry.subject,
            )
        )
    return lines


def _words(kind: str, values: Mapping[str, Any]) -> str:
    """Return the words of an entry in the order a person would say them."""
    parts: list[str] = []
    if kind == "tasks.task.progress_reported":
        parts.append(f"{values['percent']}%")
    if kind in ("tasks.extension.requested", "tasks.deadline.recomputed"):
        old, new = _day(values["old_due_at"]), _day(values.get("new_due_at") or values.get("due_at"))
        parts.append(_("từ %(old)s sang %(new)s") % {"old": old, "new": new})
    if kind == "tasks.extension.decided":
        parts.append(_("Đồng ý") if values["granted"] else _("Không đồng ý"))
    if kind == "tasks.task.assigned":
        due = _day(values.get("due_at"))
        parts.append(_("hạn %(due)s") % {"due": due} if due else _("không giao hạn"))
    if kind == "tasks.task.urged" and values.get("level"):
        parts.append(_("lên cấp trên %(level)s bậc") % {"level": values["level"]})
    told = ("reason", "answer", "note", "basis") if kind != "tasks.task.assigned" else ()
    parts += [str(values[name]) for name in told if values.get(name)]
    if kind in ("tasks.task.progress_reported", "tasks.task.finished") and values.get("text"):
        parts.append(str(values["text"]))
    return ": ".join(part for part in parts if part)


def _day(value: str | None) -> str:
    return f"{local_day(datetime.fromisoformat(value)):%d/%m/%Y}" if value else ""
