"""Files made from the definition open exactly where they should, and say why where they should not."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from typing import Any

import pytest

from kernel.seal import make_vectors
from liem.kernel import seal

ALL = make_vectors.vectors()


def outcome(one: dict[str, Any]) -> str:
    keys: list[seal.Identity] = (
        [seal.Passphrase(one["words"], 10)]
        if "words" in one
        else [seal.X25519Identity(bytes.fromhex(one["secret"]))]
    )
    try:
        content = seal.decrypt_bytes(base64.b64decode(one["file"]), keys)
    except seal.Invalid as why:
        return why.code if why.vi and why.en else "no words"
    return "ok" if hashlib.sha256(content).hexdigest() == one["sha256"] else "another content"


class TestVectors:
    def test_are_what_the_definition_gives(self) -> None:
        told = make_vectors.FILE.read_text("utf-8")
        assert told == make_vectors.text(), "run python tests/kernel/seal/make_vectors.py"

    def test_are_a_hundred_and_of_every_kind(self) -> None:
        kinds = Counter(one["expect"] for one in ALL)
        assert sum(kinds.values()) >= 100
        assert set(kinds) == {"ok", "no_key_fits", "bad_seal", "seal_broken", "too_much_work"}
        assert len({one["name"] for one in ALL}) == len(ALL)
        assert len(json.loads(make_vectors.FILE.read_text("utf-8"))) >= 80

    @pytest.mark.parametrize("one", ALL, ids=lambda one: str(one["name"]))
    def test_come_to_what_they_say(self, one: dict[str, Any]) -> None:
        assert outcome(one) == one["expect"]
