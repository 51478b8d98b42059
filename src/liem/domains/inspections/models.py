"""Rows of inspections: the case, its team, conflicts, steps, papers, evidence, statements, conclusion,
remedies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.tasks.models import Task
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob

from .folded import FoldedText

if TYPE_CHECKING:
    from datetime import datetime


class Subject(models.TextChoices):
    """What kind of subject is inspected."""

    ORGANISATION = "organisation", _("tổ chức")
    MEMBER = "member", _("đảng viên")
    OFFICIAL = "official", _("cán bộ, công chức, viên chức")


class Body(models.TextChoices):
    """Which kind of body conducts or decides: kept per case, so that both ways of counting are right."""

    COMMITTEE = "committee", _("cấp ủy")
    COMMISSION = "commission", _("ủy ban kiểm tra")
    CELL = "cell", _("chi bộ")
    STATE = "state", _("cơ quan nhà nước")


class Outcome(models.TextChoices):
    """What the inspection found, in rising order."""

    NONE = "", _("chưa kết luận")
    CLEAN = "clean", _("thực hiện tốt, không có vi phạm")
    FAULTY = "faulty", _("có khuyết điểm, vi phạm")
    DISCIPLINE_DUE = "discipline_due", _("đến mức phải thi hành kỷ luật")
    STOPPED = "stopped", _("đình chỉ, không kết luận")


class Origin(models.TextChoices):
    """Why the inspection was opened."""

    PROGRAMME = "programme", _("theo chương trình")
    SIGN = "sign", _("dấu hiệu vi phạm")
    SUPERVISION = "supervision", _("phát hiện qua giám sát")
    LETTER = "letter", _("đơn, thư")
    QUESTION = "question", _("câu hỏi cần xem xét")
    ORDER = "order", _("cấp trên giao")
    OTHER = "other", _("việc khác")


class Inspection(models.Model):
    """One inspection. ``state`` is the key of the last step taken ("opened" at first) in its procedure.

    ``procedure_on`` is the day whose version of the procedure and of the law the case keeps; ``proposed_on``
    the day of the proposal, before which no decision can be dated. ``due_at`` is the last moment of the whole
    (UTC) by ``due_basis``; ``None`` where no rule in force sets one. Where ``due_binding`` is false nobody
    has checked the rule, so the case is never late by it. ``origin_case`` is the dossier it came from.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="inspection")
    procedure = models.CharField(max_length=48)
    procedure_on = models.DateField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="inspections")
    body = models.CharField(max_length=12, choices=Body)
    subject = models.CharField(max_length=12, choices=Subject)
    subject_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="inspected_in")
    subject_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="inspected_in"
    )
    committee_member = models.BooleanField(default=False)
    contents = models.JSONField(default=list)
    lookback_from = models.DateField(null=True)
    lookback_to = models.DateField(null=True)
    origin = models.CharField(max_length=16, choices=Origin, default=Origin.PROGRAMME)
    origin_case = models.ForeignKey(
        Case, null=True, on_delete=models.PROTECT, related_name="inspections_grown"
    )
    proposed_on = models.DateField()
    sign = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    state = models.CharField(max_length=24, default="opened")
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    planned_to = models.DateField(null=True)
    started_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    due_basis = models.CharField(max_length=400, blank=True)
    due_binding = models.BooleanField(default=False)
    extended_to = models.DateTimeField(null=True)
    extension_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome, default=Outcome.NONE, blank=True)
    concluded_on = models.DateField(null=True)
    recheck_on = models.DateField(null=True)
    rechecked_at = models.DateTimeField(null=True)
    recheck_words = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False)

    class Meta:
        verbose_name = "cuộc kiểm tra, giám sát"
        indexes = (
            models.Index(fields=["unit", "state"], name="inspection_unit_state"),
            models.Index(fields=["subject_unit", "concluded_on"], name="inspection_subject_unit"),
            models.Index(fields=["concluded_on", "unit"], name="inspection_concluded"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(subject_unit__isnull=False) | models.Q(subject_person__isnull=False),
                name="inspection_subject",
            ),
        )

    def __str__(self) -> str:
        return self.case.title

    @property
    def last_moment(self) -> datetime | None:
        """The last moment of the whole after an extension; ``None`` where no rule sets one."""
        return self.extended_to or self.due_at

    def is_late(self, at: datetime) -> bool:
        """Say whether the checked limit of the whole has passed without a conclusion."""
        last = self.last_moment
        running = self.closed_at is None and self.concluded_on is None
        return running and self.due_binding and last is not None and at > last


class TeamMember(models.Model):
    """A person appointed to the team; one who stepped out stays with the day and the reason."""

    class Role(models.TextChoices):
        """The part in the team."""

        HEAD = "head", _("trưởng đoàn, tổ trưởng")
        DEPUTY = "deputy", _("phó trưởng đoàn")
        SECRETARY = "secretary", _("thư ký")
        MEMBER = "member", _("thành viên")

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="team")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    until_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "thành viên đoàn"
        constraints = (
            models.UniqueConstraint(
                fields=["inspection", "person"],
                condition=models.Q(until__isnull=True),
                name="team_member_once",
            ),
            models.UniqueConstraint(
                fields=["inspection"],
                condition=models.Q(until__isnull=True, role="head"),
                name="team_one_head",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class Conflict(models.Model):
    """Why a person must not handle this case: found by the record or declared by the person."""

    class Ground(models.TextChoices):
        """The ground."""

        KIN = "kin", _("có quan hệ thân thích với đối tượng")
        SAME_UNIT = "same_unit", _("cùng đơn vị với đối tượng")
        SUBJECT = "subject", _("chính là đối tượng")
        EARLIER = "earlier", _("đã tham gia xử lý việc này trước đây")
        MANDATE = "mandate", _("có chức danh phụ trách đối tượng")
        INTEREST = "interest", _("tự khai có lợi ích liên quan")

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Ground)
    words = models.TextField(blank=True)
    declared = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "xung đột lợi ích"
        constraints = (
            models.UniqueConstraint(fields=["inspection", "person", "kind"], name="conflict_once"),
        )

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class StepTaken(models.Model):
    """A step of the procedure that was done: when it happened, who recorded it, which limit it had."""

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=24)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    due_basis = models.CharField(max_length=400, blank=True)
    due_binding = models.BooleanField(default=False)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "bước đã làm"
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.key} {self.on:%d/%m/%Y}"


