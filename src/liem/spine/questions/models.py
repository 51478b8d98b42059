"""Rows of questions."""

from __future__ import annotations

from django.db import models

from liem.kernel.ids import new_id
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.units.models import Unit

from .flow import UNDECIDED, State


class Question(models.Model):
    """One question with its history. ``key`` is what makes it one: the same matter never asks twice before
    it is decided.

    ``evidence`` lists maps {"words", "case", "seq", "day"} (case: id as text or "", seq: number in the ledger
    or None, day: ISO date or ""); ``innocent`` lists sentences; ``to_unit`` is who decides; ``asked`` is what
    the person or unit concerned was asked, ``answer`` are their words.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=48)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="questions")
    about_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    about_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.JSONField(default=list)
    innocent = models.JSONField(default=list)
    basis = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    revision = models.PositiveIntegerField(default=0)
    raised_at = models.DateTimeField()
    asked = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(blank=True)
    opened_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        verbose_name = "câu hỏi cần xem xét"
        ordering = ("-raised_at",)
        indexes = (
            models.Index(fields=["to_unit", "state"], name="question_to_state"),
            models.Index(fields=["about_unit", "state"], name="question_about_unit"),
            models.Index(fields=["about_person", "state"], name="question_about_person"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=models.Q(state__in=[str(state) for state in UNDECIDED]),
                name="question_once_open",
            ),
        )

    def __str__(self) -> str:
        return self.title
