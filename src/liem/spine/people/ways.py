"""The ways to sign in, as the ledger names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


class Way(TextChoices):
    """By what a person signed in."""

    PASSWORD = "password", _("mật khẩu")
    APP = "app", _("mật khẩu và mã của ứng dụng")
    KEY = "key", _("mật khẩu và khóa")
    RECOVERY = "recovery", _("mật khẩu và mã dự phòng")
    PASSKEY = "passkey", _("khóa, không dùng mật khẩu")


_SECOND = {"totp": Way.APP, "webauthn": Way.KEY, "recovery_codes": Way.RECOVERY}


def way_of(records: Iterable[Mapping[str, Any]]) -> Way:
    """Return the way that the steps of one sign-in make, as django-allauth notes them in the session."""
    way = Way.PASSWORD
    for record in records:
        if record.get("method") == "mfa":
            way = Way.PASSKEY if record.get("passwordless") else _SECOND.get(record.get("type", ""), way)
    return way
