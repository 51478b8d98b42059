"""Taking a snapshot while people work. Database first, originals after: a row never lacks its file."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
import sqlite3
import subprocess
import tempfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection
from django.utils.translation import gettext as _

import liem
from liem.kernel.backup import PAGES, PIECE, Manifest, Slip, Whole, listed, name_of, place_of
from liem.kernel.log import Invalid as Malformed
from liem.kernel.log import Note
from liem.kernel.log.note import sign
from liem.kernel.seal import Recipient, encrypt_bytes
from liem.spine.access import Invalid
from liem.spine.log import place
from liem.spine.log.store import DatabaseStore
from liem.spine.vault.files import place as place_of_original
from liem.spine.vault.models import Blob

from . import keys
from .models import KeptOriginal, Run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from .target import Target

STAMP: Final = "%Y-%m-%dT%H-%M-%SZ"
PARTIAL: Final = "backup.partial"


@dataclass
class Pieces:
    """Writes pieces that are not there yet; ``known`` maps names to the SHA-256 of the sealed bytes."""

    target: Target
    recipient: Recipient
    naming: bytes
    known: dict[str, str]
    there: set[str]
    used: dict[str, str] = field(default_factory=dict)
    new_bytes: int = 0
    all_bytes: int = 0

    def put(self, plain: bytes) -> str:
        """Keep one piece and give its name."""
        name = name_of(self.naming, plain)
        self.all_bytes += len(plain)
        if name not in self.used:
            digest = self.known.get(name)
            if digest is None or name not in self.there:
                sealed = encrypt_bytes(zlib.compress(plain, 1), [self.recipient])
                self.target.write(place_of(name), sealed)
                digest = hashlib.sha256(sealed).hexdigest()
                self.new_bytes += len(sealed)
                self._remember(name, digest)
            self.used[name] = digest
        return name

    def use(self, names: list[str]) -> bool:
        """Take pieces kept by an earlier backup; False when one of them is not known or gone."""
        if not all(name in self.there and name in self.known for name in names):
            return False
        self.used |= {name: self.known[name] for name in names}
        return True

    def _remember(self, name: str, digest: str) -> None:
        self.known[name] = digest
        self.there.add(name)
        with (keys.folder() / PARTIAL).open("ab") as file:  # a backup that was cut off goes on from here
            file.write(bytes.fromhex(name + digest))

    def cut(self, stream: IO[bytes], size: int, tell: Callable[[int], None]) -> Whole:
        """Cut a stream into pieces of ``size`` bytes."""
        digest, total, names = hashlib.sha256(), 0, []
        while data := stream.read(size):
            digest.update(data)
            total += len(data)
            names.append(self.put(data))
            tell(len(data))
        return Whole(total, digest.hexdigest(), tuple(names))


def take(*, at: datetime, target: Target, tell: Callable[[str, int], None]) -> Run:
    """Make a snapshot; ``tell(what, bytes)`` hears of progress. Raises ``Refusal``, ``OSError``.

    A run that fails is kept with its reason; what it has written already is used by the next one.
    """
    run = Run.objects.create(began_at=at, target=target.name)
    try:
        pieces = _begin(target)
        stamp = at.strftime(STAMP)
        manifest = _manifest(pieces, at, tell)
        _finish(target, pieces, manifest, stamp, at)
    except Exception as fault:
        run.fault = f"{type(fault).__name__}: {fault}"
        run.save(update_fields=["fault"])
        raise
    run.snapshot, run.new_bytes, run.all_bytes = stamp, pieces.new_bytes, pieces.all_bytes
    run.ended_at = at
    run.save(update_fields=["snapshot", "new_bytes", "all_bytes", "ended_at"])
    return run


def snapshots(target: Target) -> list[str]:
    """Give the names of finished snapshots, oldest first."""
    return sorted(
        name.removeprefix("snapshots/").removesuffix(".slip")
        for name in target.names("snapshots/")
        if name.endswith(".slip")
    )


def _begin(target: Target) -> Pieces:
    known: dict[str, str] = {}
    there = {name.rpartition("/")[2] for name in target.names("pieces/")}
    for stamp in snapshots(target)[-1:]:
        known |= dict(listed(target.read(f"snapshots/{stamp}.list")))
    partial = keys.folder() / PARTIAL
    if partial.exists():
        data = partial.read_bytes()
        known |= dict(listed(data[: len(data) // 64 * 64]))
    return Pieces(target, keys.recipient(), keys.naming(), known, there)


def _manifest(pieces: Pieces, at: datetime, tell: Callable[[str, int], None]) -> Manifest:
    log = place.begin(at=at)  # its key signs the slip
    head = DatabaseStore(log.generation, at=at).head()
    with _tables() as stream:
        tables = pieces.cut(stream, PAGES, lambda count: tell("database", count))
    originals = dict(_originals(pieces, tell))
    files = {}
    for name, path in _files():
        with path.open("rb") as stream:
            files[name] = pieces.cut(stream, PIECE, lambda count: tell("files", count))
    return Manifest(
        at=at.isoformat(),
        version=liem.__version__,
        database=connection.vendor,
        tables=tables,
        originals=originals,
        files=files,
        log={"origin": log.origin, "vkey": log.vkey, "size": head.size, "root": head.root.hex()},
    )


@contextlib.contextmanager
def _tables() -> Iterator[IO[bytes]]:
    """Give the whole database as one stream, as of one moment."""
    if connection.vendor == "postgresql":
        with _dumped() as stream:
            yield stream
        return
    room = Path(settings.LIEM.data_dir) / "uploads"
    room.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=room, prefix="backup-") as folder:
        copy = Path(folder) / "copy.sqlite3"
        # Page for page: what did not change since the last backup gives the same pieces.
        source = sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)
        with contextlib.closing(source), contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        with copy.open("rb") as stream:
            yield stream


@contextlib.contextmanager
def _dumped() -> Iterator[IO[bytes]]:
    program = shutil.which("pg_dump")
    if program is None:
        raise Invalid(
            _("Không có pg_dump trên máy này."), next_step=_("Cài gói postgresql-client rồi chạy lại.")
        )
    given = connection.get_connection_params()
    line = [program, "--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    process = subprocess.Popen(  # noqa: S603 - a fixed command line
        [*line, f"--dbname={given['dbname']}"], env=postgres_environment(), stdout=subprocess.PIPE
    )
    try:
        if process.stdout is None:
            raise OSError("pg_dump gave no output")
        yield process.stdout
    finally:
        process.stdout and process.stdout.close()
        if process.wait() not in {0, -13}:
            raise OSError(_("pg_dump kết thúc với mã lỗi %(code)s.") % {"code": process.returncode})


def postgres_environment() -> dict[str, str]:
    """Give the environment in which PostgreSQL's own programs reach the database of this installation."""
    import os

    given = connection.get_connection_params()
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    return os.environ | {names[key]: str(given[key]) for key in names if given.get(key)}


