"""Rows of backups: what was done, and which pieces hold which original."""

from __future__ import annotations

from django.db import models


class Run(models.Model):
    """One backup: begun, ended, how much was new; ``fault`` says why it did not end well."""

    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    snapshot = models.CharField(max_length=40, default="", blank=True)
    target = models.TextField()
    new_bytes = models.BigIntegerField(default=0)
    all_bytes = models.BigIntegerField(default=0)
    fault = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("began_at",)
        verbose_name = "lần sao lưu"

    def __str__(self) -> str:
        return f"{self.began_at:%d/%m/%Y} {self.snapshot}"


class KeptOriginal(models.Model):
    """The names of the pieces an original was cut into: it need not be read again for the next backup."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    pieces = models.BinaryField()

    class Meta:
        verbose_name = "tệp gốc đã sao lưu"

    def __str__(self) -> str:
        return self.sha256
