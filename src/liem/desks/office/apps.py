"""Django app of the office desk."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The desk of officials: clerk, secretary, cell, agency."""

    name = "liem.desks.office"
    label = "office"
    verbose_name = "Bàn làm việc"

    def ready(self) -> None:
        """Register the work this desk does after commit."""
        from .units import jobs  # noqa: F401 - registers a handler
