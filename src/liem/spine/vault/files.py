"""Put a file into the vault and read it back, checked."""

from __future__ import annotations

import errno
import hashlib
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.utils.translation import gettext as _

from liem.spine.access import Refusal

from .models import Blob

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from typing import IO

CHUNK = 1 << 20


class Altered(Refusal):
    """The bytes on disk are not those that were stored: never shown, always reported."""

    status = 500
    code = "file_altered"


class TooLarge(Refusal):
    """The file is larger than this office accepts."""

    status = 413
    code = "file_too_large"


class Empty(Refusal):
    """The file has no bytes."""

    code = "file_empty"


class NoRoom(Refusal):
    """The disk of the server is full: nothing half-written counts, and what was safe stays safe."""

    status = 507
    code = "no_room"


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def no_room() -> NoRoom:
    """Return the refusal of a full disk, for a file as for a record."""
    return NoRoom(
        _("Ổ đĩa máy chủ đã đầy nên nội dung vừa gửi chưa ghi được; dữ liệu cũ còn nguyên."),
        next_step=_("Báo người trông coi hệ thống giải phóng ổ đĩa, rồi quay lại và gửi lại."),
    )


@contextmanager
def needs_room() -> Iterator[None]:
    """Turn "no space left" of the disk into :class:`NoRoom`; every other fault of the disk is passed on."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in FULL:
            raise
        raise no_room() from fault


def place(sha256: str) -> str:
    """Return the name of an original inside the storage."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def upload_folder() -> Path:
    """Return the folder of uploads on their way, made if absent."""
    folder = Path(settings.LIEM.data_dir) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def store(chunks: Iterable[bytes], *, at: datetime, limit: int | None = None) -> Blob:
    """Store a stream of bytes once and return its row; the same bytes give the same row.

    The file is on disk before the row exists, so a row never points to nothing. Raises :class:`TooLarge`,
    :class:`Empty`, :class:`NoRoom`.
    """
    digest = hashlib.sha256()
    size = 0
    with needs_room(), tempfile.TemporaryFile(dir=upload_folder()) as part:
        head = b""
        for chunk in chunks:
            size += len(chunk)
            if limit is not None and size > limit:
                raise TooLarge(
                    _("Tệp lớn hơn mức %(limit)s MB mà cơ quan này nhận.") % {"limit": limit // CHUNK},
                    next_step=_("Chia nhỏ tệp hoặc quét lại ở độ phân giải 300 dpi, thang xám."),
                )
            if len(head) < 64:
                head = (head + chunk)[:64]
            digest.update(chunk)
            part.write(chunk)
        if size == 0:
            raise Empty(_("Tệp không có nội dung."), next_step=_("Kiểm tra lại tệp trên máy rồi chọn lại."))
        part.seek(0)
        sha256 = digest.hexdigest()
        storage = storages["vault"]
        if not storage.exists(place(sha256)):
            storage.save(place(sha256), File(part))
    blob, _made = Blob.objects.get_or_create(
        pk=sha256, defaults={"size": size, "media_type": media_type(head), "created_at": at}
    )
    return blob


def store_file(path: Path, *, at: datetime, limit: int | None = None) -> Blob:
    """Store a file from disk, streaming."""
    with path.open("rb") as stream:
        return store(iter(lambda: stream.read(CHUNK), b""), at=at, limit=limit)


def media_type(head: bytes) -> str:
    """Tell the media type from the first bytes; never from the name."""
    known = (
        (b"%PDF-", "application/pdf"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n", "image/png"),
        (b"II*\x00", "image/tiff"),
        (b"MM\x00*", "image/tiff"),
        (b"PK\x03\x04", "application/zip"),
        (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    )
    for magic, name in known:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "application/octet-stream"


def every() -> Iterator[Blob]:
    """Yield every original, in order of their hashes."""
    yield from Blob.objects.order_by("pk").iterator(chunk_size=500)


def check(blob: Blob) -> None:
    """Hash the stored bytes; raises :class:`Altered` when they differ from the name they were stored
    under."""
    digest = hashlib.sha256()
    try:
        with storages["vault"].open(place(blob.pk), "rb") as stream:
            for chunk in iter(lambda: stream.read(CHUNK), b""):
                digest.update(chunk)
    except FileNotFoundError:
        raise Altered(
            _("Tệp gốc %(hash)s không còn trong kho.") % {"hash": blob.pk[:12]},
            next_step=_("Báo người trông coi hệ thống khôi phục từ bản sao lưu."),
        ) from None
    if digest.hexdigest() != blob.pk:
        raise Altered(
            _("Tệp gốc %(hash)s đã bị thay đổi trên đĩa; hệ thống không hiển thị tệp này.")
            % {"hash": blob.pk[:12]},
            next_step=_("Báo người trông coi hệ thống khôi phục từ bản sao lưu."),
        )


@contextmanager
def opened(blob: Blob) -> Iterator[IO[bytes]]:
    """Open an original for reading after checking every byte. Raises :class:`Altered`."""
    check(blob)
    with storages["vault"].open(place(blob.pk), "rb") as stream:
        yield stream


@contextmanager
def on_disk(blob: Blob) -> Iterator[Path]:
    """Give a path to the checked original, copied to a temporary file where the storage is not a local
    disk."""
    check(blob)
    storage = storages["vault"]
    try:
        yield Path(storage.path(place(blob.pk)))
    except NotImplementedError:
        with tempfile.NamedTemporaryFile() as copy, storage.open(place(blob.pk), "rb") as stream:
            for chunk in iter(lambda: stream.read(CHUNK), b""):
                copy.write(chunk)
            copy.flush()
            yield Path(copy.name)


def open_checked(blob: Blob) -> IO[bytes]:
    """Open an original after checking every byte; the caller closes it. Raises :class:`Altered`."""
    check(blob)
    return storages["vault"].open(place(blob.pk), "rb")
