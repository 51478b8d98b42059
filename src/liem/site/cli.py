"""The command `liem`: looks at the first word and hands the rest to the room that does it.

Nothing heavy is imported before the word is known: `liem read` never loads Django, help is immediate.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import liem

from .config import ConfigError


@dataclass(frozen=True)
class Command:
    """One word after `liem`: what it does in two languages, and the module whose `main(words)` does it."""

    word: str
    vi: str
    en: str
    module: str


COMMANDS = (
    Command(
        "demo",
        "Mở một xã giả định đầy đủ dữ liệu để dùng thử",
        "Open a fictional commune full of data to try",
        "liem.site.demo",
    ),
    Command(
        "serve",
        "Chạy hệ thống: trang web, việc nền, lịch hẹn",
        "Run the product: pages, jobs, schedule",
        "liem.site.serve",
    ),
    Command(
        "read",
        "Đọc văn bản chỉ đạo, in ra nhiệm vụ (thêm --json cho máy đọc)",
        "Read directives and print their tasks (--json for machines)",
        "liem.desks.console.read",
    ),
    Command(
        "draw",
        "Bốc thăm công khai từ một danh sách, ai cũng tính lại được; kiểm tra kết quả (--check)",
        "Draw from a list so that anybody can recompute it; check a result (--check)",
        "liem.desks.console.draw",
    ),
    Command(
        "match",
        "Tìm người trùng trong một hoặc hai danh sách, kèm lý do từng trường (--json)",
        "Find the same person in one list or two, with the reasons field by field (--json)",
        "liem.desks.console.match",
    ),
    Command(
        "log",
        "Kiểm tra biên nhận của sổ (verify), không cần mạng hay cơ sở dữ liệu",
        "Check a receipt of the log (verify), without network or database",
        "liem.desks.console.log",
    ),
    Command(
        "keys",
        "Kho khóa hồ sơ: thay khóa bọc, xem việc xóa theo luật còn dở",
        "The keyring of the dossiers: replace its key, see what erasures wait",
        "liem.desks.console.keys",
    ),
    Command(
        "seal",
        "Mở thư niêm phong, trả lời, kiểm tra danh sách người đọc; không cần mạng",
        "Open sealed letters, answer them, check lists of readers; no network",
        "liem.desks.console.seal",
    ),
    Command(
        "witness",
        "Chứng kiến sổ của nơi khác: ký khi sổ mới nối tiếp sổ cũ, giữ một bản sao",
        "Witness the log of others: cosign what continues the past, keep a copy",
        "liem.desks.witness",
    ),
    Command(
        "bundle",
        "Trao đổi gói với cơ quan khác: lập, nhận, gửi tiếp, mã QR, thẻ khóa",
        "Exchange bundles with other offices: make, take, send on, QR codes, cards",
        "liem.desks.console.bundle",
    ),
    Command(
        "backup",
        "Sao lưu niêm phong ra nơi khác, chỉ chép phần mới; đọc lại để kiểm tra",
        "Sealed backups elsewhere that copy only what is new; read them back",
        "liem.desks.console.backup",
    ),
    Command(
        "restore",
        "Dựng lại từ bản sao lưu trên một máy trống",
        "Rebuild from a backup on an empty machine",
        "liem.desks.console.restore",
    ),
    Command(
        "audit",
        "Soát toàn bộ sổ, nhật ký, dữ liệu, tệp gốc",
        "Check the whole log, the ledger, the rows, the originals",
        "liem.desks.console.audit",
    ),
    Command(
        "account",
        "Mở tài khoản đầu tiên của một bản cài còn trống; cấp lại khi không còn ai cấp được",
        "Open the first account of an empty installation; issue one anew when nobody else can",
        "liem.desks.console.account",
    ),
    Command(
        "doctor",
        "Khám bản cài đặt, nói rõ chỗ cần sửa và cách sửa",
        "Examine this installation and say what to mend and how",
        "liem.site.doctor",
    ),
    Command(
        "tick",
        "Làm một lượt: xem lịch hẹn, chạy các việc đến hạn rồi thoát (cho cron, systemd)",
        "One pass: look at the schedule, run due jobs, leave (for cron, systemd)",
        "liem.site.tick",
    ),
    Command(
        "worker",
        "Chạy việc nền liên tục, tách khỏi trang web",
        "Run jobs without end, apart from the pages",
        "liem.site.worker",
    ),
    Command(
        "check",
        "Kiểm tra mã, cấu hình và cơ sở dữ liệu có khớp nhau không",
        "Check that code, configuration and database agree",
        "liem.site.check",
    ),
    Command(
        "manage",
        "Lệnh quản trị của Django (migrate, createcachetable…)",
        "Django's management commands (migrate, …)",
        "liem.site.manage",
    ),
    Command(
        "test",
        "Kiểm thử toàn bộ mã nguồn; các chữ theo sau chuyển cho pytest",
        "Test the whole source; further words go to pytest",
        "liem.desks.console.test",
    ),
    Command("version", "In phiên bản", "Print the version", ""),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit code: 0 done, 1 failed, 2 not understood or not configured."""
    given = list(sys.argv[1:] if words is None else words)
    word = given[0] if given else "--help"
    if word in {"-h", "--help", "help"}:
        print(overview())
        return 0
    if word in {"version", "--version", "-V"}:
        print(f"liem {liem.__version__}")
        return 0
    command = next((command for command in COMMANDS if command.word == word), None)
    if command is None:
        print(
            f"liem: không có lệnh '{word}'. / there is no command '{word}'.\n\n{overview()}", file=sys.stderr
        )
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liem.site.settings")
    run: Callable[[list[str]], int] = importlib.import_module(command.module).main
    try:
        return run(given[1:])
    except ConfigError as fault:
        print(f"liem: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def overview() -> str:
    """Help: each command in Vietnamese, with English below it."""
    width = max(len(command.word) for command in COMMANDS) + 2
    lines = [
        "liem LỆNH [tham số…]      liem LỆNH --help để xem cách dùng từng lệnh",
        "liem COMMAND [words…]     liem COMMAND --help tells how to use each one",
        "",
    ]
    for command in COMMANDS:
        lines += [f"  {command.word:<{width}}{command.vi}", f"  {'':<{width}}{command.en}"]
    return "\n".join(lines)
