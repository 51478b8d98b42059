"""The one refusal of the configuration."""

from __future__ import annotations


class ConfigError(Exception):
    """The configuration cannot be used. Says where, what, and how to mend it, in both languages."""

    def __init__(self, code: str, *, where: str, vi: str, en: str) -> None:
        self.code = code
        self.where = where
        self.vi = vi
        self.en = en
        super().__init__(f"{where}: {vi}\n{where}: {en}")