def _originals(pieces: Pieces, tell: Callable[[str, int], None]) -> Iterator[tuple[str, Whole]]:
    kept = {row.sha256: row for row in KeptOriginal.objects.all().iterator(chunk_size=1000)}
    for sha256, size in Blob.objects.order_by("pk").values_list("pk", "size").iterator(chunk_size=1000):
        row = kept.get(sha256)
        if row is not None:
            names = [bytes(row.pieces)[at : at + 32].hex() for at in range(0, len(row.pieces), 32)]
            if pieces.use(names):
                pieces.all_bytes += size
                tell("originals", size)
                yield sha256, Whole(row.size, sha256, tuple(names))
                continue
        with storages["vault"].open(place_of_original(sha256), "rb") as stream:
            whole = pieces.cut(stream, PIECE, lambda count: tell("originals", count))
        if whole.sha256 != sha256:  # never carry an altered original away as if it were the original
            raise Invalid(
                _("Tệp gốc %(hash)s đã bị thay đổi trên đĩa; sao lưu dừng lại.") % {"hash": sha256[:12]},
                next_step=_("Chạy liem audit --files, phục hồi tệp ấy từ bản sao lưu trước."),
            )
        KeptOriginal.objects.update_or_create(
            sha256=sha256,
            defaults={"size": whole.size, "pieces": b"".join(bytes.fromhex(name) for name in whole.pieces)},
        )
        yield sha256, whole


