"""Rows of divided keys: holders of sheets and assemblies. No sheet is ever stored."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.spine.roster.models import ReaderKey


class State(models.TextChoices):
    """Whether the key was ever put together."""

    HELD = "held", _("các tờ còn nằm riêng")
    ASSEMBLED = "assembled", _("đã ghép, phải thay khóa")


class DividedKey(models.Model):
    """A reader's recovery key that stands on sheets; ``needed`` of them give it back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.OneToOneField(ReaderKey, on_delete=models.PROTECT, related_name="divided")
    needed = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.HELD)
    divided_at = models.DateTimeField()

    class Meta:
        verbose_name = "khóa chia mảnh"
        ordering = ("-divided_at", "id")

    def __str__(self) -> str:
        return f"{self.key.name} · {self.get_state_display()}"


class Sheet(models.Model):
    """One sheet: its number, the body that keeps it, and the person who signed for it."""

    divided = models.ForeignKey(DividedKey, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    body = models.CharField(max_length=120)
    holder = models.CharField(max_length=120)

    class Meta:
        verbose_name = "tờ mảnh khóa"
        ordering = ("divided", "number")
        constraints = (models.UniqueConstraint(fields=["divided", "number"], name="sheet_once"),)

    def __str__(self) -> str:
        return f"{self.number} · {self.body}"


class Assembly(models.Model):
    """One putting together: which sheets, why, for which letters, who led it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    divided = models.ForeignKey(DividedKey, on_delete=models.PROTECT, related_name="assemblies")
    sheets = models.ManyToManyField(Sheet, related_name="assemblies")
    at = models.DateTimeField()
    leader = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    purpose = models.CharField(max_length=300)

    class Meta:
        verbose_name = "lễ mở khóa chia mảnh"
        ordering = ("-at", "id")

    def __str__(self) -> str:
        return f"{self.divided} · {self.at:%Y-%m-%d}"
