"""Addresses for pages of the design system alone: what the templates ask for, and no desk."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("ui/", include("liem.ui.urls")),
    path("tai-khoan/", include("allauth.urls")),
    path("ngon-ngu/", include("django.conf.urls.i18n")),
]
