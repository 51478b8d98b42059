"""Nobody learns by a side door what is kept back: the ledger, hand-overs, tables of risk, notices, tasks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from concluding import heard, signer_of, whole
from inspecting import appoint, opened, paper
from liem.domains.discipline import actions as discipline
from liem.domains.inspections import actions, conclusion_actions, dossier, handing
from liem.domains.inspections.conclusion_issuing import issue_conclusion
from liem.domains.programmes import actions as programmes
from liem.domains.programmes import drafting
from liem.kernel.clock import local_day
from liem.spine.access import NotFound
from liem.spine.ledger.models import Entry
from liem.spine.notices.models import Notice
from liem.spine.people import actions as people
from liem.spine.people.kinship import record_kin
from liem.spine.tasks import actions as tasks
from liem.spine.tasks.models import Progress, Task
from liem.spine.tasks.readers import tasks_for
from liem.spine.vault import files
from planned import drafted, new_item, with_item

if TYPE_CHECKING:
    from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Enter = Callable[[str], "Client"]


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


@pytest.fixture
def enter(crew: Cast, client: Client) -> Enter:
    def signed_in(role: str) -> Client:
        client.force_login(crew.account(role), backend=BACKEND)
        session = client.session
        session["mandate"] = str(crew.actor(role).mandate_id)
        session.save()
        return client

    return signed_in


def line(client: Client, seq: int) -> Any:
    answer = client.get(reverse("office:ledger_one", args=[seq]))
    return answer.context["line"] if answer.status_code == 200 else None


def post(crew: Cast, who: str, unit: str, name: str) -> None:
    people.give_mandate(
        actor=SETUP,
        at=AT,
        person_id=crew.account(who).person_id,
        unit_id=crew.units[unit].pk,
        post=name,
        valid_from=BORN,
    )


class TestTheLedger:
    def test_keeps_an_item_about_kin_from_the_inspector(self, crew: Cast, enter: Enter) -> None:
        programme = drafted(crew)
        about = new_item(crew, subject_unit=None, subject_person=crew.account("member").person_id)
        _item, receipt = drafting.propose_item(
            actor=crew.actor("inspector"), at=AT, programme_id=programme.pk, new=about
        )
        assert line(enter("inspector"), receipt.seq).readable
        page = enter("inspector_two").get(reverse("office:ledger_one", args=[receipt.seq])).content.decode()
        assert "Ngân Văn Đức" not in page

    def test_shows_who_is_inspected_nothing_of_the_team(self, crew: Cast, enter: Enter) -> None:
        case = opened(crew, person="inspector_two")
        appoint(crew, case, "inspector", "head")
        given = paper(crew, case, "notice")
        dossier.serve_paper(actor=crew.actor("inspector"), at=AT, inspection_id=case.pk, paper_id=given.pk)
        named = Entry.objects.get(kind="inspections.team.appointed")
        served = Entry.objects.get(kind="inspections.paper.served")
        assert line(enter("inspector"), named.seq).readable
        subject = enter("inspector_two")
        assert not line(subject, named.seq).readable
        assert line(subject, served.seq).readable


class TestAHandOver:
    def test_is_not_shown_to_who_is_kin_of_the_one_inspected(self, crew: Cast, enter: Enter) -> None:
        case = opened(crew, person="member")
        record_kin(
            actor=SETUP,
            at=AT,
            person_id=crew.account("chair").person_id,
            other_id=crew.account("member").person_id,
            relation="cô",
        )
        sent, _receipt = handing.hand_over(
            actor=crew.actor("ubkt_chair"),
            at=AT,
            inspection_id=case.pk,
            reason="Việc thuộc Ủy ban nhân dân",
            papers=["Quyết định"],
            to_unit_id=crew.units["UBND"].pk,
        )
        kin, url = enter("chair"), reverse("oversight:inspections_handed", args=[sent.pk])
        assert case.case.dossier not in kin.get(reverse("oversight:inspections")).content.decode()
        assert case.case.dossier not in kin.get(reverse("oversight:workbench")).content.decode()
        assert kin.get(url).status_code == 404
        assert not Notice.objects.filter(person_id=crew.account("chair").person_id).exists()
        for verb in (
            lambda: handing.receive_hand_over(actor=crew.actor("chair"), at=AT, hand_over_id=sent.pk),
            lambda: handing.refuse_hand_over(
                actor=crew.actor("chair"), at=AT, hand_over_id=sent.pk, reason="Không nhận"
            ),
        ):
            with pytest.raises(NotFound):
                verb()


class TestAProgramme:
    def test_is_silent_about_what_oneself_or_kin_leads(self, crew: Cast, enter: Enter) -> None:
        programme, item = with_item(crew, "CB02", lead="inspector")
        post(crew, "inspector_two", "CB02", "deputy_secretary")
        page = reverse("oversight:programmes_subjects", args=[programme.pk])
        assert "Chi bộ thôn Nà Lành" in enter("inspector").get(page).content.decode()
        assert "Chi bộ thôn Nà Lành" not in enter("inspector_two").get(page).content.decode()
        one = reverse("oversight:programmes_item", args=[item.pk])
        assert enter("inspector_two").get(one).status_code == 404
        record_kin(
            actor=SETUP,
            at=AT,
            person_id=crew.account("ubkt_chair").person_id,
            other_id=crew.account("other_cell_secretary").person_id,
            relation="em",
        )
        assert enter("ubkt_chair").get(one).status_code == 404
        assert enter("inspector").get(one).status_code == 200


class TestATask:
    def test_of_an_inspection_of_kin_is_not_found_among_the_tasks(self, crew: Cast, enter: Enter) -> None:
        case = heard(crew, person=crew.account("member").person_id)
        content = whole(crew)
        content = replace(content, recipients=("Ngân Văn Đức", *content.recipients))
        draft, _ = conclusion_actions.save_draft(
            actor=crew.actor("inspector"), at=AT, inspection_id=case.pk, parent=None, content=content
        )
        issue_conclusion(
            actor=crew.actor("ubkt_chair"),
            at=AT,
            inspection_id=case.pk,
            draft_id=draft.pk,
            signer=signer_of(crew),
        )
        wanted = Task.objects.filter(case=case.case)
        assert wanted.exists()
        for role, sees in (("inspector", True), ("cell_secretary", True), ("inspector_two", False)):
            assert (tasks_for(crew.actor(role)) & wanted).exists() is sees, role
            page = enter(role).get(reverse("office:search"), {"q": wanted[0].heading[:20]}).content.decode()
            assert (reverse("office:tasks_one", args=[wanted[0].pk]) in page) is sees, role


class TestTheWordsOfATask:
    """The remedy of a member's inspection: those above see that there is a task, not what it says of whom."""

    @pytest.fixture
    def task(self, crew: Cast) -> Task:
        case = heard(crew, person=crew.account("member").person_id)
        content = whole(crew)
        content = replace(content, recipients=("Ngân Văn Đức", *content.recipients))
        draft, _ = conclusion_actions.save_draft(
            actor=crew.actor("inspector"), at=AT, inspection_id=case.pk, parent=None, content=content
        )
        issue_conclusion(
            actor=crew.actor("ubkt_chair"),
            at=AT,
            inspection_id=case.pk,
            draft_id=draft.pk,
            signer=signer_of(crew),
        )
        task = Task.objects.get(case=case.case)
        worker = crew.actor("cell_secretary")
        tasks.acknowledge(actor=worker, at=AT, task_id=task.pk)
        blob = files.store([b"bien lai"], at=AT)
        tasks.report_progress(
            actor=worker,
            at=AT,
            task_id=task.pk,
            percent=50,
            text="Đồng chí Đức đã nộp sáu triệu.",
            file=tasks.Attachment(blob, "bien-lai.pdf"),
        )
        return task

    def test_are_read_by_who_does_it_and_who_sees_the_case(
        self, crew: Cast, enter: Enter, task: Task
    ) -> None:
        for role in ("cell_secretary", "inspector", "ubkt_chair", "secretary"):
            client = enter(role)
            page = client.get(reverse("office:tasks_one", args=[task.pk]))
            assert "đã nộp sáu triệu" in page.content.decode(), role
            asked = client.get(page.context["source_url"]).content.decode()
            assert "Nộp lại số tiền chi sai" in asked, role
            file = reverse("office:tasks_file", args=[task.pk, page.context["reports"][0][1].pk])
            assert client.get(file).status_code == 200, role

    def test_are_closed_to_who_only_reads_reports_above(self, crew: Cast, enter: Enter, task: Task) -> None:
        client, report = enter("office_head"), Progress.objects.exclude(blob=None).get()
        page = client.get(reverse("office:tasks_one", args=[task.pk]))
        assert page.status_code == 200
        assert page.context["row"].percent == 50
        assert page.context["due_words"]
        told = page.content.decode()
        assert "sáu triệu" not in told
        assert "Nộp lại số tiền" not in told
        assert page.context["source_url"] == ""
        asked = reverse("oversight:inspections_remedy", args=[task.requirement.pk])
        assert client.get(asked).status_code == 404
        assert client.get(reverse("office:tasks_file", args=[task.pk, report.pk])).status_code == 404
        found = client.get(reverse("office:search"), {"q": "nop lai so tien chi sai"}).content.decode()
        assert reverse("office:tasks_one", args=[task.pk]) not in found
        for entry in Entry.objects.filter(subject=task.pk):
            assert not line(client, entry.seq).readable, entry.kind
            assert "triệu" not in client.get(reverse("office:ledger_one", args=[entry.seq])).content.decode()

    def test_show_the_worker_one_requirement_and_not_the_conclusion(
        self, crew: Cast, enter: Enter, task: Task
    ) -> None:
        client = enter("cell_secretary")
        requirement = task.requirement
        page = client.get(reverse("oversight:inspections_remedy", args=[requirement.pk])).content.decode()
        assert "Chi sai 12.000.000 đồng" not in page
        remedies = reverse("oversight:inspections_remedies", args=[requirement.inspection_id])
        assert client.get(remedies).status_code == 404


