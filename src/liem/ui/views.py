"""The two pages of the design system: the choice of theme, and the gallery of components for developers."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from liem.ui.context import THEME_COOKIE, THEMES
from liem.ui.gallery import gallery_context

YEAR = 365 * 24 * 60 * 60


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme ("light", "dark"; else as the device) in a cookie and go back to `next`."""
    wanted = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        wanted = "/"
    reply = HttpResponseRedirect(wanted)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        reply.set_cookie(
            THEME_COOKIE, theme, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
    else:
        reply.delete_cookie(THEME_COOKIE, samesite="Lax")
    return reply


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in all its states. The site routes it in development and tests only."""
    return render(request, "ui/gallery.html", gallery_context(request.GET), status=HTTPStatus.OK)
