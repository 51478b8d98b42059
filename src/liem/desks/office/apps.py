"""Django app of the office desk."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """The desk of officials: clerk, secretary, cell, agency."""

    name = "liem.desks.office"
    label = "office"
    verbose_name = "Bàn làm việc"
