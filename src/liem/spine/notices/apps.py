"""Django app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices to persons, in the product and, without content, by e-mail."""

    name = "liem.spine.notices"
    label = "notices"
    verbose_name = "Thông báo"

    def ready(self) -> None:
        """Register the jobs of this room and what its events say."""
        from . import jobs, sentences  # noqa: F401 - register handlers and sentences
