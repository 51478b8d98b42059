"""Django app of discipline."""

from django.apps import AppConfig


class DisciplineConfig(AppConfig):
    """Discipline, with its votes, clocks and appeals."""

    name = "liem.domains.discipline"
    label = "discipline"
    verbose_name = "Thi hành kỷ luật"

    def ready(self) -> None:
        """Register the jobs of this room, what its events say, and how its rows are rebuilt."""
        from . import erasing, importing, jobs, printing_events, replay, sentences  # noqa: F401
