"""Rows of dossiers and of number series."""

from __future__ import annotations

from django.db import models

from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.units.models import Unit


class Series(models.Model):
    """A run of numbers without gaps: of a unit, for a kind of paper, in a period (a year, or a congress
    term)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    period = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "dãy số"
        constraints = (models.UniqueConstraint(fields=["unit", "name", "period"], name="series_once"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.name} {self.period}: {self.last}"


class Case(models.Model):
    """A dossier: its number as people see it, its unit, what it is about."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    dossier = models.CharField(max_length=48, unique=True)
    title = models.CharField(max_length=400)
    folded = models.CharField(max_length=400, editable=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "hồ sơ"
        constraints = (
            models.UniqueConstraint(fields=["unit", "kind", "year", "number"], name="case_number_once"),
        )

    def __str__(self) -> str:
        return self.dossier

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded twin beside the title."""
        self.folded = fold(self.title)[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]
