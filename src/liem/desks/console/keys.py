"""`liem keys …` for who keeps the system: replace the key-encrypting key now, say how the keyring stands."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from liem.kernel.clock import local

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(words: Sequence[str]) -> int:
    """Run one verb. 0 done, 1 refused with the reason."""
    parser = argparse.ArgumentParser(
        prog="liem keys",
        description="Kho khóa hồ sơ (xóa theo luật). / The keyring of the dossiers (erasure by law).",
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser(
        "rotate",
        help="thay khóa bọc ngay, hủy khóa cũ (bình thường mỗi 30 ngày tự làm) / replace the key-encrypting "
        "key now and destroy the old one (done by itself every 30 days)",
    )
    verbs.add_parser("status", help="tuổi khóa bọc, số việc xóa còn dở / age of the key, erasures to finish")
    options = parser.parse_args(words)

    import django

    django.setup()
    from django.db import OperationalError, ProgrammingError
    from django.utils.translation import override

    from liem.spine.ledger.keyring import KeyringLost

    try:
        with override("vi"):
            return _rotate(datetime.now(UTC)) if options.verb == "rotate" else _status()
    except KeyringLost as fault:
        print(f"liem keys: {fault.message} {fault.next_step}", file=sys.stderr)
    except (OperationalError, ProgrammingError) as fault:
        print(
            f"liem keys: chưa dùng được cơ sở dữ liệu ({fault}). Chạy trước: liem manage migrate\n"
            "liem keys: the database is not ready. Run first: liem manage migrate",
            file=sys.stderr,
        )
    return 1


def _rotate(at: datetime) -> int:
    from liem.spine.custody.jobs import rotate

    done = rotate(at=at)
    print(
        f"Khóa bọc số {done.kek}: {done.kept} khóa hồ sơ giữ lại, {done.dropped} khóa không ai dùng đã bỏ; "
        f"khóa bọc cũ đã hủy. / Key-encrypting key {done.kek}: {done.kept} kept, {done.dropped} unused "
        "dropped; the old one is destroyed."
    )
    return 0


def _status() -> int:
    from liem.spine.custody.readers import unfinished
    from liem.spine.ledger.keyring import keyring

    made = keyring().wrapped_at()
    when = f"{local(made):%H:%M %d/%m/%Y}" if made else "chưa có / none yet"
    to_destroy, to_clean = unfinished()
    print(f"Khóa bọc có từ / key-encrypting key since: {when}")
    print(f"Xóa còn chờ hủy khóa / to destroy: {to_destroy}")
    print(f"Xóa còn chờ ghi lại trang / to clean: {to_clean}")
    return 0
