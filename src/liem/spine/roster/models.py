"""Rows of readers' keys and of the signed lists they stand on. Public keys only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.kernel.seal import roster
from liem.spine.people.models import Person
from liem.spine.units.models import Unit

if TYPE_CHECKING:
    from uuid import UUID


class State(models.TextChoices):
    """Where a key is. Only ``STANDING`` ones are sealed to."""

    PENDING = "pending", _("chờ hai người đọc ký")
    STANDING = "standing", _("đang dùng")
    RETIRED = "retired", _("đã thôi dùng")
    WITHDRAWN = "withdrawn", _("đã rút, chưa từng dùng")


class Change(models.TextChoices):
    """How a list differs from the one before it."""

    ADD = "add", _("thêm khóa")
    DROP = "drop", _("bỏ khóa")


class ReaderKey(models.Model):
    """The public keys of one reader: of the own machine, for its loss, and for signing lists.

    ``name`` and ``post`` are what the list says of the reader, as they were when the key was handed in.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reader_keys")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reader_keys")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=120)
    device = models.TextField()
    recovery = models.TextField()
    sign = models.CharField(max_length=44, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    enrolled_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "khóa của người đọc"
        ordering = ("enrolled_at", "id")
        indexes = (models.Index(fields=["unit", "state"], name="reader_key_unit_state"),)
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "person"],
                condition=models.Q(state=State.PENDING),
                name="reader_key_one_pending",
            ),
            models.UniqueConstraint(
                fields=["unit", "person"],
                condition=models.Q(state=State.STANDING),
                name="reader_key_one_standing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.get_state_display()}"

    @property
    def reader(self) -> roster.Reader:
        """The reader as a list names it."""
        return reader_of(self.pk, self)

    @property
    def fingerprint(self) -> str:
        """What two people read to each other to be sure of the key."""
        return roster.fingerprint(device=self.device, recovery=self.recovery, sign=self.sign)


def reader_of(key_id: UUID, key: ReaderKey) -> roster.Reader:
    """Return the line of a list that names this key."""
    return roster.Reader(key_id.hex, key.name, key.post, key.device, key.recovery, key.sign)


class ReaderList(models.Model):
    """One list of readers: proposed at its first signature, published at its second, then for ever."""

    id = models.UUIDField(primary_key=True, default=new_id)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reader_lists")
    generation = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    change = models.CharField(max_length=4, choices=Change)
    key = models.ForeignKey(ReaderKey, on_delete=models.PROTECT, related_name="lists")
    proposed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "danh sách người đọc"
        ordering = ("generation", "number", "proposed_at")
        constraints = (
            models.UniqueConstraint(fields=["unit", "sha256"], name="reader_list_once"),
            models.UniqueConstraint(
                fields=["unit", "generation", "number"],
                condition=models.Q(published_at__isnull=False),
                name="reader_list_one_published",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} {self.generation}.{self.number}"


class ListSignature(models.Model):
    """One reader's signature under a list, as the line of the signed note."""

    list = models.ForeignKey(ReaderList, on_delete=models.PROTECT, related_name="signatures")
    key = models.ForeignKey(ReaderKey, on_delete=models.PROTECT, related_name="signatures")
    line = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "chữ ký dưới danh sách người đọc"
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=["list", "key"], name="list_signature_once"),)

    def __str__(self) -> str:
        return f"{self.list} · {self.key.name}"
