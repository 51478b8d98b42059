"""Django app of tasks."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Tasks."""

    name = "liem.spine.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Nhiệm vụ"
