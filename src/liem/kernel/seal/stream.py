"""The content of an age v1 file: pieces of 64 KiB under ChaCha20-Poly1305, numbered, the last one marked.

The number and the mark are in the nonce, so a piece that was moved, dropped or added does not open.
Memory does not grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from liem.kernel.seal.header import derived
from liem.kernel.seal.invalid import altered

PIECE: Final = 1 << 16
TAG: Final = 16
NONCE_SIZE: Final = 16


def encrypt(source: BinaryIO, target: BinaryIO, *, file_key: bytes, nonce: bytes) -> None:
    """Write the 16 bytes of `nonce` and the sealed content of `source`."""
    target.write(nonce)
    cipher = _cipher(file_key, nonce)
    target.writelines(
        cipher.encrypt(_place(number, last=last), piece, None)
        for number, piece, last in _pieces(source, PIECE)
    )


def decrypt(source: BinaryIO, target: BinaryIO, *, file_key: bytes) -> None:
    """Write the content: each piece was checked, the whole only once this returns. Raises Invalid."""
    nonce = _filled(source, NONCE_SIZE)
    if len(nonce) != NONCE_SIZE:
        raise altered()
    cipher = _cipher(file_key, nonce)
    for number, piece, last in _pieces(source, PIECE + TAG):
        # An empty last piece would be a second spelling of a file that is a multiple of 64 KiB.
        if len(piece) < TAG or (len(piece) == TAG and number):
            raise altered()
        try:
            target.write(cipher.decrypt(_place(number, last=last), piece, None))
        except InvalidTag:
            raise altered() from None


def sealed_size(size: int) -> int:
    """Give the bytes that `size` bytes of content become, the head not counted."""
    return NONCE_SIZE + size + TAG * max(1, -(-size // PIECE))


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(derived(file_key, salt=nonce, info=b"payload"))


def _place(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """Number, bytes, and whether it is the last: known by reading one piece ahead."""
    number, held = 0, _filled(source, size)
    while following := _filled(source, size):
        yield number, held, False
        number, held = number + 1, following
    yield number, held, True


def _filled(source: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end; pipes and sockets give what they have at the moment."""
    found = source.read(size)
    while found and len(found) < size and (more := source.read(size - len(found))):
        found += more
    return found
