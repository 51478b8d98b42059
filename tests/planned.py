"""A programme of the commission of Cửa Rừng at each stage, made by the actions persons use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cast import AT, Cast
from liem.domains.programmes import actions, drafting
from liem.domains.programmes.drafting import NewItem, Scope
from liem.domains.programmes.models import Item, Programme
from liem.spine.ledger.replay import check

YEAR = Scope(
    period="year",
    first=date(2027, 1, 1),
    last=date(2027, 12, 31),
    purpose="Chủ động phòng ngừa vi phạm.",
    working_rules="Họp giao ban ngày 25 hằng tháng.",
    contents=("finance", "conduct_of_duty"),
)
LATER = AT + timedelta(days=40)  # 2 January 2027
SEED = "47201983355120946817"


def new_item(cast: Cast, code: str = "CB01", **other: object) -> NewItem:
    values: dict[str, object] = {
        "procedure": "compliance_inspection",
        "subject_unit": cast.units[code].pk,
        "contents": ("finance",),
        "planned_from": date(2027, 3, 1),
        "planned_to": date(2027, 3, 31),
    }
    return NewItem(**(values | other))  # type: ignore[arg-type]


def drafted(cast: Cast, *, at: datetime = AT, scope: Scope = YEAR) -> Programme:
    programme, _ = drafting.draft(
        actor=cast.actor("inspector"), at=at, unit_id=cast.units["UBKT"].pk, scope=scope
    )
    return programme


def with_item(cast: Cast, code: str = "CB01", *, lead: str = "inspector") -> tuple[Programme, Item]:
    programme = drafted(cast)
    item, _ = drafting.propose_item(
        actor=cast.actor("inspector"),
        at=AT,
        programme_id=programme.pk,
        new=new_item(cast, code, lead=cast.account(lead).person_id),
    )
    return programme, item


def submitted(cast: Cast) -> tuple[Programme, Item]:
    programme, item = with_item(cast)
    actions.submit(actor=cast.actor("inspector"), at=AT, programme_id=programme.pk)
    programme.refresh_from_db()
    return programme, item


def approved(cast: Cast) -> tuple[Programme, Item]:
    programme, item = submitted(cast)
    actions.approve(
        actor=cast.actor("ubkt_chair"), at=AT, programme_id=programme.pk, decision_number="05-CTr/UBKTĐU"
    )
    programme.refresh_from_db()
    item.refresh_from_db()
    return programme, item


def faults() -> list[str]:
    """Say where the ledger and the rows of programmes disagree; kinships of the cast have no entry."""
    return [one.words for one in check().differences if "thân thích" not in one.words]
