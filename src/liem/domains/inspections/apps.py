"""Django app of inspections."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """Inspections, their conclusions and remedies."""

    name = "liem.domains.inspections"
    label = "inspections"
    verbose_name = "Cuộc kiểm tra, giám sát"
