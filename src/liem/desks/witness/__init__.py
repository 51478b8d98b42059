"""`liem witness`: a small program that an outside body runs to watch a log (C2SP tlog-witness).

It knows neither Django nor the product's database: one SQLite file, one key, the standard library. It cosigns
heads that continue what it saw before, keeps a copy of everything the log published, and keeps the evidence
when a log contradicts itself. Decision: docs/decisions/witness.md.
"""

from __future__ import annotations

from .command import main

__all__ = ["main"]
