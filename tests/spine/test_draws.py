"""A public draw fixes its list in the log before a digit falls, and never disappears."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from cast import AT, Cast
from liem.kernel.draw import blinded, commitment
from liem.spine.access import Actor, Conflict, Invalid, NotFound, NotPermitted
from liem.spine.draws import actions, announcing, readers, rules
from liem.spine.draws.announcing import Announcement, Left, Line
from liem.spine.draws.models import Ceremony, Method, Purpose, State
from liem.spine.ledger import replay
from liem.spine.ledger.append import opened
from liem.spine.ledger.models import Entry
from liem.spine.log import receipts, sequencer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_log")]
LATER = AT + timedelta(minutes=5)
GROUND = "bệnh hiểm nghèo có xác nhận"
NOWHERE = UUID("01a217c1-3b32-7264-a327-bf14cf4d7f00")
BODIES = ("Ủy ban kiểm tra", "Mặt trận Tổ quốc")
SCHOOLS = tuple(f"Trường {n:02d}" for n in range(1, 11))
PEOPLE = tuple(
    Line(unit, kind, f"{unit} {who}")
    for unit in SCHOOLS[:2]
    for kind, who in (("H", "Lò Văn Un"), ("D", "Vi Thị Hà"), *(("N", f"Cầm Thị {n}") for n in range(18)))
)


@pytest.fixture
def bodies() -> Announcement:
    """Two of ten schools, by dice."""
    return Announcement(
        purpose=Purpose.BODIES,
        title="Chọn cơ quan được xác minh năm 2027",
        lines=tuple(Line("-", "N", school) for school in SCHOOLS),
        rate=Fraction(1, 5),
        reserves=1,
        bodies=BODIES,
        place="Hội trường xã",
        held_at=AT + timedelta(days=1),
    )


@pytest.fixture
def people(bodies: Announcement) -> Announcement:
    """A tenth of forty declarants in two schools, a head or deputy among them."""
    return replace(
        bodies,
        purpose=Purpose.DECLARANTS,
        title="Chọn người được xác minh năm 2027",
        lines=PEOPLE,
        rate=Fraction(1, 10),
        reserves=18,
    )


def leader(cast: Cast) -> Actor:
    return cast.actor("secretary")


def announced(cast: Cast, new: Announcement, *, at: datetime = AT, log: bool = True) -> Ceremony:
    ceremony, _receipt = announcing.announce(actor=leader(cast), at=at, unit_id=cast.units["XCR"].pk, new=new)
    if log:
        sequencer.sequence_all(at=at)
    return ceremony


def thrown(cast: Cast, ceremony: Ceremony, *digits: str, at: datetime = LATER) -> None:
    for turn, each in enumerate(digits or ("4720198335", "5120946817"), start=1):
        actions.throw(actor=leader(cast), at=at, ceremony_id=ceremony.pk, turn=turn, digits=each)


def held(cast: Cast, new: Announcement, *, at: datetime = AT) -> Ceremony:
    ceremony = announced(cast, new, at=at)
    thrown(cast, ceremony, at=at + timedelta(minutes=5))
    actions.hold(
        actor=leader(cast), at=at + timedelta(minutes=6), ceremony_id=ceremony.pk, witnesses="\n".join(BODIES)
    )
    ceremony.refresh_from_db()
    return ceremony


class TestAnAnnouncement:
    def test_puts_the_hashes_into_the_ledger_and_no_name(self, cast: Cast, people: Announcement) -> None:
        ceremony = announced(cast, replace(people, excluded=(Left(SCHOOLS[0], "Hà Văn Bệnh", GROUND),)))
        ((entry, values),) = opened(list(Entry.objects.filter(kind="draws.ceremony.announced")))
        assert values is not None
        assert values["frame_sha256"] == hashlib.sha256(ceremony.frame.encode()).hexdigest()
        assert values["excluded_sha256"] == hashlib.sha256(ceremony.excluded.encode()).hexdigest()
        assert values["ceremony"] == ceremony.case.dossier == "BT-26-00001/XCR"
        assert (values["size"], values["excluded"], values["rate"]) == (40, 1, "1/10")
        published = f"{values}{ceremony.frame}{ceremony.excluded}"
        assert not any(word in published for word in ("Lò Văn Un", "Cầm Thị", "Hà Văn Bệnh"))
        assert entry.pk == ceremony.announced_seq

    def test_lets_each_person_find_herself_with_her_opening(self, cast: Cast, people: Announcement) -> None:
        ceremony = announced(cast, people)
        ids = {row.id for row in readers.frame_of(ceremony).rows()}
        assert set(readers.names(ceremony)) == ids
        assert all(blinded(name, key) == one for one, (name, key) in ceremony.openings.items())
        assert len({key for _name, key in ceremony.openings.values()}) == len(PEOPLE)

    def test_names_places_and_offices_in_clear(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = announced(cast, bodies)
        assert {row.id for row in readers.frame_of(ceremony).rows()} == set(SCHOOLS)
        assert not ceremony.openings

    @pytest.mark.parametrize("changed", [
        {"rate": Fraction(19, 100)},
        {"rate": None, "count": 2},
        {"rate": Fraction(1, 5), "count": 2},
        {"title": " "},
        {"place": ""},
        {"bodies": BODIES[:1]},
        {"bodies": (BODIES[0], BODIES[0])},
        {"method": Method.BEACON},
        {"method": "coin"},
        {"purpose": "lottery"},
        {"held_at": AT - timedelta(minutes=1)},
        {"lines": ()},
        {"lines": (Line("-", "N", SCHOOLS[0]), Line("-", "N", SCHOOLS[0]))},
        {"lines": (Line("-", "X", SCHOOLS[0]),)},
        {"excluded": (Left("-", SCHOOLS[0], "đang xây lại"),)},
        {"excluded": (Left("-", "Trường 11", " "),)},
        {"drawn_from": NOWHERE},
        {"repeats": NOWHERE},
    ])  # fmt: skip
    def test_says_what_is_wrong_and_keeps_nothing(
        self, cast: Cast, bodies: Announcement, changed: dict[str, object]
    ) -> None:
        with pytest.raises(Invalid):
            announced(cast, replace(bodies, **changed))
        assert not Ceremony.objects.exists()
        announced(cast, bodies)

    def test_takes_the_share_of_declarants_and_the_grounds_from_the_law(
        self, cast: Cast, people: Announcement
    ) -> None:
        for wrong in (
            {"rate": Fraction(9, 100)},
            {"excluded": (Left(SCHOOLS[0], "Hà Văn Bận", "bận việc nhà"),)},
        ):
            with pytest.raises(Invalid) as refused:
                announced(cast, replace(people, **wrong))
            assert "130/2020" in refused.value.citation
        with pytest.raises(Invalid, match="cấp trưởng"):
            announced(cast, replace(people, lines=[one for one in PEOPLE if one.kind == "N"]))
        assert GROUND in rules.grounds(Purpose.DECLARANTS, cast.units["XCR"], day=AT.date())
        announced(cast, people)

    def test_is_made_by_who_has_the_duty_in_the_own_unit(self, cast: Cast, bodies: Announcement) -> None:
        for role in ("clerk", "stranger_head", "keeper", "cell_secretary"):
            with pytest.raises(NotPermitted):
                announcing.announce(actor=cast.actor(role), at=AT, unit_id=cast.units["XCR"].pk, new=bodies)
        call_back = replace(bodies, purpose=Purpose.CALL_BACK)
        announcing.announce(actor=cast.actor("secretary"), at=AT, unit_id=cast.units["XCR"].pk, new=call_back)


class TestTheDigits:
    def test_wait_until_the_announcement_stands_in_the_log(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = announced(cast, bodies, log=False)
        with pytest.raises(Conflict, match="chứng kiến"):
            thrown(cast, ceremony)
        sequencer.sequence_all(at=AT)
        assert readers.logged(ceremony.announced_entry, at=AT) is not None
        thrown(cast, ceremony)

    def test_come_from_each_body_once_and_in_turn(self, cast: Cast, bodies: Announcement) -> None:
        ceremony, who = announced(cast, bodies), leader(cast)
        with pytest.raises(Conflict, match="lượt"):
            actions.throw(actor=who, at=LATER, ceremony_id=ceremony.pk, turn=2, digits="5120946817")
        actions.throw(actor=who, at=LATER, ceremony_id=ceremony.pk, turn=1, digits="4720 198335")
        with pytest.raises(Conflict, match="không đổi được"):
            actions.throw(actor=who, at=LATER, ceremony_id=ceremony.pk, turn=1, digits="0000000000")
        with pytest.raises(Conflict, match="Mặt trận"):
            actions.hold(actor=who, at=LATER, ceremony_id=ceremony.pk, witnesses="UBKT")
        with pytest.raises(NotFound):
            actions.throw(actor=who, at=LATER, ceremony_id=ceremony.pk, turn=3, digits="1")

    @pytest.mark.parametrize("digits", ["", "12a", "１２３４", "1" * 61, "-1"])
    def test_are_digits(self, cast: Cast, bodies: Announcement, digits: str) -> None:
        ceremony = announced(cast, bodies)
        with pytest.raises(Invalid):
            thrown(cast, ceremony, digits)

    def test_are_at_least_twenty(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = announced(cast, bodies)
        thrown(cast, ceremony, "123456789", "1234567890")
        with pytest.raises(Conflict, match="19 chữ số"):
            actions.hold(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, witnesses="UBKT")

    def test_of_a_beacon_are_of_the_round_named_before(self, cast: Cast, bodies: Announcement) -> None:
        named = replace(bodies, method=Method.BEACON, beacon="drand quicknet, vòng 21000000", bodies=())
        ceremony = announced(cast, named)
        thrown(cast, ceremony, "47201983355120946817")
        actions.hold(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, witnesses="UBKT; MTTQ")
        assert ceremony.throws.get().body == "drand quicknet, vòng 21000000"


class TestACommitment:
    NONCES = ("11" * 32, "22" * 32)

    @pytest.fixture
    def ceremony(self, cast: Cast, bodies: Announcement) -> Ceremony:
        return announced(cast, replace(bodies, method=Method.COMMIT))

    def commit(self, cast: Cast, ceremony: Ceremony, turn: int, digits: str) -> None:
        fixed = commitment(digits, bytes.fromhex(self.NONCES[turn - 1]))
        actions.commit(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, turn=turn, commitment_hex=fixed)

    def reveal(self, cast: Cast, ceremony: Ceremony, turn: int, digits: str) -> None:
        actions.throw(
            actor=leader(cast),
            at=LATER,
            ceremony_id=ceremony.pk,
            turn=turn,
            digits=digits,
            nonce=self.NONCES[turn - 1],
        )

    def test_opens_only_when_all_stand_in_the_log(self, cast: Cast, ceremony: Ceremony) -> None:
        self.commit(cast, ceremony, 1, "4720198335")
        sequencer.sequence_all(at=LATER)
        with pytest.raises(Conflict, match="Mặt trận"):
            self.reveal(cast, ceremony, 1, "4720198335")
        self.commit(cast, ceremony, 2, "5120946817")
        with pytest.raises(Conflict, match="Mặt trận"):
            self.reveal(cast, ceremony, 1, "4720198335")
        sequencer.sequence_all(at=LATER)
        self.reveal(cast, ceremony, 1, "4720198335")
        self.reveal(cast, ceremony, 2, "5120946817")
        done, _ = actions.hold(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, witnesses="MTTQ")
        assert done.seed == "BT-26-00001/XCR/47201983355120946817"

    def test_is_made_once_and_opens_to_nothing_else(self, cast: Cast, ceremony: Ceremony) -> None:
        for turn, digits in ((1, "4720198335"), (2, "5120946817")):
            self.commit(cast, ceremony, turn, digits)
        with pytest.raises(Conflict, match="không đổi được"):
            self.commit(cast, ceremony, 2, "0000000000")
        sequencer.sequence_all(at=LATER)
        with pytest.raises(Conflict, match="không khớp"):
            self.reveal(cast, ceremony, 1, "4720198336")

    def test_that_does_not_open_ends_the_draw_and_names_the_body(
        self, cast: Cast, ceremony: Ceremony, bodies: Announcement
    ) -> None:
        who = leader(cast)
        with pytest.raises(Invalid):
            actions.give_up(actor=who, at=LATER, ceremony_id=ceremony.pk, reason="Không mở", absent="Ai đó")
        actions.give_up(
            actor=who, at=LATER, ceremony_id=ceremony.pk, reason="Không mở cam kết", absent=BODIES[1]
        )
        again = announced(cast, replace(bodies, repeats=ceremony.pk), at=LATER)
        assert again.case.dossier == "BT-26-00002/XCR"
        assert again.repeats_id == ceremony.pk
        with pytest.raises(Conflict):
            announced(cast, replace(bodies, repeats=ceremony.pk), at=LATER)
        assert [one.absent for one in readers.announced()] == ["", BODIES[1]]


class TestTheResult:
    def test_is_what_anybody_draws_from_list_and_seed(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = held(cast, bodies)
        assert ceremony.state == State.HELD
        assert ceremony.seed == "BT-26-00001/XCR/47201983355120946817"
        assert len(readers.recomputed(ceremony).chosen) == 2
        with pytest.raises(Conflict, match="kết thúc"):
            actions.hold(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, witnesses="UBKT")
        with pytest.raises(Conflict, match="kết thúc"):
            actions.give_up(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, reason="Tiếc")

    def test_is_refused_from_a_list_one_byte_away_from_the_logged_one(
        self, cast: Cast, bodies: Announcement
    ) -> None:
        ceremony = announced(cast, bodies)
        thrown(cast, ceremony)
        changed = ceremony.frame.replace("Trường 10", "Trường 19")
        Ceremony.objects.filter(pk=ceremony.pk).update(frame=changed)
        with pytest.raises(Conflict, match="mã băm"):
            actions.hold(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, witnesses="UBKT")

    def test_needs_somebody_who_saw_it(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = announced(cast, bodies)
        thrown(cast, ceremony)
        with pytest.raises(Invalid):
            actions.hold(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, witnesses=" ")

    def test_of_bodies_is_the_only_list_their_declarants_come_from(
        self, cast: Cast, bodies: Announcement, people: Announcement
    ) -> None:
        first = held(cast, bodies)
        drawn = [place.id for place in readers.places(first, readers.recomputed(first))]
        others = [school for school in SCHOOLS if school not in drawn]
        swap = dict(zip(SCHOOLS[:2], drawn, strict=True))
        right = [line._replace(unit=swap[line.unit]) for line in PEOPLE]
        for wrong in (
            [line._replace(unit=others[0]) for line in PEOPLE[:20]] + right[20:],
            right[:20],
        ):
            with pytest.raises(Invalid):
                announced(cast, replace(people, lines=wrong, drawn_from=first.pk), at=LATER)
        second = announced(cast, replace(people, lines=right, drawn_from=first.pk), at=LATER)
        assert second.drawn_from_id == first.pk


class TestAReserve:
    def test_moves_up_in_order_with_a_ground(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = held(cast, bodies)
        who, result = leader(cast), readers.recomputed(ceremony)
        out, reserve = result.chosen[0].id, result.reserves[0].id
        with pytest.raises(Invalid):
            actions.move_up(actor=who, at=LATER, ceremony_id=ceremony.pk, unit="-", out=out, ground="")
        with pytest.raises(NotFound):
            actions.move_up(
                actor=who, at=LATER, ceremony_id=ceremony.pk, unit="-", out=reserve, ground="Giải thể"
            )
        actions.move_up(actor=who, at=LATER, ceremony_id=ceremony.pk, unit="-", out=out, ground="Giải thể")
        now = readers.places(ceremony, result)
        assert [(place.id, place.replaced) for place in now] == [
            (reserve, out),
            (result.chosen[1].id, ""),
        ]
        with pytest.raises(Conflict, match="dự bị"):
            actions.move_up(
                actor=who, at=LATER, ceremony_id=ceremony.pk, unit="-", out=reserve, ground="Giải thể"
            )

    def test_of_the_last_leader_is_a_leader(self, cast: Cast, people: Announcement) -> None:
        ceremony = held(cast, people)
        who, result = leader(cast), readers.recomputed(ceremony)
        unit = SCHOOLS[0]
        (led,) = [one for one in result.chosen if one.unit == unit and one.kind != "N"]
        actions.move_up(actor=who, at=LATER, ceremony_id=ceremony.pk, unit=unit, out=led.id, ground="Ốm nặng")
        inside = [place for place in readers.places(ceremony, result) if place.unit == unit]
        assert any(place.kind != "N" for place in inside)
        other = next(place for place in inside if place.kind != "N")
        with pytest.raises(Conflict, match="dự bị"):
            actions.move_up(
                actor=who, at=LATER, ceremony_id=ceremony.pk, unit=unit, out=other.id, ground="Ốm nặng"
            )


class TestADraw:
    def test_that_came_to_nothing_stays_with_its_reason(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = announced(cast, bodies)
        with pytest.raises(Invalid):
            actions.give_up(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, reason=" ")
        actions.give_up(actor=leader(cast), at=LATER, ceremony_id=ceremony.pk, reason="Mất điện")
        (kept,) = readers.announced()
        assert (kept.state, kept.reason) == (State.GIVEN_UP, "Mất điện")
        with pytest.raises(Conflict):
            thrown(cast, ceremony)

    def test_is_led_by_its_own_unit_and_unknown_to_others(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = announced(cast, bodies)
        stranger = cast.actor("stranger_head")
        with pytest.raises(NotFound):
            readers.get_ceremony(stranger, ceremony.pk)
        assert readers.get_ceremony(cast.actor("province_head"), ceremony.pk) == ceremony
        for role in ("stranger_head", "province_head", "clerk"):
            with pytest.raises(NotPermitted):
                actions.give_up(actor=cast.actor(role), at=LATER, ceremony_id=ceremony.pk, reason="Thôi")

    def test_is_rebuilt_from_the_ledger_and_an_altered_row_is_named(
        self, cast: Cast, bodies: Announcement, people: Announcement
    ) -> None:
        ceremony = held(cast, bodies)
        result = readers.recomputed(ceremony)
        actions.move_up(
            actor=leader(cast),
            at=LATER,
            ceremony_id=ceremony.pk,
            unit="-",
            out=result.chosen[0].id,
            ground="Giải thể",
        )
        other = announced(cast, people, at=LATER)
        actions.give_up(actor=leader(cast), at=LATER, ceremony_id=other.pk, reason="Mất điện")
        assert not replay.check().differences
        for altered in (
            {"frame": ceremony.frame.replace("Trường 10", "Trường 19")},
            {"seed": "BT-26-00001/XCR/00000000000000000000"},
            {"state": State.GIVEN_UP},
        ):
            Ceremony.objects.filter(pk=ceremony.pk).update(**altered)
            assert [each.subject for each in replay.check().differences] == [ceremony.pk]
            ceremony.save()

    def test_can_be_checked_in_the_log_by_anybody(self, cast: Cast, bodies: Announcement) -> None:
        ceremony = announced(cast, bodies)
        entry = Entry.objects.get(pk=ceremony.announced_seq)
        proven = receipts.proven(entry, at=LATER)
        assert proven is not None
        assert proven.leaf == bytes(entry.leaf)
