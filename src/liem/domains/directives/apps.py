"""Django app of directives."""

from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    """Directives: documents that give tasks."""

    name = "liem.domains.directives"
    label = "directives"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Văn bản chỉ đạo"

    def ready(self) -> None:
        """Register the jobs of this room and what its events say."""
        from . import erasing, exchange, jobs, replay, sentences  # noqa: F401 - registers what they name
