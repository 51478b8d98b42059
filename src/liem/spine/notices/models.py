"""Rows of notices."""

from __future__ import annotations

from django.db import models

from liem.kernel.ids import new_id
from liem.spine.people.models import Mandate, Person


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


class Feed(models.Model):
    """The secret address under which a calendar program fetches what one mandate has to do.

    Only the SHA-256 of the secret is kept, so nobody can read the address back, here or in a copy of the
    database.
    One address a mandate at a time; ``revoked_at`` ends it for ever.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="feeds")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "địa chỉ lịch"
        constraints = (
            models.UniqueConstraint(
                fields=["mandate"], condition=models.Q(revoked_at__isnull=True), name="feed_once_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.made_at:%d/%m/%Y}"


class DayList(models.Model):
    """The list of work one mandate had on a morning, so that it can be printed again as it was.

    ``rows`` holds {"kind", "id", "dossier", "step", "due", "groups"}; a page shows of them only what the
    person may still see. Lists older than a month are dropped.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    rows = models.JSONField(default=list)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "danh sách việc trong ngày"
        constraints = (models.UniqueConstraint(fields=["mandate", "day"], name="day_list_once"),)

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.day:%d/%m/%Y}"
