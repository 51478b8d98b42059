"""What a witness signs (C2SP tlog-cosignature): "as of this second, this is the longest head I saw, and it
continues all I saw before".

Ed25519 (type 0x04) is made and checked. ML-DSA-44 (type 0x06, key 1,312 bytes, signature 2,420) is recognised
and carried along but not checked: a quorum is never met by it here, and the verdict says so.
"""

from __future__ import annotations

from typing import Final

from liem.kernel.log import ed25519
from liem.kernel.log.checkpoint import Checkpoint
from liem.kernel.log.coding import LARGEST
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.note import COSIGNATURE, COSIGNATURE_ML_DSA, ED25519, Signature, Signer, VerifierKey

_TIME_SIZE: Final = 8
ML_DSA_SIGNATURE_SIZE: Final = 2420
_SIZES: Final = {
    ED25519: ed25519.SIGNATURE_SIZE,
    COSIGNATURE: _TIME_SIZE + ed25519.SIGNATURE_SIZE,
    COSIGNATURE_ML_DSA: _TIME_SIZE + ML_DSA_SIGNATURE_SIZE,
}


def cosigned_message(text: str, *, time: int) -> bytes:
    """Give the bytes a witness signs for a checkpoint's text at `time` (seconds since 1970, UTC)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosign(text: str, *, time: int, signer: Signer) -> Signature:
    """Give the cosignature line of a witness. It must have checked consistency before. Raises Invalid."""
    Checkpoint.parse(text)
    if signer.key.type != COSIGNATURE or not 0 <= time <= LARGEST:
        raise Invalid(
            "wrong_type", vi="Khóa hoặc giờ không dùng để chứng kiến được.", en="Key or time cannot cosign."
        )
    value = time.to_bytes(_TIME_SIZE, "big") + signer.sign(cosigned_message(text, time=time))
    return Signature(signer.key.name, signer.key.id, value)


def checkable(key: VerifierKey) -> bool:
    """Tell whether this package can check signatures by `key`."""
    return key.type != COSIGNATURE_ML_DSA


def verify_signature(key: VerifierKey, signature: Signature, text: str) -> int | None:
    """Make sure `signature` is by `key` over the note's `text`; give a witness's time, None for a log's.

    Raises Invalid, also for ML-DSA-44, which nobody here can check.
    """
    value = signature.value
    held = signature.by(key) and checkable(key) and len(value) == _SIZES[key.type]
    time = None
    message = text.encode()
    if held and key.type == COSIGNATURE:
        time = int.from_bytes(value[:_TIME_SIZE], "big")
        held, value, message = time <= LARGEST, value[_TIME_SIZE:], cosigned_message(text, time=time)
    if not held or not ed25519.verify(key.key, value, message):
        raise bad_signature(key)
    return time


def require_size(key: VerifierKey, signature: Signature) -> None:
    """Make sure a signature has the length of its type, all that is asked of one not checked."""
    if len(signature.value) != _SIZES[key.type]:
        raise bad_signature(key)


def bad_signature(key: VerifierKey) -> Invalid:
    """The refusal of a signature in the name of a known key."""
    return Invalid(
        "bad_signature",
        vi=f"Chữ ký mang tên {key.name} không đúng: nội dung đã bị sửa hoặc chữ ký giả.",
        en=f"The signature in the name of {key.name} does not hold: changed content or a forgery.",
    )
