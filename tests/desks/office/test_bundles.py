"""The page of bundles: from the first key to what arrived, by upload and download, every refusal in words."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import Cast, assigned_task
from liem.desks.console import bundle as console
from liem.domains.directives import exchange
from liem.domains.directives.models import Directive
from liem.kernel.bundle import container, frames
from liem.spine.bundles import acknowledged, readers, sealing
from liem.spine.bundles.keys import here
from liem.spine.bundles.kinds import Packed
from liem.spine.bundles.models import Peer, Received, Sent
from spine.exchanging import Office, last_sent, office, sealed_file

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC) - timedelta(minutes=1)


def signed_in(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role))
    return client


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Keys and bundles on their way lie on disk: each test has a machine of its own."""
    settings.LIEM = replace(settings.LIEM, data_dir=tmp_path / "data")


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return signed_in(cast, "clerk")


@pytest.fixture
def province(cast: Cast, tmp_path: Path) -> Office:
    """The province on a machine of its own; the commune keeps its keys where this product keeps its data."""
    far = office("TAL", tmp_path)
    near = Office(here("XCR"))
    far.trust(near, "below", at=NOW)
    near.trust(far, "above", at=NOW)
    return far


def a_file(data: bytes, name: str = "goi.liem") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def brought(client: Client, *files: SimpleUploadedFile) -> list[str]:
    """What the page says after files were sent in."""
    answer = client.post(reverse("office:bundles_bring"), {"files": list(files)}, follow=True)
    assert answer.status_code == 200
    return [str(each) for each in answer.context["messages"]]


def page_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def peer_url(name: str = "bundles_one") -> str:
    return reverse(f"office:{name}", args=[Peer.objects.get(own__code="XCR").pk])


class TestFirstSteps:
    def test_lead_from_no_key_to_a_neighbour(self, cast: Cast, clerk: Client, tmp_path: Path) -> None:
        keeper = signed_in(cast, "keeper")
        listing = reverse("office:bundles")
        assert "chưa trao đổi gói với ai" in page_of(clerk, listing)
        assert clerk.get(reverse("office:bundles_card")).status_code == 404
        clerk.post(reverse("office:bundles_keys"))
        own = here("XCR", make=False).card
        assert own.fingerprint in page_of(clerk, listing)
        assert clerk.get(reverse("office:bundles_card")).content == own.encode(here("XCR").signer)
        far = office("TAL", tmp_path)
        card = far.here.card
        told = {"fingerprint": "0" * 40, "role": "above"}
        trust = reverse("office:bundles_trust")
        data = card.encode(far.here.signer)
        answer = keeper.post(trust, {**told, "card": a_file(data, "tinh.card")})
        assert answer.status_code == 422
        assert "Vân tay khóa không khớp" in answer.content.decode()
        told["fingerprint"] = card.fingerprint
        assert keeper.post(trust, {**told, "card": a_file(b"x", "tinh.card")}).status_code == 422
        assert keeper.post(trust, {**told, "card": a_file(data, "tinh.card")}).status_code == 302
        assert far.here.unit.name in page_of(clerk, listing)

    def test_make_keys_only_once(self, clerk: Client, province: Office) -> None:
        before = here("XCR").card.fingerprint
        clerk.post(reverse("office:bundles_keys"))
        assert here("XCR").card.fingerprint == before


