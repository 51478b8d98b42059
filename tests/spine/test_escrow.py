"""A key on five sheets: who holds them is known, each putting together is in the log before it is held."""

from __future__ import annotations

import pytest

from cast import AT, Cast, assemble
from commission import with_commission
from keyring import enrol, founded
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.escrow import actions, readers
from liem.spine.escrow.models import DividedKey, Sheet, State
from liem.spine.ledger import replay
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry

HOLDERS = [
    ("Ủy ban kiểm tra Tỉnh ủy", "Lò Văn Một"),
    ("Mặt trận xã", "Lò Thị Hai"),
    ("Ban Nội chính Tỉnh ủy", "Lò Văn Ba"),
    ("Hội đồng nhân dân xã", "Lò Thị Bốn"),
    ("Thanh tra tỉnh", "Lò Văn Năm"),
]
WHY = {"reason": "Hai người đọc mất máy", "purpose": "Thư nhận trong tháng 11"}


@pytest.fixture
def people(db: None) -> Cast:
    cast = with_commission(assemble())
    founded(cast)
    return cast


def divided(cast: Cast, role: str = "ubkt_chair") -> DividedKey:
    return actions.divide(actor=cast.actor(role), at=AT, holders=HOLDERS)[0]


class TestDivide:
    def test_writes_down_which_body_and_who_keeps_each_sheet(self, people: Cast) -> None:
        made = divided(people)
        assert [(one.number, one.body) for one in made.sheets.all()] == [
            (number, body) for number, (body, _person) in enumerate(HOLDERS, 1)
        ]
        ((_entry, values),) = opened([Entry.objects.get(kind="escrow.key.divided")])
        assert values is not None
        assert values["sheets"]["2"] == "Mặt trận xã: Lò Thị Hai"
        assert replay.check().agrees

    @pytest.mark.parametrize(
        "holders",
        [
            HOLDERS[:4],
            [*HOLDERS, ("Báo tỉnh", "Lò Văn Sáu")],
            [*HOLDERS[:4], ("mặt trận  XÃ", "Lò Văn Năm")],  # the same body in other letters
            [*HOLDERS[:4], ("Thanh tra tỉnh", " ")],
            [*HOLDERS[:4], ("", "Lò Văn Năm")],
        ],
    )
    def test_takes_five_different_bodies_with_a_name_each(
        self, people: Cast, holders: list[tuple[str, str]]
    ) -> None:
        with pytest.raises(Invalid):
            actions.divide(actor=people.actor("ubkt_chair"), at=AT, holders=holders)
        assert not DividedKey.objects.exists()

    def test_is_said_once_by_who_has_a_key(self, people: Cast) -> None:
        divided(people)
        with pytest.raises(Conflict):
            divided(people)
        for role in ("inspector_two", "keeper"):
            with pytest.raises(NotPermitted):
                divided(people, role)


class TestAssemble:
    def test_is_in_the_ledger_with_sheets_reason_and_what_for_and_calls_for_a_new_key(
        self, people: Cast
    ) -> None:
        made = divided(people)
        inspector = people.actor("inspector")
        assert readers.assembled(inspector) == set()
        actions.assemble(actor=inspector, at=AT, divided_id=made.pk, numbers=[5, 1, 2], **WHY)
        ((_entry, values),) = opened([Entry.objects.get(kind="escrow.sheets.assembled")])
        assert values is not None
        assert set(values["brought"]) == {"1", "2", "5"}
        assert (values["reason"], values["purpose"]) == (WHY["reason"], WHY["purpose"])
        made.refresh_from_db()
        assert made.state == State.ASSEMBLED
        assert readers.assembled(inspector) == {made.key_id}
        assert replay.check().agrees
        with pytest.raises(Conflict):
            actions.assemble(actor=inspector, at=AT, divided_id=made.pk, numbers=[1, 2, 3], **WHY)

    @pytest.mark.parametrize("numbers", [[], [1], [1, 2], [1, 1, 1], [1, 2, 6]])
    def test_needs_three_different_sheets(self, people: Cast, numbers: list[int]) -> None:
        made = divided(people)
        with pytest.raises(Invalid):
            actions.assemble(
                actor=people.actor("inspector"), at=AT, divided_id=made.pk, numbers=numbers, **WHY
            )
        assert not Entry.objects.filter(kind="escrow.sheets.assembled").exists()

    def test_needs_a_reason_and_what_is_to_be_opened(self, people: Cast) -> None:
        made = divided(people)
        for told in ({**WHY, "reason": " "}, {**WHY, "purpose": ""}):
            with pytest.raises(Invalid):
                actions.assemble(
                    actor=people.actor("inspector"), at=AT, divided_id=made.pk, numbers=[1, 2, 3], **told
                )

    def test_is_led_by_a_reader_of_the_own_unit(self, people: Cast) -> None:
        made = divided(people)
        enrol(people, "inspector_two")
        for role, refusal in (
            ("inspector_two", NotPermitted),
            ("keeper", NotPermitted),
            ("monitor", NotFound),
        ):
            with pytest.raises(refusal):
                actions.assemble(
                    actor=people.actor(role), at=AT, divided_id=made.pk, numbers=[1, 2, 3], **WHY
                )

    def test_rows_changed_behind_the_ledger_are_found(self, people: Cast) -> None:
        made = divided(people)
        Sheet.objects.filter(divided=made, number=1).update(holder="Người khác")
        assert [each.code for each in replay.check().differences] == ["row_differs"]
