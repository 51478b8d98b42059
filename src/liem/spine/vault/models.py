"""Rows of the vault: originals and uploads on their way."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from liem.kernel.ids import new_id


class Blob(models.Model):
    """An original file: its SHA-256 (hex), size in bytes, media type as found in its content."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp gốc"

    def __str__(self) -> str:
        return self.sha256


class Upload(models.Model):
    """A resumable upload on its way (tus 1.0); the part file on disk says how far it came."""

    id = models.UUIDField(primary_key=True, default=new_id)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    result = models.UUIDField(null=True)

    class Meta:
        verbose_name = "tệp đang gửi"
        indexes = (models.Index(fields=["owner", "created_at"], name="upload_owner"),)

    def __str__(self) -> str:
        return self.name
