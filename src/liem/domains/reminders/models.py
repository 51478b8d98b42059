"""Rows of early reminders."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob


class State(models.TextChoices):
    """Where a reminder is."""

    TOLD = "told", _("đã nhắc, chờ trả lời")
    ANSWERED = "answered", _("đã trả lời")
    MENDED = "mended", _("đã khắc phục, đang theo dõi")
    LAPSED = "lapsed", _("đã hết, không tính nữa")
    WITHDRAWN = "withdrawn", _("đã rút")


class Reminder(models.Model):
    """One small fault of a person or a unit. It is no discipline and has no form; ``lapse_on`` is the day
    it ends.

    ``content`` is the key of a content area in force; ``happened_on`` when the fault was seen.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="reminder")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders_given")
    subject_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders")
    subject_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="reminders")
    content = models.CharField(max_length=48)
    text = models.TextField()
    wanted = models.TextField(blank=True)
    happened_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.TOLD)
    revision = models.PositiveIntegerField(default=0)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    mend_by = models.DateField(null=True)
    answer = models.TextField(blank=True)
    contested = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    answer_blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    answer_file_name = models.CharField(max_length=255, blank=True)
    mended_at = models.DateTimeField(null=True)
    mended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    mended_words = models.TextField(blank=True)
    lapse_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "nhắc nhở sớm"
        ordering = ("-noted_at",)
        indexes = (
            models.Index(fields=["subject_unit", "content", "happened_on"], name="reminder_unit_content"),
            models.Index(fields=["subject_person", "content", "happened_on"], name="reminder_person_content"),
            models.Index(fields=["state", "lapse_on"], name="reminder_state_lapse"),
        )

    def __str__(self) -> str:
        return self.case.title
