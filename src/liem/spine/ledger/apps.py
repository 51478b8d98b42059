"""Django app of the ledger."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Ledger: append-only entries."""

    name = "liem.spine.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nhật ký minh bạch"
