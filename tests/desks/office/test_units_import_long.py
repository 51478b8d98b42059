"""A long table is taken in by a job: seen on its way, all or nothing, once whatever is killed."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cast import AT, SETUP, Cast
from liem.spine.ledger.models import Entry
from liem.spine.ledger.replay import check
from liem.spine.outbox import jobs
from liem.spine.outbox.models import Job
from liem.spine.people import actions as people
from liem.spine.units import actions as units
from liem.spine.units import long_tables
from liem.spine.units.models import TablePreview, Unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.test import Client

    from running import Server

HEAD = "Mã đơn vị;Tên đơn vị;Mã đơn vị cấp trên;Loại;Cấp;Khối;Từ ngày"


def table(rows: int) -> bytes:
    line = "T{0};Thôn số {0};XCR;Thôn;Thôn, tổ dân phố;Cộng đồng dân cư;01/07/2025"
    return "\n".join([HEAD, *(line.format(number) for number in range(rows))]).encode("utf-8-sig")


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    account = cast.account("personnel")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def sent(client: Client, rows: int) -> str:
    """Send a table and give the address of its page."""
    file = SimpleUploadedFile("don-vi.csv", table(rows))
    address: str = client.post(reverse("office:units_import"), {"what": "units", "file": file})["Location"]
    return address


def confirm(client: Client, address: str, rows: int) -> HttpResponse:
    return client.post(address, {"expected": str(rows)})


def run_jobs() -> None:
    jobs.run_due(at=datetime.now(UTC) + timedelta(seconds=1))


def made() -> int:
    return Unit.objects.filter(code__startswith="T", level="village").exclude(name__contains="bản").count()


class TestLongTable:
    def test_is_put_off_to_a_job_and_its_page_asks_again_without_a_script(self, officer: Client) -> None:
        before = made()
        address = sent(officer, long_tables.LONG)
        answer = confirm(officer, address, long_tables.LONG)
        assert (answer.status_code, answer["Location"]) == (302, address)
        page = officer.get(address)
        assert page["Refresh"] == "3"
        assert "Đang soát lại" in page.content.decode()
        assert made() == before
        kept = TablePreview.objects.get()
        long_tables.Mark(kept.pk).tell(125)
        assert "Đang ghi, 125/300 hàng" in officer.get(address).content.decode()
        run_jobs()
        page = officer.get(address)
        assert "Refresh" not in page
        assert "300 hàng" in page.content.decode()
        assert made() == before + long_tables.LONG
        assert Entry.objects.latest("seq").kind == "units.table.imported"
        assert long_tables.Mark(kept.pk).read() == 0
        assert check().agrees

    def test_stands_still_when_told_to(self, officer: Client) -> None:
        address = sent(officer, long_tables.LONG)
        confirm(officer, address, long_tables.LONG)
        assert "Refresh" not in officer.get(f"{address}?dung=1")

    def test_asked_for_twice_is_one_job(self, officer: Client) -> None:
        address = sent(officer, long_tables.LONG)
        confirm(officer, address, long_tables.LONG)
        assert confirm(officer, address, long_tables.LONG).status_code == 200
        assert Job.objects.filter(kind=long_tables.JOB).count() == 1

    def test_is_refused_at_once_when_the_number_is_another(self, officer: Client) -> None:
        address = sent(officer, long_tables.LONG)
        assert confirm(officer, address, long_tables.LONG + 1).status_code == 409
        assert not Job.objects.filter(kind=long_tables.JOB).exists()

    def test_tells_what_came_in_between_and_can_be_asked_for_again(self, officer: Client) -> None:
        rows = long_tables.LONG + 1
        address = sent(officer, rows)
        confirm(officer, address, rows)
        new = units.NewUnit(
            code="T7", name="Một bản khác", kind="village", level="village", side="community",
            valid_from=AT.date(), parent_code="XCR",
        )  # fmt: skip
        units.open_unit(actor=SETUP, at=AT, new=new)
        before = made()
        run_jobs()
        page = officer.get(address)
        assert page.status_code == 200
        assert "trước có 301 hàng đúng, nay có 300" in page.content.decode()
        assert made() == before
        assert officer.post(address, {"expected": "300", "only_good": "1"}).status_code == 302
        run_jobs()
        assert made() == before + 300

    def test_is_not_taken_in_for_a_post_given_up_meanwhile(self, officer: Client, cast: Cast) -> None:
        address = sent(officer, long_tables.LONG)
        confirm(officer, address, long_tables.LONG)
        mandate = cast.actor("personnel").mandate_id
        assert mandate is not None
        today = datetime.now(UTC).date()
        people.end_mandate(actor=SETUP, at=AT, mandate_id=mandate, valid_to=today, basis="chuyển")
        before = made()
        run_jobs()
        assert made() == before
        assert "không còn hiệu lực" in TablePreview.objects.get().refused

    def test_shorter_ones_are_taken_in_at_once(self, officer: Client) -> None:
        before = made()
        address = sent(officer, long_tables.LONG - 1)
        confirm(officer, address, long_tables.LONG - 1)
        assert made() == before + long_tables.LONG - 1
        assert not Job.objects.filter(kind=long_tables.JOB).exists()


ASK = """
import sys
sys.path.insert(0, {tests!r})
from datetime import UTC, datetime
from pathlib import Path
from cast import assemble
from liem.spine.units import importing, long_tables
from liem.spine.vault import files
at = datetime.now(UTC)
actor = assemble(at=at).actor("personnel")
blob = files.store([Path({file!r}).read_bytes()], at=at)
kept = importing.keep_preview(actor=actor, at=at, what="units", blob=blob, file_name="don-vi.csv")
long_tables.ask(
    actor=actor, at=at, preview_id=kept.pk, good={rows}, expected={rows}, faulty=0, only_good=False
)
print(kept.pk)
"""
LOOK = """
from liem.spine.ledger.models import Entry
from liem.spine.ledger.replay import check
from liem.spine.units.models import TablePreview, Unit
opened = Entry.objects.filter(kind="units.unit.opened").count()
print(
    Unit.objects.filter(name__startswith="Thôn số").count(), opened - Unit.objects.count(),
    Entry.objects.filter(kind="units.table.imported").count(),
    TablePreview.objects.get().rows_kept, check().agrees,
)
"""


@pytest.mark.slow
def test_a_kill_in_mid_table_loses_nothing_and_doubles_nothing(serve: Callable[..., Server]) -> None:
    rows = 3000
    server = serve()
    file = server.data_dir / "don-vi.csv"
    file.write_bytes(table(rows))
    asked = ASK.format(tests=str(Path(__file__).parents[2]), file=str(file), rows=rows)
    mark = server.data_dir / "uploads" / f"table-{server.python(asked).strip().splitlines()[-1]}.rows"
    _wait(lambda: mark.exists() and int(mark.read_text() or 0) >= 500)
    server.kill()
    assert server.python(LOOK).split() == ["0", "0", "0", "None", "True"]
    server.start()
    _wait(lambda: server.python(LOOK).split()[3] == str(rows), pause=1)
    assert server.python(LOOK).split() == [str(rows), "0", "1", str(rows), "True"]
    assert not mark.exists()


def _wait(come: Callable[[], bool], *, pause: float = 0.02) -> None:
    until = time.monotonic() + 120
    while not come():
        assert time.monotonic() < until, "nothing came"
        time.sleep(pause)
