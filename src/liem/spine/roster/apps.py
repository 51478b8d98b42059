"""Django app of the lists of readers."""

from django.apps import AppConfig


class RosterConfig(AppConfig):
    """Whose keys reports are sealed to."""

    name = "liem.spine.roster"
    label = "roster"
    verbose_name = "Danh sách người đọc thư niêm phong"

    def ready(self) -> None:
        """Register what this room gives to the ledger."""
        from . import replay, sentences  # noqa: F401 - registers rebuilding and sentences
