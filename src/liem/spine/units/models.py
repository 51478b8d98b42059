"""Rows of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.vault.models import Blob

if TYPE_CHECKING:
    from datetime import date, datetime


class Level(models.TextChoices):
    """The level of a unit. ``district`` lives on as history (abolished on 1 July 2025)."""

    CENTRAL = "central", _("Trung ương")
    PROVINCE = "province", _("Tỉnh")
    DISTRICT = "district", _("Huyện (trước 01/7/2025)")
    COMMUNE = "commune", _("Xã, phường, đặc khu")
    BASE = "base", _("Cơ sở")
    CELL = "cell", _("Chi bộ")
    VILLAGE = "village", _("Thôn, tổ dân phố")


class Side(models.TextChoices):
    """Whose rules of documents and procedure the unit follows."""

    PARTY = "party", _("Đảng")
    STATE = "state", _("Nhà nước")
    FRONT = "front", _("Mặt trận, đoàn thể")
    COMMUNITY = "community", _("Cộng đồng dân cư")


class Kind(models.TextChoices):
    """What the unit is."""

    PROVINCIAL_COMMITTEE = "provincial_committee", _("Tỉnh ủy, thành ủy")
    DISTRICT_COMMITTEE = "district_committee", _("Huyện ủy (trước 01/7/2025)")
    COMMUNE_COMMITTEE = "commune_committee", _("Đảng ủy xã, phường, đặc khu")
    BASE_COMMITTEE = "base_committee", _("Đảng ủy cơ sở")
    BASE_CELL = "base_cell", _("Chi bộ cơ sở")
    PARTY_CELL = "party_cell", _("Chi bộ")
    PARTY_OFFICE = "party_office", _("Cơ quan tham mưu của cấp ủy")
    INSPECTION_COMMISSION = "inspection_commission", _("Ủy ban kiểm tra")
    INTERNAL_AFFAIRS_COMMISSION = "internal_affairs_commission", _("Ban Nội chính")
    PEOPLES_COUNCIL = "peoples_council", _("Hội đồng nhân dân")
    PEOPLES_COMMITTEE = "peoples_committee", _("Ủy ban nhân dân")
    AGENCY = "agency", _("Cơ quan, phòng, ban")
    SCHOOL = "school", _("Trường học")
    HEALTH_STATION = "health_station", _("Trạm y tế")
    FATHERLAND_FRONT = "fatherland_front", _("Mặt trận Tổ quốc")
    UNION = "union", _("Tổ chức chính trị - xã hội")
    VILLAGE = "village", _("Thôn")
    RESIDENTIAL_GROUP = "residential_group", _("Tổ dân phố")


class Unit(models.Model):
    """A unit. ``path`` is the chain of codes from the top ("/TAL/XCR/CB01/"); ``valid_to`` is the first day
    it is gone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60, blank=True)
    folded = models.CharField(max_length=160, editable=False)
    kind = models.CharField(max_length=32, choices=Kind)
    level = models.CharField(max_length=12, choices=Level)
    side = models.CharField(max_length=12, choices=Side)
    document_symbol = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=255, db_index=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    inhabitants = models.PositiveIntegerField(null=True, blank=True)
    border = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "đơn vị"
        ordering = ("path",)
        indexes = (models.Index(fields=["folded"], name="unit_folded"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="unit_valid_period",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded twin beside the name."""
        self.keep_folded()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def keep_folded(self) -> None:
        """Write the folded twin; whoever writes many rows in one statement calls it first."""
        self.folded = fold(f"{self.name} {self.short_name}")[:160]

    def is_open(self, day: date) -> bool:
        """Say whether the unit exists on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


class UnitName(models.Model):
    """A name a unit bore from a day on, with its basis; the newest is also on the unit."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=160)
    valid_from = models.DateField()
    basis = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "tên đơn vị"
        ordering = ("valid_from",)
        constraints = (models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_one_name_a_day"),)

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """What became of a unit: ``old`` went into ``new`` on a day, by a basis."""

    class How(models.TextChoices):
        """The way one unit followed another."""

        MERGED = "merged", _("sáp nhập")
        SPLIT = "split", _("chia, tách")
        ABOLISHED = "abolished", _("kết thúc hoạt động, chuyển giao")

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors")
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    how = models.CharField(max_length=12, choices=How)
    on = models.DateField()
    basis = models.CharField(max_length=200)

    class Meta:
        verbose_name = "kế thừa đơn vị"
        constraints = (models.UniqueConstraint(fields=["old", "new"], name="unit_succession_once"),)

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class TablePreview(models.Model):
    """A table sent in for import and looked through, not yet taken in; its file stands in the vault.

    Nothing of its rows is kept here: they are read and checked again at each look and at the confirmation.
    ``made_by`` is the person's id (the room of people stands above this one). A long table is taken in by a
    job: ``asked_at`` says since when, ``asked_rows`` how many, ``refused`` why not, in words.
    """

    class What(models.TextChoices):
        """What the rows of the table are."""

        UNITS = "units", _("đơn vị")
        PEOPLE = "people", _("nhân sự, chức danh")
        INSPECTIONS = "inspections", _("cuộc kiểm tra, giám sát đã qua")
        DISCIPLINES = "disciplines", _("kỷ luật đã qua")

    id = models.UUIDField(primary_key=True, default=new_id)
    what = models.CharField(max_length=16, choices=What)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    rows_kept = models.PositiveIntegerField(null=True)
    entry_seq = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_rows = models.PositiveIntegerField(null=True)
    refused = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "bảng chờ nhập"
        indexes = (models.Index(fields=["made_by", "made_at"], name="table_preview_maker"),)

    def __str__(self) -> str:
        return self.file_name

    def confirm(self, *, at: datetime, rows: int, seq: int) -> None:
        """Keep that the good rows were taken in, and by which entry of the ledger."""
        self.confirmed_at, self.rows_kept, self.entry_seq = at, rows, seq
        self.save(update_fields=["confirmed_at", "rows_kept", "entry_seq"])
