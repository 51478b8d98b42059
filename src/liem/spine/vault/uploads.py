"""Uploads on their way (tus 1.0 core): begun, carried on where the last byte stands on disk, done once.

The part file is the only truth about how far an upload came: its size after ``fsync``. Rows of uploads are
not dossiers and have no ledger entry; what an upload becomes (a document) has one.
"""

from __future__ import annotations

import contextlib
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from liem.kernel.text import nfc
from liem.spine.access import Conflict, Invalid, NotFound

from .files import CHUNK, Empty, TooLarge, needs_room, store_file, upload_folder
from .models import Upload
from .storage import sync_folder

try:
    import fcntl
except ImportError:  # Windows: one process, and the offset check still refuses a second writer
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path
    from uuid import UUID

    from django.contrib.auth.base_user import AbstractBaseUser as Account

    from .models import Blob

STALE = timedelta(days=7)
MOST_OPEN = 200  # parts one account may keep on disk at a time


class Busy(Conflict):
    """Another request is writing this upload now."""

    status = 423
    code = "upload_busy"


class WrongOffset(Conflict):
    """The sender's offset is not where the file ends; ``offset`` says where it does (bytes)."""

    code = "upload_offset"

    def __init__(self, offset: int) -> None:
        super().__init__(_("Vị trí gửi tiếp không khớp phần đã nhận."))
        self.offset = offset


def begin(*, owner: Account, at: datetime, purpose: str, name: str, size: int, limit: int) -> Upload:
    """Begin an upload of ``size`` bytes. Raises ``TooLarge``, ``Empty``, ``Invalid`` (too many open ones)."""
    if size > limit:
        raise TooLarge(
            _("Tệp lớn hơn mức %(limit)s MB mà cơ quan này nhận.") % {"limit": limit // CHUNK},
            next_step=_("Chia nhỏ tệp hoặc quét lại ở độ phân giải 300 dpi, thang xám."),
        )
    if size <= 0:
        raise Empty(_("Tệp không có nội dung."), next_step=_("Kiểm tra lại tệp trên máy rồi chọn lại."))
    if Upload.objects.filter(owner_id=owner.pk, result__isnull=True).count() >= MOST_OPEN:
        raise Invalid(
            _("Đang có %(count)s tệp gửi dở của tài khoản này.") % {"count": MOST_OPEN},
            next_step=_("Gửi xong các tệp đó trước, hoặc chờ hệ thống dọn sau 7 ngày."),
        )
    upload = Upload.objects.create(
        owner_id=owner.pk,
        purpose=purpose,
        name=nfc(name).strip()[:255] or _("tệp không tên"),
        size=size,
        created_at=at,
    )
    part_of(upload).touch(exist_ok=True)
    return upload


def of_owner(owner: Account, upload_id: UUID) -> Upload:
    """Return an upload of this account; another's is ``NotFound`` like one that never was."""
    upload = Upload.objects.filter(pk=upload_id, owner_id=owner.pk).first()
    if upload is None:
        raise NotFound(_("Không có lần gửi này."))
    return upload


def several_of_owner(owner: Account, upload_ids: list[UUID]) -> list[Upload]:
    """Return those of the named uploads that are this account's: one query."""
    return list(Upload.objects.filter(pk__in=upload_ids, owner_id=owner.pk))


def part_of(upload: Upload) -> Path:
    """Return the part file of an upload."""
    return upload_folder() / f"{upload.pk}.part"


def offset_of(upload: Upload) -> int:
    """Return how many bytes are safe: all of them once there is a result, else the size of the part file."""
    if upload.result is not None:
        return upload.size
    part = part_of(upload)
    return part.stat().st_size if part.exists() else 0


@contextlib.contextmanager
def held(upload: Upload) -> Iterator[None]:
    """Hold an upload for one request; a second one at the same time is refused (``Busy``), never mixed in."""
    with part_of(upload).open("ab") as lock:
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(_("Một lần gửi khác của tệp này đang chạy.")) from None
        upload.refresh_from_db()  # whoever held it before may have finished it
        yield
        if upload.result is not None:
            drop_part(upload)


def extend(upload: Upload, *, offset: int, chunks: Iterable[bytes]) -> int:
    """Write bytes at ``offset`` (inside :func:`held`) and return the new safe offset.

    Raises ``WrongOffset`` when the file ends elsewhere, ``TooLarge`` for bytes beyond the announced size
    (none
    of the surplus is kept). What came before a broken line is kept: the error of the line is passed on after
    the bytes are safe.
    """
    there = offset_of(upload)
    if offset != there:
        raise WrongOffset(there)
    if upload.result is not None:
        return upload.size
    with needs_room(), part_of(upload).open("ab") as part:
        try:
            for chunk in chunks:
                room = upload.size - there
                part.write(chunk[:room])
                there += min(len(chunk), room)
                if len(chunk) > room:
                    raise TooLarge(_("Gửi nhiều byte hơn kích thước đã báo của tệp."))
        finally:
            part.flush()
            os.fsync(part.fileno())
    return there


def keep(upload: Upload, *, at: datetime) -> Blob:
    """Put a complete part into the vault (inside :func:`held`) and note it; again gives the same original."""
    blob = store_file(part_of(upload), at=at)
    upload.blob = blob
    upload.save(update_fields=["blob"])
    return blob


def close(upload: Upload, *, result: UUID) -> None:
    """Note what the upload became, then drop the part file. In this order: a kill between loses nothing."""
    upload.result = result
    upload.save(update_fields=["result"])
    drop_part(upload)


def drop_part(upload: Upload) -> None:
    """Remove the part file, if it is still there."""
    with contextlib.suppress(FileNotFoundError):
        part_of(upload).unlink()
    sync_folder(upload_folder())


def sweep(*, at: datetime) -> int:
    """Drop uploads begun more than a week ago, and part files without a row; return how many were dropped."""
    stale = list(Upload.objects.filter(created_at__lt=at - STALE))
    for upload in stale:
        drop_part(upload)
        upload.delete()
    known = {str(pk) for pk in Upload.objects.filter(result__isnull=True).values_list("pk", flat=True)}
    dropped = len(stale)
    before = (at - STALE).timestamp()
    for part in upload_folder().glob("*.part"):
        if part.stem not in known and part.stat().st_mtime < before:
            part.unlink(missing_ok=True)
            dropped += 1
    return dropped
