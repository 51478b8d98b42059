"""Who may do what with a discipline case, with the reason of a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Actor, Answer, Duty, NotPermitted, no, yes

from .flow import DISCIPLINE_FLOW, WHO
from .models import State
from .parts import BARRED_BY, Parts, parts_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from .models import DisciplineCase


def decided(parts: Parts, state: str, verb: str) -> Answer:
    """Decide one cell of the table (state, verb, parts): pure, no row is read."""
    steps = [step for step in DISCIPLINE_FLOW.steps if step.verb == verb]
    if not steps:
        return no(_("Không có bước này trong quy trình thi hành kỷ luật."))
    if not WHO[steps[0].who] & parts.parts:
        if parts.barred:
            return no(
                _("%(why)s Theo %(basis)s, không được tham gia xử lý.")
                % {"why": parts.barred, "basis": BARRED_BY}
            )
        return no(_("Bước này thuộc trách nhiệm của người khác trong hồ sơ."))
    if not any(state in step.sources for step in steps):
        return no(
            _("Hồ sơ đang ở trạng thái “%(state)s” nên chưa làm hoặc không làm được bước này.")
            % {"state": State(state).label}
        )
    return yes()


def may(actor: Actor, case: DisciplineCase, verb: str, *, at: datetime) -> Answer:
    """Say whether an actor may do a verb with a case now."""
    return decided(parts_of(actor, case, at=at), case.state, verb)


def may_propose(actor: Actor) -> Answer:
    """Propose discipline: those who inspect or decide, in their own body."""
    if actor.unit_id is not None and (actor.has(Duty.INSPECT) or actor.has(Duty.DECIDE_DISCIPLINE)):
        return yes()
    return no(_("Chức danh hiện tại không được lập hồ sơ đề nghị kỷ luật."))


def own_unit(actor: Actor) -> UUID:
    """Return the unit of the actor; raises ``NotPermitted`` for one without a unit."""
    if actor.unit_id is None:
        raise NotPermitted(_("Chức danh hiện tại không thuộc đơn vị nào."))
    return actor.unit_id
