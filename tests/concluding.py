"""An inspection of the cell Ghềnh by the commission, ready for its conclusion, and one without fault.

The steps before are written as rows: what leads here is tested where it belongs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from cast import AT, Cast
from liem.domains.inspections import actions
from liem.domains.inspections.conclusion import (
    Base,
    Content,
    FindingDraft,
    Organisation,
    RequirementDraft,
    Strength,
)
from liem.domains.inspections.letterhead import signers
from liem.domains.inspections.models import Evidence, Inspection, Paper, StepTaken, TeamMember
from liem.kernel.clock import local_day
from liem.spine.cases.models import Case
from liem.spine.people.models import Mandate

DONE = ("decide", "notify", "self_report", "verify", "report", "hear")
PAPERS = (
    ("decision", "Quyết định kiểm tra chi bộ thôn Ghềnh"),
    ("plan", "Kế hoạch kiểm tra"),
    ("team_report", "Báo cáo kết quả kiểm tra"),
    ("hearing_minutes", "Biên bản hội nghị thông qua dự thảo"),
)


def heard(
    cast: Cast,
    *,
    at: datetime = AT,
    subject: str = "CB01",
    body: str = "UBKT",
    decider: str = "ubkt_chair",
    head: str = "inspector",
    procedure: str = "compliance_inspection",
    person: UUID | None = None,
    case: Case | None = None,
) -> Inspection:
    """Return an inspection whose next required step is the conclusion; ``head`` leads it."""
    day = local_day(at)
    inspection, _ = actions.open_inspection(
        actor=cast.actor(decider),
        at=at,
        unit_id=cast.units[body].pk,
        procedure=procedure,
        subject="member" if person else "organisation",
        subject_unit_id=cast.units[subject].pk,
        subject_person_id=person,
        contents=("finance", "party_dues"),
        case=case,
    )
    inspector = cast.account(head).person
    TeamMember.objects.create(inspection=inspection, person=inspector, role="head", since=at)
    for kind, title in PAPERS:
        Paper.objects.create(
            inspection=inspection, kind=kind, title=title, issued_on=day, body={"words": title}, at=at
        )
    StepTaken.objects.bulk_create(
        StepTaken(inspection=inspection, key=key, on=day, at=at, by=inspector) for key in DONE
    )
    Evidence.objects.create(
        inspection=inspection, number=1, kind="interview", title="Làm việc với thủ quỹ", at=at, by=inspector
    )
    inspection.state, inspection.started_on = DONE[-1], day
    inspection.save()
    return inspection


def whole(cast: Cast, *, owner: str = "CB01", due: date = date(2026, 12, 31)) -> Content:
    """Return a conclusion without any blocking fault."""
    return Content(
        bases=(
            Base("decision", "Quyết định số 05-QĐ/UBKTĐU"),
            Base("plan", "Kế hoạch kiểm tra"),
            Base("team_report", "Báo cáo kết quả kiểm tra của đoàn"),
            Base("session", "Hội nghị Ủy ban kiểm tra ngày 20/11/2026"),
        ),
        strengths=(Strength("party_dues", "Chi bộ thu đảng phí hằng tháng."),),
        findings=(
            FindingDraft(
                "violation", "finance", "Chi sai 12.000.000 đồng từ quỹ.", "minor", (1,), 12_000_000
            ),
        ),
        requirements=(
            RequirementDraft("Nộp lại số tiền chi sai vào quỹ.", (1,), cast.units[owner].pk, None, due),
        ),
        organisation=Organisation(follower=cast.account("inspector").person_id, report_on=None),
        recipients=(
            "Chi bộ thôn Ghềnh",
            "Đảng ủy xã Cửa Rừng",
            "Ủy ban kiểm tra Tỉnh ủy An Liêm",
            "Lưu",
        ),
        outcome="faulty",
    )


def faultless(cast: Cast) -> Content:
    """Return the conclusion of an inspection that found nothing wrong."""
    return replace(whole(cast), findings=(), requirements=(), outcome="clean")


def signer_of(cast: Cast, *, day: date | None = None, unit: str = "UBKT") -> Mandate:
    """Return the head of the body, who signs."""
    return signers(cast.units[unit].pk, day=day or local_day(AT))[0]


def pk(cast: Cast, role: str) -> UUID:
    """Return the person of a role."""
    return cast.account(role).person_id
