"""Django app of reminders."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Early reminders of small faults."""

    name = "liem.domains.reminders"
    label = "reminders"
    verbose_name = "Nhắc nhở sớm"
