"""Django app of custody."""

from django.apps import AppConfig


class CustodyConfig(AppConfig):
    """Custody: erasure by law, openings."""

    name = "liem.spine.custody"
    label = "custody"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Giữ và xóa dữ liệu"

    def ready(self) -> None:
        """Register the jobs of this room and what it gives to the ledger."""
        from . import jobs, replay, sentences  # noqa: F401 - registers handlers, rebuilding, sentences
