"""The register and the confirmation of incoming documents, as a clerk meets them in pages."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from liem.desks.office.directives import items
from liem.domains.directives import actions, jobs
from liem.domains.directives.flow import State
from liem.domains.directives.models import Directive
from liem.kernel.clock import local_day
from liem.spine.vault import files

if TYPE_CHECKING:
    from cast import Cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LETTER = """TỈNH ỦY AN LIÊM
*
Số 48-CV/TU
V/v rà soát sổ quỹ chi bộ
ĐẢNG CỘNG SẢN VIỆT NAM
An Liêm, ngày 20 tháng 11 năm 2026

Kính gửi: Đảng ủy xã Cửa Rừng.

Thực hiện Kết luận số 21-KL/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương, Tỉnh ủy yêu cầu:

1. Các chi bộ trực thuộc rà soát sổ thu, chi quỹ, hoàn thành trước ngày 10/12/2026.

2. Văn phòng Đảng ủy tổng hợp, báo cáo kết quả trong 7 ngày làm việc kể từ ngày nhận văn bản này.

3. Ủy ban nhân dân xã niêm yết công khai các khoản đóng góp.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ
"""


def client_of(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role), backend=BACKEND)
    return client


def received(cast: Cast, text: str = LETTER, *, name: str = "cv.txt", read: bool = True) -> Directive:
    """Return a document of the commune that came in as text and, if wanted, was read by the real reader."""
    at = datetime.now(UTC)
    directive, _ = actions.receive(
        actor=cast.actor("clerk"),
        at=at,
        unit_id=cast.units["XCR"].pk,
        file_name=name,
        blob=files.store([text.encode()], at=at),
    )
    if read:
        jobs.read_document(at=at, directive_id=str(directive.pk))
        directive.refresh_from_db()
    return directive


@pytest.fixture
def clerk(cast: Cast) -> Client:
    return client_of(cast, "clerk")


def one(directive: Directive) -> str:
    return reverse("office:directives_one", args=[directive.pk])


def shown_form(page: Any) -> dict[str, str]:
    """Return what a browser would send from the confirmation form of a page, as it stands."""
    sheet = page.context
    sent = {name: str(sheet[name]) for name in ("revision", "start", "others")}
    sent["items"] = str(sheet["count"])
    for form in (sheet["head"], *(card.form for card in sheet["cards"])):
        for bound in form:
            value = bound.value()
            if value is True:
                sent[bound.html_name] = "on"
            elif value not in (None, False, ""):
                sent[bound.html_name] = str(value)
    return sent


class TestRegister:
    def test_counts_the_documents_at_each_door(self, cast: Cast, clerk: Client) -> None:
        received(cast)
        received(cast, "không phải văn bản nào", name="khac.txt", read=False)
        page = clerk.get(reverse("office:directives"))
        counts = {tab.label: tab.count for tab in page.context["tabs"]}
        assert (counts["Chờ đọc"], counts["Chờ xác nhận"], counts["Tất cả"]) == (1, 1, 2)
        waiting = clerk.get(reverse("office:directives"), {"cho": "cho-xac-nhan"})
        assert [row.directive.file_name for row, _level, _state in waiting.context["rows"]] == ["cv.txt"]

    def test_finds_words_typed_without_marks(self, cast: Cast, clerk: Client) -> None:
        received(cast)
        hit = clerk.get(reverse("office:directives"), {"q": "ra soat so quy"})
        miss = clerk.get(reverse("office:directives"), {"q": "bao lu"})
        assert (len(hit.context["rows"]), len(miss.context["rows"])) == (1, 0)
        assert "Bỏ mọi lọc" in miss.content.decode()

    def test_shows_nothing_of_a_neighbouring_commune(self, cast: Cast) -> None:
        directive = received(cast)
        stranger = client_of(cast, "stranger")
        assert stranger.get(reverse("office:directives")).context["total"] == 0
        assert stranger.get(one(directive)).status_code == 404

    def test_gives_the_rows_on_the_page_as_a_table(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        book = load_workbook(BytesIO(clerk.get(reverse("office:directives"), {"dang": "xlsx"}).content))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]  # type: ignore[union-attr]
        assert any("48-CV/TU" in [str(cell) for cell in row] for row in rows)
        assert directive.case.dossier in str(rows)
        csv = clerk.get(reverse("office:directives"), {"dang": "csv"})
        assert "48-CV/TU" in csv.content.decode("utf-8-sig")

    def test_asks_the_database_as_often_for_thirty_rows_as_for_one(self, cast: Cast, clerk: Client) -> None:
        received(cast)
        clerk.get(reverse("office:directives"))
        with CaptureQueriesContext(
            connection,
        ) as few:
            clerk.get(reverse("office:directives"))
        for number in range(29):
            received(cast, f"văn bản {number}", name=f"{number}.txt", read=False)
        with CaptureQueriesContext(connection) as many:
            page = clerk.get(reverse("office:directives"))
        assert len(page.context["rows"]) == 30
        assert len(many) == len(few)


class TestSendingWithoutScripts:
    def send(self, client: Client, *named: tuple[str, bytes]) -> Any:
        parts = [SimpleUploadedFile(name, content) for name, content in named]
        return client.post(reverse("office:directives_send"), {"files": parts}, follow=True)

    def test_one_bad_file_stops_no_other(self, clerk: Client) -> None:
        page = self.send(clerk, ("một.txt", b"mot"), ("rỗng.txt", b""), ("hai.txt", b"hai"))
        assert sorted(Directive.objects.values_list("file_name", flat=True)) == ["hai.txt", "một.txt"]
        assert "rỗng.txt: Tệp không có nội dung" in page.content.decode()

    def test_the_same_file_again_leads_to_the_document_that_exists(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        page = self.send(clerk, ("tên khác.txt", LETTER.encode()))
        assert Directive.objects.count() == 1
        assert one(directive) in page.content.decode()
        assert "đã có trong sổ văn bản đến" in page.content.decode()

    def test_nothing_chosen_says_what_to_do(self, clerk: Client) -> None:
        page = clerk.post(reverse("office:directives_send"), follow=True)
        assert "Chưa chọn tệp nào" in page.content.decode()


class TestReadingPage:
    def test_shows_each_value_with_its_place(self, cast: Cast, clerk: Client) -> None:
        page = clerk.get(one(received(cast)))
        html = page.content.decode()
        lines = {line.bound.name: line for line in page.context["head_lines"]}
        assert lines["number"].bound.value() == "48"
        assert f'id="{lines["number"].first}"' in html
        assert f'href="#{lines["number"].first}"' in html

    def test_asks_what_was_not_read_and_fills_nothing_in(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast, LETTER.replace("Số 48-CV/TU", "Số     -CV/TU"))
        page = clerk.get(one(directive))
        line = next(each for each in page.context["head_lines"] if each.bound.name == "number")
        assert not line.bound.value()
        assert line.missing
        assert not line.unknown.value()  # left unknown only by a person

    def test_shows_the_last_moment_with_its_reason(self, cast: Cast, clerk: Client) -> None:
        page = clerk.get(one(received(cast)))
        cards = [card for card in page.context["cards"] if card.form["include"].value()]
        assert len(cards) == 3
        assert f"{cards[0].last_moment:%Y-%m-%d}" == "2026-12-09"
        assert cards[1].explained
        assert cards[2].form["due_kind"].value() == "none"

    def test_a_file_still_being_read_says_how_far(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast, read=False)
        Directive.objects.update(pages_read=3, page_count=12)
        assert "Đang đọc 3/12 trang" in clerk.get(one(directive)).content.decode()
        assert clerk.get(one(directive), {"nhap-tay": "1"}).context["cards"] is not None

    def test_lets_the_page_load_again_when_the_reader_has_ended(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        answer = clerk.get(reverse("office:directives_progress", args=[directive.pk]))
        assert answer["HX-Refresh"] == "true"


class TestItems:
    """Every step is a button that needs no script and loses nothing that was typed."""

    def ordered(self, cast: Cast, clerk: Client, order: str, **typed: str) -> Any:
        directive = Directive.objects.first() or received(cast)
        sent = shown_form(clerk.get(one(directive))) | typed | {"do": order}
        return clerk.post(one(directive), sent)

    def texts(self, page: Any) -> list[str]:
        return [str(card.form["text"].value()) for card in page.context["cards"] if not card.is_removed]

    def test_merging_keeps_both_words_and_places(self, cast: Cast, clerk: Client) -> None:
        page = self.ordered(cast, clerk, "merge:0", subject="đang gõ dở")
        assert len(self.texts(page)) == 2
        assert "Văn phòng Đảng ủy tổng hợp" in self.texts(page)[0]
        assert page.context["cards"][0].form["source"].value() == "0,1"
        assert page.context["head"]["subject"].value() == "đang gõ dở"

    def test_splitting_at_a_blank_line_gives_two(self, cast: Cast, clerk: Client) -> None:
        page = self.ordered(cast, clerk, "split:2", **{"t2-text": "niêm yết\n\nbáo cáo"})
        assert self.texts(page)[2:] == ["niêm yết", "báo cáo"]

    def test_splitting_without_a_blank_line_says_how(self, cast: Cast, clerk: Client) -> None:
        assert "dòng trống" in self.ordered(cast, clerk, "split:2").context["notice"]

    def test_what_was_taken_out_can_be_brought_back(self, cast: Cast, clerk: Client) -> None:
        page = self.ordered(cast, clerk, "remove:1")
        assert len(self.texts(page)) == 2
        back = clerk.post(one(Directive.objects.get()), shown_form(page) | {"do": "restore:1"})
        assert "Văn phòng Đảng ủy tổng hợp" in self.texts(back)[1]

    def test_items_change_places(self, cast: Cast, clerk: Client) -> None:
        assert "niêm yết" in self.texts(self.ordered(cast, clerk, "up:2"))[1]

    @pytest.mark.parametrize("order", ["remove:99", "merge:x", "up:-1", "không có", "restore:"])
    def test_an_order_that_makes_no_sense_changes_nothing(
        self, cast: Cast, clerk: Client, order: str
    ) -> None:
        assert len(self.texts(self.ordered(cast, clerk, order))) == 3


class TestItemsOfALongDocument:
    def sent(self, listed: list[items.Item], start: int) -> QueryDict:
        data = QueryDict(mutable=True)
        shown = listed[start : start + items.MOST]
        data.update({"start": str(start), "items": str(len(shown)), "others": items.folded(listed, start)})
        for place, item in enumerate(shown):
            data.update({f"t{place}-{name}": str(value) for name, value in item.items()})
        return data

    @pytest.mark.parametrize("start", [0, 200, 400])
    def test_come_back_whole_and_in_order(self, start: int) -> None:
        listed = [{"number": str(place), "text": f"Mục\n“{place}”", "include": "on"} for place in range(450)]
        back, begun = items.from_post(self.sent(listed, start))
        assert begun == start
        assert [(one["number"], one["text"], one["include"]) for one in back] == [
            (one["number"], one["text"], "on") for one in listed
        ]

    def test_move_over_the_edge_of_a_page(self) -> None:
        listed: list[items.Item] = [{"number": str(place)} for place in range(250)]
        moved, _trouble = items.changed(listed, "down:199")
        assert [one["number"] for one in moved[199:201]] == ["200", "199"]

    @pytest.mark.parametrize("others", ["{", "3", "[1, null]", '{"a": 1}'])
    def test_are_none_where_the_hidden_field_was_spoiled(self, others: str) -> None:
        data = QueryDict(mutable=True)
        data.update({"items": "1", "start": "200", "others": others, "t0-text": "a"})
        back, begun = items.from_post(data)
        assert [one["text"] for one in back] == ["a"]
        assert begun == 0


class TestConfirm:
    def test_makes_the_tasks_as_corrected(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        sent = shown_form(clerk.get(one(directive)))
        sent |= {"subject": "Rà soát sổ quỹ", "t0-due_date": "15/12/2026", "t0-due_words": "ngày 15/12"}
        sent.pop("t0-due_before", None)
        sent.pop("t2-include")
        assert clerk.post(one(directive), sent | {"do": "confirm"}).status_code == 302
        directive.refresh_from_db()
        assert (directive.state, directive.subject) == (State.CONFIRMED, "Rà soát sổ quỹ")
        first, second = directive.case.tasks.order_by("number")
        assert first.due_at is not None
        assert local_day(first.due_at) == date(2026, 12, 15)
        assert second.deadline_kind == "relative"
        assert second.due_at is not None

    def test_a_field_neither_given_nor_left_unknown_is_asked(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        sent = shown_form(clerk.get(one(directive))) | {"do": "confirm", "issuer": "", "t1-text": "giữ lại"}
        page = clerk.post(one(directive), sent)
        assert page.status_code == 422
        assert page.context["head"].errors["issuer"]
        assert page.context["cards"][1].form["text"].value() == "giữ lại"
        assert not directive.case.tasks.exists()
        assert clerk.post(one(directive), sent | {"unknown_issuer": "on"}).status_code == 302

    def test_names_the_item_that_has_to_be_mended(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        sent = shown_form(clerk.get(one(directive))) | {"t1-due_amount": "", "do": "confirm"}
        html = clerk.post(one(directive), sent).content.decode()
        assert "Mục 2 · Số lượng: Nhập số ngày" in html
        assert html.count("Có chỗ cần sửa") == 1

    def long(self, cast: Cast) -> Directive:
        directive = received(cast)
        reading = directive.reading
        reading["tasks"] = [dict(reading["tasks"][0], no=str(number)) for number in range(1, 202)]
        Directive.objects.filter(pk=directive.pk).update(reading=reading)
        return directive

    def test_confirms_the_items_of_all_pages_from_any_of_them(self, cast: Cast, clerk: Client) -> None:
        directive = self.long(cast)
        page = clerk.get(one(directive))
        assert "Đang hiện mục thứ 1 đến 200 trong 201 mục." in page.content.decode()
        assert "<h2>201 mục</h2>" in page.content.decode()
        page = clerk.post(one(directive), shown_form(page) | {"t0-text": "sửa ở trang 1", "do": "page:2"})
        assert [card.form["number"].value() for card in page.context["cards"]] == ["201"]
        sent = shown_form(page) | {"t0-text": "sửa ở trang 2", "do": "confirm"}
        assert clerk.post(one(directive), sent).status_code == 302
        tasks = dict(directive.case.tasks.values_list("number", "text"))
        assert len(tasks) == 201
        assert (tasks["1"], tasks["201"]) == ("sửa ở trang 1", "sửa ở trang 2")

    def test_shows_the_page_where_something_has_to_be_mended(self, cast: Cast, clerk: Client) -> None:
        directive = self.long(cast)
        sent = shown_form(clerk.get(one(directive)))
        others = json.loads(sent["others"])
        others[0].pop("text")
        page = clerk.post(one(directive), sent | {"others": json.dumps(others), "do": "confirm"})
        assert page.status_code == 422
        assert page.context["start"] == 200
        assert "Mục 201 · Nội dung: Nhập nội dung nhiệm vụ" in page.content.decode()
        assert not directive.case.tasks.exists()

    def test_the_second_of_two_clerks_sees_what_the_first_did(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        sent = shown_form(clerk.get(one(directive))) | {"do": "confirm"}
        client_of(cast, "office_head").post(one(directive), sent)
        page = clerk.post(one(directive), sent | {"subject": "bản của người thứ hai"})
        html = page.content.decode()
        assert page.status_code == 409
        assert "Hà Văn Tính đã xác nhận" in html
        assert re.search(r"lúc \d{2}:\d{2}", html)
        assert "bản của người thứ hai" in html
        assert directive.case.tasks.count() == 3

    def test_a_cell_secretary_meets_nothing(self, cast: Cast) -> None:
        directive = received(cast)
        cell = client_of(cast, "cell_secretary")
        assert cell.get(one(directive)).status_code == 404
        assert cell.post(one(directive), {"do": "confirm"}).status_code == 404

    def test_one_who_reads_but_does_not_receive_cannot_confirm(self, cast: Cast) -> None:
        directive = received(cast)
        secretary = client_of(cast, "secretary")
        assert secretary.get(one(directive)).status_code == 200
        assert secretary.post(one(directive), {"do": "confirm"}).status_code == 404


class TestByHand:
    def test_a_paper_without_a_file_is_registered_and_confirmed_at_once(self, clerk: Client) -> None:
        page = clerk.get(reverse("office:directives_by_hand"))
        sent = shown_form(page) | {
            "number": "7",
            "symbol": "TB-UBND",
            "issuer": "UBND tỉnh An Liêm",
            "kind": "notice",
            "issued_on": "19/11/2026",
            "subject": "Thông báo lịch kiểm tra",
            "t0-text": "Chuẩn bị hồ sơ kiểm tra",
            "do": "confirm",
        }
        assert clerk.post(reverse("office:directives_by_hand"), sent).status_code == 302
        directive = Directive.objects.get()
        assert (directive.blob, directive.state) == (None, State.CONFIRMED)
        assert directive.case.tasks.get().text == "Chuẩn bị hồ sơ kiểm tra"


class TestAround:
    def test_setting_aside_needs_a_reason(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        url = reverse("office:directives_set_aside", args=[directive.pk])
        assert clerk.post(url, {"reason": " "}).status_code == 422
        assert clerk.post(url, {"reason": "Gửi nhầm"}).status_code == 302
        directive.refresh_from_db()
        assert directive.state == State.SET_ASIDE

    def test_a_correction_shows_old_and_new(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        clerk.post(one(directive), shown_form(clerk.get(one(directive))) | {"do": "confirm"})
        url = reverse("office:directives_correct", args=[directive.pk])
        form = clerk.get(url).context["form"]
        sent = {bound.html_name: bound.value() or "" for bound in form} | {
            "number": "84",
            "reason": "Đọc nhầm",
        }
        for name in [name for name, value in sent.items() if value is True]:
            sent[name] = "on"
        assert clerk.post(url, sent).status_code == 302
        assert "48 → 84" in clerk.get(one(directive)).content.decode()

    def test_reading_again_puts_it_back_in_line(self, cast: Cast, clerk: Client) -> None:
        directive = received(cast)
        clerk.post(reverse("office:directives_read_again", args=[directive.pk]))
        directive.refresh_from_db()
        assert directive.state == State.RECEIVED

    def test_the_original_is_given_unchanged_and_only_to_those_who_see_it(
        self, cast: Cast, clerk: Client
    ) -> None:
        directive = received(cast)
        url = reverse("office:directives_file", args=[directive.pk])
        answer = clerk.get(url)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert content == LETTER.encode()
        assert answer["Content-Disposition"].startswith("attachment")
        assert client_of(cast, "stranger").get(url).status_code == 404
