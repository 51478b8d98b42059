"""`liem demo`: a fictional commune with two years of work, opened in the browser's address of this
machine."""

from .run import main

__all__ = ["main"]
