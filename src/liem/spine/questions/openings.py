"""What an actor may do with a question now, so that a page offers nothing that would be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import Conflict, NotPermitted

from . import policy
from .flow import QUESTION_FLOW, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from liem.spine.access import Actor, Answer

    from .models import Question

    May = Callable[[Actor, Question, str], Answer]

_MAY: dict[str, May] = {
    "answer": policy.may_answer,
    "ask": policy.may_handle,
    "dismiss": policy.may_decide,
    "follow": policy.may_decide,
    "merge": policy.may_handle,
}


def demand(verb: str, actor: Actor, question: Question, part: str) -> None:
    """Refuse a verb before its form is shown: ``NotPermitted`` with the reason, ``Conflict`` by the state."""
    answer = _MAY[verb](actor, question, part)
    if not answer:
        raise NotPermitted(answer.reason)
    if verb not in QUESTION_FLOW.verbs(question.state):
        raise Conflict(
            _("Câu hỏi đang ở trạng thái “%(state)s” nên không làm được bước này.")
            % {"state": State(question.state).label},
            next_step=_("Quay lại câu hỏi để xem bước tiếp theo."),
        )


def possible(actor: Actor, question: Question, part: str) -> tuple[str, ...]:
    """Return the verbs the actor may do now."""
    now = QUESTION_FLOW.verbs(question.state)
    concerned = question.about_person_id or question.about_unit_id
    return tuple(
        verb
        for verb, may in _MAY.items()
        if verb in now and may(actor, question, part) and (verb != "ask" or concerned)
    )
