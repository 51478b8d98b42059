"""A signing key in a file: 32 random bytes (an Ed25519 seed, RFC 8032) in hex, readable by its owner alone.

The one place of this package that signs; it needs the package cryptography, which checking never does.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liem.kernel.errors import KernelError
from liem.kernel.log.note import ED25519, VerifierKey

SEED_SIZE: Final = 32


class NoSeed(KernelError):
    """The file is missing, unreadable or no key."""


@dataclass(frozen=True, slots=True)
class SeedSigner:
    """Signs under the name and type of ``key`` (`note.Signer`)."""

    key: VerifierKey
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Give the 64 bytes of the signature."""
        return self.private.sign(message)


def read_seed(path: Path, *, name: str, type: int = ED25519) -> SeedSigner:  # noqa: A002 - as in VerifierKey
    """Read the key in a file. Raises NoSeed; makes nothing, since a new key would be another signer."""
    try:
        seed = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        seed = b""
    if len(seed) != SEED_SIZE:
        raise NoSeed(
            "no_seed",
            vi=f"Không đọc được khóa ký {path}. Lấy lại từ bản sao của khóa; không tạo khóa mới thay thế.",
            en=f"Cannot read the signing key {path}. Take it from its copy; never replace it by a new one.",
        )
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return SeedSigner(VerifierKey(name, type, private.public_key().public_bytes_raw()), private)


def make_seed(path: Path, *, name: str, type: int = ED25519) -> SeedSigner:  # noqa: A002 - as in VerifierKey
    """Make a key, or read it if it is there already. Two processes at once end with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(os.urandom(SEED_SIZE).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path)  # fails when another was faster: the first key stays
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return read_seed(path, name=name, type=type)
