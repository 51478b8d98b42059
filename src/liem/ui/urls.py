"""Addresses of the design system itself; the site includes them at any prefix."""

from __future__ import annotations

from django.urls import path

from liem.ui import views

app_name = "ui"
urlpatterns = [path("giao-dien", views.set_theme, name="theme")]
