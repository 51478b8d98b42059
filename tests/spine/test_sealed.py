"""Sealed letters: kept for readers whose key counts, found by the code alone, hidden from outsiders."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import pytest

from cast import AT, Cast, assemble
from commission import with_commission
from custodians import with_custodians
from keyring import confirm, enrol, founded
from liem.kernel.seal import HybridIdentity, decrypt_bytes, encrypt_bytes, parse_recipient
from liem.kernel.seal.letter import Letter, pack, unpack
from liem.kernel.seal.receipt_code import auth_hash, derive, new_code
from liem.spine.access import Conflict, Invalid, NotFound
from liem.spine.ledger import replay
from liem.spine.ledger.models import Entry
from liem.spine.log.models import Slot, Waiting
from liem.spine.sealed import actions, files, readers
from liem.spine.sealed.models import SealedMessage, SealedReport
from liem.spine.sealed.policy import REPORTER

RECEIPT = derive(new_code(secrets.token_bytes), mailbox="xa.example/so")  # a second of work, done once
CODE = {"locator": RECEIPT.locator.hex(), "auth": RECEIPT.auth.hex()}
READER = HybridIdentity(b"\1" * 32)
WORDS = "Thu quỹ không phiếu"


@pytest.fixture
def people(db: None) -> Cast:
    cast = with_commission(assemble())
    founded(cast)
    return cast


def sealed(words: str = WORDS, kind: str = "report") -> bytes:
    letter = Letter(kind, words, reply_to=str(HybridIdentity(RECEIPT.reply_seed).recipient))
    return encrypt_bytes(pack(letter), [READER.recipient])


def deposited(cast: Cast, *, unit: str = "UBKT", locator: str = CODE["locator"]) -> SealedReport:
    report, _ = actions.deposit(
        actor=REPORTER,
        at=AT,
        locator=locator,
        auth_hash=auth_hash(RECEIPT.auth).hex(),
        units=[cast.units[unit].pk],
        blob=files.keep(sealed(), at=AT),
    )
    return report


class TestDeposit:
    def test_keeps_sealed_bytes_an_hour_and_the_hash_of_the_word(self, people: Cast) -> None:
        report = deposited(people)
        assert report.hour == AT.replace(minute=0)
        assert report.auth_hash == auth_hash(RECEIPT.auth).hex()
        assert report.blob.created_at == report.hour
        entry = Entry.objects.get(subject=report.pk)
        assert (entry.actor_person, entry.actor_unit, entry.recorded_at) == (None, None, report.hour)

    def test_goes_into_a_slot_of_the_cover_traffic(self, people: Cast) -> None:
        report = deposited(people)
        entry = Entry.objects.get(subject=report.pk)
        slot = Slot.objects.get(entry=entry.pk)
        assert entry.entry_class == "sealed"
        assert AT < slot.at <= AT + timedelta(hours=6)
        assert f"{slot.at:%Y-%m-%dT%H}" in bytes(entry.leaf).decode()
        assert Waiting.objects.get(entry=entry.pk).not_before == slot.at

    def test_refuses_what_is_not_sealed_or_has_an_unusual_size(self, people: Cast) -> None:
        for data in (b"hello", pack(Letter("report", WORDS)), encrypt_bytes(b"short", [READER.recipient])):
            with pytest.raises(Invalid):
                files.keep(data, at=AT)

    def test_refuses_a_unit_where_nobody_could_read_it(self, people: Cast) -> None:
        with pytest.raises(Invalid):
            deposited(people, unit="XCR")

    def test_refuses_a_code_that_is_in_use_and_one_of_another_form(self, people: Cast) -> None:
        deposited(people)
        with pytest.raises(Conflict):
            deposited(people)
        with pytest.raises(Invalid):
            deposited(people, locator="xyz")

    def test_keeps_a_name_sealed_for_two_bodies_beside_it(self, people: Cast) -> None:
        report = self._named(with_custodians(people), "NC")
        assert report.identity_id is not None
        with pytest.raises(NotFound):  # no reader fetches it as a letter
            files.fetched(report, sha256=report.identity_id)
        assert replay.check().agrees

    @pytest.mark.parametrize("custodian", ["UBKT", "XCR"])
    def test_refuses_a_name_kept_by_who_reads_the_report_or_by_a_body_without_readers(
        self, people: Cast, custodian: str
    ) -> None:
        with pytest.raises(Invalid):
            self._named(people, custodian)

    def _named(self, cast: Cast, custodian: str) -> SealedReport:
        other = HybridIdentity(b"\2" * 32)
        inner = encrypt_bytes(pack(Letter("identity", "A")), [READER.recipient])
        name = actions.SealedName(
            blob=files.keep_identity(encrypt_bytes(inner, [other.recipient]), at=AT),
            custodian=cast.units[custodian].pk,
            inner_sha256=hashlib.sha256(inner).hexdigest(),
            opened_hash="0" * 64,
        )
        report, _ = actions.deposit(
            actor=REPORTER,
            at=AT,
            locator=CODE["locator"],
            auth_hash=auth_hash(RECEIPT.auth).hex(),
            units=[cast.units["UBKT"].pk],
            blob=files.keep(sealed(), at=AT),
            name=name,
        )
        return report


class TestReaders:
    def test_fetch_what_was_sealed_for_their_unit(self, people: Cast) -> None:
        report = deposited(people)
        for role in ("ubkt_chair", "inspector"):
            found = readers.one_for(people.actor(role), report.pk)
            letter = unpack(decrypt_bytes(files.fetched(found, sha256=found.blob_id), [READER]))
            assert letter.words == WORDS

    def test_see_nothing_without_a_key_that_counts(self, people: Cast) -> None:
        report = deposited(people)
        enrol(people, "inspector_two")
        enrol(people, "secretary")
        for role in ("inspector_two", "secretary"):
            assert not readers.seen_by(people.actor(role)).exists()
            with pytest.raises(NotFound):
                readers.one_for(people.actor(role), report.pk)

    def test_seal_a_letter_anew_for_who_came_since(self, people: Cast) -> None:
        report = deposited(people)
        third = enrol(people, "inspector_two")
        for role in ("ubkt_chair", "inspector"):
            confirm(people, role, third)
        chair, before = people.actor("ubkt_chair"), report.blob_id
        own = HybridIdentity(b"\3" * 32)
        inside = decrypt_bytes(files.fetched(report, sha256=before), [READER])
        again = files.keep(encrypt_bytes(inside, [READER.recipient, own.recipient]), at=AT)
        told = {"actor": chair, "at": AT, "report_id": report.pk, "before": before}
        with pytest.raises(Invalid):
            actions.rewrap(**told, blob=again, reason=" ")
        larger = files.keep(encrypt_bytes(pack(Letter("report", "x" * 9000)), [own.recipient]), at=AT)
        with pytest.raises(Invalid):
            actions.rewrap(**told, blob=larger, reason="thêm người đọc")
        actions.rewrap(**told, blob=again, reason="thêm người đọc")
        with pytest.raises(Conflict):
            actions.rewrap(**told, blob=again, reason="thêm người đọc")
        report.refresh_from_db()
        assert decrypt_bytes(files.fetched(report, sha256=report.blob_id), [own]) == inside


class TestMailbox:
    def test_is_opened_by_the_code_alone_and_carries_letters_both_ways(self, people: Cast) -> None:
        report = deposited(people)
        letter = unpack(decrypt_bytes(files.fetched(report, sha256=report.blob_id), [READER]))
        answer = encrypt_bytes(
            pack(Letter("reply", "Đã nhận")), [READER.recipient, parse_recipient(letter.reply_to)]
        )
        chair = people.actor("ubkt_chair")
        actions.reply(actor=chair, at=AT, report_id=report.pk, blob=files.keep(answer, at=AT))
        box = readers.of_code(**CODE)
        found = box.messages.get()
        own = HybridIdentity(RECEIPT.reply_seed)
        assert unpack(decrypt_bytes(files.fetched(box, sha256=found.blob_id), [own])).words == "Đã nhận"
        more = files.keep(sealed("Còn một chuyện nữa"), at=AT)
        actions.follow_up(actor=REPORTER, at=AT, blob=more, **CODE)
        told = [(one.number, one.by_reader) for one in SealedMessage.objects.filter(report=report)]
        assert told == [(1, True), (2, False)]

    def test_answers_a_wrong_word_as_an_absent_letter(self, people: Cast) -> None:
        deposited(people)
        answers = set()
        for wrong in (
            {**CODE, "auth": "0" * 64},
            {**CODE, "auth": CODE["auth"][:-1]},
            {**CODE, "auth": ""},
            {**CODE, "locator": "0" * 32},
            {**CODE, "locator": "x"},
            {"locator": "0" * 32, "auth": "0" * 64},
        ):
            with pytest.raises(NotFound) as refused:
                readers.of_code(**wrong)
            answers.add(str(refused.value))
        assert len(answers) == 1

    def test_takes_no_letter_from_who_has_no_code_and_no_key(self, people: Cast) -> None:
        report = deposited(people)
        blob = files.keep(sealed("x"), at=AT)
        with pytest.raises(NotFound):
            actions.reply(actor=people.actor("inspector_two"), at=AT, report_id=report.pk, blob=blob)

    def test_agrees_with_the_ledger_and_shows_what_was_changed_behind_it(self, people: Cast) -> None:
        report = deposited(people)
        other = files.keep(sealed("khác"), at=AT)
        actions.reply(actor=people.actor("ubkt_chair"), at=AT, report_id=report.pk, blob=other)
        assert replay.check().agrees
        SealedReport.objects.filter(pk=report.pk).update(blob=other)
        assert [each.code for each in replay.check().differences] == ["row_differs"]
