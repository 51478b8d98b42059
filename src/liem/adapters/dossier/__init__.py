"""A whole dossier as one PDF: cover, index with page and ledger numbers, every file in order, numbered.

:func:`bind` is the only door. The memory needed is that of the largest single file: files are opened one
after the other in a child process, and what is done goes to disk.
"""

from __future__ import annotations

from liem.adapters.dossier.binding import bind

__all__ = ["bind"]
