"""Check of what makes the record worth believing: the log, its witnesses, the keys, the backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING

from liem.kernel.clock import local

from .finding import Finding, Installation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from liem.spine.log.state import Watcher

OLDEST_HEAD = timedelta(hours=26)  # the daily count is an entry: a log that runs grows once a day
OLDEST_KEK = timedelta(days=31)
OLDEST_BACKUP = timedelta(days=2)
SKEW = timedelta(minutes=5)


def _on_a_database(
    check: Callable[[datetime], Iterator[Finding]],
) -> Callable[[Installation], Iterator[Finding]]:
    """Run a check only where there is a database of the right form; other lines tell when there is none."""

    @wraps(check)
    def inner(installation: Installation) -> Iterator[Finding]:
        from django.db import OperationalError, ProgrammingError

        path = installation.sqlite_path
        if path is not None and not path.exists():
            return
        try:
            yield from check(datetime.now(UTC))
        except (OperationalError, ProgrammingError):
            return

    return inner


@_on_a_database
def log(at: datetime) -> Iterator[Finding]:
    """The log signs, its key is there, nothing stops it, its last audit held."""
    from liem.spine.log import keys, place, state

    shown = state.shown(at=at)
    if shown.log is None:
        return  # nothing has happened yet
    try:
        place.key_of(shown.log)
    except keys.NoKey as fault:
        yield Finding(
            "log_key",
            "bad",
            f"khóa của sổ: {fault}",
            f"key of the log: {fault}",
            "Lấy lại keys/log.key từ bản sao lưu; không tạo khóa mới.",
            "Take keys/log.key from a backup; never make a new one.",
        )
    if shown.stopped is not None:
        yield Finding(
            "log",
            "bad",
            f"sổ ngừng ký: {shown.stopped.words}",
            f"the log has stopped signing: {shown.stopped.words}",
            "liem log recover --from BẢN-SOI, hoặc liem log begin-again; xem docs/how-to/back-up.md.",
            "liem log recover --from MIRROR, or liem log begin-again; see docs/how-to/back-up.md.",
        )
    elif shown.late or (shown.head and at - shown.head.signed_at > OLDEST_HEAD):
        yield Finding(
            "log",
            "warn",
            f"{shown.waiting} mục chờ vào sổ; lần ký cuối đã lâu",
            f"{shown.waiting} entries wait for the log; it has not signed for long",
            "Xem việc nền có chạy không: liem serve hoặc liem worker; ghi ngay: liem log run.",
            "See that jobs run: liem serve or liem worker; at once: liem log run.",
        )
    elif shown.audit is not None and shown.audit.fault:
        yield Finding(
            "log",
            "bad",
            f"lần soát sổ minh bạch thấy: {shown.audit.fault.splitlines()[0]}",
            f"the audit of the log found: {shown.audit.fault.splitlines()[0]}",
            "Giữ nguyên dữ liệu và bản sao lưu, chạy liem audit, báo các bên chứng kiến.",
            "Keep data and backups as they are, run liem audit, tell the witnesses.",
        )
    elif shown.head is not None:
        yield Finding(
            "log",
            "ok",
            f"sổ có {shown.head.size} mục, ký lúc {local(shown.head.signed_at):%H:%M %d/%m/%Y}",
            f"the log has {shown.head.size} entries, signed {local(shown.head.signed_at):%H:%M %d/%m/%Y}",
        )
    yield from _witnesses(shown.watchers, shown.tolerated, at)


def _witnesses(known: Sequence[Watcher], tolerated: int | None, at: datetime) -> Iterator[Finding]:
    if not known:
        yield Finding(
            "witnesses",
            "warn",
            "chưa có bên chứng kiến nào",
            "the log has no witness",
            "Mời ba bên ngoài cơ quan chạy liem witness (docs/how-to/run-a-witness.md), đặt chính sách.",
            "Ask three outside bodies to run liem witness (docs/how-to/run-a-witness.md), set the policy.",
        )
        return
    silent = [one.name for one in known if one.silent]
    ahead = [one.name for one in known if one.signed_at is not None and one.signed_at - at > SKEW]
    if ahead:
        yield Finding(
            "witnesses_clock",
            "warn",
            f"đồng hồ máy này chậm hơn của {', '.join(ahead)}, hoặc đồng hồ bên ấy chạy nhanh",
            f"this clock is behind that of {', '.join(ahead)}, or theirs is ahead",
            "So đồng hồ hai máy; bật đồng bộ giờ (systemd-timesyncd).",
            "Compare both clocks; turn on time synchronisation (systemd-timesyncd).",
        )
    if silent:
        yield Finding(
            "witnesses",
            "warn",
            f"bên chứng kiến im lặng quá một ngày: {', '.join(silent)}",
            f"witnesses silent for more than a day: {', '.join(silent)}",
            "Gọi cho họ; bên không có mạng thì mang yêu cầu tới (trang Sổ minh bạch).",
            "Call them; to one without a network carry a request (page Sổ minh bạch).",
        )
    else:
        worth = "" if tolerated is None else f", {tolerated}"
        yield Finding(
            "witnesses",
            "ok",
            f"{len(known)} bên chứng kiến đều ký trong ngày; chịu được số bên gian{worth or ': không'}",
            f"all {len(known)} witnesses signed today; dishonest ones tolerated{worth or ': none'}",
        )


@_on_a_database
def erasure_keys(at: datetime) -> Iterator[Finding]:
    """The key that wraps the keyring is replaced monthly: that is what makes destroyed keys leave old
    copies.
    """
    from liem.spine.access import Refusal
    from liem.spine.ledger.keyring import keyring

    try:
        wrapped = keyring().wrapped_at()
    except Refusal as fault:
        yield Finding(
            "keyring",
            "bad",
            f"kho khóa: {fault.message}",
            f"keyring: {fault.message}",
            "Lấy lại thư mục keys từ bản sao riêng của nó (liem restore --keys).",
            "Take the folder keys from its own copy (liem restore --keys).",
        )
        return
    if wrapped is None:
        return
    if at - wrapped > OLDEST_KEK:
        yield Finding(
            "keyring",
            "warn",
            f"khóa bọc kho khóa có từ {local(wrapped):%d/%m/%Y}, quá 31 ngày",
            f"the key of the keyring is from {local(wrapped):%d/%m/%Y}, older than 31 days",
            "Chạy liem keys rotate, và xem việc nền theo lịch có chạy không.",
            "Run liem keys rotate, and see that scheduled jobs run.",
        )
    else:
        yield Finding(
            "keyring",
            "ok",
            f"khóa bọc kho khóa thay ngày {local(wrapped):%d/%m/%Y}",
            f"the key of the keyring was replaced on {local(wrapped):%d/%m/%Y}",
        )


@_on_a_database
def backups(at: datetime) -> Iterator[Finding]:
    """There is a key for backups, and a fresh one was made."""
    from django.conf import settings

    from liem.spine.backup import keys, readers

    if not settings.LIEM_BACKUP:
        return  # the line about the place says it
    if not keys.ready():
        yield Finding(
            "backup_key",
            "bad",
            "chưa có khóa sao lưu nên chưa sao lưu gì",
            "there is no key for backups, so none is made",
            "Chạy liem backup init, cất dòng in ra vào phong bì.",
            "Run liem backup init, put the printed line into the safe.",
        )
        return
    last, failed = readers.last_whole(), readers.last_failed()
    if failed is not None and (last is None or failed.began_at > last.began_at):
        yield Finding(
            "backup_age",
            "bad",
            f"lần sao lưu gần nhất hỏng: {failed.fault[:200]}",
            f"the last backup failed: {failed.fault[:200]}",
            "Sửa lỗi ấy rồi chạy liem backup take.",
            "Mend that and run liem backup take.",
        )
    elif last is None or at - last.began_at > OLDEST_BACKUP:
        when = "chưa có bản nào" if last is None else f"bản gần nhất {local(last.began_at):%d/%m/%Y}"
        yield Finding(
            "backup_age",
            "warn",
            f"sao lưu đã cũ: {when}",
            "the newest backup is old, or there is none",
            "Chạy liem backup take; xem việc nền có chạy không.",
            "Run liem backup take; see that jobs run.",
        )
    else:
        yield Finding(
            "backup_age",
            "ok",
            f"bản sao lưu gần nhất {local(last.began_at):%H:%M %d/%m/%Y}",
            f"newest backup {local(last.began_at):%H:%M %d/%m/%Y}",
        )
