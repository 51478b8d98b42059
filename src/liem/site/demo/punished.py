"""The discipline cases of the demonstration: decided by a cell, referred up, being heard, complained about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from liem.domains.discipline import actions, appeals, carrying_out, deciding, voting
from liem.domains.discipline.votes import NONE, Ballots
from liem.kernel.clock import local_day

from .cases import CHAIR, DEPUTY, ONE

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from .script import Script, Stage

# whose file the account of the person concerned opens
CONCERNED = ("CB09", "member 2")
_COUNTERS = "Tổ kiểm phiếu ba người, chi bộ bầu tại cuộc họp"


def scripts(stage: Stage) -> list[Script]:
    """Return the four cases."""
    return [_by_cell(stage), _referred(stage), _heard(stage), _appealed(stage)]


def _proposed(
    stage: Stage, at: datetime, by: tuple[str, str], whose: tuple[str, str], act: str, **more: Any
) -> UUID:
    """Propose discipline for an act that began 260 days ago, and begin to examine."""
    began = local_day(at) - timedelta(days=260)
    proposal = actions.Proposal(
        subject="member",
        subject_unit_id=stage.unit(whose[0]).pk,
        subject_person_id=stage.person(*whose).pk,
        acts=(actions.NewAct(text=act, since=began, until=began + timedelta(days=60)),),
        proposed_on=local_day(at),
        **more,
    )
    case, _receipt = actions.propose(actor=stage.actor(*by), at=at, new=proposal)
    actions.examine(actor=stage.actor(*by), at=at, discipline_id=case.pk)
    return case.pk


def _hear(stage: Stage, at: datetime, case: UUID, by: tuple[str, str], words: str) -> None:
    actions.hear(actor=stage.actor(*by), at=at, discipline_id=case, said_on=local_day(at), words=words)


def _vote(stage: Stage, at: datetime, case: UUID, by: tuple[str, str], **counted: Any) -> None:
    """Record a secret vote; ``counted`` are entitled, present, and a number for each form."""
    entitled, present = counted.pop("entitled"), counted.pop("present")
    counts = {(NONE if form == "nothing" else form): number for form, number in counted.items()}
    ballots = Ballots(
        entitled=entitled,
        present=present,
        issued=present,
        collected=present,
        invalid=present - sum(counts.values()),
        counts=counts,
    )
    voting.record_vote(
        actor=stage.actor(*by),
        at=at,
        discipline_id=case,
        held_on=local_day(at),
        ballots=ballots,
        counters=_COUNTERS,
    )


def _decide(stage: Stage, at: datetime, case: UUID, by: tuple[str, str], title: str) -> None:
    deciding.decide(
        actor=stage.actor(*by),
        at=at,
        discipline_id=case,
        decided_on=local_day(at),
        signed_by=stage.person(*by).name,
        sign_title=title,
    )


def _notify(stage: Stage, at: datetime, case: UUID, by: tuple[str, str], whose: tuple[str, str]) -> None:
    carrying_out.notify(
        actor=stage.actor(*by),
        at=at,
        discipline_id=case,
        to=stage.person(*whose).name,
        how="Giao trực tiếp, có ký nhận",
        on=local_day(at),
    )


def _by_cell(stage: Stage) -> Script:
    """No form has enough votes by itself: the heavier ballots count for the lighter form."""
    secretary, whose = ("CB07", "secretary"), ("CB07", "member 5")
    at = yield stage.ago(96)
    case = _proposed(
        stage,
        at,
        secretary,
        whose,
        "Mượn 2.000.000 đồng quỹ thôn chi việc riêng, hai tháng sau mới trả.",
        proposed_form="reprimand",
        gravity="minor",
        violation_group="tài chính, ngân hàng",
        contents=("finance",),
        mitigating=("Đã tự trả lại đủ trước khi bị phát hiện",),
    )
    at = yield stage.ago(88)
    _hear(stage, at, case, secretary, "Tôi nhận sai, lúc đó con ốm, đã trả lại đủ và xin rút kinh nghiệm.")
    at = yield stage.lately(80)
    _vote(stage, at, case, secretary, entitled=22, present=21, warning=7, reprimand=11, nothing=2)
    at = yield stage.lately(77)
    _decide(stage, at, case, secretary, "BÍ THƯ")
    at = yield stage.lately(76)
    _notify(stage, at, case, secretary, whose)
    at = yield stage.lately(50)
    carrying_out.publish(
        actor=stage.actor(*secretary),
        at=at,
        discipline_id=case,
        where="Sinh hoạt chi bộ tháng",
        on=local_day(at),
        basis="Quy định 21-QĐ/TW năm 2026: công bố trong chi bộ",
    )


def _referred(stage: Stage) -> Script:
    """A cell may only propose dismissal: the committee above votes and decides."""
    secretary, above, whose = ("CB15", "secretary"), ("XCR", "secretary"), ("CB15", "member 4")
    at = yield stage.ago(82)
    case = _proposed(
        stage,
        at,
        secretary,
        whose,
        "Là chi ủy viên phụ trách cơ sở vật chất, ký nghiệm thu mái che khi chưa làm xong.",
        proposed_form="dismissal_from_post",
        gravity="serious",
        violation_group="xây dựng, đầu tư, đấu thầu",
        contents=("construction",),
        holds_party_post=True,
    )
    at = yield stage.ago(74)
    _hear(stage, at, case, secretary, "Tôi ký vì nhà thầu hứa làm nốt trong tuần; tôi xin nhận trách nhiệm.")
    at = yield stage.lately(66)
    _vote(stage, at, case, secretary, entitled=25, present=24, dismissal_from_post=18, warning=5, reprimand=1)
    at = yield stage.lately(63)
    deciding.refer(actor=stage.actor(*secretary), at=at, discipline_id=case, to_unit_id=stage.unit("XCR").pk)
    at = yield stage.lately(45)
    _vote(stage, at, case, above, entitled=27, present=26, dismissal_from_post=19, warning=7)
    at = yield stage.lately(43)
    _decide(stage, at, case, above, "BÍ THƯ")
    at = yield stage.lately(41)
    _notify(stage, at, case, above, whose)


def _heard(stage: Stage) -> Script:
    """From an inspection on signs: the member was heard, the vote is to come."""
    at = yield stage.ago(20)
    source = stage.sources.get("signs")
    case = _proposed(
        stage,
        at,
        ONE,
        CONCERNED,
        "Giữ lại 6.400.000 đồng tiền quỹ quá ba tháng, không ghi sổ.",
        proposed_form="reprimand",
        gravity="minor",
        violation_group="tài chính, ngân hàng",
        contents=("finance",),
        mitigating=("Đã tự nộp lại đủ",),
        source_case_id=source,
    )
    at = yield stage.ago(17)
    blob = stage.photo(seed=64, sheets=2, at=at)
    actions.add_paper(
        actor=stage.actor(*ONE),
        at=at,
        discipline_id=case,
        title="Ảnh hai trang sổ quỹ có tẩy xóa",
        blob=blob,
        file_name="so-quy.jpg",
    )
    actions.add_paper(
        actor=stage.actor(*ONE),
        at=at,
        discipline_id=case,
        title="Đơn của người dân",
        blob=stage.photo(seed=65, sheets=1, at=at),
        file_name="don.jpg",
        withheld="Giữ kín tên người phản ánh (Quy định 21-QĐ/TW năm 2026)",
    )
    at = yield stage.ago(9)
    words = "Tôi giữ tiền vì chưa kịp nộp kho bạc, không tiêu đồng nào. Tôi nhận thiếu sót là không ghi sổ."
    _hear(stage, at, case, DEPUTY, words)
    at = yield stage.ago(5)
    actions.answer(
        actor=stage.actor(*CONCERNED),
        at=at,
        discipline_id=case,
        words="Tôi xin bổ sung: ngày nộp lại có hai người trong chi bộ chứng kiến.",
    )


def _appealed(stage: Stage) -> Script:
    """The commission reprimanded; the member complains to the committee, which took the complaint up."""
    whose = ("CB01", "member 8")
    at = yield stage.ago(104)
    case = _proposed(
        stage,
        at,
        DEPUTY,
        whose,
        "Kê khai thiếu một hộ trong danh sách được hỗ trợ sửa nhà, sau ba tháng mới bổ sung.",
        proposed_form="reprimand",
        gravity="minor",
        violation_group="trách nhiệm công vụ",
        contents=("beneficiary_choice",),
    )
    at = yield stage.ago(95)
    _hear(stage, at, case, DEPUTY, "Danh sách do ba người lập, tôi chỉ ghi chép; tôi không cố ý bỏ sót.")
    at = yield stage.lately(85)
    _vote(stage, at, case, CHAIR, entitled=5, present=5, reprimand=4, nothing=1)
    at = yield stage.lately(84)
    _decide(stage, at, case, CHAIR, "CHỦ NHIỆM")
    at = yield stage.lately(82)
    _notify(stage, at, case, DEPUTY, whose)
    at = yield max(stage.lately(25), date(stage.today.year, 1, 3))
    appeals.appeal(
        actor=stage.actor(*whose),
        at=at,
        discipline_id=case,
        words="Tôi không phải người quyết định danh sách, đề nghị xem lại hình thức khiển trách.",
        to_unit_id=stage.unit("XCR").pk,
    )
    at = yield max(stage.lately(18), date(stage.today.year, 1, 4))
    appeals.accept_appeal(
        actor=stage.actor("XCR", "secretary"), at=at, discipline_id=case, accepted_on=local_day(at)
    )
