"""The receiver says what arrived: once, signed like any bundle, about what was made, never outwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cast import AT, Cast
from liem.spine.access import Invalid, NotPermitted
from liem.spine.bundles import acknowledged, actions, readers, refusals, sealed_files
from liem.spine.bundles.kinds import ACKNOWLEDGEMENT, Packed
from liem.spine.bundles.models import Peer, Received, Sent
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from spine.exchanging import KEEPER, Office, office, pair, sealed_file

pytestmark = [pytest.mark.django_db, pytest.mark.twin]
SOON, LATER = AT + timedelta(minutes=1), AT + timedelta(minutes=5)


@pytest.fixture
def two(cast: Cast, tmp_path: Path) -> tuple[Office, Office]:
    """The province and the commune, each with the other's card."""
    return pair(tmp_path)


def sent_down(two: tuple[Office, Office], count: int) -> list[bytes]:
    """Bundles of the province for the commune, in their order."""
    return [
        two[0].send("XCR", "sealed", sealed_files.pack([sealed_file(f"{number}.age")]))
        for number in range(count)
    ]


def told(commune: Office) -> Packed:
    """What the commune says of the province's bundles."""
    return acknowledged.pack(readers.get_peer(commune.here.unit, "TAL"))


def back(commune: Office, packed: Packed | None = None, *, kind: str = ACKNOWLEDGEMENT) -> bytes:
    return commune.send("TAL", kind, packed or told(commune), at=LATER)


def arrived(province: Office) -> list[bool]:
    rows = Sent.objects.filter(peer__own=province.here.unit).order_by("number")
    return [row.arrived_at is not None for row in rows]


