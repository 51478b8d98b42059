"""Bundles between two offices: each in its turn, once, from whom it says; every fault has its name."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cast import AT, Cast
from liem.kernel import bundle, seal
from liem.kernel.bundle import container
from liem.spine.access import Invalid as NotValid
from liem.spine.access import NotFound, NotPermitted, Refusal
from liem.spine.bundles import actions, parts, readers, receiving, refusals, sealed_files, sealing
from liem.spine.bundles.kinds import Enclosed, Packed
from liem.spine.bundles.models import Delivered, Peer, Received, Sent
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.vault import files
from spine.exchanging import KEEPER, Office, last_sent, office, pair, sealed_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast: Cast, tmp_path: Path) -> tuple[Office, Office]:
    """The province and the commune, each with the other's card."""
    return pair(tmp_path)


@pytest.fixture
def row(two: tuple[Office, Office]) -> list[bytes]:
    """Three bundles of the province for the commune, in their order."""
    province, _ = two
    return [
        province.send("XCR", "sealed", sealed_files.pack([sealed_file(f"thu-{number}.age")]))
        for number in range(3)
    ]


def refused(work: Callable[[], object], how: type[Refusal]) -> None:
    """The refusal is of its own type, says what happened and how to go on, and nothing is written."""
    entries, rows = Entry.objects.count(), Received.objects.count()
    with pytest.raises(how) as caught:
        work()
    assert type(caught.value) is how
    assert caught.value.message
    assert caught.value.next_step
    assert (Entry.objects.count(), Received.objects.count()) == (entries, rows)


