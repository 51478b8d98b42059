"""What an actor may do with a reminder now, so that a page offers nothing that would be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Conflict, NotPermitted

from . import policy
from .flow import REMINDER_FLOW, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from liem.spine.access import Actor, Answer

    from .models import Reminder

    May = Callable[[Actor, Reminder, frozenset[str]], Answer]

_MAY: dict[str, May] = {
    "answer": policy.may_answer,
    "contest": policy.may_answer,
    "uphold": policy.may_review,
    "mark_mended": policy.may_mend,
    "withdraw": policy.may_withdraw,
}


def demand(verb: str, actor: Actor, reminder: Reminder, parts: frozenset[str]) -> None:
    """Refuse a verb before its form is shown: ``NotPermitted`` with the reason, ``Conflict`` by the state."""
    answer = _MAY[verb](actor, reminder, parts)
    if not answer:
        raise NotPermitted(answer.reason)
    if verb not in REMINDER_FLOW.verbs(reminder.state):
        raise Conflict(
            _("Nhắc nhở đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(reminder.state).label},
            next_step=_("Quay lại nhắc nhở để xem bước tiếp theo."),
        )


def possible(actor: Actor, reminder: Reminder, parts: frozenset[str]) -> tuple[str, ...]:
    """Return the verbs the actor may do now, in the order of the procedure."""
    now = REMINDER_FLOW.verbs(reminder.state)
    return tuple(
        verb
        for verb, may in _MAY.items()
        if verb in now
        and may(actor, reminder, parts)
        and not (verb == "contest" and reminder.reviewed_at is not None)
    )
