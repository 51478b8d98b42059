"""Keys and a small signed log for the tests; signing is `cryptography`'s, checking the product's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liem.kernel.log import (
    Checkpoint,
    Head,
    Note,
    Proof,
    Tile,
    TileNodes,
    VerifierKey,
    append,
    cosign,
    sign_checkpoint,
)
from liem.kernel.log.note import COSIGNATURE, ED25519

ORIGIN = "so.xa-thu.example/1"
TIME = 1_764_000_000


class Key:
    """A signing key made from its own name, so that vectors stay the same for ever (`note.Signer`)."""

    def __init__(self, name: str, kind: int = ED25519, *, seed: str = "") -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256((seed or name).encode()).digest())
        self.key = VerifierKey(name, kind, self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


LOG = Key(ORIGIN)
WITNESSES = [Key(f"chung-kien-{at}.example", COSIGNATURE) for at in (1, 2, 3)]


def policy_text(needed: int = 2, witnesses: list[Key] = WITNESSES) -> bytes:
    lines = [f"log {LOG.key}"]
    lines += [f"witness w{at} {one.key}" for at, one in enumerate(witnesses, start=1)]
    if witnesses:
        names = " ".join(f"w{at}" for at in range(1, len(witnesses) + 1))
        lines += [f"group g {needed} {names}", "quorum g"]
    else:
        lines += ["quorum none"]
    return "".join(f"{line}\n" for line in lines).encode()


@dataclass
class Memory:
    """Tiles in a dict."""

    files: dict[Tile, bytes] = field(default_factory=dict)

    def read(self, tile: Tile) -> bytes | None:
        return self.files.get(tile)

    def write(self, tile: Tile, data: bytes) -> None:
        self.files[tile] = data


def log_of(entries: list[bytes]) -> tuple[Memory, Head]:
    memory = Memory()
    return memory, append(memory.read, memory.write, old=0, entries=entries)


def signed(head: Head, *, witnesses: list[Key] = WITNESSES, origin: Key = LOG) -> Note:
    checkpoint = Checkpoint(origin.key.name, head.size, head.root)
    note = sign_checkpoint(checkpoint, origin)
    return note.signed(*(cosign(note.text, time=TIME + at, signer=one) for at, one in enumerate(witnesses)))


def receipt(entries: list[bytes], index: int, *, witnesses: list[Key] = WITNESSES) -> Proof:
    memory, head = log_of(entries)
    note = signed(head, witnesses=witnesses).encode()
    nodes = TileNodes(memory.read, head.size)
    return Proof.make(nodes, index=index, checkpoint=note, entry=entries[index])
