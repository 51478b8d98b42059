"""Rows of discipline cases: acts, statements, votes, notifications, appeals, suspensions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import new_id
from liem.kernel.text import fold
from liem.spine.cases.models import Case
from liem.spine.people.models import Person
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob


class SubjectKind(models.TextChoices):
    """What kind of subject; it says which forms there are."""

    MEMBER = "member", _("đảng viên chính thức")
    PROBATIONARY = "probationary", _("đảng viên dự bị")
    ORGANISATION = "organisation", _("tổ chức đảng")
    OFFICIAL = "official", _("công chức, viên chức")


class Form(models.TextChoices):
    """The forms, of the Party and of the state side; name removal is not discipline and is kept apart."""

    NONE = "", _("chưa quyết định")
    REPRIMAND = "reprimand", _("khiển trách")
    WARNING = "warning", _("cảnh cáo")
    DISMISSAL = "dismissal_from_post", _("cách chức")
    EXPULSION = "expulsion", _("khai trừ")
    DISSOLUTION = "dissolution", _("giải tán")
    STATE_REPRIMAND = "state_reprimand", _("khiển trách (chính quyền)")
    STATE_WARNING = "state_warning", _("cảnh cáo (chính quyền)")
    STATE_PAY_CUT = "state_pay_cut", _("hạ bậc lương")
    STATE_DEMOTION = "state_demotion", _("giáng chức")
    STATE_DISMISSAL = "state_dismissal", _("cách chức (chính quyền)")
    STATE_SACKING = "state_sacking", _("buộc thôi việc")
    NO_DISCIPLINE = "no_discipline", _("không kỷ luật")
    NAME_REMOVAL = "name_removal", _("xóa tên (không phải kỷ luật)")


class Body(models.TextChoices):
    """Which kind of body decided."""

    COMMITTEE = "committee", _("cấp ủy")
    COMMISSION = "commission", _("ủy ban kiểm tra")
    CELL = "cell", _("chi bộ")
    STATE = "state", _("cơ quan nhà nước")


class State(models.TextChoices):
    """Where a discipline case is."""

    PROPOSED = "proposed", _("đã đề nghị")
    EXAMINING = "examining", _("đang xem xét")
    HEARD = "heard", _("đã nghe đối tượng")
    VOTED = "voted", _("đã biểu quyết")
    REFERRED = "referred", _("đã đề nghị cấp trên quyết định")
    DECIDED = "decided", _("đã quyết định")
    NOTIFIED = "notified", _("đã công bố, giao quyết định")
    APPEALED = "appealed", _("đang giải quyết khiếu nại")
    DEFERRED = "deferred", _("tạm dừng xem xét")
    REFUSED = "refused", _("không kỷ luật")
    ENDED = "ended", _("hết hiệu lực")
    CANCELLED = "cancelled", _("đã hủy, phục hồi quyền lợi")


class Gravity(models.TextChoices):
    """How grave the violation is."""

    MINOR = "minor", _("ít nghiêm trọng")
    SERIOUS = "serious", _("nghiêm trọng")
    VERY_SERIOUS = "very_serious", _("rất nghiêm trọng")
    EXTREMELY_SERIOUS = "extremely_serious", _("đặc biệt nghiêm trọng")


class DisciplineCase(models.Model):
    """One subject, judged once for one or several acts. ``source_case`` is the dossier it came from, if one.

    ``unit`` is where the case is handled now; ``deciding_unit`` and ``body`` who decided. Days are Việt
    Nam's.
    ``contents`` holds keys of the statistical contents, ``violation_group`` the code of the catalogue in
    force.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="discipline")
    source_case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="disciplines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="discipline_cases")
    subject = models.CharField(max_length=12, choices=SubjectKind)
    subject_person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="disciplines"
    )
    subject_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="disciplines")
    holds_party_post = models.BooleanField(default=False)
    committee_member = models.BooleanField(default=False)
    managed_by_higher = models.BooleanField(default=False)
    task_from_above = models.BooleanField(default=False)
    also_official = models.BooleanField(default=False)
    no_limitation_ground = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    revision = models.PositiveIntegerField(default=0)
    proposed_form = models.CharField(max_length=20, choices=Form, default=Form.NONE, blank=True)
    form = models.CharField(max_length=20, choices=Form, default=Form.NONE, blank=True)
    gravity = models.CharField(max_length=20, choices=Gravity, blank=True)
    violation_group = models.CharField(max_length=80, blank=True)
    contents = models.JSONField(default=list)
    mitigating = models.JSONField(default=list)
    aggravating = models.JSONField(default=list)
    concluded_on = models.DateField(null=True)
    proposed_on = models.DateField()
    decided_on = models.DateField(null=True)
    decision_number = models.CharField(max_length=60, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    sign_authority = models.CharField(max_length=160, blank=True)
    sign_title = models.CharField(max_length=120, blank=True)
    deciding_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.CharField(max_length=12, choices=Body, blank=True)
    effective_on = models.DateField(null=True)
    effect_ends_on = models.DateField(null=True)
    notified_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    published_where = models.CharField(max_length=300, blank=True)
    criminal = models.CharField(max_length=120, blank=True)
    deferred_reason = models.CharField(max_length=200, blank=True)
    withheld = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    imported = models.BooleanField(default=False)

    class Meta:
        verbose_name = "hồ sơ kỷ luật"
        indexes = (
            models.Index(fields=["unit", "state"], name="discipline_unit_state"),
            models.Index(fields=["decided_on", "deciding_unit"], name="discipline_decided"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(subject="organisation") | models.Q(subject_person__isnull=False),
                name="discipline_person",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_on__isnull=True)
                | models.Q(decided_on__gte=models.F("proposed_on")),
                name="discipline_decided_after_proposed",
            ),
            # Quy định 21-QĐ/TW: what a kind of subject can receive, whoever writes the row
            models.CheckConstraint(
                condition=~models.Q(subject="probationary")
                | models.Q(form__in=("", "reprimand", "warning", "no_discipline", "name_removal")),
                name="discipline_probationary_forms",
            ),
            models.CheckConstraint(
                condition=~models.Q(subject="organisation")
                | models.Q(form__in=("", "reprimand", "warning", "dissolution", "no_discipline")),
                name="discipline_organisation_forms",
            ),
            models.CheckConstraint(
                condition=~models.Q(form="dismissal_from_post") | models.Q(holds_party_post=True),
                name="discipline_dismissal_needs_post",
            ),
        )

    def __str__(self) -> str:
        return self.case.title


