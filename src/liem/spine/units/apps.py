"""Django app of units."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Units with validity dates."""

    name = "liem.spine.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Đơn vị"

    def ready(self) -> None:
        """Register what this room gives to the ledger and the schedule."""
        from . import replay, sentences  # noqa: F401 - registers rebuilding and sentences
