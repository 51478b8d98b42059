"""The programmes of the commission: last year's summed up, this year's running, the next one being drafted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from liem.desks.oversight.programmes import sources  # noqa: F401 - brings what other rooms know of a unit
from liem.domains.programmes import actions, drafting, draws
from liem.domains.programmes.deviations import Change, deviate
from liem.domains.programmes.models import Item, Period, Programme, Source
from liem.domains.programmes.proposals import proposals
from liem.domains.programmes.steps import NewItem, Scope

from . import world
from .cases import CHAIR, ONE, TWO
from .script import year_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from .script import Script, Stage

_PURPOSE = (
    "Kiểm tra để phòng ngừa, phát hiện sớm việc nhỏ, giúp tổ chức đảng và đảng viên sửa kịp thời; "
    "không chồng chéo, không làm khó người được kiểm tra."
)
_RULES = (
    "Mỗi cuộc có trưởng đoàn và thư ký. Người có quan hệ thân thích, cùng đơn vị với đối tượng không tham gia. "
    "Bốc thăm có đại diện chi bộ chứng kiến."
)
_CONTENTS = ("working_rules", "grassroots_democracy", "party_dues", "finance", "beneficiary_choice")
_FREE = ("CB01", "CB08", "CB11", "CB12", "CB14", "CB15", "CB16")  # cells that no other script inspects


def first_day(year: int) -> date:
    """Return the first day of a programme of a year; the commune is not older than the reform."""
    return max(date(year, 1, 1), world.REFORM)


def last_year(stage: Stage, items: dict[str, UUID]) -> Script:
    """Draft, approve, change twice and sum up last year's programme."""
    year = year_of(stage.today) - 1
    first, last = first_day(year), date(year, 12, 31)
    writer, chair = stage.actor(*ONE), stage.actor(*CHAIR)
    at = yield first + timedelta(days=6)
    programme = _draft(stage, at, first, last)
    days = (first + timedelta(days=35), last - timedelta(days=10))
    for key, code, procedure, lead in (
        ("past:compliance", "CB02", "compliance_inspection", ONE),
        ("past:finance", "CB13", "finance_inspection", TWO),
        ("past:supervision", "CB16", "thematic_supervision", ONE),
        ("past:dropped", "CB07", "compliance_inspection", TWO),
    ):
        items[key] = _put(stage, at, programme, code, procedure, lead, days, Source.CHOSEN)
    at = yield None
    actions.submit(actor=writer, at=at, programme_id=programme.pk)
    at = yield first + timedelta(days=12)
    actions.approve(actor=chair, at=at, programme_id=programme.pk, decision_number="07-QĐ/UBKTĐU")
    at = yield first + timedelta(days=55)
    moved = Change(
        kind="moved",
        reason="Chi bộ đang tập trung khắc phục hậu quả mưa lũ, lùi hai tuần.",
        item_id=items["past:finance"],
        planned_from=first + timedelta(days=60),
        planned_to=last - timedelta(days=5),
    )
    deviate(actor=chair, at=at, programme_id=programme.pk, change=moved)
    at = yield last - timedelta(days=20)
    dropped = Change(
        kind="dropped",
        reason="Tỉnh đã kiểm tra cùng nội dung trong tháng, không kiểm tra trùng.",
        item_id=items["past:dropped"],
    )
    deviate(actor=chair, at=at, programme_id=programme.pk, change=dropped)
    at = yield last - timedelta(days=1)
    summary = (
        "Hoàn thành 3 trên 4 cuộc, 1 cuộc đưa ra do tỉnh đã kiểm tra. Hạn chế hay gặp: thu, nộp đảng phí chậm, "
        "niêm yết chưa kịp thời. Một cuộc giám sát phát hiện dấu hiệu vi phạm, đã chuyển sang kiểm tra."
    )
    actions.close(actor=chair, at=at, programme_id=programme.pk, summary=summary)


