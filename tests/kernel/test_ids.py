"""What `kernel.ids` promises about names of rows and codes on slips."""

from __future__ import annotations

import time
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.ids import ALPHABET, BadCode, check_char, new_code, new_id, random_id, read_code, show_code

bodies = st.text(alphabet=ALPHABET, min_size=3, max_size=30)


class TestRowIds:
    def test_sort_by_the_time_they_were_made(self) -> None:
        early = new_id()
        time.sleep(0.002)
        assert isinstance(early, uuid.UUID)
        assert early.version == 7
        assert early < new_id()

    def test_of_anonymous_reports_tell_no_time(self) -> None:
        made = [random_id() for _ in range(200)]
        assert {one.version for one in made} == {4}
        assert len(set(made)) == 200
        assert made != sorted(made)


class TestCodes:
    def test_never_use_the_four_signs_people_confuse(self) -> None:
        assert not set(ALPHABET) & set("0O1I")
        assert len(ALPHABET) == 32

    @given(st.integers(min_value=4, max_value=31))
    def test_of_every_length_are_read_back(self, length: int) -> None:
        code = new_code(length)
        assert len(code) == length
        assert read_code(f" {show_code(code).lower()} ") == code

    @given(bodies, st.data())
    def test_show_every_single_wrong_character(self, body: str, data: st.DataObject) -> None:
        code = body + check_char(body)
        at = data.draw(st.integers(min_value=0, max_value=len(code) - 1))
        other = data.draw(st.sampled_from([char for char in ALPHABET if char != code[at]]))
        with pytest.raises(BadCode) as refused:
            read_code(code[:at] + other + code[at + 1 :])
        assert refused.value.code == "mistyped_code"

    @given(bodies, st.data())
    def test_show_every_swap_of_two_characters(self, body: str, data: st.DataObject) -> None:
        i = data.draw(st.integers(min_value=0, max_value=len(body) - 2))
        j = data.draw(st.integers(min_value=i + 1, max_value=len(body) - 1))
        swapped = list(body + check_char(body))
        swapped[i], swapped[j] = swapped[j], swapped[i]
        if body[i] != body[j]:
            with pytest.raises(BadCode):
                read_code("".join(swapped))

    @pytest.mark.parametrize("typed", ["", "ABC", "ABC0", "ABCI", "ÁBCD", "2" * 32])
    def test_that_are_not_ours_are_refused(self, typed: str) -> None:
        with pytest.raises(BadCode):
            read_code(typed)
