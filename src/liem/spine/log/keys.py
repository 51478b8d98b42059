"""The log's signing key: one file of its own in the data folder, readable by its owner alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from liem.kernel.log.signing import NoSeed, SeedSigner, make_seed, read_seed
from liem.spine.access import sentence_of

if TYPE_CHECKING:
    from pathlib import Path

LogKey = SeedSigner


class NoKey(Exception):
    """The key file is missing, unreadable or not the key of this log: nothing can be signed."""


def load(path: Path, *, origin: str) -> LogKey:
    """Read the key of a log. Raises ``NoKey``; makes nothing: a new key would be another log."""
    try:
        return read_seed(path, name=origin)
    except NoSeed as fault:
        raise NoKey(sentence_of(fault)) from None


def make(path: Path, *, origin: str) -> LogKey:
    """Make the key of a new log, or read it if it is there. Raises ``NoKey``."""
    try:
        return make_seed(path, name=origin)
    except NoSeed as fault:
        raise NoKey(sentence_of(fault)) from None
