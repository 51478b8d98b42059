"""Pages of public draws: a list looked through, a hall led from step to step, a result anybody checks."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from openpyxl import Workbook

from cast import Cast, assemble
from commission import with_commission
from liem.desks.console import draw as console
from liem.desks.oversight.draws import lists
from liem.kernel.canon import parse_leaf
from liem.kernel.clock import local
from liem.kernel.opening import check_opening
from liem.spine.draws.announcing import Line
from liem.spine.draws.models import Ceremony, State
from liem.spine.ledger.models import Entry
from liem.spine.log import sequencer

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("own_log")
PEOPLE = [f"Lò Thị {number}" for number in range(1, 13)]


class TestAList:
    def test_is_read_as_people_write_it(self) -> None:
        told = lists.read("Lò Văn A\n\nTrường 1;  Vi Thị   B\nTrường 1\ttrưởng\tHà C\nTrường 2; Phó; Cầm D\n")
        assert told.lines == (
            Line("-", "N", "Lò Văn A"),
            Line("Trường 1", "N", "Vi Thị B"),
            Line("Trường 1", "H", "Hà C"),
            Line("Trường 2", "D", "Cầm D"),
        )
        assert told.faults == ()

    def test_tells_each_fault_with_its_line_and_keeps_the_others(self) -> None:
        told = lists.read("A\nA\n;B\nX; sếp; C\nX; phó; D; thừa\nE")
        assert [line.name for line in told.lines] == ["A", "E"]
        assert [number for number, _why in told.faults] == [2, 3, 4, 5]
        assert "dòng 1" in told.faults[0][1]

    def test_of_who_stays_out_has_name_and_ground(self) -> None:
        left = lists.read_left("Vi B; ốm nặng\nTrường 1; Hà C; đi học\nCầm D")
        assert [tuple(one) for one in left] == [
            ("-", "Vi B", "ốm nặng"),
            ("Trường 1", "Hà C", "đi học"),
            ("-", "Cầm D", ""),
        ]

    @pytest.mark.parametrize(
        ("rows", "read"),
        [
            ([["STT", "Họ và tên", "Đơn vị", "Chức vụ"], [1, "Hà C", "Trường 1", "trưởng"]],
             "Trường 1; trưởng; Hà C"),
            ([["Tên"], ["Hà C"], ["Vi B"]], "Hà C\nVi B"),
            ([["Hà C"], ["Vi B"]], "Hà C\nVi B"),
        ],
    )  # fmt: skip
    def test_comes_from_a_spreadsheet(self, rows: list[list[object]], read: str) -> None:
        assert lists.from_file(workbook(rows), filename="ds.xlsx") == read


def workbook(rows: list[list[object]]) -> bytes:
    book, held = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


@pytest.fixture
def cast(db: None) -> Cast:
    return with_commission(assemble())


@pytest.fixture
def chair(client: Client, cast: Cast) -> Client:
    client.force_login(
        cast.account("ubkt_chair"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def url(name: str, *ids: object) -> str:
    return reverse(f"oversight:draws{name}", args=ids)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def filled(**changed: object) -> dict[str, Any]:
    soon = local(datetime.now(UTC) + timedelta(days=1))
    return {
        "purpose": "call_back",
        "title": "Gọi hỏi lại sau chi trả",
        "lines": "\n".join(PEOPLE),
        "excluded": "Vi Văn Xa; đã gọi tuần trước",
        "share": "25%",
        "reserves": "2",
        "method": "dice",
        "bodies": "Mặt trận xã\nBan giám sát",
        "beacon": "",
        "place": "Nhà văn hóa",
        "day": f"{soon:%d/%m/%Y}",
        "hour": "14:30",
        "do": "announce",
        **changed,
    }


def announced(chair: Client) -> Ceremony:
    answer = chair.post(url("_new"), filled())
    assert answer.status_code == 302, text(answer)
    ceremony = Ceremony.objects.get()
    assert answer["Location"] == url("_one", ceremony.pk)
    return ceremony


def held(chair: Client) -> Ceremony:
    ceremony = announced(chair)
    sequencer.sequence_all(at=datetime.now(UTC))
    page = url("_one", ceremony.pk)
    for digits in ("47201 98335", "51209 46817"):
        assert chair.post(page, {"act": "throw", "digits": digits}).status_code == 302
    assert chair.post(page, {"act": "hold", "witnesses": "Mặt trận xã"}).status_code == 302
    ceremony.refresh_from_db()
    assert ceremony.state == State.HELD
    return ceremony


class TestAnnouncing:
    def test_shows_the_list_before_anything_is_kept(self, chair: Client) -> None:
        answer = chair.post(url("_new"), filled(do="look"))
        assert "12 dòng" in text(answer)
        assert not Ceremony.objects.exists()
        announced(chair)

    def test_tells_faulty_lines_and_loses_nothing_that_was_typed(self, chair: Client) -> None:
        answer = chair.post(url("_new"), filled(lines="Lò A\nLò A\nX; sếp; B"))
        assert answer.status_code == 422
        page = text(answer)
        assert "Dòng 2: trùng với dòng 1." in page
        assert "Dòng 3: loại" in page
        assert "X; sếp; B</textarea>" in page
        assert "Gọi hỏi lại sau chi trả" in page
        assert not Ceremony.objects.exists()

    def test_takes_a_spreadsheet_into_the_box_to_be_looked_through_first(self, chair: Client) -> None:
        file = io.BytesIO(workbook([["Họ tên"], ["Hà C"], ["Vi B"]]))
        file.name = "ds.xlsx"
        answer = chair.post(url("_new"), filled(lines="", file=file))
        assert answer.status_code == 200
        assert "Hà C\nVi B</textarea>" in text(answer)
        assert not Ceremony.objects.exists()
        broken = io.BytesIO(b"%PDF-1.7")
        broken.name = "ds.pdf"
        answer = chair.post(url("_new"), filled(file=broken))
        assert answer.status_code == 422
        assert "không phải bảng tính" in text(answer)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"share": "nhiều"}, "Không đọc được tỷ lệ"),
            ({"bodies": "Mặt trận xã"}, "ít nhất 2 bên"),
            ({"purpose": "bodies", "share": "3"}, "Luật đòi"),
            ({"day": "01/01/2020"}, "phải ở sau lúc công bố"),
            ({"excluded": "Lò Thị 1; ốm"}, "vừa ở trong vừa ở ngoài"),
        ],
    )
    def test_says_what_is_refused_beside_the_field(
        self, chair: Client, changed: dict[str, str], said: str
    ) -> None:
        answer = chair.post(url("_new"), filled(**changed))
        assert answer.status_code == 422
        assert said in text(answer)


class TestTheHall:
    def test_waits_for_the_log_then_leads_from_body_to_body_to_the_result(self, chair: Client) -> None:
        ceremony = announced(chair)
        page = url("_one", ceremony.pk)
        assert "đợi công bố vào sổ minh bạch" in text(chair.get(page))
        refused = chair.post(page, {"act": "throw", "digits": "4720198335"})
        assert "đủ chữ ký chứng kiến" in text(refused)
        sequencer.sequence_all(at=datetime.now(UTC))
        assert "Mặt trận xã</b>" in text(chair.get(page))
        assert chair.post(page, {"act": "throw", "digits": "12x"}).status_code == 422
        chair.post(page, {"act": "throw", "digits": "4720198335"})
        assert "Ban giám sát</b>" in text(chair.get(page))
        chair.post(page, {"act": "throw", "digits": "5120946817"})
        assert chair.post(page, {"act": "hold", "witnesses": ""}).status_code == 422
        chair.post(page, {"act": "hold", "witnesses": "Mặt trận xã"})
        assert "đọc kết quả trước hội trường" in text(chair.get(page))
        ceremony.refresh_from_db()
        assert len(json.loads(ceremony.result)["chosen"]) == 3

    def test_moves_a_reserve_up_with_its_ground(self, chair: Client) -> None:
        ceremony = held(chair)
        unit, _kind, out, _ticket = json.loads(ceremony.result)["chosen"][0]
        page = url("_one", ceremony.pk)
        asked = {"act": "move_up", "out": f"{unit}\t{out}"}
        assert chair.post(page, {**asked, "ground": ""}).status_code == 422
        assert chair.post(page, {**asked, "ground": "Đã chuyển đi"}).status_code == 302
        assert "Đã chuyển đi" in text(chair.get(page))

    def test_that_did_not_meet_leads_to_the_repeated_draw(self, chair: Client) -> None:
        ceremony = announced(chair)
        page = url("_one", ceremony.pk)
        chair.post(page, {"act": "give_up", "reason": "Bên giám sát vắng", "absent": "Ban giám sát"})
        again = f"{url('_new')}?lam-lai={ceremony.pk}"
        assert again in text(chair.get(page))
        assert "Lò Thị 12" in text(chair.get(again))
        assert chair.post(again, filled()).status_code == 302
        assert Ceremony.objects.get(repeats=ceremony).case.dossier.startswith("BT-")
        public = chair.get(reverse("public:draws"))
        assert "không thực hiện" in text(public)

    def test_prints_minutes_and_hands_out_keys(self, chair: Client) -> None:
        ceremony = held(chair)
        pdf = chair.get(url("_file", ceremony.pk, "pdf"))
        assert pdf.content.startswith(b"%PDF")
        assert chair.get(url("_file", ceremony.pk, "docx")).content.startswith(b"PK")
        assert chair.get(url("_file", ceremony.pk, "exe")).status_code == 404
        page = text(chair.get(url("_openings", ceremony.pk)))
        assert all(name in page and key in page for name, key in ceremony.openings.values())


class TestThePublic:
    def test_sees_every_draw_and_names_nobody(self, client: Client, chair: Client) -> None:
        ceremony = held(chair)
        client.logout()
        for page in ("draws", "draw", "draw_list", "draw_result", "draw_opening"):
            answer = client.get(reverse(f"public:{page}", args=[ceremony.pk] if page != "draws" else []))
            assert answer.status_code == 200
            assert "Lò Thị" not in text(answer)
            assert "Vi Văn Xa" not in text(answer)
        assert ceremony.case.dossier in text(client.get(reverse("public:draws")))
        assert reverse("public:draws") in text(client.get(reverse("public:log")))

    def test_recomputes_the_result_from_the_files(
        self, client: Client, chair: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        ceremony = held(chair)
        client.logout()
        for page, name in (("draw_list", "danh-sach.tsv"), ("draw_result", "ket-qua.json")):
            content = client.get(reverse(f"public:{page}", args=[ceremony.pk])).content
            (tmp_path / name).write_bytes(content)
        words = ["--check", str(tmp_path / "ket-qua.json"), str(tmp_path / "danh-sach.tsv")]
        assert console.main(words) == 0
        listed = (tmp_path / "danh-sach.tsv").read_bytes()
        other = b"1\n" if listed.endswith(b"0\n") else b"0\n"
        (tmp_path / "danh-sach.tsv").write_bytes(listed[:-2] + other)
        assert console.main(words) == 1
        assert "KHỚP" in capsys.readouterr().err

    def test_opens_what_the_leaf_in_the_log_says(self, client: Client, chair: Client) -> None:
        ceremony = held(chair)
        client.logout()
        opening = check_opening(client.get(reverse("public:draw_opening", args=[ceremony.pk])).content)
        assert opening.values["frame_sha256"] == ceremony.frame_sha256
        assert opening.leaf == bytes(Entry.objects.get(id=ceremony.announced_entry).leaf)
        assert parse_leaf(opening.leaf).cls == "draw"
        assert all(name.startswith("@") for name in opening.shut)  # who announced it stays shut

    def test_finds_no_result_before_the_draw(self, client: Client, chair: Client) -> None:
        ceremony = announced(chair)
        client.logout()
        assert client.get(reverse("public:draw_result", args=[ceremony.pk])).status_code == 404
        page = text(client.get(reverse("public:draw", args=[ceremony.pk])))
        assert "đang chờ đủ chữ ký chứng kiến" in page

    def test_is_told_when_a_kept_result_does_not_follow(self, client: Client, chair: Client) -> None:
        ceremony = held(chair)
        result = json.loads(ceremony.result)
        result["chosen"][0][2] = "0" * 20
        Ceremony.objects.filter(pk=ceremony.pk).update(result=json.dumps(result))
        page = text(client.get(reverse("public:draw", args=[ceremony.pk])))
        assert "không khớp danh sách" in page
