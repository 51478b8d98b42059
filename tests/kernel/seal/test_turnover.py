"""Readers come and go: open letters stay readable by who remains, new ones are closed to who left."""

from __future__ import annotations

import hashlib

import pytest

from holders import Holder
from liem.kernel.log.note import Note, parse_signature
from liem.kernel.seal import (
    HybridIdentity,
    NoKeyFits,
    decrypt_bytes,
    encrypt_bytes,
    parse_recipient,
    roster,
)
from liem.kernel.seal.letter import Letter, pack, unpack
from nightly import times

NAMES = ("an", "binh", "chi", "dung", "em")
READERS = {name: Holder(name).reader(number) for number, name in enumerate(NAMES, 1)}
LETTERS = [f"Thư {number}" for number in range(times("letters of the turnover drill"))]


def secret(name: str, which: str) -> HybridIdentity:
    return HybridIdentity(hashlib.sha256(f"{name} {which}".encode()).digest())


def to(listed: roster.Roster) -> list[object]:
    return [parse_recipient(key) for reader in listed.readers for key in (reader.device, reader.recovery)]


def opens(data: bytes, name: str, which: str) -> str:
    try:
        return unpack(decrypt_bytes(data, [secret(name, which)])).words
    except NoKeyFits:
        return ""


class TestTurnover:
    @pytest.mark.parametrize("leaves", NAMES)
    def test_leaves_every_letter_to_those_who_stay(self, leaves: str) -> None:
        old = roster.first(
            origin="x", unit="UBKT", name="UBKT", since="2026-11-23", readers=list(READERS.values())
        )
        stay = [name for name in NAMES if name != leaves]
        new = old.next([READERS[name] for name in stay], since="2026-11-24")
        lines = [Holder(name).line(str(new), f"reader-{READERS[name].id}") for name in stay[:2]]
        note = Note(str(new), tuple(parse_signature(line[:-1]) for line in lines))
        assert roster.check(note, after=old) == new
        before = [encrypt_bytes(pack(Letter("report", words)), to(old)) for words in LETTERS]
        # one who stays seals the open letters anew, and a new one comes in
        again = [encrypt_bytes(decrypt_bytes(data, [secret(stay[-1], "device")]), to(new)) for data in before]
        fresh = encrypt_bytes(pack(Letter("report", "mới")), to(new))
        for which in ("device", "recovery"):
            for name in stay:
                assert [opens(data, name, which) for data in again] == LETTERS
                assert opens(fresh, name, which) == "mới"
            assert {opens(data, leaves, which) for data in (*again, fresh)} == {""}
        # what was said plainly: the old bytes stay open to who held a key then
        assert opens(before[0], leaves, "device") == LETTERS[0]