class TestAPaperOfADisciplineFile:
    def test_is_found_by_who_handles_the_case_and_by_nobody_else(self, crew: Cast, enter: Enter) -> None:
        case, _receipt = discipline.propose(
            actor=crew.actor("ubkt_chair"),
            at=AT,
            new=discipline.Proposal(
                subject="member",
                subject_unit_id=crew.units["CB01"].pk,
                subject_person_id=crew.account("member").person_id,
                acts=(discipline.NewAct("Không lập sổ quỹ", BORN),),
                proposed_on=local_day(AT),
            ),
        )
        discipline.add_paper(
            actor=crew.actor("inspector"), at=AT, discipline_id=case.pk, title="Sổ quỹ Đình làng", blob=None
        )
        page = reverse("oversight:discipline_one", args=[case.pk])
        for role, finds in (
            ("inspector", True),
            ("secretary", True),
            ("inspector_two", False),  # kin
            ("member", False),  # finds it in the own file, not among the handlers' papers
            ("cell_secretary", False),
            ("clerk", False),
            ("stranger_head", False),
        ):
            for words in ("so quy dinh", "SỔ QUỸ đình"):
                found = enter(role).get(reverse("office:search"), {"q": words}).content.decode()
                assert (page in found) is finds, (role, words)


class TestANotice:
    def test_is_kept_in_vietnamese_whatever_language_its_doer_reads(self, crew: Cast) -> None:
        case = opened(crew)
        with override("en"):
            appoint(crew, case, "inspector", "head")
            for kind in ("decision", "plan"):
                paper(crew, case, kind)
            actions.take(
                actor=crew.actor("ubkt_chair"), at=AT, inspection_id=case.pk, key="decide", on=local_day(AT)
            )
            programme, _item = with_item(crew)
            programmes.submit(actor=crew.actor("inspector"), at=AT, programme_id=programme.pk)
        told = {each.kind: each.words for each in Notice.objects.all()}
        assert told["inspections.appointed"].startswith("Bạn được cử")
        assert "đã ghi bước" in told["inspections.step"]
        assert told["programme"].startswith("Chương trình chờ phê duyệt")
