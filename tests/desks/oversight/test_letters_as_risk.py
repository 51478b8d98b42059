"""Letters that were taken up weigh in the proposals of a programme."""

from __future__ import annotations

import pytest

from cast import AT, assemble
from commission import with_commission
from concluding import heard
from liem.desks.oversight.programmes.sources import letters

pytestmark = pytest.mark.django_db


class TestLetters:
    def test_count_by_the_unit_they_are_about(self) -> None:
        cast = with_commission(assemble())
        below = cast.units["XCR"].path
        assert dict(letters(below, at=AT)) == {}
        heard(cast, subject="CB01")
        denounced = heard(cast, subject="CB02")
        denounced.procedure = "denunciation"
        denounced.save()
        assert dict(letters(below, at=AT)) == {cast.units["CB02"].path: 1}
