"""`liem audit`: see `liem.desks.console.backup`."""

from __future__ import annotations

from liem.desks.console.backup import audit as main

__all__ = ["main"]
