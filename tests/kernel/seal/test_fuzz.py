"""Whatever bytes come in, opening and reading keys give a value or `Invalid`, nothing else."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pytest

from liem.kernel import seal

OLD, NEW = seal.X25519Identity.generate(), seal.HybridIdentity.generate()
WORDS = seal.Passphrase("lời", 1)
PIECES = (
    b"\n",
    b" ",
    b"->",
    b"-> ",
    b"---",
    b"=",
    b"\x00",
    b"\xff",
    b"\r\n",
    b"age-encryption.org/v1\n",
    b"A" * 64,
)


def file(*readers: seal.Recipient) -> bytes:
    return seal.encrypt_bytes(b"noi dung " * 9, readers)


def text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


PARSERS: dict[str, tuple[Callable[[bytes], object], bytes, int]] = {
    "head": (lambda data: seal.Header.read(io.BytesIO(data)), file(OLD.recipient, OLD.recipient), 4_000),
    "x25519": (lambda data: seal.decrypt_bytes(data, [OLD, NEW, WORDS]), file(OLD.recipient), 3_000),
    "hybrid": (lambda data: seal.decrypt_bytes(data, [OLD, NEW, WORDS]), file(NEW.recipient), 1_500),
    "passphrase": (lambda data: seal.decrypt_bytes(data, [OLD, NEW, WORDS]), file(WORDS), 3_000),
    "recipient": (lambda data: seal.parse_recipient(text(data)), str(OLD.recipient).encode(), 4_000),
    "hybrid recipient": (lambda data: seal.parse_recipient(text(data)), str(NEW.recipient).encode(), 500),
    "identity": (lambda data: seal.parse_identity(text(data)), OLD.text().encode(), 4_000),
    "key file": (lambda data: seal.parse_identities(text(data)), f"# a\n{NEW.text()}\n".encode(), 3_000),
    "padding": (seal.unpad, seal.pad(b"x" * 5_000), 2_000),
}


def broken(sample: bytes, chance: random.Random) -> bytes:
    data = bytearray(sample)
    for _ in range(chance.randint(1, 3)):
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


@pytest.mark.parametrize("name", PARSERS)
def test_only_invalid_leaves(name: str) -> None:
    read, sample, rounds = PARSERS[name]
    chance, refused = random.Random(len(name)), 0
    read(sample)
    for _ in range(rounds):
        try:
            read(broken(sample, chance))
        except seal.Invalid as why:
            refused += bool(why.vi and why.en)
    assert refused > rounds // 3


@pytest.mark.parametrize("name", PARSERS)
def test_noise_is_refused(name: str) -> None:
    read, _, _ = PARSERS[name]
    chance = random.Random(5)
    for size in range(200):
        with pytest.raises(seal.Invalid):
            read(chance.randbytes(size))
