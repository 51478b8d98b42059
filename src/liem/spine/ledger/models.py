"""Rows of the ledger. Database triggers refuse UPDATE and DELETE of entries (migration 0002)."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that happened. ``seq`` orders the ledger, whatever the clock says.

    Three times are kept apart: ``occurred_at`` (when it happened, if told), ``recorded_at`` (when it was
    recorded);
    when it was told is a field of the event where it matters.
    """

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    entry_class = models.CharField(max_length=8)
    kind = models.CharField(max_length=80)
    version = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True)
    actor_person = models.UUIDField(null=True)
    actor_mandate = models.UUIDField(null=True)
    actor_unit = models.UUIDField(null=True)
    case = models.UUIDField(null=True)
    subject = models.UUIDField()
    key = models.UUIDField()
    commitments = models.JSONField()
    leaf = models.BinaryField(max_length=152)
    payload = models.BinaryField()

    class Meta:
        ordering = ("seq",)
        verbose_name = "dòng sổ"
        indexes = (
            models.Index(fields=["subject", "seq"], name="ledger_subject"),
            models.Index(fields=["case", "seq"], name="ledger_case"),
            models.Index(fields=["kind", "seq"], name="ledger_kind"),
            models.Index(fields=["actor_unit", "seq"], name="ledger_actor_unit"),
            models.Index(fields=["recorded_at"], name="ledger_recorded"),
        )

    def __str__(self) -> str:
        return f"#{self.seq} {self.kind}"


class Key(models.Model):
    """The key of one case: salts, payload key and tags of its entries are derived from one secret.

    The secret itself lies in ``slot`` of the keyring, a file of its own. ``erased_at`` says since when it is
    destroyed by law; the slot goes once the keyring has really lost it. ``tags`` counts the entries.
    """

    id = models.UUIDField(primary_key=True)
    slot = models.UUIDField(null=True)
    tags = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "khóa hồ sơ"

    def __str__(self) -> str:
        return str(self.id)


class AuditRun(models.Model):
    """The outcome of one check of the whole ledger and of the rows rebuilt from it."""

    at = models.DateTimeField()
    entries = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    faults = models.PositiveIntegerField()
    first_faults = models.JSONField(default=list)

    class Meta:
        verbose_name = "lần soát sổ"
        indexes = (models.Index(fields=["at"], name="ledger_audit_at"),)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y} {self.faults}"
