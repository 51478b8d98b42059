"""How allauth is bound to Liêm: who may open accounts, what a changed password does, how secrets are kept.

The office opens accounts (``people.actions.open_account``); nobody signs up and no mail is sent. The brakes
on guessing stand in :mod:`liem.site.lock_out`, the rules of passwords in :mod:`liem.site.passwords`, the
forms in :mod:`liem.site.sign_in_forms`.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from liem.desks.office.entry import keeps_last_factor
from liem.spine.people import signing
from liem.spine.people.readers import owner_of
from liem.spine.people.ways import way_of

from .lock_out import remember_device, visitor_address

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest, HttpResponse

    from liem.spine.people.models import Account

FRESH_SECONDS: Final = 300  # whoever signed in that recently is not asked again before a change of factors
_WRONG_CODE: Final = _(
    "Mã không đúng hoặc đã hết hạn. Nhập mã đang hiện trong ứng dụng; giờ của điện thoại phải đúng."
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # it has no types
    """Closed sign-up, our brakes instead of allauth's, the office's sentences instead of allauth's."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _(
            "Tên đăng nhập hoặc mật khẩu không đúng. "
            "Kiểm tra bộ gõ tiếng Việt và phím Caps Lock rồi nhập lại."
        ),
        "enter_current_password": _("Mật khẩu đang dùng không đúng. Nhập lại mật khẩu đang dùng."),
        "incorrect_password": _("Mật khẩu không đúng. Nhập lại mật khẩu đang dùng."),
        "incorrect_code": _WRONG_CODE,
        "too_many_login_attempts": _("Đã nhập sai quá nhiều lần. Chờ 15 phút rồi thử lại."),
        "rate_limited": _("Đã nhập sai quá nhiều lần. Chờ 15 phút rồi thử lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: the office opens accounts."""
        del request
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave out allauth's own brake: it counts by user name alone, so a stranger could lock anybody out.

        ``liem.site.lock_out`` counts instead.
        """

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the visitor's address as the believed proxies told it."""
        return visitor_address(request)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session and tell the ledger, both or neither."""
        account, at = cast("Account", user), cast("Any", request).at
        signing.sign_in(
            actor=owner_of(account, at=at),
            at=at,
            account=account,
            way=way_of(get_authentication_records(request, user)),
            begin=lambda: super(AccountAdapter, self).login(request, user),
        )

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Keep the new password; whoever chose one needs not change it any more."""
        account, at = cast("Account", user), context.request.at
        signing.change_password(actor=owner_of(account, at=at), at=at, account=account, password=password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go on to the account page."""
        del request
        return reverse("office:account")

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **given: Any) -> HttpResponse:
        """Bring the person's language along, and know the browser as one in which this person signed in."""
        response: HttpResponse = super().post_login(request, user, **given)
        remember_device(request, response, username=user.get_username())
        language = cast("Account", user).language
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES and language != get_language():
            keep_language(response, language)
        return response

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Ask for the password again unless the sign-in itself was within the last minutes."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and 0 <= request.at.timestamp() - records[-1]["at"] < FRESH_SECONDS:
            return False
        return bool(super().is_reauthentication_required(app=app, **more))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Name the ways to confirm in the words of the pages."""
        words = {
            "reauthenticate": _("Dùng mật khẩu"),
            "mfa_reauthenticate": _("Dùng mã xác thực hoặc mã dự phòng"),
            "mfa_reauthenticate:webauthn": _("Dùng khóa đăng nhập"),
        }
        return [
            {**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)
        ]


def keep_language(response: HttpResponse, language: str) -> None:
    """Keep the language of the pages in this browser for a year."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 86_400,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def shown_name(user: AbstractBaseUser) -> str:
    """Give the name that devices store beside a key: the sign-in name, not the person's."""
    return user.get_username()


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # it has no types
    """Second factors: secrets encrypted at rest, the last factor kept where a duty asks for one."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _WRONG_CODE,
        "cannot_delete_authenticator": _(
            "Chức danh của tài khoản này bắt buộc đăng nhập hai lớp nên phải giữ ít nhất một cách. "
            "Thêm cách khác trước rồi mới bỏ cách này."
        ),
        "cannot_generate_recovery_codes": _(
            "Thêm ứng dụng xác thực hoặc khóa trước rồi mới tạo mã dự phòng."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt a secret of a factor (Fernet, key derived from the secret of the installation)."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Read what ``encrypt`` wrote; earlier secrets of the installation are tried too.

        Raises ``cryptography.fernet.InvalidToken`` when the secret was replaced without keeping the old one.
        """
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say whether this factor may go: not the last one of a person whose duty asks for one."""
        return not keeps_last_factor(authenticator, at=context.request.at)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """Show the sign-in name in the application of codes."""
        return user.get_username()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """Suggest a name for a new key by its number."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Khóa %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name this installation to the device; keys hold for the host name without the port."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Liêm"}


def _cipher() -> MultiFernet:
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(secret))) for secret in secrets])


def _derived(secret: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"liem second factor 1").derive(
        secret.encode()
    )
