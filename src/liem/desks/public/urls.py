"""Addresses of the public desk: each module of pages brings its own."""

from __future__ import annotations

from . import draws, log

app_name = "public"

urlpatterns = [*log.urlpatterns, *draws.urlpatterns]
