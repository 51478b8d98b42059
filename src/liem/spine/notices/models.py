"""Rows of notices."""

from __future__ import annotations

from django.db import models

from liem.kernel.ids import new_id
from liem.spine.people.models import Person


class Notice(models.Model):
    """What one person is told once: ``key`` makes it one, so a job run twice tells once.

    ``words`` is shown in the product to that person only; an e-mail says only that something waits.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    words = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "thông báo"
        ordering = ("-at",)
        indexes = (models.Index(fields=["person", "read_at", "at"], name="notice_unread"),)
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="notice_once"),)

    def __str__(self) -> str:
        return self.words