class Act(models.Model):
    """One act of violation. ``until`` is the last day of an act that lasted; limitation counts from it.

    ``ongoing`` marks an act that has not ended yet: its limitation has not begun.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    discipline = models.ForeignKey(DisciplineCase, on_delete=models.PROTECT, related_name="acts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    since = models.DateField()
    until = models.DateField(null=True)
    ongoing = models.BooleanField(default=False)
    discovered_on = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "hành vi"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["discipline", "number"], name="act_number_once"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="act_days",
            ),
            models.CheckConstraint(
                condition=models.Q(ongoing=False) | models.Q(until__isnull=True), name="act_ongoing"
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


class DisciplinePaper(models.Model):
    """A paper of the file; ``withheld`` says why the person concerned does not see it (citation).

    ``folded`` is the title without marks and case, for searching.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    discipline = models.ForeignKey(DisciplineCase, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=300)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    withheld = models.CharField(max_length=300, blank=True)
    entry_seq = models.BigIntegerField(null=True)
    folded = models.CharField(max_length=300, default="", editable=False)

    class Meta:
        verbose_name = "giấy tờ của hồ sơ kỷ luật"
        ordering = ("at",)

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the folded twin beside the title."""
        self.folded = fold(self.title)[:300]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Statement(models.Model):
    """The words of the person or organisation concerned, kept as given, at any time of the case.

    ``refused`` records that they did not want to speak; ``words`` then says how they were asked.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    discipline = models.ForeignKey(DisciplineCase, on_delete=models.PROTECT, related_name="statements")
    words = models.TextField()
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    said_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_subject = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "ý kiến của đối tượng"
        ordering = ("at",)

    def __str__(self) -> str:
        return self.words[:80]


