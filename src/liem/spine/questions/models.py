"""Rows of questions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.units.models import Unit


class State(models.TextChoices):
    """Where a question is."""

    OPEN = "open", _("chờ xem xét")
    DISMISSED = "dismissed", _("không có vấn đề")
    FOLLOWED = "followed", _("đã mở việc tiếp theo")


class Question(models.Model):
    """One question with its history. ``key`` is what makes it one: the same matter never asks twice while
    open.

    ``evidence`` lists maps {"words", "case", "seq", "day"}; ``innocent`` lists sentences; ``to_unit`` is who
    decides; ``answer`` are the words of the person or unit concerned.
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
    raised_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(blank=True)
    opened_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "câu hỏi cần xem xét"
        ordering = ("-raised_at",)
        indexes = (models.Index(fields=["to_unit", "state"], name="question_to_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(state="open"), name="question_once_open"
            ),
        )

    def __str__(self) -> str:
        return self.title
