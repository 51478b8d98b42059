"""Django app of public draws."""

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    """Public draws: ceremonies, the bodies that throw, reserves that moved up."""

    name = "liem.spine.draws"
    label = "draws"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Bốc thăm công khai"

    def ready(self) -> None:
        """Register sentences and the nightly replay."""
        from . import replay, sentences  # noqa: F401 - register themselves
