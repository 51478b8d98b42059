"""The states of a question and its table of steps."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liem.kernel.flow import Flow, Step
from liem.spine.access import Duty


class State(TextChoices):
    """Where a question is. ``ASKED`` is what makes it visible to the person or unit concerned."""

    OPEN = "open", _("chờ xem xét")
    ASKED = "asked", _("đã hỏi đơn vị, chờ trả lời")
    ANSWERED = "answered", _("đơn vị đã trả lời")
    DISMISSED = "dismissed", _("không có vấn đề")
    FOLLOWED = "followed", _("đã mở việc tiếp theo")
    MERGED = "merged", _("trùng, đã gộp")


UNDECIDED: Final = (State.OPEN, State.ASKED, State.ANSWERED)
_BASIS: Final = "Quy định 21-QĐ/TW năm 2026 (giám sát)"
CONCERNED: Final = "concerned"

QUESTION_FLOW = Flow(
    State.OPEN,
    [
        Step("ask", (State.OPEN, State.ANSWERED), State.ASKED, Duty.INSPECT, _BASIS),
        Step("answer", (State.ASKED,), State.ANSWERED, CONCERNED, _BASIS),
        Step("dismiss", UNDECIDED, State.DISMISSED, Duty.DECIDE_INSPECTIONS, _BASIS),
        Step("follow", UNDECIDED, State.FOLLOWED, Duty.DECIDE_INSPECTIONS, _BASIS),
        Step("merge", (State.OPEN,), State.MERGED, Duty.INSPECT, _BASIS),
    ],
)
