"""How often tests with chance in them repeat: a few times at every push, many times a night.

`./liem test --nightly` sets `LIEM_TEST_NIGHTLY`; the same tests then run longer. No test is seen by the night
alone.
"""

from __future__ import annotations

import os
from typing import Final

AT_NIGHT = bool(os.environ.get("LIEM_TEST_NIGHTLY"))
# What repeats: at a push, at night.
COUNTS: Final[dict[str, tuple[int, int]]] = {
    "kills of writers and sequencer": (30, 1_000),
    "immediate stops of PostgreSQL": (3, 50),
    "kills while bundles are taken": (2, 100),
    "flipped bits of the database file": (60, 1_000),
    "cuts of the journal": (50, 1_000),
    "power cuts while the file is written": (30, 1_000),
    "trees against the definition": (250, 20_000),
    "broken inputs of each parser": (8_000, 1_000_000),
    "leaves of the log at speed": (20_000, 10_000_000),
    "letters of the turnover drill": (20, 200),
}


def times(what: str) -> int:
    """Return the repetitions of this run."""
    return COUNTS[what][AT_NIGHT]


def seconds(push: int, night: int = 3600) -> int:
    """Return how long such a test may take in this run."""
    return night if AT_NIGHT else push
