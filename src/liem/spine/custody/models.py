"""Rows of erasures and openings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id


class Erasure(models.Model):
    """One erasure by law, from the proposal to its end. ``key`` is the key of a case or a person's register.

    ``room`` names whose rows are made blank, ``ground`` a key of the law's ``data.erasure.grounds``.
    ``tables`` and ``files`` (SHA-256) are what the confirmation left to be cleaned; ``destroyed_at`` says
    when key and files were gone, ``cleaned_at`` when the pages of the database were written again.
    """

    class State(models.TextChoices):
        """Where the erasure is."""

        PROPOSED = "proposed", _("chờ người thứ hai quyết định")
        CONFIRMED = "confirmed", _("đã xóa")
        REFUSED = "refused", _("không đồng ý xóa")
        WITHDRAWN = "withdrawn", _("đã rút đề nghị")

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.UUIDField()
    room = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_at = models.DateTimeField()
    proposed_by = models.UUIDField()
    proposed_unit = models.UUIDField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    words = models.TextField(blank=True)
    tables = models.JSONField(default=list)
    files = models.JSONField(default=list)
    destroyed_at = models.DateTimeField(null=True)
    cleaned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "việc xóa theo luật"
        ordering = ("-proposed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state="proposed"), name="erasure_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.room} {self.key} {self.state}"
