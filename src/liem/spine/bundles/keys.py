"""The two keys of an office, each in its own file: one signs its slips, one opens what is sealed for it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from liem.kernel.bundle import Card
from liem.kernel.errors import KernelError
from liem.kernel.log.note import ED25519, VerifierKey
from liem.kernel.seal import HybridIdentity, Identity, parse_identities
from liem.spine.access import Invalid, NotFound
from liem.spine.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class SlipKey:
    """Signs slips and cards under the office's code (``kernel.log.Signer``)."""

    key: VerifierKey
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """Give the 64 bytes of the signature."""
        return self.private.sign(message)


@dataclass(frozen=True, slots=True)
class Here:
    """The office that sends and takes: its unit, its keys, the folder of bundles on their way."""

    unit: Unit
    signer: SlipKey
    identities: tuple[Identity, ...]
    recipient: str
    folder: Path

    @property
    def office(self) -> str:
        """The code that stands on slips."""
        return self.unit.code

    @property
    def card(self) -> Card:
        """What other offices take in."""
        return Card(self.office, self.unit.name, self.signer.key, self.recipient)


def here(office: str = "", *, root: Path | None = None, make: bool = True) -> Here:
    """Give the office of this installation (setting ``office``) or another it serves; makes keys at first.

    Without ``make`` an office that has no keys yet is ``NotFound``: strangers must not make any.
    The newest sealing key stands last in its file; older ones still open what is under way. Raises
    ``NotFound`` for a unit that is not there, ``Invalid`` for a code or a key file that cannot be used.
    """
    code = office or settings.LIEM.office
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise NotFound(
            _("Chưa khai cơ quan của bản cài này, hoặc không có đơn vị mã “%(code)s”.") % {"code": code},
            next_step=_("Ghi mã đơn vị vào mục office của liem.toml."),
        )
    base = root or Path(settings.LIEM.data_dir)
    name = plain(code)
    paths = [base / "keys" / f"bundle-{name}.{kind}" for kind in ("sign", "age")]
    if not make and not all(path.exists() for path in paths):
        raise NotFound(_("Cơ quan này chưa trao đổi gói."))
    folder = base / "bundles" / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    seed = _kept(paths[0], lambda: os.urandom(32).hex())
    texts = _kept(paths[1], lambda: HybridIdentity.generate().text())
    try:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed.strip()))
        identities = parse_identities(texts)
        key = VerifierKey(code, ED25519, private.public_key().public_bytes_raw())
    except (KernelError, ValueError):
        raise Invalid(
            _("Tệp khóa trao đổi gói của %(code)s bị hỏng.") % {"code": code},
            next_step=_("Lấy lại thư mục keys từ bản sao riêng."),
        ) from None
    return Here(unit, SlipKey(key, private), tuple(identities), str(identities[-1].recipient), folder)


def plain(code: str) -> str:
    """Give an office code as part of a file name."""
    return re.sub(r"[^0-9A-Za-z-]", "_", code)


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Read a file of secrets, or make it once: of two processes at the same time the first one's stays."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_name(f"{path.name}.{os.getpid()}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"{make()}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(new, path)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_text("ascii")
