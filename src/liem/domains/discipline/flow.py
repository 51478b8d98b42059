"""The states of a discipline case and its table of steps: who does what, by which article.

``who`` is a part in the case, not a post: handler and decider work in the body that has the case, the appeal
body in the one the complaint was sent to, the subject is the person or organisation concerned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from liem.kernel.flow import Flow, Step

from .models import State

if TYPE_CHECKING:
    from collections.abc import Mapping

HANDLER, DECIDER, APPEAL_BODY = "handler", "decider", "appeal_body"
SUBJECT, SUBJECT_OR_HANDLER, SCHEDULE = "subject", "subject_or_handler", "schedule"
DECIDER_OR_SCHEDULE = "decider_or_schedule"
PARTS: Final = (HANDLER, DECIDER, APPEAL_BODY, SUBJECT, SCHEDULE)
# Which parts satisfy the word in the table.
WHO: Final[Mapping[str, frozenset[str]]] = {
    HANDLER: frozenset({HANDLER, DECIDER}),
    DECIDER: frozenset({DECIDER}),
    APPEAL_BODY: frozenset({APPEAL_BODY}),
    SUBJECT: frozenset({SUBJECT}),
    SUBJECT_OR_HANDLER: frozenset({SUBJECT, HANDLER, DECIDER}),
    DECIDER_OR_SCHEDULE: frozenset({DECIDER, SCHEDULE}),
}

_PROCEDURE = "Quy định 21-QĐ/TW năm 2026"
_CHARTER = "Điều lệ Đảng, Điều 37"
_APPEAL = "Điều lệ Đảng, Điều 39"
_WRONG = "Quy định 117-QĐ/TW năm 2023"
_DEFER = "khoản 7 Điều 8 Quy định 296-QĐ/TW"
_SECRECY = "khoản 2 Điều 47 Luật Tố cáo số 25/2018/QH14"
_EFFECT = "Điều 15 Quy định 296-QĐ/TW, nay là Quy định 21-QĐ/TW"
_STATE_EFFECT = "khoản 9 Điều 2 Nghị định 234/2026/NĐ-CP"

BEFORE: Final = (State.PROPOSED, State.EXAMINING, State.HEARD, State.VOTED, State.REFERRED)
DECIDED: Final = (State.DECIDED, State.NOTIFIED, State.APPEALED)
OPEN: Final = (*BEFORE, State.DEFERRED, *DECIDED)
FINAL: Final = (State.REFUSED, State.ENDED, State.CANCELLED)


def _staying(verb: str, states: tuple[State, ...], who: str, basis: str) -> list[Step]:
    """Return the rows of a verb that leaves each state as it is."""
    return [Step(verb, (state,), state, who, basis) for state in states]


DISCIPLINE_FLOW = Flow(
    State.PROPOSED,
    [
        Step("examine", (State.PROPOSED,), State.EXAMINING, HANDLER, _PROCEDURE),
        Step("hear", (State.EXAMINING, State.HEARD), State.HEARD, HANDLER, _PROCEDURE),
        *_staying("hear", (State.REFERRED,), HANDLER, _PROCEDURE),
        Step("record_vote", (State.HEARD, State.VOTED, State.REFERRED), State.VOTED, DECIDER, _CHARTER),
        *_staying("read_vote", (State.VOTED,), DECIDER, _CHARTER),
        Step("refer", (State.HEARD, State.VOTED), State.REFERRED, DECIDER, _CHARTER),
        Step("decide", (State.HEARD, State.VOTED), State.DECIDED, DECIDER, _EFFECT),
        Step(
            "decide_on_judgment",
            (State.PROPOSED, State.EXAMINING, State.HEARD),
            State.DECIDED,
            DECIDER,
            _PROCEDURE,
        ),
        Step("refuse", BEFORE, State.REFUSED, DECIDER, _PROCEDURE),
        Step("notify", (State.DECIDED, State.NOTIFIED), State.NOTIFIED, HANDLER, _EFFECT),
        *_staying("publish", (State.NOTIFIED,), DECIDER, _EFFECT),
        *_staying("answer", (*OPEN, *FINAL), SUBJECT, _PROCEDURE),
        Step(
            "appeal",
            (State.DECIDED, State.NOTIFIED, State.ENDED),
            State.APPEALED,
            SUBJECT_OR_HANDLER,
            _APPEAL,
        ),
        *_staying("accept_appeal", (State.APPEALED,), APPEAL_BODY, _APPEAL),
        Step("reject_appeal", (State.APPEALED,), State.NOTIFIED, APPEAL_BODY, "Điều 23 Quy định 296-QĐ/TW"),
        Step("withdraw_appeal", (State.APPEALED,), State.NOTIFIED, SUBJECT, _APPEAL),
        Step("settle_appeal", (State.APPEALED,), State.NOTIFIED, APPEAL_BODY, _APPEAL),
        Step("settle_cancel", (State.APPEALED,), State.CANCELLED, APPEAL_BODY, _APPEAL),
        Step("cancel", (State.DECIDED, State.NOTIFIED, State.ENDED), State.CANCELLED, DECIDER, _WRONG),
        *_staying("restore_rights", (State.CANCELLED,), HANDLER, _WRONG),
        Step(
            "defer",
            (State.PROPOSED, State.EXAMINING, State.HEARD, State.VOTED),
            State.DEFERRED,
            DECIDER,
            _DEFER,
        ),
        Step("resume", (State.DEFERRED,), State.EXAMINING, DECIDER, _DEFER),
        *_staying("suspend", (*BEFORE, *DECIDED), DECIDER, _PROCEDURE),
        *_staying("extend_suspension", (*BEFORE, *DECIDED), DECIDER, _PROCEDURE),
        *_staying("lift_suspension", (*OPEN, *FINAL), DECIDER, _PROCEDURE),
        *_staying("add_paper", (*OPEN, *FINAL), HANDLER, _PROCEDURE),
        *_staying("release_paper", (*OPEN, *FINAL), DECIDER, _SECRECY),
        Step("end_effect", (State.NOTIFIED,), State.ENDED, DECIDER_OR_SCHEDULE, _STATE_EFFECT),
    ],
)
