"""Periods, tables, counting: the figures of a year from plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liem.analysis.statistics import (
    Calendar,
    Cube,
    Fact,
    Spans,
    UnknownPeriod,
    count,
    default_tables,
    period,
    read_table,
    same_period_before,
    with_disciplined,
)
from liem.analysis.statistics.counting import bits_of
from liem.analysis.statistics.dimensions import DIMENSIONS, contents_of, values_of
from liem.law import BadLaw, NoLawInForce

FORMS = ("reprimand", "warning", "dismissal_from_post", "expulsion")


def discipline(
    form: str,
    *,
    day: date = date(2023, 5, 4),
    committee_member: bool = False,
    body: str = "committee",
    contents: tuple[str, ...] = ("irresponsibility",),
) -> Fact:
    return Fact(
        case=uuid4(), kind="discipline", day=day, subject="member", body=body, level="commune",
        path="/TAL/XCR/", committee_member=committee_member, form=form, gravity="minor", contents=contents,
    )  # fmt: skip


def inspection(activity: str, *, day: date, results: tuple[str, ...] = ("done", "clean")) -> Fact:
    return Fact(
        case=uuid4(), kind="inspection", day=day, subject="organisation", body="state", level="commune",
        path="/TAL/XCR/UBND/", activity=activity, results=results,
    )  # fmt: skip


def year_like_the_paper() -> list[Fact]:
    """18 members disciplined (1, 4, 13), three of them committee members, 15 administrative inspections."""
    members = [discipline(form) for form in ("expulsion", *["warning"] * 4, *["reprimand"] * 13)]
    members[1:4] = [replace(each, committee_member=True) for each in members[1:4]]
    days = [date(2022, 12, 15), date(2023, 12, 14), *[date(2023, 3, 1)] * 13]
    return [*members, *(inspection("administrative_inspection", day=day) for day in days)]


def spans_of(year: int, kind: str = "year", number: int = 0) -> Spans:
    now = {}
    for calendar in Calendar:
        try:
            now[calendar] = period(kind, year, number, calendar=calendar)
        except UnknownPeriod:
            continue
    return Spans(now=now, before={each: same_period_before(kept) for each, kept in now.items()})


def counted(facts: list[Fact], *, year: int = 2023, small: int | None = None, kind: str = "year") -> dict:
    report = count(Cube(facts), default_tables(), spans_of(year, kind), small=small)
    return dict(report.figures)


def test_the_year_of_the_paper_comes_out_of_its_cases() -> None:
    figures = counted(year_like_the_paper())
    shown = {
        line: figures["year_summary", line, "all"].value
        for line in ("members", "members.form.expulsion", "members.form.warning", "members.form.reprimand",
                     "committee_members", "administrative_inspections")
    }  # fmt: skip
    assert shown == {
        "members": 18,
        "members.form.expulsion": 1,
        "members.form.warning": 4,
        "members.form.reprimand": 13,
        "committee_members": 3,
        "administrative_inspections": 15,
    }


def test_administrative_inspections_follow_the_inspectorate_and_not_the_calendar_year() -> None:
    on_the_edge = [inspection("administrative_inspection", day=date(2022, 12, day)) for day in (14, 15)]
    on_the_edge += [inspection("administrative_inspection", day=date(2023, 12, day)) for day in (14, 15)]
    assert counted(on_the_edge)["year_summary", "administrative_inspections", "all"].value == 2
    assert counted(on_the_edge, kind="nine_months")["state", "inspections", "all"].value == 1


def test_a_month_has_no_inspectorate_figures_rather_than_zero() -> None:
    report = count(Cube([]), default_tables(), spans_of(2026, "month", 5), small=None)
    assert report.figure("state", "inspections", "all").value is None
    assert report.figure("year_summary", "members", "all").value == 0


def test_counts_by_committees_and_by_commissions_and_both_are_right() -> None:
    facts = [
        discipline("warning"),
        discipline("warning", body="commission"),
        discipline("reprimand", body="cell"),
    ]
    figures = counted(facts)
    by_body = {
        key: figures["year_summary", "members", f"all.body.{key}"].value
        for key in ("committee", "commission", "cell")
    }
    assert by_body == {"committee": 1, "commission": 1, "cell": 1}
    assert figures["year_summary", "members", "all"].value == 3


def test_change_is_against_the_same_period_and_has_no_share_of_nothing() -> None:
    facts = [discipline("warning", day=date(2022, 3, 1)) for _ in range(3)]
    facts += [discipline("warning", day=date(2023, 3, 1)) for _ in range(2)]
    facts += [discipline("reprimand", day=date(2023, 3, 1))]
    figures = counted(facts)
    warnings = figures["year_summary", "members.form.warning", "all"]
    assert (warnings.value, warnings.before, warnings.change, warnings.per_mille) == (2, 3, -1, -333)
    reprimands = figures["year_summary", "members.form.reprimand", "all"]
    assert (reprimands.change, reprimands.per_mille) == (1, None)


def test_a_fault_in_two_contents_counts_in_both_and_once_in_the_total() -> None:
    figures = counted([discipline("warning", contents=("land", "finance"))])
    assert figures["member_discipline", "total", "all"].value == 1
    assert figures["member_discipline", "total.content.land", "all"].value == 1
    assert figures["member_discipline", "total.content.finance", "all"].value == 1


def test_name_removal_is_no_discipline() -> None:
    figures = counted([discipline("name_removal")])
    assert figures["year_summary", "members", "all"].value == 0
    assert figures["year_summary", "removed", "all"].value == 1


def test_an_inspection_that_led_to_discipline_says_so() -> None:
    found = inspection("sign_based_inspection", day=date(2023, 1, 5), results=("done", "faulty"))
    other = inspection("sign_based_inspection", day=date(2023, 1, 6))
    made = list(with_disciplined([found, other], frozenset({found.case})))
    assert [each.results for each in made] == [("done", "faulty", "disciplined"), ("done", "clean")]


facts = st.builds(
    Fact,
    case=st.uuids(),
    kind=st.sampled_from(["inspection", "discipline"]),
    day=st.dates(date(2022, 1, 1), date(2023, 12, 31)),
    subject=st.sampled_from(["member", "probationary", "organisation"]),
    body=st.sampled_from(["committee", "commission", "cell"]),
    level=st.sampled_from(["commune", "cell"]),
    path=st.just("/TAL/"),
    activity=st.sampled_from(["", "sign_based_inspection"]),
    committee_member=st.booleans(),
    results=st.sampled_from(
        [(), ("done", "clean"), ("done", "faulty"), ("done", "faulty", "discipline_due")]
    ),
    form=st.sampled_from(["", *FORMS]),
    contents=st.lists(st.sampled_from(["land", "finance", "other"]), unique=True).map(tuple),
    seen=st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(facts, max_size=30))
def test_bits_count_what_a_plain_loop_counts(listed: list[Fact]) -> None:
    cube, span = Cube(listed), period("year", 2023)
    for table in default_tables()[:4]:
        for line in table.lines:
            for column in table.columns:
                wanted = [*line.condition, *column.condition]
                plain = {
                    each.case
                    for each in listed
                    if span.first <= each.day <= span.last
                    and all(set(dict(values_of(each))[key]) & values for key, values in wanted)
                }
                bits = bits_of(cube, line, column, span)
                assert {each.case for each in cube.chosen(bits)} == plain


def test_months_cover_the_year_without_gap_or_overlap() -> None:
    months = [period("month", 2024, number) for number in range(1, 13)]
    year = period("year", 2024)
    assert (
        sum((each.last - each.first).days + 1 for each in months) == (year.last - year.first).days + 1 == 366
    )


@given(st.integers(1995, 2090))
def test_every_year_stands_in_one_term(year: int) -> None:
    term = period("term", year)
    assert term.first <= date(year, 6, 1) <= term.last
    assert same_period_before(term).last.year == term.first.year - 1


@pytest.mark.parametrize(
    ("kind", "year", "number"), [("month", 2026, 13), ("month", 2026, 0), ("week", 2026, 1), ("year", 0, 0)]
)
def test_refuses_a_period_that_does_not_exist(kind: str, year: int, number: int) -> None:
    with pytest.raises(UnknownPeriod):
        period(kind, year, number)


@pytest.mark.parametrize("kind", ["month", "term"])
def test_the_inspectorate_reports_no_months_and_no_terms(kind: str) -> None:
    with pytest.raises(UnknownPeriod):
        period(kind, 2026, 1, calendar=Calendar.INSPECTORATE)


def test_refuses_where_no_law_names_the_period() -> None:
    from liem.law import Book

    with pytest.raises(NoLawInForce):
        period("year", 2026, calendar=Calendar.INSPECTORATE, book=Book([]))


def test_every_table_is_named_once_and_divides_what_it_has() -> None:
    tables = default_tables()
    assert len({each.id for each in tables}) == len(tables) == 13
    for table in tables:
        assert not [axis for axis in (*table.lines, *table.columns) if axis.of and axis.depth == 0]


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "id: a\ntitle: b\nbasis: c\nlines: []\n",
        "id: a\ntitle: b\nbasis: c\nwrong: 1\nlines: [{key: x, title: y}]\n",
        "id: a\ntitle: b\nbasis: c\nlines: [{key: x, title: y, where: {colour: red}}]\n",
        "id: a\ntitle: b\nbasis: c\nlines: [{key: x, title: y, where: {form: [beheading]}}]\n",
        "id: a\ntitle: b\nbasis: c\nlines: [{of: x, by: form}]\n",
        "id: a\ntitle: b\nbasis: c\nlines: [{key: x, title: y}, {key: x, title: z}]\n",
        "id: a\ntitle: b\nlines: [{key: x, title: y}]\n",
        "id: a\ntitle: b\nbasis: c\ncalendar: lunar\nlines: [{key: x, title: y}]\n",
        "id: [",
    ],
)
def test_refuses_a_table_file_with_a_fault(tmp_path, text: str) -> None:
    file = tmp_path / "table.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadLaw):
        read_table(file)


def test_unknown_content_areas_are_counted_as_other_and_none_is_lost() -> None:
    assert contents_of(["land", "something_new", "party_dues", "construction"]) == (
        "land",
        "other",
        "finance",
    )
    assert set(DIMENSIONS["content"].values) >= set(contents_of(list(DIMENSIONS["content"].values)))
