"""Django app of vault."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Vault: originals by hash."""

    name = "liem.spine.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Kho tệp gốc"
