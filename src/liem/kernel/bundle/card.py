"""The card of an office (thẻ khóa, ``liem-office/v1``): the two public keys others need, signed by itself.

Whoever takes a card in compares its fingerprint with what the other office reads out: the signature only
shows that nobody mixed two cards.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from liem.kernel.bundle.invalid import Invalid
from liem.kernel.bundle.slip import require_office
from liem.kernel.errors import KernelError
from liem.kernel.log import ed25519
from liem.kernel.log.note import ED25519, Note, Signer, VerifierKey, sign
from liem.kernel.seal import parse_recipient

HEADER: Final = "liem-office/v1"
_FIELDS: Final = ("office", "name", "sign", "seal")


@dataclass(frozen=True, slots=True)
class Card:
    """``office`` is the unit code, ``sign`` the verifier key of its slips, ``seal`` its age recipient."""

    office: str
    name: str
    sign: VerifierKey
    seal: str

    def __str__(self) -> str:
        values = (self.office, self.name, str(self.sign), self.seal)
        lines = (f"{name} {value}" for name, value in zip(_FIELDS, values, strict=True))
        return "\n".join((HEADER, *lines)) + "\n"

    @property
    def fingerprint(self) -> str:
        """What two offices read to each other: 40 hex digits in groups of four."""
        digits = hashlib.sha256(str(self).encode()).hexdigest()[:40]
        return " ".join(digits[at : at + 4] for at in range(0, 40, 4))

    def encode(self, signer: Signer) -> bytes:
        """Give the card signed by the key that stands on it."""
        return Note(str(self), (sign(str(self), signer),)).encode()

    @classmethod
    def parse(cls, data: bytes) -> Card:
        """Read a signed card in its one form. Raises Invalid."""
        try:
            note = Note.parse(data)
            head, *lines, last = note.text.split("\n")
            told = dict(line.partition(" ")[::2] for line in lines)
            if head != HEADER or last or tuple(told) != _FIELDS or not told["name"]:
                raise _malformed()
            require_office(told["office"])
            parse_recipient(told["seal"])
            card = cls(told["office"], told["name"], VerifierKey.parse(told["sign"]), told["seal"])
        except KernelError:
            raise _malformed() from None
        good = card.sign.type == ED25519 and card.sign.name == card.office and len(note.signatures) == 1
        text = note.text.encode()
        if not good or str(card) != note.text or note.encode() != data:
            raise _malformed()
        (line,) = note.signatures
        if not line.by(card.sign) or not ed25519.verify(card.sign.key, line.value, text):
            raise _malformed()
        return card


def _malformed() -> Invalid:
    return Invalid(
        "bad_card",
        vi="Không phải thẻ khóa của cơ quan đúng dạng liem-office/v1, hoặc thẻ đã bị sửa.",
        en="Not the card of an office of the form liem-office/v1, or it was altered.",
    )
