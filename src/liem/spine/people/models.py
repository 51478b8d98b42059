"""Rows of persons, mandates, accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from liem.kernel.ids import new_id
from liem.kernel.text import fold, name_sort_key, nfc
from liem.spine.access import Post
from liem.spine.units.models import Unit

if TYPE_CHECKING:
    from datetime import date


class Person(models.Model):
    """A person: full name always, given name last; nothing about opinions, belief or speech has a field
    here."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=32, unique=True, null=True, blank=True)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, editable=False, db_index=True)
    sort_name = models.CharField(max_length=400, editable=False)
    born_in = models.PositiveSmallIntegerField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)

    class Meta:
        verbose_name = "người"
        ordering = ("sort_name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded twin and the sort key beside the name."""
        self.keep_folded()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def keep_folded(self) -> None:
        """Write the folded twin and the sort key; whoever writes rows in blocks calls it first."""
        self.folded = fold(self.name)[:120]
        self.sort_name = name_sort_key(self.name)[:400]


class Mandate(models.Model):
    """A post held by a person in a unit from a day to a day (``valid_to`` is the first day without it)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mandates")
    post = models.CharField(max_length=32, choices=Post)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    appointed_by = models.CharField(max_length=160, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "chức danh"
        ordering = ("valid_from",)
        indexes = (models.Index(fields=["unit", "post"], name="mandate_unit_post"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="mandate_valid_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.get_post_display()} · {self.unit}"

    def is_in_force(self, day: date) -> bool:
        """Say whether the mandate is held on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class Kinship(models.Model):
    """Two persons who are kin, as declared or recorded: bars one from handling what concerns the other.

    Quy định 131-QĐ/TW năm 2023, Điều 4. ``relation`` is said from ``person`` to ``other`` ("vợ", "con").
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kin_of")
    relation = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "quan hệ thân thích"
        constraints = (
            models.UniqueConstraint(fields=["person", "other"], name="kinship_once"),
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="kinship_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.relation} · {self.other}"


class AccountManager(BaseUserManager["Account"]):
    """Make and find accounts by sign-in name. There is no superuser to make."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Find an account by its sign-in name, without regard to case."""
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """How a person signs in. It gives no access by itself: mandates do. Nobody is superuser or staff."""

    id = models.UUIDField(primary_key=True, default=new_id)
    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    language = models.CharField(max_length=5, default="vi")
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Meta:
        verbose_name = "tài khoản"

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Keep the password in NFC: a Mac and a Windows keyboard code "ế" differently."""
        super().set_password(None if raw_password is None else nfc(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Compare in NFC, as it was kept."""
        return super().check_password(None if raw_password is None else nfc(raw_password))

    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django permissions give nothing here; duties of mandates do."""
        del perm, obj
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Django permissions give nothing here."""
        del app_label
        return False
