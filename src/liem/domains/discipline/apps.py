"""Django app of discipline."""

from django.apps import AppConfig


class DisciplineConfig(AppConfig):
    """Discipline, with its votes, clocks and appeals."""

    name = "liem.domains.discipline"
    label = "discipline"
    verbose_name = "Thi hành kỷ luật"
