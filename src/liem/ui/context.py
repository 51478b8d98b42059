"""The context processor of the shells; register `liem.ui.context.shell` in the template settings."""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpRequest

from liem.ui.shell import Office

THEME_COOKIE = "liem_theme"
THEMES = ("light", "dark")


class Shell(TypedDict):
    """Values every shell template reads. `office`, `nav` and `account` come from the site's own processor."""

    theme: str
    page_url: str
    office_fallback: Office


def shell(request: HttpRequest) -> Shell:
    """Give the theme chosen by cookie ("" follows the device) and the address to come back to."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "theme": chosen if chosen in THEMES else "",
        "page_url": request.get_full_path(),
        "office_fallback": Office(),
    }
