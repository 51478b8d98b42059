"""A code of an application counts once (RFC 6238, section 5.2), in every process and while it could be taken.

allauth remembers a spent code for thirty seconds in the cache of one process; with the tolerance for slow
clocks the code would be good for ninety. Here the last step is kept with the secret itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.exceptions import ValidationError

PERIOD = 30  # seconds, the same in every application
_STEP = "step"


def spend(authenticator: Authenticator, *, code: str, at: datetime) -> None:
    """Keep the step of a code that was just found right. Raises ``ValidationError`` if it was spent before.

    Recovery codes are left alone: allauth strikes them out itself.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        step = _step_of(get_adapter().decrypt(row.data["secret"]), code=code, at=at)
        if step is None or step <= row.data.get(_STEP, 0):
            raise _wrong()
        row.data[_STEP] = step
        row.save(update_fields=["data"])
    authenticator.data = row.data


def _step_of(secret: str, *, code: str, at: datetime) -> int | None:
    typed = "".join(sign for sign in code if sign.isdigit())
    now, tolerance = int(at.timestamp()) // PERIOD, settings.MFA_TOTP_TOLERANCE
    # one step more: the half minute may have turned between the request and the look at the code
    for step in range(now + tolerance + 1, now - tolerance - 1, -1):
        if format_hotp_value(hotp_value(secret, step)) == typed:
            return step
    return None


def _wrong() -> ValidationError:
    fault: ValidationError = get_adapter().validation_error("incorrect_code")
    return fault
