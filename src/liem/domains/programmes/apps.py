"""Django app of programmes."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Programmes of inspection and supervision."""

    name = "liem.domains.programmes"
    label = "programmes"
    verbose_name = "Chương trình kiểm tra, giám sát"
