"""Django app of programmes."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Programmes of inspection and supervision."""

    name = "liem.domains.programmes"
    label = "programmes"
    verbose_name = "Chương trình kiểm tra, giám sát"

    def ready(self) -> None:
        """Register what the events of this room say and how its rows are rebuilt."""
        from . import erasing, replay, sentences  # noqa: F401 - registers sentences and the rebuilding
