"""Django app of reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Early reminders of small faults."""

    name = "liem.domains.reminders"
    label = "reminders"
    verbose_name = "Nhắc nhở sớm"

    def ready(self) -> None:
        """Register the jobs of this room and what it gives to the ledger."""
        from . import erasing, jobs, replay, sentences  # noqa: F401 - registers handlers, rebuilding, sentences
