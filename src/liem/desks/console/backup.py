"""`liem backup`, `liem restore`, `liem audit`: copies outside the machine, a new machine from them, the
check.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Progress:
    """One line that is written over, only where somebody watches."""

    def __init__(self) -> None:
        self.done: dict[str, int] = {}
        self.told = 0.0

    def __call__(self, what: str, count: int) -> None:
        """Add ``count`` to what was done."""
        self.done[what] = self.done.get(what, 0) + count
        if sys.stderr.isatty() and time.monotonic() - self.told > 0.2:
            self.told = time.monotonic()
            parts = ", ".join(f"{name} {value / 1e6:,.1f} MB" for name, value in self.done.items())
            print(f"\r{parts}\033[K", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if sys.stderr.isatty() and self.done:
            print(file=sys.stderr)


def main(words: Sequence[str]) -> int:
    """Run a verb of `liem backup`. 0 done, 1 refused or not whole, 2 not understood."""
    return _run(_backup_parser().parse_args(words))


def restore(words: Sequence[str]) -> int:
    """Run `liem restore`: it sets the data folder before Django reads its settings."""
    options = _restore_parser().parse_args(words)
    os.environ["LIEM_DATA_DIR"] = str(options.folder)
    return _run(options)


def audit(words: Sequence[str]) -> int:
    """Run `liem audit`. 0 everything holds, 1 something does not."""
    parser = argparse.ArgumentParser(
        prog="liem audit",
        description="Soát toàn bộ: sổ minh bạch, nhật ký và dữ liệu dựng lại, tệp gốc. "
        "/ Check everything: the log, the ledger and rows rebuilt from it, the originals.",
    )
    parser.add_argument("--files", action="store_true", help="băm lại mọi tệp gốc / rehash every original")
    parser.add_argument("--json", action="store_true", help="in JSON / print JSON")
    options = parser.parse_args(words)
    options.verb = "audit"
    return _run(options)


def _run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.db import OperationalError, ProgrammingError
    from django.utils.translation import override

    from liem.spine.access import Refusal
    from liem.spine.log.keys import NoKey

    try:
        with override("vi"):
            return _VERBS[options.verb](options, datetime.now(UTC))
    except Refusal as refusal:
        print(f"\nliem: {refusal.message} {refusal.next_step}".rstrip(), file=sys.stderr)
    except (NoKey, OSError) as fault:
        print(f"\nliem: {fault}", file=sys.stderr)
    except (OperationalError, ProgrammingError) as fault:
        print(f"\nliem: chưa dùng được cơ sở dữ liệu / the database is not ready: {fault}", file=sys.stderr)
    return 1


def _backup_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem backup",
        description="Sao lưu đã niêm phong, chỉ chép phần mới. / Sealed backups that copy only what is new.",
    )
    verbs = parser.add_subparsers(dest="verb", metavar="init | take | list | verify | prune | keys")
    parser.set_defaults(verb="take", to="", quiet=False)

    def verb(name: str, vi: str, en: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=f"{vi} / {en}")
        if name != "init":
            made.add_argument("--to", default="", help="thư mục hoặc s3://kho/thư-mục / folder or s3://…")
        return made

    init = verb(
        "init", "tạo khóa, in ra một lần để cất vào phong bì", "make the key, printed once for the safe"
    )
    init.add_argument("--out", type=Path, help="ghi khóa vào tệp mới thay vì in / write it to a new file")
    verb("take", "sao lưu ngay", "take a backup now")
    verb("list", "các bản đã có", "what there is")
    check = verb("verify", "đọc lại từng mảnh, không cần khóa", "read every piece back, without the key")
    check.add_argument("--snapshot", default="", help="bản nào; bỏ trống là bản mới nhất / which; the newest")
    prune = verb("prune", "bỏ bản cũ", "drop old ones")
    prune.add_argument(
        "--days", type=int, default=30, help="giữ mọi bản trong số ngày / keep all of these days"
    )
    prune.add_argument(
        "--months", type=int, default=12, help="giữ bản đầu mỗi tháng / keep the first of a month"
    )
    verb(
        "keys", "sao riêng kho khóa, không bản nào quá 31 ngày", "copy the keyring apart, never over 31 days"
    )
    return parser


def _restore_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem restore",
        description="Dựng lại từ bản sao lưu vào thư mục trống. / Rebuild a backup into an empty folder.",
    )
    parser.add_argument("source", help="thư mục hoặc s3://… chứa bản sao / folder or s3://… of the backup")
    parser.add_argument("folder", type=Path, help="thư mục dữ liệu mới / the new data folder")
    parser.add_argument("--identity", type=Path, required=True, help="tệp khóa trong phong bì / the key file")
    parser.add_argument(
        "--snapshot", default="", help="bản nào; bỏ trống là bản mới nhất / which; the newest"
    )
    parser.add_argument("--keys", default="", help="nơi có bản sao kho khóa / where the keyring copy is")
    parser.set_defaults(verb="restore")
    return parser


def _target(options: argparse.Namespace) -> Any:
    from django.conf import settings

    from liem.spine.backup.target import open_target

    return open_target(options.to or settings.LIEM_BACKUP)


def _init(options: argparse.Namespace, _at: datetime) -> int:
    from liem.spine.backup import keys

    if options.out is not None and options.out.exists():
        print(f"liem backup: {options.out} đã có. / exists.", file=sys.stderr)
        return 1

    def keep(text: str) -> None:
        if options.out is None:
            print(text, flush=True)
        else:
            _write_out(options.out, text)

    try:
        keys.begin(keep)
    except OSError as fault:
        print(
            f"liem backup: không ghi được khóa ({fault}); chưa có khóa nào được tạo. "
            "Chọn nơi khác rồi chạy lại.\n"
            f"liem backup: the key cannot be written ({fault}); none was made. "
            "Choose another place and run again.",
            file=sys.stderr,
        )
        return 1
    print(
        "Đây là thứ duy nhất mở được bản sao lưu. Máy không giữ: in ra, niêm phong, cất hai nơi khác nhau.\n"
        "The only thing that opens the backups. This machine keeps no copy: print it, seal it, two places.",
        file=sys.stderr,
    )
    return 0


def _write_out(path: Path, text: str) -> None:
    """Write the identity where it is wanted, often a stick; what could not be written whole is taken away."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _take(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.backup import taking

    progress = Progress()
    run = taking.take(at=at, target=_target(options), tell=progress)
    progress.end()
    print(
        f"{run.snapshot}: {run.all_bytes / 1e6:,.1f} MB, phần mới / new {run.new_bytes / 1e6:,.1f} MB "
        f"→ {run.target}"
    )
    return 0


