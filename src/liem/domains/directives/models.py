"""Rows of directives and of the letters that give their tasks."""

from __future__ import annotations

from typing import Literal

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.tasks.models import Task
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob

from .flow import State
from .head import rules_side


class DocumentKind(models.TextChoices):
    """The kind of a document; a field of its own because "QĐ" is both decision and regulation.

    Every kind the reader can give and the law names is here, under the glossary's word.
    """

    OFFICIAL_LETTER = "official_letter", _("Công văn")
    INSTRUCTION = "instruction", _("Chỉ thị")
    RESOLUTION = "resolution", _("Nghị quyết")
    CONCLUSION_DOCUMENT = "conclusion_document", _("Kết luận")
    NOTICE = "notice", _("Thông báo")
    DECISION = "decision", _("Quyết định")
    REGULATION = "regulation", _("Quy định")
    STATUTE = "statute", _("Quy chế")
    GUIDANCE = "guidance", _("Hướng dẫn")
    PLAN = "plan", _("Kế hoạch")
    PROGRAMME = "programme", _("Chương trình")
    SCHEME = "scheme", _("Đề án")
    SUBMISSION = "submission", _("Tờ trình")
    REPORT = "report", _("Báo cáo")
    MINUTES = "minutes", _("Biên bản")
    TELEGRAM = "telegram", _("Công điện")
    INVITATION = "invitation", _("Giấy mời")
    CIRCULAR_LETTER = "circular_letter", _("Thông tri")
    COMMUNIQUE = "communique", _("Thông cáo")
    OPTION_PLAN = "option_plan", _("Phương án")
    PROJECT = "project", _("Dự án")
    CONTRACT = "contract", _("Hợp đồng")
    MEMORANDUM = "memorandum", _("Bản ghi nhớ")
    AGREEMENT = "agreement", _("Bản thỏa thuận")
    AUTHORISATION = "authorisation", _("Giấy ủy quyền")
    INTRODUCTION_LETTER = "introduction_letter", _("Giấy giới thiệu")
    LEAVE_PERMIT = "leave_permit", _("Giấy nghỉ phép")
    DISPATCH_SLIP = "dispatch_slip", _("Phiếu gửi")
    TRANSFER_SLIP = "transfer_slip", _("Phiếu chuyển")
    NOTICE_SLIP = "notice_slip", _("Phiếu báo")
    PUBLIC_LETTER = "public_letter", _("Thư công")
    APPEAL = "appeal", _("Lời kêu gọi")
    DECLARATION = "declaration", _("Tuyên bố")
    DECREE = "decree", _("Nghị định")
    CIRCULAR = "circular", _("Thông tư")
    OTHER = "other", _("Loại khác")


class Directive(models.Model):
    """An incoming document of a unit: the original, what was read, what a person confirmed.

    ``reading`` keeps what the reader found, with places on the page, and is never changed by hand; the
    columns hold what
    was confirmed. ``revision`` rises with each change, so that the second of two clerks sees what the first
    did.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="directive")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="directives")
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    page_count = models.PositiveIntegerField(default=0)
    pages_read = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    revision = models.PositiveIntegerField(default=0)
    reading = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)
    number = models.CharField(max_length=16, blank=True)
    symbol = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    kind = models.CharField(max_length=24, choices=DocumentKind, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    folded = models.CharField(max_length=800, editable=False)
    base_documents = models.JSONField(default=list)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "văn bản chỉ đạo"
        indexes = (
            models.Index(fields=["unit", "state", "received_at"], name="directive_unit_state"),
            models.Index(fields=["unit", "issued_on"], name="directive_unit_issued"),
            models.Index(fields=["blob"], name="directive_blob"),
        )

    def __str__(self) -> str:
        return self.full_symbol or self.file_name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded twin beside the words."""
        self.folded = fold(f"{self.full_symbol} {self.issuer} {self.subject}")[:800]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def rules_side(self) -> Literal["party", "state"]:
        """Return whose rules of time the document follows: the Party's for a symbol like "CV/TU", else the
        State's."""
        return rules_side(self.symbol)

    @property
    def full_symbol(self) -> str:
        """Return number and symbol as people write them: "1248-CV/TU" (party) or "12/KH-UBND" (state)."""
        if not self.symbol:
            return self.number
        joint = "-" if self.rules_side == "party" else "/"
        return f"{self.number}{joint}{self.symbol}" if self.number else self.symbol


class Letter(models.Model):
    """An assignment letter: the outgoing paper by which a unit gives tasks of a directive.

    ``body`` keeps the words as they stood when it was issued (``papers.body_of``), so that it reads the same
    for ever, whatever becomes of its tasks and units.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="letters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    symbol = models.CharField(max_length=40)
    period = models.CharField(max_length=12)
    issued_on = models.DateField()
    side = models.CharField(max_length=8)
    layout_key = models.CharField(max_length=80)
    signer = models.CharField(max_length=120)
    sign_authority = models.CharField(max_length=160)
    sign_title = models.CharField(max_length=120)
    closing = models.TextField(blank=True)
    body = models.JSONField(default=dict)
    tasks = models.ManyToManyField(Task, related_name="letters")
    issued_at = models.DateTimeField()
    entry_seq = models.BigIntegerField()

    class Meta:
        verbose_name = "văn bản giao việc"
        ordering = ("issued_at",)
        constraints = (
            models.UniqueConstraint(fields=["unit", "symbol", "period", "number"], name="letter_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.symbol}"
