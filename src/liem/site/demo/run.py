"""Build the demonstration once, print who can sign in, serve it."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from . import own_law

if TYPE_CHECKING:
    from collections.abc import Callable

    from .world import World

MARK, PARTIAL, ACCOUNTS = "demo", "demo.partial", "demo-accounts.json"

# who can sign in: sign-in name, unit, post, what they do here
PERSONS = (
    ("vanthu", "XCR", "clerk", "Văn thư: nhận văn bản, xem máy đọc, xác nhận"),
    (
        "chanhvp",
        "XCR",
        "office_head",
        "Chánh Văn phòng: giao việc, đôn đốc, nghiệm thu, ra văn bản giao việc",
    ),
    ("bithu", "XCR", "secretary", "Bí thư Đảng ủy: xem toàn xã, cây chỉ đạo, cả nhiệm kỳ"),
    ("chutich", "UBND", "head_of_body", "Chủ tịch UBND xã: nhận việc, giao xuống phòng, thôn"),
    ("chibo1", "CB01", "secretary", "Bí thư Chi bộ thôn Ghềnh: nhận việc, báo cáo, xin gia hạn"),
    ("chibo12", "CB12", "secretary", "Bí thư Chi bộ thôn Cột Mốc, thôn biên giới"),
    (
        "kiemtra",
        "UBKT",
        "inspection_chair",
        "Chủ nhiệm Ủy ban kiểm tra: chương trình, cuộc, kết luận, kỷ luật",
    ),
    ("uyvien1", "UBKT", "inspector 1", "Ủy viên Ủy ban kiểm tra: trưởng đoàn hai cuộc đang làm"),
    ("uyvien2", "UBKT", "inspector 2", "Ủy viên Ủy ban kiểm tra: chờ báo cáo của Chi bộ thôn Đồng Chum"),
    ("chibo6", "CB06", "secretary", "Bí thư Chi bộ thôn Đồng Chum: chi bộ đang được kiểm tra"),
    ("dangvien", "CB09", "member 2", "Đảng viên có hồ sơ kỷ luật: xem hồ sơ của mình, gửi ý kiến"),
    ("tochuc", "XCR", "personnel_officer", "Cán bộ tổ chức: đơn vị, nhân sự, tài khoản, nhập từ Excel"),
    ("noichinh", "TAL", "office_head", "Văn phòng Tỉnh ủy: giao việc cho bốn xã, phường, xem tiến độ"),
    ("banbo", "XST", "clerk", "Văn thư xã Suối Trong bên cạnh: không thấy gì của Cửa Rừng"),
    ("giamsat", "MTTQ", "auditor", "Người giám sát sổ: xem sổ nhật ký, không xem nội dung"),
    ("maychu", "XCR", "system_keeper", "Người trông coi hệ thống: không xem được hồ sơ"),
)


def main(words: list[str]) -> int:
    """Build (first time), print, serve. 0 in order; 2 could not start."""
    options = _parser().parse_args(words)
    folder = Path(os.environ.get("LIEM_DATA_DIR") or Path.cwd() / "data" / "demo").absolute()
    os.environ["LIEM_DATA_DIR"] = str(folder)
    # never into an office's own database: whatever a liem.toml or the environment says, the demo has its own
    os.environ["LIEM_CONFIG"] = ""
    os.environ.pop("LIEM_DATABASE_URL", None)
    os.environ["LIEM_SIGN_IN_MFA_DUTIES"] = ""  # invented persons are there to be tried at once
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liem.site.settings")
    if options.new and (folder / MARK).exists():
        shutil.rmtree(folder)
    if (folder / PARTIAL).exists():  # a build that was cut off: nothing in it is anybody's work
        shutil.rmtree(folder)
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        print(
            f"liem demo: {folder} đang chứa dữ liệu không phải của bản dùng thử nên không ghi đè. "
            "Chọn thư mục khác: LIEM_DATA_DIR=… ./liem demo\n"
            f"liem demo: {folder} holds other data and is left alone. Choose another: LIEM_DATA_DIR=… ./liem demo",
            file=sys.stderr,
        )
        return 2
    if not (folder / MARK).exists():
        build(folder, say=print)
    show(folder, bind=options.bind)
    if options.no_serve:
        return 0
    from liem.site import serve

    from . import witnesses

    with witnesses.running(folder):
        return serve.main(["--bind", options.bind, "--migrate"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem demo",
        description="Dựng một xã giả định với hai năm công việc rồi mở trang web trên máy này. "
        "/ Build a fictional commune with two years of work and open it on this machine.",
    )
    parser.add_argument("--bind", default="127.0.0.1:8000", help="máy:cổng / host:port")
    parser.add_argument("--new", action="store_true", help="dựng lại từ đầu / build it anew")
    parser.add_argument("--no-serve", action="store_true", help="chỉ dựng, không mở / build only")
    return parser


def build(folder: Path, *, say: Callable[[str], None], now: datetime | None = None, pace: int = 3) -> None:
    """Make the database and play the story into it. Cut off, it is begun anew at the next start."""
    began = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PARTIAL).touch()
    own_law.write(folder)  # the settings read it with everything else
    say("Đang dựng xã Cửa Rừng giả định (một lần, dưới một phút) / building the fictional commune…")
    import django
    from django.conf import settings

    # the reader runs in this process: our own papers are no threat and a process each would take minutes
    settings.LIEM_PORTS = {**settings.LIEM_PORTS, "read_document": "liem.adapters.documents.open_document"}
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    if connection.vendor == "sqlite":
        # a build cut off by a power failure is begun anew, so it need not wait for the disk
        connection.cursor().execute("PRAGMA synchronous=OFF")
    from . import inspections, story, world

    now = now or datetime.now(UTC)
    people = world.World(chance=random.Random(1930))  # noqa: S311 - invented names, not a secret
    people.names = world.names(people.chance)
    world.before_reform(people)
    world.reform(people)
    world.people_of_commune(people)
    say(f"  đơn vị, nhân sự: {time.monotonic() - began:.0f} s")
    story.tell(people, now=now, say=say, pace=pace)
    say(f"  hai năm chỉ đạo, nhiệm vụ: {time.monotonic() - began:.0f} s")
    inspections.past_years(people, now=now)
    say(f"  ba năm kiểm tra, kỷ luật đã qua: {time.monotonic() - began:.0f} s")
    from .samples import lay_out

    lay_out(people, folder / "mau-van-ban", now=now)
    _accounts(people, folder, now=now)
    from . import lots, witnesses

    drawn = lots.announce(people, now=now)
    witnesses.found(folder, at=now)
    lots.hold(people, drawn, now=now)
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous=FULL")
        connection.cursor().execute("PRAGMA optimize")
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (folder / PARTIAL).rename(folder / MARK)
    settings.LIEM_DEMO = True
    say(f"  xong sau {time.monotonic() - began:.0f} s / done")


def _accounts(people: World, folder: Path, *, now: datetime) -> None:
    """Open the demo persons' accounts with random passwords, kept only in this folder for the next start."""
    from liem.spine.people import actions

    from .world import SETUP

    kept = []
    for username, code, post, does in PERSONS:
        person = people.persons[code, post]
        account, password, _receipt = actions.open_account(
            actor=SETUP, at=now, person_id=person.pk, username=username
        )
        account.must_change_password = False
        account.save(update_fields=["must_change_password"])
        kept.append({"username": username, "password": password, "name": person.name, "does": does})
    target = folder / ACCOUNTS
    target.touch(mode=0o600)
    target.write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")


