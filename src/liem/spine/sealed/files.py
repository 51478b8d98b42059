"""Sealed bytes on their way into the vault and out again. Only their outside is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel.errors import KernelError
from liem.kernel.seal.shape import require_bucket, shape
from liem.spine.access import Invalid, NotFound, sentence_of
from liem.spine.vault import files

if TYPE_CHECKING:
    from datetime import datetime

    from liem.spine.vault.models import Blob

    from .models import SealedReport

LARGEST: Final = 64 << 20  # bytes of one sealed letter
LONGEST_IDENTITY: Final = 256 << 10


def hour(at: datetime) -> datetime:
    """Return the full hour: all that is kept of the time of a sealed letter."""
    return at.replace(minute=0, second=0, microsecond=0)


def keep(data: bytes, *, at: datetime) -> Blob:
    """Put sealed bytes of a usual size into the vault. Raises ``Invalid``, ``TooLarge``, ``NoRoom``."""
    try:
        require_bucket(shape(data))
    except KernelError as fault:
        raise Invalid(sentence_of(fault)) from None
    return files.store([data], at=hour(at), limit=LARGEST)


def keep_identity(data: bytes, *, at: datetime) -> Blob:
    """Put a name that is sealed twice into the vault. Raises ``Invalid``, ``TooLarge``, ``NoRoom``."""
    try:
        shape(data)
    except KernelError as fault:
        raise Invalid(sentence_of(fault)) from None
    return files.store([data], at=hour(at), limit=LONGEST_IDENTITY)


def inside(blob: Blob) -> int:
    """Return how many bytes lie inside a sealed original."""
    with files.opened(blob) as stream:
        return shape(stream.read()).inside


def fetched(report: SealedReport, *, sha256: str) -> bytes:
    """Return the sealed bytes of a report or of one of its messages; raises ``NotFound`` for others."""
    mine = {report.blob_id, report.identity_id} | set(report.messages.values_list("blob_id", flat=True))
    if sha256 not in mine - {report.identity_id}:
        raise NotFound(_("Không có thư này."))
    blob = report.blob if report.blob_id == sha256 else report.messages.get(blob_id=sha256).blob
    with files.opened(blob) as stream:
        return stream.read()
