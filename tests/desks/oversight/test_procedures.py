"""The pages of procedures: what a body has on a day, each step with papers, limits and their grounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from cast import Cast
from commission import with_commission
from liem.desks.oversight.procedures.words import PARTS, PHASES
from liem.domains.inspections.paper_kinds import PAPER_NAMES
from liem.law.book import HERE, add_root, remove_root
from liem.law.procedures import FOLDER, PAPERS, ROLES, default_procedures
from liem.law.procedures import PHASES as STAGES

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

RULES = """\
defaults:
  jurisdiction: province:tal
  valid: [2026-01-01, null]
  basis: {doc: Quy định 9-QĐ/TU năm 2026 của Tỉnh ủy, article: "4"}
  confidence: S
  source: ours
provisions:
- {id: insp.compliance.duration, title: Thời gian, unit: d, value: 35, bound: at_most, count_from: started}
- {id: insp.announce_after_sign, title: Triển khai, unit: wd, value: 3, bound: at_most, count_from: signed}
- {id: insp.extend, title: Gia hạn, unit: ratio, value: "1/4", bound: at_most}
"""
OWN = {
    "inspector": "sign_based_inspection",
    "secretary": "compliance_inspection",
    "cell_secretary": "cell_inspection",
    "chair": "administrative_inspection",
}
Open = Callable[..., "HttpResponse"]


@pytest.fixture
def commission(cast: Cast) -> Cast:
    return with_commission(cast)


@pytest.fixture
def opened(client: Client, commission: Cast) -> Open:
    """Open a page as a role."""

    def get(
        name: str, *args: str, role: str = "inspector", language: str = "vi", **asked: str
    ) -> HttpResponse:
        client.cookies["liem_language"] = language
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        client.force_login(commission.account(role), backend=backend)
        return client.get(reverse(f"oversight:{name}", args=args), asked)

    return get


@pytest.fixture
def provincial(tmp_path: Path) -> Iterator[None]:
    """Rules of the cast's own province."""
    (tmp_path / "tinh.yaml").write_text(RULES, encoding="utf-8")
    add_root(tmp_path)
    yield
    remove_root(tmp_path)


class TestList:
    def test_puts_first_what_the_own_body_conducts(self, opened: Open) -> None:
        for role, own in OWN.items():
            context = opened("procedures", role=role).context
            first = [row.procedure.id for row in context["own"]]
            others = [row.procedure.id for row in context["others"]]
            assert own in first
            assert len(first) + len(others) == 11
            assert set(first).isdisjoint(others)

    def test_leads_to_each_page_and_keeps_the_day(self, opened: Open, client: Client) -> None:
        for asked in ({}, {"ngay": "01/03/2026"}):
            answer = opened("procedures", **asked)
            for row in (*answer.context["own"], *answer.context["others"]):
                assert row.url in answer.content.decode()
                page = client.get(row.url)
                assert page.status_code == 200
                assert (page.context["day"].isoformat() == "2026-03-01") is bool(asked)

    def test_says_what_to_do_where_nothing_is_in_force(self, opened: Open) -> None:
        page = opened("procedures", ngay="01/03/2019").content.decode()
        assert "Chưa có quy trình" in page
        assert "Chọn ngày khác" in page

    def test_keeps_a_day_that_does_not_exist_beside_its_fault(self, opened: Open) -> None:
        page = opened("procedures", ngay="31/02/2026")
        assert page.status_code == 200
        assert "Không có ngày này" in page.content.decode()


class TestWords:
    def test_name_every_part_stage_and_paper(self) -> None:
        assert set(PARTS) == ROLES
        assert tuple(PHASES) == STAGES
        assert set(PAPER_NAMES) >= PAPERS


