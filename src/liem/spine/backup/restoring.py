"""Bringing a snapshot back onto an empty machine. Everything is compared with its hash before it counts.

What was restored may be behind what others have seen of the log, so it comes up with an incident open: it can
be read, and signs and writes nothing until the log has caught up (``liem log recover``) or began anew.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from liem.kernel.backup import PIECE, Manifest, Slip, Whole, listed, place_of
from liem.kernel.log import Invalid as Malformed
from liem.kernel.log import VerifierKey, verify_signature
from liem.kernel.seal import Invalid as NotOpened
from liem.kernel.seal import decrypt, decrypt_bytes
from liem.spine.access import Conflict, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import BinaryIO

    from liem.kernel.seal import Identity

    from .target import Target

DATABASE: Final = "liem.sqlite3"
DUMP: Final = "database.dump"
OF_THE_FIRST_START: Final = "secret.key"  # made by the first start on any machine; sessions are not restored


class Broken(Conflict):
    """A part of the backup is missing, altered, or sealed for another key; ``message`` names it."""

    code = "backup_broken"


def read_manifest(target: Target, stamp: str, identities: Sequence[Identity]) -> Manifest:
    """Open a snapshot's manifest and make sure that slip, list and manifest belong together.

    Raises ``Broken``.
    """
    try:
        slip, note = Slip.parse(target.read(f"snapshots/{stamp}.slip"))
        sealed = target.read(f"snapshots/{stamp}.age")
        pieces = target.read(f"snapshots/{stamp}.list")
        if (_sha256(sealed), _sha256(pieces), stamp) != (slip.manifest, slip.pieces, slip.snapshot):
            raise Broken(_("Bản sao %(stamp)s đã bị sửa hoặc ghép từ hai bản.") % {"stamp": stamp})
        manifest = Manifest.parse(decrypt_bytes(sealed, identities))
        key = VerifierKey.parse(str(manifest.log["vkey"]))
        own = [line for line in note.signatures if line.by(key)]
        if not own:
            raise Broken(_("Phiếu của bản sao %(stamp)s không do khóa của sổ ký.") % {"stamp": stamp})
        for line in own:
            verify_signature(key, line, note.text)
    except FileNotFoundError as fault:
        raise Broken(_("Bản sao %(stamp)s thiếu tệp %(name)s.") % {"stamp": stamp, "name": fault}) from None
    except NotOpened as fault:
        raise Broken(fault.vi, next_step=_("Dùng đúng khóa đã in khi chạy liem backup init.")) from None
    except (Malformed, KeyError) as fault:
        raise Broken(_("Bản sao %(stamp)s hỏng: %(why)s") % {"stamp": stamp, "why": fault}) from None
    return manifest


def restore(
    target: Target,
    stamp: str,
    folder: Path,
    identities: Sequence[Identity],
    *,
    tell: Callable[[str, int], None],
) -> Manifest:
    """Write a snapshot into an empty data folder; the database as a file (SQLite) or a dump (PostgreSQL).

    Raises ``Invalid`` for a folder in use, ``Broken`` naming the first part that does not hold.
    """
    if folder.exists() and {path.name for path in folder.iterdir()} - {OF_THE_FIRST_START}:
        raise Invalid(
            _("Thư mục %(folder)s không trống.") % {"folder": folder},
            next_step=_("Khôi phục vào một thư mục mới, rồi trỏ data_dir tới đó."),
        )
    manifest = read_manifest(target, stamp, identities)
    digests = dict(listed(target.read(f"snapshots/{stamp}.list")))
    reading = _Reading(target, digests, identities)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = DATABASE if manifest.database == "sqlite" else DUMP
    reading.write(manifest.tables, folder / name, lambda count: tell("database", count))
    for sha256, whole in manifest.originals.items():
        path = folder / "vault" / sha256[:2] / sha256[2:4] / sha256
        if whole.sha256 != sha256:
            raise Broken(_("Bản kê đặt sai tên tệp gốc %(name)s.") % {"name": sha256[:12]})
        reading.write(whole, path, lambda count: tell("originals", count))
        path.chmod(0o440)
    for name, whole in manifest.files.items():
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):  # a manifest is opened data, but still data
            raise Broken(_("Bản kê đòi ghi ra ngoài thư mục: %(name)s") % {"name": name})
        reading.write(whole, path, lambda count: tell("files", count))
        if name.startswith("keys/"):
            path.parent.chmod(0o700)
            path.chmod(0o600)
    return manifest


class _Reading:
    """Fetches, compares, opens and puts pieces together."""

    def __init__(self, target: Target, digests: dict[str, str], identities: Sequence[Identity]) -> None:
        self.target, self.digests, self.identities = target, digests, identities

    def write(self, whole: Whole, path: Path, tell: Callable[[int], None]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = hashlib.sha256()
        with path.open("xb") as file:
            for name in whole.pieces:
                plain = self._piece(name)
                digest.update(plain)
                file.write(plain)
                tell(len(plain))
            file.flush()
            os.fsync(file.fileno())
        if digest.hexdigest() != whole.sha256:
            raise Broken(_("%(name)s ghép lại không khớp mã băm.") % {"name": path.name})

    def _piece(self, name: str) -> bytes:
        try:
            sealed = self.target.read(place_of(name))
        except FileNotFoundError:
            raise Broken(_("Mất mảnh %(name)s của bản sao.") % {"name": name}) from None
        if _sha256(sealed) != self.digests.get(name):
            raise Broken(_("Mảnh %(name)s của bản sao đã bị sửa.") % {"name": name})
        opened = io.BytesIO()
        try:
            decrypt(io.BytesIO(sealed), opened, self.identities)
            return _inflated(opened)
        except (NotOpened, zlib.error) as fault:
            raise Broken(_("Không mở được mảnh %(name)s: %(why)s") % {"name": name, "why": fault}) from None


def _inflated(stream: BinaryIO) -> bytes:
    """Inflate a piece; never more than a piece may hold."""
    inflating = zlib.decompressobj()
    data = inflating.decompress(stream.getvalue() if isinstance(stream, io.BytesIO) else stream.read(), PIECE)
    if inflating.unconsumed_tail or not inflating.eof:
        raise zlib.error("larger than a piece")
    return data


def into_postgres(dump: Path, *, environment: dict[str, str], name: str) -> None:
    """Load a dump into an empty PostgreSQL database, all or nothing. Raises ``Invalid``, ``Broken``."""
    program = shutil.which("pg_restore")
    if program is None:
        raise Invalid(
            _("Không có pg_restore trên máy này."), next_step=_("Cài gói postgresql-client rồi chạy lại.")
        )
    line = [program, "--exit-on-error", "--single-transaction", "--no-owner", f"--dbname={name}", str(dump)]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Broken(_("pg_restore dừng: %(why)s") % {"why": done.stderr.strip()[:500]})


def open_incident(*, at: datetime, stamp: str) -> None:
    """Tell the restored installation that it may be behind: it writes and signs nothing until that is
    settled.
    """
    from liem.spine.log import incidents

    words = _("Khôi phục từ bản sao %(stamp)s: có thể đi sau sổ đã công bố.") % {"stamp": stamp}
    incidents.opened(incidents.Found("behind", words), at=at)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
