"""The forms of sign-in: allauth's, with our labels and hints, and without its placeholders."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from liem.kernel.text import nfc
from liem.spine.people import signing

from .passwords import rules
from .spent_codes import spend

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.utils.functional import _StrPromise

    from liem.spine.people.models import Account

    Words = str | _StrPromise


def _dress(form: forms.Form, name: str, label: Words, hint: Words = "", **attributes: str) -> None:
    """Label a field; a placeholder would repeat the label and vanish on typing."""
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs |= attributes
    if isinstance(field.widget, forms.PasswordInput):
        field.widget.attrs["data-reveal"] = ""


def _dress_code(form: forms.Form, hint: Words) -> None:
    _dress(
        form, "code", _("Mã xác thực"), hint, inputmode="numeric", spellcheck="false", **{"class": "short"}
    )


@contextmanager
def _refusals_told(account: Account) -> Iterator[None]:
    """Tell the ledger of a second factor that is wrong; one that comes too often is only turned away."""
    try:
        yield
    except ValidationError as fault:
        if fault.code == "incorrect_code":
            signing.refuse_second_factor(actor=signing.nobody(), at=context.request.at, account=account)
        raise


class SignInForm(LoginForm):  # type: ignore[misc]  # it has no types
    """Sign-in name and password."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self, "login", _("Tên đăng nhập"), autocapitalize="none", spellcheck="false")
        _dress(self, "password", _("Mật khẩu"))


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]  # it has no types
    """The password in use and a new one; the rules stand before the field, not after the mistake."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self, "oldpassword", _("Mật khẩu đang dùng"))
        _dress(self, "password1", _("Mật khẩu mới"), rules())
        _dress(self, "password2", _("Nhập lại mật khẩu mới"))

    def clean_password1(self) -> str:
        """Refuse the password in use as the new one. Raises ``ValidationError``."""
        chosen: str = self.cleaned_data["password1"]
        if nfc(chosen) == nfc(self.data.get("oldpassword", "")):
            raise ValidationError(
                _("Mật khẩu mới trùng mật khẩu đang dùng. Chọn mật khẩu khác."), code="same"
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """Compare the two new ones, in our words."""
        cleaned = forms.Form.clean(self) or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("Hai lần nhập mật khẩu mới không giống nhau. Nhập lại."))
        return cleaned


class PasswordAgainForm(ReauthenticateForm):  # type: ignore[misc]  # it has no types
    """The password once more, before a change that matters."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self, "password", _("Mật khẩu"))


class CodeForm(AuthenticateForm):  # type: ignore[misc]  # it has no types
    """The code of the second step at sign-in."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress_code(self, _("6 chữ số đang hiện trong ứng dụng, hoặc một mã dự phòng 8 chữ số"))

    def clean_code(self) -> str:
        """Take a code once only, and tell the ledger of a wrong one. Raises ``ValidationError``."""
        with _refusals_told(self.user):
            code: str = super().clean_code()
            spend(self.authenticator, code=code, at=context.request.at)
            return code


class KeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]  # it has no types
    """The key of the second step at sign-in."""

    def clean_credential(self) -> Any:
        """Take a key of this account, and tell the ledger of a wrong one. Raises ``ValidationError``."""
        with _refusals_told(self.user):
            return super().clean_credential()


class CodeConfirmForm(CodeAgainForm):  # type: ignore[misc]  # it has no types
    """A code before a change that matters."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress_code(self, _("6 chữ số đang hiện trong ứng dụng, hoặc một mã dự phòng 8 chữ số"))

    def clean_code(self) -> str:
        """Take a code once only. Raises ``ValidationError``."""
        code: str = super().clean_code()
        spend(self.authenticator, code=code, at=context.request.at)
        return code


class ConnectAppForm(ActivateTOTPForm):  # type: ignore[misc]  # it has no types
    """The first code of an application of codes."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress_code(self, _("6 chữ số đang hiện trong ứng dụng"))


class AddKeyForm(AddWebAuthnForm):  # type: ignore[misc]  # it has no types
    """A name for a new key; by default it signs in alone, with the screen lock of the device."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self, "name", _("Tên khóa"), _("Để nhận ra sau này, ví dụ: Điện thoại, Khóa USB"))
        _dress(
            self,
            "passwordless",
            _("Dùng khóa này thay mật khẩu"),
            _(
                "Đăng nhập chỉ bằng khóa, mở khóa bằng vân tay, khuôn mặt hoặc mã PIN của thiết bị. "
                "Bỏ chọn nếu khóa USB không có mã PIN."
            ),
        )
        self.fields["passwordless"].initial = True


class RenameKeyForm(EditWebAuthnForm):  # type: ignore[misc]  # it has no types
    """Another name for a key."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _dress(self, "name", _("Tên khóa"))
