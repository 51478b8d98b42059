"""Django app of units."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Units with validity dates."""

    name = "liem.spine.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Đơn vị"