class TestAcknowledgement:
    def test_marks_what_arrived_and_no_more(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        first, second, _third = sent_down(two, 3)
        commune.bring(first, at=SOON)
        commune.bring(second, at=SOON)
        assert arrived(province) == [False] * 3
        assert province.states(back(commune), at=LATER) == ["taken"]
        assert arrived(province) == [True, True, False]
        standing = readers.standing(province.here, readers.get_peer(province.here.unit, "XCR"))
        assert (standing.sent, standing.arrived) == (3, 2)
        assert replay.check().agrees

    def test_tells_the_sender_which_contents_could_not_be_used(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        commune.bring(province.send("XCR", "report", Packed({"tasks": []})), at=SOON)
        province.bring(back(commune), at=LATER)
        row = Sent.objects.get(peer__own=province.here.unit)
        assert (row.refused_code, row.refused_reason) == (
            Received.objects.get(peer__own=commune.here.unit).code,
            Received.objects.get(peer__own=commune.here.unit).reason,
        )
        assert row.refused_code
        assert replay.check().agrees
        Sent.objects.filter(pk=row.pk).update(refused_code="")
        assert not replay.check().agrees

    def test_brought_again_changes_nothing(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        commune.bring(sent_down(two, 1)[0], at=SOON)
        data = back(commune)
        province.bring(data, at=LATER)
        entries = Entry.objects.count()
        assert province.states(data, at=LATER) == ["known"]
        assert Entry.objects.count() == entries

    def test_of_what_is_known_already_writes_no_second_entry(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        commune.bring(sent_down(two, 1)[0], at=SOON)
        packed = told(commune)
        province.bring(back(commune, packed), at=LATER)
        assert province.states(back(commune, packed), at=LATER) == ["taken"]
        assert Entry.objects.filter(kind="bundles.sent.arrived").count() == 1
        assert replay.check().agrees

    def test_is_asked_for_only_when_something_new_came(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        with pytest.raises(Invalid):
            told(commune)
        first, second = sent_down(two, 2)
        commune.bring(first, at=SOON)
        data = back(commune)
        with pytest.raises(Invalid):
            told(commune)
        province.bring(data, at=LATER)
        with pytest.raises(Invalid):  # an acknowledgement is not acknowledged: it would never end
            acknowledged.pack(readers.get_peer(province.here.unit, "XCR"))
        commune.bring(second, at=LATER + timedelta(minutes=1))
        assert told(commune).data["number"] == 2

    def test_never_goes_out_to_the_public_site(self, cast: Cast, tmp_path: Path) -> None:
        site, inner = office("TAL", tmp_path), office("XCR", tmp_path)
        site.trust(inner, "below")
        inner.trust(site, "site")
        inner.bring(site.send("XCR", "sealed", sealed_files.pack([sealed_file("a.age")])), at=SOON)
        peer = readers.get_peer(inner.here.unit, "TAL")
        assert readers.untold(peer) == 0
        with pytest.raises(Invalid) as caught:
            acknowledged.pack(peer)
        assert "một chiều" in caught.value.message

    def test_from_the_public_site_is_not_taken(self, cast: Cast, tmp_path: Path) -> None:
        site, inner = office("TAL", tmp_path), office("XCR", tmp_path)
        site.trust(inner, "below")
        inner.trust(site, "site")
        own = Packed({"stream": "0" * 32, "number": 1, "bundle": "0" * 64, "refused": []})
        assert inner.states(site.send("XCR", ACKNOWLEDGEMENT, own)) == ["refused"]
        assert Received.objects.get().code == NotPermitted.code

    @pytest.mark.parametrize(
        "wrong",
        [
            {"number": 2},
            {"number": 0},
            {"number": "1"},
            {"bundle": "f" * 64},
            {"stream": "f" * 32},
            {"refused": [{"number": 2, "code": "x", "reason": "y"}]},
            {"refused": [{"number": 1, "code": "x"}]},
            {"refused": 7},
        ],
    )
    def test_of_a_bundle_never_made_or_without_sense_is_refused(
        self, two: tuple[Office, Office], wrong: dict[str, object]
    ) -> None:
        province, commune = two
        commune.bring(sent_down(two, 1)[0], at=SOON)
        right = told(commune)
        bad = replace(right, data={**right.data, **wrong})
        assert province.states(back(commune, bad), at=LATER) == ["refused"]
        assert arrived(province) == [False]
        assert province.states(back(commune, right), at=LATER) == ["taken"]
        assert arrived(province) == [True]

    def test_of_one_neighbour_says_nothing_of_anothers_bundles(
        self, two: tuple[Office, Office], tmp_path: Path
    ) -> None:
        province, commune = two
        other = office("XST", tmp_path)
        other.trust(province, "above")
        province.trust(other, "below")
        commune.bring(sent_down(two, 1)[0], at=SOON)
        stolen = told(commune)
        assert province.states(other.send("TAL", ACKNOWLEDGEMENT, stolen, at=LATER), at=LATER) == ["refused"]
        assert arrived(province) == [False]

    def test_forged_for_somebody_else_or_from_the_future_is_refused(
        self, two: tuple[Office, Office], tmp_path: Path
    ) -> None:
        province, commune = two
        commune.bring(sent_down(two, 1)[0], at=SOON)
        data = back(commune)
        thief = office("XCR", tmp_path / "thief")
        thief.trust(province, "above")
        faults = (
            (lambda: commune.bring(data, at=LATER), refusals.ForSomebodyElse),
            (lambda: province.bring(data, at=LATER - timedelta(hours=1)), refusals.FromTheFuture),
        )
        for work, how in faults:
            with pytest.raises(how):
                work()
        Peer.objects.filter(own=province.here.unit).update(
            card=thief.here.card.encode(thief.here.signer).decode()
        )
        with pytest.raises(refusals.Forged):
            province.bring(data, at=LATER)
        assert arrived(province) == [False]


class TestStandings:
    def test_of_many_neighbours_take_as_many_queries_as_of_one(
        self, cast: Cast, two: tuple[Office, Office], tmp_path: Path, django_assert_num_queries: Any
    ) -> None:
        province, commune = two
        commune.bring(sent_down(two, 1)[0], at=SOON)
        for code in ("XST", "CB01", "CB02"):
            province.trust(office(code, tmp_path / "more"), "below")
        with django_assert_num_queries(5):
            found = readers.standings(province.here)
        assert [(one.peer.office, one.sent, one.untold) for one in found] == [
            ("CB01", 0, 0), ("CB02", 0, 0), ("XCR", 1, 0), ("XST", 0, 0),
        ]  # fmt: skip
        (own,) = readers.standings(commune.here)
        assert (own.received, own.untold, own.expected, own.gap) == (1, 1, 2, False)


class TestWhoExchanges:
    def test_is_the_clerk_of_the_office_and_no_neighbour(
        self, cast: Cast, two: tuple[Office, Office]
    ) -> None:
        _, commune = two
        packed = sealed_files.pack([sealed_file("a.age")])
        how = {"at": AT, "here": commune.here, "office": "TAL", "kind": "sealed", "packed": packed}
        with pytest.raises(NotPermitted):
            actions.send(actor=cast.actor("stranger"), **how)
        with pytest.raises(NotPermitted):
            actions.send(actor=cast.actor("member"), **how)
        sent, _receipt = actions.send(actor=cast.actor("clerk"), **how)
        assert sent.number == 1

    def test_takes_cards_only_for_the_own_office(self, cast: Cast, two: tuple[Office, Office]) -> None:
        province, commune = two
        card = province.here.card
        how = {
            "at": AT,
            "here": commune.here,
            "card": card.encode(province.here.signer),
            "fingerprint": card.fingerprint,
            "role": "above",
        }
        with pytest.raises(NotPermitted):
            actions.trust_peer(actor=cast.actor("clerk"), **how)
        stranger = replace(cast.actor("keeper"), unit_path=cast.units["XST"].path)
        with pytest.raises(NotPermitted):
            actions.trust_peer(actor=stranger, **how)
        peer, _receipt = actions.trust_peer(actor=cast.actor("keeper"), **how)
        assert peer.office == "TAL"
        assert KEEPER.over(commune.here.unit.path)
