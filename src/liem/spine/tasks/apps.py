"""Django app of tasks."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Tasks."""

    name = "liem.spine.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nhiệm vụ"

    def ready(self) -> None:
        """Register what this room gives to the ledger and the schedule."""
        from . import jobs, replay, sentences  # noqa: F401 - registers jobs, replay, sentences
