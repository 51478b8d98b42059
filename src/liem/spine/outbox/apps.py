"""Django app of outbox."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Outbox: durable jobs."""

    name = "liem.spine.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Việc nền"
