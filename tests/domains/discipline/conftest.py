"""The cast of these tests, made once for a module; each test works in a savepoint and leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cast import Cast


@pytest.fixture(scope="module")
def _made(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    """Hold Django's own transaction of a test class around the module (imports wait for the settings)."""
    from django.test import TestCase

    from domains.discipline.setting import cast_with_commission

    class Outer(TestCase):
        pass

    outer: Any = Outer
    with django_db_blocker.unblock():
        atomics = outer._enter_atomics()
        try:
            made = cast_with_commission()
            with django_db_blocker.block():
                yield made
        finally:
            outer._rollback_atomics(atomics)


@pytest.fixture
def cast(_made: Cast, db: None) -> Cast:
    """Return the cast with its commission, inside the transaction of one test."""
    return _made
