"""Early reminders, each at another point of its life, and the questions they and the findings raise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from liem.domains.reminders import actions, jobs
from liem.kernel.clock import local_day
from liem.spine.questions import actions as questions
from liem.spine.questions.flow import UNDECIDED
from liem.spine.questions.models import Question

from .cases import CHAIR, ONE, TWO
from .script import later

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from .script import Script, Stage


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A small fault: who notes it, whose it is (``member`` empty: the unit's), what is wanted."""

    by: tuple[str, str]
    unit: str
    content: str
    text: str
    wanted: str
    days: int
    member: str = ""
    sheets: int = 4


LATE_MINUTES = Fault(
    by=TWO,
    unit="CB08",
    content="working_rules",
    text="Biên bản sinh hoạt tháng trước chưa có chữ ký thư ký.",
    wanted="Bổ sung chữ ký, gửi lại bản chụp.",
    days=4,
)
DUES = Fault(
    by=("CB01", "secretary"),
    unit="CB01",
    member="member 3",
    content="party_dues",
    text="Chậm nộp đảng phí hai tháng.",
    wanted="Nộp đủ trước kỳ sinh hoạt tới.",
    days=16,
)
ABSENT = Fault(
    by=("CB10", "secretary"),
    unit="CB10",
    member="member 7",
    content="conduct_of_duty",
    text="Vắng buổi dọn đường không báo.",
    wanted="Báo trước khi vắng, tham gia buổi sau.",
    days=12,
)
BOARD = Fault(
    by=ONE,
    unit="CB14",
    content="grassroots_democracy",
    text="Bảng công khai khoản thu đầu năm học đặt ở phòng trong, phụ huynh không thấy.",
    wanted="Chuyển bảng ra cổng trường.",
    days=70,
)
OLD = Fault(
    by=TWO,
    unit="CB17",
    content="thrift",
    text="Điện phòng họp để sáng qua đêm hai lần.",
    wanted="Phân công người tắt điện cuối buổi.",
    days=260,
)
THIRD = (
    ("Chưa gửi báo cáo tháng, đã nhắc bằng điện thoại.", 205),
    ("Báo cáo tháng gửi chậm chín ngày.", 118),
    ("Báo cáo tháng chưa gửi, thiếu số liệu thu quỹ.", 6),
)


def reminders(stage: Stage) -> list[Script]:
    """Return the scripts: told, answered, contested, mended, lapsed, and three that raise a question."""
    return [
        _told(stage),
        _answered(stage),
        _contested(stage),
        _mended(stage),
        _lapsed(stage),
        *(_repeated(stage, text, days) for text, days in THIRD),
    ]


def _note(stage: Stage, at: datetime, fault: Fault) -> UUID:
    person = stage.person(fault.unit, fault.member).pk if fault.member else None
    new = actions.NewReminder(
        subject_unit_id=stage.unit(fault.unit).pk,
        subject_person_id=person,
        content=fault.content,
        text=fault.text,
        wanted=fault.wanted,
        happened_on=local_day(at) - timedelta(days=1),
        mend_by=later(at, 14),
    )
    blob = stage.photo(seed=fault.days, sheets=fault.sheets, at=at)
    proof = actions.Proof(blob, "anh-hien-trang.jpg")
    reminder, _receipt = actions.note(actor=stage.actor(*fault.by), at=at, new=new, proof=proof)
    return reminder.pk


def _told(stage: Stage) -> Script:
    at = yield stage.ago(LATE_MINUTES.days)
    _note(stage, at, LATE_MINUTES)


def _answered(stage: Stage) -> Script:
    at = yield stage.ago(DUES.days)
    reminder = _note(stage, at, DUES)
    at = yield stage.ago(DUES.days - 3)
    text = "Tôi đi làm xa chưa về kịp, đã gửi tiền cho tổ trưởng ngày hôm qua."
    actions.answer(actor=stage.actor(DUES.unit, DUES.member), at=at, reminder_id=reminder, text=text)


