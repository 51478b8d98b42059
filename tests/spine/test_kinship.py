"""Kinship is declared by oneself or recorded by personnel, holds both ways, and ends with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cast import AT, SETUP, Cast
from liem.kernel.clock import local_day
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.people import kinship
from liem.spine.people.models import Kinship

DAY = local_day(AT)


class TestDeclare:
    def test_bars_who_declares_and_the_other_once_the_other_says_so_too(self, cast: Cast) -> None:
        me, other = cast.account("clerk").person_id, cast.account("chair").person_id
        row, receipt = kinship.declare_kin(
            actor=cast.actor("clerk"), at=AT, other_id=other, relation="em gái"
        )
        assert kinship.kin_of(me, day=DAY) == {other}
        assert kinship.kin_of(other, day=DAY) == frozenset()  # nobody strips another of a part by a word
        entry = Entry.objects.get(seq=receipt.seq)
        assert (entry.kind, entry.subject) == ("people.kinship.declared", me)
        assert [each.pk for each in kinship.kinships_of(other)] == [row.pk]
        assert kinship.kin_of(None, day=DAY) == frozenset()
        kinship.declare_kin(actor=cast.actor("chair"), at=AT, other_id=me, relation="chị")
        assert kinship.kin_of(other, day=DAY) == {me}
        assert [each.pk for each in kinship.kinships_of(other)] == [row.pk]
        assert replay.check().differences == []

    def test_refuses_oneself_no_words_and_what_is_known(self, cast: Cast) -> None:
        clerk, me = cast.actor("clerk"), cast.account("clerk").person_id
        other = cast.account("chair").person_id
        with pytest.raises(Invalid):
            kinship.declare_kin(actor=clerk, at=AT, other_id=me, relation="chính tôi")
        with pytest.raises(Invalid):
            kinship.declare_kin(actor=clerk, at=AT, other_id=other, relation=" ")
        kinship.declare_kin(actor=clerk, at=AT, other_id=other, relation="em gái")
        with pytest.raises(Conflict):
            kinship.declare_kin(actor=clerk, at=AT, other_id=other, relation="em gái")
        kinship.declare_kin(actor=cast.actor("chair"), at=AT, other_id=me, relation="chị")
        with pytest.raises(Conflict):  # now both have said it
            kinship.declare_kin(actor=cast.actor("chair"), at=AT, other_id=me, relation="chị")
        with pytest.raises(NotPermitted):
            kinship.declare_kin(actor=SETUP, at=AT, other_id=other, relation="con")

    def test_finds_a_person_by_the_whole_name_only(self, cast: Cast) -> None:
        found = kinship.persons_named("luong thi en", day=DAY)
        assert [(each.name, posts) for each, posts in found] == [
            ("Lương Thị Én", "Người đứng đầu cơ quan, Ủy ban nhân dân xã Cửa Rừng")
        ]
        assert kinship.persons_named("Lương", day=DAY) == []


class TestRecordAndEnd:
    def test_is_for_who_manages_people_of_the_line(self, cast: Cast) -> None:
        me, other = cast.account("clerk").person_id, cast.account("chair").person_id
        with pytest.raises(NotPermitted):
            kinship.record_kin(
                actor=cast.actor("secretary"), at=AT, person_id=me, other_id=other, relation="vợ"
            )
        row, _ = kinship.record_kin(
            actor=cast.actor("personnel"), at=AT, person_id=me, other_id=other, relation="vợ"
        )
        with pytest.raises(NotPermitted):  # a bar does not fall by the word of the one it bars
            kinship.end_kin(actor=cast.actor("clerk"), at=AT, kinship_id=row.pk, on=DAY, reason="x")
        kinship.end_kin(actor=cast.actor("personnel"), at=AT, kinship_id=row.pk, on=DAY, reason="ly hôn")
        assert kinship.kin_of(me, day=DAY) == frozenset()
        assert kinship.kin_of(me, day=DAY - timedelta(days=1)) == {other}
        with pytest.raises(Conflict):
            kinship.end_kin(actor=cast.actor("personnel"), at=AT, kinship_id=row.pk, on=DAY, reason="x")

    def test_is_not_ended_by_one_of_the_two(self, cast: Cast) -> None:
        me = cast.account("personnel").person_id
        row, _ = kinship.declare_kin(
            actor=cast.actor("personnel"), at=AT, other_id=cast.account("chair").person_id, relation="anh"
        )
        with pytest.raises(NotPermitted):
            kinship.end_kin(actor=cast.actor("personnel"), at=AT, kinship_id=row.pk, on=DAY, reason="x")
        assert kinship.kin_of(me, day=DAY)

    def test_refuses_a_day_to_come_and_no_reason(self, cast: Cast) -> None:
        row, _ = kinship.declare_kin(
            actor=cast.actor("clerk"), at=AT, other_id=cast.account("chair").person_id, relation="em"
        )
        personnel = cast.actor("personnel")
        with pytest.raises(Invalid):
            kinship.end_kin(actor=personnel, at=AT, kinship_id=row.pk, on=DAY, reason="")
        with pytest.raises(Invalid):
            kinship.end_kin(actor=personnel, at=AT, kinship_id=row.pk, on=DAY + timedelta(days=1), reason="x")
        with pytest.raises(NotFound):
            kinship.get_kinship(cast.account("member").person_id, row.pk)

    def test_an_ended_one_can_be_declared_again_and_the_ledger_agrees(self, cast: Cast) -> None:
        other = cast.account("chair").person_id
        clerk, personnel = cast.actor("clerk"), cast.actor("personnel")
        row, _ = kinship.declare_kin(actor=clerk, at=AT, other_id=other, relation="em")
        kinship.end_kin(actor=personnel, at=AT, kinship_id=row.pk, on=DAY, reason="ghi nhầm")
        again, _ = kinship.declare_kin(actor=clerk, at=AT, other_id=other, relation="em gái")
        assert again.pk == row.pk
        assert replay.check().agrees
        Kinship.objects.all().delete()
        assert [each.code for each in replay.check().differences] == ["row_missing"]
