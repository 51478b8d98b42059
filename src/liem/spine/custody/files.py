"""Originals that nothing names any more after an erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction

from liem.spine.vault.files import place, store
from liem.spine.vault.models import Blob

from .naming import naming

if TYPE_CHECKING:
    from datetime import datetime

INSTEAD = "Tệp này đã được xóa theo luật.\n".encode()


def instead(*, at: datetime) -> Blob:
    """Return the file that stands where an erased one stood: one sentence."""
    return store([INSTEAD], at=at)


def drop(sha256: str) -> bool:
    """Delete an original that no row names; says whether it is gone. A file still named stays."""
    with transaction.atomic():
        blob = Blob.objects.select_for_update().filter(pk=sha256).first()
        if blob is not None:
            if next(naming(blob), None) is not None:
                return False
            blob.delete()
    storages["vault"].delete(place(sha256))
    return True
