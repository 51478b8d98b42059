"""The pages of discipline: the whole way by clicks, the vote explained, own file, who sees nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import get_resolver, reverse

from cast import Cast, assemble
from commission import with_commission
from liem.desks.oversight.discipline import printing
from liem.desks.oversight.discipline.verbs import SHOWN_ORDER, VERBS
from liem.domains.discipline import actions
from liem.domains.discipline.flow import DISCIPLINE_FLOW
from liem.domains.discipline.models import DisciplineCase, Form, State
from liem.domains.inspections import actions as inspections
from liem.kernel.clock import local_day
from liem.spine.cases.models import Printing
from liem.spine.ledger.replay import check
from liem.spine.vault import files
from liem.ui.formatting import vn_date

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db
TODAY = local_day(datetime.now(UTC))
SAID = vn_date(TODAY)


@pytest.fixture
def cast(db: None) -> Cast:
    at = datetime.now(UTC) - timedelta(hours=1)
    return with_commission(assemble(at=at), at=at)


def _as(client: Client, cast: Cast, role: str) -> Client:
    client.force_login(cast.account(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def proposed(cast: Cast, by: str = "ubkt_chair") -> DisciplineCase:
    case, _ = actions.propose(
        actor=cast.actor(by),
        at=datetime.now(UTC),
        new=actions.Proposal(
            subject="member",
            subject_unit_id=cast.units["CB01"].pk,
            subject_person_id=cast.account("member").person_id,
            acts=(actions.NewAct("Không lập sổ quỹ chi bộ", date(2026, 3, 2)),),
            proposed_on=TODAY,
        ),
    )
    return case


def url(name: str, case: DisciplineCase, *more: str) -> str:
    return reverse(f"oversight:discipline_{name}", args=[case.pk, *more])


def post(client: Client, name: str, case: DisciplineCase, **told: str) -> HttpResponse:
    answer = client.post(url(name, case), told)
    assert answer.status_code == 302, answer.content.decode()
    return answer


BALLOTS = {
    "held_on": SAID,
    "entitled": "5",
    "present": "5",
    "issued": "5",
    "collected": "5",
    "invalid": "0",
    "count_expulsion": "0",
    "count_warning": "2",
    "count_reprimand": "2",
    "count_none": "1",
    "counters": "Hoàng Thị Piệng",
}


def to_decided(client: Client, case: DisciplineCase) -> None:
    post(client, "examine", case)
    post(client, "hear", case, on=SAID, words="Tôi nhận khuyết điểm.")
    post(client, "record_vote", case, **BALLOTS, ghi="1")
    post(client, "decide", case, on=SAID, form="reprimand", signed_by="Lò Văn Inh")


class TestWholeWay:
    def test_by_clicks_from_the_proposal_to_the_settled_complaint(self, client: Client, cast: Cast) -> None:
        _as(client, cast, "ubkt_chair")
        person, unit = cast.account("member").person_id, cast.units["CB01"].pk
        told = {
            "subject": "member",
            "subject_person": f"{person}:{unit}",
            "proposed_on": SAID,
            "proposed_form": "reprimand",
            "act0-text": "Không lập sổ quỹ chi bộ",
            "act0-since": "02/03/2026",
            "act0-amount": "12tr",
        }
        answer = client.post(reverse("oversight:discipline_propose"), told)
        assert answer.status_code == 302, answer.content.decode()
        case = DisciplineCase.objects.get()
        page = client.get(url("one", case)).content.decode()
        assert "Bắt đầu xem xét" in page
        assert "02/03/2031" in page  # the limitation of a reprimand, on top
        assert "12.000.000" in page
        to_decided(client, case)
        assert "Ghi việc công bố, giao quyết định" in client.get(url("one", case)).content.decode()
        post(client, "notify", case, to="Chi bộ thôn Ghềnh", how="ký nhận trực tiếp", on=SAID)
        _as(client, cast, "member")
        post(client, "mine_answer", case, words="Tôi bảo lưu ý kiến.")
        post(client, "mine_appeal", case, words="Đề nghị xem lại.", to_unit=str(cast.units["UBKT"].pk))
        _as(client, cast, "ubkt_chair")
        post(client, "accept_appeal", case, on=SAID)
        page = client.get(url("one", case)).content.decode()
        assert "chưa kiểm chứng" in page  # the term of the complaint
        post(client, "settle_appeal", case, outcome="kept", on=SAID, words="Giữ nguyên.")
        case.refresh_from_db()
        assert (case.state, case.form) == (State.NOTIFIED, Form.REPRIMAND)

    def test_gives_the_decision_as_word_and_pdf(self, client: Client, cast: Cast) -> None:
        case = proposed(cast)
        _as(client, cast, "ubkt_chair")
        assert client.get(url("decision", case, "pdf")).status_code == 404
        to_decided(client, case)
        assert client.get(url("decision", case, "docx")).content[:2] == b"PK"
        assert client.get(url("decision", case, "pdf")).content[:5] == b"%PDF-"
        assert client.get(url("decision", case, "exe")).status_code == 404
        _as(client, cast, "member")
        assert client.get(url("mine_decision", case, "pdf")).status_code == 404  # not handed over yet


class TestFromAnInspection:
    def test_the_form_knows_the_subject_and_two_sendings_make_one_case(
        self, client: Client, cast: Cast
    ) -> None:
        inspection, _ = inspections.open_inspection(
            actor=cast.actor("ubkt_chair"),
            at=datetime.now(UTC),
            unit_id=cast.units["UBKT"].pk,
            procedure="compliance_inspection",
            subject_unit_id=cast.units["CB01"].pk,
            contents=("party_dues",),
        )
        address = reverse("oversight:discipline_propose")
        _as(client, cast, "ubkt_chair")
        page = client.get(address, {"cuoc": str(inspection.case_id)})
        first = page.context["form"].initial
        assert (first["subject"], first["subject_unit"]) == ("organisation", str(cast.units["CB01"].pk))
        assert first["contents"] == ["finance"]
        told = {
            "subject": "organisation",
            "subject_unit": first["subject_unit"],
            "proposed_on": SAID,
            "source_case": str(inspection.case_id),
            "act0-text": "Thu đảng phí không vào sổ",
            "act0-since": "02/03/2026",
        }
        addresses = {client.post(address, told)["Location"] for _ in range(2)}
        assert len(addresses) == DisciplineCase.objects.count() == 1
        _as(client, cast, "stranger_head")
        assert client.get(address, {"cuoc": str(inspection.case_id)}).status_code == 404


class TestVotePage:
    def test_explains_each_step_of_the_cumulation_and_records_nothing_yet(
        self, client: Client, cast: Cast
    ) -> None:
        case = proposed(cast)
        _as(client, cast, "ubkt_chair")
        post(client, "examine", case)
        post(client, "hear", case, on=SAID, words="Không có ý kiến.")
        page = client.post(url("record_vote", case), {**BALLOTS, "xem": "1"}).content.decode()
        assert "cộng dồn 2 phiếu của hình thức nặng hơn, được 4" in page
        assert "cần ít nhất 3 trên tổng số 5 người: đủ" in page
        assert case.votes.count() == 0

    def test_refuses_figures_that_do_not_add_up_with_the_article_and_keeps_them(
        self, client: Client, cast: Cast
    ) -> None:
        case = proposed(cast)
        _as(client, cast, "ubkt_chair")
        post(client, "examine", case)
        post(client, "hear", case, on=SAID, words="Không có ý kiến.")
        answer = client.post(url("record_vote", case), {**BALLOTS, "collected": "6", "xem": "1"})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Thu 6 phiếu nhưng chỉ phát 5 phiếu" in page
        assert "Điều lệ Đảng" in page
        assert 'value="6"' in page


class TestSeeing:
    HIDDEN = ("inspector_two", "cell_secretary", "specialist", "stranger_head", "member", "clerk", "keeper")

    @pytest.mark.parametrize("role", HIDDEN)
    def test_a_barred_or_unconcerned_person_finds_nothing(
        self, client: Client, cast: Cast, role: str
    ) -> None:
        case = proposed(cast)
        _as(client, cast, role)
        absent = client.get(
            reverse("oversight:discipline_one", args=["01234567-89ab-7cde-8f01-23456789abcd"])
        )
        there = client.get(url("one", case))
        assert there.status_code == absent.status_code == 404
        assert client.get(reverse("oversight:discipline")).context["rows"] == []
        if role != "member":
            for name in ("mine_one", "mine_answer", "mine_appeal"):
                assert client.get(url(name, case)).status_code == 404

    def test_a_superior_reads_and_is_told_why_not(self, client: Client, cast: Cast) -> None:
        case = proposed(cast)
        _as(client, cast, "secretary")
        assert "để theo dõi" in client.get(url("one", case)).content.decode()
        assert client.post(url("examine", case)).status_code == 403

    def test_the_list_is_found_without_marks(self, client: Client, cast: Cast) -> None:
        proposed(cast)
        _as(client, cast, "inspector")
        page = client.get(reverse("oversight:discipline"), {"q": "ngan van duc"}).content.decode()
        assert "Ngân Văn Đức" in page
        assert (
            "Ngân Văn Đức" not in client.get(reverse("oversight:discipline"), {"q": "khac"}).content.decode()
        )


class TestFileOfMine:
    def test_shows_the_file_what_is_withheld_and_why(self, client: Client, cast: Cast) -> None:
        case = proposed(cast)
        actions.add_paper(
            actor=cast.actor("inspector"),
            at=datetime.now(UTC),
            discipline_id=case.pk,
            title="Đơn của người phản ánh",
            blob=None,
            withheld="Bảo vệ người phản ánh",
        )
        _as(client, cast, "member")
        assert case.case.dossier in client.get(reverse("oversight:discipline_mine")).content.decode()
        page = client.get(url("mine_one", case)).content.decode()
        assert "Bảo vệ người phản ánh" in page
        assert "Đơn của người phản ánh" not in page
        assert "Không lập sổ quỹ chi bộ" in page


class TestList:
    def test_shows_the_day_of_a_decision_beside_that_of_the_proposal(
        self, client: Client, cast: Cast
    ) -> None:
        case = proposed(cast)
        page = _as(client, cast, "ubkt_chair").get(reverse("oversight:discipline")).content.decode()
        assert "12/09/2025" not in page
        DisciplineCase.objects.filter(pk=case.pk).update(
            state=State.NOTIFIED,
            form=Form.REPRIMAND,
            proposed_on=date(2025, 8, 3),
            decided_on=date(2025, 9, 12),
            imported=True,
        )
        page = client.get(reverse("oversight:discipline")).content.decode()
        assert "12/09/2025" in page


class TestNextStep:
    def test_is_the_vote_after_the_hearing_and_the_decision_after_the_vote(
        self, client: Client, cast: Cast
    ) -> None:
        case = proposed(cast)
        _as(client, cast, "ubkt_chair")

        def first() -> str:
            return str(client.get(url("one", case)).context["step_title"])

        assert first() == "Bắt đầu xem xét"
        post(client, "examine", case)
        assert first() == "Ghi lời trình bày của đối tượng"
        post(client, "hear", case, on=SAID, words="Tôi nhận khuyết điểm.")
        assert first() == "Ghi kết quả bỏ phiếu kín"
        post(client, "record_vote", case, **BALLOTS, ghi="1")
        assert first() == "Ra quyết định kỷ luật"


class TestTable:
    def test_each_verb_of_the_flow_has_its_page(self) -> None:
        pages = {
            name for name in get_resolver("liem.desks.oversight.urls").reverse_dict if isinstance(name, str)
        }
        by_subject = {
            "answer": "mine_answer",
            "withdraw_appeal": "mine_withdraw",
            "settle_cancel": "settle_appeal",
        }
        for step in DISCIPLINE_FLOW.steps:
            assert f"discipline_{by_subject.get(step.verb, step.verb)}" in pages

    def test_each_page_of_a_verb_opens_where_the_verb_is_possible(self, client: Client, cast: Cast) -> None:
        case = proposed(cast)
        _as(client, cast, "ubkt_chair")
        for state in State:
            DisciplineCase.objects.filter(pk=case.pk).update(state=state)
            for verb in VERBS:
                possible = any(
                    state in step.sources and step.who not in ("subject", "appeal_body")
                    for step in DISCIPLINE_FLOW.steps
                    if step.verb == verb.name
                )
                assert client.get(url(verb.name, case)).status_code == (200 if possible else 403), verb.name
            assert client.get(url("one", case)).status_code == 200
        assert set(SHOWN_ORDER) == {verb.name for verb in VERBS} | {"record_vote"}


class TestTheWholeFile:
    def test_binds_what_lies_in_it_for_who_handles_it(self, client: Client, cast: Cast) -> None:
        case = proposed(cast)
        _as(client, cast, "ubkt_chair")
        to_decided(client, case)
        actions.add_paper(
            actor=cast.actor("inspector"),
            at=datetime.now(UTC),
            discipline_id=case.pk,
            kind="denunciation",
            title="Đơn của quần chúng",
            blob=files.store([b"don"], at=datetime.now(UTC)),
            file_name="don.txt",
        )
        assert client.post(url("print", case)).status_code == 302
        made = Printing.objects.get()
        printing.bind(at=datetime.now(UTC), printing_id=str(made.pk))
        printing.bind(at=datetime.now(UTC), printing_id=str(made.pk))
        made.refresh_from_db()
        assert (made.state, made.done) == ("done", 4)  # words, vote, decision, letter
        page = client.get(url("print", case)).content.decode()
        assert "Tải tệp PDF" in page
        answer = client.get(url("print_file", case))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        assert client.post(url("print", case)).status_code == 302
        assert Printing.objects.count() == 1
        assert not {one.code for one in check().differences}

    def test_is_no_page_of_the_person_concerned_nor_of_kin(self, client: Client, cast: Cast) -> None:
        case = proposed(cast)
        for role in ("member", "inspector_two", "cell_secretary", "clerk"):
            _as(client, cast, role)
            assert client.get(url("print", case)).status_code == 404, role
            assert client.post(url("print", case)).status_code == 404, role
            assert client.get(url("print_file", case)).status_code == 404, role
        assert not Printing.objects.exists()
