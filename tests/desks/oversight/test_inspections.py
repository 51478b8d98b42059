"""Pages of inspections: list, open, one case from both sides, its verbs, papers, evidence, hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate, now

from cast import Cast, assemble
from commission import with_commission
from inspecting import appoint, brought_to, decision, opened, paper, staffed
from liem.domains.inspections.models import HandOver, Inspection
from liem.kernel.ids import new_id
from planned import approved

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


@pytest.fixture
def enter(crew: Cast) -> Callable[[str], Client]:
    def signed_in(role: str) -> Client:
        client = Client()
        client.force_login(crew.account(role))
        return client

    return signed_in


def url(name: str, *args: Any) -> str:
    return reverse(f"oversight:inspections{name}", args=args)


def shown(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(url(name, *args), query)
    assert response.status_code == 200, (name, response.status_code, response.content.decode()[:400])
    return response.content.decode()


def sent(client: Client, name: str, *args: Any, expect: int = 302, **data: Any) -> str:
    response = client.post(url(name, *args), data)
    assert response.status_code == expect, (response.status_code, response.content.decode()[-3000:])
    return response.content.decode()


def day() -> str:
    return f"{localdate():%d/%m/%Y}"


def test_a_case_goes_from_opening_to_the_decision_by_its_first_card(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    chair = enter("ubkt_chair")
    form = shown(chair, "_open")
    assert "Kiểm tra chấp hành" in form
    assert "Chi bộ thôn Suối" not in form
    sent(
        chair,
        "_open",
        procedure="compliance_inspection",
        subject="unit",
        subject_unit=crew.units["CB01"].pk,
        origin="programme",
        purpose="Việc quản lý quỹ chi bộ",
        proposed_on=day(),
    )
    case = Inspection.objects.get()
    assert "Cử trưởng đoàn" in shown(chair, "_one", case.pk)
    refused = sent(
        chair,
        "_team",
        case.pk,
        expect=403,
        person=crew.account("cell_secretary").person_id,
        role="head",
        revision=case.revision,
    )
    assert "131-QĐ/TW" in refused
    sent(
        chair,
        "_team",
        case.pk,
        person=crew.account("inspector").person_id,
        role="head",
        revision=case.revision,
    )
    page = shown(chair, "_one", case.pk)
    assert "Thêm quyết định" in page
    form = shown(chair, "_paper_add", case.pk, loai="decision")
    assert "Hoàng Thị Piệng, trưởng đoàn" in form
    signer = decision(crew, case, at=now())
    assert signer.number == 1
    sent(
        chair,
        "_paper_add",
        case.pk,
        kind="plan",
        title="Kế hoạch kiểm tra",
        issued_on=day(),
        symbol="02-KH/UBKTĐU",
        file=SimpleUploadedFile("ke-hoach.pdf", b"%PDF-1.4 ke hoach"),
    )
    assert "Ghi bước này" in shown(chair, "_one", case.pk)
    case.refresh_from_db()
    sent(chair, "_step", case.pk, "decide", on=day(), note="Thông qua tại phiên họp", revision=case.revision)
    page = shown(chair, "_one", case.pk)
    assert "Thông qua tại phiên họp" in page
    assert "Triển khai quyết định" in page
    stale = sent(enter("inspector"), "_step", case.pk, "notify", expect=409, on=day(), revision=case.revision)
    assert "Lò Văn Inh ghi bước" in stale


def test_the_subject_sees_what_was_handed_over_and_answers_in_their_own_words(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    case = brought_to(crew, staffed(crew, at=now(), person="specialist"), "decide", at=now())
    about = enter("specialist")
    assert about.get(url("_one", case.pk)).status_code == 404
    notice, outline = (paper(crew, case, kind, at=now()) for kind in ("notice", "outline"))
    hidden = paper(crew, case, "minutes", at=now())
    team = enter("inspector")
    for each in (notice, outline):
        sent(team, "_serve", case.pk, each.pk)
    sent(team, "_step", case.pk, "notify", on=day())
    page = shown(about, "_one", case.pk)
    assert "Xác nhận đã nhận" in page
    assert hidden.title not in page
    assert "Chứng cứ, biên bản nội bộ" in page
    assert about.get(url("_paper", hidden.pk)).status_code == 404
    assert "Xác nhận đã nhận" in shown(about, "_paper", notice.pk)
    for each in (notice, outline):
        sent(about, "_receipt", case.pk, each.pk)
        sent(about, "_receipt", case.pk, each.pk)
    assert "gửi báo cáo theo đề cương" in shown(about, "_one", case.pk)
    sent(about, "_self_report", case.pk, title="Báo cáo tự kiểm tra", words="Tôi đã nộp đủ.")
    case.refresh_from_db()
    assert case.state == "self_report"
    words = "  Tôi xin giải trình:\n quỹ do người khác giữ.  "
    sent(about, "_statement", case.pk, kind="explanation", words=words, said_on=day())
    kept = case.statements.get()
    assert kept.words.replace("\r\n", "\n") == words
    assert kept.by_subject
    assert "quỹ do người khác giữ." in shown(team, "_one", case.pk)
    assert "Tôi xin giải trình" in shown(about, "_one", case.pk)
    for name, args in (("_evidence_add", ()), ("_paper_add", ())):
        assert about.get(url(name, case.pk, *args)).status_code == 403
    assert about.get(url("_team", case.pk)).status_code == 404


def test_evidence_is_numbered_and_its_file_comes_back_whole(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    case = staffed(crew, at=now())
    team = enter("inspector")
    body = b"anh chup so quy"
    sent(
        team,
        "_evidence_add",
        case.pk,
        kind="file",
        title="Ảnh sổ quỹ",
        file=SimpleUploadedFile("anh.txt", body),
    )
    sheet = str(new_id())
    for _time in range(2):
        told = {"kind": "interview", "title": "Thủ quỹ", "told_by": "Thủ quỹ", "words": "Tôi giữ sổ."}
        sent(team, "_evidence_add", case.pk, sheet=sheet, **told)
    refused = sent(team, "_evidence_add", case.pk, expect=422, kind="site_visit", title="Kiểm tra đường thôn")
    assert "Ghi nơi kiểm tra thực tế" in refused
    sent(
        team,
        "_evidence_add",
        case.pk,
        kind="site_visit",
        title="Kiểm tra đường thôn",
        place="Cầu Ghềnh",
        day="02/01/2026",
        hour="08:30",
        latitude="21.5",
        longitude="103.9",
    )
    page = shown(team, "_one", case.pk)
    assert "CC01 Ảnh sổ quỹ" in page
    assert "CC03 Kiểm tra đường thôn" in page
    assert "Cầu Ghềnh" in page
    item = case.evidence.get(number=1)
    response = team.get(url("_evidence_file", case.pk, item.pk))
    assert b"".join(response.streaming_content) == body  # type: ignore[attr-defined]


def test_a_written_decision_prints_in_the_partys_layout(crew: Cast, enter: Callable[[str], Client]) -> None:
    case = staffed(crew, at=now())
    made = decision(crew, case, at=now())
    chair = enter("ubkt_chair")
    page = shown(chair, "_paper", made.pk)
    assert "01-QĐ/UBKTĐU" in page
    assert "T/M ỦY BAN KIỂM TRA" in page
    assert "QUYẾT ĐỊNH" in page
    for form, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        response = chair.get(url("_paper_print", made.pk, form))
        assert response.status_code == 200
        assert response.content.startswith(start)
    assert chair.get(url("_paper_print", made.pk, "exe")).status_code == 404


def test_stepping_aside_takes_the_part_away_and_tells_the_chair(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    case = staffed(crew, at=now())
    team = enter("inspector")
    assert "131-QĐ/TW" in shown(team, "_aside", case.pk)
    sent(team, "_aside", case.pk, kind="interest", words="Có vay tiền của chi ủy viên")
    page = shown(team, "_one", case.pk)
    assert "Bạn không tham gia xử lý cuộc này" in page
    assert team.get(url("_evidence_add", case.pk)).status_code == 403
    chair = shown(enter("ubkt_chair"), "_one", case.pk)
    assert "Có vay tiền của chi ủy viên" in chair
    assert "Cử trưởng đoàn" in chair


def test_a_hand_over_counts_when_the_other_end_has_signed(crew: Cast, enter: Callable[[str], Client]) -> None:
    case = staffed(crew, at=now())
    chair = enter("ubkt_chair")
    shown(chair, "_hand_over", case.pk)
    sent(
        chair,
        "_hand_over",
        case.pk,
        to_unit=crew.units["NC"].pk,
        reason="Có dấu hiệu tội phạm",
        papers="Quyết định\nBiên bản",
    )
    handed = HandOver.objects.get()
    assert "chờ ký nhận" in shown(chair, "_one", case.pk)
    receiver = enter("monitor")
    assert case.case.dossier in shown(receiver, "")
    assert "ký nhận hoặc từ chối" in shown(receiver, "_handed", handed.pk)
    assert enter("stranger").get(url("_handed", handed.pk)).status_code == 404
    sent(chair, "_handed", handed.pk, expect=403, answer="yes")
    sent(receiver, "_handed", handed.pk, expect=422, answer="no")
    sent(receiver, "_handed", handed.pk, answer="yes")
    assert "Tạ Thu Hà" in shown(chair, "_one", case.pk)
    sent(receiver, "_handed", handed.pk, expect=409, answer="yes")


def test_nobody_outside_and_no_kin_learns_that_a_case_exists(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    case = opened(crew, at=now(), person="member")
    for who in ("stranger", "stranger_head", "member", "clerk", "inspector_two"):
        client = enter(who)
        assert case.case.dossier not in shown(client, "")
        for name in ("_one", "_team", "_aside", "_paper_add", "_evidence_add", "_stop"):
            assert client.get(url(name, case.pk)).status_code == 404, (who, name)


def test_the_list_filters_and_costs_the_same_however_long(crew: Cast, enter: Callable[[str], Client]) -> None:
    opened(crew, at=now())
    chair = enter("ubkt_chair")
    shown(chair, "")
    with CaptureQueriesContext(connection) as one:
        shown(chair, "")
    for _time in range(6):
        opened(crew, at=now(), person="specialist")
    shown(chair, "")
    with CaptureQueriesContext(connection) as seven:
        page = shown(chair, "")
    assert len(seven) == len(one)
    assert page.count("data-row") == 7
    assert shown(chair, "", q="luc van pao").count("data-row") == 6
    assert shown(chair, "", tt="late").count("data-row") == 0
    assert shown(chair, "", qt="compliance_inspection", tt="running").count("data-row") == 7


def test_extension_stop_and_referral_have_pages_that_say_no_with_the_ground(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    case = brought_to(crew, staffed(crew, at=now(), procedure="thematic_supervision"), "notify", at=now())
    chair, team = enter("ubkt_chair"), enter("inspector")
    refused = sent(chair, "_extend", case.pk, expect=409, new_due=day(), reason="Đối tượng ốm")
    assert "Chưa có quy định nào" in refused
    assert team.get(url("_stop", case.pk)).status_code == 403
    sent(chair, "_refer", case.pk, sign="Thu quỹ không có phiếu")
    grown = Inspection.objects.get(procedure="sign_based_inspection")
    assert grown.case.dossier in shown(chair, "_one", case.pk)
    sent(chair, "_stop", case.pk, on=day(), reason="Chi bộ giải thể")
    assert "đã đình chỉ" in shown(chair, "_one", case.pk)
    appoint(crew, grown, "inspector", "head", at=now())
    shown(chair, "_remove", grown.pk, crew.account("inspector").person_id)
    sent(chair, "_remove", grown.pk, crew.account("inspector").person_id, reason="Đi học")
    assert not grown.team.filter(until__isnull=True).exists()


def test_words_said_to_the_team_are_recorded_and_read_by_both(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    case = staffed(crew, at=now())
    sent(enter("inspector"), "_statement", case.pk, kind="on_draft", words="Không đồng ý.", said_on=day())
    assert not case.statements.get().by_subject


def test_a_programme_item_opens_one_case_and_is_done_when_the_case_ends(
    crew: Cast, enter: Callable[[str], Client]
) -> None:
    _programme, item = approved(crew)
    chair = enter("ubkt_chair")
    assert "Mở cuộc này" in chair.get(url("_open"), {"muc": item.pk}).content.decode()
    for _time in range(2):
        assert chair.post(url("_open"), {"muc": item.pk}).status_code == 302
    case = Inspection.objects.get()
    item.refresh_from_db()
    assert item.inspection_case_id == case.case_id
    assert chair.get(url("_open"), {"muc": item.pk}).status_code == 302
    assert chair.get(url("_open"), {"muc": "khong-co"}).status_code == 404
    sent(chair, "_stop", case.pk, on=day(), reason="Chi bộ giải thể")
    item.refresh_from_db()
    assert item.state == "done"
