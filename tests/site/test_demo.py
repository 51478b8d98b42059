"""The demonstration's parts that need no database: its invented law, its pictures, its scripts."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.clock import local_day
from liem.law import default_book
from liem.law.book import NATIONAL, remove_root
from liem.law.calendar import default_calendar
from liem.law.procedures import default_procedures
from liem.site.demo import own_law, picture
from liem.site.demo.run import PERSONS
from liem.site.demo.script import Script, Stage, working, year_of
from liem.site.demo.story import Story
from liem.site.demo.world import World
from liem.site.own_law import read_own_law

NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)
TAL = ("province:tal", *NATIONAL)


@pytest.fixture
def law(tmp_path: Path) -> Iterator[Path]:
    """The demonstration's own law, read as an installation reads it."""
    file = own_law.write(tmp_path)
    read_own_law(tmp_path)
    yield file
    remove_root(file.parent)


class TestOwnLaw:
    def test_gives_each_procedure_of_the_commission_a_clock(self, law: Path) -> None:
        del law
        day = local_day(NOW)
        for key in (
            "compliance_inspection",
            "finance_inspection",
            "sign_based_inspection",
            "cell_inspection",
        ):
            procedure = default_procedures().in_force(key, day, jurisdictions=TAL)
            assert procedure.duration is not None
            assert default_book().in_force(procedure.duration, day, jurisdictions=TAL).binding

    def test_says_in_each_rule_that_it_is_invented(self, law: Path) -> None:
        assert law.read_text(encoding="utf-8").startswith("# Bịa ra")
        found = default_book().in_force("insp.sign.duration", local_day(NOW), jurisdictions=TAL)
        assert "bịa ra để dùng thử" in str(found.basis)

    def test_holds_in_no_other_province(self, law: Path) -> None:
        del law
        elsewhere = ("province:lao-cai", *NATIONAL)
        found = default_book().in_force("insp.sign.duration", local_day(NOW), jurisdictions=elsewhere)
        assert "giả định" not in str(found.basis)


class TestPicture:
    def test_is_the_same_for_the_same_seed_and_another_for_another(self) -> None:
        one = picture.notice_board(seed=1, sheets=4)
        assert one.startswith(b"\xff\xd8")
        assert one == picture.notice_board(seed=1, sheets=4)
        assert one != picture.notice_board(seed=2, sheets=4)


def _played(*scripts: Callable[[list[Any]], Script]) -> list[Any]:
    """Play scripts to NOW; what they did, in the order it happened."""
    chance = random.Random(1)
    story = Story(world=World(chance=chance), now=NOW, chance=chance, say=str)
    stage = Stage(story)
    done: list[Any] = []
    for script in scripts:
        stage.follow(script(done))
    story.play()
    return done


class TestScripts:
    def test_happen_in_one_order_of_time_whoever_began_first(self) -> None:
        def every(days: int) -> Callable[[list[Any]], Script]:
            def script(done: list[Any]) -> Script:
                for number in itertools.count():
                    at = yield date(2026, 10, 1) + timedelta(days=number * days)
                    done.append(at)
                    at = yield None
                    done.append(at)

            return script

        done = _played(every(3), every(1), every(2))
        assert done == sorted(done)
        assert len(done) > 50

    def test_leave_undone_what_lies_in_the_future(self) -> None:
        def script(done: list[Any]) -> Script:
            done.append((yield local_day(NOW) - timedelta(days=1)))
            done.append((yield local_day(NOW) + timedelta(days=1)))

        assert len(_played(script)) == 1

    def test_wait_for_a_working_day(self) -> None:
        def script(done: list[Any]) -> Script:
            done.append((yield date(2026, 11, 21)))  # a Saturday

        assert [local_day(at) for at in _played(script)] == [date(2026, 11, 23)]

    @given(st.dates(date(2026, 8, 1), date(2040, 12, 31)))
    def test_have_a_programme_of_the_year_at_least_ten_weeks_old(self, day: date) -> None:
        assert (day - date(year_of(day), 1, 1)).days >= 75
        assert day.year - year_of(day) in (0, 1)

    @given(st.dates(date(2025, 7, 1), date(2026, 12, 31)))
    def test_find_the_next_working_day(self, day: date) -> None:
        found = working(day)
        assert found >= day
        assert default_calendar().is_working(found)


def test_names_each_person_who_signs_in_once() -> None:
    assert len({name for name, *_rest in PERSONS}) == len(PERSONS)
    assert len({(code, key) for _name, code, key, _does in PERSONS}) == len(PERSONS)
