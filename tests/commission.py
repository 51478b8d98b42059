"""The commission of the fictional commune beside the cast of ``cast.py``: its chair and two inspectors,
kin included."""

from __future__ import annotations

from datetime import datetime

from cast import AT, BORN, PASSWORD, SETUP, Cast, Someone
from liem.spine.people import actions as people
from liem.spine.people.kinship import record_kin
from liem.spine.people.readers import actor_for
from liem.spine.units import actions as units

_PEOPLE = (
    ("ubkt_chair", "Lò Văn Inh", "UBKT", "inspection_chair"),
    ("inspector", "Hoàng Thị Piệng", "UBKT", "inspector"),
    ("inspector_two", "Quàng Văn Ún", "UBKT", "inspector"),
    ("committee_member", "Vì Thị Lả", "CB02", "committee_member"),
)


def with_commission(cast: Cast, *, at: datetime = AT) -> Cast:
    """Add the inspection commission of Cửa Rừng to a cast; the second inspector is kin of "member"."""
    made = dict(cast.units)
    made["UBKT"], _ = units.open_unit(
        actor=SETUP,
        at=at,
        new=units.NewUnit(
            code="UBKT",
            name="Ủy ban kiểm tra Đảng ủy xã Cửa Rừng",
            kind="inspection_commission",
            level="commune",
            side="party",
            valid_from=BORN,
            parent_code="XCR",
            document_symbol="UBKTĐU",
        ),
    )
    persons = dict(cast.people)
    for role, name, code, post in _PEOPLE:
        person, _ = people.register_person(actor=SETUP, at=at, new=people.NewPerson(name))
        people.give_mandate(
            actor=SETUP, at=at, person_id=person.pk, unit_id=made[code].pk, post=post, valid_from=BORN
        )
        account, _, _ = people.open_account(
            actor=SETUP, at=at, person_id=person.pk, username=role.replace("_", "."), password=PASSWORD
        )
        account.must_change_password = False
        account.save(update_fields=["must_change_password"])
        actor = actor_for(account, at=at)
        assert actor is not None
        persons[role] = Someone(account=account, actor=actor)
    record_kin(
        actor=SETUP,
        at=at,
        person_id=persons["inspector_two"].account.person_id,
        other_id=persons["member"].account.person_id,
        relation="anh rể",
    )
    return Cast(units=made, people=persons)
