"""The log's signing key: one Ed25519 seed in a file of its own, readable by its owner alone."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils.translation import gettext as _

from liem.kernel.log import VerifierKey
from liem.kernel.log.note import ED25519

SEED = 32


class NoKey(Exception):
    """The key file is missing, unreadable or not a key: nothing can be signed."""


@dataclass(frozen=True, slots=True)
class LogKey:
    """Signs heads and promises under ``key.name``, the origin of the log (``kernel.log.Signer``)."""

    key: VerifierKey
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Give the 64 bytes of the signature."""
        return self.private.sign(message)


def load(path: Path, *, origin: str) -> LogKey:
    """Read the key of a log. Raises ``NoKey``; makes nothing: a new key would be another log."""
    try:
        seed = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError):
        seed = b""
    if len(seed) != SEED:
        raise NoKey(
            _("Không đọc được khóa ký sổ %(path)s. Lấy lại từ bản sao của khóa; không tạo khóa mới thay thế.")
            % {"path": path}
        )
    return _key(seed, origin)


def make(path: Path, *, origin: str) -> LogKey:
    """Make the key of a new log, or read it if it is there. Two processes at once end with the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{path.name}.{os.getpid()}.new")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(os.urandom(SEED).hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(made, path)  # fails when another was faster: the first key stays
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return load(path, origin=origin)


def _key(seed: bytes, origin: str) -> LogKey:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return LogKey(VerifierKey(origin, ED25519, private.public_key().public_bytes_raw()), private)
