"""What a log says to a witness and what it hears back (C2SP tlog-witness, add-checkpoint). No network here.

old <how many entries the witness has seen>
<base64 of the consistency proof, a line a hash>
(empty line)
<the signed head>
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from liem.kernel.log.coding import from_decimal, to_base64
from liem.kernel.log.cosign import bad_signature, checkable, require_size, verify_signature
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.note import Note, Signature, VerifierKey, parse_signature


@dataclass(frozen=True, slots=True)
class Behind:
    """The witness has seen another size than the request said (409): ask again from there."""

    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The witness did not sign; `status` as in HTTP: 400, 403, 404, 422, or whatever else came back."""

    status: int


Answer: TypeAlias = "tuple[Signature, ...] | Behind | Refused"


def make_request(old: int, proof: Sequence[bytes], note: Note) -> bytes:
    """Give the body of a request, the same for HTTP, a memory stick or paper."""
    lines = "".join(f"{to_base64(one)}\n" for one in proof)
    return f"old {old}\n{lines}\n{note}".encode()


def read_answer(status: int, body: bytes, *, key: VerifierKey, text: str) -> Answer:
    """Read the answer of the witness with this key about a head's text.

    Signatures that do not hold, and a success without any by this key, are `Refused`: nothing of them is
    kept.
    """
    try:
        if status == 200:
            return _signatures(body.decode("utf-8"), key, text)
        if status == 409:
            return Behind(from_decimal(body.decode("ascii").removesuffix("\n")))
    except (Invalid, UnicodeDecodeError):
        pass
    return Refused(status)


def _signatures(body: str, key: VerifierKey, text: str) -> tuple[Signature, ...]:
    lines = [parse_signature(line) for line in body.removesuffix("\n").split("\n")]
    own = tuple(line for line in lines if line.by(key))
    if not own:
        raise bad_signature(key)
    for line in own:
        if checkable(key):
            verify_signature(key, line, text)
        else:
            require_size(key, line)
    return own
