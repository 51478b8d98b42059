"""Rows of the log. The tree is kept whole in the database; the published files are made from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Log(models.Model):
    """One log by its name. A further one begins only when the last cannot be continued (``/2``, ``/3`` …)."""

    generation = models.PositiveSmallIntegerField(primary_key=True)
    origin = models.CharField(max_length=200, unique=True)
    vkey = models.CharField(max_length=400)
    started_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "sổ"

    def __str__(self) -> str:
        return self.origin


class Waiting(models.Model):
    """An entry without a place yet. A trigger writes the row with every ledger entry, whoever inserts that.

    ``entry`` is the number in the ledger, None for a cover leaf; ``not_before`` is the moment from which the
    entry may take its place.
    """

    entry = models.BigIntegerField(null=True, unique=True)
    leaf = models.BinaryField(max_length=152)
    not_before = models.DateTimeField()

    class Meta:
        verbose_name = "mục chờ vào sổ"
        indexes = (models.Index(fields=["not_before", "id"], name="log_waiting_due"),)

    def __str__(self) -> str:
        return f"{self.entry}"


class Place(models.Model):
    """Where an entry stands: ``index`` counts from 0 in its log. ``entry`` is None where the ledger has no
    row:
    a cover leaf, or an entry lost with a broken database and fetched back from a mirror (``lost``)."""

    pk = models.CompositePrimaryKey("generation", "index")
    generation = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    entry = models.BigIntegerField(null=True, unique=True)
    lost = models.BooleanField(default=False)

    class Meta:
        verbose_name = "chỗ trong sổ"

    def __str__(self) -> str:
        return f"{self.generation}/{self.index}"


class Tile(models.Model):
    """A tile (``level`` 0…) or bundle (``level`` -1) as far as it is filled; it only grows."""

    pk = models.CompositePrimaryKey("generation", "level", "index")
    generation = models.PositiveSmallIntegerField()
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    width = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = "ô của sổ"

    def __str__(self) -> str:
        return f"{self.generation}/{self.level}/{self.index}"


class Checkpoint(models.Model):
    """A signed head: the log's own signature, without those of witnesses."""

    generation = models.PositiveSmallIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ("generation", "size")
        verbose_name = "đầu sổ đã ký"
        constraints = (models.UniqueConstraint(fields=["generation", "size"], name="log_one_head_a_size"),)

    def __str__(self) -> str:
        return f"{self.generation}/{self.size}"


class Cosignature(models.Model):
    """A witness's signature line under a head; ``time`` is what the witness says (seconds since 1970, UTC).

    A head that does not grow is cosigned anew each day: only the newest line of a witness is kept.
    """

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    vkey = models.CharField(max_length=3000)
    line = models.TextField()
    time = models.BigIntegerField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = "chữ ký chứng kiến"
        constraints = (models.UniqueConstraint(fields=["checkpoint", "vkey"], name="log_one_cosignature"),)

    def __str__(self) -> str:
        return self.line[:60]


class Witness(models.Model):
    """What is known about a witness of the policy: how far it is, when it last answered, what went wrong."""

    vkey = models.CharField(max_length=3000, unique=True)
    size = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    fault = models.TextField(default="", blank=True)

    class Meta:
        verbose_name = "bên chứng kiến"

    def __str__(self) -> str:
        return self.vkey.split("+", 1)[0]


class PolicyText(models.Model):
    """A policy in force from ``at``: whom to believe, how many witnesses (C2SP tlog-policy). Rows only
    grow.
    """

    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        verbose_name = "chính sách chứng kiến"

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"


class Incident(models.Model):
    """Something that must not happen to a log. While a serious one is open nothing is signed.

    ``evidence`` is signed text as it was received or published: it proves by itself.
    """

    class Kind(models.TextChoices):
        """What happened."""

        BEHIND = "behind", _("Cơ sở dữ liệu đi sau bản đã công bố hoặc bản của bên chứng kiến")
        FORKED = "forked", _("Hai đầu sổ không thể cùng đúng")
        BROKEN = "broken", _("Đọc lại không khớp mã băm")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField()
    evidence = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("at",)
        verbose_name = "sự cố của sổ"

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%d/%m/%Y}"


class LogAudit(models.Model):
    """The outcome of one rehashing of the whole log: ``fault`` is empty when everything held."""

    at = models.DateTimeField()
    generation = models.PositiveSmallIntegerField()
    size = models.BigIntegerField()
    fault = models.TextField(default="", blank=True)

    class Meta:
        ordering = ("at",)
        verbose_name = "lần soát sổ minh bạch"

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y} {self.size}"


class Slot(models.Model):
    """A moment at which one leaf of the class ``sealed`` appears, real or cover: each hour has as many."""

    at = models.DateTimeField()
    entry = models.BigIntegerField(null=True, unique=True)
    filled = models.BooleanField(default=False)

    class Meta:
        verbose_name = "lượt của lớp niêm phong"
        indexes = (models.Index(fields=["filled", "at"], name="log_slot_due"),)

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"
