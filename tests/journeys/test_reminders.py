"""A small fault noted on a telephone with a photograph, answered, repeated, asked about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accessible import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAKE = """
from datetime import timedelta
from commission import with_commission
from liem.domains.reminders import actions
from liem.kernel.clock import local_day
from liem.spine.vault import files
at = datetime.now(UTC) - timedelta(hours=1)
cast = with_commission(assemble(at=at), at=at)
proof = actions.Proof(files.store([b"%PDF-1.4 bien ban"], at=at), "bien-ban.pdf")
for days in (60, 20):
    actions.note(actor=cast.actor("cell_secretary"), at=at, proof=proof, new=actions.NewReminder(
        subject_unit_id=cast.units["CB01"].pk,
        subject_person_id=cast.account("member").person_id,
        content="working_rules",
        text="Vắng họp chi bộ, không báo trước",
        wanted="Báo trước với bí thư chi bộ",
        happened_on=local_day(at) - timedelta(days=days),
    ))
"""


def readable(one: Any, name: str) -> list[str]:
    """What axe and the width of a telephone find wrong with the page that is open."""
    one.picture(name)
    found = [f"{name}: {fault}" for fault in violations(one.page)]
    one.page.set_viewport_size({"width": 360, "height": 740})
    over = one.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    one.picture(f"{name}-360")
    return [*found, *([f"{name}: {over} px too wide"] if over > 0 else [])]


class TestReminder:
    def test_goes_from_the_telephone_to_a_question_to_the_commission(
        self, office: Callable[..., Any], person: Callable[..., Any], tmp_path: Path
    ) -> None:
        server = office(MAKE, "--no-jobs")
        faults: list[str] = []
        photo = tmp_path / "anh.jpg"
        photo.write_bytes(b"\xff\xd8\xff\xe0 anh chup so hop")

        secretary = person(server, "cell.secretary", width=360, height=740)
        secretary.sign_in("cell.secretary")
        page = secretary.go("/kiem-tra/nhac-nho/")
        faults += readable(secretary, "nhac-nho-danh-sach")
        secretary.press("Ghi nhắc nhở")
        faults += readable(secretary, "nhac-nho-ghi")
        chosen = page.locator("select[name=subject] option", has_text="Ngân Văn Đức").get_attribute("value")
        page.evaluate("value => { document.querySelector('select[name=subject]').value = value; }", chosen)
        page.select_option("select[name=content]", "working_rules")
        page.fill("textarea[name=text]", "Vắng họp chi bộ lần nữa")
        page.fill("textarea[name=wanted]", "Báo trước với bí thư chi bộ")
        page.set_input_files("input[name=file]", str(photo))
        secretary.press("Ghi và báo cho người được nhắc nhở")
        assert "Đang tính 3 lần trong 12 tháng" in page.content()
        faults += readable(secretary, "nhac-nho-mot")

        member = person(server, "member", width=360, height=740)
        member.sign_in("member")
        member.go("/kiem-tra/nhac-nho/")
        faults += readable(member, "nhac-nho-cua-toi")
        member.press("Mở nhắc nhở đầu tiên")
        faults += readable(member, "nhac-nho-doc")
        member.press("Trả lời nhắc nhở")
        faults += readable(member, "nhac-nho-tra-loi")
        member.page.fill("textarea[name=text]", "Tôi đi viện, có giấy ra viện")
        member.press("Gửi trả lời")
        assert "Tôi đi viện" in member.page.content()
        member.go("/tai-khoan/than-thich/")
        faults += readable(member, "than-thich")

        chair = person(server, "ubkt.chair")
        chair.sign_in("ubkt.chair")
        chair.go("/kiem-tra/cau-hoi/")
        faults += readable(chair, "cau-hoi-danh-sach")
        chair.press("Mở câu hỏi")
        faults += readable(chair, "cau-hoi-mot")
        chair.press("Hỏi đơn vị")
        faults += readable(chair, "cau-hoi-hoi")
        chair.page.fill("textarea[name=text]", "Vì sao vắng ba lần?")
        chair.press("Gửi câu hỏi")
        assert "chờ đơn vị, người liên quan trả lời" in chair.page.content()

        faults += [*secretary.complaints, *member.complaints, *chair.complaints]
        assert faults == []
