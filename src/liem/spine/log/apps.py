"""Django app of the transparency log."""

from django.apps import AppConfig


class LogConfig(AppConfig):
    """Log: tree, heads, cosignatures."""

    name = "liem.spine.log"
    label = "log"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Sổ minh bạch"

    def ready(self) -> None:
        """Register the jobs of this room and what its events say."""
        from liem.spine.ledger import replay
        from liem.spine.ledger.append import guarded_by

        from . import incidents, jobs, sentences, tags  # noqa: F401 - register handlers and sentences

        guarded_by(incidents.refuse_entry)
        replay.lost_are(tags.lost)
