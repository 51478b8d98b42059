"""The inspections of the demonstration, each at another stage of its life."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from liem.domains.inspections import actions, team
from liem.domains.inspections.models import Origin

from . import conclusions
from .acting import Plan
from .conclusions import WORDS
from .dossiers import Run
from .script import year_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from .script import Script, Stage

CHAIR, DEPUTY = ("UBKT", "inspection_chair"), ("UBKT", "inspection_deputy")
ONE, TWO, THREE = (("UBKT", f"inspector {number}") for number in (1, 2, 3))
TEAM = ((*TWO, "secretary"), (*THREE, "member"))


def past(first: date, items: Mapping[str, UUID], stage: Stage) -> list[Script]:
    """Return last year's cases: one archived, one checked again, a supervision that led to an inspection."""

    def day(number: int) -> date:
        return first + timedelta(days=number)

    archived = Plan(
        **_party("CB02", "compliance_inspection", item="past:compliance", head=ONE),
        purpose="Việc chấp hành nguyên tắc sinh hoạt và công khai các khoản đóng góp.",
        contents=("working_rules", "grassroots_democracy"),
        days=_days(
            day(40),
            decide=3,
            notify=7,
            self_report=14,
            verify=20,
            report=25,
            hear=29,
            conclude=33,
            publish=36,
            follow=50,
            archive=54,
        ),
        words=WORDS,
        conclusion=conclusions.CLEAN,
    )
    rechecked = Plan(
        **_party("CB13", "finance_inspection", item="past:finance", head=TWO, team=((*ONE, "member"),)),
        purpose="Việc thu, nộp, quản lý đảng phí và quỹ chi bộ.",
        contents=("party_dues", "finance"),
        days=_days(
            day(62),
            decide=2,
            notify=6,
            self_report=12,
            verify=17,
            report=21,
            hear=24,
            conclude=27,
            publish=30,
            follow=82,
            recheck=200,
        ),
        words=WORDS,
        statement="Chi bộ nhất trí với dự thảo, xin nộp đủ trước hạn.",
        conclusion=conclusions.DUES,
        reported={1: day(110), 2: day(128)},
        confirmed={1: day(114), 2: day(131)},
        recheck_on=day(255),
    )
    watched = Plan(
        **_party("CB16", "thematic_supervision", item="past:supervision", head=ONE, team=((*TWO, "member"),)),
        purpose="Việc công khai các khoản thu, chi.",
        contents=("grassroots_democracy",),
        days=_days(
            day(70), decide=2, notify=5, self_report=9, verify=13, report=16, hear=18, conclude=20, publish=22
        )
        | {"follow": day(93), "archive": day(94)},
        words={key: words for key, words in WORDS.items() if key not in ("photo", "interview")},
        conclusion=conclusions.CLEAN,
    )
    return [Run(stage, each, items).script() for each in (archived, rechecked, watched)]


def _signs(items: Mapping[str, UUID], stage: Stage) -> Script:
    """A supervision finds signs of violation; the sign goes to a case of its own."""
    first = max(stage.ago(150), date(year_of(stage.today), 1, 8))
    supervision = Plan(
        **_party("CB09", "thematic_supervision", item="watched", head=ONE, team=((*TWO, "member"),)),
        purpose="Việc quản lý quỹ và các khoản đóng góp tự nguyện.",
        contents=("finance", "grassroots_democracy"),
        days=_days(
            first, decide=2, notify=5, self_report=8, verify=11, report=13, hear=15, conclude=16, publish=17
        ),
        words=WORDS
        | {"interview": "Có hai trang tôi ghi nhầm nên tẩy đi, bốn khoản thu của dân chưa kịp niêm yết."},
        conclusion=conclusions.REMINDED,
    )
    watched = Run(stage, supervision, items)
    yield from watched.script()
    at = yield None
    sign = "Sổ quỹ hai trang tẩy xóa; 6.400.000 đồng thu của dân chưa thấy ghi vào sổ."
    opened, _receipt = actions.refer_sign(
        actor=stage.actor(*CHAIR), at=at, inspection_id=watched.case.pk, sign=sign
    )
    stage.sources["signs"] = opened.case_id
    yield from watched.mend(1, first + timedelta(days=26))
    yield from watched.close(first + timedelta(days=33))
    plan = Plan(
        **_party("CB09", "sign_based_inspection", head=ONE, team=((*TWO, "secretary"), (*DEPUTY, "deputy"))),
        purpose="Làm rõ số tiền quỹ chưa ghi sổ.",
        contents=("finance",),
        days=_days(
            first + timedelta(days=17),
            decide=18,
            notify=20,
            self_report=26,
            verify=31,
            report=34,
            hear=36,
            conclude=38,
            publish=40,
            follow=70,
            archive=72,
        ),
        words=WORDS,
        statement="Tiền đã nộp lại đủ trước khi kiểm tra, mong được xem xét.",
        conclusion=conclusions.SIGNS,
        reported={1: first + timedelta(days=78)},
        confirmed={1: first + timedelta(days=82)},
    )
    yield from Run(stage, plan, items, made=opened.pk).script()


