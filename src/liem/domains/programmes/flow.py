"""The states of a programme and of its items, and their tables of steps."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from liem.kernel.flow import Flow, Step
from liem.spine.access import Duty


class State(TextChoices):
    """Where a programme is."""

    DRAFT = "draft", _("đang soạn")
    SUBMITTED = "submitted", _("chờ phê duyệt")
    APPROVED = "approved", _("đã phê duyệt")
    CLOSED = "closed", _("đã tổng kết")


class ItemState(TextChoices):
    """Where an item of a programme is; ``late`` is seen from the dates, not kept."""

    PLANNED = "planned", _("chưa làm")
    RUNNING = "running", _("đang làm")
    DONE = "done", _("đã xong")
    DROPPED = "dropped", _("đưa ra khỏi chương trình")


_BASIS = "Quy định 21-QĐ/TW năm 2026"
DRAFTER, DECIDER = Duty.INSPECT, Duty.DECIDE_INSPECTIONS

PROGRAMME_FLOW = Flow(
    State.DRAFT,
    [
        Step("submit", (State.DRAFT,), State.SUBMITTED, DRAFTER, _BASIS),
        Step("send_back", (State.SUBMITTED,), State.DRAFT, DECIDER, _BASIS),
        Step("approve", (State.SUBMITTED,), State.APPROVED, DECIDER, _BASIS),
        Step("close", (State.APPROVED,), State.CLOSED, DECIDER, _BASIS),
    ],
)

ITEM_FLOW = Flow(
    ItemState.PLANNED,
    [
        Step("start", (ItemState.PLANNED,), ItemState.RUNNING, DRAFTER, _BASIS),
        Step("finish", (ItemState.RUNNING,), ItemState.DONE, DRAFTER, _BASIS),
        Step("drop", (ItemState.PLANNED,), ItemState.DROPPED, DRAFTER, _BASIS),
    ],
)
