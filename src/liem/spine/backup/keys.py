"""The keys of backups: the recipient and the naming key stay here, the identity that opens lies in the
safe.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext as _

from liem.kernel.seal import HybridIdentity, Recipient, parse_recipient
from liem.spine.access import Conflict, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECIPIENT: Final = "backup.recipient"
NAMING: Final = "backup.name"


def folder() -> Path:
    """Give the folder of keys."""
    path: Path = settings.LIEM.data_dir / "keys"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def begin(keep: Callable[[str], None]) -> None:
    """Make both keys; ``keep`` is given the identity, the only thing that opens what is sealed from now on.

    It is kept nowhere here. Nothing is sealed for it before ``keep`` has it: whatever ``keep`` raises leaves
    no key behind. Raises ``Conflict`` when there are keys already.
    """
    if (folder() / RECIPIENT).exists():
        raise Conflict(
            _("Đã có khóa sao lưu."),
            next_step=_("Muốn đổi: dời tệp keys/backup.recipient rồi chạy lại; bản cũ vẫn mở bằng khóa cũ."),
        )
    identity = HybridIdentity.generate()
    if not (folder() / NAMING).exists():
        _write(NAMING, os.urandom(32).hex())
    keep(identity.text())
    _write(RECIPIENT, str(identity.recipient))


def _write(name: str, text: str) -> None:
    """Write a line that only its owner reads; whole or not at all, and never over what is there."""
    draft = folder() / f".{name}.{os.getpid()}"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, folder() / name)  # a rename would replace what another process has made
    finally:
        draft.unlink(missing_ok=True)


def ready() -> bool:
    """Say whether backups can be sealed."""
    return (folder() / RECIPIENT).exists() and (folder() / NAMING).exists()


def recipient() -> Recipient:
    """Give whom backups are sealed for. Raises ``Invalid`` before :func:`begin`."""
    return parse_recipient(_read(RECIPIENT))


def naming() -> bytes:
    """Give the key that names pieces. Raises ``Invalid`` before :func:`begin`."""
    return bytes.fromhex(_read(NAMING))


def _read(name: str) -> str:
    try:
        return (folder() / name).read_text("ascii").strip()
    except FileNotFoundError:
        raise Invalid(
            _("Chưa có khóa sao lưu."), next_step=_("Chạy liem backup init và cất khóa in ra vào phong bì.")
        ) from None
