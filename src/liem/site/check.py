"""`liem check`: do code, configuration and database agree? Changes nothing."""

from __future__ import annotations

import argparse


def main(words: list[str]) -> int:
    """Run Django's checks (deployment ones when the address is public), look for migrations not applied."""
    parser = argparse.ArgumentParser(
        prog="liem check",
        description="Kiểm tra mã, cấu hình và cơ sở dữ liệu. / Check code, configuration and database.",
    )
    parser.add_argument(
        "--ledger",
        action="store_true",
        help="soát cả sổ nhật ký, dựng lại đơn vị, chức danh, nhiệm vụ từ sổ để đối chiếu / check the "
        "whole ledger, rebuild units, posts and tasks from it and compare",
    )
    options = parser.parse_args(words)

    import django
    from django.core.management import CommandError, call_command

    from .config import load

    config = load()
    django.setup()
    try:
        call_command("check", deploy=not config.insecure_cookies, fail_level="WARNING")
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
        call_command("migrate", check_unapplied=True, verbosity=0)
    except CommandError as fault:
        print(f"liem check: {fault}")
        return 1
    except SystemExit:
        print(
            "liem check: cơ sở dữ liệu chưa khớp với mã. Chạy: liem manage migrate\n"
            "            the database does not match the code. Run: liem manage migrate"
        )
        return 1
    print("Mã, cấu hình và cơ sở dữ liệu khớp nhau. / Code, configuration and database agree.")
    return _ledger() if options.ledger else 0


def _ledger() -> int:
    """Print everything in which the ledger differs from itself or from the rows; 1 when something does."""
    from liem.spine.ledger import replay

    found = replay.check()
    for difference in found.differences:
        print(f"liem check: {difference.words}")
    if found.agrees:
        print(
            f"Sổ nhật ký khớp: {found.entries} dòng, {found.rows} hàng dựng lại từ sổ. / "
            f"The ledger agrees: {found.entries} entries, {found.rows} rows rebuilt from it."
        )
    return 0 if found.agrees else 1
