"""Django app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, mandates, accounts."""

    name = "liem.spine.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Con người"

    def ready(self) -> None:
        """Register what this room gives to the ledger and the schedule."""
        from . import erasing, jobs, kinship_replay, replay, sentences  # noqa: F401 - registers what it names
