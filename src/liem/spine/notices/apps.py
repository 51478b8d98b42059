"""Django app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices to persons, in the product and, without content, by e-mail."""

    name = "liem.spine.notices"
    label = "notices"
    verbose_name = "Thông báo"

    def ready(self) -> None:
        """Register the jobs of this room."""
        from . import jobs  # noqa: F401 - registers handlers
