"""Who may do what in an inspection, with the reason of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.law.procedures import STOPPED
from liem.spine.access import Actor, Answer, Duty, NotPermitted, no, yes

from .clocks import procedure_of
from .parts import DECIDER, HEAD, INSPECTING, OFFICE, SUBJECT, TEAM, basis_of, conflicts_of, parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from liem.spine.units.models import Unit

    from .models import Inspection

PART_NAMES: dict[str, Any] = {
    DECIDER: gettext_lazy("người có thẩm quyền quyết định"),
    HEAD: gettext_lazy("trưởng đoàn"),
    TEAM: gettext_lazy("thành viên đoàn"),
    SUBJECT: gettext_lazy("đối tượng"),
    OFFICE: gettext_lazy("bộ phận văn phòng, tổng hợp"),
}


def named(parts: Iterable[str]) -> str:
    """Return the parts in words: "trưởng đoàn, thành viên đoàn"."""
    return ", ".join(str(PART_NAMES[each]) for each in parts)


def may_open(actor: Actor, unit: Unit) -> Answer:
    """Open a dossier: those who inspect or decide in the body that conducts it."""
    if not (actor.has(Duty.INSPECT) or actor.has(Duty.DECIDE_INSPECTIONS)):
        return no(_("Chức danh hiện tại không được mở cuộc kiểm tra, giám sát."))
    if actor.schedule or actor.unit_id == unit.pk:
        return yes()
    return no(_("Chỉ %(unit)s mới mở được cuộc của mình.") % {"unit": unit.name})


def may(actor: Actor, inspection: Inspection, wanted: Iterable[str], *, at: datetime) -> Answer:
    """Say whether the actor plays one of the ``wanted`` parts; the refusal names them, or the conflict."""
    parts = parts_of(actor, inspection, at=at)
    wanted = tuple(wanted)
    if parts & set(wanted):
        return yes()
    if not parts and actor.person_id is not None:
        bars = conflicts_of(actor.person_id, inspection, at=at)
        if bars:
            return no(
                _("Không được tham gia xử lý cuộc này: %(why)s")
                % {"why": " ".join(bar.words for bar in bars)}
            )
    return no(_("Việc này do %(who)s làm.") % {"who": named(wanted)})


def may_step(actor: Actor, inspection: Inspection, step_key: str, *, at: datetime) -> Answer:
    """Take a step of the procedure: who the procedure names for it. Raises ``KeyError`` for no such step."""
    return may(actor, inspection, procedure_of(inspection).step(step_key).who, at=at)


def may_write(actor: Actor, inspection: Inspection, *, at: datetime) -> Answer:
    """Add papers, evidence, words: anyone with a part on the inspecting side while the case is open."""
    if inspection.closed_at is not None or inspection.state == STOPPED:
        return no(_("Cuộc này đã kết thúc; hồ sơ không nhận thêm tài liệu."))
    return may(actor, inspection, (HEAD, TEAM, DECIDER, OFFICE), at=at)


def may_decide(actor: Actor, inspection: Inspection, *, at: datetime) -> Answer:
    """Appoint the team, extend, stop, hand over: who decides in the body that conducts the case."""
    return may(actor, inspection, (DECIDER,), at=at)


def may_state(actor: Actor, inspection: Inspection, *, at: datetime) -> Answer:
    """Add words of the subject: the subject itself, or the team that heard them."""
    if inspection.closed_at is not None:
        return no(_("Cuộc này đã kết thúc; hồ sơ không nhận thêm tài liệu."))
    return may(actor, inspection, (SUBJECT, HEAD, TEAM), at=at)


def may_take_in(actor: Actor, unit_id: UUID | None) -> Answer:
    """Sign for what was handed over: the receiving body."""
    duties = (Duty.INSPECT, Duty.DECIDE_INSPECTIONS, Duty.RECEIVE_DOCUMENTS)
    if unit_id is not None and actor.unit_id == unit_id and any(actor.has(duty) for duty in duties):
        return yes()
    return no(_("Chỉ nơi nhận mới ký nhận được."))


def demand(answer: Answer, inspection: Inspection | None = None) -> None:
    """Raise ``NotPermitted`` with the reason and, of a case, the rule on conflicts of interest."""
    if answer:
        return
    raise NotPermitted(answer.reason, citation=basis_of(inspection) if inspection is not None else "")


__all__ = [
    "INSPECTING",
    "demand",
    "may",
    "may_decide",
    "may_open",
    "may_state",
    "may_step",
    "may_take_in",
    "may_write",
    "named",
]
