"""Pages of programmes: the wizard, the board, draws, changes and files, for who may and for nobody else."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import AT, Cast, assemble
from commission import with_commission
from liem.domains.inspections.models import Inspection
from liem.domains.programmes import actions, drafting, draws
from liem.domains.programmes.flow import ItemState, State
from liem.domains.programmes.models import Draw, Item, Programme, Source
from planned import SEED, approved, drafted, new_item, submitted, with_item

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client


@pytest.fixture
def cast(db: None) -> Cast:
    return with_commission(assemble())


def _as(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def url(name: str, *ids: object) -> str:
    return reverse(f"oversight:programmes{name}", args=ids)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


PLAN: dict[str, Any] = {
    "procedure": "compliance_inspection",
    "planned_from": "01/03/2027",
    "planned_to": "31/03/2027",
    "contents": ["finance"],
}


class TestWizard:
    def test_leads_from_scope_to_approval_in_four_pages(self, client: Client, cast: Cast) -> None:
        _as(client, cast, "inspector")
        answer = client.post(
            url("_new"),
            {
                "unit": str(cast.units["UBKT"].pk),
                "period": "year",
                "first": "01/01/2027",
                "last": "31/12/2027",
                "contents": ["finance", "land"],
            },
        )
        programme = Programme.objects.get()
        assert answer.headers["Location"] == url("_subjects", programme.pk)
        page = text(client.get(answer.headers["Location"]))
        assert "Chi bộ thôn Ghềnh" in page
        assert "chưa kiểm tra lần nào" in page
        units = [str(cast.units[code].pk) for code in ("CB01", "CB02")]
        client.post(url("_subjects", programme.pk), {**PLAN, "units": units})
        items = list(Item.objects.all())
        assert [item.source for item in items] == [Source.LAW, Source.LAW]
        assert "điểm" in text(client.get(url("_subjects", programme.pk)))
        page = text(client.get(url("_assign", programme.pk)))
        assert "Hoàng Thị Piệng" in page
        lead = str(cast.account("inspector").person_id)
        answer = client.post(url("_assign", programme.pk), {f"lead-{item.pk}": lead for item in items})
        assert answer.headers["Location"] == url("_submit", programme.pk)
        assert "Trình chương trình" in text(client.get(url("_submit", programme.pk)))
        client.post(url("_submit", programme.pk))
        programme.refresh_from_db()
        assert programme.state == State.SUBMITTED
        _as(client, cast, "ubkt_chair")
        assert "Xem để phê duyệt" in text(client.get(url("_one", programme.pk)))
        client.post(
            url("_approve", programme.pk),
            {"act": "approve", "decision_number": "05-CTr/UBKTĐU", "revision": programme.revision},
        )
        programme.refresh_from_db()
        assert programme.state == State.APPROVED

    def test_shows_a_refusal_at_its_field_and_keeps_what_was_typed(self, client: Client, cast: Cast) -> None:
        programme = drafted(cast)
        _as(client, cast, "inspector")
        answer = client.post(
            url("_scope", programme.pk),
            {
                "unit": str(programme.unit_id),
                "period": "quarter",
                "first": "01/01/2027",
                "last": "31/12/2027",
                "purpose": "Giữ nguyên lời này",
            },
        )
        assert answer.status_code == 422
        assert "không phải là một quý" in text(answer)
        assert "Giữ nguyên lời này" in text(answer)

    def test_demands_why_somebody_was_named(self, client: Client, cast: Cast) -> None:
        programme = drafted(cast)
        _as(client, cast, "inspector")
        page = text(client.get(url("_subjects", programme.pk), {"q": "ngan van duc"}))
        assert "Ngân Văn Đức" in page
        person = str(cast.account("member").person_id)
        address = f"{url('_subjects', programme.pk)}?q=ngan"
        assert client.post(address, {**PLAN, "person": person}).status_code == 422
        answer = client.post(address, {**PLAN, "person": person, "words": "đơn của nhân dân"})
        assert answer.status_code == 302
        assert Item.objects.get().reason["words"] == "đơn của nhân dân"

    def test_offers_nobody_who_is_kin_and_says_why(self, client: Client, cast: Cast) -> None:
        programme = drafted(cast)
        new = new_item(cast, subject_unit=None, subject_person=cast.account("member").person_id)
        item, _ = drafting.propose_item(
            actor=cast.actor("inspector"), at=AT, programme_id=programme.pk, new=new
        )
        _as(client, cast, "inspector")
        page = client.get(url("_assign", programme.pk))
        line = page.context["lines"][0]
        assert "Quàng Văn Ún" not in [name for _pk, name, _chosen, _led in line["offered"]]
        assert ("Quàng Văn Ún", "có quan hệ thân thích với đối tượng") in line["barred"]
        kin = str(cast.account("inspector_two").person_id)
        answer = client.post(url("_assign", programme.pk), {f"lead-{item.pk}": kin})
        assert answer.status_code == 422
        assert "131-QĐ/TW" in text(answer)

    def test_tells_who_comes_second(self, client: Client, cast: Cast) -> None:
        programme, _item = with_item(cast)
        _as(client, cast, "inspector")
        answer = client.post(url("_submit", programme.pk), {"revision": "0"})
        assert answer.status_code == 409


class TestBoard:
    def test_shows_columns_calendar_and_list(self, client: Client, cast: Cast) -> None:
        programme, _item = approved(cast)
        _as(client, cast, "inspector")
        board = text(client.get(url("_one", programme.pk)))
        for words in ("Lập kế hoạch", "Đang tiến hành", "Chờ kết luận", "Theo dõi khắc phục", "Chuyển bước"):
            assert words in board
        calendar = client.get(url("_one", programme.pk), {"xem": "lich"})
        assert [len(tiles) for _month, tiles in calendar.context["months"]] == [0, 0, 1] + [0] * 9
        assert "chưa làm" in text(client.get(url("_one", programme.pk), {"xem": "danh-sach"}))

    def test_opens_a_case_once_and_ends_where_it_is(self, client: Client, cast: Cast) -> None:
        _programme, item = approved(cast)
        _as(client, cast, "inspector")
        first = client.post(url("_item", item.pk), {"act": "start"})
        again = client.post(url("_item", item.pk), {"act": "start"})
        inspection = Inspection.objects.get()
        assert inspection.case.programme_item == item
        assert str(inspection.pk) in first.headers["Location"]
        assert again.headers["Location"] == first.headers["Location"]

    def test_mends_a_break_between_the_dossier_and_the_case(self, client: Client, cast: Cast) -> None:
        _programme, item = approved(cast)
        actions.start_item(actor=cast.actor("inspector"), at=AT, item_id=item.pk)
        _as(client, cast, "inspector")
        assert "làm tiếp" in text(client.get(url("_item", item.pk)))
        client.post(url("_item", item.pk), {"act": "start"})
        assert Inspection.objects.get().case.programme_item == item

    def test_is_finished_after_the_conclusion(self, client: Client, cast: Cast) -> None:
        programme, item = approved(cast)
        _as(client, cast, "inspector")
        client.post(url("_item", item.pk), {"act": "start"})
        assert client.get(url("_one", programme.pk)).context["tiles"][0].stage == "run"
        Inspection.objects.update(concluded_on=AT.date())
        tile = client.get(url("_one", programme.pk)).context["tiles"][0]
        assert (tile.stage, tile.may_finish) == ("follow", True)
        client.post(url("_item", item.pk), {"act": "finish"})
        item.refresh_from_db()
        assert item.state == ItemState.DONE
        tile = client.get(url("_one", programme.pk)).context["tiles"][0]
        assert (tile.stage, tile.may_finish) == ("follow", False)
        Inspection.objects.update(closed_at=AT)
        assert client.get(url("_one", programme.pk)).context["tiles"][0].stage == "done"

    def test_asks_the_same_number_of_queries_for_more_items(self, client: Client, cast: Cast) -> None:
        programme, item = approved(cast)
        _as(client, cast, "inspector")

        def queries(name: str, *ids: object, **query: str) -> int:
            with CaptureQueriesContext(connection) as asked:
                client.get(url(name, *ids), query)
            return len(asked)

        client.post(url("_item", item.pk), {"act": "start"})
        few = [queries("_one", programme.pk, xem=view) for view in ("bang", "lich", "danh-sach")]
        few.append(queries(""))
        for number in range(2, 40):
            Item.objects.create(
                programme=programme,
                number=number,
                procedure=item.procedure,
                subject_unit=cast.units["CB02"],
                contents=["finance"],
                planned_from=item.planned_from,
                planned_to=item.planned_to,
                lead=cast.account("inspector").person,
                source=Source.RISK,
            )
        for day in range(5):
            drafted(cast, at=AT.replace(hour=day + 3))
        many = [queries("_one", programme.pk, xem=view) for view in ("bang", "lich", "danh-sach")]
        many.append(queries(""))
        assert many == few
        assert max(many) < 35


class TestDraws:
    def test_are_announced_thrown_and_recomputed_on_paper(self, client: Client, cast: Cast) -> None:
        programme = drafted(cast)
        _as(client, cast, "inspector")
        assert "3 đơn vị" in text(client.get(url("_draw_new", programme.pk)))
        answer = client.post(url("_draw_new", programme.pk), {**PLAN, "count": "1", "reserves": "1"})
        draw = Draw.objects.get()
        assert answer.headers["Location"] == url("_draw", draw.pk)
        assert draw.frame_sha256 in text(client.get(url("_draw", draw.pk)))
        listed = client.get(url("_draw_list", draw.pk))
        assert listed.content == draw.frame.encode()
        assert client.get(url("_draw_result", draw.pk)).status_code == 404
        few = client.post(url("_draw", draw.pk), {"act": "finish", "digits": "12", "witnesses": "MTTQ"})
        assert few.status_code == 422
        client.post(url("_draw", draw.pk), {"act": "finish", "digits": SEED, "witnesses": "MTTQ xã"})
        page = text(client.get(url("_draw", draw.pk)))
        assert "sha256sum" in page
        assert f"{draw.ceremony}/{SEED}" in page
        assert client.get(url("_draw_result", draw.pk)).json()["format"] == "liem-draw/v1"
        paper = client.get(url("_draw_file", draw.pk, "docx"))
        body = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
        assert draw.frame_sha256 in body
        assert "sha256sum" in body

    def test_stay_visible_when_abandoned(self, client: Client, cast: Cast) -> None:
        programme = drafted(cast)
        _as(client, cast, "inspector")
        client.post(url("_draw_new", programme.pk), {**PLAN, "count": "1", "reserves": "0"})
        draw = Draw.objects.get()
        assert client.post(url("_draw", draw.pk), {"act": "abandon", "reason": ""}).status_code == 422
        client.post(url("_draw", draw.pk), {"act": "abandon", "reason": "mất điện"})
        assert "mất điện" in text(client.get(url("_one", programme.pk)))

    def test_give_a_sheet_as_pdf(self, client: Client, cast: Cast) -> None:
        programme = drafted(cast)
        _as(client, cast, "inspector")
        client.post(url("_draw_new", programme.pk), {**PLAN, "count": "2", "reserves": "0"})
        draw = Draw.objects.get()
        draws.finish_draw(
            actor=cast.actor("inspector"), at=AT, draw_id=draw.pk, digits=SEED, witnesses="MTTQ xã"
        )
        assert client.get(url("_draw_file", draw.pk, "pdf")).content.startswith(b"%PDF")


class TestDeciding:
    def test_sends_back_with_a_reason(self, client: Client, cast: Cast) -> None:
        programme, _item = submitted(cast)
        _as(client, cast, "secretary")
        assert client.post(url("_approve", programme.pk), {"act": "return"}).status_code == 422
        client.post(url("_approve", programme.pk), {"act": "return", "reason": "thiếu chi bộ"})
        programme.refresh_from_db()
        assert programme.state == State.DRAFT

    def test_records_changes_with_reason_before_and_after(self, client: Client, cast: Cast) -> None:
        programme, item = approved(cast)
        _as(client, cast, "ubkt_chair")
        address = url("_deviate", programme.pk)
        assert "Ghi thay đổi" in text(client.get(address, {"muc": str(item.pk)}))
        moved = {"kind": "moved", "item": str(item.pk), "planned_from": "03/05/2027"}
        assert client.post(address, {**moved, "reason": "bão"}).status_code == 422
        client.post(address, {**moved, "planned_to": "28/05/2027", "reason": "bão"})
        added = {"kind": "added", "unit": str(cast.units["CB02"].pk), "procedure": item.procedure}
        assert client.post(address, {**added, "reason": "đơn thư"}).status_code == 422
        client.post(
            address,
            {**added, "planned_from": "01/06/2027", "planned_to": "30/06/2027", "reason": "đơn thư"},
        )
        page = text(client.get(url("_one", programme.pk)))
        assert "từ ngày 01/03/2027" in page
        assert "từ ngày 03/05/2027" in page
        assert "Bổ sung cuộc" in page

    def test_sums_up(self, client: Client, cast: Cast) -> None:
        programme, item = approved(cast)
        _as(client, cast, "ubkt_chair")
        address = url("_close", programme.pk)
        assert client.post(address, {"summary": "Xong"}).status_code == 422
        client.post(url("_item", item.pk), {"act": "start"})
        client.post(address, {"summary": "Đã làm đủ"})
        assert "Đã làm đủ" in text(client.get(url("_one", programme.pk)))


class TestFiles:
    def test_hold_the_programme_as_an_official_paper_and_a_table(self, client: Client, cast: Cast) -> None:
        programme, _item = approved(cast)
        _as(client, cast, "inspector")
        paper = client.get(url("_file", programme.pk, "docx"))
        body = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
        for words in ("Chi bộ thôn Ghềnh", "Lò Văn Inh", "CHƯƠNG TRÌNH", "ỦY BAN KIỂM TRA"):
            assert words in body
        assert client.get(url("_file", programme.pk, "pdf")).content.startswith(b"%PDF")
        assert client.get(url("_file", programme.pk, "xlsx")).content.startswith(b"PK")
        assert client.get(url("_file", programme.pk, "odt")).status_code == 404

    def test_keep_the_paper_as_it_was_approved(self, client: Client, cast: Cast) -> None:
        programme, item = approved(cast)
        _as(client, cast, "ubkt_chair")
        moved = {"kind": "moved", "item": str(item.pk), "reason": "bão"}
        client.post(
            url("_deviate", programme.pk), {**moved, "planned_from": "03/05/2027", "planned_to": "28/05/2027"}
        )
        client.post(
            url("_deviate", programme.pk), {"kind": "dropped", "item": str(item.pk), "reason": "sáp nhập"}
        )
        paper = client.get(url("_file", programme.pk, "docx"))
        body = zipfile.ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
        assert "01/03/2027" in body
        assert "03/05/2027" not in body


class TestWhoSees:
    def test_nobody_without_the_duty(self, client: Client, cast: Cast) -> None:
        programme, item = approved(cast)
        for role in ("clerk", "member", "committee_member", "auditor", "keeper"):
            _as(client, cast, role)
            for address in (url(""), url("_new"), url("_one", programme.pk), url("_item", item.pk)):
                assert client.get(address).status_code == 404, role

    def test_not_the_inspected_cell_nor_another_commune(self, client: Client, cast: Cast) -> None:
        programme, item = approved(cast)
        for role in ("cell_secretary", "stranger_head"):
            _as(client, cast, role)
            assert client.get(url("")).status_code == 200
            for address in (
                url("_one", programme.pk),
                url("_item", item.pk),
                url("_scope", programme.pk),
                url("_approve", programme.pk),
                url("_file", programme.pk, "xlsx"),
            ):
                assert client.get(address).status_code == 404

    def test_kin_see_that_something_is_kept_back(self, client: Client, cast: Cast) -> None:
        programme = drafted(cast)
        new = new_item(cast, subject_unit=None, subject_person=cast.account("member").person_id)
        drafting.propose_item(actor=cast.actor("inspector"), at=AT, programme_id=programme.pk, new=new)
        _as(client, cast, "inspector_two")
        page = text(client.get(url("_one", programme.pk)))
        assert "Ngân Văn Đức" not in page
        assert "1 cuộc không hiện" in page
