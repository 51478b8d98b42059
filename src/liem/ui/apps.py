"""Registration of the design system with Django."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, static files and tags; no models."""

    name = "liem.ui"
    label = "ui"
    verbose_name = "Giao diện"
