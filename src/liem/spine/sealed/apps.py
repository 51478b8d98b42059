"""Django app of sealed letters."""

from django.apps import AppConfig


class SealedConfig(AppConfig):
    """Letters nobody here can read."""

    name = "liem.spine.sealed"
    label = "sealed"
    verbose_name = "Thư niêm phong"

    def ready(self) -> None:
        """Register what this room gives to the ledger."""
        from . import replay, sentences  # noqa: F401 - registers rebuilding and sentences
