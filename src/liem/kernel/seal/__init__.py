"""Sealing: files that only named keys open (age v1, c2sp.org/age), written over `cryptography`.

`encrypt` and `decrypt` work on files in constant memory. Keys: X25519 (`age1…`), hybrid post-quantum
(`age1pq1…`), a passphrase. Anything that is not in its one form is `Invalid`.
The format in short: docs/reference/sealing-formats.md.
"""

from __future__ import annotations

from liem.kernel.seal.files import decrypt, decrypt_bytes, encrypt, encrypt_bytes, encrypt_twice
from liem.kernel.seal.header import Header, Stanza
from liem.kernel.seal.invalid import Invalid, NoKeyFits
from liem.kernel.seal.keys import (
    HybridIdentity,
    HybridRecipient,
    Identity,
    Passphrase,
    Recipient,
    X25519Identity,
    X25519Recipient,
    parse_identities,
    parse_identity,
    parse_recipient,
)
from liem.kernel.seal.padding import bucket, pad, unpad

__all__ = [
    "Header",
    "HybridIdentity",
    "HybridRecipient",
    "Identity",
    "Invalid",
    "NoKeyFits",
    "Passphrase",
    "Recipient",
    "Stanza",
    "X25519Identity",
    "X25519Recipient",
    "bucket",
    "decrypt",
    "decrypt_bytes",
    "encrypt",
    "encrypt_bytes",
    "encrypt_twice",
    "pad",
    "parse_identities",
    "parse_identity",
    "parse_recipient",
    "unpad",
]
