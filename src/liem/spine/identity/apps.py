"""Django app of requests to open a sealed name."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """Names that two bodies open together."""

    name = "liem.spine.identity"
    label = "identity"
    verbose_name = "Mở danh tính niêm phong"

    def ready(self) -> None:
        """Register what this room gives to the ledger and to the clock."""
        from . import jobs, replay, sentences  # noqa: F401 - registers the schedule, rebuilding, sentences
