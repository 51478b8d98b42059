"""The cast with its commission."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cast import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    from cast import assemble
    from commission import with_commission

    return with_commission(assemble())
