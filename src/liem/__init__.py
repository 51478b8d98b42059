"""Liêm: open software that keeps public work honest."""

__version__ = "0.1.0"
