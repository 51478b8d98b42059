"""Rows of bundles: with whom, what was sent, what came. Parts on their way lie on disk, not here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from liem.kernel.bundle import Card
from liem.kernel.ids import new_id
from liem.spine.units.models import Unit
from liem.spine.vault.models import Blob


class Role(models.TextChoices):
    """Where the other office stands; decides which kinds of bundle are taken from it."""

    ABOVE = "above", _("cấp trên")
    BELOW = "below", _("cấp dưới")
    SITE = "site", _("trang công khai của mình")


class Peer(models.Model):
    """Another office that ``own`` exchanges bundles with. ``card`` is its signed card, compared by voice.

    ``out_stream`` names the row of bundles to it; ``in_stream`` the one from it, empty before the first.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    own = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    office = models.CharField(max_length=60)
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=8, choices=Role)
    card = models.TextField()
    out_stream = models.CharField(max_length=32)
    in_stream = models.CharField(max_length=32, blank=True)
    trusted_at = models.DateTimeField()

    class Meta:
        verbose_name = "nơi trao đổi gói"
        constraints = (models.UniqueConstraint(fields=["own", "office"], name="bundle_peer_once"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.office})"

    @property
    def opened_card(self) -> Card:
        """The card, read."""
        return Card.parse(self.card.encode())


class Sent(models.Model):
    """A bundle made here. ``slip`` is the signed slip, ``bundle`` its name (SHA-256, hex).

    ``arrived_at`` is when the receiver's acknowledgement came, ``refused_…`` why it could not
    use the contents.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="sent")
    stream = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    bundle = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    slip = models.TextField()
    size = models.BigIntegerField()
    about = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    refused_code = models.CharField(max_length=40, blank=True)
    refused_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = "gói đã lập"
        ordering = ("stream", "number")
        constraints = (models.UniqueConstraint(fields=["stream", "number"], name="bundle_sent_once"),)

    def __str__(self) -> str:
        return f"{self.peer} {self.number}"


class Received(models.Model):
    """A bundle that came in its turn: taken, or refused with the reason. ``kept`` is what its kind notes."""

    class Outcome(models.TextChoices):
        """What became of it."""

        TAKEN = "taken", _("đã nhận")
        REFUSED = "refused", _("không nhận được nội dung")

    id = models.UUIDField(primary_key=True, default=new_id)
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="received")
    stream = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    bundle = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    slip = models.TextField()
    created_at = models.DateTimeField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    kept = models.JSONField(default=dict)

    class Meta:
        verbose_name = "gói đã đến"
        ordering = ("stream", "number")
        constraints = (models.UniqueConstraint(fields=["peer", "stream", "number"], name="bundle_came_once"),)

    def __str__(self) -> str:
        return f"{self.peer} {self.number}"


class Delivered(models.Model):
    """A sealed file that came in a bundle and lies in the vault unopened."""

    id = models.UUIDField(primary_key=True, default=new_id)
    own = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    peer = models.ForeignKey(Peer, on_delete=models.PROTECT, related_name="delivered")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "tệp niêm phong đã chuyển vào"
        constraints = (models.UniqueConstraint(fields=["own", "blob"], name="bundle_delivered_once"),)

    def __str__(self) -> str:
        return self.name
