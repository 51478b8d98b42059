"""The published vectors are what the definition gives, and the product agrees with each."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from kernel.log.from_definition import FILE, Vector, vectors
from liem.kernel.log import Invalid, Policy, Proof, leaf_hash, verify_consistency, verify_inclusion

VECTORS = json.loads(FILE.read_text("utf-8"))


def hashes(one: Vector) -> list[bytes]:
    return [bytes.fromhex(text) for text in one["path"]]


def inclusion(one: Vector) -> None:
    verify_inclusion(
        leaf_hash(one["entry"].encode()),
        index=one["index"],
        size=one["size"],
        path=hashes(one),
        root=bytes.fromhex(one["root"]),
    )


def consistency(one: Vector) -> None:
    roots = {name: bytes.fromhex(one[name]) for name in ("old_root", "new_root")}
    verify_consistency(old=one["old"], new=one["new"], path=hashes(one), **roots)


def receipt(one: Vector) -> None:
    proof = Proof.parse(one["receipt"].encode())
    assert Proof.parse_qr(proof.encode_qr()).encode().decode() == one["receipt"]
    proof.check(one["entry"].encode(), Policy.parse(one["policy"].encode()))


def holds(check: Callable[[Vector], None], one: Vector) -> bool:
    try:
        check(one)
    except Invalid:
        return False
    return True


class TestVectors:
    def test_are_what_the_definition_gives(self) -> None:
        assert FILE.read_text("utf-8") == vectors(), "run python tests/kernel/log/from_definition.py"

    def test_are_more_than_two_hundred(self) -> None:
        assert sum(len(found) for found in VECTORS.values()) >= 200

    @pytest.mark.parametrize("check", [inclusion, consistency, receipt])
    def test_hold_exactly_where_they_say(self, check: Callable[[Vector], None]) -> None:
        found = VECTORS[check.__name__]
        assert {one["holds"] for one in found} == {True, False}
        assert [one for one in found if holds(check, one) is not one["holds"]] == []
