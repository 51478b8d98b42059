"""Small figures stay hidden: no sum, difference or solution of what is shown gives one back."""

from __future__ import annotations

from datetime import date
from itertools import product
from uuid import uuid4

from hypothesis import given, settings
from hypothesis import strategies as st

from liem.analysis.statistics import Cube, Fact, Spans, count, default_tables, period, same_period_before
from liem.analysis.statistics.suppression import Equation, hidden_cells, solved

SMALL = 3


def grid(cells: list[list[int]]) -> tuple[dict, list[Equation]]:
    """A table with its totals: rows, columns and the whole."""
    rows, columns = range(len(cells)), range(len(cells[0]))
    values: dict = {(r, c): cells[r][c] for r in rows for c in columns}
    values |= {(r, "all"): sum(cells[r]) for r in rows}
    values |= {("all", c): sum(cells[r][c] for r in rows) for c in columns}
    values["all", "all"] = sum(map(sum, cells))
    equations = [Equation((r, "all"), tuple((r, c) for c in columns)) for r in [*rows, "all"]]
    equations += [Equation(("all", c), tuple((r, c) for r in rows)) for c in [*columns, "all"]]
    return values, equations


def hidden_in(values: dict, equations: list[Equation], small: int = SMALL) -> tuple[set, frozenset]:
    sensitive = {cell for cell, value in values.items() if 0 < value < small}
    return sensitive, hidden_cells(
        values, sensitive=sensitive, unpublished=frozenset(), equations=equations, small=small
    )


grids = st.tuples(st.integers(1, 4), st.integers(2, 4)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 9), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@given(grids)
def test_no_hidden_figure_follows_from_the_shown_ones(cells: list[list[int]]) -> None:
    values, equations = grid(cells)
    sensitive, hidden = hidden_in(values, equations)
    assert sensitive <= hidden
    assert not solved(equations, hidden) & sensitive
    assert solved(equations, hidden, sensitive) & sensitive == solved(equations, hidden) & sensitive


@given(grids, st.sets(st.integers(0, 24), max_size=12))
def test_asking_for_some_cells_gives_what_asking_for_all_gives(
    cells: list[list[int]], places: set[int]
) -> None:
    values, equations = grid(cells)
    listed = list(values)
    hidden = {listed[place % len(listed)] for place in places}
    wanted = set(listed[::2])
    assert solved(equations, hidden, wanted) & wanted == solved(equations, hidden) & wanted


@given(grids)
def test_nothing_is_hidden_where_nothing_is_small(cells: list[list[int]]) -> None:
    values, equations = grid([[value * SMALL for value in row] for row in cells])
    assert hidden_in(values, equations) == (set(), frozenset())


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2))
def test_whoever_tries_every_table_that_fits_finds_more_than_one_answer(cells: list[list[int]]) -> None:
    values, equations = grid(cells)
    sensitive, hidden = hidden_in(values, equations)
    shown = {cell: value for cell, value in values.items() if cell not in hidden}
    most = sum(map(sum, cells)) if ("all", "all") in shown else 8
    inner = [(r, c) for r in range(2) for c in range(2)]
    found: dict = {cell: set() for cell in sensitive}
    # whoever tries knows that a star is never nought
    ranges = [[shown[cell]] if cell in shown else range(1, min(most, 8) + 1) for cell in inner]
    for guess in product(*ranges):
        table = dict(zip(inner, guess, strict=True))
        whole, _ = grid([[table[r, c] for c in range(2)] for r in range(2)])
        if all(whole[cell] == value for cell, value in shown.items()):
            for cell in sensitive:
                found[cell].add(whole[cell])
    assert all(len(answers) > 1 for answers in found.values())


def test_a_remainder_nobody_prints_is_protected_too() -> None:
    values = {"all": 18, "committee members": 16, "rest": 2}
    equations = [Equation("all", ("committee members", "rest"))]
    hidden = hidden_cells(
        values, sensitive={"rest"}, unpublished=frozenset({"rest"}), equations=equations, small=SMALL
    )
    assert hidden == {"committee members"}


