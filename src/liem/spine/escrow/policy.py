"""Who says that a key is divided, and who leads a ceremony."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.spine.access import NotPermitted
from liem.spine.roster import readers as roster
from liem.spine.roster.models import State as KeyState

if TYPE_CHECKING:
    from liem.spine.access import Actor
    from liem.spine.roster.models import ReaderKey


def own_key(actor: Actor) -> ReaderKey:
    """Return the actor's key that counts or waits: only who made a key knows that it was divided.

    Raises ``NotPermitted``.
    """
    key = roster.own_key(actor)
    if key is None or key.state not in (KeyState.PENDING, KeyState.STANDING):
        raise NotPermitted(_("Chỉ người đang có khóa ghi được rằng khóa của mình đã chia thành tờ."))
    return key


def leading_key(actor: Actor) -> ReaderKey:
    """Return the standing key of a reader, who may lead a ceremony of the unit. Raises ``NotPermitted``."""
    key = roster.signing_key(actor)
    if key is None or key.state != KeyState.STANDING:
        raise NotPermitted(_("Chỉ người đang đứng trong danh sách người đọc chủ trì lễ mở."))
    return key
