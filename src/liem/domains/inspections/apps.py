"""Django app of inspections."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Inspections, their conclusions and remedies."""

    name = "liem.domains.inspections"
    label = "inspections"
    verbose_name = "Cuộc kiểm tra, giám sát"

    def ready(self) -> None:
        """Register what the events of this room say and how its rows are rebuilt, and what is kept from
        whom in lists of tasks."""
        from . import (  # noqa: F401 - register sentences and rebuilding
            conclusion_sentences,
            erasing,
            importing,
            printing_events,
            printing_jobs,
            readers,
            replay,
            sentences,
        )
