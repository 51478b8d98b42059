"""`kernel.draw.check`: what was drawn holds, anything else is named at its first difference."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liem.kernel.draw import BadResult, DrawMismatch, Frame, check, draw
from liem.kernel.errors import KernelError

SEED = "BT-03/47201983355120946817"
rows = st.lists(
    st.tuples(st.sampled_from(["A", "Đ", "01", "1"]), st.sampled_from("HDN"), st.text("aế019", min_size=1)),
    min_size=1,
    max_size=20,
    unique_by=lambda row: (row[0], row[2]),
)


class TestCheck:
    frame = Frame.of(
        [
            *[("A", "H" if at < 2 else "N", f"A-{at:03}") for at in range(12)],
            *[("B", "D" if at < 1 else "N", f"B-{at:03}") for at in range(7)],
        ]
    )

    def said(self, **changes: Any) -> str:
        result = draw(self.frame, seed=SEED, rate=Fraction(1, 4), leaders=True, reserves=1)
        return json.dumps({**json.loads(result.to_json()), **changes})

    @settings(max_examples=30)
    @given(rows, st.integers(1, 9), st.integers(0, 4))
    def test_holds_for_what_was_drawn(self, lines: list[Any], count: int, reserves: int) -> None:
        frame = Frame.of(lines)
        check(draw(frame, seed=SEED, count=count, reserves=reserves).to_json().encode(), frame)

    def test_holds_for_the_same_result_however_it_is_laid_out(self) -> None:
        check(self.said(), self.frame)

    @pytest.mark.parametrize(
        ("where", "changes"),
        [
            ("chosen[0]", {"seed": SEED[:-1] + "8"}),
            ("units[0]", {"rate": "1/3"}),
            ("units[0]", {"rate": None, "count": 4}),
            ("chosen[0]", {"leaders": False}),
            ("reserves[1]", {"reserves_each": 2}),
            ("size", {"size": 18}),
            ("units[2]", {"units": [["A", 12, 2, 3], ["B", 7, 1, 2], ["C", 1, 0, 1]]}),
            ("chosen[0]", {"chosen": []}),
            ("reserves[0]", {"reserves": []}),
            ("reserves[0]", {"reserves": [5]}),
            ("frame_sha256", {"frame_sha256": "0" * 64}),
        ],
        ids=lambda value: str(value)[:40],
    )
    def test_names_the_first_difference(self, where: str, changes: dict[str, Any]) -> None:
        with pytest.raises(DrawMismatch) as refused:
            check(self.said(**changes), self.frame)
        assert refused.value.where == where

    def test_names_the_one_person_who_was_put_in(self) -> None:
        chosen = json.loads(self.said())["chosen"]
        chosen[2][2] = "A-999"
        with pytest.raises(DrawMismatch, match=r"danh sách được chọn, dòng 3.*A-999") as refused:
            check(self.said(chosen=chosen), self.frame)
        assert refused.value.where == "chosen[2]"

    def test_names_a_list_that_was_changed_afterwards(self) -> None:
        other = Frame.of([row for row in self.frame.rows() if row.id != "B-006"])
        with pytest.raises(DrawMismatch) as refused:
            check(self.said(), other)
        assert refused.value.where == "frame_sha256"

    @pytest.mark.parametrize(
        "text",
        ["", "{", "[]", "{}", "[" * 100_000, b"\xff", '{"format": "liem-draw/v1"}'],
        ids=lambda text: repr(text[:9]),
    )
    def test_refuses_what_is_no_result(self, text: str | bytes) -> None:
        with pytest.raises(BadResult):
            check(text, self.frame)

    @pytest.mark.parametrize(
        "changes",
        [
            {"format": "liem-draw/v2"},
            {"note": "more"},
            {"rate": 0.25},
            {"rate": "25%"},
            {"rate": "2/8"},
            {"rate": "1/0"},
            {"rate": "٣/٤"},
            {"rate": "1"},
            {"count": True, "rate": None},
            {"count": 2},
            {"leaders": 1},
            {"size": "19"},
            {"size": True},
            {"seed": None},
            {"seed": "BT/1"},
            {"units": {}},
            {"reserves_each": -1},
            {"reserves_each": 1.0},
        ],
        ids=str,
    )
    def test_refuses_fields_that_no_draw_has(self, changes: dict[str, Any]) -> None:
        with pytest.raises(KernelError) as refused:
            check(self.said(**changes), self.frame)
        assert not isinstance(refused.value, DrawMismatch)
