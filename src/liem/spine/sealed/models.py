"""Rows of sealed letters. Ids are random: one made by the clock would tell the millisecond."""

from __future__ import annotations

from django.db import models

from liem.kernel.ids import random_id
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob


class SealedReport(models.Model):
    """One sealed report. ``locator`` (32 hex) and ``auth_hash`` (64 hex) come from the receipt code in the
    browser; ``hour`` is all that is kept of the time.

    ``identity`` is a name sealed twice: outside for ``custodian``, inside for the readers of ``units``;
    ``inner_sha256`` is the SHA-256 of what the custodian finds inside, ``opened_hash`` that of the word of
    who opened the report (``kernel.seal.letter.opened_word``). All four or none."""

    id = models.UUIDField(primary_key=True, default=random_id)
    locator = models.CharField(max_length=32, unique=True)
    auth_hash = models.CharField(max_length=64)
    hour = models.DateTimeField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    custodian = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="names_kept")
    inner_sha256 = models.CharField(max_length=64, default="")
    opened_hash = models.CharField(max_length=64, default="")
    units = models.ManyToManyField(Unit, related_name="sealed_reports")

    class Meta:
        verbose_name = "thư niêm phong"
        ordering = ("-hour", "id")
        indexes = (models.Index(fields=["hour"], name="sealed_report_hour"),)

    def __str__(self) -> str:
        return str(self.id)


class SealedMessage(models.Model):
    """A further sealed letter in the mailbox of a report: by a reader, or by who reported."""

    id = models.UUIDField(primary_key=True, default=random_id)
    report = models.ForeignKey(SealedReport, on_delete=models.PROTECT, related_name="messages")
    by_reader = models.BooleanField()
    number = models.PositiveIntegerField()
    hour = models.DateTimeField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "thư trong hộp niêm phong"
        ordering = ("report", "number")
        constraints = (models.UniqueConstraint(fields=["report", "number"], name="sealed_message_once"),)

    def __str__(self) -> str:
        return f"{self.report} {self.number}"
