"""What inspection and discipline refuse, sent as a person sends it: the page says no with the article, keeps
what was typed, and no row of the record is other than before."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from cast import Cast, assemble
from commission import with_commission
from inspecting import brought_to, opened, staffed
from liem.domains.discipline import actions, voting
from liem.domains.discipline.models import DisciplineCase, Form
from liem.domains.discipline.votes import Ballots
from liem.domains.inspections import letterhead
from liem.kernel.clock import local_day
from liem.ui.formatting import vn_date

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
TODAY = local_day(NOW)
SAID, YESTERDAY = vn_date(TODAY), vn_date(TODAY - timedelta(days=1))
CHARTER, INTEREST, COMPLIANCE = "Điều lệ Đảng", "131-QĐ/TW", "22-QĐ/TW"


@pytest.fixture
def cast(db: None) -> Cast:
    at = NOW - timedelta(hours=1)
    return with_commission(assemble(at=at), at=at)


@pytest.fixture
def refused(cast: Cast) -> Callable[..., str]:
    """Send a form, see that it is refused with its status, and that nothing was kept; give the page."""

    def send(path: str, told: dict[str, Any], *, status: int, role: str = "ubkt_chair") -> str:
        client = Client()
        client.force_login(cast.account(role))
        before = record()
        answer = client.post(path, told)
        page = html.unescape(answer.content.decode())
        assert answer.status_code == status, page[-3000:]
        assert record() == before
        return page

    return send


def record() -> dict[str, list[dict[str, Any]]]:
    """Every row of the product, as it stands."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model.__module__.startswith("liem.") and model._meta.app_label != "people"
    }


def proposed(cast: Cast, *, days: int = 1) -> DisciplineCase:
    case, _ = actions.propose(
        actor=cast.actor("ubkt_chair"),
        at=NOW,
        new=actions.Proposal(
            subject="member",
            subject_unit_id=cast.units["CB01"].pk,
            subject_person_id=cast.account("member").person_id,
            acts=(actions.NewAct("Không lập sổ quỹ chi bộ", TODAY - timedelta(days=days)),),
            proposed_on=TODAY,
        ),
    )
    return case


def heard(cast: Cast, *, days: int = 1) -> DisciplineCase:
    case = proposed(cast, days=days)
    same: dict[str, Any] = {"actor": cast.actor("ubkt_chair"), "at": NOW, "discipline_id": case.pk}
    actions.examine(**same)
    actions.hear(**same, said_on=TODAY, words="Tôi nhận khuyết điểm.")
    return case


def voted(cast: Cast) -> DisciplineCase:
    case = heard(cast)
    voting.record_vote(
        actor=cast.actor("ubkt_chair"),
        at=NOW,
        discipline_id=case.pk,
        held_on=TODAY,
        ballots=Ballots(entitled=3, present=3, issued=3, collected=3, invalid=0, counts={"reprimand": 3}),
        counters="Hoàng Thị Piệng",
    )
    return case


def ballots(**changed: str) -> dict[str, str]:
    counts = {"count_expulsion": "0", "count_warning": "0", "count_reprimand": "5", "count_none": "0"}
    figures = dict.fromkeys(("entitled", "present", "issued", "collected"), "5") | {"invalid": "0"}
    return {"held_on": SAID, "counters": "Hoàng Thị Piệng", "ghi": "1"} | counts | figures | changed


def proposal(cast: Cast, **changed: str) -> dict[str, str]:
    person, unit = cast.account("member").person_id, cast.units["CB01"].pk
    return {
        "subject": "member",
        "subject_person": f"{person}:{unit}",
        "subject_unit": str(unit),
        "proposed_on": SAID,
        "act0-text": "Không lập sổ quỹ chi bộ",
        "act0-since": YESTERDAY,
    } | changed


def of_discipline(name: str, case: DisciplineCase) -> str:
    return reverse(f"oversight:discipline_{name}", args=[case.pk])


class TestVote:
    def test_with_more_ballots_than_members_is_refused(self, cast: Cast, refused: Callable[..., str]) -> None:
        path = of_discipline("record_vote", heard(cast))
        six = dict.fromkeys(("present", "issued", "collected", "count_reprimand"), "6")
        page = refused(path, ballots(**six), status=422)
        assert "Có mặt 6 người nhưng chỉ có 5 người có quyền biểu quyết" in page
        assert CHARTER in page
        assert 'value="6"' in page
        page = refused(path, ballots(collected="6", count_reprimand="6"), status=422)
        assert "Thu 6 phiếu nhưng chỉ phát 5 phiếu" in page
        page = refused(path, ballots(count_warning="1"), status=422)
        assert "được 6, nhưng thu 5 phiếu" in page
        assert CHARTER in page


