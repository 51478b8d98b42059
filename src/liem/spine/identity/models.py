"""Rows of requests to open a sealed name."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.ids import random_id
from liem.spine.people.models import Person
from liem.spine.sealed.models import SealedReport
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob


class State(models.TextChoices):
    """Where a request is. Bytes are given out in ``APPROVED`` and ``HANDED_OVER`` only."""

    ASKED = "asked", _("chờ cơ quan giữ danh tính quyết định")
    APPROVED = "approved", _("đã đồng ý, chờ gỡ lớp ngoài")
    HANDED_OVER = "handed_over", _("đã chuyển cho người xin")
    REFUSED = "refused", _("không đồng ý")
    ENDED = "ended", _("đã kết thúc")


UNDECIDED = (State.ASKED, State.APPROVED)
OPEN = (*UNDECIDED, State.HANDED_OVER)


class IdentityRequest(models.Model):
    """One request to open the name beside one report; ids are random, as those of the reports.

    ``about`` are readers of either body whom the report speaks of, as far as who asks knows: they decide
    nothing here. ``inner`` is what the custodian's browser found under the outer seal.
    """

    id = models.UUIDField(primary_key=True, default=random_id)
    report = models.ForeignKey(SealedReport, on_delete=models.PROTECT, related_name="identity_requests")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    asker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asker_name = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    about = models.ManyToManyField(Person, related_name="+")
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    decider = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decider_name = models.CharField(max_length=120, default="")
    words = models.CharField(max_length=300, default="")
    decided_at = models.DateTimeField(null=True)
    inner = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "yêu cầu mở danh tính"
        ordering = ("-asked_at", "id")
        indexes = (models.Index(fields=["state", "ends_at"], name="identity_request_ends"),)
        constraints = (
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(state__in=UNDECIDED),
                name="identity_request_one_undecided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.get_state_display()}"
