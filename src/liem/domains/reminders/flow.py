"""The states of a reminder and its table of steps."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liem.kernel.flow import Flow, Step
from liem.spine.access import Duty


class State(TextChoices):
    """Where a reminder is."""

    TOLD = "told", _("đã nhắc, chờ trả lời")
    ANSWERED = "answered", _("đã trả lời")
    CONTESTED = "contested", _("có ý kiến khác, chờ xem lại")
    MENDED = "mended", _("đã khắc phục, đang theo dõi")
    LAPSED = "lapsed", _("đã hết, không tính nữa")
    WITHDRAWN = "withdrawn", _("đã rút")


SUBJECT: Final = "subject"
# What adds up; a contested one waits for another person's eyes, a lapsed or withdrawn one is over.
COUNTING: Final = (State.TOLD, State.ANSWERED, State.MENDED)
ENDED: Final = (State.LAPSED, State.WITHDRAWN)
BASIS: Final = "Quy định 21-QĐ/TW năm 2026 (giám sát), quy chế làm việc của cấp ủy"

REMINDER_FLOW = Flow(
    State.TOLD,
    [
        Step("answer", (State.TOLD,), State.ANSWERED, SUBJECT, BASIS),
        Step("contest", (State.TOLD, State.ANSWERED, State.MENDED), State.CONTESTED, SUBJECT, BASIS),
        Step("uphold", (State.CONTESTED,), State.ANSWERED, Duty.REMIND, BASIS),
        Step("uphold_mended", (State.CONTESTED,), State.MENDED, Duty.REMIND, BASIS),
        Step("mark_mended", (State.TOLD, State.ANSWERED), State.MENDED, Duty.REMIND, BASIS),
        Step("lapse", (State.MENDED,), State.LAPSED, "schedule", BASIS),
        Step(
            "withdraw",
            (State.TOLD, State.ANSWERED, State.CONTESTED, State.MENDED),
            State.WITHDRAWN,
            Duty.REMIND,
            BASIS,
        ),
    ],
)
