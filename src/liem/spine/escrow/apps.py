"""Django app of divided keys."""

from django.apps import AppConfig


class EscrowConfig(AppConfig):
    """Keys on sheets of paper with several bodies."""

    name = "liem.spine.escrow"
    label = "escrow"
    verbose_name = "Khóa chia mảnh"

    def ready(self) -> None:
        """Register what this room gives to the ledger, and who stays named."""
        from . import keeping, replay, sentences  # noqa: F401 - register themselves
