"""Addresses of the desk of other systems."""

from __future__ import annotations

from . import bundles

app_name = "machine"

urlpatterns = [*bundles.urlpatterns]
