"""`liem account`: the first account of an empty installation, and a new one when nobody else can issue it.

Whoever may run this command already owns the machine and its data; that is why it asks for no password. It
goes through the same actions as the pages and leaves the same entries in the ledger, under the name of the
console.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from liem.spine.access import Actor


def main(words: Sequence[str]) -> int:
    """Run one of the two verbs. 0 done, 1 refused with the reason, 2 not understood."""
    options = _parser().parse_args(words)
    import django

    django.setup()
    from django.db import OperationalError, ProgrammingError
    from django.utils.translation import override

    from liem.spine.access import Refusal

    try:
        with override("vi"):
            return _first(options) if options.verb == "first" else _again(options)
    except Refusal as refusal:
        print(f"liem account: {refusal.message} {refusal.next_step}".rstrip(), file=sys.stderr)
        return 1
    except (OperationalError, ProgrammingError) as fault:
        print(
            f"liem account: chưa dùng được cơ sở dữ liệu ({fault}). Chạy trước: liem manage migrate\n"
            f"liem account: the database is not ready. Run first: liem manage migrate",
            file=sys.stderr,
        )
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="liem account",
        description="Tài khoản khi chưa ai, hoặc không còn ai, cấp được trên trang. "
        "/ Accounts when nobody can issue them on the pages yet, or any more.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="first | reset")
    first = verbs.add_parser(
        "first",
        help="đơn vị, người và tài khoản đầu tiên / the first unit, person and account",
        description="Mở đơn vị gốc và tài khoản của cán bộ tổ chức, người mở mọi tài khoản khác trên trang. "
        "/ Open the root unit and the account of the personnel officer, who opens all others on the pages.",
    )
    first.add_argument("--name", required=True, help="họ và tên / full name")
    first.add_argument("--username", required=True, help="tên đăng nhập / sign-in name")
    first.add_argument("--unit", required=True, help="tên đơn vị gốc / name of the root unit")
    first.add_argument("--unit-code", required=True, help="mã đơn vị / its code")
    first.add_argument(
        "--level", default="commune", choices=("province", "commune"), help="cấp / level (commune)"
    )
    first.add_argument(
        "--symbol", default="", help="chữ viết tắt trong số văn bản / letters in document numbers"
    )
    again = verbs.add_parser(
        "reset",
        help="cấp lại mật khẩu lần đầu, bỏ lớp thứ hai / a new first password, no second factor",
    )
    again.add_argument("username", help="tên đăng nhập / sign-in name")
    again.add_argument("--reason", required=True, help="lý do, ghi vào sổ / the reason, kept in the ledger")
    return parser


def _console() -> Actor:
    from liem.spine.access import Actor, Duty

    return Actor.of_schedule("console", Duty.MANAGE_UNITS, Duty.MANAGE_PEOPLE)


def _first(options: argparse.Namespace) -> int:
    from liem.kernel.clock import local_day
    from liem.spine.access import Conflict, Post
    from liem.spine.ledger.transaction import atomic
    from liem.spine.people import actions, readers
    from liem.spine.units import actions as units

    now = datetime.now(UTC)
    actor = _console()
    committee = "commune_committee" if options.level == "commune" else "provincial_committee"
    with atomic():  # all or nothing: an interrupted start must be startable again
        if readers.is_anybody_here():
            raise Conflict(
                "Bản cài này đã có tài khoản.",
                next_step="Cán bộ tổ chức mở thêm tài khoản ở trang “Đơn vị, nhân sự”.",
            )
        unit, _ = units.open_unit_step(
            actor=actor,
            at=now,
            new=units.NewUnit(
                code=options.unit_code,
                name=options.unit,
                kind=committee,
                level=options.level,
                side="party",
                valid_from=local_day(now),
                document_symbol=options.symbol,
            ),
        )
        person, _ = actions.register_person_step(actor=actor, at=now, new=actions.NewPerson(options.name))
        actions.give_mandate_step(
            actor=actor,
            at=now,
            person=person,
            unit=unit,
            post=Post.PERSONNEL_OFFICER,
            valid_from=local_day(now),
        )
        account, secret, _ = actions.open_account_step(
            actor=actor, at=now, person_id=person.pk, username=options.username
        )
    _show(account.username, secret)
    return 0


def _again(options: argparse.Namespace) -> int:
    from liem.spine.access import NotFound
    from liem.spine.people import actions, readers

    now = datetime.now(UTC)
    account = readers.account_named(options.username)
    if account is None:
        raise NotFound(f"Không có tài khoản “{options.username}”.")
    told = {"actor": _console(), "at": now, "account_id": account.pk, "reason": options.reason}
    secret, _ = actions.reset_password(**told)
    if readers.has_second_factor(account):
        actions.remove_second_factors(**told)
    _show(account.username, secret)
    return 0


def _show(username: str, secret: str) -> None:
    print(f"  Tên đăng nhập / sign-in name:     {username}")
    print(f"  Mật khẩu lần đầu / first password: {secret}")
    print(
        "  Chỉ hiện lần này; lần đăng nhập đầu phải đổi. / Shown once; must be changed at the first sign-in."
    )
