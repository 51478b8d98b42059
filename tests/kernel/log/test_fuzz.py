"""Whatever bytes come in, every parser gives a value or `Invalid`, nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from kernel.log.signing import LOG, WITNESSES, policy_text, receipt
from liem.kernel.log import ENTRIES, Checkpoint, Invalid, Note, Policy, Proof, Tile, VerifierKey
from liem.kernel.log.coding import from_base45, to_base45
from liem.kernel.log.note import parse_signature
from liem.kernel.log.tiles import pack_bundle, split_bundle, split_hashes
from nightly import seconds, times

ROUNDS = times("broken inputs of each parser")  # twelve of them: 10^5 at a push, 10^7 a night
PROOF = receipt([b"muc %d" % at for at in range(9)], 5)
POLICY = Policy.parse(policy_text(2))
PIECES = [
    *(b"\n", b"\n\n", b" ", b"+", b"=", "— ".encode(), b"\x00", b"\xff", b"\xed\xa0\x80", b"0", b"9" * 20),
    *(b"index ", b"extra ", b"group a all ", b"quorum none\n", b"witness ", b"LIEM1:", "\u2003".encode()),
    *(b"/000", b".p/", b"x999", b"-1", "١".encode(), b"A" * 43 + b"=\n", b"%%%", b":::"),
]


def text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def believe(data: bytes) -> None:
    Proof.read(data).check(b"muc 5", POLICY)


def repacked(data: bytes) -> None:
    """Frames of the QR code broken behind their base45, where breaking the text hardly ever gets."""
    Proof.parse_qr("LIEM1:" + to_base45(data))


PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "note": (Note.parse, PROOF.note.encode()),
    "checkpoint": (lambda data: Checkpoint.parse(text(data)), PROOF.note.text.encode()),
    "signature": (lambda data: parse_signature(text(data)), PROOF.note.signatures[1].line[:-1].encode()),
    "vkey": (lambda data: VerifierKey.parse(text(data)), str(LOG.key).encode()),
    "policy": (Policy.parse, policy_text(2, WITNESSES)),
    "proof": (Proof.parse, PROOF.encode()),
    "qr": (Proof.read, PROOF.encode_qr().encode()),
    "frame": (repacked, from_base45(PROOF.encode_qr().removeprefix("LIEM1:"))),
    "base45": (lambda data: from_base45(text(data)), b"%69 VD92EX0"),
    "path": (lambda data: Tile.parse(text(data)), b"tile/entries/x001/x234/067.p/255"),
    "bundle": (lambda data: split_bundle(Tile(ENTRIES, 0, 3), data), pack_bundle([b"a", b"", b"bcd"])),
    "tile": (lambda data: split_hashes(Tile(0, 0, 2), data), bytes(range(64))),
}


def broken(sample: bytes, chance: random.Random) -> bytes:
    """One to four cuts, copies, flips or insertions."""
    data = bytearray(sample)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.randrange(1, 40))
        kind = chance.randrange(5)
        if kind == 0:
            del data[at:to]
        elif kind == 1:
            data[at:at] = data[at:to]
        elif kind == 2:
            data[at:at] = chance.choice(PIECES)
        elif kind == 3 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        else:
            data[at:to] = chance.randbytes(to - at)
    return bytes(data)


def fuzz(parse: Callable[[bytes], object], sample: bytes, rounds: int, seed: int) -> int:
    chance, refused = random.Random(seed), 0
    parse(sample)
    for _ in range(rounds):
        try:
            parse(broken(sample, chance))
        except Invalid as why:
            refused += bool(why.vi and why.en)
    return refused


@pytest.mark.timeout(seconds(180))
@pytest.mark.parametrize("name", PARSERS)
def test_only_invalid_leaves(name: str) -> None:
    # Some broken texts are still well formed; that all were, or none, would mean the fuzz is blind.
    rounds = ROUNDS // 4 if name == "frame" else ROUNDS  # base45 both ways and a whole receipt each time
    assert fuzz(*PARSERS[name], rounds, seed=len(name)) > rounds // 10


def test_only_invalid_leaves_a_whole_check() -> None:
    assert fuzz(believe, PROOF.encode(), 500, seed=1) > 450


@pytest.mark.parametrize("name", PARSERS)
def test_noise_is_refused_too(name: str) -> None:
    parse, _ = PARSERS[name]
    chance = random.Random(3)
    for size in range(200):
        try:
            parse(chance.randbytes(size))
        except Invalid:
            continue
