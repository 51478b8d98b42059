"""Addresses of the office desk."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

app_name = "office"

urlpatterns: list[URLPattern | URLResolver] = []