def _files() -> Iterator[tuple[str, Path]]:
    """Yield what else a machine needs: the keys of the log, the own law, the settings. Never the keyring."""
    data = Path(settings.LIEM.data_dir)
    for path in sorted((data / "keys").glob("log*.key")):
        yield f"keys/{path.name}", path
    for path in sorted(path for path in (data / "law").rglob("*") if path.is_file()):
        yield path.relative_to(data).as_posix(), path
    if settings.LIEM.source is not None:
        yield "liem.toml", Path(settings.LIEM.source)


def _finish(target: Target, pieces: Pieces, manifest: Manifest, stamp: str, at: datetime) -> None:
    """Write list, manifest, and last the slip that makes a snapshot of them."""
    pieces_list = b"".join(bytes.fromhex(name + digest) for name, digest in sorted(pieces.used.items()))
    sealed = encrypt_bytes(manifest.encode(), [pieces.recipient])
    before = "-"
    for last in snapshots(target)[-1:]:
        before = hashlib.sha256(target.read(f"snapshots/{last}.slip")).hexdigest()
    slip = Slip(stamp, hashlib.sha256(pieces_list).hexdigest(), hashlib.sha256(sealed).hexdigest(), before)
    note = Note(slip.text, (sign(slip.text, place.key_of(place.begin(at=at))),))
    target.write(f"snapshots/{stamp}.list", pieces_list)
    target.write(f"snapshots/{stamp}.age", sealed)
    target.write(f"snapshots/{stamp}.slip", note.encode())
    (keys.folder() / PARTIAL).unlink(missing_ok=True)


def verify(target: Target, stamp: str, *, tell: Callable[[int], None]) -> list[str]:
    """Read every piece of a snapshot back and compare it with the list; give what is wrong, in sentences.

    Needs no key: it proves that all is there and unaltered, not that somebody can open it.
    """
    faults = []
    try:
        pieces_list = target.read(f"snapshots/{stamp}.list")
        slip, _note = Slip.parse(target.read(f"snapshots/{stamp}.slip"))
        sealed = target.read(f"snapshots/{stamp}.age")
        entries = list(listed(pieces_list))
    except (FileNotFoundError, Malformed) as fault:
        return [_("Bản sao %(stamp)s không đọc được: %(why)s") % {"stamp": stamp, "why": fault}]
    for name, data, want in (("list", pieces_list, slip.pieces), ("age", sealed, slip.manifest)):
        if hashlib.sha256(data).hexdigest() != want:
            faults.append(_("Tệp snapshots/%(stamp)s.%(name)s đã bị sửa.") % {"stamp": stamp, "name": name})
    for name, want in entries:
        try:
            data = target.read(place_of(name))
        except FileNotFoundError:
            faults.append(_("Mất mảnh %(name)s.") % {"name": name})
            continue
        if hashlib.sha256(data).hexdigest() != want:
            faults.append(_("Mảnh %(name)s đã bị sửa.") % {"name": name})
        tell(len(data))
    return faults


def prune(target: Target, *, now: datetime, days: int, months: int) -> int:
    """Drop snapshots older than ``days`` but the first of each of the last ``months`` months.

    Then drop pieces no snapshot names. The newest snapshot always stays. Gives how many snapshots went.
    """
    all_of_them = snapshots(target)
    keep = set(all_of_them[-1:])
    first_of_month: dict[str, str] = {}
    for stamp in all_of_them:
        first_of_month.setdefault(stamp[:7], stamp)
        if (now.date() - now.strptime(stamp[:10], "%Y-%m-%d").date()).days <= days:
            keep.add(stamp)
    keep |= {first_of_month[month] for month in sorted(first_of_month)[-months:]} if months else set()
    gone = [stamp for stamp in all_of_them if stamp not in keep]
    for stamp in gone:
        for end in ("slip", "age", "list"):
            target.remove(f"snapshots/{stamp}.{end}")
    named = {name for stamp in keep for name, _digest in listed(target.read(f"snapshots/{stamp}.list"))}
    for place_name in list(target.names("pieces/")):
        if place_name.rpartition("/")[2] not in named:
            target.remove(place_name)
    return len(gone)
