"""The pages of a conclusion: written without scripts, compared, mended, issued, followed up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import AT, Cast, assemble
from commission import with_commission
from concluding import faultless, heard, pk, signer_of, whole
from liem.desks.oversight.conclusions.sheet import PARTS, Choices, anchor, changed, of_content
from liem.desks.oversight.programmes import stages
from liem.domains.inspections import conclusion_actions as actions
from liem.domains.inspections.conclusion import Content
from liem.domains.inspections.conclusion_readers import content_of, heads_of
from liem.domains.inspections.models import AuthorQuestion, Inspection
from liem.domains.programmes import actions as programmes
from liem.kernel.clock import local_day
from liem.spine.tasks import actions as tasks
from planned import approved

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None) -> Cast:
    return with_commission(assemble())


def as_(cast: Cast, role: str) -> Client:
    client = Client()
    client.force_login(cast.account(role))
    return client


def page(name: str, inspection: Inspection, *more: object) -> str:
    return reverse(f"oversight:inspections_{name}", args=[inspection.pk, *more])


def typed(inspection: Inspection, content: Content) -> dict[str, Any]:
    """What the editor sends for a content: the value of every field, as a browser would."""
    sheet = of_content(content, Choices.of(inspection, day=local_day(AT)))
    sent: dict[str, Any] = {f"{part}-count": len(sheet.rows[part]) for part in PARTS}
    for form in sheet.all_forms():
        for bound in form:
            value = bound.value()
            sent[bound.html_name] = "" if value is None else value
    return sent


def saved(cast: Cast, inspection: Inspection, content: Content, **more: Any) -> Any:
    who = more.pop("role", "inspector")
    return actions.save_draft(
        actor=cast.actor(who),
        at=AT,
        inspection_id=inspection.pk,
        parent=more.pop("parent", None),
        content=content,
    )[0]


def text(response: Response) -> str:
    return response.content.decode()


class TestWriting:
    def test_lists_on_top_what_is_missing_each_linked_to_a_place_that_exists(self, cast: Cast) -> None:
        inspection = heard(cast)
        broken = replace(
            whole(cast),
            bases=(),
            requirements=(replace(whole(cast).requirements[0], due_on=None),),
            outcome="",
        )
        saved(cast, inspection, broken)
        shown = text(as_(cast, "inspector").get(page("conclusion", inspection)))
        for place in ("bases", "requirements-1-due_on", "outcome"):
            assert f'href="#{anchor(place)}"' in shown
            assert f'id="{anchor(place)}"' in shown

    def test_saves_what_was_typed_and_adds_and_takes_rows_away_without_saving(self, cast: Cast) -> None:
        inspection, client = heard(cast), as_(cast, "inspector")
        url = page("conclusion", inspection)
        sent = typed(inspection, whole(cast)) | {"parent": "", "do": "add:findings"}
        added = client.post(url, sent)
        assert added.status_code == 200
        assert 'id="findings-2"' in text(added)
        assert not heads_of(inspection)
        kept = client.post(url, sent | {"do": "save"})
        assert kept.status_code == 302
        draft = heads_of(inspection)[0]
        assert content_of(draft) == whole(cast)
        removed = client.post(url, sent | {"do": "remove:findings:1", "parent": str(draft.pk)})
        assert 'id="findings-1"' not in text(removed)

    def test_shows_what_is_not_a_day_beside_its_field_and_keeps_the_rest(self, cast: Cast) -> None:
        inspection = heard(cast)
        sent = typed(inspection, whole(cast)) | {"requirements-1-due_on": "31/02/2027", "do": "save"}
        answer = as_(cast, "inspector").post(page("conclusion", inspection), sent)
        assert answer.status_code == 422
        assert "31/02/2027" in text(answer)
        assert "Chi sai 12.000.000" in text(answer)

    def test_leads_two_writers_of_one_version_to_the_comparison(self, cast: Cast) -> None:
        inspection = heard(cast)
        first = saved(cast, inspection, whole(cast))
        saved(cast, inspection, faultless(cast), role="ubkt_chair", parent=first.pk)
        sent = typed(inspection, whole(cast)) | {"parent": str(first.pk), "do": "save"}
        sent["strengths-1-text"] = "Chi bộ thu đảng phí đúng hạn."
        answer = as_(cast, "inspector").post(page("conclusion", inspection), sent)
        assert answer["Location"] == page("conclusion_compare", inspection)

    def test_is_for_the_inspecting_side_and_leads_the_office_to_its_own_pass(self, cast: Cast) -> None:
        url = page("conclusion", heard(cast))
        expected = {
            "inspector": 200,
            "ubkt_chair": 200,
            "inspector_two": 302,
            "secretary": 404,
            "cell_secretary": 404,
            "stranger_head": 404,
            "clerk": 404,
        }
        assert {role: as_(cast, role).get(url).status_code for role in expected} == expected

    def test_adds_a_requirement_already_tied_to_its_finding_and_owner(self, cast: Cast) -> None:
        owner = cast.units["CB01"].pk
        made = changed(whole(cast), "require:1", owner=owner).requirements[-1]
        assert (made.findings, made.owner_unit) == ((1,), owner)
        assert changed(whole(cast), "require:2", owner=owner) == whole(cast)

    def test_answers_an_order_it_does_not_know_by_changing_nothing(self, cast: Cast) -> None:
        content = whole(cast)
        for order in ("", "add:nothing", "remove:findings:9", "remove:findings:x", "remove:bases:0", "look"):
            assert changed(content, order) == content


class TestComparing:
    def test_makes_one_version_of_parts_of_both(self, cast: Cast) -> None:
        inspection = heard(cast)
        first = saved(cast, inspection, whole(cast))
        left = saved(cast, inspection, replace(whole(cast), recipients=("Lưu",)), parent=first.pk)
        right = saved(cast, inspection, faultless(cast), role="ubkt_chair", parent=first.pk)
        client, url = as_(cast, "inspector"), page("conclusion_compare", inspection)
        shown = text(client.get(url))
        assert "Chi sai 12.000.000" in shown
        chosen = {"left": str(left.pk), "right": str(right.pk), "recipients": "right", "findings": "left"}
        assert client.post(url, chosen).status_code == 302
        head = heads_of(inspection)
        assert len(head) == 1
        made = content_of(head[0])
        assert made.recipients == whole(cast).recipients
        assert made.findings == whole(cast).findings
        assert client.get(url).status_code == 302


class TestTheOffice:
    def test_mends_blanks_and_is_told_to_ask_about_a_figure(self, cast: Cast) -> None:
        inspection, client = heard(cast), as_(cast, "inspector_two")
        finding = replace(whole(cast).findings[0], text="Chi  sai 12.000.000 đồng từ quỹ .")
        draft = saved(cast, inspection, replace(whole(cast), findings=(finding,)))
        url = page("conclusion_form", inspection)
        assert "Thừa dấu cách" in text(client.get(url))
        sent = {"parent": str(draft.pk), "findings-1-text-1": "Chi sai 21.000.000 đồng từ quỹ."}
        refused = client.post(url, sent)
        assert refused.status_code == 422
        assert "Đặt câu hỏi cho người dự thảo" in text(refused)
        sent["findings-1-text-1"] = "Chi sai 12.000.000 đồng từ quỹ."
        assert client.post(url, sent).status_code == 302
        assert content_of(heads_of(inspection)[0]) == whole(cast)

    def test_asks_and_the_author_answers(self, cast: Cast) -> None:
        inspection = heard(cast)
        saved(cast, inspection, whole(cast))
        ask = page("conclusion_ask", inspection)
        assert as_(cast, "inspector_two").post(ask, {"place": "findings-1", "words": ""}).status_code == 422
        as_(cast, "inspector_two").post(ask, {"place": "findings-1", "words": "12 hay 21?"})
        question = AuthorQuestion.objects.get()
        assert "12 hay 21?" in text(as_(cast, "inspector").get(page("conclusion", inspection)))
        url = reverse("oversight:inspections_conclusion_answer", args=[question.pk])
        sent = {f"{str(question.pk)[-12:]}-answer": "12 triệu"}
        assert as_(cast, "stranger_head").post(url, sent).status_code == 404
        assert as_(cast, "inspector_two").post(url, sent).status_code == 403
        assert as_(cast, "inspector").post(url, sent).status_code == 302
        assert "12 triệu" in text(as_(cast, "inspector_two").get(page("conclusion_form", inspection)))


class TestIssuing:
    def test_shows_the_paper_issues_it_and_leads_to_the_remedies(self, cast: Cast) -> None:
        inspection, client = heard(cast), as_(cast, "ubkt_chair")
        draft = saved(cast, inspection, whole(cast))
        url = page("conclusion_issue", inspection)
        shown = text(client.get(url))
        assert "ỦY BAN KIỂM TRA ĐẢNG ỦY XÃ CỬA RỪNG" in shown
        assert shown.count('class="button"') == 2  # the other one closes the list of keys
        sent = {"draft": str(draft.pk), "signer": str(signer_of(cast).pk)}
        answer = client.post(url, sent, follow=True)
        assert "01-TB/UBKTĐU" in text(answer)
        assert "Nộp lại số tiền chi sai" in text(answer)
        again = client.post(url, sent)
        assert again.status_code == 409

    def test_marks_the_item_of_the_programme_done_and_followed_on_its_board(self, cast: Cast) -> None:
        _programme, item = approved(cast)
        _item, case, _ = programmes.start_item(actor=cast.actor("ubkt_chair"), at=AT, item_id=item.pk)
        inspection = heard(cast, case=case)
        draft = saved(cast, inspection, whole(cast))
        sent = {"draft": str(draft.pk), "signer": str(signer_of(cast).pk)}
        as_(cast, "ubkt_chair").post(page("conclusion_issue", inspection), sent)
        item.refresh_from_db()
        inspection.refresh_from_db()
        assert item.state == "done"
        assert stages.stage_of(item, inspection) == stages.FOLLOW

    def test_names_what_is_missing_and_shows_no_button_to_issue(self, cast: Cast) -> None:
        inspection, client = heard(cast), as_(cast, "ubkt_chair")
        draft = saved(cast, inspection, replace(whole(cast), recipients=()))
        url = page("conclusion_issue", inspection)
        assert f"{page('conclusion', inspection)}#id_last-recipients" in text(client.get(url))
        answer = client.post(url, {"draft": str(draft.pk), "signer": str(signer_of(cast).pk)})
        assert answer.status_code == 422
        inspection.refresh_from_db()
        assert inspection.concluded_on is None

    def test_is_looked_at_by_the_team_and_done_by_who_decides(self, cast: Cast) -> None:
        inspection = heard(cast)
        draft = saved(cast, inspection, whole(cast))
        url = page("conclusion_issue", inspection)
        assert as_(cast, "inspector").get(url).status_code == 200
        sent = {"draft": str(draft.pk), "signer": str(signer_of(cast).pk)}
        assert as_(cast, "inspector").post(url, sent).status_code == 404
        assert as_(cast, "secretary").get(url).status_code == 404

    def test_gives_the_draft_as_files_and_no_other_kind(self, cast: Cast) -> None:
        inspection, client = heard(cast), as_(cast, "inspector")
        assert client.get(page("conclusion_file", inspection, "pdf")).status_code == 404
        saved(cast, inspection, whole(cast))
        for form, begins in (("docx", b"PK\x03\x04"), ("pdf", b"%PDF")):
            assert client.get(page("conclusion_file", inspection, form)).content[:4] == begins
        assert client.get(page("conclusion_file", inspection, "exe")).status_code == 404


def issued(cast: Cast, *, report: bool = True) -> Inspection:
    inspection = heard(cast)
    draft = saved(cast, inspection, whole(cast))
    actions.issue_conclusion(
        actor=cast.actor("ubkt_chair"),
        at=AT,
        inspection_id=inspection.pk,
        draft_id=draft.pk,
        signer=signer_of(cast),
    )
    if report:
        task = inspection.requirements.get().task
        tasks.finish(actor=cast.actor("cell_secretary"), at=AT, task_id=task.pk, text="Đã nộp")  # type: ignore[union-attr]
    return inspection


class TestRemedies:
    def test_are_confirmed_with_a_file_that_can_be_taken_out_again(self, cast: Cast) -> None:
        inspection, client = issued(cast), as_(cast, "inspector")
        requirement = inspection.requirements.get()
        url = reverse("oversight:inspections_remedy", args=[requirement.pk])
        assert url in text(client.get(page("remedies", inspection)))
        assert client.post(url, {"do": "confirm", "how": "evidence"}).status_code == 422
        proof = SimpleUploadedFile("bien-lai.pdf", b"%PDF-1.4 bien lai")
        assert client.post(url, {"do": "confirm", "how": "evidence", "proof": proof}).status_code == 302
        file = client.get(reverse("oversight:inspections_remedy_file", args=[requirement.pk]))
        assert b"".join(file.streaming_content) == b"%PDF-1.4 bien lai"  # type: ignore[attr-defined]
        assert client.post(url, {"do": "confirm", "how": "on_spot", "words": "x"}).status_code == 409

    def test_go_back_or_are_withdrawn_with_a_reason(self, cast: Cast) -> None:
        inspection = issued(cast)
        requirement = inspection.requirements.get()
        url = reverse("oversight:inspections_remedy", args=[requirement.pk])
        back = {"do": "return", "return-reason": "Thiếu phiếu thu"}
        assert as_(cast, "inspector").post(url, {"do": "return", "return-reason": ""}).status_code == 422
        assert as_(cast, "inspector").post(url, back).status_code == 302
        stop = {"do": "withdraw", "withdraw-reason": "Quỹ đã giải thể"}
        assert as_(cast, "inspector").post(url, stop).status_code == 403
        assert as_(cast, "ubkt_chair").post(url, stop).status_code == 302
        requirement.refresh_from_db()
        assert requirement.confirmed_how == "withdrawn"

    def test_are_seen_by_the_inspecting_side_by_who_oversees_it_and_by_the_subject(self, cast: Cast) -> None:
        inspection = issued(cast, report=False)
        one = reverse("oversight:inspections_remedy", args=[inspection.requirements.get().pk])
        expected = {
            "ubkt_chair": 200,
            "inspector_two": 200,
            "secretary": 200,
            "cell_secretary": 200,
            "stranger_head": 404,
            "clerk": 404,
        }
        for url in (page("remedies", inspection), one):
            assert {role: as_(cast, role).get(url).status_code for role in expected} == expected
        for role in expected.keys() - {"ubkt_chair"}:
            sent = {"do": "withdraw", "withdraw-reason": "x"}
            assert as_(cast, role).post(one, sent).status_code == 404

    def test_show_the_subject_the_conclusion_and_no_file_of_the_inspectors(self, cast: Cast) -> None:
        inspection = heard(cast)
        client = as_(cast, "cell_secretary")
        assert client.get(page("remedies", inspection)).status_code == 404
        draft = saved(cast, inspection, whole(cast))
        actions.issue_conclusion(
            actor=cast.actor("ubkt_chair"),
            at=AT,
            inspection_id=inspection.pk,
            draft_id=draft.pk,
            signer=signer_of(cast),
        )
        shown = client.get(page("conclusion", inspection), follow=True)
        assert "Chi sai 12.000.000" in text(shown)
        assert "CC01" not in text(shown)
        task = inspection.requirements.get().task_id
        assert reverse("office:tasks_one", args=[task]) in text(shown)
        assert client.get(page("conclusion_file", inspection, "docx")).content[:2] == b"PK"
        url = reverse("oversight:inspections_remedy_file", args=[inspection.requirements.get().pk])
        assert client.get(url).status_code == 404

    def test_are_looked_at_again(self, cast: Cast) -> None:
        inspection, client = issued(cast), as_(cast, "inspector")
        url = page("recheck", inspection)
        assert client.get(url).status_code == 200
        assert client.post(url, {"do": "plan", "plan-on": "01/03/2020"}).status_code == 422
        assert client.post(url, {"do": "plan", "plan-on": "01/03/2099"}).status_code == 302
        assert "01/03/2099" in text(client.get(page("remedies", inspection)))
        found = {"do": "record", "found-on": f"{inspection_day(inspection)}", "found-words": "Đã nộp đủ"}
        assert client.post(url, found).status_code == 302
        inspection.refresh_from_db()
        assert inspection.recheck_words == "Đã nộp đủ"
        assert as_(cast, "secretary").get(url).status_code == 404


def inspection_day(inspection: Inspection) -> str:
    inspection.refresh_from_db()
    return f"{inspection.concluded_on:%d/%m/%Y}"


def test_what_is_absent_is_not_found_on_every_page(cast: Cast) -> None:
    client = as_(cast, "ubkt_chair")
    for name in (
        "conclusion",
        "conclusion_compare",
        "conclusion_form",
        "conclusion_issue",
        "remedies",
        "recheck",
    ):
        assert client.get(reverse(f"oversight:inspections_{name}", args=[uuid4()])).status_code == 404
    for name in ("remedy", "remedy_file"):
        assert client.get(reverse(f"oversight:inspections_{name}", args=[uuid4()])).status_code == 404
    assert pk(cast, "ubkt_chair")