def test_a_lone_figure_takes_its_smallest_neighbour_with_it() -> None:
    values, equations = grid([[1, 4, 13]])
    _sensitive, hidden = hidden_in(values, equations)
    assert {(0, 0), (0, 1)} <= hidden
    assert ("all", "all") not in hidden


def facts(seen: bool) -> list[Fact]:
    def one(form: str, body: str, year: int = 2023) -> Fact:
        return Fact(
            case=uuid4(), kind="discipline", day=date(year, 4, 1), subject="member", body=body,
            level="commune", path="/TAL/XCR/", form=form, gravity="minor", contents=("land",), seen=seen,
        )  # fmt: skip

    forms = ["expulsion", *["warning"] * 4, *["reprimand"] * 13]
    return [one(form, "committee" if at % 2 else "cell") for at, form in enumerate(forms)] + [
        one("warning", "cell", 2022)
    ]


def report(seen: bool) -> dict:
    now = period("year", 2023)
    spans = Spans(now={now.calendar: now}, before={now.calendar: same_period_before(now)})
    return dict(count(Cube(facts(seen)), default_tables(), spans, small=SMALL).figures)


def test_the_single_expulsion_is_shown_to_who_may_open_it_and_to_nobody_else() -> None:
    for seen, hidden in ((True, False), (False, True)):
        figures = report(seen)
        assert figures["year_summary", "members.form.expulsion", "all"].hidden is hidden
        assert figures["member_discipline", "total", "all.form.expulsion"].hidden is hidden
        assert figures["year_summary", "members", "all"].hidden is False
        if hidden:
            shown = [
                figures["year_summary", f"members.form.{form}", "all"] for form in ("warning", "reprimand")
            ]
            assert any(each.hidden for each in shown)


def test_a_change_gives_no_hidden_figure_away() -> None:
    warning = report(False)["year_summary", "members.form.warning", "all"]
    assert warning.before_hidden
    assert warning.change is None
    assert warning.per_mille is None


def test_the_same_figure_is_hidden_in_every_table_or_in_none() -> None:
    figures = report(False)
    same = [
        figures["year_summary", "members.form.warning", "all"],
        figures["member_discipline", "total", "all.form.warning"],
        figures["member_discipline_level", "total.form.warning", "all"],
    ]
    assert len({each.hidden for each in same}) == 1


unseen = st.builds(
    Fact,
    case=st.uuids(),
    kind=st.just("discipline"),
    day=st.just(date(2023, 4, 1)),
    subject=st.sampled_from(["member", "probationary"]),
    body=st.sampled_from(["committee", "commission", "cell"]),
    level=st.sampled_from(["commune", "cell"]),
    path=st.just("/TAL/"),
    committee_member=st.booleans(),
    form=st.sampled_from(["reprimand", "warning", "expulsion"]),
    gravity=st.sampled_from(["minor", "serious"]),
    contents=st.lists(st.sampled_from(["land", "finance"]), unique=True).map(tuple),
    seen=st.just(False),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(unseen, min_size=1, max_size=40))
def test_no_line_and_no_column_of_a_report_is_one_subtraction_away_from_a_small_figure(
    listed: list[Fact],
) -> None:
    now = period("year", 2023)
    spans = Spans(now={now.calendar: now}, before={now.calendar: same_period_before(now)})
    figures = count(Cube(listed), default_tables(), spans, small=SMALL).figures
    open_figures = count(Cube(listed), default_tables(), spans, small=None).figures
    small = {key for key, each in open_figures.items() if each.value and each.value < SMALL}
    assert all(figures[key].hidden for key in small)
    for table in default_tables()[:4]:
        for by in ("form", "body", "subject", "level"):
            lines = [line for line in table.lines if line.by == by and line.of in ("total", "members")]
            for column in table.columns if lines else ():
                whole = figures[table.id, lines[0].of, column.key]
                parts = [figures[table.id, line.key, column.key] for line in lines]
                true = [open_figures[table.id, line.key, column.key].value or 0 for line in lines]
                shut = [n for n, each in enumerate(parts) if each.hidden]
                assert all(true[n] for n in shut)  # a nought is never hidden
                if not whole.hidden and any(true[n] < SMALL for n in shut):
                    assert len(shut) > 1
                    assert sum(true[n] for n in shut) >= SMALL
