"""Selective opening: a stranger checks what is shown and can guess nothing of what is shut."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liem.kernel import canon
from liem.kernel.opening import BadOpening, check_opening, make_opening

KEY = bytes(range(32))
ID = "0199f0a0-0000-7000-8000-000000000001"
VALUES = {"status": "Đã trả lời", "name": "Lò Thị Giả Định", "number": 7, "day": "2026-11-24", "note": None}
COMMITMENTS = {
    name: canon.field_commitment(KEY, event_id=ID, name=name, value=value) for name, value in VALUES.items()
}
LEAF = canon.leaf(
    "case",
    hour=datetime(2026, 11, 24, 2, tzinfo=UTC),
    tag=canon.case_tag(KEY, 1),
    commitment=canon.event_commitment(COMMITMENTS),
)


def made(*names: str) -> bytes:
    return make_opening(
        KEY, event_id=ID, leaf=LEAF, commitments=COMMITMENTS, values=VALUES, names=names or ("status",)
    )


def changed(**parts: object) -> bytes:
    return json.dumps(json.loads(made()) | parts).encode()


class TestAnOpening:
    def test_proves_what_it_shows_and_names_what_stays_shut(self) -> None:
        found = check_opening(made("status", "day"))
        assert found.values == {"status": "Đã trả lời", "day": "2026-11-24"}
        assert found.shut == ("name", "note", "number")
        assert found.leaf == LEAF

    def test_holds_neither_a_shut_value_nor_its_salt_nor_the_key(self) -> None:
        file = made("status")
        for name in VALUES:
            salt = canon.field_salt(KEY, event_id=ID, name=name).hex().encode()
            assert (salt in file) == (name == "status")
        assert "Lò Thị Giả Định".encode() not in file
        assert KEY.hex().encode() not in file

    def test_lets_nobody_guess_a_shut_field_from_the_opened_salt(self) -> None:
        salt = canon.field_salt(KEY, event_id=ID, name="status")
        guessed = canon.open_commitment(salt, name="name", value=VALUES["name"])
        assert guessed != COMMITMENTS["name"]

    @pytest.mark.parametrize(
        "value", ["Đã từ chối", "đã trả lời", "Đã trả lời ", 7, None, True, ["Đã trả lời"]]
    )
    def test_is_refused_with_a_false_status(self, value: object) -> None:
        (one,) = json.loads(made())["opened"]
        with pytest.raises(BadOpening, match="KHÔNG phải"):
            check_opening(changed(opened=[one | {"value": value}]))

    def test_is_refused_for_a_field_under_the_name_of_another(self) -> None:
        (one,) = json.loads(made())["opened"]
        with pytest.raises(BadOpening):
            check_opening(changed(opened=[one | {"name": "note"}]))

    def test_is_refused_when_a_shut_commitment_is_exchanged(self) -> None:
        with pytest.raises(BadOpening):
            check_opening(changed(commitments=COMMITMENTS | {"name": "0" * 64}))

    @pytest.mark.parametrize(
        "parts",
        [
            {"opened": []},
            {"opened": "status"},
            {"opened": [{"name": "status"}]},
            {"format": "liem-opening/v2"},
            {"entry": 7},
            {"leaf": LEAF.decode()[:-1]},
            {"leaf": LEAF.decode().replace("case----", "unit----")[:-2] + "0\n"},
            {"commitments": []},
            {"commitments": {"status": 1}},
            {"more": 1},
        ],
    )
    def test_is_refused_in_any_other_form(self, parts: dict[str, object]) -> None:
        with pytest.raises(BadOpening):
            check_opening(changed(**parts))

    def test_is_refused_when_a_key_or_a_field_stands_twice(self) -> None:
        (one,) = json.loads(made())["opened"]
        with pytest.raises(BadOpening):
            check_opening(changed(opened=[one, one]))
        with pytest.raises(BadOpening):
            check_opening(made().replace(b'"entry":', b'"entry": "x", "entry":'))

    def test_is_not_made_for_a_field_the_entry_does_not_have(self) -> None:
        with pytest.raises(BadOpening, match="lai"):
            made("lai")

    @settings(max_examples=300, deadline=None)
    @given(st.binary(max_size=300))
    def test_raises_nothing_else_for_any_bytes(self, data: bytes) -> None:
        with pytest.raises(BadOpening):
            check_opening(data)

    @settings(max_examples=300, deadline=None)
    @given(st.data())
    def test_proves_nothing_else_after_any_change_of_one_character(self, data: st.DataObject) -> None:
        file = made("status", "number").decode()
        place = data.draw(st.integers(0, len(file) - 1))
        other = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda char: char != file[place]))
        mutant = (file[:place] + other + file[place + 1 :]).encode()
        try:
            found = check_opening(mutant)
        except BadOpening:
            return
        # a blank between parts; the id; class, hour, tag of the leaf, which its receipt proves
        assert found.values == {"status": "Đã trả lời", "number": 7}
        assert canon.parse_leaf(found.leaf).commitment == canon.parse_leaf(LEAF).commitment
