"""`liem manage …`: Django's own commands with this installation's settings."""

from __future__ import annotations


def main(words: list[str]) -> int:
    """Run one management command; Django ends the process itself with 1 on a command's error."""
    from django.core.management import ManagementUtility

    ManagementUtility(["liem manage", *words]).execute()
    return 0
