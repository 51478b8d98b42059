"""The context processor of the shells: `liem.ui.context.shell`."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

THEME_COOKIE: Final = "liem_theme"
THEMES: Final = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, str]:
    """Give the theme kept in the cookie; "" follows the device. A forged value counts as none."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": chosen if chosen in THEMES else ""}
