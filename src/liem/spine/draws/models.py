"""Rows of public draws."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Purpose(models.TextChoices):
    """What is drawn for; each has its rule in ``rules``."""

    BODIES = "bodies", _("Chọn cơ quan được xác minh tài sản, thu nhập")
    DECLARANTS = "declarants", _("Chọn người được xác minh tài sản, thu nhập")
    INSPECTION = "inspection", _("Chọn nơi được kiểm tra")
    RECOUNT = "recount", _("Chọn hộ hoặc nơi để đếm lại")
    CALL_BACK = "call_back", _("Chọn người để gọi hỏi lại sau chi trả")
    SURVEY = "survey", _("Chọn người để hỏi ý kiến")


class Method(models.TextChoices):
    """Where the digits come from."""

    DICE = "dice", _("Gieo xúc xắc mười mặt tại chỗ, các bên lần lượt")
    COMMIT = "commit", _("Mỗi bên gửi cam kết trước, cùng mở sau")
    BEACON = "beacon", _("Số ngẫu nhiên công khai, vòng định trước")


class State(models.TextChoices):
    """Where a ceremony stands."""

    ANNOUNCED = "announced", _("đã công bố, chưa bốc")
    HELD = "held", _("đã bốc thăm")
    GIVEN_UP = "given_up", _("không thực hiện")


class Ceremony(models.Model):
    """One draw, from its announcement on; its number is that of its dossier."""

    id = models.UUIDField(primary_key=True)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("units.Unit", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ANNOUNCED)
    title = models.CharField(max_length=300)
    # the ceremony that drew the bodies of this list, and the one that came to nothing before this
    drawn_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    repeats = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="repeated_by")
    rate = models.CharField(max_length=20, blank=True, default="")  # "1/10", or empty where count says
    count = models.PositiveIntegerField(null=True)
    leaders = models.BooleanField(default=False)
    reserves = models.PositiveSmallIntegerField(default=0)
    method = models.CharField(max_length=8, choices=Method.choices)
    beacon = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=300)
    held_at = models.DateTimeField()
    frame = models.TextField()
    frame_sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    excluded = models.TextField(blank=True, default="")  # unit, id, ground: one line each, parted by tabs
    excluded_sha256 = models.CharField(max_length=64)
    openings = models.JSONField(default=dict)  # blinded id → [name, opening]; never published
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    announced_seq = models.BigIntegerField()
    announced_entry = models.UUIDField()
    seed = models.CharField(max_length=300, blank=True, default="")
    result = models.TextField(blank=True, default="")  # its very bytes: a JSON column may order keys anew
    witnesses = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_seq = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True, default="")
    absent = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("-announced_at",)
        verbose_name = "buổi bốc thăm"
        indexes = (models.Index(fields=["unit", "-announced_at"], name="draws_of_unit"),)

    def __str__(self) -> str:
        return self.case.dossier

    @property
    def is_open(self) -> bool:
        """Whether it was announced and neither held nor given up."""
        return self.state == State.ANNOUNCED


class Throw(models.Model):
    """What one body gives to the seed, in the order announced."""

    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="throws")
    turn = models.PositiveSmallIntegerField()
    body = models.CharField(max_length=200)
    commitment = models.CharField(max_length=64, blank=True, default="")
    committed_entry = models.UUIDField(null=True)
    digits = models.CharField(max_length=200, blank=True, default="")
    nonce = models.CharField(max_length=64, blank=True, default="")
    thrown_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("turn",)
        verbose_name = "lượt gieo"
        constraints = (models.UniqueConstraint(fields=["ceremony", "turn"], name="draws_turn_once"),)

    def __str__(self) -> str:
        return f"{self.turn}. {self.body}"


class Replacement(models.Model):
    """A reserve that took the place of somebody drawn, with the ground."""

    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="replacements")
    unit = models.CharField(max_length=200)
    out = models.CharField(max_length=300)
    into = models.CharField(max_length=300)
    ground = models.TextField()
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        ordering = ("pk",)
        verbose_name = "người dự bị được đôn lên"

    def __str__(self) -> str:
        return f"{self.out} → {self.into}"