class TestBringing:
    def test_takes_what_comes_and_says_so_for_each_file(
        self, cast: Cast, clerk: Client, province: Office
    ) -> None:
        sealed = [Packed({}, (sealed_file(f"{number}.age"),)) for number in range(3)]
        first, second, third = (province.send("XCR", "sealed", each, at=NOW) for each in sealed)
        said = brought(clerk, a_file(third, "ba.liem"), a_file(b"junk", "la.liem"))
        assert said[0].startswith("ba.liem: ")
        assert "còn chờ gói đứng trước" in said[0]
        assert said[1].startswith("la.liem: ")
        assert "thiếu gói số 1" in page_of(clerk, reverse("office:bundles"))
        said = brought(
            clerk, a_file(second, "hai.liem"), a_file(first, "mot.liem"), a_file(first, "mot.liem")
        )
        assert [each for each in said if "Đã nhận gói số" in each] == said[1:4]
        assert "đã nhận từ trước" in said[4]
        assert Received.objects.count() == 3
        assert Received.objects.values_list("peer__own__code", flat=True).distinct().get() == "XCR"

    def test_takes_scanned_codes(self, clerk: Client, province: Office) -> None:
        data = province.send("XCR", "sealed", Packed({}, (sealed_file("a.age"),)), at=NOW)
        lines = frames.cut(data)
        part = "\n".join(lines[1:]).encode()
        assert "Còn thiếu các mã QR số 1" in brought(clerk, a_file(part, "ma.txt"))[0]
        whole = "\r\n".join(reversed(lines)).encode()
        assert "Đã nhận gói số 1" in brought(clerk, a_file(whole, "ma.txt"))[0]

    def test_of_nothing_says_what_to_do(self, clerk: Client, province: Office) -> None:
        assert "Chưa chọn tệp nào" in brought(clerk)[0]

    def test_of_too_large_a_file_names_the_command(
        self, clerk: Client, province: Office, settings: Any
    ) -> None:
        data = province.send("XCR", "sealed", Packed({}, (sealed_file("a.age"),)), at=NOW)
        usual = settings.LIEM
        settings.LIEM = replace(usual, max_upload_mb=0)
        assert "liem bundle import" in brought(clerk, a_file(data))[0]
        settings.LIEM = usual
        assert "Đã nhận gói số 1" in brought(clerk, a_file(data))[0]


class TestMaking:
    def test_sends_a_report_and_an_acknowledgement_up(
        self, cast: Cast, clerk: Client, province: Office
    ) -> None:
        url = peer_url()
        assert "Lập giấy báo nhận" not in page_of(clerk, url)
        answer = clerk.post(peer_url("bundles_make"), {"lap": "report"}, follow=True)
        assert "Chưa nhận văn bản nào" in str(next(iter(answer.context["messages"])))
        province.send("XCR", "sealed", Packed({}, (sealed_file("a.age"),)), at=NOW)
        brought(clerk, a_file(_file_of(province)))
        assert "Lập giấy báo nhận" in page_of(clerk, url)
        answer = clerk.post(peer_url("bundles_make"), {"lap": "received"}, follow=True)
        assert "Đã lập gói số 1" in str(next(iter(answer.context["messages"])))
        assert "Lập giấy báo nhận" not in answer.content.decode()
        made = clerk.get(reverse("office:bundles_file", args=[Peer.objects.get(own__code="XCR").pk, 1]))
        assert made["Content-Disposition"] == 'attachment; filename="XCR-TAL-000001.liem"'
        assert container.read(io.BytesIO(made.content)).slip.receiver == "TAL"
        assert province.states(made.content, at=datetime.now(UTC)) == ["taken"]
        assert last_sent(province).arrived_at is not None

    def test_sends_a_directive_down_to_who_was_given_its_tasks_and_to_no_other(
        self, cast: Cast, clerk: Client, tmp_path: Path
    ) -> None:
        cell, near = office("CB01", tmp_path), Office(here("XCR"))
        near.trust(cell, "below", at=NOW)
        cell.trust(near, "above", at=NOW)
        assert "Chưa có văn bản nào giao việc cho" in page_of(clerk, peer_url())
        task = assigned_task(cast, at=NOW)
        assert task.case.dossier in page_of(clerk, peer_url())
        assert exchange.given_to(near.here.unit, "CB02") == []
        make = peer_url("bundles_make")
        answer = clerk.post(make, {"lap": "directive", "directive": "VBĐ-khong-co"}, follow=True)
        assert "Không có văn bản với số hồ sơ này" in str(next(iter(answer.context["messages"])))
        assert Sent.objects.count() == 0
        clerk.post(make, {"lap": "directive", "directive": task.case.dossier})
        made = clerk.get(reverse("office:bundles_file", args=[Peer.objects.get(own__code="XCR").pk, 1]))
        assert cell.states(made.content, at=datetime.now(UTC)) == ["taken"]
        assert Directive.objects.filter(unit=cast.units["CB01"]).count() == 1

    def test_shows_a_small_bundle_as_codes_that_read_back(self, clerk: Client, province: Office) -> None:
        brought(clerk, a_file(province.send("XCR", "sealed", Packed({}, (sealed_file("a.age"),)), at=NOW)))
        clerk.post(peer_url("bundles_make"), {"lap": "received"})
        peer = Peer.objects.get(own__code="XCR")
        data = clerk.get(reverse("office:bundles_file", args=[peer.pk, 1])).content
        page = page_of(clerk, reverse("office:bundles_codes", args=[peer.pk, 1]))
        assert page.count("<svg") >= len(frames.cut(data))

    def test_tells_when_the_file_is_gone(self, clerk: Client, province: Office) -> None:
        brought(clerk, a_file(province.send("XCR", "sealed", Packed({}, (sealed_file("a.age"),)), at=NOW)))
        clerk.post(peer_url("bundles_make"), {"lap": "received"})
        for path in (here("XCR").folder / "out").iterdir():
            path.unlink()
        peer = Peer.objects.get(own__code="XCR")
        assert clerk.get(reverse("office:bundles_file", args=[peer.pk, 1])).status_code == 404