def present(items: Mapping[str, UUID], stage: Stage) -> list[Script]:
    """Return this year's cases, each where it stands today."""
    ago = stage.ago
    waiting = Plan(
        **_party("CB06", "compliance_inspection", item="chosen", head=TWO, team=((*THREE, "member"),)),
        purpose="Việc công khai các khoản thu, chi và danh sách người được hỗ trợ.",
        contents=("beneficiary_choice", "grassroots_democracy"),
        days=_days(ago(13), decide=5, notify=9),
        words=WORDS,
    )
    concluded = Plan(
        **_party("CB13", "compliance_inspection", item="again", head=ONE, team=((*THREE, "member"),)),
        purpose="Việc chấp hành quy chế làm việc, dân chủ ở cơ sở, thu nộp đảng phí.",
        contents=("party_dues", "grassroots_democracy", "working_rules"),
        days=_days(
            ago(84),
            decide=3,
            notify=7,
            self_report=14,
            verify=20,
            report=26,
            hear=30,
            conclude=34,
            publish=37,
        ),
        words=WORDS,
        statement="Chi bộ nhất trí. Riêng danh sách làm đường đã đọc trước dân, chưa kịp dán lên bảng.",
        conclusion=conclusions.AGAIN,
        reported={1: ago(36)},
        confirmed={1: ago(33)},
        recheck_on=stage.today + timedelta(days=75),
    )
    decided = Plan(
        **(
            _party("CB10", "sign_based_inspection", head=DEPUTY, team=((*ONE, "secretary"), (*TWO, "member")))
            | {"answers": ("CB10", "member 4"), "member": ("CB10", "member 4")}
        ),
        origin=Origin.LETTER,
        sign="Đơn phản ánh của dân: nhận tiền lắp đồng hồ nước của ba hộ nhưng chưa lắp.",
        purpose="Làm rõ việc nhận tiền của ba hộ.",
        contents=("ethics", "prohibited_acts"),
        days=_days(ago(8), decide=6),
        words=WORDS,
    )
    return [
        _signs(items, stage),
        Run(stage, waiting, items).script(),
        Run(stage, concluded, items).script(),
        Run(stage, decided, items).script(),
        _verifying(items, stage),
        _heard(items, stage),
        _state_side(stage),
        _own_of_cell(stage),
    ]


def _verifying(items: Mapping[str, UUID], stage: Stage) -> Script:
    """Evidence is being collected; one of the team declared an interest and stepped aside."""
    plan = Plan(
        **_party("CB03", "compliance_inspection", item="law", head=ONE, team=TEAM),
        purpose="Việc sử dụng kinh phí sửa đường thôn, huy động đóng góp.",
        contents=("finance", "construction"),
        days=_days(stage.ago(27), decide=3, notify=7, self_report=15),
        words=WORDS,
    )
    run = Run(stage, plan, items)
    yield from run.script()
    at = yield stage.ago(9)
    team.step_aside(
        actor=stage.actor(*THREE),
        at=at,
        inspection_id=run.case.pk,
        words="Em vợ tôi nhận chở cát, đá cho công trình này nên tôi xin rút khỏi đoàn.",
    )
    yield from run.gather(stage.ago(6))