class Paper(models.Model):
    """A paper of the dossier: written here (``body``) or brought as a file (``blob``), or both.

    ``kind`` is one of the paper kinds of the procedures (decision, plan, notice, outline, self_report,
    minutes,
    team_report, draft, hearing_minutes, conclusion, publication, hand_over, other).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    folded = FoldedText(source="title")
    period = models.CharField(max_length=12, blank=True)
    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    signer = models.CharField(max_length=120, blank=True)
    sign_title = models.CharField(max_length=120, blank=True)
    body = models.JSONField(default=dict)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "giấy tờ của cuộc"
        ordering = ("at",)

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """An item that proves a fact: a file, an interview, a site visit with its place and time."""

    class Form(models.TextChoices):
        """What it is."""

        FILE = "file", _("tài liệu, ảnh, bản ghi")
        INTERVIEW = "interview", _("làm việc, hỏi trực tiếp")
        SITE_VISIT = "site_visit", _("kiểm tra thực tế tại chỗ")

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="evidence")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Form)
    title = models.CharField(max_length=300)
    folded = FoldedText(source="title")
    words = models.TextField(blank=True)
    place = models.CharField(max_length=200, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    happened_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=160, blank=True)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "chứng cứ"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["inspection", "number"], name="evidence_number_once"),)

    def __str__(self) -> str:
        return f"CC{self.number:02d} {self.title}"


class Statement(models.Model):
    """The subject's own words, kept as given: explanation, opinion on the draft, reservation."""

    class About(models.TextChoices):
        """What the subject says."""

        EXPLANATION = "explanation", _("giải trình")
        ON_DRAFT = "on_draft", _("ý kiến về dự thảo")
        RESERVATION = "reservation", _("bảo lưu ý kiến")

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=12, choices=About)
    words = models.TextField()
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    said_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_subject = models.BooleanField(default=False)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "ý kiến của đối tượng"
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.said_on:%d/%m/%Y}"


class Draft(models.Model):
    """A version of the conclusion being written; ``parent`` is the version its writer saw.

    Two versions with one parent are a conflict: both stay until a version names both in ``merges``.
    ``content``
    is {"bases", "strengths", "findings", "requirements", "organisation", "recipients", "outcome", "praise"}.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followers")
    merges = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bản dự thảo kết luận"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["inspection", "number"], name="draft_number_once"),)

    def __str__(self) -> str:
        return f"v{self.number}"


class AuthorQuestion(models.Model):
    """A question of the office to the author of a draft: content and figures are asked about, never
    mended."""

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="author_questions")
    place = models.CharField(max_length=60)
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "câu hỏi cho người dự thảo"
        ordering = ("at",)

    def __str__(self) -> str:
        return self.words[:80]


class Finding(models.Model):
    """What the issued conclusion found. ``grade`` rises from strength to violation; ``content`` is an
    area's key."""

    class Grade(models.TextChoices):
        """The grade of a finding."""

        STRENGTH = "strength", _("ưu điểm")
        LIMITATION = "limitation", _("hạn chế")
        SHORTCOMING = "shortcoming", _("khuyết điểm")
        VIOLATION = "violation", _("vi phạm")

    class Gravity(models.TextChoices):
        """How grave a violation is."""

        NONE = "", _("không xếp mức")
        MINOR = "minor", _("ít nghiêm trọng")
        SERIOUS = "serious", _("nghiêm trọng")
        VERY_SERIOUS = "very_serious", _("rất nghiêm trọng")
        EXTREMELY_SERIOUS = "extremely_serious", _("đặc biệt nghiêm trọng")

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField()
    grade = models.CharField(max_length=12, choices=Grade)
    gravity = models.CharField(max_length=20, choices=Gravity, default=Gravity.NONE, blank=True)
    content = models.CharField(max_length=48)
    text = models.TextField()
    folded = FoldedText(source="text")
    amount = models.BigIntegerField(null=True)
    evidence = models.ManyToManyField(Evidence, related_name="findings", blank=True)

    class Meta:
        verbose_name = "nội dung kết luận"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=["inspection", "number"], name="finding_number_once"),)

    def __str__(self) -> str:
        return self.text[:80]


class Requirement(models.Model):
    """What the conclusion requires: an owner, a date, a task that is chased until proof was confirmed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="requirements")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    findings = models.ManyToManyField(Finding, related_name="requirements", blank=True)
    owner_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    owner_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="requirement")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_how = models.CharField(max_length=12, blank=True)
    confirmed_words = models.TextField(blank=True)
    proof = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "yêu cầu khắc phục"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["inspection", "number"], name="requirement_number_once"),
        )

    def __str__(self) -> str:
        return self.text[:80]


class HandOver(models.Model):
    """A hand-over of the case or a part of it to another body: it counts only when both ends have signed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="hand_overs")
    to_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=200)
    reason = models.TextField()
    papers = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=160, blank=True)
    proof = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    refused_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "chuyển giao"
        ordering = ("sent_at",)

    def __str__(self) -> str:
        return self.to_name
