"""Procedures in force for the actor's body on a day, a readable page each."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("quy-trinh/", views.overview, name="procedures"),
    path("quy-trinh/<slug:procedure_id>/", views.one, name="procedures_one"),
]
