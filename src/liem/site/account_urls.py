"""Addresses of sign-in, second factor and sessions: what Liêm uses of allauth, under Vietnamese paths.

Accounts are opened by the office, never by the visitor, and no mail is sent: the flows of sign-up, e-mail,
reset by mail, telephone and code by mail keep their names, because allauth asks for their addresses, and
answer 404.
"""

from __future__ import annotations

from typing import NoReturn

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.http import Http404, HttpRequest
from django.urls import path
from django.views.decorators.cache import never_cache

from . import account_views


def absent(request: HttpRequest, **_parts: str) -> NoReturn:
    """Answer as an address that does not exist."""
    del request
    raise Http404


UNUSED = {
    "account_signup": "khong-co/dang-ky/",
    "account_email": "khong-co/thu/",
    "account_email_verification_sent": "khong-co/thu/da-gui/",
    "account_set_password": "khong-co/mat-khau-dau/",
    "account_reset_password": "khong-co/cap-lai/",
    "account_reset_password_done": "khong-co/cap-lai/da-gui/",
    "account_confirm_login_code": "khong-co/ma/",
    "account_verify_phone": "khong-co/dien-thoai/",
}

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("da-dong/", account.account_inactive, name="account_inactive"),
    path("xac-nhan-lai/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account_views.change_password, name="account_change_password"),
    path("hai-lop/", account_views.second_factors_page, name="mfa_index"),
    path("hai-lop/nhap-ma/", account_views.second_step, name="mfa_authenticate"),
    path("hai-lop/xac-nhan-lai/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/ung-dung/bat/", never_cache(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-lop/ung-dung/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong/", never_cache(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/tao/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-lop/ma-du-phong/tai/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("hai-lop/khoa/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("hai-lop/khoa/them/", account_views.add_passkey, name="mfa_add_webauthn"),
    path("hai-lop/khoa/dang-nhap/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("hai-lop/khoa/xac-nhan-lai/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("hai-lop/khoa/<int:pk>/bo/", account_views.remove_passkey, name="mfa_remove_webauthn"),
    path("hai-lop/khoa/<int:pk>/ten/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("phien/", account_views.sessions, name="usersessions_list"),
    path("phien/<int:pk>/ket-thuc/", account_views.end_session, name="usersessions_end"),
    *(path(address, absent, name=name) for name, address in UNUSED.items()),
]
