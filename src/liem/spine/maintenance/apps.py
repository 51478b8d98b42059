"""Django app of maintenance."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class MaintenanceConfig(AppConfig):
    """Maintenance: sessions, upgrades."""

    name = "liem.spine.maintenance"
    label = "maintenance"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Bảo trì"

    def ready(self) -> None:
        """Register jobs and sentences, and tell the ledger of upgrades."""
        from . import jobs, replay, sentences  # noqa: F401 - register themselves

        post_migrate.connect(_upgraded, sender=self, dispatch_uid="maintenance.upgraded")


def _upgraded(*, plan: list[tuple[Any, bool]], using: str, **_rest: object) -> None:
    """Hear of a finished migration of the whole database; this app's signal comes once a run."""
    from . import upgrades

    if using == "default":
        upgrades.tell([f"{one.app_label}.{one.name}" for one, backwards in plan if not backwards])
