"""The few views of sign-in that differ from allauth's: password, keys, sessions."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, cast

from allauth.account.views import PasswordChangeView
from allauth.core import context
from allauth.mfa.adapter import get_adapter as second_factors
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_of_page

from liem.desks.office.entry import needs_factor
from liem.spine.people import signing
from liem.spine.people.readers import has_second_factor, owner_of

from .sessions import device_words
from .sign_in_forms import KeyForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest

    from liem.spine.people.models import Account


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # it has no types
    """Change the password; all other sessions end, because each carries a digest of the password."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Leave out the navigation while there is only one way to go."""
        given: dict[str, Any] = super().get_context_data(**named)
        first = cast("Account", self.request.user).must_change_password
        return given | ({"first": True, "nav": []} if first else {"first": False})

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it, keep this session, and go on to work if this was the first password."""
        was_first = cast("Account", self.request.user).must_change_password
        response = super().form_valid(form)
        # first to the database: purging looks there, and would take this session for one of the old password
        self.request.session.save()
        UserSession.objects.purge_and_list(self.request.user)
        return HttpResponseRedirect(reverse("office:today")) if was_first else response


class SecondStep(AuthenticateView):  # type: ignore[misc]  # it has no types
    """The second step of a sign-in: a code or a key; a wrong one of either is told to the ledger."""

    webauthn_form_class = KeyForm


class SecondFactors(IndexView):  # type: ignore[misc]  # it has no types
    """The second factors of this account."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Say whether a duty asks for one, and leave out the navigation until it is there."""
        given: dict[str, Any] = super().get_context_data(**named)
        account = cast("Account", self.request.user)
        required = needs_factor(account, at=cast("Any", self.request).at)
        led_here = required and not has_second_factor(account)
        return given | {"required": required, "led_here": led_here} | ({"nav": []} if led_here else {})


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # it has no types
    """Add a key."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Tell the page whether keys can work here: browsers make them for names, never for numbers."""
        given: dict[str, Any] = super().get_context_data(**named)
        host = self.request.get_host().rpartition(":")[0] or self.request.get_host()
        try:
            ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            return given | {"numbered_host": ""}
        port = self.request.get_port()
        named_host = f"{self.request.scheme}://localhost:{port}" if host == "127.0.0.1" else ""
        return given | {"numbered_host": host, "named_host": named_host}


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # it has no types
    """Remove a key, unless it is the last factor of a person whose duty asks for one."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Ask the adapter as the other factors do."""
        adapter = second_factors()
        if not adapter.can_delete_authenticator(self.get_object()):
            messages.error(self.request, str(adapter.error_messages["cannot_delete_authenticator"]))
            return HttpResponseRedirect(reverse("mfa_list_webauthn"))
        removed: HttpResponse = super().form_valid(form)
        return removed


class Sessions(ListUserSessionsView):  # type: ignore[misc]  # it has no types
    """The open sessions of this account."""

    def get_context_data(self, **named: Any) -> dict[str, Any]:
        """Give each session its device in words."""
        given: dict[str, Any] = super().get_context_data(**named)
        rows = sorted(given["sessions"], key=lambda row: row.last_seen_at, reverse=True)
        given["rows"] = [
            {"row": row, "device": device_words(row.user_agent), "current": row.is_current()} for row in rows
        ]
        return given

    def form_valid(self, form: Any) -> HttpResponse:
        """End all others and say so."""
        account = cast("Account", self.request.user)
        others = [row for row in UserSession.objects.filter(user=account) if not row.is_current()]
        _end(self.request, others)
        messages.success(self.request, _("Đã kết thúc mọi phiên khác. Chỉ còn phiên này."))
        return HttpResponseRedirect(self.get_success_url())


def _end(request: HttpRequest, rows: Sequence[UserSession]) -> None:
    account, at = cast("Account", request.user), cast("Any", request).at
    signing.end_sessions(actor=owner_of(account, at=at), at=at, account=account, sessions=rows)


@require_POST
@login_required
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session of this account; this very one is a sign-out."""
    row = UserSession.objects.filter(user=cast("Account", request.user), pk=pk).first()
    if row is None:
        raise Http404
    if row.session_key == context.request.session.session_key:
        return HttpResponseRedirect(reverse("account_logout"))
    _end(request, [row])
    messages.success(request, _("Đã kết thúc phiên “%(device)s”.") % {"device": device_words(row.user_agent)})
    return HttpResponseRedirect(reverse("usersessions_list"))


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit (CSRF): nearly always a page that stood open for too long."""
    del reason
    return render(request, "office/account/stale.html", {}, status=403)


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages, and keep it with the account of who is signed in."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        account = request.user
        account.language = chosen
        account.save(update_fields=["language"])
    return set_language_of_page(request)


change_password = never_cache(login_required(ChangePassword.as_view()))
second_step = SecondStep.as_view()
second_factors_page = never_cache(login_required(SecondFactors.as_view()))
add_passkey = never_cache(AddPasskey.as_view())
remove_passkey = RemovePasskey.as_view()
sessions = Sessions.as_view()
