"""What happened to a directive, as the ledger tells it: who, in which post then, when, which line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.spine.access.duties import Post
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.people.models import Mandate

from .models import Directive, Letter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from django.utils.functional import _StrOrPromise

_SAID: dict[str, _StrOrPromise] = {
    "directives.directive.received": gettext_lazy("Tiếp nhận văn bản"),
    "directives.reading.recorded": gettext_lazy("Máy đọc xong"),
    "directives.reading.failed": gettext_lazy("Máy không đọc được"),
    "directives.reading.wanted": gettext_lazy("Yêu cầu đọc lại"),
    "directives.directive.confirmed": gettext_lazy("Xác nhận nội dung"),
    "directives.directive.corrected": gettext_lazy("Đính chính"),
    "directives.tasks.assigned": gettext_lazy("Giao việc"),
    "directives.letter.issued": gettext_lazy("Ra văn bản giao việc"),
    "directives.directive.closed": gettext_lazy("Kết thúc"),
    "directives.directive.set_aside": gettext_lazy("Không xử lý"),
    "tasks.task.assigned": gettext_lazy("Giao nhiệm vụ"),
    "tasks.task.acknowledged": gettext_lazy("Nhận việc"),
    "tasks.task.progress_reported": gettext_lazy("Báo cáo tiến độ"),
    "tasks.extension.requested": gettext_lazy("Xin gia hạn"),
    "tasks.extension.decided": gettext_lazy("Trả lời xin gia hạn"),
    "tasks.task.finished": gettext_lazy("Báo cáo hoàn thành"),
    "tasks.task.accepted": gettext_lazy("Nghiệm thu"),
    "tasks.task.returned": gettext_lazy("Trả lại"),
    "tasks.task.urged": gettext_lazy("Đôn đốc"),
    "tasks.task.withdrawn": gettext_lazy("Thôi giao"),
}
FIELDS: dict[str, _StrOrPromise] = {
    "number": gettext_lazy("Số"),
    "symbol": gettext_lazy("Ký hiệu"),
    "issuer": gettext_lazy("Cơ quan ban hành"),
    "issued_on": gettext_lazy("Ngày ban hành"),
    "kind": gettext_lazy("Loại văn bản"),
    "subject": gettext_lazy("Trích yếu"),
    "base_documents": gettext_lazy("Căn cứ"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history: title, words (old → new for a correction), who and in which post, when, where
    in the ledger; ``subject`` is the directive or the task it is about."""

    seq: int
    at: datetime
    title: str
    text: str
    who: str
    post: str
    subject: UUID


def history(directive: Directive, *, task_ids: Iterable[UUID], limit: int = 200) -> list[Happening]:
    """Return the newest ``limit`` things that happened to a directive and to the given tasks, newest first.

    Four queries whatever the length. Values whose key was destroyed are left out; the line stays.
    """
    entries = list(
        Entry.objects.filter(
            case=directive.case_id, subject__in=[directive.pk, *task_ids], kind__in=tuple(_SAID)
        ).order_by("-seq")[:limit]
    )
    mandates = Mandate.objects.select_related("person", "unit").in_bulk(
        {entry.actor_mandate for entry in entries if entry.actor_mandate}
    )
    lines = []
    for entry, values in opened(entries):
        mandate = mandates.get(entry.actor_mandate) if entry.actor_mandate else None
        lines.append(
            Happening(
                seq=entry.seq,
                at=entry.recorded_at,
                title=str(_SAID[entry.kind]),
                text=_text(entry.kind, values or {}),
                who=mandate.person.name if mandate else _("Hệ thống, theo lịch"),
                post=f"{Post(mandate.post).label}, {mandate.unit.name}" if mandate else "",
                subject=entry.subject,
            )
        )
    return lines


def _text(kind: str, values: Mapping[str, Any]) -> str:
    if kind == "directives.directive.corrected":
        before, after = values.get("before", {}), values.get("after", {})
        lines = [
            f"{FIELDS.get(name, name)}: {_shown(before.get(name))} → {_shown(after.get(name))}"
            for name in after
        ]
        return "\n".join([*lines, _("Lý do: %(reason)s") % {"reason": values.get("reason", "")}])
    if kind == "directives.reading.recorded":
        return _("%(pages)s trang, %(tasks)s mục") % {
            "pages": values.get("pages"),
            "tasks": values.get("tasks"),
        }
    if kind == "directives.letter.issued":
        return f"{values.get('number')} {values.get('symbol')}"
    for name in ("reason", "message", "text", "answer", "note"):
        if values.get(name) and kind != "tasks.task.assigned":
            return str(values[name])
    return ""


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(str(each) for each in value) or _("chưa rõ")
    text = str(value or "")
    if len(text) == 10 and text[4:5] == "-" and text[7:8] == "-":
        return f"{text[8:]}/{text[5:7]}/{text[:4]}"
    return text or _("chưa rõ")


def letters_of(directive: Directive) -> list[Letter]:
    """Return the assignment letters of a directive, oldest first: one query."""
    return list(Letter.objects.filter(directive=directive).select_related("unit").order_by("issued_at"))
