"""Django app of bundles."""

from django.apps import AppConfig


class BundlesConfig(AppConfig):
    """What offices send each other."""

    name = "liem.spine.bundles"
    label = "bundles"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Gói gửi giữa các cơ quan"

    def ready(self) -> None:
        """Register what the events say, how rows are rebuilt, and the kinds this room takes itself."""
        from . import acknowledged, replay, sealed_files, sentences  # noqa: F401 - registers