def _contested(stage: Stage) -> Script:
    at = yield stage.ago(ABSENT.days)
    reminder = _note(stage, at, ABSENT)
    at = yield stage.ago(ABSENT.days - 4)
    text = "Hôm đó tôi đưa con đi viện, đã báo anh tổ trưởng từ tối hôm trước. Đề nghị xem lại."
    actions.contest(actor=stage.actor(ABSENT.unit, ABSENT.member), at=at, reminder_id=reminder, text=text)


def _mended(stage: Stage) -> Script:
    at = yield stage.ago(BOARD.days)
    reminder = _note(stage, at, BOARD)
    at = yield stage.ago(BOARD.days - 6)
    actions.answer(
        actor=stage.actor(BOARD.unit, "secretary"),
        at=at,
        reminder_id=reminder,
        text="Đã chuyển bảng ra cạnh cổng, gửi ảnh kèm theo.",
        proof=actions.Proof(stage.photo(seed=91, sheets=7, at=at), "bang-o-cong-truong.jpg"),
    )
    at = yield stage.ago(BOARD.days - 9)
    actions.mark_mended(
        actor=stage.actor(*BOARD.by), at=at, reminder_id=reminder, text="Đã đến xem, bảng đặt cạnh cổng."
    )


def _lapsed(stage: Stage) -> Script:
    at = yield stage.ago(OLD.days)
    reminder = _note(stage, at, OLD)
    at = yield stage.ago(OLD.days - 20)
    actions.mark_mended(
        actor=stage.actor(*OLD.by),
        at=at,
        reminder_id=reminder,
        text="Hai tuần liền kiểm tra cuối buổi, điện đã tắt.",
    )
    at = yield stage.ago(OLD.days - 20 - 190)
    jobs.lapse_mended(at=at)


def _repeated(stage: Stage, text: str, days: int) -> Script:
    fault = Fault(
        by=TWO,
        unit="CB12",
        content="directives",
        text=text,
        wanted="Gửi báo cáo đúng ngày 25 hằng tháng.",
        days=days,
        sheets=3,
    )
    at = yield stage.ago(days)
    reminder = _note(stage, at, fault)
    if days < 14:
        return
    at = yield stage.ago(days - 3)
    actions.answer(
        actor=stage.actor(fault.unit, "secretary"),
        at=at,
        reminder_id=reminder,
        text="Chi bộ nhận thiếu sót: thôn biên giới mất sóng, đã gửi bản giấy theo người đi chợ phiên.",
    )
    at = yield stage.ago(days - 10)
    actions.mark_mended(
        actor=stage.actor(*fault.by), at=at, reminder_id=reminder, text="Đã nhận báo cáo, đủ số liệu."
    )


def dismissed(stage: Stage) -> Script:
    """Ask the cell about the finding that came again, hear its answer, and find nothing more to follow."""
    at = yield stage.ago(40)
    found = Question.objects.filter(
        kind="inspections.repeated_finding", about_unit=stage.unit("CB13"), state__in=UNDECIDED
    )
    question = found.first()
    if question is None:
        return
    questions.ask(
        actor=stage.actor(*ONE),
        at=at,
        question_id=question.pk,
        text="Vì sao đảng phí lại thu gộp sau khi đã khắc phục lần trước?",
    )
    at = yield stage.ago(36)
    questions.answer(
        actor=stage.actor("CB13", "secretary"),
        at=at,
        question_id=question.pk,
        text="Hai tháng đó thay người thu, người mới ghi gộp; tiền nộp đủ, đúng hạn. Đã lập lại danh sách.",
    )
    at = yield stage.ago(31)
    questions.dismiss(
        actor=stage.actor(*CHAIR),
        at=at,
        question_id=question.pk,
        reason="Lần trước là nộp chậm, lần này là cách ghi khi đổi người thu; tiền đủ, đã sửa xong.",
    )
