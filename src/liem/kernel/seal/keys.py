"""Keys that files are sealed for: X25519, hybrid post-quantum (MLKEM768-X25519), and a passphrase.

Sources: c2sp.org/age, RFC 9180 (HPKE), RFC 7914 (scrypt). `random(n)` gives n random bytes.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from liem.kernel.seal import bech32
from liem.kernel.seal.header import FILE_KEY_SIZE, Stanza, derived, from_base64, to_base64
from liem.kernel.seal.invalid import Invalid, bad_key, malformed

Random: TypeAlias = Callable[[int], bytes]
_WRAPPED: Final = FILE_KEY_SIZE + 16
_ZEROS: Final = bytes(12)

_X25519: Final = "X25519"
_X25519_INFO: Final = b"age-encryption.org/v1/X25519"
_X25519_PUBLIC: Final = "age"
_X25519_PRIVATE: Final = "age-secret-key-"

_HYBRID: Final = "mlkem768x25519"
_HYBRID_INFO: Final = b"age-encryption.org/mlkem768x25519"
_HYBRID_PUBLIC: Final = "age1pq"
_HYBRID_PRIVATE: Final = "age-secret-key-pq-"
_MLKEM_PUBLIC_SIZE: Final = 1184
_HYBRID_PUBLIC_SIZE: Final = _MLKEM_PUBLIC_SIZE + 32
_ENCAPSULATED: Final = 1088 + 32
_SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)

SCRYPT: Final = "scrypt"
_SCRYPT_SALT: Final = b"age-encryption.org/v1/scrypt"
_DECIMAL: Final = re.compile(r"[1-9][0-9]?")
WORK: Final = 18  # scrypt with 2**18: 256 MiB; what the age command writes


class Recipient(Protocol):
    """Who may read: the public half."""

    @property
    def kind(self) -> str:
        """What its stanzas are called."""

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key of 16 bytes."""


class Identity(Protocol):
    """Who reads: the private half."""

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Give the file key, `None` if the stanza is for somebody else. Raises Invalid for a broken one."""


@dataclass(frozen=True, slots=True)
class X25519Recipient:
    """The public key behind `age1…`, 32 bytes."""

    key: bytes
    kind = _X25519

    @classmethod
    def parse(cls, text: str) -> X25519Recipient:
        """Read `age1…`. Raises Invalid."""
        return cls(bech32.decode(_X25519_PUBLIC, text, 32))

    def __str__(self) -> str:
        return bech32.encode(_X25519_PUBLIC, self.key)

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key. Raises Invalid for a key that gives everybody the same secret."""
        own = X25519PrivateKey.from_private_bytes(random(32))
        share = own.public_key().public_bytes_raw()
        key = _shared(own, self.key, share=share, public=self.key, refusal=bad_key)
        return Stanza((_X25519, to_base64(share)), ChaCha20Poly1305(key).encrypt(_ZEROS, file_key, None))


