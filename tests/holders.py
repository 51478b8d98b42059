"""Holders of keys in tests: what a reader's browser keeps, and what it signs. No framework."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liem.kernel.log.note import ED25519, VerifierKey, sign
from liem.kernel.seal import HybridIdentity, roster


@cache
def recipient(name: str) -> str:
    """A hybrid public key that grows from a name."""
    return str(HybridIdentity(hashlib.sha256(name.encode()).digest()).recipient)


@dataclass(frozen=True)
class Holder:
    """The secret half of one reader's signing key, and the public halves of the others."""

    name: str

    @property
    def secret(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(self.name.encode()).digest())

    @property
    def public(self) -> bytes:
        return self.secret.public_key().public_bytes_raw()

    @property
    def keys(self) -> dict[str, str]:
        return {
            "device": recipient(f"{self.name} device"),
            "recovery": recipient(f"{self.name} recovery"),
            "sign": base64.b64encode(self.public).decode(),
        }

    def line(self, text: str, name: str) -> str:
        """The signature line under a text."""
        return sign(text, _Signer(VerifierKey(name, ED25519, self.public), self.secret)).line

    def claim(self, unit: str) -> str:
        return self.line(roster.claim_text(unit=unit, **self.keys), unit)

    def reader(self, number: int) -> roster.Reader:
        """A reader of a list that is in no database."""
        return roster.Reader(f"{number:032x}", f"Người {self.name}", "Ủy viên", **self.keys)


@dataclass(frozen=True)
class _Signer:
    key: VerifierKey
    secret: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        return self.secret.sign(message)
