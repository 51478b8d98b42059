"""Rows of early reminders."""

from __future__ import annotations

from django.db import models

from liem.kernel.ids import new_id
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob

from .flow import State


class Reminder(models.Model):
    """One small fault of a person or a unit. It is no discipline and has no form; ``lapse_on`` is the day
    it ends.

    ``content`` is the key of a content area in force; ``happened_on`` when the fault was seen. ``contested``
    stays true after the review, ``reviewed_*`` tells by whom and how. ``sheet`` names the form it was noted
    on, so that one sent twice is noted once.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="reminder")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders_given")
    subject_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reminders")
    subject_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="reminders")
    content = models.CharField(max_length=48)
    text = models.TextField()
    wanted = models.TextField()
    happened_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    sheet = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - many without a form
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
    contest = models.TextField(blank=True)
    contested_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    review_words = models.TextField(blank=True)
    mended_at = models.DateTimeField(null=True)
    mended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    mended_words = models.TextField(blank=True)
    mended_blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    mended_file_name = models.CharField(max_length=255, blank=True)
    lapse_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = "nhắc nhở sớm"
        ordering = ("-noted_at",)
        indexes = (
            models.Index(fields=["unit", "noted_at"], name="reminder_given"),
            models.Index(fields=["subject_unit", "content", "happened_on"], name="reminder_unit_content"),
            models.Index(fields=["subject_person", "content", "happened_on"], name="reminder_person_content"),
            models.Index(fields=["state", "lapse_on"], name="reminder_state_lapse"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("mended", "lapsed", "contested", "withdrawn"))
                | models.Q(mended_at__isnull=True),
                name="reminder_mended_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("lapsed", "withdrawn"), ended_at__isnull=False)
                | (~models.Q(state__in=("lapsed", "withdrawn")) & models.Q(ended_at__isnull=True)),
                name="reminder_ended",
            ),
        )

    def __str__(self) -> str:
        return self.case.title

    @property
    def subject_name(self) -> str:
        """Whom the reminder is about, by name."""
        return self.subject_person.name if self.subject_person else self.subject_unit.name