@dataclass(frozen=True, slots=True)
class X25519Identity:
    """The private key behind `AGE-SECRET-KEY-1…`, 32 bytes; never printed by accident."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, random: Random = secrets.token_bytes) -> X25519Identity:
        """Make a new key."""
        return cls(random(32))

    @classmethod
    def parse(cls, text: str) -> X25519Identity:
        """Read `AGE-SECRET-KEY-1…`. Raises Invalid."""
        return cls(_private(_X25519_PRIVATE, text))

    def text(self) -> str:
        """Give the key as it is written down."""
        return bech32.encode(_X25519_PRIVATE, self.secret).upper()

    @property
    def recipient(self) -> X25519Recipient:
        """The public half."""
        return X25519Recipient(
            X25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()
        )

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Give the file key, `None` if the stanza is for somebody else. Raises Invalid for a broken one."""
        if stanza.kind != _X25519:
            return None
        (share,) = _arguments(stanza, 1)
        shared = from_base64(share, 32)
        own = X25519PrivateKey.from_private_bytes(self.secret)
        key = _shared(own, shared, share=shared, public=self.recipient.key, refusal=malformed)
        return _opened(key, stanza)


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """The public key behind `age1pq1…`, 1,216 bytes: ML-KEM-768 and X25519, so that both must be broken."""

    key: bytes
    kind = _HYBRID

    def __post_init__(self) -> None:
        self._public()

    @classmethod
    def parse(cls, text: str) -> HybridRecipient:
        """Read `age1pq1…`. Raises Invalid."""
        return cls(bech32.decode(_HYBRID_PUBLIC, text, _HYBRID_PUBLIC_SIZE))

    def __str__(self) -> str:
        return bech32.encode(_HYBRID_PUBLIC, self.key)

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key; the library draws its own chance. Raises Invalid for a key that cannot be used."""
        try:
            sealed = _SUITE.encrypt(file_key, self._public(), info=_HYBRID_INFO)
        except ValueError:
            raise bad_key() from None
        return Stanza((_HYBRID, to_base64(sealed[:_ENCAPSULATED])), sealed[_ENCAPSULATED:])

    def _public(self) -> hpke.MLKEM768X25519PublicKey:
        try:
            lattice = MLKEM768PublicKey.from_public_bytes(self.key[:_MLKEM_PUBLIC_SIZE])
            curve = X25519PublicKey.from_public_bytes(self.key[_MLKEM_PUBLIC_SIZE:])
        except ValueError:
            raise bad_key() from None
        return hpke.MLKEM768X25519PublicKey(lattice, curve)


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """The private key behind `AGE-SECRET-KEY-PQ-1…`: 32 bytes that both halves grow from (X-Wing)."""

    secret: bytes = field(repr=False)

    @classmethod
    def generate(cls, random: Random = secrets.token_bytes) -> HybridIdentity:
        """Make a new key."""
        return cls(random(32))

    @classmethod
    def parse(cls, text: str) -> HybridIdentity:
        """Read `AGE-SECRET-KEY-PQ-1…`. Raises Invalid."""
        return cls(_private(_HYBRID_PRIVATE, text))

    def text(self) -> str:
        """Give the key as it is written down."""
        return bech32.encode(_HYBRID_PRIVATE, self.secret).upper()

    @property
    def recipient(self) -> HybridRecipient:
        """The public half."""
        lattice, curve = self._halves()
        return HybridRecipient(
            lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        )

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Give the file key, `None` if the stanza is for somebody else. Raises Invalid for a broken one."""
        if stanza.kind != _HYBRID:
            return None
        (encapsulated,) = _arguments(stanza, 1)
        sealed = from_base64(encapsulated, _ENCAPSULATED) + stanza.body
        key = hpke.MLKEM768X25519PrivateKey(*self._halves())
        try:
            return _SUITE.decrypt(sealed, key, info=_HYBRID_INFO)
        except InvalidTag:
            return None
        except ValueError:
            raise malformed() from None

    def _halves(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        grown = hashlib.shake_256(self.secret).digest(96)
        return (
            MLKEM768PrivateKey.from_seed_bytes(grown[:64]),
            X25519PrivateKey.from_private_bytes(grown[64:]),
        )


@dataclass(frozen=True, slots=True)
class Passphrase:
    """A passphrase as key and as reader, alone on its file. `work` is the exponent of scrypt.

    Files that ask for more than `work` are refused: their sender would choose how much memory we spend.
    Marks may be typed in two ways, so the words are brought to NFC first.
    """

    words: str = field(repr=False)
    work: int = WORK
    kind = SCRYPT

    def wrap(self, file_key: bytes, random: Random) -> Stanza:
        """Wrap a file key."""
        salt = random(16)
        body = ChaCha20Poly1305(self._key(salt, self.work)).encrypt(_ZEROS, file_key, None)
        return Stanza((SCRYPT, to_base64(salt), str(self.work)), body)

    def unwrap(self, stanza: Stanza) -> bytes | None:
        """Give the file key, `None` if the words are others. Raises Invalid for a broken one."""
        if stanza.kind != SCRYPT:
            return None
        salt, work = _arguments(stanza, 2)
        if not _DECIMAL.fullmatch(work):
            raise malformed()
        if int(work) > self.work:
            raise Invalid(
                "too_much_work",
                vi=f"Tệp đòi công sức mở khóa 2^{work}, nhiều hơn mức cho phép 2^{self.work}.",
                en=f"The file asks for work 2^{work}; the most allowed here is 2^{self.work}.",
            )
        return _opened(self._key(from_base64(salt, 16), int(work)), stanza)

    def _key(self, salt: bytes, work: int) -> bytes:
        words = unicodedata.normalize("NFC", self.words).encode()
        return Scrypt(salt=_SCRYPT_SALT + salt, length=32, n=1 << work, r=8, p=1).derive(words)


def parse_recipient(text: str) -> X25519Recipient | HybridRecipient:
    """Read `age1…` or `age1pq1…`. Raises Invalid."""
    hybrid = text.startswith(f"{_HYBRID_PUBLIC}1")
    return HybridRecipient.parse(text) if hybrid else X25519Recipient.parse(text)


def parse_identity(text: str) -> X25519Identity | HybridIdentity:
    """Read `AGE-SECRET-KEY-1…` or `AGE-SECRET-KEY-PQ-1…`. Raises Invalid."""
    hybrid = text.startswith(_HYBRID_PRIVATE.upper())
    return HybridIdentity.parse(text) if hybrid else X25519Identity.parse(text)


def parse_identities(text: str) -> list[X25519Identity | HybridIdentity]:
    """Read a key file as age-keygen writes it: a key a line, `#` begins a remark. Raises Invalid."""
    lines = (line.strip() for line in text.splitlines())
    found = [parse_identity(line) for line in lines if line and not line.startswith("#")]
    if not found:
        raise bad_key()
    return found


def _private(prefix: str, text: str) -> bytes:
    if text != text.upper():
        raise bad_key()
    return bech32.decode(prefix, text.lower(), 32)


def _arguments(stanza: Stanza, count: int) -> tuple[str, ...]:
    """Give what stands behind the kind; body and number of arguments have one size each. Raises Invalid."""
    if len(stanza.arguments) != 1 + count or len(stanza.body) != _WRAPPED:
        raise malformed()
    return stanza.arguments[1:]


def _shared(
    own: X25519PrivateKey, other: bytes, *, share: bytes, public: bytes, refusal: Callable[[], Invalid]
) -> bytes:
    try:
        secret = own.exchange(X25519PublicKey.from_public_bytes(other))
    except ValueError:  # a point of small order: the secret would be zeros
        raise refusal() from None
    return derived(secret, salt=share + public, info=_X25519_INFO)


def _opened(key: bytes, stanza: Stanza) -> bytes | None:
    try:
        return ChaCha20Poly1305(key).decrypt(_ZEROS, stanza.body, None)
    except InvalidTag:
        return None
