"""How often tests with chance in them repeat: a few times at every push, many times a night.

`./liem test --nightly` sets `LIEM_TEST_NIGHTLY`; the same tests then run longer. No test is seen by the night
alone.
"""

from __future__ import annotations

import os

AT_NIGHT = bool(os.environ.get("LIEM_TEST_NIGHTLY"))


def times(push: int, night: int) -> int:
    """Return the repetitions of this run."""
    return night if AT_NIGHT else push
