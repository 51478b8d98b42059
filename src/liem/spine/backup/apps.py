"""Django app of backups."""

from django.apps import AppConfig


class BackupConfig(AppConfig):
    """Backups: runs and what of the originals is kept already."""

    name = "liem.spine.backup"
    label = "backup"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Sao lưu"

    def ready(self) -> None:
        """Register the jobs of this room."""
        from . import jobs  # noqa: F401 - registers handlers