def _list(options: argparse.Namespace, _at: datetime) -> int:
    from liem.spine.backup import taking

    for stamp in taking.snapshots(_target(options)):
        print(stamp)
    return 0


def _verify(options: argparse.Namespace, _at: datetime) -> int:
    from liem.spine.backup import taking

    target, progress = _target(options), Progress()
    stamp = options.snapshot or _newest(target)
    faults = taking.verify(target, stamp, tell=lambda count: progress("pieces", count))
    progress.end()
    for fault in faults[:50]:
        print(fault)
    print(f"{stamp}: {'đủ và nguyên / whole' if not faults else f'{len(faults)} chỗ hỏng / faults'}")
    return 1 if faults else 0


def _newest(target: Any) -> str:
    from liem.spine.access import Invalid
    from liem.spine.backup import taking

    found = taking.snapshots(target)
    if not found:
        raise Invalid(f"Không có bản sao lưu nào ở {target.name}. / No backup at {target.name}.")
    return found[-1]


def _prune(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.backup import taking

    gone = taking.prune(_target(options), now=at, days=options.days, months=options.months)
    print(f"Đã bỏ {gone} bản cũ. / {gone} old snapshots dropped.")
    return 0


def _keys(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.backup import keyring_copy
    from liem.spine.backup.target import open_target

    print(keyring_copy.copy(at=at, target=open_target(options.to)))
    return 0


def _restore(options: argparse.Namespace, at: datetime) -> int:
    from django.db import connection

    from liem.kernel.seal import parse_identities
    from liem.spine.backup import keyring_copy, restoring
    from liem.spine.backup.taking import postgres_environment
    from liem.spine.backup.target import open_target

    target, progress = open_target(options.source), Progress()
    identities = parse_identities(options.identity.read_text("ascii"))
    stamp = options.snapshot or _newest(target)
    manifest = restoring.restore(target, stamp, options.folder, identities, tell=progress)
    progress.end()
    if connection.vendor != manifest.database:
        print(
            f"Bản sao là của {manifest.database}, máy này đặt {connection.vendor}: đổi database_url.\n"
            f"The backup is of {manifest.database}, this machine is set to {connection.vendor}.",
            file=sys.stderr,
        )
        return 1
    if manifest.database == "postgresql":
        dump = options.folder / restoring.DUMP
        name = str(connection.get_connection_params()["dbname"])
        restoring.into_postgres(dump, environment=postgres_environment(), name=name)
        dump.unlink()
    if options.keys:
        keyring_copy.put_back(open_target(options.keys), options.folder / "keys", identities)
    restoring.open_incident(at=at, stamp=stamp)
    log = manifest.log
    print(
        f"Đã dựng lại bản {stamp}: {len(manifest.originals)} tệp gốc; sổ {log['origin']}, {log['size']} mục, "
        f"mã gốc {log['root'][:16]}…\nSổ chưa ký gì cho tới khi: liem log recover --from BẢN-SOI, "
        "hoặc liem log begin-again.\n"
        f"Rebuilt. Nothing is signed until: liem log recover --from MIRROR, or liem log begin-again."
    )
    return 0


def _audit(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.ledger import replay
    from liem.spine.log import auditing
    from liem.spine.vault import files

    shown = sys.stderr.isatty()

    def tell(text: str) -> None:
        if shown:
            print(f"\r{text}\033[K", end="", file=sys.stderr, flush=True)

    faults = auditing.check(at=at, tell=lambda count: tell(f"sổ / log {count:,}"))
    auditing.remember(faults, at=at)
    tell("nhật ký và dữ liệu / ledger and rows …")
    found = replay.check()
    replay.remember(found, at=at)
    faults = [*faults, *(one.words for one in found.differences)]
    count = 0
    if options.files:
        for blob in files.every():
            count += 1
            tell(f"tệp gốc / originals {count:,}")
            try:
                files.check(blob)
            except files.Altered as altered:
                faults.append(altered.message)
    tell("")
    if options.json:
        told = {"entries": found.entries, "rows": found.rows, "files": count, "faults": faults}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for fault in faults[:50]:
            print(fault)
        print(
            f"{found.entries:,} dòng nhật ký, {found.rows:,} hàng dựng lại, {count:,} tệp gốc: "
            f"{'đều khớp / everything holds' if not faults else f'{len(faults)} chỗ không khớp / faults'}"
        )
    return 1 if faults else 0


_VERBS: dict[str, Callable[[argparse.Namespace, datetime], int]] = {
    "init": _init,
    "take": _take,
    "list": _list,
    "verify": _verify,
    "prune": _prune,
    "keys": _keys,
    "restore": _restore,
    "audit": _audit,
}
