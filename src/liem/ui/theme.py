"""The names of the themes and of the cookie that keeps the choice."""

from __future__ import annotations

from typing import Final

THEME_COOKIE: Final = "liem_theme"
THEMES: Final = ("light", "dark")
