"""A discipline case at each stage, made by actions, for the tests of this room."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cast import Cast, assemble
from commission import with_commission
from liem.domains.discipline import actions, carrying_out, deciding, voting
from liem.domains.discipline.actions import NewAct, Proposal
from liem.domains.discipline.models import DisciplineCase
from liem.domains.discipline.votes import Ballots

AT = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
CELL, COMMISSION = "cell_secretary", "ubkt_chair"


def cast_with_commission() -> Cast:
    return with_commission(assemble(at=AT), at=AT)


def proposal(cast: Cast, **changes: object) -> Proposal:
    values: dict[str, object] = {
        "subject": "member",
        "subject_unit_id": cast.units["CB01"].pk,
        "subject_person_id": cast.account("member").person_id,
        "acts": (NewAct("Không lập sổ quỹ chi bộ", date(2026, 3, 2)),),
        "proposed_on": DAY,
        "holds_party_post": False,
    }
    return Proposal(**{**values, **changes})  # type: ignore[arg-type]


def proposed(cast: Cast, by: str = COMMISSION, **changes: object) -> DisciplineCase:
    case, _ = actions.propose(actor=cast.actor(by), at=AT, new=proposal(cast, **changes))
    return case


def heard(cast: Cast, by: str = COMMISSION, **changes: object) -> DisciplineCase:
    case = proposed(cast, by, **changes)
    actions.examine(actor=cast.actor(by), at=AT, discipline_id=case.pk)
    actions.hear(
        actor=cast.actor(by), at=AT, discipline_id=case.pk, said_on=DAY, words="Tôi nhận khuyết điểm."
    )
    case.refresh_from_db()
    return case


def ballots(entitled: int = 10, invalid: int = 0, **counts: int) -> Ballots:
    collected = sum(counts.values()) + invalid
    return Ballots(
        entitled=entitled,
        present=collected,
        issued=collected,
        collected=collected,
        invalid=invalid,
        counts=counts,
    )


def voted(
    cast: Cast, by: str = COMMISSION, counts: Ballots | None = None, **changes: object
) -> DisciplineCase:
    case = heard(cast, by, **changes)
    voting.record_vote(
        actor=cast.actor(by),
        at=AT,
        discipline_id=case.pk,
        held_on=DAY,
        ballots=counts or ballots(3, reprimand=3),
        counters="Hoàng Thị Piệng",
    )
    case.refresh_from_db()
    return case


def decided(
    cast: Cast, by: str = COMMISSION, counts: Ballots | None = None, **changes: object
) -> DisciplineCase:
    case = voted(cast, by, counts, **changes)
    deciding.decide(actor=cast.actor(by), at=AT, discipline_id=case.pk, decided_on=DAY)
    case.refresh_from_db()
    return case


def notified(
    cast: Cast, by: str = COMMISSION, counts: Ballots | None = None, **changes: object
) -> DisciplineCase:
    case = decided(cast, by, counts, **changes)
    carrying_out.notify(
        actor=cast.actor(by), at=AT, discipline_id=case.pk, to="Chi bộ", how="ký nhận trực tiếp", on=DAY
    )
    case.refresh_from_db()
    return case
