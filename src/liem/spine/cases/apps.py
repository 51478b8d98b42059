"""Django app of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Dossiers and numbers."""

    name = "liem.spine.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Hồ sơ"