def _heard(items: Mapping[str, UUID], stage: Stage) -> Script:
    """The subject of the greatest risk was heard and said what it does not agree with."""
    at = yield stage.ago(30)
    del at
    code = stage.risky
    plan = Plan(
        **_party(code, "finance_inspection", item="risk", head=ONE, team=((*TWO, "secretary"),)),
        purpose="Việc thu, nộp đảng phí và sử dụng quỹ.",
        contents=("party_dues", "finance"),
        days=_days(stage.ago(30), decide=2, notify=6, self_report=12, verify=17, report=23, hear=27),
        words=WORDS,
        extends=True,
        statement=(
            "Chi bộ nhận thiếu sót về chữ ký trong sổ. Khoản 850.000 đồng thăm hỏi đã có danh sách, "
            "đề nghị đoàn xem lại, không coi là chi thiếu chứng từ."
        ),
    )
    yield from Run(stage, plan, items).script()


def _state_side(stage: Stage) -> Script:
    """The people's committee inspects one of its departments."""
    head = ("UBND", "deputy_head")
    plan = Plan(
        body="UBND",
        procedure="administrative_inspection",
        subject_unit="PKT",
        chair=("UBND", "head_of_body"),
        head=head,
        team=(("UBND", "clerk", "secretary"),),
        answers=("PKT", "head_of_body"),
        origin=Origin.ORDER,
        purpose="Việc tiếp nhận, giải quyết hồ sơ đất đai đúng hạn, giờ giấc làm việc.",
        contents=("land", "public_service_centre"),
        days=_days(stage.ago(19), decide=2, notify=5, self_report=10, verify=14, report=17),
        words=WORDS
        | {
            "self_report": "Phòng báo cáo: trong kỳ nhận 214 hồ sơ, quá hạn 6 hồ sơ do chờ đo đạc lại.",
            "photo": "Ảnh bảng công khai thủ tục tại phòng tiếp dân",
            "interview": "Sáu hồ sơ quá hạn đều chờ đo đạc; đã gọi điện báo dân nhưng chưa gửi thư xin lỗi.",
            "told_by": "Chuyên viên tiếp nhận hồ sơ",
            "visit": "Bảng công khai đủ thủ tục; sổ theo dõi ghi đến ngày hôm trước.",
            "place": "Phòng tiếp dân",
        },
    )
    yield from Run(stage, plan, {}).script()


def _own_of_cell(stage: Stage) -> Script:
    """A cell secretary inspects a member with the cell: no team, no commission."""
    secretary = ("CB04", "secretary")
    plan = Plan(
        body="CB04",
        procedure="cell_inspection",
        subject_unit="CB04",
        chair=secretary,
        head=secretary,
        answers=("CB04", "member 6"),
        member=("CB04", "member 6"),
        purpose="Việc thực hiện nhiệm vụ được chi bộ giao.",
        contents=("conduct_of_duty",),
        days=_days(
            stage.ago(41),
            draft_plan=1,
            decide=4,
            notify=5,
            self_report=12,
            verify=18,
            report=24,
            hear=29,
            conclude=29,
        ),
        words=WORDS
        | {
            "self_report": "Tôi nhận hai lần vắng họp tổ không báo vì đi làm xa; việc được giao đã xong.",
            "interview": "Anh ấy làm xong việc, chỉ là không báo lại.",
            "told_by": "Tổ trưởng tổ đảng",
        },
        conclusion=conclusions.MEMBER,
    )
    yield from Run(stage, plan, {}).script()


def _party(
    code: str,
    procedure: str,
    *,
    head: tuple[str, str],
    item: str = "",
    team: tuple[tuple[str, str, str], ...] = TEAM,
) -> dict[str, Any]:
    """Return what the cases of the commission have in common; a cell answers by its secretary."""
    return {
        "body": "UBKT",
        "procedure": procedure,
        "subject_unit": code,
        "chair": CHAIR,
        "head": head,
        "team": team,
        "answers": (code, "secretary"),
        "item": item,
    }


def _days(opened: date, **steps: int) -> dict[str, date]:
    """Return the day of each step, counted from the day the case is opened."""
    return {"open": opened} | {key: opened + timedelta(days=number) for key, number in steps.items()}
