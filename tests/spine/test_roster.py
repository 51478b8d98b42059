"""Lists of readers: no key counts before two signed for it, and every list follows the one before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.translation import override

from cast import AT, Cast, assemble
from commission import with_commission
from holders import Holder
from keyring import confirm, enrol, founded, signed
from liem.kernel.seal import roster
from liem.spine.access import Conflict, Invalid, NotFound, NotPermitted
from liem.spine.ledger import replay
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.roster import actions, readers
from liem.spine.roster.models import ReaderKey, State


@pytest.fixture
def people(db: None) -> Cast:
    return with_commission(assemble())


def standing(cast: Cast) -> set[str]:
    return {key.name for key in readers.keys_of(cast.units["UBKT"].pk, State.STANDING)}


def names(cast: Cast, *roles: str) -> set[str]:
    return {cast.actor(role).name for role in roles}


class TestEnrol:
    def test_keeps_the_public_half_and_seals_nothing_to_it_yet(self, people: Cast) -> None:
        key = enrol(people, "inspector")
        assert (key.state, standing(people)) == (State.PENDING, set())
        with override("en"):  # a list has one spelling, whoever reads the pages in which language
            assert enrol(people, "ubkt_chair").post == "Chủ nhiệm Ủy ban kiểm tra"
        entry = Entry.objects.get(subject=key.pk)
        values = opened([entry])[0][1]
        assert values is not None
        assert (entry.entry_class, values["fingerprint"]) == ("roster", key.fingerprint)

    def test_refuses_who_does_not_inspect(self, people: Cast) -> None:
        with pytest.raises(NotPermitted):
            enrol(people, "clerk")

    def test_refuses_a_key_whose_own_signature_is_by_another(self, people: Cast) -> None:
        mine, other = Holder("mine"), Holder("other")
        with pytest.raises(Invalid):
            actions.enrol_key(actor=people.actor("inspector"), at=AT, claim=other.claim("UBKT"), **mine.keys)

    def test_refuses_a_claim_made_for_another_unit(self, people: Cast) -> None:
        holder = Holder("mine")
        with pytest.raises(Invalid):
            actions.enrol_key(
                actor=people.actor("inspector"), at=AT, claim=holder.claim("XCR"), **holder.keys
            )

    def test_refuses_a_second_waiting_key_and_a_known_one(self, people: Cast) -> None:
        key = enrol(people, "inspector")
        with pytest.raises(Conflict):
            enrol(people, "inspector", name="another")
        actions.withdraw_key(actor=people.actor("inspector"), at=AT, key_id=key.pk, reason="làm lại")
        with pytest.raises(Conflict):
            enrol(people, "inspector")
        assert enrol(people, "inspector", name="another").state == State.PENDING

    def test_refuses_the_public_key_of_somebody_else(self, people: Cast) -> None:
        enrol(people, "inspector")
        mine, theirs = Holder("mine"), Holder("inspector").keys
        for taken in ({"device": theirs["device"]}, {"recovery": theirs["device"]}):
            keys = mine.keys | taken
            claim = mine.line(roster.claim_text(unit="UBKT", **keys), "UBKT")
            with pytest.raises(Conflict):
                actions.enrol_key(actor=people.actor("ubkt_chair"), at=AT, claim=claim, **keys)

    def test_lets_nobody_else_withdraw_a_key(self, people: Cast) -> None:
        key = enrol(people, "inspector")
        with pytest.raises(NotPermitted):
            actions.withdraw_key(actor=people.actor("ubkt_chair"), at=AT, key_id=key.pk, reason="x")


class TestFirstList:
    def test_stands_when_two_confirmed_each_other(self, people: Cast) -> None:
        one, two = enrol(people, "ubkt_chair"), enrol(people, "inspector")
        assert confirm(people, "inspector", one).published_at is None
        assert standing(people) == set()
        made = confirm(people, "ubkt_chair", two)
        assert made.published_at is not None
        assert standing(people) == names(people, "ubkt_chair", "inspector")

    def test_needs_somebody_else(self, people: Cast) -> None:
        key = enrol(people, "inspector")
        with pytest.raises(NotPermitted):
            confirm(people, "inspector", key)

    def test_counts_one_signature_of_one_reader_once(self, people: Cast) -> None:
        one, _two = enrol(people, "ubkt_chair"), enrol(people, "inspector")
        confirm(people, "inspector", one)
        with pytest.raises(Conflict):
            confirm(people, "inspector", one)

    def test_is_invisible_and_closed_to_another_unit(self, people: Cast) -> None:
        key = enrol(people, "inspector")
        enrol(people, "secretary")
        with pytest.raises(NotFound):
            confirm(people, "secretary", key)

    def test_is_refused_with_the_signature_of_somebody_else(self, people: Cast) -> None:
        one, _two = enrol(people, "ubkt_chair"), enrol(people, "inspector")
        told = signed(people, "inspector", one, name="a stranger")
        with pytest.raises(Invalid):
            actions.confirm_key(actor=people.actor("inspector"), at=AT, key_id=one.pk, **told)

    def test_takes_one_signature_line_and_nothing_behind_it(self, people: Cast) -> None:
        one, _two = enrol(people, "ubkt_chair"), enrol(people, "inspector")
        told = signed(people, "inspector", one)
        for line in (told["line"] * 2, told["line"][:-1], told["line"] + "— x AAAAAAAA\n"):
            with pytest.raises(Invalid):
                actions.confirm_key(
                    actor=people.actor("inspector"), at=AT, key_id=one.pk, sha256=told["sha256"], line=line
                )

    def test_is_refused_when_it_changed_since_it_was_shown(self, people: Cast) -> None:
        one, _two = enrol(people, "ubkt_chair"), enrol(people, "inspector")
        told = signed(people, "inspector", one)
        with pytest.raises(Conflict):
            actions.confirm_key(
                actor=people.actor("inspector"), at=AT + timedelta(days=1), key_id=one.pk, **told
            )


class TestLaterLists:
    def test_take_a_third_reader_by_two_who_stand(self, people: Cast) -> None:
        founded(people)
        key = enrol(people, "inspector_two")
        confirm(people, "inspector", key)
        assert len(standing(people)) == 2
        confirm(people, "ubkt_chair", key, at=AT + timedelta(days=3))
        assert standing(people) == names(people, "ubkt_chair", "inspector", "inspector_two")

    def test_are_not_signed_by_who_only_waits(self, people: Cast) -> None:
        one, _two = founded(people)
        enrol(people, "inspector_two")
        with pytest.raises(NotPermitted):
            actions.retire_key(
                actor=people.actor("inspector_two"), at=AT, key_id=one.pk, sha256="", line="", reason="x"
            )

    def test_replace_the_key_of_who_has_a_new_machine(self, people: Cast) -> None:
        _one, two = founded(people)
        new = enrol(people, "inspector", name="new machine")
        confirm(people, "ubkt_chair", new)
        confirm(people, "inspector", new)  # by the old key, which still counts
        two.refresh_from_db()
        new.refresh_from_db()
        assert (two.state, new.state, len(standing(people))) == (State.RETIRED, State.STANDING, 2)

    def test_drop_who_leaves_but_never_below_two(self, people: Cast) -> None:
        one, two = founded(people)
        with pytest.raises(Conflict):
            retire(people, "ubkt_chair", two)
        third = enrol(people, "inspector_two")
        for role in ("ubkt_chair", "inspector"):
            confirm(people, role, third)
        for role in ("ubkt_chair", "inspector_two"):
            retire(people, role, two)
        assert standing(people) == names(people, "ubkt_chair", "inspector_two")
        with pytest.raises(Conflict):
            retire(people, "ubkt_chair", one)

    def test_begin_again_when_too_few_can_sign(self, people: Cast) -> None:
        founded(people)
        chair, unit = people.actor("ubkt_chair"), people.units["UBKT"]
        with pytest.raises(NotPermitted):
            actions.begin_again(actor=people.actor("inspector"), at=AT, unit_id=unit.pk, reason="mất máy")
        with pytest.raises(Invalid):
            actions.begin_again(actor=chair, at=AT, unit_id=unit.pk, reason=" ")
        actions.begin_again(actor=chair, at=AT, unit_id=unit.pk, reason="mất máy")
        assert standing(people) == set()
        with pytest.raises(Conflict):
            actions.begin_again(actor=chair, at=AT, unit_id=unit.pk, reason="mất máy")
        one = enrol(people, "ubkt_chair", name="c2")
        two = enrol(people, "inspector_two", name="i2")
        confirm(people, "inspector_two", one, name="i2")
        made = confirm(people, "ubkt_chair", two, name="c2")
        assert (made.generation, made.number) == (2, 1)
        assert standing(people) == names(people, "ubkt_chair", "inspector_two")
        checked(people)

    def test_hand_out_a_chain_a_stranger_can_check(self, people: Cast) -> None:
        founded(people)
        third = enrol(people, "inspector_two")
        for role in ("ubkt_chair", "inspector"):
            confirm(people, role, third)
        newest = checked(people)
        assert {each.person for each in newest.readers} == standing(people)
        assert newest.place == (1, 2)

    def test_agree_with_the_ledger_and_show_what_was_written_behind_it(self, people: Cast) -> None:
        founded(people)
        enrol(people, "inspector_two")
        assert replay.check().agrees
        ReaderKey.objects.filter(state=State.PENDING).update(state=State.STANDING)
        assert [each.code for each in replay.check().differences] == ["row_differs"]


def retire(cast: Cast, role: str, key: ReaderKey) -> None:
    told = signed(cast, role, key)
    actions.retire_key(actor=cast.actor(role), at=AT, key_id=key.pk, reason="chuyển công tác", **told)


def checked(cast: Cast) -> roster.Roster:
    """Check the handed-out file from the first list to the newest, as a browser does."""
    return roster.check_all(readers.handed_out(cast.units["UBKT"].pk).encode())
