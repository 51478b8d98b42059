"""`liem log …` for who keeps the log: its key and policy, off-line witnesses, catching up, a new beginning.

Whoever may run these commands owns the machine already; they leave the same entries in the ledger as the
schedule does, under the name of the console.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WORDS: Final = ("key", "run", "policy", "request", "take", "recover", "begin-again")


def main(words: Sequence[str]) -> int:
    """Run one verb. 0 done, 1 refused with the reason, 2 not understood."""
    options = _parser().parse_args(words)
    import django

    django.setup()
    from django.db import OperationalError, ProgrammingError
    from django.utils.translation import override

    from liem.spine.access import Refusal
    from liem.spine.log.keys import NoKey

    verbs: dict[str, Callable[[argparse.Namespace, datetime], int]] = {
        "key": _key,
        "run": _run,
        "policy": _policy,
        "request": _request,
        "take": _take,
        "recover": _recover,
        "begin-again": _begin_again,
    }
    try:
        with override("vi"):
            return verbs[options.verb](options, datetime.now(UTC))
    except Refusal as refusal:
        print(f"liem log: {refusal.message} {refusal.next_step}".rstrip(), file=sys.stderr)
    except NoKey as fault:
        print(f"liem log: {fault}", file=sys.stderr)
    except OSError as fault:
        print(f"liem log: {fault}", file=sys.stderr)
    except (OperationalError, ProgrammingError) as fault:
        print(
            f"liem log: chưa dùng được cơ sở dữ liệu ({fault}). Chạy trước: liem manage migrate\n"
            "liem log: the database is not ready. Run first: liem manage migrate",
            file=sys.stderr,
        )
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem log", description="Trông coi sổ minh bạch. / Keep the transparency log."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar=" | ".join(WORDS))
    verbs.add_parser("key", help="in khóa công khai của sổ, mở sổ nếu chưa có / print the log's public key")
    verbs.add_parser(
        "run", help="ghi sổ, ký, công bố, xin chứng kiến ngay / sequence, sign, publish, ask witnesses now"
    )
    verbs.add_parser("policy", help="in chính sách chứng kiến đang dùng / print the policy in force")
    request = verbs.add_parser(
        "request",
        help="viết yêu cầu cho bên chứng kiến không có mạng / write a request to carry to a witness",
    )
    request.add_argument("--old", type=int, default=0, help="số mục bên ấy đã thấy / entries it has seen")
    request.add_argument("--out", type=Path, help="ghi vào tệp thay vì in ra / write to a file")
    take = verbs.add_parser(
        "take", help="nhận lại chữ ký bên chứng kiến đưa về / take signatures brought back"
    )
    take.add_argument("file", type=Path, help="tệp có các dòng “— tên chữ-ký” / file with signature lines")
    recover = verbs.add_parser(
        "recover",
        help="đuổi kịp bản soi sau khi khôi phục bản sao lưu / catch up with a mirror after a restore",
    )
    recover.add_argument(
        "--from", dest="source", required=True, help="thư mục hoặc địa chỉ của bản soi / folder or address"
    )
    again = verbs.add_parser(
        "begin-again", help="mở sổ mới khi không nối tiếp được / a new log where the old cannot be continued"
    )
    again.add_argument("--reason", required=True, help="vì sao; ai cũng đọc được / why; everybody reads it")
    return parser


def _key(_options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.log import place

    print(place.begin(at=at).vkey)
    return 0


def _run(_options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.log import publishing, sequencer, witnesses

    sequencer.sequence_all(at=at)
    size = publishing.publish(at=at)
    signed = witnesses.ask_all(at=at)
    if signed:
        publishing.publish(at=at)
    print(
        f"Sổ có {size or 0} mục đã ký và công bố; {signed} bên chứng kiến vừa ký.\n"
        f"{size or 0} entries signed and published; {signed} witnesses have signed now."
    )
    return 0


def _policy(_options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.log import place

    place.begin(at=at)
    print(place.policy_text(), end="")
    return 0


def _request(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.log import witnesses

    data = witnesses.newest_request(old=options.old, at=at)
    if options.out is None:
        sys.stdout.write(data.decode())
    else:
        options.out.write_bytes(data)
        print(f"{options.out}: {len(data)} byte")
    return 0


def _take(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.log import publishing, witnesses

    names = witnesses.take_lines(options.file.read_text("utf-8"), at=at)
    publishing.publish(at=at)
    print(f"Đã nhận chữ ký của / signatures taken of: {', '.join(names)}")
    return 0


def _recover(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.access import Actor
    from liem.spine.log import recovery

    done = recovery.recover(
        actor=Actor.of_schedule("console"), at=at, source=recovery.open_source(options.source)
    )
    print(
        f"Sổ đã đuổi kịp: {done.old} → {done.new} mục; {done.lost} mục chỉ còn cam kết, nội dung đã mất.\n"
        f"The log has caught up: {done.old} → {done.new} entries; of {done.lost} only the commitment is left."
    )
    return 0


def _begin_again(options: argparse.Namespace, at: datetime) -> int:
    from liem.spine.access import Actor
    from liem.spine.log import recovery

    log = recovery.begin_again(actor=Actor.of_schedule("console"), at=at, reason=options.reason)
    print(f"Sổ mới / new log: {log.vkey}")
    return 0