class TestOnePeer:
    def test_shows_what_the_other_could_not_use_and_why(self, clerk: Client, province: Office) -> None:
        near = Office(here("XCR"))
        province.bring(near.send("TAL", "directive", Packed({}), at=NOW), at=NOW)
        told = acknowledged.pack(readers.get_peer(province.here.unit, "XCR"))
        brought(clerk, a_file(province.send("XCR", "received", told, at=datetime.now(UTC))))
        page = page_of(clerk, peer_url())
        assert "nơi nhận không dùng được" in page
        assert "không được gửi loại gói" in page

    def test_is_not_there_for_a_neighbour(self, cast: Cast, clerk: Client, province: Office) -> None:
        url = peer_url()
        assert clerk.get(url).status_code == 200
        assert signed_in(cast, "stranger").get(url).status_code == 404


class TestConsole:
    def test_tells_and_makes_the_same(
        self, clerk: Client, province: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        data = province.send("XCR", "sealed", Packed({}, (sealed_file("a.age"),)), at=NOW)
        brought(clerk, a_file(data))
        assert console.main(["--office", "XCR", "status"]) == 0
        assert "chưa báo nhận / untold 1" in capsys.readouterr().out
        out = tmp_path / "usb"
        assert (
            console.main(["--office", "XCR", "export", "--to", "TAL", "--received", "--out", str(out)]) == 0
        )
        (path,) = out.glob("*.liem")
        assert province.states(path.read_bytes(), at=datetime.now(UTC)) == ["taken"]
        assert (
            console.main(["--office", "XCR", "export", "--to", "TAL", "--received", "--out", str(out)]) == 1
        )


def _file_of(province: Office) -> bytes:
    return sealing.file_of(province.here, last_sent(province)).read_bytes()


class TestReportThatCame:
    def test_shows_figures_rows_and_what_was_left_out(
        self, cast: Cast, clerk: Client, tmp_path: Path
    ) -> None:
        cell, near = office("CB01", tmp_path), Office(here("XCR"))
        near.trust(cell, "below", at=NOW)
        cell.trust(near, "above", at=NOW)
        task = assigned_task(cast, at=NOW)
        packed = exchange.pack_dossier(near.here.unit, task.case.dossier, office="CB01")
        cell.bring(near.send("CB01", exchange.DIRECTIVE, packed, at=NOW), at=NOW)
        report = {
            "at": NOW.isoformat(),
            "tasks": [{"task": str(uuid4()), "percent": 40, "text": "x", "finished_at": "", "file": -1}],
            "figures": {"total": 3, "overdue": 1, "on_time": 2, "odd": "x"},
            "rows": [
                {"document": "15-CT/TU", "task": "Rà soát <quỹ>", "lead": "Chi bộ", "due": "30/11",
                 "result": "", "standing": "overdue", "reason": "Mưa lũ"},
                "not a row",
            ],
        }  # fmt: skip
        brought(clerk, a_file(cell.send("XCR", exchange.REPORT, Packed(report), at=NOW)))
        received = Received.objects.get(peer__own__code="XCR")
        url = reverse("office:bundles_came", args=[received.peer_id, received.pk])
        assert url in page_of(clerk, peer_url())
        page = page_of(clerk, url)
        assert "Rà soát &lt;quỹ&gt;" in page
        assert "quá hạn" in page
        assert "Mưa lũ" in page
        assert "không ghi được vào nhiệm vụ ở đây" in page
        assert signed_in(cast, "stranger").get(url).status_code == 404

    def test_of_another_kind_says_that_nothing_more_is_kept(self, clerk: Client, province: Office) -> None:
        brought(clerk, a_file(province.send("XCR", "sealed", Packed({}, (sealed_file("a.age"),)), at=NOW)))
        received = Received.objects.get()
        url = reverse("office:bundles_came", args=[received.peer_id, received.pk])
        assert "gói không giữ gì thêm" in page_of(clerk, url)
