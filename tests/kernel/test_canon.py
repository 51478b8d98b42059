"""What `kernel.canon` promises about bytes that others will check."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liem.kernel.canon import (
    LEAF_SIZE,
    BadLeaf,
    Json,
    Leaf,
    NotCanonical,
    canonical_json,
    case_tag,
    event_commitment,
    field_commitment,
    field_salt,
    leaf,
    open_commitment,
    parse_leaf,
    tag_key,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "leaf.json").read_text(encoding="utf-8"))
KEY = bytes(range(32))
GOOD = leaf("case", hour=datetime(2026, 11, 25, 3, tzinfo=UTC), tag="0" * 32, commitment="f" * 64)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


class TestCanonicalJson:
    @pytest.mark.parametrize("vector", VECTORS["canonical"], ids=lambda v: v["why"])
    def test_gives_the_bytes_of_the_vectors(self, vector: dict[str, str]) -> None:
        assert canonical_json(json.loads(vector["input"])).hex() == vector["hex"]

    @given(values)
    def test_of_its_own_output_changes_nothing(self, value: Json) -> None:
        try:
            once = canonical_json(value)
        except NotCanonical:  # two keys that are one text after NFC
            return
        assert canonical_json(json.loads(once)) == once

    @pytest.mark.parametrize(
        "value",
        [
            1.0,
            float("nan"),
            2**53,
            -(2**53),
            "\ud800",
            chr(0xDFFF),
            b"bytes",
            {1: "a"},
            {"é": 1, "e\u0301": 2},
            {1, 2},
            object(),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_refuses_what_has_no_single_form(self, value: object) -> None:
        with pytest.raises(NotCanonical):
            canonical_json(value)  # type: ignore[arg-type]

    def test_refuses_a_pit_without_bottom(self) -> None:
        lists: Json = "end"
        maps: Json = "end"
        for _ in range(100):
            lists, maps = [lists], {"in": maps}
        for deep in (lists, maps):
            with pytest.raises(NotCanonical):
                canonical_json(deep)


class TestCommitments:
    @pytest.mark.parametrize("vector", VECTORS["fields"], ids=lambda v: v["name"])
    def test_of_fields_match_the_vectors_and_the_plain_definition(self, vector: dict[str, str]) -> None:
        key, event, name, value = (
            bytes.fromhex(vector["key"]),
            vector["event_id"],
            vector["name"],
            vector["value"],
        )
        made = field_commitment(key, event_id=event, name=name, value=value)
        salt = hmac.new(key, b"salt\0" + event.encode() + b"\0" + name.encode(), hashlib.sha256).digest()
        again = hmac.new(salt, name.encode() + b"\0" + canonical_json(value), hashlib.sha256).hexdigest()
        assert made == vector["commitment"] == again

    def test_of_one_field_open_with_its_salt_alone(self) -> None:
        salt = field_salt(KEY, event_id="e1", name="status")
        made = field_commitment(KEY, event_id="e1", name="status", value="done")
        assert open_commitment(salt, name="status", value="done") == made
        assert open_commitment(salt, name="status", value="late") != made

    def test_of_the_same_value_differ_by_event_name_and_key(self) -> None:
        made = {
            field_commitment(KEY, event_id="e1", name="a", value=1),
            field_commitment(KEY, event_id="e2", name="a", value=1),
            field_commitment(KEY, event_id="e1", name="b", value=1),
            field_commitment(KEY[::-1], event_id="e1", name="a", value=1),
        }
        assert len(made) == 4

    def test_of_an_event_do_not_depend_on_the_order_of_its_fields(self) -> None:
        fields = {"b": "1" * 64, "a": "2" * 64}
        plain = hashlib.sha256(b"a:" + b"2" * 64 + b"\nb:" + b"1" * 64 + b"\n").hexdigest()
        assert event_commitment(fields) == event_commitment(dict(reversed(fields.items()))) == plain

    @pytest.mark.parametrize(
        "fields", [{"a": "1" * 63}, {"a": "G" * 64}, {"a:b": "1" * 64}, {"a\nb": "1" * 64}]
    )
    def test_of_an_event_refuse_a_field_that_could_hide_another(self, fields: dict[str, str]) -> None:
        with pytest.raises(BadLeaf):
            event_commitment(fields)

    @pytest.mark.parametrize("name", ["", "a\0b"])
    def test_refuse_a_name_that_could_be_read_as_two_parts(self, name: str) -> None:
        with pytest.raises(NotCanonical):
            field_commitment(KEY, event_id="e", name=name, value=1)

    def test_refuse_a_key_that_could_be_guessed(self) -> None:
        with pytest.raises(NotCanonical) as refused:
            field_commitment(b"short", event_id="e", name="a", value=1)
        assert refused.value.code == "short_key"


class TestCaseTag:
    def test_matches_the_vectors(self) -> None:
        for vector in VECTORS["tags"]:
            assert case_tag(bytes.fromhex(vector["case_key"]), vector["n"]) == vector["tag"]

    def test_never_repeats_within_a_case(self) -> None:
        assert len({case_tag(KEY, n) for n in range(500)}) == 500

    def test_comes_from_a_key_that_does_not_give_back_the_secret_of_the_case(self) -> None:
        assert tag_key(KEY) == hmac.digest(KEY, b"tags", "sha256")
        assert len({tag_key(KEY), KEY, tag_key(tag_key(KEY))}) == 3


class TestLeaf:
    @pytest.mark.parametrize("vector", VECTORS["leaves"], ids=lambda v: v["cls"])
    def test_gives_the_bytes_of_the_vectors(self, vector: dict[str, str]) -> None:
        hour = datetime.fromisoformat(vector["hour"])
        made = leaf(vector["cls"], hour=hour, tag=vector["tag"], commitment=vector["commitment"])
        assert made.decode() == vector["leaf"]
        assert hashlib.sha256(b"\0" + made).hexdigest() == vector["rfc6962_leaf_hash"]

    def test_has_always_152_bytes_and_is_read_back(self) -> None:
        assert len(GOOD) == LEAF_SIZE == 152
        assert parse_leaf(GOOD) == Leaf("case", datetime(2026, 11, 25, 3, tzinfo=UTC), "0" * 32, "f" * 64)

    def test_drops_minutes_and_speaks_utc(self) -> None:
        at = datetime(2026, 11, 25, 6, 59, 59, tzinfo=timezone(timedelta(hours=7)))
        made = leaf("case", hour=at, tag="0" * 32, commitment="f" * 64)
        assert b"at 2026-11-24T23\n" in made

    @pytest.mark.parametrize("cls", ["", "ninechars", "CASE", "ca se", "ca\nse", "-case"])
    def test_refuses_a_class_that_does_not_fit(self, cls: str) -> None:
        with pytest.raises(BadLeaf):
            leaf(cls, hour=datetime(2026, 1, 1, tzinfo=UTC), tag="0" * 32, commitment="f" * 64)

    def test_refuses_an_hour_without_a_zone(self) -> None:
        with pytest.raises(BadLeaf):
            leaf("case", hour=datetime(2026, 1, 1), tag="0" * 32, commitment="f" * 64)  # noqa: DTZ001

    @pytest.mark.parametrize(
        "bad",
        [
            b"",
            GOOD[:-1],
            GOOD + b"\n",
            GOOD.replace(b"\n", b"\r\n"),
            GOOD.replace(b"/v1", b"/v2"),
            GOOD.replace(b"f" * 64, b"F" * 64),
            GOOD.replace(b"2026-11-25T03", b"2026-13-25T03"),
            GOOD.replace(b"2026-11-25T03", b"2026-11-25T24"),
            GOOD.replace(b"2026-11-25T03", b"2026-02-30T03"),
            GOOD.replace(b"case----", b"case   -"),
            GOOD.replace(b"case----", b"--case--"),
            GOOD.replace(b"2026", "٢026".encode()),
        ],
    )
    def test_refuses_bytes_that_are_not_exactly_a_leaf(self, bad: bytes) -> None:
        with pytest.raises(BadLeaf):
            parse_leaf(bad)

    @given(st.integers(0, LEAF_SIZE - 1), st.integers(1, 255))
    def test_with_any_byte_changed_is_refused_or_says_something_else(self, at: int, flip: int) -> None:
        changed = GOOD[:at] + bytes([GOOD[at] ^ flip]) + GOOD[at + 1 :]
        try:
            read = parse_leaf(changed)
        except BadLeaf:
            return
        assert leaf(read.cls, hour=read.hour, tag=read.tag, commitment=read.commitment) == changed

    def test_shows_nothing_of_the_value(self) -> None:
        secret = field_commitment(KEY, event_id="e1", name="identity", value="012345678901")
        tag = case_tag(KEY, 1)
        made = leaf(
            "case",
            hour=datetime(2026, 1, 1, tzinfo=UTC),
            tag=tag,
            commitment=event_commitment({"id": secret}),
        )
        assert not re.search(rb"012345678901", made)
        assert hashlib.sha256(b"012345678901").hexdigest().encode() not in made
