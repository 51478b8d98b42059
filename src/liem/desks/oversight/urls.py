"""Addresses of the desk of inspection: each module of pages brings its own."""

from __future__ import annotations

from . import (
    conclusions,
    discipline,
    draws,
    inspections,
    procedures,
    programmes,
    questions,
    reminders,
    statistics,
    workbench,
)

app_name = "oversight"

urlpatterns = [
    *workbench.urlpatterns,
    *programmes.urlpatterns,
    *inspections.urlpatterns,
    *conclusions.urlpatterns,
    *reminders.urlpatterns,
    *discipline.urlpatterns,
    *questions.urlpatterns,
    *draws.urlpatterns,
    *statistics.urlpatterns,
    *procedures.urlpatterns,
]
