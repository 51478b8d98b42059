"""Django app of vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Vault: originals by hash."""

    name = "liem.spine.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Kho tệp gốc"

    def ready(self) -> None:
        """Register the jobs of this room."""
        from . import jobs  # noqa: F401 - registers handlers