def this_year(stage: Stage, items: dict[str, UUID]) -> Script:
    """Draft and approve the running programme: by rule, by risk, by a draw in public, and by decision."""
    year = year_of(stage.today)
    first, last = date(year, 1, 1), date(year, 12, 31)
    writer, chair = stage.actor(*ONE), stage.actor(*CHAIR)
    at = yield first - timedelta(days=26)
    programme = _draft(stage, at, first, last)
    made = {each.unit.code: each for each in proposals(programme, at=at)}
    stage.risky = max(_FREE, key=lambda code: (made[code].score.points, code))
    days = (_within(stage.ago(40), first, last), _within(stage.today + timedelta(days=20), first, last))
    early = (_within(stage.ago(95), first, last), _within(stage.ago(40), first, last))
    begun = max(stage.ago(150), date(year, 1, 8))
    spring = (_within(begun, first, last), _within(begun + timedelta(days=40), first, last))
    for key, code, procedure, lead, source, when in (
        ("law", "CB03", "compliance_inspection", ONE, Source.LAW, days),
        ("risk", stage.risky, "finance_inspection", ONE, Source.RISK, days),
        ("chosen", "CB06", "compliance_inspection", TWO, Source.CHOSEN, days),
        ("watched", "CB09", "thematic_supervision", ONE, Source.CHOSEN, spring),
        ("again", "CB13", "compliance_inspection", ONE, Source.CHOSEN, early),
    ):
        items[key] = _put(
            stage, at, programme, code, procedure, lead, when, source, reason=made[code].reason()
        )
    at = yield first - timedelta(days=19)
    quarter = date(year, 10, 5), date(year, 11, 20)
    draw, _receipt = draws.announce_draw(
        actor=writer,
        at=at,
        programme_id=programme.pk,
        procedure="thematic_supervision",
        count=2,
        reserves=1,
        planned_from=quarter[0],
        planned_to=quarter[1],
        contents=("grassroots_democracy",),
        excluded={stage.unit("BXD").pk: "đang được tỉnh kiểm tra"},
    )
    at = yield first - timedelta(days=16)
    draws.finish_draw(
        actor=writer,
        at=at,
        draw_id=draw.pk,
        digits="4 1 6 2 5 3 3 6 1 4 2 5 6 6 1 3 2 4 5 1 3 6",
        witnesses="Đại diện Văn phòng Đảng ủy, Mặt trận Tổ quốc và hai bí thư chi bộ",
    )
    at = yield None
    drawn = Item.objects.filter(programme=programme, source=Source.RANDOM)
    leads = {item.pk: stage.person(*ONE).pk for item in drawn}
    drafting.assign_members(actor=writer, at=at, programme_id=programme.pk, leads=leads)
    at = yield None
    actions.submit(actor=writer, at=at, programme_id=programme.pk)
    at = yield first - timedelta(days=11)
    actions.approve(actor=chair, at=at, programme_id=programme.pk, decision_number="11-QĐ/UBKTĐU")


def next_one(stage: Stage) -> Script:
    """Draft the next programme: its draw is announced, the dice are not thrown yet."""
    writer = stage.actor(*ONE)
    first, last, period = _coming(stage.today)
    at = yield stage.ago(12)
    programme = _draft(stage, at, first, last, period=period)
    made = {each.unit.code: each for each in proposals(programme, at=at)}
    days = (first + timedelta(days=20), first + timedelta(days=70))
    for code in ("CB05", "CB17"):
        reason = made[code].reason()
        source = Source.LAW if made[code].is_due else Source.CHOSEN
        _put(stage, at, programme, code, "compliance_inspection", TWO, days, source, reason=reason)
    at = yield stage.ago(3)
    draws.announce_draw(
        actor=writer,
        at=at,
        programme_id=programme.pk,
        procedure="thematic_supervision",
        count=2,
        reserves=1,
        planned_from=days[0],
        planned_to=days[1],
        contents=("party_dues",),
    )


def _coming(today: date) -> tuple[date, date, str]:
    """Return the next whole year in autumn, else the coming quarter."""
    if today.month >= 9:
        return date(today.year + 1, 1, 1), date(today.year + 1, 12, 31), Period.YEAR
    month = (today.month - 1) // 3 * 3 + 4
    after = date(today.year, month + 3, 1) if month < 10 else date(today.year + 1, 1, 1)
    return date(today.year, month, 1), after - timedelta(days=1), Period.QUARTER


def _draft(stage: Stage, at: datetime, first: date, last: date, *, period: str = "") -> Programme:
    whole = (first.month, first.day) == (1, 1)
    scope = Scope(
        period=period or (Period.YEAR if whole else Period.HALF),
        first=first,
        last=last,
        purpose=_PURPOSE,
        working_rules=_RULES,
        contents=_CONTENTS,
    )
    programme, _receipt = drafting.draft(
        actor=stage.actor(*ONE), at=at, unit_id=stage.unit("UBKT").pk, scope=scope
    )
    return programme


def _put(
    stage: Stage,
    at: datetime,
    programme: Programme,
    code: str,
    procedure: str,
    lead: tuple[str, str],
    days: tuple[date, date],
    source: str,
    *,
    reason: dict[str, object] | None = None,
) -> UUID:
    new = NewItem(
        procedure=procedure,
        subject_unit=stage.unit(code).pk,
        contents=("working_rules", "finance"),
        planned_from=days[0],
        planned_to=days[1],
        lead=stage.person(*lead).pk,
        source=source,
        reason=reason or {"words": "Ủy ban kiểm tra thống nhất tại phiên họp tháng"},
    )
    item, _receipt = drafting.propose_item(actor=stage.actor(*ONE), at=at, programme_id=programme.pk, new=new)
    return item.pk


def _within(day: date, first: date, last: date) -> date:
    return min(max(day, first), last)
