"""The kind ``sealed``: files nobody on the way can open, from the public site into the vault, unopened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from liem.kernel import seal
from liem.spine.access import Invalid
from liem.spine.ledger.append import append
from liem.spine.vault import files as vault

from .events import SealedDelivered
from .kinds import Came, Enclosed, Kind, Packed, register
from .models import Delivered, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = "sealed"


def pack(files: Sequence[Enclosed]) -> Packed:
    """Return sealed files as a bundle. Raises ``Invalid`` for one that is not sealed: only those go."""
    for one in files:
        _require_sealed(one)
    about = _("%(count)s tệp niêm phong") % {"count": len(files)}
    return Packed({}, tuple(files), about=about)


def _require_sealed(one: Enclosed) -> None:
    with vault.opened(one.blob) as source:
        try:
            seal.Header.read(source)
        except seal.Invalid:
            raise Invalid(
                _("Tệp “%(name)s” không phải tệp niêm phong; loại gói này chỉ chuyển tệp đã niêm phong.")
                % {"name": one.name}
            ) from None


def take(came: Came) -> dict[str, object]:
    """Put each file into the vault, once, whatever bundle brings it."""
    new = 0
    for one in came.files:
        _require_sealed(one)
        row, made = Delivered.objects.get_or_create(
            own=came.own,
            blob=one.blob,
            defaults={"peer": came.peer, "name": one.name[:255], "at": came.at},
        )
        if made:
            new += 1
            event = SealedDelivered(office=came.peer.office, name=one.name[:255], file_sha256=one.blob.pk)
            append(actor=came.actor, at=came.at, event=event, subject=row.pk)
    return {"files": len(came.files), "new": new}


register(
    Kind(
        word=WORD,
        label=gettext_lazy("tệp niêm phong"),
        roles=frozenset({Role.SITE, Role.BELOW, Role.ABOVE}),
        take=take,
    )
)
