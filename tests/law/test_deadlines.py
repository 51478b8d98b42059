"""What `law.deadlines` promises: the last moment, its day, and the sentence that explains it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.clock import end_of_day, local_day
from liem.kernel.workdays import CalendarUnknown, add_months
from liem.law import NoLawInForce, WrongUnit, default_book
from liem.law.calendar import default_calendar
from liem.law.deadlines import DueRule, NeedsHour, Term, due, occurrences, resolve, rolls

CAL = default_calendar()
HANOI = timezone(timedelta(hours=7))
RECEIVED = datetime(2026, 11, 20, 9, 30, tzinfo=HANOI)
ISSUED = date(2026, 11, 18)


def resolved(rule: DueRule) -> date | None:
    found = resolve(rule, issued=ISSUED, received=RECEIVED, calendar=CAL)
    return found.on if found else None


class TestRelativeTerms:
    @pytest.mark.parametrize(
        ("amount", "unit", "count_from", "on"),
        [
            (7, "d", "receipt", date(2026, 11, 27)),
            (7, "wd", "receipt", date(2026, 12, 2)),  # 24 November is a holiday
            (7, "d", "issue", date(2026, 11, 25)),
            (1, "wd", "receipt", date(2026, 11, 23)),
            (2, "wk", "receipt", date(2026, 12, 4)),
            (1, "mo", "receipt", date(2026, 12, 21)),  # 20 December is a Sunday
        ],
    )
    def test_count_from_the_event_without_its_day(
        self, amount: int, unit: str, count_from: str, on: date
    ) -> None:
        rule = DueRule(kind="relative", amount=amount, unit=unit, count_from=count_from)  # type: ignore[arg-type]
        assert resolved(rule) == on

    def test_that_end_on_a_rest_day_go_on_to_the_next_working_day(self) -> None:
        found = due(Term(4, "d"), date(2026, 11, 20), CAL)  # the holiday of 24 November
        assert found.on == date(2026, 11, 25)
        assert "24/11/2026 là ngày nghỉ" in found.explanation_vi

    def test_stay_on_the_rest_day_where_the_rule_does_not_roll(self) -> None:
        assert due(Term(4, "d"), date(2026, 11, 20), CAL, roll=False).on == date(2026, 11, 24)

    def test_of_hours_run_by_the_clock_and_do_not_roll(self) -> None:
        rule = DueRule(kind="relative", amount=24, unit="h", count_from="receipt")
        found = resolve(rule, issued=ISSUED, received=RECEIVED, calendar=CAL)
        assert found is not None
        assert found.at == RECEIVED + timedelta(hours=24)
        assert found.on == date(2026, 11, 21)

    def test_of_hours_need_an_hour_to_start(self) -> None:
        with pytest.raises(NeedsHour):
            due(Term(24, "h"), date(2026, 11, 20), CAL)
        rule = DueRule(kind="relative", amount=24, unit="h", count_from="issue")
        assert resolve(rule, issued=ISSUED, received=None, calendar=CAL) is None

    def test_take_the_legal_day_of_a_late_evening_in_utc(self) -> None:
        found = due(Term(1, "wd"), datetime(2026, 11, 18, 17, 30, tzinfo=UTC), CAL)
        assert found.on == date(2026, 11, 20)

    def test_without_a_known_start_have_no_end(self) -> None:
        rule = DueRule(kind="relative", amount=7, unit="d", count_from="receipt")
        assert resolve(rule, issued=ISSUED, received=None, calendar=CAL) is None
        rule = DueRule(kind="relative", amount=7, unit="d", count_from="event")
        assert resolve(rule, issued=ISSUED, received=RECEIVED, calendar=CAL) is None
        found = resolve(rule, issued=None, received=None, calendar=CAL, event=date(2026, 12, 1))
        assert found is not None
        assert found.on == date(2026, 12, 8)

    def test_take_the_longer_time_for_far_places(self) -> None:
        term = Term(30, "d", remote=45)
        near, far = (due(term, date(2026, 12, 1), CAL, remote=remote) for remote in (False, True))
        assert (near.on, far.on) == (date(2026, 12, 31), date(2027, 1, 15))

    @given(
        st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(0, 60), st.sampled_from(["d", "wd", "mo"])
    )
    def test_end_at_the_last_moment_of_a_working_day(self, start: date, amount: int, unit: str) -> None:
        found = due(Term(amount, unit), start, CAL)  # type: ignore[arg-type]
        assert found.at == end_of_day(found.on)
        assert local_day(found.at) == found.on
        assert CAL.is_working(found.on) or (unit == "wd" and amount == 0)
        assert found.calendar_version == CAL.version

    def test_beyond_the_calendar_are_refused(self) -> None:
        with pytest.raises(CalendarUnknown):
            due(Term(30, "y"), date(2026, 1, 1), CAL)


class TestFixedDates:
    def test_include_the_day_they_name(self) -> None:
        found = resolve(
            DueRule(kind="date", date=date(2026, 12, 15)), issued=None, received=None, calendar=CAL
        )
        assert found is not None
        assert (found.on, found.printed) == (date(2026, 12, 15), None)

    def test_before_a_day_end_with_the_day_before_and_show_both(self) -> None:
        rule = DueRule(kind="date", date=date(2026, 12, 15), inclusive=False)
        found = resolve(rule, issued=None, received=None, calendar=CAL)
        assert found is not None
        assert (found.on, found.printed) == (date(2026, 12, 14), date(2026, 12, 15))
        assert found.at == end_of_day(date(2026, 12, 14))
        assert "Trước ngày 15/12/2026" in found.explanation_vi
        assert "hết ngày 14/12/2026" in found.explanation_vi

    def test_are_not_moved_by_a_weekend(self) -> None:
        assert resolved(DueRule(kind="date", date=date(2026, 12, 20))) == date(2026, 12, 20)

    def test_with_an_hour_end_at_that_hour(self) -> None:
        rule = DueRule(kind="clock", date=date(2026, 12, 15), time=time(17))
        found = resolve(rule, issued=None, received=None, calendar=CAL)
        assert found is not None
        assert found.at == datetime(2026, 12, 15, 17, tzinfo=HANOI)


class TestNoTerm:
    @pytest.mark.parametrize(
        "kind", ["none", "ongoing", "unknown", "inherited", "date", "clock", "recurring"]
    )
    def test_stays_no_term(self, kind: str) -> None:
        assert resolved(DueRule(kind=kind)) is None  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "rule",
        [
            DueRule(kind="relative", amount=-1, unit="d", count_from="receipt"),
            DueRule(kind="relative", amount=10**9, unit="d", count_from="receipt"),
            DueRule(kind="relative", amount=15 * 12, unit="mo", count_from="receipt"),  # beyond the calendar
            DueRule(kind="recurring", every="month", day=0),
            DueRule(kind="recurring", every="month", day=32),
            DueRule(kind="recurring", every="week", weekday=7),
            DueRule(kind="recurring", every="year", month=13, day=1),
        ],
        ids=repr,
    )
    def test_is_made_up_for_words_that_cannot_be_meant(self, rule: DueRule) -> None:
        assert resolved(rule) is None
        assert rule.kind != "recurring" or occurrences(rule, ISSUED, add_months(ISSUED, 24), CAL) == ()

    def test_is_made_of_a_clock_without_its_hour(self) -> None:
        assert resolved(DueRule(kind="clock", date=date(2026, 12, 15))) is None
        assert resolved(DueRule(kind="clock", time=time(17))) is None


class TestRolling:
    def test_is_law_for_the_state_and_a_choice_for_party_bodies(self) -> None:
        day = date(2026, 11, 25)
        assert rolls("state", day)
        assert rolls("party", day)
        with pytest.raises(NoLawInForce):
            rolls("party", day, jurisdictions=("VN",))


class TestRecurring:
    def days(self, rule: DueRule, start: date, end: date) -> list[date]:
        return [one.on for one in occurrences(rule, start, end, CAL)]

    def test_before_the_25th_of_each_month_ends_on_the_24th(self) -> None:
        rule = DueRule(kind="recurring", every="month", day=25, inclusive=False)
        found = occurrences(rule, date(2026, 11, 1), date(2027, 1, 31), CAL)
        assert [one.on for one in found] == [date(2026, 11, 24), date(2026, 12, 24), date(2027, 1, 24)]
        assert found[0].printed == date(2026, 11, 25)

    def test_on_the_31st_falls_on_the_last_day_of_short_months(self) -> None:
        rule = DueRule(kind="recurring", every="month", day=31)
        assert self.days(rule, date(2027, 1, 1), date(2027, 4, 30)) == [
            date(2027, 1, 31),
            date(2027, 2, 28),
            date(2027, 3, 31),
            date(2027, 4, 30),
        ]

    def test_before_the_first_belongs_to_the_month_before(self) -> None:
        rule = DueRule(kind="recurring", every="month", day=1, inclusive=False)
        assert self.days(rule, date(2026, 12, 31), date(2026, 12, 31)) == [date(2026, 12, 31)]

    def test_each_week_on_its_day(self) -> None:
        rule = DueRule(kind="recurring", every="week", weekday=4)
        assert self.days(rule, date(2026, 11, 20), date(2026, 12, 4)) == [
            date(2026, 11, 20),
            date(2026, 11, 27),
            date(2026, 12, 4),
        ]

    def test_each_sunday_is_the_last_day_of_its_week(self) -> None:
        rule = DueRule(kind="recurring", every="week", weekday=6)
        assert self.days(rule, date(2026, 11, 22), date(2026, 11, 22)) == [date(2026, 11, 22)]

    @pytest.mark.parametrize(
        ("every", "on"),
        [
            ("week", date(2026, 11, 22)),
            ("month", date(2026, 11, 30)),
            ("quarter", date(2026, 12, 31)),
            ("half_year", date(2026, 12, 31)),
            ("year", date(2026, 12, 31)),
        ],
    )
    def test_without_a_day_falls_on_the_end_of_the_period(self, every: str, on: date) -> None:
        assert resolved(DueRule(kind="recurring", every=every)) == on  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("every", "month", "day", "expected"),
        [
            ("quarter", 3, 15, [date(2026, 3, 15), date(2026, 6, 15), date(2026, 9, 15), date(2026, 12, 15)]),
            ("quarter", 1, 10, [date(2026, 1, 10), date(2026, 4, 10), date(2026, 7, 10), date(2026, 10, 10)]),
            ("half_year", 6, 14, [date(2026, 6, 14), date(2026, 12, 14)]),
            ("year", 2, 28, [date(2026, 2, 28)]),
            ("year", 12, 31, [date(2026, 12, 31)]),
            ("month", None, 1, [date(2026, month, 1) for month in range(1, 13)]),
        ],
    )
    def test_by_quarter_half_and_year_count_the_month_in_the_period(
        self, every: str, month: int | None, day: int, expected: list[date]
    ) -> None:
        rule = DueRule(kind="recurring", every=every, month=month, day=day)  # type: ignore[arg-type]
        assert self.days(rule, date(2026, 1, 1), date(2026, 12, 31)) == expected

    @given(
        st.sampled_from(["week", "month", "quarter", "half_year", "year"]),
        st.none() | st.integers(1, 31),
        st.booleans(),
        st.dates(date(2024, 1, 1), date(2030, 1, 1)),
        st.integers(0, 500),
    )
    def test_gives_the_same_days_however_the_span_is_cut(
        self, every: str, day: int | None, inclusive: bool, start: date, length: int
    ) -> None:
        rule = DueRule(kind="recurring", every=every, day=day, inclusive=inclusive)  # type: ignore[arg-type]
        middle, end = start + timedelta(days=length // 2), start + timedelta(days=length)
        whole = self.days(rule, start, end)
        assert whole == self.days(rule, start, middle) + self.days(rule, middle + timedelta(days=1), end)
        assert whole == sorted(set(whole))
        longest = {"week": 7, "month": 31, "quarter": 92, "half_year": 184, "year": 366}[every]
        if length > 2 * longest:
            assert whole

    def test_first_occurrence_is_never_before_receipt(self) -> None:
        rule = DueRule(kind="recurring", every="month", day=15)
        assert resolved(rule) == date(2026, 12, 15)
        assert resolved(rule) >= local_day(RECEIVED)  # type: ignore[operator]

    def test_with_an_hour_ends_at_that_hour(self) -> None:
        rule = DueRule(kind="recurring", every="month", day=25, time=time(15))
        (found,) = occurrences(rule, date(2026, 11, 1), date(2026, 11, 30), CAL)
        assert found.at == datetime(2026, 11, 25, 15, tzinfo=HANOI)

    def test_other_rules_have_no_occurrences(self) -> None:
        assert (
            occurrences(DueRule(kind="ongoing"), date(2026, 1, 1), add_months(date(2026, 1, 1), 12), CAL)
            == ()
        )


class TestExplanations:
    def test_tell_the_count_in_both_languages(self) -> None:
        rule = DueRule(kind="relative", amount=7, unit="wd", count_from="receipt")
        found = resolve(rule, issued=ISSUED, received=RECEIVED, calendar=CAL)
        assert found is not None
        assert found.explanation_vi == (
            "7 ngày làm việc kể từ ngày nhận 20/11/2026 (không tính ngày này): hết ngày 02/12/2026,"
            " đã trừ ngày nghỉ lễ 24/11/2026."
        )
        assert found.explanation_en == (
            "7 working days from receipt 20/11/2026 (that day not counted): end of 02/12/2026,"
            " public holidays 24/11/2026 left out."
        )

    def test_name_no_identifier_where_the_event_has_no_words(self) -> None:
        found = due(Term(3, "d", "settlement_approved"), date(2026, 11, 25), CAL)
        assert "settlement" not in found.explanation_vi + found.explanation_en


class TestTermsOfLaw:
    def test_carry_basis_and_say_when_nobody_checked_them(self) -> None:
        book = default_book()
        term = Term.of(book.in_force("doc.state.incoming", date(2026, 11, 25)))
        found = due(term, date(2026, 11, 23), CAL)
        assert found.on == date(2026, 11, 25)
        assert found.basis == "khoản 1 Điều 23 Nghị định 30/2020/NĐ-CP"
        assert found.binding
        shaky = due(Term(5, "d", binding=False, basis="Điều lệ Đảng"), date(2026, 11, 25), CAL)
        assert not shaky.binding
        assert "tham khảo, chưa kiểm chứng" in shaky.explanation_vi

    def test_are_refused_for_what_measures_no_time(self) -> None:
        with pytest.raises(WrongUnit):
            Term.of(default_book().in_force("doc.state.parts", date(2026, 11, 25)))

    def test_warn_when_the_holidays_of_that_year_are_not_announced(self) -> None:
        found = due(Term(30, "d"), date(2026, 12, 20), CAL)
        assert found.provisional
        assert "chưa được công bố" in found.explanation_vi
        assert not due(Term(3, "d"), date(2026, 12, 20), CAL).provisional