class TestDay:
    def test_of_a_discipline_before_its_proposal_is_refused(
        self, cast: Cast, refused: Callable[..., str]
    ) -> None:
        told = {"on": YESTERDAY, "form": "reprimand", "signed_by": "Lò Văn Inh"}
        page = refused(of_discipline("decide", voted(cast)), told, status=422)
        assert "Ngày quyết định không được trước ngày đề nghị" in page
        assert "21-QĐ/TW" in page

    def test_of_an_inspections_decision_before_its_proposal_is_refused(
        self, cast: Cast, refused: Callable[..., str]
    ) -> None:
        case = staffed(cast, at=NOW)
        told = {"kind": "decision", "title": "Quyết định", "issued_on": YESTERDAY, "words": "Điều 1."}
        told["signer"] = str(letterhead.signers(case.unit_id, day=TODAY)[0].pk)
        page = refused(reverse("oversight:inspections_paper_add", args=[case.pk]), told, status=422)
        assert f"Quyết định ghi ngày {YESTERDAY}, trước ngày đề xuất {SAID}" in page
        assert COMPLIANCE in page
        step = reverse("oversight:inspections_step", args=[case.pk, "decide"])
        page = refused(step, {"on": YESTERDAY}, status=422)
        assert f"Ngày này trước ngày đề xuất {SAID}" in page
        assert COMPLIANCE in page


class TestForm:
    def test_that_the_kind_of_subject_cannot_receive_is_refused(
        self, cast: Cast, refused: Callable[..., str]
    ) -> None:
        path = reverse("oversight:discipline_propose")
        for subject, form, words, article in (
            ("probationary", Form.EXPULSION, "không có hình thức kỷ luật “khai trừ”", "Quy định"),
            ("organisation", Form.EXPULSION, "không có hình thức kỷ luật “khai trừ”", "Quy định"),
            ("member", Form.DISSOLUTION, "không có hình thức kỷ luật “giải tán”", "Điều 35"),
            ("member", Form.DISMISSAL, "Cách chức chỉ áp dụng với người đang giữ chức vụ", "Điều 35"),
            ("member", Form.STATE_WARNING, "không phải hình thức kỷ luật áp dụng cho", "Điều 35"),
            ("official", Form.WARNING, "không phải hình thức kỷ luật áp dụng cho", "Nghị định"),
            ("member", Form.NAME_REMOVAL, "Xóa tên không phải hình thức kỷ luật", "Điều 35"),
        ):
            page = refused(path, proposal(cast, subject=subject, proposed_form=str(form)), status=422)
            assert words in page, (subject, form)
            assert article in page.partition("Căn cứ: ")[2][:120], (subject, form)


class TestKin:
    def test_of_the_subject_is_not_put_into_the_team(self, cast: Cast, refused: Callable[..., str]) -> None:
        case = opened(cast, at=NOW, person="member")
        path = reverse("oversight:inspections_team", args=[case.pk])
        for role in ("head", "member"):
            person = str(cast.account("inspector_two").person_id)
            page = refused(path, {"person": person, "role": role}, status=403)
            assert "Quàng Văn Ún không được tham gia đoàn" in page
            assert "anh rể" in page
            assert INTEREST in page

    def test_of_the_subject_opens_neither_inspection_nor_discipline(
        self, cast: Cast, refused: Callable[..., str]
    ) -> None:
        told = {
            "procedure": "compliance_inspection",
            "subject": "person",
            "subject_person": str(cast.account("member").person_id),
            "origin": "other",
            "purpose": "Việc quản lý quỹ chi bộ",
            "proposed_on": SAID,
        }
        path = reverse("oversight:inspections_open")
        page = refused(path, told, status=403, role="inspector_two")
        assert "Không được mở cuộc về chính mình hoặc người thân" in page
        assert INTEREST in page
        path = reverse("oversight:discipline_propose")
        # kin are not offered; a name put into the form by hand is no choice, and the case does not exist
        refused(path, proposal(cast), status=422, role="inspector_two")
        case = proposed(cast)
        for name in ("examine", "hear", "record_vote", "decide"):
            refused(of_discipline(name, case), {}, status=404, role="inspector_two")


class TestLimitation:
    def test_that_ran_out_refuses_the_proposal_and_the_vote(
        self, cast: Cast, refused: Callable[..., str]
    ) -> None:
        old = vn_date(TODAY - timedelta(days=11 * 366))
        path = reverse("oversight:discipline_propose")
        for form in ("reprimand", "warning"):
            told = proposal(cast, proposed_form=str(form)) | {"act0-since": old}
            page = refused(path, told, status=422)
            assert "Đã hết thời hiệu" in page
            assert "Căn cứ: " in page
            assert "Quy định" in page
        page = refused(of_discipline("record_vote", heard(cast, days=11 * 366)), ballots(), status=422)
        assert "Đã hết thời hiệu để khiển trách" in page
        assert "Căn cứ: " in page


class TestStep:
    def test_skipped_is_refused_naming_what_comes_first(
        self, cast: Cast, refused: Callable[..., str]
    ) -> None:
        case = brought_to(cast, staffed(cast, at=NOW), "decide", at=NOW)
        path = reverse("oversight:inspections_step", args=[case.pk, "verify"])
        page = refused(path, {"on": SAID}, status=409, role="inspector")
        assert "Chưa làm bước “Triển khai quyết định" in page
        assert COMPLIANCE in page
        path = reverse("oversight:inspections_step", args=[case.pk, "decide"])
        page = refused(path, {"on": SAID}, status=409)
        assert "đã qua" in page
        assert COMPLIANCE in page

    def test_of_a_discipline_out_of_turn_is_refused(self, cast: Cast, refused: Callable[..., str]) -> None:
        case = proposed(cast)
        told = {"on": SAID, "form": "reprimand", "signed_by": "Lò Văn Inh"}
        for name, sent in (("decide", told), ("record_vote", ballots()), ("notify", {"on": SAID})):
            refused(of_discipline(name, case), sent, status=403)
