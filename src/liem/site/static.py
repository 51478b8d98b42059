"""Static files with a stamp of their content in the address: after an upgrade no browser shows old styles."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


@functools.cache
def _stamp(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]


class StampedStorage(StaticFilesStorage):
    """Add "?v=<first ten letters of the SHA-256>" to each address."""

    def url(self, name: str | None) -> str:
        """Give the stamped address of a static file."""
        plain = super().url(name)
        # styles name fonts without a stamp: a stamped preload would fetch each font twice
        stamp = "" if plain.endswith(".woff2") else _stamp(name or "")
        return f"{plain}?v={stamp}" if stamp else plain