class TestBundle:
    def test_is_taken_in_its_turn_with_its_files(self, two: tuple[Office, Office], row: list[bytes]) -> None:
        _, commune = two
        assert [commune.states(each) for each in row] == [["taken"]] * 3
        assert [one.name for one in readers.delivered(commune.here.unit)] == [
            "thu-0.age",
            "thu-1.age",
            "thu-2.age",
        ]
        assert parts.all_held(commune.here) == []
        assert replay.check().agrees

    def test_brought_again_changes_nothing(self, two: tuple[Office, Office], row: list[bytes]) -> None:
        _, commune = two
        for each in row:
            commune.bring(each)
        entries = Entry.objects.count()
        assert [commune.states(each) for each in (*row, row[0])] == [["known"]] * 4
        assert (Entry.objects.count(), Received.objects.count()) == (entries, 3)

    def test_before_its_turn_waits_for_those_before_it(
        self, two: tuple[Office, Office], row: list[bytes]
    ) -> None:
        _, commune = two
        assert commune.states(row[2]) == ["waiting"]
        assert commune.states(row[1]) == ["waiting"]
        assert Received.objects.count() == 0
        (standing,) = readers.standings(commune.here)
        assert standing.waiting == ((2, 0), (3, 0))
        assert commune.states(row[0]) == ["taken", "taken", "taken"]
        assert list(Received.objects.values_list("number", flat=True)) == [1, 2, 3]

    def test_cut_off_keeps_what_came_and_takes_the_rest_later(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        big = Enclosed("to.age", files.store([_sealed(3 << 20)], at=AT))
        data = province.send("XCR", "sealed", sealed_files.pack([big]))
        (step,) = commune.bring(data[: 2 << 20])
        assert step.state == receiving.State.PARTIAL
        assert step.missing[0] == 1
        (step,) = commune.bring(data[: 3 << 20])
        assert step.missing[0] == 2
        assert commune.states(data) == ["taken"]
        assert Delivered.objects.get().blob == big.blob

    def test_cut_off_in_its_slip_is_refused(self, two: tuple[Office, Office], row: list[bytes]) -> None:
        _, commune = two
        refused(lambda: commune.bring(row[0][:200]), refusals.Malformed)

    def test_altered_anywhere_is_refused(self, two: tuple[Office, Office], row: list[bytes]) -> None:
        _, commune = two
        start = len(row[0]) - last_size(row[0])
        for at in (*range(30, start - 90, 41), start, start + 500, len(row[0]) - 1):
            altered = row[0][:at] + bytes([row[0][at] ^ 1]) + row[0][at + 1 :]
            with pytest.raises(refusals.BundleRefused):
                commune.bring(altered)
        assert Received.objects.count() == 0
        refused(lambda: commune.bring(row[0] + b"\0"), refusals.Malformed)
        assert commune.states(row[0]) == ["taken"]

    def test_forged_in_a_known_name_is_refused(self, two: tuple[Office, Office], row: list[bytes]) -> None:
        province, commune = two
        opened = container.read(io.BytesIO(row[0]))
        thief = office("TAL", Path(commune.here.folder / "thief"))
        forged = bundle.signed(opened.slip, thief.here.signer)
        assert str(forged) != str(opened.note)
        refused(lambda: commune.bring(_file(forged, opened)), refusals.Forged)
        assert province.here.office == thief.here.office

    def test_of_an_unknown_sender_is_refused(self, two: tuple[Office, Office], tmp_path: Path) -> None:
        _, commune = two
        stranger = office("XST", tmp_path)
        stranger.trust(commune, "above")
        data = stranger.send("XCR", "sealed", sealed_files.pack([sealed_file("la.age")]))
        refused(lambda: commune.bring(data), refusals.UnknownSender)

    def test_for_somebody_else_is_refused(
        self, two: tuple[Office, Office], row: list[bytes], tmp_path: Path
    ) -> None:
        province, _ = two
        neighbour = office("XST", tmp_path)
        neighbour.trust(province, "above")
        refused(lambda: neighbour.bring(row[0]), refusals.ForSomebodyElse)

    def test_from_the_future_is_refused_until_its_time_has_come(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        tomorrow = AT + timedelta(days=1)
        data = province.send("XCR", "sealed", sealed_files.pack([sealed_file("mai.age")]), at=tomorrow)
        refused(lambda: commune.bring(data), refusals.FromTheFuture)
        assert commune.states(data, at=tomorrow - timedelta(minutes=10)) == ["taken"]

    def test_of_a_number_that_came_with_other_bytes_is_refused(
        self, two: tuple[Office, Office], row: list[bytes]
    ) -> None:
        province, commune = two
        commune.bring(row[0])
        second = container.read(io.BytesIO(row[1]))
        other = bundle.signed(replace(second.slip, number=1, previous=bundle.NONE), province.here.signer)
        refused(lambda: commune.bring(_file(other, second)), refusals.Forked)
        loose = bundle.signed(replace(second.slip, previous="12" * 32), province.here.signer)
        refused(lambda: commune.bring(_file(loose, second)), refusals.Forked)
        assert commune.states(row[1]) == ["taken"]

    def test_of_another_row_is_refused_until_the_card_is_taken_in_anew(
        self, two: tuple[Office, Office], row: list[bytes]
    ) -> None:
        province, commune = two
        commune.bring(row[0])
        province.trust(commune, "below", new_stream=True)
        again = province.send("XCR", "sealed", sealed_files.pack([sealed_file("moi.age")]))
        refused(lambda: commune.bring(again), refusals.OtherStream)
        commune.trust(province, "above", new_stream=True)
        assert commune.states(again) == ["taken"]
        assert commune.states(row[0]) == ["known"]

    def test_under_a_replaced_key_is_forged_but_known_if_it_was_taken(
        self, two: tuple[Office, Office], row: list[bytes], tmp_path: Path
    ) -> None:
        _, commune = two
        commune.bring(row[0])
        renewed = office("TAL", tmp_path / "renewed")
        commune.trust(renewed, "above")
        assert commune.states(row[0]) == ["known"]
        refused(lambda: commune.bring(row[1]), refusals.Forged)


def _sealed(size: int) -> bytes:
    return seal.encrypt_bytes(os.urandom(size), [seal.X25519Identity.generate().recipient])


def last_size(data: bytes) -> int:
    return container.read(io.BytesIO(data)).slip.size


def _file(note: object, opened: container.Opened) -> bytes:
    target = io.BytesIO()
    place = opened.source.tell()
    container.write(target, note, opened.source)  # type: ignore[arg-type]
    opened.source.seek(place)
    return target.getvalue()


class TestContents:
    """What is signed, sealed and in turn, and still cannot be taken, is told; the row goes on."""

    def refused_then(self, two: tuple[Office, Office], data: bytes, code: str) -> None:
        province, commune = two
        (step,) = commune.bring(data)
        assert step.state == receiving.State.REFUSED
        row = Received.objects.get(outcome="refused")
        assert (row.code, bool(row.reason)) == (code, True)
        assert commune.states(data) == ["known"]
        after = province.send("XCR", "sealed", sealed_files.pack([sealed_file("sau.age")]))
        assert commune.states(after) == ["taken"]
        assert readers.refused(commune.here.unit) == [row]
        assert replay.check().agrees

    def test_of_an_unknown_kind(self, two: tuple[Office, Office]) -> None:
        self.refused_then(two, two[0].send("XCR", "mystery", Packed({})), "invalid")

    def test_of_a_kind_this_sender_may_not_send(self, two: tuple[Office, Office]) -> None:
        self.refused_then(two, two[0].send("XCR", "report", Packed({"tasks": []})), "not_permitted")

    def test_that_are_not_sealed_where_only_sealed_ones_go(self, two: tuple[Office, Office]) -> None:
        plain = Enclosed("ro.txt", files.store([b"ai cung doc duoc"], at=AT))
        with pytest.raises(NotValid):
            sealed_files.pack([plain])
        good = sealed_file("kin.age")
        data = two[0].send("XCR", "sealed", Packed({}, (good, plain)))
        (step,) = two[1].bring(data)
        assert step.state == receiving.State.REFUSED
        assert Delivered.objects.count() == 0, "what came before the fault is undone"

    def test_sealed_for_another_key(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        peer = readers.get_peer(province.here.unit, "XCR")
        other = replace(commune.here.card, seal=str(seal.HybridIdentity.generate().recipient))
        Peer.objects.filter(pk=peer.pk).update(card=other.encode(commune.here.signer).decode())
        data = province.send("XCR", "sealed", sealed_files.pack([sealed_file("lac.age")]))
        Peer.objects.filter(pk=peer.pk).update(card=peer.card)
        self.refused_then(two, data, "no_key_fits")

    def test_taken_over_from_another_sender(
        self, two: tuple[Office, Office], row: list[bytes], tmp_path: Path
    ) -> None:
        _, commune = two
        thief = office("XST", tmp_path)
        commune.trust(thief, "below")
        stolen = container.read(io.BytesIO(row[0]))
        slip = replace(stolen.slip, sender="XST", stream="ee" * 16)
        data = _file(bundle.signed(slip, thief.here.signer), stolen)
        (step,) = commune.bring(data)
        assert step.state == receiving.State.REFUSED
        assert Received.objects.get().code == "taken_over"
        assert Delivered.objects.count() == 0


class TestSending:
    def test_numbers_without_a_gap_and_names_the_one_before(
        self, two: tuple[Office, Office], row: list[bytes]
    ) -> None:
        slips = [container.read(io.BytesIO(each)).slip for each in row]
        assert [slip.number for slip in slips] == [1, 2, 3]
        assert [slip.previous for slip in slips] == [bundle.NONE, slips[0].id, slips[1].id]
        assert list(Sent.objects.values_list("bundle", flat=True)) == [slip.id for slip in slips]

    def test_shows_nothing_of_what_is_inside_on_the_way(self, two: tuple[Office, Office]) -> None:
        data = two[0].send("XCR", "mystery", Packed({"ten": "Nguyen Van Kin"}))
        assert b"Nguyen" not in data
        assert b"ten" not in data.partition(b"\nage-encryption")[0]

    def test_gives_the_same_bytes_again(self, two: tuple[Office, Office], row: list[bytes]) -> None:
        province, _ = two
        assert sealing.file_of(province.here, last_sent(province)).read_bytes() == row[2]

    def test_killed_before_its_name_is_finished_ends_with_the_same_bytes(
        self, two: tuple[Office, Office], row: list[bytes]
    ) -> None:
        province, _ = two
        sent = last_sent(province)
        path = sealing.file_of(province.here, sent)
        ready = province.here.folder / "making" / sent.bundle
        path.rename(ready)  # as a kill between the row and the name leaves it
        assert sealing.file_of(province.here, sent).read_bytes() == row[2]

    def test_killed_before_its_row_gives_the_number_to_the_next(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        making = province.here.folder / "making"
        making.mkdir(parents=True)
        (making / ("ab" * 32)).write_bytes(b"never given out")
        data = province.send("XCR", "sealed", sealed_files.pack([sealed_file("a.age")]))
        assert commune.states(data) == ["taken"]

    def test_to_an_unknown_office_is_refused(self, two: tuple[Office, Office]) -> None:
        with pytest.raises(NotFound):
            two[0].send("XST", "sealed", sealed_files.pack([sealed_file("a.age")]))


class TestPieces:
    """As the network brings them: a slip, parts in any order, the word that all is there."""

    def test_come_in_any_order_and_several_times(self, two: tuple[Office, Office]) -> None:
        province, commune = two
        here = commune.here
        big = Enclosed("to.age", files.store([_sealed(2 << 20)], at=AT))
        opened = container.read(io.BytesIO(province.send("XCR", "sealed", sealed_files.pack([big]))))
        pieces = dict(opened.parts())
        first = receiving.offer(here, opened.note.encode(), at=AT)
        assert first.missing == tuple(pieces)
        name = opened.slip.id
        for number in (2, 0, 2):
            receiving.put_part(here, name, number, pieces[number])
        assert receiving.offer(here, opened.note.encode(), at=AT).missing == (1,)
        (step,) = receiving.settle(here, name, actor=KEEPER, at=AT)
        assert step.state == receiving.State.PARTIAL
        with pytest.raises(refusals.Malformed):
            receiving.put_part(here, name, 1, pieces[0])
        receiving.put_part(here, name, 1, pieces[1])
        assert [each.state.value for each in receiving.settle(here, name, actor=KEEPER, at=AT)] == ["taken"]
        assert [each.state.value for each in receiving.settle(here, name, actor=KEEPER, at=AT)] == ["known"]
        assert receiving.offer(here, opened.note.encode(), at=AT).state == receiving.State.KNOWN

    @pytest.mark.parametrize("name", ["0" * 64, "../../slip", "", "A" * 63 + "/"])
    def test_of_nothing_offered_are_refused(self, two: tuple[Office, Office], name: str) -> None:
        with pytest.raises(NotFound):
            receiving.put_part(two[1].here, name, 0, b"x")


class TestCard:
    def test_with_another_fingerprint_is_refused(self, two: tuple[Office, Office], tmp_path: Path) -> None:
        neighbour = office("XST", tmp_path).here
        for fingerprint in ("", two[0].here.card.fingerprint, neighbour.card.fingerprint[:-1]):
            with pytest.raises(NotValid):
                actions.trust_peer(
                    actor=KEEPER,
                    at=AT,
                    here=two[1].here,
                    card=neighbour.card.encode(neighbour.signer),
                    fingerprint=fingerprint,
                    role="above",
                )
        assert not Peer.objects.filter(office="XST").exists()

    def test_is_taken_in_by_who_keeps_the_system_alone(self, two: tuple[Office, Office], cast: Cast) -> None:
        here, card = two[1].here, two[0].here.card
        with pytest.raises(NotPermitted):
            actions.trust_peer(
                actor=cast.actor("clerk"),
                at=AT,
                here=here,
                card=card.encode(two[0].here.signer),
                fingerprint=card.fingerprint,
                role="above",
            )

    def test_keys_stay_with_their_owner(self, two: tuple[Office, Office], tmp_path: Path) -> None:
        secrets = [path for path in (tmp_path / "TAL" / "keys").iterdir() if path.is_file()]
        assert len(secrets) == 2
        assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}
        assert two[0].here.card == office("TAL", tmp_path).here.card
