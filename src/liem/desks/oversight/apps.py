"""Django app of the desk of inspection."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    """The desk of inspection, discipline and early reminders."""

    name = "liem.desks.oversight"
    label = "oversight"
    verbose_name = "Kiểm tra, giám sát, kỷ luật"

    def ready(self) -> None:
        """Register the work of this desk, by schedule and after a commit."""
        from .discipline import printing  # noqa: F401 - registers a handler
        from .workbench import jobs  # noqa: F401 - registers a handler
