"""Rows of tasks, their progress reports, extensions and urgings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob

from .flow import OPEN_STATES, Outcome, State

if TYPE_CHECKING:
    from datetime import datetime


class DeadlineKind(models.TextChoices):
    """What kind of deadline the giver wrote. ``none`` is a lawful state, not a gap."""

    DATE = "date", _("đến ngày")
    CLOCK = "clock", _("đến giờ, ngày")
    RELATIVE = "relative", _("trong thời gian kể từ một mốc")
    RECURRING = "recurring", _("định kỳ")
    INHERITED = "inherited", _("theo dòng chung cuối văn bản")
    ONGOING = "ongoing", _("thường xuyên")
    NONE = "none", _("không giao hạn")
    UNKNOWN = "unknown", _("chưa rõ")


class Press(models.IntegerChoices):
    """How a task presses, the most pressing first; what is not open comes after all that is."""

    OPEN_DATED = 0, "đang mở, có hạn"
    OPEN_UNDATED = 1, "đang mở, không hạn"
    REST_DATED = 2, "còn lại, có hạn"
    REST_UNDATED = 3, "còn lại, không hạn"


_PRESS = models.Case(
    models.When(state__in=OPEN_STATES, due_at__isnull=False, then=models.Value(0)),
    models.When(state__in=OPEN_STATES, then=models.Value(1)),
    models.When(due_at__isnull=False, then=models.Value(2)),
    default=models.Value(3),
)


class Task(models.Model):
    """One duty with a giver and a lead unit. ``root`` is the top of its cascade; ``due_at`` is the last
    moment (UTC).

    ``assignee`` and ``co_assignees`` are the words printed in the directive; the units are what the giver
    chose.
    ``due_rule`` keeps the rule as read (a map), ``due_words`` as printed, ``due_basis`` how the last moment
    was computed,
    ``calendar_version`` the calendar it was computed by. ``outcome`` is set when the worker finishes.
    ``press`` is kept by the database, so that a list in the order of urgency is read from an index.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    root = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    number = models.CharField(max_length=24, blank=True)
    heading = models.CharField(max_length=200)
    text = models.TextField()
    folded = models.TextField(editable=False)
    giver_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="given_tasks")
    lead_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="led_tasks")
    co_units = models.ManyToManyField(Unit, related_name="co_tasks", blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="tasks")
    assignee = models.CharField(max_length=200, blank=True)
    co_assignees = models.JSONField(default=list)
    responsibility = models.CharField(max_length=300, blank=True)
    product = models.CharField(max_length=300, blank=True)
    authority = models.CharField(max_length=300, blank=True)
    deadline_kind = models.CharField(max_length=12, choices=DeadlineKind, default=DeadlineKind.NONE)
    due_at = models.DateTimeField(null=True)
    due_words = models.CharField(max_length=300, blank=True)
    due_rule = models.JSONField(default=dict)
    due_basis = models.CharField(max_length=400, blank=True)
    calendar_version = models.CharField(max_length=64, blank=True)
    cited = models.JSONField(default=list)
    places = models.JSONField(default=list)
    period = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.PLANNED)
    percent = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.NONE, blank=True)
    created_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    urged_at = models.DateTimeField(null=True)
    urgings_count = models.PositiveSmallIntegerField(default=0)
    urged_level = models.PositiveSmallIntegerField(default=0)
    press = models.GeneratedField(
        expression=_PRESS, output_field=models.PositiveSmallIntegerField(), db_persist=True
    )

    class Meta:
        verbose_name = "nhiệm vụ"
        indexes = (
            models.Index(fields=["lead_unit", "state", "due_at"], name="task_lead_state_due"),
            models.Index(fields=["giver_unit", "state", "due_at"], name="task_giver_state_due"),
            models.Index(fields=["state", "due_at"], name="task_state_due"),
            # figures by document, from the index alone
            models.Index(
                fields=["case", "parent", "state", "due_at", "outcome", "lead_unit", "giver_unit", "id"],
                name="task_case_counted",
            ),
            models.Index(
                fields=["parent", "state", "lead_unit", "giver_unit", "case", "id"],
                condition=models.Q(parent__isnull=False),
                name="task_parts",
            ),
            models.Index(fields=["root"], name="task_root"),
            # in the order of the lists, with all they count and narrow by: a page is read from its place on,
            # and the long words stay unread
            models.Index(
                fields=[
                    "press",
                    "due_at",
                    "-id",
                    "state",
                    "outcome",
                    "lead_unit",
                    "giver_unit",
                    "parent",
                    "case",
                ],
                name="task_pressing",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["parent", "period"], condition=~models.Q(period=""), name="task_one_a_period"
            ),
            models.CheckConstraint(condition=models.Q(percent__lte=100), name="task_percent"),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=False) | ~models.Q(outcome="late"),
                name="task_late_needs_deadline",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.heading}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded twin beside the words."""
        self.folded = fold(f"{self.heading} {self.text}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def is_overdue(self, at: datetime) -> bool:
        """Say whether the task is open past its last moment; false without a deadline, always."""
        return self.state in OPEN_STATES and self.due_at is not None and at > self.due_at


class Progress(models.Model):
    """A report of progress or of completion, with its file if one was given.

    ``sent_as`` (hex of 32 bytes, or nothing) is the form and what it said: a form sent twice stands once.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="progress")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    percent = models.PositiveSmallIntegerField(null=True)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    sent_as = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "báo cáo tiến độ"
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(
                fields=["task", "sent_as"], condition=~models.Q(sent_as=""), name="progress_sent_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d/%m/%Y}"


class Extension(models.Model):
    """A request to move the last moment, with its reason and its answer. One open request a task."""

    id = models.UUIDField(primary_key=True, default=new_id)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    old_due_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        verbose_name = "gia hạn"
        ordering = ("asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["task"], condition=models.Q(decided_at__isnull=True), name="extension_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.old_due_at:%d/%m/%Y} → {self.new_due_at:%d/%m/%Y}"


class Urging(models.Model):
    """One urging: level 0 goes to the lead unit, each further level to the unit above it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="urgings")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField()
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "đôn đốc"
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y} → {self.to_unit}"
