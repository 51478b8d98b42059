"""Rows of dossiers and of number series."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.people.models import Person
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob


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


class Printing(models.Model):
    """One printing of a whole dossier as a PDF: asked for by a person, bound in the background.

    ``through_seq`` is the last line of the ledger the dossier had then: while none was added since, the same
    file answers again. ``done`` and ``total`` count documents. ``words`` says why it failed.
    """

    class State(models.TextChoices):
        """Where the printing is."""

        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang đóng")
        DONE = "done", _("đã xong")
        FAILED = "failed", _("không đóng được")

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="printings")
    asked_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    through_seq = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    not_shown = models.PositiveIntegerField(default=0)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name = "bản in cả hồ sơ"
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=("waiting", "running")),
                name="printing_once_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"
