"""Who plays which part, what the record bars, who sees a case from which side."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cast import AT, BORN, SETUP, Cast, assemble
from commission import with_commission
from inspecting import appoint, opened, paper, staffed
from liem.domains.inspections import actions, dossier, readers, team
from liem.domains.inspections.models import Conflict, TeamMember
from liem.domains.inspections.parts import conflicts_of, parts_of
from liem.kernel.clock import local_day
from liem.spine.access import Conflict as Busy
from liem.spine.access import Invalid, NotFound, NotPermitted
from liem.spine.notices.models import Notice
from liem.spine.people import actions as people
from liem.spine.people.models import Kinship, Mandate

TODAY = local_day(AT)


@pytest.fixture
def crew(db: None) -> Cast:
    return with_commission(assemble())


def bars(crew: Cast, who: str, inspection: object) -> set[str]:
    return {bar.kind for bar in conflicts_of(crew.account(who).person_id, inspection, at=AT)}  # type: ignore[arg-type]


def post(crew: Cast, who: str, unit: str, name: str, until: date | None = None) -> None:
    mandate, _receipt = people.give_mandate(
        actor=SETUP,
        at=AT,
        person_id=crew.account(who).person_id,
        unit_id=crew.units[unit].pk,
        post=name,
        valid_from=BORN,
    )
    Mandate.objects.filter(pk=mandate.pk).update(valid_to=until)


def test_the_parts_follow_from_the_case_and_the_mandates(crew: Cast) -> None:
    inspection = staffed(crew, person="specialist")
    table = {
        "ubkt_chair": {"decider", "office"},
        "inspector": {"head", "team", "office"},
        "inspector_two": {"office"},
        "specialist": {"subject"},
        "secretary": set(),
        "cell_secretary": set(),
        "stranger_head": set(),
    }
    assert {who: set(parts_of(crew.actor(who), inspection, at=AT)) for who in table} == table


def test_the_leaders_of_an_organisation_are_its_subject_and_its_members_are_not(crew: Cast) -> None:
    inspection = opened(crew)
    assert parts_of(crew.actor("cell_secretary"), inspection, at=AT) == {"subject"}
    assert parts_of(crew.actor("specialist"), inspection, at=AT) == frozenset()


def test_the_record_bars_with_ground_and_article(crew: Cast) -> None:
    about_member = opened(crew, person="member")
    assert bars(crew, "inspector_two", about_member) == {"kin"}
    assert bars(crew, "member", about_member) >= {"subject"}
    assert bars(crew, "cell_secretary", about_member) == {"same_unit"}
    assert bars(crew, "inspector", about_member) == set()
    found = conflicts_of(crew.account("inspector_two").person_id, about_member, at=AT)
    assert "anh rể" in found[0].words
    assert "131-QĐ/TW" in found[0].basis


def test_leading_the_subject_or_being_over_it_bars(crew: Cast) -> None:
    cell = opened(crew)
    post(crew, "inspector", "CB01", "deputy_secretary")
    assert bars(crew, "inspector", cell) == {"subject", "same_unit"}
    other = opened(crew, subject_unit_id=crew.units["UBND"].pk)
    assert bars(crew, "chair", other) >= {"subject"}
    assert bars(crew, "secretary", other) == set()  # the committee that the commission serves
    assert bars(crew, "province_head", other) == {"mandate"}


def test_having_worked_there_in_the_period_examined_bars(crew: Cast) -> None:
    post(crew, "inspector", "CB01", "official_member", TODAY - timedelta(days=100))
    recent = opened(crew, lookback_from=date(2026, 1, 1), lookback_to=TODAY)
    assert bars(crew, "inspector", recent) == {"earlier"}
    Mandate.objects.filter(valid_to__isnull=False).update(valid_to=date(2025, 9, 1))
    assert bars(crew, "inspector", recent) == set()


def test_who_decided_the_first_time_does_not_review_the_complaint(crew: Cast) -> None:
    first = staffed(crew, person="specialist")
    complaint = opened(
        crew, person="specialist", procedure="discipline_complaint", origin_case_id=first.case_id
    )
    assert bars(crew, "inspector", complaint) == {"earlier"}
    assert bars(crew, "inspector_two", complaint) == set()


def test_kin_and_the_person_concerned_see_no_case_from_the_inspecting_side(crew: Cast) -> None:
    inspection = opened(crew, person="member")
    for who in ("inspector_two", "member"):
        with pytest.raises(NotFound):
            readers.get_inspection(crew.actor(who), inspection.pk, at=AT)
    assert readers.get_inspection(crew.actor("inspector"), inspection.pk, at=AT) == inspection
    Kinship.objects.update(ended_on=TODAY)
    assert readers.get_inspection(crew.actor("inspector_two"), inspection.pk, at=AT) == inspection


def test_the_subject_sees_the_case_once_something_was_handed_over(crew: Cast) -> None:
    inspection = staffed(crew)
    about = crew.actor("cell_secretary")
    with pytest.raises(NotFound):
        readers.get_inspection(about, inspection.pk, at=AT)
    notice = paper(crew, inspection, "notice")
    dossier.serve_paper(actor=crew.actor("inspector"), at=AT, inspection_id=inspection.pk, paper_id=notice.pk)
    assert readers.seen_as(about, readers.get_inspection(about, inspection.pk, at=AT), at=AT) == "subject"
    minutes = paper(crew, inspection, "minutes")
    assert readers.get_paper(about, notice.pk, at=AT) == notice
    with pytest.raises(NotFound):
        readers.get_paper(about, minutes.pk, at=AT)


def test_those_above_oversee_and_neighbours_see_nothing(crew: Cast) -> None:
    inspection = opened(crew)
    table = {"secretary": True, "monitor": True, "stranger_head": False, "clerk": False, "chair": False}
    for who, sees in table.items():
        assert readers.inspections_for(crew.actor(who), at=AT).filter(pk=inspection.pk).exists() is sees, who
    assert readers.seen_as(crew.actor("secretary"), inspection, at=AT) == "overseeing"


def test_refuses_an_inspector_who_is_kin(crew: Cast) -> None:
    inspection = opened(crew, person="member")
    with pytest.raises(NotPermitted, match="thân thích") as caught:
        appoint(crew, inspection, "inspector_two", "member")
    assert caught.value.citation == "Điều 4 Quy định 131-QĐ/TW năm 2023"
    assert not TeamMember.objects.exists()


def test_refuses_to_open_a_case_about_oneself_or_kin(crew: Cast) -> None:
    for who in ("inspector", "inspector_two"):
        about = crew.account("inspector" if who == "inspector" else "member").person_id
        with pytest.raises(NotPermitted, match="chính mình hoặc người thân"):
            actions.open_inspection(
                actor=crew.actor(who),
                at=AT,
                unit_id=crew.units["UBKT"].pk,
                procedure="compliance_inspection",
                subject="member",
                subject_person_id=about,
            )


def test_has_exactly_one_head(crew: Cast) -> None:
    inspection = staffed(crew)
    with pytest.raises(Busy, match="Hoàng Thị Piệng"):
        appoint(crew, inspection, "inspector_two", "head")
    appoint(crew, inspection, "inspector_two", "member")
    appoint(crew, inspection, "inspector", "deputy")
    appoint(crew, inspection, "inspector_two", "head")
    assert inspection.team.filter(until__isnull=True).count() == 2


def test_refuses_more_members_than_the_law_lets_a_team_have(
    crew: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "liem.domains.inspections.clocks.jurisdictions", lambda _path: ("province:lao-cai", "party")
    )
    inspection = staffed(crew)
    for who in ("inspector_two", "secretary", "office_head", "clerk"):
        appoint(crew, inspection, who, "member")
    with pytest.raises(Invalid, match="tối đa 5 người") as caught:
        appoint(crew, inspection, "other_cell_secretary", "member")
    assert "21-QĐ/TU" in caught.value.citation


def test_steps_aside_at_any_time_and_the_chair_is_told(crew: Cast) -> None:
    inspection = staffed(crew)
    team.step_aside(
        actor=crew.actor("inspector"), at=AT, inspection_id=inspection.pk, words="Bạn thân của bí thư chi bộ"
    )
    assert parts_of(crew.actor("inspector"), inspection, at=AT) == frozenset()
    assert Conflict.objects.get().declared
    assert TeamMember.objects.get().until == AT
    told = Notice.objects.get(kind="inspections.aside")
    assert told.person_id == crew.account("ubkt_chair").person_id
    with pytest.raises(NotPermitted, match="Bạn thân"):
        paper(crew, inspection, "minutes")
    with pytest.raises(NotPermitted, match="Bạn thân"):
        appoint(crew, inspection, "inspector", "member")
    with pytest.raises(Invalid):
        team.step_aside(actor=crew.actor("ubkt_chair"), at=AT, inspection_id=inspection.pk, words=" ")


def test_the_body_above_decides_when_everybody_who_decides_is_barred(crew: Cast) -> None:
    inspection = staffed(crew)
    assert parts_of(crew.actor("secretary"), inspection, at=AT) == frozenset()
    team.step_aside(
        actor=crew.actor("ubkt_chair"),
        at=AT,
        inspection_id=inspection.pk,
        words="Anh em kết nghĩa",
    )
    assert parts_of(crew.actor("secretary"), inspection, at=AT) == {"decider"}
    assert parts_of(crew.actor("province_head"), inspection, at=AT) == frozenset()
    assert Notice.objects.get(kind="inspections.aside").person_id == crew.account("secretary").person_id
    team.appoint(
        actor=crew.actor("secretary"),
        at=AT,
        inspection_id=inspection.pk,
        person_id=crew.account("inspector_two").person_id,
        role="member",
    )


def test_a_member_taken_out_stays_in_the_dossier_with_the_reason(crew: Cast) -> None:
    inspection = staffed(crew)
    out = {"actor": crew.actor("ubkt_chair"), "at": AT, "inspection_id": inspection.pk}
    about = {"person_id": crew.account("inspector").person_id}
    with pytest.raises(Invalid):
        team.remove(**out, **about, reason="")
    team.remove(**out, **about, reason="Đi học tập trung")
    assert TeamMember.objects.get().until_reason == "Đi học tập trung"
    with pytest.raises(NotFound):
        team.remove(**out, **about, reason="lần nữa")
    with pytest.raises(NotPermitted):
        team.remove(
            actor=crew.actor("inspector_two"), at=AT, inspection_id=inspection.pk, **about, reason="x"
        )


def test_the_one_inspected_is_not_told_that_somebody_stepped_aside(crew: Cast) -> None:
    inspection = opened(crew, person="secretary")
    team.step_aside(actor=crew.actor("ubkt_chair"), at=AT, inspection_id=inspection.pk, words="Anh họ")
    assert not Notice.objects.filter(person_id=crew.account("secretary").person_id).exists()


def test_who_declares_kin_no_longer_sees_the_case_and_another_interest_leaves_it_readable(crew: Cast) -> None:
    inspection = staffed(crew, person="member")
    for who, kind in (("inspector", Conflict.Ground.KIN), ("ubkt_chair", Conflict.Ground.INTEREST)):
        team.step_aside(
            actor=crew.actor(who), at=AT, inspection_id=inspection.pk, words="Lời khai", kind=kind
        )
    with pytest.raises(NotFound):
        readers.get_inspection(crew.actor("inspector"), inspection.pk, at=AT)
    assert readers.get_inspection(crew.actor("ubkt_chair"), inspection.pk, at=AT) == inspection
