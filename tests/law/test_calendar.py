"""What `law.calendar` promises about the days offices work."""

from __future__ import annotations

import json
from datetime import date

import pytest

from liem.law import BadLaw, default_book
from liem.law.calendar import BASE_FILE, OVERRIDES_FILE, build, default_calendar, holiday_calendar
from liem.law.holiday_base import from_package

CAL = default_calendar()
BASE = json.loads(BASE_FILE.read_text(encoding="utf-8"))
OVERRIDES = OVERRIDES_FILE.read_text(encoding="utf-8")


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("day", "working"),
        [
            (date(2026, 11, 24), False),  # Vietnam Culture Day, first time
            (date(2025, 11, 24), True),
            (date(2026, 8, 22), True),  # Saturday worked for Monday 31 August
            (date(2026, 8, 31), False),
            (date(2026, 4, 27), False),  # in lieu of Sunday 26 April, Hùng Kings
            (date(2026, 2, 16), False),
            (date(2026, 2, 20), False),
            (date(2026, 2, 23), True),
            (date(2026, 11, 28), False),  # a plain Saturday
            (date(2026, 1, 2), False),  # unverified, but gives more time
            (date(2026, 1, 10), False),  # unverified and would take time away: not applied
        ],
    )
    def test_follow_law_and_notices(self, day: date, working: bool) -> None:
        assert CAL.is_working(day) is working

    def test_of_years_without_a_notice_are_provisional(self) -> None:
        assert not CAL.is_provisional(date(2026, 12, 31))
        assert CAL.is_provisional(date(2027, 2, 8))

    def test_off_in_2026_are_those_of_the_notice(self) -> None:
        stated = default_book().in_force("holiday.2026", date(2026, 11, 25)).value
        unchecked = {one.day for one in holiday_calendar().overrides if one.confidence == "M"}
        ours = {str(day) for day in holiday_calendar().names if day.year == 2026 and day not in unchecked}
        assert ours == set(stated)  # type: ignore[arg-type]

    def test_left_out_as_unchecked_are_named(self) -> None:
        assert [one.day for one in holiday_calendar().doubtful] == [date(2026, 1, 10)]

    def test_off_have_a_name_a_clerk_would_use(self) -> None:
        assert holiday_calendar().names[date(2026, 11, 24)] == "Ngày Văn hóa Việt Nam"


class TestBaseFile:
    def test_equals_what_the_package_says(self) -> None:
        fresh = from_package()
        # The package may be newer; then its days must still be ours, or the file is written anew.
        assert {k: fresh[k] for k in ("first", "last", "off", "on")} == {
            k: BASE[k] for k in ("first", "last", "off", "on")
        }, "run: python -m liem.law.holiday_base"


class TestVersion:
    def test_is_the_same_for_the_same_days(self) -> None:
        assert build(BASE, OVERRIDES).calendar.version == CAL.version

    def test_changes_with_a_single_day(self) -> None:
        more = OVERRIDES + (
            '\n- {date: 2027-02-12, working: false, name: "Nghỉ hoán đổi",'
            ' basis: {doc: "Thông báo"}, confidence: S}\n'
        )
        changed = build(BASE, more).calendar
        assert changed.version != CAL.version
        assert not changed.is_working(date(2027, 2, 12))

    def test_changes_when_a_year_becomes_official(self) -> None:
        more = OVERRIDES.replace(
            "- {year: 2026", "- {year: 2027, basis: {doc: x}, confidence: S}\n- {year: 2026"
        )
        changed = build(BASE, more).calendar
        assert changed.version != CAL.version
        assert not changed.is_provisional(date(2027, 2, 8))


class TestYearlyDays:
    def test_the_base_does_not_know_are_added_with_a_day_in_lieu(self) -> None:
        without = BASE | {"off": {day: name for day, name in BASE["off"].items() if "Văn hóa" not in name}}
        calendar = build(without, OVERRIDES).calendar
        assert not calendar.is_working(date(2026, 11, 24))
        assert not calendar.is_working(date(2029, 11, 26))  # 24 November 2029 is a Saturday
        assert calendar.is_working(date(2029, 11, 27))
        assert not calendar.is_working(date(2036, 11, 24))  # the last year of the base


class TestOverrides:
    def test_reach_from_the_first_to_the_last_day_of_the_base(self) -> None:
        for day in (date(2015, 1, 5), date(2036, 12, 31)):
            line = f"- {{date: {day}, working: false, name: x, basis: {{doc: y}}, confidence: S}}"
            assert not build(BASE, f"{OVERRIDES}\n{line}\n").calendar.is_working(day)

    @pytest.mark.parametrize(
        "line",
        [
            "- {date: 2026-12-01, working: false, name: x, confidence: S}",
            "- {date: 2026-12-01, working: false, name: x, basis: {doc: y}}",
            "- {date: 2026-12-01, working: false, name: x, basis: {doc: y}, confidence: Z}",
            "- {date: '2026-12-01', working: false, name: x, basis: {doc: y}, confidence: S}",
            "- {date: 2026-12-01, working: 'no', name: x, basis: {doc: y}, confidence: S}",
            "- {date: 2026-08-31, working: false, name: x, basis: {doc: y}, confidence: S}",
            "- {date: 2051-08-31, working: false, name: x, basis: {doc: y}, confidence: S}",
        ],
    )
    def test_without_day_basis_or_confidence_or_twice_are_refused(self, line: str) -> None:
        with pytest.raises(BadLaw):
            build(BASE, f"{OVERRIDES}\n{line}\n")