class Vote(models.Model):
    """A counted secret vote. ``counts`` maps a form (and "none") to ballots; ``entitled`` is who may vote
    in all.

    ``stage`` is "cell" (decides or proposes), "commission", "committee", "superior".
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    discipline = models.ForeignKey(DisciplineCase, on_delete=models.PROTECT, related_name="votes")
    stage = models.CharField(max_length=12)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    entitled = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    issued = models.PositiveSmallIntegerField()
    collected = models.PositiveSmallIntegerField()
    invalid = models.PositiveSmallIntegerField(default=0)
    counts = models.JSONField(default=dict)
    result = models.CharField(max_length=20, choices=Form, blank=True)
    decides = models.BooleanField(default=False)
    how = models.JSONField(default=dict)
    counters = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "biểu quyết"
        ordering = ("at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(collected__lte=models.F("issued"))
                & models.Q(issued__lte=models.F("present"))
                & models.Q(present__lte=models.F("entitled"))
                & models.Q(invalid__lte=models.F("collected")),
                name="vote_ballots_add_up",
            ),
        )

    def __str__(self) -> str:
        return f"{self.stage} {self.held_on:%d/%m/%Y}"


class Notification(models.Model):
    """To whom and how the decision was given, with its proof."""

    id = models.UUIDField(primary_key=True, default=new_id)
    discipline = models.ForeignKey(DisciplineCase, on_delete=models.PROTECT, related_name="notifications")
    to = models.CharField(max_length=200)
    how = models.CharField(max_length=120)
    on = models.DateField()
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "giao quyết định"
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.to} {self.on:%d/%m/%Y}"


class DisciplineAppeal(models.Model):
    """A complaint against the decision, with its clock and its outcome."""

    class Outcome(models.TextChoices):
        """What became of it."""

        NONE = "", _("đang giải quyết")
        KEPT = "kept", _("giữ nguyên")
        RAISED = "raised", _("tăng hình thức")
        LOWERED = "lowered", _("giảm hình thức")
        CANCELLED = "cancelled", _("xóa kỷ luật")
        NOT_ACCEPTED = "not_accepted", _("không thụ lý")
        WITHDRAWN = "withdrawn", _("rút khiếu nại")

    id = models.UUIDField(primary_key=True, default=new_id)
    discipline = models.ForeignKey(DisciplineCase, on_delete=models.PROTECT, related_name="appeals")
    filed_on = models.DateField()
    words = models.TextField()
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    to_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    to_name = models.CharField(max_length=200, blank=True)
    accepted_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    due_basis = models.CharField(max_length=400, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True, default=Outcome.NONE)
    new_form = models.CharField(max_length=20, choices=Form, blank=True, default=Form.NONE)
    settled_on = models.DateField(null=True)
    settled_words = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    entry_seq = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "khiếu nại kỷ luật đảng"
        ordering = ("filed_on",)

    def __str__(self) -> str:
        return f"{self.filed_on:%d/%m/%Y}"


class Suspension(models.Model):
    """A suspension of party life or activity, with its last day and its one extension."""

    id = models.UUIDField(primary_key=True, default=new_id)
    discipline = models.ForeignKey(DisciplineCase, on_delete=models.PROTECT, related_name="suspensions")
    since = models.DateField()
    until = models.DateField()
    basis = models.CharField(max_length=300)
    reason = models.TextField()
    extended_until = models.DateField(null=True)
    extension_reason = models.TextField(blank=True)
    lifted_on = models.DateField(null=True)
    lifted_reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "đình chỉ"
        ordering = ("since",)

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y}-{self.until:%d/%m/%Y}"
