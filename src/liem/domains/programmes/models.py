"""Rows of programmes, their items, deviations and draws."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.units.models import Unit

from .flow import ItemState, State


class Period(models.TextChoices):
    """How long a programme runs."""

    TERM = "term", _("nhiệm kỳ")
    YEAR = "year", _("năm")
    HALF = "half", _("sáu tháng")
    QUARTER = "quarter", _("quý")


class Source(models.TextChoices):
    """Why a subject stands in a programme."""

    LAW = "law", _("đến kỳ theo quy định")
    RISK = "risk", _("theo mức rủi ro")
    RANDOM = "random", _("bốc thăm")
    CHOSEN = "chosen", _("do người có thẩm quyền chỉ định")


class Programme(models.Model):
    """A programme of one body. ``first`` and ``last`` are its days, both included.

    ``frozen`` holds the items as approved; what differs later is a ``Deviation``. ``unit`` is the body that
    inspects (a commission, a committee, a cell, a people's committee). ``signed`` is who approved, as they
    were that day: {"name", "post", "unit"}.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="programme")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="programmes")
    period = models.CharField(max_length=8, choices=Period)
    first = models.DateField()
    last = models.DateField()
    purpose = models.TextField(blank=True)
    working_rules = models.TextField(blank=True)
    contents = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decision_number = models.CharField(max_length=60, blank=True)
    signed = models.JSONField(default=dict)
    frozen = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)
    summary = models.TextField(blank=True)

    class Meta:
        verbose_name = "chương trình"
        ordering = ("-first",)
        constraints = (
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="programme_days"),
        )

    def __str__(self) -> str:
        return self.case.title


class Item(models.Model):
    """One planned inspection or supervision: whom, what, by which procedure, when, by whom, and why.

    ``procedure`` is an id of ``liem.law.procedures``; ``contents`` keys of the content areas in force;
    ``reason`` what the proposal rested on ({"words", "parts": [{"words", "points"}]}). ``inspection_case`` is
    the dossier opened for it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    procedure = models.CharField(max_length=48)
    subject_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    subject_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    contents = models.JSONField(default=list)
    planned_from = models.DateField()
    planned_to = models.DateField()
    lead = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    reason = models.JSONField(default=dict)
    dropped_reason = models.TextField(blank=True)
    draw = models.ForeignKey("Draw", null=True, on_delete=models.PROTECT, related_name="items")
    state = models.CharField(max_length=8, choices=ItemState, default=ItemState.PLANNED)
    inspection_case = models.OneToOneField(
        Case, null=True, on_delete=models.PROTECT, related_name="programme_item"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "cuộc trong chương trình"
        ordering = ("number",)
        indexes = (models.Index(fields=["state", "planned_to"], name="programme_item_state"),)
        constraints = (
            models.UniqueConstraint(fields=["programme", "number"], name="programme_item_number_once"),
            models.CheckConstraint(
                condition=models.Q(planned_to__gte=models.F("planned_from")), name="programme_item_days"
            ),
            models.CheckConstraint(
                condition=models.Q(subject_unit__isnull=False) | models.Q(subject_person__isnull=False),
                name="programme_item_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.subject_person or self.subject_unit}"


class DeviationKind(models.TextChoices):
    """What was changed."""

    ADDED = "added", _("bổ sung cuộc")
    DROPPED = "dropped", _("đưa ra khỏi chương trình")
    MOVED = "moved", _("đổi thời gian")
    REASSIGNED = "reassigned", _("đổi người phụ trách")
    CHANGED = "changed", _("đổi nội dung")


class Deviation(models.Model):
    """A change of an approved programme, with its reason; what stood before stays readable."""

    id = models.UUIDField(primary_key=True, default=new_id)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="deviations")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="deviations")
    kind = models.CharField(max_length=12, choices=DeviationKind)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "thay đổi so với chương trình"
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.item}"


class Draw(models.Model):
    """A verifiable draw for a programme: the list is published with its hash before the seed is thrown.

    ``frame`` is the canonical list of ``liem.kernel.draw``; one that was announced and not finished stays
    visible. ``rule`` is {"count", "reserves", "planned_from", "planned_to", "contents"} and, for an approved
    programme, {"reason"}; ``excluded`` lists {"unit", "why"}.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="draws")
    ceremony = models.CharField(max_length=60)
    procedure = models.CharField(max_length=48)
    frame = models.TextField()
    frame_sha256 = models.CharField(max_length=64)
    excluded = models.JSONField(default=list)
    rule = models.JSONField(default=dict)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    announced_seq = models.BigIntegerField(null=True)
    witnesses = models.TextField(blank=True)
    seed = models.CharField(max_length=160, blank=True)
    result = models.JSONField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    finished_seq = models.BigIntegerField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    abandoned_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "bốc thăm"
        ordering = ("announced_at",)
        constraints = (
            models.UniqueConstraint(fields=["ceremony"], name="draw_ceremony_once"),
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(abandoned_at__isnull=True),
                name="draw_ends_one_way",
            ),
        )

    def __str__(self) -> str:
        return self.ceremony

    @property
    def is_open(self) -> bool:
        """Say whether it was announced and neither finished nor abandoned."""
        return self.finished_at is None and self.abandoned_at is None
