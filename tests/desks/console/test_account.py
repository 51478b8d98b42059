"""`liem account`: an empty installation can be begun, once; a lost password is replaced on the record."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from running import Server, environment

FIRST = (
    "account",
    "first",
    "--name",
    "Lò Thị Mai",
    "--username",
    "mai",
    "--unit",
    "Đảng ủy xã Thử",
    "--unit-code",
    "XT",
)


@pytest.fixture
def office(tmp_path: Path, migrated: Path) -> Server:
    folder = tmp_path / "office"
    shutil.copytree(migrated, folder)
    return Server(folder, 0, [], environment(folder, 8000))


class TestFirst:
    def test_opens_the_root_unit_and_a_personnel_officer_once(self, office: Server) -> None:
        done = office.run(*FIRST)
        assert done.returncode == 0, done.stderr
        password = re.search(r"first password: (\S+)", done.stdout)
        assert password
        told = office.python(
            "from datetime import UTC, datetime\n"
            "from liem.spine.people.models import Account\n"
            "from liem.spine.people.readers import actor_for\n"
            "account = Account.objects.get(username='mai')\n"
            "actor = actor_for(account, at=datetime.now(UTC))\n"
            f"print(account.check_password({password[1]!r}), account.must_change_password)\n"
            "print(*sorted(actor.duties))"
        )
        assert told.split() == ["True", "True", "manage_people", "manage_units"]
        again = office.run(*FIRST)
        assert again.returncode == 1
        assert "đã có tài khoản" in again.stderr


class TestReset:
    def test_issues_a_new_first_password_with_its_reason_in_the_ledger(self, office: Server) -> None:
        assert office.run(*FIRST).returncode == 0
        done = office.run("account", "reset", "mai", "--reason", "Mất giấy ghi mật khẩu")
        assert done.returncode == 0, done.stderr
        password = re.search(r"first password: (\S+)", done.stdout)
        assert password
        told = office.python(
            "from liem.spine.ledger.append import opened\n"
            "from liem.spine.ledger.models import Entry\n"
            "from liem.spine.people.models import Account\n"
            "((_, values),) = opened(list(Entry.objects.filter(kind='people.account.password_reset')))\n"
            f"print(Account.objects.get(username='mai').check_password({password[1]!r}), values['reason'])"
        )
        assert told.strip() == "True Mất giấy ghi mật khẩu"

    def test_says_that_there_is_no_such_account(self, office: Server) -> None:
        done = office.run("account", "reset", "khong.co", "--reason", "thử")
        assert done.returncode == 1
        assert "khong.co" in done.stderr


class TestUnmigrated:
    def test_database_is_named_with_the_command_that_mends_it(self, tmp_path: Path) -> None:
        done = Server(tmp_path, 0, [], environment(tmp_path, 8000)).run(*FIRST)
        assert done.returncode == 1
        assert "liem manage migrate" in done.stderr
