"""Rows of maintenance."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Session(models.Model):
    """A time in which the keeper of the system may change it: asked for, agreed to by another person,
    ended.
    """

    class State(models.TextChoices):
        """Where a session stands."""

        ASKED = "asked", _("chờ người thứ hai")
        RUNNING = "running", _("đang mở")
        REFUSED = "refused", _("bị từ chối")
        ENDED = "ended", _("đã đóng")

    id = models.UUIDField(primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices)
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    keeper_name = models.CharField(max_length=200)
    reason = models.TextField()
    minutes = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    second = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    second_name = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-asked_at",)
        verbose_name = "phiên bảo trì"
        indexes = (models.Index(fields=["keeper", "state"], name="maintenance_running"),)

    def __str__(self) -> str:
        return f"{self.keeper_name} {self.asked_at:%d/%m/%Y}"
