"""What a witness decides about a head it is shown (C2SP tlog-witness, add-checkpoint). No network, no store.

The caller holds the last head it cosigned, asks, and keeps the new one in the same transaction, before it
answers: two requests decided on the same last head would let a log be rolled back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from liem.kernel.log.asking import make_request
from liem.kernel.log.checkpoint import Checkpoint
from liem.kernel.log.coding import from_base64, from_decimal
from liem.kernel.log.cosign import verify_signature
from liem.kernel.log.invalid import Invalid
from liem.kernel.log.merkle import HASH_SIZE, verify_consistency
from liem.kernel.log.note import ED25519, Note, VerifierKey
from liem.kernel.log.tiles import Head

LONGEST_PROOF: Final = 63
LARGEST_REQUEST: Final = 1 << 16


class Rejected(Invalid):
    """Not cosigned. `status` as in HTTP; `size` is the size held, where the answer has to name it (409).

    `evidence` tells that the log signed something that cannot be true beside what it signed before.
    """

    def __init__(
        self, status: int, code: str, *, vi: str, en: str, size: int | None = None, evidence: bool = False
    ) -> None:
        super().__init__(code, vi=vi, en=en)
        self.status, self.size, self.evidence = status, size, evidence


@dataclass(frozen=True, slots=True)
class Request:
    """How many entries the log thinks the witness has seen, the proof from there, the signed head."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @property
    def checkpoint(self) -> Checkpoint:
        """The head that is to be cosigned."""
        return Checkpoint.parse(self.note.text)

    def encode(self) -> bytes:
        """Give the body of the request; `parse` gives the same request back."""
        return make_request(self.old, self.proof, self.note)

    @classmethod
    def parse(cls, body: bytes) -> Request:
        """Read a body. Raises Rejected with status 400."""
        try:
            return cls._read(body)
        except Rejected:
            raise
        except Invalid as fault:
            raise _malformed(fault.vi, fault.en) from None

    @classmethod
    def _read(cls, body: bytes) -> Request:
        head, gap, note = body.partition(b"\n\n")
        if len(body) > LARGEST_REQUEST or not gap:
            raise _malformed("cần dòng old, các dòng chứng minh, một dòng trống, rồi đầu sổ", "parts missing")
        try:
            first, *lines = head.decode("ascii").split("\n")
        except UnicodeDecodeError:
            raise _malformed("có ký tự lạ", "not ASCII") from None
        word, _, old = first.partition(" ")
        if word != "old" or len(lines) > LONGEST_PROOF:
            raise _malformed("dòng đầu phải là old, nhiều nhất 63 dòng chứng minh", "old line, 63 hashes")
        proof = tuple(from_base64(line, size=HASH_SIZE) for line in lines)
        read = cls(from_decimal(old), proof, Note.parse(note))
        _ = read.checkpoint  # a note that is no head is malformed, not forbidden
        return read


def origin_of(request: Request) -> str:
    """Give the name of the log a request is about."""
    return request.checkpoint.origin


def judge(request: Request, *, trusted: Sequence[VerifierKey], last: Head) -> Head:
    """Give the head to be cosigned and kept. Raises Rejected (403, 404, 400, 409, 422; in this order).

    `trusted` are the keys known for the log of the request, none for a log nobody trusts here; `last` is the
    head last cosigned, empty for a new log. Signatures by unknown keys are ignored.
    """
    checkpoint = request.checkpoint
    if not trusted:
        raise Rejected(
            404,
            "unknown_log",
            vi=f"Không chứng kiến sổ “{checkpoint.origin}”.",
            en=f"The log {checkpoint.origin!r} is not witnessed here.",
        )
    _require_signature(request.note, trusted)
    new = checkpoint.head
    if request.old > new.size:
        raise _malformed("số cũ lớn hơn số mới", "the old size is larger than the new one")
    if request.old != last.size:
        raise Rejected(
            409,
            "other_size",
            vi=f"Bên chứng kiến đã thấy {last.size} mục, không phải {request.old}.",
            en=f"The witness has seen {last.size} entries, not {request.old}.",
            size=last.size,
        )
    if new.size == last.size and new.root != last.root:
        raise Rejected(
            409,
            "other_root",
            vi=f"Hai đầu sổ khác nhau cùng có {last.size} mục: sổ bị tách đôi.",
            en=f"Two different heads of {last.size} entries: the log has forked.",
            size=last.size,
            evidence=True,
        )
    try:
        verify_consistency(
            old=last.size, old_root=last.root, new=new.size, new_root=new.root, path=request.proof
        )
    except Invalid as fault:
        raise Rejected(422, "no_consistency", vi=fault.vi, en=fault.en, evidence=True) from None
    return new


def _require_signature(note: Note, trusted: Sequence[VerifierKey]) -> None:
    for key in trusted:
        for line in note.signatures:
            if key.type == ED25519 and line.by(key):
                try:
                    verify_signature(key, line, note.text)
                except Invalid:
                    continue
                return
    raise Rejected(
        403,
        "not_signed",
        vi="Không có chữ ký đúng của sổ trên đầu sổ này.",
        en="No signature of the log holds on this head.",
    )


def _malformed(vi: str, en: str) -> Rejected:
    return Rejected(400, "bad_request", vi=f"Yêu cầu không đúng dạng: {vi}.", en=f"Malformed request: {en}.")
