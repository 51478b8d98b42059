"""Sealing and opening whole files (age v1), and two seals one inside the other."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from typing import BinaryIO

from liem.kernel.seal import stream
from liem.kernel.seal.header import FILE_KEY_SIZE, Header
from liem.kernel.seal.invalid import Invalid, NoKeyFits, malformed
from liem.kernel.seal.keys import SCRYPT, Identity, Random, Recipient


def encrypt(
    source: BinaryIO,
    target: BinaryIO,
    recipients: Sequence[Recipient],
    *,
    random: Random = secrets.token_bytes,
) -> None:
    """Seal what `source` holds for everybody in `recipients`, in constant memory.

    Raises Invalid for nobody, for a passphrase among others, and for hybrid keys among keys that a quantum
    computer opens: the weakest stanza decides how well the whole file is kept.
    """
    kinds = {recipient.kind for recipient in recipients}
    if len(kinds) != 1 or (SCRYPT in kinds and len(recipients) != 1):
        raise Invalid(
            "mixed_readers",
            vi="Một tệp niêm phong cho ít nhất một người, khóa cùng một loại; mật khẩu thì chỉ một.",
            en="A file is sealed for at least one reader, all keys of one kind; a passphrase stands alone.",
        )
    file_key = random(FILE_KEY_SIZE)
    stanzas = tuple(recipient.wrap(file_key, random) for recipient in recipients)
    target.write(Header.made(stanzas, file_key).encode())
    stream.encrypt(source, target, file_key=file_key, nonce=random(stream.NONCE_SIZE))


def decrypt(source: BinaryIO, target: BinaryIO, identities: Sequence[Identity]) -> None:
    """Open what `source` holds with the first key that fits, in constant memory.

    Every byte written was sealed by the sender; that none is missing at the end is known only once this
    returns, so throw away what was written when it raises Invalid.
    """
    header = Header.read(source)
    file_key = _file_key(header, identities)
    header.require(file_key)
    stream.decrypt(source, target, file_key=file_key)


def _file_key(header: Header, identities: Sequence[Identity]) -> bytes:
    if len(header.stanzas) > 1 and any(stanza.kind == SCRYPT for stanza in header.stanzas):
        raise malformed()
    for identity in identities:
        for stanza in header.stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return file_key
    raise NoKeyFits(
        "no_key_fits",
        vi="Tệp này niêm phong cho người khác: không có khóa nào ở đây mở được.",
        en="This file is sealed for somebody else: no key here opens it.",
    )


def encrypt_bytes(
    data: bytes, recipients: Sequence[Recipient], *, random: Random = secrets.token_bytes
) -> bytes:
    """Seal `data`; as `encrypt`."""
    target = io.BytesIO()
    encrypt(io.BytesIO(data), target, recipients, random=random)
    return target.getvalue()


def decrypt_bytes(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Open `data`; as `decrypt`, and all or nothing."""
    target = io.BytesIO()
    decrypt(io.BytesIO(data), target, identities)
    return target.getvalue()


def encrypt_twice(
    data: bytes,
    *,
    inner: Sequence[Recipient],
    outer: Sequence[Recipient],
    random: Random = secrets.token_bytes,
) -> bytes:
    """Seal for `inner`, and that for `outer`: only one of each together open it, the outer first."""
    return encrypt_bytes(encrypt_bytes(data, inner, random=random), outer, random=random)
