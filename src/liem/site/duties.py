"""Checks the duties that the configuration names: a misspelt one would silently ask for nothing."""

from __future__ import annotations

from collections.abc import Iterable

from liem.spine.access.duties import DUTIES

from .config import ConfigError


def duties_named(words: Iterable[str]) -> tuple[str, ...]:
    """Give the duties as they are. Raises ``ConfigError`` (`config.sign_in.mfa_duties`) on an unknown one."""
    given = tuple(words)
    unknown = [word for word in given if word not in DUTIES]
    if unknown:
        known = ", ".join(sorted(DUTIES))
        raise ConfigError(
            "config.sign_in.mfa_duties",
            where="sign_in.mfa_duties",
            vi=f"không có chức trách {', '.join(unknown)}. Các chức trách: {known}.",
            en=f"there is no duty {', '.join(unknown)}. The duties: {known}.",
        )
    return given