class TestOne:
    def test_says_where_the_province_has_no_rule(self, opened: Open) -> None:
        page = opened("procedures_one", "compliance_inspection").content.decode()
        assert page.count("địa phương chưa quy định") >= 4
        assert "không quá" in page  # the archive's term, which nobody has verified
        assert "chưa kiểm chứng" in page

    @pytest.mark.usefixtures("provincial")
    def test_shows_limits_of_the_own_province_with_article_and_badge(self, opened: Open) -> None:
        page = opened("procedures_one", "compliance_inspection").content.decode()
        for words in ("không quá 35 ngày", "không quá 3 ngày làm việc", "không quá 1/4"):
            assert words in page
        assert "Điều 4 Quy định 9-QĐ/TU năm 2026 của Tỉnh ủy" in page
        assert "theo nguồn thứ cấp, chưa đối chiếu văn bản gốc" in page
        assert "tính từ bước “Ban hành quyết định, kế hoạch, thành lập đoàn kiểm tra”" in page

    @pytest.mark.usefixtures("provincial")
    def test_shows_limits_as_they_were_on_the_day_asked_for(self, opened: Open) -> None:
        page = opened("procedures_one", "compliance_inspection", ngay="31/12/2025").content.decode()
        assert "không quá 35 ngày" not in page

    def test_shows_every_step_once_in_three_stages(self, opened: Open) -> None:
        for procedure in default_procedures().available(default_procedures().all[0].valid_from):
            answer = opened("procedures_one", procedure.id)
            shown = [step.title for _phase, steps in answer.context["phases"] for step in steps]
            assert shown == [each.title for each in procedure.steps]
            assert len(answer.context["phases"]) == 3

    def test_of_supervision_leads_on_to_inspection_on_signs(self, opened: Open) -> None:
        page = opened("procedures_one", "thematic_supervision").content.decode()
        assert reverse("oversight:procedures_one", args=["sign_based_inspection"]) in page
        assert "không thi hành kỷ luật" in page

    def test_warns_above_what_nobody_has_checked(self, opened: Open) -> None:
        unchecked = opened("procedures_one", "administrative_inspection").content.decode()
        assert "Chưa ai đối chiếu quy trình này với văn bản gốc" in unchecked
        checked = opened("procedures_one", "compliance_inspection").content.decode()
        assert "Chưa ai đối chiếu" not in checked

    def test_is_absent_where_none_is_in_force(self, opened: Open) -> None:
        assert opened("procedures_one", "khong-co").status_code == 404
        assert opened("procedures_one", "cell_inspection", ngay="01/01/2019").status_code == 404

    def test_speaks_english_but_cites_the_law_in_vietnamese(self, opened: Open) -> None:
        page = opened("procedures_one", "compliance_inspection", language="en").content.decode()
        assert "Inspection of compliance" in page
        assert "Verify facts, collect evidence" in page
        assert "Thẩm tra, xác minh" not in page
        assert "from a secondary source, not checked against the official text" in page
        assert 'lang="vi">Quy định 22-QĐ/TW' in page

    def test_marks_what_a_province_wrote_in_vietnamese_only(self, opened: Open, tmp_path: Path) -> None:
        ours = (HERE / "vn/procedures/thematic_supervision.yaml").read_text("utf-8")
        own = re.sub(r"^ *(title|note)_en: .*\n", "", ours, flags=re.MULTILINE)
        (tmp_path / FOLDER).mkdir()
        text = own.replace("jurisdiction: party", "jurisdiction: province:tal")
        (tmp_path / FOLDER / "giam-sat.yaml").write_text(text, "utf-8")
        add_root(tmp_path)
        try:
            page = opened("procedures_one", "thematic_supervision", language="en").content.decode()
        finally:
            remove_root(tmp_path)
        assert '<h1><span lang="vi">Giám sát chuyên đề</span></h1>' in page
        assert '<span lang="vi">Đối tượng gửi báo cáo</span>' in page
        assert "<title>Giám sát chuyên đề · Liêm</title>" in page

    def test_is_open_to_everybody_with_a_post_and_to_nobody_without(
        self, opened: Open, client: Client
    ) -> None:
        assert opened("procedures_one", "cell_inspection", role="member").status_code == 200
        client.logout()
        answer = client.get(reverse("oversight:procedures_one", args=["cell_inspection"]))
        assert answer.status_code == 302

    def test_costs_the_same_few_queries_for_every_procedure(
        self, opened: Open, django_assert_max_num_queries: Callable[[int], object]
    ) -> None:
        opened("procedures_one", "cell_inspection")
        with django_assert_max_num_queries(14):  # type: ignore[attr-defined]  # a context manager
            opened("procedures_one", "sign_based_inspection")