def show(folder: Path, *, bind: str) -> None:
    """Print the address, the persons and what to try first."""
    kept = json.loads((folder / ACCOUNTS).read_text(encoding="utf-8"))
    print()
    print(f"  Địa chỉ / address:   http://{bind}")
    print(f"  Dữ liệu / data:      {folder}")
    print(f"  Mẫu văn bản để thử:  {folder / 'mau-van-ban'}")
    print()
    print("  Tên đăng nhập  Mật khẩu (ngẫu nhiên)  Người, việc")
    for each in kept:
        print(f"  {each['username']:<13}  {each['password']:<21}  {each['name']} - {each['does']}")
    print()
    print("  Thử trước tiên / try first:")
    print(
        "   1. vanthu: mở “Văn bản đến”, thả tệp trong mau-van-ban vào, xem máy đọc, xác nhận bằng bàn phím"
    )
    print("   2. chanhvp: giao các nhiệm vụ vừa xác nhận, in văn bản giao việc")
    print("   3. chibo1 trên điện thoại: nhận việc, báo cáo, xin gia hạn")
    print("   4. bithu: “Cây chỉ đạo”, “Cả nhiệm kỳ”, báo cáo lên trên bằng Word và Excel")
    print("   5. uyvien1: “Kiểm tra”, mở cuộc đang thẩm tra, thêm ảnh làm chứng cứ, xem đồng hồ thời hạn")
    print("   6. chibo6: mở thông báo kiểm tra, gửi báo cáo; dangvien: đọc hồ sơ kỷ luật về mình")
    print()
    print(
        "  Mọi tên người, địa danh, số liệu ở đây là giả định. / All persons, places and figures are invented."
    )
    print("  Dừng: Ctrl+C", flush=True)
